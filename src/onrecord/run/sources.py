"""What a user names as sources of a run, as the files and pages that it stands for: folders, patterns, lists of others, addresses."""

from __future__ import annotations

import gzip
import os
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from glob import has_magic, iglob
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from onrecord.errors import UnreadableError, UsageError
from onrecord.problems import problem
from onrecord.read.addresses import is_url
from onrecord.read.compressed import is_gzip
from onrecord.read.folders import files
from onrecord.read.inputs import printable, refused
from onrecord.run.opening import (
    AwayError,
    SourceFile,
    file_on_disk,
    is_pattern,
    is_stored_folder,
    is_web,
    look,
    opened,
    stored_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from onrecord.records import Problem
    from onrecord.run.settings import RunSettings

_LIST_NAMES = (".paths", ".list", ".lst")
_DATA_NAMES = (".warc", ".jsonl", ".ndjson", ".jsonlines", ".parquet", ".gz")
"""Ends of addresses that are files with many pages; any other address of the web is a page."""
_LINE_BYTES = 8_192
"""Longest line of a list; addresses end at 2,000."""
_LOOKERS = 16
"""Files elsewhere that are asked about at the same time while a run is planned: each answer takes 20 to 200 milliseconds."""
_FROM_ANYWHERE = ("http", "https", "s3", "gs")
"""What a line of any list may name; a list from elsewhere must not make us open files of this machine."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the web that is one page, or a feed."""

    address: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was named, or found where it should be, and could not be had."""

    source: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Away:
    """Something that could not be reached just now, and may be there when the run is tried again."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A file elsewhere, to be looked at."""

    name: str


Found = SourceFile | Page | Missing | Away


def found(sources: Iterable[str], settings: RunSettings) -> Iterator[tuple[str, Found]]:
    """Yield the files and pages that sources stand for, each behind the source, in order, folders sorted and without hidden files.

    A source is a path, a pattern, an address, or a list of these (``.paths``, ``.list``, or any file after ``@``), one a line, gzipped or not.
    Files of the disk come with absolute paths, so that workers find them wherever they run. What can't be had is Missing, in its place,
    or Away where a network fails that may work again later. Raises UsageError for ``-``.
    """
    with ThreadPoolExecutor(_LOOKERS, thread_name_prefix="onrecord-look") as pool:
        waiting: deque[tuple[str, Found | Future[Found]]] = deque()
        for source, one in _each(sources, settings):
            waiting.append((source, pool.submit(_looked, one.name, settings) if isinstance(one, _Named) else one))
            if len(waiting) >= _LOOKERS:
                yield _settled(*waiting.popleft())
        while waiting:
            yield _settled(*waiting.popleft())


def named(source: str) -> str:
    """Return a source as it is called wherever a run is started from: an address, or an absolute path."""
    name = _without_file_scheme(source.removeprefix("@"))
    return name if is_url(name) else os.path.abspath(name)  # noqa: PTH100 - as given, links and all


def _settled(source: str, one: Found | Future[Found]) -> tuple[str, Found]:
    return source, one.result() if isinstance(one, Future) else one


def _looked(name: str, settings: RunSettings) -> Found:
    try:
        return look(name, settings.reading)
    except UnreadableError as error:
        return Missing(error.source, error.problems[0])
    except AwayError as error:
        return Away(error.source, error.reason)


def _each(sources: Iterable[str], settings: RunSettings) -> Iterator[tuple[str, Found | _Named]]:
    for source in sources:
        if source == "-":
            raise UsageError(
                "a run can't read standard input, since it could not go on after an interruption; give a file"
            )
        if source.startswith("@"):
            items = _guarded(_listed(source[1:], settings), source[1:])
        else:
            items = _guarded(_one(source, settings, listed_in=None), source)
        yield from ((source, item) for item in items)


def _guarded(items: Iterator[Found | _Named], source: str) -> Iterator[Found | _Named]:
    """Pass items on; what could not be had comes last, as Missing or Away."""
    try:
        yield from items
    except UnreadableError as error:
        yield Missing(printable(source), error.problems[0])
    except AwayError as error:
        yield Away(error.source, error.reason)
    except (OSError, ValueError) as error:
        yield Missing(printable(source), refused(error, listed=False))


def _one(source: str, settings: RunSettings, *, listed_in: str | None) -> Iterator[Found | _Named]:
    """Yield what a single source stands for; ``listed_in`` names the list that it stands in, which must not name further lists."""
    name = _without_file_scheme(source)
    if _is_list(name):
        if listed_in is not None:
            raise UnreadableError(name, (problem("bad_list", detail="it names another list", where=name),))
        yield from _listed(name, settings)
    elif is_web(name):
        yield _Named(name) if _is_data(name) else Page(name)
    elif is_url(name):
        yield from _stored(name)
    else:
        yield from _on_disk(name)


def _on_disk(name: str) -> Iterator[Found | _Named]:
    path = os.path.abspath(name)  # noqa: PTH100 - as given, links and all: pathlib would follow them
    if os.path.isdir(path):  # noqa: PTH112 - a plain string, as given
        yield from _folder(path)
    elif has_magic(name) and not os.path.lexists(path):
        yield from _pattern(path)
    else:
        yield _Named(path)


def _folder(path: str) -> Iterator[Found | _Named]:
    any_found = False
    for entry in files(path):
        any_found = True
        if isinstance(entry, str):
            yield _file(entry)
        else:
            yield Missing(printable(entry[0]), refused(entry[1], listed=entry[0] != path))
    if not any_found:
        yield Missing(printable(path), problem("empty_folder"))


def _pattern(path: str) -> Iterator[Found | _Named]:
    any_found = False
    for name in sorted(iglob(path, recursive=True)):  # noqa: PTH207 - a plain string, as given
        any_found = True
        if not os.path.isdir(name):  # noqa: PTH112 - as above
            yield _file(name)
        elif "**" not in path:  # which gives the files of its folders itself
            yield from _folder(name)
    if not any_found:
        yield Missing(printable(path), problem("no_match"))


def _file(path: str) -> Found:
    try:
        status = os.stat(path)  # noqa: PTH116 - a plain string, as given
    except OSError:
        return SourceFile(path, None)  # reading it will say why
    return file_on_disk(path, status)


def _stored(name: str) -> Iterator[Found | _Named]:
    if not (is_pattern(name) or name.endswith("/") or is_stored_folder(name)):
        yield _Named(name)
        return
    any_found = False
    for file in stored_files(name):
        any_found = True
        yield file
    if not any_found:
        yield Missing(name, problem("no_match" if is_pattern(name) else "empty_folder"))


def _listed(name: str, settings: RunSettings) -> Iterator[Found | _Named]:
    """Yield what the lines of a list stand for. One that can't be read is Missing, and the others go on."""
    name = _without_file_scheme(name)
    where = name if is_url(name) else os.path.abspath(name)  # noqa: PTH100 - as above
    any_found = False
    with opened(look(where, settings.reading), settings.reading) as stream:
        for number, line in enumerate(_lines(stream, where), 1):
            entry = line.strip()
            if not entry or entry.startswith("#"):
                continue
            any_found = True
            reason = _objection(entry, where, settings.base)
            if reason:
                found = problem("bad_list", detail=reason, where=f"line {number}")
                yield Missing(printable(where), found)
            else:
                full = _resolved(entry, where, settings.base)
                yield from _guarded(_one(full, settings, listed_in=where), full)
    if not any_found:
        yield Missing(printable(where), problem("empty"))


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    head = stream.read(2)
    stream.seek(0)
    plain = gzip.GzipFile(fileobj=stream) if is_gzip(head) else stream
    try:
        while line := plain.readline(_LINE_BYTES):
            yield line.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        code, detail = ("truncated", "") if isinstance(error, EOFError) else ("bad_compression", str(error)[:120])
        raise UnreadableError(name, (problem(code, detail=detail),)) from error


def _objection(entry: str, where: str, base: str | None) -> str | None:
    """Say why a line of a list is not followed, or None."""
    if not entry.isprintable() and any(ord(sign) < 32 for sign in entry):
        return "it holds control characters; is this a list?"
    if len(entry) >= _LINE_BYTES - 1:
        return "it is too long; is this a list?"
    protocol = entry.partition("://")[0].lower() if is_url(entry) else ""
    own = where.partition("://")[0].lower() if is_url(where) else ""
    if protocol and protocol not in {*_FROM_ANYWHERE, own} and (own or protocol not in {"file", "local"}):
        return f"a list may not name {protocol} addresses"
    on_disk = base is not None and not is_url(base) and not protocol
    if own and on_disk and (os.path.isabs(entry) or ".." in entry.split("/")):  # noqa: PTH117 - a plain string, as given
        return "a list from elsewhere may not lead out of the folder that its lines count from"
    return None


def _resolved(entry: str, where: str, base: str | None) -> str:
    """Return a line of a list as a source of its own: relative ones count from ``base``, else from where the list lies."""
    if is_url(entry):
        return entry
    if base is None and is_url(where):
        base = _root_of(entry, where)
    if base is not None and is_url(base):
        return f"{base.rstrip('/')}/{entry.lstrip('/')}"
    folder = base if base is not None else os.path.dirname(where)  # noqa: PTH120 - a plain string, as given
    return os.path.join(folder, entry)  # noqa: PTH118 - as above


def _root_of(entry: str, where: str) -> str:
    """Return the address that a line counts from: the list's folder, or above it where the line begins with a folder on the list's own path.

    Common Crawl's lists lie below ``crawl-data/`` and their lines begin with it.
    """
    folder = urlsplit(where)._replace(query="", fragment="").geturl().rpartition("/")[0]
    first = entry.lstrip("/").partition("/")[0]
    above, found_it, _ = f"{folder}/".partition(f"/{first}/")
    return above if found_it and first and "://" in above else folder


def _is_list(name: str) -> bool:
    return _path_of(name).removesuffix(".gz").endswith(_LIST_NAMES)


def _is_data(address: str) -> bool:
    return _path_of(address).endswith(_DATA_NAMES)


def _path_of(name: str) -> str:
    return (unquote(urlsplit(name).path) if is_web(name) else name).lower()


def _without_file_scheme(source: str) -> str:
    """Return a ``file:`` address as the path that it is."""
    for scheme in ("file://", "local://"):
        if source.lower().startswith(scheme):
            return unquote(source[len(scheme) :]) or "/"
    return source
