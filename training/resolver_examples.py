"""Texts as the resolver is taught with them: their states, and what the corpora say of mentions, sources and events in them.

A text of w words is one example, however long: coreference reaches over its windows. Numbers are as in ``onrecord.model``, so that
what is taught is what is asked at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from resolver import CONVENTIONS

from onrecord.model.coreference import spans_of
from onrecord.model.mentions import FORMS, Mentions, head_of, lowered, mentions_at, shape_of
from onrecord.model.resolver import DESCRIBES
from onrecord.model.voices import FLAGS, LINK_FEATURES, TAGS, Parts, kind_flags, link_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coreference_data import Annotated
    from factuality_data import Factual
    from sources_data import Run, Sourced, Voiced
    from states import States

    from onrecord.model.words import Word

NAMED = (1, 2)
"""Kinds of names, as in ``States.names``, that may be sources: persons and bodies."""
LONGEST_NAME = 6
"""Words of a name that is taken for a source's by its last word; longer runs are titles and lists."""
LONGEST_TAG = 12
"""Words of a channel or time that is tagged; the few longer ones are whole clauses."""
NEAR = 2
"""Sentences between a statement and a channel that is shown to it as another's."""
PRONOUNS = frozenset[str]().union(*FORMS.values())
HIDDEN = -1e4
"""Added to the attention scores of padding."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text's words and states.

    ``states`` (windows, pieces, hidden) and ``mask`` (windows, 1, 1, pieces) are padded; ``at`` (w, 2): window and piece of each word;
    ``names`` and ``sentences`` (w,) as in ``States``; ``lower``: the words in lower case, none where only events are taught.
    """

    name: str
    words: list[Word]
    lower: list[str]
    states: np.ndarray
    mask: np.ndarray
    at: np.ndarray
    names: np.ndarray
    sentences: np.ndarray


@dataclass(frozen=True, slots=True)
class Coreferent:
    """Runs of words from ``first`` to ``last`` (s,), and the entity of each (s,), -1 for what is no mention. ``clusters``: the gold."""

    text: Text
    convention: int
    first: np.ndarray
    last: np.ndarray
    entities: np.ndarray
    clusters: list[list[Run]]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rows (a, w) that take the mean over the words of each part of the a attributions, or one word of it; all 0 for none."""

    head: np.ndarray
    source: np.ndarray
    cue: np.ndarray
    last_cue: np.ndarray
    content: np.ndarray
    first_content: np.ndarray


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of an attribution and a channel or time nearby (p of each): features, attribution, last word, whether they belong together."""

    features: np.ndarray
    attributions: np.ndarray
    words: np.ndarray
    right: np.ndarray


@dataclass(frozen=True, slots=True)
class Sources:
    """An article with a attributions: what is told of each, and the answers.

    ``flags`` (a, FLAGS); ``has`` (a, 2): cue, source; ``kinds``, ``certainties``, ``negative`` (a,); ``tags`` (w,); ``mentions`` (m) are
    sources and their names, each of the entity in ``entities`` (m,).
    """

    text: Text
    pooled: Pooled
    flags: np.ndarray
    has: np.ndarray
    kinds: np.ndarray
    certainties: np.ndarray
    negative: np.ndarray
    tags: np.ndarray
    links: Links
    mentions: Mentions | None
    entities: np.ndarray


@dataclass(frozen=True, slots=True)
class Events:
    """Words (e,) that are events, and how far each happened (e,), from -3 to 3; ``corpus`` is whose numbers they are."""

    text: Text
    corpus: str
    words: np.ndarray
    values: np.ndarray


Example = Coreferent | Sources | Events


def text_of(name: str, text: str, words: list[Word], kept: States) -> Text:
    """Pad the states of a text; an empty ``text`` leaves ``lower`` empty."""
    longest = max(len(window) for window in kept.windows)
    states = np.zeros((len(kept.windows), longest, kept.windows[0].shape[1]), np.float16)
    mask = np.full((len(kept.windows), 1, 1, longest), HIDDEN, np.float32)
    for number, window in enumerate(kept.windows):
        states[number, : len(window)] = window
        mask[number, :, :, : len(window)] = 0
    lower = [lowered(text[word.start : word.end]) for word in words] if text else []
    return Text(name, words, lower, states, mask, kept.at, kept.names, kept.sentences)


def coreferent(given: Annotated, kept: States) -> Coreferent:
    """Return a text with coreference; OntoGUM's mentions of what is mentioned once teach nothing, as in its own scores."""
    text = text_of(given.name, given.text, given.words, kept)
    first, last = spans_of(given.words, kept.sentences)
    entity_of = {
        run: number
        for number, cluster in enumerate(given.clusters)
        if len(cluster) > 1 or given.convention != "ontogum"
        for run in cluster
    }
    entities = np.array([entity_of.get(run, -1) for run in zip(first.tolist(), last.tolist(), strict=True)], np.int64)
    return Coreferent(text, CONVENTIONS.index(given.convention), first, last, entities, given.clusters)


def events(given: Factual, corpus: str, kept: States) -> Events:
    """Return sentences with the factuality of their events."""
    words = np.array([word for word, _ in given.values], np.int64)
    values = np.array([value for _, value in given.values], np.float32)
    return Events(text_of(corpus, "", given.words, kept), corpus, words, values)


def sources(given: Sourced, kept: States) -> Sources:
    """Return an annotated article; attributions without a content are left out."""
    text = text_of(given.name, given.text, given.words, kept)
    rows = [voiced for voiced in given.voiced if voiced.content]
    own = [_source_of(voiced, text.lower) for voiced in rows]
    heads = [run[0] + head_of(text.lower[run[0] : run[1] + 1]) if run else -1 for run in own]
    tags, channels = _tagged(rows, len(text.words))
    mentions, entities = _same(rows, own, text)
    return Sources(
        text=text, pooled=_pooled(rows, heads, len(text.words)),
        flags=np.array([_flags(*row, text) for row in zip(rows, own, heads, strict=True)], np.float32).reshape(-1, FLAGS),
        has=np.array([[bool(v.cue), bool(v.source)] for v in rows], np.float32).reshape(-1, 2),
        kinds=np.array([v.kind for v in rows], np.int64), certainties=np.array([v.certainty for v in rows], np.int64),
        negative=np.array([v.negative for v in rows], np.float32), tags=tags, links=_links(rows, channels, text),
        mentions=mentions, entities=entities,
    )  # fmt: skip


def _source_of(voiced: Voiced, lower: Sequence[str]) -> Run | None:
    """Return first and last word of the source's first part, without what describes it further."""
    if not voiced.source:
        return None
    first, end = voiced.source[0]
    return first, next((at for at in range(first + 1, end) if lower[at] in DESCRIBES), end) - 1


def _flags(voiced: Voiced, own: Run | None, head: int, text: Text) -> np.ndarray:
    has_cue = bool(voiced.cue)
    if own is None:
        return kind_flags(0, 0, has_source=False, has_cue=has_cue, quoted=False, opens=False)
    first, last = own
    name = int(text.names[head])
    shape = shape_of(text.lower[first : last + 1], head - first, text.words[head].case, name)
    opens = first == 0 or bool(text.sentences[first - 1] != text.sentences[first])
    quoted = text.words[first].quoted > 0
    return kind_flags(shape, name, has_source=True, has_cue=has_cue, quoted=quoted, opens=opens)


def _pooled(rows: Sequence[Voiced], heads: Sequence[int], count: int) -> Pooled:
    return Pooled(
        head=_means([[(head, head + 1)] if head >= 0 else [] for head in heads], count),
        source=_means([v.source for v in rows], count),
        cue=_means([v.cue for v in rows], count),
        last_cue=_means([[(v.cue[-1][1] - 1, v.cue[-1][1])] if v.cue else [] for v in rows], count),
        content=_means([v.content for v in rows], count),
        first_content=_means([[(v.content[0][0], v.content[0][0] + 1)] for v in rows], count),
    )


def _means(parts: Sequence[Sequence[Run]], count: int) -> np.ndarray:
    rows = np.zeros((len(parts), count), np.float32)
    for row, runs in zip(rows, parts, strict=True):
        for first, end in runs:
            row[first:end] = 1
    means: np.ndarray = rows / np.maximum(rows.sum(1, keepdims=True), 1)
    return means


def _same(rows: Sequence[Voiced], own: Sequence[Run | None], text: Text) -> tuple[Mentions | None, np.ndarray]:
    """Return the sources, their full names, and other names that end with the same word, each with its entity."""
    found: dict[Run, int] = {}
    for voiced, run in zip(rows, own, strict=True):
        if voiced.entity is None:
            continue
        if run:
            found[run] = voiced.entity
        if voiced.name:
            found.setdefault((voiced.name[0], voiced.name[1] - 1), voiced.entity)
    bearers: dict[str, set[int]] = {}
    for (first, last), entity in found.items():
        if text.lower[first] not in PRONOUNS and text.names[last] in NAMED:
            bearers.setdefault(text.lower[last], set()).add(entity)
    for first, last in _names(text.names):
        whose = bearers.get(text.lower[last], set())
        if len(whose) == 1 and last - first < LONGEST_NAME:
            found.setdefault((first, last), next(iter(whose)))
    if not found:
        return None, np.zeros(0, np.int64)
    runs = np.array(sorted(found), np.int64)
    described = mentions_at(
        runs[:, 0], runs[:, 1], words=text.words, lower=text.lower, sentences=text.sentences, names=text.names
    )
    return described, np.array([found[run] for run in sorted(found)], np.int64)


def _names(names: np.ndarray) -> list[Run]:
    """Return first and last word of the names of persons and bodies."""
    bounds = np.flatnonzero(np.diff(names, prepend=-1, append=-1))
    runs = zip(bounds[:-1].tolist(), (bounds[1:] - 1).tolist(), strict=True)
    return [(first, last) for first, last in runs if names[first] in NAMED]


Channel = tuple[str, int, int]
"""Its kind (a class of ``TAGS``), first word, and the one after the last."""


def _channels_of(voiced: Voiced) -> list[Channel]:
    return [(kind, *run) for kind, run in (*voiced.via, *([("said", voiced.said)] if voiced.said else []))]


def _tagged(rows: Sequence[Voiced], count: int) -> tuple[np.ndarray, list[Channel]]:
    """Return the labels (w,) of the channels and times, and which they are; of two that overlap the first stays."""
    tags = np.zeros(count, np.int64)
    channels = []
    for voiced in rows:
        for kind, first, end in _channels_of(voiced):
            if end - first <= LONGEST_TAG and not tags[first:end].any():
                tags[first:end] = TAGS.run(kind, end - first)
                channels.append((kind, first, end))
    return tags, channels


def _links(rows: Sequence[Voiced], channels: Sequence[Channel], text: Text) -> Links:
    paragraphs = np.array([word.paragraph for word in text.words], np.int64)
    features, attributions, words, right = [], [], [], []
    for number, voiced in enumerate(rows):
        parts = Parts(voiced.source, voiced.cue, voiced.content)
        anchor = (voiced.cue or voiced.source or voiced.content)[0][0]
        own = set(_channels_of(voiced))
        for channel in channels:
            kind, first, end = channel
            near = (
                abs(text.sentences[first] - text.sentences[anchor]) <= NEAR or paragraphs[first] == paragraphs[anchor]
            )
            if near or channel in own:
                tag = TAGS.classes.index(kind)
                features.append(
                    link_features(tag, (first, end), parts, sentences=text.sentences, paragraphs=paragraphs)
                )
                attributions.append(number)
                words.append(end - 1)
                right.append(channel in own)
    return Links(
        np.array(features, np.float32).reshape(-1, LINK_FEATURES), np.array(attributions, np.int64),
        np.array(words, np.int64), np.array(right, np.float32),
    )  # fmt: skip
