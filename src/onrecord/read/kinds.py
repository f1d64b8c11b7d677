"""From probabilities to kinds: one kind a line, with the few things that must hold on any page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from onrecord.read.features import words_of
from onrecord.read.neighbours import (
    announced_lists,
    dated_sentences,
    list_headings,
    live_posts,
    printed_twice,
    questions,
    reads_on,
    sentences_alone,
    sentences_among_paragraphs,
    signature,
    standfirst,
)
from onrecord.read.opening import Likely, opening
from onrecord.read.stated import SHORTEST_DECK, by_markup, by_words, head_lines, names_and_stamps, posts
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
    doubtful: float = 0.1
    """Probability of body from which a sentence in a paragraph's markup between paragraphs is one."""
    sentence_words: int = 8
    """Words from which such a line is a sentence and no label."""
    points: int = 6
    """List items up to which a list above all prose is a summary; a longer one is the article itself (winners, results)."""
    headline: float = 0.08
    """Probability from which a lone candidate is the headline: a scraped page has one, text without any has none near this."""


_INDEX = {kind: i for i, kind in enumerate(BLOCK_KINDS)}
_BODY = [_INDEX[kind] for kind in BLOCK_KINDS if kind in BODY_KINDS]
_OTHER = [_INDEX[kind] for kind in BLOCK_KINDS if kind not in BODY_KINDS]


def choose(probabilities: NDArray[np.float32], thresholds: Thresholds = Thresholds()) -> list[BlockKind]:
    """Return for each row of ``probabilities`` (lines, kinds) the likeliest kind: first body or not, then which."""
    body = probabilities[:, _BODY].sum(axis=1) >= thresholds.body
    best_body = np.asarray(_BODY)[probabilities[:, _BODY].argmax(axis=1)]
    best_other = np.asarray(_OTHER)[probabilities[:, _OTHER].argmax(axis=1)]
    return [BLOCK_KINDS[i] for i in np.where(body, best_body, best_other)]


def decide(lines: Sequence[Line], probabilities: NDArray[np.float32], hints: Hints) -> list[BlockKind]:
    """Return the kind of each line of a web page.

    The headline is printed once: of the lines that say it, the one in the h1, else the likeliest, is the headline and the others
    are furniture. Where markup or words say outright what a line is (``stated``), they are believed.
    """
    kinds = choose(probabilities)
    doubtful_paragraphs(kinds, lines, probabilities)
    texts = [line.text for line in lines]
    headings = [any(n.tag == "h1" for n in islice(line.node.chain(), 3)) for line in lines]
    one_headline(kinds, texts, probabilities, hints.headline, headings)
    head = kinds.index("headline") if "headline" in kinds else 0
    body = body_start(kinds, texts, head)
    kinds = [
        by_words(by_markup(kind, line, above_body=head < i <= body + 1), line.text)
        for i, (kind, line) in enumerate(zip(kinds, lines, strict=True))
    ]
    for i in range(head + 1, body):
        if kinds[i] == "list_item" and len(texts[i]) > SHORTEST_DECK:
            kinds[i] = "deck"  # bullets between headline and body are its summary
        elif kinds[i] == "paragraph" and kinds[i + 1] == "list_item":
            kinds[i] = "furniture"  # "Key points"
    head_lines(kinds, texts, hints.authors)
    names_and_stamps(kinds, texts, hints.authors, hints.outlet)
    posts(kinds, texts)
    titled = [line.node.tag[0] == "h" and line.node.tag[1:].isdigit() for line in lines]
    questions(kinds, texts, titled)
    live_posts(kinds, texts)
    return kinds


def body_start(
    kinds: Sequence[BlockKind], texts: Sequence[str], head: int, thresholds: Thresholds = Thresholds()
) -> int:
    """Return the first paragraph after the headline: labels above a summary's few points ("Key points") are none."""
    paragraphs = [i for i in range(head, len(kinds)) if kinds[i] == "paragraph"]
    prose = next((i for i in paragraphs if reads_on(texts[i])), len(kinds))
    points = sum(kind == "list_item" for kind in kinds[head:prose])
    return paragraphs[0] if paragraphs and points > thresholds.points else prose


def doubtful_paragraphs(
    kinds: list[BlockKind],
    lines: Sequence[Line],
    probabilities: NDArray[np.float32],
    thresholds: Thresholds = Thresholds(),
) -> None:
    """Call furniture between paragraphs a paragraph, in place, where it is an unlinked ``<p>`` of whole sentences and not unlikely.

    A live blog's short posts stand alone among times and share bars; a statement lost there is worse than a notice kept.
    """
    paragraphs = [i for i, kind in enumerate(kinds) if kind == "paragraph"]
    if not paragraphs:
        return
    for i in range(paragraphs[0], paragraphs[-1] + 8):
        if i >= len(lines) or kinds[i] != "furniture":
            continue
        line = lines[i]
        sentence = (
            line.text.endswith((".", "!", "?", "”", '"')) and line.text.count(" ") >= thresholds.sentence_words - 1
        )
        plain = line.node.tag == "p" and not line.link_characters
        if sentence and plain and float(probabilities[i, _BODY].sum()) >= thresholds.doubtful:
            kinds[i] = "paragraph"


def decide_text(
    texts: Sequence[str], probabilities: NDArray[np.float32], headline: str, *, given: bool = False
) -> list[BlockKind]:
    """Return the kind of each line of plain text; ``headline`` is the container's word for it, may be empty.

    ``given`` is the caller's word that the text is an article's: then its sentences are the body where no other is found.
    """
    kinds = choose(probabilities)
    if not headline and "headline" not in kinds:
        likely_headline(kinds, probabilities)
    one_headline(kinds, texts, probabilities, headline)
    body = probabilities[:, _BODY].sum(axis=1).tolist()
    sentences_among_paragraphs(kinds, texts, body)
    if given:
        sentences_alone(kinds, texts)
    kinds = [by_words(kind, text) for kind, text in zip(kinds, texts, strict=True)]
    likely = Likely(probabilities[:, _INDEX["headline"]].tolist(), body, probabilities[:, _INDEX["furniture"]].tolist())
    opening(kinds, texts, likely, given=bool(headline))
    head_lines(kinds, texts, ())
    names_and_stamps(kinds, texts, (), "")
    posts(kinds, texts)
    dated_sentences(kinds, texts)
    standfirst(kinds, texts)
    printed_twice(kinds, texts)
    announced_lists(kinds, texts)
    list_headings(kinds, texts, body)
    questions(kinds, texts)
    live_posts(kinds, texts)
    signature(kinds, texts)
    return kinds


def likely_headline(
    kinds: list[BlockKind],
    probabilities: NDArray[np.float32],
    thresholds: Thresholds = Thresholds(),
) -> None:
    """Where no line was called the headline, call the likeliest line above the body so, in place, if it is likely enough."""
    body = next((i for i, kind in enumerate(kinds) if kind == "paragraph"), len(kinds))
    score = probabilities[: body + 1, _INDEX["headline"]]
    if len(score) and score.max() >= thresholds.headline:
        kinds[int(score.argmax())] = "headline"


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
