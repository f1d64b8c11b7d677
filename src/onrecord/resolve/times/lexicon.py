"""The word lists of time, and the fragments of regular expressions that are made of them."""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists

_WORD_NUMBER = re.compile(r"[a-z]+")
_HALF = re.compile(r"(?:[\s-]and[\s-]a[\s-]half|\s1/2|½)")
MOST_DIGITS = 9
"""Digits of a number that counts units of time; longer ones are no amount that anybody means."""

SPACE = r"(?:[^\S\n]{1,8}(?:\n[^\S\n]{0,8})?|\n[^\S\n]{0,8})"
"""Blanks and at most one end of a line: a blank line ends a paragraph. Bounded, so that long blanks can't cost time."""
HYPHEN = r"[-\u2010\u2011]"
DASH = r"[-\u2010-\u2015]"
APOSTROPHE = r"['\u2018\u2019]"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
ORDINAL_END = r"(?:st|nd|rd|th)"


def phrase(words: str) -> str:
    """Return a pattern for a phrase: blanks match line breaks, straight apostrophes curly ones."""
    return re.escape(words).replace(r"\ ", SPACE).replace("'", APOSTROPHE)


def _any(words: list[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "(?:" + "|".join(phrase(word) for word in sorted(set(words), key=len, reverse=True)) + ")"


@cache
def fragment(name: str) -> str:
    """Return the pattern for any word of a kind: months, weekdays, units, numbers and so on."""
    lists = {
        "month": list(word_lists.pairs("months")),
        "weekday": [day for day in word_lists.pairs("time_weekdays") if day.endswith("day")],
        "short_weekday": [day for day in word_lists.pairs("time_weekdays") if not day.endswith("day")],
        "season": list(word_lists.pairs("time_seasons")),
        "daypart": list(word_lists.pairs("time_dayparts")),
        "ordinal": list(word_lists.pairs("time_ordinals")),
        "holiday": list(word_lists.pairs("time_holidays")),
        "frequency": list(word_lists.pairs("time_frequencies")),
        "reference": list(word_lists.pairs("time_references")),
        "zone": list(word_lists.pairs("zones")),
    }
    if name == "unit":
        units = [unit for unit in word_lists.pairs("time_units") if unit != "century"]
        return "(?:" + "|".join(sorted(units, key=len, reverse=True)) + "|century)"
    if name == "units":
        units = [unit for unit in word_lists.pairs("time_units") if unit != "century"]
        return "(?:(?:" + "|".join(sorted(units, key=len, reverse=True)) + ")s|centuries)"
    return _any(lists[name])


@cache
def number_pattern() -> str:
    """Return the pattern of an exact number, in digits or words, with a half."""
    word = _any(list(word_lists.pairs("time_numbers")))
    words = rf"{word}(?:(?:{SPACE}|-)(?:and{SPACE})?{word}\b){{0,4}}"
    digits = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,2}})?)(?!\d|[,.]\d)"
    digits = rf"{digits}(?:{SPACE}(?:hundred|thousand|million)\b)?"
    half = rf"(?:(?:{SPACE}|-)and(?:{SPACE}|-)a(?:{SPACE}|-)half|{SPACE}1/2|½)?"
    return rf"(?:{digits}|{words}\b){half}"


VAGUE = frozenset({"several", "few", "many", "some", "dozens", "hundreds", "thousands", "scores", "number"})
"""Words of quantities that are no number."""
_COUNTS = {"couple": 2.0, "dozen": 12.0, "half-dozen": 6.0, "half": 0.5}


def amount(words: str) -> float | None:
    """Return the number that an amount states; None for a vague one (``several``) or one that can't be read.

    ``a`` and ``an`` are 1, ``a couple of`` 2, ``half a`` 0.5, ``a dozen`` 12.
    """
    text = " ".join(words.lower().replace(",", "").split())
    extra = 0.5 if _HALF.search(text) else 0.0
    text = _HALF.sub("", text).strip()
    digits = re.match(r"\d+(?:\.\d+)?", text)
    if digits:
        return float(digits[0]) * (cardinal(text) or 1) + extra
    found = set(_WORD_NUMBER.findall(text))
    if found & VAGUE:
        return None
    key = "half-dozen" if {"half", "dozen"} <= found else next((word for word in _COUNTS if word in found), "")
    number: float | None = _COUNTS.get(key, cardinal(text))
    if number is None and found & {"a", "an", "another"}:
        number = 1.0
    return None if number is None else number + (extra if key == "" else 0.0)


def cardinal(text: str) -> int | None:
    """Return the number that number words state (``two thousand and five``), None where there is none."""
    numbers = word_lists.pairs("time_numbers")
    total, current, seen = 0, 0, False
    for word in _WORD_NUMBER.findall(text.lower()):
        if word not in numbers:
            continue
        value, seen = int(numbers[word]), True
        if value == 100:
            current = max(current, 1) * value
        elif value >= 1000:
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
    return total + current if seen else None


def ordinal(words: str) -> int | None:
    """Return the number of an ordinal in words or digits (``third``, ``3rd``)."""
    digits = re.match(r"\d{1,3}(?!\d)", words)
    if digits:
        return int(digits[0])
    known = word_lists.pairs("time_ordinals").get("-".join(words.lower().replace("\u2011", "-").split()))
    return int(known) if known else None


def month_number(name: str) -> int:
    """Return the number of a month by its name or abbreviation, 0 for none."""
    return int(word_lists.pairs("months").get(name.lower().rstrip("."), 0))


def weekday_number(name: str) -> int:
    """Return the ISO number of a day of the week, 0 for none; a plural is its singular."""
    key = name.lower().rstrip(".")
    return int(word_lists.pairs("time_weekdays").get(key) or word_lists.pairs("time_weekdays").get(key[:-1]) or 0)


def unit_of(name: str) -> tuple[int, str]:
    """Return how many of which TIMEX3 unit a word for a unit is; a plural is its singular."""
    key = name.lower()
    key = "century" if key == "centuries" else key
    known = word_lists.pairs("time_units").get(key) or word_lists.pairs("time_units").get(key.removesuffix("s"), "1\tD")
    count, _, unit = known.partition("\t")
    return int(count), unit


def holiday_rule(name: str) -> str:
    """Return how the day of a holiday is found."""
    key = " ".join(name.lower().replace("\u2019", "'").split())
    return word_lists.pairs("time_holidays")[key]
