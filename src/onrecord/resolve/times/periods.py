"""Quarters, halves and fiscal years, as companies and governments report them."""

from __future__ import annotations

import re

from onrecord.resolve.times import days, lexicon, values
from onrecord.resolve.times.context import Context, Reading, Rule
from onrecord.resolve.times.grammar import compiled, year_number

_STEPS = {
    "last": -1,
    "previous": -1,
    "past": -1,
    "prior": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "latest": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}
_BACK = frozenset({"previous", "prior", "preceding"})
"""Words for the quarter before the one that is reported on."""
_YEAR_BEFORE = ("year", "same", "prior-year", "previous-year")
_ENDED = re.compile(
    r"\s+(?:that\s+)?(?P<how>ended|ending|to|through)\s+(?:in\s+|on\s+|next\s+|last\s+)?(?:\d{1,2}\s+)?(?P<m>[a-z]{3,9})\.?(?:\s+\d{1,2}(?!\d))?(?:,?\s+(?P<y>(?:19|20)\d\d))?"
)
_TO_END = re.compile(
    r"\s+(?P<how>ended|ending|to|until|through)\s+(?:in\s+|on\s+)?(?:the\s+end\s+of\s+)?(?:(?:(?P<d>\d{1,2})\s+)?(?P<m>[A-Z][a-z]{2,8})\b\.?"
    r"(?:\s+(?P<d_b>\d{1,2})(?!\d))?(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?|(?P<only>(?:19|20)\d\d)\b)"
)
"""The day on which a stretch ended, where it stands after it: "the six months to the end of September"."""
_REPORTED_AFTER = re.compile(
    r"\s+(?:(?:pretax|pre-tax|net|operating|gross|group|consolidated)\s+)*(?:profits?|earnings|results?|revenues?|sales|loss|losses|income"
    r"|growth|gdp|gnp|figures|output|exports|imports|turnover|dividend|ended|ending|to\s+(?:june|july|september|december|march))\b"
)
"""What follows "first half" where companies report on it."""
_WITHIN = re.compile(r"\b(?:in|for|during|through|throughout|over|of|until|by)\s+$")
_YOUNG = 4
"""Month up to which companies report on the second half of the year before."""
_AHEAD = 1
"""Quarters ahead of the day of publication that a quarter without a year may lie; those further on are last year's."""


def _quarter(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the third quarter of 1990", "Q3 2024", "this year's third quarter"; one that "ended Sept. 30" has the days that this says."""
    number = lexicon.ordinal(match["o"]) if match["o"] else int(match["n"] or match["m"])
    if not number or number > 4:
        return None
    groups = match.groupdict()
    if not any(groups[name] for name in ("n", "m", "y", "y_before", "rel", "rel_before")) and _is_of_game(
        match, context
    ):
        return None
    year = _year_of(match, context)
    if year is None:
        return Reading("DATE", f"XXXX-Q{number}")
    return Reading("DATE", f"{year:04d}-Q{number}", days_to(match.end(), 3, "M", context))


def _year_of(match: re.Match[str], context: Context) -> int | None:
    """Return the year of a quarter or half: as said, else the one that the reports on the day of publication are of."""
    groups = match.groupdict()
    stated = groups.get("y") or groups.get("y_before")
    if stated:
        return year_number(stated)
    if context.published is None:
        return None
    year = context.published.year
    rel = (groups.get("rel") or groups.get("rel_before") or groups.get("rel_a") or "").lower()
    if rel in {"year-ago", "year-earlier", "year ago", "year earlier"}:
        near = context.quarter_near(match.start())
        return (int(near[:4]) if near else year) - 1
    if rel:
        return year + _STEPS.get(rel, 0)
    ahead = context.tense(match.start(), match.end()) == "future"
    if match.re in _HALVES:
        return year + _half_step(1 if groups.get("o") == "first" else 2, context.published.month, ahead=ahead)
    number = lexicon.ordinal(groups["o"]) if groups.get("o") else 0
    return year + _quarter_step(number or 0, (context.published.month + 2) // 3, ahead=ahead)


def _quarter_step(number: int, present: int, *, ahead: bool) -> int:
    """Return in which year a quarter lies that is named without one: 0 for that of publication."""
    if ahead:
        return 1 if 0 < number < present - 1 else 0
    return -1 if number > present + _AHEAD else 0


def _half_step(number: int, month: int, *, ahead: bool) -> int:
    """Return the same of a half: the last that has begun, or the next where the future is spoken of."""
    present = 1 if month <= days.DECEMBER // 2 else 2
    if number < present:
        return 1 if ahead else 0
    return -1 if number > present and month <= _YOUNG and not ahead else 0


def _some_quarter(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the quarter", "the latest period", "the year-ago quarter", "the 1988 period": the quarter spoken of."""
    near = context.quarter_near(match.start(), named=match["what"] == "quarter")
    rel = re.sub(r"\s+", "-", (match["rel"] or "").lower())
    alone = not rel and not match["y"]
    if alone and (match["what"] == "period" or not match[0].startswith("the ")):
        return None
    if match["y"]:
        return Reading("DATE", f"{int(match['y']):04d}{near[4:]}" if near else match["y"], is_anchor=bool(near))
    published = context.published
    if rel in _STEPS and rel != "latest" and match["what"].lower() == "quarter":
        known = values.first_day(near) if rel in _BACK and near else None
        base = known or published
        moved = days.months_later(base, 3 * _STEPS[rel]) if base else None
        return Reading("DATE", days.quarter(moved) if moved else None)
    if rel.startswith(_YEAR_BEFORE):
        return _year_before(match, context, near)
    if near is None and match["what"] == "period":
        return None
    recent = recent_quarter(context)
    if rel == "latest" and near and recent and near[:4] < recent[:4] and near[4:] != "-Q4":
        near = None  # a quarter of an earlier year, named to compare with
    value = near or _ended_quarter(match, context) or recent
    return Reading("DATE", value, days_to(match.end(), 3, "M", context))


def _ended_quarter(match: re.Match[str], context: Context) -> str | None:
    """Return the calendar quarter of the month in which "the quarter ended Sept. 30" ended."""
    ended, year = _ENDED.match(context.lower, match.end()), _year_of_end(match, context)
    return f"{year:04d}-Q{(lexicon.month_number(ended['m']) + 2) // 3}" if ended and year else None


def _year_of_end(match: re.Match[str], context: Context) -> int | None:
    """Return the year in which the quarter or the fiscal year of a match ended or ends, if the words after it say so."""
    ended, published = _ENDED.match(context.lower, match.end()), context.published
    month = lexicon.month_number(ended["m"]) if ended else 0
    if not ended or not month or published is None:
        return None
    if ended["y"]:
        return int(ended["y"])
    if ended["how"] == "ending":
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def days_to(at: int, number: float, code: str, context: Context) -> values.Interval | None:
    """Return the days of a stretch of so many units whose end stands right after it, at the offset ``at``; None where none does."""
    ended, published = _TO_END.match(context.text, at), context.published
    month = lexicon.month_number(ended["m"] or "") if ended else 0
    if not ended or code.startswith("T") or not (month or ended["only"]):
        return None
    stated = ended["y"] or ended["only"]
    if stated:
        year = int(stated)
    elif published is None:
        return None
    elif ended["how"] == "ending":
        year = published.year + (month < published.month)
    else:
        year = published.year - (month > published.month)
    month = month or days.DECEMBER
    last = days.day_of(year, month, int(ended["d"] or ended["d_b"] or days.last_day(year, month)))
    after = days.moved(last, 1) if last else None
    first = values.later(after, -number, code) if after else None
    return (first.isoformat(), last.isoformat()) if first and last else None


def _year_before(match: re.Match[str], context: Context, near: str | None) -> Reading | None:
    """Read "the year-ago quarter" and "the same period": of a longer stretch, just the year before."""
    longer = context.quarter_near(match.start(), named=True)
    if near is None and match["what"] == "period" and longer:
        return Reading("DATE", f"{int(longer[:4]) - 1:04d}", is_anchor=False)
    if near is None and match["what"] == "period" and match["rel"] == "same":
        return None
    near = near or recent_quarter(context)
    return Reading("DATE", f"{int(near[:4]) - 1:04d}{near[4:]}" if near else None, is_anchor=near is None)


def recent_quarter(context: Context) -> str | None:
    """Return the quarter before that of publication, which its reports are of."""
    recent = days.months_later(context.published, -3) if context.published else None
    return days.quarter(recent) if recent else None


def _year_ago(match: re.Match[str], context: Context) -> Reading | None:
    """Read the adjective in "the year-ago results"."""
    near = context.quarter_near(match.start())
    if near:
        return Reading("DATE", f"{int(near[:4]) - 1:04d}{near[4:]}", is_anchor=False)
    longer = context.quarter_near(match.start(), named=True)
    if longer:
        return Reading("DATE", f"{int(longer[:4]) - 1:04d}", is_anchor=False)
    return Reading("DATE", f"{context.published.year - 1:04d}" if context.published else None, is_anchor=False)


def _half(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the first half of 2023" and "H1 2025"."""
    groups = match.groupdict()
    number = int(groups["n"]) if groups.get("n") else 1 if match["o"] == "first" else 2
    year = _year_of(match, context)
    return Reading("DATE", f"{year:04d}-H{number}" if year else f"XXXX-H{number}")


def _reported_half(match: re.Match[str], context: Context) -> Reading | None:
    """Read the "first half" of "first-half profit" and "the first half ended June 30"; the half of a match or a book is no time."""
    said = (
        match["fiscal"]
        or match["rel_before"]
        or match["rel_a"]
        or match["y"]
        or _REPORTED_AFTER.match(context.lower, match.end())
    )
    return _half(match, context) if said or _is_of_year(match, context) else None


def _is_of_year(match: re.Match[str], context: Context) -> bool:
    """Whether "the second half" alone is one of a year, as a sentence about business says it."""
    start, end = match.span()
    within = _WITHIN.search(context.lower, max(0, start - 12), start) and match[0].startswith("the ")
    alone = within and not re.match(r"\s+of\s+(?!the\s+(?:fiscal\s+)?year\b)|[-\u2010]", context.lower[end : end + 24])
    return bool(alone) and context.speaks_of("business", start, end) and not context.speaks_of("game", start, end)


def _is_of_game(match: re.Match[str], context: Context) -> bool:
    """Whether "the first quarter" is one of a game."""
    start, end = match.span()
    return context.speaks_of("game", start, end) and not context.speaks_of("business", start, end)


def _fiscal(match: re.Match[str], context: Context) -> Reading | None:
    """Read "fiscal 2024", "FY24", "the current fiscal year"; as TimeBank does, a fiscal year is written as a plain one."""
    groups = match.groupdict()
    if groups.get("y"):
        year = year_number(groups["y"])
        if groups.get("b") and year:
            last = int(groups["b"])
            return Reading("DATE", f"{year:04d}/{last if last > 99 else year // 100 * 100 + last:04d}")
        return Reading("DATE", f"{year:04d}" if year else None)
    rel = groups.get("rel") or ""
    year = None if rel else _year_of_end(match, context)
    if year:
        return Reading("DATE", f"{year:04d}")
    step = -1 if rel == "latest" else _STEPS.get(rel, 0)
    return Reading("DATE", f"{context.published.year + step:04d}" if context.published else None)


def _year_end(match: re.Match[str], context: Context) -> Reading | None:
    """Read "year-end": the last day of the year, of the past one while the year is young and the past is spoken of."""
    if context.published is None:
        return Reading("DATE", None)
    stated = match["y"] or match["y_after"]
    year = year_number(stated) if stated else context.published.year
    since = context.lower[max(0, match.start() - 6) : match.start()] == "since "
    early = context.published.month <= 3
    young = not stated and (since or (early and context.tense(match.start(), match.end()) != "future"))
    return Reading("DATE", f"{(year or 0) - young:04d}-12-31", is_anchor=False)


def _sporting(match: re.Match[str], context: Context) -> Reading | None:
    """Read "this season", "last season", "next term": named by its year of publication, without days."""
    if context.published is None:
        return Reading("DATE", None, is_anchor=False)
    return Reading("DATE", f"{context.published.year + _STEPS[match['rel']]:04d}", values.UNKNOWN, is_anchor=False)


_OF_YEAR = r"(?:(?:,? of)?(?: the)?(?: fiscal(?: year)?| calendar| financial year)? (?:fy ?)?(?P<y>@year|@short|(?<=fy)\d\d\b)|(?: of)? (?P<rel>this|last|next) year\b|(?: of)(?: the)? (?P<rel_b>year)\b)?"
_BEFORE = r"(?:(?:the )?(?:(?P<rel_before>this|last|next) year@apos?s|(?P<y_before>@year)(?:@apos?s)?|(?P<rel_a>year@join(?:ago|earlier))) )?(?:the )?"

RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("mod the rel year digit fiscal ordinal final quarter", r"(?P<mod>@mod)?" + _BEFORE + r"(?:fiscal@join|financial )?(?:(?P<o>first|second|third|fourth|1st|2nd|3rd|4th|final)@join(?:fiscal@join|calendar )?quarter|q(?P<n>[1-4])|(?P<m>[1-4])q)\b" + _OF_YEAR, _quarter),
        ("mod the poss rel year digit fiscal quarter", r"(?P<mod>@mod)?(?:(?:the|(?:its|their)(?= (?:latest|current|last|next|previous))) )?(?:(?P<rel>latest|current|this|last|next|previous|past|coming|following|prior|preceding|year@join(?:ago|earlier)|(?:prior|previous)@hyphen?year|same) |(?P<y>@year) )?(?:fiscal )?(?P<what>quarter|period)\b(?!@hyphen)(?! of (?:the |all )?(?:[a-z]+ )?(?:people|population|voters|votes|households|adults|men|women|respondents|those|them|all)\b)", _some_quarter),
        ("year", r"year@hyphen(?:ago|earlier)\b", _year_ago),
        ("the ordinal rel fiscal", r"(?:the )?(?:(?P<rel_before>last|this|next) year@apos?s |(?P<rel_a>year@join(?:ago|earlier)) )?(?P<fiscal>fiscal@join)?(?P<o>first|second)@join(?:fiscal )?half\b(?: (?P<y>@year)\b)?", _reported_half),
        ("the", r"the (?P<o>first|second|latter|last) half of(?: the)?(?: fiscal(?: year)?| calendar| financial year)? (?:(?P<y>@year|@short)\b|(?P<rel>this|last|next) year\b|year\b)", _half),
        ("quarter", r"h(?P<n>[12])(?:,? (?:of )?| ?fy ?)(?P<y>@year|@short)\b", _half),
        ("the digit", r"(?:the )?(?P<y_before>@year) (?P<o>first|second) half\b", _half),
        ("the fiscal", r"(?:the (?!fy))?(?:fiscal|financial|fy|(?:academic|school|tax)(?= year))(?: year)?(?: ending(?: in)?)?(?: |@hyphen)?(?P<y>@year|@short|(?<=fy)\d\d(?!\d))(?:(?:@dash|/)(?P<b>\d{2}(?:\d\d)?)(?!\d))?", _fiscal),
        ("mod the poss rel fiscal", r"(?P<mod>@mod)?(?:the |its |their )?(?:(?P<rel>current|this|last|next|previous|latest|past|coming|following|prior) )?(?:fiscal|financial|calendar|tax|academic|school) year\b", _fiscal),
        ("mod year digit", r"(?:around )?(?:(?P<y>@year) )?(?:year@join?end|(?:the )?year@apos(?:s) end)\b(?:,? (?P<y_after>@year)\b)?", _year_end),
        ("rel", r"(?P<rel>this|last|next|previous) (?:season|term|semester)\b", _sporting),
    )
)  # fmt: skip

_HALVES = frozenset(rule.pattern for rule in RULES if rule.read in {_half, _reported_half})
"""The patterns of halves, whose ordinals count no quarters."""
