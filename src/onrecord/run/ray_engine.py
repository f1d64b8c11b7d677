"""The engine of many machines: Ray finds the processors and says when one is lost; what a worker does is the same as on one machine.

Ray's actors and not Ray Data: an archive's shards go from where they lie to where they stay without passing through Ray, so nothing is left
for Ray Data to move; it knows no part to leave out, no done-markers and no memory of a run before; and both engines would do their tasks in
two ways. Of Ray this uses actors, ``ray.wait`` and errors, nothing else (docs/cluster.md).
"""

from __future__ import annotations

import os
import pickle
import time
from collections import Counter, deque
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from onrecord.errors import UsageError
from onrecord.run.last_words import last_words
from onrecord.run.ray_cluster import LAST_WORDS, connect, last_line, ray_in_words, see_together, the_ray
from onrecord.run.ray_worker import Heard, Host, RayWorker
from onrecord.run.work import Done, Event, FatalError, Limits, NotReadyError, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onrecord.run.work import Task, Watch, Work

LOSSES = 20
"""How often a task may lose its worker to a machine, to Ray or to somebody who ends it before it fails. A task takes minutes, a machine lasts hours."""
START_SECONDS = 900.0
"""How long to wait while no worker at all can be had. A cloud takes minutes to give a machine, and setting it up as long."""
WAIT_SECONDS = 1.0
"""How long the driver waits at a time, so that it sees Ctrl-C and the time."""
END_SECONDS = 5.0
"""How long workers may take to end by themselves."""
RESERVED_BYTES = 600_000_000
"""Memory of a node that Ray keeps for each worker, so that it puts no more of them on a node than fit: the reader's 400 MB, the actor's 130, and room."""
GPU_SHARE = 1 / 16
"""The share of a GPU that a worker asks Ray for where it reads on one: two thirds of the reading is the network's, the rest needs a processor,
so one GPU serves as many workers as machines with it have processors."""
GPU_RESERVED_BYTES = 2_000_000_000
"""Memory of a node that Ray keeps for a worker that reads on a GPU: CUDA's libraries come on top. Not measured."""
FALSE_STARTS = 5
"""How many workers, more than there are to be, may end one after the other before they have said a word."""
_PAUSE_SECONDS = 0.2
"""How long to wait before an actor is asked again that Ray can't reach."""


class RayEngine:
    """Runs work on the processors of a Ray cluster, one worker each.

    ``address`` is of the cluster's head, as ``ray.init`` takes it; without it, what RAY_ADDRESS says, else Ray is started on this machine
    only. ``workers`` is how many there are to be at most, None for one on each processor that the cluster has at the start. ``shared`` is
    a folder that must be the same on all machines, made where it is missing; addresses such as s3:// are passed over. ``gpus`` is the share
    of a GPU that each worker asks for (``GPU_SHARE``), 0 for none; which one it has, Ray tells CUDA by CUDA_VISIBLE_DEVICES. Entering the engine
    connects to the cluster; leaving it ends the workers, and Ray where it was started here.
    """

    name = "ray"

    def __init__(  # noqa: PLR0913 - what a cluster can be told
        self,
        address: str | None = None,
        workers: int | None = None,
        limits: Limits = Limits(),  # noqa: B008 - Limits is frozen
        *,
        shared: str | None = None,
        gpus: float = 0.0,
        start_seconds: float = START_SECONDS,
    ) -> None:
        """Start nothing yet. Raises UsageError for less than one worker, MissingExtraError where Ray is not installed."""
        if workers is not None and workers < 1:
            raise UsageError(f"workers is {workers}; it must be 1 or more")
        the_ray()
        self.workers, self.limits, self.start_seconds = workers or 0, limits, start_seconds
        self._gpus = gpus
        self._address = address or os.environ.get("RAY_ADDRESS")
        self._shared = shared.removeprefix("file://") if shared is not None else None
        self._crews: list[_Crew] = []
        self._connected_here = False
        self._leaving = ExitStack()

    def run(self, work: Work, tasks: Iterable[Task], watch: Watch = unwatched) -> Iterator[Done]:
        """Yield what comes of each task, as it comes. Raises FatalError, and what ``tasks`` or ``watch`` raise.

        Workers are started for as many tasks as there are, and ended when the last is done or the iterator is closed. A task whose worker is
        lost is given to another, never while the first can still be at it: only a machine that can't be reached any more may go on for the
        minute until it finds that out itself, which is harmless since whatever is written appears whole and is the same from both.
        """
        given = iter(tasks)
        first = list(islice(given, self.workers))
        with ray_in_words():
            crew = _Crew(work, self.limits, len(first), self.start_seconds, self._gpus)
            self._crews.append(crew)
            try:
                yield from crew.results(chain(first, given), watch)
            finally:
                crew.end()
                self._crews.remove(crew)

    def __enter__(self) -> Self:
        """Connect to the cluster, or start Ray here.

        Raises UsageError where there is none at the address, or a machine has another folder, NotReadyError where Ray ends meanwhile, or was
        started here and sees no GPU where one is asked for.
        """
        ray = the_ray()
        with ExitStack() as leaving:
            leaving.enter_context(last_words(LAST_WORDS))
            leaving.callback(self._leave)
            if not ray.is_initialized():
                connect(self._address, self.workers)
                self._connected_here = True
            with ray_in_words():
                if self._shared is not None and "://" not in self._shared:
                    see_together(self._shared)
                room = self._room(ray.cluster_resources())
                self.workers = self.workers or room
            self._leaving = leaving.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers, and the connection where it was made here."""
        self._leaving.close()

    def _room(self, cluster: Mapping[str, float]) -> int:
        """Return how many workers a cluster with these resources has room for. Raises NotReadyError where it has no GPU and will never get one."""
        by_processors = max(1, int(cluster.get("CPU", 1)))
        if not self._gpus:
            return by_processors
        gpus = cluster.get("GPU", 0.0)
        if not gpus and self._connected_here and self._address in {None, "local"}:
            raise NotReadyError(
                "Ray sees no GPU on this machine (`nvidia-smi` shows what there is); without --device gpu the processor reads"
            )
        # A cluster that grows may have none yet.
        return min(by_processors, int(gpus / self._gpus)) or 1

    def _leave(self) -> None:
        for crew in self._crews:
            crew.end()
        if self._connected_here:
            the_ray().shutdown()
            self._connected_here = False


@dataclass(slots=True, eq=False)
class _Place:
    """One worker of a run, whichever actor it is at present. ``task`` is what it has in hand, ``parts`` how many of its parts were told.

    ``leaving`` is why the actor is being ended, where it is.
    """

    number: int
    actor: Any = None
    host: Host | None = None
    task: Task | None = None
    parts: int = 0
    leaving: str = ""


class _Crew:
    """The workers of one run. Each has one question open at a time, its name or news of its task, or is free."""

    def __init__(self, work: Work, limits: Limits, workers: int, start_seconds: float, gpus: float) -> None:
        self._ray = ray = the_ray()
        self._limits, self._start_seconds, self._gpus = limits, start_seconds, gpus
        self._reserved = GPU_RESERVED_BYTES if gpus else RESERVED_BYTES
        self._work = ray.put(pickle.dumps(work))
        self._losses: Counter[str] = Counter()
        self._false_starts = 0
        self._waiting: deque[Task] = deque()
        self._free: list[_Place] = []
        self._open: dict[Any, _Place] = {}
        self._places = [_Place(number) for number in range(workers)]
        self._had_one_at = time.monotonic()
        for place in self._places:
            self._start(place)

    def results(self, tasks: Iterator[Task], watch: Watch) -> Iterator[Done]:
        """Yield what comes of the tasks, which are taken as workers get free."""
        self._give_out(tasks)
        while self._waiting or any(place.task for place in self._places):
            done = [one for question in self._answered() for one in self._hear(question, watch)]
            # Before what is done is used, so that no worker waits for that.
            self._give_out(tasks)
            yield from done

    def end(self) -> None:
        """End all workers; a second time does nothing."""
        ray, places = self._ray, self._places
        self._places, self._free = [], []
        self._open.clear()
        if not ray.is_initialized():
            return
        # Those that have not started yet would not answer. Those that do end their child whatever it does.
        ending = [place.actor.close.remote() for place in places if place.host and not place.leaving]
        if ending:
            ray.wait(ending, num_returns=len(ending), timeout=END_SECONDS)
        for place in places:
            ray.kill(place.actor)

    def _start(self, place: _Place) -> None:
        """Ask for an actor. Where there is no room for it, Ray waits until there is; the others go on meanwhile."""
        options = self._ray.remote(RayWorker).options(
            num_cpus=1,
            num_gpus=self._gpus,
            memory=self._reserved,
            scheduling_strategy="SPREAD",
            max_restarts=0,
            max_task_retries=0,
        )
        given = (self._work, self._limits, place.number, str(Path.cwd()))
        place.actor, place.host, place.leaving = options.remote(*given), None, ""
        self._ask(place, place.actor.hello.remote())

    def _ask(self, place: _Place, question: Any) -> None:
        self._open[question] = place

    def _give_out(self, tasks: Iterator[Task]) -> None:
        """Give tasks to all who are free, first those that came back. One task more is taken, to know whether there is one."""
        while True:
            if not self._waiting and (task := next(tasks, None)) is not None:
                self._waiting.append(task)
            if not (self._waiting and self._free):
                return
            place = self._free.pop()
            place.task, place.parts = self._waiting.popleft(), 0
            self._ask(place, place.actor.begin.remote(place.task))

    def _answered(self) -> list[Any]:
        """Return the questions that have an answer, after a short wait. Raises NotReadyError where there has been no worker for too long."""
        now = time.monotonic()
        if any(place.host for place in self._places):
            self._had_one_at = now
        elif now - self._had_one_at > self._start_seconds:
            raise NotReadyError(
                f"the Ray cluster gave no worker in {self._start_seconds:g} seconds; each needs a processor{self._share()} and "
                f"{self._reserved / 1e9:g} GB of memory that nobody else has reserved: see `ray status`, then give the same command again"
            )
        questions = list(self._open)
        answered, _ = self._ray.wait(questions, num_returns=1, timeout=WAIT_SECONDS)
        if answered:
            answered, _ = self._ray.wait(questions, num_returns=len(questions), timeout=0)
        return list(answered)

    def _share(self) -> str:
        return f", 1/{round(1 / self._gpus)} of a GPU" if self._gpus else ""

    def _hear(self, question: Any, watch: Watch) -> list[Done]:
        """Take an answer, and ask the next question. Returns the task that is done with it, if one is."""
        place = self._open.pop(question)
        try:
            answer = self._ray.get(question)
        except self._ray.exceptions.RayTaskError as error:
            raise FatalError(f"{_on(place)}a worker failed: {last_line(error)}; please report it") from error
        except self._ray.exceptions.RayError as error:
            return self._lose(place, error, watch)
        if place.leaving:
            self._ask(place, place.actor.hello.remote())
        elif isinstance(answer, Host):
            self._welcome(place, answer)
        elif isinstance(answer, Heard):
            return self._take(place, answer, watch)
        return []

    def _welcome(self, place: _Place, host: Host) -> None:
        """Take a worker into service. Raises NotReadyError where it has another OnRecord, which would read the same pages otherwise."""
        place.host = host
        if host.version != (ours := version("onrecord")):
            raise NotReadyError(
                f"node {host.node} has OnRecord {host.version} and this machine {ours}; install the same on all: "
                f"pip install 'onrecord[archive,ray]=={ours}'"
            )
        self._false_starts = 0
        self._free.append(place)

    def _take(self, place: _Place, heard: Heard, watch: Watch) -> list[Done]:
        """Tell what a worker told. Raises FatalError where it says that the run can't go on."""
        for event in heard.events:
            place.parts += {"part": event.parts, "lost": -event.parts}.get(event.kind, 0)
            watch(event)
        if heard.fatal:
            raise FatalError(_on(place) + heard.fatal)
        if heard.done is None:
            self._ask(place, place.actor.go_on.remote())
            return []
        place.task = None
        self._free.append(place)
        return [heard.done]

    def _lose(self, place: _Place, error: Exception, watch: Watch) -> list[Done]:
        """Replace a worker that is gone and let another do its task. Returns the task where it was lost too often."""
        errors = self._ray.exceptions
        if isinstance(error, errors.LocalRayletDiedError):
            raise error  # Ray is gone on this machine, and no worker can be had any more
        unsure = isinstance(error, errors.ActorUnavailableError)
        if unsure or not (place.leaving or isinstance(error, errors.ActorDiedError)):
            self._see_off(place, error)
            return []
        if isinstance(error, errors.ActorDiedError) and error.actor_init_failed:
            raise NotReadyError(
                f"no worker can be started on a node of the cluster: {last_line(error)}; install the same OnRecord on all: "
                f"pip install 'onrecord[archive,ray]=={version('onrecord')}'"
            )
        self._count_false_start(place, error)
        task, why = place.task, _on(place) + (place.leaving or _cause(error))
        watch(Event("lost", place.number, task.id if task else "", parts=place.parts, words=why))
        place.task, place.parts = None, 0
        self._start(place)
        if task is None:
            return []
        self._losses[task.id] += 1
        if self._losses[task.id] < LOSSES:
            self._waiting.appendleft(task)
            return []
        watch(Event("done", place.number, task.id))
        return [Done(task, None, f"it lost its worker {LOSSES} times, the last time {why}")]

    def _see_off(self, place: _Place, error: Exception) -> None:
        """End an actor that can't be reached, and ask it until Ray says that it is dead: only then may another do its task."""
        if not place.leaving:
            place.leaving = f"it could not be reached any more ({last_line(error)})"
            self._ray.kill(place.actor)
        time.sleep(_PAUSE_SECONDS)
        self._ask(place, place.actor.hello.remote())

    def _count_false_start(self, place: _Place, error: Exception) -> None:
        """Raise NotReadyError where one worker after the other ends before it has said a word."""
        self._false_starts += place.host is None
        if self._false_starts > FALSE_STARTS + len(self._places):
            raise NotReadyError(
                f"no worker can be started on the Ray cluster: {_cause(error)}; see Ray's logs in /tmp/ray"
            )


def _on(place: _Place) -> str:
    return f"on node {place.host.node}: " if place.host else ""


def _cause(error: Exception) -> str:
    """Return in a few words why Ray says that an actor is gone."""
    return (
        "the machine was lost" if "node has died" in str(error) else f"the worker's process ended ({last_line(error)})"
    )
