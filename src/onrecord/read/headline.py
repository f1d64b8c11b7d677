"""The headline of a page: what readers see above the story, not what search engines are shown.

The single h1 comes first, then JSON-LD, OpenGraph and the title without the site's name; where there are several h1s, or the one
is the site's logo or a section's name, the other sources say which is the headline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import marks as markup
from onrecord.read.outlet import title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page

LONGEST_HEADLINE = 400
"""Characters of a headline; the longest real ones have about 250."""
AGREES = 0.3
"""Share of words that an h1 has in common with the title at least; a section's name or a logo has none or one."""
_CUT = re.compile(r"\s+(?:\||–|—|-|·|•|»|::|/)\s+|\s*\|\s*")


def headline(page: Page, found: Marks, outlet: str | None) -> str | None:
    """Return the headline, its blanks collapsed, or None where the page has none."""
    named = _named(page, found)
    headings = _headings(found, outlet)
    if headings:
        best = max(headings, key=lambda text: (_agreement(text, named), len(text)))
        agreeing = [text for text in headings if _agreement(text, named) >= AGREES]
        if agreeing or not named:
            return agreeing[0] if len(agreeing) == 1 else best
    candidates = [_without_site(text, outlet) for text in named]
    return next((text for text in candidates if text), headings[0] if headings else None)


def _headings(found: Marks, outlet: str | None) -> list[str]:
    """Return the texts of the h1s that could be the headline."""
    marked = [h1 for h1 in found.h1 if "headline" in (h1.get("itemprop") or "").split()]
    elements: Sequence[Any] = marked or found.h1
    shown = [h1 for h1 in elements if not markup.hidden(h1)]
    texts = [_text(h1) for h1 in shown if not markup.aside(h1)] or [_text(h1) for h1 in shown]
    return [text for text in dict.fromkeys(texts) if text and len(text) <= LONGEST_HEADLINE and not _is_outlet(text, outlet)]


def _text(h1: Any) -> str:
    return markup.text_of(h1)


def _named(page: Page, found: Marks) -> list[str]:
    """Return the headlines that metadata states, the most trusted first."""
    texts: list[str] = []
    for node in found.articles:
        texts.extend(markup.strings(node.get("headline")))
    for element in found.itemprop.get("headline", ()):
        texts.append(markup.clean(element.get("content") or markup.text_of(element)))
    for key in ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline"):
        texts.extend(map(markup.clean, page.meta.get(key, ())))
    for node in found.articles + found.pages:
        texts.extend(markup.strings(node.get("name")))
    texts.append(title(page))
    return [text for text in dict.fromkeys(texts) if text and len(text) <= LONGEST_HEADLINE]


def _is_outlet(text: str, outlet: str | None) -> bool:
    return bool(outlet) and _words(text) == _words(outlet or "")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _agreement(text: str, named: Sequence[str]) -> float:
    """Return the largest share of words that a heading has in common with one stated headline (Jaccard over the shorter)."""
    words = _words(text)
    shares = [len(words & theirs) / max(1, min(len(words), len(theirs))) for theirs in map(_words, named) if theirs]
    return max(shares, default=0.0)


def _without_site(text: str, outlet: str | None) -> str:
    """Cut the site's name off the end or the start of a title."""
    parts = _CUT.split(text)
    if len(parts) < 2 or not outlet:
        return text
    site = _words(outlet)
    if _words(parts[-1]) <= site or site <= _words(parts[-1]):
        return text[: text.rindex(parts[-1])].rstrip(" |–—-·•»:/")
    if _words(parts[0]) <= site:
        return text[text.index(parts[0]) + len(parts[0]) :].lstrip(" |–—-·•»:/")
    return text
