"""The stories of an archive are those that comparing all its articles gives, whatever the engine, the slices, and however often it was interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from match_archive import InPlace, archive, tables
from match_news import some_news, told

from onrecord.commands import matching
from onrecord.errors import UsageError
from onrecord.match.sketch import sketch_of
from onrecord.match.stories import stories_of
from onrecord.records import Reading, as_json
from onrecord.run.local import LocalEngine
from onrecord.run.match import match
from onrecord.run.match_settings import MatchSettings
from onrecord.run.match_tables import rows_of_story
from onrecord.run.place import place_at
from onrecord.run.work import Done, FatalError, Limits, Task
from onrecord.story import story_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.run.work import Watch, Work

SMALL = MatchSettings(slice_articles=7, fan_in=2, task_articles=5)
"""Slices so small that a few dozen articles take several levels of joining."""


def stories_in(found: dict[str, list[dict[str, Any]]]) -> set[frozenset[str]]:
    held: dict[str, set[str]] = {}
    for row in found["story_articles"]:
        held.setdefault(row["story"], set()).add(row["article"])
    return {frozenset(articles) for articles in held.values()}


def by_comparing_all(readings: list[Reading]) -> set[frozenset[str]]:
    sketches = [sketch_of(one) for one in readings]
    return {frozenset(sketches[at].article for at in story) for story in stories_of(sketches)}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("settings", [MatchSettings(), SMALL, MatchSettings(slice_articles=1, fan_in=3)])
def test_stories_are_those_of_comparing_all(tmp_path: Path, seed: int, settings: MatchSettings) -> None:
    readings = some_news(seed)
    place = archive(tmp_path, readings)
    matched = match(place, InPlace(), settings)
    found = tables(place)
    assert stories_in(found) == by_comparing_all(readings)
    assert any(len(story) > 2 for story in stories_in(found)), "nothing to group"
    assert matched.articles == len(readings) == len(found["story_articles"])
    assert matched.stories == len(found["stories"]) == len({row["story"] for row in found["story_articles"]})


def test_slices_make_no_difference_to_any_row(tmp_path: Path) -> None:
    readings = some_news()
    found = []
    for name, settings in (("one", MatchSettings()), ("many", SMALL)):
        place = archive(tmp_path / name, readings)
        match(place, InPlace(), settings)
        found.append(tables(place))
    assert found[0] == found[1]
    assert all(
        found[0][name] for name in ("stories", "story_articles", "claims", "claim_statements", "edges", "timeline")
    )


def test_rows_say_what_the_story_says(tmp_path: Path) -> None:
    readings = some_news()
    place = archive(tmp_path, readings)
    match(place, InPlace(), SMALL)
    found = tables(place)
    by_id = {one.article.id: one for one in readings if one.article}
    largest = max(found["stories"], key=lambda row: (row["articles"], row["id"]))
    articles = [row["article"] for row in found["story_articles"] if row["story"] == largest["id"]]
    story = story_of(largest["id"], [by_id[article] for article in articles])
    expected = rows_of_story(
        {
            "story": story.id,
            "record": json.dumps(as_json(story)),
            "untold": [],
            "reason": None,
            "first": story.first_published,
        }
    )
    assert largest["told"] == len(articles) > 2
    for name, rows in expected.items():
        key = "id" if name == "stories" else "story"
        shown = [{column: row[column] for column in rows[0]} for row in found[name] if row[key] == story.id]
        assert sorted(shown, key=repr) == sorted(rows, key=repr), name


def test_months_are_those_of_the_first_article(tmp_path: Path) -> None:
    place = archive(tmp_path, [told("a", 1, date(2024, 1, 31)), told("b", 1, date(2024, 2, 1), 1), told("c", 12, None)])
    match(place, InPlace())
    assert place.names("stories") == ["month=2024-01", "month=unknown"]
    assert stories_in(tables(place)) == {frozenset({"a", "b"}), frozenset({"c"})}


def test_one_and_two_workers_give_the_same_rows(tmp_path: Path) -> None:
    readings = some_news()
    found = []
    for workers in (1, 2):
        place = archive(tmp_path / str(workers), readings)
        with LocalEngine(workers) as engine:
            match(place, engine, MatchSettings(slice_articles=30, fan_in=2, task_articles=20))
        found.append(tables(place))
    assert found[0] == found[1]
    assert stories_in(found[0]) == by_comparing_all(readings)


class Stopping(InPlace):
    """An engine whose driver is stopped after so many tasks."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def run(self, work: Work, tasks: Iterable[Task], watch: Watch = print) -> Iterator[Done]:
        for done in super().run(work, tasks, watch):
            yield done
            if len(self.done) == self.after:
                raise KeyboardInterrupt


@pytest.mark.parametrize("after", [1, 9, 25])
def test_interrupted_goes_on_where_it_was(tmp_path: Path, after: int) -> None:
    readings = some_news()
    whole, broken = archive(tmp_path / "whole", readings), archive(tmp_path / "broken", readings)
    undisturbed, first, second = InPlace(), Stopping(after), InPlace()
    match(whole, undisturbed, SMALL)
    with pytest.raises(KeyboardInterrupt):
        match(broken, first, SMALL)
    match(broken, second, SMALL)
    assert tables(broken) == tables(whole)
    assert sorted(first.done + second.done) == sorted(undisturbed.done)


def test_killed_at_any_moment_goes_on(tmp_path: Path) -> None:
    readings = some_news(events=24)
    whole, broken = archive(tmp_path / "whole", readings), archive(tmp_path / "broken", readings)
    match(whole, InPlace())
    command = [sys.executable, "-m", "onrecord", "match", broken.address, "--workers", "2", "--json", "--quiet"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    marks = Path(broken.address) / "match" / "marks"
    while process.poll() is None and not (marks.is_dir() and any(marks.glob("*.parquet"))):
        time.sleep(0.02)
    with_children = os.getpgid(process.pid)
    os.killpg(with_children, signal.SIGKILL)
    process.wait()
    assert not (Path(broken.address) / "stories").exists()
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert '"stories":' in again.stdout
    assert tables(broken) == tables(whole)


def test_what_has_not_changed_is_not_done_again(tmp_path: Path) -> None:
    readings = some_news()
    place = archive(tmp_path, readings)
    first = match(place, InPlace(), SMALL)
    before = tables(place)
    idle = InPlace()
    second = match(place, idle, SMALL)
    assert (idle.done, second.again, second.stories) == ([], True, first.stories)
    assert tables(place) == before


def test_articles_that_come_later_are_matched_with_those_there(tmp_path: Path) -> None:
    readings = some_news()
    late = [told("late-1", 3, date(2024, 3, 2)), told("late-2", 3, date(2024, 3, 3), 1)]
    place = archive(tmp_path / "grown", readings)
    match(place, InPlace(), SMALL)
    archive(tmp_path / "grown", late, shard="b")
    engine = InPlace()
    matched = match(place, engine, SMALL)
    fresh = archive(tmp_path / "fresh", readings + late)
    undisturbed = InPlace()
    match(fresh, undisturbed, SMALL)
    assert tables(place) == tables(fresh)
    assert stories_in(tables(place)) == by_comparing_all(readings + late)
    told_now, told_all = (sum("Tell" in name for name in one.done) for one in (engine, undisturbed))
    assert matched.told_before == told_all - told_now > told_all / 2
    assert sum("Mark" in name for name in engine.done) < sum("Mark" in name for name in undisturbed.done)
    assert place.names("match") == ["marks", "match.json", "told"]


def test_a_story_that_leaves_is_gone(tmp_path: Path) -> None:
    place = archive(tmp_path, [told("a", 1, date(2024, 1, 5)), told("b", 14, date(2024, 2, 5))])
    match(place, InPlace())
    archive(tmp_path, [told("c", 1, date(2023, 12, 30), 1)], shard="b")
    match(place, InPlace())
    assert place.names("stories") == ["month=2023-12", "month=2024-02"]
    assert stories_in(tables(place)) == {frozenset({"a", "c"}), frozenset({"b"})}


class Blaming(InPlace):
    """An engine on which the first story of every task of telling, and every other article, ended a worker twice."""

    def run(self, work: Work, tasks: Iterable[Task], watch: Watch = print) -> Iterator[Done]:
        blamed = {"TellStories": {0: "memory"}}.get(type(work).__name__, {})
        return super().run(work, (Task(task.id, task.payload, blamed) for task in tasks), watch)  # type: ignore[arg-type]  # literals


def test_a_story_that_ends_workers_is_listed_with_the_reason(tmp_path: Path) -> None:
    readings = some_news()
    place = archive(tmp_path, readings)
    matched = match(place, Blaming(), MatchSettings())
    found = tables(place)
    untold = [row for row in found["stories"] if not row["told"]]
    assert len(untold) == matched.untold > 0
    assert all("memory" in row["reason"] and row["title"] is None for row in untold)
    assert stories_in(found) == by_comparing_all(readings), "its articles are listed all the same"
    assert {row["told"] for row in found["story_articles"] if row["story"] == untold[0]["id"]} == {False}


def test_a_story_that_could_not_be_told_is_told_once_workers_may_take_more(tmp_path: Path) -> None:
    readings = some_news(events=6)
    place, fresh = archive(tmp_path / "place", readings), archive(tmp_path / "fresh", readings)
    match(fresh, InPlace(), SMALL)
    small, large = Blaming(), InPlace()
    small.limits, large.limits = Limits(worker_bytes=500_000_000), Limits(worker_bytes=4_000_000_000)
    assert match(place, small, SMALL).untold > 0
    assert match(place, small, SMALL).again  # it would end in the same way
    matched = match(place, large, SMALL)
    assert (matched.untold, matched.again) == (0, False)
    assert tables(place) == tables(fresh)
    assert match(place, small, SMALL).again  # nothing is left to be told


def test_a_story_of_too_many_articles_is_told_from_the_earliest(tmp_path: Path) -> None:
    readings = [told(f"a{number}", 1, date(2024, 1, 1) + timedelta(number % 3), number) for number in range(9)]
    place = archive(tmp_path, readings)
    match(place, InPlace(), MatchSettings(story_articles=4))
    found = tables(place)
    (story,) = found["stories"]
    assert (story["articles"], story["told"]) == (9, 4)
    assert "too many" in story["reason"]
    told_from = {row["article"] for row in found["story_articles"] if row["told"]}
    assert told_from == {"a0", "a3", "a6", "a1"}
    assert {row["published"] for row in found["story_articles"] if not row["told"]} == {"2024-01-02", "2024-01-03"}


def test_a_failing_task_ends_the_matching_and_says_what_to_do(tmp_path: Path) -> None:
    class Failing(InPlace):
        def run(self, _work: Work, tasks: Iterable[Task], _watch: Watch = print) -> Iterator[Done]:
            yield from (Done(task, None, "the disk spoke Latin") for task in tasks)

    place = archive(tmp_path, some_news(events=2))
    with pytest.raises(FatalError, match=r"marks of .*the disk spoke Latin.*same command"):
        match(place, Failing())


def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no finished archive"):
        match(place_at(tmp_path), InPlace())


def test_an_archive_in_an_object_store_is_matched(tmp_path: Path) -> None:
    readings = some_news(events=6)
    there, here = archive(f"memory://match-{tmp_path.name}", readings), archive(tmp_path, readings)
    for place in (there, here):
        match(place, InPlace(), SMALL)
    archive(there.address, [told("late", 3, date(2024, 2, 2))], shard="b")
    archive(tmp_path, [told("late", 3, date(2024, 2, 2))], shard="b")
    for place in (there, here):
        match(place, InPlace(), SMALL)
    assert tables(there) == tables(here)


def test_command_says_when_nothing_is_new_and_what_to_ask(tmp_path: Path) -> None:
    place = archive(tmp_path, [told("a", 1, date(2024, 1, 5)), told("b", 14, date(2024, 2, 5))])
    match(place, InPlace())
    said = CliRunner().invoke(matching.match, [place.address, "--quiet"])
    assert said.exit_code == 0, said.output
    assert "nothing new" in said.output
    assert "2 stories" in said.output
    assert "onrecord query" in said.output


def test_command_refuses_a_folder_without_an_archive(tmp_path: Path) -> None:
    said = CliRunner().invoke(matching.match, [str(tmp_path), "--quiet"])
    assert said.exit_code == 2
    assert "onrecord run SOURCE" in said.output


@pytest.mark.parametrize("wrong", [{"slice_articles": 0}, {"fan_in": 1}, {"story_articles": 20_000}])
def test_settings_that_never_end_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        MatchSettings(**wrong)
