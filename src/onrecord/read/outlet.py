"""The outlet: the publication's name, as its pages give it, not its domain and not its slogan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import marks as markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page

LONGEST_NAME = 60
"""Characters of a publication's name; longer is a slogan."""
MOST_NAME_WORDS = 4
"""Words of a publication's name; where a title's end has more and its start has not, the start is the name."""
_SITE_TYPES = frozenset(
    {"WebSite", "NewsMediaOrganization", "Organization", "Corporation", "NewsOrganization", "Newspaper", "Periodical"}
)
_TITLE_TAIL = re.compile(r"\s+[|–—·•»-]\s+([^|–—·•»]{2,60})\s*$")
_SLOGAN = re.compile(r"\s*(?:[|–—:•»]|\s-)\s.*$")
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/?$", re.IGNORECASE)


def outlet(page: Page, found: Marks) -> str | None:
    """Return the publication's name, or None where the page does not give one.

    The publisher in the structured data comes first, then ``og:site_name``, ``application-name`` and the tail of the
    page's title. A domain is taken only where nothing else is given.
    """
    names = [name for name in map(_tidy, _candidates(page, found)) if name]
    proper = [name for name in names if not _DOMAIN.match(name)]
    chosen = next(iter(proper or names), None)
    full = next((name for name in proper if chosen and name.casefold() == f"the {chosen}".casefold()), chosen)
    return f"T{full[1:]}" if full and full.startswith("the ") else full


def _candidates(page: Page, found: Marks) -> Iterator[str]:
    yield from page.meta.get("og:site_name", ())
    for node in found.articles:
        for key in ("publisher", "sourceOrganization", "isPartOf"):
            yield from _names(node.get(key), found)
    for node in page.json_ld:
        if markup.types(node) & _SITE_TYPES:
            yield from _names(node, found)
    for key in (
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "dcterms.publisher",
        "publisher",
        "twitter:app:name:iphone",
    ):
        yield from page.meta.get(key, ())
    for element in found.itemprop.get("publisher", ()):
        inner = element.xpath(".//*[@itemprop='name']")
        yield from (markup.clean(each.get("content") or markup.text_of(each)) for each in (inner or [element])[:1])
    tail = _TITLE_TAIL.search(found.title)
    if tail:
        yield _shorter(found.title[: tail.start()].strip(), tail[1])


def _shorter(head: str, tail: str) -> str:
    """Return the end of a title, or its start where that is the name ("The Messenger - Owner wins right to sing")."""
    swapped = len(tail.split()) > MOST_NAME_WORDS >= len(head.split()) and not _TITLE_TAIL.search(head)
    return head if swapped else tail


def _names(value: Any, found: Marks) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            named = item if item.get("name") else found.nodes_by_id.get(str(item.get("@id")), {})
            yield from markup.strings(named.get("name"))
        elif isinstance(item, str) and not item.startswith("http"):
            yield item


def _tidy(name: str) -> str | None:
    name = _SLOGAN.sub("", markup.clean(name)).strip(" ®™©")
    return name if 1 < len(name) <= LONGEST_NAME and re.search(r"[^\W\d_]", name) and not name.startswith("@") else None
