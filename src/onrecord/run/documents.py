"""The documents of a shard, one after the other, in an order that never changes."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.errors import UnreadableError
from onrecord.problems import problem
from onrecord.read import inputs, jsonl, warc
from onrecord.read.addresses import is_url
from onrecord.read.compressed import CHUNK_BYTES, GunzipStream, is_gzip
from onrecord.read.document import Document
from onrecord.run.opening import AwayError, SourceFile, is_web, look, opened
from onrecord.run.sampling import in_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from onrecord.records import Problem
    from onrecord.run.settings import RunSettings
    from onrecord.run.shards import Shard

_Bounds = tuple[int, int | None]
_GZIP_START = b"\x1f\x8b\x08"
_WARC_START = b"WARC/"
_RECORD_START = b"\r\n\r\nWARC/1."
"""How a record of a WARC that is not compressed follows the one before it."""
_LINES_A_BEAT = 10_000


def documents_of(shard: Shard, settings: RunSettings, alive: Callable[[], None]) -> Iterator[Document]:
    """Yield the documents of a shard that belong to its sample; see ``Shard.documents``."""
    if shard.kind == "missing":
        problems = (shard.problem,) if shard.problem else ()
        yield Document(inputs.printable(shard.files[0].name), None, problems=problems)
        return
    if shard.kind == "away":
        raise AwayError(shard.files[0].name, shard.problem.message if shard.problem else "")
    for document in _guarded(_READERS[shard.kind](shard, settings, alive), shard, settings):
        if shard.sample == 1 or in_sample(document.source, shard.sample):
            yield document
        else:
            alive()


def _guarded(found: Iterator[Document], shard: Shard, settings: RunSettings) -> Iterator[Document]:
    """Pass documents on; what can't be read of the shard becomes a last one that says so, and where."""
    source = inputs.printable(shard.files[0].name)
    part = shard.start > 0 or shard.end is not None
    problems: tuple[Problem, ...] = ()
    try:
        if part and not is_web(source):  # of files of the web, each answer tells
            _check_unchanged(shard.files[0], settings)
        yield from found
    except UnreadableError as error:
        problems = error.problems
    except (OSError, ValueError) as error:
        problems = (inputs.refused(error, listed=True),)
    if not problems:
        return
    if shard.kind != "packed lines":
        where = shard.name if part else None
        yield Document(source, None, problems=tuple(replace(each, where=each.where or where) for each in problems))
    elif shard.start == 0:  # all parts read the whole file and meet the same; one tells
        yield Document(source, None, problems=problems)


def _check_unchanged(file: SourceFile, settings: RunSettings) -> None:
    """Refuse a part of a file that is no longer what was cut: its parts would not fit together. The next run cuts it anew.

    Only the size counts: copies on several machines may have other times, and stores tell less of a file in a listing than of it alone.
    """
    if look(file.name, settings.reading).size != file.size:
        raise UnreadableError(inputs.printable(file.name), (problem("changed_meanwhile"),))


def _files(shard: Shard, settings: RunSettings, _alive: Callable[[], None]) -> Iterator[Document]:
    for file in shard.files:
        if is_url(file.name):
            yield from _elsewhere(file, settings)
        else:
            yield from inputs.listed(file.name, settings.reading)


def _elsewhere(file: SourceFile, settings: RunSettings) -> Iterator[Document]:
    try:
        with opened(file, settings.reading) as stream:
            yield from inputs.opened(stream, file.name, settings.reading, size=file.size)
    except UnreadableError as error:
        yield Document(file.name, None, problems=error.problems)


def _pages(shard: Shard, settings: RunSettings, alive: Callable[[], None]) -> Iterator[Document]:
    """Fetch pages as ``onrecord read`` does; those whose address is not in the sample are not even asked for."""
    chosen = [file.name for file in shard.files if shard.sample == 1 or in_sample(file.name, shard.sample)]
    for document in inputs.documents(chosen, settings.reading):
        alive()
        yield document


def _lines(shard: Shard, settings: RunSettings, _alive: Callable[[], None]) -> Iterator[Document]:
    (file,) = shard.files
    source = inputs.printable(file.name)
    with opened(file, settings.reading, shard.end) as stream:
        yield from jsonl.articles_between(stream, source, settings.reading.limits, shard.start, shard.end)


def _packed_lines(shard: Shard, settings: RunSettings, alive: Callable[[], None]) -> Iterator[Document]:
    """Read every so-many-th line: a file that can only be expanded from its beginning is read by several workers all the same."""
    (file,) = shard.files
    source = inputs.printable(file.name)
    limits = settings.reading.limits
    parts = shard.end or 1

    def ours(number: int) -> bool:
        if number % _LINES_A_BEAT == 0:
            alive()
        return number % parts == shard.start

    with opened(file, settings.reading) as stream:
        plain = stream
        if is_gzip(stream.peek(2)):
            plain = io.BufferedReader(GunzipStream(stream, source, limits), CHUNK_BYTES)
        yield from jsonl.articles(plain, source, limits, chosen=ours)


def _warc(shard: Shard, settings: RunSettings, alive: Callable[[], None]) -> Iterator[Document]:
    """Read the records that begin in a range of bytes; whoever has the range before reads the last one of theirs to its end."""
    (file,) = shard.files
    source = inputs.printable(file.name)
    limits = settings.reading.limits
    with opened(file, settings.reading, shard.end) as stream:
        packed = is_gzip(stream.read(2))
        search = _first_member if packed else _first_record
        start = search(stream, (shard.start, shard.end), alive) if shard.start else 0
        if start is None:
            return
        stream.seek(start)
        until = None if shard.end is None else shard.end - start
        if packed:
            plain = io.BufferedReader(GunzipStream(stream, source, limits, until=until), CHUNK_BYTES)
            found = warc.pages(plain, source, limits)
        else:
            found = warc.pages(stream, source, limits, until=until)
        for document in found:
            yield _placed(document, shard, source)


def _placed(document: Document, shard: Shard, source: str) -> Document:
    """Say of a problem that is of the whole of a range, and not of a page in it, which range it is."""
    if document.data is not None or document.source != source or (shard.start == 0 and shard.end is None):
        return document
    return replace(
        document, problems=tuple(replace(each, where=each.where or shard.name) for each in document.problems)
    )


def _first_member(stream: BinaryIO, bounds: _Bounds, alive: Callable[[], None]) -> int | None:
    """Return where the first gzip member of a record begins within ``bounds``, None if none does.

    The three bytes that open a member also occur by chance in compressed data, so what follows has to expand to a record's first bytes.
    """
    return _first_at(stream, _GZIP_START, bounds, alive, _opens_record)


def _first_record(stream: BinaryIO, bounds: _Bounds, alive: Callable[[], None]) -> int | None:
    """Return where the first record begins within ``bounds`` in a WARC that is not compressed."""
    start, end = bounds
    lead = len(_RECORD_START) - len(b"WARC/1.")
    shifted = start - lead, None if end is None else end - lead
    place = _first_at(stream, _RECORD_START, shifted, alive, lambda _: True)
    return None if place is None else place + lead


def _first_at(
    stream: BinaryIO, sign: bytes, bounds: _Bounds, alive: Callable[[], None], fits: Callable[[bytes], bool]
) -> int | None:
    """Return where ``sign`` first stands within ``bounds`` (it may end beyond), with what stands there fit."""
    place, end = bounds
    while end is None or place < end:
        stream.seek(place)
        window = stream.read(CHUNK_BYTES)
        at = -1
        while (at := window.find(sign, at + 1)) >= 0 and (end is None or place + at < end):
            stream.seek(place + at)
            if fits(stream.read(CHUNK_BYTES)):
                return place + at
        if len(window) < CHUNK_BYTES:
            return None
        place += CHUNK_BYTES - len(sign) + 1
        alive()
    return None


def _opens_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 64).lstrip().startswith(_WARC_START)
    except zlib.error:
        return False


def _rows(shard: Shard, settings: RunSettings, alive: Callable[[], None]) -> Iterator[Document]:
    from onrecord.run.parquet_pages import documents_in_rows  # noqa: PLC0415 - an extra

    (file,) = shard.files
    with opened(file, settings.reading) as stream:
        yield from documents_in_rows(stream, inputs.printable(file.name), (shard.start, shard.end), settings, alive)


_READERS: dict[str, Callable[[Shard, RunSettings, Callable[[], None]], Iterator[Document]]] = {
    "files": _files,
    "pages": _pages,
    "lines": _lines,
    "packed lines": _packed_lines,
    "warc": _warc,
    "rows": _rows,
}
