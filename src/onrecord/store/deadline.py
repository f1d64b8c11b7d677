"""An end to questions that take too long: a thread that watches them and stops those whose time is over.

SQLite can call Python now and then while it works, but would have to take Python's lock for each call, and search threads would wait for
every page that is being rendered. ``Connection.interrupt`` needs nothing of the thread that searches, and stops full-text search too.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

LOOK_SECONDS = 0.05
"""How often the time of the questions under way is looked at: as much later than its time may one end."""


class _Watch:
    """The questions under way, by number, each with its connection and when its time is over."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked: dict[int, tuple[float, sqlite3.Connection]] = {}
        self._thread: threading.Thread | None = None
        self._number = 0

    def begin(self, connection: sqlite3.Connection, seconds: float) -> int:
        """Watch a question from now on; return its number."""
        with self._changed:
            self._number += 1
            self._asked[self._number] = (time.monotonic() + seconds, connection)
            if self._thread is None or not self._thread.is_alive():  # none yet, or this process is a fork of its own
                self._thread = threading.Thread(target=self._run, name="deadline", daemon=True)
                self._thread.start()
            self._changed.notify()
            return self._number

    def end(self, number: int) -> None:
        """Watch a question no more: whatever its connection is asked next is not stopped in its place."""
        with self._changed:
            del self._asked[number]

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._asked:
                    self._changed.wait()
                now = time.monotonic()
                for end, connection in self._asked.values():
                    if now >= end:
                        connection.interrupt()  # again each time: between two of its statements there is nothing to stop
            time.sleep(LOOK_SECONDS)


_watch = _Watch()


@contextmanager
def ending_after(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Stop whatever the connection is asked in this block once so many seconds are over; sqlite3 then raises OperationalError."""
    number = _watch.begin(connection, seconds)
    try:
        yield
    finally:
        _watch.end(number)
