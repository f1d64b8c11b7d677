"""From probabilities to kinds: one kind a line, with the few things that must hold on any page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from onrecord.read.credits import split_credit
from onrecord.read.features import words_of
from onrecord.records import BLOCK_KINDS, BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from onrecord.read.features import Hints
    from onrecord.read.lines import Line
    from onrecord.records import BlockKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a probability becomes a decision."""

    body: float = 0.5
    """Probability from which a line is body, whichever of its kinds; F1 of the body is flat from 0.4 to 0.6."""


_INDEX = {kind: i for i, kind in enumerate(BLOCK_KINDS)}
_BODY = [_INDEX[kind] for kind in BLOCK_KINDS if kind in BODY_KINDS]
_OTHER = [_INDEX[kind] for kind in BLOCK_KINDS if kind not in BODY_KINDS]
_EMBEDS = frozenset({"twitter", "tweet", "instagram", "tiktok", "bluesky"})


def choose(probabilities: NDArray[np.float32], thresholds: Thresholds = Thresholds()) -> list[BlockKind]:  # noqa: B008 - frozen
    """Return for each row of ``probabilities`` (lines, kinds) the likeliest kind: first body or not, then which."""
    body = probabilities[:, _BODY].sum(axis=1) >= thresholds.body
    best_body = np.asarray(_BODY)[probabilities[:, _BODY].argmax(axis=1)]
    best_other = np.asarray(_OTHER)[probabilities[:, _OTHER].argmax(axis=1)]
    return [BLOCK_KINDS[i] for i in np.where(body, best_body, best_other)]


def decide(lines: Sequence[Line], probabilities: NDArray[np.float32], hints: Hints) -> list[BlockKind]:
    """Return the kind of each line of a web page.

    The headline is printed once: of the lines that say it, the one in the h1, else the likeliest, is the headline and the others
    are furniture. Where the markup says outright what a line is (a post, a set-off quotation), it is believed.
    """
    kinds = choose(probabilities)
    headings = [any(n.tag == "h1" for n in islice(line.node.chain(), 3)) for line in lines]
    one_headline(kinds, [line.text for line in lines], probabilities, hints.headline, headings)
    for i, line in enumerate(lines):
        kinds[i] = _stated(kinds[i], line)
    return credits_apart(kinds, [line.text for line in lines])


def _stated(kind: BlockKind, line: Line) -> BlockKind:
    """Return what the markup says outright that the line is, else ``kind``."""
    for node in islice(line.node.chain(), 8):
        if node.tag == "blockquote":
            if _EMBEDS.intersection(node.words):
                return "embed"
            if kind == "paragraph":
                return "quote"
        if kind in BODY_KINDS and ("pullquote" in node.words or {"pull", "quote"}.issubset(node.words)):
            return "quote"
    return kind


def credits_apart(kinds: list[BlockKind], texts: Sequence[str]) -> list[BlockKind]:
    """Return ``kinds`` with a caption that holds nothing but a credit called a credit."""
    return [
        "credit" if kind == "caption" and split_credit(text).text is None else kind
        for kind, text in zip(kinds, texts, strict=True)
    ]


def one_headline(
    kinds: list[BlockKind],
    texts: Sequence[str],
    probabilities: NDArray[np.float32],
    headline: str,
    headings: Sequence[bool] = (),
) -> None:
    """Keep at most one headline in ``kinds``, in place; where the page's headline is known it must be that one.

    ``headings`` tells which lines stand in an h1, which is believed before the probability.
    """
    score = probabilities[:, _INDEX["headline"]]
    key = words_of(headline)
    same = [i for i, text in enumerate(texts) if key and len(text) < 2 * len(headline) + 20 and words_of(text) == key]
    marked = [i for i, kind in enumerate(kinds) if kind == "headline"]
    candidates = same or marked
    if not candidates:
        return
    best = max(candidates, key=lambda i: (bool(headings) and headings[i], score[i], -i))
    for i in marked:
        kinds[i] = "furniture"
    kinds[best] = "headline"
