from __future__ import annotations

import errno
import json
import os
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from file_site import serving_files

from onrecord import Pipeline, Settings
from onrecord.read.inputs import documents
from onrecord.run import web_files
from onrecord.run.extras import needed
from onrecord.run.local import LocalEngine
from onrecord.run.opening import AwayError
from onrecord.run.parts import PartWriter, marker_of, shards_done
from onrecord.run.place import Folder, place_at
from onrecord.run.reading import ReadShards
from onrecord.run.settings import Cuts, RunSettings
from onrecord.run.shards import Shard, plan
from onrecord.run.tables import readings_of
from onrecord.run.work import BETWEEN, Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from onrecord.records import Reading
    from onrecord.run.place import Place
    from onrecord.run.work import Reason

SETTINGS = RunSettings()
SAYINGS = [
    "The bridge at Fennick will close on Monday. “It is not safe,” said Ada Moss, the mayor of Fennick, in a statement.",
    "Gus Tolliver denied on Friday that he had known of the letter. He said that nobody had asked him about the ferry.",
    "“We were never told,” said Dot Lee, who runs the mill, after the council had met for the third time this week.",
]
FRENCH = (
    "Le conseil municipal a décidé mardi soir de fermer le pont pendant deux mois. « Nous n'avons pas le choix », a déclaré la maire "
    "devant les habitants, qui demandent depuis longtemps que les travaux soient faits avant l'hiver et que l'école reste ouverte."
)


def article_lines(texts: list[str]) -> str:
    return "".join(
        json.dumps({"id": f"a{n}", "published": "2024-03-05", "text": text}) + "\n" for n, text in enumerate(texts)
    )


def sources(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "in.jsonl").write_text(article_lines(list(texts) or SAYINGS), "utf-8")
    return folder


def only_shard(source: Path | str, settings: RunSettings = SETTINGS) -> Shard:
    (shard,) = plan([str(source)], settings)
    return shard


def read(
    place: Place, shard: Shard, settings: RunSettings = SETTINGS, skip: Mapping[int, Reason] | None = None
) -> tuple[Any, list[tuple[int, str]]]:
    said: list[tuple[int, str]] = []
    do = ReadShards(place, settings).ready()
    return do(Task(shard.id, shard, skip or {}), lambda position, name: said.append((position, name))), said


def kept(place: Place, shard: Shard) -> list[Reading]:
    marker = marker_of(place, shard.id)
    assert marker is not None
    parquet = needed("pyarrow.parquet")
    found = readings_of({name: parquet.read_table(place.path(file)) for name, file in marker.files.items()})
    return sorted(found, key=source_of)


def source_of(reading: Reading) -> str:
    return reading.article.source.id if reading.article else reading.source


def timeless(readings: list[Reading]) -> list[Reading]:
    return [
        reading if reading.article is None
        else replace(reading, source="", article=replace(reading.article, source=replace(reading.article.source, read_at="")))
        for reading in readings
    ]  # fmt: skip


def test_reading_a_shard_keeps_what_reading_its_documents_gives(tmp_path: Path) -> None:
    folder = sources(tmp_path / "in")
    (folder / "blank.html").write_text("<html></html>", "utf-8")
    shard, place = only_shard(folder), place_at(tmp_path / "out")
    result, _ = read(place, shard)
    expected = sorted(map(Pipeline().read, documents([str(folder)], Settings())), key=source_of)
    assert timeless(kept(place, shard)) == timeless(expected)
    assert (result.articles, result.bad, result.statements) == (3, 1, sum(len(r.statements) for r in expected))
    assert result.statements >= 3
    assert result.problems["no_article"] == 1
    assert shards_done(place) == [shard.id]


def test_reading_says_before_each_page_where_it_is_and_names_none_while_it_looks_for_the_next(tmp_path: Path) -> None:
    shard = only_shard(sources(tmp_path / "in"))
    _, said = read(place_at(tmp_path / "out"), shard)
    assert [name for position, name in said if position > BETWEEN] == ["a0", "a1", "a2"]
    assert [position for position, _ in said] == [BETWEEN, 0, BETWEEN, 1, BETWEEN, 2, BETWEEN]


@pytest.mark.parametrize("reason", ["crashed", "memory", "time"])
def test_pages_that_ended_a_worker_are_left_out_and_reported_once(tmp_path: Path, reason: Reason) -> None:
    shard, place = only_shard(sources(tmp_path / "in")), place_at(tmp_path / "out")
    result, said = read(place, shard, skip={1: reason})
    assert 1 not in [position for position, _ in said]
    found = kept(place, shard)
    assert [r.article.source.id for r in found if r.article] == ["a0", "a2"]
    assert [(r.source, r.problems[0].code) for r in found if not r.article] == [("a1", f"worker_{reason}")]
    assert (result.articles, result.bad) == (2, 1)


def test_a_shard_that_is_done_is_not_read_again(tmp_path: Path) -> None:
    folder = sources(tmp_path / "in")
    shard, place = only_shard(folder), place_at(tmp_path / "out")
    read(place, shard)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*") if file.is_file()}
    (folder / "in.jsonl").unlink()
    result, said = read(place, shard)
    assert (result.articles, said) == (3, [])  # what its marker says, in case that a worker ended right after it
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*") if file.is_file()} == before


def test_a_shard_that_can_not_be_reached_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_files, "WAITS", ())
    place = place_at(tmp_path / "out")
    settings = RunSettings(reading=Settings(allow_private=True), cuts=Cuts(small_bytes=1))
    with serving_files() as site:
        site.files["/a.jsonl"] = article_lines(SAYINGS).encode()
        shard = only_shard(f"{site.url}/a.jsonl", settings)
        site.failing["/a.jsonl"] = [503]
        with pytest.raises(AwayError, match="503"):
            read(place, shard, settings)
        assert shards_done(place) == []
        assert read(place, shard, settings)[0].articles == 3


class FullFolder(Folder):
    """A disk without room for Parquet files."""

    def writing(self, name: str) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)


def test_a_full_disk_ends_a_shard_without_marking_it(tmp_path: Path) -> None:
    shard = only_shard(sources(tmp_path / "in"))
    with pytest.raises(OSError, match="No space"):
        read(FullFolder(str(tmp_path / "out")), shard)
    assert shards_done(place_at(tmp_path / "out")) == []


def test_what_a_killed_worker_left_of_a_shard_counts_for_nothing(tmp_path: Path) -> None:
    shard, place = only_shard(sources(tmp_path / "in")), place_at(tmp_path / "out")
    with PartWriter(place, shard.id) as writer:
        writer.add(0, Pipeline().read(next(shard.documents(SETTINGS))))
    assert shards_done(place) == []
    read(place, shard)
    assert [r.article.source.id for r in kept(place, shard) if r.article] == ["a0", "a1", "a2"]


def test_pages_in_other_languages_are_kept_or_only_counted(tmp_path: Path) -> None:
    folder = sources(tmp_path / "in", SAYINGS[0], FRENCH)
    outcomes = []
    for number, only in enumerate((False, True)):
        settings = RunSettings(only_read_languages=only)
        shard, place = only_shard(folder, settings), place_at(tmp_path / f"out{number}")
        result, _ = read(place, shard, settings)
        outcomes.append((result.articles, result.bad, result.problems["language_unsupported"]))
        (foreign,) = [r for r in kept(place, shard) if "language_unsupported" in {p.code for p in r.problems}]
        assert (foreign.article is None) == only
    assert outcomes == [(2, 0, 1), (1, 1, 1)]


def test_sources_that_can_not_be_had_are_reported_once(tmp_path: Path) -> None:
    place = place_at(tmp_path / "out")
    shard = only_shard(tmp_path / "missing.html")
    result, _ = read(place, shard)
    assert (result.articles, result.bad, dict(result.problems)) == (0, 0, {"not_found": 1})
    assert [(r.source, [p.code for p in r.problems]) for r in kept(place, shard)] == [
        (str(tmp_path / "missing.html"), ["not_found"])
    ]


def test_files_with_names_that_are_no_text_are_read(tmp_path: Path) -> None:
    folder = sources(tmp_path / "in")
    (folder / "in.jsonl").rename(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))
    shard, place = only_shard(folder), place_at(tmp_path / "out")
    result, said = pickle.loads(pickle.dumps(read(place, pickle.loads(pickle.dumps(shard)))))  # noqa: S301 - our own
    assert result.articles == 3
    assert all(name.encode() for _, name in said)
    assert marker_of(place, shard.id)


def test_worker_processes_read_all_shards_of_all_kinds(tmp_path: Path) -> None:
    folder = sources(tmp_path / "in", *(f"{SAYINGS[n % 3]} This was report number {n} of the day." for n in range(12)))
    pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
    pq.write_table(pa.table({"text": [f"{SAYINGS[0]} Row {n} of the table." for n in range(4)]}), folder / "t.parquet")
    settings = RunSettings(cuts=Cuts(small_bytes=100, line_bytes=600, rows=2))
    place = place_at(tmp_path / "out")
    cut = list(plan([str(folder), str(tmp_path / "missing")], settings))
    assert {shard.kind for shard in cut} == {"lines", "rows", "missing"}
    with LocalEngine(2) as engine:
        done = list(engine.run(ReadShards(place, settings), (Task(shard.id, shard) for shard in cut)))
    assert [one.failure for one in done] == [None] * len(cut)
    assert sum(one.value.articles for one in done) == 16
    assert shards_done(place) == sorted(shard.id for shard in cut)
    found = [r.article.source.id for shard in cut for r in kept(place, shard) if r.article]
    assert sorted(found) == sorted([*(f"a{n}" for n in range(12)), *(f"{folder}/t.parquet#row={n}" for n in range(4))])
