"""What kind of file it is, told by its first bytes; the name only decides where the content leaves it open.

Order and byte patterns follow the WHATWG MIME Sniffing Standard where it has them, widened by the containers of news:
WARC (ISO 28500), RSS and Atom (RFC 4287), article JSONL, ninjs (IPTC).
"""

from __future__ import annotations

import re
from typing import Literal

from onrecord.read.compressed import is_gzip
from onrecord.read.decode import mark, utf16_without_mark
from onrecord.read.ninjs import is_ninjs

Format = Literal["html", "text", "jsonl", "warc", "feed", "ninjs", "gzip", "binary"]

HEAD_BYTES = 32_768
"""How much of a file is enough to tell. Pages with long licence comments and inlined scripts still show tags by then."""

_CONTROL_SHARE = 0.05
"""Share of control characters from which data is binary. Random bytes have 11 %, the worst damaged page under 1 %."""
_FEW_CONTROLS = 8
"""Fewer than this prove nothing by their share of a short text ..."""
_MOSTLY_CONTROLS = 0.3
"""... unless it consists of little else."""
_TAGS_ENOUGH = 3
"""HTML tags that make HTML of data that does not start with one: a server's warning printed before the page. Fewer may
stand in an article about web pages."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a WebP picture, a sound or a video"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"ID3\x02", "a sound"),
    (b"ID3\x03", "a sound"),
    (b"ID3\x04", "a sound"),
    (b"OggS\x00", "a sound or a video"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"PAR1", "a Parquet table"),
)
_WARC = re.compile(rb"\s*WARC/[01]\.\d")
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_XML_PROLOG = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_JSON_KEY = re.compile(rb'^\s*\{\s*"|(?<=[,\n])\s*\{\s*"')
_ARTICLE_KEY = re.compile(rb'"(?:text|html)"\s*:\s*"')
_ANY_KEY = re.compile(rb'^\s*\{\s*"(?:id|url|outlet|headline|published|text|html)"\s*:')
_STARTS_AS_TAG = re.compile(
    rb"<(?:!doctype\s+html|!--|\?xml|[a-z][a-z0-9:-]*(?:\s[^<>]*)?/?>|[a-z][a-z0-9]*\s[^<]*$)", re.IGNORECASE
)
_TAG = re.compile(
    rb"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|link|script|style|article|section|main|header|footer|nav|div|p|br|"
    rb"a|h[1-6]|ul|ol|li|span|em|strong|b|i|img|figure|figcaption|blockquote|table|tr|td|time)[\s/>])",
    re.IGNORECASE,
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_JSONL_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_CONTAINER_NAMES = (*_JSONL_NAMES, ".warc", ".rss", ".atom", ".rdf", ".xml")


def detect(data_head: bytes, name: str = "") -> Format:
    """Tell the format from the first ``HEAD_BYTES`` bytes of a file and, where they leave it open, its name.

    Returns ``gzip`` for compressed data of whatever kind, ``binary`` for what can't be read (see ``binary_kind``), and
    ``text`` where nothing else fits, also for no bytes at all.
    """
    if is_gzip(data_head):
        return "gzip"
    head = _as_ascii(data_head)
    if head is None:
        return "binary"
    if _WARC.match(head):
        return "warc"
    if is_ninjs(head, cut=len(data_head) >= HEAD_BYTES) and not _ARTICLE_KEY.search(head):
        return "ninjs"
    if _is_jsonl(head, name):
        return "jsonl"
    return _marked_up(head, name)


def binary_kind(data_head: bytes) -> str:
    """Say in words what binary data is, for the problem's message: ``a PDF``, or that it is full of control characters."""
    return _signature(data_head) or "it is full of control characters"


def may_hold_many(name: str) -> bool:
    """Tell by its name whether a file may hold several articles: JSONL, WARC, a feed, each also with ``.gz``."""
    return name.lower().removesuffix(".gz").endswith(_CONTAINER_NAMES)


def _signature(data_head: bytes) -> str | None:
    if data_head[4:8] == b"ftyp":
        return "a video or a HEIF picture"
    return next((kind for signature, kind in _SIGNATURES if data_head.startswith(signature)), None)


def _as_ascii(data_head: bytes) -> bytes | None:
    """Return the head in an encoding whose ASCII reads as such, without byte order mark; None if it is binary."""
    marked = mark(data_head)
    if marked and not marked[1].startswith("utf-8"):
        return data_head[marked[0] :].decode(marked[1], "replace").encode("utf-8", "replace")
    if marked:
        return data_head[marked[0] :]
    if _signature(data_head):
        return None
    wide = utf16_without_mark(data_head)
    if wide:
        return data_head.decode(wide, "replace").encode("utf-8", "replace")
    controls = len(data_head) - len(data_head.translate(None, _CONTROLS))
    share = controls / (len(data_head) or 1)
    if share > _MOSTLY_CONTROLS or (share > _CONTROL_SHARE and controls >= _FEW_CONTROLS):
        return None
    return data_head


def _is_jsonl(head: bytes, name: str) -> bool:
    """Tell whether there are article objects, one a line: by the keys, or by the braces and the name."""
    if name.lower().removesuffix(".gz").endswith(_JSONL_NAMES):
        return not head.lstrip().startswith(b"<")
    if not _JSON_KEY.match(head):
        return False
    return _ARTICLE_KEY.search(head) is not None or _ANY_KEY.match(head) is not None


def _marked_up(head: bytes, name: str) -> Format:
    prolog = _XML_PROLOG.match(head)
    rest = head[prolog.end() :] if prolog else head
    if _FEED_ROOT.match(rest):
        return "feed"
    if _STARTS_AS_TAG.match(rest) or head.lstrip().startswith((b"<?xml", b"<!--")):
        return "html"
    tags = sum(1 for _ in zip(_TAG.finditer(head), range(_TAGS_ENOUGH), strict=False))
    named = name.lower().removesuffix(".gz").endswith(_HTML_NAMES)
    return "html" if tags >= (1 if named else _TAGS_ENOUGH) else "text"
