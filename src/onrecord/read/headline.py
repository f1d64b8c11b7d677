"""The headline of a page: what readers see above the story, not what search engines are shown.

The single h1 comes first, then JSON-LD, OpenGraph and the title without the site's name; where there are several h1s, or the one
is the site's logo or a section's name, the other sources say which is the headline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.read import marks as markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.read.marks import Marks
    from onrecord.read.page import Page

LONGEST_HEADLINE = 250
"""Characters of a headline; longer h1s are introductions."""
TRUSTED_WORDS = 5
"""Words from which a single h1 is a headline whatever search engines are told; sections and logos are shorter."""
MOST_SECTION_WORDS = 3
"""Words of a section's name behind a bar at the end of a title."""
AGREES = 0.3
"""Share of words that an h1 has in common with the title at least; a section's name or a logo has none or one."""
_CUT = re.compile(r"\s+(?:\||–|—|-|·|•|»|::|/)\s+|\s*\|\s*")


def headline(page: Page, found: Marks, outlet: str | None) -> str | None:
    """Return the headline, its blanks collapsed, or None where the page has none."""
    named = _named(page, found)
    stated = _stated(page, found) or named
    headings = _headings(found, outlet)
    chosen = _chosen(headings, stated)
    if chosen is not None:
        return _without_site(_shortest_stated(chosen, named, outlet), outlet)
    candidates = [_without_section(_without_site(text, outlet)) for text in named]
    return next((text for text in candidates if text), headings[0][0] if headings else None)


def _chosen(headings: Sequence[list[str]], stated: Sequence[str]) -> list[str] | None:
    """Return the lines of the h1 that is the headline, or None where none agrees with what the page states elsewhere."""
    if not headings:
        return None
    if len(headings) == 1:
        whole = " ".join(headings[0])
        long_enough = len(whole.split()) >= TRUSTED_WORDS
        return headings[0] if not stated or long_enough or _agreement(whole, stated, min) >= AGREES else None
    best = max(headings, key=lambda lines: _agreement(" ".join(lines), stated, max))
    return best if not stated or _agreement(" ".join(best), stated, min) >= AGREES else None


def _shortest_stated(lines: list[str], named: Sequence[str], outlet: str | None) -> str:
    """Return the h1 whole, or only its one line that another source gives as the headline (a kicker or deck beside it)."""
    if len(lines) > 1:
        keys = {_key(_without_site(text, outlet)) for text in named} | {_key(text) for text in named}
        for line in lines:
            if _key(line) in keys:
                return line
    return " ".join(lines)


def _headings(found: Marks, outlet: str | None) -> list[list[str]]:
    """Return the lines of each h1 that could be the headline."""
    marked = [h1 for h1 in found.h1 if "headline" in (h1.get("itemprop") or "").split()]
    elements: Sequence[Any] = marked or found.h1
    shown = [h1 for h1 in elements if not markup.hidden(h1)]
    own = [h1 for h1 in shown if not markup.aside(h1) and markup.text_of(h1)]
    texts = [[markup.clean(line) for line in markup.lines_of(h1)] for h1 in own or shown]
    return [lines for lines in texts if lines and _could_be(" ".join(lines), outlet)]


def _could_be(text: str, outlet: str | None) -> bool:
    return 1 < len(text) <= LONGEST_HEADLINE and not _is_outlet(text, outlet)


def _stated(page: Page, found: Marks) -> list[str]:
    """Return the headlines that are stated as such: the structured data's and those for sharing."""
    texts = [text for node in found.articles for text in markup.strings(node.get("headline"))]
    for key in ("og:title", "twitter:title"):
        texts.extend(map(markup.clean, page.meta.get(key, ())))
    return [text for text in dict.fromkeys(texts) if text]


def _named(page: Page, found: Marks) -> list[str]:
    """Return the headlines that metadata states, the most trusted first."""
    texts: list[str] = []
    for node in found.articles:
        texts.extend(markup.strings(node.get("headline")))
    marked = found.itemprop.get("headline", ())
    texts.extend(markup.clean(element.get("content") or markup.text_of(element)) for element in marked)
    for key in ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline"):
        texts.extend(map(markup.clean, page.meta.get(key, ())))
    for node in found.articles + found.pages:
        texts.extend(markup.strings(node.get("name")))
    texts.append(found.title)
    return [text for text in dict.fromkeys(texts) if text and len(text) <= LONGEST_HEADLINE]


def _is_outlet(text: str, outlet: str | None) -> bool:
    return bool(outlet) and _words(text) == _words(outlet or "")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _agreement(text: str, stated: Sequence[str], of: Callable[[int, int], int]) -> float:
    """Return the largest share of words that a heading has in common with one stated headline, of the shorter or longer."""
    words = _words(text)
    shares = [len(words & theirs) / max(1, of(len(words), len(theirs))) for theirs in map(_words, stated) if theirs]
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


def _without_section(text: str) -> str:
    """Cut a section's name behind a bar off a title that no h1 shows."""
    head, bar, tail = text.rpartition(" | ")
    return (
        head.strip()
        if bar and len(tail.split()) <= MOST_SECTION_WORDS and len(head.split()) > MOST_SECTION_WORDS
        else text
    )
