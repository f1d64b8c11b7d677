"""Reading: pages in, records out; with nothing stored, or stored in the ledger at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi import Request, Response

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
from onrecord.web.readings import QueueFullError
from onrecord.web.sessions import require_writer

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Reading
    from onrecord.web.readings import ReadingDesk

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
    return Response(json_bytes(Page(readings, None)), headers={"Cache-Control": "no-store"}, media_type=JSON)


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
    return Response(json_bytes(Page(tuple(entries), None)), status, headers, media_type=JSON)


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
        job = desk.submit(inputs)
    except QueueFullError as full:
        headers = {"Retry-After": str(AGAIN_SECONDS)}
        raise ApiError(503, str(full), headers=headers, waiting=full.waiting) from full
    try:
        return (await desk.finished(job)).readings
    finally:
        desk.forget(job)


def _desk(request: Request) -> ReadingDesk:
    return request.app.state.desk  # type: ignore[no-any-return]  # Starlette's state has no types
