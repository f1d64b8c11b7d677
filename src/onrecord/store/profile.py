"""A voice counted: what it says and what is said of it by month, by outlet, with and about whom, in which stories."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from onrecord.store import voices
from onrecord.store.kept import Profile

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from onrecord.store.kept import Voice

Key = TypeVar("Key")


def profile(db: sqlite3.Connection, voice: int, most: int, shown: int) -> Profile:
    """Return the profile of a voice (its number), from its latest ``most`` statements each way; of each list the first ``shown``."""
    members = voices.members(db, voice)
    said, about = (_latest(db, ask, members, most) for ask in (_SAID, _ABOUT))
    outlets = _pairs((row[1] for row in said), (row[1] for row in about))
    by_outlet = sorted(outlets.items(), key=lambda one: (-sum(one[1]), one[0] or 1 << 62))[:shown]
    names = _by_number(db, "SELECT number, name FROM outlet", (outlet for outlet, _ in by_outlet))
    told = Counter(row[2] for row in {*said, *about} if row[2] is not None)
    return Profile(
        by_month=_by_month(db, members),
        by_outlet=tuple((names.get(outlet), *pair) for outlet, pair in by_outlet),
        speaks_of=_others(db, _WHOM, [row[0] for row in said], members, shown),
        spoken_of_by=_others(db, _WHO, [row[0] for row in about], members, shown),
        stories=_stories(db, sorted(told.items(), key=lambda one: (-one[1], -one[0]))[:shown]),
        of_said=len(said), of_about=len(about),
    )  # fmt: skip


_SAID = "SELECT number, day FROM statement WHERE voice = ? ORDER BY day DESC, number DESC LIMIT ?"
_ABOUT = "SELECT statement, day FROM about WHERE voice = ? ORDER BY day DESC, statement DESC LIMIT ?"
_WHERE = """
SELECT s.number, a.outlet, a.story
FROM json_each(?) j JOIN statement s ON s.number = j.value JOIN article a ON a.number = s.article
"""
_WHOM = """
SELECT coalesce(v.same_as, v.number) AS other, count(DISTINCT j.value) AS many
FROM json_each(:statements) j JOIN about t ON t.statement = j.value JOIN voice v ON v.number = t.voice
"""
_WHO = """
SELECT coalesce(v.same_as, v.number) AS other, count(*) AS many
FROM json_each(:statements) j JOIN statement s ON s.number = j.value JOIN voice v ON v.number = s.voice
"""
_MOST = (
    "GROUP BY other HAVING other NOT IN (SELECT value FROM json_each(:members)) ORDER BY many DESC, other LIMIT :shown"
)
_MONTHS = """
SELECT CASE WHEN day > 0 THEN strftime('%Y-%m', day + 1721424.5) END, sum(many) FROM ({}) GROUP BY 1
"""


def _latest(
    db: sqlite3.Connection, ask: str, members: Sequence[int], most: int
) -> list[tuple[int, int | None, int | None]]:
    """Return the number, outlet and story of the latest statements by, or about, any of some voices that are one; each once."""
    lists = [db.execute(ask, (member, most)).fetchall() for member in members]
    latest = lists[0]
    if len(lists) > 1:
        latest = sorted({row for rows in lists for row in rows}, key=lambda row: (row[1], row[0]), reverse=True)[:most]
    return db.execute(_WHERE, (json.dumps([number for number, _ in latest]),)).fetchall()


def _stories(db: sqlite3.Connection, told: Sequence[tuple[int, int]]) -> tuple[tuple[str, int], ...]:
    """Return the ids of stories (numbers), with their counts."""
    ids = _by_number(db, "SELECT number, id FROM story", (number for number, _ in told))
    return tuple((ids[number], many) for number, many in told)


def _by_number(db: sqlite3.Connection, ask: str, numbers: Iterable[int | None]) -> dict[int | None, str]:
    """Return what a query gives for these numbers."""
    return dict(db.execute(f"{ask} WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)))  # noqa: S608  # ours


def _pairs(said: Iterable[Key], about: Iterable[Key]) -> dict[Key, tuple[int, int]]:
    """Return how often each occurs in the one and in the other."""
    ones, others = Counter(said), Counter(about)
    return {key: (ones[key], others[key]) for key in (*ones, *(key for key in others if key not in ones))}


def _by_month(db: sqlite3.Connection, members: Sequence[int]) -> tuple[tuple[str | None, int, int], ...]:
    """Return the months, the earliest first and unknown days last, with how many statements by and about these voices."""
    group = json.dumps(members)
    among = "WHERE voice IN (SELECT value FROM json_each(?)) GROUP BY day"
    once = (
        "count(*)" if len(members) == 1 else "count(DISTINCT statement)"
    )  # of two who are one, a statement about both
    said = dict(db.execute(_MONTHS.format(f"SELECT day, count(*) AS many FROM statement {among}"), (group,)))  # noqa: S608  # ours
    about = dict(db.execute(_MONTHS.format(f"SELECT day, {once} AS many FROM about {among}"), (group,)))  # noqa: S608  # ours
    months = sorted({*said, *about}, key=lambda month: (month is None, month or ""))
    return tuple((month, said.get(month, 0), about.get(month, 0)) for month in months)


def _others(
    db: sqlite3.Connection, ask: str, statements: Sequence[int], members: Sequence[int], shown: int
) -> tuple[tuple[Voice, int], ...]:
    """Return the voices that a query finds in most of the statements, none of those whose profile this is."""
    asked = {"statements": json.dumps(statements), "members": json.dumps(members), "shown": shown}
    others = db.execute(ask + _MOST, asked).fetchall()
    found = voices.by_numbers(db, [number for number, _ in others])
    return tuple((voice, many) for voice, (_, many) in zip(found, others, strict=True))
