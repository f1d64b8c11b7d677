"""Readings become rows and readings again; what the rows' flat columns say; how a shard's rows are written."""

from __future__ import annotations

import errno
import sys
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records_by_hand import article, reading_of, spans, statement

from onrecord import Pipeline
from onrecord.export.ledger_files import MissingExtraError
from onrecord.records import (
    Article,
    Block,
    Byline,
    Caption,
    Dateline,
    Entity,
    Fact,
    Problem,
    Reading,
    Related,
    Source,
    Span,
    Statement,
    StatementSource,
    Time,
    Via,
)
from onrecord.run.columns import TABLES, part_schema
from onrecord.run.extras import needed
from onrecord.run.parts import PartWriter, arrow_of, marker_of, shards_done
from onrecord.run.place import Folder, place_at
from onrecord.run.tables import NEEDED, day_of, moment_of, month_of, readings_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGES = Path(__file__).parent / "pages"

words = st.text(max_size=12)
maybe = st.none() | words
offset = st.integers(0, 2**31 - 1)
span = st.builds(Span, offset, offset, words)
spans_ = st.lists(span, max_size=2).map(tuple)
days = st.dates().map(date.isoformat)
time = st.builds(Time, offset, offset, words, st.sampled_from(["DATE", "SET"]), maybe, maybe | days, maybe | days)
published = st.sampled_from(
    [None, "2024-03-01", "2024-03", "2024", "2024-03-01T23:30:00-05:00", "soon", "0001-01-01", "2024-02-30"]
)


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


articles = st.builds(
    Article, words, maybe, maybe, maybe, maybe, maybe, maybe, several(st.builds(Byline, words, st.sampled_from(["author", "agency"]))),
    published, maybe, several(st.builds(Caption, maybe, maybe)), several(st.builds(Related, words, maybe)), words,
    several(st.builds(Block, st.sampled_from(["paragraph", "quote"]), offset, offset)), st.builds(Source, words, words, words, words),
    st.none() | st.builds(Dateline, words, maybe, maybe),
)  # fmt: skip
statements = st.builds(
    Statement, words, words, st.sampled_from(["direct", "mixed"]), spans_, spans_,
    st.builds(StatementSource, spans_, st.sampled_from(["person", "none"]), maybe, maybe, st.none() | span),
    several(st.builds(Via, spans_, st.sampled_from(["media", "event"]), maybe)), st.none() | time, st.sampled_from(["certain", "unknown"]),
    st.sampled_from(["positive", "negative"]), several(words), st.sampled_from(["paragraph", "headline"]), st.floats(0, 1),
    st.sampled_from([None, "stated", "past"]),
)  # fmt: skip
entities = st.builds(
    Entity,
    words,
    st.sampled_from(["person", "place"]),
    words,
    spans_,
    several(st.builds(Fact, words, words, span, maybe)),
)
problems = st.builds(Problem, words, words, maybe)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Return a reading as stages make them: its statements are of its article, its source is the article's."""
    if draw(st.integers(0, 4)) == 0:
        return Reading(draw(words), None, problems=draw(several(problems)))
    page = draw(articles)
    said = tuple(replace(one, article=page.id) for one in draw(several(statements)))
    return Reading(page.source.id, page, said, draw(several(entities)), draw(several(time)), draw(several(problems)))


def tables(several: Iterable[Reading]) -> dict[str, Any]:
    """Return readings as Arrow tables."""
    rows: dict[str, list[Any]] = {name: [] for name in TABLES}
    for position, reading in enumerate(several):
        for name, added in rows_of(reading, "s", position).items():
            rows[name] += added
    return {name: arrow_of(name, found) for name, found in rows.items()}


@given(st.lists(readings(), max_size=4))
@settings(max_examples=60)
def test_tables_round_trip_is_exact(several: list[Reading]) -> None:
    told = [one for one in several if one.article is not None]
    assert list(readings_of(tables(several))) == told + [one for one in several if one.article is None]


@given(st.lists(readings(), max_size=3))
@settings(max_examples=12)
def test_tables_round_trip_through_files_in_any_order_of_rows(several: list[Reading]) -> None:
    sink = {name: pa.BufferOutputStream() for name in TABLES}
    for name, table in tables(several).items():
        pq.write_table(table.take(pa.array(range(len(table) - 1, -1, -1), pa.int64())), sink[name])
    back = {
        name: pq.read_table(pa.BufferReader(stream.getvalue()), columns=NEEDED[name]) for name, stream in sink.items()
    }
    assert sorted(map(repr, readings_of(back))) == sorted(map(repr, several))


def test_tables_round_trip_of_real_readings() -> None:
    pages = [str(PAGES / name / "page.html") for name in ("amp_page", "caption_twice", "byline_people_and_agency")]
    several = list(Pipeline().read_all(pages))
    assert sum(len(one.statements) for one in several) > 5
    assert list(readings_of(tables(several))) == several


def test_tables_lone_surrogates_leave_offsets_valid() -> None:
    page = article("Mill \ud800 to close, \udfffBo Hill said.", headline="\ud83d")
    reading = reading_of(page, statement(page, "to close", "said"))
    (back,) = readings_of(tables([reading]))
    assert back.article is not None
    assert (back.article.text, back.article.headline) == ("Mill \ufffd to close, \ufffdBo Hill said.", "\ufffd")
    content = back.statements[0].content[0]
    assert back.article.text[content.start : content.end] == content.text == "to close"


@pytest.mark.parametrize(
    ("given", "month", "day", "moment"),
    [
        (None, "unknown", None, None),
        ("2024-03-01", "2024-03", date(2024, 3, 1), None),
        ("2024-03-31T23:30:00-05:00", "2024-03", date(2024, 3, 31), datetime(2024, 4, 1, 4, 30, tzinfo=UTC)),
        ("2024-03-01T08:00:00", "2024-03", date(2024, 3, 1), None),
        ("2024-03", "2024-03", None, None),
        ("2024", "unknown", None, None),
        ("2024-13-01", "unknown", None, None),
        ("2024-02-30", "2024-02", None, None),
        ("20240301", "unknown", None, None),
        ("0001-01-01T00:00:00+14:00", "0001-01", date(1, 1, 1), None),
    ],
)
def test_tables_dates(given: str | None, month: str, day: date | None, moment: datetime | None) -> None:
    assert (month_of(given), day_of(given), moment_of(given)) == (month, day, moment)


def test_tables_statement_can_be_asked_for_flat() -> None:
    page = article(published="2024-11-06T07:00:00+01:00")
    hill = StatementSource(spans(page, "Bo Hill"), "person", "Bo Hill", "e1")
    said = Time(30, 40, "on Monday", "DATE", "2024-11-04", "2024-11-04", "2024-11-04")
    one = statement(
        page, "The mill will close|I am sorry", "said|added", hill, "Critics", about=("e2", "e9"), said=said
    )
    reading = replace(reading_of(page, one), entities=(Entity("e2", "organisation", "the mill", ()),))
    (row,) = tables([reading])["statements"].to_pylist()
    expected = {
        "article": "a1", "outlet": "The Bugle", "day": date(2024, 11, 6), "published": "2024-11-06T07:00:00+01:00", "headline": "Mill to close",
        "source_name": "Bo Hill", "source_kind": "person", "source_entity": "e1", "source": "Bo Hill", "cue": "said … added",
        "content": "The mill will close … I am sorry", "via": "Critics", "said_from": date(2024, 11, 4), "said_to": date(2024, 11, 4),
        "about": ["e2", "e9"], "about_names": ["the mill", "e9"], "start": one.content[0].start, "stop": one.content[1].end,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_tables_have_every_field_of_the_records() -> None:
    def names(*kinds: type) -> set[str]:
        return {field.name.rstrip("_") for kind in kinds for field in fields(kind)}

    held = {name: set(shape.schema.names) for name, shape in TABLES.items()}
    assert names(Article) - {"source"} <= held["articles"]
    assert {"source_id", "source_sha256", "read_at", "reader"} <= held["articles"]
    assert names(Statement) - {"said"} <= held["statements"]
    assert names(Entity) <= held["entities"]
    assert names(Time) - {"from", "to", "end"} <= held["times"]
    assert names(Problem) - {"where"} <= held["problems"]


def test_tables_can_be_sorted_without_a_tie() -> None:
    for shape in TABLES.values():
        assert {*shape.order, *shape.plain, shape.key} <= set(shape.schema.names)
        assert len({column.name for column in shape.columns}) == len(shape.columns)
        assert all(column.meaning for column in shape.columns)


def page_of(number: int, day: str | None = "2024-11-06") -> Reading:
    page = article(id=f"{number:016x}", published=day, source=Source(f"{number}.html", "", "", ""))
    return replace(reading_of(page, statement(page, "I am sorry", "added")), source=page.source.id)


def test_part_is_nothing_until_its_marker_is_written(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    with PartWriter(place, "s1") as writer:
        writer.add(0, page_of(0))
    assert shards_done(place) == []
    assert marker_of(place, "s1") is None
    with PartWriter(place, "s1") as writer:
        writer.add(0, page_of(0))
        writer.add(1, Reading("bad.html", None, problems=(Problem("empty", "nothing"), Problem("no_date", "none"))))
        marker = writer.done({"seconds": 1.5})
    assert shards_done(place) == ["s1"]
    assert marker_of(place, "s1") == marker
    assert (marker.documents, marker.failed, dict(marker.problems)) == (2, 1, {"empty": 1, "no_date": 1})
    assert dict(marker.rows) == {"articles": 1, "statements": 1, "problems": 2}
    assert set(marker.files) == {"articles", "statements", "problems"}
    assert dict(marker.details) == {"seconds": 1.5}


def test_part_of_a_shard_without_documents_is_done_too(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    with PartWriter(place, "s1") as writer:
        assert writer.done().files == {}
    assert shards_done(place) == ["s1"]


def test_part_rows_lie_by_month_and_are_written_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.run.parts.MOST_CHARACTERS", 2_000)
    monkeypatch.setattr("onrecord.run.parts.RUN_BYTES", 20_000)
    place = place_at(tmp_path)
    with PartWriter(place, "s1") as writer:
        for number in range(60):
            writer.add(number, page_of(number, ["2024-12-01", "2024-11-06", None][number % 3]))
        marker = writer.done()
    with place.reading(marker.files["articles"]) as file:
        parquet = pq.ParquetFile(file)
        assert parquet.schema_arrow.equals(part_schema("articles"))
        runs = [parquet.read_row_group(group, columns=["month", "position"]) for group in range(parquet.num_row_groups)]
    assert len(runs) > 1
    for run in runs:
        assert run["month"].to_pylist() == sorted(run["month"].to_pylist())
    assert sorted(position for run in runs for position in run["position"].to_pylist()) == list(range(60))


@dataclass(frozen=True, slots=True)
class FullDisk(Folder):
    """A disk on which nothing finds room any more but small files."""

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        if name.endswith(".parquet"):
            raise OSError(errno.ENOSPC, "No space left on device", self.path(name))
        with Folder.writing(self, name) as file:
            yield file


def test_part_on_a_full_disk_leaves_nothing_and_says_which_file(tmp_path: Path) -> None:
    place = FullDisk(str(tmp_path))
    writer = PartWriter(place, "s1")
    writer.add(0, page_of(0))
    with pytest.raises(OSError, match="No space left") as caught, writer:
        writer.done()
    assert caught.value.errno == errno.ENOSPC
    assert shards_done(place) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def places(tmp_path: Path) -> Iterator[tuple[str, Any]]:
    yield "folder", place_at(tmp_path / "out")
    yield "store", place_at(f"memory://{tmp_path.name}/out")


@pytest.mark.parametrize("kind", ["folder", "store"])
def test_place_files_are_whole_or_not_there(kind: str, tmp_path: Path) -> None:
    place = dict(places(tmp_path))[kind]
    place.write("a/one.json", b"1")
    with pytest.raises(ValueError, match="halfway"), place.writing("a/two.json") as file:  # noqa: PT012 - a write that breaks off
        file.write(b"half")
        raise ValueError("halfway")
    assert place.names("a") == ["one.json"]
    place.write("a/one.json", b"11")
    assert place.read("a/one.json") == b"11"
    place.move("a/one.json", "b/c/three.json")
    assert (place.names("a"), place.names("b"), place.names("b/c")) == ([], ["c"], ["three.json"])
    assert place.exists("b/c/three.json")
    place.remove("b")
    place.remove("b")
    assert not place.exists("b/c/three.json")
    assert place.names("nowhere") == []
    with pytest.raises(FileNotFoundError):
        place.read("a/one.json")


@pytest.mark.parametrize("system", ["exchanges", "renames alone"])
def test_place_puts_a_folder_in_the_place_of_another(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if system == "renames alone":
        monkeypatch.setattr("onrecord.run.place._renameat2", lambda: None)
    place = place_at(tmp_path)
    place.write("new/x", b"new")
    place.put_in_place("new", "now/there")
    assert (place.names("now/there"), place.exists("new")) == (["x"], False)
    place.write("new/y", b"newer")
    place.put_in_place("new", "now/there")
    assert (place.names("now/there"), place.names("new")) == (["y"], ["x"])


def test_place_says_what_can_be_given(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="can't be opened") as caught:
        place_at("nosuch://bucket/archive")
    assert "s3://" in str(caught.value)
    assert place_at(f"file://{tmp_path}").address == str(tmp_path)


def test_archive_without_its_packages_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"package duckdb.*pip install 'onrecord\[archive\]'"):
        needed("duckdb")
