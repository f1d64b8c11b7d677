"""The server put together: pages, API and guards around one ledger."""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from onrecord.errors import LedgerError, NotInLedgerError, TooMuchAskedError, UsageError
from onrecord.web.addresses import API
from onrecord.web.api.heads import Heads
from onrecord.web.api.mounting import Later
from onrecord.web.guard import Guard, SecureAnswers
from onrecord.web.ledgers import BeingToldError, Ledgers
from onrecord.web.pages import PAGES
from onrecord.web.readings import ReadingDesk
from onrecord.web.sessions import Sessions
from onrecord.web.settings import WebSettings
from onrecord.web.shown import Site, environment, shown_plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fastapi.responses import Response

_WAYS = {404: "There is no such page.", 405: "This page takes no such request."}


def application(path: str | Path, settings: WebSettings | None = None) -> FastAPI:
    """Return the server of the ledger at ``path``, which is made if there is none.

    Raises a LedgerError where the file is no ledger that can be read.
    """
    settings = settings or WebSettings()
    ledgers = Ledgers(
        path, readers=settings.readers, stories_kept=settings.stories_kept, read_only=settings.read_only, answer_seconds=settings.answer_seconds,
    )  # fmt: skip

    desk = ReadingDesk(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            try:
                desk.close()
            finally:
                ledgers.close()

    app = FastAPI(
        title="OnRecord", version=version("onrecord"), lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None,
    )  # fmt: skip
    app.state.site = Site(ledgers, settings, environment())
    app.state.sessions = Sessions(settings.session_seconds)
    app.state.desk = desk
    app.mount("/static", StaticFiles(directory=str(files("onrecord.web") / "static")), name="static")
    app.mount(API, Later(app.state))
    for page in PAGES:
        app.include_router(import_module(page).router, include_in_schema=False)
    app.add_exception_handler(NotInLedgerError, _not_there)
    app.add_exception_handler(BeingToldError, _being_told)
    app.add_exception_handler(TooMuchAskedError, _too_much)
    app.add_exception_handler(LedgerError, _failed)
    app.add_exception_handler(UsageError, _misasked)
    app.add_exception_handler(HTTPException, _refused)
    app.add_middleware(Heads)
    app.add_middleware(Guard, settings=settings, sessions=app.state.sessions)
    app.add_middleware(SecureAnswers)  # the last added stands outside
    return app


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


async def _not_there(request: Request, error: Exception) -> Response:
    kind = error.kind if isinstance(error, NotInLedgerError) else "page"
    kind = "person or body" if kind == "voice" else kind
    context = {
        "heading": f"This ledger has no such {kind}",
        "message": "It may have been erased, or stand in another ledger. Whoever gave you the address can say which.",
    }
    return await shown_plain(request, "missing.html", context, status=404)


async def _being_told(request: Request, error: Exception) -> Response:
    articles = error.articles if isinstance(error, BeingToldError) else 0
    return await shown_plain(
        request, "being_told.html", {"articles": articles}, status=503, headers={"Retry-After": "5"}
    )


async def _too_much(request: Request, _error: Exception) -> Response:
    message = "Looking it up takes too long. Fewer or longer words, one outlet, or a shorter time can be looked up."
    context = {"heading": "That asks for too much", "message": message}
    return await shown_plain(request, "missing.html", context, status=503, headers={"Retry-After": "5"})


async def _failed(request: Request, error: Exception) -> Response:
    context = {
        "heading": "The ledger could not answer",
        "message": _sentence(error.reason if isinstance(error, LedgerError) else str(error)),
    }
    return await shown_plain(request, "missing.html", context, status=503, headers={"Retry-After": "5"})


async def _misasked(request: Request, error: Exception) -> Response:
    context = {"heading": "That can’t be asked so", "message": _sentence(str(error))}
    return await shown_plain(request, "missing.html", context, status=400)


async def _refused(request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    message = _WAYS.get(status) or str(getattr(error, "detail", ""))
    heading = {404: "Nothing here", 401: "Sign in first"}.get(status, "That did not work")
    sign_in = f"/sign-in?{urlencode({'next': _back(request)})}" if status == 401 else ""
    context = {"heading": heading, "message": message, "sign_in": sign_in}
    return await shown_plain(request, "missing.html", context, status=status, headers=headers)


def _back(request: Request) -> str:
    """Return where somebody goes on who has signed in: the page asked for, or the one with the form that was sent."""
    if request.method == "GET":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came = urlsplit(request.headers.get("referer", ""))
    ours = came.netloc == request.url.netloc
    return (came.path + (f"?{came.query}" if came.query else "")) if ours and came.path else "/"
