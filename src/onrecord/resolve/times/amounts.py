"""Stretches of time and times that come again: "six months", "the past two years", "every Monday", "twice a week"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from onrecord.language import word_lists
from onrecord.resolve.times import days, guards, lexicon, periods, values
from onrecord.resolve.times.context import Context, Reading, Rule
from onrecord.resolve.times.grammar import compiled

_AGE = re.compile(r"(?:[-\u2010\u2011\s]+olds?\b|\s+of\s+age\b|\s+(?:his|her|their)\s+(?:senior|junior)\b)")
_ONE_BEFORE = re.compile(
    r"\b(?:for|in|within|after|over|during|than|about|nearly|almost|barely|only|just|least|most|under|until|takes?|took|taking|lasts?|lasted|lasting|spent|spend"
    r"|spending|to|as|of|him|them|her|us|me|through|roughly|some|is|was|by|waited|wait|once|exactly|quite|maybe|with|long|and|or)\s+$",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(r"\d\s+$|\b(?:per cent|percent|times|once|twice)\s+$")
_DAY_BEFORE = re.compile(r"\b(?:for|within|in|than|about|just|only)\s+$")
_APART_BEFORE = re.compile(r"(?:[,;:(]|--|\b(?:just|only|and|but|came|comes|coming))\s+$")
"""What stands before "days after the attack" where no preposition does."""
_ENDING = re.compile(r"\s*(?:$|[.,;:!?)]|--|\s(?:and|but|as|when|with|because|while)\b)")
"""What follows the "in decades" of "the worst flood in decades"."""
_CLAUSE_AFTER = re.compile(r"\s+(?:before|after|since|leading|following|to come|ahead|of|between|when)\b")
_EVENT_AFTER = re.compile(r"\s+(?:after|before)\s+(?:(?:the|a|an|his|her|its|their|he|she|it|they)\b|[a-z]+ing\b)")
_AS = re.compile(r"\bas\s$")
_AS_MANY = re.compile(r"\bas\s+many\s+$")
"""What stands before the months of "the second fall in as many months"."""
_ENDS = frozenset({"first", "final", "initial", "opening", "closing"})
_FINE = frozenset({"seconds", "nights", "decades", "quarters", "centuries", "weekends", "fortnights"})
"""Units that "the first" and "the final" alone do not make a stretch of."""
MOST_SINGULAR = 200
"""The largest number before a singular ("a 20 day siege"); transcripts leave the hyphen out."""
_MINUTES = re.compile(r"\s+of\s+(?:an?|the|its|their|his|her|that|this|last|[a-z]+['\u2019]s)\b")
"""What follows the minutes of a meeting."""
_PLURAL_BEFORE = re.compile(
    r"\b(?:for|within|over|during|after|took|takes?|lasted|lasts?|spent|spend|in(?:\s+the)?|than|through|across|of|the|into|last|many)\s+$",
    re.IGNORECASE,
)


def _duration(match: re.Match[str], context: Context) -> Reading | None:
    """Read "six months", "a five-day", "several weeks"; ages, rates and titles are none."""
    words, unit = match["q"], match["u"]
    hyphened = context.text[match.start("u") - 1] in "-\u2010\u2011"
    if guards.is_during(match, context.lower) or _AS.search(context.lower, max(0, match.start() - 4), match.start()):
        return None
    if _is_else(match, context) or not _fits(words, unit, hyphened=hyphened):
        return None
    bare = words in {"a", "an"} and match.start("q") == match.start() and not hyphened
    if bare and not _is_one(match, context):
        return None
    number = lexicon.amount(words)
    if number is not None and match.groupdict().get("half"):
        number += 0.5
    count, code = lexicon.unit_of(unit)
    span = None if number is None else periods.days_to(match.end(), number * count, code, context)
    return replace(_reading(number, unit), interval=span)


def _reading(number: float | None, unit: str) -> Reading:
    """Return the reading of so many units, None for an unknown number of them."""
    count, code = lexicon.unit_of(unit)
    return Reading("DURATION", values.duration(None if number is None else number * count, code), is_anchor=False)


def _is_else(match: re.Match[str], context: Context) -> bool:
    """Whether a number and a unit are an age, a part, a rate or a title ("60 Minutes")."""
    after, unit, start = context.lower[match.end() : match.end() + 16], match["u"], match.start("u")
    title = context.text[start].isupper() and not context.text[match.start()].isupper()
    return bool(
        (title and not _is_shouted(match, context))
        or _AGE.match(after)
        or guards.is_number(match, context.text)
        or unit == "quarter"
        or (unit == "quarters" and (context.text[start - 1] in "-\u2010\u2011" or re.match(r"\s+of\s", after)))
        or re.match(r"\s+(?:an?|per)\s+(?:day|week|month|year)\b", after)
    )


def _is_shouted(match: re.Match[str], context: Context) -> bool:
    """Whether the unit stands in a line of capitals, where "7 DAYS" is no title."""
    return context.text[match.start("u") : match.end("u")].isupper()


def _is_one(match: re.Match[str], context: Context) -> bool:
    """Whether "a month" is a stretch of time, not a rate ("358,000 a month")."""
    before, after = guards.around(match, context.lower)
    if match.groupdict().get("long"):
        return True
    if match["u"] in {"decade", "century", "fortnight"}:
        return not _RATE_BEFORE.search(before)
    if match["u"] in {"second", "night", "min", "sec"}:
        return False
    if match["u"] == "day":
        compound = re.match(r"\s+(?!after\b)[a-z]+(?:er|care|trip)\b", after)
        return bool(_DAY_BEFORE.search(before) or _EVENT_AFTER.match(after)) and not compound
    return bool(_ONE_BEFORE.search(before) or re.match(r"\s+(?:after|before|from|since|or)\b", after))


def _fits(words: str, unit: str, *, hyphened: bool) -> bool:
    """Whether number and unit agree: "five days", "five-day" and "one day", not "five day" of an index."""
    plural = unit.endswith("s")
    if unit in {"second", "min", "sec", "hr"} and not hyphened:
        return unit != "second" and words[0].isdigit()
    number = lexicon.amount(words)
    if number is None:
        return plural or words.startswith("several")
    if not plural and not hyphened and number not in {0.5, 1.0}:
        return unit in {"year", "day", "week", "month", "hour"} and number < MOST_SINGULAR
    return not (words in {"a", "an"} and (plural or unit == "second"))


def _long(match: re.Match[str], _: Context) -> Reading | None:
    """Read "yearlong", "weeklong"."""
    return _reading(1.0, match["u"])


def _range(match: re.Match[str], context: Context) -> Reading | None:
    """Read "two to three weeks": TIMEX3 has one number, and the first is it; "twenty-four hours" is no range."""
    compound = match["dash"] and not match["q"][0].isdigit()
    return (
        None
        if compound or guards.is_during(match, context.lower) or _is_else(match, context)
        else _reading(lexicon.amount(match["q"]), match["u"])
    )


def _compound(match: re.Match[str], context: Context) -> Reading | None:
    """Read "two years and three months" and "one hour, 20 minutes": one duration, the smaller unit behind the larger one."""
    more, less = lexicon.amount(match["q"]), lexicon.amount(match["q_b"])
    (count, code), (count_b, code_b) = lexicon.unit_of(match["u"]), lexicon.unit_of(match["u_b"])
    if more is None or less is None or _is_else(match, context) or (code, code_b) not in _COMPOUNDS:
        return None
    value = values.duration(more * count, code)
    return Reading(
        "DURATION",
        value + values.duration(less * count_b, code_b).removeprefix("PT" if "T" in value else "P"),
        is_anchor=False,
    )


def _bare(match: re.Match[str], context: Context) -> Reading | None:
    """Read "for weeks", "in the days before", "decades-long"."""
    before, after = guards.around(match, context.lower)
    if _AS_MANY.search(before) or (match["u"] == "minutes" and _MINUTES.match(after)):
        return None
    said = match["long"] or match["ahead"]
    begins = guards.begins_sentence(match, context.text) and _EVENT_AFTER.match(after)
    if begins or (_APART_BEFORE.search(before) and _EVENT_AFTER.match(after)):
        return _reading(None, match["u"])
    if guards.is_capital(match, context.text, "u") or not (said or _PLURAL_BEFORE.search(before)):
        return None
    defined = bool(re.search(r"\b(?:of|the|in)\s+$", before)) and not said
    if re.search(r"\bin\s+$", before) and _ENDING.match(after):
        return _reading(None, match["u"])
    if defined and (not _CLAUSE_AFTER.match(after) or re.match(r"\s+of\s+the\s+week", after)):
        return None
    return _reading(None, match["u"])


def _stretch(match: re.Match[str], context: Context) -> Reading | None:
    """Read "the past two years", "the next few days", "coming months": a duration whose days are known."""
    rel, unit = match["rel"].split()[-1], match["u"]
    bare = not match["q"]
    if rel == "last" and _TO_LAST.search(guards.around(match, context.text)[0]):
        return None  # "is expected to last three weeks" is three weeks
    if guards.is_capital(match, context.text, "u") or (bare and rel in _ENDS and unit in _FINE):
        return None
    if bare and rel == "past":
        return Reading("DATE", "PAST_REF", is_anchor=False)
    count, code = lexicon.unit_of(unit)
    number = lexicon.amount(match["q"]) if match["q"] else None
    value = values.duration(None if number is None else number * count, code)
    edge = _edge_of(rel, match, context) if number is not None and not code.startswith("T") else None
    span = _from_edge(edge, (number or 0) * count, code) if edge else _days(rel, number, count, code, context)
    return Reading("DURATION", value, span, is_anchor=False)


_TO_LAST = re.compile(
    r"\b(?:to|will|would|could|can|may|might|must|should|cannot|not|n[’']t|ever|usually|often|typically|normally|generally)\s+$"
)
"""What stands before "last" where it is a verb."""


def _days(rel: str, number: float | None, count: int, code: str, context: Context) -> values.Interval | None:
    """Return the days of a stretch that ends or begins with the day of publication."""
    way = {"past": -1, "last": -1, "latest": -1, "next": 1, "coming": 1}.get(rel)
    if way is None or number is None or code.startswith("T"):
        return None
    return values.stretch(context.published, round(number * count) * way, code)


def _edge_of(rel: str, match: re.Match[str], context: Context) -> tuple[date, int] | None:
    """Return the day from which "the first nine months of 1989" count, and which way; None where no year or month follows."""
    way = 1 if rel in {"first", "opening", "initial"} else -1 if rel in {"last", "final", "closing"} else 0
    named = _OF_WHAT.match(context.text, match.end())
    month = lexicon.month_number(named["m"]) if named and named["m"] else 0
    if not way or not named or (named["m"] and not month):
        return None
    whole = values.interval_of(f"{named['y']}-{month:02d}" if month else named["y"])
    edge = whole[0] if way > 0 else whole[1]
    return (date.fromisoformat(edge), way) if edge else None


def _from_edge(edge: tuple[date, int], number: float, code: str) -> values.Interval | None:
    """Return the days of so many units after the first day of a year, or before its last."""
    day, way = edge
    base = day if way > 0 else days.moved(day, 1)
    other = values.later(base, number * way, code) if base else None
    first, after = sorted((base, other)) if base and other else (None, None)
    last = days.moved(after, -1) if after else None
    return (first.isoformat(), last.isoformat()) if first and last else None


_OF_WHAT = re.compile(r"\s+(?:of|in)\s+(?:(?P<m>[A-Z][a-z]{2,8})\.?\s+)?(?P<y>(?:1[5-9]|20)\d\d)\b")
"""The year or month whose first or last months or days are meant."""


def _every(match: re.Match[str], _: Context) -> Reading | None:
    """Read "every Monday", "each year", "every two weeks"."""
    what, number = match["u"].lower(), match["q"]
    weekday, month = lexicon.weekday_number(what), lexicon.month_number(what)
    if weekday and what.rstrip("s").endswith("day") and what.rstrip("s") != "day":
        part = word_lists.pairs("time_dayparts").get((match["part"] or "").lower().rstrip("s"))
        return Reading("SET", f"XXXX-WXX-{weekday}{'T' + part if part else ''}", is_anchor=False)
    if month:
        return Reading("SET", f"XXXX-{month:02d}", is_anchor=False)
    if what.rstrip("s") in word_lists.pairs("time_seasons"):
        return Reading("SET", f"XXXX-{word_lists.pairs('time_seasons')[what.rstrip('s')]}", is_anchor=False)
    if what in word_lists.pairs("time_dayparts"):
        return Reading("SET", f"XXXX-XX-XXT{word_lists.pairs('time_dayparts')[what]}", is_anchor=False)
    count, code = lexicon.unit_of(what)
    words = (number or "").lower()
    amount = (
        2.0 if words in {"other", "second"} else (lexicon.ordinal(words) or lexicon.amount(words) if words else 1.0)
    )
    if words in {"few", "several"}:
        return Reading("SET", values.duration(None, code), is_anchor=False)
    return Reading("SET", values.duration((amount or 1.0) * count, code), is_anchor=False)


def _recent(_: re.Match[str], __: Context) -> Reading:
    """Read "a recent Tuesday": nobody knows which."""
    return Reading("DATE", "PAST_REF", is_anchor=False)


def _frequency(match: re.Match[str], context: Context) -> Reading | None:
    """Read "daily", "weekly", "annually", where no newspaper's name is made with it."""
    before, after = guards.around(match, context.text)
    if guards.is_capital(match, context.text, "f") and (
        re.match(r"\s+[A-Z]", after) or not re.search(r"(?:^|[.!?\u201c\"'`]|\n)\s*$", before)
    ):
        return None
    return Reading("SET", word_lists.pairs("time_frequencies")[match["f"].lower()], is_anchor=False)


def _rate(match: re.Match[str], _: Context) -> Reading | None:
    """Read "twice a week", "five times a year"."""
    count, code = lexicon.unit_of(match["u"])
    return Reading("SET", values.duration(float(count), code), is_anchor=False)


def _weekdays(match: re.Match[str], context: Context) -> Reading | None:
    """Read "on Mondays", "Tuesday nights", "weekends"."""
    group = "w" if match["w"] else "w_b"
    name = match[group].lower()
    before, _ = guards.around(match, context.text)
    if name == "weekends":
        return Reading("SET", "XXXX-WXX-WE", is_anchor=False)
    if name == "weekdays":
        return Reading("SET", "XXXX-WXX-XX", is_anchor=False)
    if not guards.is_capital(match, context.text, group):
        return None
    if (
        not match["part"]
        and not re.search(r"\b(?:on|and|or|except|most|,)\s+$", before, re.IGNORECASE)
        and not re.search(r"(?:^|[.!?]\s+)$", before)
    ):
        return None
    part = word_lists.pairs("time_dayparts").get((match["part"] or "").lower().rstrip("s"))
    return Reading("SET", f"XXXX-WXX-{lexicon.weekday_number(name)}{'T' + part if part else ''}", is_anchor=False)


_COMPOUNDS = frozenset(
    {("Y", "M"), ("Y", "D"), ("M", "D"), ("M", "W"), ("W", "D"), ("D", "TH"), ("TH", "TM"), ("TM", "TS")}
)
"""Pairs of units, the larger first, that make one duration."""
_COUNT = r"(?P<q>@quant)@join"

RULES = tuple(
    Rule(frozenset(starts.split()), compiled(pattern), read)
    for starts, pattern, read in (
        ("approx the number digit", r"(?:@approx|the (?!@number@hyphen))?" + _COUNT + r"(?:@more){0,2}(?P<u>@units|@unit)\b(?P<long>@join?long\b)?(?: or (?:so|more|longer)\b)?(?: ahead\b| to come\b)?", _duration),
        ("approx number", r"(?:@approx)?(?P<q>an?) (?P<u>@unit) (?P<half>and a (?:half|quarter))\b", _duration),
        ("approx the rel number digit", r"(?:@approx|(?:the )?(?:next|last|past|first|coming) |the )?(?P<q>@number)(?: (?:to|or|and) |(?P<dash>@dash))@number@join(?:@more)?(?P<u>@units|@unit)\b", _range),
        ("approx number digit", r"(?:@approx)?(?P<q>@number|an?)@join(?P<u>@units|@unit)(?:,? and|,) (?P<q_b>@number)@join(?P<u_b>@units|@unit)\b", _compound),
        ("the unit", r"(?:the (?!@units@hyphen))?(?P<u>@units)(?: (?:or|and) @units)?\b(?:@hyphen(?P<long>long)\b)?(?P<ahead> ahead\b| to come\b)?", _bare),
        ("the poss rel ordinal final", r"(?:the |these |those |his |her |its |their )?(?:very )?(?P<rel>last|this past|past|next|coming|first|final|following|previous|latest|preceding|recent|initial|opening|closing|ensuing|upcoming|intervening)(?: (?P<q>@quant|few|several|many))?@join(?:or so )?(?:@more)?(?P<u>@units)\b(?: (?:or|and) @units)?(?: or (?:so|more)\b)?", _stretch),
        ("the rel ordinal", r"(?:the )?(?P<rel>last|past|next|coming|first)@join(?P<q>@number)@join(?P<u>@units)\b", _stretch),
        ("rel", r"(?P<rel>next|past|last|coming) (?P<u>year|week|month) (?P<q>or so)\b", _stretch),
        ("every", r"(?:every|each)(?: single| and every)? (?:(?P<q>other|@ordinal|@number|few|several) )?(?P<u>@units|@unit|@weekday|@month|@season|@daypart)\b(?: (?P<part>@daypart)\b)?", _every),
        ("unit", r"(?P<u>year|month|week|day|night|hour|decade)(?:@hyphen)?long\b", _long),
        ("number", r"(?:a|one) recent (?:@weekday|@daypart|weekend|day)\b(?! @daypart)", _recent),
        ("frequency", r"(?P<f>@frequency)\b(?!@hyphen)", _frequency),
        ("number every", r"(?:(?:once|twice|thrice|(?:@number|several|a few|many) times)(?: or (?:twice|more))?) (?:an?|per|each|every) (?P<u>@unit)\b", _rate),
        ("weekday weekends", r"(?:(?P<w>(?:@weekday)s?) (?P<part>mornings|afternoons|evenings|nights)|(?P<w_b>(?:@weekday)s|weekends|weekdays))\b", _weekdays),
    )
)  # fmt: skip
