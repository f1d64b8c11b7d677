from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from store_by_hand import marks_of, reading

from onrecord.errors import LedgerError, OldLedgerError
from onrecord.store import Query, SqliteStore, migrate

STORED = sorted(Path(__file__).parent.joinpath("ledgers").glob("version_*.ledger"))
"""A ledger of every earlier version, as that version wrote it."""


@pytest.fixture(params=STORED, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(request.param, tmp_path / "news.ledger"))


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def shape(path: Path) -> dict[str, Any]:
    """Return tables with their columns, references and indexes, and views and virtual tables as they were written."""
    with closing(sqlite3.connect(path)) as connection:
        out: dict[str, Any] = {}
        for kind, name, sql in connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall():
            if kind == "view" or sql.startswith("CREATE VIRTUAL"):
                out[name] = " ".join(sql.split())
                continue
            out[name] = [
                sorted(connection.execute(f"PRAGMA {ask}({name})").fetchall(), key=repr)
                for ask in ("table_info", "foreign_key_list")
            ]
            for _, index, unique, origin, partial in connection.execute(f"PRAGMA index_list({name})").fetchall():
                out[f"{name} {index}"] = (
                    unique,
                    origin,
                    partial,
                    connection.execute(f"PRAGMA index_xinfo({index})").fetchall(),
                )
        return out


def test_there_is_a_stored_ledger_of_every_earlier_version() -> None:
    assert [int(path.stem.removeprefix("version_")) for path in STORED] == list(range(1, migrate.VERSION))
    assert all(version_of(path) == int(path.stem.removeprefix("version_")) for path in STORED)


def test_there_is_a_migration_to_every_version_after_the_first() -> None:
    names = sorted(
        file.name for file in files("onrecord.store").joinpath("migrations").iterdir() if file.name.endswith(".sql")
    )
    assert names == [f"{number:04}.sql" for number in range(2, migrate.VERSION + 1)]


def test_old_ledger_opens_with_everything_in_it(old: Path) -> None:
    with SqliteStore(old) as store:
        checked = store.check()
        assert checked.problems == ()
        assert (checked.articles, checked.versions, checked.statements, checked.stories) == (3, 4, 4, 1)
        assert [line.words for line in store.search(Query("mill open")).items] == ["the mill stays open"]
        assert [line.words for line in store.search(Query(by="Ada Moss")).items] == [
            "the mill stays open",
            "it is not so",
        ]
        assert [line.words for line in store.search(Query("cafe", since="2024-04-01")).items] == ["the café is shut"]
        assert [voice.name for voice in store.who("moss")] == ["Ada Moss"]
        assert store.story_result("s1") == {"title": "Mill to close"}
        assert [one.judgement.why for one in store.judgements()] == ["her cousin says so"]
        assert store.article("mill.html", 1).reading.statements[1].source.name == "a police spokesman"
        one = reading([("Ada Moss", "person", "it rains")], "rain")
        store.add(one, marks_of(one))
        assert store.check().problems == ()
        assert store.erase_person("Ada Moss", "Eve", marks_of).scrubbed
    assert version_of(old) == migrate.VERSION


def test_old_ledger_lists_statements_as_sure_as_their_readings_are(old: Path) -> None:
    with SqliteStore(old) as store:
        read = {one.id: one for each in store.all_articles() for one in each.reading.statements}
        for voice in store.voices().items:
            for listed in store.said(voice.id).items:
                one = read[listed.statement]
                told = (listed.certainty, listed.polarity, listed.confidence)
                assert told == (one.certainty, one.polarity, one.confidence)


def test_migration_to_version_4_takes_sureness_from_current_versions(tmp_path: Path) -> None:
    path = Path(shutil.copy(STORED[2], tmp_path / "news.ledger"))
    with SqliteStore(path) as store:
        found = {one.words: (one.certainty, one.polarity, one.confidence) for one in store.search(Query()).items}
    assert found == {
        "the mill stays open": ("probable", "positive", 0.625), "it is not so": ("certain", "negative", 0.5),
        "Ada Moss is wrong": ("unknown", "positive", 0.75), "the café is shut": ("certain", "positive", 0.31),
    }  # fmt: skip


def test_migration_leaves_a_reading_that_can_not_be_read_to_the_check(tmp_path: Path) -> None:
    path = Path(shutil.copy(STORED[2], tmp_path / "news.ledger"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE version SET reading = x'00' WHERE article = 2")
        connection.commit()
    with SqliteStore(path) as store:
        assert any("can't be read" in line for line in store.check().problems)
        assert store.search(Query("it is not so")).items[0].polarity == "negative"


def test_old_ledger_ends_in_the_shape_of_a_new_one(old: Path, tmp_path: Path) -> None:
    SqliteStore(old).close()
    SqliteStore(tmp_path / "new.ledger").close()
    assert shape(old) == shape(tmp_path / "new.ledger")


def test_old_ledger_opened_for_reading_says_what_to_do_and_is_left_as_it_is(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(OldLedgerError, match="open it for writing once"):
        SqliteStore(old, writable=False)
    assert old.read_bytes() == before


def test_migration_that_fails_leaves_the_old_ledger(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ALTER TABLE statement ADD COLUMN polarity")
        connection.commit()
    version = version_of(old)
    before = shape(old)
    with pytest.raises(LedgerError, match="duplicate column name: polarity"):
        SqliteStore(old)
    assert (version_of(old), shape(old)) == (version, before)
