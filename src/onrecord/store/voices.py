"""People, bodies and things with a name, across articles: which voice an entity is, who is called so, who says most.

The same name of two or more words and the same kind is the same voice everywhere. A person's name of one word is somebody of its own in
each article, for "Moss" is many people; a body, place or thing of one word is the same everywhere, for "Reuters" is not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.errors import NotInLedgerError
from onrecord.store.folding import fold
from onrecord.store.kept import Page, Voice
from onrecord.store.packing import opaque_id, two_numbers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from onrecord.store.settings import LedgerSettings

SHORTEST_PART = 3
"""Letters from which a part of a name can be looked up: the index is by threes."""


def voice_id(kind: str, name: str, article: str) -> str:
    """Return the id of the voice that a name is in an article (its id, which matters for a person's name of one word only)."""
    key = fold(name)
    own = kind == "person" and " " not in key
    return opaque_id(kind, key, article if own else "")


def number_of(db: sqlite3.Connection, kind: str, name: str, article: str) -> int | None:
    """Return the number of the voice that a name is in an article, made if need be; None for a name without letters."""
    key = fold(name)
    if not key:
        return None
    identity = voice_id(kind, name, article)
    row = db.execute("SELECT number FROM voice WHERE id = ?", (identity,)).fetchone()
    return row[0] if row else new_voice(db, identity, kind, name)


def new_voice(db: sqlite3.Connection, identity: str, kind: str, name: str) -> int:
    """Make a voice and return its number."""
    key = fold(name)
    cursor = db.execute("INSERT INTO voice (id, kind, name, key) VALUES (?, ?, ?, ?)", (identity, kind, name, key))
    number = int(cursor.lastrowid or 0)
    db.execute("INSERT INTO name_index (rowid, key) VALUES (?, ?)", (number, key))
    return number


def count(db: sqlite3.Connection, column: str, changes: Iterable[tuple[int, int]]) -> None:
    """Add to the ``said`` or ``about`` of voices, or of those that they are: (number, how many) each."""
    db.executemany(
        f"UPDATE voice SET {column} = {column} + ? WHERE number = (SELECT coalesce(same_as, number) FROM voice WHERE number = ?)",  # noqa: S608  # a name of ours
        [(by, number) for number, by in changes],
    )


def drop_unused(db: sqlite3.Connection, numbers: Collection[int]) -> list[str]:
    """Delete those of these voices that no statement and no judgement mentions any more; return their ids."""
    gone = []
    for number in sorted(numbers):
        row = db.execute(_UNUSED, (number,)).fetchone()
        if row is not None:
            db.execute("INSERT INTO name_index (name_index, rowid, key) VALUES ('delete', ?, ?)", (number, row[1]))
            db.execute("DELETE FROM voice WHERE number = ?", (number,))
            gone.append(row[0])
    return gone


_UNUSED = """
SELECT id, key FROM voice v
WHERE number = ? AND same_as IS NULL
  AND NOT EXISTS (SELECT 1 FROM statement WHERE voice = v.number)
  AND NOT EXISTS (SELECT 1 FROM about WHERE voice = v.number)
  AND NOT EXISTS (SELECT 1 FROM voice w WHERE w.same_as = v.number)
  AND NOT EXISTS (SELECT 1 FROM parting WHERE voice = v.number)
  AND NOT EXISTS (SELECT 1 FROM parting WHERE becomes = v.number)
"""


def numbered(db: sqlite3.Connection, path: Path, identity: str) -> int:
    """Return the number of the voice with this id, or of the one that it was merged into."""
    row = db.execute("SELECT coalesce(same_as, number) FROM voice WHERE id = ?", (identity,)).fetchone()
    if row is None:
        raise NotInLedgerError(path, "voice", identity)
    return int(row[0])


def members(db: sqlite3.Connection, number: int) -> list[int]:
    """Return the number of a voice and those of the voices that are the same."""
    return [
        number,
        *(row[0] for row in db.execute("SELECT number FROM voice WHERE same_as = ? ORDER BY number", (number,))),
    ]


def names(db: sqlite3.Connection, number: int) -> tuple[tuple[str, str], ...]:
    """Return id and name of a voice and of those that are the same, its own first."""
    rows = db.execute(
        "SELECT id, name FROM voice WHERE number = ?1 OR same_as = ?1 ORDER BY number <> ?1, number", (number,)
    )
    return tuple(rows.fetchall())


def by_number(db: sqlite3.Connection, number: int) -> Voice:
    """Return the record of a voice that was not merged into another."""
    return by_numbers(db, (number,))[0]


def by_numbers(db: sqlite3.Connection, numbers: Sequence[int]) -> tuple[Voice, ...]:
    """Return the records of voices that were not merged into others, in the order of their numbers here."""
    asked = json.dumps(numbers)
    rows = db.execute(
        "SELECT number, id, kind, name, said, about FROM voice WHERE number IN (SELECT value FROM json_each(?))",
        (asked,),
    )
    found = {row[0]: row for row in rows}
    return _voices(db, [found[number] for number in numbers])


def _voices(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> tuple[Voice, ...]:
    """Return the records of rows of voices."""
    also: dict[int, list[str]] = {}
    for number, identity in db.execute(_ALSO, (json.dumps([row[0] for row in rows]),)):
        also.setdefault(number, []).append(identity)
    return tuple(
        Voice(identity, kind, name, said, about, tuple(also.get(number, ())))
        for number, identity, kind, name, said, about in rows
    )


_ALSO = "SELECT same_as, id FROM voice WHERE same_as IN (SELECT value FROM json_each(?)) ORDER BY number"


def listed(db: sqlite3.Connection, limit: int, cursor: str | None) -> Page[Voice]:
    """Return those who have said something, who said most first, the first known first among equals."""
    said, number = two_numbers(cursor) if cursor else (1 << 62, 0)
    rows = db.execute(
        "SELECT number, id, kind, name, said, about FROM voice WHERE said > 0 AND same_as IS NULL "
        "AND (said < ? OR said = ? AND number > ?) ORDER BY said DESC, number LIMIT ?",
        (said, said, number, limit + 1),
    ).fetchall()
    more = f"{rows[limit - 1][4]}:{rows[limit - 1][0]}" if len(rows) > limit else None
    return Page(_voices(db, rows[:limit]), more)


def called(db: sqlite3.Connection, name: str, limit: int, settings: LedgerSettings) -> tuple[Voice, ...]:
    """Return voices whose name is this, then those that have it as words of theirs, then those that have it as a part."""
    key = fold(name)
    found: dict[int, tuple[int, int]] = {}
    for number, other, said in _candidates(db, key, settings.names_considered):
        nearness = 0 if other == key else 1 if f" {key} " in f" {other} " else 2
        found[number] = min(found.get(number, (2, 0)), (nearness, -said))
    best = sorted(found, key=lambda number: (found[number], number))
    return by_numbers(db, best[:limit])


def _candidates(db: sqlite3.Connection, key: str, most: int) -> list[tuple[int, str, int]]:
    """Return the number (of the voice that it is), key and number of statements of voices whose name holds the key."""
    if not key:
        return []
    select = "SELECT r.number, v.key, r.said FROM voice v JOIN voice r ON r.number = coalesce(v.same_as, v.number) "
    rows = db.execute(select + "WHERE v.key = ? ORDER BY r.said DESC, r.number LIMIT ?", (key, most)).fetchall()
    if len(key) >= SHORTEST_PART:
        inside = "WHERE v.number IN (SELECT rowid FROM name_index WHERE name_index MATCH ? ORDER BY rowid LIMIT ?)"
        rows += db.execute(select + inside, (f'"{key}"', most)).fetchall()
    return rows


def standing_for(db: sqlite3.Connection, name: str, settings: LedgerSettings) -> list[int]:
    """Return the numbers of all voices that a filter by this id or name means, merged ones included; none if nobody is called so.

    A full name means those who have exactly this one, where there are any; a surname everybody who has it.
    """
    row = db.execute("SELECT coalesce(same_as, number) FROM voice WHERE id = ?", (name,)).fetchone()
    if row is not None:
        return members(db, row[0])
    key = fold(name)
    rows = _candidates(db, key, settings.names_considered)
    exact = [row for row in rows if row[1] == key] if " " in key else []
    whole = exact or [row for row in rows if f" {key} " in f" {row[1]} "]
    best = dict.fromkeys(number for number, _, _ in sorted(whole, key=lambda row: (-row[2], row[0])))
    return [member for number in list(best)[: settings.voices_of_a_name] for member in members(db, number)]
