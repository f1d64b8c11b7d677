"""Words for when this process is ended without a chance to say any.

Ray's core ends the process that uses it, with exit code 1 and nothing on any stream, when Ray's own process on the machine is gone. So a
small process waits beside, and speaks when this one goes without taking leave. It costs 10 MB and 20 milliseconds.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT = "import sys; sys.stdin.buffer.read() or sys.stderr.write(sys.argv[1])"
_LEAVE = b"."


@contextmanager
def last_words(words: str) -> Iterator[None]:
    """Have ``words`` on standard error if this process ends within the block without leaving it, however it ends."""
    try:
        beside = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, "-I", "-S", "-c", _WAIT, f"{words}\n"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,  # Ctrl-C is not for it
        )  # fmt: skip
    except OSError:  # no room for one more process: it would only have spoken if all else went wrong
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError):
            beside.communicate(_LEAVE)
