"""Web archives (WARC, ISO 28500), a record at a time, by way of fastwarc.

fastwarc takes a record that ends too early for whole and can't stand a stream that raises, so the stream handed to it
ends quietly and remembers its error, and each record's length is checked here.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from onrecord.errors import UnreadableError
from onrecord.problems import problem
from onrecord.read.compressed import expand_content, too_large
from onrecord.read.decode import clean
from onrecord.read.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Problem
    from onrecord.settings import Limits

_HEADER_BYTES = 65_536
"""Room for a response's HTTP headers on top of the page; servers themselves accept half of that."""
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


def pages(stream: io.BufferedIOBase, source: str, limits: Limits, *, until: int | None = None) -> Iterator[Document]:
    """Yield the HTML pages of an archive.

    ``stream`` is the archive, already expanded; ``source`` names it; with ``until``, only records count that begin before so many of
    its bytes. Read are successful (2xx) ``response`` records of
    HTML or XHTML: ``source`` and ``url`` are the record's target URI (``source`` its record id where that is missing),
    ``encoding`` the charset of its HTTP header, ``data`` the page with transfer and content coding undone. Every other
    record is counted. A damaged archive yields what came before, then a Document with ``bad_warc``; an archive without
    a page yields one with ``no_records`` and the counts. Memory holds one record. Nothing is raised but what ``stream`` raises that is
    neither of the disk nor of the data, such as that a server can't be reached.
    """
    quiet = _QuietStream(stream)
    others: Counter[str] = Counter()
    damage: str | None = None
    found = False
    try:
        for record in ArchiveIterator(quiet, parse_http=False, stream_detect=False):
            if until is not None and record.stream_pos >= until:
                break
            document, whole = _page(record, others, limits)
            if document is not None and (whole or document.data is None):
                found = True
                yield document
            if not whole:
                damage = "a record ends too early"
                break
    except OSError as error:
        damage = " ".join(str(error).split())[:120]
    if quiet.error is not None and not isinstance(quiet.error, (UnreadableError, OSError)):
        raise quiet.error
    if quiet.error is not None or damage is not None:
        yield Document(source, None, problems=_damage(quiet.error, damage))
    elif not found:
        yield Document(source, None, problems=(problem("no_records", detail=_listed(others)),))


class _QuietStream:
    """A stream that ends where it fails, keeping the failure in ``error``."""

    def __init__(self, inner: io.BufferedIOBase) -> None:
        self._inner = inner
        self._position = 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            piece = b"" if self.error else self._inner.read1(size)
        except Exception as error:  # noqa: BLE001 - fastwarc would end the process; whoever reads raises it again
            self.error = error
            return b""
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        return self._position

    def seek(self, _offset: int, _whence: int = 0) -> int:
        raise OSError("this stream goes one way")

    def close(self) -> None:
        """Leave the stream open: it belongs to whoever opened it."""


def _page(record: WarcRecord, others: Counter[str], limits: Limits) -> tuple[Document | None, bool]:
    """Return the page that a record holds, if it does, and whether the record is all there."""
    if "content-length" not in {name.lower() for name in record.headers.keys()}:  # noqa: SIM118 - iterating gives pairs
        return None, False
    if record.record_type != WarcRecordType.response or not record.is_http:
        others[f"{record.record_type!s} record"] += 1
        return None, record.consume() == record.content_length
    block = record.reader.read(min(record.content_length, limits.page_bytes + _HEADER_BYTES))
    headers = HeaderMap()
    body = block[headers.parse(io.BytesIO(block)) :]
    whole = len(block) + record.consume() == record.content_length
    reason = _objection(headers)
    if reason:
        others[reason] += 1
        return None, whole
    return _document(record, headers, body, limits, cut=len(block) < record.content_length and whole), whole


def _objection(headers: HeaderMap) -> str | None:
    """Say why a response is no page, in a form that can be counted, or None."""
    if not 200 <= (headers.status_code or 0) < 300:
        return "response without success"
    media_type = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return None if media_type in _HTML_TYPES else f"response of {media_type[:60] or 'no type'}"


def _document(record: WarcRecord, headers: HeaderMap, body: bytes, limits: Limits, *, cut: bool) -> Document:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> \t") or None
    url = clean(url)[0] if url else None
    source = url or record.record_id or "a record without id"
    found = _CHARSET.search(headers.get("Content-Type") or "")
    problems: tuple[Problem, ...] = (too_large(limits),) if cut else ()
    data = None
    try:
        if not cut:
            chunked = "chunked" in (headers.get("Transfer-Encoding") or "").lower()
            plain = _unchunked(body) if chunked else body
            data = expand_content(plain, headers.get("Content-Encoding"), source, limits)
            if len(data) > limits.page_bytes:
                data, problems = None, (too_large(limits),)
            elif not data.strip():
                data, problems = None, (problem("empty"),)
    except UnreadableError as error:
        problems = error.problems
    return Document(source, data, "html", encoding=found[1].lower() if found else None, url=url, problems=problems)


def _unchunked(body: bytes) -> bytes:
    """Join the chunks of a body (RFC 9112, 7.1). One that was stored joined already, headers kept, comes back as it is."""
    pieces = bytearray()
    position = 0
    while found := _SIZE.match(body, position):
        size = int(found[0], 16)
        start = body.find(b"\n", found.end()) + 1
        if not start:
            break
        if size == 0:
            return bytes(pieces)
        pieces += body[start : start + size]
        position = start + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return bytes(pieces) if pieces and position >= len(body) else body


def _listed(others: Counter[str]) -> str:
    """Write counts as words: ``2 request records, 1 response of image/png``, the most frequent kinds first."""
    most = others.most_common(5)
    words = [f"{count} {kind}{'s' if count > 1 and kind.endswith('record') else ''}" for kind, count in most]
    return ", ".join(words) or "it holds no record"


def _damage(error: Exception | None, detail: str | None) -> tuple[Problem, ...]:
    if isinstance(error, UnreadableError):
        return (problem("bad_warc", detail=detail or "its compression is damaged"), *error.problems)
    return (problem("bad_warc", detail=str(error or detail)[:160]),)
