"""Sentences of a story that say the same of the same people, the one with a negative before its verb, the other without.

"The clinic did not perform a biopsy" stands against "the clinic performed a biopsy"; a sentence with a negative somewhere else does not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.records import Conflict
from onrecord.trace.denials import asserts
from onrecord.trace.lines import alike, conflict_words, covered, negates, stemmed, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.language.tokens import Token
    from onrecord.trace.lines import Line

LEAST_COVERED: Final = 0.65
"""Share, by weight, of the words after a negative that a sentence must have to say the opposite."""
LEAST_SHARED: Final = 2
"""Telling words after the negative that both must share, the verb among them."""
REACH: Final = 3
"""Words after the negative among which its verb stands."""
SUBJECT_REACH: Final = 8
OBJECT_REACH: Final = 14
"""Words before and after a negative that tell what it is about."""
NEAREST: Final = 2
"""Telling words right before a negative that name who or what it is said of."""
SAME: Final = 0.5
"""Likeness from which two negatives are the same one told twice."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A clause with a negative. ``verb`` is the stem of what did not happen, ``subject`` the stems of who or what did not do it."""

    line: Line
    verb: str
    subject: tuple[str, ...]
    object: Mapping[str, float]

    @property
    def terms(self) -> dict[str, float]:
        """All that tells what did not happen."""
        return {**telling_of(self.line, self.subject), **self.object}


def opposites(lines: Sequence[Line]) -> list[Conflict]:
    """Return the pairs of sentences of which one says that a thing is so and one that it is not, each thing once."""
    index: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if asserts(line):
            for term in line.weights:
                index[term].append(line)
    found: list[tuple[float, Negative, Line]] = []
    for negative in (n for n in map(negative_of, lines) if n):
        for line in index.get(negative.verb, ()):
            if line.article != negative.line.article and _opposed(negative, line):
                score = covered(negative.terms, line.weights) + covered(line.weights, negative.terms)
                found.append((score, negative, line))
    kept: list[tuple[Negative, Line]] = []
    for _, negative, line in sorted(found, key=lambda item: -item[0]):
        if not any(alike(negative.terms, other.terms) >= SAME for other, _ in kept):
            kept.append((negative, line))
    return [Conflict("denial", line.passage(), negative.line.passage()) for negative, line in kept]


def negative_of(line: Line) -> Negative | None:
    """Return the one negative of a sentence that otherwise says how things are; None where it has none or leaves it open."""
    if not any(map(negates, line.held)):
        return None
    words = [token for token in line.words if token.is_word]
    lower = [word.lower for word in words]
    places = [i for i, word in enumerate(lower) if negates(word)]
    if len(places) != 1 or "?" in line.text or "after all" in line.text or set(lower) & _open_words():
        return None
    at = places[0]
    if not (
        lower[at].endswith(("n't", "n’t"))
        or lower[at] == "never"
        or (lower[at] == "not" and at and lower[at - 1] in _AUXILIARIES)
    ):
        return None
    low, high = _clause(line, words, at)
    before, after = words[max(low, at - SUBJECT_REACH) : at], words[at + 1 : min(high, at + 1 + OBJECT_REACH)]
    verb = next((w for w in after[:REACH] if stemmed(w.lower) in line.weights), None)
    if set(lower[at + 1 : at + 1 + REACH]) & ({"what"} | conflict_words("saying") | conflict_words("report")):
        return None
    if (
        verb is None
        or verb.text[0].isupper()
        or lower[at + 1 : at + 2] in (["only"], ["just"], ["what"], ["the"], ["a"])
    ):
        return None
    subject = tuple(stemmed(w.lower) for w in before if stemmed(w.lower) in line.weights)
    return Negative(line, stemmed(verb.lower), subject, telling(after)) if subject else None


def telling_of(line: Line, stems: Sequence[str]) -> dict[str, float]:
    """Return those stems of a sentence with their weights."""
    return {term: line.weights[term] for term in stems}


def _opposed(negative: Negative, line: Line) -> bool:
    """Return whether a sentence says of the same subject that it does the same to the same."""
    if not all(term in line.weights for term in negative.subject[-NEAREST:]):
        return False
    order = [stemmed(word.lower) for word in line.words if word.is_word]
    at = order.index(negative.verb) if negative.verb in order else None
    if at is None:
        return False
    who = order.index(negative.subject[-1])
    if who > at and "by" not in order[at:who]:
        return False
    shared = sum(term in line.weights for term in negative.object)
    return shared >= LEAST_SHARED and covered(negative.object, line.weights) >= LEAST_COVERED


def _clause(line: Line, words: Sequence[Token], at: int) -> tuple[int, int]:
    """Return the first and the last but one word of the stretch between commas around a word."""
    marks = [token.start for token in line.words if not token.is_word and token.text in ",;:—–"]
    left = max((mark for mark in marks if mark < words[at].start), default=line.start)
    right = min((mark for mark in marks if mark > words[at].start), default=line.end)
    return (
        next((i for i, word in enumerate(words) if word.start >= left), 0),
        next((i for i, word in enumerate(words) if word.start > right), len(words)),
    )


@cache
def _open_words() -> frozenset[str]:
    return (
        conflict_words("hedge")
        | conflict_words("deny")
        | conflict_words("averse")
        | {"yet", "until", "anymore", "longer"}
    )


_AUXILIARIES = frozenset(
    {
        "did",
        "does",
        "do",
        "has",
        "have",
        "had",
        "was",
        "were",
        "is",
        "are",
        "will",
        "been",
        "be",
        "it",
        "he",
        "she",
        "they",
    }
)
