"""A run given again over the same sources, after these have changed: what is so no longer goes, what was read stays and is not read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from faulty_reading import LIMITS, TRACES, make_pages, rows, run

from onrecord.errors import UsageError
from onrecord.run.archive_run import Wanted
from onrecord.run.description import cut_as_before, describe
from onrecord.run.local import LocalEngine
from onrecord.run.place import place_at, read_json, write_json
from onrecord.run.settings import Cuts, RunSettings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "traces").mkdir()
    monkeypatch.setenv(TRACES, str(tmp_path / "traces"))
    monkeypatch.chdir(tmp_path)


def again(*sources: str) -> list[tuple[str, str]]:
    """Run over sources into the archive; return source and code of all its problems."""
    from pathlib import Path  # noqa: PLC0415 - else only for types

    run(sources, Path("out"), LocalEngine(1, LIMITS))
    return sorted((row["source"].rpartition("/")[2], row["code"]) for row in rows(Path("out"), "problems"))


def test_a_source_that_was_missing_is_told_until_it_is_read(tmp_path: Path) -> None:
    assert again("later", "never") == [("later", "not_found"), ("never", "not_found")]
    (tmp_path / "later").mkdir()
    assert again("later") == [("later", "empty_folder"), ("never", "not_found")]
    (tmp_path / "later").rmdir()
    make_pages(tmp_path / "later", 2)
    assert again(str(tmp_path / "later")) == [("never", "not_found")]
    assert len(rows(tmp_path / "out", "articles")) == 2
    assert again("./later", "never") == [("never", "not_found")]


def test_a_line_of_a_list_and_a_pattern_are_told_until_they_lead_somewhere(tmp_path: Path) -> None:
    make_pages(tmp_path / "news", 1)
    (tmp_path / "all.paths").write_text("news\nmore\n")
    assert again("all.paths", "even/*.txt") == [("*.txt", "no_match"), ("more", "not_found")]
    make_pages(tmp_path / "more", 1)
    make_pages(tmp_path / "even", 1)
    assert again("@all.paths") == [("*.txt", "no_match")]
    assert again("even/*.txt") == []
    assert len(rows(tmp_path / "out", "articles")) == 3


def test_a_source_that_is_gone_again_is_told_again(tmp_path: Path) -> None:
    again("later")
    make_pages(tmp_path / "later", 1)
    assert again("later") == []
    (tmp_path / "later" / "000.txt").unlink()
    (tmp_path / "later").rmdir()
    assert again("later") == [("later", "not_found")]


def test_an_archive_that_was_cut_otherwise_is_gone_on_with_as_it_was(tmp_path: Path) -> None:
    place = place_at(tmp_path / "out")
    wanted = Wanted(("news",), place, RunSettings())
    assert cut_as_before(place, wanted.settings).cuts == Cuts()
    describe(place, wanted.sources, wanted.settings)
    assert cut_as_before(place, wanted.settings).cuts == Cuts()
    told = read_json(place, "archive.json")
    del told["settings"]["cuts"]["pieces"]  # as an earlier release told it
    write_json(place, "archive.json", told)
    assert cut_as_before(place, wanted.settings).cuts == Cuts(pieces=1)
    describe(place, wanted.sources, cut_as_before(place, wanted.settings))
    assert cut_as_before(place, wanted.settings).cuts == Cuts(pieces=1)


def test_other_settings_are_refused_once_there_are_articles(tmp_path: Path) -> None:
    place = place_at(tmp_path / "out")
    again("never")
    cuts = Cuts(files=3, pieces=1)
    describe(place, ["never"], RunSettings(cuts=cuts, columns=(("text", "words"),)))
    assert json.loads((tmp_path / "out" / "archive.json").read_text())["settings"]["columns"] == [["text", "words"]]
    describe(place, ["never"], RunSettings(cuts=cuts))
    make_pages(tmp_path / "never", 1)
    again("never")
    with pytest.raises(UsageError, match="other columns go into an archive of their own: give another --out"):
        describe(place, ["never"], RunSettings(cuts=cuts, columns=(("text", "words"),)))
