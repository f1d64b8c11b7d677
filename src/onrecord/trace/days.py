"""Days of a story that disagree: the same thing said to have happened on two different days.

Days are compared as they are known: a date with a date, a weekday with a weekday. Two sentences speak of the same thing where most of
their telling words near the day are the same, and neither article gives the other's day as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from onrecord.records import Conflict
from onrecord.trace.figures import Change
from onrecord.trace.lines import Lines, alike, day_of, telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onrecord.records import Reading, Time
    from onrecord.trace.lines import Line

REACH: Final = 8
"""Words to each side of a day that tell what happened on it."""
LIKENESS: Final = 0.35
"""Likeness of the words around two days from which the same happened on them."""
LEAST_SHARED: Final = 3
"""Telling words around two days that must be shared."""
_WRITTEN_OUT = re.compile(
    r"[A-Z][a-z]*day\b|\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\.?\b|\b\d{1,2}(?:st|nd|rd|th)?\b"
)
_WEEKDAY_NAME = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{4}|XXXX)-(\d\d-\d\d)$")
_WEEKDAY = re.compile(r"(?:\d{4}|XXXX)-WXX-(\d)$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day in a sentence.

    ``form`` tells how it is known, ``value`` which it is; ``weekday`` is its name where that is printed; ``is_news`` tells whether it is the day that the article came out, or the one before.
    """

    line: Line
    form: str
    value: str
    near: Mapping[str, float]
    weekday: str
    is_news: bool


def day_changes(readings: Iterable[Reading], lines: Lines) -> list[Change]:
    """Return the days of a story that disagree, each two days once, the pair that is most alike."""
    index: defaultdict[tuple[str, str], list[Dated]] = defaultdict(list)
    every: list[Dated] = []
    has: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for reading in readings:
        for dated in dated_of(reading, lines):
            every.append(dated)
            has[dated.line.article].add((dated.form, dated.value))
            for term in dated.near:
                index[dated.form, term].append(dated)
    best: dict[tuple[str, str, str], tuple[float, Dated, Dated]] = {}
    for one in every:
        others = {(o.line.article, o.line.start): o for term in one.near for o in index[one.form, term]}
        for other in others.values():
            if one.value >= other.value or _may_both_be(one, other, has):
                continue
            likeness = alike(one.near, other.near)
            key = (one.form, one.value, other.value)
            if (
                likeness >= LIKENESS
                and sum(term in other.near for term in one.near) >= LEAST_SHARED
                and likeness > best.get(key, (0.0,))[0]
            ):
                best[key] = (likeness, one, other)
    return [
        Change(Conflict("date", one.line.passage(), other.line.passage()), later=False)
        for _, one, other in best.values()
    ]


def _may_both_be(one: Dated, other: Dated, has: Mapping[str, set[tuple[str, str]]]) -> bool:
    """Whether two days need not disagree: each tells its own day's news, both say "Friday", or an article has the other's day as well."""
    if (one.is_news and other.is_news) or (one.weekday and one.weekday == other.weekday):
        return True
    return (other.form, other.value) in has[one.line.article] or (one.form, one.value) in has[other.line.article]


def dated_of(reading: Reading, every: Lines) -> list[Dated]:
    """Return the days in the sentences of a reading, with the words around."""
    lines = every.of(reading)
    starts = [line.start for line in lines]
    published = day_of(reading.article) if reading.article else None
    found: list[Dated] = []
    for time in reading.times:
        at = bisect_right(starts, time.start) - 1
        known = _known(time)
        if at >= 0 and known and time.end <= lines[at].end:
            words = lines[at].words
            first = next((i for i, word in enumerate(words) if word.end > time.start), len(words))
            last = next((i for i, word in enumerate(words) if word.start >= time.end), len(words))
            near = telling([*words[max(0, first - REACH) : first], *words[last : last + REACH]])
            news = known[0] == "day" and published is not None and 0 <= days_between(known[1], published) <= 1
            printed = _WEEKDAY_NAME.search(time.text)
            found.append(Dated(lines[at], *known, near, printed.group()[:3].lower() if printed else "", news))
    return found


def days_between(day: str, later: str) -> int:
    """Return how many days lie between two ISO days; negative where the second comes first."""
    return (date.fromisoformat(later) - date.fromisoformat(day)).days


def _known(time: Time) -> tuple[str, str] | None:
    """Return how a day is known and which it is, None for what is no day."""
    if not _WRITTEN_OUT.search(time.text):
        return None
    if time.type not in ("DATE", "TIME") or not time.value:
        return None
    if time.from_ and time.from_ == time.to:
        return "day", time.from_
    value = time.value.partition("T")[0]
    date, weekday = _DATE.match(value), _WEEKDAY.match(value)
    if date:
        return "date", date.group(1)
    return ("weekday", weekday.group(1)) if weekday else None
