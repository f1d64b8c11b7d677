from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from store_by_hand import marks_of, reading

from onrecord.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    LedgerReadOnlyError,
    NewerLedgerError,
    NoLedgerError,
    NotALedgerError,
    OnRecordError,
)
from onrecord.store import LedgerSettings, Query, SqliteStore
from onrecord.store.migrate import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = 65_534
"""A user without rights, as whom tests that root runs open what they must not write."""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "news.ledger"
    with SqliteStore(path) as store:
        add(store, 1)
    return path


def add(store: SqliteStore, number: int, size: int = 1) -> None:
    one = reading([("Ada Moss", "person", f"the mill {number} " + os.urandom(size).hex())], f"n{number}")
    store.add(one, marks_of(one))


def test_no_file_to_read(tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError, match="no ledger here"):
        SqliteStore(tmp_path / "none.ledger", writable=False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LedgerError, match="does not exist"):
        SqliteStore(tmp_path / "folder" / "none.ledger")


def test_what_is_not_a_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    text, other, half = tmp_path / "text", tmp_path / "other.sqlite", tmp_path / "half"
    text.write_text("The mill will close.\n" * 100)
    half.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for path, found in (
        (text, "not an SQLite file"),
        (half, "SQLite"),
        (other, "another program's"),
        (tmp_path, "a folder"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        for writable in (True, False):
            with pytest.raises(NotALedgerError, match=found):
                SqliteStore(path, writable=writable)
        assert not path.is_file() or path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["half", "other.sqlite", "text"]


def test_empty_file_becomes_a_ledger_when_written_only(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with pytest.raises(NotALedgerError, match="an empty file"):
        SqliteStore(path, writable=False)
    with SqliteStore(path) as store:
        assert store.check().problems == ()


def test_newer_ledger_is_left_as_it_is(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = ledger.read_bytes()
    for writable in (True, False):
        with pytest.raises(NewerLedgerError, match="later OnRecord") as caught:
            SqliteStore(ledger, writable=writable)
        assert (caught.value.version, caught.value.known) == (VERSION + 1, VERSION)
    assert ledger.read_bytes() == before


def test_second_writer_waits_and_then_says_so(ledger: Path) -> None:
    patient = LedgerSettings(wait_seconds=0.2)
    with SqliteStore(ledger) as first, SqliteStore(ledger, patient) as second:
        with first.writing():
            add(first, 2)
            with pytest.raises(LedgerBusyError, match=r"waited 0\.2 seconds") as caught:
                add(second, 3)
            assert caught.value.seconds == 0.2
        add(second, 3)
        assert len(second.search(Query("mill")).items) == 3


def test_reading_only_store_refuses_to_write(ledger: Path) -> None:
    with SqliteStore(ledger, writable=False) as store:
        with pytest.raises(LedgerReadOnlyError, match="for reading only"):
            add(store, 2)
        assert len(store.search(Query("mill")).items) == 1


def test_file_that_may_not_be_written_is_read_all_the_same() -> None:
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        path = Path(folder) / "news.ledger"
        with SqliteStore(path) as store:
            add(store, 1)
        Path(folder).chmod(0o555)
        path.chmod(0o444)
        assert as_nobody(open_and_add, path) == "LedgerReadOnlyError"
        assert as_nobody(count, path) == "1"
        assert sorted(one.name for one in Path(folder).iterdir()) == ["news.ledger"]
        Path(folder).chmod(0o755)


def open_and_add(path: Path) -> str:
    try:
        with SqliteStore(path) as store:
            add(store, 2)
    except LedgerError as error:
        return type(error).__name__
    return "written"


def count(path: Path) -> str:
    with SqliteStore(path, writable=False) as store:
        return str(len(store.search(Query("mill")).items))


def as_nobody(work: Callable[[Path], str], path: Path) -> str:
    """Return what ``work`` says in a process that has no rights."""
    return elsewhere(without_rights, work, path)


def without_rights(work: Callable[[Path], str], path: Path) -> str:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return work(path)


def elsewhere(work: Callable[..., str], *given: object) -> str:
    """Return what ``work`` says in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    heard: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=said, args=(heard, work, *given))
    process.start()
    answer = heard.get(timeout=60)
    process.join(60)
    return answer


def said(heard: multiprocessing.Queue[str], work: Callable[..., str], *given: object) -> None:
    try:
        heard.put(work(*given))
    except BaseException as error:  # whatever it is, the test has to hear of it
        heard.put(repr(error))
        raise


def test_full_disk_keeps_what_was_there(ledger: Path) -> None:
    assert elsewhere(until_full, ledger) == "LedgerFullError LedgerFullError"
    with SqliteStore(ledger) as store:
        checked = store.check()
        assert checked.problems == ()
        before = checked.articles
        assert before > 1, "some went in before the limit"
        add(store, 10_000)
        assert store.check().articles == before + 1


def until_full(path: Path) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    raised: list[str] = []
    with SqliteStore(path, LedgerSettings(synchronous="NORMAL")) as store:
        for number in range(2, 1_000):
            try:
                add(store, number, size=4_000)
            except OnRecordError as error:
                raised.append(type(error).__name__)
                if len(raised) == 2:
                    break
    return " ".join(raised)


def test_damaged_file_is_named(ledger: Path) -> None:
    with SqliteStore(ledger) as store:
        for number in range(2, 40):
            add(store, number, size=2_000)
    size = ledger.stat().st_size
    with ledger.open("r+b") as file:
        file.seek(8_192)
        file.write(b"\xff" * (size - 8_192))
    with pytest.raises(LedgerDamagedError, match="damaged"):
        SqliteStore(ledger)


def test_every_error_is_one_of_ours_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(OnRecordError) as caught:
        SqliteStore(tmp_path / "none", writable=False)
    assert isinstance(caught.value, LedgerError)
    assert caught.value.path == tmp_path / "none"
    assert str(tmp_path / "none") in str(caught.value)
