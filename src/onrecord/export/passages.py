"""Statements grouped into passages: the sentences they stand in, each printed once with all that is said in it."""

from __future__ import annotations

import re
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
    """Group the statements by the sentences that hold their words; sentences that overlap make one passage."""
    found: list[Passage] = []
    for statement in sorted(statements, key=_first):
        start, end = _sentence(article, statement)
        if found and start < found[-1].end:
            last = found.pop()
            found.append(Passage(last.start, max(end, last.end), last.block, (*last.statements, statement)))
        else:
            found.append(Passage(start, end, statement.block, (statement,)))
    return tuple(found)


def words_of(statement: Statement) -> tuple[Span, ...]:
    """Return every span of the statement: content, cue, source and channel."""
    return (
        *statement.content,
        *statement.cue,
        *statement.source.spans,
        *(s for via in statement.via for s in via.spans),
    )


def _first(statement: Statement) -> int:
    return min(span.start for span in words_of(statement))


def _sentence(article: Article, statement: Statement) -> tuple[int, int]:
    first, last = _first(statement), max(span.end for span in words_of(statement))
    before = max(0, first - LONGEST_CONTEXT)
    starts = [match.end() for match in _SENTENCE_START.finditer(article.text, before, first + 1)]
    start = starts[-1] if starts else before
    match = _SENTENCE_END.search(article.text, max(last - 2, first), min(len(article.text), last + LONGEST_CONTEXT))
    end = max(last, match.end()) if match else last
    while end > last and article.text[end - 1].isspace():
        end -= 1
    return start, end
