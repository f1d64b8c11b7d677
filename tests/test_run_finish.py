"""The finish puts what shards gave into the tables: each article once, whatever ended it, whichever shards came first."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types
import pytest
from archive_by_hand import Here
from records_by_hand import article, reading_of, statement

from onrecord.errors import UsageError
from onrecord.records import Entity, Problem, Reading, Source
from onrecord.run.archive import Selection, open_archive
from onrecord.run.columns import TABLES
from onrecord.run.finish import finish
from onrecord.run.local import LocalEngine
from onrecord.run.parts import PartWriter, shards_done
from onrecord.run.place import Folder, place_at
from onrecord.run.shelf import COMMIT, manifest_of
from onrecord.run.work import Done, FatalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.run.place import Place
    from onrecord.run.work import Task, Watch, Work

DAYS = ["2024-11-06", "2024-11-07T09:00:00+00:00", "2024-12-24", None]
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.run.keeping.SLICE_DOCUMENTS", 4)
    monkeypatch.setattr(os, "fsync", lambda _file: None)  # nobody pulls the plug here, and a disk takes its time


def told(
    number: int, text: str = "", day: str | None = "2024-11-06", source: str | None = None, **changed: object
) -> Reading:
    """Return the reading of an article with a statement, an entity and a problem."""
    words = f"The mill will close, Bo Hill said.\n\nNumber {number}. {text}".strip()
    given = {
        "published": day,
        "modified": None,
        "source": Source(source or f"{number}.html", "", "2026", ""),
        **changed,
    }
    page = article(words, id=f"{number:016x}", **given)
    reading = reading_of(page, statement(page, "The mill will close", "said", "Bo Hill"))
    entity = Entity("e1", "person", "Bo Hill", (page.span(21, 28),))
    return replace(reading, source=page.source.id, entities=(entity,), problems=(Problem("no_date", "none"),))


def bad(source: str, code: str = "empty") -> Reading:
    return Reading(source, None, problems=(Problem(code, "nothing in it"), Problem("no_date", "none")))


def shard(place: Place, name: str, readings: Iterable[Reading]) -> None:
    with PartWriter(place, name) as writer:
        for position, reading in enumerate(readings):
            writer.add(position, reading)
        writer.done()


def rows(place: Place) -> Rows:
    """Return all rows that a reader finds who lists the folders, sorted, without the moment of reading."""
    out: Rows = {}
    for table, shape in TABLES.items():
        names = [name for name in shape.schema.names if name != "read_at"]
        out[table] = []
        for month in place.names(table):
            for name in place.names(f"{table}/{month}"):
                with place.reading(f"{table}/{month}/{name}") as file:
                    found = pq.ParquetFile(file).read(columns=names).to_pylist()
                out[table] += [(month, *(row[name] for name in names)) for row in found]
        out[table].sort(key=repr)
    return out


def ids(place: Place) -> list[tuple[str, int]]:
    """Return id and version of every article that a reader finds who lists the folders."""
    out: list[tuple[str, int]] = []
    for month in place.names("articles"):
        for name in place.names(f"articles/{month}"):
            with place.reading(f"articles/{month}/{name}") as file:
                found = pq.ParquetFile(file).read(columns=["id", "version"])
            out += zip(found["id"].to_pylist(), found["version"].to_pylist(), strict=True)
    return out


SHARDS: dict[str, list[Reading]] = {
    "a": [told(n, day=DAYS[n % 4]) for n in range(12)] + [bad("x.html"), bad("y.html")],
    # The same again, and what was bad; number 3 with a date, number 4 with another text, number 5 earlier.
    "b": [told(n, day=DAYS[n % 4]) for n in range(6, 16)]
    + [told(3, day="2024-12-01"), told(4, "Changed.", modified="2024-11-09"), told(5, day="2024-11-01"), bad("x.html"), bad("y.html", "binary")],
    "c": [told(4, "Changed.", modified="2024-11-09"), told(4, "Changed again.", modified="2024-11-10"), told(20, source="0.html"), told(20)],
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The rows of all three shards, merged at once."""
    place = place_at(tmp_path_factory.mktemp("expected"))
    for name, readings in SHARDS.items():
        shard(place, name, readings)
    finish(place, Here())
    return rows(place)


def test_finish_keeps_each_article_once_and_each_failure_once(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    for name, readings in SHARDS.items():
        shard(place, name, readings)
    done = finish(place, Here())
    assert sorted(ids(place)) == sorted(
        [(f"{n:016x}", 1) for n in [*range(16), 20]] + [(f"{4:016x}", 2), (f"{4:016x}", 3)]
    )
    expected = {"articles": 17, "versions": 2, "repeated": 10, "failed": 3}
    assert {name: done.totals[name] for name in expected} == expected
    assert sorted(one.source for one in open_archive(tmp_path).failed()) == ["x.html", "y.html", "y.html"]
    assert (place.names("parts"), place.names("finish"), shards_done(place)) == ([], [], ["a", "b", "c"])
    assert done.shards == 3


def test_finish_keeps_the_first_by_date_then_source_then_place(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(
        place,
        "a",
        [told(1, day=None), told(2, source="z"), told(3, source="m"), told(4, day="2024-11-06T05:00:00+00:00")],
    )
    shard(
        place,
        "b",
        [told(1, day="2024-12-01"), told(2, source="y"), told(3, source="m"), told(4, day="2024-11-06T04:00:00-02:00")],
    )
    finish(place, Here())
    with duckdb.connect() as db:
        query = f"SELECT id, month, source_id, shard, deliveries FROM '{tmp_path}/articles/*/*.parquet' ORDER BY id"  # noqa: S608 - our own
        assert db.execute(query).fetchall() == [
            (f"{1:016x}", "2024-12", "1.html", "b", 2), (f"{2:016x}", "2024-11", "y", "b", 2),
            (f"{3:016x}", "2024-11", "m", "a", 2), (f"{4:016x}", "2024-11", "4.html", "a", 2),
        ]  # fmt: skip


def test_finish_numbers_versions_by_when_they_changed(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(
        place, "a", [told(1, "Third.", modified="2024-11-08T10:00:00+00:00"), told(1, "Second.", modified="2024-11-08")]
    )
    finish(place, Here())
    shard(place, "b", [told(1, "First.")])
    finish(place, Here())
    for table, key in (("articles", "id"), ("statements", "article"), ("entities", "article"), ("problems", "article")):
        with duckdb.connect() as db:
            query = f"SELECT {key}, version, current FROM '{tmp_path}/{table}/*/*.parquet' ORDER BY version"  # noqa: S608 - our own
            assert db.execute(query).fetchall() == [
                (f"{1:016x}", 1, False),
                (f"{1:016x}", 2, False),
                (f"{1:016x}", 3, True),
            ]
    texts = [
        one.article.text.split()[-1] for one in open_archive(tmp_path).readings(Selection(versions=True)) if one.article
    ]
    assert texts == ["First.", "Second.", "Third."]


@pytest.mark.parametrize("order", ["cba", "a-b-c", "c-b-a", "b-ac", "c-ab"])
def test_finish_gives_the_same_rows_in_whatever_order_shards_come(order: str, expected: Rows, tmp_path: Path) -> None:
    place = place_at(tmp_path)
    for together in order.split("-"):
        for name in together:
            shard(place, name, SHARDS[name])
        finish(place, Here())
    assert rows(place) == expected


def test_finish_gives_the_same_rows_on_two_processes_and_on_object_stores(expected: Rows, tmp_path: Path) -> None:
    place, store = place_at(tmp_path), place_at(f"memory://{tmp_path.name}")
    for where in (place, store):
        for name, readings in SHARDS.items():
            shard(where, name, readings)
    finish(store, Here())
    with LocalEngine(2) as engine:
        finish(place, engine)
    assert rows(place) == expected
    assert list(open_archive(store.address).readings()) == list(open_archive(place.address).readings())


def test_finish_files_are_sorted_and_cover_days_one_after_the_other(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    for name, readings in SHARDS.items():
        shard(place, name, readings)
        finish(place, Here())
    for table, shape in TABLES.items():
        for month in place.names(table):
            files = place.names(f"{table}/{month}")
            days: list[str] = []
            for name in files:
                with place.reading(f"{table}/{month}/{name}") as file:
                    found = pq.ParquetFile(file).read(columns=[*shape.order, "shard", "position"]).to_pylist()
                keys = [tuple(str(row["day"] or "") if at == "day" else row[at] for at in row) for row in found]
                assert keys == sorted(keys)
                days += [key[0] for key in keys]
            assert days == sorted(days)
            assert len(files) >= len(days) / 16


def test_finish_without_anything_new_changes_nothing(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    assert finish(place, Here()).shards == 0
    shard(place, "a", SHARDS["a"])
    first = finish(place, Here())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    again = finish(place, Here())
    assert (again.shards, again.months, again.totals) == (0, 0, first.totals)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


def test_finish_leaves_months_alone_that_nothing_came_to(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", SHARDS["a"])
    finish(place, Here())
    december = place.names("articles/month=2024-12")
    shard(place, "b", [told(30), told(31, day=None), bad("x.html")])
    assert finish(place, Here()).months == 2
    assert place.names("articles/month=2024-12") == december


def test_finish_takes_a_shard_that_was_read_again_in_place_of_the_first(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [bad("1.html", "worker_time"), told(2), told(3, day="2024-12-01")])
    shard(place, "b", [told(4)])
    finish(place, Here())
    place.remove("shards/a.json")
    shard(place, "a", [told(1), told(2)])
    finish(place, Here())
    assert sorted(ids(place)) == [(f"{n:016x}", 1) for n in (1, 2, 4)]
    assert place.names("articles") == ["month=2024-11"]
    assert [*open_archive(tmp_path).failed()] == []


def test_finish_of_a_shard_that_gave_nothing_is_not_asked_again(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [])
    assert finish(place, Here()).shards == 1
    assert finish(place, Here()).shards == 0
    assert [*open_archive(tmp_path).readings()] == []


def test_finish_goes_by_the_files_that_the_marker_names(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    with PartWriter(place, "a") as writer:  # a worker that was lost, and whose files are whole
        writer.add(0, told(1))
    shard(place, "a", [told(2)])
    with PartWriter(place, "b") as writer:
        writer.add(0, told(3))
    finish(place, Here())
    assert ids(place) == [(f"{2:016x}", 1)]
    assert place.names("parts") in ([], ["b"])


class Ended(BaseException):
    """Stands for the end of the process, which nothing catches."""


@dataclass(frozen=True, slots=True)
class Mortal:
    """A place that ends whoever works with it at a certain one of the things done to it."""

    inner: Place
    left: list[int]

    def _live(self) -> None:
        self.left[0] -= 1
        if self.left[0] <= 0:
            raise Ended

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        self._live()
        with self.inner.writing(name) as file:
            yield file
            self._live()

    def write(self, name: str, data: bytes) -> None:
        self._live()
        self.inner.write(name, data)

    def remove(self, name: str) -> None:
        self._live()
        self.inner.remove(name)

    def move(self, name: str, to: str) -> None:
        self._live()
        self.inner.move(name, to)

    def put_in_place(self, staged: str, current: str) -> None:
        self._live()
        self.inner.put_in_place(staged, current)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@pytest.mark.parametrize("address", ["{tmp}/out", "memory://{name}/out"])
def test_finish_ended_at_any_moment_goes_on_and_loses_nothing(address: str, expected: Rows, tmp_path: Path) -> None:
    place = place_at(address.format(tmp=tmp_path, name=tmp_path.name))
    shard(place, "a", SHARDS["a"])
    finish(place, Here())
    before = set(ids(place))
    for name in "bc":
        shard(place, name, SHARDS[name])
    lives, ended = 1, 0
    while True:
        try:
            finish(Mortal(place, [lives]), Here())
            break
        except Ended:
            ended += 1
        seen = ids(place)
        assert len(seen) == len(set(seen))
        assert place.exists(COMMIT) or {one for one, _ in before} <= {one for one, _ in seen}
        lives += random.Random(ended).choice([0, 1, 2, 3])  # noqa: S311 - chance that keeps no secret
        assert ended < 500
    assert ended > 8
    assert rows(place) == expected
    assert (place.names("parts"), place.names("finish")) == ([], [])


class Failing(Here):
    """An engine on which every task fails."""

    def run(self, _work: Work, tasks: Iterable[Task], _watch: Watch = lambda _event: None) -> Iterator[Done]:
        for task in tasks:
            yield Done(task, None, "the worker held more memory than it may")


class _EndedAfter(Here):
    """An engine whose driver is ended after so many tasks."""

    def __init__(self, tasks: int) -> None:
        self.tasks = tasks

    def run(self, work: Work, tasks: Iterable[Task], _watch: Watch = lambda _event: None) -> Iterator[Done]:
        for number, done in enumerate(super().run(work, tasks)):
            if number == self.tasks:
                raise Ended
            yield done


def test_finish_does_not_make_again_what_is_ready(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    for name, readings in SHARDS.items():
        shard(place, name, readings)

    begun: list[int] = []
    with pytest.raises(Ended):
        finish(place, _EndedAfter(3), begins=begun.append)
    finish(place, Here(), begins=begun.append)
    assert begun[1] in (begun[0] - 4, begun[0] - 3)


def test_finish_makes_anew_what_another_release_planned(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [told(1)])
    with pytest.raises(FatalError):
        finish(place, Failing())
    (generation,) = place.names("finish")
    plan = f"finish/{generation}/plan.json"
    place.write(
        plan,
        place.read(plan).replace(b'"onrecord": "', b'"onrecord": "0.0.0-').replace(b'"month": "2024', b'"odd": "2024'),
    )
    finish(place, Here())
    assert ids(place) == [(f"{1:016x}", 1)]


def _plan_of_other_notes(place: Place, plan: str) -> None:
    """Write it as an OnRecord of the same number does that notes something else of a slice."""
    place.write(plan, place.read(plan).replace(b'"documents":', b'"pages":'))


def _damaged_plan(place: Place, plan: str) -> None:
    place.write(plan, place.read(plan)[:-20])


def _plan_of_another_kind(place: Place, plan: str) -> None:
    place.write(plan, b'["nothing", "of", "ours"]')


def _plan_without_its_files(place: Place, plan: str) -> None:
    place.remove(plan.removesuffix(".json"))


def _slices_of_other_notes(place: Place, plan: str) -> None:
    """Write the plan and a slice that is ready as an OnRecord of the same number does that notes something else of a finished slice."""
    place.write(plan, place.read(plan).replace(b'"counts"', b'"sums"'))
    ready = f"{plan.removesuffix('plan.json')}slices"
    name = f"{ready}/{place.names(ready)[0]}"
    place.write(name, place.read(name).replace(b'"counts"', b'"sums"'))


@pytest.mark.parametrize(
    "changed",
    [
        _plan_of_other_notes,
        _damaged_plan,
        _plan_of_another_kind,
        _plan_without_its_files,
        _slices_of_other_notes,
    ],
)
def test_finish_plans_anew_where_it_can_not_go_on_with_the_plan_that_is_there(
    changed: Callable[[Place, str], None], expected: Rows, tmp_path: Path
) -> None:
    place = place_at(tmp_path)
    for name, readings in SHARDS.items():
        shard(place, name, readings)
    with pytest.raises(Ended):
        finish(place, _EndedAfter(3))
    (generation,) = place.names("finish")
    changed(place, f"finish/{generation}/plan.json")
    finish(place, Here())
    assert rows(place) == expected


def test_finish_plans_anew_where_a_shard_was_read_again_meanwhile(expected: Rows, tmp_path: Path) -> None:
    place = place_at(tmp_path)
    for name, readings in {**SHARDS, "b": [told(90)]}.items():
        shard(place, name, readings)
    with pytest.raises(Ended):
        finish(place, _EndedAfter(3))
    shard(place, "b", SHARDS["b"])
    finish(place, Here())
    assert rows(place) == expected


_FINISHING = """
import sys
from onrecord.run.finish import finish
from onrecord.run.local import LocalEngine
from onrecord.run.place import place_at
import onrecord.run.keeping as keeping
keeping.SLICE_DOCUMENTS = 4
if __name__ == "__main__":
    with LocalEngine(1) as engine:
        finish(place_at(sys.argv[1]), engine)
"""


def test_finish_in_processes_that_are_killed(expected: Rows, tmp_path: Path) -> None:
    out, script = tmp_path / "out", tmp_path / "finishing.py"
    script.write_text(_FINISHING, "utf-8")
    place = place_at(out)
    for name, readings in SHARDS.items():
        shard(place, name, readings)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    codes = []
    for sign in ("finish/*/plan.json", "finish/*/slices/*-00001.json", "finish/commit.json", "never"):
        with subprocess.Popen([sys.executable, str(script), str(out)], env=environment) as finishing:
            while finishing.poll() is None:
                if any(out.glob(sign)):
                    finishing.kill()
                    break
            codes.append(finishing.wait(timeout=120))
        seen = ids(place)
        assert len(seen) == len(set(seen))
    assert codes[:2] == [-signal.SIGKILL, -signal.SIGKILL]
    assert codes[-1] == 0
    assert rows(place) == expected


def test_finish_shows_who_lists_folders_no_article_twice_and_none_missing(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [told(n) for n in range(8)])
    finish(place, Here())
    wrong: list[Sequence[Any]] = []
    looked = 0
    stop = threading.Event()

    def look() -> None:
        nonlocal looked
        with duckdb.connect() as db:
            while not stop.is_set():
                try:
                    query = f"SELECT count(*), count(DISTINCT id) FROM '{tmp_path}/articles/*/*.parquet'"  # noqa: S608 - our own
                    (found,) = db.execute(query).fetchall()
                except duckdb.IOException:  # a file that was listed is gone: that is told, and not counted wrongly
                    continue
                looked += 1
                if found[0] != found[1] or found[0] < 8:
                    wrong.append(found)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(5):
        shard(place, f"b{number}", [told(8 + number), told(number)])
        finish(place, Here())
    stop.set()
    reader.join()
    assert looked > 0
    assert wrong == []


def test_finish_that_can_not_make_a_slice_keeps_the_parts_and_says_what_to_do(tmp_path: Path) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [told(1)])
    with pytest.raises(FatalError, match=r"2024-11-00000 .* more memory .* same command again"):
        finish(place, Failing())
    assert place.names("parts") == ["a"]
    assert not place.exists("articles")
    finish(place, Here())
    assert ids(place) == [(f"{1:016x}", 1)]


@dataclass(frozen=True, slots=True)
class FullDisk(Folder):
    """A disk with room for small files alone."""

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        if "/month=" in name:
            raise OSError(errno.ENOSPC, "No space left on device", self.path(name))
        with Folder.writing(self, name) as file:
            yield file


def test_finish_on_a_full_disk_goes_on_when_there_is_room(tmp_path: Path) -> None:
    shard(place_at(tmp_path), "a", [told(1)])
    with pytest.raises(OSError, match="No space left"):
        finish(FullDisk(str(tmp_path)), Here())
    finish(place_at(tmp_path), Here())
    assert ids(place_at(tmp_path)) == [(f"{1:016x}", 1)]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda place: place.write("tables.json", b"{"), "is damaged"),
        (lambda place: place.write("tables.json", b'{"format": 99}'), "pip install --upgrade"),
    ],
)
def test_finish_of_a_damaged_or_later_archive_says_so(
    spoil: Callable[[Place], None], words: str, tmp_path: Path
) -> None:
    place = place_at(tmp_path)
    shard(place, "a", [told(1)])
    spoil(place)
    with pytest.raises(UsageError, match=words):
        finish(place, Here())
    assert place.names("parts") == ["a"]


def test_finish_slices_are_cut_by_length_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.run.keeping.SLICE_DOCUMENTS", 100)
    monkeypatch.setattr("onrecord.run.keeping.SLICE_CHARACTERS", 1_000)
    place = place_at(tmp_path)
    shard(place, "a", [told(n, "word " * (n * 60), day=DAYS[n % 2]) for n in range(8)])
    finish(place, Here())
    slices = manifest_of(place).months["2024-11"]
    assert [held.number for held in slices] == list(range(len(slices)))
    assert 4 < len(slices) <= 8
    assert all(one.last <= other.first for one, other in pairwise(slices))
    assert len(ids(place)) == 8
    assert not place.exists(COMMIT)
