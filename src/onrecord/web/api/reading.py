"""Reading: pages in, records out; with nothing stored, or stored in the ledger at once."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from onrecord.ledger import Entry
from onrecord.store.kept import Page
from onrecord.web.addresses import api_path
from onrecord.web.api.answers import Waiting
from onrecord.web.api.asked import ledgers_of
from onrecord.web.api.documented import subject, told
from onrecord.web.api.given import inputs_of, request_body
from onrecord.web.api.problems import ApiError
from onrecord.web.api.schemas import model_of, page_of, readings_page
from onrecord.web.api.sent import JSON, answered, json_bytes
from onrecord.web.rates import client_of
from onrecord.web.readings import QueueFullError
from onrecord.web.sessions import bearer_of, require_writer, visitor_of
from onrecord.web.shown import site_of

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Reading
    from onrecord.web.readings import Job, ReadingDesk

router = subject("reading")
storing = subject("articles")
AGAIN_SECONDS = 60
"""When somebody may come again who found the queue full: a page takes a second or two."""
_REFUSED = (403, 413, 415)


@router.post(
    "/read",
    **told(
        "read", "What was read, one reading a page, in order; a page that could not be read says why.", readings_page(), errors=_REFUSED,
        kept=False, body=request_body(),
    ),
)  # fmt: skip
async def read(request: Request) -> Response:
    """Read pages and find who said what in them, on whose word, when. Nothing is stored.

    Give a text, a page or an address (which needs the token) as JSON; an item of ninjs or a list of them; files as a form; or a page, a text or a file as it is.
    Requests are read one after the other; where too many wait, the answer is 503 with their number in `waiting`. A page that takes longer
    than the server allows is a reading that says so.
    """
    readings = await _read(request)
    body = await run_in_threadpool(json_bytes, Page(readings, None))  # of 200 long pages it takes seconds
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=JSON)


@storing.post(
    "/articles",
    **told(
        "addArticles", "What came of each page: `added`, `unchanged`, `changed` or `unread`.", page_of(Entry), errors=_REFUSED, writes=True,
        created=True, body=request_body(),
    ),
)  # fmt: skip
async def add(request: Request) -> Response:
    """Read pages, as `POST /read` does, and keep each in the ledger.

    Adding again changes nothing, so a request that failed half way can be sent once more. An article that the ledger has with another
    text gets a new version, and the answer says which statements differ.
    """
    ledgers = ledgers_of(request)
    entries = [await ledgers.write(partial(_kept, reading)) for reading in await _read(request)]
    changed = [entry for entry in entries if entry.outcome in {"added", "changed"} and entry.article]

    def stories(ledger: Ledger) -> set[str]:
        return set(ledger.store.story_of([entry.article for entry in changed if entry.article]).values())

    for story in await ledgers.read(stories):
        ledgers.tell(story)
    headers = {"Location": api_path("articles", entries[0].article)} if len(entries) == 1 and entries[0].article else {}
    status = 201 if any(entry.outcome == "added" for entry in entries) else 200
    body = await run_in_threadpool(json_bytes, Page(tuple(entries), None))
    return Response(body, status, headers, media_type=JSON)


def _kept(reading: Reading, ledger: Ledger) -> Entry:
    return ledger.keep(reading)


@router.get("/queue", **told("getQueue", "The queue.", model_of(Waiting), kept=False))
async def queue(request: Request) -> Response:
    """Return how many requests wait to be read, and how many may."""
    desk = _desk(request)
    return await answered(request, lambda _: Waiting(desk.waiting, desk.settings.waiting))


async def _read(request: Request) -> tuple[Reading, ...]:
    """Return what the desk reads of a request. Raises ApiError 503 where too many wait, HTTPException for an address without the token."""
    desk = _desk(request)
    inputs = await inputs_of(request)
    if any(isinstance(one, str) for one in inputs):
        require_writer(request)  # an address is fetched from here, under our name: not for everybody who may read
    try:
        job = desk.submit(inputs, client=_counted_under(request))
    except QueueFullError as full:
        headers = {"Retry-After": str(AGAIN_SECONDS)}
        raise ApiError(503, str(full), headers=headers, waiting=full.waiting) from full
    try:
        await _finished_or_left(request, desk, job)
        return tuple(job.readings)
    finally:
        desk.forget(job)


async def _finished_or_left(request: Request, desk: ReadingDesk, job: Job) -> None:
    """Wait until a request is read, or whoever sent it has gone: for them nobody else should wait."""
    finished, left = asyncio.ensure_future(desk.finished(job)), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({finished, left}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        finished.cancel()
        left.cancel()


async def _left(request: Request) -> None:
    """Return when the client has gone. The body has been read, so that nothing else can come any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _counted_under(request: Request) -> str | None:
    """Return the address that a request is counted under before the desk; None for who knows the token.

    Raises HTTPException 429 after too many wrong ones: the queue must tell nobody which one is right.
    """
    given = bearer_of(request)
    sessions, token = request.app.state.sessions, site_of(request).settings.token
    known = visitor_of(request).signed_in or (given is not None and sessions.knows(given, token, request.scope))
    return None if known else client_of(request.scope)


def _desk(request: Request) -> ReadingDesk:
    return request.app.state.desk  # type: ignore[no-any-return]  # Starlette's state has no types
