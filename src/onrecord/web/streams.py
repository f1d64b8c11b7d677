"""A long list fetched in a thread of its own while it is sent, some items at a time, so that it holds up nobody and fills no memory.

Whoever takes nothing of it for a while is sent no more of it: a thread and a ledger would wait for nobody.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from fastapi.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.types import Message, Send

Item = TypeVar("Item")
CHUNK = 50
"""Items that are fetched at a time."""
AHEAD = 2
"""Chunks that wait to be sent, at most."""
TAKEN_SECONDS = 30.0
"""How long a piece may wait for a client to take it."""


class NotTakenError(Exception):
    """Whoever was being sent the list took nothing for too long; the rest of it is not there."""


class _NobodyListensError(Exception):
    """Whoever was being sent the list has gone."""


class Stream(Generic[Item]):
    """What ``fetch`` yields, as an asynchronous iterator; ``fetch`` runs in the stream's thread, which ends when nobody listens any more."""

    def __init__(self, fetch: Callable[[], Iterator[Item]], ended: Callable[[], object] | None = None) -> None:
        """Begin nothing yet. ``ended`` is called once, when the thread has ended or there will never be one."""
        self._fetch = fetch
        self._ended = weakref.finalize(self, ended or (lambda: None))
        self._ended.atexit = False
        self._chunks: asyncio.Queue[list[Item] | BaseException | None] = asyncio.Queue(AHEAD)
        self._left = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items; raise what fetching them raised, and NotTakenError to whoever comes back too late."""
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, name="stream", daemon=True).start()
        try:
            while (chunk := await self._chunks.get()) is not None:
                if isinstance(chunk, BaseException):
                    raise chunk
                for item in chunk:
                    yield item
        finally:
            self._left.set()
            self._empty()  # the thread that waits to put its next chunk sees that nobody listens

    def _run(self) -> None:
        try:
            chunk: list[Item] = []
            for item in self._fetch():
                chunk.append(item)
                if len(chunk) == CHUNK:
                    self._put(chunk)
                    chunk = []
            self._put(chunk)
            self._put(None)
        except _NobodyListensError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            with suppress(_NobodyListensError):
                self._put(error)
        finally:
            self._ended()

    def _put(self, chunk: list[Item] | BaseException | None) -> None:
        if self._left.is_set() or self._loop is None or self._loop.is_closed():
            raise _NobodyListensError
        put = asyncio.run_coroutine_threadsafe(self._chunks.put(chunk), self._loop)
        try:
            put.result(TAKEN_SECONDS)
        except TimeoutError:
            put.cancel()
            self._left.set()
            with suppress(RuntimeError):  # the loop has been closed
                self._loop.call_soon_threadsafe(self._cut)
            raise _NobodyListensError from None

    def _cut(self) -> None:
        """Let whoever comes back find that the list was cut off, and not take it for a whole one."""
        self._empty()
        self._chunks.put_nowait(NotTakenError())

    def _empty(self) -> None:
        while not self._chunks.empty():
            self._chunks.get_nowait()


class Sent(StreamingResponse):
    """A response in pieces that breaks off where its client takes none for TAKEN_SECONDS; the connection is closed, so that it is seen."""

    async def stream_response(self, send: Send) -> None:
        """Send the pieces."""

        async def soon(message: Message) -> None:
            async with asyncio.timeout(TAKEN_SECONDS):
                await send(message)

        with suppress(TimeoutError, NotTakenError):
            await super().stream_response(soon)
