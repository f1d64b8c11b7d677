"""Which articles are other articles' text: reprints, wire text under several bylines, and light rewrites.

Candidates are articles that have many rare words of their own sentences in common (those survive a rewrite better than runs of words
do), counted through an index of these words: exact, unlike hashing (MinHash, Broder 1997), and among the articles of a story as fast.
The decision comes from laying the sentences side by side. A cluster of copies points at one article, the earliest or, where days do
not tell, the fullest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from onrecord.language.rarity import rarity
from onrecord.match.alignment import Aligned, Batch
from onrecord.match.sentences import Sentence, sentences_of
from onrecord.records import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.records import Article, Reading

BORROWED: Final = 0.43
"""Alignment from which most of a text comes from the other; two writers with the same facts mostly stay below.

Light rewrites and independent reports overlap around it: from 0.415 to 0.435 the labelled stories score alike, above that rewrites are lost.
"""
COPIES: Final = 0.4
"""Share of sentences taken over from which it is a copy; below it the text was reworded."""
LEAST_WORDS: Final = 30
"""Words of an article too short to tell a copy from two people saying the same."""
_EVIDENCE_DICE: Final = 0.4
"""Dice from which a pair of sentences shows the likeness at a glance."""
_SMALL_BATCH: Final = 30
"""Readings among which all pairs are compared; larger batches go through candidates."""
_IN_COMMON: Final = 0.2
"""Share of the rare words of the shorter article that two candidates have in common; the copies among the labelled pairs have 0.3."""
_RARE: Final = 2.5
"""Rarity of the words that are hashed: those that fewer than one in twelve articles has."""
_SPREAD: Final = 200
"""Articles that a word may stand in to bring them together; what more of a large batch have tells topics, not texts."""
_AT_ONCE: Final = 2048
"""Words whose holders are counted together."""


@dataclass(frozen=True, slots=True)
class Copying:
    """One article's text comes from another's (ids). ``share`` is the part of the copy's sentences taken word for word or nearly so.

    ``evidence`` are sentences of the copy, each with its sentence of the original, in order.
    """

    copy: str
    original: str
    share: float
    relation: Literal["copies", "rewrites"]
    evidence: tuple[tuple[Passage, Passage], ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """An article with its sentences."""

    article: Article
    sentences: tuple[Sentence, ...]

    @property
    def rank(self) -> tuple[float, str]:
        """The fuller text comes first."""
        return -sum(sentence.weight for sentence in self.sentences), self.article.id

    def passage(self, index: int) -> Passage:
        """Return a sentence as a passage."""
        sentence = self.sentences[index]
        return Passage(self.article.id, sentence.start, sentence.end, self.article.text[sentence.start : sentence.end])


def copying(a: Reading, b: Reading) -> Copying | None:
    """Return which of two articles is the other's text, or None where neither is. Raises ValueError for a reading without an article."""
    first, second = sorted((_text_of(a), _text_of(b)), key=lambda text: text.rank)
    ties = _ties((first, second))
    return _pointed((first, second), {0, 1}, ties)[0] if ties else None


def copies_of(readings: Sequence[Reading]) -> tuple[Copying, ...]:
    """Return each article of the batch that is another's text, ordered by the copy's id; readings without an article are left out.

    The articles of a cluster point at its hub, or, where they share too little with it, at the member they are closest to. The order of
    the readings does not matter; article ids must differ.
    """
    texts = sorted(
        (_text_of(reading) for reading in readings if reading.article is not None), key=lambda text: text.rank
    )
    ties = _ties(texts)
    found: list[Copying] = []
    waiting = set(ties)
    while waiting:
        cluster = _reached(min(waiting), ties)
        waiting -= cluster
        found += _pointed(texts, cluster, ties)
    return tuple(sorted(found, key=lambda one: one.copy))


def _text_of(reading: Reading) -> _Text:
    if reading.article is None:
        raise ValueError(f"{reading.source}: nothing was read, so there is nothing to compare")
    return _Text(reading.article, sentences_of(reading.article))


def _ties(texts: Sequence[_Text]) -> dict[int, dict[int, Aligned]]:
    """Return which texts are one another's, by index, each pair from either side."""
    ties: dict[int, dict[int, Aligned]] = defaultdict(dict)
    batch = Batch([text.sentences for text in texts])
    enough = np.array([sum(len(sentence.stems) for sentence in text.sentences) >= LEAST_WORDS for text in texts], bool)
    for i, near in enumerate(_candidates(texts)):
        for j, side in batch.beside(i, near[enough[near]].tolist() if enough[i] else (), BORROWED):
            if side.borrowed >= BORROWED:
                ties[i][j], ties[j][i] = side, _turned(side)
    return ties


def _candidates(texts: Sequence[_Text]) -> Iterator[NDArray[np.int64]]:
    """Yield for each text the later ones to compare it with: all of a small batch, and those with rare words in common of a larger one."""
    if len(texts) <= _SMALL_BATCH:
        yield from (np.arange(index + 1, len(texts)) for index in range(len(texts)))
        return
    rare = [_rare_words(text) for text in texts]
    many = np.array([len(words) for words in rare])
    shared = _shared(rare)
    for index in range(len(texts)):
        least = _IN_COMMON * np.maximum(1, np.minimum(many[index], many[index + 1 :]))
        counts = shared[index, index + 1 :]
        yield np.flatnonzero((counts > 0) & (counts >= least)) + index + 1


def _shared(rare: Sequence[set[str]]) -> NDArray[np.float32]:
    """Return how many of their rare words every two articles share; what more than ``_SPREAD`` of them have does not count."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(rare):
        for word in words:
            holders[word].append(index)
    telling = [held for held in holders.values() if 1 < len(held) <= _SPREAD]
    shared = np.zeros((len(rare), len(rare)), np.float32)
    for begin in range(0, len(telling), _AT_ONCE):
        having = np.zeros((len(rare), _AT_ONCE), np.float32)
        for at, held in enumerate(telling[begin : begin + _AT_ONCE]):
            having[held, at] = 1.0
        shared += having @ having.T  # whole numbers, which float32 has all of up to 16 million
    return shared


def _rare_words(text: _Text) -> set[str]:
    """Return the rare words of an article outside quotations."""
    return {
        word for sentence in text.sentences if sentence.own >= 0.5 for word in sentence.weights if rarity(word) >= _RARE
    }


def _turned(side: Aligned) -> Aligned:
    """Return the same comparison with the articles the other way round."""
    return Aligned(tuple((j, i, value) for i, j, value in side.pairs), side.borrowed, side.shares[::-1])


def _hub_of(texts: Sequence[_Text], members: Sequence[int], ties: Mapping[int, Mapping[int, Aligned]]) -> int:
    """Return the original among copies of one text, by index.

    It is the earliest where all days are known; of several, or without days, the one that the others have most of, then the fullest.
    """
    times = _times([texts[index].article.published for index in members])
    first = min(times) if times else None
    early = [index for at, index in enumerate(members) if times is None or times[at] == first]
    return min(
        early, key=lambda index: (-round(sum(side.borrowed for side in ties[index].values()), 6), texts[index].rank)
    )


def _times(published: Sequence[str | None]) -> list[str] | None:
    """Return when articles came out, to the second where that is known of all, else the day; None where a day is missing."""
    if not all(published):
        return None
    try:
        moments = [datetime.fromisoformat(one or "") for one in published]
    except ValueError:
        return [(one or "")[:10] for one in published]
    if all("T" in (one or "") for one in published) and all(moment.tzinfo for moment in moments):
        return [moment.astimezone(UTC).isoformat() for moment in moments]
    return [(one or "")[:10] for one in published]


def _copy_of(original: _Text, copy: _Text, side: Aligned) -> Copying:
    """Return the finding; ``side`` has the original first."""
    clear = [pair for pair in side.pairs if pair[2] >= _EVIDENCE_DICE] or list(side.pairs)
    evidence = tuple((copy.passage(j), original.passage(i)) for i, j, _ in clear)
    share = round(side.shares[1], 3)
    return Copying(copy.article.id, original.article.id, share, "copies" if share >= COPIES else "rewrites", evidence)


def _reached(start: int, ties: Mapping[int, Mapping[int, Aligned]]) -> set[int]:
    """Return all that hang together with ``start``."""
    found, waiting = {start}, [start]
    while waiting:
        new = set(ties[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def _pointed(texts: Sequence[_Text], cluster: set[int], ties: Mapping[int, Mapping[int, Aligned]]) -> list[Copying]:
    """Let the members of a cluster point at its hub, and those without a tie to it at their closest member that is already placed."""
    members = sorted(cluster)
    hub = _hub_of(texts, members, ties)
    found = [_copy_of(texts[hub], texts[index], ties[hub][index]) for index in members if index in ties[hub]]
    placed = {hub, *ties[hub]}
    while len(placed) < len(members):
        tied = [(ties[at][index].borrowed, -at, -index) for at in placed for index in ties[at] if index not in placed]
        _, at, index = max(tied)
        found.append(_copy_of(texts[-at], texts[-index], ties[-at][-index]))
        placed.add(-index)
    return found
