"""Arithmetic on days: months, ISO weeks, quarters, seasons, Easter and the other holidays."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta

SATURDAY = 6
"""ISO number of the day on which a weekend begins."""
MIDWEEK = 3
"""ISO number of the day from which "this weekend" is the coming one, whatever the tense."""
DECEMBER = 12
THANKSGIVING = (11, 4, 4)
"""Month, ISO weekday and count of Thanksgiving (5 USC 6103)."""


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, days: int) -> date | None:
    """Return the day that many days later (earlier, if negative), or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def months_later(day: date, months: int) -> date | None:
    """Return the same day of the month that many months later; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """Return how many days the month has."""
    following = day_of(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day if following else 31


def week(day: date) -> str:
    """Return the ISO week of the day, ``2025-W07``."""
    iso = day.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"


def month(day: date) -> str:
    """Return the month of the day, ``2025-03``."""
    return f"{day.year:04d}-{day.month:02d}"


def quarter(day: date) -> str:
    """Return the calendar quarter of the day, ``2025-Q1``."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def weekday_near(day: date, weekday: int, direction: int) -> date | None:
    """Return the nearest day of that ISO weekday on or before the day (direction -1), or on or after it (+1)."""
    distance = (day.isoweekday() - weekday) % 7 if direction < 0 else (weekday - day.isoweekday()) % 7
    return moved(day, distance * direction)


def easter(year: int) -> date | None:
    """Return Western Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    at = h + j - 7 * m + 114
    return day_of(year, at // 31, at % 31 + 1)


def holiday(rule: str, year: int) -> date | None:
    """Return the day of a holiday in a year; ``rule`` as in ``data/en/time_holidays.txt``."""
    kind, *rest = rule.split()
    if kind == "easter":
        sunday = easter(year)
        return moved(sunday, int(rest[0])) if sunday else None
    if kind == "nth":
        return _nth(year, int(rest[0]), int(rest[1]), rest[2])
    number, _, day = rule.partition("-")
    return day_of(year, int(number), int(day))


def _nth(year: int, number: int, weekday: int, count: str) -> date | None:
    """Return a weekday of a month by its count; -1 is the last."""
    if count == "after-thanksgiving":
        thursday = _nth(year, THANKSGIVING[0], THANKSGIVING[1], str(THANKSGIVING[2]))
        return moved(thursday, 1) if thursday else None
    if count == "-1":
        last = day_of(year, number, last_day(year, number))
        return weekday_near(last, weekday, -1) if last else None
    start = day_of(year, number, 2 if count == "first-after-monday" else 1)
    first = weekday_near(start, weekday, 1) if start else None
    weeks = 0 if count == "first-after-monday" else int(count) - 1
    return moved(first, 7 * weeks) if first else None


def weekday_of_month(year: int, number: int, weekday: int, count: int) -> date | None:
    """Return a day of the week of a month by its count, or its last for -1; None where the month has not so many."""
    found = _nth(year, number, weekday, str(count))
    return found if found and found.month == number else None
