"""How rare a word is in news at large.

The weights of words come from a table that ships, never from the ledger's own contents: an article weighs the same whenever it is
added, so the order of adding cannot change a story.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Final

from onrecord.language import word_lists

ARTICLES: Final = 10_000
"""Articles that the counts of the table are for."""
UNLISTED: Final = 4.0
"""Articles of those that a word has which the table leaves out: half the smallest count in it."""
_SHORTEST_STEM: Final = 3
_SHORTEST_CUT: Final = 5
"""Letters of a word that loses more than its plural s: "red" and "sing" stay whole."""
_WORDS_KEPT: Final = 1 << 16
"""Words of which stem and rarity are kept: those of a few thousand articles, however many are read."""
_VOWELS: Final = frozenset("aeiouy")


@lru_cache(_WORDS_KEPT)
def stem(word: str) -> str:
    """Return the stem of a lower-case word: its inflections are cut off, so that "crashes" and "crashed" are one word.

    It does less than Porter's stemmer (1980): only what plurals and tenses add. Numbers lose the commas between their digits.
    """
    if word[:1].isdigit():
        return word.replace(",", "")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= _SHORTEST_STEM - 1
            and not word.endswith(("ss", "us", "is"))
        ):
            word = word[: len(word) - len(ending)] + instead
            break
    for ending in ("ed", "ing"):
        left = word[: -len(ending)]
        if word.endswith(ending) and len(word) >= _SHORTEST_CUT and len(left) >= _SHORTEST_STEM and _VOWELS & set(left):
            doubled = len(left) > _SHORTEST_STEM and left[-1] == left[-2] and left[-1] not in "lsz"
            word = left[:-1] if doubled else left
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


@cache
def _counts() -> dict[str, float]:
    """Return how many of 10,000 articles have each stem."""
    return {listed: float(count) for count, stems in word_lists.classes("rarity").items() for listed in stems}


@lru_cache(_WORDS_KEPT)
def rarity(stemmed: str) -> float:
    """Return how much a stem tells of what an article is about: 0 for a word of every article, about 8 for one of hardly any.

    It is the inverse document frequency of Spärck Jones (1972): the natural logarithm of all articles to those with the word.
    """
    return math.log(ARTICLES / _counts().get(stemmed, UNLISTED))
