"""What engines are given to do, and what they give back. Engines know nothing of news; work knows nothing of processes.

A piece of work is cut into tasks. A worker process gets the work once, makes what it needs (models, files) by ``ready``, and then does one
task after the other. Whoever runs an engine sees ``Done`` for every task, whatever happened to it, in no particular order. Only what no
further task could do any better (a full disk, weights that are missing) ends the whole run, as a FatalError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self

from onrecord.errors import OnRecordError

Reason = Literal["crashed", "memory", "time"]
"""Why a worker ended in the middle of a part: its process died, it held more memory than it may, or the part took longer than it may."""

At = Callable[[int, str], None]
"""Said by a task before each of its parts: the part's place in the task (from 0) and its name, so that a part that kills a worker is known.

A place below 0 (``BETWEEN``) says that no part is under way, as while a task writes what came of its parts: what ends the worker then is
held against none of them. So it is before the first call. Of parts that are done together each may be said before the first of them begins.
"""
BETWEEN = -1
"""The place to say when no part is under way."""


@dataclass(frozen=True, slots=True)
class Task:
    """A part of the work that one worker does from beginning to end. All fields can be pickled and are small.

    ``id`` is the same in every run over the same input. ``skip`` has the parts, by their place, that a worker must not touch again, since
    they ended one twice, each with the reason: the task reports them itself. ``careful``: a worker ended in this task before, so parts
    that are otherwise done together are to be done one at a time, each after its ``at``, until the one to blame is known.
    """

    id: str
    payload: Any
    skip: Mapping[int, Reason] = field(default_factory=dict)
    careful: bool = False


Do = Callable[[Task, At], Any]
"""Does a task and returns a small result that can be pickled. What it raises fails the task."""


class Work(Protocol):
    """What is to be done with every task; can be pickled."""

    def ready(self) -> Do:
        """Return, in a worker process, what does a task there; called once a process, before its first task."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a worker may cost, and how often something is tried."""

    worker_bytes: int = 2_000_000_000
    """Memory that a worker may hold; the reader needs 0.4 GB and a page of 100,000 words 0.6."""
    part_seconds: float = 120.0
    """How long one part of a task may take; the longest real page takes some ten."""
    tries: int = 2
    """How often a part may end a worker before it is left out, and how often a task is tried that fails without a part to blame. A worker
    that the system ended for want of memory counts half; one that somebody else ended hardly counts, since the part is innocent (``blame``)."""
    quiet_seconds: float = 7200.0
    """How long a task may say nothing while no part is under way. Sorting a month of millions of rows takes minutes."""


class FatalError(OnRecordError):
    """No task of this run could be done any better: a full disk, missing weights. What is done stays; the message says what to do."""


class NotReadyError(FatalError):
    """No worker can be started; the message says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: its result, or why it failed for good (``failure`` is one line in words, ``value`` is then None)."""

    task: Task
    value: Any
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a display shows while tasks are under way.

    ``kind``: ``begun`` and ``done`` of a task, ``part`` (some parts done since the last event: ``parts``), ``lost`` (a worker ended, or a task
    failed and is tried again; ``words`` say why; ``parts`` that were counted are to be done again), ``memory`` (``bytes`` that a worker holds).
    """

    kind: Literal["begun", "part", "done", "lost", "memory"]
    worker: int
    task: str = ""
    parts: int = 0
    bytes: int = 0
    words: str = ""


Watch = Callable[[Event], None]


def unwatched(_event: Event) -> None:
    """Look at nothing: what engines tell where nobody watches."""


class Engine(Protocol):
    """Runs work on workers. A context manager: leaving it ends all workers, also after an error or Ctrl-C."""

    name: str
    workers: int

    def run(self, work: Work, tasks: Iterable[Task], watch: Watch = ...) -> Iterator[Done]:
        """Yield what comes of each task, as it comes. Tasks are taken as workers get free, so there may be more than fit into memory.

        ``watch`` is called by the thread that takes the results. Raises FatalError; closing the iterator ends the workers.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
