"""Days, months, years, decades, centuries, seasons and holidays: expressions that name a place in the calendar."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.times import days, guards, lexicon, values
from onrecord.resolve.times.context import Context, Reading, Rule, date_reading, day_near, month_near
from onrecord.resolve.times.grammar import compiled, year_number

if TYPE_CHECKING:
    from datetime import date

SPRING = 3
"""Month in which the winter that began the year before is over."""
_SINCE = re.compile(
    r"\b(?:since|(?:year|quarter|months|half|period|week|weeks|\d{4},?)\s+ended)\s+(?:(?:in|on|early|late|mid|last)[\s-]+)?$",
    re.IGNORECASE,
)
"""What stands before a time that is over."""
_AS_OF = re.compile(r"\bas\s+of\s+$", re.IGNORECASE)
_SHIFTS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
_MONTHS_TO = re.compile(r"\s?[-\u2010-\u2015]\s?([A-Z][a-z]{2,8})\b(?!\s+\d)")
"""The last month of a stretch of months ("the January-March quarter")."""
_SOUTHERN = re.compile(
    r"\b(?:southern|austral|antarctic|southern[\s-]hemisphere(?:['\u2019]s)?)\s+(?:[a-z]+\s+)?$|(?<=southern )\w+|(?<=austral )\w+"
)
"""What stands before a season of the southern hemisphere."""
_OPPOSITE = {"SP": "FA", "SU": "WI", "FA": "SP", "WI": "SU"}
"""The northern season that lies in the same months."""
_COUNTDOWN = re.compile(r"\b(?:days?|weeks?|months?)\s+(?:to\s+go\s+)?(?:before|until|ahead\s+of|to)\s+$")
"""What stands before a holiday that is near, whatever the tense ("20 days before Election Day")."""
_ATTACKS = re.compile(r"\s+(?:terror(?:ist)?\s+)?(?:attacks?|hijack\w+)\b")
"""What makes 11 September without a year that of 2001."""
_RANGE_HEAD = re.compile(
    r"([A-Za-z]{3,9})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[-\u2010-\u2015]\s?|\s+(?:to|and|or|through)\s+|,\s+)$"
)


def _full_day(match: re.Match[str], context: Context) -> Reading | None:
    """Read a day and a month, with or without a year."""
    if not guards.is_month(match, context.text, "m") or guards.is_counted(match, context.text):
        return None
    month, day = lexicon.month_number(match["m"]), lexicon.ordinal(match["d"]) or 0
    groups = match.groupdict()
    year = year_number(groups["y"]) if groups.get("y") else None
    if groups.get("of"):
        return _part_of(match, context, year)
    if year is None and groups.get("rel") and context.published:
        year = context.published.year + _SHIFTS[groups["rel"].lower()]
    if year is None and groups.get("way") and context.published:
        return date_reading(_beside(context.published, month, day, groups["way"]), f"XXXX-{month:02d}-{day:02d}")
    if year is not None:
        found = days.day_of(year, month, day)
        return date_reading(found) if found else Reading("DATE", None)
    if days.day_of(2024, month, day) is None:
        return Reading("DATE", None)
    return _yearless(context, match, month, day)


def _beside(published: date, month: int, day: int, way: str) -> date | None:
    """Return the last such day before publication ("last Oct. 3"), or the next one after it."""
    found = [days.day_of(published.year + step, month, day) for step in (-1, 0, 1)]
    if way.endswith(("next", "coming")):
        return next((one for one in found if one and one > published), None)
    return next((one for one in reversed(found) if one and one < published), None)


def _part_of(match: re.Match[str], context: Context, year: int | None) -> Reading:
    """Read "the morning of 5 June"."""
    month, number = lexicon.month_number(match["m"]), lexicon.ordinal(match["d"]) or 0
    day = days.day_of(year, month, number) if year else day_near(context, month, number, None)
    return Reading("TIME", f"{day.isoformat()}T{word_lists.pairs('time_dayparts')[match['of']]}" if day else None)


def _yearless(context: Context, match: re.Match[str], month: int, day: int) -> Reading:
    """Read a day without a year, which the day of the week beside it, the time before or the tense decides."""
    unknown = f"XXXX-{month:02d}-{day:02d}"
    if (month, day) == (9, 11) and _ATTACKS.match(context.after(match.end())):
        return date_reading(days.day_of(2001, 9, 11))
    tense = context.tense(match.start(), match.end())
    found = day_near(context, month, day, tense)
    if found and context.published and found > context.published and _is_over(match, context, tense):
        found = days.day_of(found.year - 1, month, day)
    weekday = lexicon.weekday_number(match.groupdict().get("wd") or "")
    if found and weekday and found.isoweekday() != weekday:
        others = (days.day_of(found.year + step, month, day) for step in (-1, 1))
        found = next((other for other in others if other and other.isoweekday() == weekday), found)
    return date_reading(found, unknown)


def _is_over(match: re.Match[str], context: Context, tense: str | None) -> bool:
    """Whether what stands before a day says that it is past ("the year ended Dec. 31")."""
    near = max(0, match.start() - guards.NEAR)
    return bool(
        _SINCE.search(context.text, near, match.start())
        or (tense == "past" and _AS_OF.search(context.text, near, match.start()))
    )


def _iso(match: re.Match[str], _: Context) -> Reading | None:
    """Read "2025-03-04", with or without a time of day."""
    found = days.day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    clock, zone = match.groupdict().get("t"), (match.groupdict().get("z") or "").upper()
    if found is None or not clock:
        return date_reading(found)
    if int(clock[:2]) > 23 or int(clock[3:5]) > 59:
        return Reading("TIME", None)
    if zone not in {"", "Z"} and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return Reading("TIME", f"{found.isoformat()}T{clock}{zone}")


def _numeric(match: re.Match[str], context: Context) -> Reading | None:
    """Read ``3/4/2025`` and ``03.04.25``: as the outlet's country writes them, unless only one order is a day."""
    first, second, year = int(match["a"]), int(match["b"]), year_number(match["y"])
    orders = [(second, first), (first, second)] if context.day_first else [(first, second), (second, first)]
    found = [day for month, number in orders if year and (day := days.day_of(year, month, number))]
    if len(match["y"]) == 2 and not found:
        return None
    return date_reading(found[0]) if found else Reading("DATE", None)


def _range_start(match: re.Match[str], context: Context) -> Reading | None:
    """Read the 3 of "from 3 to 7 May"."""
    return _full_day(match, context)


def _range_end(match: re.Match[str], context: Context) -> Reading | None:
    """Read the 7 of "May 3-7"."""
    head = _RANGE_HEAD.search(context.text, max(0, match.start() - 24), match.start())
    month = lexicon.month_number(head[1]) if head and head[1][0].isupper() else 0
    if not month:
        return None
    if guards.is_counted(match, context.text):
        return None
    if match["y"]:
        return date_reading(days.day_of(year_number(match["y"]) or 0, month, int(match["d"])))
    base = values.first_day(context.anchor)
    if base and base.month == month:
        return date_reading(days.day_of(base.year, month, int(match["d"])))
    return date_reading(day_near(context, month, int(match["d"]), None), f"XXXX-{month:02d}-{int(match['d']):02d}")


def _ordinal_day(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the 14th": of the month last spoken of, else the nearest to the day of publication."""
    if not guards.is_lone_ordinal(match, context.text):
        return None
    number, base = int(match["d"]), context.base()
    weekday = lexicon.weekday_number(match["wd"] or "")
    if base is None:
        return Reading("DATE", f"XXXX-XX-{number:02d}")
    found = [
        day for step in (0, -1, 1, -2, 2) if (month := days.months_later(base.replace(day=1), step))
        and (day := days.day_of(month.year, month.month, number)) and (not weekday or day.isoweekday() == weekday)
    ]  # fmt: skip
    return date_reading(found[0] if found else None, f"XXXX-XX-{number:02d}")


def _month_year(match: re.Match[str], context: Context) -> Reading | None:
    """Read "March 2024", "June last year" and "October that year"."""
    if not guards.is_month(match, context.text, "m"):
        return None
    month = lexicon.month_number(match["m"])
    if match["y"]:
        year = year_number(match["y"])
    else:
        rel = match["rel"].lower()
        base = context.base() if rel in {"that", "same", "following", "previous"} else context.published
        year = base.year + _SHIFTS.get(rel, 0) if base else None
    return Reading("DATE", f"{year:04d}-{month:02d}" if year else f"XXXX-{month:02d}")


def _month(match: re.Match[str], context: Context) -> Reading | None:
    """Read a month alone, or one that "last", "this" or "next" stands before."""
    rel = (match["rel"] or "").lower().split(" ")[-1]
    if not guards.is_month(match, context.text, "m", alone=not rel):
        return None
    month, published = lexicon.month_number(match["m"]), context.published
    if published is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    if rel in {"last", "past", "previous"}:
        year: int | None = published.year - (month >= published.month)
    elif rel in {"next", "coming", "following"}:
        year = published.year + (month <= published.month)
    elif rel in {"this", "current"}:
        year = published.year
    elif rel in {"that", "same"}:
        base = context.base()
        year = base.year if base else None
    else:
        year = _month_year_near(context, match, month)
    return Reading("DATE", f"{year:04d}-{month:02d}" if year else f"XXXX-{month:02d}")


def _month_year_near(context: Context, match: re.Match[str], month: int) -> int | None:
    """Return the year of a month: of a range's first month, else as the tense tells."""
    base = values.first_day(context.anchor)
    if base and re.search(
        r"\b(?:from|between)\s+[a-z]{3,9}\.?\s+(?:to|until|till|through|and)\s+$",
        context.lower[max(0, match.start() - 40) : match.start()],
    ):
        return base.year + (month < base.month)
    following = re.match(
        r"(?:\s+(?:and|to|or|until|through)\s+|\s?[-\u2013]\s?)[A-Z][a-z]+\.?(?:\s+\d{1,2},)?\s+((?:19|20)\d\d)\b",
        context.text[match.end() : match.end() + 40],
    )
    if following:
        return int(following[1])
    published = context.published
    if published and _SINCE.search(context.text, max(0, match.start() - guards.NEAR), match.start()):
        return published.year - (month >= published.month)
    start, end = match.start(), match.end()
    last = _MONTHS_TO.match(context.text, end)
    if last and lexicon.month_number(last[1]):
        number = lexicon.month_number(last[1])
        year = month_near(context, number, context.tense(start, last.end()))
        return year - (month > number) if year else None
    return month_near(context, month, context.tense(start, end), done=context.is_done(start, end))


def _year(match: re.Match[str], context: Context) -> Reading | None:
    if not guards.is_year(match, context.text):
        return None
    year = year_number(match["y"])
    return Reading("DATE", f"{year:04d}") if year else None


def _split_year(match: re.Match[str], context: Context) -> Reading | None:
    """Read "2023-24", "2023/24" and "the 2023-24 season"."""
    first, second = int(match["a"]), match["b"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    last += 100 if last < first and len(second) == 2 else 0
    named = bool(match["of"])
    plain = len(second) == 2 or "/" in match[0] or named
    if not plain or not first < last <= first + 99 or guards.is_number(match, context.text):
        return None
    return Reading("DATE", f"{first:04d}/{last:04d}")


def _decade(match: re.Match[str], context: Context) -> Reading | None:
    if not guards.is_decade(match, context.text):
        return None
    if match["y"]:
        return Reading("DATE", match["y"][:2] if match["y"].endswith("00") and match["y"] < "2000" else match["y"][:3])
    if match["w"] == "noughties":
        return Reading("DATE", "200")
    tens = match["s"][0] if match["s"] else str(lexicon.cardinal(re.sub("ties$", "ty", match["w"].lower())))[0]
    century = str(lexicon.cardinal(match["c"])) if match["c"] else ("20" if tens in "012" else "19")
    return Reading("DATE", f"{century}{tens}")


def _century(match: re.Match[str], _: Context) -> Reading | None:
    number = lexicon.ordinal(match["o"])
    if not number or number > 30:
        return None
    return Reading("DATE", f"BC{number - 1:02d}" if match["bc"] else f"{number - 1:02d}")


def _season(match: re.Match[str], context: Context) -> Reading | None:
    """Read a season: of a year, last, this or next, or alone after "in the"."""
    if not guards.is_season(match, context.text):
        return None
    code = word_lists.pairs("time_seasons")[match["s"].lower()]
    rel = (match["rel"] or match["of"] or "").lower().split(" ")[-1]
    published = context.published
    southern = bool(_SOUTHERN.search(context.lower, max(0, match.start() - guards.NEAR), match.end()))
    if match["y"]:
        return _season_of(year_number(match["y"]) or 0, code, southern=southern)
    if published is None:
        return Reading("DATE", f"XXXX-{code}")
    as_northern = _OPPOSITE[code] if southern else code
    year = published.year + _season_shift(published, as_northern, rel, context.tense(match.start(), match.end()))
    return _season_of(year, code, southern=southern)


def _season_of(year: int, code: str, *, southern: bool) -> Reading:
    """Return the season that began in a year; of the southern hemisphere with the days of the opposite one."""
    days_there = values.interval_of(f"{year:04d}-{_OPPOSITE[code]}") if southern else None
    return Reading("DATE", f"{year:04d}-{code}", days_there)


def _season_shift(published: date, code: str, rel: str, tense: str | None) -> int:
    """Return how many years before (negative) or after the year of publication the season began."""
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    begun = published.month >= first
    over = published.month >= first + 3
    if rel in {"last", "past", "previous"}:
        return 0 if over else -2 if code == "WI" and published.month < SPRING else -1
    if rel in {"next", "coming", "following"}:
        return 1 if begun else 0
    if code == "WI" and published.month <= 4:
        return -1
    if rel in {"this", "current"} or (begun and not over):
        return 0
    if tense == "future":
        return 1 if over else 0
    return 0 if begun else -1


def _holiday(match: re.Match[str], context: Context) -> Reading | None:
    if not guards.is_holiday(match, context.text):
        return None
    rule = lexicon.holiday_rule(match["h"])
    day = _holiday_day(rule, match, context)
    if match["we"]:
        return _long_weekend(day)
    unknown = f"XXXX-{rule}" if rule[0].isdigit() and context.published is None else None
    return date_reading(day, unknown)


def _long_weekend(day: date | None) -> Reading:
    """Return the weekend of a holiday, from a Friday or to a Monday that is one ("the Easter weekend" is four days)."""
    if day is None:
        return Reading("DATE", None)
    number = day.isoweekday()
    saturday = days.moved(day, days.SATURDAY - number if number > days.MIDWEEK else -1 - number)
    first, last = (days.moved(saturday, -1), days.moved(saturday, 2)) if saturday else (None, None)
    if not first or not last or not saturday:
        return Reading("DATE", None)
    is_easter = day == days.easter(day.year)
    start, end = (first, last) if is_easter else (min(day, saturday), max(day, last - timedelta(days=1)))
    return Reading("DATE", f"{days.week(saturday)}-WE", (start.isoformat(), end.isoformat()))


def _holiday_day(rule: str, match: re.Match[str], context: Context) -> date | None:
    """Return the day of a holiday: of the year that is named, or the one that "last", "next" or the tense points to."""
    rel, published = (match["rel"] or "").lower(), context.published
    if match["y"]:
        return days.holiday(rule, year_number(match["y"]) or 0)
    if published is None:
        return None
    if match["of"]:
        return days.holiday(rule, published.year + _SHIFTS[match["of"]])
    if rel == "last":
        found = [days.holiday(rule, published.year - step) for step in (0, 1)]
        return next((day for day in found if day and day < published), None)
    if rel == "next":
        found = [days.holiday(rule, published.year + step) for step in (0, 1)]
        return next((day for day in found if day and day > published), None)
    tense = None if _COUNTDOWN.search(context.before(match.start())) else context.tense(match.start(), match.end())
    near = [day for step in (-1, 0, 1) if (day := days.holiday(rule, published.year + step))]
    fitting = [day for day in near if (day >= published if tense == "future" else tense != "past" or day <= published)]
    return min(fitting, key=lambda day: abs((day - published).days), default=None)


_WEEKDAY_FIRST = r"(?:the (?:early )?(?P<of>@daypart) of )?(?:(?P<wd>@weekday|@short_weekday\b\.?),? (?:the )?)?"
_YEAR = r",? (?P<y>@year|@short|@spelled)\b"
_YEAR_LAST = rf"(?:{_YEAR})?"

RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("digit", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)(?:(?:t| )(?P<t>\d\d:\d\d(?::\d\d)?)(?:\.\d{1,6})?(?P<z>z|[+-]\d\d:?\d\d)?)?", _iso),
        ("digit", r"(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)(?!\d)", _iso),
        ("digit", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:1[5-9]|20)\d\d|\d\d)(?![\d/]|\.\d|-\d)", _numeric),
        ("the weekday mod month rel", _WEEKDAY_FIRST + r"(?P<mod>@mod)?(?:(?P<way>last|this past|next|this coming) )?(?P<m>@month)@dot (?:the )?(?P<d>@day(?:@th\b|\b)|@ordinal\b)" + _YEAR_LAST, _full_day),
        ("the weekday mod digit ordinal", _WEEKDAY_FIRST + r"(?P<mod>@mod)?(?:the (?=\d\d?@th|@ordinal))?(?P<d>@day(?:@th\b)?|@ordinal)(?: of)?(?: |@hyphen)(?P<m>@month)@dot(?:" + _YEAR + r"|(?: (?P<rel>this|last|next) year))?", _full_day),
        ("the digit", r"(?:the )?(?P<d>@day)(?:@th\b)?(?=(?: ?@dash ?| (?:to|and|or|until|through) |, )(?:the )?@day(?:@th\b)?(?: of)? (?P<m>@month)@dot(?:,? (?P<y>@year)\b)?)", _range_start),
        ("digit", r"(?P<d>@day)(?:@th\b|\b)" + _YEAR_LAST, _range_end),
        ("weekday the digit", r"(?:(?P<wd>@weekday),? )?(?:the )?(?P<d>@day)@th\b", _ordinal_day),
        ("mod month", r"(?P<mod>@mod)?(?P<m>@month)@dot,?(?: of)? (?:(?P<y>@year|@short|@spelled)\b|(?:the )?(?P<rel>this|last|next|that|same|following|previous) year\b)", _month_year),
        ("mod month rel", r"(?P<mod>@mod)?(?:(?:the )?(?P<rel>last|this past|this coming|this|next|past|previous|following|coming|current|same|that) )?(?P<m>@month)@dot", _month),
        ("mod the year digit number", r"(?P<mod>@mod)?(?:(?:the )?year )?(?P<y>@year|@spelled|@short)\b(?: or (?:later|earlier|before|after)\b)?", _year),
        ("the digit", r"(?:the (?=\d{4}(?:@dash|/)\d{2,4} (?:season|academic|school|financial|fiscal|tax|marketing|campaign|session|budget)))?(?P<a>(?:1[89]|20)\d\d)(?:@dash|/)(?P<b>\d\d(?!\d)|(?:1[89]|20)\d\d)\b(?P<of> (?:season|(?:academic|school|financial|fiscal|tax|marketing) year|campaign|session|budget)\b)?(?!@dash\d)", _split_year),
        ("the mod digit number decade", r"(?:the )?(?:(?:early|mid|late)(?:(?: to |@dash)(?:mid|late))?(?: |@hyphen))?(?:(?P<y>(?:1[5-9]|20)\d0)@apos?s\b|@apos?(?P<s>[1-9]0)@apos?s\b|(?:(?P<c>eighteen|nineteen|twenty)@join)?(?P<w>@decade)\b)", _decade),
        ("mod the ordinal digit", r"(?P<mod>@mod)?(?:the )?(?P<o>@ordinal|\d{1,2}@th)(?:(?: |@hyphen)century\b|(?= and (?:the )?(?:early |late )?(?:@ordinal|\d{1,2}@th) centur(?:y|ies)\b)|(?<=(?:th|st|nd|rd)) centuries\b)(?P<bc> b\.?c\.?(?:e\.?)?)?", _century),
        ("mod the rel season", r"(?P<mod>@mod)?(?:the )?(?:(?P<rel>last|this past|this coming|this|next|past|previous|following|coming) )?(?P<s>@season)\b(?: (?:term|semester)\b)?(?:(?: of)?,? (?:(?P<y>@year|@spelled|@short)\b(?:(?:@dash|/)(?:\d{4}|\d\d)(?!\d))?|(?P<of>last|this|next) year\b))?", _season),
        ("mod rel holiday", r"(?P<mod>@mod)?(?:(?P<rel>last|this|next) )?(?P<h>@holiday)(?![\w'\u2019])(?P<we> weekend\b)?(?:,? (?:of )?(?P<y>@year)\b| (?:of )?(?P<of>last|this|next) year\b)?", _holiday),
    )
)  # fmt: skip
