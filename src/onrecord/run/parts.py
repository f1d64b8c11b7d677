"""What one shard gives: its rows as Parquet files under ``parts/<id>/``, and the marker that says it is done.

The marker is written last and names the files that count, so a shard is done wholly or not at all: what a killed worker leaves has names that
no marker knows. ``parts/`` is read by the finish alone, which removes it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from onrecord.run.columns import TABLES, part_schema
from onrecord.run.extras import needed
from onrecord.run.place import read_json, write_json
from onrecord.run.tables import rows_of, whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from onrecord.records import Reading
    from onrecord.run.place import Place
    from onrecord.run.tables import Row, Rows

pa, pc, pq = needed("pyarrow"), needed("pyarrow.compute"), needed("pyarrow.parquet")

PARTS = "parts"
SHARDS = "shards"

MOST_CHARACTERS = 200_000
"""Text of readings that are held as Python rows, some 60 bytes a character, before they become Arrow, a tenth of that."""
RUN_BYTES = 32_000_000
"""Arrow rows that are held to be sorted together. Some 2,000 articles of a shard lie sorted one behind the other then, which is enough for
a month to read its own few row groups out of a shard that has articles of a hundred months."""
GROUP_ROWS = {"articles": 250, "statements": 4_000, "entities": 4_000, "times": 4_000, "problems": 4_000}
"""Rows of a row group, the least that is read of a part: small, since a month wants a few articles of many shards."""
LEVEL = 3
"""Of zstd: the default; 9 saves a twentieth and takes four times as long."""


@dataclass(frozen=True, slots=True)
class Marker:
    """That a shard is done, and what it gave. ``files`` are paths in the archive, by table; ``details`` is what the run wants to remember."""

    shard: str
    attempt: str
    """Names this doing of the shard: one that is done again, since its marker was removed, takes the place of what it gave before."""
    files: Mapping[str, str]
    rows: Mapping[str, int]
    documents: int
    problems: Mapping[str, int]
    """How often each problem came, by code."""
    failed: int
    """Documents that gave no article."""
    details: Mapping[str, Any] = field(default_factory=dict)


def marker_name(shard: str) -> str:
    """Return the name of the file that says that a shard is done."""
    return f"{SHARDS}/{shard}.json"


def shards_done(place: Place) -> list[str]:
    """Return the ids of all shards that are done, sorted: one listing, whatever their number."""
    return [name.removesuffix(".json") for name in place.names(SHARDS) if name.endswith(".json")]


def marker_of(place: Place, shard: str) -> Marker | None:
    """Return what a done shard gave; None while it is not done. Raises UsageError where the marker is damaged."""
    found = read_json(place, marker_name(shard))
    return Marker(**found) if found is not None else None


class PartWriter:
    """Writes what a shard gives, in bounded memory. A context manager; ``done`` ends it, and without that nothing counts.

    >>> with PartWriter(place, "3f2a") as writer:      # doctest: +SKIP
    ...     for position, reading in enumerate(readings):
    ...         writer.add(position, reading)
    ...     marker = writer.done({"seconds": 12.5})
    """

    def __init__(self, place: Place, shard: str) -> None:
        """Open nothing yet: tables without rows leave no file."""
        self._place, self._shard = place, shard
        self._attempt = uuid.uuid4().hex[:8]
        self._rows: Rows = {name: [] for name in TABLES}
        self._held: dict[str, list[Any]] = {name: [] for name in TABLES}
        self._characters = self._bytes = self._documents = self._failed = 0
        self._counts: Counter[str] = Counter()
        self._problems: Counter[str] = Counter()
        self._files: dict[str, str] = {}
        self._writers: dict[str, Any] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            abandon(writer)
        self._open.__exit__(kind, error, trace)

    def add(self, position: int, reading: Reading) -> None:
        """Take the reading of the document at ``position``; each position once, in any order. Raises OSError where writing fails."""
        self._documents += 1
        self._failed += reading.article is None
        self._problems.update(problem.code for problem in reading.problems)
        rows = rows_of(reading, self._shard, position)
        for name, several in rows.items():
            self._rows[name] += several
            self._counts[name] += len(several)
        self._characters += 500 + len(reading.article.text if reading.article else "")
        if self._characters >= MOST_CHARACTERS:
            self._pack()

    def done(self, details: Mapping[str, Any] | None = None) -> Marker:
        """Write what is left, then the marker, with ``details`` (JSON) in it. Raises OSError where writing fails."""
        self._pack()
        self._flush()
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()
        self._open.close()
        marker = Marker(
            self._shard, self._attempt, self._files, {name: count for name, count in self._counts.items() if count},
            self._documents, dict(self._problems), self._failed, details or {},
        )  # fmt: skip
        write_json(self._place, marker_name(self._shard), asdict(marker))
        return marker

    def _pack(self) -> None:
        """Turn rows of Python into Arrow."""
        for name, rows in self._rows.items():
            if rows:
                table = arrow_of(name, rows)
                self._held[name].append(table)
                self._bytes += table.nbytes
                self._rows[name] = []
        self._characters = 0
        if self._bytes >= RUN_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Write what is held as row groups, sorted."""
        for name, tables in self._held.items():
            if tables:
                table = in_order(pa.concat_tables(tables), name, month=name == "articles")
                self._held[name] = []
                self._writer(name).write_table(table, row_group_size=GROUP_ROWS[name])
        self._bytes = 0

    def _writer(self, name: str) -> Any:
        if name not in self._writers:
            self._files[name] = f"{PARTS}/{self._shard}/{name}-{self._attempt}.parquet"
            file = self._open.enter_context(self._place.writing(self._files[name]))
            self._writers[name] = parquet_writer(file, name, part_schema(name))
        return self._writers[name]


def arrow_of(name: str, rows: list[Row]) -> Any:
    """Return rows of a table as Arrow; what UTF-8 can't hold becomes U+FFFD."""
    try:
        return pa.Table.from_pylist(rows, schema=part_schema(name))
    except UnicodeEncodeError:
        return pa.Table.from_pylist(whole(rows), schema=part_schema(name))


def in_order(table: Any, name: str, *, month: bool = False) -> Any:
    """Return the rows of a table sorted as it has to be, by ``month`` first where that is a column; unknown days come first."""
    return table.take(sort_indices(table, name, month=month))


def sort_indices(table: Any, name: str, *, month: bool = False) -> Any:
    """Return the order of the rows; no two rows of a table are alike in its columns and ``shard`` and ``position``."""
    columns = [*(["month"] if month else []), "dated", *TABLES[name].order, "shard", "position"]
    dated = table.append_column("dated", pc.is_valid(table["day"]))  # false before true, so unknown days come first
    return pc.sort_indices(dated.select(columns), sort_keys=[(column, "ascending") for column in columns])


def parquet_writer(file: Any, name: str, schema: Any, *, finished: bool = False) -> Any:
    """Return a writer of Parquet into an open file: zstd, ranges kept of the columns that are sought by and of those sorted by."""
    shape = TABLES[name]
    ranged = [*dict.fromkeys([*shape.plain, *shape.order, "shard", *(["month"] if "month" in schema.names else [])])]
    order = [pq.SortingColumn(schema.names.index(column), nulls_first=True) for column in shape.order]
    return pq.ParquetWriter(
        file, schema, compression="zstd", compression_level=LEVEL, write_statistics=ranged,
        write_page_index=finished, sorting_columns=order if finished else None,
    )  # fmt: skip


def abandon(writer: Any) -> None:
    """Close a writer whose file will not count, whatever is wrong with the file: it would be tried again, loudly, when it is forgotten."""
    with suppress(Exception):
        writer.close()
    writer.is_open = False
