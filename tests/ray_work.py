"""Work that keeps a journal, in which two processes that are at one task at once would be seen. Its output appears whole."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.run.work import BETWEEN

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.run.work import At, Do, Task


@dataclass(frozen=True, slots=True)
class JournalWork:
    """Turns the words of a task round and writes them to ``<task>.out``.

    ``<task>.journal`` gets a line with the process's number for each step, ``begun`` one for each task begun, with the process, the one above
    it (an engine's own) and the task. The word ``orphan`` kills the process above.
    """

    folder: Path
    seconds: float = 0.05

    def ready(self) -> Do:
        return self._do

    def _do(self, task: Task, at: At) -> int:
        folder = self.folder
        _add(folder / "begun", f"{os.getpid()} {os.getppid()} {task.id}")
        for place, word in enumerate(task.payload):
            _add(folder / f"{task.id}.journal", str(os.getpid()))
            at(place, word)
            if word == "orphan":
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(600)
            time.sleep(self.seconds)
        _add(folder / f"{task.id}.journal", str(os.getpid()))
        at(BETWEEN, "")
        part = folder / f"{task.id}.{os.getpid()}.part"
        part.write_text(" ".join(word[::-1] for word in task.payload), encoding="ascii")
        part.replace(folder / f"{task.id}.out")
        return len(task.payload)


def _add(file: Path, line: str) -> None:
    with file.open("a", encoding="ascii") as open_file:
        open_file.write(f"{line}\n")
