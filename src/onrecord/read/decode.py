"""From bytes to characters: which encoding a page is in, and what to do with what can't be a character.

The order is that of the WHATWG Encoding Standard and of HTML's "encoding sniffing algorithm": byte order mark, what the
transport said, what the page says of itself; only then does the content tell. Labels mean what browsers take them for
(``iso-8859-1`` is windows-1252). Two departures, both because servers are misconfigured more often than bytes lie: bytes
that are faultless UTF-8 with non-ASCII characters are UTF-8 even where a Western label says otherwise, and a UTF-8 label
is doubted when most of the non-ASCII bytes contradict it.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import charset_normalizer

from onrecord.problems import problem

if TYPE_CHECKING:
    from onrecord.records import Problem

REPLACEMENT = "\ufffd"

_PRESCAN_BYTES = 4096
"""Where a page's own label is looked for. The standard says 1,024; real pages put scripts before it."""
_STRAY_BYTES = 8
"""Bad bytes that a page labelled UTF-8 may have without any good character to outweigh them: one pasted sentence's worth."""
_SPARSE = 0.05
"""Share of non-ASCII bytes under which unlabelled bytes are Western (windows-1252, the web's default): English has under
1 %, French and German under 5 %, other scripts over 30 %."""
_SAMPLE_BYTES = 16_384
"""As much as the detector gets: its time grows with the sample, its certainty hardly after this."""
_EXCERPT_BYTES = 96
"""Bytes of context kept around a non-ASCII byte in that sample."""

_WESTERN = "cp1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers take a label for, where Python takes it for something narrower (Encoding Standard, section 4.2).
_LABELS = {
    "ascii": _WESTERN,
    "iso8859-1": _WESTERN,
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-8-sig": "utf-8",
}
_ALIASES = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
}
# Python's text codecs that are no charset of a page, and could turn plain ASCII into something else.
_NOT_CHARSETS = frozenset(
    {"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_OWN_LABEL = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+) | ^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w:.-]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_EXCERPT = re.compile(rb"[^\n]{0,%d}[\x80-\xff][^\n]{0,%d}" % (_EXCERPT_BYTES, _EXCERPT_BYTES))
_ASCII = bytes(range(128))
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_CONTROL_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    r"""Decode a page; never raises.

    ``data`` are the bytes as they came; ``declared`` is the charset that the transport named (an HTTP header), if any.
    Returns the text, with line ends as ``\n``, without byte order mark, NUL, lone surrogate or control character other
    than tab and line end (each replaced by one U+FFFD), and the problems: ``invalid_characters`` with their number,
    ``unknown_encoding`` where no encoding fits.
    """
    text, problems = _characters(data, declared)
    broken = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode()) if REPLACEMENT in text else 0
    return _cleaned(text, max(broken, 0), problems)


def clean(text: str) -> tuple[str, tuple[Problem, ...]]:
    r"""Make text that came as characters safe to read; never raises.

    Line ends become ``\n``; NUL, lone surrogates and control characters other than tab are replaced by U+FFFD one for
    one, so that offsets into text whose line ends were ``\n`` stay what they were. Problems as for ``decode``.
    """
    return _cleaned(text, 0, ())


def utf16_without_mark(head: bytes) -> str | None:
    """Tell UTF-16 that has no byte order mark by its zeros: every other byte of mostly Latin text is NUL.

    ``head`` is the beginning of the data. Returns ``utf-16-le``, ``utf-16-be`` or None.
    """
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs and odd > pairs * 0.7 and even < pairs * 0.05:
        return "utf-16-le"
    if pairs and even > pairs * 0.7 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def mark(data: bytes) -> tuple[int, str] | None:
    """Return the length and the encoding of the byte order mark that ``data`` starts with, or None."""
    return next(((len(sign), encoding) for sign, encoding in _MARKS if data.startswith(sign)), None)


def charset(label: str | None) -> str | None:
    """Return the Python codec for a charset label as browsers understand it, or None if it names no charset."""
    if not label:
        return None
    wanted = label.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_ALIASES.get(wanted, wanted))
        "".encode(found.name)  # raises LookupError for codecs that are no text encoding, such as base64
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found.name.replace("-", "_") in _NOT_CHARSETS else _LABELS.get(found.name, found.name)


def _characters(data: bytes, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    marked = mark(data)
    if marked:
        length, encoding = marked
        return data[length:].decode(encoding, "replace"), ()
    faultless = _strict_utf8(data)
    label = charset(declared) or _own_label(data)
    wide = utf16_without_mark(data[:_PRESCAN_BYTES])
    if wide and label in {None, "utf-16-le", "utf-16-be"}:
        return data.decode(wide, "replace"), ()
    if faultless is not None and (label in {None, "utf-8", _WESTERN} or data.isascii()):
        return faultless, ()
    if label not in {None, "utf-8"}:
        return data.decode(str(label), "replace"), ()
    return _undeclared(data, stray=_STRAY_BYTES if label else 0)


def _strict_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _own_label(data: bytes) -> str | None:
    """Return the charset that the page names in its head. A readable label can't truly be UTF-16: it means UTF-8."""
    found = _OWN_LABEL.search(_COMMENT.sub(b"", data[:_PRESCAN_BYTES]))
    if not found:
        return None
    label = charset((found[1] or found[2]).decode("ascii", "replace"))
    return "utf-8" if label and label.startswith(("utf-16", "utf-32")) else label


def _undeclared(data: bytes, stray: int) -> tuple[str, tuple[Problem, ...]]:
    """Decode bytes that are not faultless UTF-8 and have no other label; up to ``stray`` bad ones need no excuse."""
    text = data.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    not_ascii = len(data.translate(None, _ASCII))
    good = len(text) - (len(data) - not_ascii) - bad
    if bad <= max(good, stray):
        return text, ()
    if not_ascii < _SPARSE * len(data):
        return data.decode(_WESTERN, "replace"), ()
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Let charset-normalizer look at the parts of the data that are not ASCII."""
    sample = bytearray()
    for excerpt in _EXCERPT.finditer(data):
        sample += excerpt[0] + b"\n"
        if len(sample) > _SAMPLE_BYTES:
            break
    best = charset_normalizer.from_bytes(bytes(sample[:_SAMPLE_BYTES])).best()
    encoding = charset(best.encoding) if best else None
    if encoding is None:
        return data.decode(_WESTERN, "replace"), (problem("unknown_encoding", detail="no known encoding fits"),)
    return data.decode(encoding, "replace"), ()


def _cleaned(text: str, broken: int, problems: tuple[Problem, ...]) -> tuple[str, tuple[Problem, ...]]:
    """Replace what is no character; ``broken`` were replaced already."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _may_hold_invalid(text):
        text, replaced = _INVALID.subn(REPLACEMENT, text)
        broken += replaced
    if broken:
        problems = (*problems, problem("invalid_characters", detail=broken))
    return text, problems


def _may_hold_invalid(text: str) -> bool:
    """Tell in a tenth of the pattern's time whether it needs to run at all; most pages hold nothing invalid."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return True
    return len(data.translate(None, _CONTROL_BYTES)) < len(data) or _CONTROL_IN_UTF8.search(data) is not None
