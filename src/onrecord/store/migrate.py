"""The schema of a ledger: made new, or brought up to date from every version there has been."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING

from onrecord.store.indexing import CERTAINTIES, POLARITIES
from onrecord.store.packing import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = 4
"""Of schema.sql. A change of the schema raises it and adds migrations/<number>.sql, and to _FILLING what SQL can't work out; what was released is never edited."""
APPLICATION_ID = 0x4F6E5265
""""OnRe", in the file's header: tells a ledger from any other SQLite file."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of a ledger in an empty file, inside the transaction that is open."""
    _run(connection, "schema.sql")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    """Take a ledger from ``version`` to the present one, inside the transaction that is open."""
    for step in range(version + 1, VERSION + 1):
        _run(connection, f"migrations/{step:04}.sql")
        if step in _FILLING:
            _FILLING[step](connection)
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"table {broken[0]} refers to a row of {broken[2]} that is not there")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _fill_sureness(connection: sqlite3.Connection) -> None:
    """Fill certainty, polarity and confidence from the readings of current versions, one after the other; no correction changes them.

    Of a reading that can't be read they stay as they are: ``check`` says that it can't.
    """
    readings = connection.execute(
        "SELECT a.number, v.reading FROM article a JOIN version v ON v.article = a.number AND v.ordinal = a.ordinal"
    )
    for article, blob in readings:
        with suppress(zlib.error, ValueError, KeyError, TypeError):
            rows = [
                (CERTAINTIES.index(one["certainty"]), POLARITIES.index(one["polarity"]), float(one["confidence"]), article, one["id"])
                for one in unpack(blob)["statements"]
            ]  # fmt: skip
            connection.executemany(
                "UPDATE statement SET certainty = ?, polarity = ?, confidence = ? WHERE article = ? AND id = ?", rows
            )


_FILLING: dict[int, Callable[[sqlite3.Connection], None]] = {4: _fill_sureness}
"""What a step does once its SQL has run, by its version."""


def _run(connection: sqlite3.Connection, name: str) -> None:
    script = files("onrecord.store").joinpath(name).read_text(encoding="utf-8")
    for statement in _statements(script):
        connection.execute(statement)  # executescript would commit first


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; each ends at the end of a line."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
