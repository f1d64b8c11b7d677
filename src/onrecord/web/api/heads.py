"""HEAD for every GET: the same answer without its body (RFC 9110, 9.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED = "onrecord.head"


class Heads:
    """Has a request for the head answered as if all were asked for, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, HEAD as GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET", _ASKED: True}, receive, without_body)


def asked_head(request: Request) -> bool:
    """Tell whether only the head is wanted, so that a long body need not be made."""
    return bool(request.scope.get(_ASKED))
