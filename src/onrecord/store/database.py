"""One open ledger file: how it is opened, and the transactions in which it is read and written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from onrecord.errors import (
    LedgerError,
    LedgerReadOnlyError,
    NewerLedgerError,
    NoLedgerError,
    NotALedgerError,
    OldLedgerError,
)
from onrecord.store.deadline import ending_after
from onrecord.store.migrate import APPLICATION_ID, VERSION, bring_up_to_date, create
from onrecord.store.translation import ledger_error, translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.store.settings import LedgerSettings

_MAGIC = b"SQLite format 3\0"


class Database:
    """A connection with its settings; ``reading`` and ``writing`` are the only ways to it."""

    def __init__(self, path: Path, settings: LedgerSettings, *, writable: bool) -> None:
        """Open the file; make it where there is none and ``writable``. Raises a LedgerError if it is not to be used."""
        self.path = path
        self.settings = settings
        self._depth = 0
        self._in_question = self._stopped = False
        self._writable = writable
        self._connection: sqlite3.Connection | None = None
        _look_at(path, writable=writable)
        with translated(path, settings.wait_seconds):
            connection = _connect(path, settings, writable=writable)
            try:
                _prepare(connection, path, settings, writable=writable)
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection; raises LedgerError once the ledger is closed."""
        if self._connection is None:
            raise LedgerError(self.path, "this ledger is closed; open it again")
        return self._connection

    def close(self) -> None:
        """Close the file; what the log still holds is moved into it first where nobody else has it open."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def question(self) -> Iterator[None]:
        """Let all that is read in the block be one question, which has ``LedgerSettings.answer_seconds``; later ones raise TooMuchAskedError."""
        seconds = self.settings.answer_seconds
        if seconds is None or self._in_question:
            yield
            return
        self._in_question = True
        try:
            with ending_after(self.connection, seconds):
                yield
        finally:
            self._in_question = False

    def interrupt(self) -> None:
        """Stop what is being looked up, and look up nothing more; any thread may call this."""
        self._stopped = True
        connection = self._connection
        if connection is not None:
            with suppress(sqlite3.ProgrammingError):  # its own thread was faster and has closed it
                connection.interrupt()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection, in a transaction that sees the ledger as it is now throughout."""
        connection = self.connection
        if self._stopped:
            raise LedgerError(self.path, "this ledger is being closed")
        with translated(self.path, self.settings.wait_seconds):
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                with self.question():
                    yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Give the connection without a transaction, for what SQLite does to the file as a whole."""
        with translated(self.path, self.settings.wait_seconds):
            yield self.connection

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[sqlite3.Connection]:
        """Give the connection, in a transaction that is kept at the end of the outermost block and dropped if an error leaves it.

        With ``keep`` false it is dropped in any case: what would happen can be seen, and does not.
        """
        connection = self.connection
        if not self._writable:
            raise LedgerReadOnlyError(self.path, "it was opened for reading only")
        with translated(self.path, self.settings.wait_seconds):
            if self._depth == 0:
                connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield connection
                if self._depth == 1 and keep:
                    connection.execute("COMMIT")
            finally:
                self._depth -= 1
                if self._depth == 0:
                    _roll_back(connection)  # nothing is left to roll back after a commit


def _roll_back(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.OperationalError):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if connection.in_transaction:  # the end of a question's time stopped even this
        connection.execute("ROLLBACK")


def _look_at(path: Path, *, writable: bool) -> None:
    """Raise what can be said without SQLite, whose messages name no reasons."""
    if path.is_dir():
        raise NotALedgerError(path, "a folder")
    if not path.exists():
        if not writable:
            raise NoLedgerError(path)
        if not path.parent.is_dir():
            raise LedgerError(path, f"the folder {path.parent} does not exist")
        return
    if not os.access(path, os.R_OK):
        raise LedgerError(path, "this file may not be read")
    if writable and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise LedgerReadOnlyError(path)
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head and head != _MAGIC:
        raise NotALedgerError(path, "not an SQLite file")
    if not head and not writable:
        raise NotALedgerError(path, "an empty file")


def _connect(path: Path, settings: LedgerSettings, *, writable: bool) -> sqlite3.Connection:
    mode = "rwc" if writable else "ro"
    if not writable and not os.access(path.parent, os.W_OK) and not _log(path).exists():
        mode = "ro&immutable=1"  # a log can't be made beside it, and none is needed where nobody can write
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=settings.wait_seconds, isolation_level=None)
    connection.execute(f"PRAGMA cache_size = {-1024 * settings.cache_mebibytes}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _prepare(connection: sqlite3.Connection, path: Path, settings: LedgerSettings, *, writable: bool) -> None:
    """Make or bring up to date the tables, and set what has to be set for every connection that writes."""
    version = _version(connection, path)
    if version < VERSION and not writable:
        raise OldLedgerError(path, version, VERSION)
    if not writable:
        return
    connection.execute("PRAGMA secure_delete = ON")  # before anything is written: what is deleted is overwritten
    if version < VERSION:
        _renew(connection, path, settings)
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute(f"PRAGMA synchronous = {settings.synchronous}")
    connection.execute(f"PRAGMA journal_size_limit = {settings.log_mebibytes << 20}")


def _renew(connection: sqlite3.Connection, path: Path, settings: LedgerSettings) -> None:
    """Create or migrate in one transaction, while nobody else can; whoever was faster has done it already."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        version = _version(connection, path)
        if version == 0:
            create(connection)
        elif version < VERSION:
            bring_up_to_date(connection, version)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        raise ledger_error(error, path, settings.wait_seconds) from error
    connection.execute("PRAGMA foreign_keys = ON")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version of a ledger, 0 for an empty file."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        return 0
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotALedgerError(path, "another program's SQLite file")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise NewerLedgerError(path, version, VERSION)
    return version
