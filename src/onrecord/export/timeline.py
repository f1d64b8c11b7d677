"""The times of an article in order of date: the days, the words that give them, and who said something then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.passages import sentence
from onrecord.export.sourcing import names_of
from onrecord.records import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Article, Reading, Time

BEFORE, AFTER = 36, 44
"""Characters of the sentence shown before and after the words of a time: enough to tell what happened then."""

Days = tuple[str, str, str]
"""First and last day, ISO; where both are open the words themselves, so that each of them stands alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a time, with what stands around them in their sentence, cut at words."""

    before: str
    time: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Days, ISO, that an article speaks of, "" where open; ``speakers`` said something then; ``published``: it came out then.

    Moments without any day stand last, in the order of the text.
    """

    first: str
    last: str
    words: tuple[Words, ...]
    speakers: tuple[str, ...]
    published: bool = False


def timeline_of(reading: Reading) -> tuple[Moment, ...]:
    """Return the moments of a reading in order of their days. Durations, repeated times and "now" are none.

    Speakers are those whose words say when they spoke; who speaks in the tense of the report isn't repeated here.
    """
    article = reading.article
    if article is None:
        return ()
    grouped: dict[Days, list[Time]] = {}
    for time in reading.times:
        if time.from_ or time.to:
            grouped.setdefault((time.from_ or "", time.to or "", ""), []).append(time)
        elif _is_date_without_day(time):
            grouped.setdefault(("", "", time.text.casefold()), []).append(time)
    day = (article.published or "")[:10]
    if len(day) == 10 and grouped:
        grouped.setdefault((day, day, ""), [])  # so that a reader sees what lies before and what ahead
    said = _said(reading)
    return tuple(
        Moment(
            first, last, _words(article, times), _speakers(times, said), published=bool(day) and first == last == day
        )
        for (first, last, _), times in sorted(grouped.items(), key=lambda item: _order(item[0]))
    )


def _is_date_without_day(time: Time) -> bool:
    return time.type in {"DATE", "TIME"} and not (time.value or "").endswith("_REF")


def _order(days: Days) -> tuple[bool, str, str]:
    first, last, _ = days
    return not (first or last), first or last, last


def _said(reading: Reading) -> dict[tuple[int, int], list[str]]:
    """Return who spoke at each time, by where its words stand."""
    said: dict[tuple[int, int], list[str]] = {}
    for statement in reading.statements:
        if statement.said and statement.said_ground in {"stated", "inherited"}:
            said.setdefault((statement.said.start, statement.said.end), []).extend(names_of(statement.source))
    return said


def _speakers(times: Sequence[Time], said: dict[tuple[int, int], list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for time in times for name in said.get((time.start, time.end), ())))


def _words(article: Article, times: Sequence[Time]) -> tuple[Words, ...]:
    """Return the words of the times with their surroundings, each once: pages print captions and headlines twice."""
    return tuple(dict.fromkeys(_around(article, Span(time.start, time.end, time.text)) for time in times))


def _around(article: Article, span: Span) -> Words:
    start, end = sentence(article, span)
    before, after = article.text[start : span.start], article.text[span.end : end]
    if len(before) > BEFORE:
        before = "…" + before[-BEFORE:].partition(" ")[2].lstrip()
    if len(after) > AFTER:
        after = after[:AFTER].rpartition(" ")[0].rstrip(" ,;:–—") + "…"
    return Words(before, span.text, after)
