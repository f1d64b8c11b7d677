"""A parsed web page: the tree, and the structured data in its head, each read once and shared by all who ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lxml.html

from onrecord.problems import problem
from onrecord.read import json_ld
from onrecord.read.nesting import DEEPEST, shallower

if TYPE_CHECKING:
    from onrecord.records import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page as parsed.

    ``root`` is the original tree, never changed after parsing. ``json_ld`` are all JSON-LD nodes of the page as flat
    dictionaries, graphs and arrays taken apart. ``meta`` maps each lower-case ``name``, ``property`` or ``itemprop`` of a
    ``<meta>`` to its contents in order. ``url`` is where the page was had from, if known.
    """

    root: Any
    json_ld: tuple[dict[str, Any], ...]
    meta: dict[str, list[str]]
    url: str | None = None
    problems: tuple[Problem, ...] = ()


def parse(text: str, *, url: str | None = None) -> Page | None:
    """Parse the decoded text of an HTML page; None if it holds no element at all.

    ``text`` must hold no NUL and no lone surrogate (see ``decode``). ``url`` is kept on the page. A page that nests too deep for
    the parser is parsed without its deepest tags and has the problem ``too_deep``.
    """
    root, too_deep = _tree(text)
    if too_deep:
        root, _ = _tree(shallower(text))
    if root is None:
        return None
    nodes, problems = json_ld.nodes(root)
    if too_deep:
        problems = (*problems, problem("too_deep", detail=DEEPEST))
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if content and key:
            meta.setdefault(key.lower(), []).append(content)
    return Page(root, nodes, meta, url, problems)


def _tree(text: str) -> tuple[Any, bool]:
    """Return the root of the page, or None, and whether the parser gave up on its depth.

    ``huge_tree`` lifts libxml2's limit of 256 open elements, which pages with unclosed ``<font>`` reach, and that of 10 MB a
    piece of text; ``Limits.page_bytes`` bounds both.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=False, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, AssertionError):
        root = None
    return root, any("Excessive depth" in error.message for error in parser.error_log.filter_from_fatals())
