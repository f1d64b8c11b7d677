"""Times of day: "3 p.m. EST", "15:00 GMT", "0900 local time", "noon", "nine thirty this morning", with the day that they belong to."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.language import word_lists
from onrecord.resolve.times import days, guards, lexicon
from onrecord.resolve.times.context import Context, Reading, Rule, day_near
from onrecord.resolve.times.grammar import compiled, year_number
from onrecord.resolve.times.relative import weekday_day

_WORDS = {"noon": 12, "midday": 12, "midnight": 24}
MOST_BETWEEN = 8
"""Characters between a part of the day and the time of day within it."""
_UNTIL = re.compile(r"\b(?:until|till|to|through)\s+(?:about\s+|around\s+)?$")
_THROUGH = re.compile(r"\bthrough(?:out)?\s+the\s+night\b")
LONGEST_ZONE = 4
"""Letters of an abbreviation of a zone; those are written in capitals."""
_ZONES = {
    "eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "british summer": "bst", "greenwich mean": "gmt",
    "indian standard": "ist", "east africa": "eat", "west africa": "wat",
}  # fmt: skip
"""Zones by their names in words, as the list of abbreviations has them."""
_PAST = {"half": 30, "quarter": 15, "a quarter": 15}
_SHIFTS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_AT = re.compile(
    r"\b(?:at|by|from|until|till|to|around|about|before|after|since|and|between|of|is|was|time)\s+$", re.IGNORECASE
)
_DAY_NEAR = re.compile(r"(?:\b(?:on|this|late|early)\s+)?\b([A-Z][a-z]+day|today|yesterday|tomorrow|tonight)\b")


def _clock(match: re.Match[str], context: Context) -> Reading | None:
    """Read a time of day, and its day: the one beside it, else the one last spoken of in the sentence, else of publication."""
    groups = match.groupdict()
    if groups.get("bare") is not None and not _AT.search(guards.around(match, context.text)[0]):
        return None
    if groups.get("word") and re.search(r"\bhigh\s+$", context.lower[max(0, match.start() - 6) : match.start()]):
        return None
    end = _without_word(match, context)
    if end is not None and groups.get("must") is not None:
        return None
    time = _hour_and_minute(groups)
    if time is None or guards.is_number(match, context.text):
        return None
    hour, minute = time
    if _is_evening(match, context, hour):
        hour += 12
    day = _day(match, context)
    if hour == 24 and day:
        hour = 0 if groups.get("after") else 24
    value = f"{day or 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}"
    zone = (groups.get("z") or "") if end is None else ""
    return Reading("TIME", value + zone_offset(zone, day, hour, minute), end=end)


def _is_evening(match: re.Match[str], context: Context, hour: int) -> bool:
    """Whether "8 o'clock" is one of the evening or afternoon just spoken of ("Saturday night, at 8 o'clock")."""
    groups = match.groupdict()
    said = groups.get("ap") or groups.get("part") or groups.get("after_day") or groups.get("z") or groups.get("word")
    just = context.anchor_end >= match.start() - MOST_BETWEEN and "o" in match[0]
    return bool(not said and just and 0 < hour < 12 and (context.anchor or "")[-3:] in {"TAF", "TEV", "TNI"})


def _without_word(match: re.Match[str], context: Context) -> int | None:
    """Return where the time of day ends if what looks like a zone is a word ("1952, West Germany"), else None."""
    zone = match.groupdict().get("z")
    if not zone or len(zone) > LONGEST_ZONE or context.text[match.start("z") : match.end("z")].isupper():
        return None
    return (
        match.start("z")
        - len(context.text[match.start() : match.start("z")])
        + len(context.text[match.start() : match.start("z")].rstrip(" ,("))
    )


def _hour_and_minute(groups: dict[str, str | None]) -> tuple[int, int] | None:
    word = (groups.get("word") or "").lower()
    if word in _WORDS:
        return _WORDS[word], 0
    spelled = groups.get("spelled")
    hour = lexicon.cardinal(spelled) if spelled else int(groups.get("h") or 99)
    minute = int(groups.get("mi") or 0) or lexicon.cardinal(groups.get("spelled_mi") or "") or 0
    if hour is None or hour > 24 or minute > 59:
        return None
    beside = " ".join((groups.get("past") or groups.get("to") or "").split())
    if beside:
        minute = _PAST.get(beside) or lexicon.cardinal(beside) or 0
        hour, minute = ((hour - 1) or 12, 60 - minute) if groups.get("to") else (hour, minute)
    half = (groups.get("ap") or "").lower()
    part = (groups.get("part") or (not half and groups.get("after_day")) or "").lower().split(" ")[-1]
    part = "night" if "tonight" in {part, (groups.get("w") or "").lower()} else part
    if half and hour > 12:
        return None
    if half.startswith("p") or part in {"afternoon", "evening", "night"}:
        hour = hour % 12 + 12 if not (part == "night" and hour < 5) else hour
    elif half.startswith("a") or part == "morning":
        hour %= 12
    return hour, minute


def _day(match: re.Match[str], context: Context) -> str | None:
    """Return the day that a time of day belongs to."""
    groups = match.groupdict()
    month = next((groups[name] for name in ("m", "m_b", "hm", "hm_b") if groups.get(name)), None)
    if month and lexicon.month_number(month):
        number = int(next(groups[name] or 0 for name in ("d", "d_b", "hd", "hd_b") if groups.get(name)))
        year = groups.get("y") or groups.get("hy")
        found = (
            days.day_of(year_number(year) or 0, lexicon.month_number(month), number)
            if year
            else day_near(context, lexicon.month_number(month), number, None)
        )
        return found.isoformat() if found else None
    beside = (groups.get("w") or groups.get("hw") or "").lower()
    if beside in _SHIFTS:
        found = days.moved(context.published, _SHIFTS[beside]) if context.published else None
    elif beside.startswith("the "):
        base = context.told_day(match.start(), match.end())
        found = days.moved(base, 1) if base else None
    elif beside:
        found = weekday_day(lexicon.weekday_number(beside), "", None, match, context)
    else:
        return _day_in_sentence(match, context)
    return found.isoformat() if found else None


def _day_in_sentence(match: re.Match[str], context: Context) -> str | None:
    """Return the day last found in the sentence, else the one that stands after it, else the one told of, else of publication."""
    before = context.before(match.start())
    if context.year_day and context.taken > match.start() - len(before) - 1:
        return _next_day(context.year_day) if _is_after_midnight(match, before, context) else context.year_day
    later = _DAY_NEAR.search(context.after(match.end()))
    published = context.published
    if later and published:
        name = later[1].lower()
        if name in _SHIFTS:
            moved = days.moved(published, _SHIFTS[name])
            return moved.isoformat() if moved else None
        number = lexicon.weekday_number(name)
        if number:
            found = weekday_day(number, "", None, match, context)
            return found.isoformat() if found else None
    told = context.day_told(match.start(), match.end())
    return told or (published.isoformat() if published else None)


def _is_after_midnight(match: re.Match[str], before: str, context: Context) -> bool:
    """Whether an hour of the morning ends what began in the evening before it ("from 9 p.m. Monday until 5 a.m.")."""
    groups = match.groupdict()
    morning = (groups.get("ap") or "").startswith("a") or (groups.get("part") or "").endswith("morning")
    evening = re.search(r"T(?:1[2-9]|2\d|EV$|NI$)", context.anchor or "")
    if not morning or not evening or not (_UNTIL.search(before) or _THROUGH.search(before.lower())):
        return False
    to_come = context.published and _next_day(context.year_day or "") > context.published.isoformat()
    return not (to_come and context.tense(match.start(), match.end()) == "past")


def _next_day(day: str) -> str:
    moved = days.moved(date.fromisoformat(day), 1)
    return moved.isoformat() if moved else day


def zone_offset(zone: str, day: str | None, hour: int, minute: int) -> str:
    """Return the offset of a zone by its abbreviation, for the day where it depends on summer time; "" for local time."""
    name = " ".join(zone.lower().strip("() ").split())
    spelled = re.sub(r" (?:(?:standard|daylight) )?time$| (?:standard|daylight)$", "", name)
    known = word_lists.pairs("zones").get(_ZONES.get(spelled, _ZONES.get(name, name)), "")
    if "/" not in known:
        return known
    try:
        when = datetime.fromisoformat(f"{day or '2000-01-01'}T{hour % 24:02d}:{minute:02d}")
        offset = when.replace(tzinfo=ZoneInfo(known)).utcoffset() or timedelta()
    except (ZoneInfoNotFoundError, ValueError):
        return ""
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


_APPROX = r"(?:(?:around|about|approximately|shortly (?:before|after)|just (?:before|after)|nearly|almost|roughly) )?"
_ZONE = r"(?:,? ?(?P<open>\()?(?P<z>(?:@zone)\b|local(?: time)?|(?:eastern|central|pacific|mountain|british summer|greenwich mean|indian standard|east africa|west africa)(?: (?:standard|daylight))?(?: time)?\b)(?(open)\)|)(?: \((?:@zone)\))?)?"
_TAIL = r"(?:,?(?: (?:on|early|late))? (?P<w>@weekday|today|tomorrow|yesterday|tonight|the (?:next|following) day)\b(?: (?P<after_day>@daypart)\b)?)?(?:,?(?: on)? (?:(?P<m>@month)@dot (?P<d>@day)|(?:the )?(?P<d_b>@day)(?:@th)?(?: of)? (?P<m_b>@month)@dot)(?:,? (?P<y>@year))?)?"
_HEAD = r"(?:(?P<hw>@weekday|today|tomorrow|yesterday)|(?:@weekday,? )?(?:(?P<hm>@month)@dot (?P<hd>@day)|(?P<hd_b>@day)(?:@th)? (?P<hm_b>@month)@dot)(?:,? (?P<hy>@year))?),?(?: at| by| from| around| before| after)? "
_FORMS = (
    r"(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<mi>[0-5]\d)(?::[0-5]\d)?)? ?@hyphen?(?P<ap>[ap]\.m\b\.?|[ap]m\b)" + _ZONE,
    r"(?P<h>[01]?\d|2[0-4])[:.h](?P<mi>[0-5]\d)(?::[0-5]\d)?(?!\d)(?: ?(?:hours|hrs)\b)?(?P<must>)" + _ZONE[:-1],
    r"(?P<h>[01]?\d|2[0-4]):(?P<mi>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?P<bare>)",
    r"(?P<h>[01]?\d|2[0-4])[:.]?(?P<mi>[0-5]\d) ?(?:hours|hrs|h)\b" + _ZONE,
    r"(?P<h>[01]\d|2[0-4])(?P<mi>[0-5]\d)(?P<must>)(?! ?,)" + _ZONE[:-1],
    r"(?:(?P<past>half|(?:a )?quarter|(?:five|ten|twenty(?:@join five)?)(?: minutes)?) past|(?P<to>(?:a )?quarter) to) (?P<spelled>@ones|ten|eleven|twelve)\b(?:(?: (?:in the|at|this))? (?P<part>@daypart)\b| (?P<ap>[ap]\.m\b\.?|[ap]m\b))?",
    r"(?:12 )?(?P<word>noon|midday|midnight)\b" + _ZONE,
    r"(?:(?P<h>1[0-2]|[1-9])|(?P<spelled>@ones|ten|eleven|twelve)) ?o@apos?clock\b(?: (?:(?:in the|at|this) )?(?P<part>@daypart)\b)?",
    r"(?P<spelled>@ones|ten|eleven|twelve)(?:@join(?P<spelled_mi>fifteen|thirty|forty-five))? (?P<ap>[ap]\.m\b\.?|[ap]m\b)"
    + _ZONE,
    r"(?:(?P<h>1[0-2]|[1-9])(?:[:.](?P<mi>[0-5]\d))?|(?P<spelled>@ones|ten|eleven|twelve)(?:@join(?P<spelled_mi>fifteen|thirty|forty-five))?) (?P<part>(?:in the|this) @daypart|(?=tonight))\b(?P<bare>)",
)

RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        *(("approx digit number noon quarter", _APPROX + form + _TAIL, _clock) for form in _FORMS),
        *(("weekday day month digit", _HEAD + _APPROX + form, _clock) for form in _FORMS),
    )
)  # fmt: skip
