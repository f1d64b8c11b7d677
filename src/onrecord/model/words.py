"""The text as the encoder sees it: words with offsets, their pieces, case and quotation marks, cut into windows.

Words are labelled, pieces are computed: a word's vector is that of its first piece, so no label can start inside a word.
Windows are whole paragraphs with the ones before as context, so that a quotation that goes on over paragraphs, or a speaker
named a paragraph earlier, is seen; the output for a word is taken from the window where it is not context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WINDOW = 320
"""Pieces in a window: several paragraphs of news, and well under the 512 positions that the encoder has."""
CONTEXT = 64
"""Most pieces of earlier paragraphs given to a window as context."""
LONGEST_WORD = 16
"""Pieces of one word that are kept: more come from links and noise, whose later pieces tell nothing."""
BREAK = "[unused1]"
"""Stands between two paragraphs."""

_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*|[^\w\s]")
CASES = ("lower", "title", "upper", "mixed", "digits", "other")
OUTSIDE, INSIDE, MARK = range(3)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of punctuation; ``quoted``: ``OUTSIDE`` a quotation, ``INSIDE`` one, or a ``MARK`` that bounds one."""

    start: int
    end: int
    paragraph: int
    case: int
    quoted: int
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Words ``first`` to ``end`` (of all words), those before ``own`` being context only."""

    first: int
    own: int
    end: int


def case_of(word: str) -> int:
    """Return the index in ``CASES`` of the shape of ``word``: what an uncased encoder no longer sees."""
    if not any(c.isalnum() for c in word):
        return 5
    if any(c.isdigit() for c in word):
        return 4
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3


def words_of(
    text: str,
    paragraphs: Sequence[tuple[int, int]],
    quotations: Sequence[Sequence[tuple[int, int]]],
    tokenizer: Tokenizer,
) -> list[Word]:
    """Return the words of the ``paragraphs`` (offsets into ``text``) in order.

    ``quotations`` are, for each paragraph, the offsets of its quotations with their marks, in order.
    """
    spans: list[tuple[int, int, int, int]] = []
    for number, ((start, end), quoted) in enumerate(zip(paragraphs, quotations, strict=True)):
        spans.extend((a, b, number, state) for a, b, state in _with_quotation(text, start, end, quoted))
    texts = [text[a:b] for a, b, _, _ in spans]
    encoded = _pieces(texts, tokenizer)
    cases = {word: case_of(word) for word in dict.fromkeys(texts)}
    return [
        Word(a, b, number, cases[word], state, pieces)
        for (a, b, number, state), word, pieces in zip(spans, texts, encoded, strict=True)
    ]


def _with_quotation(
    text: str, start: int, end: int, quoted: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    index = 0
    for match in _WORD.finditer(text, start, end):
        a, b = match.span()
        while index < len(quoted) and quoted[index][1] <= a:
            index += 1
        if index == len(quoted) or a < quoted[index][0]:
            yield a, b, OUTSIDE
        else:
            edge = a == quoted[index][0] or b == quoted[index][1]
            yield a, b, MARK if edge and case_of(match.group()) == 5 else INSIDE


def _pieces(words: Sequence[str], tokenizer: Tokenizer) -> list[tuple[int, ...]]:
    """Return the piece ids of each word; a word that the tokenizer's normaliser empties is one unknown piece."""
    unknown = tokenizer.token_to_id("[UNK]") or 0
    known: dict[str, tuple[int, ...]] = {}
    fresh = list(dict.fromkeys(words))
    for word, encoding in zip(fresh, tokenizer.encode_batch_fast(fresh, add_special_tokens=False), strict=True):
        known[word] = tuple(encoding.ids[:LONGEST_WORD]) or (unknown,)
    return [known[word] for word in words]


def windows(words: Sequence[Word], size: int = WINDOW, context: int = CONTEXT) -> list[Window]:
    """Cut the words into windows of at most ``size`` pieces; every word is own in exactly one of them.

    A paragraph longer than a window is cut where the window is full, with ``context`` pieces of what went before.
    """
    sizes = [len(w.pieces) for w in words]
    out: list[Window] = []
    own = 0
    while own < len(words):
        first, room = own, context
        while first and sizes[first - 1] + _breaks(words, first) <= room:
            room -= sizes[first - 1] + _breaks(words, first)
            first -= 1
        first = _paragraph_start(words, first, own)
        used = 2 + sum(sizes[first:own]) + sum(_breaks(words, i) for i in range(first + 1, own + 1))
        end = whole = own
        while end < len(words):
            used += sizes[end] + (_breaks(words, end) if end > own else 0)
            if used > size and end > own:
                break
            end += 1
            if end == len(words) or words[end].paragraph != words[end - 1].paragraph:
                whole = end
        end = whole if whole > own else end
        out.append(Window(first, own, end))
        own = end
    return out


def _breaks(words: Sequence[Word], i: int) -> int:
    return int(i > 0 and i < len(words) and words[i].paragraph != words[i - 1].paragraph)


def _paragraph_start(words: Sequence[Word], first: int, own: int) -> int:
    """Move ``first`` on to where a paragraph starts, unless ``own`` itself stands inside one that is cut."""
    if own and own < len(words) and words[own].paragraph == words[own - 1].paragraph:
        return first
    while first < own and first and words[first].paragraph == words[first - 1].paragraph:
        first += 1
    return first


@dataclass(frozen=True, slots=True)
class Row:
    """A window as numbers: piece ids, cases and quotation states (n,), and where each of its words starts in them."""

    pieces: NDArray[np.int64]
    cases: NDArray[np.int64]
    quoted: NDArray[np.int64]
    heads: NDArray[np.int64]


def row_of(words: Sequence[Word], window: Window, tokenizer: Tokenizer) -> Row:
    """Return the numbers of ``window`` between [CLS] and [SEP], with ``BREAK`` between paragraphs."""
    between = tokenizer.token_to_id(BREAK)
    pieces, cases, quoted, heads = [tokenizer.token_to_id("[CLS]")], [5], [OUTSIDE], []
    for i in range(window.first, window.end):
        word = words[i]
        if i > window.first and _breaks(words, i):
            pieces.append(between)
            cases.append(5)
            quoted.append(OUTSIDE)
        heads.append(len(pieces))
        pieces.extend(word.pieces)
        cases.extend([word.case] * len(word.pieces))
        quoted.extend([word.quoted] * len(word.pieces))
    pieces.append(tokenizer.token_to_id("[SEP]"))
    cases.append(5)
    quoted.append(OUTSIDE)
    return Row(np.array(pieces), np.array(cases), np.array(quoted), np.array(heads, dtype=np.int64))
