"""When a page says that it was published and changed: structured data first, then marked elements, visible lines, the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import dates
from onrecord.read import marks as markup
from onrecord.read.dates import Dates, machine_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page

PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published_time",
    "article.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "cxenseparse:recs:publishtime",
    "date.issued", "citation_publication_date", "citation_date", "originalpublicationdate", "lp.article:published_time", "dateposted",
    "article_date_original", "cxenseparse:publishtime", "bt:pubdate", "rnews:datepublished", "published", "published-date", "w-published-date", "date", "dc.date.created",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
    "last-modified", "revision_date", "modified", "date.modified", "article_date_updated", "updated_time", "article.updated", "last_updated_date",
)  # fmt: skip
MOST_VISIBLE = 8
"""Marked lines that are searched for a visible date; the article's own stands first."""

LONGEST_DATE_LINE = 140
"""Characters of a line that prints a date with, at most, a byline, a section and a reading time."""
MOST_DATE_WORDS = 12
"""Words from which a line that ends in a full stop is a sentence that mentions a date."""

MOST_ZONE_SECONDS = 2 * 86_400
"""How far a printed day and a stated moment may lie apart by time zones and midnights alone."""


def moments(page: Page, found: Marks, url: str | None) -> Dates:
    """Return when the page was published and last changed, as it says itself."""
    day_first = _day_first(page)
    published = _first(_published(page, found))
    modified = _first(_modified(page, found))
    if published is None:
        visible = _visible(found, day_first=day_first)
        published, modified = visible.published, modified or visible.modified
    near = _near(found, day_first=day_first)
    if published is None:
        published, modified = near.published, modified or near.modified
    elif near.published and _is_earlier(near.published, published):
        published = near.published
    if published is None:
        published = _first(_weak(page, found, url))
    return Dates(published, modified)


def _is_earlier(printed: str, stated: str) -> bool:
    """Whether the page prints an earlier day than its markup states: a stamp of the last build, not of publication."""
    return (dates.moment(stated) - dates.moment(printed)).total_seconds() > MOST_ZONE_SECONDS


def _first(values: Iterable[str]) -> str | None:
    return next(filter(None, map(machine_date, values)), None)


def _published(page: Page, found: Marks) -> Iterator[str]:
    for node in found.articles:
        yield from markup.strings(node.get("datePublished"))
    for key in PUBLISHED_META[:8]:
        yield from page.meta.get(key, ())
    yield from _itemprop(found, "datePublished")
    for node in found.pages:
        yield from markup.strings(node.get("datePublished"))
    for key in PUBLISHED_META[8:]:
        yield from page.meta.get(key, ())


def _modified(page: Page, found: Marks) -> Iterator[str]:
    for node in found.articles:
        yield from markup.strings(node.get("dateModified"))
    for key in MODIFIED_META[:4]:
        yield from page.meta.get(key, ())
    yield from _itemprop(found, "dateModified")
    for node in found.pages:
        yield from markup.strings(node.get("dateModified"))
    for key in MODIFIED_META[4:]:
        yield from page.meta.get(key, ())


def _itemprop(found: Marks, name: str) -> Iterator[str]:
    for element in found.itemprop.get(name, ()):
        yield element.get("content") or element.get("datetime") or markup.text_of(element)


def _visible(found: Marks, *, day_first: bool | None) -> Dates:
    """Return what the times and date lines of the article's own head say."""
    best = Dates()
    own = [element for element in (*found.times, *found.date_lines, *found.bylines) if not markup.aside(element)]
    for element in own[: 3 * MOST_VISIBLE]:
        stated = _of_element(element, day_first=day_first)
        if stated.published and best.published is None:
            best = Dates(stated.published, best.modified or stated.modified)
        elif stated.modified and best.modified is None:
            best = Dates(best.published, stated.modified)
    return best


def _near(found: Marks, *, day_first: bool | None) -> Dates:
    """Return what the short lines around the headline say; the change may stand on the line after the publication."""
    best = Dates()
    for line in found.head_lines():
        if len(line) > LONGEST_DATE_LINE or (len(line.split()) > MOST_DATE_WORDS and line.endswith(".")):
            continue
        stated = dates.parse_date(line, day_first=day_first)
        if best.published:
            return best if best.modified or stated.published else Dates(best.published, stated.modified)
        best = Dates(stated.published, best.modified or stated.modified)
    return best


def _of_element(element: Any, *, day_first: bool | None) -> Dates:
    """Return the dates of one element: its ``datetime`` for the first it prints, labelled by its words."""
    text = markup.text_of(element, limit=200)
    stated = dates.parse_date(text, day_first=day_first)
    machine = machine_date(element.get("datetime") or "")
    if machine is None:
        return stated
    classes = element.get("class") or ""
    before = (element.getprevious().tail if element.getprevious() is not None else element.getparent().text) or ""
    label = f"{classes} {before[-30:]} {text[:30]}"
    changed = re.search(r"updat|modif|edited", label, re.IGNORECASE) and not re.search(
        r"publish|posted", label, re.IGNORECASE
    )
    return Dates(None, machine) if changed else Dates(machine, stated.modified)


def _weak(page: Page, found: Marks, url: str | None) -> Iterator[str]:
    """Yield what is only used where nothing better is there: upload dates of players and the day in the address."""
    day = dates.url_date(url or "")
    if day:
        yield day
    for node in page.json_ld:
        for key in ("uploadDate", "dateCreated"):
            yield from markup.strings(node.get(key))
    yield from _itemprop(found, "dateCreated")


def _day_first(page: Page) -> bool | None:
    """Say how the page's country writes 03/05: month first in the US, day first where English is written elsewhere."""
    declared = (page.root.get("lang") or next(iter(page.meta.get("og:locale", ())), "")).replace("_", "-").lower()
    if declared in {"en-us", "en-ph"}:
        return False
    return True if re.match(r"en-(?:gb|au|nz|ie|in|za|ke|ng|tz|ug|gh|my|sg|pk|ca)$", declared) else None
