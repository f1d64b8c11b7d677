"""Articles and outlets in lists, and the profile of a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_by_hand import marks_of, reading

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.store import ArticleRow, Judgement, LedgerSettings, OutletRow, SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.records import Reading

READINGS = (
    reading([("Ada Moss", "person", "Bo Hill is wrong"), ("Ada Moss", "person", "it rains")], "a", published="2024-03-05", people="Bo Hill"),
    reading([("Bo Hill", "person", "Ada Moss is late")], "b", published="2024-04-01T10:00:00+01:00", outlet="The Tern", people="Ada Moss"),
    reading([("Cy Orr", "person", "Ada Moss met Bo Hill")], "c", published="2024-04-01T08:00:00+01:00", outlet="THE TERN", people="Ada Moss,Bo Hill"),
    reading([("a spokesman", "role", "Ada Moss and Adah Moss came")], "d", published="", outlet="", headline="", people="Ada Moss,Adah Moss"),
)  # fmt: skip


def id_of(made: Reading) -> str:
    assert made.article is not None
    return made.article.id


A, B, C, D = map(id_of, READINGS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "news.ledger") as made:
        for one in READINGS:
            made.add(one, marks_of(one))
        made.put_in_story([A, B], "s1")
        yield made


def test_articles_come_the_latest_first_and_those_without_a_day_last(store: SqliteStore) -> None:
    rows = store.articles().items
    assert [row.id for row in rows] == [C, B, A, D]
    assert rows[2] == ArticleRow(A, "https://news.example/a", "The Bugle", "2024-03-05", "Mill to close", 2, "s1", 1)
    assert (rows[3].outlet, rows[3].published, rows[3].story) == (None, "", None)


def test_articles_are_of_an_outlet_and_a_period(store: SqliteStore) -> None:
    assert [row.id for row in store.articles(outlet="the tern").items] == [C, B]
    assert [row.id for row in store.articles(since="2024-03-06").items] == [C, B]
    assert [row.id for row in store.articles(until="2024-03-31").items] == [A], "what has no day was not before any"
    assert [row.id for row in store.articles("The Bugle", "2024-03-05", "2024-03-05").items] == [A]
    assert store.articles(outlet="Nobody").items == ()
    with pytest.raises(UsageError, match="no day"):
        store.articles(since="yesterday")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_articles_in_pages_are_the_whole_list(store: SqliteStore, limit: int) -> None:
    found: list[ArticleRow] = []
    cursor = None
    while True:
        page = store.articles(limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        found += page.items
        if (cursor := page.cursor) is None:
            break
    assert tuple(found) == store.articles().items


def test_article_with_a_new_version_is_listed_once_as_it_is_now(store: SqliteStore) -> None:
    newer = reading([("Ada Moss", "person", "it is dry")], "a", headline="Dry", published="2024-05-05")
    store.add(newer, marks_of(newer))
    row = store.articles().items[0]
    assert (row.id, row.headline, row.statements, row.versions) == (A, "Dry", 1, 2)
    assert len(store.articles().items) == 4


def test_outlets_with_most_articles_come_first_by_their_first_name(store: SqliteStore) -> None:
    assert store.outlets() == (OutletRow("The Tern", 2), OutletRow("The Bugle", 1))
    assert store.outlets(limit=1) == (OutletRow("The Tern", 2),)


def test_profile_counts_what_is_said_by_and_about_a_voice(store: SqliteStore) -> None:
    ada = store.who("Ada Moss")[0].id
    found = store.profile(ada)
    assert found.by_month == (("2024-03", 2, 0), ("2024-04", 0, 2), (None, 0, 1))
    assert set(found.by_outlet) == {("The Bugle", 2, 0), ("The Tern", 0, 2), (None, 0, 1)}
    assert [(voice.name, many) for voice, many in found.speaks_of] == [("Bo Hill", 1)]
    assert sorted((voice.name, many) for voice, many in found.spoken_of_by) == [("Bo Hill", 1), ("Cy Orr", 1)]
    assert found.stories == (("s1", 3),)
    assert (found.of_said, found.of_about) == (2, 3)
    with pytest.raises(NotInLedgerError, match="no voice"):
        store.profile("x")


def test_profile_of_two_who_are_one_counts_each_statement_once(store: SqliteStore) -> None:
    ada, adah = (store.who(name)[0].id for name in ("Ada Moss", "Adah Moss"))
    store.judge(Judgement("merge", ada, {"voices": [adah]}, "Eve"))
    found = store.profile(adah)
    assert found == store.profile(ada)
    assert found.by_month[-1] == (None, 0, 1)
    assert (None, 0, 1) in found.by_outlet
    assert found.of_about == 3


def test_profile_never_names_the_voice_itself(store: SqliteStore) -> None:
    one = reading([("Ada Moss", "person", "Ada Moss is no thief")], "self", people="Ada Moss")
    store.add(one, marks_of(one))
    found = store.profile(store.who("Ada Moss")[0].id)
    assert "Ada Moss" not in {voice.name for voice, _ in (*found.speaks_of, *found.spoken_of_by)}


def test_profile_of_very_many_statements_is_of_the_latest_and_says_so(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "l", LedgerSettings(profiled=2, profile_rows=1)) as store:
        for n in range(1, 6):
            one = reading([("Ada Moss", "person", f"it rains {n}")], f"{n}", published=f"2024-0{n}-01", outlet=f"O{n}")
            store.add(one, marks_of(one))
            store.put_in_story([id_of(one)], f"s{n}")
        found = store.profile(store.who("Ada Moss")[0].id)
        assert len(found.by_month) == 5
        assert (found.of_said, found.by_outlet, found.stories) == (2, (("O4", 1, 0),), (("s5", 1),))


def test_profile_of_nobody_heard_is_empty(store: SqliteStore) -> None:
    found = store.profile(store.who("Cy Orr")[0].id)
    assert (found.of_about, found.spoken_of_by) == (0, ())
    assert sorted(voice.name for voice, _ in found.speaks_of) == ["Ada Moss", "Bo Hill"]
