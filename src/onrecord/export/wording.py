"""What a report says in words, the same on a terminal and on a page to look at. All of it is printable, on one line."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from onrecord.export.printable import printable
from onrecord.export.sourcing import NAMED, channel, names_of

if TYPE_CHECKING:
    from onrecord.export.sourcing import Sourcing
    from onrecord.records import Article, BlockKind, Certainty, Mode, Polarity, SourceKind, Statement

LOW_CONFIDENCE = 0.5
"""Below it a statement is shown as unsure: the confidence is calibrated, so it is more likely wrong than right."""

NOBODY_SPEAKS = "Nobody is quoted or reported to have said anything."

LONGEST_PRINTED = 40
"""Characters shown at most of the words that stand for a speaker: what follows describes them further."""

COMMITMENTS: dict[tuple[Certainty, Polarity], str] = {
    ("certain", "positive"): "",
    ("certain", "negative"): "denies",
    ("probable", "positive"): "probable",
    ("probable", "negative"): "doubts",
    ("possible", "positive"): "possible",
    ("possible", "negative"): "perhaps not",
    ("unknown", "positive"): "left open",
    ("unknown", "negative"): "declines",
}
"""How sure the source is of what is said, in a word; nothing where it is plainly asserted. What is asked, wanted or wondered is
left open; who refuses to say, or opposes, declines. These are the words of data; ``committed`` has those for people."""
_SHOWN = {"left open": "not asserted"}
"""Words of data that people are shown others for."""

MODES: dict[Mode, str] = {"direct": "quoted", "indirect": "reported", "mixed": "quoted in part"}
"""How a statement is printed, in words."""

NOT_NAMED = "described, not named"
"""What to call a source that has a description and no name: "a spokesman", "a midwife"."""
KIND_NAMES: dict[SourceKind, str] = {"none": "", "author": "", "role": NOT_NAMED}
"""The kinds that go by their speaker's name, "nobody" and "the article", and the one whose own name says little; others are printed as they are."""
_COUNTED: dict[SourceKind, tuple[str, str]] = {
    "person": ("a person", "people"),
    "organisation": ("an organisation", "organisations"),
    "media": ("an outlet", "outlets"),
    "document": ("a document", "documents"),
}
"""Whose statements are counted: three statements may be those of one person."""
_PARTS = {
    "MO": ", morning",
    "MI": ", midday",
    "AF": ", afternoon",
    "EV": ", evening",
    "NI": ", night",
    "DT": ", daytime",
}
"""Parts of a day as TIMEX3 writes them behind the T."""

LEFT_OUT: dict[BlockKind, tuple[str, str]] = {
    "furniture": ("piece of furniture", "pieces of furniture"),
    "related": ("related link", "related links"),
    "credit": ("picture credit", "picture credits"),
    "embed": ("embed", "embeds"),
}
"""What the statements are not looked for in, or not printed from, and its name for one and for many."""


_MONTH = re.compile(r"\d{4}-\d\d")


@lru_cache(maxsize=2_000)  # pages say the same few days over and over
def moment(stated: str) -> str:
    """Return an ISO day or time as people write it: ``2024-11-06`` as ``6 November 2024``; anything else as it is."""
    try:
        if len(stated) == 10:
            return _day(date.fromisoformat(stated))
        if _MONTH.fullmatch(stated):
            return f"{date.fromisoformat(stated + '-01'):%B %Y}"
        time = datetime.fromisoformat(stated)
    except ValueError:
        return printable(stated)
    zone = "" if time.tzinfo is None else f" {time:%Z}".replace("UTC+00:00", "UTC")
    return f"{time.day} {time:%B %Y}, {time:%H:%M}{zone}"


def facts(article: Article) -> tuple[str, ...]:
    """Return what is known of the article, for one line: outlet, authors, when it came out and changed, and where from."""
    known = [article.outlet, _bylines(article), article.published and moment(article.published), _updated(article)]
    known.append(article.dateline_parts.place if article.dateline_parts else None)
    return tuple(printable(fact) for fact in known if fact)


def left_out(article: Article) -> str | None:
    """Return what of the page is not printed, counted by kind, or None if that is nothing."""
    counts = Counter(block.kind for block in article.blocks)
    named = [f"{counts[kind]} {names[counts[kind] > 1]}" for kind, names in LEFT_OUT.items() if counts[kind]]
    return "Left out: " + ", ".join(named) if named else None


def days(first: str | None, last: str | None, *, short: bool = False, year: str = "") -> str:
    """Return ISO days as people write them: a day, a month, a year, or from when to when; "" where both are open.

    ``short`` cuts the names of months to three letters, ``year`` (four digits) is left out where it is the only one.
    """
    written = _written(first, last)
    if year and {(day or year)[:4] for day in (first, last)} == {year} and written != year:
        written = written.replace(f" {year}", "")
    return re.sub(r"\b([A-Z][a-z]{2})[a-z]+", r"\1", written) if short else written


def said(statement: Statement, *, published: str | None, short: bool = False) -> str:
    """Return when it was said, or "": "said 4 March", or "said by" the day of a report whose tense alone tells.

    ``published`` is the article's; its year is left out. A time without known days is given in its own words.
    """
    time = statement.said
    if time is None:
        return ""
    if statement.said_ground in {"past", "present"}:
        return f"said by {days(time.from_, time.to, short=short, year=(published or '')[:4])}"
    known = days(time.from_, time.to, short=short, year=(published or "")[:4])
    if not known:
        return f"said “{printable(time.text)}”"
    within = "in " if time.from_ != time.to and "–" not in known else ""
    return f"said {within}{known}{_hour(time.value or '')}"


class Held(Protocol):
    """What tells how far a source commits itself, and how sure the reader is: a statement, also one of a list."""

    @property
    def certainty(self) -> Certainty:
        """How far the source commits itself."""

    @property
    def polarity(self) -> Polarity:
        """Whether it says so or denies it."""

    @property
    def confidence(self) -> float:
        """How likely the statement is read right, 0 to 1."""


def committed(statement: Held) -> str:
    """Return the mark of a statement that its source does not plainly assert, such as "denies"; "" for one that it does."""
    word = COMMITMENTS[statement.certainty, statement.polarity]
    return _SHOWN.get(word, word)


def doubtful(statement: Held) -> str:
    """Return why a statement is not plainly somebody's word: that it is "not asserted", or how unsure the reader is; else ""."""
    parts = ["not asserted"] if statement.certainty == "unknown" and statement.polarity == "positive" else []
    parts += [sure(statement)] if statement.confidence < LOW_CONFIDENCE else []
    return ", ".join(parts)


def speaker(statement: Statement) -> str:
    """Return whose statement it is in words for the margin: names, a description, "nobody", "the article" or "unknown"."""
    names = names_of(statement.source)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def channels(statement: Statement) -> str:
    """Return the channels in square brackets, from the article back to the speaker, or ""."""
    names = dict.fromkeys(name for name in map(channel, statement.via) if name)
    return f"[{', '.join(names)}]" if names else ""


def printed(statement: Statement) -> str:
    """Return the words that stand for the speaker, in quotation marks, where they are others than the name; else ""."""
    source = statement.source
    words = printable(" ".join(span.text for span in source.spans))
    if not words or source.kind == "none" or source.name is None:
        return ""
    if all(name.casefold() in words.casefold() for name in names_of(source)):
        return ""
    if len(words) > LONGEST_PRINTED:
        return f"“{words[:LONGEST_PRINTED].rpartition(' ')[0].rstrip(' ,;:–—')} …”"
    return f"“{words.rstrip(' ,;:–—')}”"


def kind_name(kind: SourceKind) -> str:
    """Return what to call a kind of source; nothing for nobody and the article, whose names say it."""
    return KIND_NAMES.get(kind, kind)


def figures(sourcing: Sourcing) -> tuple[str, ...]:
    """Return the sourcing figures as sentences without full stops: statements, sources, other media."""
    groups = sourcing.of_kind("group")
    counted = [
        (sourcing.named, _named(sourcing)),
        (sourcing.of_kind("role"), "described and not named"),
        (sourcing.of_kind("anonymous"), "anonymous"),
        (groups, "group" if groups == 1 else "groups"),
        (sourcing.of_kind("none"), "nobody"),
        (sourcing.of_kind("author"), "the article itself"),
    ]
    told = ", ".join(f"{count} {words}" for count, words in counted if count or words.startswith("named"))
    lines = [f"{_number(sourcing.statements, 'statement')}: {told}"]
    named = sum(speaker.kind in NAMED for speaker in sourcing.speakers)
    of_them = f", {named} of them named" if sourcing.sources else ""
    lines.append(f"{_number(sourcing.sources, 'distinct source')}{of_them}")
    other = len(sourcing.other_media)
    through = [f"{name} ({count})" for name, count in sourcing.media]
    through += [f"{name} (credited)" for name in sourcing.credits]
    media = "1 other outlet" if other == 1 else f"{other or 'no'} other media"
    lines.append(f"through {media}" + (": " + ", ".join(through) if through else ""))
    return tuple(lines)


def sure(statement: Held) -> str:
    """Return how sure the reader is, in per cent; a low one says that it is unsure, so that it shows without colour."""
    # Rounded down, so that nothing short of 1 prints as 100%; the small term undoes what binary fractions take away.
    percent = f"{int(statement.confidence * 100 + 1e-9)}%"
    return f"unsure, {percent}" if statement.confidence < LOW_CONFIDENCE else percent


def _bylines(article: Article) -> str | None:
    names = [byline.name for byline in article.bylines if byline.role != "entry"]
    if not names:
        return None
    return "by " + (names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])


def _updated(article: Article) -> str | None:
    if not article.modified or article.modified == article.published:
        return None
    return f"updated {moment(article.modified)}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _named(sourcing: Sourcing) -> str:
    parts = [f"{count} by {_COUNTED[kind][count > 1]}" for kind in NAMED if (count := sourcing.of_kind(kind))]
    return f"named ({', '.join(parts)})" if parts else "named"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _written(first: str | None, last: str | None) -> str:
    if not first or not last:
        return f"from {moment(first)}" if first else f"until {moment(last)}" if last else ""
    try:
        return _span_of_days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return printable(f"{first} – {last}")


def _span_of_days(start: date, end: date) -> str:
    """Return a day, a whole month, whole years, or from when to when, with what both share said once."""
    if start == end:
        return _day(start)
    after = end + timedelta(days=1) if end < date.max else end
    if start.day == after.day == 1:
        if (start.month, after.month) == (1, 1):
            return f"{start:%Y}" if start.year == end.year else f"{start:%Y} – {end:%Y}"
        last = f"{end:%B %Y}"
        return last if (start.year, start.month) == (end.year, end.month) else f"{_shared(start, end, '%B')} – {last}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {_day(end)}"
    return f"{start.day} {_shared(start, end, '%B')} – {_day(end)}"


def _shared(start: date, end: date, pattern: str) -> str:
    return f"{start:{pattern}}" if start.year == end.year else f"{start:{pattern} %Y}"


def _hour(value: str) -> str:
    """Return the hour or the part of the day of a TIMEX3 value: ", 09:42", ", morning"."""
    _, _, clock = value.partition("T")
    if re.match(r"\d\d:\d\d", clock):
        return f", {clock[:5]}"
    return _PARTS.get(clock[:2], "")
