"""What went wrong, said as RFC 9457 wants it (application/problem+json), with what to do next.

Every refusal under /api/v1 is made here, those of the guards before the application too: ``problem`` gives the answer,
``problems_of`` turns what was raised into one.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from onrecord.errors import (
    LedgerError,
    LedgerFullError,
    LedgerReadOnlyError,
    NotInLedgerError,
    OnRecordError,
    TooMuchAskedError,
    UsageError,
)
from onrecord.web.addresses import API, api_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("onrecord.web")
RETRY_SECONDS = 5
"""When somebody may come again whom the ledger could not serve: another writer holds it for a moment at a time."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the end of its ``type``, its title, and what to do next where nothing better is known."""

    name: str
    title: str
    advice: str


KINDS: dict[int, Kind] = {
    400: Kind("bad-request", "The request can't be understood", f"Compare it with the documentation at {API}/docs."),
    401: Kind(
        "token-needed", "This needs the token",
        "Send the token that the server was started with: Authorization: Bearer TOKEN.",
    ),
    403: Kind(
        "not-allowed", "This is not allowed",
        "Check the token; a server that was started for reading only lets nobody write.",
    ),
    404: Kind("not-found", "There is nothing here", f"{API}/docs lists every path; search finds ids."),
    405: Kind("method", "This path takes no such request", "The header Allow names the methods that it takes."),
    413: Kind("too-large", "The request is too large", "Send it in parts, or add files with `onrecord add`."),
    415: Kind("media-type", "Bodies of this type are not read here", "Send one of the types that the documentation names."),
    421: Kind("host", "The server is not called so", "Call it by its address, or start it with --allow-host NAME."),
    422: Kind("invalid", "The request is not valid", "Correct what `errors` names and send it again."),
    429: Kind("too-many-requests", "Too many requests", "Wait for the seconds of the header Retry-After, then go on more slowly."),
    500: Kind("internal", "OnRecord failed on this request", "Please report it with the request: it is a bug."),
    501: Kind("not-installed", "This needs a package that is not installed", "Install what `detail` names."),
    503: Kind("busy", "The server is busy", "Send the request again after the seconds of the header Retry-After."),
    507: Kind("disk-full", "No room is left on the disk", "Make room; what was stored before is whole."),
}  # fmt: skip
"""Every status that the API refuses with."""
NOT_IN_LEDGER = Kind(
    "not-in-ledger", "This ledger has no such thing",
    "It may have been erased, or stand in another ledger. Search finds what is there, with its id.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: ``where`` it stands (``query: limit``) and what is wrong."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """Why a request was refused (RFC 9457). ``type`` leads to what the documentation says of it; ``next`` says what to do.

    ``errors`` names what is wrong where several things can be; ``waiting`` is how many wait before the reader, where it is busy.
    """

    type: str
    title: str
    status: int
    detail: str
    next: str
    errors: tuple[Fault, ...] = ()
    waiting: int | None = None


class ApiError(Exception):
    """A request that can't be served; becomes the answer that ``problem`` makes of the same arguments."""

    def __init__(
        self, status: int, detail: str, *, advice: str | None = None, headers: Mapping[str, str] | None = None, waiting: int | None = None
    ) -> None:  # fmt: skip
        """Keep what the answer says."""
        self.status, self.detail, self.advice, self.headers, self.waiting = status, detail, advice, headers, waiting
        super().__init__(detail)


def problem(  # noqa: PLR0913 - what a problem has
    status: int, detail: str, *, kind: Kind | None = None, advice: str | None = None, errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None, waiting: int | None = None,
) -> Response:  # fmt: skip
    """Return the answer that says what is wrong; ``kind`` and ``advice`` stand in for what the status alone says."""
    told = details(status, detail, kind=kind, advice=advice, errors=errors, waiting=waiting)
    # Only ASCII: what came in the request may hold lone surrogates, which no encoding has.
    body = json.dumps(told).encode("ascii")
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


def details(  # noqa: PLR0913 - what a problem has
    status: int, detail: str, *, kind: Kind | None = None, advice: str | None = None, errors: Sequence[Fault] = (), waiting: int | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return what the body of a problem says; members that have nothing to say are left out."""
    kind = kind or KINDS.get(status) or Kind("other", HTTPStatus(status).phrase, "")
    told: dict[str, Any] = {
        "type": f"{api_path('docs')}#problem-{kind.name}", "title": kind.title, "status": status, "detail": detail,
        "next": advice or kind.advice,
    }  # fmt: skip
    if errors:
        told["errors"] = [{"where": fault.where, "message": fault.message} for fault in errors]
    if waiting is not None:
        told["waiting"] = waiting
    return told


def add_handlers(app: FastAPI) -> None:
    """Let an application answer every error with a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(OnRecordError, _failed)
    app.add_exception_handler(ApiError, _failed)
    app.add_middleware(Bugs)


class Bugs:
    """Answers what nobody expected with a problem too; where OnRecord was started stands what went wrong."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an answer that is half out is cut off, so that nobody takes it for a whole one."""
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            _log.exception("%s %s failed", scope["method"], scope["path"])
            await problem(500, f"{type(error).__name__} while answering")(scope, receive, send)


async def _invalid(_request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400, f"the body is not valid JSON: {found[0].get('ctx', {}).get('error', 'it ends too early')}")
    faults = [Fault(_where(one["loc"]), str(one["msg"]).removeprefix("Value error, ")) for one in found]
    return problem(422, "; ".join(f"{fault.where}: {fault.message}" for fault in faults), errors=faults)


def _where(place: Sequence[str | int]) -> str:
    kind, *names = place
    return f"{kind}: {'.'.join(str(name) for name in names)}" if names else str(kind)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    detail = str(getattr(error, "detail", "") or HTTPStatus(status).phrase)
    if status == 404:
        detail = f"there is no path {request.url.path}"
    if status == 405:
        allowed = _allowed(request)
        headers["Allow"] = ", ".join(allowed)
        detail = f"{request.url.path} takes {', '.join(allowed)}, not {request.method}"
    return problem(status, detail, headers=headers)


def _allowed(request: Request) -> list[str]:
    """Return the methods of all routes of a path; Starlette names those of the first alone."""
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= set(route.methods or ())
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


async def _failed(_request: Request, error: Exception) -> Response:
    return problem_of(error)


def problem_of(error: Exception) -> Response:
    """Return the answer for what OnRecord raised on purpose."""
    if isinstance(error, ApiError):
        return problem(error.status, error.detail, advice=error.advice, headers=error.headers, waiting=error.waiting)
    if isinstance(error, NotInLedgerError):
        return problem(404, error.reason, kind=NOT_IN_LEDGER)
    if isinstance(error, UsageError):
        return problem(400, str(error))
    if isinstance(error, LedgerReadOnlyError):
        return problem(
            403, error.reason, advice="Start the server where the ledger's file and folder can be written to."
        )
    if isinstance(error, LedgerFullError):
        return problem(507, error.reason)
    advice = (
        "Give fewer or longer words, one outlet, or a shorter time." if isinstance(error, TooMuchAskedError) else None
    )
    reason = error.reason if isinstance(error, LedgerError) else str(error)
    return problem(503, reason, advice=advice, headers={"Retry-After": str(RETRY_SECONDS)})
