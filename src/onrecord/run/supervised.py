"""One worker process, looked after: what it holds, how long a part takes, and that it is alive. Every engine does its tasks in these.

Processes are spawned, since drivers have threads, with which forking is not safe. They are ended the hard way: whatever they write
appears whole or not at all.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Self

from onrecord.errors import OnRecordError
from onrecord.run.blame import KILLS, Blame, Failure
from onrecord.run.child import AT, BROKEN, DONE, FATAL, MEMORY, serve
from onrecord.run.extras import needed
from onrecord.run.shortage import memory_kills
from onrecord.run.work import BETWEEN, Done, Event, FatalError, Limits, NotReadyError, Reason, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from onrecord.run.work import Task, Watch, Work

START_SECONDS = 300.0
"""How long a worker may take to make ready. Loading the model takes two seconds on a desk's computer, a minute over a slow network drive."""
STARTS = 4
"""How often in a row a worker is started that ends before it is ready; twice as often where memory seems to be short, and ``KILLS`` times where
somebody else ends it."""
LOOK_SECONDS = 0.1
"""How often a worker's memory and time are looked at. It can take a few hundred MB more than it may between two looks."""
TELL_SECONDS = 0.5
"""How often whoever watches is told of parts and memory."""
PAUSE_SECONDS = 1.0
"""How long to wait before a task is tried again that failed for a reason outside of it, such as the network."""
WORN = 0.6
"""The share of its memory from which a worker is replaced after a task, so that the next page is not blamed for what earlier ones left behind."""
_OTHERS = frozenset({"SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"})
"""Signals that end a worker from outside; nothing that it does itself ends in one."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS")
"""How many threads numerical libraries start; read when they are loaded. There is one worker a core already."""
_environment = threading.Lock()


class EndedError(OnRecordError):
    """The worker was ended by ``Supervised.end`` in the middle of a task, or before it."""


@dataclass(slots=True)
class _Where:
    """Where a task is, as far as its worker has said."""

    place: int = BETWEEN
    name: str = ""
    parts: int = 0
    since: float = 0.0
    told: int = 0
    told_at: float = 0.0
    one_by_one: bool = False
    """Whether a part that is said has begun, and the one before it has come to its end."""
    passed: set[int] = field(default_factory=set)

    def go_to(self, place: int, name: str) -> None:
        """Note what the worker says."""
        if self.one_by_one and BETWEEN < self.place != place:
            self.passed.add(self.place)
        self.place, self.name = place, name
        self.parts += place > BETWEEN
        self.since = time.monotonic()


@dataclass(frozen=True, slots=True)
class _End:
    """How a process ended. ``outside``: somebody else ended it; ``short``: that seems to have been the system, for want of memory."""

    how: str
    outside: bool = False
    short: bool = False

    @property
    def words(self) -> str:
        """In brackets, to be put behind what ended."""
        return f"({self.how}{', perhaps since the machine had no memory left' if self.short else ''})"


class Supervised:
    """A worker process for one kind of work, started with its first task and anew whenever it ends.

    ``do`` and ``close`` are for one thread; ``end`` may be called by any. ``worker`` is the number that events carry.
    """

    def __init__(self, work: Work, limits: Limits = Limits(), *, worker: int = 0) -> None:  # noqa: B008 - Limits is frozen
        """Start nothing yet. Raises MissingExtraError where psutil is missing."""
        needed("psutil")
        self.limits, self.worker = limits, worker
        self._work = pickle.dumps(work)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._held = self._held_at_first = 0
        self._memory_kills: int | None = None

    @property
    def pid(self) -> int | None:
        """The process that works at present, None where there is none."""
        process = self._process
        return process.pid if process is not None else None

    def do(self, task: Task, watch: Watch = unwatched) -> Done:
        """Do a task, as often as it takes, and return what came of it.

        Raises FatalError for what ends the whole run, and EndedError after ``end``.
        """
        blame = Blame(self.limits)
        watch(Event("begun", self.worker, task.id))
        while True:
            came = self._tried(task, watch, blame)
            if not isinstance(came, Failure):
                watch(Event("done", self.worker, task.id))
                return Done(task, came[0])
            watch(Event("lost", self.worker, task.id, parts=came.parts, words=_blamed(came)))
            after = blame.after(task, came)
            if isinstance(after, Done):
                watch(Event("done", self.worker, task.id))
                return after
            task = after
            if came.system:
                self._stop.wait(PAUSE_SECONDS)

    def end(self) -> None:
        """End the process at once, whatever it does, and let none be started any more: ``do`` then raises EndedError."""
        self._stop.set()
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End the process and let go of all that belongs to it."""
        self._stop.set()
        self._let_go()

    def __enter__(self) -> Self:
        """Return itself; it is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def _tried(self, task: Task, watch: Watch, blame: Blame) -> tuple[Any] | Failure:
        """Do a task once. Returns its value as a tuple of one, or how it failed."""
        line = self._ready(watch, blame)
        self._memory_kills = memory_kills()
        where = _Where(since=time.monotonic(), one_by_one=task.careful)
        try:
            line.send(task)
            told = self._heard(line, where, watch)
        except (EOFError, OSError):
            return self._died(where)
        if isinstance(told, Failure):
            return told
        self._tell(where, watch)
        if told[0] == DONE:
            if self._held > WORN * self.limits.worker_bytes:
                self._let_go()
            return (told[1],)
        if told[0] == FATAL:
            raise FatalError(told[1])
        if told[0] == MEMORY:
            self._let_go()
            return self._failure(where, "memory", "it asked for more memory than there is")
        return replace(self._failure(where, None, told[1]), system=told[2])

    def _heard(self, line: Connection, where: _Where, watch: Watch) -> tuple[Any, ...] | Failure:
        """Wait for the task's end, looking after the process meanwhile. Raises EOFError or OSError where the process has ended."""
        looked = time.monotonic()
        while True:
            if wait([line], LOOK_SECONDS):
                told: tuple[Any, ...] = line.recv()
                if told[0] != AT:
                    return told
                where.go_to(told[1], told[2])
            if (now := time.monotonic()) - looked >= LOOK_SECONDS:
                looked = now
                if (too_much := self._too_much(where, now)) is not None:
                    return too_much
                if now - where.told_at >= TELL_SECONDS:
                    self._tell(where, watch)

    def _too_much(self, where: _Where, now: float) -> Failure | None:
        """End the process where it holds or takes more than it may, and say so."""
        limits = self.limits
        self._held = _memory_of(self.pid)
        if self._held > limits.worker_bytes:
            self._let_go()
            return self._failure(
                where, "memory", f"it held {_gigabytes(self._held)}, more than {_gigabytes(limits.worker_bytes)}"
            )
        seconds = limits.part_seconds if where.place > BETWEEN else limits.quiet_seconds
        if now - where.since > seconds:
            self._let_go()
            return self._failure(where, "time", f"it took longer than {seconds:g} seconds")
        return None

    def _tell(self, where: _Where, watch: Watch) -> None:
        where.told_at = time.monotonic()
        if where.parts > where.told:
            watch(Event("part", self.worker, parts=where.parts - where.told))
            where.told = where.parts
        self._held = _memory_of(self.pid) or self._held
        watch(Event("memory", self.worker, bytes=self._held))

    def _died(self, where: _Where) -> Failure:
        """Say what the end of the process means that is no longer there. Raises EndedError where ``end`` ended it."""
        end = self._how_it_ended()
        self._let_go()
        reason: Reason = "memory" if end.short else "time" if end.how == "SIGALRM" else "crashed"
        return self._failure(where, reason, f"its process ended {end.words}", outside=end.outside, short=end.short)

    def _failure(
        self, where: _Where, reason: Reason | None, words: str, *, outside: bool = False, short: bool = False
    ) -> Failure:
        passed = frozenset(where.passed)
        return Failure(words, reason, where.place, where.name, where.told, outside=outside, short=short, passed=passed)

    def _ready(self, watch: Watch, blame: Blame) -> Connection:
        """Return the line to a process that is ready; start one if there is none. Raises NotReadyError and EndedError."""
        if self._line is not None and self._process is not None and self._process.is_alive():
            return self._line
        ended: list[_End] = []
        while sum(map(_start_lost, ended)) < 1:
            self._let_go()
            self._memory_kills = memory_kills()
            line = self._started()
            try:
                if not wait([line], START_SECONDS):
                    raise NotReadyError(f"no worker can be started: it was not ready in {START_SECONDS:g} seconds")
                told = line.recv()
            except (EOFError, OSError):
                ended.append(self._how_it_ended())
                if ended[-1].outside:
                    blame.killed_elsewhere()
                watch(Event("lost", self.worker, words=f"a worker ended before it was ready {ended[-1].words}"))
                continue
            if told[0] == BROKEN:
                raise NotReadyError(f"no worker can be started: {told[1]}")
            self._held_at_first = _memory_of(self.pid)
            return line
        raise NotReadyError(
            f"no worker can be started: its process ended {len(ended)} times before it was ready {ended[-1].words}"
        )

    def _how_it_ended(self) -> _End:
        """Return how the process ended that is no longer there. Raises EndedError where ``end`` ended it."""
        process = self._process
        if process is None or self._stop.is_set():
            raise EndedError("the worker was ended")
        process.join(10)
        how = _how(process.exitcode)
        short = how == "SIGKILL" and self._memory_was_short()
        return _End(how, how in _OTHERS, short)

    def _memory_was_short(self) -> bool:
        """Tell whether the system may have ended the process: by its own count, or, where it keeps none, by what the process held last."""
        kills = memory_kills()
        if kills is not None and self._memory_kills is not None:
            return kills > self._memory_kills
        return self._held > (self._held_at_first + self.limits.worker_bytes) / 2

    def _started(self) -> Connection:
        """Start a process and return the line to it."""
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(
            target=serve, args=(theirs, self._work, self.limits), name="onrecord-worker", daemon=True
        )
        with self._lock:
            if self._stop.is_set():
                raise EndedError("the worker was ended")
            try:
                with _environment, _for_a_worker():
                    process.start()
            except OSError as error:  # too many processes, or no memory for one
                raise NotReadyError(f"no worker can be started: {error.strerror or error}") from error
            self._process, self._line, self._held = process, mine, 0
        theirs.close()
        return mine

    def _let_go(self) -> None:
        with self._lock:
            process, line = self._process, self._line
            self._process = self._line = None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if line is not None:
            line.close()


@contextmanager
def _for_a_worker() -> Iterator[None]:
    """Set what a process takes over when it is started: threads of libraries, and that Ctrl-C is not for it, from its first moment on."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _memory_of(pid: int | None) -> int:
    """Return the bytes of memory that a process holds, 0 where it is gone."""
    psutil = needed("psutil")
    try:
        return int(psutil.Process(pid).memory_info().rss) if pid is not None else 0
    except psutil.Error:
        return 0


def _start_lost(end: _End) -> Fraction:
    """Return what share of all starts that may fail one is that ended so."""
    return Fraction(1, KILLS if end.outside and not end.short else 2 * STARTS if end.outside else STARTS)


def _how(code: int | None) -> str:
    """Return how a process ended, by its exit code."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _blamed(failure: Failure) -> str:
    return f"{failure.name}: {failure.words}" if failure.place > BETWEEN and failure.name else failure.words


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.2g} GB"
