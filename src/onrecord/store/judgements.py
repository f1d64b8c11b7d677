"""The log of what people decided, and the corrections of statements that are in effect.

A judgement is in effect until one that is itself in effect supersedes it: undoing an undo brings back the first.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.records import SourceKind
from onrecord.store.folding import fold
from onrecord.store.kept import Judged, Judgement
from onrecord.store.packing import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from onrecord.records import Reading, Statement

_FIELDS: dict[str, dict[str, type]] = {
    "correct": {"kind": str, "name": str, "withdrawn": bool},
    "merge": {"voices": list},
    "split": {"articles": list, "name": str},
    "undo": {},
}
_NEEDED = {"merge": "voices", "split": "articles"}
_SELECT = "SELECT number, kind, subject, change, judge, at, why, supersedes FROM judgement"


def append(db: sqlite3.Connection, judgement: Judgement, supersedes: int | None) -> Judged:
    """Write a judgement into the log."""
    cursor = db.execute(
        "INSERT INTO judgement (kind, subject, change, judge, at, why, supersedes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            judgement.kind, judgement.subject, json.dumps(judgement.change, ensure_ascii=False), judgement.judge, now(),
            judgement.why, supersedes,
        ),
    )  # fmt: skip
    return one(db, int(cursor.lastrowid or 0))


def well_formed(judgement: Judgement) -> None:
    """Raise UsageError where a judgement says what its kind can't, naming the choices."""
    fields = _FIELDS.get(judgement.kind)
    if fields is None:
        raise UsageError(f"no judgement is of kind {judgement.kind!r}; the kinds are {', '.join(_FIELDS)}")
    for name, value in judgement.change.items():
        if name not in fields or not isinstance(value, fields[name]):
            raise UsageError(f"{judgement.kind} can't take {name}={value!r}; it takes {', '.join(fields) or 'nothing'}")
    if not judgement.judge:
        raise UsageError("a judgement needs the name of whoever makes it")
    if (needed := _NEEDED.get(judgement.kind)) and not judgement.change.get(needed):
        raise UsageError(f"{judgement.kind} needs {needed}")
    if judgement.kind == "correct":
        _sound_correction(judgement.change)


def _sound_correction(change: Mapping[str, Any]) -> None:
    if not change:
        raise UsageError("correct needs kind, name or withdrawn")
    if "kind" in change and change["kind"] not in get_args(SourceKind):
        raise UsageError(f"{change['kind']!r} is no kind of source; the kinds are {', '.join(get_args(SourceKind))}")


def one(db: sqlite3.Connection, number: int) -> Judged:
    """Return a judgement of the log."""
    return _judged(db, db.execute(f"{_SELECT} WHERE number = ?", (number,)).fetchone())


def numbered(db: sqlite3.Connection, path: Path, identity: str) -> int:
    """Return the number of the judgement with this id."""
    digits = identity.removeprefix("j")
    number = int(digits) if digits.isdecimal() and len(digits) < 18 else 0
    if db.execute("SELECT 1 FROM judgement WHERE number = ?", (number,)).fetchone() is None:
        raise NotInLedgerError(path, "judgement", identity)
    return number


def listed(db: sqlite3.Connection, subject: str | None) -> tuple[Judged, ...]:
    """Return the log, or what it says about one subject, the oldest first."""
    rows = db.execute(f"{_SELECT} WHERE ?1 IS NULL OR subject = ?1 ORDER BY number", (subject,)).fetchall()
    return tuple(_judged(db, row) for row in rows)


def of_kind(db: sqlite3.Connection, kind: str) -> list[Judged]:
    """Return the judgements of a kind that are in effect, the oldest first."""
    rows = db.execute(f"{_SELECT} WHERE kind = ? ORDER BY number", (kind,)).fetchall()
    return [judged for judged in (_judged(db, row) for row in rows) if judged.in_effect]


def _judged(db: sqlite3.Connection, row: tuple[Any, ...]) -> Judged:
    number, kind, subject, change, judge, at, why, supersedes = row
    judgement = Judgement(kind, subject, json.loads(change), judge, why)
    return Judged(f"j{number}", at, judgement, f"j{supersedes}" if supersedes else None, in_effect(db, number))


def in_effect(db: sqlite3.Connection, number: int) -> bool:
    """Return whether nothing that is in effect supersedes a judgement."""
    after = db.execute(_SUPERSEDING, (number,)).fetchall()
    standing = {one: True for one, _ in after} | {number: True}
    for one, superseded in after:  # the latest first: each is settled before the one that it supersedes
        if standing[one] and superseded in standing:
            standing[superseded] = False
    return standing[number]


_SUPERSEDING = """
WITH RECURSIVE later (number, supersedes) AS (
    SELECT number, supersedes FROM judgement WHERE supersedes = ?
    UNION SELECT j.number, j.supersedes FROM judgement j JOIN later ON j.supersedes = later.number
) SELECT number, supersedes FROM later ORDER BY number DESC
"""


def correction(db: sqlite3.Connection, statement: str) -> tuple[int, dict[str, Any]] | None:
    """Return the number and the change of the correction of a statement that is in effect."""
    rows = db.execute(
        "SELECT number, change FROM judgement WHERE subject = ? AND kind = 'correct' ORDER BY number DESC", (statement,)
    ).fetchall()
    return next(((number, json.loads(change)) for number, change in rows if in_effect(db, number)), None)


def subjects_in(db: sqlite3.Connection, article: int) -> tuple[str, ...]:
    """Return the ids of the statements of an article (its row's number), in any version, that the log has corrections of, in effect or not."""
    rows = db.execute(
        "SELECT DISTINCT subject FROM judgement WHERE kind = 'correct' "
        "AND json_extract(change, '$.article') IN (SELECT id FROM version WHERE article = ?) ORDER BY subject",
        (article,),
    )
    return tuple(subject for (subject,) in rows)


def corrected(db: sqlite3.Connection, reading: Reading) -> Reading:
    """Return a reading with the corrections of its statements that are in effect; those withdrawn are left out."""
    changes = {one.id: change for one in reading.statements if (change := correction(db, one.id)) is not None}
    if not changes:
        return reading
    kept = (one for one in reading.statements if not (one.id in changes and changes[one.id][1].get("withdrawn")))
    return replace(
        reading, statements=tuple(_with(reading, one, changes[one.id][1]) if one.id in changes else one for one in kept)
    )


def _with(reading: Reading, statement: Statement, change: Mapping[str, Any]) -> Statement:
    source = statement.source
    if "name" in change:
        key = fold(change["name"])
        entity = next((entity.id for entity in reading.entities if fold(entity.name) == key), None)
        source = replace(source, name=change["name"], entity=entity)
    if "kind" in change:
        source = replace(source, kind=change["kind"])
    return replace(statement, source=source)
