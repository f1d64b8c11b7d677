"""The words of a statement or a sentence, in the form in which they are compared.

A word weighs what its stem tells of an article at large (``match.rarity``); numbers and names are kept apart, since two texts that
differ in those are not about the same thing, however alike their other words are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.rarity import rarity, stem
from onrecord.language.tokens import tokens
from onrecord.records import SPEAKING_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import Article

LEAST_RARITY: Final = 1.0
"""Rarity from which a word says anything of what a text is about: a word of fewer than 3,700 articles of 10,000."""
NAME_WEIGHT: Final = 1.0
"""What each word of a name weighs beside its rarity: that of a common word is small, of a name never."""
REACH: Final = 6
"""Words of its clause that a negation reaches."""
REACH_IN_PHRASE: Final = 3
"""The same of "no" and "without", which turn a noun."""
_SHORTEST_SENTENCE: Final = 4
"""Words of a sentence that can state anything: shorter ones are joined to the one before."""
_SHORT: Final = 3
"""Letters of a word that headlines may leave in lower case."""
_TITLED: Final = 0.7
_END = re.compile(r"[.!?…]+[\"”’'»)\]]*\s+(?=[\"“‘'«(\[]*[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Sgt|Lt|Gen|Sen|Rep|Gov|Rev|Prof|Capt|Jr|Sr|No|vs|Corp|Inc|Co|Ltd))\.\s+$"
)
_CLAUSE_ENDS: Final = frozenset(",;:.!?—–")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LEAST_SCALE: Final = 100
_SCALES: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "k": 1e3}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says, as far as its words tell.

    ``terms`` are stems with their weight, ``turned`` those that a negation reaches, unless it stands in a clause that only gives the reason
    or the time or tells of somebody: "because it had no room" turns nothing.
    ``untrue``: it calls what stands in it false or a hoax. ``negative``: there is a negation in it of any kind, or as good as one.
    """

    text: str
    terms: Mapping[str, float]
    names: frozenset[str]
    numbers: frozenset[str]
    words: tuple[str, ...]
    turned: frozenset[str]
    untrue: bool
    negative: bool

    @property
    def weight(self) -> float:
        """The weight of all its terms."""
        return sum(self.terms.values())

    def has(self, *classes: str) -> bool:
        """Return whether one of its words is in one of these classes of ``data/en/match_words.txt``."""
        return any(word in match_words(listed) for listed in classes for word in self.words)


@cache
def match_words(listed: str) -> frozenset[str]:
    """Return the words of a class of ``data/en/match_words.txt``. Raises KeyError for a class that it lacks."""
    return word_lists.classes("match_words")[listed]


def wording_of(text: str) -> Wording:
    """Return the words of a text in the form in which they are compared."""
    plain = _THOUSANDS.sub("", text)
    found = tokens(plain, 0, len(plain))
    terms: dict[str, float] = {}
    names, numbers = set(), set()
    turned: set[str] = set()
    words: list[str] = []
    opening, reach, untrue, aside = True, 0, False, False
    titled = _titled(found)
    for place, token in enumerate(found):
        if not token.is_word:
            opening = opening or token.text in '"“‘.!?:'
            aside = aside and token.text not in _CLAUSE_ENDS
            continue
        lower = token.lower.replace("’", "'")
        words.append(lower)
        aside = aside or lower in match_words("subordinate")
        following = found[place + 1].lower if place + 1 < len(found) else "."
        if _negates(lower):
            reach = (
                0 if reach or following in match_words("no_negation") else _reach(lower) + 1
            )  # a second one turns it back
        if words[-2:-1] in (["whether"], ["or"]) or lower in match_words(
            "open"
        ):  # "could not confirm", "whether or not" say nothing
            reach = 0
        if lower in match_words("untrue") and not reach:
            untrue = (
                untrue
                or following in match_words("negation")
                or rarity(stem(following)) < LEAST_RARITY
                or not following[0].isalnum()
            )
        number = _number(token.text, following)
        if number is not None:
            numbers.add(number)
            terms["#" + number] = 4.0
        else:
            stemmed = stem(lower)
            weight = rarity(stemmed)
            named = token.is_name and not opening and not titled
            if named:
                names.add(stemmed)
            if weight >= LEAST_RARITY and not _negates(lower):
                terms[stemmed] = weight + NAME_WEIGHT * named
                turned.update({stemmed} if reach and not aside else ())
        opening, reach = False, max(0, reach - 1)
    negative = any(_negates(word) or word in match_words("as_good_as_not") for word in words)
    return Wording(
        text, terms, frozenset(names), frozenset(numbers), tuple(words), frozenset(turned), untrue=untrue, negative=negative
    )  # fmt: skip


def coverage(of: Wording, by: Wording) -> float:
    """Return the share of the terms ``of`` one text, by weight, that another has too, from 0 to 1."""
    total = of.weight
    return sum(weight for term, weight in of.terms.items() if term in by.terms) / total if total else 0.0


def likeness(one: Wording, other: Wording) -> float:
    """Return how much two texts share: the weight of the shared terms to the geometric mean of both weights, from 0 to 1."""
    product = one.weight * other.weight
    shared = sum(min(weight, other.terms[term]) for term, weight in one.terms.items() if term in other.terms)
    return float(shared / product**0.5) if product else 0.0


def sentences_of(article: Article) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of an article in which something can be stated, in reading order."""
    found: list[tuple[int, int]] = []
    for block in article.blocks:
        if block.kind in SPEAKING_KINDS:
            found.extend(_sentences(article.text, block.start, block.end))
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    here = start
    for match in _END.finditer(text, start, end):
        if _ABBREVIATED.search(text, here, match.end()) or len(text[here : match.end()].split()) < _SHORTEST_SENTENCE:
            continue
        yield here, here + len(text[here : match.end()].rstrip())
        here = match.end()
    if text[here:end].strip():
        yield here, here + len(text[here:end].rstrip())


def _titled(found: Sequence[Token]) -> bool:
    """Return whether most words of a text have a capital, as in headlines: then capitals tell no names."""
    long = [token for token in found if token.is_word and len(token.text) > _SHORT]
    return len(long) > _SHORT and sum(token.text[0].isupper() for token in long) > _TITLED * len(long)


def _reach(negation: str) -> int:
    return REACH_IN_PHRASE if negation in match_words("determiner") else REACH


def _negates(word: str) -> bool:
    return word in match_words("negation") or word in match_words("denial") or word.endswith("n't")


@cache
def _numerals() -> dict[str, str]:
    """Return the numerals that count things; "one" is a pronoun as often, and "million" multiplies what stands before it."""
    return {word: digits for word, digits in word_lists.pairs("time_numbers").items() if 1 < int(digits) < _LEAST_SCALE}


def _number(word: str, following: str) -> str | None:
    """Return a number in one form: "26", "1.5e6" for both "1.5 million" and "1,500,000"; None for what is none."""
    match = _NUMBER.match(_numerals().get(word.lower(), word))
    if match is None:
        return None
    rest = word[match.end() :].lower()
    value = float(match.group()) * _SCALES.get(rest or following, 1.0)
    return f"{value:g}"
