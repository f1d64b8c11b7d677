"""A long list fetched in a thread of its own while it is sent, some items at a time, so that it holds up nobody and fills no memory."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

Item = TypeVar("Item")
CHUNK = 50
"""Items that are fetched at a time."""
AHEAD = 2
"""Chunks that wait to be sent, at most."""


class _NobodyListensError(Exception):
    """Whoever was being sent the list has gone."""


class Stream(Generic[Item]):
    """What ``fetch`` yields, as an asynchronous iterator; ``fetch`` runs in the stream's thread, which ends when nobody listens any more."""

    def __init__(self, fetch: Callable[[], Iterator[Item]]) -> None:
        """Begin nothing yet."""
        self._fetch = fetch
        self._chunks: asyncio.Queue[list[Item] | BaseException | None] = asyncio.Queue(AHEAD)
        self._left = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items; raise what fetching them raised."""
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
            while not self._chunks.empty():  # the thread that waits to put its next chunk sees that nobody listens
                self._chunks.get_nowait()

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

    def _put(self, chunk: list[Item] | BaseException | None) -> None:
        if self._left.is_set() or self._loop is None or self._loop.is_closed():
            raise _NobodyListensError
        asyncio.run_coroutine_threadsafe(self._chunks.put(chunk), self._loop).result()
