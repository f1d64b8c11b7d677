"""The worker's side of ``supervised``: gets the work once, then does one task after the other, saying where it is.

It ends by itself when whoever supervises it is gone, also in the middle of a part that never comes back.
"""

from __future__ import annotations

import errno
import math
import os
import pickle
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import DeviceError, OnRecordError, WeightsError
from onrecord.processes import end_with_parent
from onrecord.run.work import BETWEEN, FatalError, Limits, Task

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from onrecord.run.work import Do

READY, BROKEN, AT, DONE, FAILED, FATAL, MEMORY = "ready", "broken", "at", "done", "failed", "fatal", "memory"
"""What a worker says, the first of a tuple: that it can begin, or why not; where it is; how a task ended."""
ORPHAN_SECONDS = 60
"""How much longer than it may a part can run before the worker ends itself, in case nobody supervises it any more."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SICK_FIRST = "500"
"""Where memory runs out, Linux ends the process with the highest of these marks: a worker can be had anew, the driver can't."""


def serve(line: Connection, packed: bytes, limits: Limits) -> None:
    """Do the tasks that come along the line until it is closed. ``packed`` is the work, pickled.

    Packed, so that this function can set the process up before the work's modules are imported.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the driver, which ends us
    _go_first()
    end_with_parent()
    with suppress(OSError):
        os.dup2(2, 1)  # what a library prints is none of the command's output
    try:
        do = pickle.loads(packed).ready()  # noqa: S301 - our own driver sent it
    except Exception as error:  # noqa: BLE001 - whatever it is, no task can be done, and the driver says why
        line.send((BROKEN, in_words(error)))
        return
    line.send((READY,))
    with suppress(EOFError, BrokenPipeError, ConnectionError):  # the driver is gone, or wants no more
        while True:
            line.send_bytes(_outcome(do, line.recv(), line, limits))


def _outcome(do: Do, task: Task, line: Connection, limits: Limits) -> bytes:
    """Return how the task ended, pickled as it is told to the driver."""
    seconds = math.ceil(limits.part_seconds + ORPHAN_SECONDS)

    def at(place: int, name: str) -> None:
        _wake_in(seconds if place > BETWEEN else 0)
        line.send((AT, place, name))

    try:
        return pickle.dumps((DONE, do(task, at)))
    except MemoryError:
        return pickle.dumps((MEMORY,))
    except Exception as error:  # noqa: BLE001 - a task that fails is told to the driver, which decides
        fatal = fatal_of(error)
        told = (FATAL, str(fatal)) if fatal else (FAILED, in_words(error), isinstance(error, OSError | OnRecordError))
        return pickle.dumps(told)
    finally:
        _wake_in(0)


def fatal_of(error: Exception) -> FatalError | None:
    """Return the error as one that ends the run, if it is of that kind: a disk without room, weights or a GPU that can't be used."""
    if isinstance(error, FatalError):
        return error
    if isinstance(error, WeightsError | DeviceError):
        return FatalError(str(error))
    full = isinstance(error, OSError) and error.errno in FULL
    if full or "no space left on device" in str(error).lower():  # libraries in C++ have errors of their own
        where = f" for {error.filename}" if isinstance(error, OSError) and error.filename else ""
        return FatalError(f"there is no room left on the disk{where}; make room, then give the same command again")
    return None


def in_words(error: BaseException) -> str:
    """Return an error as one line; what is ours says all in its words, others need the name of their kind."""
    return " ".join((str(error) if isinstance(error, OnRecordError) else f"{type(error).__name__}: {error}").split())


def _wake_in(seconds: int) -> None:
    """Let the system end this process in so many seconds, whatever it does then; 0 takes that back.

    The driver ends a part that takes too long. This is for the part that holds the interpreter when the driver has gone.
    """
    if hasattr(signal, "alarm"):  # Windows has none
        signal.alarm(seconds)


def _go_first() -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(SICK_FIRST, encoding="ascii")
