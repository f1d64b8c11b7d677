"""Statements: a search over all of them, one with where it stands, its trail and its citation, and the correction of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from onrecord.export.citation import Style, citation_of
from onrecord.store.kept import Judged, Listed, Page
from onrecord.store.kept import Query as Asked
from onrecord.trace.steps import Step
from onrecord.web.api.answers import StatementInFull, in_full
from onrecord.web.api.asked import (
    SHOWN,
    About,
    By,
    Cursor,
    Limit,
    OfKind,
    Outlet,
    Since,
    StatementId,
    Until,
    Words,
    ledgers_of,
)
from onrecord.web.api.bodies import API_JUDGE, Correction
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import JSON, answered, base_of, json_bytes, listed, part
from onrecord.web.shown import conditional
from onrecord.web.tracing import steps_back

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

router = subject("statements")
PLAIN, MARKDOWN = "text/plain; charset=utf-8", "text/markdown; charset=utf-8"
_MEDIA = {"text": PLAIN, "markdown": MARKDOWN, "json": JSON}


@router.get(
    "/statements",
    **told(
        "searchStatements",
        "The statements that match, the best first, with the words found marked.",
        page_of(Listed),
        pages=True,
    ),
)
async def statements(  # noqa: PLR0913 - one filter each
    request: Request, *, q: Words = "", by: By = None, about: About = None, kind: OfKind = None, outlet: Outlet = None,
    since: Since = None, until: Until = None, limit: Limit = SHOWN, cursor: Cursor = None,
) -> Response:  # fmt: skip
    """Search what was said: by its words, by whom, about whom, by kind of source, outlet and day.

    Days are those on which something was said, where that is known, else those of publication. Without any filter all statements are
    listed, those added last first. `marks` are where the words stand in `words`: start and end in code points.
    """
    asked = Asked(q.strip(), by or None, about or None, kind, since, until, outlet or None)
    return await listed(request, "statements", cursor, lambda ledger, at: ledger.store.search(asked, limit, at))


@router.get(
    "/statements/{statement}",
    **told("getStatement", "The statement with where it stands.", model_of(StatementInFull), errors=(404,)),
)
async def statement(request: Request, statement: StatementId) -> Response:
    """Return a statement: its exact words, its source, its channels, when it was said, and the article that it stands in."""

    def ask(ledger: Ledger) -> StatementInFull:
        located = ledger.statement(statement)
        voiced = ledger.store.voiced(located.statement.article)
        return in_full(located, voiced.get(statement), ledger.judgements(statement))

    return await answered(request, ask)


@router.get(
    "/statements/{statement}/trace",
    **told(
        "traceStatement",
        "The steps back, the first one from the article to its source.",
        page_of(Step),
        errors=(404,),
        pages=True,
    ),
)
async def trace(request: Request, statement: StatementId, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Trace a statement back to where it comes from, each step with the words that prove it."""
    ledgers = ledgers_of(request)

    def ask(ledger: Ledger, at: str | None) -> Page[Step]:
        located = ledger.statement(statement)
        story = ledgers.story(ledger, located.stored.story) if located.stored.story else None
        return part(at, limit).of(steps_back(located, story))

    return await listed(request, "trace", cursor, ask)


@router.get(
    "/statements/{statement}/citation",
    **told(
        "citeStatement", "The citation, in the media type of its style.", other=(PLAIN, MARKDOWN, JSON), errors=(404,)
    ),
)
async def citation(
    request: Request,
    statement: StatementId,
    style: Annotated[Style, Query(description="How the citation is written.")] = "text",
) -> Response:
    """Return a statement as one cites it: exact words, speaker, channel, outlet, headline, day and permalink."""
    base = base_of(request)

    def made(ledger: Ledger) -> bytes:
        return citation_of(ledger.statement(statement), base, style).encode("utf-8", "replace")

    return conditional(request, await ledgers_of(request).read(made), _MEDIA[style])


@router.post(
    "/statements/{statement}/corrections",
    **told("correctStatement", "The judgement, as it stands in the log.", model_of(Judged), errors=(404,), writes=True),
)
async def correct(request: Request, statement: StatementId, correction: Correction) -> Response:
    """Say who the source of a statement really is, or that it is no statement at all.

    What was read stays beside the correction, and `POST /judgements/{judgement}/undo` takes it back.
    """
    given = correction.model_dump(exclude_unset=True)
    judge = given.pop("judge", None) or API_JUDGE
    ledgers = ledgers_of(request)

    def do(ledger: Ledger) -> tuple[Judged, str | None]:
        article = ledger.statement(statement).statement.article if "withdrawn" not in given else None
        judged = ledger.correct(statement, **given, judge=judge)
        return judged, ledger.store.story_of([article]).get(article) if article else None

    judged, story = await ledgers.write(do)
    if story is not None:
        ledgers.tell(story)
    return Response(json_bytes(judged), media_type=JSON)
