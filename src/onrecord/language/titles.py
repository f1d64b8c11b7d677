"""What stands before and after a person's name: titles, and the letters behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL_IN_NAMES = frozenset({".", "’", "'", "-", "&"})
"""Marks that stand inside names."""


_OFFICE = 3
"""Words of a title with "of": "Secretary of State"."""


def without_listed_titles(name: Sequence[str]) -> str:
    """Return the words of a person's name without titles and suffixes, joined."""
    lists = word_lists.classes("name_words")
    parts = [without_possessive(part) for part in name if part[0].isalnum() or part in SMALL_IN_NAMES or part[0] == "@"]
    while len(parts) > 1 and (parts[0] in lists["title"] or parts[0] == "."):
        if parts[1] != "of":
            parts = parts[1:]
        elif len(parts) >= _OFFICE + 2:  # "Secretary of State Ada Moss"
            parts = parts[_OFFICE:]
        else:
            break  # "Prince of Norland"
    while len(parts) > 1 and (parts[-1] in lists["suffix"] or parts[-1] in SMALL_IN_NAMES):
        parts = parts[:-1]
    return " ".join(parts).replace(" . ", ". ").replace(" - ", "-").replace(" ’ ", "’")


def without_titles(name: str) -> str:
    """Return a person's name without what stands before and after it: "Sir Bo Hill MP" -> "Bo Hill"."""
    return without_listed_titles(name.replace(",", " ").split()) if name.strip() else name


def apposed(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands between commas behind a noun of kin: "Her husband, Bo, was there"."""
    return _KIN_BEFORE.search(text, max(0, start - 30), start) is not None and text[end : end + 1] in set(",.;)")


_KIN_BEFORE = re.compile(
    r"\b(?:husband|wife|mother|father|son|daughter|sister|brother|boyfriend|girlfriend|mum|dad|uncle|aunt|nephew|niece|grandson|granddaughter|widow|widower), \Z"
)
