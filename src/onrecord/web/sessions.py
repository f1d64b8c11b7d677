"""Who is at the browser: signing in with the token, the session's cookie, and the proof that a form came from our own page.

A session is a random number signed with a secret of this server run, so that only those signed out have to be kept; restarting signs everybody
out. The proof against forged requests (CSRF) is derived from it, after OWASP's cheat sheet (HMAC-based token pattern).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request  # noqa: TC002 - FastAPI reads the annotation where require_writer is a dependency
from starlette.exceptions import HTTPException

from onrecord.web.rates import Rates, client_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import HTTPConnection
    from starlette.responses import Response
    from starlette.types import Scope

    from onrecord.web.settings import WebSettings

COOKIE = "onrecord_session"
"""What the cookie's name begins with. The port follows: browsers keep one jar for all servers of a machine."""
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
MORE_FIELDS = 2_000
"""Fields of a form beside its files: a box for each page of a long upload."""
WRONG_TOKENS, SECONDS_A_TOKEN = 10, 30
"""Wrong tokens that one address may give at once, and the seconds after which it may give one more: 3,000 a day guess no token that
anybody would choose, and none of those that OnRecord makes."""
NOT_SIGNED_IN = (
    "You are not signed in, or no longer: sign in with the token that was printed where OnRecord was started."
)
FORGED = "This form is older than your session or did not come from here. Go back, load the page again and send it once more."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: ``signed_in`` may write; ``csrf`` has to come with every form of theirs."""

    signed_in: bool = False
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes sessions and knows its own. ``seconds`` is how long one lasts."""

    seconds: int
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    wrong: Rates = field(default_factory=lambda: Rates(1 / SECONDS_A_TOKEN, WRONG_TOKENS))
    _ended: dict[str, int] = field(default_factory=dict)

    def new(self) -> str:
        """Return the cookie of a new session."""
        name = f"{secrets.token_urlsafe(16)}.{int(time.time()) + self.seconds}"
        return f"{name}.{self._signed('session', name)}"

    def visitor(self, cookie: str | None) -> Visitor:
        """Return who a cookie belongs to; nobody signed in for one that is not ours, has run out, or was signed out."""
        name = self._name(cookie)
        if name is None or name in self._ended or int(name.rpartition(".")[2]) < time.time():
            return Visitor()
        return Visitor(signed_in=True, csrf=self._signed("csrf", name))

    def end(self, cookie: str | None) -> None:
        """Sign a session out: its cookie is good for nothing from now on, whoever has a copy."""
        name = self._name(cookie)
        now = time.time()
        for old in [old for old, until in self._ended.items() if until < now]:
            del self._ended[old]
        if name is not None:
            self._ended[name] = int(name.rpartition(".")[2])

    def knows(self, given: str, token: str | None, scope: Scope) -> bool:
        """Tell whether the words given are the token, in a time that does not depend on how much of them is right.

        Raises HTTPException 429 for a client that gave too many wrong ones and another one now. The right one always lets in: those who
        come through a proxy share an address, and nobody may lock the others out. What stops guessing is that tokens are long.
        """
        if token is not None and hmac.compare_digest(_hashed(given), _hashed(token)):
            return True
        client = client_of(scope)
        if seconds := self.wrong.wait(client):
            message = f"Too many wrong tokens came from your address. Try again in {seconds} seconds."
            raise HTTPException(429, message, {"Retry-After": str(seconds)})
        self.wrong.take(client)
        return False

    def _name(self, cookie: str | None) -> str | None:
        """Return the name of a session of ours, with the time when it ends behind its last dot; None for what is not ours."""
        name, _, signature = (cookie or "").rpartition(".")
        good = hmac.compare_digest(_hashed(signature), _hashed(self._signed("session", name)))
        return name if good and name.rpartition(".")[2].isdecimal() else None

    def _signed(self, purpose: str, name: str) -> str:
        return hmac.new(self.secret, f"{purpose}\0{name}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def visitor_of(request: HTTPConnection) -> Visitor:
    """Return who asks, by the cookie of the session."""
    sessions: Sessions = request.app.state.sessions
    return sessions.visitor(cookie_of(request))


def cookie_of(request: HTTPConnection) -> str | None:
    """Return the cookie of the session that came with a request."""
    return request.cookies.get(cookie_name(request.scope))


def cookie_name(scope: Scope) -> str:
    """Return what the cookie of the server is called that a request came to."""
    return f"{COOKIE}_{(scope.get('server') or ('', ''))[1]}"


async def checked_form(request: Request) -> FormData:
    """Return the form that somebody signed in has sent from a page of ours; every handler that changes the ledger begins with this.

    Raises HTTPException: 401 for who is not signed in, 403 for a form without the session's proof, 400 for one that is
    damaged or has more files than ``settings.upload_files``.
    """
    if not visitor_of(request).signed_in:
        raise HTTPException(401, NOT_SIGNED_IN)
    form = await sent_form(request)
    if not proven(request, form):
        raise HTTPException(403, FORGED)
    return form


async def sent_form(request: Request) -> FormData:
    """Return a form whoever sent it, for a handler that looks at that itself. Raises HTTPException 400 for one that can't be read."""
    settings = _settings(request)
    try:
        return await request.form(
            max_files=settings.upload_files, max_fields=MORE_FIELDS, max_part_size=settings.upload_bytes
        )
    except HTTPException as refused:
        if refused.status_code != 400:
            raise
        message = f"The form could not be read: it may have up to {settings.upload_files} files, with names that are not endless."
        raise HTTPException(400, message) from refused


def proven(request: Request, form: FormData) -> bool:
    """Tell whether somebody signed in sent a form from a page of this session."""
    visitor = visitor_of(request)
    return visitor.signed_in and hmac.compare_digest(_hashed(form.get(CSRF_FIELD)), _hashed(visitor.csrf))


def require_writer(request: Request) -> None:
    """Let pass who may write through the API: the token as ``Authorization: Bearer``, or a session with its proof as ``X-CSRF-Token``.

    Call it first in a handler, or name it as a dependency. Raises HTTPException: 401, 403, or 429 after too many wrong tokens.
    """
    given = bearer_of(request)
    if given is not None:
        sessions: Sessions = request.app.state.sessions
        if not sessions.knows(given, _settings(request).token, request.scope):
            raise HTTPException(401, "That is not the token.", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return
    visitor = visitor_of(request)
    if not visitor.signed_in:
        message = "Writing needs the token: send it as Authorization: Bearer, or sign in."
        raise HTTPException(401, message, {"WWW-Authenticate": "Bearer"})
    if not hmac.compare_digest(_hashed(request.headers.get(CSRF_HEADER)), _hashed(visitor.csrf)):
        raise HTTPException(403, "A session writes with its CSRF token in the header X-CSRF-Token.")


def bearer_of(request: HTTPConnection) -> str | None:
    """Return the token that came as ``Authorization: Bearer`` (RFC 6750), or None."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else None


def sign_in(request: Request, response: Response) -> None:
    """Put a new session into an answer."""
    sessions: Sessions = request.app.state.sessions
    response.set_cookie(
        cookie_name(request.scope), sessions.new(), max_age=sessions.seconds, path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict",
    )  # fmt: skip


def sign_out(request: Request, response: Response) -> None:
    """End the session of a request, and have its cookie thrown away."""
    sessions: Sessions = request.app.state.sessions
    sessions.end(cookie_of(request))
    response.delete_cookie(
        cookie_name(request.scope), path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict"
    )


def _hashed(words: object) -> bytes:
    """Return words as bytes of one length, so that comparing them tells nothing about theirs; anything but words as none."""
    return hashlib.sha256((words if isinstance(words, str) else "").encode("utf-8", "replace")).digest()


def _settings(request: HTTPConnection) -> WebSettings:
    return request.app.state.site.settings  # type: ignore[no-any-return]  # Starlette's state has no types
