"""The resolver at run time: two layers on the reader's fourth, and what its heads say of mentions, sources, channels and commitment.

``hear`` turns a stretch of text into words with their vectors, mentions with whom they may stand for, and tagged channels and times
of saying. ``kinds``, ``commitments`` and ``links`` answer questions about statements, whose words are runs of those words.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.model.coreference import Seen, candidates
from onrecord.model.mentions import SHAPES, head_of, lowered, shape_of
from onrecord.model.session import CPU, Device, Network, network_of
from onrecord.model.voices import (
    CERTAINTIES,
    COLUMNS,
    KINDS,
    TAGS,
    VOICE,
    Parts,
    Run,
    commitment_input,
    kind_flags,
    kind_input,
    link_features,
    mean,
    two_layers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.model.words import Word

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

Range = tuple[int, int]

MOST_LINKS = 4
"""Earlier mentions kept as possible antecedents of one."""


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of a text as arrays (w,).

    Offsets, numbers of sentence and paragraph, kind of name plus 1 (0: none), whether inside quotation marks, case (see
    ``words.CASES``); and their vectors (w, VOICE), in half precision as a long text has many.
    """

    starts: Ints
    ends: Ints
    sentences: Ints
    paragraphs: Ints
    names: Ints
    quoted: NDArray[np.bool_]
    cases: Ints
    voices: NDArray[np.float16]

    def run(self, start: int, end: int) -> Run | None:
        """Return the words that stand in the offsets ``start`` to ``end``; None for none."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return (first, last) if last > first else None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that may stand for something that other words stand for too.

    ``links``: (index in ``Reading.mentions``, score) of earlier mentions, best first; a score above 0 says rather yes. ``score``: how
    sure it is that these words are a mention that is taken up at all. ``name``: 0, or the number of the kind of its name plus 1.
    """

    start: int
    end: int
    head: Range
    shape: str
    gender: str | None
    plural: bool | None
    name: int
    score: float
    links: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Words that name a channel (``kind`` as in ``Via``), or that tell when something was ``said``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the resolver makes of a text."""

    words: WordTable
    mentions: tuple[Mention, ...]
    tags: tuple[Tagged, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """The words of a statement, as offsets into the text."""

    source: Sequence[Range]
    cue: Sequence[Range]
    content: Sequence[Range]


class Resolver:
    """The network with its heads."""

    def __init__(self, network: Network, weights: Mapping[str, Floats]) -> None:
        """Take what ``opened_resolver`` loads."""
        self._network = network
        self._weights = weights

    def run(self, states: Floats, known: NDArray[np.int32]) -> Floats:
        """Return ``WIDTH`` numbers for every piece; ``states`` (windows, pieces, hidden) and ``known`` as ``Network.run`` takes it."""
        return self._network.run({"states": states}, known)[0]  # type: ignore[no-any-return]

    def hear(
        self, text: str, words: Sequence[Word], resolved: Floats, *, names: Ints, is_end: NDArray[np.bool_]
    ) -> Heard:
        """Decode what the network gave for the ``words`` of a stretch; ``names`` and ``is_end`` (w,) are the reader's."""
        paragraphs = np.array([word.paragraph for word in words], np.int64)
        starts = np.zeros(len(words), np.int64)
        starts[1:] = is_end[:-1] | (paragraphs[1:] != paragraphs[:-1])
        sentences = starts.cumsum()
        table = WordTable(
            np.array([word.start for word in words], np.int64), np.array([word.end for word in words], np.int64),
            sentences, paragraphs, names, np.array([word.quoted > 0 for word in words], bool),
            np.array([word.case for word in words], np.int64), resolved[:, COLUMNS["voice"]].astype(np.float16),
        )  # fmt: skip
        scores = resolved[:, COLUMNS["tags"]]
        logged = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        path = TAGS.best(logged, paragraphs)
        tags = tuple(Tagged(words[a].start, words[b - 1].end, kind) for kind, a, b in TAGS.spans(path))
        return Heard(table, self._mentions(text, words, resolved, sentences, names), tags)

    def _mentions(
        self, text: str, words: Sequence[Word], resolved: Floats, sentences: Ints, names: Ints
    ) -> tuple[Mention, ...]:
        seen = Seen(resolved[:, COLUMNS["spans"]], resolved[:, COLUMNS["antes"]], sentences, names)
        found = candidates(text, words, seen, self._weights)
        m = found.mentions
        if not len(m.first):
            return ()
        best = np.argsort(-found.links, axis=1, kind="stable")[:, :MOST_LINKS]
        out = []
        for index, (first, last) in enumerate(zip(m.first.tolist(), m.last.tolist(), strict=True)):
            links = tuple(
                (index - 1 - back, round(float(found.links[index, back]), 3))
                for back in best[index].tolist()
                if found.links[index, back] > _HOPELESS
            )
            head = int(m.heads[index])
            out.append(
                Mention(
                    words[first].start, words[last].end, (words[head].start, words[head].end), SHAPES[m.shape[index]],
                    (None, "female", "male", "neuter")[m.gender[index]], (None, False, True)[m.number[index]],
                    int(m.name[index]), round(float(found.scores[index]), 3), links,
                )
            )  # fmt: skip
        return tuple(out)

    def kinds(self, text: str, table: WordTable, statements: Sequence[Ranges]) -> Floats:
        """Return the probability (s, len(KINDS)) of each kind of source for each of the statements in ``text``."""
        if not statements:
            return np.zeros((0, len(KINDS)), np.float32)
        rows = [_kind_row(text, table, _parts(table, ranges)) for ranges in statements]
        return _softmax(two_layers(self._weights, "kind", np.stack(rows)))

    def commitments(self, table: WordTable, statements: Sequence[Ranges]) -> tuple[Floats, Floats]:
        """Return the probability (s, 4) of each of ``CERTAINTIES`` and (s,) of a negative polarity for each statement."""
        if not statements:
            return np.zeros((0, len(CERTAINTIES)), np.float32), np.zeros(0, np.float32)
        rows = []
        for ranges in statements:
            (low, high), parts = _parts(table, ranges).from_first()
            rows.append(commitment_input(table.voices[low:high].astype(np.float32), parts))
        found = two_layers(self._weights, "commitment", np.stack(rows))
        return _softmax(found[:, : len(CERTAINTIES)]), _sigmoid(found[:, len(CERTAINTIES)])

    def link(self, table: WordTable, ranges: Ranges, tag: Tagged) -> float:
        """Return the probability that the tagged words are the channel, or the time of saying, of a statement."""
        parts = _parts(table, ranges)
        channel = table.run(tag.start, tag.end)
        if channel is None or not parts.content:
            return 0.0
        asks = sum(
            (mean(table.voices, part) for part in (parts.source, parts.cue, parts.content)),
            np.zeros(VOICE, np.float32),
        )
        features = link_features(
            TAGS.classes.index(tag.kind), channel, parts, sentences=table.sentences, paragraphs=table.paragraphs
        )
        score = asks @ self._weights["link"] @ table.voices[channel[1] - 1].astype(np.float32)
        return float(_sigmoid(score + two_layers(self._weights, "link", features[None])[0, 0]))


def _parts(table: WordTable, ranges: Ranges) -> Parts:
    """Return the parts of a statement as words."""
    found = [
        [run for part in every if (run := table.run(*part))] for every in (ranges.source, ranges.cue, ranges.content)
    ]
    return Parts(*found)


def _kind_row(text: str, table: WordTable, parts: Parts) -> Floats:
    (low, high), moved = parts.from_first()
    head, shape, name, first = -1, 0, 0, 0
    if parts.source:
        first, end = parts.source[0]
        lower = [lowered(text[a:b]) for a, b in zip(table.starts[first:end], table.ends[first:end], strict=True)]
        stop = next((i for i, word in enumerate(lower) if i and word in DESCRIBES), len(lower))
        head = first + head_of(lower[:stop])
        name = int(table.names[head])
        shape = shape_of(lower[:stop], head - first, int(table.cases[head]), name)
    flags = kind_flags(
        shape, name, has_source=head >= 0, has_cue=bool(parts.cue), quoted=head >= 0 and bool(table.quoted[first]),
        opens=head >= 0 and (first == 0 or bool(table.sentences[first - 1] != table.sentences[first])),
    )  # fmt: skip
    return kind_input(table.voices[low:high].astype(np.float32), head - low if head >= 0 else -1, moved, flags)


DESCRIBES = frozenset({",", "(", "who", "which", "that", "—", "–"})
"""Words and marks after which a source is only described further."""
_HOPELESS = -1.5
"""Score below which a link is not kept."""


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)  # type: ignore[no-any-return]


def _sigmoid(scores: Any) -> Any:
    return 1 / (1 + np.exp(-scores))


def together(parts: Sequence[Heard]) -> Heard:
    """Join what was heard of consecutive stretches; mentions link within a stretch, names further by their words."""
    arrays: dict[str, list[Any]] = {name: [] for name in WordTable.__slots__}
    mentions: list[Mention] = []
    tags: list[Tagged] = []
    sentences = 0
    for part in parts:
        for name in WordTable.__slots__:
            values = getattr(part.words, name)
            arrays[name].append(values + sentences if name == "sentences" else values)
        sentences += int(part.words.sentences[-1]) + 1 if len(part.words.sentences) else 0
        before = len(mentions)
        mentions += (
            [replace(m, links=tuple((index + before, score) for index, score in m.links)) for m in part.mentions]
            if before
            else part.mentions
        )
        tags += part.tags
    if not parts:
        nothing = np.zeros(0, np.int64)
        table = WordTable(
            nothing, nothing, nothing, nothing, nothing, nothing.astype(bool), nothing, np.zeros((0, VOICE), np.float16)
        )
        return Heard(table, (), ())
    return Heard(
        WordTable(**{name: np.concatenate(values) for name, values in arrays.items()}), tuple(mentions), tuple(tags)
    )


def opened_resolver(model: bytes, weights: bytes, threads: int, device: Device = CPU) -> Resolver:
    """Load a resolver from its network in ONNX and the weights of its heads (npz), as ``training/export_resolver.py`` writes them.

    Raises what ``network_of`` raises.
    """
    with np.load(io.BytesIO(weights)) as loaded:
        heads = {name: loaded[name].astype(np.float32) for name in loaded.files}
    return Resolver(network_of(model, threads, device), heads)
