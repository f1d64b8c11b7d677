"""Who an outlet's articles have their word from: counts for an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.store import voices
from onrecord.store.folding import fold
from onrecord.store.kept import Sourcing, Used
from onrecord.store.packing import day_number

if TYPE_CHECKING:
    import sqlite3

_FROM = "FROM statement s JOIN article a ON a.number = s.article LEFT JOIN outlet o ON o.number = a.outlet"
_WHERE = """
WHERE (:outlet IS NULL OR o.key = :outlet) AND a.day >= :first AND a.day <= :last
"""
_MONTH = "CASE WHEN a.day > 0 THEN strftime('%Y-%m', a.day + 1721424.5) END"


def counted(db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None) -> tuple[Sourcing, ...]:
    """Return counts by outlet, month of publication and kind of source, in this order."""
    rows = db.execute(
        f"SELECT o.name, {_MONTH} AS month, k.name, count(*), count(DISTINCT a.number) "
        f"{_FROM} JOIN source_kind k ON k.number = s.kind {_WHERE}"
        "GROUP BY a.outlet, month, s.kind ORDER BY o.name, month, s.kind",
        _asked(outlet, since, until),
    )
    return tuple(Sourcing(*row) for row in rows)


def most_used(
    db: sqlite3.Connection, outlet: str | None, since: str | None, until: str | None, limit: int
) -> tuple[Used, ...]:
    """Return the voices with the most statements, the most first."""
    rows = db.execute(
        "SELECT coalesce(v.same_as, v.number) AS root, count(*) AS n, count(DISTINCT a.number) "
        f"{_FROM} JOIN voice v ON v.number = s.voice {_WHERE}"
        "GROUP BY root ORDER BY n DESC, root LIMIT :limit",
        {**_asked(outlet, since, until), "limit": limit},
    ).fetchall()
    return tuple(Used(voices.by_number(db, number), statements, articles) for number, statements, articles in rows)


def _asked(outlet: str | None, since: str | None, until: str | None) -> dict[str, str | int | None]:
    """Return what the queries are given; a period leaves out articles whose day is unknown."""
    first = day_number(since) or (1 if until else 0)
    return {"outlet": fold(outlet) if outlet else None, "first": first, "last": day_number(until) or 1 << 40}
