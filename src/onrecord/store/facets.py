"""What a search comes to, counted by kind of source, outlet and speaker: so that a list can say how a filter would narrow it.

Counted are the latest matches, as many as are ranked at a time: however common the words, it costs the same.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.store import search, voices
from onrecord.store.kept import Faceted, Page

if TYPE_CHECKING:
    import sqlite3

    from onrecord.store.kept import Listed, Query
    from onrecord.store.search import Window
    from onrecord.store.settings import LedgerSettings


def faceted(db: sqlite3.Connection, query: Query, limit: int, settings: LedgerSettings) -> Faceted:
    """Return how many statements match, and of each facet the values with the most, ``limit`` at most."""
    found = search.window_of(db, query, None, settings)
    return _counted(db, found, limit) if found else NOTHING


def searched(
    db: sqlite3.Connection, query: Query, limit: int, values: int, settings: LedgerSettings
) -> tuple[Page[Listed], Faceted]:
    """Return the first page of a search and what ``faceted`` does, with ``values`` of each facet: what matches is looked up once."""
    found = search.window_of(db, query, None, settings)
    return (search.page_of(db, found, limit), _counted(db, found, values)) if found else (Page((), None), NOTHING)


NOTHING = Faceted(0, more=False, kinds=(), outlets=(), speakers=())
_KINDS = "SELECT number, name FROM source_kind"
_OUTLETS = """
SELECT o.name, count(*) FROM json_each(?) j JOIN article a ON a.number = j.value JOIN outlet o ON o.number = a.outlet
GROUP BY o.number ORDER BY 2 DESC, 1 LIMIT ?
"""
_VOICES = """
SELECT coalesce(v.same_as, v.number), count(*) FROM json_each(?) j JOIN voice v ON v.number = j.value
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?
"""


def _counted(db: sqlite3.Connection, found: Window, limit: int) -> Faceted:
    _, _, _, _, kinds, said, articles = zip(*found.rows, strict=True) if found.rows else ((),) * 7
    many, names = Counter(kinds), dict(db.execute(_KINDS))
    by_kind = sorted(((names[kind], of_it) for kind, of_it in many.items()), key=lambda one: (-one[1], one[0]))[:limit]
    by_outlet = db.execute(_OUTLETS, (json.dumps(articles), limit)).fetchall()
    by_voice = db.execute(_VOICES, (json.dumps(said), limit)).fetchall()
    speakers = voices.by_numbers(db, [number for number, _ in by_voice])
    by_speaker = tuple((voice, many) for voice, (_, many) in zip(speakers, by_voice, strict=True))
    return Faceted(len(found.rows), found.low is not None, tuple(by_kind), tuple(by_outlet), by_speaker)
