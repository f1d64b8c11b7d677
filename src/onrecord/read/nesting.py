"""Pages that nest deeper than any parser goes: the tags beyond a depth are left out, their text stays.

libxml2 stops reading at 2,048 open elements and drops the rest of the page without a word in the tree. What lies that deep
comes from a template in an endless loop or from an attacker, but the text before and behind it may be a fine article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 512
"""Open elements that are kept; browsers cut at the same depth (Blink's ``kMaximumHTMLParserDOMTreeDepth``)."""

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)[^<>]*>")
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
"""Elements without content (HTML Standard, "void elements"): they open nothing."""
_CLOSED_UNASKED = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "html", "head", "body"]
)
"""Elements whose end tag may be left out: they don't count, for they nest only with others in between."""


def shallower(text: str) -> str:
    """Return the HTML ``text`` with the tags of elements deeper than ``DEEPEST`` replaced by a blank each, in linear time."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    depth = position = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name in _EMPTY:
            continue
        deep = depth > DEEPEST if match["end"] else depth >= DEEPEST
        if name not in _CLOSED_UNASKED:
            depth = max(0, depth - 1) if match["end"] else depth + 1
        if deep:
            yield text[position : match.start()]
            yield " "
            position = match.end()
    yield text[position:]
