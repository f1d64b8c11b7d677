"""The JSON-LD of a web page, taken apart into flat nodes, and repaired where publishers break it.

JSON-LD 1.1 (W3C 2020) in the shapes that pages really carry: graphs, arrays, an article as the ``mainEntity`` of a page,
scripts escaped as HTML or wrapped in CDATA or comments, trailing commas, raw line breaks in strings, several objects
one after another, text cut off in the middle. The effort is bounded in characters, nodes and depth.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Problem


@dataclass(frozen=True, slots=True)
class JsonLdLimits:
    """How much structured data of one page is read."""

    characters: int = 4_000_000
    """Longest script parsed; it must hold the whole text of an article, and live blogs reach about 1 MB."""
    scripts: int = 200
    """Most scripts read; real pages carry 1 to 10."""
    nodes: int = 2_000
    """Most nodes kept; a long graph has about 100."""
    depth: int = 12
    """Deepest nesting of graphs and main entities followed; real pages stay under 4."""


LIMITS = JsonLdLimits()
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_WRAPPER = re.compile(r"/\*\s*(?:<!\[CDATA\[|\]\]>)\s*\*/|//\s*(?:<!\[CDATA\[|\]\]>)|<!\[CDATA\[|\]\]>|<!--|-->")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}|\\u0000",
    re.IGNORECASE,
)
_SCALAR = re.compile(
    r"\"(headline|description|datePublished|dateModified|inLanguage)\"\s*:\s*"
    r"\"((?:[^\"\\\n]|\\[^\n]){1,2000})\"\s*[,}\n]"
)
_DECODER = json.JSONDecoder(strict=False)


def nodes(root: Any) -> tuple[tuple[dict[str, Any], ...], tuple[Problem, ...]]:
    """Return all JSON-LD nodes of the page in order, and a ``broken_metadata`` problem for each script that is broken.

    ``root`` is the lxml tree of the page. The members of graphs, arrays, ``mainEntity`` and ``mainEntityOfPage`` become
    nodes of their own beside the node that holds them. Of a script beyond repair the plain string fields are kept.
    Never raises.
    """
    found: list[dict[str, Any]] = []
    broken: list[Problem] = []
    for number, text in enumerate(_scripts(root), start=1):
        values, reason = _values(text)
        found.extend(node for value in values for node in _flat(value, LIMITS.depth))
        if reason:
            broken.append(problems.problem("broken_metadata", where=f"JSON-LD script {number}", detail=reason))
        if len(found) >= LIMITS.nodes or number >= LIMITS.scripts:
            break
    return tuple(found[: LIMITS.nodes]), tuple(broken)


def _scripts(root: Any) -> Iterator[str]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            text = "".join(script.itertext()) if len(script) else script.text or ""
            if text.strip():
                yield text


def _values(text: str) -> tuple[list[Any], str | None]:
    """Parse one script: the JSON values in it, and why it is broken, or None where it could be read or repaired."""
    if len(text) > LIMITS.characters:
        return [], f"longer than {LIMITS.characters} characters"
    text = _LONE_SURROGATE.sub(r"\\ufffd", text) if "\\u" in text else text
    reason = ""
    for attempt in _repairs(text):
        values, reason = _concatenated(attempt)
        if not reason:
            return values, None
    return _salvaged(text), reason


def _repairs(text: str) -> Iterator[str]:
    """Yield the text as it stands, then with one more kind of damage repaired each time."""
    yield text
    text = _WRAPPER.sub("", text).strip().strip(";\ufeff").strip()
    yield text
    if "&quot;" in text or "&#34;" in text:
        text = html.unescape(text)
        yield text
    text = _BAD_ESCAPE.sub("", _TRAILING_COMMA.sub("", text))
    yield text


def _concatenated(text: str) -> tuple[list[Any], str]:
    """Decode JSON values that follow one another, with blanks, commas or semicolons between; the reason where it ends."""
    values: list[Any] = []
    position = 0
    while True:
        while position < len(text) and text[position] in " \t\r\n,;\ufeff\xa0":
            position += 1
        if position >= len(text):
            return values, ""
        try:
            value, position = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            return values, f"{error.msg} at line {error.lineno}"
        except (ValueError, RecursionError) as error:
            return values, type(error).__name__
        values.append(value)


def _salvaged(text: str) -> list[Any]:
    """Return the first plain string of each well-known field of a script that is beyond repair, as one node."""
    node: dict[str, Any] = {}
    for key, raw in _SCALAR.findall(html.unescape(text) if '"' not in text else text):
        try:
            node.setdefault(key, _DECODER.decode(f'"{raw}"'))
        except ValueError:
            continue
    return [node] if node else []


def _flat(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flat(item, depth - 1)
    elif isinstance(value, dict):
        if set(value) - {"@context", "@graph"}:
            yield value
        for key in _NESTED:
            if isinstance(value.get(key), dict | list):
                yield from _flat(value[key], depth - 1)
