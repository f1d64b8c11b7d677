"""Article JSONL: ``{"id"?, "url"?, "outlet"?, "headline"?, "published"?, "text" | "html"}``, one object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.problems import problem
from onrecord.read.compressed import CHUNK_BYTES
from onrecord.read.decode import clean
from onrecord.read.document import Document

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from onrecord.records import Problem
    from onrecord.settings import Limits

_TEXT_FIELDS = ("url", "outlet", "headline", "published")
_UTF8_MARK = b"\xef\xbb\xbf"
_SPREAD = "it goes on in the next line; put each object on a line of its own"
_SPREAD_BYTES = 4096
"""What is read of a file's first line to see whether it is a brace alone."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file: the file's name, what stands behind ``#`` where the line has no name of its own, and the place in words."""

    source: str
    mark: str
    where: str


def articles(
    stream: io.BufferedIOBase, source: str, limits: Limits, *, chosen: Callable[[int], bool] | None = None
) -> Iterator[Document]:
    """Yield a Document for each line that is not blank, the bad ones with a problem whose ``where`` is ``line N``.

    ``source`` names the whole; a Document's own source is its ``id``, else its ``url``, else ``source#line``. The text
    is the JSON string exactly as it is, so that offsets count in it; where a line has both text and html, text is read.
    ``chosen`` tells by its number, from 1, whether a line is wanted; the others are passed over without being parsed.
    Holds one line at a time. Errors of ``stream`` pass through.
    """
    for number, line in enumerate(lines_of(stream, limits.jsonl_line_bytes), start=1):
        place = _Line(source, str(number), f"line {number}")
        wanted = chosen is None or chosen(number)
        if number == 1 and line is not None and is_spread(line):
            if wanted:
                yield _bad(place, "bad_json", _SPREAD)
            return
        if wanted and (line is None or line.strip()):
            yield _article(line, place, limits)


def articles_between(stream: BinaryIO, source: str, limits: Limits, start: int, end: int | None) -> Iterator[Document]:
    """Yield a Document for each line that begins at a byte from ``start`` on and before ``end`` (None: the end of the file).

    As ``articles`` does for the whole, so that the ranges of a file give together what it holds, each line once. A line without
    a name of its own is called ``source#byte=N`` after the byte that it begins at, which is the same however the file is cut.
    ``stream`` can be sought in.
    """
    if start:
        stream.seek(0)
        if is_spread(stream.readline(_SPREAD_BYTES)):
            return  # the range that begins the file says so
        stream.seek(start - 1)  # a newline right before the range makes its first line ours
        _pass_line(stream)
    else:
        stream.seek(0)
    while end is None or stream.tell() < end:
        begins = stream.tell()
        line = next(lines_of(stream, limits.jsonl_line_bytes, first=begins == 0), b"")
        if line == b"":
            return
        place = _Line(source, f"byte={begins}", f"byte {begins}")
        if begins == 0 and line is not None and is_spread(line):
            yield _bad(place, "bad_json", _SPREAD)
            return
        if line is None or line.strip():
            yield _article(line, place, limits)


def is_spread(line: bytes) -> bool:
    """Tell by its first line whether a file holds JSON that is spread over lines, and not an object a line."""
    return line.removeprefix(_UTF8_MARK).strip() in {b"{", b"["}


def lines_of(stream: io.BufferedIOBase | BinaryIO, most: int, *, first: bool = True) -> Iterator[bytes | None]:
    """Yield each line, or None for one longer than ``most`` bytes, which is skipped without being held.

    ``first`` tells that the stream stands at the beginning of its file, where a byte order mark is no part of the line.
    """
    while line := stream.readline(most + 1):
        if first:
            line, first = line.removeprefix(_UTF8_MARK), False
        if len(line) <= most or line.endswith(b"\n"):
            yield line
            continue
        del line
        _pass_line(stream)
        yield None


def _pass_line(stream: io.BufferedIOBase | BinaryIO) -> None:
    """Read to the end of the line without holding it."""
    while (piece := stream.readline(CHUNK_BYTES)) and not piece.endswith(b"\n"):
        pass


def _line_too_large(place: _Line, line: bytes | None, limits: Limits) -> Problem:
    """Say which limit a line broke. Only ASCII may pass ``page_bytes``: it is its escapes that make a page so long."""
    most, setting = (limits.jsonl_line_bytes, "jsonl_line_bytes") if line is None else (limits.page_bytes, "page_bytes")
    return problem("too_large", where=place.where, detail=f"{most / 1e6:g} MB", setting=setting)


def _article(line: bytes | None, place: _Line, limits: Limits) -> Document:
    if line is None or (len(line) > limits.page_bytes and not line.isascii()):
        return Document(f"{place.source}#{place.mark}", None, problems=(_line_too_large(place, line, limits),))
    problems: tuple[Problem, ...] = ()
    try:
        decoded = line.decode("utf-8")
    except UnicodeDecodeError:
        decoded = line.decode("utf-8", "replace")
        bad = max(decoded.count("\ufffd") - line.count(b"\xef\xbf\xbd"), 1)
        problems = (problem("invalid_characters", where=place.where, detail=bad),)
    try:
        record = json.loads(decoded)
    except RecursionError:
        return _bad(place, "bad_json", "it nests too deep")
    except ValueError as error:
        return _bad(place, "bad_json", " ".join(str(error).split())[:120])
    reason = _objection(record)
    if reason:
        return _bad(place, "bad_record", reason)
    return _document(record, place, limits, problems)


def _objection(record: Any) -> str | None:
    """Say what keeps a JSON value from being an article, or None."""
    if not isinstance(record, dict):
        return "it is not an object"
    if not isinstance(record.get("id"), str | int | None):
        return "id is neither a string nor a number"
    for name in (*_TEXT_FIELDS, "text", "html"):
        if not isinstance(record.get(name), str | None):
            return f"{name} is not a string"
    if record.get("text") is None and record.get("html") is None:
        return "it has neither text nor html"
    return None


def _document(record: dict[str, Any], place: _Line, limits: Limits, problems: tuple[Problem, ...]) -> Document:
    kind = "text" if record.get("text") is not None else "html"
    data: str | None = record[kind]
    where = place.where
    fields = {name: clean(value)[0] for name in _TEXT_FIELDS if (value := record.get(name))}
    given = record.get("id")
    own = str(given) if given is not None and given != "" else fields.get("url")
    if data is not None and len(data) > limits.page_bytes:
        data, problems = None, (problem("too_large", where=where, detail=_megabytes(limits), setting="page_bytes"),)
    elif not (data and data.strip()):
        data, problems = None, (problem("empty", where=where),)
    return Document(
        clean(own)[0] if own else f"{place.source}#{place.mark}",
        data,
        kind,
        url=fields.get("url"),
        outlet=fields.get("outlet"),
        headline=fields.get("headline"),
        published=fields.get("published"),
        problems=problems,
        own_id=str(given) if given is not None and given != "" else None,
    )


def _megabytes(limits: Limits) -> str:
    return f"{limits.page_bytes / 1e6:g} MB"


def _bad(place: _Line, code: str, detail: str) -> Document:
    found = problem(code, where=place.where, detail=detail)
    return Document(f"{place.source}#{place.mark}", None, problems=(found,))
