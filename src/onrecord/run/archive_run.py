"""From sources to an archive: plan, read, finish. What was done before is not done again, whatever ended the run before.

What a shard gave counts once its marker is written, so all of this can be stopped at any moment and gone on with by the same call.
"""

from __future__ import annotations

import heapq
import threading
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.run.alone import alone
from onrecord.run.description import DESCRIPTION, cut_as_before, describe
from onrecord.run.finish import Finished, finish
from onrecord.run.parts import PARTS, shards_done
from onrecord.run.progress import Tally
from onrecord.run.reading import ReadShards
from onrecord.run.shards import no_longer_missing, plan
from onrecord.run.work import Task, unwatched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from onrecord.run.place import Place
    from onrecord.run.settings import RunSettings
    from onrecord.run.shards import Shard
    from onrecord.run.work import Engine, Watch

PLANNED_AHEAD = 100_000
"""Shards that are planned before a worker is free for them: enough to know the end of most runs, 50 MB of memory."""
MISSING_KEPT = 1_000
"""Sources that could not be had that are remembered to be shown; all are in the table of problems."""
_LOOK_UP_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read, how, and where to."""

    sources: tuple[str, ...]
    place: Place
    settings: RunSettings


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard that could not be read: its name, and the reason. It is read again when the run is gone on with. Or a source that is not there."""

    shard: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: the shards that failed, the sources that could not be had, and what the archive holds now."""

    failed: tuple[Failed, ...]
    missing: tuple[Failed, ...]
    finished: Finished


def run_archive(wanted: Wanted, engine: Engine, *, tally: Tally | None = None, watch: Watch = unwatched) -> Outcome:
    """Read the sources into the archive with an engine that was entered, and put what was read into its tables.

    ``tally`` is kept up to date meanwhile; ``watch`` is told what the engine tells. Raises UsageError for what can't be a source or can't go
    into this archive, FatalError where no shard could be done any better, AwayError where a source can't be looked at just now, StoreError where
    the archive's store refuses or is out of reach, and OSError where the place can't be written to. Whatever is raised, what is done stays.
    """
    tally = tally if tally is not None else Tally()
    tally.workers = engine.workers
    place, notes = wanted.place, _Notes()
    with alone(place):
        settings = cut_as_before(place, wanted.settings)
        describe(place, wanted.sources, settings)
        done = frozenset(shards_done(place))
        _sweep(place, done)
        with closing(_Planned(notes.taken(plan(wanted.sources, settings)), done, tally)) as tasks:
            for came in engine.run(ReadShards(place, settings), tasks, watch):
                if came.failure is None:
                    tally.add(came.value, came.task.payload.weight)
                else:
                    tally.fail(came.task.payload.weight)
                    notes.failed.append(Failed(came.task.id, came.task.payload.name, came.failure))
                    place.exists(DESCRIPTION)  # where the archive itself is out of reach, no other shard can be done
        tally.begin("putting into months")
        gone = no_longer_missing(wanted.sources, done, notes.met)
        finished = finish(place, engine, watch, tally.more_steps, gone=gone)
    return Outcome(tuple(notes.failed), tuple(notes.missing), finished)


def _sweep(place: Place, done: Collection[str]) -> None:
    """Remove what killed workers left of shards that are not done: it may be what fills the disk."""
    for shard in place.names(PARTS):
        if shard not in done:
            place.remove(f"{PARTS}/{shard}")


@dataclass(slots=True)
class _Notes:
    """What of the sources could not be had, or read: ``met`` are the shards that say so already while all is planned."""

    failed: list[Failed] = field(default_factory=list)
    missing: list[Failed] = field(default_factory=list)
    met: set[str] = field(default_factory=set)

    def taken(self, shards: Iterator[Shard]) -> Iterator[Shard]:
        """Pass shards on, noting sources that could not be had; those out of reach are noted only, since no worker can reach them either."""
        for shard in shards:
            words = shard.problem.message if shard.problem is not None else ""
            if shard.kind in {"missing", "away"}:
                self.met.add(shard.id)
            if shard.kind == "away":
                reason = f"could not be reached ({words}); check the address and the network"
                self.failed.append(Failed(shard.id, shard.name, reason))
                continue
            if shard.kind == "missing" and len(self.missing) < MISSING_KEPT:
                self.missing.append(Failed(shard.id, shard.name, words))
            yield shard


class _Planned:
    """Tasks for the shards that are not done yet, planned by a thread ahead of the workers, so that their number is known early.

    Of those that are planned the one with the most to read comes first: were it the last, all workers but one would wait for it (the
    longest processing time first: Graham, "Bounds on multiprocessing timing anomalies", 1969, at most 4/3 of the shortest time).
    """

    def __init__(self, shards: Iterator[Shard], done: Collection[str], tally: Tally) -> None:
        self._shards, self._done, self._tally = shards, done, tally
        self._ready: list[tuple[float, int, Shard]] = []
        self._ended: BaseException | None = None
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._plan, name="plan", daemon=True)
        self._thread.start()

    def __iter__(self) -> _Planned:
        return self

    def __next__(self) -> Task:
        """Return the next task, waiting for it. Raises what the planning raised, once what was planned is given out."""
        with self._changed:
            while not self._ready:
                if self._ended is not None:
                    raise self._ended
                self._changed.wait(_LOOK_UP_SECONDS)  # on Windows Ctrl-C is only seen between two waits
            found = heapq.heappop(self._ready)[-1]
            self._changed.notify_all()
        return Task(found.id, found)

    def close(self) -> None:
        """Plan no further."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(5)  # it may wait for an answer from elsewhere; nobody waits for that

    def _plan(self) -> None:
        ended: BaseException = StopIteration()
        try:
            for number, shard in enumerate(self._shards):
                if shard.id in self._done:
                    self._tally.earlier += 1
                else:
                    self._tally.expect(shard.weight)
                    self._put(number, shard)
                if self._stopped:
                    return
            self._tally.planned = True
        except BaseException as error:  # noqa: BLE001 - raised where the tasks are taken
            ended = error
        with self._changed:
            self._ended = ended
            self._changed.notify_all()

    def _put(self, number: int, shard: Shard) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._ready) < PLANNED_AHEAD)
            heapq.heappush(self._ready, (-shard.weight, number, shard))
            self._changed.notify_all()
