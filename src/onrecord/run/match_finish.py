"""The last step of matching: stories told become the archive's tables, by month of their first article."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.run.extras import needed
from onrecord.run.match_files import FOLDER, MatchFiles
from onrecord.run.match_tables import MATCH_TABLES, rows_of_story
from onrecord.run.match_telling import TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.match_plan import Plan
    from onrecord.run.work import At, Do, Task

_ROWS_HELD = 5_000
"""Rows of a table that are held before they are written."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A task's payload: the month, the number of the file in it, and the files of stories told that have stories of the month."""

    month: str
    number: int
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WriteTables:
    """The work; a task's result is how many rows each table got."""

    plan: Plan

    def ready(self) -> Do:
        """Return what writes the tables of a part of a month."""
        return self._write

    def _write(self, task: Task, _at: At) -> dict[str, int]:
        parquet, part = needed("pyarrow.parquet"), task.payload
        counts: dict[str, int] = {}
        with ExitStack() as open_files:
            sinks = {}
            for name, shape in MATCH_TABLES.items():
                file = open_files.enter_context(self.plan.place.writing(f"{staged(self.plan, name)}/{file_name(part)}"))
                writer = open_files.enter_context(
                    parquet.ParquetWriter(file, shape.schema, compression="zstd", write_statistics=shape.plain)
                )
                sinks[name] = _Sink(writer, shape.schema)
            for told in self._told(part):
                for name, rows in rows_of_story(told).items():
                    sinks[name].add(rows)
            for name, sink in sinks.items():
                sink.flush()
                counts[name] = sink.written
        return counts

    def _told(self, part: TablePart) -> Iterator[dict[str, Any]]:
        told = MatchFiles(self.plan.place, TOLD)
        for key in part.told:
            for batch in told.batches(key):
                yield from (row for row in batch.to_pylist() if row["month"] == part.month)


class _Sink:
    """Takes the rows of one table, and writes them so many at a time."""

    def __init__(self, writer: Any, schema: Any) -> None:
        self._writer, self._schema = writer, schema
        self._held: list[dict[str, Any]] = []
        self.written = 0

    def add(self, rows: list[dict[str, Any]]) -> None:
        self._held += rows
        if len(self._held) >= _ROWS_HELD:
            self.flush()

    def flush(self) -> None:
        if self._held:
            self._writer.write_table(needed("pyarrow").Table.from_pylist(self._held, self._schema))
            self.written += len(self._held)
            self._held = []


def file_name(part: TablePart) -> str:
    """Return what a part of a month is called in the folder of each table."""
    return f"month={part.month}/part-{part.number:05d}.parquet"


def staged(plan: Plan, table: str) -> str:
    """Return where a table is made: beside the one that it replaces, or, where folders can't be exchanged, in its place."""
    return f"{FOLDER}/{plan.key}/tables/{table}" if plan.place.renames else table


def publish(plan: Plan, parts: list[TablePart]) -> None:
    """Put the tables that are made in the place of those of the matching before, each in one step where the place can do that."""
    place, kept = plan.place, {file_name(part) for part in parts}
    for table in MATCH_TABLES:
        if place.renames:
            if place.exists(staged(plan, table)):  # else it was put there before this matching was interrupted
                place.put_in_place(staged(plan, table), table)
            continue
        for month in place.names(table):
            for name in place.names(f"{table}/{month}"):
                if f"{month}/{name}" not in kept:
                    place.remove(f"{table}/{month}/{name}")
