"""BIOES labels of words: the names, and the likeliest valid sequence (Viterbi) for all paragraphs of a text at once.

Labels are Begin, Inside, End and Single of each class, or Outside (Ratinov and Roth, CoNLL 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

_ROUNDING = 1e-2
"""By how much outside must be better than any span through a word, for sums of thousands of scores in other orders to agree on it."""
_FORBIDDEN = np.float32(-1e9)
TOGETHER = 64
"""Runs of words decoded at once: enough that numpy's cost a step is shared, few enough that memory stays flat."""


@dataclass(frozen=True)
class Labels:
    """The labels over some classes: ``O``, then ``B I E S`` of each class in order."""

    classes: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The labels by number."""
        return ("O", *(f"{part}-{name}" for name in self.classes for part in "BIES"))

    def columns(self, name: str) -> slice:
        """Return the numbers of the four labels of a class."""
        first = 1 + 4 * self.classes.index(name)
        return slice(first, first + 4)

    def run(self, name: str, length: int) -> list[int]:
        """Return the labels of a span of ``length`` words."""
        first = self.columns(name).start
        return [first + 3] if length == 1 else [first, *[first + 1] * (length - 2), first + 2]

    @cached_property
    def _closing(self) -> Numbers:
        """Return the labels after which something new may start, in order: outside, the end of a span, a single word."""
        return np.array([i for i, name in enumerate(self.names) if name == "O" or name[0] in "ES"])

    @cached_property
    def _ends(self) -> tuple[Floats, Floats]:
        """Return which labels may start a paragraph (l,), and which may end one (l,): 0 or forbidden."""
        opens = [name == "O" or name[0] in "BS" for name in self.names]
        closes = [name == "O" or name[0] in "ES" for name in self.names]
        start, end = (np.where(np.array(may), 0, _FORBIDDEN).astype(np.float32) for may in (opens, closes))
        return start, end

    def best(self, scores: Floats, paragraphs: Numbers) -> Numbers:
        """Return the likeliest valid label of each of n words; ``scores`` (n, l), ``paragraphs`` (n,) ascending.

        No span crosses a paragraph's end. Takes O(n) time.
        """
        path = np.zeros(len(scores), dtype=np.int64)
        if not len(scores):
            return path
        runs = sorted(_undecided(scores, paragraphs), key=lambda run: run[1] - run[0])
        for at in range(0, len(runs), TOGETHER):
            self._fill(path, scores, runs[at : at + TOGETHER])
        return path

    def _fill(self, path: Numbers, scores: Floats, runs: list[tuple[int, int]]) -> None:
        """Decode the ``runs`` of words in step: shorter ones are padded with words that must be outside.

        What opens comes after the best of all that closes, and what goes on after the begin or the inside of its own class: a step looks
        at each label once, where a table of which may follow which would look at each pair.
        """
        start, end = self._ends
        closing = self._closing
        lengths = np.array([b - a for a, b in runs])
        padded = np.full((int(lengths.max()), len(runs), len(self.names)), _FORBIDDEN, dtype=np.float32)
        padded[:, :, 0] = 0
        for row, (a, b) in enumerate(runs):
            padded[: b - a, row] = scores[a:b]
        rows = np.arange(len(runs))
        back = np.zeros(padded.shape, dtype=np.int8)
        best = padded[0] + start
        begins = np.arange(1, len(self.names), 4, dtype=np.int8)
        for i in range(1, len(padded)):
            closed = best[:, closing]
            which = closed.argmax(1)
            opening = closed[rows, which][:, None]
            begun, inside = best[:, 1::4], best[:, 2::4]
            further = inside > begun
            back[i] = closing[which][:, None]
            back[i, :, 2::4] = back[i, :, 3::4] = begins + further
            going_on = np.where(further, inside, begun)
            best = padded[i]
            best[:, 0::4] += opening  # outside and single words
            best[:, 1::4] += opening
            best[:, 2::4] += going_on
            best[:, 3::4] += going_on
        state = (best + end).argmax(1)
        found = np.zeros(padded.shape[:2], dtype=np.int64)
        for i in range(len(padded) - 1, -1, -1):
            found[i] = state
            state = back[i, rows, state].astype(np.int64)
        for row, (a, b) in enumerate(runs):
            path[a:b] = found[: b - a, row]

    def spans(self, path: Numbers) -> Iterator[tuple[str, int, int]]:
        """Yield (class, start, end) of the spans that a valid ``path`` labels."""
        start = 0
        for i in np.flatnonzero(path):
            name = self.names[path[i]]
            if name[0] in "BS":
                start = int(i)
            if name[0] in "ES":
                yield name[2:], start, int(i) + 1


def _undecided(scores: Floats, paragraphs: Numbers) -> list[tuple[int, int]]:
    """Return the runs of words, none over a paragraph's end, in which there may be spans; every other word is outside.

    Outside is valid everywhere, so a span has no place in the best path where its words would score more outside. What the best label of
    each word gains over outside bounds what a span gains, and the best sum of consecutive gains through a word (Kadane 1984) bounds what any
    span through it does: where that is less than nothing, the word is outside. Most are.
    """
    gains = (scores[:, 1:].max(1) - scores[:, 0]).astype(np.float64)
    through = np.cumsum(gains)
    before = through - gains
    most = np.maximum.accumulate(through[::-1])[::-1] - np.minimum.accumulate(before)
    may = most > -_ROUNDING
    begins = may.copy()
    begins[1:] &= ~may[:-1] | (paragraphs[1:] != paragraphs[:-1])
    ends = may.copy()
    ends[:-1] &= ~may[1:] | (paragraphs[1:] != paragraphs[:-1])
    return list(zip(np.flatnonzero(begins).tolist(), (np.flatnonzero(ends) + 1).tolist(), strict=True))
