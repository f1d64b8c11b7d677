"""Days that facts are about: "2 May 1937", "on Tuesday", as ISO values that sort and subtract."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})\b\.?(?:,? \d{{4}})?"
    rf"|(?:{MONTHS})\b\.?(?: \d{{1,2}}\b)?(?:,? \d{{4}})?|\d{{4}}\b)"
)
"""A pattern for a date as British and American papers print it, the year left out or not."""
RECENT = rf"(?:(?:last )?(?:{DAYS})(?: (?:morning|afternoon|evening|night))?|yesterday|today)"
"""A pattern for a day that is counted back from the day of the news."""

_DAY = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTHS})\b\.?(?:,? (?P<year>\d{{4}}))?")
_MONTH = re.compile(rf"(?P<month>{MONTHS})\b\.?(?: (?P<day>\d{{1,2}})\b)?(?:,? (?P<year>\d{{4}}))?")
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def iso(words: str, published: str | None) -> str | None:
    """Return the day, month or year that ``words`` name, as ISO 8601; None where they leave it open.

    A weekday is the last one up to the day of the news, ``published`` (an ISO day), as newspapers use it; a date without a
    year is in the year of the news, or in the one before where it would lie ahead.
    """
    if re.fullmatch(r"\d{4}", words):
        return words
    today = _day(published)
    match = _DAY.match(words) or _MONTH.match(words)
    if match:
        return _calendar(match, today)
    if today is None:
        return None
    weekday = re.search(DAYS, words)
    if weekday:
        back = (today.weekday() - DAYS.split("|").index(weekday.group())) % 7
        return (today - timedelta(days=back)).isoformat()
    return {"yesterday": (today - timedelta(days=1)).isoformat(), "today": today.isoformat()}.get(
        words.split(" ", maxsplit=1)[0].lower()
    )


def _calendar(match: re.Match[str], today: date | None) -> str | None:
    month = _NUMBERS[match["month"][:3].lower()]
    year = int(match["year"]) if match["year"] else today.year if today else 0
    if not year:
        return None
    if not match["day"]:
        return f"{year:04}-{month:02}" if match["year"] else None
    try:
        day = date(year, month, int(match["day"]))
        if not match["year"] and today and day > today:
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return day.isoformat()


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None
