"""Archives for the tests of matching: readings put into tables as a run puts them, and engines to match them with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from onrecord.run.extras import needed
from onrecord.run.finish import finish
from onrecord.run.match_tables import MATCH_TABLES
from onrecord.run.parts import PartWriter
from onrecord.run.place import place_at
from onrecord.run.work import Done, Limits, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.records import Reading
    from onrecord.run.place import Place
    from onrecord.run.work import Task, Watch, Work


class InPlace:
    """An engine that does everything in this process, one task after the other; ``done`` are the names of all tasks so far."""

    name = "in place"
    workers = 1

    def __init__(self) -> None:
        self.done: list[str] = []
        self.limits = Limits()

    def run(self, work: Work, tasks: Iterable[Task], _watch: Watch = unwatched) -> Iterator[Done]:
        do = work.ready()
        for task in tasks:
            self.done.append(f"{type(work).__name__} {task.id}")
            yield Done(task, do(task, lambda _place, _name: None))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def archive(out: Path | str, readings: Sequence[Reading], shard: str = "a") -> Place:
    """Put readings into the archive at ``out``, as one more shard of a run, and return its place."""
    place = place_at(out)
    with PartWriter(place, shard) as writer:
        for position, reading in enumerate(readings):
            writer.add(position, reading)
        writer.done()
    finish(place, InPlace())
    return place


def tables(place: Place) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the tables that matching made, sorted by what they say."""
    parquet = needed("pyarrow.parquet")
    found: dict[str, list[dict[str, Any]]] = {}
    for table in MATCH_TABLES:
        rows: list[dict[str, Any]] = []
        for month in place.names(table):
            for name in place.names(f"{table}/{month}"):
                with place.reading(f"{table}/{month}/{name}") as file:
                    rows += parquet.ParquetFile(file).read().to_pylist()
        found[table] = sorted(rows, key=repr)
    return found
