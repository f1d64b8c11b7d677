"""The sentences of a story's articles, in the form in which they are compared to find what contradicts what.

A sentence weighs by its rare words: the weight of a word is what its stem tells of an article at large. Names are kept apart, since
two sentences that differ in those speak of different people, however alike their other words are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.rarity import rarity, stem
from onrecord.language.tokens import Token, tokens
from onrecord.records import SPEAKING_KINDS, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onrecord.records import Article, Reading, Statement

LEAST_RARITY: Final = 1.2
"""Rarity from which a word tells anything of what a sentence says: a word of fewer than 3,000 articles of 10,000."""
LONGEST_LINE: Final = 600
"""Characters of a sentence that is compared: what is longer is a list, or a page without sentences."""
_ISO_DAY: Final = 10
_WORDS_KEPT: Final = 1 << 16
"""Words of which it is kept what they tell: a story has the same ones again and again."""
_END = re.compile(r"[.!?…]+[\"”’'»)\]]*\s+(?=[\"“‘'«(\[]*[A-Z0-9])|\n+")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Sgt|Lt|Col|Gen|Sen|Rep|Gov|Rev|Prof|Capt|Jr|Sr|No|vs|Corp|Inc|Co|Ltd|[A-Z]\.[A-Z])\.\s+$"
)
_NAME_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_ODD_LETTERS = frozenset("İı")
_WHO = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an article. ``weights``: its telling stems; ``day``: when it was reported (ISO), None where unknown.

    ``statements`` are those with content in it, ``voices`` the names of their sources, lower case.
    """

    article: str
    number: int
    start: int
    end: int
    text: str
    words: tuple[Token, ...]
    weights: Mapping[str, float]
    names: frozenset[str]
    day: str | None
    statements: tuple[Statement, ...]
    lower: tuple[str, ...]
    """Its words and marks in lower case, as they stand."""
    held: frozenset[str]
    """The same, each once."""

    @property
    def voices(self) -> frozenset[str]:
        """The names of those whose word it is, in lower case."""
        return frozenset(_WHO.sub("", s.source.name).lower() for s in self.statements if s.source.name)

    def passage(self, start: int | None = None, end: int | None = None) -> Passage:
        """Return the words from ``start`` to ``end`` (offsets of the article), by default the whole sentence."""
        first, last = self.start if start is None else start, self.end if end is None else end
        return Passage(self.article, first, last, self.text[first - self.start : last - self.start])


def lines_of(reading: Reading) -> list[Line]:
    """Return the sentences of an article in which somebody, or the article itself, states something; none where it has no text."""
    article = reading.article
    if article is None:
        return []
    ranges = [(a, b) for a, b in _sentences(article) if b - a <= LONGEST_LINE]
    inside: list[list[Statement]] = [[] for _ in ranges]
    starts = [start for start, _ in ranges]
    for statement in reading.statements:
        for index in sorted({bisect_right(starts, span.start) - 1 for span in statement.content}):
            if index >= 0:
                inside[index].append(statement)
    return [
        _line(article, number, at, tuple(held)) for number, (at, held) in enumerate(zip(ranges, inside, strict=True))
    ]


class Lines:
    """The sentences of a story's readings; those of each are made once, when they are first asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: dict[int, tuple[Reading, list[Line]]] = {}

    def of(self, reading: Reading) -> list[Line]:
        """Return what ``lines_of`` does."""
        if id(reading) not in self._made:
            self._made[id(reading)] = reading, lines_of(reading)  # the reading too, so that no other one gets its id
        return self._made[id(reading)][1]


def day_of(article: Article) -> str | None:
    """Return the day an article was published, ISO, None where unknown."""
    return article.published[:_ISO_DAY] if article.published else None


def telling(words: Iterable[Token]) -> dict[str, float]:
    """Return the stems of words that tell what a text is about, with their weights. Numbers and negatives are left out."""
    found: dict[str, float] = {}
    for token in words:
        told = _told(token.text)
        if told is not None:
            found[told[0]] = told[1]
    return found


@lru_cache(_WORDS_KEPT)
def _told(word: str) -> tuple[str, float] | None:
    """Return the stem of a word or mark with its weight; None where it tells nothing."""
    token = Token(0, len(word), word)
    if not token.is_word or word[0].isdigit() or negates(token.lower) or token.lower in _passed_over():
        return None
    term = stemmed(token.lower)
    weight = rarity(term)
    return (term, weight) if weight >= LEAST_RARITY else None


@lru_cache(_WORDS_KEPT)
def stemmed(word: str) -> str:
    """Return the stem of a lower-case word, irregular past forms turned to their verb: "paid" -> "pay"."""
    return stem(_irregular().get(word, word))


def covered(part: Mapping[str, float], whole: Mapping[str, float]) -> float:
    """Return the share of one set of words, by weight, that another has too, from 0 to 1."""
    total = sum(part.values())
    return sum([weight for term, weight in part.items() if term in whole]) / total if total else 0.0


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the weight of the words that both have to that of the words that either has, from 0 to 1."""
    either = {**one, **other}
    total = sum(either.values())
    return sum([weight for term, weight in either.items() if term in one and term in other]) / total if total else 0.0


@lru_cache(_WORDS_KEPT)
def negates(word: str) -> bool:
    """Return whether a lower-case word makes a negative of its clause."""
    return word in conflict_words("negation") or word.endswith(("n't", "n’t"))


@cache
def conflict_words(label: str) -> frozenset[str]:
    """Return the words of a class of ``data/en/conflict_words.txt``. Raises KeyError for a class that it lacks."""
    return word_lists.classes("conflict_words")[label]


def may_have(text: str, parts: Iterable[str]) -> bool:
    """Return whether a text may have one of these in it, in capitals or not; a pattern that needs one need not be tried on others.

    Letters that are an "i" to ``re.IGNORECASE`` alone leave it open.
    """
    plain = text.casefold()
    return any(part in plain for part in parts) or not _ODD_LETTERS.isdisjoint(text)


def same_name(one: str, other: str) -> bool:
    """Return whether two names can be those of one person or body: the shorter one's words are all in the longer."""
    a, b = _name_words(one), _name_words(other)
    return bool(a and b) and (a <= b or b <= a)


@lru_cache(1 << 12)
def _name_words(name: str) -> frozenset[str]:
    return frozenset(_NAME_WORD.findall(name.lower()))


@cache
def _passed_over() -> frozenset[str]:
    return conflict_words("report") | conflict_words("saying") | conflict_words("auxiliary")


@cache
def _irregular() -> dict[str, str]:
    return {past: verb for verb, listed in word_lists.classes("irregular_verbs").items() for past in listed}


def _line(article: Article, number: int, at: tuple[int, int], held: tuple[Statement, ...]) -> Line:
    start, end = at
    words = tuple(tokens(article.text, start, end))
    lower = tuple([word.lower for word in words])
    names = frozenset([stemmed(low) for word, low in zip(words[1:], lower[1:], strict=True) if word.text[0].isupper()])
    text, day = article.text[start:end], day_of(article)
    return Line(article.id, number, start, end, text, words, telling(words), names, day, held, lower, frozenset(lower))


def _sentences(article: Article) -> Iterator[tuple[int, int]]:
    text = article.text
    for block in article.blocks:
        if block.kind not in SPEAKING_KINDS:
            continue
        here = block.start
        for match in _END.finditer(text, block.start, block.end):
            if "\n" in match.group() or not _ABBREVIATED.search(text, here, match.end()):
                yield from _trimmed(text, here, match.end())
                here = match.end()
        yield from _trimmed(text, here, block.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    held = text[start:end]
    if held.strip():
        yield start + len(held) - len(held.lstrip()), start + len(held.rstrip())
