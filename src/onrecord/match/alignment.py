"""Which sentences of two articles are the same sentence, reworded or not, and how much of each article that is.

Sentences are compared by the weights of their common words (Dice's coefficient) and matched in order (longest common subsequence by weight).
What either article marks as quotation counts for neither: quotations are everybody's.

An article is laid beside all the later ones of a batch at once, as a table of its sentences by theirs. That gives a bound on how much any of
them may have taken from it, and only those are matched in order that the bound leaves: of a story's pairs, a few. The words of a
sentence are added up one by one as they stand in it, so that a pair comes out alike, to the last bit, whatever it is compared among.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from onrecord.match.sentences import Sentence

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

ALIKE: Final = 0.2
"""Dice of two sentences from which one may be the other in other words; less is chance among articles about one event."""
SAME: Final = 0.65
"""Dice from which a sentence is taken word for word or with a few words swapped."""
SAME_QUOTATION: Final = 0.5
"""Dice from which a sentence that one article marks as quotation is the same quotation in the other, marked or not."""
_ROUNDING: Final = 1e-9
"""By how much a bound may fall short of what it bounds, since it is summed in another order."""
_CELLS: Final = 500_000
"""Cells of a table, 4 MB for each of a dozen measures: the later articles of a large story are taken in turns."""
_NEVER: Final = 2.0
"""More than any sentence's share of own words."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two articles laid side by side.

    ``pairs`` are the matched sentences in order, with their Dice. ``borrowed`` is how much of the shorter article is matched, by weight
    and in order, averaged with how close the sentences of either come to the other's; quotations left out. ``shares`` are the parts of
    each article's sentences that the other has word for word or nearly so.
    """

    pairs: tuple[tuple[int, int, float], ...]
    borrowed: float
    shares: tuple[float, float]


def aligned(a: Sequence[Sentence], b: Sequence[Sentence]) -> Aligned:
    """Lay the sentences of two articles side by side; both have some."""
    ((_, side),) = Batch([a, b]).beside(0, [1])
    return side


class Batch:
    """The sentences of several articles, each word with the sentences that have it."""

    def __init__(self, texts: Sequence[Sequence[Sentence]]) -> None:
        """Number the sentences of all ``texts`` in order, and sort what they hold by word."""
        self._texts = texts
        self._bounds = np.cumsum([0, *(len(text) for text in texts)])
        sentences = [sentence for text in texts for sentence in text]
        self._weights = np.array([sentence.weight for sentence in sentences], np.float64)
        self._own = np.array([sentence.own for sentence in sentences], np.float64)
        self._first = np.cumsum([0, *(len(sentence.weights) for sentence in sentences)])
        numbers: dict[str, int] = {}
        self._word: Places = np.array(
            [numbers.setdefault(word, len(numbers)) for sentence in sentences for word in sentence.weights], np.int64
        )
        self._weight: Floats = np.array(
            [weight for sentence in sentences for weight in sentence.weights.values()], np.float64
        )
        self._sentence = np.repeat(np.arange(len(sentences)), np.diff(self._first))
        order = np.argsort(self._word, kind="stable")
        self._many = len(sentences) + 1
        self._keys = self._word[order] * self._many + self._sentence[order]
        self._holder, self._held = self._sentence[order], self._weight[order]

    def beside(self, one: int, others: Sequence[int], least: float = 0.0) -> Iterator[tuple[int, Aligned]]:
        """Lay the article at place ``one`` beside ``others``, all later ones, in order; yield those that have borrowed ``least`` or more.

        Each of the articles has sentences. What is not yielded is below; what is may be below it too by less than rounding can tell.
        """
        for some in self._tablefuls(one, others):
            table = _Table(self, one, np.array(some))
            for place in table.likely(least) if least else range(len(some)):
                yield some[place], table.side(int(place))

    def _tablefuls(self, one: int, others: Sequence[int]) -> Iterator[list[int]]:
        """Yield the others in runs of which a table has ``_CELLS`` at most, or one other."""
        some: list[int] = []
        columns = 0
        for other in others:
            if some and (columns + len(self._texts[other])) * len(self._texts[one]) > _CELLS:
                yield some
                some, columns = [], 0
            some.append(other)
            columns += len(self._texts[other])
        if some:
            yield some

    def text(self, place: int) -> Sequence[Sentence]:
        """Return the sentences of an article."""
        return self._texts[place]

    def within(self, place: int) -> slice:
        """Return where the sentences of an article stand among all."""
        return slice(int(self._bounds[place]), int(self._bounds[place + 1]))

    def measures(self, places: Places) -> tuple[Floats, Floats]:
        """Return the weights of sentences, and how much of each is no quotation."""
        return self._weights[places], self._own[places]

    def common(self, one: int, columns: Places) -> Floats:
        """Return the weight of the words that each sentence of an article shares with the later ones numbered ``columns``.

        Each sum goes by the words of the article's sentence in their order, as ``np.bincount`` adds.
        """
        mine = self.within(one)
        entries = slice(int(self._first[mine.start]), int(self._first[mine.stop]))
        words = self._word[entries] * self._many
        first, last = int(columns[0]), int(columns[-1])
        begins = np.searchsorted(self._keys, words + first)
        counts = np.searchsorted(self._keys, words + last + 1) - begins
        total = int(counts.sum())
        held = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(total)
        column = np.full(last - first + 1, -1)
        column[columns - first] = np.arange(len(columns))
        at = column[self._holder[held] - first]
        weights = np.minimum(np.repeat(self._weight[entries], counts), self._held[held])
        cells = np.repeat((self._sentence[entries] - mine.start) * len(columns), counts) + at
        if len(columns) < len(column):
            cells, weights = cells[at >= 0], weights[at >= 0]
        size = (mine.stop - mine.start) * len(columns)
        return np.bincount(cells, weights, size).astype(np.float64, copy=False).reshape(-1, len(columns))


class _Table:
    """The sentences of an article, a row each, by those of others, a column each: what they share."""

    def __init__(self, batch: Batch, one: int, others: Places) -> None:
        """Compare the sentences of the article at place ``one`` with those of ``others``."""
        self._a = batch.text(one)
        self._others = [batch.text(int(other)) for other in others]
        spans = [batch.within(int(other)) for other in others]
        columns = np.concatenate([np.arange(span.start, span.stop) for span in spans])
        sizes = np.array([span.stop - span.start for span in spans])
        self._ends = np.cumsum(sizes)
        self._begins = self._ends - sizes
        self._article = np.repeat(np.arange(len(others)), sizes)
        self._heavy, own_a = batch.measures(np.arange(len(self._a)) + batch.within(one).start)
        self._heavy_b, own_b = batch.measures(columns)
        self._common = batch.common(one, columns)
        self._dice = 2 * self._common / (self._heavy[:, None] + self._heavy_b)
        self._own_a = np.repeat(own_a[:, None], len(others), axis=1)
        self._own_b = own_b
        self._take_out_quotations()
        self._best_a = np.maximum.reduceat(self._dice, self._begins, axis=1)
        self._best_b = self._dice.max(axis=0)

    def _take_out_quotations(self) -> None:
        """Leave of each sentence what is no quotation in the eyes of either article."""
        same = self._dice >= SAME_QUOTATION
        own_a, own_b = self._own_a[:, 0], self._own_b
        if not same.any() or (own_a.min() == own_a.max() == own_b.min() == own_b.max()):
            return
        theirs = np.minimum.reduceat(np.where(same, own_b, _NEVER), self._begins, axis=1)
        mine = np.where(same, own_a[:, None], _NEVER).min(axis=0)
        self._own_a, self._own_b = np.minimum(self._own_a, theirs), np.minimum(own_b, mine)

    def likely(self, least: float) -> Places:
        """Return the others, by place, that may have borrowed so much.

        No sentence is matched with more than one, whatever their order, so that what is matched is at most the best of each row, or of each column.
        """
        worth = np.where(self._dice >= ALIKE, self._common, 0.0)
        worth *= np.minimum(self._own_a[:, self._article], self._own_b)
        matched = np.minimum(
            np.maximum.reduceat(worth, self._begins, axis=1).sum(axis=0),
            np.add.reduceat(worth.max(axis=0), self._begins),
        )
        parts_a, parts_b = self._heavy[:, None] * self._own_a, self._heavy_b * self._own_b
        all_a, all_b = parts_a.sum(axis=0), np.add.reduceat(parts_b, self._begins)
        lesser = np.minimum(all_a, all_b)
        with np.errstate(divide="ignore", invalid="ignore"):  # an article that is all quotation has borrowed nothing
            close_a = (self._best_a * parts_a).sum(axis=0) / all_a
            close_b = np.add.reduceat(self._best_b * parts_b, self._begins) / all_b
            bound = (matched / lesser + np.maximum(close_a, close_b)) / 2
        return np.flatnonzero((lesser > 0) & (bound >= least - _ROUNDING))

    def side(self, place: int) -> Aligned:
        """Match the article with one of the others, in order."""
        b, part = self._others[place], slice(int(self._begins[place]), int(self._ends[place]))
        own_a: list[float] = self._own_a[:, place].tolist()
        own_b: list[float] = self._own_b[part].tolist()
        best_a: list[float] = self._best_a[:, place].tolist()
        best_b: list[float] = self._best_b[part].tolist()
        dice = self._dice[:, part]
        all_a = sum(sentence.weight * own for sentence, own in zip(self._a, own_a, strict=True))
        all_b = sum(sentence.weight * own for sentence, own in zip(b, own_b, strict=True))
        worth: list[list[tuple[int, float]]] = [[] for _ in self._a]
        rows, columns = np.nonzero(dice >= ALIKE)
        shared = self._common[:, part][rows, columns].tolist()
        for i, j, weight in zip(rows.tolist(), columns.tolist(), shared, strict=True):
            worth[i].append((j, weight * min(own_a[i], own_b[j])))
        steps, matched = _in_order(len(b), worth)
        pairs = tuple((i, j, float(dice[i, j])) for i, j in steps)
        shares = (
            sum(value >= SAME for value in best_a) / len(self._a),
            sum(value >= SAME for value in best_b) / len(b),
        )
        if not min(all_a, all_b):
            return Aligned(pairs, 0.0, shares)
        close_a = (
            sum(value * sentence.weight * own for value, sentence, own in zip(best_a, self._a, own_a, strict=True))
            / all_a
        )
        close_b = (
            sum(value * sentence.weight * own for value, sentence, own in zip(best_b, b, own_b, strict=True)) / all_b
        )
        return Aligned(pairs, (matched / min(all_a, all_b) + max(close_a, close_b)) / 2, shares)


def _in_order(many: int, worth: Sequence[Sequence[tuple[int, float]]]) -> tuple[list[tuple[int, int]], float]:
    """Return the pairs, in order in both articles, with the highest sum of worths, and that sum.

    ``worth`` has for each sentence of the one article those of the other's ``many``, in order, that it may be matched with.
    """
    table = [[0.0] * (many + 1)]
    for pairs in worth:
        row = table[-1]
        after = row.copy() if pairs else row
        for j, value in pairs:
            reached, k = row[j] + value, j + 1
            while k <= many and after[k] < reached:
                after[k] = reached
                k += 1
        table.append(after)
    steps = []
    i, j = len(worth), many
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            steps.append((i, j))
    return steps[::-1], table[-1][many]
