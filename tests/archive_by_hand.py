"""Archives for tests, made of readings by the same steps as a run makes them, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from onrecord.run.description import describe
from onrecord.run.finish import finish
from onrecord.run.parts import PartWriter, shards_done
from onrecord.run.place import place_at
from onrecord.run.settings import RunSettings
from onrecord.run.work import Done, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from onrecord.records import Reading
    from onrecord.run.place import Place
    from onrecord.run.work import Task, Watch, Work


class Here:
    """An engine that does everything at once, in this process."""

    name = "here"
    workers = 1

    def run(self, work: Work, tasks: Iterable[Task], _watch: Watch = unwatched) -> Iterator[Done]:
        do = work.ready()
        for task in tasks:
            yield Done(task, do(task, lambda _position, _name: None))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def archive(where: Path | str, *shards: Iterable[Reading]) -> Place:
    """Make an archive, or add to one, of readings by shard."""
    place = place_at(where)
    describe(place, ["by hand"], RunSettings())
    for number, readings in enumerate(shards, len(shards_done(place))):
        with PartWriter(place, f"shard-{number}") as writer:
            for position, reading in enumerate(readings):
                writer.add(position, reading)
            writer.done()
    finish(place, Here())
    return place
