"""The schema of a ledger: made new, or brought up to date from every version there has been."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = 3
"""Of schema.sql. A change of the schema raises it and adds migrations/<number>.sql; what was released is never edited."""
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
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"table {broken[0]} refers to a row of {broken[2]} that is not there")
    connection.execute(f"PRAGMA user_version = {VERSION}")


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
