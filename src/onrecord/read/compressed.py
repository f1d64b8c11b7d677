"""Compressed data, expanded a piece at a time so that a bomb is noticed before it goes off.

gzip is RFC 1952 (several members in a row are one file, as archives write them); content codings are RFC 9110, 8.4.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from onrecord.errors import UnreadableError
from onrecord.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Problem
    from onrecord.settings import Limits

CHUNK_BYTES = 65_536
"""How much is read, or expanded, at once: memory stays at a few of these however large the file."""

_GZIP = zlib.MAX_WBITS | 16
"""zlib's way of saying: with a gzip header."""


class GunzipStream(io.RawIOBase):
    """The expanded bytes of a gzip stream.

    ``source`` names the input in the errors. With ``until``, only members are expanded that begin before so many bytes of the input.
    Reading raises ``UnreadableError`` with ``truncated``, ``bad_compression`` or ``expands_too_much``; all that could be expanded
    before is handed out first.
    """

    def __init__(self, compressed: BinaryIO, source: str, limits: Limits, *, until: int | None = None) -> None:
        super().__init__()
        self._pieces = _gunzip(_Counted(compressed), source, limits, until)
        self._left = b""
        self._error: UnreadableError | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        """Fill ``buffer`` with up to its length of expanded bytes; 0 at the end."""
        while not self._left:
            piece = self._next_piece()
            if piece is None:
                return 0
            self._left = piece
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _next_piece(self) -> bytes | None:
        """Return the next piece or None at the end; an error is raised again however often one asks."""
        if self._error is None:
            try:
                return next(self._pieces, None)
            except UnreadableError as error:
                self._error = error
        raise self._error


def is_gzip(data: bytes) -> bool:
    """Tell by its magic number whether data is gzip."""
    return data.startswith(b"\x1f\x8b")


def expand_content(body: bytes, coding: str | None, source: str, limits: Limits) -> bytes:
    """Undo the ``Content-Encoding`` of a page.

    ``coding`` is the header's value: ``gzip``, ``deflate``, ``br``, ``zstd``, ``identity``, or several with commas, in
    the order in which they were applied. Returns at most ``limits.page_bytes`` bytes; raises ``UnreadableError`` with
    ``too_large``, ``expands_too_much``, ``truncated`` or ``bad_compression``.
    """
    names = [name.strip().lower() for name in (coding or "").split(",")]
    for name in reversed(names):
        body = _undo(body, name, source, limits)
    return body


def read_page(stream: io.BufferedIOBase, source: str, limits: Limits) -> bytes:
    """Read the whole of a page of at most ``limits.page_bytes``; raises ``UnreadableError`` (``too_large``) beyond."""
    pieces = bytearray()
    while piece := stream.read(CHUNK_BYTES):
        pieces += piece
        if len(pieces) > limits.page_bytes:
            raise UnreadableError(source, (too_large(limits),))
    return bytes(pieces)


def too_large(limits: Limits) -> Problem:
    """Make the problem of a page beyond ``limits.page_bytes``."""
    return problem("too_large", detail=f"{limits.page_bytes / 1e6:g} MB", setting="page_bytes")


def _undo(body: bytes, name: str, source: str, limits: Limits) -> bytes:
    if name in {"", "identity", "none"}:
        return body
    if name in {"gzip", "x-gzip"}:
        # Some archives store the body expanded and keep the header: then the magic number is missing.
        return _read_all(GunzipStream(io.BytesIO(body), source, limits), source, limits) if is_gzip(body) else body
    if name == "deflate":
        return _inflate(body, source, limits)
    if name in {"br", "zstd"}:
        return _read_foreign(body, name, source, limits)
    raise UnreadableError(source, (problem("bad_compression", detail=f"the unknown coding {name[:40]!r}"),))


def _read_all(stream: io.RawIOBase, source: str, limits: Limits) -> bytes:
    return read_page(io.BufferedReader(stream, CHUNK_BYTES), source, limits)


def _inflate(body: bytes, source: str, limits: Limits) -> bytes:
    """Expand ``deflate``: RFC 9110 means zlib's header, some servers send none."""
    has_header = len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    expander = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    try:
        page = expander.decompress(body, limits.page_bytes + 1)
    except zlib.error as error:
        raise _damaged(source, error) from error
    if len(page) > limits.page_bytes:
        raise UnreadableError(source, (too_large(limits),))
    if not expander.eof:
        raise UnreadableError(source, (problem("truncated"),))
    return page


def _read_foreign(body: bytes, name: str, source: str, limits: Limits) -> bytes:
    """Expand Brotli (RFC 7932) or Zstandard (RFC 8878), which the standard library can't."""
    reader = (BrotliReader if name == "br" else ZstdReader)(io.BytesIO(body))
    try:
        return read_page(io.BytesIO(reader.read(limits.page_bytes + 1)), source, limits)
    except OSError as error:
        raise _damaged(source, error) from error


class _Counted:
    """A stream that is read in chunks, and how many bytes of it were."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.count = 0

    def chunk(self) -> bytes:
        piece = self._inner.read(CHUNK_BYTES)
        self.count += len(piece)
        return piece


def _gunzip(compressed: _Counted, source: str, limits: Limits, until: int | None) -> Iterator[bytes]:
    """Yield the expanded pieces of the members that begin before ``until``, none larger than ``CHUNK_BYTES``."""
    taken = given = 0
    waiting = compressed.chunk()
    while waiting and (until is None or compressed.count - len(waiting) < until):
        expander = zlib.decompressobj(_GZIP)
        while not expander.eof:
            waiting = waiting or compressed.chunk()
            ended = not waiting  # all is consumed, but a last piece may still be inside
            piece, left = _expand(expander, waiting, source)
            taken += len(waiting) - len(left)
            given += len(piece)
            _check_growth(taken, given, source, limits)
            waiting = left
            if piece:
                yield piece
            elif ended and not expander.eof:
                raise UnreadableError(source, (problem("truncated"),))
        waiting = _next_member(waiting, compressed, source)


def _expand(expander: zlib._Decompress, data: bytes, source: str) -> tuple[bytes, bytes]:
    """Expand up to ``CHUNK_BYTES``; return them and the input that is left over."""
    try:
        piece = expander.decompress(data, CHUNK_BYTES)
    except zlib.error as error:
        raise _damaged(source, error) from error
    return piece, expander.unused_data if expander.eof else expander.unconsumed_tail


def _next_member(left: bytes, compressed: _Counted, source: str) -> bytes:
    """Return the beginning of the next member, or nothing at the end. Zeros between and after members are padding."""
    while True:
        left = left.lstrip(b"\0")
        more = b"" if len(left) > 1 else compressed.chunk()
        left += more
        if not more:
            break
    if left and not is_gzip(left):
        raise UnreadableError(source, (problem("bad_compression", detail="other data follows it"),))
    return left


def _check_growth(taken: int, given: int, source: str, limits: Limits) -> None:
    ratio = limits.expansion_ratio
    if given > limits.expansion_floor and given > ratio * taken:
        detail, setting = f"{ratio} times its size", "expansion_ratio"
    elif given > limits.container_bytes:
        detail, setting = f"{limits.container_bytes / 1e9:g} GB", "container_bytes"
    else:
        return
    raise UnreadableError(source, (problem("expands_too_much", detail=detail, setting=setting),))


def _damaged(source: str, error: Exception) -> UnreadableError:
    detail = " ".join(str(error).split())[:120]
    return UnreadableError(source, (problem("bad_compression", detail=detail),))
