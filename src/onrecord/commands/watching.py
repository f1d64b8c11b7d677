"""What a person sees of a long run: a live picture on a terminal, now and then a line elsewhere. Always on standard error."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from onrecord.commands.terminal import WIDEST, complain
from onrecord.export.ledger_answer import number
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from onrecord.run.progress import Tally
    from onrecord.run.work import Event

LINE_SECONDS = 30.0
"""How often a line is printed where there is no terminal: a log of a day has 3,000 of them."""
_PICTURES_A_SECOND = 4
_PROBLEMS_SHOWN = 6
_BAR = 40


class Display:
    """Shows a tally while it grows. A context manager; ``see`` is what an engine tells."""

    def __init__(self, tally: Tally, *, quiet: bool = False, no_color: bool = False) -> None:
        """Take the tally that is shown; ``quiet`` shows nothing."""
        self._tally, self._quiet = tally, quiet
        self._begun = time.monotonic()
        self._live: Live | None = None
        self._over = threading.Event()
        self._lines: threading.Thread | None = None
        if not quiet and sys.stderr.isatty():
            console = Console(stderr=True, no_color=no_color or None, highlight=False)
            console.width = min(console.width, WIDEST)
            self._live = Live(
                console=console, refresh_per_second=_PICTURES_A_SECOND, get_renderable=self._picture, transient=True
            )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        elif not self._quiet:
            self._lines = threading.Thread(target=self._print_lines, name="display", daemon=True)
            self._lines.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._live is not None:
            self._live.stop()
        if self._lines is not None:
            self._lines.join()

    def see(self, event: Event) -> None:
        """Count what an engine tells; that a worker was lost is said at once where there is no picture to show it."""
        self._tally.see(event, time.monotonic())
        if event.kind == "lost" and self._live is None and not self._quiet:
            complain(event.words)

    def _print_lines(self) -> None:
        while not self._over.wait(LINE_SECONDS):
            complain(line_of(self._tally, time.monotonic()))

    def _picture(self) -> RenderableType:
        return picture_of(self._tally, time.monotonic(), time.monotonic() - self._begun)


def line_of(tally: Tally, now: float) -> str:
    """Return the tally as one line."""
    return ", ".join([_stage(tally), *_pages(tally, now), _workers(tally)])


def picture_of(tally: Tally, now: float, elapsed: float) -> RenderableType:
    """Return the tally as a few lines with a bar."""
    total, done = (tally.shards, tally.done + tally.failed) if tally.reading else (tally.steps, tally.steps_done)
    bar = Table.grid(padding=(0, 1))
    shown = ProgressBar(total=max(total, 1) if tally.planned or not tally.reading else None, completed=done, width=_BAR)
    bar.add_row(Text(tally.doing, "bold"), shown, Text(duration(elapsed), "dim"))
    lines: list[RenderableType] = [bar, Text(", ".join([_stage(tally), *_pages(tally, now)]))]
    if tally.documents:
        lines.append(
            Text(
                f"in shards that are done: {number(tally.articles, 'article')}, {number(tally.statements, 'statement')}"
            )
        )
    if tally.problems:
        lines.append(
            Text(f"problems: {problems_of(tally.problems.most_common(_PROBLEMS_SHOWN), len(tally.problems))}", "yellow")
        )
    lines.append(Text(_workers(tally), "dim"))
    lines += [Text(printable(words), "red", no_wrap=True, overflow="ellipsis") for words in tally.mishaps]
    return Group(*lines)


def problems_of(counted: list[tuple[str, int]], kinds: int) -> str:
    """Return problems by code as words; ``kinds`` is how many codes there are in all."""
    more = kinds - len(counted)
    return ", ".join([*(f"{code} {count:,}" for code, count in counted), *([f"{more} more"] if more > 0 else [])])


def duration(seconds: float) -> str:
    """Return a time as 0:01:23."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def size(count: int) -> str:
    """Return bytes as words."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def _stage(tally: Tally) -> str:
    if not tally.reading:
        return f"{tally.doing}: {tally.steps_done:,} of {tally.steps:,}" if tally.steps else tally.doing
    finished = tally.done + tally.failed
    return f"{finished:,} of {tally.shards:,}{'' if tally.planned else ' or more'} shards"


def _pages(tally: Tally, now: float) -> list[str]:
    words = [number(tally.pages, "page")]
    if tally.reading:
        if (speed := tally.speed(now)) is not None:
            words.append(f"{speed:.1f} a second")
        if (left := tally.seconds_left(now)) is not None:
            words.append(f"about {duration(left)} left")
    return words


def _workers(tally: Tally) -> str:
    words = number(tally.workers, "worker")
    if tally.memory:
        words += f" with {size(tally.memory)}, the largest {size(tally.most_memory)}"
    return f"{words}, {number(tally.lost, 'mishap')}" if tally.lost else words
