"""Expressions that count from the day of publication or from the time before: yesterday, Tuesday, last week, two days later."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from onrecord.read import word_lists
from onrecord.resolve.times import days, guards, lexicon, values
from onrecord.resolve.times.context import Context, Reading, Rule, date_reading
from onrecord.resolve.times.grammar import compiled

if TYPE_CHECKING:
    from onrecord.records import TimeType

_STEPS = {
    "last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "next": 1, "following": 1, "coming": 1, "upcoming": 1,
    "this": 0, "current": 0, "latest": -1, "that": 0, "same": 0, "then": 0, "before": -1, "after": 1, "earlier": -1, "later": 1,
}  # fmt: skip
_ANCHORED = frozenset({"previous", "preceding", "prior", "following", "that", "same", "before", "after", "earlier", "later"})
"""Words that count from the time before in the text, not from publication."""
_TO = re.compile(r"day\s+(?:to|until|till|through)\s+$")
_SHIFT_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}


def _deictic(match: re.Match[str], context: Context) -> Reading | None:
    """Read "yesterday", "today", "tomorrow night"."""
    if guards.is_capital(match, context.text, "d") and re.match(r"\s(?:Show|FM|Programme|program|newspaper)\b", context.text[match.end() : match.end() + 12]):
        return None
    if "USA " in context.text[max(0, match.start() - 4) : match.start()]:
        return None
    shift = _SHIFT_DAYS[" ".join(match["d"].lower().split())]
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
    """Read "this morning", "tonight", "last night", "overnight", "that evening" and "the morning"."""
    words = " ".join(match["w"].lower().split())
    part = next((name for name in word_lists.pairs("time_dayparts") if name in words), "night")
    anchored = words.startswith(("that", "the", "same"))
    base = context.base() if anchored or words == "overnight" else context.published
    if words.startswith("the ") and not re.search(r"\b(?:in|during|through|throughout|for|later in|earlier in)\s+$", context.text[max(0, match.start() - 16) : match.start()], re.IGNORECASE):
        return None
    if context.text.startswith(" Show", match.end()):
        return None
    if match["d"] and context.published:
        base = days.moved(context.published, _SHIFT_DAYS[match["d"]])
    if words.startswith("last") and base:
        base = days.moved(base, -1)
    if words.startswith(("the following", "the next")) and base:
        base = days.moved(base, 1)
    return _with_part(base, part, None)


def _weekday(match: re.Match[str], context: Context) -> Reading | None:
    """Read a day of the week, with "last", "next" or a part of the day, or without."""
    if not guards.is_capital(match, context.text, "w") or guards.is_paper(match, context.text):
        return None
    number = lexicon.weekday_number(match["w"])
    rel = (match["rel"] or "").lower().split(" ")[-1]
    return _with_part(weekday_day(number, rel, match["week"], match, context), match["part"], f"XXXX-WXX-{number}")


def weekday_day(number: int, rel: str, week: str | None, match: re.Match[str], context: Context) -> date | None:
    """Return which such day is meant; the day of publication itself counts where nothing else is said."""
    published = context.published
    if week:
        base = days.moved(published, 7 * _STEPS[week.lower()]) if published else None
        return days.moved(base, number - base.isoweekday()) if base else None
    if rel in _ANCHORED:
        base = context.base()
        if base is None:
            return None
        step = _STEPS[rel]
        moved = days.moved(base, step)
        return days.weekday_near(moved, number, step or -1) if moved else None
    if published is None:
        return None
    if rel in {"last", "past"}:
        moved = days.moved(published, -1)
        return days.weekday_near(moved, number, -1) if moved else None
    if rel in {"next", "coming"}:
        moved = days.moved(published, 1)
        return days.weekday_near(moved, number, 1) if moved else None
    anchor = context.anchor or ""
    if len(anchor) == 10 and _TO.search(context.lower, max(0, match.start() - 20), match.start()):
        return days.weekday_near(date.fromisoformat(anchor), number, 1)
    tense = context.tense(match.start(), match.end())
    return days.weekday_near(published, number, 1 if tense == "future" or (rel == "this" and tense != "past") else -1)


def _unit(match: re.Match[str], context: Context) -> Reading | None:
    """Read "last year", "this week", "the following month", "that day", "the weekend"."""
    unit = match["u"].lower().split()[-1] if match["u"] else ""
    rel = (match["rel"] or match["rel_after"] or "the").lower().split(" ")[-1]
    if guards.is_capital(match, context.text, "u") and not context.text[match.start("u") : match.end("u")].isupper():
        return None
    if unit == "day" and rel in {"this", "past", "current", "last"}:
        return None
    base = context.base() if rel in _ANCHORED else context.published
    if unit == "day" and rel == "next":
        base = context.base()
    step = _STEPS.get(rel, 0)
    spans = rel in {"last", "next"} and match[0].startswith("the ") and unit not in {"day", "weekend"}
    if spans and re.search(r"\b(?:over|in|within|during|for)\s+$", context.lower[max(0, match.start() - 8) : match.start()]):
        return _spanning(unit, step, context)
    if rel == "past" and unit != "weekend":
        return _spanning(unit, -1, context)
    if base is None:
        return Reading("DATE", None)
    if unit == "weekend":
        before = context.text[max(0, match.start() - 12) : match.start()]
        ahead = rel == "the" and re.search(r"\b(?:ahead of|before|into|for|until)\s+$", before)
        return Reading("DATE", _weekend(base, step, "future" if ahead or rel == "this" else context.tense(match.start(), match.end())))
    anchor = context.anchor or ""
    if unit == "day" and rel in {"that", "same"} and len(anchor) in {4, 7} and "Q" not in anchor:
        return Reading("DATE", f"{anchor}-XX" if len(anchor) == 7 else f"{anchor}-XX-XX", is_anchor=False)
    moved = _shifted(base, unit, step)
    return Reading("DATE", _written(moved, unit)) if moved else Reading("DATE", None)


def _spanning(unit: str, step: int, context: Context) -> Reading:
    """Return the stretch of one unit that ends or begins with the day of publication ("over the past year")."""
    count, code = lexicon.unit_of(unit)
    other = _shifted(context.published, unit, step)
    first_last = sorted((context.published, other)) if context.published and other else None
    interval = (first_last[0].isoformat(), first_last[1].isoformat()) if first_last else None
    return Reading("DURATION", values.duration(count, code), interval, is_anchor=False)


def _weekend(base: date, step: int, tense: str | None) -> str:
    """Return the weekend before, of or after the week of a day; on a Monday or Tuesday "the weekend" is the one past."""
    if step == 0 and tense != "future" and base.isoweekday() <= 3:
        step = -1
    elif step == -1 and base.isoweekday() > days.SATURDAY:
        step = -1
    moved = days.moved(base, 7 * step)
    return f"{days.week(moved or base)}-WE"


def _shifted(base: date | None, unit: str, steps: int) -> date | None:
    """Return the day that many units later."""
    if base is None:
        return None
    count, code = lexicon.unit_of(unit)
    if code in {"D", "W"}:
        return days.moved(base, steps * count * (7 if code == "W" else 1))
    if code in {"M", "Y"}:
        return days.months_later(base, steps * count * (12 if code == "Y" else 1))
    return base


def _written(day: date, unit: str) -> str:
    """Return the value of the unit that holds a day."""
    unit = unit.removesuffix("s")
    return {
        "week": days.week(day), "fortnight": days.week(day), "month": days.month(day), "quarter": days.quarter(day),
        "year": f"{day.year:04d}", "decade": f"{day.year:04d}"[:3], "century": f"{day.year:04d}"[:2], "centurie": f"{day.year:04d}"[:2],
    }.get(unit, day.isoformat())  # fmt: skip


def _the_unit(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the year", "the week", "the weekend" and "the day before" alone."""
    unit = match["u"].lower()
    after = context.text[match.end() : match.end() + 30]
    if guards.is_capital(match, context.text, "u"):
        return None
    if match["rel_after"]:
        return _unit(match, context)
    if unit == "year" and re.match(r"\s+(?:ended|ending|to|through|since|that\s+end)\b", after):
        return Reading("DURATION", "P1Y", is_anchor=False)
    if unit in {"day", "night"}:
        return None
    if unit == "month" and not re.search(r"\b(?:in|during|of|for|by|over|later in|earlier in)\s+(?:later|early|late|the)?\s*$", context.text[max(0, match.start() - 20) : match.start()]):
        return None
    if re.match(r"\s+of\s+(?:the|a|[A-Z])|-", after) and unit != "year":
        return None
    if re.match(r"\s+of\s+the\b|-", after) or (unit == "week" and re.match(r"\s+of\s", after)):
        return None
    return _unit(match, context)


def _ago(match: re.Match[str], context: Context) -> Reading | None:
    """Read "three weeks ago", "a year earlier", "two days later": as fine as the unit is."""
    way, unit = match["way"].lower(), match["u"].lower()
    back = way in {"ago", "earlier", "before", "previously", "prior", "beforehand", "back"}
    number = lexicon.amount(match["q"]) if match["q"] else None
    if not match["q"] and way != "ago":
        return None
    now = way == "ago" or way.startswith(("from", "hence", "back"))
    if number is None:
        return Reading("DATE", "PAST_REF" if now and back else "FUTURE_REF") if now else Reading("DURATION", values.duration(None, lexicon.unit_of(unit)[1]), is_anchor=False)
    quarter = context.quarter_near(match.start())
    if number == 1 and unit == "year" and back and quarter:
        return Reading("DATE", f"{int(quarter[:4]) - 1:04d}{quarter[4:]}", is_anchor=False)
    base = context.published if now else context.base()
    count, code = lexicon.unit_of(unit)
    steps = number * count * (-1 if back else 1)
    return _at(base, steps, code, context, now=now)


def _at(base: date | None, steps: float, code: str, context: Context, *, now: bool) -> Reading:
    """Return the value so many units from a day."""
    if base is None or abs(steps) > 100_000:
        return Reading("DATE", None)
    if code.startswith("T"):
        return Reading("TIME", base.isoformat(), is_anchor=False) if now else Reading("DURATION", values.duration(abs(steps), code), is_anchor=False)
    if code == "D":
        return date_reading(days.moved(base, round(steps)))
    if code == "W":
        moved = days.moved(base, round(7 * steps))
        exact = not now and len(context.anchor or "") == 10
        return Reading("DATE", (moved.isoformat() if exact else days.week(moved)) if moved else None)
    moved = days.months_later(base, round(steps * (12 if code == "Y" else 1)))
    if moved is None:
        return Reading("DATE", None)
    return Reading("DATE", f"{moved.year:04d}" if code == "Y" and steps == int(steps) else days.month(moved))


def _at_the_time(match: re.Match[str], context: Context) -> Reading | None:
    """Read "at the time" and "at that time": the time last spoken of."""
    if not re.match(r"\s*(?:$|[.,;:!?)'\"\u201d\u2019])|\s+(?:and|but|was|were|said|say)\b", context.text[match.end() : match.end() + 8]):
        return None
    kind: TimeType = "TIME" if "T" in (context.anchor or "") else "DATE"
    return Reading(kind, context.anchor or "PAST_REF", is_anchor=False)


def _reference(match: re.Match[str], context: Context) -> Reading | None:
    """Read "now", "recently", "the future": by the list, where the words around do not turn them into something else."""
    words = " ".join(match["r"].lower().split())
    text, before, after = context.text, *guards.around(match, context.text)
    if guards.is_paper(match, text) or (words == "future" and guards.is_capital(match, text, "r") and not re.search(r"[.!?]\s*$|^$", before)):
        return None
    if words in {"current", "recent"} and re.match(r"\s+(?:account|affairs|event)s?\b|ly", after):
        return None
    if words == "recent" and re.search(r"\b(?:most|more)\s+$", before):
        return None
    if words == "future" and re.search(r"(?:['\u2019]s|\b(?:a|its|his|her|their|our|your|my|whose|no|bright|better|back to the|uncertain))\s+$", before):
        return None
    if words == "the past" and not re.match(r"\s*(?:$|[.,;:!?)'\"\u201d\u2019])|\s+(?:and|or|that|when|is|was|has|have|had|but|by|for|with|to|as|he|she|it|they|we|in|on|at)\b", after):
        return None
    if words in {"one day", "some day", "someday"} and not re.match(r".{0,40}\b(?:will|would|could|can|may|might|hopes?|wants?)\b", context.after(match.end())) and context.tense(match.start(), match.end()) != "future":
        return None
    return Reading("DATE", word_lists.pairs("time_references")[words], is_anchor=False)


RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("mod the day", r"(?P<mod>@mod|earlier |later |late |early )?(?P<d>the day before yesterday|the day after tomorrow|today|yesterday|tomorrow)\b(?: (?P<part>@daypart)\b)?", _deictic),
        ("mod the rel night", r"(?:earlier |later |late |early )?(?P<w>tonight|overnight|(?:this|last|that|the same|the following|the next|the previous|the)(?: same| very)? (?:morning|afternoon|evening|night)|mid@join?(?:morning|afternoon))\b(?: (?P<d>yesterday|today|tomorrow)\b)?", _this_part),
        ("mod the rel weekday", r"(?P<mod>@part)?(?:(?P<rel>last|next|this past|this coming|this|past|coming|(?:the )?(?:following|previous|next|preceding)|the same|that same|that) )?(?P<w>@weekday)\b(?: (?P<part>@daypart)\b)?(?: (?:of )?(?P<week>last|next|this|that) week\b)?", _weekday),
        ("mod the rel", r"(?P<mod>@mod|earlier |later )?(?:the |that )?(?P<rel>last|this past|this coming|this|next|past|previous|preceding|prior|following|coming|upcoming|current|latest|same|that)(?: same| whole| entire| very)? (?P<u>day|week|weekend|month|year|decade|century)\b(?P<rel_after>\b(?!.))?(?!@hyphen\w)", _unit),
        ("mod the", r"(?P<mod>@mod|earlier |later )?the (?:full |entire |whole )?(?P<u>day|week|weekend|month|year)\b(?P<rel>\b(?!.))?(?: (?P<rel_after>before|after|earlier)(?= ?[.,;:!?)]|$| (?:in|at|on|and|but|with|when)\b))?", _the_unit),
        ("approx number digit more unit", r"(?:@approx)?(?:(?P<q>@quant)(?: (?:to|or) @number)?@join)?(?:@more)?(?P<u>@units|@unit)\b(?: (?:or (?:so|more|two|longer)))? (?P<way>ago|earlier|later|hence|from now|from today|(?:previously|beforehand|prior|back|before)(?= ?(?:[.,;:!?)]|$)))\b", _ago),
        ("the mod at", r"(?:at the|(?:at )?that) time\b", _at_the_time),
        ("reference", r"(?P<r>@reference)\b", _reference),
    )
)  # fmt: skip
