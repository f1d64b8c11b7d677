"""The API's place in the site: its forty operations take a quarter of a second to put together, which the first page need not wait for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.datastructures import State
    from starlette.types import Receive, Scope, Send


class Later:
    """The application of the API, put together in a thread when it is first asked something."""

    def __init__(self, state: State) -> None:
        """Take the state of the site around it."""
        self._state = state
        self._app: FastAPI | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the API does."""
        await (await self._made())(scope, receive, send)

    async def _made(self) -> FastAPI:
        if self._app is None:
            async with self._making:  # of many who ask at once, one puts it together
                if self._app is None:
                    self._app = await asyncio.to_thread(self._make)
        return self._app

    def _make(self) -> FastAPI:
        from onrecord.web.api.mounted import api  # noqa: PLC0415 - the point of it

        return api(self._state)
