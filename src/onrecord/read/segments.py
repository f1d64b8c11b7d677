"""Cuts text that runs on in one line where one block of the page ended and the next began.

A boundary tagger over words: the same kind of network as the block labeller, a word at a time. What tells a boundary is what
stands on both sides (a credit and a capital, "Listen to this article", a full stop and "By"), and repetition: a caption that is
printed twice shows where it starts and ends.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log1p
from typing import TYPE_CHECKING

import numpy as np

from onrecord.read.dateline import LONGEST, parse_dateline
from onrecord.read.dates import find
from onrecord.read.features import Features, bucket
from onrecord.read.labeller import labeller
from onrecord.read.paragraphs import ENDS_A_SENTENCE, starts_of_paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOUNDARY = 0.5
"""Probability from which a word starts a block by the tagger of words."""
POSSIBLE = 0.3
"""Probability from which a word behind a full stop may start one; ``paragraphs`` says which do."""
BEGINS = 0.4
"""Probability from which one of those does, by the tagger of sentences."""
INSIDE = 0.65
"""The same where no full stop stands before: on 319 held-out articles 154 of 226 such cuts are true; of those between it and 0.4, 36 of 117."""
SHORTEST_HEADLINE = 3
"""Words with which a text begins that are no headline by themselves: "Actress Ada" before "Moss has revealed"."""
SURE, FAIRLY_SURE = 0.8, 0.75
"""Probabilities by the tagger of words from which the other isn't asked, and from which it need only agree: so sure it is of what stands around articles."""
CHUNK = 20_000
"""Words tagged at a time: memory stays under 50 MB however long the line is."""
OVERLAP = 200
"""Words of the chunk before that are seen again; the tagger looks 16 words to either side."""
REPEATED = 4
"""Words in a row that must recur to count as repetition."""
TWICE, LONGEST_TWICE = 5, 80
"""Words of a block that is printed twice in a row, at least and at most."""
LONGEST_SENTENCE = 80
"""Words behind a dateline among which its sentence ends; openings of agencies run to 60."""
AROUND = 40
"""Characters to either side of a boundary in which a date or a name that it would cut is looked for."""

_TOKEN = re.compile(r"\S+")
_DIGITS = re.compile(r"\d")
_EDGES = re.compile(r"^\W+|\W+$")
_NAMED = re.compile(r"\bBy [A-Z][\w'’.-]+ [A-Z][\w'’-]+")


def cut(text: str, weights: Path | None = None) -> list[tuple[int, int]]:
    """Return where the blocks of the run-on line ``text`` start and end: code points, in order, covering all its words.

    ``weights`` is a folder with other weights than the package's (``Settings.weights``).
    """
    spans = [m.span() for m in _TOKEN.finditer(text)]
    if not spans:
        return []
    tokens = [text[a:b] for a, b in spans]
    candidates, probabilities = possible_starts(tokens, weights)
    likely = starts_of_paragraphs(tokens, candidates, probabilities, weights)
    starts = [at for at, *judged in zip(candidates, probabilities, likely, strict=True) if _begins(tokens, at, *judged)]
    starts += printed_twice(tokens)
    cuts = _outside_datelines(text, spans, sorted({0, *_outside_names_and_dates(text, spans, starts)}))
    return [(spans[a][0], spans[b - 1][1]) for a, b in zip(cuts, [*cuts[1:], len(spans)], strict=True)]


def possible_starts(tokens: Sequence[str], weights: Path | None = None) -> tuple[list[int], list[float]]:
    """Return where a block may begin, 0 the first, and how likely the tagger of words finds each; ``tokens`` must not be empty."""
    found, likely = [0], [1.0]
    for begin in range(0, len(tokens), CHUNK):
        first = max(0, begin - OVERLAP)
        seen = labeller("segments", weights).probabilities(token_features(tokens[first : begin + CHUNK]))[:, 1]
        for i in np.flatnonzero(seen >= POSSIBLE).tolist():
            at = first + i
            if at >= begin and at and (seen[i] >= BOUNDARY or _ends(tokens, at)):
                found.append(at)
                likely.append(float(seen[i]))
    return found, likely


def _begins(tokens: Sequence[str], at: int, by_words: float, by_sentences: float) -> bool:
    """Whether a block begins at a place, by what both taggers find of it."""
    if _ends(tokens, at):
        return by_sentences >= BEGINS or by_words >= SURE
    if at <= SHORTEST_HEADLINE and tokens[at][:1].isupper() and tokens[at] != "By":
        return False
    return by_sentences >= INSIDE or by_words >= SURE or (by_words >= FAIRLY_SURE and by_sentences >= BEGINS)


def _ends(tokens: Sequence[str], at: int) -> bool:
    """Whether a sentence ends before the word at a place."""
    return at > 0 and ENDS_A_SENTENCE.search(tokens[at - 1]) is not None


def printed_twice(tokens: Sequence[str]) -> list[int]:
    """Return where words begin that are printed twice in a row, where they begin again, and what follows: a caption, as scrapers leave it."""
    found: list[int] = []
    seen: dict[tuple[str, ...], int] = {}
    for i in range(len(tokens) - TWICE + 1):
        run = tuple(tokens[i : i + TWICE])
        before = seen.get(run)
        seen[run] = i
        if before is None or not TWICE <= i - before <= LONGEST_TWICE or (found and i < found[-1]):
            continue
        end = i + (i - before)
        if tokens[before:i] == tokens[i:end]:
            found += [before, i, *([end] if end < len(tokens) else [])]
    return found


def _outside_names_and_dates(text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[int]:
    """Leave out the boundaries that fall inside a date or between the names of a byline, where no page has one."""
    return [i for i in starts if not _cuts_whole(text, spans[i][0])]


def _outside_datelines(text: str, spans: Sequence[tuple[int, int]], cuts: Sequence[int]) -> list[int]:
    """Leave out the boundaries between a dateline that opens a block and the end of the sentence behind it."""
    kept: list[int] = []
    opened = -1
    for cut_at in cuts:
        first = spans[cut_at][0]
        if first <= opened:
            continue
        kept.append(cut_at)
        found = parse_dateline(text[first : first + LONGEST])
        opened = _sentence_end(text, spans, cut_at, first + len(found.text)) if found else -1
    return kept


def _sentence_end(text: str, spans: Sequence[tuple[int, int]], at: int, behind: int) -> int:
    """Return where the sentence ends that begins at ``behind``, looked for in the words from the one at ``at`` on; ``behind`` and 1 for none."""
    for start, end in spans[at : at + LONGEST_SENTENCE]:
        if start > behind and ENDS_A_SENTENCE.search(text[start:end]):
            return start
    return behind + 1


def _cuts_whole(text: str, at: int) -> bool:
    first = max(0, at - AROUND)
    near = text[first : at + AROUND]
    whole = [(d.start, d.end) for d in find(near) if d.kind == "day"] + [m.span() for m in _NAMED.finditer(near)]
    return any(first + a < at < first + b for a, b in whole)


def token_features(tokens: Sequence[str]) -> Features:
    """Return the features of words in a row, one row a word, for the boundary tagger; ``tokens`` must not be empty."""
    plain = [_EDGES.sub("", _DIGITS.sub("0", t.lower())) for t in tokens]
    words = np.array([[bucket("t" + p), bucket("s" + p[-3:])] for p in plain], dtype=np.int64).reshape(-1)
    repeats = _repeats(plain)
    measures = []
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ""
        measures.append([*_shape(token), *_after(before), *repeats[i], log1p(i) / 8])
    count = len(tokens)
    return Features(
        words,
        np.arange(count, dtype=np.int64) * 2,
        np.zeros(count, dtype=np.int64),
        np.arange(count, dtype=np.int64),
        np.array(measures, dtype=np.float32),
    )


def _shape(token: str) -> list[float]:
    return [
        float(token[:1].isupper()),
        float(token.isupper()),
        float(any(c.isdigit() for c in token)),
        float(token[0] in "\"'“‘(["),
        float(token.endswith(":")),
        log1p(len(token)) / 3,
        float(not any(c.isalnum() for c in token)),
        float("/" in token),
    ]


def _after(before: str) -> list[float]:
    return [
        float(bool(ENDS_A_SENTENCE.search(before))),
        float(before.endswith(":")),
        float(before.endswith((")", "]"))),
        float(before.endswith(("”", '"', "’", "'"))),
        float(before.endswith(",")),
        float(before[:1].isupper()),
        float("/" in before),
        float(not before),
    ]


def _repeats(plain: Sequence[str]) -> list[list[float]]:
    """Return for each word whether a run of words that starts, or has just ended, here recurs in the text."""
    runs = list(zip(*(plain[k:] for k in range(REPEATED)), strict=False))
    count = Counter(runs)
    again = [count[r] > 1 for r in runs] + [False] * min(REPEATED - 1, len(plain))
    out = []
    for i in range(len(plain)):
        starts = again[i] and not (i and again[i - 1])
        ended = i >= REPEATED and again[i - REPEATED] and not again[i - REPEATED + 1]
        out.append([float(again[i]), float(starts), float(ended)])
    return out
