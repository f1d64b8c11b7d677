"""Statements grouped into passages: the sentences they stand in, each printed once with all that is said in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Article, BlockKind, Span, Statement

LONGEST_CONTEXT = 240
"""Characters shown at most before and after the words of a statement; a sentence rarely has more."""

_SENTENCE_START = re.compile(r"[.!?…][\"”’'»)]*\s+(?=[\"“‘'(«]?[A-Z0-9])|\n+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’'»)]*(?=\s|$)|\n|$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the article (code points) and the statements in it, in order."""

    start: int
    end: int
    block: BlockKind
    statements: tuple[Statement, ...]


def passages(article: Article, statements: Sequence[Statement]) -> tuple[Passage, ...]:
    """Group the statements by the sentences that hold their words; sentences that overlap make one passage.

    A source or channel named in another paragraph, or far off, doesn't stretch the passage to it; see ``elsewhere``.
    """
    ranges = [(*_around(article, *_near(article, statement)), statement) for statement in statements]
    found: list[Passage] = []
    for start, end, statement in sorted(ranges, key=lambda item: (item[0], _first(item[2]))):
        if found and start < found[-1].end:
            last = found.pop()
            found.append(Passage(last.start, max(end, last.end), last.block, (*last.statements, statement)))
        else:
            found.append(Passage(start, end, statement.block, (statement,)))
    return tuple(found)


def elsewhere(statement: Statement, passage: Passage) -> tuple[Span, ...]:
    """Return the words that name the statement's source outside the passage."""
    spans = statement.source.spans
    return tuple(span for span in spans if not (passage.start <= span.start and span.end <= passage.end))


def sentence(article: Article, span: Span) -> tuple[int, int]:
    """Return where the sentence that holds the span starts and ends (code points)."""
    return _around(article, span.start, span.end)


def nested(passage: Passage) -> frozenset[tuple[int, int]]:
    """Return the contents, as ranges, that stand inside the content of another statement of the passage."""
    ranges = [(s.start, s.end, index) for index, statement in enumerate(passage.statements) for s in statement.content]
    inner: set[tuple[int, int]] = set()
    reach, owner, outer = -1, -1, (0, 0)
    for start, end, index in sorted(ranges, key=lambda item: (item[0], -item[1])):
        if end <= reach and index != owner and (start, end) != outer:
            inner.add((start, end))
        elif end > reach:
            reach, owner, outer = end, index, (start, end)
    return frozenset(inner)


def without_nested(statements: Sequence[Statement], beside: Sequence[Statement] = ()) -> list[Statement]:
    """Return statements without those whose words stand within another's of the same article, of these or of those ``beside``.

    "It will close, she said" is one statement, and "it will close" in it no second one that says the same.
    """
    kept: list[Statement] = []
    for at, one in enumerate(statements):
        others = [*beside, *statements[:at], *statements[at + 1 :]]
        same = [other for other in others if other.article == one.article and other.id != one.id]
        if not any(_within(one, other) and (not _within(other, one) or other in [*beside, *kept]) for other in same):
            kept.append(one)
    return kept


def one_in_other(one: Statement, other: Statement) -> bool:
    """Return whether the words of one of two statements of an article all stand among those of the other."""
    return one.article == other.article and (_within(one, other) or _within(other, one))


def _within(one: Statement, other: Statement) -> bool:
    """Whether all words of a statement stand among those of another."""
    return bool(one.content) and all(
        any(outer.start <= span.start and span.end <= outer.end for outer in other.content) for span in one.content
    )


def _first(statement: Statement) -> int:
    return min(span.start for span in _said(statement))


def _said(statement: Statement) -> tuple[Span, ...]:
    return (*statement.content, *statement.cue) or statement.source.spans


def _near(article: Article, statement: Statement) -> tuple[int, int]:
    """Return from where to where the statement goes: content and cue, and who is named in the same paragraph, close by."""
    said = _said(statement)
    first, last = min(span.start for span in said), max(span.end for span in said)
    text = article.text
    start, end = max(0, first - LONGEST_CONTEXT), min(len(text), last + LONGEST_CONTEXT)
    low, high = _block(article, first)
    start = max(start, low, text.rfind("\n", start, first) + 1)
    line_end = text.find("\n", last, end)
    end = line_end if line_end >= 0 else end
    end = min(end, high) if last <= high else end
    named = [*statement.source.spans, *(span for via in statement.via for span in via.spans)]
    close = [span for span in named if start <= span.start and span.end <= end]
    return min([first, *(span.start for span in close)]), max([last, *(span.end for span in close)])


def _block(article: Article, offset: int) -> tuple[int, int]:
    """Return the block that holds an offset: scraped text can have many of them in one line; the whole text outside all."""
    at = bisect_right(article.blocks, offset, key=lambda block: block.start) - 1
    if at >= 0 and offset < article.blocks[at].end:
        return article.blocks[at].start, article.blocks[at].end
    return 0, len(article.text)


def _around(article: Article, first: int, last: int) -> tuple[int, int]:
    before = max(0, first - LONGEST_CONTEXT)
    # Two characters on, since the pattern looks ahead to a quotation mark and the letter behind it.
    found = _SENTENCE_START.finditer(article.text, before, first + 2)
    starts = [match.end() for match in found if match.end() <= first]
    start = starts[-1] if starts else before
    match = _SENTENCE_END.search(article.text, max(last - 2, first), min(len(article.text), last + LONGEST_CONTEXT))
    end = max(last, match.end()) if match else last
    low, high = _block(article, first)
    start, end = max(start, min(low, first)), max(last, min(end, high) if last <= high else end)
    while end > last and article.text[end - 1].isspace():
        end -= 1
    return start, end
