"""Who a page says it is by: structured data, meta names, microdata and links, bylines that readers see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import marks as markup
from onrecord.read.bylines import (
    bylines_of,
    is_agency,
    is_person,
    opens_as_byline,
    parse_byline,
    reads_as_person,
    tells_of_writing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page
    from onrecord.records import Byline

AUTHOR_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "cxenseparse:author", "citation_author", "dc.contributor", "og:article:author", "twitter:creator:name", "authors", "creator", "rnews:creator",
)  # fmt: skip
INVERTED_META = frozenset({"citation_author", "dc.creator", "dcterms.creator"})
"""Meta names of library formats, which write the surname first."""
LONGEST_BYLINE = 200
"""Characters of a line that may be a byline; long ones name ten people."""
LONGEST_BARE_LINE = 90
"""Characters of a line with a name and a date or role and no "By"."""
MOST_BARE_WORDS = 6
"""Words of a line that opens with "By" and names somebody by one word ("by jwu | 3 May 2024")."""
MOST_NEAR = 14
"""Lines around the headline that are read for a byline."""
MOST_VISIBLE = 10
"""Marked bylines that are read; the article's own stand first."""


def authors(page: Page, found: Marks, outlet: str | None) -> tuple[Byline, ...]:
    """Return whom the article is by: the first source that names a person or an agency, else the first that names a body.

    A line by the headline that says "By" and names other people than the metadata is believed: readers see it, and
    publishing systems record who filed a story as often as who wrote it.
    """
    fallback: tuple[Byline, ...] = ()
    for named in _stated(page, found, outlet):
        if any(_is_somebody(byline, outlet) for byline in named):
            seen = _visible_by(found, outlet)
            return (
                seen
                if seen and not {b.name for b in named if is_agency(b.name)} and not _share_name(named, seen)
                else named
            )
        fallback = fallback or named
    sure, weak = _seen(found, outlet)
    return next(iter([named for named in sure if named] + [named for named in (fallback, *weak) if named]), ())


def _is_somebody(byline: Byline, outlet: str | None) -> bool:
    return is_agency(byline.name) or is_person(byline.name, outlet)


def _share_name(first: tuple[Byline, ...], second: tuple[Byline, ...]) -> bool:
    """Whether two sources name the same person in part: one word in common is enough."""
    words = [{word for byline in named for word in byline.name.casefold().split()} for named in (first, second)]
    return bool(words[0] & words[1])


def _stated(page: Page, found: Marks, outlet: str | None) -> Iterator[tuple[Byline, ...]]:
    """Yield what each source in the markup says, the most trusted first."""
    for node in found.articles:
        for key in ("author", "creator"):
            yield _from_field(node.get(key), found, outlet)
    for key in AUTHOR_META:
        texts = [_in_order(text, key) for text in map(markup.clean, page.meta.get(key, ()))]
        yield bylines_of([text for text in texts if not text.startswith(("http", "@"))], outlet=outlet)
    for node in found.pages:
        yield _from_field(node.get("author"), found, outlet)
    yield bylines_of(_itemprop(found), outlet=outlet)
    yield bylines_of(_written_by(page), outlet=outlet)


def _in_order(text: str, key: str) -> str:
    """Turn ``Doe, Jane`` round, as library formats write names."""
    match = re.fullmatch(r"([\w'’-]+), ([\w'’. -]+)", text) if key in INVERTED_META else None
    return f"{match[2]} {match[1]}" if match else text


def _seen(found: Marks, outlet: str | None) -> tuple[list[tuple[Byline, ...]], list[tuple[Byline, ...]]]:
    """Return what the bylines that readers see say, those that surely are bylines and those that may be.

    They are elements marked as bylines, links to authors' pages, and lines by the headline.
    """
    sure: list[tuple[Byline, ...]] = []
    weak: list[tuple[Byline, ...]] = []
    for element in [*found.bylines[:MOST_VISIBLE], *found.authors[:MOST_VISIBLE]]:
        if not sure and not markup.aside(element):
            named, certain = _of_element(element, outlet)
            (sure if certain else weak).append(named)
    if not sure:
        sure = [_visible_by(found, outlet) or _near(found, outlet)]
    return sure, weak


def _of_element(element: Any, outlet: str | None) -> tuple[tuple[Byline, ...], bool]:
    """Return whom a marked byline names, and whether it reads as a byline: it says "By", or the names look like people's."""
    lines = [line for line in markup.lines_of(element, limit=400)[:6] if len(line) < LONGEST_BYLINE]
    text = " | ".join(lines)
    named = tuple(byline for byline in parse_byline(text, outlet=outlet) if byline.role != "contributor")
    sure = opens_as_byline(text) or all(is_agency(b.name) or reads_as_person(b.name) for b in named)
    return named, bool(named) and sure


def _visible_by(found: Marks, outlet: str | None) -> tuple[Byline, ...]:
    """Return the people whom a line by the headline names after "By"."""
    for line in found.head_lines():
        if len(line) < LONGEST_BYLINE and opens_as_byline(line):
            named = tuple(byline for byline in parse_byline(line, outlet=outlet) if byline.role != "contributor")
            if named and (reads_as_person(named[0].name) or len(line.split()) <= MOST_BARE_WORDS):
                return named
    return ()


def _near(found: Marks, outlet: str | None) -> tuple[Byline, ...]:
    """Return the name on a line by the headline beside a date or a role, on the same line or the next."""
    lines = found.head_lines()[:MOST_NEAR]
    for index, line in enumerate(lines):
        if len(line) >= LONGEST_BARE_LINE:
            continue
        named = parse_byline(line, outlet=outlet)
        if named and all(reads_as_person(byline.name) for byline in named):
            context = lines[max(0, index - 1) : index + 3]
            if any(len(text) < LONGEST_BARE_LINE and tells_of_writing(text) for text in context):
                return tuple(byline for byline in named if byline.role != "contributor")
    return ()


def _from_field(value: Any, found: Marks, outlet: str | None) -> tuple[Byline, ...]:
    people: list[str] = []
    bodies: list[str] = []
    for text, body in _people(value, found):
        (bodies if body else people).append(text)
    return bylines_of(people, outlet=outlet, bodies=bodies)


def _people(value: Any, found: Marks, depth: int = markup.DEEPEST_FIELD) -> Iterator[tuple[str, bool]]:
    """Yield the names in an author field of any shape, a string, an object, a reference or a list, and whether each is a body's."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield from ((text, False) for text in _from_text(item))
        elif isinstance(item, list) and depth:
            yield from _people(item, found, depth - 1)
        elif isinstance(item, dict):
            named = item if item.get("name") else found.nodes_by_id.get(str(item.get("@id")), item)
            body = any(kind.endswith("Organization") for kind in markup.types(named))
            for name in markup.strings(named.get("name"), "name"):
                yield from ((text, body) for text in _from_text(name))


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
