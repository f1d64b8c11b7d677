"""Factuality of events: sentences of UW and MEANTIME with a number from -3 (did not happen) to 3 (did) on event words.

The unified format is that of Stanovsky et al. (ACL 2017): a token a line, the number in the third column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coreference_data import laid_out
from reader_data import prepared

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

    from onrecord.model.words import Word

TOGETHER = 12
"""Sentences put on lines of one text, so that a window is full."""


@dataclass(frozen=True, slots=True)
class Factual:
    """Sentences as paragraphs of one text; ``values`` are (word, number) of the events."""

    words: list[Word]
    values: list[tuple[int, float]]


def factuality(file: Path, tokenizer: Tokenizer) -> list[Factual]:
    """Return the sentences of a file, some of them together."""
    sentences: list[list[list[str]]] = [[]]
    for line in file.read_text("utf-8").splitlines():
        if line.strip():
            sentences[-1].append(line.split("\t"))
        elif sentences[-1]:
            sentences.append([])
    sentences = [s for s in sentences if s]
    found = []
    for at in range(0, len(sentences), TOGETHER):
        rows = [row for sentence in sentences[at : at + TOGETHER] for row in sentence]
        breaks, size = set(), 0
        for sentence in sentences[at : at + TOGETHER]:
            breaks.add(size)
            size += len(sentence)
        text, spans = laid_out([row[1] for row in rows], breaks, set())
        words = prepared(text, tokenizer)
        starts = {offset: index for index, word in enumerate(words) for offset in range(word.start, word.end)}
        values = [
            (starts[span[0]], float(row[2]))
            for span, row in zip(spans, rows, strict=True)
            if row[2] != "_" and span[0] in starts
        ]
        found.append(Factual(words, values))
    return found
