"""Articles with attributions as windows with labels and links: the material of the reader."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.attribute.sentences import quotations
from onrecord.model.decode import LABELS, ROLES
from onrecord.model.words import Row, Word, row_of, windows, words_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STRAIGHT, SINGLE, RUN_ON = 0.35, 0.1, 0.05
"""Chance that an article's double marks become straight ones, or British single ones, or that its paragraphs run on."""
NOBODY = -1
"""The source link of a cue whose statement has no source."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window: its numbers, the label of each word, the attribution whose content or cue it is in (-1: none), and cue and source words.

    ``labels`` (w,); ``content_of``, ``cue_of``, ``source_of`` (w,): index of the attribution a word belongs to in that role;
    ``has_source``: for each attribution whether its source stands in the window, or there is none (None: it stands outside).
    """

    row: Row
    labels: np.ndarray
    content_of: np.ndarray
    cue_of: np.ndarray
    sources: list[np.ndarray | None]
    paragraphs: np.ndarray


def load(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Return the lines of ``text`` that hold anything, as offsets."""
    return [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]


def prepared(text: str, tokenizer: Tokenizer) -> list[Word]:
    """Return the words of a text whose lines are its paragraphs."""
    paragraphs = paragraphs_of(text)
    quoted = [[(q.start, q.end) for q in quotations(text, a, b)] for a, b in paragraphs]
    return words_of(text, paragraphs, quoted, tokenizer)


def roughened(text: str, chance: random.Random) -> str:
    """Return ``text`` with other quotation marks or without its paragraphs, at random; every offset stays valid."""
    draw = chance.random()
    if draw < STRAIGHT:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    elif draw < STRAIGHT + SINGLE:
        text = text.translate(str.maketrans("“”", "‘’"))
        text = re.sub(r'(?<!\S)"(?=\S)', "‘", text).replace('"', "’")
    if chance.random() < RUN_ON:
        text = text.replace("\n", " ")
    return text


def examples_of(article: dict[str, Any], text: str, tokenizer: Tokenizer) -> list[Example]:
    """Return the windows of an article, whose text may have been roughened, with what its attributions say of each word."""
    words = prepared(text, tokenizer)
    starts = np.array([w.start for w in words])
    ends = np.array([w.end for w in words])
    of = {role: np.full(len(words), -1) for role in ROLES}
    labels = np.zeros(len(words), dtype=np.int64)
    for number, attribution in enumerate(article["attributions"]):
        for role in ROLES:
            for a, b in attribution.get(role) or []:
                inside = np.flatnonzero((ends > a) & (starts < b))
                inside = inside[of[role][inside] == -1]
                if not len(inside):
                    continue
                of[role][inside] = number
                for run in _runs(inside, words):
                    _label(labels, run, role)
    has = [bool(a.get("source")) for a in article["attributions"]]
    out = []
    # Without context: 99.6 % of the links stay in a paragraph, and every word would be computed more than once.
    for window in (replace(w, first=w.own) for w in windows(words)):
        cut = slice(window.first, window.end)
        inside = {n for role in ROLES for n in of[role][cut] if n >= 0}
        sources: list[np.ndarray | None] = []
        for n in range(len(has)):
            here = np.flatnonzero(of["source"][cut] == n) if n in inside else np.zeros(0, dtype=np.int64)
            sources.append(here if len(here) or not has[n] else None)
        out.append(
            Example(
                row_of(words, window, tokenizer),
                _whole(labels[cut]),
                of["content"][cut],
                of["cue"][cut],
                sources,
                np.array([w.paragraph for w in words[cut]]),
            )
        )
    return out


def _runs(inside: np.ndarray, words: list[Word]) -> list[np.ndarray]:
    """Cut the words of a span where a word is missing or a paragraph ends."""
    breaks = [
        i for i in range(1, len(inside))
        if inside[i] != inside[i - 1] + 1 or words[inside[i]].paragraph != words[inside[i - 1]].paragraph
    ]  # fmt: skip
    return np.split(inside, breaks)


def _label(labels: np.ndarray, run: np.ndarray, role: str) -> None:
    names = ["S"] if len(run) == 1 else ["B", *["I"] * (len(run) - 2), "E"]
    labels[run] = [LABELS.index(f"{name}-{role}") for name in names]


def _whole(labels: np.ndarray) -> np.ndarray:
    """Leave words out of the loss (-100) that belong to a span cut by the window."""
    out = labels.copy()
    for order, ends in ((range(len(out)), "BS"), (range(len(out) - 1, -1, -1), "ES")):
        for at in order:
            if not labels[at] or LABELS[labels[at]][0] in ends:
                break
            out[at] = -100
    return out
