"""A finished archive of invented articles without the reader: the tables that a run would have left, written by its own parts and finish."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invented import stories
from invented_readings import reading_of

from onrecord.run.description import describe
from onrecord.run.finish import finish
from onrecord.run.local import LocalEngine
from onrecord.run.parts import PartWriter
from onrecord.run.place import Place, place_at
from onrecord.run.settings import RunSettings
from onrecord.run.work import Limits, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.work import At, Do

STORIES_A_TASK = 50


@dataclass(frozen=True, slots=True)
class WriteInvented:
    """The work: a task is a run of stories, and leaves them as a shard; its result is how many articles and statements these have."""

    place: Place
    articles: int
    stories: int
    seed: int
    words: tuple[int, int]

    def ready(self) -> Do:
        """Return what writes a shard."""
        return self._write

    def _write(self, task: Task, _at: At) -> tuple[int, int]:
        made = said = 0
        with PartWriter(self.place, task.id) as writer:
            for story in stories(self.articles, self.stories, self.seed, self.words, task.payload):
                for told in story:
                    reading = reading_of(told)
                    writer.add(made, reading)
                    made += 1
                    said += len(reading.statements)
            writer.done()
        return made, said


def make_finished_archive(  # noqa: PLR0913 - one size each, named at the call
    folder: str, articles: int, stories: int, *, seed: int, words: tuple[int, int], workers: int
) -> tuple[int, int]:
    """Write an archive into ``folder``, which is not there yet; return how many articles and statements it has."""
    place = place_at(folder)
    describe(place, [f"{articles} invented articles, {stories} stories, seed {seed}"], RunSettings())
    work = WriteInvented(place, articles, stories, seed, words)
    made = said = 0
    with LocalEngine(workers, Limits()) as engine:
        with closing(engine.run(work, _tasks(stories))) as all_done:
            for done in all_done:
                if done.failure is not None:
                    raise RuntimeError(done.failure)
                made, said = made + done.value[0], said + done.value[1]
        finish(place, engine)
    return made, said


def _tasks(stories: int) -> Iterator[Task]:
    for first in range(0, stories, STORIES_A_TASK):
        yield Task(f"invented-{first:07}", (first, min(first + STORIES_A_TASK, stories)))
