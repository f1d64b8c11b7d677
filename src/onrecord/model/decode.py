"""From the network's scores to attributions: valid spans, and which content has which cue and source.

Every content chooses a cue (or none) and a source (or nobody) together, by three learned links: content to cue, cue to
source, content to source. Contents of one cue are one attribution ("X," she said, "Y"). The inner layer holds
attributions that stand inside the content of another; their cues and sources may come from either layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from onrecord.model.heads import DISTANCES, LAYERS, LINK_SIZE, ROLES, SCORES, answers, asks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]
    Run = tuple[int, int]

REACH = 2
"""Paragraphs before and after a content in which its cue and source may stand."""
MOST_CANDIDATES = 40
"""Cues, and sources, that a content chooses among at most, the nearest; a paragraph of news has up to 12."""
FAR = 200
"""Words; all that stand further apart are in the last bucket of distances."""
ROWS = 256
"""Words that ask at once, so that memory stays flat on a paragraph of any length."""
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


_BUCKETS = distance_bucket(np.arange(-FAR, FAR + 1))


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of one role: starts and ends in words, in order of the text, and how sure their labels are."""

    runs: tuple[Run, ...]
    sure: tuple[float, ...]
    paragraphs: Numbers

    def within_reach(self, paragraph: int) -> slice:
        """Return which spans stand within reach of a paragraph."""
        return slice(
            int(np.searchsorted(self.paragraphs, paragraph - REACH, "left")),
            int(np.searchsorted(self.paragraphs, paragraph + REACH, "right")),
        )


def _beside(runs: Numbers, run: Run) -> Numbers:
    """Return the numbers of the ``runs`` (r, 2) that do not overlap ``run``, the nearest if there are too many."""
    gaps = np.maximum(runs[:, 0] - run[1], run[0] - runs[:, 1])
    found = np.flatnonzero(gaps >= 0)
    if len(found) > MOST_CANDIDATES:
        found = found[np.argsort(gaps[found], kind="stable")[:MOST_CANDIDATES]]
    return found


def decode(scores: Scores, bias: Bias) -> list[Attribution]:
    """Return the attributions in ``scores``, in the order of their first content word. Takes O(n) time for n words."""
    if not len(scores.labels):
        return []
    layers = _layers(scores, bias)
    cues, sources = (_merged([layer[role] for layer in layers], scores) for role in ("cue", "source"))
    linker = _Linker(scores, cues, sources, bias)
    chosen = [choice for number, layer in enumerate(layers) for choice in linker.choices(number, layer["content"])]
    return sorted(_grouped(chosen), key=lambda a: (a.content[0], a.layer))


def _layers(scores: Scores, bias: Bias) -> list[dict[str, _Spans]]:
    """Return the spans of each role in each layer. The layers are decoded together, as if one text followed the other."""
    known = [scores.log_probabilities(name) for name in LAYERS]
    adjusted = np.concatenate(known)
    adjusted[len(known[0]) :, 1:] += bias.inner
    for role, value in zip(ROLES.classes, (bias.content, bias.cue, bias.source), strict=True):
        adjusted[:, ROLES.columns(role)] += value
    behind = scores.paragraphs[-1] + 1 - scores.paragraphs[0]
    paths = ROLES.best(adjusted, np.concatenate([scores.paragraphs, scores.paragraphs + behind]))
    return [_spans(scores, *layer) for layer in zip(known, np.split(paths, len(LAYERS)), strict=True)]


def _spans(scores: Scores, known: Floats, path: Numbers) -> dict[str, _Spans]:
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
class _Near:
    """The cues and sources within reach of a paragraph, and what the cues ask of the sources.

    ``first_cue`` and ``first_source`` are the numbers of the first of each in the text; ``cues`` (c, 2) and ``sources`` (s, 2) their runs;
    ``through`` (w, s + 1) what the w words of the cues ask for, and ``starts`` (c,) which of these words is the first of each cue.
    """

    first_cue: int
    cues: Numbers
    first_source: int
    sources: Numbers
    through: Floats
    starts: Numbers


@dataclass(frozen=True, slots=True)
class _Linker:
    """All cues and sources of a text, for its contents to choose among.

    What words ask for is reckoned once for a whole paragraph: its contents choose among nearly the same cues and sources.
    """

    scores: Scores
    cues: _Spans
    sources: _Spans
    bias: Bias

    def choices(self, layer: int, contents: _Spans) -> Iterator[_Choice]:
        """Yield the cue and source that each of the ``contents`` of a layer takes together."""
        for paragraph, group in groupby(range(len(contents.runs)), key=lambda i: int(contents.paragraphs[i])):
            numbers = list(group)
            near = self._near(paragraph)
            runs = np.array([contents.runs[i] for i in numbers])
            to_cue = _asked(self.scores, layer, runs, near.cues, self.bias.no_cue)
            to_source = _asked(self.scores, 2 + layer, runs, near.sources, self.bias.nobody)
            ends = np.cumsum(runs[:, 1] - runs[:, 0])
            for i, end in zip(numbers, ends, strict=True):
                run = contents.runs[i]
                words = slice(end - (run[1] - run[0]), end)
                asked = to_cue[words], to_source[words]
                yield self._choice(run, near, asked, layer=layer, sure=contents.sure[i])

    def _near(self, paragraph: int) -> _Near:
        cues, sources = self.cues.within_reach(paragraph), self.sources.within_reach(paragraph)
        cue_runs, source_runs = _table(self.cues.runs[cues]), _table(self.sources.runs[sources])
        lengths = cue_runs[:, 1] - cue_runs[:, 0]
        return _Near(
            first_cue=cues.start,
            cues=cue_runs,
            first_source=sources.start,
            sources=source_runs,
            through=_asked(self.scores, 4, cue_runs, source_runs, self.bias.nobody),
            starts=np.cumsum(lengths) - lengths,
        )

    def _choice(self, run: Run, near: _Near, asked: tuple[Floats, Floats], *, layer: int, sure: float) -> _Choice:
        """Return what one content takes; ``asked`` is what its words ask of all cues, and of all sources, that are near."""
        to_cue, to_source = asked
        cues, sources = _beside(near.cues, run), _beside(near.sources, run)
        by_cue = _together(to_cue[:, _or_none(cues, near.cues)], np.zeros(1, np.int64))[0]
        columns = _or_none(sources, near.sources)
        direct = _together(to_source[:, columns], np.zeros(1, np.int64))[0]
        by_source = np.tile(direct, (len(cues) + 1, 1))
        if len(cues):
            through = _together(near.through[:, columns], near.starts)[cues]
            by_source[:-1] = self.bias.direct * direct + (1 - self.bias.direct) * through
        total = by_cue[:, None] + by_source
        cue, source = (int(i) for i in np.unravel_index(int(total.argmax()), total.shape))
        kept = [cue] if cue < len(cues) else []
        kept += [k for k in range(len(cues)) if kept and k != cue and np.exp(by_cue[k]) > SECOND_CUE]
        taken = [near.first_cue + int(cues[k]) for k in kept]
        whose = near.first_source + int(sources[source]) if source < len(sources) else None
        return _Choice(
            content=run,
            cue=tuple(taken),
            cue_runs=tuple(self.cues.runs[i] for i in taken),
            source=() if whose is None else (self.sources.runs[whose],),
            layer=layer,
            evidence=(
                sure,
                min([0.0, *(self.cues.sure[i] for i in taken)]),
                0.0 if whose is None else self.sources.sure[whose],
                float(by_cue[cue]),
                float(by_source[cue, source]),
            ),
        )


def _table(runs: Sequence[Run]) -> Numbers:
    return np.array(runs, dtype=np.int64).reshape(-1, 2)


def _or_none(numbers: Numbers, runs: Numbers) -> Numbers:
    """Return the columns of ``numbers`` of the ``runs``, and last that of none."""
    return np.append(numbers, len(runs))


def _words(runs: Numbers) -> Numbers:
    """Return the words of all ``runs``, one run after the other."""
    return np.concatenate([np.arange(a, b) for a, b in runs]) if len(runs) else np.zeros(0, np.int64)


def _asked(scores: Scores, link: int, asking: Numbers, runs: Numbers, none: float) -> Floats:
    """Return how much each of the words of ``asking`` (runs) asks for each of ``runs`` (r, 2), or last for none: logarithms (words, r + 1)."""
    words, columns = _words(asking), _words(runs)
    out = np.empty((len(words), len(runs) + 1), np.float32)
    starts = np.cumsum(runs[:, 1] - runs[:, 0]) - (runs[:, 1] - runs[:, 0])
    by_distance = scores.tables.distance[link][_BUCKETS]
    for at in range(0, len(words), ROWS):
        some = words[at : at + ROWS]
        vectors = scores.vectors[some, asks(link)]
        out[at : at + ROWS, -1] = vectors @ scores.tables.nobody[link] / LINK_SIZE**0.5 + none
        if not len(runs):
            continue
        found = vectors @ scores.vectors[columns, answers(link)].T / LINK_SIZE**0.5
        found += by_distance[np.clip(columns[None, :] - some[:, None], -FAR, FAR) + FAR]
        same = scores.paragraphs[some][:, None] == scores.paragraphs[columns][None, :]
        found += same * scores.tables.same_paragraph[link]
        high = found.max(1, keepdims=True)
        out[at : at + ROWS, :-1] = np.log(np.add.reduceat(np.exp(found - high), starts, axis=1) + 1e-30) + high
    return out


def _together(each: Floats, starts: Numbers) -> Floats:
    """Return the log-probabilities (groups, r + 1) with which words take runs or none together; ``starts``: each group's first row of ``each``."""
    alone = each - _log_sums(each)
    lengths = np.diff(np.append(starts, len(each))).astype(np.float32)
    mean: Floats = (np.add.reduceat(alone, starts, axis=0) / lengths[:, None]).astype(np.float32)
    out: Floats = mean - _log_sums(mean)
    return out


def _log_sums(rows: Floats) -> Floats:
    """Return the logarithm of the sum of the exponentials of each row (n, 1)."""
    high = rows.max(1, keepdims=True)
    out: Floats = high + np.log(np.exp(rows - high).sum(1, keepdims=True))
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
