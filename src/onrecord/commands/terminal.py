"""What the commands share about the terminal: the console, printing for people and for programs, and the progress bar."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager, nullcontext
from typing import IO, TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from onrecord.export.ledger_files import json_record
from onrecord.export.printable import printable
from onrecord.records import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from rich.console import RenderableType

LONG_WORK = 3
"""Inputs from which a progress bar is worth its line."""
WIDEST = 120
"""Cells of the report at most: longer lines are hard to read."""


class _QuietConsole(Console):
    """A console that lets a broken pipe through, so that one place decides what it means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Terminal:
    """Where a person reads: standard output, or a file; ``coloured`` tells renderables whether marks of their own are needed."""

    def __init__(
        self, *, no_color: bool = False, stream: IO[str] | None = None, console: Console | None = None
    ) -> None:
        """Take a stream as it is, a terminal, a pipe or a file (standard output by default); or a console that is set up already."""
        if console is not None:
            self._console = console
            return
        out: IO[str] = stream or sys.stdout
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(errors="replace")  # a terminal that lacks a character shows "?" rather than failing
        self._console = _QuietConsole(file=out, no_color=no_color or None, highlight=False, soft_wrap=False)
        self._console.width = min(self._console.width, WIDEST)

    @property
    def coloured(self) -> bool:
        """Whether colours show."""
        console = self._console
        return console.is_terminal and not console.no_color and console.color_system is not None

    def working(self, doing: str) -> AbstractContextManager[object]:
        """Show on a terminal that something takes a while."""
        return self._console.status(doing) if self._console.is_terminal else nullcontext()

    def show(self, shown: RenderableType) -> None:
        """Print; in a file or a pipe without the blanks that fill up each line of a table."""
        if self._console.is_terminal:
            self._console.print(shown)
            return
        with self._console.capture() as captured:
            self._console.print(shown)
        self._console.file.write("\n".join(line.rstrip() for line in captured.get().split("\n")))
        self._console.file.flush()


def print_json(record: object, **more: object) -> None:
    """Print a record as one line of JSON, at once; ``more`` are fields beside its own."""
    sys.stdout.buffer.write(json_record({**as_json(record), **more}))
    sys.stdout.buffer.flush()


def complain(message: str) -> None:
    """Say on standard error, on one line, what went wrong and what to do."""
    click.echo(f"onrecord: {printable(message)}", err=True)


@contextmanager
def progress(total: int | None, doing: str = "reading") -> Iterator[Progress | None]:
    """Show a bar on a terminal's stderr while there is long work: many inputs, or nobody knows how many."""
    if not sys.stderr.isatty() or (total is not None and total < LONG_WORK):
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(doing, total=total)
        yield bar


@contextmanager
def out_of_the_way(bar: Progress | None) -> Iterator[None]:
    """Take the bar off the screen while something is written to it, and count one more done."""
    if bar:
        bar.advance(bar.task_ids[0])
    if not bar or not sys.stdout.isatty():
        yield
        return
    bar.stop()
    try:
        yield
    finally:
        bar.start()
