"""From a tree to the lines that a reader of the page would see, each with where in the tree it stands.

A line breaks where a block element starts or ends and at ``<br>``; inline elements join without an added space, as a browser
shows them. Only what no reader can see is left out: scripts, styles, templates, what ``hidden`` or an inline
``display:none`` hides. Everything else becomes a line, so that nothing of the page is lost before it is labelled.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

INVISIBLE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "head",
        "title",
        "meta",
        "link",
        "object",
        "applet",
        "canvas",
        "map",
        "area",
        "datalist",
        "select",
    ]
)
MEDIA = frozenset(["img", "picture", "video", "audio", "iframe", "amp-img", "amp-video", "figure", "object", "embed"])
BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "caption",
        "colgroup",
        "col",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "audio",
        "picture",
    ]
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_VISIBLE = re.compile(r"\w|[^\s\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\u00a0]")
_NAMING = ("class", "id", "itemprop", "role", "data-component", "data-testid")
_ATTRIBUTE_WORDS = 12
"""Words kept of an element's class, id and role; utility-class soup goes on for dozens that say nothing."""


class Node:
    """An element on the way from the root to a line: its tag, and the words of its class, id, role and itemprop."""

    __slots__ = ("depth", "element", "parent", "tag", "words")

    def __init__(self, tag: str, words: tuple[str, ...], parent: Node | None, element: Any) -> None:
        """Place the element below ``parent``."""
        self.tag = tag
        self.words = words
        self.parent = parent
        self.element = element
        self.depth: int = parent.depth + 1 if parent else 0

    def chain(self) -> Iterator[Node]:
        """Yield this node and its ancestors, innermost first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True)
class Line:
    """A visual line of a page.

    ``text`` has its white space collapsed; ``node`` is the innermost element that holds all of it; the ``*_characters`` count how much of the
    text is linked or strong; ``media_before`` counts pictures and players since the line before; ``moments`` are the
    ``datetime`` values of ``<time>`` elements inside; ``listed`` tells the first line of a list item; ``parts`` are its pieces of text, each with the
    element that holds it.
    """

    text: str
    node: Node
    link_characters: int = 0
    strong_characters: int = 0
    media_before: int = 0
    href: str | None = None
    listed: bool = False
    moments: list[str] = field(default_factory=list)
    parts: list[tuple[str, Node]] = field(default_factory=list)


@dataclass(slots=True)
class _Pending:
    """What has been gathered of the line that is not broken yet."""

    pieces: list[str] = field(default_factory=list)
    parts: list[tuple[str, Node]] = field(default_factory=list)
    node: Node | None = None
    link_characters: int = 0
    strong_characters: int = 0
    href: str | None = None
    listed: bool = False
    moments: list[str] = field(default_factory=list)


def attribute_words(element: Any) -> tuple[str, ...]:
    """Return the lower-case words of the element's class, id, itemprop, role and component names, at most 12."""
    attributes = element.attrib
    if not attributes:
        return ()
    return _split_words(" ".join([attributes[name] for name in _NAMING if name in attributes])[:400])


@functools.lru_cache(maxsize=1 << 14)
def _split_words(joined: str) -> tuple[str, ...]:
    """Split names such as ``article-body__Paragraph`` into words; pages use the same few names over and over."""
    return tuple(word.lower() for word in _WORD.findall(joined) if len(word) > 1)[:_ATTRIBUTE_WORDS]


def _common(a: Node, b: Node) -> Node:
    """Return the innermost node that both lie in."""
    while a is not b:
        if a.depth >= b.depth and a.parent:
            a = a.parent
        elif b.parent:
            b = b.parent
        else:
            break
    return a


class _Walk:
    """One pass over a tree, without recursion: a page can nest deeper than Python's stack."""

    def __init__(self, depth_limit: int, line_limit: int) -> None:
        self.lines: list[Line] = []
        self.pending = _Pending()
        self.media = 0
        self.depth_limit = depth_limit
        self.line_limit = line_limit
        self.too_deep = False
        self.links: list[str] = []
        self.strong = 0

    def text(self, text: str | None, node: Node) -> None:
        if not text:
            return
        pending = self.pending
        pending.pieces.append(text)
        if text.isspace():
            return
        if len(self.lines) < self.line_limit:
            pending.parts.append((text, node))
        pending.node = node if pending.node is None else _common(pending.node, node)
        if self.links:
            pending.link_characters += len(text.strip())
            pending.href = pending.href or self.links[-1]
        if self.strong:
            pending.strong_characters += len(text.strip())

    def break_line(self) -> None:
        """End the line, except in what comes after the last line that is labelled: that is one line, to its end."""
        if len(self.lines) >= self.line_limit:
            self.pending.pieces.append(" ")
        else:
            self.end_line()

    def end_line(self) -> None:
        pending = self.pending
        if pending.node is None:
            if pending.pieces:
                pending.pieces.clear()
            return
        text = _SPACE.sub(" ", "".join(pending.pieces)).strip()
        listed = pending.listed
        if _VISIBLE.search(text):
            self.lines.append(
                Line(
                    text,
                    pending.node,
                    pending.link_characters,
                    pending.strong_characters,
                    self.media,
                    pending.href,
                    listed,
                    pending.moments,
                    pending.parts,
                )
            )
            self.media = 0
            listed = False
        self.pending = _Pending(listed=listed)

    def enter(self, element: Any, tag: str, parent: Node | None) -> Node:
        node = Node(tag, attribute_words(element), parent, element)
        if tag in MEDIA:
            self.media += 1
        if tag in BLOCK:
            self.break_line()
            if tag == "li":
                self.pending.listed = True
        elif tag == "br":
            self.break_line()
        elif tag == "a":
            self.links.append(element.get("href") or "")
        elif tag in {"strong", "b"}:
            self.strong += 1
        elif tag == "time" and element.get("datetime"):
            self.pending.moments.append(element.get("datetime"))
        return node

    def leave(self, tag: str) -> None:
        if tag in BLOCK:
            self.break_line()
            self.pending.listed = False
        elif tag == "a":
            self.links.pop()
        elif tag in {"strong", "b"}:
            self.strong -= 1

    def run(self, root: Any) -> None:
        stack: list[tuple[Any, Node | None, bool]] = [(root, None, False)]
        while stack:
            element, node, leaving = stack.pop()
            if leaving:
                assert node is not None  # noqa: S101 - what is left has been entered with a node
                self.leave(node.tag)
                if node.parent is not None:
                    self.text(element.tail, node.parent)
                continue
            tag = element.tag
            if not isinstance(tag, str) or tag in INVISIBLE or _is_hidden(element):
                self.media += tag in MEDIA
                if node is not None:
                    self.text(element.tail, node)
                continue
            inner = self.enter(element, tag, node)
            stack.append((element, inner, True))
            if inner.depth >= self.depth_limit:
                self.too_deep = True
                self.text("".join(element.itertext()), inner)
                continue
            self.text(element.text, inner)
            stack.extend((child, inner, False) for child in reversed(element))
        self.end_line()


def _is_hidden(element: Any) -> bool:
    """Tell whether the element says of itself that it is not shown."""
    attributes = element.attrib
    if not attributes or element.tag == "body":
        return False
    return "hidden" in attributes or ("style" in attributes and bool(_HIDDEN.search(attributes["style"])))


def flatten(root: Any, *, depth_limit: int, line_limit: int) -> tuple[list[Line], bool, bool]:
    """Return the visual lines below ``root`` in reading order, whether it nests too deep, and whether lines were cut.

    ``depth_limit`` is in elements from the root; what lies deeper comes as one line. ``line_limit`` is in lines; what
    comes after so many is one more line.
    """
    walk = _Walk(depth_limit, line_limit)
    walk.run(root)
    return walk.lines, walk.too_deep, len(walk.lines) > line_limit
