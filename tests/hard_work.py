"""Work for engines that behaves as badly as its tasks say: real processes that really die, and no model.

A task's payload is a list of words, one a part, done one after the other; its result is the list of those that were done. A word may be an
order: ``exit`` ends the process, ``kill`` ends it from outside, ``segfault`` crashes it, ``memory`` fills it, ``ever`` never comes back (with the
interpreter held), ``sleep`` waits a little, ``seen`` too, once it has left word that it is under way, ``raise`` raises; ``once:ORDER`` does so in the first try only, which a file in ``folder`` remembers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import signal
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.run.work import BETWEEN, FatalError, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from onrecord.run.work import At, Do


@dataclass(frozen=True, slots=True)
class HardWork:
    """Does what the words say. ``folder`` is where it leaves traces: ``<task>.tries`` grows by a letter a try."""

    folder: Path
    ready_by: str = ""

    def ready(self) -> Do:
        obey(self.ready_by, self.folder, "ready")
        return self._do

    def _do(self, task: Task, at: At) -> list[str]:
        with (self.folder / f"{task.id}.tries").open("a", encoding="ascii") as tries:
            tries.write("c" if task.careful else "x")
        done: list[str] = []
        for place, word in enumerate(task.payload):
            at(BETWEEN if word.startswith("between:") else place, word)
            if place in task.skip:
                done.append(f"skipped:{task.skip[place]}")
            else:
                obey(word.removeprefix("between:"), self.folder, f"{task.id}.{place}")
                done.append(word)
        at(BETWEEN, "")
        return done


def words(*tasks: str) -> list[Task]:
    """Return tasks named by their place, from their words with blanks between."""
    return [Task(str(number), given.split()) for number, given in enumerate(tasks)]


@contextmanager
def killing(folder: Path, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
    """Kill processes at parts with the order ``seen``, meanwhile: ``wanted`` is asked for each by its name. Yields the names of those that were killed."""
    over, file, killed = threading.Event(), folder / "under_way", list[str]()

    def kill() -> None:
        read = 0
        while not over.wait(0.01):
            lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
            for line in lines[read:]:
                name, pid = line.split()
                if wanted(name):
                    with suppress(ProcessLookupError):
                        os.kill(int(pid), signal.SIGKILL)
                        killed.append(name)
            read = len(lines)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def obey(word: str, folder: Path, name: str) -> None:  # noqa: C901, PLR0912 - a table of cases
    """Do what a word says, in this process; ``name`` is of what is being done, to remember ``once:`` by."""
    if word.startswith("once:"):
        seen = folder / f"{name}.seen"
        if seen.exists():
            return
        seen.touch()
        word = word.removeprefix("once:")
    match word:
        case "exit":
            os._exit(7)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            ctypes.string_at(0)
        case "memory":
            held = []
            while True:
                held.append(b"x" * 20_000_000)
        case "memory-error":
            raise MemoryError
        case "ever":
            re.match(r"(a|aa)+$", "a" * 100 + "b")
        case "sleep":
            time.sleep(0.05)
        case "seen":
            with (folder / "under_way").open("a", encoding="ascii") as under_way:
                under_way.write(f"{name} {os.getpid()}\n")
            time.sleep(0.15)
        case "long":
            time.sleep(600)
        case "raise":
            raise ValueError("the word\nwas raise")
        case "network":
            raise ConnectionResetError("the line was cut")
        case "full":
            raise OSError(errno.ENOSPC, "No space left on device", "parts/x")
        case "fatal":
            raise FatalError("nobody can go on; do something")
        case "report":
            with (folder / "pids").open("a", encoding="ascii") as pids:
                pids.write(f"{os.getpid()}\n")
        case "print":
            print("noise of a module")  # noqa: T201 - that is what it is to do
            os.write(1, b"noise of a library\n")
        case "alarm":
            with (folder / "alarms").open("a", encoding="ascii") as alarms:
                alarms.write(f"{signal.alarm(0) > 0}\n")
