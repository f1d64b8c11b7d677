"""What a search comes to, counted by kind of source, outlet and speaker: so that a list can say how a filter would narrow it.

Counted are the latest matches, as many as are ranked at a time: however common the words, it costs the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onrecord.store import search, voices
from onrecord.store.kept import Faceted

if TYPE_CHECKING:
    import sqlite3

    from onrecord.store.kept import Query
    from onrecord.store.settings import LedgerSettings


def faceted(db: sqlite3.Connection, query: Query, limit: int, settings: LedgerSettings) -> Faceted:
    """Return how many statements match, and of each facet the values with the most, ``limit`` at most."""
    numbers, more = search.matching(db, query, settings)
    asked = {"numbers": json.dumps(numbers), "limit": limit}
    kinds, outlets, said = (tuple(db.execute(_BY.format(*by), asked).fetchall()) for by in (_KIND, _OUTLET, _VOICE))
    return Faceted(
        len(numbers), more, kinds, outlets, tuple((voices.by_number(db, number), many) for number, many in said)
    )


_BY = """
SELECT {0}, count(*) AS many FROM statement s {1}
WHERE s.number IN (SELECT value FROM json_each(:numbers)) AND {0} IS NOT NULL
GROUP BY {0} ORDER BY many DESC, {0} LIMIT :limit
"""
_KIND = ("k.name", "JOIN source_kind k ON k.number = s.kind")
_OUTLET = ("o.name", "JOIN article a ON a.number = s.article JOIN outlet o ON o.number = a.outlet")
_VOICE = ("coalesce(v.same_as, v.number)", "JOIN voice v ON v.number = s.voice")
