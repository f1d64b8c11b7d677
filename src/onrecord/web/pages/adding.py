"""Adding: a text, files or addresses are read, what was read is looked at, and only then anything is stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from onrecord.errors import LedgerBusyError, LedgerError, LedgerReadOnlyError
from onrecord.export.ledger_answer import number
from onrecord.web.given import Asked, WrongFormError, asked_of
from onrecord.web.looked_at import SHOWN, looked_at, summary
from onrecord.web.readings import Job, QueueFullError, ReadingDesk
from onrecord.web.sessions import NOT_SIGNED_IN, checked_form, visitor_of
from onrecord.web.shown import shown, shown_plain, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onrecord.ledger import Entry, Ledger
    from onrecord.records import Reading

router = APIRouter()
SEE_OTHER = 303
GONE = "What was read is kept for an hour, and not when the server ends. Read the page again to store it."
AGAIN = {"Retry-After": "60"}


@router.get("/add")
async def form(request: Request) -> Response:
    """Show the three ways in."""
    return await _form(request, Asked())


@router.post("/add")
async def read(request: Request) -> Response:
    """Hand in what was given to be read, and lead to where its progress is shown."""
    sent = await checked_form(request)
    try:
        asked = await asked_of(sent, site_of(request).settings.upload_files)
    except WrongFormError as wrong:
        return await _form(request, wrong.asked, str(wrong), status=422)
    finally:
        await sent.close()
    try:
        job = _desk(request).submit(asked.inputs)
    except QueueFullError as full:
        words = f"{full}. Nothing was read or stored; your text is still below, files have to be chosen again."
        return await _form(request, asked, words, status=503, headers=AGAIN)
    return RedirectResponse(f"/add/{job.id}", SEE_OTHER)


@router.get("/add/{name}")
async def progress(request: Request, name: str) -> Response:
    """Show how far the reading is, or what was read."""
    return await _job(request, _known(request, name), "")


@router.post("/add/{name}")
async def store(request: Request, name: str) -> Response:
    """Store the pages that were chosen, one after the other; what was stored before something went wrong stays stored."""
    sent = await checked_form(request)
    job = _known(request, name)
    if job.state != "done":
        return await _job(request, job, "The pages are still being read.", status=409)
    chosen = (
        range(len(job.readings)) if sent.get("what") == "all" else _numbers(sent.getlist("page"), len(job.readings))
    )
    wanted = [index for index in chosen if job.readings[index].article is not None]
    if not wanted:
        return await _job(request, job, "Choose at least one page that could be read.", status=422)
    ledgers = site_of(request).ledgers
    for index in wanted:
        try:
            job.kept[index] = await ledgers.write(partial(_kept, job.readings[index]))
        except LedgerError as error:
            return await _job(request, job, _failed(error, job, wanted), status=503, headers=AGAIN)
    for story in {story for _, story in job.kept.values() if story is not None}:
        ledgers.tell(story)
    return RedirectResponse(f"/add/{job.id}", SEE_OTHER)


def _kept(reading: Reading, ledger: Ledger) -> tuple[Entry, str | None]:
    """Keep a reading; return what came of it and the story that its article is in."""
    entry = ledger.keep(reading)
    return entry, ledger.store.story_of([entry.article]).get(entry.article) if entry.article else None


def _failed(error: LedgerError, job: Job, wanted: list[int]) -> str:
    """Return what to do about pages that could not be stored."""
    left = number(sum(index not in job.kept for index in wanted), "page")
    if isinstance(error, LedgerBusyError):
        return f"Another process is writing to the ledger. {left} not stored yet; nothing that was read is lost: store again."
    if isinstance(error, LedgerReadOnlyError):
        return f"{left} not stored: {error.reason}."
    return f"{left} not stored: {error.reason}. Nothing that was read is lost: store again."


def _numbers(given: Iterable[Any], below: int) -> list[int]:
    """Return the places that boxes stand for, each once and in order; whatever else a form holds is left out."""
    found = {int(one) for one in given if isinstance(one, str) and one.isascii() and one.isdecimal() and len(one) < 9}
    return sorted(place for place in found if place < below)


def _known(request: Request, name: str) -> Job:
    """Return a request to read by its id, for somebody signed in. Raises HTTPException."""
    if not visitor_of(request).signed_in:
        raise HTTPException(401, NOT_SIGNED_IN)
    job = _desk(request).job(name)
    if job is None:
        raise HTTPException(410, GONE)
    return job


def _desk(request: Request) -> ReadingDesk:
    return request.app.state.desk  # type: ignore[no-any-return]  # Starlette's state has no types


async def _form(
    request: Request, asked: Asked, problem: str = "", *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    settings = site_of(request).settings
    context = {
        "asked": asked, "problem": problem, "most_files": settings.upload_files, "megabytes": settings.upload_bytes // 1_000_000,
    }  # fmt: skip
    return await shown_plain(request, "add.html", context, status=status, headers=headers)


async def _job(
    request: Request, job: Job, problem: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    def ask(ledger: Ledger) -> dict[str, Any]:
        pages = looked_at(job, ledger) if job.state == "done" else ()
        return {
            "job": job, "pages": pages, "problem": problem, "beyond": max(0, job.done - SHOWN), "summary": summary(job),
            "left": sum(page.readable and page.outcome is None for page in pages),
        }  # fmt: skip

    response = await shown(request, "add_job.html", ask, fragment="job", status=status)
    response.headers.update(headers or {})
    return response
