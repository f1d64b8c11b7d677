"""What every request and every answer passes: plain ASGI, so that it costs little and streams go through.

``SecureAnswers`` stands outside: it puts the headers that keep a stranger's words harmless on every answer, and makes one of what
went wrong inside. ``Guard`` stands within and lets a request in, or refuses it with a sentence that says why.
"""

from __future__ import annotations

import asyncio
import http
import logging
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from onrecord.web.addresses import API
from onrecord.web.api.problems import problem
from onrecord.web.hosts import Hosts
from onrecord.web.rates import Rates, client_of
from onrecord.web.sessions import bearer_of, cookie_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from onrecord.web.sessions import Sessions
    from onrecord.web.settings import WebSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content Security Policy, level 3: nothing inline, nothing from elsewhere."""
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not no-referrer: with it browsers send `Origin: null` with our own forms, and nothing tells them from a stranger's.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
UPLOADS = frozenset({"/add", f"{API}/read", f"{API}/articles"})
"""Paths that take pages and files, up to ``upload_bytes``; all others take ``request_bytes``."""
OPEN = frozenset({"/sign-in", "/static"})
"""Where even those come who have not given the token: the form that asks for it, and what makes it look like ours."""
SAFE = frozenset({"GET", "HEAD"})
DRAINED_BYTES, DRAINED_SECONDS = 100_000_000, 5.0
"""How much of a refused body is read and thrown away, and for how long: a browser that is cut off while it sends shows no answer."""
NO_SUCH_HOST = "This server is not called so. Whoever runs it can allow the name with --allow-host."
FROM_ELSEWHERE = "This request came from a page of another site, and was not done."
NEEDS_TOKEN = (
    "Reading here is for those who know the token of this server: sign in, or send it as Authorization: Bearer."  # noqa: S105 - no password
)
PART_SECONDS = 30
"""How long the next part of a request's body may take to come."""
BROKEN = "OnRecord failed on this request. What the ledger holds is unharmed; where OnRecord was started stands what went wrong."

_log = logging.getLogger("onrecord.web")


class SecureAnswers:
    """Puts the headers that keep a stranger's words harmless on every answer, also that to a request which broke something."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its answer."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def secured(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in given)]
            await send(message)

        try:
            await self.app(scope, receive, secured)
        except Exception:
            if begun:
                raise  # half an answer is out: the server cuts the connection, so that nobody takes it for a whole one
            _log.exception("%s %s failed", scope["method"], scope["path"])
            await refusal(scope, 500, BROKEN)(scope, receive, secured)


class Guard:
    """Lets in what may come in: for us by name, not too often, not from a stranger's page, by whom the token lets, not too large."""

    def __init__(self, app: ASGIApp, settings: WebSettings, sessions: Sessions) -> None:
        """Stand before an application with the settings and sessions of its server."""
        self.app, self.settings, self.sessions = app, settings, sessions
        self.hosts = Hosts.of(settings)
        self.rates = Rates(settings.requests_a_second, settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.settings.upload_bytes if scope["path"] in UPLOADS else self.settings.request_bytes
        if self.settings.reading_needs_token and _handed_back(scope) and not self._signed_in(HTTPConnection(scope)):
            limit = self.settings.request_bytes  # what is only handed back need be no longer than a text
        try:
            self._check(HTTPConnection(scope), limit)
        except HTTPException as refused:
            await _drain(receive, scope)
            answer = refusal(scope, refused.status_code, str(refused.detail), refused.headers)
            await answer(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)

    def _check(self, request: HTTPConnection, limit: int) -> None:
        """Raise an HTTPException for what may not come in."""
        scope = request.scope
        if not self.hosts.is_ours(request.headers.getlist("host")):
            raise HTTPException(421, NO_SUCH_HOST)
        place = "/" + scope["path"].removeprefix("/").partition("/")[0]
        if place != "/static" and (seconds := self.rates.take(client_of(scope))):
            message = f"More requests came from your address than are answered. Try again in {seconds} seconds."
            raise HTTPException(429, message, {"Retry-After": str(seconds)})
        if scope["method"] not in SAFE and _from_elsewhere(request):
            raise HTTPException(403, FROM_ELSEWHERE)
        if self.settings.reading_needs_token and not _open(scope, place) and not self._let_in(request):
            raise HTTPException(401, NEEDS_TOKEN, {"WWW-Authenticate": "Bearer"})
        length = request.headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            raise HTTPException(400, "The request does not say how long it is.")
        if len(length) > 15 or int(length) > limit:
            raise too_large(limit)

    def _let_in(self, request: HTTPConnection) -> bool:
        """Tell whether somebody has signed in or gives the token. Raises HTTPException 429 after too many wrong ones."""
        if self._signed_in(request):
            return True
        given = bearer_of(request)
        return given is not None and self.sessions.knows(given, self.settings.token, request.scope)

    def _signed_in(self, request: HTTPConnection) -> bool:
        return self.sessions.visitor(cookie_of(request)).signed_in


def _open(scope: Scope, place: str) -> bool:
    """Tell whether even those may ask for this who have not given the token."""
    return place in OPEN or _handed_back(scope)


def _handed_back(scope: Scope) -> bool:
    """Tell whether this is the form "Add" being sent: from who is not signed in any more it comes back with the text that was typed."""
    return (scope["method"], scope["path"]) == ("POST", "/add")


def refusal(scope: Scope, status: int, message: str, headers: Mapping[str, str] | None = None) -> ASGIApp:
    """Return the answer to a request that is not let in: a page that says so, or under the API problem+json."""
    if scope["path"] == API or scope["path"].startswith(f"{API}/"):
        return problem(status, message, headers=headers)
    title = _phrase(status)
    sign_in = '<p><a href="/sign-in">Sign in</a></p>' if status == 401 else ""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{title} · OnRecord</title>\n"
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">\n<link rel="stylesheet" href="/static/onrecord.css">\n'
        '</head>\n<body>\n<header class="site"><a class="brand" href="/">OnRecord</a></header>\n'
        f'<main id="main"><div class="empty">\n<h1>{title}</h1>\n<p>{escape(message)}</p>\n{sign_in}</div></main>\n</body>\n</html>\n'
    )
    return Response(page, status, {"Cache-Control": "no-store", **(headers or {})}, media_type="text/html")


def too_large(limit: int) -> HTTPException:
    """Return what is raised for a request whose body is larger than the limit, in bytes."""
    return HTTPException(
        413, f"That is more than is taken at once here: {limit / 1_000_000:g} MB. Send less at a time."
    )


def _phrase(status: int) -> str:
    """Return HTTP's own words for a status, whatever the version of Python calls it."""
    return {413: "Content Too Large", 421: "Misdirected Request"}.get(status) or http.HTTPStatus(status).phrase


def _from_elsewhere(request: HTTPConnection) -> bool:
    """Tell whether a browser says that a request which may change something comes from another site's page.

    Fetch Metadata (W3C) where the browser sends it, else the Origin (RFC 6454). What sends neither is no browser, and has
    no cookies that a stranger's page could use.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and origin.lower().partition("://")[2] != request.headers.get("host", "").lower()


def _counted(receive: Receive, limit: int) -> Receive:
    """Return a way to receive a body that ends with a 413 once more came than the limit, whatever its headers said."""
    came, whole = 0, False

    async def counted() -> Message:
        nonlocal came, whole
        if whole:
            return (
                await receive()
            )  # for what comes after the body, which is the sender's leaving, one may wait as long as one likes
        try:
            message = await asyncio.wait_for(receive(), PART_SECONDS)
        except TimeoutError:
            raise HTTPException(408, "The request came too slowly. Send it again.") from None
        whole = not message.get("more_body")
        came += len(message.get("body", b""))
        if came > limit:
            if message.get("more_body"):
                await _discard(receive)
            raise too_large(limit)
        return message

    return counted


async def _drain(receive: Receive, scope: Scope) -> None:
    """Read and throw away the body of a request that is refused, if it has one."""
    if scope["method"] not in SAFE:
        await _discard(receive)


async def _discard(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_SECONDS):
            left = DRAINED_BYTES
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
