"""What SQLite says, as what a user of a ledger can act upon."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    LedgerFullError,
    LedgerReadOnlyError,
    NotALedgerError,
    TooMuchAskedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PRIMARY = 0xFF
"""The low byte of an extended error code is the code that it refines."""
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
"""A limit on the size of files shows as a failed write, a full disk as either."""
_OF_THE_FILE: dict[int, Callable[[Path], LedgerError]] = {
    sqlite3.SQLITE_FULL: LedgerFullError, sqlite3.SQLITE_READONLY: LedgerReadOnlyError, sqlite3.SQLITE_CANTOPEN: LedgerReadOnlyError,
    sqlite3.SQLITE_PERM: LedgerReadOnlyError, sqlite3.SQLITE_INTERRUPT: TooMuchAskedError,
}  # fmt: skip
"""Errors that need no more than the path."""


@contextmanager
def translated(path: Path, wait_seconds: float) -> Iterator[None]:
    """Raise a LedgerError in place of whatever sqlite3 raises in the block."""
    try:
        yield
    except sqlite3.Error as error:
        raise ledger_error(error, path, wait_seconds) from error


def ledger_error(error: sqlite3.Error, path: Path, wait_seconds: float) -> LedgerError:
    """Return the error of ours that says what this one of SQLite's means for the ledger at ``path``."""
    extended: int = getattr(error, "sqlite_errorcode", 0)
    code = extended & _PRIMARY
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LedgerBusyError(path, wait_seconds)
    if extended in _NO_ROOM:
        return LedgerFullError(path)
    if code in _OF_THE_FILE:
        return _OF_THE_FILE[code](path)
    if code == sqlite3.SQLITE_NOTADB:
        return NotALedgerError(path, "not an SQLite file")
    if code == sqlite3.SQLITE_CORRUPT:
        return LedgerDamagedError(path, str(error))
    return LedgerError(path, f"SQLite could not do it: {error}")
