"""Dates as pages state them: in machine form, and in visible lines such as "Published 08:41, 3 May 2024".

Values are ISO 8601. A bare day stays ``YYYY-MM-DD`` and a time without a zone stays without one: nothing is invented.
Relative times ("1 day ago") have no value, and neither has ``03/05/2024`` while nothing says which number is the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR = 1990
"""No news page is older than the web."""
LAST_YEAR = 2099
FIRST_PRINTED_YEAR = 1800
"""Plain text is also what archives of newspapers are kept in."""
LONGEST_LINE = 400
"""Characters of a visible line that are searched; date lines are short, and a paragraph is none."""
MOST_RUN = 14
"""Characters between a date and the time of day that belongs to it."""


@dataclass(frozen=True, slots=True)
class Dates:
    """When a page says that it was published and last changed, ISO 8601; None where it does not say."""

    published: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in a line: ``kind`` is ``label``, ``day``, ``yearless`` or ``time``; offsets into the line."""

    kind: str
    start: int
    end: int
    value: str
    zone: str = ""


_MACHINE = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)"
    r"(?:[T\s,]+(?P<H>\d{1,2}):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,:]\d+)?)?\s*(?P<z>Z|UTC|GMT|[+-]\s?\d\d:?(?:\d\d)?)?)?(?!\d)",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_URL_DATE = re.compile(r"/(?P<y>20\d\d|19\d\d)[/-](?P<m>\d{1,2}|[a-z]{3})[/-](?P<d>\d{1,2})(?=[/-]|$)", re.IGNORECASE)
_URL_COMPACT = re.compile(r"[/_-](?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?=[/_.-]|$)")


@cache
def _visible() -> re.Pattern[str]:
    """Return one pattern for all that a date line is made of; each kind is a group of its own."""
    month = "(?:" + "|".join(sorted(word_lists.pairs("months"), key=len, reverse=True)) + r")\b\.?"
    labels = "|".join(sorted(word_lists.pairs("date_labels"), key=len, reverse=True)).replace(" ", r"\s+")
    zones = "|".join(sorted((zone.upper() for zone in word_lists.pairs("zones")), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th)?"
    return re.compile(
        rf"(?P<label>(?:(?<![a-z])|(?<=[a-z])(?=[A-Z]))(?i:{labels}))(?![a-z])"
        r"|(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\s?[+-]\d\d:?\d\d)?)?)"
        rf"|(?P<dmy>(?<!\d)\d{{1,2}}{ordinal}(?:\s+of)?[\s./-]*(?i:{month})[\s,./'-]*(?:19|20)\d\d)"
        rf"|(?P<mdy>(?i:{month})[\s./-]*\d{{1,2}}{ordinal}[\s,./-]+(?:19|20)\d\d)"
        rf"|(?P<ymd>\b(?:19|20)\d\d[\s./-]+(?i:{month})[\s./-]+\d{{1,2}}\b|\b(?:19|20)\d\d/\d{{1,2}}/\d{{1,2}}\b)"
        r"|(?P<numeric>(?<![\d/.])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d))"
        r"|(?P<time>(?:(?<!\d)|(?<=(?:19|20)\d\d))(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\s*(?i:[ap]\.?m\b\.?))?|\b(?:1[0-2]|[1-9])\s*(?i:[ap]\.?m\b\.?))"
        rf"(?:\s*(?P<zone>(?:GMT|UTC)?[+-]\d\d:?[0-5]\d\b|\(?(?:{zones})(?=[^A-Za-z]|[A-Z][a-z]|$)))?)"
        rf"|(?P<yearless>\b\d{{1,2}}{ordinal}\s+(?i:{month})|(?i:{month})\s+\d{{1,2}}{ordinal}\b(?!:))"
    )


def machine_date(value: str) -> str | None:
    """Return a date from metadata as ISO 8601, or None where it holds no date.

    ``value`` may be any ISO 8601 form, basic or extended, RFC 2822, seconds or milliseconds since 1970, or a visible
    date. A day stays a day; an offset is kept as given, ``Z`` for UTC; fractions of seconds are dropped.
    """
    text = value.strip()[:LONGEST_LINE]
    if _EPOCH.fullmatch(text):
        return _stamp(int(text[:10]))
    match = _MACHINE.search(text)
    if match:
        return _from_machine(match)
    return parse_date(text).published or parse_date(text).modified


def parse_date(text: str, *, day_first: bool | None = None) -> Dates:
    """Return what a visible line says of when the page was published and modified.

    ``day_first`` says how to read ``03/05/2024``; None leaves it unread. A line without a label gives ``published``.
    """
    return _assembled(list(find(text, day_first=day_first)))


def find(text: str, *, day_first: bool | None = None) -> Iterator[Found]:
    """Yield the labels, days and times of day of the first 400 characters of a line, in order."""
    for match in _visible().finditer(text[:LONGEST_LINE]):
        kind = match.lastgroup or ""
        kind = "time" if kind == "zone" else kind
        words = match[kind]
        if kind == "label":
            yield Found(
                "label", match.start(), match.end(), word_lists.pairs("date_labels")[" ".join(words.lower().split())]
            )
        elif kind == "time":
            clock = _clock(words)
            if clock:
                yield Found("time", match.start(), match.end(), clock, (match["zone"] or "").upper().strip("("))
        elif kind == "iso":
            value = machine_date(words)
            if value:
                yield Found("day", match.start(), match.end(), value)
        else:
            day = _day(kind, words, day_first=day_first)
            if day:
                yield Found("yearless" if kind == "yearless" else "day", match.start(), match.end(), day)


def printed_day(text: str) -> str | None:
    """Return the first whole day in words that a date line or a dateline of plain text prints, of newspapers before the web too."""
    for match in _visible().finditer(text[:LONGEST_LINE]):
        kind = match.lastgroup or ""
        if kind in {"dmy", "mdy"}:
            number, year = (int(found) for found in re.findall(r"\d+", match[kind])[-2:])
            name = re.search(r"[A-Za-z]{3,}", re.sub(r"(?<=\d)(?:st|nd|rd|th)|\bof\b", "", match[kind]))
            month = int(word_lists.pairs("months").get(name[0].lower(), 0)) if name else 0
            return _valid_day(year, month, number, first_year=FIRST_PRINTED_YEAR)
    return None


def url_date(url: str) -> str | None:
    """Return the day that the path of an address states (``/2024/05/03/`` or ``-20240503``), or None."""
    match = _URL_DATE.search(url) or _URL_COMPACT.search(url)
    if not match:
        return None
    month = match["m"].lower()
    number = int(month) if month.isdigit() else int(word_lists.pairs("months").get(month, 0))
    return _valid_day(int(match["y"]), number, int(match["d"]))


def moment(value: str) -> datetime:
    """Return an ISO value of this module as a moment for comparison: without a zone it counts as UTC, a day as midnight."""
    parsed = datetime.fromisoformat(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _stamp(seconds: int) -> str | None:
    stamp = datetime.fromtimestamp(seconds, UTC)
    return stamp.strftime("%Y-%m-%dT%H:%M:%SZ") if FIRST_YEAR <= stamp.year <= LAST_YEAR else None


def _from_machine(match: re.Match[str]) -> str | None:
    day = _valid_day(int(match["y"]), int(match["m"]), int(match["d"]))
    if day is None or match["H"] is None or int(match["H"]) > 23 or int(match["M"]) > 59:
        return day
    seconds = f":{match['S']}" if match["S"] and int(match["S"]) < 60 else ""
    return f"{day}T{int(match['H']):02d}:{match['M']}{seconds}{_offset(match['z'] or '')}"


def _offset(zone: str) -> str:
    """Write an offset as ``Z`` or ``+HH:MM``; nothing for one that can't be."""
    zone = zone.upper().replace(" ", "").replace(":", "")
    if zone in {"Z", "UTC", "GMT", "+0000", "-0000", "+00", "-00"}:
        return "Z" if zone else ""
    hours, minutes = zone[1:3], zone[3:5] or "00"
    return f"{zone[0]}{hours}:{minutes}" if zone and int(hours) <= 14 and int(minutes) < 60 else ""


def _valid_day(year: int, month: int, day: int, *, first_year: int = FIRST_YEAR) -> str | None:
    try:
        return date(year, month, day).isoformat() if first_year <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _day(kind: str, words: str, *, day_first: bool | None) -> str | None:
    """Return ``YYYY-MM-DD``, or for a day without its year ``MM-DD``."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    name = re.search(r"[A-Za-z]{3,}", re.sub(r"(?<=\d)(?:st|nd|rd|th)|\bof\b", "", words))
    month = int(word_lists.pairs("months").get(name[0].lower(), 0)) if name else 0
    if kind == "yearless":
        return f"{month:02d}-{numbers[0]:02d}" if _valid_day(2024, month, numbers[0]) else None
    if kind == "ymd":
        return _valid_day(numbers[0], month or numbers[1], numbers[-1])
    if kind == "numeric":
        return _numeric(*numbers, day_first=day_first)
    return _valid_day(numbers[-1], month, numbers[0])


def _numeric(first: int, second: int, year: int, *, day_first: bool | None) -> str | None:
    if first > 12 or (first == second):
        return _valid_day(year, second, first)
    if second > 12:
        return _valid_day(year, first, second)
    if day_first is None:
        return None
    return _valid_day(year, second, first) if day_first else _valid_day(year, first, second)


def _clock(words: str) -> str | None:
    """Return ``HH:MM`` or ``HH:MM:SS`` of a time of day as printed."""
    numbers = re.findall(r"\d+", words)
    hour = int(numbers[0])
    half = re.search(r"([ap])\.?m", words, re.IGNORECASE)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    minutes = numbers[1] if len(numbers) > 1 else "00"
    return f"{hour:02d}:{minutes}" + (f":{numbers[2]}" if len(numbers) > 2 else "")


def _assembled(found: list[Found]) -> Dates:
    """Put labels, days and times of day together: a time joins the day that stands nearest beside it."""
    dates = Dates()
    label = "published"
    fresh = False
    for index, item in enumerate(found):
        if item.kind == "label":
            label, fresh = item.value, True
        elif item.kind == "time" and not _claimed(found, index):
            if fresh and label == "modified" and dates.published and dates.modified is None:
                dates = replace(dates, modified=_joined(dates.published[:10], item))
        elif item.kind in {"day", "yearless"}:
            value = _value(found, index, dates)
            if value and label == "published" and dates.published is None:
                dates = replace(dates, published=value)
            elif value and label == "modified" and dates.modified is None:
                dates = replace(dates, modified=value)
            fresh = False
    return dates


def _value(found: list[Found], index: int, dates: Dates) -> str | None:
    item = found[index]
    day = item.value
    if item.kind == "yearless":
        if not dates.published:
            return None
        day = f"{dates.published[:4]}-{day}"
        return day if day >= dates.published[:10] else None
    if "T" in day:
        return day
    for other in (index + 1, index - 1):
        if 0 <= other < len(found) and found[other].kind == "time" and _beside(item, found[other]):
            if (
                other < index
                and other > 0
                and found[other - 1].kind == "day"
                and _beside(found[other - 1], found[other])
            ):
                continue
            return _joined(day, found[other])
    return day


def _claimed(found: list[Found], index: int) -> bool:
    """Whether the time at ``index`` stands beside a day, which takes it."""
    return any(
        0 <= other < len(found) and found[other].kind in {"day", "yearless"} and _beside(found[other], found[index])
        for other in (index - 1, index + 1)
    )


def _beside(day: Found, clock: Found) -> bool:
    return min(abs(clock.start - day.end), abs(day.start - clock.end)) <= MOST_RUN


def _joined(day: str, clock: Found) -> str:
    return f"{day}T{clock.value}{_zone_offset(clock.zone, day, clock.value)}"


def _zone_offset(zone: str, day: str, clock: str) -> str:
    """Return the offset of an abbreviation; those that leave summer time open are looked up for the day."""
    if zone[-4:].replace(":", "").isdigit():
        return _offset(zone.removeprefix("GMT").removeprefix("UTC"))
    known = word_lists.pairs("zones").get(zone.lower(), "") if zone else ""
    if "/" not in known:
        return known
    try:
        offset = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(known)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return ""
    minutes = int((offset or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
