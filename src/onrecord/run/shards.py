"""Sources cut into shards: pieces that one worker reads from beginning to end, each with a name that is the same in every run.

A shard's name follows from what it is: its files, their sizes and times of change, the part of them, and what the settings choose in them.
So a run that goes on finds what is done by name alone, and a file that changed is a new shard.
"""

from __future__ import annotations

import hashlib
import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from onrecord.errors import UnreadableError
from onrecord.read.addresses import is_url
from onrecord.read.compressed import GunzipStream, is_gzip
from onrecord.read.detect import HEAD_BYTES, detect, may_hold_many
from onrecord.read.inputs import printable
from onrecord.records import Problem
from onrecord.run.opening import AwayError, SourceFile, opened
from onrecord.run.sampling import in_sample
from onrecord.run.sources import Away, Missing, Page, found, named

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from onrecord.read.document import Document
    from onrecord.run.settings import RunSettings
    from onrecord.run.sources import Found

Kind = Literal["files", "pages", "lines", "packed lines", "warc", "rows", "missing", "away"]
_ID_DIGITS = 20
"""Hexadecimal digits of a shard's name: 80 bits, so that a million million shards have no two alike."""
_LONGEST_GROUP = 4
"""How many times as many files as on average a group may have."""
_LARGEST_CUT = 20
"""How many times as large as usual a shard may be where only a sample of it is read: passing over the rest takes time too."""
_EARLY = 4
"""The first groups of a run have so many times fewer files: most runs are small, and several processors are to have work with them too."""
_EARLY_GROUPS = 8
"""For how many groups of the usual size that holds: 512 files."""
_SMALLER_PACKED = 8
"""How many times smaller a part of a file that holds gzipped pages or lines may be than one that is not: packed, it holds as many times more."""
_PACKED = 4
"""How many times as much text a gzipped file has as its size tells."""
_LARGE_BYTES = 1_000_000
"""A file whose name says nothing is looked into from here on: pages are smaller, so it may hold many."""
_LINE_BYTES, _RECORD_BYTES, _PAGE_BYTES = 2_000, 4_000, 60_000
"""Bytes for an article of JSONL (gzipped, ``_PACKED`` times fewer), of a WARC, as a page: few for files of many, for such a one that is begun too
early costs nothing, and one that is begun too late leaves all workers but one without work."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of the sources; can be pickled.

    ``files`` are read by ``kind``; ``start`` and ``end`` bound it: bytes of the file ("lines", "warc"), rows ("rows"), or the which-th of how
    many ("packed lines"). ``sample`` is the share of its documents that are read. ``weight`` is about how many articles that are, as far as
    names and sizes tell: what takes longest is begun first, so that at the end no worker is left alone with it.
    """

    id: str
    kind: Kind
    files: tuple[SourceFile, ...]
    start: int = 0
    end: int | None = None
    sample: float = 1.0
    problem: Problem | None = None
    weight: float = 1.0

    @property
    def name(self) -> str:
        """What it is in a few words, for a display and for problems that are of the whole of it."""
        first = printable(self.files[0].name)
        if self.kind in {"lines", "warc", "rows"} and (self.start or self.end is not None):
            unit = "rows" if self.kind == "rows" else "bytes"
            return f"{first} ({unit} {self.start} to {'the end' if self.end is None else self.end})"
        if self.kind == "packed lines" and self.end is not None and self.end > 1:
            return f"{first} (part {self.start + 1} of {self.end})"
        return f"{first} and {len(self.files) - 1} more" if len(self.files) > 1 else first

    def documents(self, settings: RunSettings, alive: Callable[[], None] = lambda: None) -> Iterator[Document]:
        """Yield its documents, always the same in the same order, holding one at a time; at least one, or none if it lies between two pages.

        ``alive`` is called now and then while much is passed over that is not read. Bad input is a document with problems. Raises
        AwayError where a network fails that may work again later.
        """
        from onrecord.run.documents import documents_of  # noqa: PLC0415 - the readers of formats, which planning has no use for

        return documents_of(self, settings, alive)


def plan(sources: Iterable[str], settings: RunSettings) -> Iterator[Shard]:
    """Yield the shards of sources, each once, in an order that is always the same.

    Files are looked at and, where only that tells, their first bytes are read; nothing else. What can't be had is a shard too, whose only
    document says why; what a network does not let us reach is one that raises AwayError when it is read, so that it is never taken for
    done. Raises UsageError for a source that can't be one.
    """
    seen: set[str] = set()
    for shard in _cut(found(sources, settings), settings):
        if shard.id not in seen:
            seen.add(shard.id)
            yield shard


def _cut(items: Iterable[tuple[str, Found]], settings: RunSettings) -> Iterator[Shard]:
    """Gather small files and pages into groups, cut large files into pieces."""
    cuts = settings.cuts
    larger = math.ceil(min(1 / settings.sample, _LARGEST_CUT))
    small = _Group("files", cuts.files * larger, cuts.group_bytes * larger, settings)
    pages = _Group("pages", cuts.pages * larger, cuts.pages * larger * _LONGEST_GROUP, settings)
    for source, item in items:
        if isinstance(item, Missing):
            yield _not_had("missing", SourceFile(item.source, None), settings, item.problem, source)
        elif isinstance(item, Away):
            reason = Problem("fetch_failed", item.reason)
            yield _not_had("away", SourceFile(item.source, None), settings, reason, source)
        elif isinstance(item, Page):
            yield from pages.add(SourceFile(item.address, 1))
        elif (kind := _kind(item, settings)) == "files":
            yield from small.add(item)
        else:
            yield from _pieces(kind, item, settings, source)
    yield from small.rest()
    yield from pages.rest()


class _Group:
    """Small files that are to be one shard.

    A group ends where the hash of a file's name says so and not after a count, so that a new file in a folder changes the group that it
    comes into and leaves the others as they were: what was read of them need not be read again.
    """

    def __init__(self, kind: Kind, average: int, most_bytes: int, settings: RunSettings) -> None:
        self._kind: Kind = kind
        self._average = average
        self._early = _EARLY_GROUPS * average if settings.cuts.pieces > 1 else 0
        self._most_bytes = most_bytes
        self._settings = settings
        self._files: list[SourceFile] = []
        self._bytes = 0.0

    def add(self, file: SourceFile) -> Iterator[Shard]:
        """Take a file; yield the groups that are full."""
        if file in self._files:
            return  # named twice; what lies in other groups is seen to at the end, where articles are kept once
        size = self._weight(file)
        if self._files and self._bytes + size > self._most_bytes:
            yield from self.rest()
        self._files.append(file)
        self._bytes += size
        average = -(-self._average // _EARLY) if self._early > 0 else self._average
        self._early -= 1
        ends = int.from_bytes(_hash(file.name)[:8], "big") % average == 0
        if ends or len(self._files) >= average * _LONGEST_GROUP:
            yield from self.rest()

    def _weight(self, file: SourceFile) -> float:
        """Return what a file adds to a group: its bytes, or as many times more as lines of articles have fewer of them beside the text than pages."""
        size, cuts = file.size or 0, self._settings.cuts
        if self._kind != "files" or not may_hold_many(file.name):
            return size
        packed = _PACKED if file.name.lower().endswith(".gz") else 1
        return size * packed * cuts.group_bytes / cuts.line_bytes

    def rest(self) -> Iterator[Shard]:
        """Yield what is there as a group."""
        if self._files:
            yield _shard(self._kind, tuple(self._files), self._settings)
        self._files, self._bytes = [], 0.0


def _kind(file: SourceFile, settings: RunSettings) -> Kind:
    """Tell how a file is to be read: a table and an archive by their names, other large ones by their first bytes; small ones in groups."""
    name = file.name.lower()
    plain = name.removesuffix(".gz")
    stated = settings.reading.format
    if name.endswith(".parquet"):
        return "rows"
    if stated is not None and stated not in {"warc", "jsonl"}:
        return "files"
    if file.size is None or file.size <= (settings.cuts.small_bytes if may_hold_many(name) else _LARGE_BYTES):
        return "files"
    if plain.endswith(".warc") or stated == "warc":
        return "warc"
    if stated == "jsonl" or (plain.endswith((".jsonl", ".ndjson", ".jsonlines")) and not file.in_ranges):
        return "packed lines" if plain != name else "lines"
    return _kind_by_content(file, settings) if file.in_ranges else "files"


def _kind_by_content(file: SourceFile, settings: RunSettings) -> Kind:
    head = b""
    packed = False
    with suppress(UnreadableError, AwayError), opened(file, settings.reading) as stream:
        head = stream.read(HEAD_BYTES)
        packed = is_gzip(head)
        if packed:
            stream.seek(0)
            head = GunzipStream(stream, file.name, settings.reading.limits).read(HEAD_BYTES) or b""
    if head.startswith(b"PAR1"):
        return "rows"
    kind = detect(head, file.name)
    if kind == "warc":
        return "warc"
    return ("packed lines" if packed else "lines") if kind == "jsonl" else "files"


def _pieces(kind: Kind, file: SourceFile, settings: RunSettings, source: str) -> Iterator[Shard]:
    if not file.in_ranges:  # each piece would fetch the whole
        yield _shard(kind, (file,), settings)
        return
    size = file.size or 0
    cuts = settings.cuts
    larger = min(1 / settings.sample, _LARGEST_CUT)  # a sample of a piece is small, and each piece costs a few files
    if kind == "packed lines":
        step = _step(size, cuts.packed_bytes * larger, cuts.pieces, cuts.pieces * _SMALLER_PACKED)
        parts = max(1, math.ceil(size / step))
        yield from (_shard(kind, (file,), settings, (part, parts)) for part in range(parts))
    elif kind == "rows":
        yield from _rows(file, settings, cuts.rows * larger, source)
    elif kind == "warc" and settings.sample < 1 and is_url(file.name):
        yield from _sampled_warc(file, settings)
    else:
        usual = (cuts.warc_bytes if kind == "warc" else cuts.line_bytes) * larger
        step = _step(size, usual, cuts.pieces, cuts.pieces * (_SMALLER_PACKED if kind == "warc" else 1))
        yield from (_shard(kind, (file,), settings, bounds) for bounds in _ranges(size, step))


def _step(size: int, usual: float, pieces: int, smaller: int) -> int:
    """Return how large the pieces of something are to be: as usual, or ``pieces`` of them, but at most so many times ``smaller`` than usual."""
    return math.ceil(min(usual, max(size / pieces, usual / smaller))) if pieces > 1 else math.ceil(usual)


def _rows(file: SourceFile, settings: RunSettings, usual: float, source: str) -> Iterator[Shard]:
    """Cut a table by its number of rows; one that tells none is a single shard, which says what is wrong with it."""
    from onrecord.run.parquet_pages import number_of_rows  # noqa: PLC0415 - an extra

    try:
        rows = number_of_rows(file, settings)
    except UnreadableError as error:
        yield _not_had("missing", file, settings, error.problems[0], source)
    except AwayError as error:
        yield _not_had("away", file, settings, Problem("fetch_failed", error.reason), source)
    else:
        step = _step(rows, usual, settings.cuts.pieces, settings.cuts.pieces)
        bounds = ((start, min(start + step, rows)) for start in range(0, rows, step))
        yield from (_shard("rows", (file,), settings, each) for each in bounds)


def _sampled_warc(file: SourceFile, settings: RunSettings) -> Iterator[Shard]:
    """Choose pieces of an archive that lies elsewhere, and pages in these: a sample of all its pages would fetch the whole of it."""
    share = math.sqrt(settings.sample)
    for bounds in _ranges(file.size or 0, settings.cuts.warc_bytes):
        if in_sample(f"{file.name} {bounds[0]}", share, salt="shard"):
            yield replace(_shard("warc", (file,), settings, bounds), sample=share)


def _ranges(size: int, step: int) -> Iterator[tuple[int, int | None]]:
    """Cut so many bytes into ranges; the last one is open, so that a file that grew meanwhile is read to its end."""
    for start in range(0, max(size, 1), step):
        yield start, start + step if start + step < size else None


def _shard(
    kind: Kind,
    files: tuple[SourceFile, ...],
    settings: RunSettings,
    bounds: tuple[int, int | None] = (0, None),
    why: Problem | None = None,
) -> Shard:
    """Make a shard and its name."""
    start, end = bounds
    what = [kind, str(start), str(end), _chosen(settings)]
    what += [part for file in files for part in (file.name, str(file.size), file.version)]
    if why is not None:
        what.append(f"{why.code} {why.where}")
    name = hashlib.sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]
    return Shard(name, kind, files, start, end, settings.sample, why, _articles(kind, files, bounds) * settings.sample)


def _articles(kind: Kind, files: tuple[SourceFile, ...], bounds: tuple[int, int | None]) -> float:
    """Return about how many articles a shard holds."""
    start, end = bounds
    if kind == "files":
        return sum(_articles_in(file) for file in files)
    if kind not in {"lines", "warc", "rows", "packed lines"}:
        return len(files)
    size = files[0].size or 0
    if kind == "packed lines":
        return size * _PACKED / _LINE_BYTES / (end or 1)
    if kind == "rows":
        return 0 if end is None else end - start
    return ((size if end is None else end) - start) / (_RECORD_BYTES if kind == "warc" else _LINE_BYTES)


def _articles_in(file: SourceFile) -> float:
    size, name = file.size or 0, file.name.lower()
    if not may_hold_many(name):
        return max(1, size / _PAGE_BYTES)
    plain = name.removesuffix(".gz")
    if plain.endswith(".warc"):
        return size / _RECORD_BYTES
    return size * (1 if plain == name else _PACKED) / _LINE_BYTES


def _not_had(
    kind: Literal["missing", "away"], file: SourceFile, settings: RunSettings, why: Problem, source: str
) -> Shard:
    """Make the shard of something that could not be had. Its name tells of which of the sources it is one, for ``no_longer_missing``."""
    shard = _shard(kind, (file,), settings, why=why)
    return replace(shard, id=f"{_first_part(kind, source)}-{shard.id}")


def _first_part(kind: str, source: str) -> str:
    """Return how the names of shards begin that tell what could not be had of a source."""
    return f"{kind}-{_hash(named(source)).hex()[:12]}"


def no_longer_missing(sources: Iterable[str], done: Iterable[str], met: Collection[str]) -> frozenset[str]:
    """Return the shards among those ``done`` that told of something missing in these sources which is missing no longer.

    ``met`` are the shards of this run that tell of something missing or out of reach. Where a source is out of reach, nothing is known of it.
    """
    away = {name.rpartition("-")[0].partition("-")[2] for name in met if name.startswith("away-")}
    firsts = {
        first for first in (_first_part("missing", source) for source in sources) if first.partition("-")[2] not in away
    }
    return frozenset(name for name in done if name.rpartition("-")[0] in firsts and name not in met)


def _chosen(settings: RunSettings) -> str:
    """Return what the settings choose in the sources, as words: another choice is another shard."""
    reading = settings.reading
    return repr((settings.sample, sorted(settings.columns), reading.format, settings.only_read_languages))


def _hash(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
