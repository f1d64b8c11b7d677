"""Which sentences of two articles are the same sentence, reworded or not, and how much of each article that is.

Sentences are compared by the weights of their common words (Dice's coefficient) and matched in order (longest common subsequence by weight).
What either article marks as quotation counts for neither: quotations are everybody's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.match.sentences import Sentence

ALIKE: Final = 0.2
"""Dice of two sentences from which one may be the other in other words; less is chance among articles about one event."""
SAME: Final = 0.65
"""Dice from which a sentence is taken word for word or with a few words swapped."""
SAME_QUOTATION: Final = 0.5
"""Dice from which a sentence that one article marks as quotation is the same quotation in the other, marked or not."""


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
    """Lay the sentences of two articles side by side."""
    common = _common(a, b)
    dice = {(i, j): 2 * weight / (a[i].weight + b[j].weight) for (i, j), weight in common.items()}
    own_a, own_b = _own(a, b, dice)
    all_a = sum(sentence.weight * own for sentence, own in zip(a, own_a, strict=True))
    all_b = sum(sentence.weight * own for sentence, own in zip(b, own_b, strict=True))
    worth = {(i, j): common[i, j] * min(own_a[i], own_b[j]) for (i, j), value in dice.items() if value >= ALIKE}
    steps, matched = _in_order(len(a), len(b), worth)
    best_a, best_b = _closest(dice, len(a), len(b))
    pairs = tuple((i, j, dice[i, j]) for i, j in steps)
    shares = (sum(value >= SAME for value in best_a) / len(a), sum(value >= SAME for value in best_b) / len(b))
    if not min(all_a, all_b):
        return Aligned(pairs, 0.0, shares)
    close_a = sum(value * sentence.weight * own for value, sentence, own in zip(best_a, a, own_a, strict=True)) / all_a
    close_b = sum(value * sentence.weight * own for value, sentence, own in zip(best_b, b, own_b, strict=True)) / all_b
    return Aligned(pairs, (matched / min(all_a, all_b) + max(close_a, close_b)) / 2, shares)


def _common(a: Sequence[Sentence], b: Sequence[Sentence]) -> dict[tuple[int, int], float]:
    """Return the weight of the words that each sentence of the one shares with each of the other."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, sentence in enumerate(b):
        for word, weight in sentence.weights.items():
            holders[word].append((j, weight))
    found: dict[tuple[int, int], float] = defaultdict(float)
    for i, sentence in enumerate(a):
        for word, weight in sentence.weights.items():
            for j, other in holders.get(word, ()):
                found[i, j] += min(weight, other)
    return found


def _own(
    a: Sequence[Sentence], b: Sequence[Sentence], dice: dict[tuple[int, int], float]
) -> tuple[list[float], list[float]]:
    """Return how much of each sentence is no quotation, in the eyes of either article."""
    own_a = [sentence.own for sentence in a]
    own_b = [sentence.own for sentence in b]
    for (i, j), value in dice.items():
        if value >= SAME_QUOTATION:
            own_a[i] = min(own_a[i], b[j].own)
            own_b[j] = min(own_b[j], a[i].own)
    return own_a, own_b


def _closest(dice: dict[tuple[int, int], float], many_a: int, many_b: int) -> tuple[list[float], list[float]]:
    """Return for each sentence of both its highest Dice with one of the other's."""
    best_a, best_b = [0.0] * many_a, [0.0] * many_b
    for (i, j), value in dice.items():
        best_a[i] = max(best_a[i], value)
        best_b[j] = max(best_b[j], value)
    return best_a, best_b


def _in_order(many_a: int, many_b: int, worth: dict[tuple[int, int], float]) -> tuple[list[tuple[int, int]], float]:
    """Return the pairs, in order in both articles, with the highest sum of worths, and that sum."""
    table = [[0.0] * (many_b + 1) for _ in range(many_a + 1)]
    for i in range(many_a):
        row, after = table[i], table[i + 1]
        for j in range(many_b):
            after[j + 1] = max(row[j + 1], after[j], row[j] + worth.get((i, j), 0.0))
    steps = []
    i, j = many_a, many_b
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            steps.append((i, j))
    return steps[::-1], table[many_a][many_b]
