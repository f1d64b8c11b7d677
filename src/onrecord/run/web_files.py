"""Large files of the web, read where they lie: a range of bytes at a time, so that a shard fetches its own part of an archive and no more.

The rules are those of ``onrecord read`` for addresses (``read.fetch``): every hop is checked, none may lead into a private network unless
that is allowed. robots.txt is not asked: it is for robots that find their way by themselves, and these files are named one by one.
"""

from __future__ import annotations

import http.client
import io
import os
import re
import tempfile
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, Self, TypeVar, cast
from urllib.parse import urljoin

from onrecord.errors import UnreadableError
from onrecord.problems import problem
from onrecord.read.addresses import parse_address
from onrecord.read.compressed import CHUNK_BYTES
from onrecord.read.deadline import Deadline
from onrecord.read.fetch import Fetcher
from onrecord.run.opening import AwayError, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.settings import Settings

_Answer = TypeVar("_Answer")

BLOCK_BYTES = 4_194_304
"""How much is asked for at once: at 200 kB/s it comes within the time that a fetch may take."""
_BEYOND_BYTES = 131_072
"""How much is asked for at once beyond where a shard ends, to complete its last page."""
WAITS = (0.5, 2.0, 8.0)
"""Seconds before each further try of a request that failed on the way, or that a busy server turned down."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429})
_GONE = frozenset({404, 410})
_NO_HEAD = frozenset({400, 403, 405, 501})
"""Answers of servers that allow no HEAD; signed addresses are for GET alone."""
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class _Patient(Deadline):
    """A deadline that begins anew with each wait, for a whole file that comes at its own pace."""

    def left(self) -> float:
        return self.seconds


def look_at(address: str, settings: Settings) -> SourceFile:
    """Ask a server for the size of a file and its mark of change. Raises UnreadableError, or AwayError where it may answer later."""

    def ask() -> SourceFile:
        status, headers = _headers_of(_Exchange(address, settings, "HEAD", {}))
        if status in _NO_HEAD or (status == HTTPStatus.OK and headers.get("Accept-Ranges") != "bytes"):
            status, headers = _headers_of(_Exchange(address, settings, "GET", {"Range": "bytes=0-0"}))
        _check(status, address, looked=False)
        whole = _RANGE.fullmatch(headers.get("Content-Range") or "")
        length = whole[3] if whole else headers.get("Content-Length") or ""
        in_ranges = whole is not None or headers.get("Accept-Ranges") == "bytes"
        return SourceFile(address, int(length) if length.isdecimal() else None, _version(headers), in_ranges)

    return _tried(ask, address)


def open_at(file: SourceFile, settings: Settings, until: int | None = None) -> io.BufferedReader:
    """Open a file of the web for reading and seeking. Nothing is fetched yet. Reading raises as ``look_at`` does.

    ``until`` says that little will be read beyond so many bytes.
    """
    return io.BufferedReader(_WebFile(file, settings, until), CHUNK_BYTES)


class _WebFile(io.RawIOBase):
    """A file of the web. A block of it is held; a server that gives no ranges hands all of it over once, into a temporary file."""

    def __init__(self, file: SourceFile, settings: Settings, until: int | None) -> None:
        super().__init__()
        self._file = file
        self._until = until
        self._settings = settings
        self._size = file.size
        self._place = 0
        self._block = b""
        self._block_start = 0
        self._whole: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if whence == os.SEEK_END and self._size is None:
            self._load(0)
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size or 0}[whence]
        self._place = max(begin + offset, 0)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        if self._size is not None and self._place >= self._size:
            return 0
        at = self._place - self._block_start
        if self._whole is None and not 0 <= at < len(self._block):
            self._load(self._place)
            at = 0
        if self._whole is not None:
            self._whole.seek(self._place)
            piece = self._whole.read(len(buffer))
        else:
            piece = self._block[at : at + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        if self._whole is not None:
            self._whole.close()
        super().close()

    def _load(self, start: int) -> None:
        """Fetch the block that begins at ``start``, or the whole file where the server gives no less."""
        _tried(lambda: self._ask(start), self._file.name)

    def _ask(self, start: int) -> None:
        size = BLOCK_BYTES
        if self._until is not None:
            size = min(size, max(self._until - start, _BEYOND_BYTES))
        wanted = {"Range": f"bytes={start}-{start + size - 1}"}
        with _Exchange(self._file.name, self._settings, "GET", wanted) as answer:
            if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._block, self._block_start = b"", start  # it ends before
                self._size = start if self._size is None else min(self._size, start)
                return
            _check(answer.status, self._file.name, looked=True)
            version = _version(answer.headers)
            if self._file.version and version and version != self._file.version:
                raise UnreadableError(self._file.name, (problem("changed_meanwhile"),))
            span = _RANGE.fullmatch(answer.headers.get("Content-Range") or "")
            if answer.status != HTTPStatus.PARTIAL_CONTENT or span is None or int(span[1]) != start:
                self._take_whole(answer)
                return
            block = answer.read_exactly(int(span[2]) - start + 1)
            self._block, self._block_start = block, start
            if span[3].isdecimal():
                self._size = int(span[3])

    def _take_whole(self, answer: _Exchange) -> None:
        if answer.status != HTTPStatus.OK:
            raise UnreadableError(self._file.name, (problem("http_status", detail=f"{answer.status} to a range"),))
        whole = cast("BinaryIO", tempfile.TemporaryFile(prefix="onrecord-"))  # noqa: SIM115 - closed with the file
        try:
            self._size = answer.copy_to(whole, self._settings.limits.container_bytes)
        except BaseException:
            whole.close()
            raise
        self._whole = whole


class _Exchange:
    """A request and its answer, redirects followed with the rules for every hop. A context manager that ends the connection."""

    def __init__(self, address: str, settings: Settings, method: str, headers: dict[str, str]) -> None:
        self._address = address
        self._fetcher = Fetcher(settings)
        self._sent = {
            "User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **headers,
        }  # fmt: skip
        self._method = method

    def __enter__(self) -> Self:
        limits = self._fetcher.settings.limits
        current = self._address
        for _ in range(limits.fetch_redirects + 1):
            address = parse_address(current, any_port=self._fetcher.settings.allow_private)
            self._connection = self._fetcher.connection(address, _Patient(limits.fetch_seconds))
            try:
                self._connection.request(self._method, address.target, headers=self._sent)
                self._response = self._connection.getresponse()
            except BaseException:
                self._connection.close()
                raise
            location = self._response.headers.get("Location")
            if self._response.status not in _REDIRECTS or not location:
                return self
            self.__exit__()
            current = urljoin(address.url, location)
        raise UnreadableError(self._address, (problem("too_many_redirects", detail=limits.fetch_redirects),))

    def __exit__(self, *_: object) -> None:
        self._response.close()
        self._connection.close()

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> http.client.HTTPMessage:
        return self._response.headers

    def read_exactly(self, size: int) -> bytes:
        """Return so many bytes of the body; raises ``IncompleteRead`` where there are fewer."""
        data = self._response.read(size)
        if len(data) < size:
            raise http.client.IncompleteRead(data, size - len(data))
        return data

    def copy_to(self, file: BinaryIO, most: int) -> int:
        """Write the body into a file; returns its size. Raises UnreadableError beyond ``most`` bytes."""
        size = 0
        while piece := self._response.read(CHUNK_BYTES):
            size += len(piece)
            if size > most:
                reason = problem("too_large", detail=f"{most / 1e9:g} GB", setting="container_bytes")
                raise UnreadableError(self._address, (reason,))
            file.write(piece)
        if self._response.length:
            raise http.client.IncompleteRead(b"", self._response.length)
        return size


def _headers_of(exchange: _Exchange) -> tuple[int, http.client.HTTPMessage]:
    with exchange as answer:
        return answer.status, answer.headers


def _version(headers: http.client.HTTPMessage) -> str:
    return headers.get("ETag") or headers.get("Last-Modified") or ""


class _BusyError(Exception):
    """A server answered that it can't just now."""


def _check(status: int, address: str, *, looked: bool) -> None:
    """Let a good answer pass. A file that was there when it was looked at is away whatever else is answered, unless it is gone."""
    if status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        return
    words = f"{status} {HTTPStatus(status).phrase}" if status in HTTPStatus.__members__.values() else str(status)
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR or (looked and status not in _GONE):
        raise _BusyError(f"the server answered {words}")
    raise UnreadableError(address, (problem("http_status", detail=words, where=address),))


def _tried(ask: Callable[[], _Answer], address: str) -> _Answer:
    """Do what asks the network, again after a while where it fails on the way; AwayError in the end."""
    reason = ""
    for wait in (0.0, *WAITS):
        time.sleep(wait)
        try:
            return ask()
        except (OSError, http.client.HTTPException, _BusyError) as error:
            if isinstance(error, OSError) and error.filename is not None:
                raise  # the temporary file, and not the network
            reason = "it took too long" if isinstance(error, TimeoutError) else " ".join(str(error).split())[:160]
            reason = reason or type(error).__name__
    raise AwayError(address, reason)
