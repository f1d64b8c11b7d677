"""Where an editor says who is who: merge, split and undo, each looked at before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.errors import UsageError
from onrecord.export.wording import moment
from onrecord.web.addresses import voice_path
from onrecord.web.deciding import Decision, Kind, Standing, carry_out, decided, looked_at
from onrecord.web.sessions import checked_form, visitor_of
from onrecord.web.shown import shown, site_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Listed

router = APIRouter()
CANDIDATES, CONSIDERED = 20, 500
"""Voices offered for a merge; the latest statements by and about a voice whose articles are offered for a split."""
LONGEST = 300
"""Characters of a name or reason that is typed."""
REFUSED = 409


@dataclass(frozen=True, slots=True)
class Choice:
    """An article that can be chosen for a split, with some of the words that the voice says there, or that are said of it."""

    id: str
    headline: str
    outlet: str | None
    day: str
    words: str


@router.get("/voice/{voice}/merge")
async def merging(request: Request, voice: str, q: str | None = None) -> Response:
    """Offer voices that might be this one."""
    if not visitor_of(request).signed_in:
        return _first_sign_in(request)
    return await shown(request, "voice_merge.html", lambda ledger: _to_merge(ledger, voice, q), fragment="candidates")


@router.get("/voice/{voice}/split")
async def splitting(request: Request, voice: str, to: str = "") -> Response:
    """Offer the articles in which a voice might be somebody else."""
    if not visitor_of(request).signed_in:
        return _first_sign_in(request)
    since = request.query_params.get("from", "")
    return await shown(request, "voice_split.html", lambda ledger: _to_split(ledger, voice, since, to))


@router.post("/voice/{voice}/{kind}")
async def judged(request: Request, voice: str, kind: str) -> Response:
    """Show what a decision would come to, or carry it out and show the voice."""
    if kind not in get_args(Kind):
        return RedirectResponse(voice_path(voice), 303)
    form = await checked_form(request)
    decision = _decision(voice, kind, form)  # type: ignore[arg-type]  # one of Kind
    ledgers = site_of(request).ledgers
    try:
        _sound(decision)
        if form.get("step") != "do":
            standings = await ledgers.write(lambda ledger: looked_at(ledger, decision))
            return await _preview(request, voice, decision, standings)
        done = await ledgers.write(lambda ledger: carry_out(ledger, decision))
        about = await ledgers.read(lambda ledger: decided(ledger, done.id).judgement.subject)
    except UsageError as error:
        return await _refused(request, voice, decision, str(error))
    return RedirectResponse(f"{voice_path(about)}?{urlencode({'done': done.id})}#log", 303)


def _decision(voice: str, kind: Kind, form: FormData) -> Decision:
    """Return what a form asks for."""
    many = {"merge": "other", "split": "article"}.get(kind)
    chosen = tuple(dict.fromkeys(str(one) for one in form.getlist(many))) if many else ()
    subject = str(form.get("judgement") or "") if kind == "undo" else voice
    name, why, judge = (str(form.get(field) or "").strip() or None for field in ("name", "why", "judge"))
    return Decision(kind, subject, chosen, name, why, judge)


def _sound(decision: Decision) -> None:
    """Raise UsageError for a decision that chooses nothing, or whose words are no name and no reason any more."""
    if decision.kind == "merge" and not decision.chosen:
        raise UsageError("choose who else this is")
    if decision.kind == "split" and not decision.chosen:
        raise UsageError("choose at least one article")
    for words, what in ((decision.name, "name"), (decision.why, "reason"), (decision.judge, "name of who decides")):
        if words and len(words) > LONGEST:
            raise UsageError(f"this {what} has {len(words):,} characters; {LONGEST} are enough")


def _first_sign_in(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?{urlencode({'next': here})}", 303)


async def _preview(request: Request, voice: str, decision: Decision, standings: tuple[Standing, ...]) -> Response:
    def ask(ledger: Ledger) -> dict[str, Any]:
        names = {one.id: one.name for one in standings}
        heads = {one.before[2] for one in standings if one.before} | {one.after[2] for one in standings if one.after}
        for head in heads - names.keys():
            names[head] = ledger.voice(head).name
        found = ledger.voice(voice) if decision.kind != "undo" else None
        return {"voice": found, "key": voice, "decision": decision, "standings": standings, "names": names}

    return await shown(request, "voice_preview.html", ask)


async def _refused(request: Request, voice: str, decision: Decision, problem: str) -> Response:
    """Return the page where the decision was made once more, with the reason why it can't be."""

    def ask(ledger: Ledger) -> dict[str, Any]:
        if decision.kind == "merge":
            return {**_to_merge(ledger, voice, None), "problem": problem, "decision": decision}
        if decision.kind == "split":
            return {**_to_split(ledger, voice, "", ""), "problem": problem, "decision": decision}
        return {"voice": None, "key": voice, "decision": decision, "standings": (), "names": {}, "problem": problem}

    page = {"merge": "voice_merge.html", "split": "voice_split.html", "undo": "voice_preview.html"}[decision.kind]
    return await shown(request, page, ask, status=REFUSED)


def _to_merge(ledger: Ledger, voice: str, asked: str | None) -> dict[str, Any]:
    this = ledger.voice(voice)
    name = (asked if asked is not None else this.name.rpartition(" ")[2]).strip()
    found = [one for one in ledger.who(name, CANDIDATES + 1) if one.id != this.id][:CANDIDATES] if name else []
    return {"voice": this, "asked": name, "candidates": found, "problem": None, "decision": None}


def _to_split(ledger: Ledger, voice: str, since: str, until: str) -> dict[str, Any]:
    this = ledger.voice(voice)
    problem = None
    try:
        said = ledger.said(this.id, since=since or None, until=until or None, limit=CONSIDERED)
        about = ledger.spoken_of(this.id, since=since or None, until=until or None, limit=CONSIDERED)
    except UsageError as error:
        problem, said, about = (
            str(error),
            ledger.said(this.id, limit=CONSIDERED),
            ledger.spoken_of(this.id, limit=CONSIDERED),
        )
    choices: dict[str, Choice] = {}
    for one in sorted((*said.items, *about.items), key=lambda one: one.day or "", reverse=True):
        choices.setdefault(one.article, _choice(one))
    return {
        "voice": this, "choices": tuple(choices.values()), "partly": bool(said.cursor or about.cursor), "since": since, "until": until,
        "problem": problem, "decision": None, "considered": CONSIDERED,
    }  # fmt: skip


def _choice(listed: Listed) -> Choice:
    return Choice(
        listed.article, listed.headline or "(no headline)", listed.outlet, moment(listed.day) if listed.day else "", listed.words
    )  # fmt: skip
