"""Everything that a user can name, turned into documents: files, folders, ``-``, URLs, and what they hold.

Nothing here is raised for a bad input: it becomes a Document without data whose problems say why, in its place, so that
every input has at least one Document and the rest of a batch goes on. Files are read as streams; only one page is held.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, get_args

from onrecord.errors import UnreadableError, UsageError
from onrecord.problems import problem
from onrecord.read import feeds, jsonl, ninjs, warc
from onrecord.read.addresses import is_url
from onrecord.read.compressed import CHUNK_BYTES, GunzipStream, is_gzip, read_page, too_large
from onrecord.read.decode import clean
from onrecord.read.detect import HEAD_BYTES, Format, binary_kind, detect, may_hold_many
from onrecord.read.document import Document
from onrecord.read.fetch import Fetcher
from onrecord.read.folders import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.records import Problem
    from onrecord.settings import Limits, Settings

FORMATS: tuple[str, ...] = tuple(kind for kind in get_args(Format) if kind not in {"gzip", "binary"})
"""What ``Settings.format`` may be."""

_Stream = BinaryIO | io.RawIOBase | io.BufferedIOBase

_PIPES = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Where a shell puts the pipe of ``<(command)``. Any other pipe might wait for a writer for ever."""


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a stream comes from: the source to report, the name that breaks ties, and what the transport said."""

    source: str
    name: str
    url: str | None = None
    encoding: str | None = None
    size: int | None = None


def documents(paths: Iterable[str], settings: Settings, *, stdin: BinaryIO | None = None) -> Iterator[Document]:
    """Yield the documents of files, folders, ``-`` (standard input) and URLs, in order.

    Containers (article JSONL, ninjs, WARC, feeds) yield one an entry, folders one a file in sorted order, without hidden files;
    all may be gzipped. ``stdin`` is read for ``-`` in place of the process's own. Each path yields at least one Document;
    one that can't be had has ``data`` None and problems. Raises ``UsageError`` if ``settings.format`` is unknown.
    """
    if settings.format is not None and settings.format not in FORMATS:
        raise UsageError(f"unknown format {settings.format!r}; choose one of {', '.join(FORMATS)}")
    return _documents(paths, settings, stdin)


def inside(file: Document, settings: Settings) -> Iterator[Document]:
    """Yield the documents that a file holds whose bytes are at hand: as ``documents`` does for one on the disk.

    ``file.source`` is its name, which tells the format where the content leaves it open; its address and encoding hold for what is
    inside. A file without data, or with text for data, is itself the only document.
    """
    if not isinstance(file.data, bytes):
        yield file
        return
    source = printable(file.source)
    origin = _Origin(source, file.source, file.url, file.encoding, len(file.data))
    yield from _guarded(_opened(io.BytesIO(file.data), origin, settings), source)


def opened(stream: BinaryIO, source: str, settings: Settings, *, size: int | None = None) -> Iterator[Document]:
    """Yield the documents of a file that the caller opened, wherever it lies: as ``documents`` does for one on the disk.

    ``source`` is its path or address, which also tells the format where the content leaves it open; ``size`` its bytes, where known.
    """
    yield from _guarded(_opened(stream, _Origin(printable(source), source, size=size), settings), printable(source))


def listed(path: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of a file of the disk that was found in a folder a while ago."""
    yield from _guarded(_from_file(path, settings), printable(path), listed=True)


def count(paths: Iterable[str]) -> int | None:
    """Return how many documents the paths will yield, for a progress bar, or None where only reading would tell.

    Files are counted without being opened, so one whose name does not say that it is a container counts as one.
    """
    total = 0
    for path in paths:
        if path == "-" or may_hold_many(path):
            return None
        if is_url(path) or not os.path.isdir(path):  # noqa: PTH112 - a plain string, as given
            total += 1
            continue
        inside = 0
        for entry in files(path):
            if isinstance(entry, str) and may_hold_many(entry):
                return None
            inside += 1
        total += max(inside, 1)
    return total


def _documents(paths: Iterable[str], settings: Settings, stdin: BinaryIO | None) -> Iterator[Document]:
    fetcher = Fetcher(settings)
    for path in paths:
        source = printable(path)
        if path == "-":
            stream = sys.stdin.buffer if stdin is None else stdin
            yield from _guarded(_opened(stream, _Origin("-", ""), settings), source)
        elif is_url(path):
            yield from _guarded(_from_web(path, fetcher, settings), source)
        elif os.path.isdir(path):  # noqa: PTH112 - a plain string, as given: pathlib would rewrite "./a" to "a"
            yield from _from_folder(path, settings)
        else:
            yield from _guarded(_from_file(path, settings), source)


def _guarded(found: Iterator[Document], source: str, *, listed: bool = False) -> Iterator[Document]:
    """Pass documents on; turn what is raised on the way into a last one, and nothing at all into an ``empty`` one."""
    any_found = False
    try:
        for document in found:
            any_found = True
            yield document
    except UnreadableError as error:
        yield Document(source, None, problems=error.problems)
    except (OSError, ValueError) as error:
        yield Document(source, None, problems=(refused(error, listed=listed),))
    else:
        if not any_found:
            yield Document(source, None, problems=(problem("empty"),))


def _from_folder(folder: str, settings: Settings) -> Iterator[Document]:
    found = False
    for entry in files(folder):
        found = True
        if isinstance(entry, str):
            yield from _guarded(_from_file(entry, settings), printable(entry), listed=True)
        else:
            path, error = entry
            yield Document(printable(path), None, problems=(refused(error, listed=path != folder),))
    if not found:
        yield Document(printable(folder), None, problems=(problem("empty_folder"),))


def _from_file(path: str, settings: Settings) -> Iterator[Document]:
    source = printable(path)
    status = _status(path)
    if not (stat.S_ISREG(status.st_mode) or (stat.S_ISFIFO(status.st_mode) and path.startswith(_PIPES))):
        raise UnreadableError(source, (problem("not_a_file"),))
    with open(path, "rb", buffering=0) as raw:  # noqa: PTH123 - a plain string, as given
        size = status.st_size if stat.S_ISREG(status.st_mode) else None
        yield from _opened(raw, _Origin(source, path, size=size), settings)


def _status(path: str) -> os.stat_result:
    """Return what the system knows of a file; a link that leads nowhere is ``not_a_file``."""
    try:
        return os.stat(path)  # noqa: PTH116 - a plain string, as given
    except FileNotFoundError:
        if os.path.islink(path):  # noqa: PTH114 - a plain string, as given
            raise UnreadableError(printable(path), (problem("not_a_file"),)) from None
        raise


def _from_web(url: str, fetcher: Fetcher, settings: Settings) -> Iterator[Document]:
    fetched = fetcher.fetch(url)
    if not isinstance(fetched.data, bytes):
        yield fetched
        return
    origin = _Origin(printable(url), fetched.url or url, fetched.url, fetched.encoding, len(fetched.data))
    yield from _opened(io.BytesIO(fetched.data), origin, settings)


def _opened(stream: _Stream, origin: _Origin, settings: Settings) -> Iterator[Document]:
    """Yield what a stream of any format holds, gzipped or not."""
    head = _head(stream)
    if not is_gzip(head):
        yield from _expanded(head, stream, origin, settings)
        return
    whole = GunzipStream(_rejoined(head, stream), origin.source, settings.limits)
    plain = _Origin(origin.source, origin.name.lower().removesuffix(".gz"), origin.url, origin.encoding)
    yield from _expanded(_head(whole), whole, plain, settings)


def _expanded(head: bytes, stream: _Stream, origin: _Origin, settings: Settings) -> Iterator[Document]:
    """Yield what a stream that is no longer compressed holds; ``head`` was read from it already."""
    kind = settings.format or detect(head, origin.name)
    whole = _rejoined(head, stream)
    limits = settings.limits
    if kind == "gzip":
        raise UnreadableError(origin.source, (problem("binary", detail="gzip inside gzip"),))
    if not head:
        raise UnreadableError(origin.source, (problem("empty"),))
    if kind == "binary":
        raise UnreadableError(origin.source, (problem("binary", detail=binary_kind(head)),))
    if kind == "jsonl":
        yield from jsonl.articles(whole, origin.source, limits)
    elif kind == "ninjs":
        yield from ninjs.items(whole, origin.source, limits)
    elif kind == "warc":
        yield from warc.pages(whole, origin.source, limits)
    elif kind == "feed":
        data = _page(whole, origin, limits)
        yield from feeds.entries(data, origin.source, url=origin.url, encoding=origin.encoding)
    else:
        data = _page(whole, origin, limits)
        yield Document(origin.source, data, kind, encoding=origin.encoding, url=origin.url)


def _page(stream: io.BufferedIOBase, origin: _Origin, limits: Limits) -> bytes:
    """Read a page, or refuse it by its size before reading it."""
    if origin.size is not None and origin.size > limits.page_bytes:
        raise UnreadableError(origin.source, (too_large(limits),))
    data = read_page(stream, origin.source, limits)
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xff\xfe"):  # nothing but blanks, zeros and byte order marks
        raise UnreadableError(origin.source, (problem("empty"),))
    return data


def _head(stream: _Stream) -> bytes:
    """Read the first ``HEAD_BYTES``, also from a pipe that hands them out in driblets.

    Where the data breaks off before, what there is is the head; whoever reads on will meet the error again.
    """
    pieces = bytearray()
    try:
        while len(pieces) < HEAD_BYTES and (piece := _available(stream, HEAD_BYTES - len(pieces))):
            pieces += piece
    except UnreadableError:
        if not pieces:
            raise
    return bytes(pieces)


def _available(stream: _Stream, most: int) -> bytes:
    """Read once, up to ``most`` bytes: reading until they are all there would lose them if an error came between."""
    read_once = getattr(stream, "read1", stream.read)
    return read_once(most) or b""


def _rejoined(head: bytes, rest: _Stream) -> io.BufferedReader:
    return io.BufferedReader(_Rejoined(head, rest), CHUNK_BYTES)


class _Rejoined(io.RawIOBase):
    """A stream with its head, which was read to see what it is, put back on."""

    def __init__(self, head: bytes, rest: _Stream) -> None:
        super().__init__()
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        piece = self._head.read(len(buffer)) or _available(self._rest, len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def printable(path: str) -> str:
    """Return a path as text that can be written out: file names may hold bytes that are no UTF-8."""
    return clean(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))[0]


def refused(error: Exception, *, listed: bool) -> Problem:
    """Say what the system's refusal means to the user; ``listed`` tells that the file was there a moment ago."""
    if isinstance(error, FileNotFoundError):
        return problem("vanished" if listed else "not_found")
    if isinstance(error, PermissionError):
        return problem("no_permission")
    if isinstance(error, OSError) and error.errno not in {errno.ENOTDIR, errno.ENAMETOOLONG}:
        return problem("read_failed", detail=error.strerror or str(error) or type(error).__name__)
    return problem("not_found")  # a path through a file, one that is too long, or one with NUL in it
