"""What a search comes to, counted by kind of source, outlet and speaker: so that a list can say how a filter would narrow it.

Counted are the latest matches, as many as are ranked at a time: however common the words, it costs the same.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from onrecord.store import search, voices
from onrecord.store.kept import Faceted, Page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

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
_OUTLETS = "SELECT a.number, o.name FROM article a JOIN outlet o ON o.number = a.outlet WHERE a.number IN (SELECT value FROM json_each(?))"
_VOICES = "SELECT number, coalesce(same_as, number) FROM voice WHERE number IN (SELECT value FROM json_each(?))"


def _counted(db: sqlite3.Connection, found: Window, limit: int) -> Faceted:
    kinds = Counter(row[4] for row in found.rows)
    said = Counter(row[5] for row in found.rows if row[5] is not None)
    articles = Counter(row[6] for row in found.rows)
    by_kind = _most(kinds, db.execute(_KINDS), limit)
    by_outlet = _most(articles, db.execute(_OUTLETS, (json.dumps(list(articles)),)), limit)
    by_voice = _most(said, db.execute(_VOICES, (json.dumps(list(said)),)), limit)
    return Faceted(
        len(found.rows), found.low is not None, by_kind, by_outlet, tuple((voices.by_number(db, number), many) for number, many in by_voice)
    )  # fmt: skip


def _most(many: Counter[int], values: Iterable[tuple[int, Any]], limit: int) -> tuple[tuple[Any, int], ...]:
    """Return the values that most rows have, in their own order where as many do; rows without a value count in none."""
    found: Counter[Any] = Counter()
    for number, value in values:
        if many[number]:
            found[value] += many[number]
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit])
