"""What several test files need: hypothesis without deadlines, and a program run as a user runs it, with the memory that it took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from web_server import TOKEN, Served, make_demo_ledger, serving

from onrecord.web import WebSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# No test is timed: a busy machine is no defect of the code. Speed lives in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Whoever starts the tests with nohup, or in the background of a script, has Ctrl-C ignored, and every program started from here would
# inherit that: the tests of Ctrl-C would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_REPORT_PEAK = """
import atexit, os

def report():
    # Not ru_maxrss: a child starts with the peak of the process that it was forked from, here pytest's.
    with open("/proc/self/status") as status, open(os.environ["PEAK_FILE"], "w") as file:
        file.write(next(line for line in status if line.startswith("VmHWM:")).split()[1])

atexit.register(report)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a program printed, how it ended, and the most memory it held, in MiB, 0 where the system does not tell."""

    stdout: bytes
    stderr: bytes
    code: int
    peak: int


@pytest.fixture(scope="session")
def run_measured(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function that runs Python code in a process of its own, with the arguments given as ``sys.argv[1:]``."""
    file = tmp_path_factory.mktemp("peak") / "kibibytes"
    told = sys.platform == "linux"

    def run(code: str, *arguments: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-c", (_REPORT_PEAK if told else "") + code, *arguments],
            capture_output=True,
            check=False,
            timeout=300,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PEAK_FILE": str(file)},
        )
        return Run(done.stdout, done.stderr, done.returncode, int(file.read_text()) // 1024 if told else 0)

    return run


@pytest.fixture(scope="session")
def demo_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger of the shipped demo articles, for reading: who changes it takes ``web_server.copy_of``."""
    return make_demo_ledger(tmp_path_factory.mktemp("ledger") / "demo.ledger")


@pytest.fixture(scope="session")
def served(demo_ledger: Path) -> Iterator[Served]:
    """Return a server on the demo ledger, shared by all tests that only read, as often as a quick machine makes them ask."""
    with serving(demo_ledger, WebSettings(token=TOKEN, requests_a_second=1e6, burst=10**6)) as server:
        yield server
