"""A page that makes the system short of memory is told from one whose worker somebody ended, by the system's own count."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.run.shortage import memory_kills

if TYPE_CHECKING:
    from collections.abc import Iterator

VMSTAT = "pgpgin 5\noom_kill 9\nother 1\n"


def tree(root: Path, groups: str, **files: str) -> Path:
    """Make a small ``proc`` and ``sys``; the names of files have ``__`` for a slash and ``_dot_`` for a dot."""
    for name, words in {"proc__vmstat": VMSTAT, "proc__self__cgroup": groups, **files}.items():
        file = root / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words)
    return root


def test_memory_kills_are_those_of_our_own_group(tmp_path: Path) -> None:
    second = tree(
        tmp_path / "2", "0::/jobs/7\n", sys__fs__cgroup__jobs__7__memory_dot_events="max 3\noom 4\noom_kill 2\n"
    )
    assert memory_kills(second) == 2
    first = tree(
        tmp_path / "1", "9:name=systemd:/\n4:cpu,memory:/jobs/7\n0::/\n",
        sys__fs__cgroup__memory__jobs__7__memory_dot_oom_control="under_oom 0\noom_kill 3\n",
    )  # fmt: skip
    assert memory_kills(first) == 3
    inside = tree(
        tmp_path / "c", "4:memory:/docker/1a\n", sys__fs__cgroup__memory__memory_dot_oom_control="oom_kill 4\n"
    )
    assert memory_kills(inside) == 4


def test_memory_kills_are_counted_anew_each_time(tmp_path: Path) -> None:
    root = tree(tmp_path, "0::/\n", sys__fs__cgroup__memory_dot_events="oom_kill 0\n")
    assert memory_kills(root) == 0
    (root / "sys/fs/cgroup/memory.events").write_text("oom_kill 1\n")
    assert memory_kills(root) == 1


def test_memory_kills_are_those_of_the_machine_where_the_group_has_no_count(tmp_path: Path) -> None:
    assert memory_kills(tree(tmp_path, "0::/\nnonsense\n")) == 9


def test_memory_kills_are_unknown_where_nothing_tells(tmp_path: Path) -> None:
    assert memory_kills(tmp_path) is None


_RUN = """
import os, sys
from pathlib import Path
from hard_work import HardWork, words
from onrecord.run.local import LocalEngine

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(str(os.getpid()))
    with LocalEngine(1) as engine:
        for done in engine.run(HardWork(Path(sys.argv[2])), words("one memory three", "four")):
            print(done.value)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="groups of Linux")
def test_a_page_that_the_system_ends_for_want_of_memory_is_left_out_soon(tmp_path: Path) -> None:
    with _small_group(150_000_000) as group:
        script = tmp_path / "drive.py"
        script.write_text(_RUN)
        given = [sys.executable, str(script), str(group / "cgroup.procs"), str(tmp_path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        told = subprocess.run(given, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout.splitlines() == ["['one', 'skipped:memory', 'three']", "['four']"]
    assert (tmp_path / "0.tries").read_text() == "xcccc"


@contextmanager
def _small_group(most: int) -> Iterator[Path]:
    """Make a control group with little memory, of either version; skip the test where that is not allowed."""
    own = Path("/proc/self/cgroup").read_text().splitlines()
    first = next((line.split(":", 2)[2] for line in own if "memory" in line.split(":")[1].split(",")), None)
    second = next((line.split(":", 2)[2] for line in own if line.startswith("0::")), "/")
    above = Path("/sys/fs/cgroup/memory" + first) if first is not None else Path("/sys/fs/cgroup" + second)
    group = above / f"onrecord-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        pytest.skip("no group can be made here")
    try:
        try:
            (group / ("memory.limit_in_bytes" if first is not None else "memory.max")).write_text(str(most))
        except OSError:
            pytest.skip("no group's memory can be bounded here")
        yield group
    finally:
        for _ in range(100):  # until the system has done away with what was in it
            with suppress(OSError):
                group.rmdir()
                break
            time.sleep(0.1)
