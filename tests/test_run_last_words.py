"""What is said for a process that is ended without a chance to say anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROCESS = """
import os, signal, sys
from onrecord.run.last_words import last_words

with last_words("it's gone; do “this”"):
    print("at work", flush=True)
    exec(sys.argv[1])
"""


@pytest.mark.parametrize(
    ("order", "code", "said"),
    [
        ("os._exit(1)", 1, ["it's gone; do “this”"]),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9, ["it's gone; do “this”"]),
        ("pass", 0, []),
        ("sys.exit(3)", 3, []),
        ("sys.exit('an error of its own')", 1, ["an error of its own"]),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_last_words_are_said_only_where_the_process_takes_no_leave(order: str, code: int, said: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", _PROCESS, order], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (code, b"at work\n")
    assert done.stderr.decode().splitlines() == said
