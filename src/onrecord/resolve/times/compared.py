"""Times that figures are compared with: "the same month last year", "the same period a year earlier", "the prior-year quarter"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.resolve.times import days, values
from onrecord.resolve.times.context import Context, Reading, Rule
from onrecord.resolve.times.grammar import compiled
from onrecord.resolve.times.periods import recent_quarter

if TYPE_CHECKING:
    from datetime import date

WEEKS_OF_YEAR = 52
"""Weeks between a week and the same one of the year before."""
_RANGE = re.compile(r"\b[A-Z][a-z]{2,8}\.?\s?[-\u2010-\u2015]\s?[A-Z][a-z]{2,8}\b")
"""A stretch of months, "April-September", which no value of TIMEX3 stands for."""


def _same(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the same month last year": that of the time last spoken of, a year before or after."""
    if context.text[match.start("u")].isupper():
        return None
    step = 1 if (match["rel"] or "").endswith(("next", "following")) else -1
    anchor, unit = context.anchor or "", match["u"]
    day = values.first_day(anchor) or context.published
    if day is None:
        return Reading("DATE", None)
    value: str | None
    if unit in {"quarter", "period"}:
        value = _stretch(unit, day, step, match, context)
    elif unit == "week":
        moved = days.moved(day, 7 * WEEKS_OF_YEAR * step)
        value = days.week(moved) if moved else None
    else:
        moved = days.months_later(day, 12 * step)
        value = (days.month(moved) if unit == "month" else moved.isoformat()) if moved else None
    return Reading("DATE", value, is_anchor=False)


def _stretch(unit: str, day: date, step: int, match: re.Match[str], context: Context) -> str:
    """Return the quarter, or the stretch reported on, that lies a year beside the one last spoken of."""
    near = context.quarter_near(match.start(), named=unit == "quarter")
    if near is None and unit == "quarter":
        near = recent_quarter(context)
    if near:
        return f"{int(near[:4]) + step:04d}{near[4:]}"
    sentence = context.before(match.start())
    said = re.fullmatch(r"\d{4}(-(?:\d\d|H[12]))?", context.anchor or "") and context.anchor_at >= match.start() - len(
        sentence
    )
    whole = not said or _RANGE.search(sentence)
    return f"{day.year + step:04d}{'' if whole else (context.anchor or '')[4:]}"


RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("the rel", r"(?:the |that )?same (?P<u>day|week|month|quarter|period) (?:(?:of |in )?(?:the )?(?P<rel>last|prior|previous|preceding|next|following) year|(?:a|one) year (?:ago|earlier|before))\b", _same),
    )
)  # fmt: skip
