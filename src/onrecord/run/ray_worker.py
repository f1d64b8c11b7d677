"""A worker of a Ray cluster: an actor in one of Ray's processes, whose child (``supervised``) does the work.

Knows nothing of Ray, so that what a worker does is the same on every engine. The actor only passes on: a task to the child, and what happens
back to the driver, which asks again and again (``begin``, then ``go_on`` until the task is done).
"""

from __future__ import annotations

import ctypes
import os
import pickle
import queue
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError
from onrecord.run.child import in_words
from onrecord.run.supervised import Supervised
from onrecord.run.work import Done, Event

if TYPE_CHECKING:
    from onrecord.run.work import Do, Limits, Task, Work

SLICE_SECONDS = 1.0
"""How long a worker lets the driver wait for news of a task. Each answer costs the driver a millisecond: 1,000 workers are one core's work."""

PR_SET_PDEATHSIG = 1
"""What prctl(2) calls the signal that a process gets when the thread that started it ends."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where a worker runs, and with which OnRecord."""

    node: str
    version: str
    pid: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What happened in a worker since the driver last asked: how the task ended, or why the whole run has to, if either is known yet."""

    events: tuple[Event, ...] = ()
    done: Done | None = None
    fatal: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """Work that is unpacked in the child only, so that the actor's process does not load what the work needs."""

    pickled: bytes

    def ready(self) -> Do:
        """Unpack the work and make it ready. Called in the child."""
        _end_with_starter()
        work: Work = pickle.loads(self.pickled)  # noqa: S301 - our own driver sent it
        return work.ready()


class RayWorker:
    """Does one task at a time."""

    def __init__(self, pickled: bytes, limits: Limits, number: int, folder: str) -> None:
        """Start nothing yet. ``pickled`` is the work, ``number`` what events carry, ``folder`` where relative paths count from.

        Raises MissingExtraError where psutil is missing.
        """
        with suppress(OSError):  # where a machine has no such folder, only whole addresses can be meant
            os.chdir(folder)
        _forget_main()
        self._child = Supervised(Packed(pickled), limits, worker=number)
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._news: queue.SimpleQueue[Event | Done | str] = queue.SimpleQueue()
        # One thread for all tasks: the child ends with the thread that started it.
        self._thread = threading.Thread(target=self._serve, name="tasks", daemon=True)
        self._thread.start()

    def hello(self) -> Host:
        """Say where this worker is. The driver gives it no task before that."""
        return Host(socket.gethostname(), version("onrecord"), os.getpid())

    def begin(self, task: Task) -> Heard:
        """Begin a task and return what happened first."""
        self._tasks.put(task)
        return self.go_on()

    def go_on(self) -> Heard:
        """Return what happened since the last call, after ``SLICE_SECONDS`` at the latest, and at once when the task is done."""
        events: list[Event] = []
        until = time.monotonic() + SLICE_SECONDS
        while (left := until - time.monotonic()) > 0:
            try:
                news = self._news.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(news, Done):
                return Heard(tuple(events), done=news)
            if isinstance(news, str):
                return Heard(tuple(events), fatal=news)
            events.append(news)
        return Heard(tuple(events))

    def close(self) -> None:
        """End the child, whatever it does, and wait until it is gone."""
        self._child.end()
        self._tasks.put(None)
        self._thread.join()

    def _serve(self) -> None:
        with self._child as child:
            while (task := self._tasks.get()) is not None:
                try:
                    self._news.put(child.do(task, self._news.put))
                except OnRecordError as error:
                    self._news.put(str(error))
                except BaseException as error:  # noqa: BLE001 - nothing may be lost in a thread
                    self._news.put(in_words(error))


def _forget_main() -> None:
    """Let spawned children not load this process's script, which is Ray's own: it costs them half a second and 60 MB."""
    vars(sys.modules["__main__"]).pop("__file__", None)


def _end_with_starter() -> None:
    """Let Linux end this process at the moment at which the actor's process ends.

    The driver hears of that end and gives the task to another worker, which may be quicker than this process would be by itself.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    starter = parent_process()
    if starter is not None and not starter.is_alive():
        os._exit(1)  # it ended before we could ask


def sees(path: str) -> bool:
    """Return whether there is such a file or folder on the machine that asks."""
    return os.path.exists(path)  # noqa: PTH110 - a plain question, for which no object is needed
