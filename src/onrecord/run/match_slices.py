"""An archive cut into slices: articles next to each other in time, as many as one task takes on.

All articles stand in one order: by day, those of a day by id, those without a day at the end. The place in it is an article's *number*. Slices
are intervals of numbers and follow the calendar (decades, years, months, days), so that new articles in one month leave the slices of
the others as they were; a day with too many articles is cut within.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

UNDATED = ""
"""Stands for the day of an article that has none."""
_PERIODS = (3, 4, 7, 10)
"""Characters of an ISO day that name its decade, year, month, and itself."""
_AFTER_ALL = "9999-99-99"


@dataclass(frozen=True, slots=True)
class Slice:
    """The articles with the numbers from ``base`` up to ``end`` (exclusive), of the days from ``first`` to ``last`` (ISO, inclusive).

    ``id`` is made of its period, so it names the same days in every run.
    """

    id: str
    first: str
    last: str
    base: int
    end: int

    @property
    def count(self) -> int:
        """How many articles."""
        return self.end - self.base


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of an archive in order, those without a day last, each with the number of its first article."""

    days: tuple[str, ...]
    bases: tuple[int, ...]
    total: int

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Calendar:
        """Return the calendar of an archive that has so many articles of each day."""
        days = sorted(counts, key=in_order)
        bases, total = [], 0
        for day in days:
            bases.append(total)
            total += counts[day]
        return cls(tuple(days), tuple(bases), total)

    @property
    def dated(self) -> int:
        """How many articles have a day; the numbers of the others begin here."""
        return self.bases[-1] if self.days and self.days[-1] == UNDATED else self.total

    def count(self, at: int) -> int:
        """Return how many articles the day at a place has."""
        return (self.bases[at + 1] if at + 1 < len(self.bases) else self.total) - self.bases[at]


def in_order(day: str) -> str:
    """Return what days are sorted by."""
    return day or _AFTER_ALL


def slices_of(calendar: Calendar, most: int) -> tuple[Slice, ...]:
    """Cut an archive into slices of at most so many articles."""
    places = range(len(calendar.days))
    dated = [at for at in places if calendar.days[at] != UNDATED]
    found = list(_cut(calendar, dated, most, _PERIODS))
    found += (one for at in places if calendar.days[at] == UNDATED for one in _within(calendar, at, most))
    return tuple(found)


def _cut(calendar: Calendar, places: Sequence[int], most: int, periods: Sequence[int]) -> Iterator[Slice]:
    """Yield one slice for each period that is small enough, else those of the shorter periods in it."""
    if not periods:
        for at in places:
            yield from _within(calendar, at, most)
        return
    for period, group in groupby(places, key=lambda at: calendar.days[at][: periods[0]]):
        held = list(group)
        if sum(calendar.count(at) for at in held) <= most:
            first, last = held[0], held[-1]
            yield Slice(
                period,
                calendar.days[first],
                calendar.days[last],
                calendar.bases[first],
                calendar.bases[last] + calendar.count(last),
            )
        else:
            yield from _cut(calendar, held, most, periods[1:])


def _within(calendar: Calendar, at: int, most: int) -> Iterator[Slice]:
    """Yield the slices of one day."""
    day, base, count = calendar.days[at], calendar.bases[at], calendar.count(at)
    for number, start in enumerate(range(base, base + count, most)):
        yield Slice(f"{day or 'unknown'}+{number:04d}", day, day, start, min(start + most, base + count))


def window_of(calendar: Calendar, one: Slice, far_days: int, most: int, undated: int) -> tuple[tuple[int, int], ...]:
    """Return the intervals of numbers (end exclusive) that a slice is compared with, itself included, ascending.

    Those of the days up to ``far_days`` before and after it, at most ``most`` of them, the nearest; and those without a day, if there are
    at most ``undated`` of them. A slice of articles without a day is compared with such alone: dated ones look for them.
    """
    spare = max(0, most - one.count) // 2
    if one.first == UNDATED:
        return ((max(calendar.dated, one.base - spare), min(calendar.total, one.end + spare)),)
    first, last = moved(one.first, -far_days), moved(one.last, far_days)
    known = len(calendar.days) - (calendar.days[-1] == UNDATED)
    low, high = bisect_left(calendar.days, first, hi=known), bisect_right(calendar.days, last, hi=known) - 1
    start, end = calendar.bases[low], calendar.bases[high] + calendar.count(high)
    around = (max(start, one.base - spare), min(end, one.end + spare))
    late = calendar.total - calendar.dated
    return (around, (calendar.dated, calendar.total)) if 0 < late <= undated else (around,)


def moved(day: str, by: int) -> str:
    """Return the ISO day so many days later; at the ends of the calendar, the last there is."""
    try:
        return (date.fromisoformat(day) + timedelta(by)).isoformat()
    except OverflowError:
        return (date.min if by < 0 else date.max).isoformat()
