"""Statements by their words, by who said them and whom they are about, in pages.

The search index holds the facets of a statement (source, outlet, month ...) as words too, so that a filter narrows the search inside the
index and no row is read in vain. What matches is ranked a window at a time: however common the words, a search costs the same.
"""

from __future__ import annotations

import heapq
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from onrecord.errors import UsageError
from onrecord.store import voices
from onrecord.store.folding import fold, unaccented
from onrecord.store.indexing import CERTAINTIES, KIND_NUMBERS, MODES, POLARITIES
from onrecord.store.kept import Listed, Page
from onrecord.store.packing import day_text, days, two_numbers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from onrecord.store.kept import Query
    from onrecord.store.settings import LedgerSettings

SHORT = 80
"""Characters under which a statement ranks no better for being shorter: fragments are not the best answers."""
_LAST = 1 << 62
_ANY_DAY = (0, _LAST)
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
TERMS = 16
"""Words and quoted phrases of a search, at most: nobody types more, and each costs."""
BEGINNING = 3
"""Letters of a beginning ("res*") at least: shorter ones are how a tenth of all words begin, and are looked for as words."""
_TOKEN = re.compile(r"[^\W_]+")
_BEGIN, _END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Window:
    """The latest statements that match a search, as many as are ranked at a time.

    ``low`` is the row before which there may be more (None: nowhere), ``skip`` how many of the window were shown before.
    """

    rows: Sequence[_Row]
    terms: Sequence[str]
    asked: _Asked
    start: int
    skip: int
    low: int | None


def search(
    db: sqlite3.Connection, query: Query, limit: int, cursor: str | None, settings: LedgerSettings
) -> Page[Listed]:
    """Return a page of the statements that match."""
    found = window_of(db, query, cursor, settings)
    return page_of(db, found, limit) if found else Page((), None)


def window_of(db: sqlite3.Connection, query: Query, cursor: str | None, settings: LedgerSettings) -> Window | None:
    """Return what matches; None for a name or outlet that nobody has, or marks without a word."""
    facets = _facets(db, query, settings)
    terms = _terms(query.words)
    if facets is None or (query.words.strip() and not terms):
        return None
    start, skip = _place(cursor)
    asked = _Asked(" AND ".join(terms), facets, days(query.since, query.until))
    rows, asked, low = _window(db, asked, start, settings.ranked)
    return Window(rows, terms, asked, start, skip, low)


def page_of(db: sqlite3.Connection, found: Window, limit: int) -> Page[Listed]:
    """Return the best of a window that have not been shown."""
    phrases = _phrases(db, found)
    ranked = sorted(found.rows, key=lambda row: (row[0] not in phrases, max(row[1], SHORT), row[2], -row[3], row[0]))
    shown = [row[0] for row in ranked[found.skip : found.skip + limit]]
    more = None
    if found.skip + limit < len(ranked):
        more = f"{found.start}:{found.skip + limit}"
    elif found.low is not None:
        more = f"{found.low}:0"
    return Page(_listed(db, shown, _marked(db, shown, found)), more)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the index is asked for: words and facets, all of them; and the first and last day, which rows are asked for."""

    words: str
    facets: tuple[str, ...]
    days: tuple[int, int]

    @property
    def expression(self) -> str:
        """The words and facets as the index is asked for them."""
        return _expression(self.words, self.facets)

    @property
    def dated(self) -> bool:
        """Whether any day will not do."""
        return self.days != _ANY_DAY


def _place(cursor: str | None) -> tuple[int, int]:
    """Return before which row the window begins, and how many of it have been shown."""
    return (_LAST, 0) if cursor is None else two_numbers(cursor)


def _terms(words: str) -> list[str]:
    """Return each word and each quoted phrase once, as the index is asked for it. Raises UsageError for more than TERMS."""
    terms: dict[str, str] = {}
    for phrase, word in _ASKED.findall(words):
        asked = phrase or word.rstrip("*")
        if any(c.isalnum() for c in asked):
            term = '"' + asked.replace("\0", " ") + '"' + ("*" if word.endswith("*") and _long_enough(asked) else "")
            terms.setdefault(term.casefold(), term)
    if len(terms) > TERMS:
        raise UsageError(
            f"{len(terms)} words are too many to look for at once, {TERMS} are the most; "
            "in quotation marks they are looked for as one, next to each other"
        )
    return list(terms.values())


def short_beginnings(words: str) -> tuple[str, ...]:
    """Return the beginnings ("re*") of a search that are too short, so that they are looked for as words."""
    asked = [word for _, word in _ASKED.findall(words) if word.endswith("*")]
    short = [word for word in asked if any(c.isalnum() for c in word) and not _long_enough(word.rstrip("*"))]
    return tuple(dict.fromkeys(short))


def _long_enough(beginning: str) -> bool:
    """Tell whether the index can be asked for a beginning: it takes the last word of what was typed ("co-op*") for one."""
    return len((_TOKEN.findall(unaccented(beginning)) or [""])[-1]) >= BEGINNING


def _facets(db: sqlite3.Connection, query: Query, settings: LedgerSettings) -> tuple[str, ...] | None:
    """Return the facets that a statement must have, as the index is asked for them; None if none can have them."""
    facets: list[list[str]] = []
    if query.kind:
        if query.kind not in KIND_NUMBERS:
            raise UsageError(f"{query.kind!r} is no kind of source; the kinds are {', '.join(KIND_NUMBERS)}")
        facets.append([f"k{KIND_NUMBERS[query.kind]}"])
    for letter, name in (("v", query.by), ("a", query.about)):
        if name:
            facets.append([f"{letter}{number}" for number in voices.standing_for(db, name, settings)])
    if query.outlet:
        row = db.execute("SELECT number FROM outlet WHERE key = ?", (fold(query.outlet),)).fetchone()
        facets.append([f"o{row[0]}"] if row else [])
    if not all(facets):
        return None
    return tuple(f"({' OR '.join(options)})" for options in facets)


def _months(db: sqlite3.Connection, first: int, last: int) -> list[str]:
    """Return the whole years, and the months of those in part, that these days lie in, as facets; none where no statement does."""
    known = db.execute("SELECT min(day), max(day) FROM statement WHERE day > 0").fetchone()
    if known[0] is None:
        return []
    start, end = date.fromordinal(max(first, known[0])), date.fromordinal(max(1, min(last, known[1])))
    facets = []
    for year in range(start.year, end.year + 1):
        months = [
            f"m{year:04}{month:02}"
            for month in range(1, 13)
            if (start.year, start.month) <= (year, month) <= (end.year, end.month)
        ]
        facets += [f"y{year:04}"] if len(months) == 12 else months
    return facets


_Row: TypeAlias = "tuple[int, int, int, int, int, int | None, int]"
"""The number, length, mode, day, kind, voice and article of a statement."""


def _window(db: sqlite3.Connection, asked: _Asked, before: int, most: int) -> tuple[list[_Row], _Asked, int | None]:
    """Return the latest matches before a row, how they were asked for, and before which row there may be more (None: nowhere).

    Where the words alone match few statements, days are looked at in their rows; only else it pays to ask the index for months.
    """
    rows = _matches(db, asked.expression, before, most, _ANY_DAY)
    if asked.dated and len(rows) == most:
        asked = replace(asked, facets=(*asked.facets, f"({' OR '.join(_months(db, *asked.days)) or 'none'})"))
        rows = _matches(db, asked.expression, before, most, asked.days)
    low = min(row[0] for row in rows) if len(rows) == most else None
    first, last = asked.days
    return [row for row in rows if not asked.dated or max(first, 1) <= row[3] <= last], asked, low


def _matches(db: sqlite3.Connection, expression: str, before: int, most: int, days: tuple[int, int]) -> list[_Row]:
    """Return the statements that match and were said between two days, those added last first."""
    found = "statement s WHERE s.number < :before"
    if expression:
        found = "statement_index i JOIN statement s ON s.number = i.rowid WHERE statement_index MATCH :ask AND i.rowid < :before"
    dated = " AND s.day BETWEEN :first AND :last" if days != _ANY_DAY else ""
    order = "i.rowid" if expression else "s.number"
    return db.execute(
        f"SELECT s.number, length(s.words), s.mode, s.day, s.kind, s.voice, s.article FROM {found}{dated} ORDER BY {order} DESC LIMIT :most",  # noqa: S608  # words of ours
        {"ask": expression, "before": before, "first": max(days[0], 1), "last": days[1], "most": most},
    ).fetchall()


def _expression(words: str, facets: Sequence[str]) -> str:
    """Return what the index is asked for: words and facets, all of them."""
    asked = [f"words : ({words})"] if words else []
    return " AND ".join(asked + [f"facets : {facet}" for facet in facets])


def _phrases(db: sqlite3.Connection, found: Window) -> set[int]:
    """Return which statements of the window have the words next to each other as they were typed."""
    terms = found.terms
    plain = [term[1:-1] for term in terms if term.endswith('"')]
    if len(terms) < 2 or len(plain) < len(terms) or not found.rows:
        return set()
    numbers = [row[0] for row in found.rows]
    rows = db.execute(
        "SELECT rowid FROM statement_index WHERE statement_index MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
        (_expression('"' + " ".join(plain) + '"', found.asked.facets), min(numbers), max(numbers), len(numbers)),
    )
    return {row[0] for row in rows}


def _marked(db: sqlite3.Connection, numbers: Sequence[int], found: Window) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return where the words stand in each statement of a window."""
    if not found.terms or not numbers:
        return {}
    # One walk through what matches between the first and the last is cheaper than going to each: the plus keeps SQLite from that.
    rows = db.execute(
        "SELECT rowid, highlight(statement_index, 0, ?, ?) FROM statement_index WHERE statement_index MATCH ? "
        "AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))",
        (_BEGIN, _END, _expression(found.asked.words, ()), min(numbers), max(numbers), json.dumps(numbers)),
    )
    return {number: _places(words) for number, words in rows}


def _places(marked: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges between the marks, as offsets into the words without them."""
    places: list[tuple[int, int]] = []
    start = length = 0
    for part in re.split(f"([{_BEGIN}{_END}])", marked):
        if part == _BEGIN:
            start = length
        elif part == _END:
            places.append((start, length))
        else:
            length += len(part)
    return tuple(places)


def _listed(
    db: sqlite3.Connection, numbers: Sequence[int], marks: Mapping[int, tuple[tuple[int, int], ...]]
) -> tuple[Listed, ...]:
    """Return statements as lists show them, in the order of their numbers here."""
    found = {}
    for row in db.execute(_LISTED, (json.dumps(numbers),)):
        *shown, certainty, polarity, confidence = row
        number, statement, article, headline, url, outlet, published, story, day, kind, mode, name, voice, words = shown
        found[number] = Listed(
            statement, article, headline, url, outlet, published, story, day_text(day), kind, MODES[mode], name, voice,
            words, marks.get(number, ()), CERTAINTIES[certainty], POLARITIES[polarity], confidence,
        )  # fmt: skip
    return tuple(found[number] for number in numbers if number in found)


_LISTED = """
SELECT s.number, s.id, a.id, a.headline, a.url, o.name, a.published, t.id, s.day, k.name, s.mode,
       coalesce(r.name, s.name), r.id, s.words, s.certainty, s.polarity, s.confidence
FROM statement s JOIN article a ON a.number = s.article JOIN source_kind k ON k.number = s.kind
LEFT JOIN outlet o ON o.number = a.outlet LEFT JOIN story t ON t.number = a.story
LEFT JOIN voice v ON v.number = s.voice LEFT JOIN voice r ON r.number = coalesce(v.same_as, v.number)
WHERE s.number IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list in order of time is wanted: from ``first`` on, before (``last``, ``number``), at most ``limit``."""

    first: int
    last: int
    number: int
    limit: int


def part_of(since: str | None, until: str | None, limit: int, cursor: str | None) -> Part:
    """Return the part of a list that lies between two days and behind a cursor."""
    first, last = days(since, until)
    return Part(first, *(_place(cursor) if cursor else (last, _LAST)), limit)


def said(db: sqlite3.Connection, number: int, part: Part) -> Page[Listed]:
    """Return what a voice, and all that are the same, said, the latest first."""
    return _over_time(db, _SAID, number, part)


def spoken_of(db: sqlite3.Connection, number: int, part: Part) -> Page[Listed]:
    """Return what is said about a voice, and about all that are the same, the latest first."""
    return _over_time(db, _SPOKEN_OF, number, part)


_SAID = """
SELECT day, number FROM statement WHERE voice = ? AND day >= ? AND (day, number) < (?, ?)
ORDER BY day DESC, number DESC LIMIT ?
"""
_SPOKEN_OF = """
SELECT day, statement FROM about WHERE voice = ? AND day >= ? AND (day, statement) < (?, ?)
ORDER BY day DESC, statement DESC LIMIT ?
"""


def _over_time(db: sqlite3.Connection, ask: str, number: int, part: Part) -> Page[Listed]:
    """Return a page of statements in the order of their days, from each of the voices that are one."""
    limit = part.limit
    lists = [
        db.execute(ask, (one, part.first, part.last, part.number, limit + 1)).fetchall()
        for one in voices.members(db, number)
    ]
    rows = list(dict.fromkeys(heapq.merge(*lists, reverse=True)))  # a statement about two who are one comes once
    more = f"{rows[limit - 1][0]}:{rows[limit - 1][1]}" if len(rows) > limit else None
    return Page(_listed(db, [row[1] for row in rows[:limit]], {}), more)
