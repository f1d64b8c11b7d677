"""Questions that ask for too much: they are bounded, and end when their time is over, wherever SQLite is in them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from store_by_hand import marks_of, reading

from onrecord.errors import LedgerError, TooMuchAskedError, UsageError
from onrecord.store import LedgerSettings, Query, SqliteStore
from onrecord.store.packing import two_numbers
from onrecord.store.search import TERMS, short_beginnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def ask_endlessly(store: SqliteStore) -> None:
    with store._database.reading() as db:  # noqa: SLF001 - no call of the store has no end
        db.execute(ENDLESS).fetchone()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    lines = [("Ada Moss", "person", "the mill will close in May"), ("Bo Hill", "person", "a man may resign")]
    one = reading(lines, "mill")  # type: ignore[arg-type]  # kinds
    with SqliteStore(tmp_path / "news.ledger") as store:
        store.add(one, marks_of(one))
    return tmp_path / "news.ledger"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(path, LedgerSettings(answer_seconds=0.1), writable=False) as opened:
        yield opened


def found(store: SqliteStore, words: str) -> list[str]:
    return sorted(one.words for one in store.search(Query(words)).items)


def test_a_question_without_an_end_ends_and_the_next_is_answered(store: SqliteStore) -> None:
    with pytest.raises(TooMuchAskedError, match="this asks for too much; ask for less"):
        ask_endlessly(store)
    assert found(store, "mill") == ["the mill will close in May"]


def test_several_calls_can_be_one_question_and_a_caught_error_does_not_give_more_time(store: SqliteStore) -> None:
    with store.question():
        assert found(store, "mill")
        for _ in range(2):
            with pytest.raises(TooMuchAskedError):
                ask_endlessly(store)
    assert found(store, "mill")


def test_a_ledger_of_ones_own_has_no_end_of_time(path: Path) -> None:
    with SqliteStore(path, writable=False) as store:
        timer = threading.Timer(0.4, store.interrupt)
        timer.start()
        with pytest.raises(TooMuchAskedError):
            ask_endlessly(store)
        assert timer.finished.is_set()  # nothing else has stopped it
        with pytest.raises(LedgerError, match="being closed"):
            store.outlets()


def test_a_word_typed_many_times_is_looked_for_once(store: SqliteStore) -> None:
    assert found(store, "the THE mill " * 300) == ["the mill will close in May"]


def test_more_words_than_anybody_types_are_refused_and_quoted_ones_are_not(store: SqliteStore) -> None:
    words = " ".join(f"word{number}" for number in range(TERMS + 1))
    with pytest.raises(UsageError, match="17 words are too many to look for at once, 16 are the most"):
        store.search(Query(words))
    assert found(store, f'"{words}"') == []
    assert found(store, words.rpartition(" ")[0]) == []


def test_a_short_beginning_is_looked_for_as_a_word(store: SqliteStore) -> None:
    assert found(store, "ma*") == []
    assert found(store, "a*") == ["a man may resign"]
    assert found(store, "res*") == ["a man may resign"]
    assert found(store, "resign-m*") == []  # the index would be asked for every word in m


def test_which_beginnings_are_too_short() -> None:
    assert short_beginnings('re* res* "a*" co-o* é* re* ** word') == ("re*", "co-o*", "é*")


@pytest.mark.parametrize("cursor", [f"{1 << 63}:0", f"0:-{1 << 63}", "9" * 5_000 + ":1", "1:2:3", "1"])
def test_a_cursor_that_sqlite_cant_count_to_is_refused(store: SqliteStore, cursor: str) -> None:
    with pytest.raises(UsageError, match="no cursor"):
        store.search(Query("mill"), cursor=cursor)
    with pytest.raises(UsageError, match="no cursor"):
        store.story_cards("nobody", cursor=cursor)


def test_the_largest_cursor_that_sqlite_can_count_to() -> None:
    assert two_numbers(f"{(1 << 63) - 1}:-5") == ((1 << 63) - 1, -5)
