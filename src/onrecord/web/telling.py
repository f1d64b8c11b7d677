"""Large stories are worked out in a process of their own: one of 45 articles takes ten seconds, in which a thread would slow every page down."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

NICE = 10
"""How far the process steps back for others: pages that somebody waits for come first."""


class Teller:
    """A process that works stories out and keeps them; started when the first is asked for. For one thread; ``kill`` is for any."""

    def __init__(self, path: Path) -> None:
        """Say whose stories."""
        self._path = path
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._killed = False

    def tell(self, story: str) -> None:
        """Have a story worked out and wait for it. What can't be told or kept now is told another time, without a word."""
        with suppress(OSError, EOFError):  # it was ended, or has fallen: whoever asks next starts another
            line = self._started()
            if line is not None:
                line.send(story)
                line.recv()

    def kill(self) -> None:
        """End the process, whatever it does; it is not started again."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                self._process.kill()
                self._process.join()
            if self._line is not None:
                self._line.close()

    def _started(self) -> Connection | None:
        """Return the line to the process, started if there is none; None when the server ends."""
        with self._lock:
            if self._killed:
                return None
            if self._process is None or not self._process.is_alive():
                # Spawned, since the server has threads, with which forking is not safe.
                context = multiprocessing.get_context("spawn")
                self._line, theirs = context.Pipe()
                self._process = context.Process(
                    target=work, args=(theirs, self._path), name="onrecord-teller", daemon=True
                )
                self._process.start()
                theirs.close()
            return self._line


def work(line: Connection, path: Path) -> None:
    """Tell the stories that come along the line, until it is closed or the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    with suppress(OSError, AttributeError):  # where there is no such thing
        os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError), Ledger(path, create=False) as ledger:
        while True:
            with suppress(LedgerError):  # it may be gone, or somebody may be writing
                ledger.story(line.recv())
            line.send(None)


def _end_with_parent() -> None:
    """End this process when the server has ended, in whatever way, also in the middle of a story."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
