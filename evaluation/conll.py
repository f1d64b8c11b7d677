"""How well mentions are joined, by the three figures of CoNLL-2012 (Pradhan et al., 2012), whose mean is the CoNLL F1.

MUC counts links (Vilain et al., MUC-6, 1995), B3 mentions (Bagga and Baldwin, LREC 1998), CEAFe clusters that are paired one to one
so that they are most alike (Luo, HLT/EMNLP 2005). ``wanted`` and ``given`` are clusters of mentions, which may be anything hashable;
no mention stands in two of them. Counts of several texts are added up before they are divided, as the official scorer does.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    Clusters = Sequence[Collection[Hashable]]


class Counts(NamedTuple):
    """What is right of what was ``wanted`` (recall) and of what was ``given`` (precision)."""

    recalled: float = 0.0
    wanted: float = 0.0
    precise: float = 0.0
    given: float = 0.0

    def plus(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(*(mine + yours for mine, yours in zip(self, other, strict=True)))

    def f1(self) -> float:
        """Return F1, 0 to 1."""
        recall = self.recalled / self.wanted if self.wanted else 0.0
        precision = self.precise / self.given if self.given else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def muc(wanted: Clusters, given: Clusters) -> Counts:
    """Count the links that hold each cluster together and that the other side has as well."""
    return Counts(*_links(wanted, given), *_links(given, wanted))


def _links(clusters: Clusters, others: Clusters) -> tuple[float, float]:
    whose = _whose(others)
    kept = 0
    for cluster in clusters:
        parts = {whose[mention] for mention in cluster if mention in whose}
        alone = sum(mention not in whose for mention in cluster)
        kept += len(cluster) - len(parts) - alone
    return kept, sum(len(cluster) - 1 for cluster in clusters)


def b_cubed(wanted: Clusters, given: Clusters) -> Counts:
    """Count, for every mention, the share of its cluster that is with it on the other side too."""
    return Counts(*_shares(wanted, given), *_shares(given, wanted))


def _shares(clusters: Clusters, others: Clusters) -> tuple[float, float]:
    whose = _whose(others)
    together = 0.0
    for cluster in clusters:
        parts = Counter(whose[mention] for mention in cluster if mention in whose)
        together += sum(count * count for count in parts.values()) / len(cluster)
    return together, sum(map(len, clusters))


def _whose(clusters: Clusters) -> dict[Hashable, int]:
    return {mention: number for number, cluster in enumerate(clusters) for mention in cluster}


def ceaf_e(wanted: Clusters, given: Clusters) -> Counts:
    """Count how alike (Dice) the clusters are when each is paired with at most one of the other side as well as can be."""
    if not wanted or not given:
        return Counts(0.0, len(wanted), 0.0, len(given))
    sets = [set(cluster) for cluster in given]
    alike = np.array([[2 * len(set(one) & other) / (len(one) + len(other)) for other in sets] for one in wanted])
    total = float(sum(alike[row, column] for row, column in best_pairs(alike)))
    return Counts(total, len(wanted), total, len(given))


def best_pairs(worth: np.ndarray) -> list[tuple[int, int]]:
    """Return (row, column) pairs, each row and column at most once, whose ``worth`` (r, c) adds up to the most.

    The Hungarian method with potentials (Kuhn, 1955; Munkres, 1957), in the time of r^2 c.
    """
    if len(worth) > worth.shape[1]:
        return [(row, column) for column, row in best_pairs(worth.T)]
    rows, columns = worth.shape
    cost = np.zeros((rows + 1, columns + 1))  # row and column 0 stand for none
    cost[1:, 1:] = worth.max() - worth
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    row_at = np.zeros(columns + 1, np.int64)
    for row in range(1, rows + 1):
        row_at[0] = row
        back = _augmented(cost, of_row, of_column, row_at)
        column = int(back[-1])
        while column:
            before = int(back[column])
            row_at[column] = row_at[before]
            column = before
    return [(int(row_at[column]) - 1, column - 1) for column in range(1, columns + 1) if row_at[column]]


def _augmented(cost: np.ndarray, of_row: np.ndarray, of_column: np.ndarray, row_at: np.ndarray) -> np.ndarray:
    """Move the potentials until a free column can be reached; return which column leads to each, and last the free one."""
    least = np.full(cost.shape[1], np.inf)
    done = np.zeros(cost.shape[1], bool)
    back = np.zeros(cost.shape[1] + 1, np.int64)
    column = 0
    while row_at[column]:
        done[column] = True
        row = row_at[column]
        reduced = cost[row] - of_row[row] - of_column
        nearer = ~done & (reduced < least)
        least[nearer], back[:-1][nearer] = reduced[nearer], column
        following = int(np.argmin(np.where(done, np.inf, least)))
        step = least[following]
        of_row[row_at[done]] += step
        of_column[done] -= step
        least[~done] -= step
        column = following
    back[-1] = column
    return back
