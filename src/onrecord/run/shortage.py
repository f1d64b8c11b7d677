"""Whether the system has ended processes for want of memory: the only thing that tells its kills from those of people and schedulers.

Linux ends a process with SIGKILL when memory runs out, and tells nobody. It counts how often, for each control group (which is what a container,
or a job of a scheduler, is), and for the whole machine.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = "oom_kill"
_GROUPS = "sys/fs/cgroup"


def memory_kills(root: Path = Path("/")) -> int | None:
    """Return how often the system has ended a process of this process's group for want of memory; None where it doesn't tell.

    Where the group is unknown, all processes of the machine count. ``root`` is where ``proc`` and ``sys`` are.
    """
    counter = _counter(root)
    return _count_in(counter) if counter is not None else None


@cache
def _counter(root: Path) -> Path | None:
    """Return the file that has the count, None where there is none."""
    return next((file for file in _candidates(root) if _count_in(file) is not None), None)


def _candidates(root: Path) -> Iterator[Path]:
    """Yield the files that may have the count: of the process's own group first, as both versions of control groups name it."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        _, _, rest = line.partition(":")
        kinds, _, group = rest.partition(":")
        inside = group.strip("/")
        if not kinds:
            yield root / _GROUPS / inside / "memory.events"
        elif "memory" in kinds.split(","):
            yield root / _GROUPS / "memory" / inside / "memory.oom_control"
            yield root / _GROUPS / "memory" / "memory.oom_control"  # a container that sees its own group as the root
    yield root / "proc/vmstat"


def _count_in(file: Path) -> int | None:
    try:
        for line in file.read_text(encoding="ascii", errors="replace").splitlines():
            name, _, count = line.partition(" ")
            if name == _COUNT:
                return int(count)
    except (OSError, ValueError):
        pass
    return None
