"""From the reader's scores to attributions: label sequences are valid, and links choose among what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.decode import (
    DISTANCES,
    LABELS,
    LINK_SIZE,
    Bias,
    Scores,
    best_labels,
    decode,
    distance_bucket,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def scores_of(labels: str, links: Sequence[tuple[int, int, int]] = (), paragraphs: Sequence[int] = ()) -> Scores:
    """Return scores in which the words bear ``labels`` ("B-content E-content O S-cue"), and ``links`` are (0 cue, 1 source; from, to)."""
    names = labels.split()
    sure = np.full((len(names), len(LABELS)), -9.0, np.float32)
    sure[np.arange(len(names)), [LABELS.index(name) for name in names]] = -0.01
    vectors = np.zeros((4, len(names), LINK_SIZE), np.float32)
    for number, (kind, asking, answering) in enumerate(links):
        vectors[2 * kind, asking, number] = vectors[2 * kind + 1, answering, number] = 9.0
    where = np.array(paragraphs or [0] * len(names))
    distance, same = np.zeros((2, DISTANCES), np.float32), np.zeros(2, np.float32)
    asks_cue, is_cue, asks_source, is_source = vectors
    nobody = np.zeros(LINK_SIZE, np.float32)
    return Scores(sure, asks_cue, is_cue, asks_source, is_source, distance, same, nobody, where)


def test_decode_gives_a_content_its_cue_and_its_source() -> None:
    found = decode(scores_of("B-source E-source S-cue B-content I-content E-content O", [(1, 2, 0)]), Bias())
    assert [(a.content, a.cue, a.source) for a in found] == [(((3, 6),), (2, 3), (0, 2))]


def test_decode_joins_the_parts_of_a_split_quotation() -> None:
    found = decode(scores_of("S-content S-source S-cue B-content E-content", [(1, 2, 1)]), Bias())
    assert [(a.content, a.cue, a.source) for a in found] == [(((0, 1), (3, 5)), (2, 3), (1, 2))]


def test_decode_lets_each_content_choose_among_the_cues() -> None:
    links = [(0, 0, 4), (0, 5, 1)]
    (first, second) = decode(scores_of("S-content S-cue O O S-cue S-content", links), Bias())
    assert (first.content, first.cue) == (((0, 1),), (4, 5))
    assert (second.content, second.cue) == (((5, 6),), (1, 2))


def test_decode_leaves_a_cue_without_a_source_where_nobody_is_likelier() -> None:
    scores = scores_of("S-source S-cue S-content")
    assert decode(scores, Bias(nobody=5.0))[0].source is None
    assert decode(scores, Bias(nobody=-5.0))[0].source == (0, 1)


def test_decode_looks_for_a_cue_in_its_own_paragraph_first() -> None:
    labels, links = "S-cue S-content S-cue", [(0, 1, 0)]
    assert decode(scores_of(labels, links, [0, 1, 1]), Bias())[0].cue == (2, 3)
    assert decode(scores_of(labels, links, [0, 0, 1]), Bias())[0].cue == (0, 1)


def test_decode_keeps_a_content_without_any_cue_in_reach() -> None:
    (found,) = decode(scores_of("S-cue O S-content", paragraphs=[0, 1, 5]), Bias())
    assert (found.content, found.cue, found.source) == (((2, 3),), None, None)


def test_decode_bias_decides_where_labels_are_close() -> None:
    scores = scores_of("S-source S-cue S-content")
    assert decode(scores, Bias()) != []
    assert decode(scores, Bias(content=-20.0)) == []


@given(st.integers(1, 40), st.integers(0, 10_000))
def test_decode_yields_whole_spans_whatever_the_scores(length: int, seed: int) -> None:
    path = best_labels(np.random.default_rng(seed).normal(size=(length, len(LABELS))).astype(np.float32))
    names = [LABELS[i] for i in path]
    for before, after in zip(["O", *names], [*names, "O"], strict=True):
        opened = before[0] in "BI"
        assert (after[0] in "IE") == opened
        assert not opened or before[2:] == after[2:]


def test_decode_buckets_distances_by_sign_and_size() -> None:
    buckets = distance_bucket(np.array([-4000, -3, -1, 0, 1, 3, 4000]))
    assert buckets.min() >= 0
    assert buckets.max() < DISTANCES
    assert list(buckets) == [11, 3, 1, 12, 13, 15, 23]
