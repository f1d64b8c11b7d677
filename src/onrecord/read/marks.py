"""What the markup of a page says of the article: its marked elements, found in one pass and shared by all who ask.

Microdata (``itemprop``), ``rel="author"``, ``<time>``, the headings and the classes that sites conventionally give to bylines and
dates are gathered; what they mean is decided elsewhere.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.read.page import Page

ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Recipe|Review|CreativeWork|OpinionPiece)$")
PAGE_TYPES = frozenset({"WebPage", "ItemPage", "QAPage", "FAQPage", "MedicalWebPage", "VideoObject", "PodcastEpisode"})
"""Types whose dates and authors hold for the article where no node is an article (Yoast writes them so)."""
LONGEST_TEXT = 2_000
"""Characters taken of one marked element; a byline or date is shorter, and what is longer is none."""
LINES_ABOVE, LINES_BELOW = 4, 18
"""Lines above and below the headline in which its byline and date stand; decks, share bars and kickers come between."""
LONGEST_HEAD = 20_000
"""Characters read of each element around the headline."""
DEEPEST_FIELD = 8
"""Nesting of one field of structured data that is followed; real ones have one to three levels."""
MOST_ANCESTORS = 25
"""Elements around the headline that are tried for its lines; real pages nest it in about ten."""
MOST_ELEMENTS = 60
"""Marked elements of one kind that are kept: an article's own come first, then come the cards of other stories."""

_MARKED_TAGS = [
    "a",
    "address",
    "article",
    "body",
    "dd",
    "div",
    "footer",
    "h1",
    "h2",
    "h4",
    "h5",
    "header",
    "li",
    "link",
    "meta",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "time",
    "ul",
    "img",
]
"""Tags that carry marks in practice; asking only these halves the cost of the pass."""
_MARKED_CLASS = re.compile(r"yline|uthor|riter|date|Date|ublish|osted|imestamp|odified")
_BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "button",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
        "time",
    ]
)
_BY_TAG = frozenset({"h1", "time", "a", "link"})
_WHOLE_PAGE = frozenset({"body", "article"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "select", "form"})
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?line|authors?|writers?)|[a-z](?:Byline|Author)", re.IGNORECASE)
_NOT_BYLINE = re.compile(
    r"bio|avatar|image|img|photo|follow|social|share|comment|related|card|teaser|desc|box|about|role|title|widget",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|dateline|pub-?date|published|posted|timestamp|updated|modified)|(?:Date|Published|Timestamp)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?<!has-)(?<!with-)(?<!no-)(?<!left-)(?<!right-)(?:related|recommend|sidebar|footer|most-?read|trending|teaser|promo|comments?-|"
    r"carousel|popular|newsletter)|(?:^|[\s_])cards?(?:$|[\s_])",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav"})


@dataclass(slots=True)
class Marks:
    """Marked elements in document order.

    ``h1`` and ``itemprop`` hold elements; ``bylines`` and ``date_lines`` those whose class says so; ``authors`` the
    ``rel="author"`` links; ``times`` the ``<time>`` elements; ``articles`` the JSON-LD nodes of articles, ``pages`` of pages.
    """

    h1: list[Any] = field(default_factory=list)
    itemprop: dict[str, list[Any]] = field(default_factory=dict)
    authors: list[Any] = field(default_factory=list)
    bylines: list[Any] = field(default_factory=list)
    date_lines: list[Any] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    nodes_by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    title: str = ""
    root: Any = None
    _head: list[str] | None = None

    def head_lines(self) -> list[str]:
        """Return the visible lines just above and below the headline, the nearest below it first; found once, on need.

        This is where readers see who wrote a story and when. Without an h1 these are the page's first lines.
        """
        if self._head is None:
            self._head = _head_lines(self.root, self.h1)
        return self._head


def _title(root: Any) -> str:
    element = next(root.iter("title"), None)
    return clean("".join(element.itertext())) if element is not None else ""


def marks(page: Page) -> Marks:
    """Gather the marked elements and the JSON-LD nodes of a page."""
    found = Marks(root=page.root, title=_title(page.root))
    for element in page.root.iter(*_MARKED_TAGS):
        get = element.get
        classes = get("class")
        if classes and _MARKED_CLASS.search(classes):
            _sort_class(found, element, classes)
        if get("itemprop"):
            for name in get("itemprop").split():
                _keep(found.itemprop.setdefault(name, []), element)
        if element.tag in _BY_TAG:
            _sort_tag(found, element)
    for node in page.json_ld:
        _sort_node(found, node)
    return found


def _sort_tag(found: Marks, element: Any) -> None:
    tag = element.tag
    if tag == "h1":
        _keep(found.h1, element)
    elif tag == "time":
        _keep(found.times, element)
    elif element.get("rel"):
        for rel in element.get("rel").lower().split():
            if tag == "a" and rel == "author":
                _keep(found.authors, element)
            elif tag == "link" and element.get("href"):
                found.links.setdefault(rel, element.get("href"))


def _sort_class(found: Marks, element: Any, classes: str) -> None:
    if element.tag not in _WHOLE_PAGE:
        if _BYLINE_CLASS.search(classes) and not _NOT_BYLINE.search(classes):
            _keep(found.bylines, element)
        if _DATE_CLASS.search(classes):
            _keep(found.date_lines, element)


def _keep(elements: list[Any], element: Any) -> None:
    if len(elements) < MOST_ELEMENTS:
        elements.append(element)


def _sort_node(found: Marks, node: dict[str, Any]) -> None:
    kinds = types(node)
    if isinstance(node.get("@id"), str) and len(node) > 1:
        found.nodes_by_id.setdefault(node["@id"], node)
    if any(ARTICLE_TYPES.search(kind) for kind in kinds) or (not kinds and "headline" in node):
        found.articles.append(node)
    elif kinds & PAGE_TYPES:
        found.pages.append(node)


def types(node: dict[str, Any]) -> set[str]:
    """Return the types of a JSON-LD node without the address of their vocabulary."""
    given = node.get("@type")
    values = given if isinstance(given, list) else [given]
    return {value.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for value in values if isinstance(value, str)}


def strings(value: Any, *keys: str, depth: int = DEEPEST_FIELD) -> Iterator[str]:
    """Yield the strings of a JSON-LD value: itself, the members of a list, or the first of ``keys`` of an object.

    Lists and objects nested deeper than ``depth`` are passed over.
    """
    if isinstance(value, str):
        yield clean(value)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from strings(item, *keys, depth=depth - 1)
    elif isinstance(value, dict) and depth:
        held = next((value[key] for key in (*keys, "@value") if value.get(key)), None)
        yield from strings(held, *keys, depth=depth - 1)


def clean(text: str) -> str:
    """Return text from metadata without tags and references, its blanks collapsed."""
    if "&" in text:
        text = html.unescape(text)
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = re.sub(r"<(?!br)/?[a-zA-Z][^<>]{0,300}>", "", text)
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())


def text_of(element: Any, *, limit: int = LONGEST_TEXT) -> str:
    """Return the visible text of an element, its blanks collapsed; block elements are set apart by a blank."""
    return " ".join(" ".join(lines_of(element, limit=limit)).split())


def lines_of(element: Any, *, limit: int = LONGEST_TEXT) -> list[str]:
    """Return the visible lines of an element: it breaks at block elements, inline elements join as they stand."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(element):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            break
    return [line for line in (" ".join(line.split()) for line in "".join(pieces).split("\x1f")) if line]


def _pieces(element: Any) -> Iterator[str]:
    """Walk without recursion, so that a deep tree costs no stack."""
    if len(element) == 0:
        yield element.text or ""
        return
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        tag = node.tag
        breaking = tag in _BREAKING
        if event == "start":
            if breaking:
                yield "\x1f"
            if not isinstance(tag, str) or tag in _UNSEEN or hidden(node):
                events.skip_subtree()
            elif node.text:
                yield node.text
        elif node is not element:
            if breaking:
                yield "\x1f"
            if node.tail:
                yield node.tail


def _head_lines(root: Any, headings: list[Any]) -> list[str]:
    """Climb from the headline until there are lines enough below it; a page with many h1s is read from the first of its own."""
    shown = [h1 for h1 in headings if text_of(h1)]
    own = next((h1 for h1 in shown if not aside(h1)), shown[0] if shown else None)
    body = root.find("body")
    if own is None:
        return lines_of(body if body is not None else root, limit=LONGEST_HEAD)[:LINES_BELOW]
    title = lines_of(own)[0]
    best: list[str] = []
    for ancestor in islice(own.iterancestors(), MOST_ANCESTORS):
        if len(ancestor) == 1 and ancestor.tag != "body":
            continue
        lines = lines_of(ancestor, limit=LONGEST_HEAD)
        if title not in lines:
            break
        start = lines.index(title)
        best = lines[start + 1 : start + 1 + LINES_BELOW] + lines[max(0, start - LINES_ABOVE) : start][::-1]
        if len(lines) - start > LINES_BELOW or ancestor.tag == "body":
            break
    return best


def hidden(element: Any) -> bool:
    """Whether an element hides itself from readers."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and re.search(r"display\s*:\s*none", style))


def aside(element: Any) -> bool:
    """Whether an element stands in a part of the page that is about other stories: a sidebar, a footer, a box of cards."""
    for depth, node in enumerate(element.iterancestors()):
        if node.tag in _ASIDE_TAGS:
            return True
        if node.tag in {"body", "main"} or depth > 12:
            return False
        if node.tag != "article" and _ASIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False
