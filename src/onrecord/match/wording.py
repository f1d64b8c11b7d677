"""The words of a statement or a sentence, in the form in which they are compared.

A word weighs what its stem tells of an article at large (``match.rarity``); numbers and names are kept apart, since two texts that
differ in those are not about the same thing, however alike their other words are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.rarity import rarity, stem
from onrecord.language.tokens import pieces, without_possessive
from onrecord.records import SPEAKING_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_OPENINGS: Final = '"“‘.!?:'
"""Marks after which a capital tells no name."""
_WHETHER: Final = frozenset({"whether", "or"})
_CLAUSE_ENDS: Final = frozenset(",;:.!?—–")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS_KEPT: Final = 1 << 16
"""Words of which it is kept what they are by themselves: a story has the same ones again and again."""
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
    weight: float
    """The weight of all its terms."""
    held: frozenset[str]
    """Its words, each once."""

    def has(self, *classes: str) -> bool:
        """Return whether one of its words is in one of these classes of ``data/en/match_words.txt``."""
        return any(not self.held.isdisjoint(match_words(listed)) for listed in classes)


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word or mark is by itself. ``text``: in lower case, ``plain``: with a straight apostrophe; ``scale``: what stands after its digits."""

    text: str
    plain: str
    is_word: bool
    capital: bool
    is_name: bool
    long: bool
    stem: str
    rarity: float
    negates: bool
    subordinate: bool
    leaves_open: bool
    untrue: bool
    number: float | None
    scale: str


@cache
def match_words(listed: str) -> frozenset[str]:
    """Return the words of a class of ``data/en/match_words.txt``. Raises KeyError for a class that it lacks."""
    return word_lists.classes("match_words")[listed]


def wording_of(text: str) -> Wording:
    """Return the words of a text in the form in which they are compared."""
    return wording_by(text, pieces(_THOUSANDS.sub("", text)))


def wording_by(text: str, found: Sequence[str]) -> Wording:
    """Return the same of a text that has been split into words and marks."""
    every = [_word(piece) for piece in found]
    terms: dict[str, float] = {}
    names, numbers, turned = set[str](), set[str](), set[str]()
    words: list[str] = []
    opening, reach, untrue, aside, before = True, 0, False, False, ""
    titled = _titled(every)
    for word, following in zip(every, [*every[1:], _word(".")], strict=False):
        if not word.is_word:
            opening = opening or word.text in _OPENINGS
            aside = aside and word.text not in _CLAUSE_ENDS
            continue
        words.append(word.plain)
        aside = aside or word.subordinate
        if word.negates:  # a second one turns it back
            over = reach or following.text in match_words("no_negation")
            reach = 0 if over else _reach(word.plain) + 1
        if word.leaves_open or before in _WHETHER:  # "could not confirm", "whether or not" say nothing
            reach = 0
        if word.untrue and not reach:
            untrue = untrue or _ends_in_untrue(following)
        if word.number is not None:
            numbers.add(number := f"{word.number * _SCALES.get(word.scale or following.text, 1.0):g}")
            terms["#" + number] = 4.0
        else:
            named = word.is_name and not opening and not titled
            if named:
                names.add(word.stem)
            if word.rarity >= LEAST_RARITY and not word.negates:
                terms[word.stem] = word.rarity + NAME_WEIGHT * named
                if reach and not aside:
                    turned.add(word.stem)
        opening, reach, before = False, max(0, reach - 1), word.plain
    held = frozenset(words)
    negative = any(word.negates for word in every if word.is_word) or not held.isdisjoint(match_words("as_good_as_not"))
    return Wording(
        text, terms, frozenset(names), frozenset(numbers), tuple(words), frozenset(turned), untrue, negative, sum(terms.values()), held
    )  # fmt: skip


@lru_cache(_WORDS_KEPT)
def _word(piece: str) -> _Word:
    lower = without_possessive(piece).lower()
    plain = lower.replace("’", "'")
    stemmed = stem(plain)
    match = _NUMBER.match(_numerals().get(piece.lower(), piece))
    return _Word(
        text=lower, plain=plain, is_word=piece[0].isalnum() or piece[0] == "@", capital=piece[0].isupper(),
        is_name=piece[0].isupper() or piece[0] == "@" or piece[0].isdigit(), long=len(piece) > _SHORT,
        stem=stemmed, rarity=rarity(stemmed), negates=_negates(plain), subordinate=plain in match_words("subordinate"),
        leaves_open=plain in match_words("open"), untrue=plain in match_words("untrue"),
        number=float(match.group()) if match else None, scale=piece[match.end() :].lower() if match else "",
    )  # fmt: skip


def _ends_in_untrue(following: _Word) -> bool:
    """Return whether what stands after "false" lets it mean that something is not so: "a false alarm" is an alarm."""
    return (
        following.text in match_words("negation")
        or rarity(stem(following.text)) < LEAST_RARITY
        or not following.text[0].isalnum()
    )


def coverage(of: Wording, by: Wording) -> float:
    """Return the share of the terms ``of`` one text, by weight, that another has too, from 0 to 1."""
    total, terms = of.weight, by.terms
    return sum([weight for term, weight in of.terms.items() if term in terms]) / total if total else 0.0


def likeness(one: Wording, other: Wording) -> float:
    """Return how much two texts share: the weight of the shared terms to the geometric mean of both weights, from 0 to 1."""
    product, terms = one.weight * other.weight, other.terms
    shared = sum([min(weight, terms[term]) for term, weight in one.terms.items() if term in terms])
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


def _titled(found: Sequence[_Word]) -> bool:
    """Return whether most words of a text have a capital, as in headlines: then capitals tell no names."""
    long = [word.capital for word in found if word.long and word.is_word]
    return len(long) > _SHORT and sum(long) > _TITLED * len(long)


def _reach(negation: str) -> int:
    return REACH_IN_PHRASE if negation in match_words("determiner") else REACH


def _negates(word: str) -> bool:
    return word in match_words("negation") or word in match_words("denial") or word.endswith("n't")


@cache
def _numerals() -> dict[str, str]:
    """Return the numerals that count things; "one" is a pronoun as often, and "million" multiplies what stands before it."""
    return {word: digits for word, digits in word_lists.pairs("time_numbers").items() if 1 < int(digits) < _LEAST_SCALE}
