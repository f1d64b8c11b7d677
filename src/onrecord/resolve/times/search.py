"""The search itself: at each word that can begin an expression, the longest match that means a time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from onrecord.records import Time
from onrecord.resolve.times import amounts, clocks, compared, counted, dates, distances, periods, relative, values
from onrecord.resolve.times.openings import MOST_AHEAD, WORD, core, opening_classes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.resolve.times.context import Context, Reading, Rule

RULES = (
    *dates.RULES,
    *periods.RULES,
    *clocks.RULES,
    *counted.RULES,
    *compared.RULES,
    *relative.RULES,
    *distances.RULES,
    *amounts.RULES,
)
"""All kinds of expressions; of two that match equally far the earlier is tried first."""

_NEVER = 1 << 62
"""A place behind the end of any text."""


@cache
def _rules_by_class() -> dict[frozenset[str], tuple[Rule, ...]]:
    """Return the rules to try at a word, by the classes of that word."""
    kinds = {frozenset({"digit"}), *opening_classes().values()}
    return {kind: tuple(rule for rule in RULES if rule.starts & kind) for kind in kinds}


def times_in(context: Context, start: int, end: int) -> Iterator[Time]:
    """Yield the times of a stretch of the text, in order and apart; ``context`` keeps what they refer to."""
    text, classes, rules, at = context.text, opening_classes(), _rules_by_class(), start
    cores = _Cores(context.lower, start, end)
    for word in WORD.finditer(context.lower, start, end):
        begin = word.start()
        if begin < at:
            continue
        kind = frozenset({"digit"}) if word[0][0].isdigit() else classes.get(word[0])
        if kind is None or not cores.is_near(begin):
            continue
        if begin > at and text[begin - 1] in "'\u2019" and word[0][0].isdigit():
            begin -= 1
        found = _longest(context, rules[kind], begin, end)
        if found is None:
            continue
        stop, reading = found
        yield _time(context, begin, stop, reading)
        at = stop


class _Cores:
    """Walks once over the words that make an expression, beside the search."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._found = core().finditer(text, start, end)
        self._at = -1

    def is_near(self, begin: int) -> bool:
        """Whether such a word begins at a place or soon after it; places are asked for in order."""
        while 0 <= self._at < begin or self._at == -1:
            match = next(self._found, None)
            self._at = match.start() if match else _NEVER
        return self._at - begin <= MOST_AHEAD


def _longest(context: Context, rules: tuple[Rule, ...], begin: int, end: int) -> tuple[int, Reading] | None:
    """Return the end and the reading of the longest match that means a time."""
    tried = ((rule.pattern.match(context.lower, begin, end), rule) for rule in rules)
    matches = [(match, rule) for match, rule in tried if match and match.end() > begin]
    matches.sort(key=lambda one: -one[0].end())
    for match, rule in matches:
        reading = rule.read(match, context)
        if reading is not None:
            return reading.end or match.end(), reading
    return None


def _time(context: Context, begin: int, end: int, reading: Reading) -> Time:
    """Return the record of an expression, and keep what later ones may refer to."""
    context.remember(reading, begin, end)
    first, last = reading.interval or values.interval_of(reading.value)
    if reading.type in {"DATE", "TIME"} and first and first == last:
        context.year_day, context.taken = first, end
    return Time(begin, end, context.text[begin:end], reading.type, reading.value, first, last)
