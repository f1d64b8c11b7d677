"""From the network's scores to attributions: valid spans, and which content has which cue and source.

Every content chooses a cue (or none) and a source (or nobody) together, by three learned links: content to cue, cue to
source, content to source. Contents of one cue are one attribution ("X," she said, "Y"). The inner layer holds
attributions that stand inside the content of another; their cues and sources may come from either layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from onrecord.model.heads import DISTANCES, LAYERS, LINK_SIZE, ROLES, SCORES, answers, asks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]
    Run = tuple[int, int]

REACH = 2
"""Paragraphs before and after a content in which its cue and source may stand."""
MOST_CANDIDATES = 40
"""Cues, and sources, that a content chooses among at most, the nearest; a paragraph of news has up to 12."""
SECOND_CUE = 0.3
"""Share of a content's choice from which a further cue is kept beside the best ("reported ..., citing")."""


@dataclass(frozen=True, slots=True)
class Bias:
    """What is added to the scores before decoding, chosen on dev articles; all zero is the bare network.

    ``content cue source`` to the labels of each part, ``inner`` to all labels of the inner layer, ``nobody`` and
    ``no_cue`` to choosing none; ``direct`` is the share of the link from content to source beside that through the cue.
    """

    content: float = 0.0
    cue: float = 0.0
    source: float = 0.0
    inner: float = 0.0
    nobody: float = 0.0
    no_cue: float = 0.0
    direct: float = 0.5


@dataclass(frozen=True, slots=True)
class LinkTables:
    """The learned parts of the links that belong to no word: ``distance`` (5, 24), ``same_paragraph`` (5,), ``nobody`` (5, 64)."""

    distance: Floats
    same_paragraph: Floats
    nobody: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of n words: ``labels`` (n, 64) raw scores, ``vectors`` (n, 448), ``paragraphs`` (n,) ascending."""

    labels: Floats
    vectors: Floats
    paragraphs: Numbers
    tables: LinkTables

    def log_probabilities(self, head: str) -> Floats:
        """Return the log-probabilities of a head's labels (n, l)."""
        raw = self.labels[:, SCORES[head]]
        shifted = raw - raw.max(1, keepdims=True)
        out: Floats = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        return out


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in words: (start, end) runs, end exclusive; ``layer``: 0 outer, 1 inside another's content."""

    content: tuple[Run, ...]
    cue: tuple[Run, ...]
    source: tuple[Run, ...]
    layer: int
    evidence: tuple[float, ...]
    """Log-probabilities, the worst first where there are several: of the content's labels (mean, least), of its cue's
    and its source's, of the choice of cue and of source."""


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bucket of signed distances in words: sign and logarithm, 0 to 23."""
    size = np.minimum(np.floor(np.log2(np.abs(distance) + 1) * 1.5), DISTANCES // 2 - 1).astype(np.int64)
    bucket: NDArray[np.int64] = np.where(distance < 0, size, size + DISTANCES // 2)
    return bucket


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of one role: starts and ends in words, in order of the text, and how sure their labels are."""

    runs: tuple[Run, ...]
    sure: tuple[float, ...]
    paragraphs: Numbers

    def near(self, run: Run, paragraph: int) -> list[int]:
        """Return the numbers of the spans within reach of ``run``, the nearest if there are too many, never one in it."""
        first = int(np.searchsorted(self.paragraphs, paragraph - REACH, "left"))
        last = int(np.searchsorted(self.paragraphs, paragraph + REACH, "right"))
        found = [i for i in range(first, last) if self.runs[i][1] <= run[0] or self.runs[i][0] >= run[1]]
        if len(found) > MOST_CANDIDATES:
            found = sorted(found, key=lambda i: _gap(self.runs[i], run))[:MOST_CANDIDATES]
        return found


def _gap(a: Run, b: Run) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def decode(scores: Scores, bias: Bias) -> list[Attribution]:
    """Return the attributions in ``scores``, in the order of their first content word. Takes O(n) time for n words."""
    if not len(scores.labels):
        return []
    layers = [_layer(scores, name, bias) for name in LAYERS]
    cues, sources = (_merged([layer[role] for layer in layers], scores) for role in ("cue", "source"))
    linker = _Linker(scores, cues, sources, bias)
    chosen = [
        linker.choose(number, run, sure)
        for number, layer in enumerate(layers)
        for run, sure in zip(layer["content"].runs, layer["content"].sure, strict=True)
    ]
    return sorted(_grouped(chosen), key=lambda a: (a.content[0], a.layer))


def _layer(scores: Scores, name: str, bias: Bias) -> dict[str, _Spans]:
    known = scores.log_probabilities(name)
    adjusted = known.copy()
    for role, value in zip(ROLES.classes, (bias.content, bias.cue, bias.source), strict=True):
        adjusted[:, ROLES.columns(role)] += value + (bias.inner if name == "inner" else 0.0)
    path = ROLES.best(adjusted, scores.paragraphs)
    sure = known[np.arange(len(path)), path]
    found: dict[str, list[Run]] = {role: [] for role in ROLES.classes}
    for role, start, end in ROLES.spans(path):
        found[role].append((start, end))
    return {
        role: _Spans(
            tuple(runs), tuple(float(sure[a:b].mean()) for a, b in runs), np.array([scores.paragraphs[a] for a, _ in runs])
        )
        for role, runs in found.items()
    }  # fmt: skip


def _merged(both: Sequence[_Spans], scores: Scores) -> _Spans:
    """Put the spans of both layers together; of two that overlap the surer stays."""
    order = sorted(
        ((run, sure) for spans in both for run, sure in zip(spans.runs, spans.sure, strict=True)), key=lambda s: s[0]
    )
    kept: list[tuple[Run, float]] = []
    for run, sure in order:
        if kept and kept[-1][0][1] > run[0]:
            if sure > kept[-1][1]:
                kept[-1] = (run, sure)
        else:
            kept.append((run, sure))
    paragraphs = np.array([scores.paragraphs[run[0]] for run, _ in kept], dtype=np.int64)
    return _Spans(tuple(run for run, _ in kept), tuple(sure for _, sure in kept), paragraphs)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A content with the cue and source that it takes together."""

    content: Run
    cue: tuple[int, ...]
    """The numbers of its cues, the best first."""
    cue_runs: tuple[Run, ...]
    source: tuple[Run, ...]
    layer: int
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Linker:
    """All cues and sources of a text, for its contents to choose among.

    ``through`` keeps what each cue takes among which sources: contents of one paragraph ask for the same.
    """

    scores: Scores
    cues: _Spans
    sources: _Spans
    bias: Bias
    through: dict[tuple[Run, tuple[Run, ...]], Floats] = field(default_factory=dict)

    def choose(self, layer: int, run: Run, sure: float) -> _Choice:
        """Return the cue and source that the content ``run`` of a layer takes together."""
        paragraph = int(self.scores.paragraphs[run[0]])
        near_cues, near_sources = self.cues.near(run, paragraph), self.sources.near(run, paragraph)
        cues, sources = [self.cues.runs[i] for i in near_cues], [self.sources.runs[i] for i in near_sources]
        to_cue = _choice(self.scores, layer, np.arange(*run), cues, self.bias.no_cue)
        together = self._sources(layer, run, cues, sources)
        total = to_cue[:, None] + together
        cue, source = (int(i) for i in np.unravel_index(int(total.argmax()), total.shape))
        kept = [near_cues[cue]] if cue < len(cues) else []
        kept += [k for i, k in enumerate(near_cues) if kept and i != cue and np.exp(to_cue[i]) > SECOND_CUE]
        taken = near_sources[source] if source < len(sources) else None
        return _Choice(
            content=run,
            cue=tuple(kept),
            cue_runs=tuple(self.cues.runs[i] for i in kept),
            source=() if taken is None else (self.sources.runs[taken],),
            layer=layer,
            evidence=(
                sure,
                min([0.0, *(self.cues.sure[i] for i in kept)]),
                0.0 if taken is None else self.sources.sure[taken],
                float(to_cue[cue]),
                float(together[cue, source]),
            ),
        )

    def _sources(self, layer: int, run: Run, cues: Sequence[Run], sources: Sequence[Run]) -> Floats:
        """Return the log-probability (cues + 1, sources + 1) of each source, or nobody, with each cue, or without one."""
        direct = _choice(self.scores, 2 + layer, np.arange(*run), sources, self.bias.nobody)
        out: Floats = np.tile(direct, (len(cues) + 1, 1))
        for k, cue in enumerate(cues):
            asked = (cue, tuple(sources))
            if asked not in self.through:
                self.through[asked] = _choice(self.scores, 4, np.arange(*cue), sources, self.bias.nobody)
            out[k] = self.bias.direct * direct + (1 - self.bias.direct) * self.through[asked]
        return out


def _choice(scores: Scores, link: int, asking: Numbers, runs: Sequence[Run], none: float) -> Floats:
    """Return the log-probability with which the asking words together take each of ``runs``, or last none."""
    vectors = scores.vectors[asking]
    nobody = vectors[:, asks(link)] @ scores.tables.nobody[link] / LINK_SIZE**0.5 + none
    if runs:
        columns = np.concatenate([np.arange(a, b) for a, b in runs])
        found = vectors[:, asks(link)] @ scores.vectors[columns, answers(link)].T / LINK_SIZE**0.5
        found += scores.tables.distance[link][distance_bucket(columns[None, :] - asking[:, None])]
        same = scores.paragraphs[asking][:, None] == scores.paragraphs[columns][None, :]
        found += same * scores.tables.same_paragraph[link]
        starts = np.cumsum([0, *(b - a for a, b in runs[:-1])])
        high = found.max(1, keepdims=True)
        each = np.log(np.add.reduceat(np.exp(found - high), starts, axis=1) + 1e-30) + high
        each = np.concatenate([each, nobody[:, None]], axis=1)
    else:
        each = nobody[:, None]
    whole = np.logaddexp.reduce(each, axis=1)
    mean = (each - whole[:, None]).mean(0)
    out: Floats = mean - np.logaddexp.reduce(mean)
    return out


def _grouped(choices: Sequence[_Choice]) -> list[Attribution]:
    """Join the contents of one cue, unless one holds the other."""
    groups: dict[object, list[_Choice]] = {}
    for number, choice in enumerate(choices):
        groups.setdefault((choice.layer, choice.cue[0]) if choice.cue else number, []).append(choice)
    out = []
    for group in groups.values():
        ordered = sorted(group, key=lambda c: c.content)
        evidence = tuple(min(c.evidence[i] for c in ordered) for i in range(len(ordered[0].evidence)))
        cue = tuple(sorted({run for c in ordered for run in c.cue_runs}))
        source = max(ordered, key=lambda c: c.evidence[4]).source
        out.append(Attribution(tuple(c.content for c in ordered), cue, source, ordered[0].layer, evidence))
    return out
