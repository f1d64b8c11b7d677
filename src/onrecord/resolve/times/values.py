"""TIMEX3 values (TimeML 1.2.1): how durations are written, and which days a value stands for."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onrecord.resolve.times import days

if TYPE_CHECKING:
    from collections.abc import Callable

Interval = tuple[str | None, str | None]
"""First and last day, ISO 8601, both inclusive; None where unknown."""

MOST_STEPS = 100_000
"""Units that are counted at most: the calendar of Python has fewer years."""

UNKNOWN: Interval = (None, None)

_MONTHS_OF = {
    "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6),
    "SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3),
}  # fmt: skip
"""First month and number of months; the seasons are the northern meteorological ones, and winter runs into the next year."""


def interval_of(value: str | None) -> Interval:
    """Return the first and last day that a TIMEX3 value stands for, or two None where it names no days.

    Durations, sets, ``PRESENT_REF`` and its like, and values that hold an X name none. ``199`` is a decade and ``19`` the
    century of the years 1900 to 1999, as TimeBank writes them; a time of day stands for its day.
    """
    for pattern, days_of in _FORMS:
        match = pattern.fullmatch(value or "")
        if match:
            return days_of(match)
    return UNKNOWN


def first_day(value: str | None) -> date | None:
    """Return the first day that a value stands for, as a date."""
    start = interval_of(value)[0]
    return date.fromisoformat(start) if start else None


def duration(amount: float | None, unit: str) -> str:
    """Return the TIMEX3 value of a duration; ``unit`` as in ``data/en/time_units.txt`` and None for an unknown number.

    Half a year is six months and half an hour 30 minutes, as TimeBank counts them.
    """
    clock, letter = ("T", unit[1]) if unit.startswith("T") else ("", unit)
    if amount is None:
        return f"P{clock}X{letter}"
    whole, part = int(amount), amount - int(amount)
    if not part:
        return f"P{clock}{whole}{letter}"
    finer = {"Y": (12, "M"), "H": (60, "M"), "D": (24, "H")}.get(letter)
    if finer is None or (letter == "D" and whole):
        return f"P{clock}{amount:g}{letter}"
    start = f"P{clock}{whole}{letter}" if whole else f"P{clock}"
    return f"{start}{'T' if letter == 'D' else ''}{round(part * finer[0])}{finer[1]}"


def stretch(base: date | None, steps: int, code: str) -> Interval | None:
    """Return the days from so many units before a day (negative) to it, or from it to so many units later."""
    if base is None or abs(steps) > MOST_STEPS:
        return None
    other = later(base, steps, code)
    first, last = sorted((base, other)) if other else (None, None)
    return _between(first, last) if first else None


def later(base: date, steps: float, code: str) -> date | None:
    """Return the day so many TIMEX3 units later (earlier, if negative); hours and minutes stay on the day."""
    if abs(steps) > MOST_STEPS:
        return None
    if code in {"D", "W"}:
        return days.moved(base, round(steps * (7 if code == "W" else 1)))
    if code in {"M", "Y"}:
        return days.months_later(base, round(steps * (12 if code == "Y" else 1)))
    return base


def _between(first: date | None, last: date | None) -> Interval:
    return (first.isoformat(), last.isoformat()) if first and last else UNKNOWN


def _day(match: re.Match[str]) -> Interval:
    day = days.day_of(int(match[1]), int(match[2]), int(match[3]))
    return _between(day, day)


def _month(match: re.Match[str]) -> Interval:
    return _months(int(match[1]), int(match[2]), 1)


def _part(match: re.Match[str]) -> Interval:
    return _months(int(match[1]), *_MONTHS_OF[match[2]])


def _years(match: re.Match[str]) -> Interval:
    span = 10 ** (4 - len(match[1]))
    first = int(match[1]) * span
    return _between(days.day_of(first, 1, 1), days.day_of(first + span - 1, 12, 31))


def _two_years(match: re.Match[str]) -> Interval:
    if int(match[1]) > int(match[2]):
        return UNKNOWN
    return _between(days.day_of(int(match[1]), 1, 1), days.day_of(int(match[2]), 12, 31))


def _months(year: int, month: int, count: int) -> Interval:
    first = days.day_of(year, month, 1)
    following = days.months_later(first, count) if first else None
    return _between(first, following - timedelta(days=1)) if following else UNKNOWN


def _week(match: re.Match[str]) -> Interval:
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return UNKNOWN
    part = match[3] or ""
    first, last = (5, 6) if part == "-WE" else (0, 6)
    if part[1:].isdigit():
        first = last = int(part[1]) - 1
    return _between(days.moved(monday, first), days.moved(monday, last))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Interval]], ...] = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", re.ASCII), _day),
    (re.compile(r"(\d{4})-(\d\d)", re.ASCII), _month),
    (re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)", re.ASCII), _part),
    (re.compile(r"(\d{4})-W(\d\d)(-WE|-[1-7])?", re.ASCII), _week),
    (re.compile(r"(\d{4})/(\d{4})", re.ASCII), _two_years),
    (re.compile(r"(\d{2,4})", re.ASCII), _years),
)
