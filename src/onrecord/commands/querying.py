"""The command that asks an archive: query."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from onrecord.commands.options import LedgerCommand, Memory, color_option
from onrecord.commands.terminal import Terminal, complain
from onrecord.export.ledger_answer import number
from onrecord.export.ledger_files import MissingExtraError
from onrecord.export.query_answer import Rows, json_row, write_csv

if TYPE_CHECKING:
    from onrecord.run.query import Answer, QueryLimits

SHOWN = 100
"""Rows that a terminal is shown unless more are asked for."""


@click.command(cls=LedgerCommand)
@click.argument("sql", metavar="SQL")
@click.argument("archive", metavar="DIR")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help=f"Show this many rows at most. Default: {SHOWN}; with --json and --csv all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a row, for programs.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV, for spreadsheets.")
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=300.0, metavar="NUMBER",
    help="Stop a query that takes longer than this. Default: 300.",
)  # fmt: skip
@click.option(
    "--memory", type=Memory(least=100_000_000, why="a query needs", bare="gb"), default="2GB", metavar="SIZE",
    help="Memory that a query may take; what does not fit goes to a temporary folder. Default: 2GB.",
)  # fmt: skip
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Threads that work on the query. Default: one for each processor.",
)
@color_option
def query(  # noqa: PLR0913 - click hands each option over as an argument
    sql: str, archive: str, *, limit: int | None, as_json: bool, as_csv: bool, seconds: float, memory: int, threads: int | None, no_color: bool
) -> int:  # fmt: skip
    """Ask an archive in SQL: its tables are articles, statements, entities, times and problems, and those that `onrecord match` makes.

    SQL is one query in the language of DuckDB that reads, as in "SELECT source_name, count(*) FROM statements GROUP BY ALL"; or it is - for
    standard input. "SHOW TABLES" lists the tables, "DESCRIBE statements" the columns of one. A query can read the archive and nothing
    else: no other file, no network, and it changes nothing.
    """
    if as_json and as_csv:
        raise click.UsageError("give either --json or --csv")
    if _is_folder(sql):
        raise click.UsageError("first the query, then the folder: onrecord query SQL DIR")
    from onrecord.run.query import QueryError, QueryLimits, held_in  # noqa: PLC0415 - what an archive needs is loaded by who asks one

    words = sys.stdin.read() if sql == "-" else sql
    limits = QueryLimits(seconds, memory, threads=threads)
    how = _Way(limit, as_json, as_csv, no_color)
    try:
        with held_in(limits, lambda: _end(seconds)):
            return _asked(words, archive, limits, how)
    except (QueryError, MissingExtraError) as error:
        complain(str(error))
        return 2 if getattr(error, "wrong", False) else 1


def _is_folder(words: str) -> bool:
    try:
        return bool(words.strip()) and Path(words).is_dir()
    except OSError:  # longer than a path may be
        return False


def _end(seconds: float) -> None:
    """End the process where DuckDB does not stop by itself."""
    complain(f"the query took longer than {seconds:g} seconds; ask for less, or give it more time")
    os._exit(1)


@dataclass(frozen=True, slots=True)
class _Way:
    """How an answer is printed."""

    limit: int | None
    as_json: bool
    as_csv: bool
    no_color: bool


def _asked(sql: str, archive: str, limits: QueryLimits, how: _Way) -> int:
    from onrecord.run.archive import open_archive  # noqa: PLC0415 - as above
    from onrecord.run.query import Questions  # noqa: PLC0415 - as above

    with Questions(open_archive(archive), limits) as questions:
        answer = questions.ask(sql)
        if how.as_json or how.as_csv:
            _write(answer, how)
        else:
            _show(answer, how)
    return 0


def _write(answer: Answer, how: _Way) -> None:
    """Print the rows for a program."""
    names = [column.name for column in answer.columns]
    rows = islice(answer.rows(), how.limit)
    out = sys.stdout.buffer
    if how.as_csv:
        write_csv(names, rows, out)
    else:
        for row in rows:
            out.write(json_row(names, row))
    out.flush()


def _show(answer: Answer, how: _Way) -> None:
    """Print the rows for people, and whether there are more."""
    terminal, most = Terminal(no_color=how.no_color), how.limit or SHOWN
    with terminal.working("asking"):
        rows = list(islice(answer.rows(), most + 1))
    shown = rows[:most]
    if shown:
        terminal.show(Rows([column.name for column in answer.columns], shown))
    more = f"; there are more: --limit {most * 10} shows them, --csv writes all" if len(rows) > most else ""
    terminal.show(Text(f"{number(len(shown), 'row')}{more}", "dim"))
