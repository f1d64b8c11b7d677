"""A search counted by facets, and what was perhaps meant by words and names that nothing has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_by_hand import reading

from onrecord.store import Marks
from onrecord.store.kept import Query
from onrecord.store.settings import LedgerSettings
from onrecord.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINES = [
    ("Mara Quill", "person", "the mill was sold"), ("Mara Quill", "person", "the mill is engaged"), ("Harbour Board", "organisation", "the mill stays"),
    ("", "none", "the harbour was closed"),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "news.ledger", LedgerSettings(ranked=5)) as made:
        made.add(reading(LINES, "a", outlet="The Bugle"), Marks())  # type: ignore[arg-type]  # a line is a person's
        made.add(reading([("Ben Oster", "person", "the mill burns")], "b", outlet="Harbour Post"), Marks())
        yield made


def test_a_search_is_counted_by_kind_outlet_and_speaker(store: SqliteStore) -> None:
    found = store.faceted(Query("mill"))
    assert (found.statements, found.more) == (4, False)
    assert found.kinds == (("person", 3), ("organisation", 1))
    assert found.outlets == (("The Bugle", 3), ("Harbour Post", 1))
    assert [(voice.name, many) for voice, many in found.speakers] == [
        ("Mara Quill", 2), ("Harbour Board", 1), ("Ben Oster", 1)
    ]  # fmt: skip
    assert store.faceted(Query("mill"), 1).outlets == (("The Bugle", 3),)


def test_of_very_many_matches_the_latest_are_counted_and_that_is_said(store: SqliteStore) -> None:
    for number in range(4):
        store.add(reading([("Ben Oster", "person", f"the mill has {number} wheels")], f"c{number}"), Marks())
    found = store.faceted(Query("mill"))
    assert (found.statements, found.more) == (5, True)
    assert found.kinds == (("person", 5),)


def test_what_is_not_there_counts_nothing(store: SqliteStore) -> None:
    for query in (Query("nothing"), Query("mill", outlet="Nowhere"), Query('""'), Query("mill", since="2030-01-01")):
        assert store.faceted(query).statements == 0
        assert store.faceted(query).kinds == ()


def test_filters_narrow_what_is_counted(store: SqliteStore) -> None:
    assert store.faceted(Query("mill", by="Mara Quill")).statements == 2
    assert store.faceted(Query("", kind="none")).statements == 1


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("harbor", "harbour"),
        ("habrour", "harbour"),
        ("engagd", "engaged"),
        ("closedd", "closed"),
        ("Harboxr", "harbour"),
    ],
)
def test_a_word_that_differs_by_a_letter_is_found(store: SqliteStore, slip: str, meant: str) -> None:
    assert store.words_like(slip) == (meant,)


def test_words_that_are_like_nothing_find_nothing(store: SqliteStore) -> None:
    for word in ("zzzzzz", "mi", "", "harb0ur", "x" * 5_000, '"', "was\0closed", "NEAR(a b)"):
        assert store.words_like(word) == ()
    assert store.has_word("mill")
    assert not store.has_word("mills-and-boon")
    assert not store.has_word('"')


@pytest.mark.parametrize("slip", ["Mara Quil", "Quilll", "mara qiull", "Mraa Quill"])
def test_a_name_that_differs_by_a_letter_is_found(store: SqliteStore, slip: str) -> None:
    assert [voice.name for voice in store.names_like(slip)] == ["Mara Quill"]


def test_names_that_are_like_nobodys_find_nobody(store: SqliteStore) -> None:
    for name in ("Zebedee", "Ann", "", "%", '"', "x" * 5_000, "a* OR b"):
        assert store.names_like(name) == ()
