"""Expressions that count from the day of publication or from the time before: yesterday, Tuesday, last week, two days later."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.times import days, guards, lexicon, periods, values
from onrecord.resolve.times.context import Context, Reading, Rule, date_reading
from onrecord.resolve.times.distances import SHIFT_DAYS, shifted, some_day, written
from onrecord.resolve.times.grammar import compiled

if TYPE_CHECKING:
    from datetime import date

    from onrecord.records import TimeType

_STEPS = {
    "last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "next": 1, "following": 1, "coming": 1, "upcoming": 1,
    "this": 0, "current": 0, "latest": -1, "that": 0, "same": 0, "then": 0, "before": -1, "after": 1, "earlier": -1, "later": 1,
}  # fmt: skip
_ANCHORED = frozenset(
    {"previous", "preceding", "prior", "following", "that", "same", "before", "after", "earlier", "later"}
)
"""Words that count from the time before in the text, not from publication."""
_SPAN_BEFORE = re.compile(r"\b(?:over|in|within|during|for)\s+$")
_PART_BEFORE = re.compile(r"\b(?:in|during|through|throughout|for)\s+$")
_WHEN = re.compile(r"\b(?:by|in|until|till|since|from|into)\s+$")
_AHEAD = re.compile(r"\b(?:ahead of|before|into|for|until|by)\s+$")
_MONTH_BEFORE = re.compile(r"\b(?:in|during|of|for|by|over)\s+$")
_FOR = re.compile(r"\bfor\s+$")
_OR_TWO = re.compile(r"\s+or\s+two\b")
YEARS_OF_CENTURY = 100
REPORTING = 3
"""Months in which what was earned "for the year" is of the year before."""
_WILL = re.compile(r".{0,40}\b(?:will|would|could|can|may|might|hopes?|wants?)\b")
_WILL_BEFORE = re.compile(r"\b(?:will|would|could|can|may|might|must|should|hopes?|wants?)\s+$")
_PAST_ENDS = r"\s*(?:$|[.,;:!?)'\"\u201d\u2019])|\s+(?:and|or|that|when|is|was|has|have|had|but|by|for|with|to|as|he|she|it|they|we|in|on|at|such|these|this|most|some|there|its|their|his|her|our|i|you|people)\b"
_NO_REFERENCE = {
    "current": (None, re.compile(r"\s+(?:account|affairs|event)s?\b")),
    "recent": (re.compile(r"\b(?:most|more)\s+$"), None),
    "recently": (re.compile(r"\b(?:as|so|how)\s+$"), None),
    "long ago": (re.compile(r"\b(?:that|so|too)\s+$"), None),
    "future": (re.compile(r"(?:['\u2019]s|\b(?:a|its|his|her|their|our|your|my|whose|no|bright|better|uncertain))\s+$"), None),
    "the past": (None, re.compile(rf"(?!{_PAST_ENDS})")),
}  # fmt: skip
"""What, before or after one of these, makes it something else: "current account", "the most recent", "a future", "the past two"."""
_ENDS = re.compile(r"\s+(?:ended|ending)\b")
_YEAR_ENDS = re.compile(r"\s+(?:ended|ending|to|through|since|that\s+end)\b")
_SHARED = re.compile(
    r"(?:,\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day){0,3},?\s+(?:and|or)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\s+(morning|afternoon|evening|night)s\b"
)
"""What makes "Monday" one of many in "Monday and Tuesday nights"."""
_OPENING = re.compile(
    r"\b(?:early|morning)\s+trading\s+(?:in\s+[A-Z][a-z]+\s+)?(?:on\s+)?$|\bat\s+the\s+opening\s+(?:on\s+)?$",
    re.IGNORECASE,
)
"""What stands before the day after the one just told of, where markets report on both."""
_TO = re.compile(r"day\s+(?:to|until|till|through)\s+$")


def _deictic(match: re.Match[str], context: Context) -> Reading | None:
    """Read "yesterday", "today", "tomorrow night"."""
    if guards.is_programme(match, context.text):
        return None
    shift = SHIFT_DAYS[" ".join(match["d"].split())]
    found = days.moved(context.published, shift) if context.published else None
    return _with_part(found, match["part"], None)


def _with_part(day: date | None, part: str | None, fallback: str | None) -> Reading:
    """Return a day, or a part of it where the words name one."""
    value = day.isoformat() if day else fallback
    if not part:
        return Reading("DATE", value)
    code = word_lists.pairs("time_dayparts").get(part.lower().rstrip("s"), "")
    return Reading("TIME", f"{value}T{code}" if value and code else value)


def _this_part(match: re.Match[str], context: Context) -> Reading | None:
    """Read "this morning", "tonight", "last night", "overnight", "that evening", "the night before" and "the morning"."""
    words = " ".join(match["w"].lower().split())
    part = next((name for name in word_lists.pairs("time_dayparts") if name in words), "night")
    anchored = words.startswith(("that", "the", "same"))
    said = match["before"] or not re.fullmatch(r"the \w+", words)
    introduced = said or _PART_BEFORE.search(context.lower, max(0, match.start() - 12), match.start())
    if words.startswith(("early", "late")) and not _WHEN.search(
        context.lower, max(0, match.start() - 12), match.start()
    ):
        return None
    if words.startswith("that") and _night_noun().match(context.lower, match.end()):
        return None  # "does not prove that night work is bad"
    if not introduced or guards.is_programme(match, context.text):
        return None
    step = _part_step("before" if match["before"] else words)
    told = context.told_before(match.start(), match.end(), by_day=True)
    if anchored and not told and context.told and not match["d"]:
        return replace(_with_part(None, part, some_day(context)), is_anchor=False)
    base = values.first_day(told) or context.published if anchored or words == "overnight" else context.published
    if match["d"] and context.published:
        base = days.moved(context.published, SHIFT_DAYS[match["d"]])
    return _with_part(days.moved(base, step) if base else None, part, None)


@cache
def _night_noun() -> re.Pattern[str]:
    """Return the pattern of nouns that a part of the day makes a kind of ("night work")."""
    return re.compile(rf"\s+(?:{'|'.join(sorted(word_lists.classes('time_topics')['night']))})\b")


def _part_step(words: str) -> int:
    """Return how many days after the day spoken of a part of a day lies: "last night", "the next morning"."""
    if words.startswith(("last", "before", "the previous")):
        return -1
    return 1 if words.startswith(("the following", "the next")) else 0


def _weekday(match: re.Match[str], context: Context) -> Reading | None:
    """Read a day of the week, with "last", "next" or a part of the day, or without."""
    if not guards.is_capital(match, context.text, "w") or guards.is_paper(match, context.text):
        return None
    number = lexicon.weekday_number(match["w"])
    rel = (match["rel"] or "").lower().split(" ")[-1]
    shared = _SHARED.match(context.lower, match.end()) if not rel and not match["part"] else None
    if shared:
        return Reading("SET", f"XXXX-WXX-{number}T{word_lists.pairs('time_dayparts')[shared[1]]}", is_anchor=False)
    return _with_part(
        weekday_day(number, rel, match["week"] or match["shared"], match, context), match["part"], f"XXXX-WXX-{number}"
    )


def weekday_day(number: int, rel: str, week: str | None, match: re.Match[str], context: Context) -> date | None:
    """Return which such day is meant; the day of publication itself counts where nothing else is said."""
    published = context.published
    if rel in _ANCHORED:
        base = context.base() if _STEPS[rel] == 0 else context.told_day(match.start(), match.end())
        return _weekday_from(base, number, _STEPS[rel])
    if published is None:
        return None
    if week:
        base = days.moved(published, 7 * _STEPS[week])
        return days.moved(base, number - base.isoweekday()) if base else None
    if rel in {"last", "past", "next", "coming"}:
        return _weekday_from(published, number, _STEPS[rel])
    after = _day_before_it(match, context)
    return days.weekday_near(after, number, 1) if after else _weekday_near(published, number, rel, match, context)


def _day_before_it(match: re.Match[str], context: Context) -> date | None:
    """Return the day just told that a day of the week comes after, as in "from Monday to Friday"; None where it may come before."""
    anchor = context.base() if context.knows_day() else None
    to = _TO.search(context.lower, max(0, match.start() - 20), match.start())
    if _OPENING.search(context.before(match.start())) and context.told_today(match.start()):
        return context.published
    return anchor if to else None


def _weekday_near(published: date, number: int, rel: str, match: re.Match[str], context: Context) -> date | None:
    """Return such a day of the week before or after publication, as the tense tells."""
    tense = context.tense(match.start(), match.end())
    ahead = tense == "future" or (rel == "this" and tense != "past")
    distance = (number - published.isoweekday()) % 7
    if ahead and not rel and distance > MOST_AHEAD:
        ahead = context.sets_ahead(match.start(), match.end())
    ahead = ahead or (tense != "past" and distance <= SOON)
    return days.weekday_near(published, number, 1 if ahead else -1)


MOST_AHEAD = 4
"""Days ahead up to which a bare day of the week is the coming one wherever the future is spoken of: yesterday is seldom named for
a day of next week, and what newspapers print lags a day. Farther ahead, what stands before it has to say so."""
SOON = 2
"""Days ahead up to which it is the coming one unless the past is spoken of; the past one would be "last Friday"."""


def _weekday_from(base: date | None, number: int, step: int) -> date | None:
    """Return the nearest such day strictly before (-1) or after (1) a day; 0 counts the day itself and goes back."""
    moved = days.moved(base, step) if base else None
    return days.weekday_near(moved, number, step or -1) if moved else None


def _unit(match: re.Match[str], context: Context) -> Reading | None:
    """Read "last year", "this week", "the following month", "that day", "the weekend"."""
    groups = match.groupdict()
    unit, rel = match["u"], (groups.get("rel") or groups.get("rel_after") or "the").split()[-1]
    if guards.is_title(match, context.text) or (unit == "day" and rel in {"this", "past", "current", "last"}):
        return None
    step = _STEPS.get(rel, 0)
    if unit != "weekend" and (rel == "past" or (unit != "day" and _is_span(match, rel, context))):
        return _spanning(unit, step, context)
    base = context.published
    if rel in {"that", "same"}:
        base = None if unit == "day" and some_day(context) else context.base()
    elif rel in _ANCHORED or (unit, rel) == ("day", "next"):
        base = context.told_day(match.start(), match.end(), by_day=unit in {"day", "week", "weekend"})
    if base is None:
        return Reading("DATE", some_day(context) if unit == "day" else None, is_anchor=False)
    if unit == "weekend":
        return Reading("DATE", _weekend(base, step, _weekend_tense(match, rel, context)))
    moved = shifted(base, unit, step)
    return Reading("DATE", written(moved, unit) if moved else None)


def _is_span(match: re.Match[str], rel: str, context: Context) -> bool:
    """Whether "the last year" is a stretch up to now ("over the last year", "the next week or two") rather than the calendar's."""
    if _OR_TWO.match(context.lower, match.end()):
        return True
    named = rel in {"last", "next"} and match[0].startswith("the ") and not match.groupdict().get("mod")
    return named and bool(_SPAN_BEFORE.search(context.lower, max(0, match.start() - 8), match.start()))


def _weekend_tense(match: re.Match[str], rel: str, context: Context) -> str | None:
    """Return "future" where "the weekend" lies ahead, as a preposition or the tense says."""
    tense = context.tense(match.start(), match.end())
    if rel == "this":
        young = context.published is not None and context.published.isoweekday() < days.MIDWEEK
        return "past" if tense == "past" and young else "future"
    ahead = rel == "the" and _AHEAD.search(context.lower, max(0, match.start() - 12), match.start())
    return "future" if ahead else tense


def _spanning(unit: str, step: int, context: Context) -> Reading:
    """Return the stretch of one unit that ends or begins with the day of publication ("over the past year")."""
    count, code = lexicon.unit_of(unit)
    return Reading(
        "DURATION", values.duration(count, code), values.stretch(context.published, step * count, code), is_anchor=False
    )


def _weekend(base: date, step: int, tense: str | None) -> str:
    """Return the weekend before, of or after the week of a day; on a Monday or Tuesday "the weekend" is the one past."""
    young = 3 if tense != "past" else days.SATURDAY - 1
    if (step == 0 and tense != "future" and base.isoweekday() <= young) or (
        step == -1 and base.isoweekday() > days.SATURDAY
    ):
        step = -1
    moved = days.moved(base, 7 * step)
    return f"{days.week(moved or base)}-WE"


def _the_unit(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the year", "the week", "the weekend" and "the day before" alone."""
    unit, after = match["u"], context.lower[match.end() : match.end() + guards.NEAR]
    if guards.is_capital(match, context.text, "u") or (unit in {"decade", "century"} and not match["mod"]):
        return None
    if match["rel_after"]:
        return _unit(match, context)
    ends = {"year": _YEAR_ENDS, "week": _ENDS, "month": _ENDS}.get(unit)
    count, code = lexicon.unit_of(unit)
    span = periods.days_to(match.end(), count, code, context) if ends else None
    if span or (ends and ends.match(after)):
        return Reading("DURATION", values.duration(count, code), span, is_anchor=False)
    if unit == "day" and (match["mod"] or "").startswith(("earlier", "later")):
        return date_reading(context.base() if context.knows_day() else context.published)
    if not _is_definite(match, context, after):
        return None
    spoken = _year_meant(match, context) or context.spoken_of(unit, match.start())
    return Reading("DATE", spoken) if spoken else _unit(match, context)


def _year_meant(match: re.Match[str], context: Context) -> str | None:
    """Return the year of "the turn of the century", whose beginning is nearest, and that of "for the year" after what a year brought."""
    if match["u"] == "century" and "turn" in (match["mod"] or "") and context.published:
        return f"{round(context.published.year / YEARS_OF_CENTURY) * YEARS_OF_CENTURY:04d}"
    whole = match["u"] == "year" and not match["mod"]
    if not whole or not _FOR.search(context.lower, max(0, match.start() - 5), match.start()):
        return None
    spoken = context.spoken_of("year", match.start()) or context.year_reported(match.start())
    published = context.published
    if not spoken and published and published.month <= REPORTING and context.tense(*match.span()) == "past":
        return f"{published.year - 1:04d}"
    return spoken


def _is_definite(match: re.Match[str], context: Context, after: str) -> bool:
    """Whether "the week" is one of the calendar, not "the week of the attack" or "the day"."""
    unit = match["u"]
    if unit == "day" or re.match(r"\s+\d|\s+of\s+the\b|-", after):
        return False
    if unit != "year" and re.match(r"\s+of\s", after):
        return False
    near = max(0, match.start() - 20)
    return unit != "month" or bool(match["mod"]) or bool(_MONTH_BEFORE.search(context.lower, near, match.start()))


def _at_the_time(match: re.Match[str], context: Context) -> Reading | None:
    """Read "at the time" and "at that time": the time last spoken of."""
    if not re.match(
        r"\s*(?:$|[.,;:!?)'\"\u201d\u2019])|\s+(?:and|but|was|were|said|say)\b",
        context.text[match.end() : match.end() + 8],
    ):
        return None
    kind: TimeType = "TIME" if "T" in (context.anchor or "") else "DATE"
    return Reading(kind, context.anchor or "PAST_REF", is_anchor=False)


def _reference(match: re.Match[str], context: Context) -> Reading | None:
    """Read "now", "recently", "the future": by the list, where the words around do not turn them into something else."""
    words = " ".join(match["r"].split())
    before, after = guards.around(match, context.lower)
    not_before, not_after = _NO_REFERENCE.get(words, (None, None))
    if (not_before and not_before.search(before)) or (not_after and not_after.match(after)):
        return None
    if words == "future" and guards.is_title_word(match, context.text, "r"):
        return None
    if words in {"one day", "some day", "someday"} and not _is_ahead(match, context):
        return None
    return Reading("DATE", word_lists.pairs("time_references")[words], is_anchor=False)


def _is_ahead(match: re.Match[str], context: Context) -> bool:
    """Whether "one day" is a day to come."""
    before = context.before(match.start())
    return context.sets_ahead(match.start(), match.end()) or bool(
        _WILL_BEFORE.search(before) or _WILL.match(context.after(match.end()))
    )


RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("mod the day", r"(?P<mod>@mod|earlier |later |late |early )?(?P<d>the day before yesterday|the day after tomorrow|today|yesterday|tomorrow)\b(?: (?P<part>@daypart)\b)?", _deictic),
        ("mod the rel night", r"(?:earlier |later |late |early )?(?P<w>tonight|overnight|(?:this|last|that|the same|the following|the next|the previous|the)(?: same| very)? (?:morning|afternoon|evening|night)|mid@join?(?:morning|afternoon)|(?:early|late)@join(?:morning|afternoon|evening|night))\b(?: (?P<before>before)(?= ?[.,;:!?)]|$| (?:in|at|on|and|but|with|when|he|she|it|they|we)\b))?(?: (?P<d>yesterday|today|tomorrow)\b)?", _this_part),
        ("mod the rel weekday", r"(?P<mod>@part)?(?:(?P<rel>last|next|this past|this coming|this|past|coming|(?:the )?(?:following|previous|next|preceding)|the same|that same|that) )?(?P<w>@weekday)\b(?! @daypart(?:s)\b)(?: (?P<part>@daypart)\b)?(?: (?:of )?(?P<week>last|next|this|that) week\b|(?=,? (?:and|or|to|until|through) @weekday(?: @daypart)? (?:of )?(?P<shared>last|next) week\b))?", _weekday),
        ("mod the rel", r"(?P<mod>@mod|earlier |later )?(?:the |that (?=same|very|previous|following))?(?P<rel>last|this past|this coming|this|next|past|previous|preceding|prior|following|coming|upcoming|current|latest|same|that)(?: same| whole| entire| very)? (?P<u>day|week|weekend|month|year|decade|century)\b(?!@hyphen\w)", _unit),
        ("mod the", r"(?P<mod>@mod|earlier |later )?the (?:full |entire |whole )?(?P<u>day|week|weekend|month|year|decade|century)\b(?: (?P<rel_after>before|after|earlier)(?= ?[.,;:!?)]|$| (?:in|at|on|and|but|with|when)\b))?", _the_unit),
        ("the mod at", r"(?:at the|(?:at )?that) time\b", _at_the_time),
        ("reference", r"(?P<r>@reference)\b", _reference),
    )
)  # fmt: skip
