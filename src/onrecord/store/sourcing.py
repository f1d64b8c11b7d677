"""Who an outlet's articles have their word from, and how much of them is copied: counts for an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.store import voices
from onrecord.store.folding import fold
from onrecord.store.kept import Copied, Sourcing, Used
from onrecord.store.packing import day_number

if TYPE_CHECKING:
    import sqlite3


def counted(db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None) -> tuple[Sourcing, ...]:
    """Return counts by outlet, month of publication and kind of source, in this order."""
    where, asked = _selected(db, outlet, since, until)
    return tuple(Sourcing(*row) for row in db.execute(_COUNTED.format(where), asked))


# Counted by article first, in the order of an index; counting whole statements by month would sort a million of them.
_COUNTED = """
WITH of_article AS (
    SELECT a.outlet, a.day, s.kind, count(*) AS many
    FROM article a CROSS JOIN statement s ON s.article = a.number WHERE {} GROUP BY a.number, s.kind
), by_month AS (
    SELECT outlet, CASE WHEN day > 0 THEN strftime('%Y-%m', day + 1721424.5) END AS month, kind, sum(many) AS statements, count(*) AS articles
    FROM of_article GROUP BY 1, 2, 3
)
SELECT o.name, m.month, k.name, m.statements, m.articles
FROM by_month m JOIN source_kind k ON k.number = m.kind LEFT JOIN outlet o ON o.number = m.outlet
ORDER BY o.name, m.month, m.kind
"""


def most_used(
    db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None, limit: int
) -> tuple[Used, ...]:
    """Return the voices with the most statements, the most first."""
    if outlet or since or until:
        where, asked = _selected(db, outlet, since, until)
        rows = db.execute(_USED.format(where), {**asked, "limit": limit}).fetchall()
    else:  # of everything the statements are counted already
        rows = db.execute(_MOST_SAID, {"limit": limit}).fetchall()
    used = voices.by_numbers(db, [row[0] for row in rows])
    return tuple(Used(voice, *row[1:]) for voice, row in zip(used, rows, strict=True))


_USED = """
SELECT coalesce(v.same_as, v.number) AS root, count(*) AS n, count(DISTINCT a.number)
FROM article a CROSS JOIN statement s ON s.article = a.number JOIN voice v ON v.number = s.voice WHERE {}
GROUP BY root ORDER BY n DESC, root LIMIT :limit
"""


_MOST_SAID = """
SELECT number, said, (
    SELECT count(DISTINCT article) FROM statement
    WHERE voice IN (SELECT number FROM voice v WHERE v.number = r.number OR v.same_as = r.number)
)
FROM (SELECT number, said FROM voice WHERE said > 0 AND same_as IS NULL ORDER BY said DESC, number LIMIT :limit) r
ORDER BY said DESC, number
"""


def copied(
    db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None, told_by: str
) -> tuple[Copied, ...]:
    """Return how many articles there are by outlet, and how many copy another by results that are ``told_by`` these stages."""
    where, asked = _selected(db, outlet, since, until)
    return tuple(Copied(*row) for row in db.execute(_COPIED.format(where), {**asked, "told_by": told_by}))


_COPIED = """
SELECT o.name, count(*), count(c.story), count(y.article), total(y.share)
FROM article a LEFT JOIN outlet o ON o.number = a.outlet
LEFT JOIN story_card c ON c.story = a.story AND c.told_by = :told_by
LEFT JOIN story_copy y ON y.article = a.number AND y.story = c.story
WHERE {} GROUP BY a.outlet ORDER BY o.name
"""


def untold(
    db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None, told_by: str
) -> tuple[tuple[str, str, str | None], ...]:
    """Return the story, id and outlet of the articles whose story these stages have not told, a story after the other."""
    where, asked = _selected(db, outlet, since, until)
    return tuple(db.execute(_UNTOLD.format(where), {**asked, "told_by": told_by}))


_UNTOLD = """
SELECT s.id, a.id, o.name
FROM article a JOIN story s ON s.number = a.story LEFT JOIN outlet o ON o.number = a.outlet
WHERE {} AND NOT EXISTS (SELECT 1 FROM story_card c WHERE c.story = a.story AND c.told_by = :told_by)
ORDER BY a.story, a.number
"""


def _selected(
    db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None
) -> tuple[str, dict[str, Any]]:
    """Return the condition that articles ``a`` are asked by, and what it is given; a period leaves out articles whose day is unknown."""
    where, asked = ["1"], {}
    if outlet:
        row = db.execute("SELECT number FROM outlet WHERE key = ?", (fold(outlet),)).fetchone()
        where.append("a.outlet = :outlet")
        asked["outlet"] = row[0] if row else 0  # which none is
    if since or until:
        where.append("a.day BETWEEN :first AND :last")
        asked["first"], asked["last"] = day_number(since) or 1, day_number(until) or 1 << 40
    return " AND ".join(where), asked
