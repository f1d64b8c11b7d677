"""Who a page says it is by: structured data, meta names, microdata and links, bylines that readers see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import marks as markup
from onrecord.read.bylines import bylines_of, is_agency, parse_byline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page
    from onrecord.records import Byline

AUTHOR_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "cxenseparse:author", "citation_author", "dc.contributor", "og:article:author", "twitter:creator:name", "authors", "creator", "rnews:creator",
)  # fmt: skip
MOST_VISIBLE = 10
"""Marked bylines that are read; the article's own stand first."""


def authors(page: Page, found: Marks, outlet: str | None) -> tuple[Byline, ...]:
    """Return whom the article is by: the first source that names a person or an agency, else the first that names a body."""
    fallback: tuple[Byline, ...] = ()
    for texts in _sources(page, found):
        named = bylines_of(texts, outlet=outlet) if not isinstance(texts, tuple) else texts
        named = tuple(byline for byline in named if not byline.name.startswith("@"))
        if any(_is_somebody(byline, outlet) for byline in named):
            return named
        fallback = fallback or named
    return fallback


def _is_somebody(byline: Byline, outlet: str | None) -> bool:
    from onrecord.read.bylines import _is_person

    return is_agency(byline.name) or _is_person(byline.name, outlet)


def _sources(page: Page, found: Marks) -> Iterator[list[str] | tuple[Byline, ...]]:
    for node in found.articles:
        for key in ("author", "creator"):
            yield list(_people(node.get(key), found))
    for key in AUTHOR_META:
        yield [text for text in map(markup.clean, page.meta.get(key, ())) if not text.startswith("http")]
    for node in found.pages:
        yield list(_people(node.get("author"), found))
    yield list(_itemprop(found))
    yield _written_by(page)
    for element in found.bylines[:MOST_VISIBLE]:
        if not markup.aside(element):
            yield _visible(element)
    yield [markup.text_of(a) for a in found.authors[:MOST_VISIBLE] if not markup.aside(a)]


def _people(value: Any, found: Marks) -> Iterator[str]:
    """Yield the names in an author field of any shape: a string, an object, a reference, or a list of these."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield from _from_text(item)
        elif isinstance(item, list):
            yield from _people(item, found)
        elif isinstance(item, dict):
            named = item if item.get("name") else found.nodes_by_id.get(str(item.get("@id")), item)
            for name in markup.strings(named.get("name"), "name"):
                yield from _from_text(name)


def _from_text(text: str) -> Iterator[str]:
    """Yield a name; of an address the last part of its path says the name, as publishing systems write it."""
    text = markup.clean(text)
    if re.match(r"https?://", text):
        last = text.rstrip("/").rsplit("/", 1)[-1]
        if re.fullmatch(r"[a-z]+(?:-[a-z]+){1,3}", last) and "facebook" not in text:
            yield last.replace("-", " ").title()
    elif text:
        yield text


def _itemprop(found: Marks) -> Iterator[str]:
    for element in found.itemprop.get("author", ())[:MOST_VISIBLE]:
        if markup.aside(element):
            continue
        named = element.xpath(".//*[@itemprop='name']")
        for source in named or [element]:
            yield markup.clean(source.get("content") or markup.text_of(source, limit=200))


def _written_by(page: Page) -> list[str]:
    """Return the author that Twitter cards carry as a labelled datum (Yoast)."""
    for number in ("1", "2"):
        label = "".join(page.meta.get(f"twitter:label{number}", ())).lower()
        if label in {"written by", "author", "by"}:
            return page.meta.get(f"twitter:data{number}", [])
    return []


def _visible(element: Any) -> tuple[Byline, ...]:
    lines = markup.lines_of(element, limit=400)
    for line in lines[:6]:
        named = parse_byline(line)
        if named and len(line) < 200:
            return tuple(byline for byline in named if byline.role != "contributor")
    return ()


