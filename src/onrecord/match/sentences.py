"""The sentences of an article's body with the weights of their words, for comparing wordings.

How much of a sentence is quotation is kept: every article about an event prints the same quotations, whoever wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.rarity import rarity, stem
from onrecord.language.tokens import placed, without_possessive
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.records import Article

_END: Final = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-Z0-9])|\n+")
"""Where a sentence may end: at a stop before a capital or figure, or at the end of a line."""
_INITIAL: Final = re.compile(r"(?:^|[\s(“\"])(?:[A-Z]|[A-Z]\.[A-Z.]*)\.$")
"""An initial, or letters with stops between ("U.S."), whose last stop ends no sentence."""
_MARK: Final = re.compile(r"\n\s*“|[“”]")
_STRAIGHT: Final = re.compile(r"\"[^\"\n]*(?:\"|$|\n)")
_LONGEST: Final = 2000
"""Characters of a quotation; one that never closes ends there at the latest."""
_FIRST_PERSON: Final = re.compile(r"\b(?:I|I[’'](?:m|ve|d|ll)|[Mm]y|[Mm]yself|me)\b")
_GAP: Final = 6
"""Sentences from one that says "I" to the next of the same letter, at most."""
_MOSTLY: Final = 0.9
"""Share of an article from which its "I" is taken for its writer."""
_WORDS_KEPT: Final = 1 << 16
"""Words of which the weight is kept: a story has the same ones again and again."""
_COMMON_WEIGHT: Final = 1.0
"""Weight of words that nearly every article has; the others weigh this much and their rarity."""
_GIVEN_WEIGHT: Final = 0.25
"""Part of its weight that a name or number keeps: the event gives them to every writer, who chooses the words between them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: code points into its text, end exclusive, its stems in order, and the weight of each stem.

    ``own`` is the share of its weight that is no quotation.
    """

    start: int
    end: int
    stems: tuple[str, ...]
    weights: Mapping[str, float]
    weight: float
    own: float


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of the article's body that have words, in order."""
    bounds: list[tuple[int, int]] = []
    quoted = _quotations(article.text)
    for block in article.blocks:
        if block.kind in BODY_KINDS:
            bounds += _split(article.text, block.start, block.end)
            quoted += [(block.start, block.end)] if block.kind == "quote" else []
    quoted = sorted(quoted + _documents(article.text, bounds, quoted))
    found = (
        _weighed(article.text, start, end, [run for run in quoted if run[0] < end and start < run[1]])
        for start, end in bounds
    )
    return tuple(sentence for sentence in found if sentence.stems)


def _quotations(text: str) -> list[tuple[int, int]]:
    """Return the quotations of a text, those within others included in them.

    Curly marks nest, and a quotation in them may go on over paragraphs, each with its own opening mark. Straight marks close by the line.
    """
    found = [match.span() for match in _STRAIGHT.finditer(text)]
    begun, depth = 0, 0
    for match in _MARK.finditer(text):
        if depth and match.start() - begun > _LONGEST:
            found.append((begun, begun + _LONGEST))
            depth = 0
        if match.group() == "”":
            depth = max(0, depth - 1)
            if depth == 0:
                found.append((begun, match.end()))
        elif depth == 0:
            begun, depth = match.start(), 1
        elif match.group() == "“":
            depth += 1
    return [*found, (begun, min(len(text), begun + _LONGEST))] if depth else found


def _documents(
    text: str, bounds: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the sentences of letters and notes that are printed without quotation marks, known by their "I".

    A sentence belongs to one if it says "I" itself, or stands between two near ones that do. Where hardly anything else is left, the
    article itself speaks as "I", and none of it counts as quoted.
    """
    personal = [
        any(
            not any(low <= match.start() < high for low, high in quoted)
            for match in _FIRST_PERSON.finditer(text, start, end)
        )
        for start, end in bounds
    ]
    saying = [index for index, says in enumerate(personal) if says]
    runs = [range(low, high + 1) for low, high in pairwise(saying) if high - low <= _GAP]
    within = sorted({*saying, *(index for run in runs for index in run)})
    return [bounds[index] for index in within] if len(within) < _MOSTLY * len(bounds) else []


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of ``text[start:end]`` begin and end, without blanks around them."""
    begun = start
    for match in _END.finditer(text, start, end):
        before = text[begun : match.end()]
        if match.group().isspace() or not (_INITIAL.search(before) or before.rsplit(None, 1)[-1].lower() in _titles()):
            yield from _trimmed(text, begun, match.end())
            begun = match.end()
    yield from _trimmed(text, begun, end)


@cache
def _titles() -> frozenset[str]:
    """Return the titles that are written with a stop: "mr."."""
    return frozenset(f"{title.lower()}." for title in word_lists.classes("name_words")["title"])


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end


def _weighed(text: str, start: int, end: int, quoted: Sequence[tuple[int, int]]) -> Sentence:
    """Return a sentence with the weights of its stems, those of a word that stands in it twice added up."""
    stems = []
    weights: dict[str, float] = {}
    own = 0.0
    for at, piece in placed(text, start, end):
        known = _word(piece)
        if known is not None:
            word, chosen, given = known
            weight = given if at > start else chosen
            stems.append(word)
            weights[word] = weights.get(word, 0.0) + weight
            if not quoted or not any(low <= at < high for low, high in quoted):
                own += weight
    total = sum(weights.values())
    return Sentence(start, end, tuple(stems), weights, total, own / total if total else 0.0)


@lru_cache(_WORDS_KEPT)
def _word(piece: str) -> tuple[str, float, float] | None:
    """Return the stem of a word with its weight at the start of a sentence and within one; None for a mark.

    A number is given by the event, and so is what has a capital where a sentence does not begin.
    """
    if not (piece[0].isalnum() or piece[0] == "@"):
        return None
    word = stem(without_possessive(piece).lower())
    weight = _COMMON_WEIGHT + rarity(word)
    first = weight * (_GIVEN_WEIGHT if piece[0].isdigit() else 1.0)
    return word, first, weight * _GIVEN_WEIGHT if piece[0].isupper() else first
