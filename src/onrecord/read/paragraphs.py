"""Tells which sentences of a text that runs on in one line began a paragraph: the block labeller's kind of network, a sentence at a time.

Where a sentence opens a quotation, who has just spoken, how long the paragraph before has grown: all this shows over sentences, not
over words, so the tagger of words (``segments``) says where a sentence may end and this one which of them ended a paragraph
(paragraph segmentation as labelling in a row, after Sporleder and Lapata, ACM TSLP 2006).
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import log1p
from typing import TYPE_CHECKING

import numpy as np

from onrecord.read.features import Features, bucket
from onrecord.read.labeller import labeller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

OPENING, CLOSING, INSIDE = 3, 2, 40
"""Words of a sentence that are looked at by their place from its start and from its end, and those seen without their place."""
ENDS_A_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
"""What a word is like that ends a sentence."""

_DIGITS = re.compile(r"\d")
_EDGES = re.compile(r"^\W+|\W+$")
_OPENS, _CLOSES = ("“", '"'), ("”", '"')
_SAID_LAST = ("said", "says", "added", "adds")


def starts_of_paragraphs(
    tokens: Sequence[str], candidates: Sequence[int], probabilities: Sequence[float], weights: Path | None = None
) -> NDArray[np.float32]:
    """Return (c,) how likely each of the ``candidates`` is where a paragraph, or another block, begins.

    ``candidates`` (c,) are places in ``tokens`` in order, the first of them 0; ``probabilities`` (c,) are what the tagger of words
    makes of each. ``weights`` is a folder with other weights than the package's (``Settings.weights``).
    """
    result: NDArray[np.float32] = labeller("paragraphs", weights).probabilities(
        sentence_features(tokens, candidates, probabilities)
    )[:, 1]
    return result


def sentence_features(tokens: Sequence[str], candidates: Sequence[int], probabilities: Sequence[float]) -> Features:
    """Return the features of the stretches of ``tokens`` between ``candidates``, a row each; arguments as in ``starts_of_paragraphs``."""
    words: list[int] = []
    offsets: list[int] = []
    measures: list[list[float]] = []
    quoting = False
    before: Sequence[str] = []
    stretches = [tokens[a:b] for a, b in pairwise([*candidates, len(tokens)])]
    for i, (stretch, probability) in enumerate(zip(stretches, probabilities, strict=True)):
        offsets.append(len(words))
        words += _words(stretch)
        opened, quoting = quoting, _quoting_after(stretch, quoting=quoting)
        row = [*_of_itself(stretch), *_of_the_one_before(before), float(opened), float(quoting), float(probability)]
        measures.append([*row, log1p(i), log1p(len(stretches) - i)])
        before = stretch
    count = len(stretches)
    return Features(
        np.array(words, dtype=np.int64),
        np.array(offsets, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.arange(count, dtype=np.int64),
        np.array(measures, dtype=np.float32),
    )


def _words(stretch: Sequence[str]) -> list[int]:
    """Return the buckets of a sentence's words: the first and the last by their place, then all, without theirs."""
    plain = [word for token in stretch if (word := _EDGES.sub("", _DIGITS.sub("0", token.lower())))]
    first = [bucket(f"f{k}{plain[k] if k < len(plain) else ''}") for k in range(OPENING)]
    last = [bucket(f"l{k}{plain[-k] if k <= len(plain) else ''}") for k in range(1, CLOSING + 1)]
    return first + last + [bucket("w" + word) for word in plain[:INSIDE]]


def _quoting_after(stretch: Sequence[str], *, quoting: bool) -> bool:
    """Tell whether a quotation is open behind a sentence, given whether one was before it."""
    text = " ".join(stretch)
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return quoting != bool(text.count('"') % 2)


def _of_itself(stretch: Sequence[str]) -> list[float]:
    first, text = stretch[0], " ".join(stretch)
    return [
        log1p(len(stretch)),
        float(first.startswith(_OPENS)),
        float(first.startswith(("'", "‘"))),
        float('"' in text or "“" in text),
        float(text.endswith("?")),
        float(first[0].isdigit()),
        float(first.isupper()),
    ]


def _of_the_one_before(before: Sequence[str]) -> list[float]:
    text = " ".join(before)
    return [
        log1p(len(before)),
        float(text.endswith(_CLOSES)),
        float('"' in text or "“" in text),
        float(not before or bool(ENDS_A_SENTENCE.search(before[-1]))),
        float(text.rstrip('."”').endswith(_SAID_LAST)),
    ]
