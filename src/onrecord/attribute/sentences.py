"""Quotations, sentences and tokens of a paragraph, as offsets into the article's text; every pass is linear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.attribute import words

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_QUOTATION = 4_000
"""Characters. The longest quoted paragraph of 840 articles has 1,900; beyond this a mark was never closed."""
LONGEST_SENTENCE = 3_000
"""Characters outside quotation marks. Longer runs are no prose (lists, code) and are cut so that spans stay small."""

_DOUBLE = re.compile(r"[“„«”»\"]|``|''")
_SINGLE = re.compile(
    r"(?<!\w)‘(?=\S)(?:[^‘’]|’(?=\w)){2,}(?:’(?!\w))+|(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){2,}'(?!\w)"
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"”’'»)\]]*+(?=\s+[\"“‘'«(\[`]*[A-Z0-9])|(?<![.!?…])[.!?…]*+[\"”»](?=\s+[\"“«`])"
)
_TOKEN = re.compile(r"[^\W_]+(?:[’'.\-–&/@_][^\W_]+)*(?:['’](?=\s))?|@\w+|\.{3}|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks. ``closed`` is False where the mark at the end is missing."""

    start: int
    end: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark of punctuation, or a whole quotation (which counts as one token)."""

    start: int
    end: int
    text: str
    kind: Literal["word", "mark", "quotation"]

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Find the quotations of the paragraph ``text[start:end]`` in order; marks inside a quotation belong to it.

    Double marks come first; single marks (British style) count between them, apostrophes never. A quotation that is
    not closed runs to the end of the paragraph, because a quotation over paragraphs is reopened, not closed, in each.
    """
    double = [q for q in _double(text, start, end) if q.end - q.start <= LONGEST_QUOTATION and _has_words(text, q)]
    found = []
    position = start
    for quotation in [*double, Quotation(end, end)]:
        singles = (Quotation(*match.span()) for match in _SINGLE.finditer(text, position, quotation.start))
        found += [single for single in singles if single.end - single.start <= LONGEST_QUOTATION]
        if quotation.start < end:
            found.append(quotation)
        position = quotation.end
    return found


def _has_words(text: str, quotation: Quotation) -> bool:
    return any(character.isalnum() for character in text[quotation.start : quotation.end])


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


def sentences(text: str, start: int, end: int, quoted: list[Quotation]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of the paragraph ``text[start:end]`` as (start, end); none ends inside a quotation."""
    begin = start
    index = 0
    for match in _END.finditer(text, start, end):
        while index < len(quoted) and quoted[index].end < match.end():
            index += 1
        inside = index < len(quoted) and quoted[index].start < match.start() and match.end() < quoted[index].end
        if inside or match.start() < begin or _abbreviated(text, begin, match):
            continue
        yield from _cut(text, begin, match.end(), quoted)
        begin = match.end()
    yield from _cut(text, begin, end, quoted)


def _abbreviated(text: str, begin: int, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    word = text[max(begin, match.start() - 12) : match.end()].rsplit(None, 1)[-1].lstrip("(\"'“‘")
    return word in words.abbreviations() or re.fullmatch(r"(?:[A-Z]\.)+", word) is not None


def _cut(text: str, start: int, end: int, quoted: list[Quotation]) -> Iterator[tuple[int, int]]:
    if end - start <= LONGEST_SENTENCE:
        yield start, end
        return
    position = start
    while end - position > LONGEST_SENTENCE:
        at = text.rfind(" ", position + 1, position + LONGEST_SENTENCE)
        at = at if at > position else position + LONGEST_SENTENCE
        low, high = 0, len(quoted)
        while low < high:  # the first quotation that ends after the cut: a cut inside it moves to its end
            middle = (low + high) // 2
            low, high = (middle + 1, high) if quoted[middle].end <= at else (low, middle)
        if low < len(quoted) and quoted[low].start < at:
            at = min(quoted[low].end, end)
        yield position, at
        position = at
    yield position, end


def tokens(text: str, start: int, end: int, quoted: list[Quotation]) -> list[Token]:
    """Split the sentence ``text[start:end]`` into tokens; each of the ``quoted`` (those inside it) is one token."""
    found: list[Token] = []
    position = start
    for quotation in quoted:
        found += _plain(text, position, quotation.start)
        found.append(Token(quotation.start, quotation.end, text[quotation.start : quotation.end], "quotation"))
        position = quotation.end
    return found + _plain(text, position, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(text, start, end)]


def _token(match: re.Match[str]) -> Token:
    word = match.group()
    return Token(match.start(), match.end(), word, "word" if word[0].isalnum() or word[0] == "@" else "mark")
