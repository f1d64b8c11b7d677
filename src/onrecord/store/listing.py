"""Articles in order of time, and the outlets that they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.store.folding import fold
from onrecord.store.kept import ArticleRow, OutletRow, Page
from onrecord.store.packing import days, two_numbers

if TYPE_CHECKING:
    import sqlite3


def articles(
    db: sqlite3.Connection, outlet: str | None, period: tuple[str | None, str | None], limit: int, cursor: str | None
) -> Page[ArticleRow]:
    """Return articles of an outlet, or of all, published between two days: the latest first, days unknown last."""
    first, last = days(*period)
    first = first or int(bool(period[1]))  # what has no day was not published before any
    day, number = two_numbers(cursor) if cursor else (last + 1, 0)
    where, asked = "", {"first": first, "day": day, "number": number, "most": limit + 1}
    if outlet is not None:
        row = db.execute("SELECT number FROM outlet WHERE key = ?", (fold(outlet),)).fetchone()
        if row is None:
            return Page((), None)
        where, asked["outlet"] = "a.outlet = :outlet AND ", row[0]
    rows = db.execute(
        f"{_SELECT} WHERE {where}(a.day, a.number) < (:day, :number) AND a.day >= :first ORDER BY a.day DESC, a.number DESC LIMIT :most",
        asked,
    ).fetchall()
    more = f"{rows[limit - 1][8]}:{rows[limit - 1][9]}" if len(rows) > limit else None
    return Page(tuple(ArticleRow(*row[:8]) for row in rows[:limit]), more)


_SELECT = """
SELECT a.id, a.url, o.name, a.published, a.headline,
       (SELECT count(*) FROM statement WHERE article = a.number), s.id, (SELECT count(*) FROM version WHERE article = a.number),
       a.day, a.number
FROM article a LEFT JOIN outlet o ON o.number = a.outlet LEFT JOIN story s ON s.number = a.story
"""


def outlets(db: sqlite3.Connection, limit: int) -> tuple[OutletRow, ...]:
    """Return the outlets with the most articles, by name where they have as many."""
    rows = db.execute(
        "SELECT o.name, n.many FROM (SELECT outlet, count(*) AS many FROM article WHERE outlet IS NOT NULL GROUP BY outlet) n "
        "JOIN outlet o ON o.number = n.outlet ORDER BY n.many DESC, o.name LIMIT ?",
        (limit,),
    )
    return tuple(OutletRow(*row) for row in rows)
