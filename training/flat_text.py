"""Flattens labelled web pages into the plain text that scrapers leave, roughened so that the text labeller meets all sorts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from network import Example

from onrecord.read.features import Hints
from onrecord.read.paragraphs import sentence_features
from onrecord.read.segments import possible_starts, token_features
from onrecord.records import BLOCK_KINDS, BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from block_data import Labelled

_BIT = {kind: 1 << i for i, kind in enumerate(BLOCK_KINDS)}
_BODY = sum(_BIT[k] for k in BODY_KINDS)
_FURNITURE = _BIT["furniture"]
MOST_WORDS = 4_000
"""Words of a page used to train the boundary tagger; beyond that come only comments and footers."""
FEWEST_WORDS = 30
"""Words of a line that it is worth learning from."""
WCXB_KEPT = 0.25
"""Share of the blogs and magazines that are seen an epoch."""
FEWEST_PARAGRAPHS, LONGEST_PARAGRAPHS = 4, 120
"""An article with fewer paragraphs, or with more words in each on average, has lost them and teaches nothing."""
PROSE_AN_EPOCH = 900
"""Articles without a page that are seen an epoch, beside some 1,200 pages."""
HEADLINED, CAPTIONED = 0.6, 0.4
"""Shares of those articles that begin with their headline, and of these with a caption twice."""


@dataclass(slots=True)
class Flat:
    """A page as lines of text with what each may be."""

    texts: list[str]
    masks: list[int]
    weights: list[float]
    hints: Hints


def roughened(page: Labelled, chance: random.Random) -> Flat:
    """Return the lines around the article, with furniture dropped at random, sometimes only the article itself."""
    lines = page.page.lines
    body = [i for i, m in enumerate(page.masks) if m & _BODY and not m & _FURNITURE and page.weights[i] > 0]
    if not body:
        return Flat([], [], [], Hints())
    low = max(0, body[0] - chance.choice((3, 10, 16, 40)))
    high = min(len(lines), body[-1] + chance.choice((2, 12, 30, 60)))
    keep_furniture = chance.choice((1.0, 1.0, 0.7, 0.3, 0.0))
    texts, masks, weights = [], [], []
    for i in range(low, high):
        sure = not page.masks[i] & (_FURNITURE | _BIT["related"])
        if sure or chance.random() < keep_furniture:
            texts.append(lines[i].text)
            masks.append(page.masks[i])
            weights.append(page.weights[i])
            if page.masks[i] == _BIT["caption"] and chance.random() < 0.15:  # scrapers often print a caption twice
                texts.append(lines[i].text)
                masks.append(page.masks[i])
                weights.append(page.weights[i])
    if chance.random() < 0.3:
        _date_before_headline(texts, masks, weights, chance)
    known = page.page.hints.headline if chance.random() < 0.2 else ""
    return Flat(texts, masks, weights, Hints(headline=known))


def _date_before_headline(texts: list[str], masks: list[int], weights: list[float], chance: random.Random) -> None:
    """Cut what stands before the headline and put a scraper's date line in its place."""
    at = next((i for i, m in enumerate(masks) if m == _BIT["headline"]), None)
    if at is None:
        return
    del texts[:at], masks[:at], weights[:at]
    if chance.random() < 0.7:
        day = f"20{chance.randrange(10, 30)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        texts.insert(0, chance.choice((f"date {day}", day, f"Date: {day}", f"{day}T{chance.randrange(10, 24)}:15:00Z")))
        masks.insert(0, _BIT["date"])
        weights.insert(0, 1.0)


def boundary_examples(pages: list[Labelled], chance: random.Random) -> list[Example]:
    """Return pages with their lines run on in one, each word marked by whether a block starts there."""
    out = []
    for page in pages:
        if page.corpus == "wcxb" and chance.random() >= WCXB_KEPT:
            continue
        out += _run_on(roughened(page, chance).texts)
    return out


def prose_examples(articles: Sequence[tuple[str, str]], chance: random.Random) -> list[Example]:
    """Return some articles, each a headline (or "") and a text, with their paragraphs run on in one line, from anywhere in them.

    Data sets keep articles so. Pages alone, where every tenth word begins something, taught the tagger to cut sentences in two. Some begin
    as scraped pages do: with the headline, and a caption that is printed twice.
    """
    out = []
    for headline, text in chance.sample(articles, min(PROSE_AN_EPOCH, len(articles))):
        paragraphs = [words for line in text.split("\n") if (words := line.strip())]
        first = chance.choice((0, chance.randrange(len(paragraphs)))) if paragraphs else 0
        many = chance.choice((2, 5, len(paragraphs)))
        opening = [headline] * (bool(headline) and chance.random() < HEADLINED)
        if opening and chance.random() < CAPTIONED:
            opening += [_caption(paragraphs, chance)] * 2
        out += _run_on([*opening, *paragraphs[0 if opening else first :][:many]])
    return out


def paragraph_examples(
    pages: list[Labelled], articles: Sequence[tuple[str, str]], chance: random.Random, weights: Path
) -> list[Example]:
    """Return pages and articles run on in one line, each stretch that the tagger of words in ``weights`` finds marked by whether a block starts there."""
    texts = [roughened(page, chance).texts for page in pages if page.corpus != "wcxb" or chance.random() < WCXB_KEPT]
    for headline, text in articles:
        paragraphs = [line for line in text.split("\n") if line.strip()]
        if len(paragraphs) >= FEWEST_PARAGRAPHS and len(text.split()) <= LONGEST_PARAGRAPHS * len(paragraphs):
            texts.append([headline] * (bool(headline) and chance.random() < HEADLINED) + paragraphs)
    return [example for one in texts for example in _in_stretches(one, weights)]


def _in_stretches(texts: Sequence[str], weights: Path) -> list[Example]:
    tokens, starts = _joined(texts)
    if len(tokens) < FEWEST_WORDS:
        return []
    candidates, probabilities = possible_starts(tokens, weights)
    marks = np.array([starts[at] for at in candidates])
    counted = np.ones(len(marks), dtype=np.float32)
    counted[0] = 0  # the text's own start is no question
    return [Example(sentence_features(tokens, candidates, probabilities), np.stack([~marks, marks], 1), counted)]


def _caption(paragraphs: Sequence[str], chance: random.Random) -> str:
    """Return words as a caption has them: the beginning of a paragraph without its full stop, with a credit or without one."""
    words = chance.choice(paragraphs).split()[: chance.randrange(5, 16)]
    name = chance.choice(("Reuters", "AP", "Getty Images", "PA", "AFP", "Alamy", "Rex"))
    credit = chance.choice(("", "", f"Picture: {name}", f"({name})", f"Credit: {name}", f"Photo: {name}", f"{name}"))
    return f"{' '.join(words).rstrip('.,;:')} {credit}".strip()


def _joined(texts: Sequence[str]) -> tuple[list[str], list[bool]]:
    """Return the words of blocks in a row, and of each whether a block starts there."""
    tokens: list[str] = []
    starts: list[bool] = []
    for words in filter(None, (text.split() for text in texts)):
        tokens += words
        starts += [True] + [False] * (len(words) - 1)
        if len(tokens) > MOST_WORDS:
            break
    return tokens, starts


def _run_on(texts: Sequence[str]) -> list[Example]:
    """Return blocks run on in one line as an example; none where they are too short."""
    tokens, starts = _joined(texts)
    if len(tokens) < FEWEST_WORDS:
        return []
    marks = np.array(starts)
    weights = np.where(marks, 1.5, 1.0).astype(np.float32)
    return [Example(token_features(tokens), np.stack([~marks, marks], 1), weights)]
