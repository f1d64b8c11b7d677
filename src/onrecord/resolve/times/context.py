"""What is known while a text is searched: the day of publication, the times before, and the tense around a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.times import days, values
from onrecord.resolve.times.asides import is_aside, is_compared, is_compared_with_last
from onrecord.resolve.times.tenses import is_done, sets_ahead, tense_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onrecord.records import TimeType
    from onrecord.resolve.times.tenses import Tense

MOST_BEFORE = 240
"""Characters before an expression that are read for its tense and its anchor; a sentence is seldom longer."""
MOST_AFTER = 120
MOST_QUARTER = 900
"""Characters over which "a year ago" still means the quarter that the results before it are of."""

MOST_TOLD = 500
"""Characters over which a time of day still belongs to the day named before it."""

MOST_KEPT = 12
"""Times before an expression among which the one that it counts from is looked for."""

_REPORTED = frozenset({"P6M", "P9M", "P12M", "P1Y"})
_WHOLE = frozenset({"P12M", "P1Y"})
_NOT_OVER = re.compile(r"(?:the )?(?:current|this|next|coming|upcoming) (?:fiscal )?(?:quarter|period)")
"""What a quarter begins with that is not the one reported on."""
_GOES_ON = re.compile(r"\b(?:later|following|next|that|same)\b")
"""What makes a time one that goes on from another ("two years later", "that year")."""
_SO_FAR = re.compile(r"(?:in |for )?(?:the )?(?:first|latest|full|six|nine|12|year)\b")
"""Stretches longer than a quarter that companies report; "a year earlier" after one means the year, not the quarter before it."""
_SENTENCE_END = re.compile(r"(?<=[a-z)%\d]{2})[.!?][\"'\u2019\u201d)]*\s+(?=[\"'\u2018\u201c(]?[A-Z])|\n\s*\n")
_TITLE = re.compile(
    r"\b(?:Gov|Sen|Rep|Gen|Col|Sgt|Capt|Maj|Adm|Prof|Rev|Hon|Pres|Sens|Reps|Gens|Govs|Messrs|Mrs|Atty|Det|Supt|Insp|Brig|vs)\.$"
)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def _sentence_ends(text: str) -> Iterator[re.Match[str]]:
    """Yield where sentences end; the full stop of a title ("Gov. Pence") ends none."""
    return (
        match
        for match in _SENTENCE_END.finditer(text)
        if not _TITLE.search(text, max(0, match.start() - 8), match.start() + 1)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means: type, TIMEX3 value, and its days where the value alone does not say them.

    ``end`` cuts the expression short; ``is_anchor`` says whether "two days later" may count from it.
    """

    type: TimeType
    value: str | None
    interval: values.Interval | None = None
    end: int | None = None
    is_anchor: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A time that later ones may count from: its value and its offset; whether it was mentioned only in passing, or goes on from another."""

    value: str
    at: int
    is_aside: bool
    goes_on: bool


@dataclass(slots=True)
class Context:
    """The state of one search; it lives as long as the call of ``find_times``."""

    text: str
    published: date | None
    day_first: bool
    ends: Sequence[int] = ()
    anchor: str | None = None
    anchor_at: int = 0
    anchor_end: int = -MOST_BEFORE
    told: list[Mention] = field(default_factory=list)
    quarter: str | None = None
    quarter_at: int = 0
    span_at: int = -1
    year_over: str | None = None
    year_over_at: int = 0
    year_day: str | None = None
    taken: int = 0
    lower: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the text in lower case; only ASCII, so that offsets stay."""
        self.lower = self.text.translate(_LOWER)

    def before(self, at: int) -> str:
        """Return what stands before a place in its sentence."""
        start = max(0, at - MOST_BEFORE)
        if self.ends:
            index = bisect_right(self.ends, at) - 1
            return self.text[max(start, self.ends[index] if index >= 0 else 0) : at]
        window = self.text[
            start : at + 2
        ]  # whether a sentence ends right before a place is seen in the letters after it
        cut = 0
        for match in _sentence_ends(window):
            cut = match.end() if match.end() <= at - start else cut
        return window[cut : at - start]

    def after(self, at: int) -> str:
        """Return what stands after a place in its sentence."""
        stop = at + MOST_AFTER
        if self.ends:
            index = bisect_right(self.ends, at)
            return self.text[at : min(stop, self.ends[index] if index < len(self.ends) else stop)]
        start = max(0, at - 2)  # whether a sentence ends right after a place is seen in the letters before it
        window = self.text[start:stop]
        match = next((end for end in _sentence_ends(window) if end.start() >= at - start), None)
        return window[at - start : match.start() if match else None]

    def tense(self, start: int, end: int) -> Tense | None:
        """Return the tense of the verb nearest before an expression in its sentence, else of the first after it."""
        return tense_of(self.before(start), self.after(end), defined=self.lower.startswith("the ", start))

    def is_done(self, start: int, end: int) -> bool:
        """Whether the verb around an expression tells what was done then."""
        return is_done(self.before(start), self.after(end))

    def sets_ahead(self, start: int, end: int) -> bool:
        """Whether what stands around an expression in its sentence sets it ahead of now ("will meet on")."""
        return sets_ahead(self.before(start), self.after(end))

    def speaks_of(self, topic: str, start: int, end: int) -> bool:
        """Whether the sentence around an expression has a word of a topic of ``time_topics``."""
        return bool(_topic(topic).search(self.before(start).lower()) or _topic(topic).search(self.after(end).lower()))

    def base(self) -> date | None:
        """Return the day from which "that" and "the same" count: of the last time mentioned, else of publication."""
        return values.first_day(self.anchor) or self.published

    def knows_day(self) -> bool:
        """Whether the time before is a day, not a month or a year."""
        return len(self.anchor or "") == len("2025-03-12")

    def told_before(self, start: int, end: int, *, by_day: bool, steps: float = 0, code: str = "D") -> str | None:
        """Return the time that the text goes on from with "the next day" or "a year later"; None where none was told.

        What was mentioned aside ("built in 1986") counts only where nothing else was told. A time to come is passed over where
        what was done is told, and so is one from which the expression, so many ``steps`` of a unit on, would lie ahead.
        ``by_day`` asks for a day rather than for a month or a year.
        """
        done = self.tense(start, end) == "past"
        mentions = sorted(self.told, key=lambda one: (one.is_aside, -one.at))
        over = [one for one in mentions if not (done and self._is_to_come(one.value, steps, code))]
        if not by_day:
            return next((one.value for one in over or mentions), None)
        day = next((at for at, one in enumerate(over) if is_day(one.value) or one.goes_on), None)
        if day is not None and not is_day(over[day].value):
            return None  # told of a year or a month since, in which nobody knows the day
        return over[day].value if day is not None and (day == 0 or start - over[day].at <= MOST_TOLD) else None

    def _is_to_come(self, value: str, steps: float, code: str) -> bool:
        """Whether a time, or one so many units from it, lies after publication."""
        first = values.first_day(value)
        moved = values.later(first, max(steps, 0), code) if first else None
        return bool(self.published and (moved or first or self.published) > self.published)

    def told_today(self, at: int) -> bool:
        """Whether the day of publication was told of before a place, and not long before."""
        today = self.published.isoformat() if self.published else None
        return any(one.value == today and at - one.at <= MOST_TOLD for one in self.told)

    def told_day(self, start: int, end: int, *, by_day: bool = True) -> date | None:
        """Return the (first) day of that time; where none was told, that of publication, unless a month or a year was."""
        told = self.told_before(start, end, by_day=by_day)
        return values.first_day(told) if told else None if self.told else self.published

    def remember(self, reading: Reading, at: int, end: int) -> None:
        """Keep what later expressions may refer to."""
        value = reading.value or ""
        if reading.type in {"DATE", "TIME"} and reading.is_anchor and values.interval_of(value)[0]:
            before = self.before(at)
            here = self.anchor_at >= at - len(before)
            if (here and is_compared(before, self.lower[at:end], value, self.anchor)) or (
                at - self.anchor_at <= MOST_BEFORE and is_compared_with_last(before, value, self.anchor)
            ):
                return
            self.anchor, self.anchor_at, self.anchor_end = value, at, end
            self.told = [
                *self.told[1 - MOST_KEPT :],
                Mention(value, at, is_aside(before), bool(_GOES_ON.search(self.lower, at, end))),
            ]
        if value in _REPORTED and _SO_FAR.match(self.lower, at, end):
            self.span_at = at
        today = self.published.isoformat() if self.published else ""
        last = reading.interval[1] if reading.interval and value in _WHOLE else None
        if last and last <= today:
            self.year_over, self.year_over_at = last[:4], at
        if (
            reading.is_anchor
            and re.fullmatch(r"\d{4}-Q[1-4]", value)
            and not _NOT_OVER.match(self.lower, at, end)
            and not self._is_compared(value, at)
            and not self._lies_ahead(value, at, end)
        ):
            self.quarter, self.quarter_at = value, at

    def _is_compared(self, quarter: str, at: int) -> bool:
        """Whether a quarter is the one of an earlier year that the quarter reported on is compared with."""
        near = self.quarter_near(at, named=True)
        return near is not None and quarter[4:] == near[4:] and quarter < near

    def _lies_ahead(self, quarter: str, at: int, end: int) -> bool:
        """Whether a quarter is forecast rather than reported."""
        last = values.interval_of(quarter)[1]
        return bool(last and self.published and last > self.published.isoformat() and self.tense(at, end) == "future")

    def said_near(self, at: int) -> str | None:
        """Return the month or year that the sentence spoke of last, if it spoke of no other time since."""
        said = self.anchor_at >= at - len(self.before(at))
        return self.anchor if said and re.fullmatch(r"\d{4}(?:-\d\d)?", self.anchor or "") else None

    def day_told(self, start: int, end: int) -> str | None:
        """Return the day of the week before publication on which what is told around a time of day happened, if it was just named."""
        if not self.year_day or not self.published or start - self.taken > MOST_TOLD:
            return None
        since = (self.published - date.fromisoformat(self.year_day)).days
        return self.year_day if 0 < since <= 7 and self.tense(start, end) == "past" else None

    def spoken_of(self, unit: str, at: int) -> str | None:
        """Return the month or the year last spoken of, if "the month" or "the year" right after it means that one."""
        form = {"month": r"\d{4}-\d\d", "year": r"\d{4}"}.get(unit)
        near = form and at - self.anchor_at <= MOST_BEFORE
        return self.anchor if near and re.fullmatch(form, self.anchor or "") else None  # type: ignore[arg-type]

    def year_reported(self, at: int) -> str | None:
        """Return the year that was reported on before a place: the one that ended then, or that of a fourth quarter."""
        if self.year_over and at - self.year_over_at <= MOST_QUARTER:
            return self.year_over
        near = self.quarter_near(at)
        return near[:4] if near and near.endswith("Q4") else None

    def quarter_near(self, at: int, *, named: bool = False) -> str | None:
        """Return the quarter that the text before is about; unless ``named``, none where it went on to a longer stretch."""
        past = self.span_at > self.quarter_at and not named
        return self.quarter if self.quarter and at - self.quarter_at <= MOST_QUARTER and not past else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of expression: what words it begins with, its pattern, and how a match is read (None: it is no time).

    ``starts`` holds the names of classes of words (see ``openings.py``), so that a pattern is tried only where it can match.
    """

    starts: frozenset[str]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Context], Reading | None]


@cache
def _topic(name: str) -> re.Pattern[str]:
    words = sorted(word_lists.classes("time_topics")[name], key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, words))})(?![a-z])")


def is_day(value: str | None) -> bool:
    """Whether a value is a day, or a time of one."""
    return bool(re.match(r"\d{4}-\d\d-\d\d", value or ""))


def date_reading(day: date | None, fallback: str | None = None) -> Reading:
    """Return the reading of a day; without one the fallback, a value that says what is known."""
    return Reading("DATE", day.isoformat() if day else fallback)


def month_near(context: Context, month: int, tense: Tense | None, *, done: bool = False) -> int | None:
    """Return the year of a month that is named without one: the last such month, or the next where the future is spoken of.

    ``done`` says that something was done in it, which no coming month fits.
    """
    published = context.published
    if published is None:
        return None
    ahead = (month - published.month) % 12
    if tense == "future":
        return published.year + (month < published.month and ahead <= MOST_AHEAD)
    if ahead and ahead <= SOON and not done:
        return published.year + (month < published.month)
    if month > published.month and tense != "past" and ahead <= HALF_A_YEAR:
        return published.year
    return published.year - (month > published.month)


def day_near(context: Context, month: int, day: int, tense: Tense | None) -> date | None:
    """Return the nearest such day of a year to the day of publication, leaning to where the tense points."""
    published = context.published
    if published is None:
        return None
    found = [days.day_of(published.year + step, month, day) for step in (-1, 0, 1)]
    lean = {"past": PAST_LEAN, "future": -FUTURE_LEAN}.get(tense or "", 0)
    return min((one for one in found if one), key=lambda one: abs((one - published).days + lean), default=None)


SOON = 2
"""Months ahead within which a month is the coming one, whatever the tense; the past one would be "last May"."""
HALF_A_YEAR = 6
MOST_AHEAD = 9
"""Months ahead that the future is spoken of without a year."""
PAST_LEAN = 60
"""Days by which a past tense shifts which year a day without one belongs to; deadlines are set in the past tense too."""
FUTURE_LEAN = 150
"""The same for the future tense."""
