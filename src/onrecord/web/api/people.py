"""People and bodies: who is called so, what they say and what is said of them, and the judgements on who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response

from onrecord.errors import UsageError
from onrecord.store.kept import Judged, Listed, Page, Voice
from onrecord.web.api.answers import Profiled, profiled
from onrecord.web.api.asked import SHOWN, Cursor, JudgementId, Limit, Name, Since, Subject, Until, VoiceId, ledgers_of
from onrecord.web.api.bodies import API_JUDGE, Merging, Splitting, Undoing
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import JSON, answered, json_bytes, listed, part

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.ledger import Ledger

router = subject("people")
judging = subject("judgements")
CALLED = 1_000
"""Voices of a name that are found at most."""


@router.get(
    "/people",
    **told("listPeople", "People and bodies, the likeliest meant first, or who said most.", page_of(Voice), pages=True),
)
async def people(request: Request, q: Name = "", limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Find people and bodies by name: exactly, then by a whole word of it, then by a part. Without a name, list those who have said something."""
    name = q.strip()
    if not name:
        return await listed(request, "voices", cursor, lambda ledger, at: ledger.voices(limit, at))
    return await listed(request, "called", cursor, lambda ledger, at: part(at, limit).of(ledger.who(name, CALLED)))


@router.get("/people/{voice}", **told("getPerson", "The person or body.", model_of(Voice), errors=(404,)))
async def person(request: Request, voice: VoiceId) -> Response:
    """Return a person or body: name, kind, how many statements by it and about it, and the ids that were merged into it."""
    return await answered(request, lambda ledger: ledger.voice(voice))


@router.get(
    "/people/{voice}/said",
    **told("listSaid", "Statements, the latest first.", page_of(Listed), errors=(404,), pages=True),
)
async def said(  # noqa: PLR0913 - one filter each
    request: Request, voice: VoiceId, *, since: Since = None, until: Until = None, limit: Limit = SHOWN, cursor: Cursor = None
) -> Response:  # fmt: skip
    """List what somebody is on record saying."""

    def ask(ledger: Ledger, at: str | None) -> Page[Listed]:
        return ledger.said(voice, since=since, until=until, limit=limit, cursor=at)

    return await listed(request, "said", cursor, ask)


@router.get(
    "/people/{voice}/spoken-of",
    **told("listSpokenOf", "Statements, the latest first.", page_of(Listed), errors=(404,), pages=True),
)
async def spoken_of(  # noqa: PLR0913 - one filter each
    request: Request, voice: VoiceId, *, since: Since = None, until: Until = None, limit: Limit = SHOWN, cursor: Cursor = None
) -> Response:  # fmt: skip
    """List what is said about somebody, by whomever."""

    def ask(ledger: Ledger, at: str | None) -> Page[Listed]:
        return ledger.spoken_of(voice, since=since, until=until, limit=limit, cursor=at)

    return await listed(request, "spoken-of", cursor, ask)


@router.get("/people/{voice}/profile", **told("getProfile", "The counts.", model_of(Profiled), errors=(404,)))
async def profile(request: Request, voice: VoiceId) -> Response:
    """Return somebody counted: by month and outlet, whom they speak of and who speaks of them, and in which stories."""
    return await answered(request, lambda ledger: profiled(ledger.voice(voice), ledger.profile(voice)))


@router.post(
    "/people/{voice}/merge",
    **told("mergePeople", "The judgement, as it stands in the log.", model_of(Judged), errors=(404,), writes=True),
)
async def merge(request: Request, voice: VoiceId, merging: Merging) -> Response:
    """Say that other voices are this person or body. `POST /judgements/{judgement}/undo` takes it back."""

    def do(ledger: Ledger) -> Judged:
        kept = ledger.voice(voice).id
        others = [ledger.voice(other).id for other in merging.voices]
        if kept in others:
            raise UsageError("a voice can't be merged into itself; they may be one already")
        return ledger.merge(kept, others, why=merging.why, judge=merging.judge or API_JUDGE)

    return await _judged(request, do)


@router.post(
    "/people/{voice}/split",
    **told("splitPerson", "The judgement, as it stands in the log.", model_of(Judged), errors=(404,), writes=True),
)
async def split(request: Request, voice: VoiceId, splitting: Splitting) -> Response:
    """Say that in some articles this is somebody else. `POST /judgements/{judgement}/undo` takes it back."""

    def do(ledger: Ledger) -> Judged:
        found = [ledger.article(key).reading.article for key in splitting.articles]
        articles = [article.id for article in found if article is not None]
        kept = ledger.voice(voice).id
        return ledger.split(kept, articles, name=splitting.name, why=splitting.why, judge=splitting.judge or API_JUDGE)

    return await _judged(request, do)


@judging.get(
    "/judgements",
    **told("listJudgements", "Judgements, the oldest first.", page_of(Judged), pages=True),
)
async def judgements(
    request: Request, subject: Subject = None, limit: Limit = SHOWN, cursor: Cursor = None
) -> Response:
    """List who decided what, when and why; with a subject, what is about that statement, voice or judgement."""
    return await listed(
        request, "judgements", cursor, lambda ledger, at: part(at, limit).of(ledger.judgements(subject or None))
    )


@judging.post(
    "/judgements/{judgement}/undo",
    **told(
        "undoJudgement",
        "The judgement that takes it back, as it stands in the log.",
        model_of(Judged),
        errors=(404,),
        writes=True,
    ),
)
async def undo(request: Request, judgement: JudgementId, undoing: Undoing | None = None) -> Response:
    """Take a judgement back. What was before it holds again, and both stay in the log."""
    why, judge = (undoing.why, undoing.judge) if undoing else (None, None)
    return await _judged(request, lambda ledger: ledger.undo(judgement, why=why, judge=judge or API_JUDGE))


async def _judged(request: Request, do: Callable[[Ledger], Judged]) -> Response:
    return Response(json_bytes(await ledgers_of(request).write(do)), media_type=JSON)
