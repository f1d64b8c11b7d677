"""Who is at the browser: signing in with the token, the session's cookie, and the proof that a form came from our own page.

A session is a random number signed with a secret of this server run, so that nothing has to be kept; restarting signs everybody
out. The proof against forged requests (CSRF) is derived from it, after OWASP's cheat sheet (HMAC-based token pattern).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

COOKIE = "onrecord_session"


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

    def new(self) -> str:
        """Return the cookie of a new session."""
        name = f"{secrets.token_urlsafe(16)}.{int(time.time()) + self.seconds}"
        return f"{name}.{self._signed('session', name)}"

    def visitor(self, cookie: str | None) -> Visitor:
        """Return who a cookie belongs to; nobody signed in for one that is not ours or has run out."""
        name, _, signature = (cookie or "").rpartition(".")
        _, _, until = name.rpartition(".")
        if not name or not hmac.compare_digest(signature.encode(), self._signed("session", name).encode()):
            return Visitor()
        if int(until) < time.time():
            return Visitor()
        return Visitor(signed_in=True, csrf=self._signed("csrf", name))

    def _signed(self, purpose: str, name: str) -> str:
        return hmac.new(self.secret, f"{purpose}\0{name}".encode(), hashlib.sha256).hexdigest()


def visitor_of(request: HTTPConnection) -> Visitor:
    """Return who asks, by the cookie of the session."""
    sessions: Sessions = request.app.state.sessions
    return sessions.visitor(request.cookies.get(COOKIE))
