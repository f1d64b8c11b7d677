"""Times found by counting: "a week on Friday", "two Fridays ago", "the week before last", "in a fortnight's time", "the first Monday of June".

A week of a month is counted as ISO 8601 counts those of a year: the first is the one that holds its fourth day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.times import days, guards, lexicon
from onrecord.resolve.times.context import Context, Reading, Rule, date_reading, day_near, month_near
from onrecord.resolve.times.distances import at, shifted, written
from onrecord.resolve.times.grammar import compiled, year_number
from onrecord.resolve.times.relative import weekday_day

if TYPE_CHECKING:
    from datetime import date

_STEPS = {"last": -1, "this": 0, "next": 1}
_SHIFTS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_SPENT = re.compile(r"\b(?:for|after|within|lasts?|lasted|spent|spend|over|of)\s+$")
"""What stands before "a week" where it is how long something takes."""
_IN = re.compile(r"\b(?:in|within)\s+$")
_FIFTH = 5
"""The largest count of a day of the week within a month."""
_MIDDLE = 4
"""Day of a month whose week is the month's first, and as many days from its end that of the last."""


def _coming(published: date | None, name: str) -> date | None:
    """Return today, tomorrow, yesterday, or the next such day of the week after publication."""
    if published is None:
        return None
    if name in _SHIFTS:
        return days.moved(published, _SHIFTS[name])
    following = days.moved(published, 1)
    return days.weekday_near(following, lexicon.weekday_number(name), 1) if following else None


def _is_name(match: re.Match[str], context: Context) -> bool:
    """Whether the day of a match is "today" or the like, or a day of the week with its capital."""
    return match["w"] in _SHIFTS or guards.is_capital(match, context.text, "w")


def _week_on(match: re.Match[str], context: Context) -> Reading | None:
    """Read "a week on Friday", "two weeks from tomorrow", "a fortnight today": so many weeks after the coming one."""
    before = guards.around(match, context.lower)[0]
    if not _is_name(match, context) or _SPENT.search(before):
        return None
    if match["on"] and context.tense(match.start(), match.end()) == "past":
        return None
    number = lexicon.amount(match["q"])
    day = _coming(context.published, match["w"])
    if number is None:
        return None
    weeks = int(number) * (2 if match["u"].startswith("fortnight") else 1)
    return date_reading(days.moved(day, 7 * weeks) if day else None)


def _weekday_week(match: re.Match[str], context: Context) -> Reading | None:
    """Read "Tuesday week" and "tomorrow week", a week after the coming one; "yesterday week" lies as far back."""
    if not _is_name(match, context) or context.text[match.end() - 4].isupper():
        return None
    day = _coming(context.published, match["w"])
    return date_reading(days.moved(day, -7 if match["w"] == "yesterday" else 7) if day else None)


def _before_last(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the week before last", "the year after next" and "the Friday before last"."""
    published, unit, step = context.published, match["u"], -2 if match["way"].endswith("last") else 2
    weekday = lexicon.weekday_number(unit) if unit.endswith("day") and unit != "day" else 0
    if published is None:
        return Reading("DATE", None)
    if weekday:
        nearest = days.moved(published, step // 2)
        day = days.weekday_near(nearest, weekday, step // 2) if nearest else None
        return date_reading(days.moved(day, 7 * step // 2) if day else None)
    if unit == "weekend":
        moved = days.moved(published, 7 * step)
        return Reading("DATE", f"{days.week(moved)}-WE" if moved else None)
    moved = shifted(published, unit, step)
    return Reading("DATE", written(moved, unit) if moved else None)


def _weekdays_ago(match: re.Match[str], context: Context) -> Reading | None:
    """Read "two Fridays ago"."""
    number = lexicon.amount(match["q"])
    day = days.moved(context.published, -1) if context.published else None
    if not number or not guards.is_capital(match, context.text, "w"):
        return None
    last = days.weekday_near(day, lexicon.weekday_number(match["w"]), -1) if day else None
    return date_reading(days.moved(last, -7 * (int(number) - 1)) if last else None)


def _in_time(match: re.Match[str], context: Context) -> Reading | None:
    """Read the "three weeks' time" of "in three weeks' time"."""
    if not _IN.search(guards.around(match, context.lower)[0]):
        return None
    count, code = lexicon.unit_of(match["u"])
    number = lexicon.amount(match["q"])
    if number is None:
        return Reading("DATE", "FUTURE_REF", is_anchor=False)
    return at(context.published, number * count, code, exact=False)


def _month_meant(match: re.Match[str], context: Context) -> tuple[int, int] | None:
    """Return the year and the month in which days or weeks are counted."""
    published = context.published
    if match["m"]:
        month = lexicon.month_number(match["m"])
        year = (
            year_number(match["y"])
            if match["y"]
            else month_near(context, month, context.tense(match.start(), match.end()))
        )
        return (year, month) if year else None
    spoken = context.spoken_of("month", match.start()) if match["the"] else None
    if spoken:
        return int(spoken[:4]), int(spoken[5:])
    moved = days.months_later(published, _STEPS.get(match["rel"] or "", 0)) if published else None
    return (moved.year, moved.month) if moved else None


def _of_month(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the first Monday of June", "the last week of next month", "the second weekend in May"; "of every month" is a set."""
    unit, count = match["u"], -1 if match["o"] in {"last", "final"} else lexicon.ordinal(match["o"]) or 0
    weekday = lexicon.weekday_number(unit) if unit not in {"week", "weekend"} else days.SATURDAY
    if not 0 < abs(count) <= _FIFTH or (unit.endswith("day") and not guards.is_capital(match, context.text, "u")):
        return None
    if match["m"] and not guards.is_month(match, context.text, "m"):
        return None
    if match["each"]:
        return Reading("SET", "P1M", is_anchor=False)
    meant = _month_meant(match, context)
    if meant is None:
        return Reading("DATE", None)
    year, month = meant
    if unit == "week":
        number = days.last_day(year, month) + 1 - _MIDDLE if count < 0 else _MIDDLE + 7 * (count - 1)
        day = days.day_of(year, month, number)
        return Reading("DATE", days.week(day) if day else None)
    found = days.weekday_of_month(year, month, weekday, count)
    return Reading("DATE", f"{days.week(found)}-WE") if found and unit == "weekend" else date_reading(found)


def _weekday_by(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the Friday after Thanksgiving" and "the Sunday before Easter": the nearest such day strictly before or after."""
    rule, published, step = lexicon.holiday_rule(match["h"]), context.published, -1 if match["way"] == "before" else 1
    if not guards.is_capital(match, context.text, "w"):
        return None
    if match["y"]:
        years = [year_number(match["y"]) or 0]
    else:
        years = [published.year + near for near in (-1, 0, 1)] if published else []
    found = []
    for year in years:
        fixed = days.holiday(rule, year)
        beside = days.moved(fixed, step) if fixed else None
        day = days.weekday_near(beside, lexicon.weekday_number(match["w"]), step) if beside else None
        if day:
            found.append(day)
    tense = context.tense(match.start(), match.end())
    if published and not match["y"] and tense in {"past", "future"}:
        found = [day for day in found if (day <= published if tense == "past" else day >= published)]
    return date_reading(min(found, key=lambda day: abs((day - published).days) if published else 0, default=None))


def _small_hours(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the small hours of Sunday" and "mid-morning on Saturday": a part of that day."""
    groups = match.groupdict()
    code = word_lists.pairs("time_dayparts")[groups.get("part") or "morning"]
    if groups.get("m"):
        number, month = int(match["d"]), lexicon.month_number(match["m"])
        stated = groups.get("y")
        day = days.day_of(year_number(stated) or 0, month, number) if stated else day_near(context, month, number, None)
    elif not _is_name(match, context):
        return None
    elif match["w"] in _SHIFTS:
        day = _coming(context.published, match["w"])
    else:
        day = weekday_day(lexicon.weekday_number(match["w"]), "", None, match, context)
    return Reading("TIME", f"{day.isoformat()}T{code}" if day else None)


def _this_time(match: re.Match[str], context: Context) -> Reading | None:
    """Read "this time last year", about as fine as it is meant: the month of a year, the day of a week."""
    moved = shifted(context.published, match["u"], _STEPS[match["rel"]]) if context.published else None
    if moved is None:
        return Reading("DATE", None)
    finer = {"year": days.month, "month": days.week}.get(match["u"])
    return Reading("DATE", finer(moved) if finer else moved.isoformat())


_NAMED = r"(?P<w>@weekday|today|tomorrow|yesterday)\b"
_OF_MONTH = r"(?:(?P<each>every|each|a) month|(?P<the>the) month|(?P<rel>this|next|last) month|(?P<m>@month)@dot(?:,? (?:of )?(?P<y>@year)\b)?)"

RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("number digit", r"(?P<q>an?|@number) (?P<u>weeks?|fortnights?) (?:(?P<on>on )|from )?" + _NAMED, _week_on),
        ("weekday day", r"(?P<w>@weekday|today|tomorrow|yesterday) week\b(?!@hyphen|@apos)", _weekday_week),
        ("the weekday unit", r"(?:the )?(?P<u>week|weekend|month|year|@weekday) (?P<way>before last|after next)\b", _before_last),
        ("number digit", r"(?P<q>@number) (?P<w>@weekday)s ago\b", _weekdays_ago),
        ("number digit", r"(?P<q>@quant) (?P<u>@units|@unit)(?:@apos(?:s\b)?)? time\b", _in_time),
        ("the ordinal rel final digit", r"(?:the )?(?:very )?(?P<o>first|second|third|fourth|fifth|last|final|[1-5]@th) (?P<u>week|weekend|@weekday) (?:in|of) " + _OF_MONTH, _of_month),
        ("the", r"the (?P<w>@weekday) (?P<way>before|after) (?P<h>@holiday)(?![\w'\u2019])(?:,? (?P<y>@year)\b)?", _weekday_by),
        ("the mod", r"(?:the )?(?:very )?(?:small|early|wee) hours (?:of|on) (?:" + _NAMED + r"(?! morning)|(?:the )?(?P<d>@day)(?:@th)?(?: of)? (?P<m>@month)@dot(?:,? (?P<y>@year)\b)?)", _small_hours),
        ("mod", r"mid@join?(?P<part>morning|afternoon) (?:on |of )?(?P<w>@weekday)\b", _small_hours),
        ("rel", r"this time (?P<rel>last|next) (?P<u>week|month|year)\b", _this_time),
    )
)  # fmt: skip
