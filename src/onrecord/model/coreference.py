"""Which mentions of a text stand for one thing: candidates, their scores, and the likeliest earlier mention of each.

The scores follow Kirstain et al. (Coreference Resolution without Span Representations, ACL 2021): a span is known by its first
and last word alone. To these come features of the pair (see ``mentions``), as a small encoder trained on little text needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onrecord.model.mentions import LONGEST_MENTION, Mentions, compared, lowered, mentions_at
from onrecord.model.voices import ANTE, SPAN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.model.words import Word

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

SHARE = 0.35
"""Candidates kept for each word of the text; OntoGUM's news has 0.15 mentions a word."""
NEAREST = 120
"""Earlier candidates that a mention is compared with: some 350 words. Names are joined over any distance by their words."""
PAIRS_AT_ONCE = 20_000
"""Pairs scored together, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Mentions that may corefer: m of them in ``mentions``, with their ``scores`` (m,).

    ``links`` (m, NEAREST): for each the scores of the earlier ones, the nearest first, -inf where there is none. A score above 0 says
    that both rather stand for one thing.
    """

    mentions: Mentions
    scores: Floats
    links: Floats


def spans_of(words: Sequence[Word], sentences: Ints) -> tuple[Ints, Ints]:
    """Return first and last word of every run of words that could be a mention: within a sentence, no mark at either end."""
    count = len(words)
    is_word = np.array([word.case != _MARK for word in words], bool)
    firsts, lasts = [], []
    for width in range(min(LONGEST_MENTION, count)):
        first = np.arange(count - width)
        may = (sentences[first] == sentences[first + width]) & is_word[first] & is_word[first + width]
        firsts.append(first[may])
        lasts.append(first[may] + width)
    if not firsts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(firsts), np.concatenate(lasts)


_MARK = 5
"""The case of what is no word (see ``words.CASES``)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the w words of a text.

    ``spans`` (w, 2 SPAN) and ``antes`` (w, 2 ANTE) are the network's; ``sentences`` (w,) are numbers, ``names`` (w,) 0 or the number
    of a name's kind plus 1.
    """

    spans: Floats
    antes: Floats
    sentences: Ints
    names: Ints


def candidates(text: str, words: Sequence[Word], seen: Seen, weights: Mapping[str, Floats]) -> Candidates:
    """Return the likeliest mentions of the ``words`` of ``text`` and how each links to those before it."""
    first, last = spans_of(words, seen.sentences)
    lower = [lowered(text[word.start : word.end]) for word in words]
    scores = _mention_scores(seen.spans, first, last, weights)
    keep = min(len(first), max(1, int(SHARE * len(words))))
    top = np.argpartition(-scores, keep - 1)[:keep] if keep < len(first) else np.arange(len(first))
    top = top[np.lexsort((last[top], first[top]))]
    first, last = first[top], last[top]
    found = mentions_at(first, last, words=words, lower=lower, sentences=seen.sentences, names=seen.names)
    scores = scores[top] + weights["coreference.shape"][found.shape]
    return Candidates(found, scores, _links(found, seen.antes, scores, weights))


def _mention_scores(spans: Floats, first: Ints, last: Ints, weights: Mapping[str, Floats]) -> Floats:
    starts, ends = spans[:, :SPAN], spans[:, SPAN:]
    both = starts @ weights["coreference.both"]
    scores = (starts @ weights["coreference.start"])[first] + (ends @ weights["coreference.end"])[last]
    for at in range(0, len(first), PAIRS_AT_ONCE):
        part = slice(at, at + PAIRS_AT_ONCE)
        scores[part] += np.einsum("ij,ij->i", both[first[part]], ends[last[part]])
    return scores + weights["coreference.offset"] + weights["coreference.width"][last - first]  # type: ignore[no-any-return]


def _links(found: Mentions, antes: Floats, scores: Floats, weights: Mapping[str, Floats]) -> Floats:
    count = len(found.first)
    links = np.full((count, NEAREST), -np.inf, np.float32)
    vectors = np.concatenate([antes[found.first, :ANTE], antes[found.last, ANTE:]], 1)
    asked = vectors @ weights["coreference.pair"]
    later_hidden = weights["coreference.later"] + weights["coreference.features.bias"]
    by_shapes = weights["coreference.earlier"][:, None, :] + later_hidden[None, :, :]
    rows = max(1, PAIRS_AT_ONCE // NEAREST)
    for at in range(0, count, rows):
        later, back = np.meshgrid(np.arange(at, min(at + rows, count)), np.arange(NEAREST), indexing="ij")
        may = later - 1 - back >= 0
        later, back = later[may], back[may]
        earlier = later - 1 - back
        base = max(0, at - NEAREST)
        # All of these rows with all before them, though half is not asked for: one product is far cheaper than gathering each pair.
        bilinear = (asked[at : at + rows] @ vectors[base : at + rows].T)[later - at, earlier - base]
        shapes = found.shape[earlier], found.shape[later]
        hidden = compared(found, earlier, later) @ weights["coreference.features.weight"]
        hidden += by_shapes[shapes]
        np.maximum(hidden, 0, out=hidden)
        total = bilinear + hidden @ weights["coreference.out.weight"] + weights["coreference.out.bias"]
        total += weights["coreference.cross"][shapes]
        links[later, back] = total + scores[earlier] + scores[later]
    return links
