"""Noun phrases that say what somebody is, before a name, behind it or in its place: "her actor husband", "the mayor of Fennick".

The rules are those of apposition in news (Quirk et al., A Comprehensive Grammar of the English Language, 17.65-17.93): a phrase
counts only where it touches a mention, and a phrase that two names could claim counts for neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.resolve.facts import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.language.tokens import Token
    from onrecord.resolve.facts.page import Page, Range

MOST_WORDS = 7
"""Words of a phrase up to its last noun; longer ones are clauses."""

_PREPOSITIONS = frozenset({"of", "for", "to", "at", "in", "from", "with", "on", "behind"})
_AND = re.compile(r"\s(?:and|turned|as well as)\s(?:now\s)?")


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows the last noun of a phrase: a preposition and the words that it governs."""

    preposition: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: from its determiner to the end of its tails.

    ``owner`` is the possessor's words, "her", "Ada Moss"; ``second`` is a phrase that an "and" joins to it, "mayor of Fennick and leader of its council"; ``end`` is then its end.
    """

    start: int
    end: int
    words: tuple[Token, ...]
    tails: tuple[Tail, ...]
    article: str
    owner: Range | None
    second: Phrase | None = None

    @property
    def head(self) -> Token:
        """The last noun."""
        return self.words[-1]


@lru_cache(maxsize=vocabulary.MOST_KEPT)
def is_head(word: str) -> bool:
    """Whether a phrase that says what somebody is can end in ``word``."""
    bonds, lower = vocabulary.bonds(), vocabulary.plain(word)
    lists = (bonds["kin"], bonds["partner"], bonds["parted"], vocabulary.roles()["folk"])
    return (
        any(lower in listed for listed in lists)
        or vocabulary.is_role(word)
        or word in vocabulary.demonyms()
        or vocabulary.AGE_WORD.fullmatch(word) is not None
    )


def phrase_at(page: Page, start: int, end: int) -> Phrase | None:
    """Return the phrase that begins at ``start``, as far as it reaches before ``end``; None where there is none."""
    found = page.words(start, end)
    first, article, owner = _opening(page, found)
    last = first
    while last < len(found) and last - first < MOST_WORDS and _fits(page, found, last, first):
        last += 1
    while last > first and not is_head(found[last - 1].text):
        last -= 1
    if last == first:
        return None
    tails, stop = _tails(page, found, last)
    phrase = Phrase(found[0].start, stop, tuple(found[first:last]), tails, article, owner)
    second = _second(page, stop, end)
    return replace(phrase, second=replace(second, owner=second.owner or owner), end=second.end) if second else phrase


def _second(page: Page, start: int, end: int) -> Phrase | None:
    """Return the phrase that an "and" joins to the one that ends at ``start``: two things that one person is."""
    glue = _AND.match(page.text, start, end)
    second = phrase_at(page, glue.end(), end) if glue else None
    return second if second and second.article != "the" else None


def _opening(page: Page, found: Sequence[Token]) -> tuple[int, str, Range | None]:
    """Return at which word the phrase proper begins, its article, and the possessor's words."""
    lists = vocabulary.bounds()
    for index, word in enumerate(found[:6]):
        if not word.is_word or (
            word.text.lower() in lists["stop"] and word.lower not in lists["article"] | lists["possessive"]
        ):
            break
        bare = (
            len(word.text) - len(word.text.rstrip("’'")) if word.text[-1] in "’'" else len(word.text) - len(word.lower)
        )
        if bare and word.text.lower() not in lists["keep"] and page.text[word.end - bare] in "’'":
            return index + 1, "", (found[0].start, word.end - bare)
    if not found:
        return 0, "", None
    lower = found[0].lower
    if lower in lists["possessive"]:
        return 1, "", (found[0].start, found[0].end)
    return (1, lower, None) if lower in lists["article"] else (0, "", None)


def _fits(page: Page, found: Sequence[Token], at: int, first: int) -> bool:
    """Whether the word at ``at`` goes on with the phrase: it stands right behind the last, and is no name of a person."""
    word = found[at]
    if not word.is_word or (at > first and page.text[found[at - 1].end : word.start] != " "):
        return False
    return (vocabulary.modifies(word.text) or is_head(word.text)) and page.named_at(word.start) is None


def _tails(page: Page, found: Sequence[Token], at: int) -> tuple[tuple[Tail, ...], int]:
    """Return what follows the last noun, from the word at ``at`` on, and where it ends."""
    tails: list[Tail] = []
    stop = found[at - 1].end
    while at + 1 < len(found) and found[at].text in _PREPOSITIONS:
        start = at + 1
        last = start
        while last < len(found) and _governed(page, found, last, start):
            last = max(last + 1, behind_mention(page, found, last))
        if last == start:
            break
        stop = found[last - 1].end
        tails.append(Tail(found[at].text, found[start].start, stop))
        at = last
    return tuple(tails), stop


def _governed(page: Page, found: Sequence[Token], at: int, start: int) -> bool:
    word, lists = found[at], vocabulary.bounds()
    if word.text == "&" or (
        word.text == "." and found[at - 1].end == word.start and len(found[at - 1].text) <= 2 and at > start
    ):
        return True
    if not word.is_word or "\n" in page.text[found[at - 1].end : word.start]:
        return False
    if word.lower == "and":
        return at > start and at + 1 < len(found) and _goes_on(page, found, at + 1)
    if word.lower in lists["article"] | lists["possessive"]:
        return at == start
    if word.lower in lists["stop"]:
        return False
    return word.is_name or (vocabulary.modifies(word.text) or word.lower.endswith("s"))


def _goes_on(page: Page, found: Sequence[Token], at: int) -> bool:
    """Whether the words behind an "and" still belong to what the preposition governs, and are no second phrase."""
    word = found[at]
    if not word.is_word or word.lower in vocabulary.bounds()["stop"] or page.named_at(word.start):
        return False
    end = found[-1].end
    return phrase_at(page, word.start, end) is None


def behind_mention(page: Page, found: Sequence[Token], at: int) -> int:
    """Return the word behind the longest name of a body or place that begins at ``at``: such a name is one piece."""
    start = found[at].start
    ends = [
        end
        for first, end, entity in page.mentions_in(start, found[-1].end)
        if first == start and entity.kind != "person"
    ]
    end = max(ends, default=0)
    while at < len(found) and found[at].start < end:
        at += 1
    return at
