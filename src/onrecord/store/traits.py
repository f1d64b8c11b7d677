"""What other stages know articles by: kept as they are, and found by the keys and bands that two articles share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.store.kept import Marks
from onrecord.store.packing import day_number, pack, pack_traits, trait_numbers, unpack, unpack_traits

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def put(db: sqlite3.Connection, number: int, marks: Marks) -> None:
    """Keep the marks of an article in the place of those that it had."""
    take_out(db, number)
    traits = list(dict.fromkeys([*trait_numbers("key", marks.keys), *trait_numbers("band", marks.bands)]))
    day = _day(db, number)
    db.execute(
        "INSERT INTO marks (article, data, traits) VALUES (?, ?, ?)",
        (number, pack([marks.sketch, marks.signature]), pack_traits([day, *traits])),
    )
    db.executemany("INSERT INTO trait (trait, day, article) VALUES (?, ?, ?)", [(one, day, number) for one in traits])


def take_out(db: sqlite3.Connection, number: int) -> None:
    """Delete the marks of an article."""
    row = db.execute("SELECT traits FROM marks WHERE article = ?", (number,)).fetchone()
    if row is None:
        return
    day, *traits = unpack_traits(row[0])  # the day that the rows were written with: the article's may be another by now
    db.executemany("DELETE FROM trait WHERE trait = ? AND day = ? AND article = ?", [(t, day, number) for t in traits])
    db.execute("DELETE FROM marks WHERE article = ?", (number,))


def _day(db: sqlite3.Connection, number: int) -> int:
    return int(db.execute("SELECT day FROM article WHERE number = ?", (number,)).fetchone()[0])


def marks(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Marks]:
    """Return sketches and signatures by the ids of articles."""
    found = {}
    for identity in ids:
        row = db.execute(
            "SELECT m.data FROM article a JOIN marks m ON m.article = a.number WHERE a.id = ?", (identity,)
        ).fetchone()
        if row is not None:
            found[identity] = Marks(*unpack(row[0]))
    return found


def sharing(
    db: sqlite3.Connection, traits: Sequence[int], day: str | None, limit: int, nearest: int
) -> tuple[str, ...]:
    """Return ids of articles that share keys or bands: most shared first, then nearest in time, then first come.

    Of each only the ``nearest`` articles to ``day`` are looked at, so that one which everybody has costs no more than a rare one.
    """
    middle = day_number(day)
    shared: Counter[int] = Counter()
    days: dict[int, int] = {}
    for trait in traits:
        near = _nearest(db, trait, middle, nearest)
        shared.update(article for article, _ in near)
        days.update(near)
    best = sorted(shared, key=lambda one: (-shared[one], _apart(days[one], middle), one))[:limit]
    ids = (db.execute("SELECT id FROM article WHERE number = ?", (number,)).fetchone() for number in best)
    return tuple(row[0] for row in ids if row is not None)


def _apart(day: int, middle: int) -> int:
    """Return days between two days; where one is unknown, more than any."""
    return abs(day - middle) if day and middle else 1 << 30


def _nearest(db: sqlite3.Connection, trait: int, middle: int, most: int) -> list[tuple[int, int]]:
    """Return the articles, each with its day, that have a trait: the nearest to a day; for an unknown day the latest."""
    before = db.execute(
        "SELECT article, day FROM trait WHERE trait = ? AND day <= ? ORDER BY day DESC, article LIMIT ?",
        (trait, middle or 1 << 40, most),
    ).fetchall()
    after = db.execute(
        "SELECT article, day FROM trait WHERE trait = ? AND day > ? ORDER BY day, article LIMIT ?",
        (trait, middle or 1 << 40, most),
    ).fetchall()
    return sorted(before + after, key=lambda row: (_apart(row[1], middle), row[0]))[:most]
