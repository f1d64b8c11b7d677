"""The page of a statement: its exact words, whose they are, where they come from, who else says so, and what editors made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.export.citation import STYLES, citation_of
from onrecord.export.html_sections import language_of
from onrecord.export.ledger_answer import in_sentence, independent_of
from onrecord.export.ledger_trail import shortened, step_proof, step_verb
from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.passages import one_in_other
from onrecord.export.quotation_marks import quoted
from onrecord.export.sourcing import channel
from onrecord.export.wording import MODES, channels, committed, moment, printed, said, sure
from onrecord.records import BODY_KINDS, SourceKind
from onrecord.store.kept import Located
from onrecord.trace.steps import end_of
from onrecord.web.addresses import article_path, statement_path
from onrecord.web.ledgers import BeingToldError
from onrecord.web.listing import NAMELESS, Shown, name_called, shown_located
from onrecord.web.marking import MarkedText, Numbered, first_of, kind_called, said_of
from onrecord.web.notes import voice_in
from onrecord.web.sessions import checked_form
from onrecord.web.shown import shown, site_of
from onrecord.web.tracing import steps_back

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.ledger import Ledger
    from onrecord.records import Article, Block, Claim, Statement, Story
    from onrecord.store.kept import Judged, Voiced
    from onrecord.trace.steps import Step
    from onrecord.web.ledgers import Ledgers

router = APIRouter()
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
TITLE = 80
"""Characters of the words in the title of the page."""
MANY_STATEMENTS = 150
"""Statements of one article up to which its story is worked out while a page waits: a second at most."""
LISTED = 6
"""Others who say, and who deny, the same that are shown; the story's page has all."""
CONTEXT, BESIDE = 1_500, 200
"""Characters before and after a statement of which its own paragraphs are shown, and within which those next to them are."""
NOTHING_CHOSEN = (
    "Nothing was corrected: choose another kind of source, write whose word it is, or tick that this is no statement."
)
LONGEST_NAME, LONGEST_REASON = 300, 2_000
"""Characters of what an editor may write: names of bodies reach 200."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the trail in words, with the words that prove it, and the page of the article that it starts from, if it is one."""

    here: str
    verb: str
    there: str
    proof: tuple[str, ...]
    leads: str | None


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim that a statement belongs to, whether it denies it, and others who say or deny it, of how many."""

    claim: Claim
    denies: bool
    behind: str
    others: tuple[Shown, ...]
    deniers: tuple[Shown, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Decided:
    """An entry of the log of judgements in words."""

    id: str
    what: str
    when: str
    judge: str
    why: str | None
    in_effect: bool


@router.get("/statement/{key}")
async def statement(request: Request, key: str) -> Response:
    """Show a statement."""
    return await _page(request, key)


@router.post("/statement/{key}/correct")
async def correct(request: Request, key: str) -> Response:
    """Take a correction of whose word a statement is, or that it is none."""
    form = await checked_form(request)
    given = {name: str(form.get(name, "")).strip() for name in ("kind", "name", "why", "judge", "withdrawn")}
    if len(given["name"]) > LONGEST_NAME or max(len(given["why"]), len(given["judge"])) > LONGEST_REASON:
        raise HTTPException(422, f"A name has at most {LONGEST_NAME} characters, a reason at most {LONGEST_REASON:,}.")

    def do(ledger: Ledger) -> None:
        ledger.correct(
            key, kind=given["kind"] or None, name=given["name"] or None,  # type: ignore[arg-type]  # the store checks the kind
            withdrawn=True if given["withdrawn"] else None, why=given["why"] or None, judge=given["judge"] or "an editor",
        )  # fmt: skip

    if not (given["kind"] or given["name"] or given["withdrawn"]):
        return await _page(request, key, problem=NOTHING_CHOSEN, typed=given, status=422)
    return await _changed(request, key, do, given)


@router.post("/statement/{key}/undo")
async def undo(request: Request, key: str) -> Response:
    """Ask whether to take back one of the judgements about a statement, or do it; what was before it holds again."""
    form = await checked_form(request)
    judgement, why, judge = (str(form.get(name, "")).strip() for name in ("judgement", "why", "judge"))

    def known(ledger: Ledger) -> Judged:
        for judged in _log(ledger, key):
            if judged.id == judgement:
                return judged
        raise NotInLedgerError(site_of(request).ledgers.path, "judgement", judgement)

    if form.get("step") != "do":
        context = {"key": key, "decision": None}
        return await shown(request, "statement_undo.html", lambda ledger: {**context, "entry": _decided(known(ledger))})

    def do(ledger: Ledger) -> None:
        known(ledger)
        ledger.undo(judgement, why=why[:LONGEST_REASON] or None, judge=judge[:LONGEST_NAME] or "an editor")

    return await _changed(request, key, do)


async def _changed(request: Request, key: str, do: Any, typed: Mapping[str, str] | None = None) -> Response:
    """Return to the page of a statement once something was done about it; or show it with what was wrong."""
    try:
        await site_of(request).ledgers.write(do)
    except UsageError as error:
        return await _page(request, key, problem=f"This was not done: {error}.", typed=typed, status=422)
    return RedirectResponse(f"{statement_path(key)}#corrections", 303)


async def _page(
    request: Request, key: str, *, problem: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    base, ledgers = str(request.base_url).rstrip("/"), site_of(request).ledgers

    def ask(ledger: Ledger) -> dict[str, Any]:
        return {
            "problem": problem,
            "typed": typed or {},
            "quoted": quoted,
            "kinds": KINDS,
            "kind_called": kind_called,
            **_statement(ledgers, ledger, key, base),
        }

    return await shown(request, "statement.html", ask, status=status)


def _statement(ledgers: Ledgers, ledger: Ledger, key: str, base: str) -> dict[str, Any]:
    located, withdrawn = _found(ledger, key)
    article, one = _article_of(located), located.statement
    voiced = ledger.store.voiced(article.id)
    voices = voiced.get(one.id)
    story, waiting = _story(ledgers, ledger, located)
    log = _log(ledger, key)
    as_read = _as_read(ledger, article.id, one) if log else None
    return {
        "one": one, "article": article, "withdrawn": withdrawn, "language": Markup(language_of(article)),  # noqa: S704 - its pattern lets no mark through
        "words": [span.text for span in said_of(one)], "short": quoted(shortened(" … ".join(span.text for span in said_of(one)), TITLE)),
        "speaker": name_called(one), "look": SOURCE_CLASSES[one.source.kind],
        "voice": voice_in(voiced, one), "about": voices.about if voices else (), "kind": kind_called(one.source.kind), "nameless": one.source.kind in NAMELESS,
        "channels": channels(one), "commitment": committed(one), "said": said(one, published=article.published),
        "mode": MODES[one.mode], "printed": printed(one), "via_called": channel, "sure": sure(one), "published": moment(article.published) if article.published else "",
        "context": _context(article, one), "citations": [(style, citation_of(located, base, style)) for style in STYLES],
        "story": story, "waiting": waiting, **_trail(located, () if withdrawn or waiting else steps_back(located, story), story),
        "claims": _claims(_Others(ledger, located), story, one.id), "log": [_decided(judged) for judged in log],
        "as_read": as_read, "read_as": name_called(as_read) if as_read else "",
    }  # fmt: skip


def _story(ledgers: Ledgers, ledger: Ledger, located: Located) -> tuple[Story | None, bool]:
    """Return the story of a statement as told; or None, and whether it is a big one that somebody else is working out meanwhile."""
    key = located.stored.story
    if key is None:
        return None, False
    many = len(located.stored.reading.statements) > MANY_STATEMENTS
    if many and ledgers.writable and not ledger.story_card(key).told:
        ledgers.tell(key)
        return None, True
    try:
        return ledgers.story(ledger, key), False
    except BeingToldError:
        return None, True


def _found(ledger: Ledger, key: str) -> tuple[Located, bool]:
    """Return a statement with its article, and whether somebody withdrew it: then it is found by the log, as it was read."""
    try:
        return ledger.statement(key), False
    except NotInLedgerError:
        for judged in reversed(ledger.judgements(key)):
            if judged.judgement.kind == "correct":
                stored = ledger.store.article(judged.judgement.change["article"], as_read=True)
                for one in stored.reading.statements:
                    if one.id == key:
                        return Located(one, stored), True
        raise


def _as_read(ledger: Ledger, article: str, one: Statement) -> Statement | None:
    """Return a corrected statement as it was read; None for one that no correction has changed."""
    read = ledger.store.article(article, as_read=True).reading.statements
    return next((other for other in read if other.id == one.id and other != one), None)


def _context(article: Article, one: Statement) -> tuple[Markup, ...]:
    """Return the paragraphs that a statement stands in, its words marked, with those next to them; of very long ones what is near."""
    spans = [*said_of(one), *one.cue, *one.source.spans, *(span for via in one.via for span in via.spans)]
    first = first_of(one)
    near = [span for span in spans if abs(span.start - first) < CONTEXT]
    low, high = min((s.start for s in near), default=0), max((s.end for s in near), default=0)
    text = MarkedText(article, [Numbered(0, one, "")])
    found = []
    for block in article.blocks:
        inside = block.start < high and block.end > low
        beside = block.start < high + BESIDE and block.end > low - BESIDE and block.kind in BODY_KINDS
        if inside or beside:
            start, end = _cut(article.text, max(block.start, low - CONTEXT), min(block.end, high + CONTEXT), block)
            found.append(text.passage(start, end))
    return tuple(found)


def _cut(text: str, start: int, end: int, block: Block) -> tuple[int, int]:
    """Return a stretch of a block with its ends moved inward to blanks, where they are not the block's own."""
    if start > block.start:
        start = max(start, text.find(" ", start, end))
    if end < block.end:
        end = max(start, text.rfind(" ", start, end)) or end
    return start, end


def _trail(located: Located, steps: Sequence[Step], story: Story | None) -> dict[str, Any]:
    """Return the steps back from a statement in words, and where they end."""
    own = _article_of(located)
    names = {own.id: own.outlet or own.headline or own.id}
    names.update({one.id: one.outlet or one.headline or one.id for one in (story.articles if story else ())})
    told = [
        Told(
            in_sentence(names.get(step.from_, step.from_)), step_verb(step.relation), in_sentence(names.get(step.to, step.to)),
            tuple(step_proof(step.evidence, names)), article_path(step.from_) if step.from_ in names else None,
        )
        for step in steps
    ]  # fmt: skip
    ends = end_of(located.statement, steps) if steps else ""
    return {"steps": told, "ends": in_sentence(names.get(ends, ends))}


def _claims(known: _Others, story: Story | None, key: str) -> list[Carried]:
    found = []
    for claim in story.claims if story else ():
        if key in claim.statements or key in claim.denials:
            sayers, deniers = ([one for one in side if one != key] for side in (claim.statements, claim.denials))
            (others, left), (against, left_too) = known.listed(sayers), known.listed(deniers)
            behind = independent_of(claim.independent, claim.roots)
            found.append(Carried(claim, key in claim.denials, behind, others, against, left + left_too))
    return found


class _Others:
    """Statements of a story by their ids; an article is unpacked once, however many of them stand in it."""

    def __init__(self, ledger: Ledger, known: Located) -> None:
        self._ledger = ledger
        self._known: dict[str, Located] = {}
        self._voiced: dict[str, Mapping[str, Voiced]] = {}
        self._own = known.statement
        self._learn(known)

    def listed(self, keys: Sequence[str]) -> tuple[tuple[Shown, ...], int]:
        """Return statements for a list, as many as are shown, and how many more there are.

        Left out are those that have gone since the story was told, and those that share their words with one that is there.
        """
        kept: list[Located] = []
        for at, key in enumerate(keys):
            if len(kept) == LISTED:
                return tuple(map(self._shown, kept)), len(keys) - at
            located = self._located(key)
            beside = [self._own, *(one.statement for one in kept)]
            if located is not None and not any(one_in_other(located.statement, one) for one in beside):
                kept.append(located)
        return tuple(map(self._shown, kept)), 0

    def _located(self, key: str) -> Located | None:
        if key not in self._known:
            try:
                self._learn(self._ledger.statement(key))
            except NotInLedgerError:
                return None
        return self._known[key]

    def _learn(self, located: Located) -> None:
        stored = located.stored
        self._known.update({one.id: Located(one, stored) for one in stored.reading.statements})

    def _shown(self, located: Located) -> Shown:
        article = _article_of(located).id
        if article not in self._voiced:
            self._voiced[article] = self._ledger.store.voiced(article)
        return shown_located(located, voice_in(self._voiced[article], located.statement))


def _log(ledger: Ledger, subject: str) -> list[Judged]:
    """Return all judgements about a statement, and those that take one of them back, in order of time."""
    found: list[Judged] = []
    waiting = [subject]
    while waiting:
        for judged in ledger.judgements(waiting.pop()):
            found.append(judged)
            waiting.append(judged.id)
    return sorted(found, key=lambda judged: int(judged.id[1:]))


def _decided(judged: Judged) -> Decided:
    change = judged.judgement.change
    parts = [
        f"the source is {change['name']}" if "name" in change else "",
        f"the kind of source is {kind_called(change['kind'])}" if "kind" in change else "",
        "this is no statement" if change.get("withdrawn") else "",
    ]
    what = "; ".join(filter(None, parts)) or f"takes {judged.judgement.subject} back"
    return Decided(judged.id, what, moment(judged.at), judged.judgement.judge, judged.judgement.why, judged.in_effect)


def _article_of(located: Located) -> Article:
    article = located.stored.reading.article
    if article is None:  # no such reading is ever kept
        raise NotInLedgerError("", "statement", located.statement.id)
    return article
