"""From scores to attributions: every decoded span is whole, and contents take the cue and source that their links point to."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.bioes import Labels
from onrecord.model.confidence import calibration_error, features_of, fitted
from onrecord.model.decode import Attribution, Bias, LinkTables, Scores, decode, distance_bucket
from onrecord.model.heads import DISTANCES, LINK_SIZE, LINKED, LINKS, ROLES, SCORED, SCORES, answers, asks

SURE = 8.0
SMALL = Labels(("name", "day"))


class Written:
    """Scores set down by hand: words labelled for sure, and links between words."""

    def __init__(self, paragraphs: list[int]) -> None:
        self.labels = np.zeros((len(paragraphs), SCORED), np.float32)
        for layer in ("outer", "inner", "names"):
            self.labels[:, SCORES[layer].start] = SURE
        self.vectors = np.zeros((len(paragraphs), LINKED), np.float32)
        self.paragraphs = np.array(paragraphs)
        self.nobody = np.zeros((len(LINKS), LINK_SIZE), np.float32)
        self.next = 0

    def span(self, role: str, start: int, end: int, layer: str = "outer") -> None:
        labels = ROLES.run(role, end - start)
        self.labels[np.arange(start, end), SCORES[layer].start + np.array(labels)] = 2 * SURE

    def link(self, link: int, asking: range, answering: range) -> None:
        column = self.next
        self.next += 1
        self.vectors[list(asking), asks(link).start + column] = SURE
        self.vectors[list(answering), answers(link).start + column] = SURE

    def decoded(self, bias: Bias = Bias()) -> list[Attribution]:  # noqa: B008 - Bias is frozen
        tables = LinkTables(
            np.zeros((len(LINKS), DISTANCES), np.float32), np.zeros(len(LINKS), np.float32), self.nobody
        )
        return decode(Scores(self.labels, self.vectors, self.paragraphs, tables), bias)


def test_decode_split_quotation_is_one_attribution() -> None:
    written = Written([0] * 9)
    written.span("content", 0, 3)
    written.span("source", 3, 4)
    written.span("cue", 4, 5)
    written.span("content", 5, 9)
    (found,) = written.decoded()
    assert found.content == ((0, 3), (5, 9))
    assert (found.cue, found.source) == (((4, 5),), ((3, 4),))


def test_decode_links_and_not_nearness_choose() -> None:
    written = Written([0] * 12)
    for role, start in (("source", 0), ("cue", 1), ("source", 3), ("cue", 4)):
        written.span(role, start, start + 1)
    written.span("content", 6, 9)
    written.link(0, range(6, 9), range(1, 2))
    written.link(4, range(1, 2), range(1))
    written.link(2, range(6, 9), range(1))
    (found,) = written.decoded()
    assert (found.cue, found.source) == (((1, 2),), ((0, 1),))


def test_decode_content_of_nobody() -> None:
    written = Written([0] * 6)
    written.span("cue", 1, 2)
    written.span("source", 0, 1)
    written.span("content", 2, 6)
    (found,) = written.decoded(Bias(nobody=9.0))
    assert (found.cue, found.source) == (((1, 2),), ())


def test_decode_source_in_the_paragraph_before() -> None:
    written = Written([0, 0, 0, 1, 1, 1])
    written.span("source", 0, 1)
    written.span("content", 3, 6)
    (found,) = written.decoded()
    assert (found.cue, found.source) == ((), ((0, 1),))


def test_decode_nothing_out_of_reach() -> None:
    written = Written([0, 3, 3])
    written.span("source", 0, 1)
    written.span("content", 1, 3)
    (found,) = written.decoded()
    assert found.source == ()


def test_decode_statement_inside_a_statement() -> None:
    written = Written([0] * 8)
    written.span("source", 0, 1)
    written.span("cue", 1, 2)
    written.span("content", 2, 8)
    written.span("source", 2, 3, "inner")
    written.span("cue", 3, 4, "inner")
    written.span("content", 4, 8, "inner")
    written.link(1, range(4, 8), range(3, 4))
    written.link(4, range(3, 4), range(2, 3))
    written.link(3, range(4, 8), range(2, 3))
    outer, inner = written.decoded()
    assert (outer.content, outer.source, outer.layer) == (((2, 8),), ((0, 1),), 0)
    assert (inner.content, inner.source, inner.layer) == (((4, 8),), ((2, 3),), 1)


def test_decode_two_contents_without_a_cue_stay_two() -> None:
    written = Written([0, 0, 1, 1])
    written.span("content", 0, 2)
    written.span("content", 2, 4)
    assert [a.content for a in written.decoded()] == [((0, 2),), ((2, 4),)]


def test_decode_nothing_in_nothing() -> None:
    assert Written([]).decoded() == []


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_decode_any_scores_give_whole_spans_in_one_paragraph(seed: int, size: int) -> None:
    chance = np.random.default_rng(seed)
    paragraphs = np.sort(chance.integers(0, 5, size))
    tables = LinkTables(*(chance.normal(size=s).astype(np.float32) for s in ((5, DISTANCES), (5,), (5, LINK_SIZE))))
    labels = chance.normal(size=(size, SCORED)).astype(np.float32) * 3
    vectors = chance.normal(size=(size, LINKED)).astype(np.float32)
    found = decode(Scores(labels, vectors, paragraphs, tables), Bias())
    assert found == decode(Scores(labels, vectors, paragraphs, tables), Bias())
    for attribution in found:
        assert attribution.content
        assert all(value <= 0 for value in attribution.evidence)
        runs = [*attribution.content, *attribution.cue, *attribution.source]
        for start, end in runs:
            assert 0 <= start < end <= size
            assert len({paragraphs[i] for i in range(start, end)}) == 1
        assert all(a[1] <= b[0] for a, b in pairwise(attribution.content))


def is_valid(labels: list[str]) -> bool:
    """Whether labels are whole spans: what begins goes on in its own class until it ends."""
    within = ""
    for label in labels:
        part, _, name = label.partition("-")
        if (part in {"O", "B", "S"} and within) or (part in {"I", "E"} and name != within):
            return False
        within = name if part in {"B", "I"} else ""
    return not within


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.sampled_from([0.0, 1.0, 2.0]))
def test_best_labels_is_the_best_of_all_valid_sequences(seed: int, size: int, outside: float) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, len(SMALL.names))).astype(np.float32)
    scores[:, 0] += outside
    grids = np.array(np.meshgrid(*[range(len(SMALL.names))] * size)).reshape(size, -1).T
    valid = np.array([row for row in grids.tolist() if is_valid([SMALL.names[label] for label in row])])
    worth = scores[np.arange(size), valid].sum(1)
    best = SMALL.best(scores, np.zeros(size, dtype=np.int64))
    assert scores[np.arange(size), best].sum() >= worth.max() - 1e-4
    assert list(best) in valid.tolist()


@given(st.integers(0, 2**32 - 1), st.integers(1, 120), st.floats(0, 6))
def test_best_labels_leave_nothing_undecided_that_could_be_a_span(seed: int, size: int, outside: float) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=(size, len(ROLES.names))).astype(np.float32)
    scores[:, 0] += outside  # words that are outside without doubt cut the text for the decoding
    paragraphs = np.zeros(size, dtype=np.int64)
    every = paragraphs.copy()
    ROLES._fill(every, scores, [(0, size)])  # noqa: SLF001 - the decoding that looks at each word
    assert (ROLES.best(scores, paragraphs) == every).all()


def test_best_labels_of_many_paragraphs_are_those_of_each() -> None:
    chance = np.random.default_rng(3)
    paragraphs = np.sort(chance.integers(0, 150, 900))
    scores = chance.normal(size=(900, len(ROLES.names))).astype(np.float32)
    together = ROLES.best(scores, paragraphs)
    for paragraph in range(150):
        at = paragraphs == paragraph
        assert (together[at] == ROLES.best(scores[at], paragraphs[at])).all()


def test_distance_buckets_tell_sides_apart() -> None:
    buckets = distance_bucket(np.array([-300, -5, -1, 0, 1, 5, 300]))
    assert len(set(buckets.tolist())) == 7
    assert buckets.min() >= 0
    assert buckets.max() < DISTANCES


def test_confidence_learns_what_is_right() -> None:
    chance = np.random.default_rng(0)
    sure = chance.uniform(-3, 0, (400, 9))
    right = (chance.uniform(size=400) < np.exp(sure[:, 0])).astype(float)
    calibration = fitted(sure, right)
    good = Attribution(((0, 4),), ((4, 5),), ((5, 6),), 0, (-0.01, 0.0, 0.0, 0.0, 0.0))
    bad = Attribution(((0, 4),), ((4, 5),), ((5, 6),), 0, (-3.0, 0.0, 0.0, 0.0, 0.0))
    assert 0 <= calibration.confidence(bad) < calibration.confidence(good) <= 1
    assert len(features_of(good)) == 9


def test_calibration_error_is_the_gap() -> None:
    assert calibration_error(np.array([0.95, 0.95]), np.array([1.0, 1.0])) < 0.06
    assert abs(calibration_error(np.array([0.9, 0.9]), np.array([0.0, 0.0])) - 0.9) < 1e-9
