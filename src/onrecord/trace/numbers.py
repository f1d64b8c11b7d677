"""The numbers of a sentence: how many of what, in which range the words put it, and beside which words.

"More than 20 fighters" is any number from 20 up, "nearly 500" one from 450 to 500, and a round number may have been rounded. Two
numbers disagree only where their ranges don't meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.trace.lines import conflict_words, negates, stemmed, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.language.tokens import Token
    from onrecord.trace.lines import Line

REACH: Final = 9
"""Words to each side of a number that tell what it counts."""
BESIDE: Final = 5
"""Words to each side among which names tell whose number it is."""
LONGEST_PHRASE: Final = 4
"""Words from a number to the noun that it counts."""
ROUNDED: Final = 0.1
"""Part of a number that "about" leaves open, and of a round one."""
ROUND_FROM: Final = 10
"""Numbers from here on may have been rounded where they end in a nought."""
YEARS: Final = range(1500, 2100)
"""Bare numbers that may be years."""
_DIGITS = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<scale>k|m|bn|million|billion)?(?![\w.]\w|\w|[-–/:’']\w)",
    re.IGNORECASE,
)
_SCALES: Final = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "hundred": 1e2,
    "dozen": 12.0,
}
_WORDS_KEPT: Final = 1 << 14
_MONEY: Final = {"$": "$", "£": "£", "€": "€", "¥": "¥"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something. ``low`` to ``high`` is what the words allow; ``unit`` the stem of what is counted, or a currency.

    ``near`` are the telling words around it, ``kind`` those between the number and the noun: "Taliban" in "25 Taliban fighters".
    """

    line: Line
    start: int
    end: int
    value: float
    low: float
    high: float
    unit: str
    kind: frozenset[str]
    near: Mapping[str, float]
    names: frozenset[str]
    growing: bool


def quantities_of(line: Line) -> list[Quantity]:
    """Return the numbers of things, money and shares in a sentence, those of the calendar left out."""
    words = line.words
    found: list[Quantity] = []
    if not line.held.isdisjoint(_meant("supposed")):
        return found
    at = 0
    while at < len(words):
        if not (words[at].text[0].isdigit() or _spelled_out(line.lower[at]) is not None):
            at += 1
            continue
        value, after = _number(line, at)
        if value is None:
            at += 1
            continue
        made = _quantity(line, at, after, value)
        if made:
            found.append(made)
        at = after
    return found


def disagree(one: Quantity, other: Quantity) -> bool:
    """Return whether no number is in the ranges of both."""
    return one.high < other.low or other.high < one.low


@cache
def measure_stems() -> frozenset[str]:
    """Return the units of time, space and money, of which a story has many that measure different things."""
    return frozenset({*map(stemmed, _meant("measure")), "%", *_MONEY.values()})


def _quantity(line: Line, at: int, after: int, value: float) -> Quantity | None:
    words = line.words
    if _in_range_or_calendar(line, at, after):
        return None
    money = _MONEY.get(words[at - 1].text) if at else None
    counted = _counted(words, after)
    percent = after < len(words) and words[after].lower in ("%", "percent", "per") and not money
    end = words[after].end if percent else words[after - 1].end
    if money:
        unit, kind = money, frozenset[str]()
    elif percent:
        unit, kind = "%", frozenset[str]()
    elif counted is not None and value > 1:
        unit, end = stemmed(words[counted].lower), words[counted].end
        kind = frozenset(stemmed(word.lower) for word in words[after:counted] if word.is_word)
    else:
        return None
    low, high = _range(words, at - bool(money), value)
    near = telling([*words[max(0, at - REACH) : at], *words[after : after + REACH]])
    near.pop(unit, None)
    growing = any(word.lower in conflict_words("growing") for word in words[max(0, at - REACH) : after + REACH])
    beside = words[max(0, at - BESIDE) : after + BESIDE]
    names = frozenset(
        stemmed(word.lower)
        for word in beside
        if not word.text.islower() and word.text[0].isalpha() and word.start > line.start
    )
    return Quantity(line, words[at - bool(money)].start, end, value, low, high, unit, kind, near, names, growing)


def _number(line: Line, at: int) -> tuple[float | None, int]:
    """Return the number that begins at a word, and the place after it."""
    words = line.words
    after = at + 1
    match = _DIGITS.match(line.text, words[at].start - line.start) if words[at].text[0].isdigit() else None
    if match:
        while after < len(words) and words[after].start < line.start + match.end():
            after += 1
        value = float(match["number"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1.0)
    else:
        spelled = _spelled_out(line.lower[at])
        if spelled is None:
            return None, at
        value = spelled
    while after < len(words) and words[after].lower in _SCALES and len(words[after].lower) > 1:
        value *= _SCALES[words[after].lower]
        after += 1
    return value, after


def _range(words: Sequence[Token], at: int, value: float) -> tuple[float, float]:
    """Return the least and the most that a number and the words before it allow."""
    before = [word.lower for word in words[max(0, at - 2) : at]]
    said = {*before[-1:], "-".join(before)}
    if said & _meant("least") or (words[at].text != "$" and any(negates(word) for word in before)):
        return value, inf
    if said & _meant("most"):
        return 0.0, value
    rounded = value >= ROUND_FROM and value % 10 == 0
    slack = ROUNDED * value if said & _meant("near") or rounded else 0.0
    return value - slack, value + slack


def _in_range_or_calendar(line: Line, at: int, after: int) -> bool:
    """Return whether a number is one end of a range, a rank or ratio, or part of a date, a time or a name."""
    words = line.words
    before = words[at - 1].lower if at else ""
    following = words[after].lower if after < len(words) else ""
    if following in ("to", "or", "-", "–", "/", ":", "st", "nd", "rd", "th") or before in (
        "to",
        "or",
        "-",
        "–",
        "/",
        ":",
        "no",
        "between",
    ):
        return True
    if before == "and" and at > 1 and _number(line, at - 2)[0] is not None:
        return True
    if words[at].text.isdigit() and int(words[at].text) in YEARS and before not in _MONEY:
        return True
    return (
        before in _meant("calendar")
        or following in _meant("calendar")
        or (at > 0 and words[at - 1].text[0].isupper() and at > 1)
    )


def _counted(words: Sequence[Token], after: int) -> int | None:
    """Return the place of the noun that the number before ``after`` counts: the first plural before anything ends the phrase."""
    for place in range(after, min(after + LONGEST_PHRASE, len(words))):
        word = words[place]
        if not word.is_word or word.lower in _meant("between") or word.text[0].isdigit():
            return None
        if word.lower in _meant("people") or (
            word.text.endswith("s") and not word.text.endswith(("ss", "us", "is")) and len(word.text) > 3
        ):
            return place
    return None


@cache
def _meant(label: str) -> frozenset[str]:
    return word_lists.classes("number_words")[label]


@lru_cache(_WORDS_KEPT)
def _spelled_out(word: str) -> float | None:
    """Return the number that a lower-case word, or words with hyphens, spell; None where they spell none that stands by itself."""
    parts = [_spelled().get(part) for part in word.split("-")]
    if any(part is None for part in parts) or word in ("one", "hundred", "thousand", "million"):
        return None
    return float(sum(part for part in parts if part is not None))


@cache
def _spelled() -> dict[str, float]:
    return {word: float(value) for word, value in word_lists.pairs("time_numbers").items()}
