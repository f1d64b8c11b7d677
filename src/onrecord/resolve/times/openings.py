"""The words that time expressions begin with, and those that one can't be without: what keeps the search fast."""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists

WORD = re.compile(r"[^\W\d_]+|\d+")
"""Where an expression can begin: a word, or the digits of a number; never inside either."""

MOST_AHEAD = 60
"""Characters from the beginning of an expression to the word that makes it one ("more than two and a half million years")."""

_CLASSES = {
    "the": "the",
    "mod": "the very early late mid middle beginning start end dawn turn close earlier later around circa",
    "rel": "the last this next past previous preceding prior following coming upcoming current latest same that year",
    "poss": "the its their his her these those very",
    "approx": "just over under about around approximately roughly nearly almost some at more less fewer no up as close an shortly estimated the",
    "number": "a an several few many half dozens hundreds thousands scores tens another the once twice thrice",
    "more": "more other full straight additional further consecutive whole entire solid successive extra working trading business calendar"
    " long short crucial critical",
    "every": "every each once twice thrice several",
    "final": "first final initial opening closing ensuing intervening early recent latest",
    "fiscal": "the fiscal financial fy calendar tax academic school",
    "quarter": "q h quarter period",
    "year": "year",
    "day": "today yesterday tomorrow the",
    "night": "tonight overnight",
    "noon": "noon midday midnight",
    "weekends": "weekends weekdays",
    "unit": "yearlong monthlong weeklong daylong nightlong hourlong decadelong year month week day night hour decade",
    "at": "at the that",
    "decade": "the nineteen eighteen twenty twenties thirties forties fifties sixties seventies eighties nineties noughties",
    "reference": "at for in the a",
}
_LISTS = {
    "months": "month", "time_weekdays": "weekday", "time_seasons": "season", "time_holidays": "holiday", "time_numbers": "number",
    "time_ordinals": "ordinal", "time_frequencies": "frequency", "time_references": "reference", "time_units": "unit",
}  # fmt: skip
_CORE_WORDS = "decade quarter noon weekends night year"
_MORE_CORE = "yearlong monthlong weeklong daylong nightlong hourlong decadelong today yesterday tomorrow time past period season term semester ago century centuries clock hrs gmt utc local noon midday midnight"


@cache
def opening_classes() -> dict[str, frozenset[str]]:
    """Return the classes of every word that an expression can begin with."""
    found: dict[str, set[str]] = {}
    for name, words in _CLASSES.items():
        for word in words.split():
            found.setdefault(word, set()).add(name)
    for name, label in _LISTS.items():
        for entry in word_lists.pairs(name):
            first = WORD.match(entry)
            if first:
                found.setdefault(first[0], set()).add(label)
    for unit in (*word_lists.pairs("time_units"), *word_lists.pairs("time_weekdays")):
        plural = "centuries" if unit == "century" else f"{unit}s"
        found.setdefault(plural, set()).add("weekday" if unit in word_lists.pairs("time_weekdays") else "unit")
    return {word: frozenset(classes) for word, classes in found.items()}


@cache
def core() -> re.Pattern[str]:
    """Return the pattern of the words and numbers of which every expression has at least one."""
    words = set(_MORE_CORE.split())
    for name in _CORE_WORDS.split():
        words.update(word for word in _CLASSES[name].split() if len(word) > 3)
    for name in (
        "months",
        "time_weekdays",
        "time_seasons",
        "time_frequencies",
        "time_references",
        "time_units",
        "time_dayparts",
        "time_holidays",
    ):
        words.update(word for entry in word_lists.pairs(name) for word in WORD.findall(entry) if len(word) > 2)
    words -= {"the", "for", "not", "too"}
    ordered = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{ordered})s?(?![a-z])|\d|[ap]\.m\b|(?<![a-z])pm\b")
