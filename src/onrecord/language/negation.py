"""Whether what somebody says is a negative: "it never bid", "there is no ring"; and whether it is the speaker who did not.

Only the main clause counts: who says that a ward turned women away "because it did not have enough midwives" denies nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Collection

REACH: Final = 7
"""Words from the start of a clause within which its verb is negated: "the board of the company has not …"."""
NEAR_SUBJECT: Final = 4
"""The same from the speaker: "it had made no bid"."""
_ENDS: Final = frozenset(",;:.!?—–")
_OPENINGS: Final = frozenset({"that", "and", "but", "no", "yes", "well"})
_SPEAKER: Final = frozenset({"i", "we", "it", "he", "she", "they"})


def is_negative(text: str) -> bool:
    """Return whether the main clause of what is said is negated."""
    return _negation(_clause(text)) is not None


def denies_own(text: str, name: str | None = None) -> bool:
    """Return whether somebody says not to have done or to be doing something; ``name`` is what the speaker is called."""
    clause = _clause(text)
    own = _SPEAKER | {token.lower for token in tokens(name or "", 0, len(name or "")) if token.is_name}
    start = next((place for place, word in enumerate(clause) if word not in _OPENINGS), 0)
    at = _negation(clause[start:])
    subject = next((place for place, word in enumerate(clause[start : start + NEAR_SUBJECT]) if word in own), None)
    return at is not None and subject is not None and subject < at <= subject + NEAR_SUBJECT


def _clause(text: str) -> list[str]:
    """Return the words of the main clause, in lower case: those before the first mark or the first subordinate clause."""
    words: list[str] = []
    aside = False
    for token in tokens(text, 0, len(text)):
        if not token.is_word:
            if token.text in _ENDS and (words or aside):
                if words and len(words) > 1:
                    break
                words, aside = [], False
            continue
        word = token.lower.replace("’", "'")
        if word in _listed("subordinate"):
            if words:
                break
            aside = True
        if not aside:
            words.append(word)
    return words


def _negation(clause: Collection[str]) -> int | None:
    """Return the place of the word that negates a clause; None where nothing does, or where it only leaves something open."""
    words = list(clause)
    if any(word in _listed("open") or word in _listed("leaves_open") for word in words):
        return None
    for place, word in enumerate(words[:REACH]):
        following = words[place + 1] if place + 1 < len(words) else "."
        if (word in _listed("negation") or word.endswith("n't")) and following not in _listed("no_negation"):
            return place
    return None


@cache
def _listed(label: str) -> frozenset[str]:
    return word_lists.classes("match_words")[label]
