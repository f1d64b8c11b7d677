"""Article JSONL: ``{"id"?, "url"?, "outlet"?, "headline"?, "published"?, "text" | "html"}``, one object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.problems import problem
from onrecord.read.compressed import CHUNK_BYTES
from onrecord.read.decode import clean
from onrecord.read.document import Document

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from onrecord.records import Problem
    from onrecord.settings import Limits

_TEXT_FIELDS = ("url", "outlet", "headline", "published")
_UTF8_MARK = b"\xef\xbb\xbf"


def articles(stream: io.BufferedIOBase, source: str, limits: Limits) -> Iterator[Document]:
    """Yield a Document for each line that is not blank, the bad ones with a problem whose ``where`` is ``line N``.

    ``source`` names the whole; a Document's own source is its ``id``, else its ``url``, else ``source#line``. The text
    is the JSON string exactly as it is, so that offsets count in it; where a line has both text and html, text is read.
    Holds one line at a time. Errors of ``stream`` pass through.
    """
    number = 0
    for number, line in enumerate(lines_of(stream, limits.jsonl_line_bytes), start=1):
        if number == 1 and line is not None and line.strip() in {b"{", b"["}:
            detail = "it goes on in the next line; put each object on a line of its own"
            yield _bad(source, number, "bad_json", detail)
            return
        if line is None or (len(line) > limits.page_bytes and not line.isascii()):
            yield Document(f"{source}#{number}", None, problems=(_line_too_large(number, line, limits),))
        elif line.strip():
            yield _article(line, source, number, limits)


def lines_of(stream: io.BufferedIOBase, most: int) -> Iterator[bytes | None]:
    """Yield each line, or None for one longer than ``most`` bytes, which is skipped without being held."""
    first = True
    while line := stream.readline(most + 1):
        if first:
            line, first = line.removeprefix(_UTF8_MARK), False
        if len(line) <= most or line.endswith(b"\n"):
            yield line
            continue
        del line
        while (piece := stream.readline(CHUNK_BYTES)) and not piece.endswith(b"\n"):
            pass
        yield None


def _line_too_large(number: int, line: bytes | None, limits: Limits) -> Problem:
    """Say which limit a line broke. Only ASCII may pass ``page_bytes``: it is its escapes that make a page so long."""
    most, setting = (limits.jsonl_line_bytes, "jsonl_line_bytes") if line is None else (limits.page_bytes, "page_bytes")
    return problem("too_large", where=f"line {number}", detail=f"{most / 1e6:g} MB", setting=setting)


def _article(line: bytes, source: str, number: int, limits: Limits) -> Document:
    problems: tuple[Problem, ...] = ()
    try:
        decoded = line.decode("utf-8")
    except UnicodeDecodeError:
        decoded = line.decode("utf-8", "replace")
        bad = max(decoded.count("\ufffd") - line.count(b"\xef\xbf\xbd"), 1)
        problems = (problem("invalid_characters", where=f"line {number}", detail=bad),)
    try:
        record = json.loads(decoded)
    except RecursionError:
        return _bad(source, number, "bad_json", "it nests too deep")
    except ValueError as error:
        return _bad(source, number, "bad_json", " ".join(str(error).split())[:120])
    reason = _objection(record)
    if reason:
        return _bad(source, number, "bad_record", reason)
    return _document(record, source, number, limits, problems)


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


def _document(
    record: dict[str, Any], source: str, number: int, limits: Limits, problems: tuple[Problem, ...]
) -> Document:
    kind = "text" if record.get("text") is not None else "html"
    data: str | None = record[kind]
    where = f"line {number}"
    fields = {name: clean(value)[0] for name in _TEXT_FIELDS if (value := record.get(name))}
    given = record.get("id")
    own = str(given) if given is not None and given != "" else fields.get("url")
    if data is not None and len(data) > limits.page_bytes:
        data, problems = None, (problem("too_large", where=where, detail=_megabytes(limits), setting="page_bytes"),)
    elif not (data and data.strip()):
        data, problems = None, (problem("empty", where=where),)
    return Document(
        clean(own)[0] if own else f"{source}#{number}",
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


def _bad(source: str, number: int, code: str, detail: str) -> Document:
    return Document(f"{source}#{number}", None, problems=(problem(code, where=f"line {number}", detail=detail),))
