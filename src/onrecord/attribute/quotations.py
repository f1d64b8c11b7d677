"""Quotations of a paragraph with their marks, as offsets into the article's text; every pass is linear.

Knows straight, curly, single (British), doubled (TeX) and angular marks, also where one is missing; an apostrophe is no
mark. A quotation over paragraphs is reopened, not closed, in each (Chicago Manual of Style 13.32), so that one whose mark
at the end is missing runs to the end of its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_QUOTATION = 4_000
"""Characters. The longest quoted paragraph of 840 articles has 1,900; beyond this a mark was never closed."""
FULL_QUOTATION = 3
"""Words from which a quotation is somebody's words rather than a title, a nickname or scare quotes."""

_DOUBLE = re.compile(r"[“„«”»\"]|``|''")
_SINGLE = re.compile(
    r"(?<!\w)‘(?=\S)(?:[^‘’]|’(?=\w)|(?<=s)’(?= [a-z])){2,}(?<=[,.!?…])’(?!\w)"  # ‘The boys’ coats are wet,’
    r"|(?<!\w)‘(?=\S)(?:[^‘’]|’(?=\w)){2,}(?:’(?!\w))+"
    r"|(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)|(?<=s)'(?= [a-z])){2,}(?<=[,.!?…])'(?!\w)"
    r"|(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){2,}'(?!\w)"
)
_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]\s]*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks. ``closed`` is False where the mark at the end is missing."""

    start: int
    end: int
    closed: bool = True


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Find the quotations of the paragraph ``text[start:end]`` in order; marks inside a quotation belong to it.

    Double marks come first; single marks count between them, or around them where they close after a full stop or comma.
    """
    double = [q for q in _double(text, start, end) if q.end - q.start <= LONGEST_QUOTATION and has_words(text, q)]
    found: list[Quotation] = []
    position = start
    for quotation in [*_outermost(text, double, start, end), Quotation(end, end)]:
        found += _single(text, position, quotation.start)
        if quotation.start < end:
            found.append(quotation)
        position = quotation.end
    return found


def has_words(text: str, quotation: Quotation) -> bool:
    """Tell whether there is a letter or a digit between the marks."""
    return any(character.isalnum() for character in text[quotation.start : quotation.end])


def word_count(text: str, start: int, end: int) -> int:
    """Return the number of words in ``text[start:end]``."""
    return sum(1 for _ in _WORD.finditer(text, start, end))


def word_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each word of ``text[start:end]`` begins."""
    return (match.start() for match in _WORD.finditer(text, start, end))


def is_full(text: str, quotation: Quotation) -> bool:
    """Tell whether it is somebody's words: ``FULL_QUOTATION`` words, or a sentence however short ("No!")."""
    first = next(word_starts(text, quotation.start, quotation.end), None)
    if first is None or word_count(text, quotation.start, quotation.end) >= FULL_QUOTATION:
        return first is not None
    return text[first].isupper() and bool(_SENTENCE_END.search(text, max(first, quotation.end - 6), quotation.end))


def _outermost(text: str, double: Sequence[Quotation], start: int, end: int) -> list[Quotation]:
    """Replace double quotations by the single one around them: ‘He said "no" to me,’ said Moss."""
    found: list[Quotation] = []
    index = 0
    for single in _single(text, start, end) if double else ():
        while index < len(double) and double[index].end <= single.start:
            found.append(double[index])
            index += 1
        inside = index
        while inside < len(double) and double[inside].end <= single.end:
            inside += 1
        starts_outside = index < len(double) and single.start < double[index].start
        ends_outside = inside == len(double) or single.end <= double[inside].start
        if inside > index and starts_outside and ends_outside and text[single.end - 2] in ",.!?…":
            found.append(single)
            index = inside
    return found + list(double[index:])


def _single(text: str, start: int, end: int) -> Iterator[Quotation]:
    for match in _SINGLE.finditer(text, start, end):
        quotation = Quotation(*match.span())
        short = quotation.end - quotation.start <= LONGEST_QUOTATION
        if short and has_words(text, quotation) and not _elisions().match(text, quotation.start, end):
            yield quotation


@cache
def _elisions() -> re.Pattern[str]:
    """Return the pattern of words that begin with an apostrophe ('em, '90s)."""
    return re.compile(r"[‘’'](?:\d\ds?|" + "|".join(word_lists.entries("elisions")) + r")\b", re.IGNORECASE)


def _double(text: str, start: int, end: int) -> Iterator[Quotation]:
    opened: int | None = None
    for match in _DOUBLE.finditer(text, start, end):
        if opened is None:
            if _opens(text, match, start, end):
                opened = match.start()
        elif not _opens(text, match, start, end) or (
            match.group() == '"' == text[opened] and _closes(text, match, end)
        ):
            yield Quotation(opened, match.end())
            opened = None
        elif match.group() in {'"', "''"}:
            opened = match.start()
    if opened is not None:
        yield Quotation(opened, end, closed=False)


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    mark = match.group()
    if mark in {"“", "„", "«", "``"}:
        return True
    if mark in {"”", "»"} or match.end() >= end:
        return False
    before = text[match.start() - 1] if match.start() > start else " "
    return not text[match.end()].isspace() and (before.isspace() or before in "([—–-/")


def _closes(text: str, match: re.Match[str], end: int) -> bool:
    return match.end() >= end or text[match.end()] in " ,.;:!?)\n" or not text[match.end()].isalnum()
