"""From the reader's scores to attributions: valid label sequences, spans, and which content has which cue and source.

Labels are BIOES over content, cue and source (Ratinov and Roth, CoNLL 2009), one a word, decoded by Viterbi over the
transitions that make whole spans. Every content chooses a cue and every cue a source or nobody, by the scores of two
learned links; contents of one cue are one attribution ("X," she said, "Y").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ROLES = ("content", "cue", "source")
LABELS = ("O", *(f"{part}-{role}" for role in ROLES for part in "BIES"))
LINK_SIZE = 64
"""Numbers in the vector with which a word asks for, or answers to, a link."""
DISTANCES = 24
"""Buckets of the signed distance in words between the ends of a link."""

_FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class Bias:
    """What is added to the scores before decoding, to be chosen on dev articles; all zero is the bare network."""

    content: float = 0.0
    cue: float = 0.0
    source: float = 0.0
    nobody: float = 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What the reader says of n words.

    ``labels`` (n, 13): log-probabilities. ``asks_cue``, ``is_cue``, ``asks_source``, ``is_source`` (n, 64): the vectors of the two
    links. ``distance`` (2, 24) and ``same_paragraph`` (2,): learned biases of the links; ``nobody`` (64,): the source that is none.
    ``paragraphs`` (n,): the paragraph of each word.
    """

    labels: Floats
    asks_cue: Floats
    is_cue: Floats
    asks_source: Floats
    is_source: Floats
    distance: Floats
    same_paragraph: Floats
    nobody: Floats
    paragraphs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in words: (start, end) runs, end exclusive."""

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    scores: tuple[float, float, float]
    """Probabilities: of the content's and cue's labels, of the link to the cue, of the link to the source."""


def _transitions() -> tuple[Floats, Floats, Floats]:
    """Return which label may follow which (13, 13), start (13,) and end (13,) a paragraph, 0 or forbidden."""
    opens = [label == "O" or label[0] in "BS" for label in LABELS]
    closes = [label == "O" or label[0] in "ES" for label in LABELS]
    table = np.full((len(LABELS), len(LABELS)), _FORBIDDEN, dtype=np.float32)
    for i, a in enumerate(LABELS):
        for j, b in enumerate(LABELS):
            inside = a != "O" and b != "O" and a[2:] == b[2:] and a[0] in "BI" and b[0] in "IE"
            if inside or (closes[i] and opens[j]):
                table[i, j] = 0
    ends = [np.where(np.array(may), 0, _FORBIDDEN).astype(np.float32) for may in (opens, closes)]
    return table, ends[0], ends[1]


_MAY_FOLLOW, _MAY_START, _MAY_END = _transitions()


def best_labels(scores: Floats) -> NDArray[np.int64]:
    """Return the likeliest valid sequence of labels for one paragraph's ``scores`` (n, 13), by Viterbi in O(n)."""
    best = scores[0] + _MAY_START
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        candidates = best[:, None] + _MAY_FOLLOW
        back[i] = candidates.argmax(0)
        best = candidates[back[i], np.arange(len(LABELS))] + scores[i]
    path = np.zeros(len(scores), dtype=np.int64)
    path[-1] = int((best + _MAY_END).argmax())
    for i in range(len(scores) - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def _spans(path: NDArray[np.int64], offset: int) -> list[tuple[str, int, int]]:
    out: list[tuple[str, int, int]] = []
    start = 0
    for i, label in enumerate(path):
        name = LABELS[label]
        if name[0] in "BS":
            start = i
        if name[0] in "ES":
            out.append((name[2:], start + offset, i + 1 + offset))
    return out


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bucket of signed distances in words: sign and logarithm, 0 to 23."""
    size = np.minimum(np.floor(np.log2(np.abs(distance) + 1) * 1.5), DISTANCES // 2 - 1).astype(np.int64)
    bucket: NDArray[np.int64] = np.where(distance < 0, size, size + DISTANCES // 2)
    return bucket


def _link(scores: Scores, kind: int, asking: NDArray[np.int64], answering: NDArray[np.int64]) -> Floats:
    """Return the scores (asking, answering) of link ``kind``: 0 content to cue, 1 cue to source."""
    ask, answer = ((scores.asks_cue, scores.is_cue), (scores.asks_source, scores.is_source))[kind]
    bucket = distance_bucket(answering[None, :] - asking[:, None])
    same = scores.paragraphs[asking][:, None] == scores.paragraphs[answering][None, :]
    bias = scores.distance[kind][bucket] + np.where(same, scores.same_paragraph[kind], 0).astype(np.float32)
    found: Floats = ask[asking] @ answer[answering].T / LINK_SIZE**0.5 + bias
    return found


def _choice(scores: Floats, groups: Sequence[tuple[int, int]]) -> tuple[int, float]:
    """Return which group of columns the rows of ``scores`` choose together, and with which probability."""
    whole = np.logaddexp.reduce(scores, axis=1)
    each = np.array([(np.logaddexp.reduce(scores[:, a:b], axis=1) - whole).mean() for a, b in groups])
    chosen = int(each.argmax())
    return chosen, float(np.exp(each[chosen]) / np.exp(each).sum())


def decode(scores: Scores, bias: Bias) -> list[Attribution]:
    """Return the attributions in ``scores``, in the order of their first content word.

    A content without any cue in reach is an attribution without cue and source; a cue without content is none.
    """
    adjusted = scores.labels.copy()
    for role, value in zip(ROLES, (bias.content, bias.cue, bias.source), strict=True):
        adjusted[:, [i for i, label in enumerate(LABELS) if label.endswith(role)]] += value
    path = np.zeros(len(adjusted), dtype=np.int64)
    spans: list[tuple[str, int, int]] = []
    for _, run in groupby(range(len(adjusted)), key=lambda i: scores.paragraphs[i]):
        words = list(run)
        path[words] = best_labels(adjusted[words])
        spans += _spans(path[words], words[0])
    sure = np.exp(scores.labels[np.arange(len(path)), path])
    by_role = {role: [(a, b) for name, a, b in spans if name == role] for role in ROLES}
    return _linked(scores, by_role, sure, bias)


def _linked(scores: Scores, spans: dict[str, list[tuple[int, int]]], sure: Floats, bias: Bias) -> list[Attribution]:
    cues = spans["cue"]
    contents: dict[int, list[tuple[tuple[int, int], float]]] = {}
    out = []
    for span in spans["content"]:
        near = _near(scores, span, cues)
        if not near:
            out.append(Attribution((span,), None, None, (float(sure[slice(*span)].mean()), 1.0, 1.0)))
            continue
        columns, groups = _columns([cues[i] for i in near])
        chosen, probability = _choice(_link(scores, 0, np.arange(*span), columns), groups)
        contents.setdefault(near[chosen], []).append((span, probability))
    for index, found in contents.items():
        cue = cues[index]
        source, certain = _source_of(scores, cue, spans["source"], bias.nobody)
        labels = np.concatenate([sure[slice(*s)] for s in [cue, *(span for span, _ in found)]])
        out.append(
            Attribution(
                tuple(s for s, _ in found), cue, source, (float(labels.mean()), min(p for _, p in found), certain)
            )
        )
    return sorted(out, key=lambda a: a.content[0])


REACH = 1
"""Paragraphs before and after in which a link may end."""


def _near(scores: Scores, span: tuple[int, int], others: Sequence[tuple[int, int]]) -> list[int]:
    """Return which of ``others`` stand in the paragraph of ``span``, or, where none does, in those beside it."""
    here = scores.paragraphs[span[0]]
    same = [i for i, (a, _) in enumerate(others) if scores.paragraphs[a] == here]
    return same or [i for i, (a, _) in enumerate(others) if abs(int(scores.paragraphs[a] - here)) <= REACH]


def _columns(spans: Sequence[tuple[int, int]]) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    columns: list[int] = []
    groups: list[tuple[int, int]] = []
    for a, b in spans:
        groups.append((len(columns), len(columns) + b - a))
        columns += range(a, b)
    return np.array(columns, dtype=np.int64), groups


def _source_of(
    scores: Scores, cue: tuple[int, int], sources: Sequence[tuple[int, int]], bias: float
) -> tuple[tuple[int, int] | None, float]:
    near = [sources[i] for i in _near(scores, cue, sources)]
    nobody: Floats = scores.asks_source[slice(*cue)] @ scores.nobody / LINK_SIZE**0.5 + bias
    if not near:
        return None, 1.0
    columns, groups = _columns(near)
    found = np.concatenate([_link(scores, 1, np.arange(*cue), columns), nobody[:, None]], axis=1)
    chosen, probability = _choice(found, [*groups, (len(columns), len(columns) + 1)])
    return (near[chosen] if chosen < len(near) else None), probability
