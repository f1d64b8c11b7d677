"""The engine of one machine: so many worker processes, each looked after by a thread of the driver."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Self

from onrecord.errors import UsageError
from onrecord.run.supervised import Supervised
from onrecord.run.work import Done, Event, Limits, unwatched

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from onrecord.run.work import Task, Watch, Work

AHEAD = 2
"""Tasks taken for each worker: the one that it does and one that waits, so that none is idle while a result is being used."""
_LOOK_UP_SECONDS = 1.0
"""How long the driver waits at a time; on Windows Ctrl-C is only seen between two waits."""


class LocalEngine:
    """Runs work on ``workers`` processes of this machine."""

    name = "local"

    def __init__(self, workers: int, limits: Limits = Limits()) -> None:  # noqa: B008 - Limits is frozen
        """Start nothing yet. Raises UsageError for less than one worker."""
        if workers < 1:
            raise UsageError(f"workers is {workers}; it must be 1 or more")
        self.workers, self.limits = workers, limits
        self._crews: list[_Crew] = []

    def run(self, work: Work, tasks: Iterable[Task], watch: Watch = unwatched) -> Generator[Done]:
        """Yield what comes of each task, as it comes. Raises FatalError, and what ``tasks`` or ``watch`` raise.

        Processes are started as tasks come, and ended when the last is done or the iterator is closed.
        """
        crew = _Crew(work, self.limits, self.workers)
        self._crews.append(crew)
        try:
            yield from crew.results(iter(tasks), watch)
        finally:
            crew.end()
            self._crews.remove(crew)

    def __enter__(self) -> Self:
        """Return itself; all processes are ended at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        for crew in self._crews:
            crew.end()


class _Crew:
    """The workers of one run. Tasks go out by one queue and everything else comes back by another."""

    def __init__(self, work: Work, limits: Limits, workers: int) -> None:
        self._workers = [Supervised(work, limits, worker=number) for number in range(workers)]
        self._threads: list[threading.Thread] = []
        self._given: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[Event | Done | BaseException] = queue.SimpleQueue()

    def results(self, tasks: Iterator[Task], watch: Watch) -> Iterator[Done]:
        """Yield what comes of the tasks. They are taken while fewer than ``AHEAD`` a worker are under way."""
        under_way, more = 0, True
        while True:
            while more and under_way < AHEAD * len(self._workers):
                task = next(tasks, None)
                more = task is not None
                if task is not None:
                    self._give(task)
                    under_way += 1
            if not under_way:
                return
            told = self._next_told()
            if isinstance(told, Event):
                watch(told)
            elif isinstance(told, Done):
                under_way -= 1
                yield told
            else:
                raise told

    def end(self) -> None:
        """End all processes and their threads; a second time does nothing."""
        for worker in self._workers:
            worker.end()
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _give(self, task: Task) -> None:
        self._given.put(task)
        if len(self._threads) < len(self._workers):
            worker = self._workers[len(self._threads)]
            thread = threading.Thread(
                target=self._look_after, args=(worker,), name=f"worker-{worker.worker}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _next_told(self) -> Event | Done | BaseException:
        while True:
            try:
                return self._told.get(timeout=_LOOK_UP_SECONDS)
            except queue.Empty:
                continue

    def _look_after(self, worker: Supervised) -> None:
        """Give a worker one task after the other. What goes wrong is raised by the thread that takes the results."""
        with worker:
            try:
                while (task := self._given.get()) is not None:
                    self._told.put(worker.do(task, self._told.put))
            except BaseException as error:  # noqa: BLE001 - nothing may be lost in a thread
                self._told.put(error)
