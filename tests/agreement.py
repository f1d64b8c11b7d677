"""How far the attributions that were found agree with those that were wanted.

Two contents match when they share enough words (Dice's coefficient, 1945), paired one to one from the closest pair down. A
match is right end to end when the sources share a word as well, or neither names anybody. Only words count: quotation marks
and the commas at an edge are forgiven, as annotators draw them differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Range = tuple[int, int]

LEAST_DICE = 0.5
"""How alike two contents have to be to be the same one: below half, they differ in more words than they share."""

_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who (``source``) is said by which words (``cue``) to hold what (``content``), as code-point offsets into a text."""

    content: tuple[Range, ...]
    cue: tuple[Range, ...] = ()
    source: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of one text or of many: attributions wanted, given, with matching contents, and with the right source too."""

    wanted: int = 0
    given: int = 0
    matched: int = 0
    right: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.wanted + other.wanted,
            self.given + other.given,
            self.matched + other.matched,
            self.right + other.right,
        )

    def found(self) -> float:
        """Return F1 of the contents."""
        return self._f1(self.matched)

    def end_to_end(self) -> float:
        """Return F1 of the contents that have the right source."""
        return self._f1(self.right)

    def _f1(self, hits: int) -> float:
        return 2 * hits / (self.wanted + self.given) if self.wanted + self.given else 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which wanted attribution each given one stands for, and what is left over on either side, by index."""

    pairs: tuple[tuple[int, int], ...]
    wrong_source: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    needless: tuple[int, ...]
    agreement: Agreement


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[Range, ...]:
    return tuple(found.span() for found in _WORD.finditer(text))


def places(text: str, words: str) -> list[Range]:
    """Return where the words stand, not as a part of longer words."""
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    return [found.span() for found in re.finditer(before + re.escape(words) + after, text)]


def located(text: str, words: str | dict[str, Any]) -> Range:
    """Return the offsets of annotated words. Raises ValueError when they are not there, or there more than once."""
    if isinstance(words, str):
        found = places(text, words)
        if len(found) != 1:
            raise ValueError(f"{words!r} stands {len(found)} times in the text, not once")
        return found[0]
    found, nth = places(text, words["words"]), int(words["nth"])
    if not 1 <= nth <= len(found):
        raise ValueError(f"{words['words']!r} stands {len(found)} times in the text; there is no number {nth}")
    return found[nth - 1]


def words_in(text: str, ranges: Iterable[Range]) -> frozenset[Range]:
    """Return the words that the ranges touch."""
    held = tuple(ranges)
    return frozenset(word for word in _words(text) if any(word[0] < end and start < word[1] for start, end in held))


def _pairs(wanted: Sequence[frozenset[Range]], given: Sequence[frozenset[Range]]) -> tuple[tuple[int, int], ...]:
    alike = [
        (2 * len(mine & yours) / (len(mine) + len(yours)), i, j)
        for i, mine in enumerate(wanted)
        for j, yours in enumerate(given)
        if mine & yours
    ]
    out: list[tuple[int, int]] = []
    for dice, i, j in sorted(alike, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if dice >= LEAST_DICE and all(i != mine and j != yours for mine, yours in out):
            out.append((i, j))
    return tuple(sorted(out))


def compare(text: str, wanted: Sequence[Attribution], given: Sequence[Attribution]) -> Comparison:
    """Pair the attributions of one text and count where they agree."""
    pairs = _pairs([words_in(text, a.content) for a in wanted], [words_in(text, a.content) for a in given])

    def same_source(i: int, j: int) -> bool:
        mine, yours = words_in(text, wanted[i].source), words_in(text, given[j].source)
        return bool(mine & yours) or not (mine or yours)

    wrong = tuple(pair for pair in pairs if not same_source(*pair))
    return Comparison(
        pairs,
        wrong,
        tuple(sorted(set(range(len(wanted))) - {i for i, _ in pairs})),
        tuple(sorted(set(range(len(given))) - {j for _, j in pairs})),
        Agreement(len(wanted), len(given), len(pairs), len(pairs) - len(wrong)),
    )
