"""The words of a source: which is its head, whether it is a pronoun, and what an unnamed source goes by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.mentions import head_of
from onrecord.resolve.clusters import PRONOUNS

if TYPE_CHECKING:
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

_ANAPHORIC = frozenset({"definite", "demonstrative"})
LONGEST_DESCRIPTION = 90
"""Characters of a description that serves as a name."""
DESCRIBES = re.compile(r"\s*[,(:;]|\s+(?:who|whom|whose|which|that)\b|\s+[—–-]\s")
_CONTRACTED = re.compile(r"[’'](?:m|d|ll|ve|re|s)$")
_WHICH_IS = re.compile(
    r"\s(?:filed|dated|published|released|conducted|obtained|seen|reviewed|issued|posted|written|carried|there)\b"
)
"""Where the words of a description only tell more of it: "an indictment filed last March"."""
_LEADING = re.compile(r"(?:(?:from|by|of|with)\s+)?", re.IGNORECASE)
"""A preposition that the reader takes for the first word of a source."""
_BLANK = re.compile(r"\s+")


def head_in(text: str, start: int, end: int) -> Range:
    """Return the word at the head of a source: "source" of "a source close to the couple"."""
    found = [token for token in tokens(text, start, end) if token.is_word] or tokens(text, start, end)
    at = head_of([token.lower or token.text for token in found]) if found else 0
    while at and found[at].lower in word_lists.entries("after_heads"):
        at -= 1
    return (found[at].start, found[at].end) if found else (start, end)


def is_pronoun(text: str, one: Voiced) -> bool:
    """Tell whether the source is a pronoun alone."""
    return plain(" ".join(text[a:b] for a, b in one.ranges.source)) in pronoun_words()


def plain(spoken: str) -> str:
    """Return the words in lower case, without what is contracted to a pronoun: "I’m" -> "i"."""
    return _CONTRACTED.sub("", _BLANK.sub(" ", spoken).lower().strip())


def pronoun_words() -> frozenset[str]:
    """Return the words that stand for a source named elsewhere."""
    lists = word_lists.classes("pronouns")
    return lists["one"] | lists["body"] | lists["many"] | lists["self"] | lists["relative"]


def is_speaker(text: str, one: Voiced) -> bool:
    """Whether the source is the "I" of another statement’s quotation."""
    return (
        bool(one.outer) and plain(text[slice(*one.ranges.source[0])]) in word_lists.classes("pronouns")["self"]
        if one.ranges.source
        else False
    )


def description_of(text: str, one: Voiced, head: Cluster | None) -> str | None:
    """Return the words that an unnamed source goes by: its own, or the first full description of what they stand for."""
    own = None if is_pronoun(text, one) else _phrase(text, *one.ranges.source[0])
    if head is None:
        return own
    full = [m for m in head.mentions if m.shape not in PRONOUNS]
    if not full:
        return own
    first = next((m for m in full if m.shape not in _ANAPHORIC), full[0])
    if own is None:
        return _phrase(text, first.start, first.end)
    if own[0].isdigit():
        return own  # "44 percent" are not the "46 percent" before
    start, end = one.ranges.source[0]
    if (
        not _may_be_one(text, first.head, head_in(text, start, end))
        or _shape_at(head, one) not in _ANAPHORIC
        or first.start >= start
    ):
        return own
    return _phrase(text, first.start, first.end)


def _may_be_one(text: str, one: Range, other: Range) -> bool:
    """Whether two nouns may describe one source: the same noun, or both of them nouns for persons ("an insider", "the source")."""
    nouns = word_lists.classes("source_words")
    people = nouns["role"] | nouns["anonymous"] | {"person"}
    heads = {text[slice(*one)].lower(), text[slice(*other)].lower()}
    return len(heads) == 1 or heads <= people


def _shape_at(head: Cluster, one: Voiced) -> str:
    start, end = one.ranges.source[0]
    return next((m.shape for m in head.mentions if start - 1 <= m.start and m.end <= end + 2), "bare")


def _phrase(text: str, start: int, end: int) -> str | None:
    """Return the words of a description up to what only describes it further."""
    limit = min(end, start + LONGEST_DESCRIPTION)
    stop = DESCRIBES.search(text, start + 1, limit) or _WHICH_IS.search(text, start + 1, limit)
    start = _LEADING.match(text, start, end).end()  # type: ignore[union-attr]
    words_of = _BLANK.sub(" ", text[start : stop.start() if stop else min(end, start + LONGEST_DESCRIPTION)]).strip(
        ' ,;:—–"“”'
    )
    return words_of or None
