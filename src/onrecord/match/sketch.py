"""What an article is about, in a few dozen weighted words: small enough to keep beside it, enough to know its event by.

The weights follow tf-idf (Salton and Buckley 1988) with a fixed table of rarity, the names of the reading and numbers weighing more,
and so do words of the headline and the opening, where an article says what happened.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from onrecord.language.rarity import rarity, stem
from onrecord.language.tokens import placed, tokens, without_possessive
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.records import Article, Reading

TERMS: Final = 60
"""Words of a sketch; more add noise, since long articles then resemble everything."""
KEYS: Final = 12
"""Words that an article is found by: its weightiest. Articles of one event nearly always share one of them."""
LEAD: Final = 350
"""Characters of the body that open it: two or three sentences, in which news says what happened."""
_LEAD_WEIGHT: Final = 2.0
_NAME_WEIGHT: Final = 1.2
_NUMBER_WEIGHT: Final = 1.2
_RARITY_POWER: Final = 1.5
"""Rare words count more than in proportion: topics share their common words, events their rare ones."""
_LEAST_RARITY: Final = 1.5
"""Words that more than a fifth of all articles have say nothing about an event."""
_DIGITS: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
"""Years stand in articles about anything."""
_READ_KINDS: Final = BODY_KINDS | {"headline", "deck", "caption"}


@dataclass(frozen=True, slots=True)
class Sketch:
    """The weightiest words of an article as stems, their weights of length one, and the ISO day it was published, if known."""

    article: str
    day: str | None
    terms: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {"article": self.article, "day": self.day, "terms": dict(self.terms)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sketch:
        """Return the sketch that ``as_json`` wrote. Raises KeyError on anything else."""
        return cls(data["article"], data["day"], dict(data["terms"]))


def sketch_of(reading: Reading) -> Sketch:
    """Return the sketch of a reading's article. Raises ValueError for a reading without one."""
    article = reading.article
    if article is None:
        raise ValueError(f"{reading.source}: nothing was read, so there is nothing to match")
    counts, opening = _counted(article)
    names = _words_of_names(reading)
    weights = {
        word: (1 + math.log(count)) * rarity(word) ** _RARITY_POWER
        * (_LEAD_WEIGHT if word in opening else 1.0)
        * (_NAME_WEIGHT if word in names else 1.0)
        * (_NUMBER_WEIGHT if word[0].isdigit() else 1.0)
        for word, count in counts.items()
    }  # fmt: skip
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))[:TERMS]
    length = math.sqrt(sum(weights[word] ** 2 for word in heaviest)) or 1.0
    return Sketch(
        article.id, _day_of(article.published), {word: round(weights[word] / length, _DIGITS) for word in heaviest}
    )


def keys_of(sketch: Sketch) -> tuple[str, ...]:
    """Return the words that the article is to be found by, the weightiest first: at most ``KEYS``."""
    return tuple(sorted(sketch.terms, key=lambda word: (-sketch.terms[word], word))[:KEYS])


def _counted(article: Article) -> tuple[Counter[str], set[str]]:
    """Return how often each telling stem stands in the article, and those of its headline and opening."""
    counts: Counter[str] = Counter()
    opening: set[str] = set()
    read = 0
    headline_read = False
    for block in article.blocks:
        if block.kind in _READ_KINDS:
            headline_read |= block.kind == "headline"
            for offset, word in _telling(article.text, block.start, block.end):
                counts[word] += 1
                if block.kind not in BODY_KINDS or read + offset - block.start < LEAD:
                    opening.add(word)
            read += block.end - block.start if block.kind in BODY_KINDS else 0
    if article.headline and not headline_read:
        words = [word for _, word in _telling(article.headline, 0, len(article.headline))]
        counts.update(words)
        opening.update(words)
    return counts, opening


def _telling(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield offset and stem of each word that can tell events apart."""
    for at, piece in placed(text, start, end):
        word = _stem_of(piece) if piece[0].isalnum() or piece[0] == "@" else None
        if word is not None:
            yield at, word


@lru_cache(maxsize=1 << 16)
def _stem_of(written: str) -> str | None:
    """Return the stem of a word as written, None where it tells no events apart; remembered, since news has few words that it uses much."""
    word = stem(without_possessive(written).lower())
    told = len(word) > 1 and not _YEAR.fullmatch(word) and rarity(word) >= _LEAST_RARITY
    return word if told else None


def _words_of_names(reading: Reading) -> set[str]:
    """Return the stems of the words with capitals in the mentions of all entities."""
    mentioned = {mention.text for entity in reading.entities for mention in entity.mentions}
    return {
        stem(token.lower)
        for text in mentioned
        for token in tokens(text, 0, len(text))
        if token.is_word and token.is_name
    }


def _day_of(published: str | None) -> str | None:
    """Return the ISO day of a date or moment; None where it has none, or one no calendar has."""
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None
