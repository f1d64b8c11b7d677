"""Times so far from another: "three weeks ago", "a year earlier", "two days later", and the arithmetic of units that they need."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from onrecord.resolve.times import days, guards, lexicon, values
from onrecord.resolve.times.context import Context, Reading, Rule, date_reading, day_near, is_day
from onrecord.resolve.times.grammar import compiled

if TYPE_CHECKING:
    from datetime import date

SHIFT_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
_APART_BEFORE = re.compile(r"(?:[,;:(]|--|\b(?:just|only|and|but))\s+$")
"""What stands before "minutes later" where nothing counts the minutes."""
_COMPARED = re.compile(r"(?:\b(?:from|than|with|against|over|share|percent|per\s+cent|million|billion)|%|\d)\s+$")
"""What stands before "a year earlier" where it is only what figures are compared with; the text does not go on from there."""
_NAMED_AFTER = re.compile(
    r",?\s+on\s+(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Z][a-z]{2,8})\b|(?P<m_b>[A-Z][a-z]{2,8})\.?\s+(?P<d_b>\d{1,2})(?![\d:]))(?!,?\s+\d{4})"
)
"""The day that "nine days later" is, where the text names it too."""
HOURS_OF_DAY = 24
MIDDLE = 15
"""Day in the middle of a month."""
_MINUTES_OF = {"TH": 60, "TM": 1}


def some_day(context: Context) -> str | None:
    """Return the value of some day of the month or the year last spoken of, None where neither was."""
    anchor = context.anchor or ""
    known = re.fullmatch(r"\d{4}(-\d\d)?", anchor)
    return None if not known else f"{anchor}-XX" if known[1] else f"{anchor}-XX-XX"


def shifted(base: date, unit: str, steps: int) -> date | None:
    """Return the day that many units later."""
    count, code = lexicon.unit_of(unit)
    return values.later(base, steps * count, code)


def written(day: date, unit: str) -> str:
    """Return the value of the unit that holds a day."""
    year = f"{day.year:04d}"
    known = {"week": days.week(day), "month": days.month(day), "year": year, "decade": year[:3], "century": year[:2]}
    return known.get(unit, day.isoformat())


def _ago(match: re.Match[str], context: Context) -> Reading | None:
    """Read "three weeks ago", "a year earlier", "two days later": as fine as the unit is."""
    way, unit = match["way"], match["u"]
    back = way in {"ago", "earlier", "before", "previously", "prior", "beforehand", "back"}
    now = way.startswith(("ago", "from", "hence", "back"))
    number = lexicon.amount(match["q"]) if match["q"] else None
    number = number + 0.5 if number is not None and match["half"] else number
    if not match["q"] and not _is_bare_count(match, context):
        return None
    count, code = lexicon.unit_of(unit)
    if number is None:
        vague = Reading("DATE", "PAST_REF" if back else "FUTURE_REF", is_anchor=False)
        return vague if now else Reading("DURATION", values.duration(None, code), is_anchor=False)
    spoken = context.said_near(match.start()) or context.quarter_near(match.start())
    if number == 1 and unit == "year" and back and spoken and len(spoken) > len("2025") and not match["exact"]:
        return Reading("DATE", f"{int(spoken[:4]) - 1:04d}{spoken[4:]}", is_anchor=False)
    steps = number * count * (-1 if back else 1)
    if code.startswith("T") and not now:
        return _hours_later(steps, code, match, context)
    if match["exact"]:
        return _exactly(context.published, steps, code, match["exact"])
    return _counted_from(steps, code, match, context, now=now)


def _counted_from(steps: float, code: str, match: re.Match[str], context: Context, *, now: bool) -> Reading:
    """Return the time so many units from publication, if ``now``, else from the time that the text goes on from."""
    by_day = code in {"D", "W"}
    far = 0.0 if by_day else steps
    told = None if now else context.told_before(match.start(), match.end(), by_day=by_day, steps=far, code=code)
    base = values.first_day(told) if told else None if context.told and not now else context.published
    if base is None and code == "D":
        return Reading("DATE", some_day(context), is_anchor=False)
    if base is None and code == "W":
        return Reading("DATE", _weeks_on(steps, context), is_anchor=False)
    found = at(base, steps, code, exact=is_day(told))
    compared = steps < 0 and _COMPARED.search(context.lower, max(0, match.start() - guards.NEAR), match.start())
    return replace(found, is_anchor=False) if compared else found


def _weeks_on(steps: float, context: Context) -> str | None:
    """Return the month in which so many weeks after the middle of the month last spoken of lie; None where no month was."""
    first = values.first_day(context.anchor) if len(context.anchor or "") == len("2025-03") else None
    moved = values.later(first.replace(day=MIDDLE), steps, "W") if first else None
    return days.month(moved) if moved else None


def _hours_later(steps: float, code: str, match: re.Match[str], context: Context) -> Reading:
    """Return the time of day so many hours or minutes from the one told before, the stretch alone where none was."""
    told = context.told_before(match.start(), match.end(), by_day=True) or ""
    hour = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)?", told.replace("T24:", "T00:"))
    if not hour or code not in _MINUTES_OF or match["way"] not in {"later", "earlier"}:
        return Reading("DURATION", values.duration(abs(steps), code), is_anchor=False)
    after_midnight = timedelta(days="T24:" in told)
    moved = datetime.fromisoformat(hour[1]) + after_midnight + timedelta(minutes=steps * _MINUTES_OF[code])
    return Reading("TIME", moved.isoformat(timespec="minutes") + (hour[2] or ""))


def _ago_or_named(match: re.Match[str], context: Context) -> Reading | None:
    """Read as ``_ago`` does, but take the day that stands beside a count ("Nine days later, on 24 April, …")."""
    named = _NAMED_AFTER.match(context.text, match.end()) if match["way"] == "later" else None
    month = lexicon.month_number(named["m"] or named["m_b"]) if named else 0
    if not named or not month:
        return _ago(match, context)
    return date_reading(day_near(context, month, int(named["d"] or named["d_b"]), "past"))


def _exactly(base: date | None, steps: float, code: str, day: str) -> Reading:
    """Return the day that "a year ago today" and "a week ago Sunday" mean, or the week of "a year ago this week"."""
    moved = values.later(base, steps, code) if base else None
    if moved and day.startswith("this"):
        return Reading("DATE", written(moved, day.rsplit(maxsplit=1)[-1]))
    weekday = lexicon.weekday_number(day)
    if moved and weekday:
        moved = days.moved(moved, weekday - moved.isoweekday())
    return date_reading(days.moved(moved, SHIFT_DAYS[day]) if moved and day in SHIFT_DAYS else moved)


def _is_bare_count(match: re.Match[str], context: Context) -> bool:
    """Whether "years ago" and "minutes later" stand without a number, not after one that the pattern does not read."""
    before = guards.around(match, context.text)[0]
    if match["way"] == "ago":
        return not re.search(r"\d\s+$", before)
    apart = guards.begins_sentence(match, context.text) or _APART_BEFORE.search(before)
    return match["way"] == "later" and match["u"].endswith("s") and bool(apart)


def at(base: date | None, steps: float, code: str, *, exact: bool) -> Reading:
    """Return the value so many units from a day; ``exact`` keeps the day where weeks are counted from one."""
    moved = values.later(base, steps, code) if base else None
    if moved is None:
        return Reading("DATE", None)
    if code.startswith("T"):
        whole = days.moved(moved, int(steps / HOURS_OF_DAY)) if code == "TH" else moved
        return Reading("TIME", whole.isoformat() if whole else None, is_anchor=False)
    if code == "D" or (code == "W" and exact):
        return date_reading(moved)
    if code == "W":
        return Reading("DATE", days.week(moved))
    return Reading("DATE", f"{moved.year:04d}" if code == "Y" and steps == int(steps) else days.month(moved))


RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("approx number digit more unit", r"(?:@approx)?(?:(?P<q>@quant)(?: (?:to|or) @number)?@join)?(?:@more)?(?P<u>@units|@unit)\b(?P<half> and a half)?(?: (?:or (?:so|more|two|longer)))? (?P<way>ago|earlier|later|hence|from now|from today|(?:previously|beforehand|prior|back|before)(?= ?(?:[.,;:!?)]|$)))\b(?:(?<=ago) (?P<exact>today|yesterday|tomorrow|@weekday|this (?:week|month))\b)?", _ago_or_named),
    )
)  # fmt: skip
