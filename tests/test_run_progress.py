from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from records_by_hand import mill
from rich.console import Console

from onrecord.commands.watching import duration, line_of, picture_of, problems_of, size
from onrecord.errors import UsageError
from onrecord.run.archive_run import _Planned
from onrecord.run.description import DESCRIPTION, describe, described
from onrecord.run.parts import PartWriter
from onrecord.run.place import place_at
from onrecord.run.progress import RECENT_SECONDS, Tally
from onrecord.run.reading import ShardRead
from onrecord.run.settings import RunSettings
from onrecord.run.shards import Shard
from onrecord.run.work import Event
from onrecord.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def shown(tally: Tally, now: float) -> str:
    console = Console(width=100, record=True, quiet=True)
    with console.capture() as captured:
        console.quiet = False
        console.print(picture_of(tally, now, now))
    return captured.get()


def test_progress_of_nothing_yet() -> None:
    tally = Tally(workers=2)
    assert (tally.speed(10), tally.seconds_left(10)) == (None, None)
    assert line_of(tally, 10) == "0 of 0 or more shards, 0 pages, 2 workers"
    assert "reading" in shown(tally, 83)
    assert "0:01:23" in shown(tally, 83)


def test_progress_counts_what_an_engine_tells() -> None:
    tally = Tally(workers=2, planned=True)
    for weight in (10, 10, 10, 10):
        tally.expect(weight)
    for second in range(11):
        tally.see(Event("part", 0, parts=10), second)
    tally.see(Event("memory", 0, bytes=400_000_000), 10)
    tally.see(Event("memory", 1, bytes=1_000_000_000), 10)
    tally.add(ShardRead("a", "a", articles=48, statements=200, bad=2, problems={"no_date": 3, "empty": 2}), 10)
    assert tally.speed(10) == 11
    assert tally.seconds_left(10) == pytest.approx((200 - 110) / 11)
    assert line_of(tally, 10) == (
        "1 of 4 shards, 110 pages, 11.0 a second, about 0:00:08 left, 2 workers with 1.4 GB, the largest 1.0 GB"
    )
    picture = shown(tally, 10)
    assert "in shards that are done: 48 articles, 200 statements" in picture
    assert "problems: no_date 3, empty 2" in picture


def test_progress_takes_back_what_is_done_again_and_shows_why() -> None:
    tally = Tally(shards=1)
    tally.see(Event("part", 0, parts=10), 0)
    tally.see(Event("memory", 0, bytes=400_000_000), 0)
    tally.see(Event("lost", 0, parts=10, words="a.html: it took\x1b[31m longer"), 2)
    assert (tally.pages, tally.memory, tally.lost, tally.speed(2)) == (0, 0, 1, 0)
    assert tally.seconds_left(2) is None
    assert "1 mishap" in shown(tally, 2)
    assert "took\x1b" not in shown(tally, 2)


def test_progress_forgets_an_old_speed() -> None:
    tally = Tally()
    tally.see(Event("part", 0, parts=1000), 0)
    tally.see(Event("part", 0, parts=5), RECENT_SECONDS + 1)
    assert tally.speed(RECENT_SECONDS + 2) == 5


def test_progress_of_the_finish() -> None:
    tally = Tally(shards=2, planned=True, pages=7)
    tally.see(Event("done", 0), 0)
    tally.begin("putting into months")
    assert line_of(tally, 0) == "putting into months, 7 pages, 1 worker"
    tally.more_steps(3)
    tally.see(Event("part", 0, parts=4), 0)
    tally.see(Event("done", 0), 0)
    assert line_of(tally, 0) == "putting into months: 1 of 3, 7 pages, 1 worker"


def test_progress_words() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.6, 3_725, 360_000)] == [
        "0:00:00",
        "0:01:00",
        "1:02:05",
        "100:00:00",
    ]
    assert [size(number) for number in (1_000_000, 999_000_000, 2_340_000_000)] == ["1 MB", "999 MB", "2.3 GB"]
    assert problems_of([("a", 1_200), ("b", 1)], 4) == "a 1,200, b 1, 2 more"


def test_progress_expects_of_a_shard_what_it_weighs() -> None:
    tally = Tally(planned=True)
    for weight in (90, 5, 3, 2):
        tally.expect(weight)
    for second in range(11):
        tally.see(Event("part", 0, parts=9), second)
    tally.add(ShardRead("a", "a", articles=90), 90)
    tally.fail(5)
    assert tally.seconds_left(10) == 0
    tally.add(ShardRead("b", "b", articles=30), 3)
    assert tally.seconds_left(10) == pytest.approx((120 / 93 * 95 - 99) / 9.9)


def shard(name: str, weight: float = 1.0) -> Shard:
    return Shard(name, "missing", (), weight=weight)


def test_planned_leaves_out_what_is_done_and_counts() -> None:
    tally = Tally()
    planned = _Planned(iter([shard("a"), shard("b"), shard("c")]), {"b"}, tally)
    assert [task.id for task in planned] == ["a", "c"]
    assert next(planned, None) is None
    assert (tally.shards, tally.earlier, tally.planned) == (2, 1, True)
    planned.close()


def test_planned_gives_out_first_what_holds_the_most() -> None:
    planned = _Planned(iter([shard("a", 2), shard("b", 9), shard("c", 2), shard("d", 40)]), (), tally := Tally())
    while not tally.planned:
        time.sleep(0.001)
    assert [task.id for task in planned] == ["d", "b", "a", "c"]
    planned.close()


def test_planned_raises_what_planning_raised_where_tasks_are_taken() -> None:
    def broken() -> Iterator[Shard]:
        yield shard("a")
        raise UsageError("a run can't read this")

    planned = _Planned(broken(), (), Tally())
    assert next(planned).id == "a"
    with pytest.raises(UsageError, match="can't read this"):
        next(planned)
    planned.close()


def test_planned_ends_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.run.archive_run.PLANNED_AHEAD", 2)
    taken = 0

    def endless() -> Iterator[Shard]:
        nonlocal taken
        while True:
            taken += 1
            yield shard(str(taken))

    planned = _Planned(endless(), (), Tally())
    assert next(planned).id in {"1", "2"}
    planned.close()
    assert taken < 10


def test_describe_keeps_all_sources_and_the_latest_version(tmp_path: Path) -> None:
    place = place_at(tmp_path / "out")
    assert described(place) is None
    describe(place, ["a"], RunSettings())
    told = describe(place, ["b", "a"], RunSettings(base="elsewhere", reading=Settings(threads=2)))
    assert told == described(place)
    assert told.sources == ("a", "b")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (RunSettings(sample=0.1), "sample 1.0, not 0.1"),
        (RunSettings(reading=Settings(min_confidence=0.5)), "reading.min_confidence 0.0, not 0.5"),
        (RunSettings(reading=Settings(device="gpu")), "reading.device 'cpu', not 'gpu'.*give another --out"),
        (RunSettings(columns=(("html", "page"),)), r"columns \[\], not \[\['html', 'page'\]\]"),
    ],
)
def test_describe_refuses_rows_read_in_another_way(tmp_path: Path, other: RunSettings, says: str) -> None:
    place = place_at(tmp_path / "out")
    describe(place, ["a"], RunSettings())
    with PartWriter(place, "a") as writer:
        writer.add(0, mill())
        writer.done()
    with pytest.raises(UsageError, match=says):
        describe(place, ["a"], other)


def test_describe_knows_where_an_archive_was_read_before_there_was_a_choice(tmp_path: Path) -> None:
    place = place_at(tmp_path / "out")
    describe(place, ["a"], RunSettings())
    told = json.loads((tmp_path / "out" / DESCRIPTION).read_text("utf-8"))
    del told["settings"]["reading"]["device"]
    (tmp_path / "out" / DESCRIPTION).write_text(json.dumps(told))
    with PartWriter(place, "a") as writer:
        writer.add(0, mill())
        writer.done()
    describe(place, ["a"], RunSettings())
    (tmp_path / "out" / DESCRIPTION).write_text(json.dumps(told))
    with pytest.raises(UsageError, match=r"reading\.device 'cpu', not 'gpu'"):
        describe(place, ["a"], RunSettings(reading=Settings(device="gpu")))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is damaged"),
        ("[]", "not the description"),
        ('{"format": 99, "onrecord": "9.9", "sources": [], "settings": {}}', "a later OnRecord"),
    ],
)
def test_describe_refuses_what_it_can_not_read(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / DESCRIPTION).write_text(content)
    with pytest.raises(UsageError, match=says):
        described(place_at(tmp_path))


@pytest.mark.parametrize("source", ["{0}", "{0}/archives", "{0}/archives/2024"])
def test_describe_refuses_an_archive_in_what_is_read(tmp_path: Path, source: str) -> None:
    (tmp_path / "archives" / "2024").mkdir(parents=True)
    with pytest.raises(UsageError, match="give a folder outside of it"):
        describe(place_at(tmp_path / "archives" / "2024"), [source.format(tmp_path)], RunSettings())


def test_describe_takes_a_folder_beside_what_is_read(tmp_path: Path) -> None:
    describe(place_at(tmp_path / "out"), [str(tmp_path / "ou"), "https://example.org/out"], RunSettings())
    assert described(place_at(tmp_path / "out")) is not None


def test_describe_refuses_a_store_in_what_is_read() -> None:
    with pytest.raises(UsageError, match="lies in memory://news/, which is to be read"):
        describe(place_at("memory://news/archive"), ["memory://news/"], RunSettings())
