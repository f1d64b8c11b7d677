"""An archive is read part by part, by outlet, days and whom it is about, and asked by SQL."""

from __future__ import annotations

import os
import pickle
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive_by_hand import Here
from records_by_hand import article, reading_of, statement

from onrecord.errors import UsageError
from onrecord.records import Entity, Problem, Reading, Source, Time
from onrecord.run.archive import Archive, Selection, open_archive, parts_by_size
from onrecord.run.columns import TABLES, described
from onrecord.run.finish import finish
from onrecord.run.parts import PartWriter
from onrecord.run.place import place_at

OUTLETS = ["The Bugle", "Tern & Gull", None]
DAYS = ["2024-11-06", "2024-11-30T23:00:00-05:00", "2024-12-24", None, "2025-01-01"]
NAMES = ["Bo Hill", "Zoë Hillier", "Bo  HILL"]
DOCS = Path(__file__).parent.parent / "docs"


def told(number: int, text: str = "", **changed: object) -> Reading:
    """Return a reading of every kind of record; outlet, day and entity go by its number."""
    words = f"The mill will close, Bo Hill said in May.\n\nNumber {number}. {text}".strip()
    given: dict[str, Any] = {
        "outlet": OUTLETS[number % 3], "published": DAYS[number % 5], "modified": None, "source": Source(f"{number}.html", "", "2026", ""),
    }  # fmt: skip
    page = article(words, id=f"{number * 7919 % 1000:016x}", **(given | changed))
    said = [statement(page, words, "said", "Bo Hill") for words in ("close", "will close", "The mill will close")]
    reading = reading_of(page, *said)
    return replace(
        reading, source=page.source.id, entities=(Entity("e1", "person", NAMES[number % 3], (page.span(21, 28),)),),
        times=(Time(37, 40, "May", "DATE", "2024-05", "2024-05-01", "2024-05-31"), Time(21, 28, "Bo", "SET", None)),
        problems=(Problem("no_date", "none"),) if number % 8 == 1 else (),
    )  # fmt: skip


def day(reading: Reading) -> str:
    assert reading.article is not None
    return (reading.article.published or "")[:10]


def place_of(reading: Reading) -> tuple[str, str]:
    assert reading.article is not None
    return day(reading), reading.article.id


def in_order(readings: list[Reading]) -> list[Reading]:
    """Return readings sorted; those without a day come first, in no certain order among each other."""
    return sorted(readings, key=place_of)


READINGS = [told(number) for number in range(40)]
LATER = [told(number, "Changed.", modified="2026-01-01") for number in (3, 5, 6)]
BAD = [
    Reading("b.html", None, problems=(Problem("empty", "nothing"), Problem("no_date", "none"))),
    Reading("a.html", None, problems=(Problem("binary", "no text", "line 3"),)),
]


def made(address: str) -> Archive:
    place = place_at(address)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.run.keeping.SLICE_DOCUMENTS", 5)
        patched.setattr(os, "fsync", lambda _file: None)
        for name, readings in {"a": READINGS[:25] + BAD, "b": READINGS[20:] + LATER}.items():
            with PartWriter(place, name) as writer:
                for position, reading in enumerate(readings):
                    writer.add(position, reading)
                writer.done()
        finish(place, Here())
    return open_archive(address)


@pytest.fixture(scope="module", params=["folder", "store"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("archive")
    return made(str(folder / "it's [1] *") if request.param == "folder" else f"memory://{folder.name}/out")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return made(str(tmp_path_factory.mktemp("archive") / "it's [1] *"))


CURRENT = [one for number, one in enumerate(READINGS) if number not in (3, 5, 6)] + LATER


def test_archive_gives_back_every_reading_as_it_was_in_order_of_time(archive: Archive) -> None:
    found = list(archive.readings())
    assert in_order(found) == in_order(CURRENT)
    assert [day(one) for one in found] == sorted(day(one) for one in CURRENT)
    dated = [place_of(one) for one in found if day(one)]
    assert dated == sorted(dated)


def test_archive_gives_earlier_versions_if_asked(archive: Archive) -> None:
    everything = list(archive.readings(Selection(versions=True)))
    assert sorted(everything, key=repr) == sorted(READINGS + LATER, key=repr)
    texts = [one.article.text for one in everything if one.article and "Number 6." in one.article.text]
    assert [text.endswith("Changed.") for text in texts] == [False, True]


def test_archive_gives_what_failed(archive: Archive) -> None:
    assert sorted(archive.failed(), key=repr) == sorted(BAD, key=repr)


@pytest.mark.parametrize("outlet", [None, "the bugle", "Tern & Gull", "Nobody's Herald"])
@pytest.mark.parametrize(
    ("since", "until"), [(None, None), ("2024-11-30", None), (None, "2024-11-30"), ("2024-12-01", "2024-12-31")]
)
@pytest.mark.parametrize("about", [None, "zoe hillier", "Hill", "Bo Hill", "illie"])
def test_archive_gives_a_slice(
    archive: Archive, outlet: str | None, since: str | None, until: str | None, about: str | None
) -> None:
    def wanted(reading: Reading) -> bool:
        assert reading.article is not None
        names = {None: NAMES, "zoe hillier": NAMES[1:2], "Hill": NAMES[::2], "Bo Hill": NAMES[::2], "illie": []}[about]
        return (
            (outlet is None or (reading.article.outlet or "").casefold() == outlet.casefold())
            and (since is None or day(reading) >= since)
            and (until is None or "" < day(reading) <= until)
            and reading.entities[0].name in names
        )

    found = list(archive.readings(Selection(outlet, since, until, about)))
    assert in_order(found) == in_order(list(filter(wanted, CURRENT)))


def test_archive_parts_hold_all_readings_between_them(archive: Archive) -> None:
    parts = archive.parts()
    assert len(parts) > 8
    assert len({part.name for part in parts}) == len(parts)
    again: Archive = pickle.loads(pickle.dumps(archive))  # noqa: S301 - our own
    assert [one for part in parts for one in again.readings_of(part)] == list(archive.readings())
    assert sum(part.rows("articles") for part in parts) == len(READINGS + LATER)
    assert {part.month for part in archive.parts(Selection(since="2024-12-01", until="2024-12-31"))} == {"2024-12"}


def test_archive_reads_no_further_than_it_is_asked(tmp_path: Path) -> None:
    archive = made(str(tmp_path / "out"))
    for part in archive.parts()[1:]:
        archive.place.remove(part.held.files["articles"])
    assert next(archive.readings()) in CURRENT


def test_archive_parts_are_bundled_by_how_many_articles_they_have(archive: Archive) -> None:
    parts = archive.parts()
    bundles = list(parts_by_size(parts, 12))
    assert [part for bundle in bundles for part in bundle] == list(parts)
    assert all(sum(part.rows("articles") for part in bundle) <= 12 for bundle in bundles)
    assert 3 < len(bundles) < len(parts)
    assert all(len(bundle) == 1 for bundle in parts_by_size(parts, 1))


def test_archive_table_of_a_part(archive: Archive) -> None:
    part = archive.parts()[-1]
    table = archive.table(part, "statements", ["article", "content"])
    assert table.column_names == ["article", "content"]
    assert len(table) == part.rows("statements") == 3 * part.rows("articles")
    assert archive.table(part, "articles").schema.equals(TABLES["articles"].schema)
    without = next(part for part in archive.parts() if not part.rows("problems"))
    assert len(archive.table(without, "problems")) == 0


def test_archive_can_be_asked_by_sql(local: Archive) -> None:
    with duckdb.connect() as db:
        local.views(db)
        counted = dict(db.execute("SELECT month, count(*) FROM articles WHERE current GROUP BY month").fetchall())
        assert counted == Counter(day(one)[:7] or "unknown" for one in CURRENT)
        query = """
            SELECT count(*) FROM statements JOIN articles ON articles.id = article AND articles.version = statements.version
            WHERE substr(text, start + 1, stop - start) = content
        """
        assert db.execute(query).fetchone() == (3 * len(READINGS + LATER),)
        assert db.execute("SELECT count(*) FROM problems WHERE article IS NULL").fetchone() == (3,)
        assert db.execute("SELECT DISTINCT about_names FROM statements").fetchall() == [([],)]


def test_archive_tables_without_rows_can_be_asked_too(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    with PartWriter(place, "a") as writer:
        writer.done()
    finish(place, Here())
    archive = open_archive(tmp_path)
    with duckdb.connect() as db:
        archive.views(db)
        for table, shape in TABLES.items():
            found = db.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            assert [column[0] for column in found.description or ()] == [*shape.schema.names, "month"]
            assert found.fetchall() == []
            assert archive.dataset(table).count_rows() == 0


def test_archive_as_a_dataset(local: Archive) -> None:
    table = local.dataset("articles").to_table(columns=["id", "month", "day"])
    assert len(table) == len(READINGS + LATER)
    assert {month or "unknown" for month in table["month"].to_pylist()} == {"2024-11", "2024-12", "2025-01", "unknown"}
    for row in table.to_pylist():
        assert row["month"] == (row["day"].isoformat()[:7] if row["day"] else "unknown")


def test_archive_as_a_dataset_wants_a_folder() -> None:
    with pytest.raises(UsageError, match="copy the archive to a disk"):
        made("memory://dataset/out").dataset("articles")


def test_archive_that_is_none_or_not_finished_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=re.escape(f"`onrecord run SOURCE... --out {tmp_path}`")):
        open_archive(tmp_path)
    archive = made(str(tmp_path / "out"))
    archive.place.write("finish/commit.json", b"{}")
    with pytest.raises(UsageError, match="give its command again"):
        open_archive(tmp_path / "out")


def test_archive_with_a_file_gone_says_which(tmp_path: Path) -> None:
    archive = made(str(tmp_path / "out"))
    gone = archive.parts()[-1].held.files["statements"]
    archive.place.remove(gone)
    with pytest.raises(UsageError, match=re.escape(gone)):
        list(archive.readings())


@pytest.mark.parametrize("data", [b"", b"no table at all", b"PAR1 cut off"])
def test_archive_with_a_damaged_file_says_which(tmp_path: Path, data: bytes) -> None:
    archive = made(str(tmp_path / "out"))
    damaged = archive.parts()[-1].held.files["articles"]
    (tmp_path / "out" / damaged).write_bytes(data)
    with pytest.raises(UsageError, match=rf"{re.escape(damaged)} is damaged \(.*\); put it back from a copy"):
        list(archive.readings())


@pytest.mark.parametrize("days", [("yesterday", None), (None, "2024-13-01")])
def test_archive_refuses_what_is_no_day(days: tuple[str | None, str | None]) -> None:
    with pytest.raises(UsageError, match="is no day"):
        Selection(since=days[0], until=days[1])


def test_archive_format_is_documented_column_by_column() -> None:
    text = (DOCS / "archive-format.md").read_text("utf-8")
    assert described() in text
    for shape in TABLES.values():
        assert all(f"| `{name}`" in text for name in shape.schema.names)
