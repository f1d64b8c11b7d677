"""Adding: a text, files or addresses are read, what was read is looked at, and only then anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from onrecord.errors import LedgerBusyError, LedgerError, LedgerReadOnlyError
from onrecord.export.ledger_answer import number
from onrecord.web.given import Asked, WrongFormError, asked_of
from onrecord.web.known import put_right
from onrecord.web.looked_at import SHOWN, looked_at, summary
from onrecord.web.pages.signing import WRONG
from onrecord.web.rates import client_of
from onrecord.web.readings import Job, QueueFullError, ReadingDesk
from onrecord.web.sessions import NOT_SIGNED_IN, proven, sent_form, sign_in, visitor_of
from onrecord.web.shown import shown, shown_plain, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.datastructures import FormData

    from onrecord.ledger import Entry, Ledger
    from onrecord.records import Reading

router = APIRouter()
SEE_OTHER = 303
GONE = "What was read is kept for an hour, and not when the server ends. Read the page again to store it."
AGAIN = {"Retry-After": "60"}
LEFT = "You are not signed in, or no longer. Nothing was lost: give the token below and send it again."
OLD_FORM = "This form is older than your session. Nothing was lost: send it once more."
GIVE_TOKEN = "Storing is for those who know the token of this server: give it below."  # noqa: S105 - no password
ASKED_TOKEN = frozenset({401, 429})
"""Answers that go with a field for the token."""


@router.get("/add")
async def form(request: Request) -> Response:
    """Show the three ways in."""
    return await _form(request, Asked())


@router.post("/add")
async def read(request: Request) -> Response:
    """Hand in what was given to be read, and lead to where its progress is shown.

    A text and files are read for whoever may read the ledger; whatever can't be done comes back with the form as it was filled in.
    """
    sent = await sent_form(request)
    try:
        asked, wrong = await asked_of(sent, site_of(request).settings.upload_files), ""
    except WrongFormError as error:
        asked, wrong = error.asked, str(error)
    finally:
        await sent.close()
    who = _who(request, sent)
    if who.problem:
        return await _form(request, asked, who.problem, status=who.status, sign_in=who.status in ASKED_TOKEN)
    if not who.signed_in and (asked.way == "addresses" or site_of(request).settings.reading_needs_token):
        return await _form(request, asked, LEFT, status=401, sign_in=True)
    if wrong:
        return await _form(request, asked, wrong, status=422)
    try:
        client = None if who.signed_in else client_of(request.scope)
        job = _desk(request).submit(asked.inputs, anyone=not who.signed_in, client=client)
    except QueueFullError as full:
        words = f"{full}. Nothing was read or stored; your text is still below, files have to be chosen again."
        return await _form(request, asked, words, status=503, headers=AGAIN)
    return _led_to(request, job, who)


@router.get("/add/{name}")
async def progress(request: Request, name: str) -> Response:
    """Show how far the reading is, or what was read."""
    return await _job(request, _known(request, name), "")


@router.post("/add/{name}")
async def store(request: Request, name: str) -> Response:
    """Store the pages that were chosen, one after the other; what was stored before something went wrong stays stored."""
    job = _known(request, name)
    sent = await sent_form(request)
    who = _who(request, sent)
    problem = who.problem or ("" if who.signed_in else GIVE_TOKEN)
    if job.state != "done":
        return await _job(request, job, "The pages are still being read.", status=409)
    problem = _put_right(job, sent) or problem
    if problem:
        return await _job(request, job, problem, status=who.status)
    chosen = (
        range(len(job.readings)) if sent.get("what") == "all" else _numbers(sent.getlist("page"), len(job.readings))
    )
    wanted = [index for index in chosen if job.readings[index].article is not None]
    if not wanted:
        return await _job(request, job, "Choose at least one page that could be read.", status=422)
    try:
        await _keep(request, job, wanted)
    except LedgerError as error:
        return await _job(request, job, _failed(error, job, wanted), status=503, headers=AGAIN)
    return _led_to(request, job, who)


async def _keep(request: Request, job: Job, wanted: list[int]) -> None:
    """Store pages and have their stories told. Raises LedgerError; what was stored before is in the job."""
    ledgers = site_of(request).ledgers
    job.twins.clear()
    for index in wanted:
        job.kept[index] = await ledgers.write(partial(_kept, job.readings[index]))
    for story in {story for _, story in job.kept.values() if story is not None}:
        ledgers.tell(story)


def _put_right(job: Job, sent: FormData) -> str:
    """Put what a form says of pages that are not stored yet into their readings; return what could not be understood, in words."""
    problems = []
    readings = list(job.readings)
    for index, reading in enumerate(readings):
        if index not in job.kept:
            readings[index], problem = put_right(sent, index, reading)
            problems += [problem] if problem else []
    job.readings = readings
    return " ".join(dict.fromkeys(problems))


@dataclass(frozen=True, slots=True)
class _Who:
    """Who sends a form: ``new`` has just given the token in it. ``problem`` says why the form can't be taken from them as it is."""

    signed_in: bool
    new: bool = False
    problem: str = ""
    status: int = 422


def _who(request: Request, sent: FormData) -> _Who:
    """Return who sends a form, by their session, or by the token in a field of it."""
    token = sent.get("token")
    if visitor_of(request).signed_in:
        return _Who(signed_in=True) if proven(request, sent) else _Who(signed_in=False, problem=OLD_FORM, status=403)
    if not isinstance(token, str) or not token.strip():
        return _Who(signed_in=False, status=401)
    try:
        right = request.app.state.sessions.knows(token.strip(), site_of(request).settings.token, request.scope)
    except HTTPException as refused:
        return _Who(signed_in=False, problem=str(refused.detail), status=refused.status_code)
    return _Who(signed_in=True, new=True) if right else _Who(signed_in=False, problem=WRONG, status=401)


def _led_to(request: Request, job: Job, who: _Who) -> Response:
    response = RedirectResponse(f"/add/{job.id}", SEE_OTHER, {"Cache-Control": "no-store"})
    if who.new:
        sign_in(request, response)
    return response


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
    """Return a request to read by its id: to somebody signed in, or where it was handed in by somebody who was not. Raises HTTPException."""
    job = _desk(request).job(name)
    if not (job is not None and job.anyone) and not visitor_of(request).signed_in:
        raise HTTPException(401, NOT_SIGNED_IN)
    if job is None:
        raise HTTPException(410, GONE)
    return job


def _desk(request: Request) -> ReadingDesk:
    return request.app.state.desk  # type: ignore[no-any-return]  # Starlette's state has no types


async def _form(  # noqa: PLR0913 - what is said beside the form
    request: Request, asked: Asked, problem: str = "", *, status: int = 200, sign_in: bool = False, headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    settings = site_of(request).settings
    context = {
        "asked": asked, "problem": problem, "most_files": settings.upload_files, "megabytes": settings.upload_bytes // 1_000_000,
        "ask_token": sign_in and settings.token is not None,
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
