"""Which readings an archive keeps, and how they are cut into slices: what the finish decides before it moves any row.

A text that comes twice under one id is kept once, as it came first by date, source and place; a different text of the same id is another
version. Both rules order all readings in one fixed way, so it doesn't matter which shards were merged before which. The keys of all readings,
a hundred bytes each, are sorted by DuckDB, on disk where they don't fit into memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onrecord.run.columns import UNKNOWN_MONTH
from onrecord.run.duck_paths import quoted
from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.run.parts import Marker
    from onrecord.run.place import Place
    from onrecord.run.shelf import Manifest

pa, pc, pq = needed("pyarrow"), needed("pyarrow.compute"), needed("pyarrow.parquet")

SLICE_DOCUMENTS = 10_000
"""Most documents of a slice, which becomes one file a table: some 20 MB, and 400 MB of memory while it is made."""
SLICE_CHARACTERS = 40_000_000
"""Most characters of the articles of a slice; 10,000 usual ones have as many."""
SORT_MEMORY = "1GB"
"""What sorting the keys may hold before it goes to disk."""

_ARTICLE_KEYS = (
    "id", "text_sha256", "version", "current", "deliveries", "published", "published_at", "modified", "modified_at", "day", "characters",
    "source_id", "shard", "position",
)  # fmt: skip
_FAILED_KEYS = ("document", "article", "ordinal", "source", "shard", "position", "version", "current")
FAILED_CHARACTERS = 200
"""What a document without an article counts for in a slice."""

PLAN = pa.schema([
    ("month", pa.string()), ("day", pa.date32()), ("id", pa.string()), ("version", pa.int32()), ("current", pa.bool_()),
    ("deliveries", pa.int32()), ("failed", pa.bool_()), ("shard", pa.string()), ("position", pa.int32()), ("characters", pa.int32()),
    ("home", pa.int32()),
])  # fmt: skip
"""A row for each reading that is kept in a month that changes: a file a month, a row group a slice. ``home`` is the number of the slice that it is in by now,
null for what a shard gave.

Rows are in the order of the finished tables, by day and id; those without a day by shard, or each slice of a large archive's unknown month
would have to look into every shard."""

_MAKE_KEYS = """
CREATE TABLE keys (
    id VARCHAR, text VARCHAR, version INTEGER, current BOOLEAN, deliveries INTEGER, published VARCHAR, published_us BIGINT,
    modified_us BIGINT, day DATE, characters INTEGER, source VARCHAR, shard VARCHAR, position INTEGER,
    failed BOOLEAN, home INTEGER, month VARCHAR
)
"""
_TAKE_ARTICLES = """
INSERT INTO keys
SELECT id, left(text_sha256, 32), version, current, deliveries, published,
       coalesce(epoch_us(published_at), epoch_us(day::TIMESTAMP)),
       coalesce(epoch_us(modified_at), epoch_us(try_cast(left(modified, 10) AS TIMESTAMP))),
       day, characters, source_id, shard, position, false, home, month
FROM batches
"""
_TAKE_FAILED = f"""
INSERT INTO keys
SELECT document, '', version, current, 1, NULL, NULL, NULL, NULL, {FAILED_CHARACTERS}, source, shard, position, true, home, month
FROM batches WHERE article IS NULL AND ordinal = 0
"""  # noqa: S608 - a number of our own
_DECIDE = f"""
CREATE TABLE decided AS
WITH ranked AS (
    SELECT *, row_number() OVER (
                  PARTITION BY failed, id, text
                  ORDER BY month = '{UNKNOWN_MONTH}', month, published_us NULLS LAST, published NULLS LAST, source, position, shard
              ) AS place,
           sum(deliveries) OVER (PARTITION BY failed, id, text) AS delivered
    FROM keys
)
SELECT month, day, id, failed, shard, position, characters, home, version AS old_version, current AS old_current, deliveries AS old_deliveries,
       row_number() OVER (
           PARTITION BY failed, id
           ORDER BY greatest(published_us, modified_us) NULLS FIRST, published NULLS FIRST, source, position, shard
       ) AS version,
       count(*) OVER (PARTITION BY failed, id) AS versions, CASE WHEN failed THEN 1 ELSE delivered END AS deliveries
FROM ranked WHERE place = 1
"""  # noqa: S608 - a name of our own
_CHANGED = """
SELECT month FROM decided
WHERE home IS NULL OR version <> old_version OR (version = versions) <> old_current OR deliveries <> old_deliveries
UNION
SELECT month FROM keys ANTI JOIN decided USING (shard, position) WHERE home IS NOT NULL
"""
_PLAN = """
SELECT month, day, id, version::INTEGER AS version, version = versions AS current, deliveries::INTEGER AS deliveries, failed, shard, position,
       characters, home
FROM decided WHERE month IN (SELECT unnest(?::VARCHAR[]))
ORDER BY month, day NULLS FIRST, CASE WHEN day IS NULL THEN shard END, CASE WHEN day IS NULL THEN position END, id, failed, version
"""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some documents of a month that stand together in the order of its tables: what is merged at a time, and becomes one file a table.

    ``first`` and ``last`` are the least and the greatest day ("" for unknown) and id.
    """

    month: str
    number: int
    documents: int
    first: tuple[str, str]
    last: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: the months that change, and the slices that these are to have; a month may have none left."""

    months: tuple[str, ...]
    slices: tuple[Slice, ...]


def plan_of(  # noqa: PLR0913 - all that the plan follows from
    place: Place, held: Manifest, markers: Sequence[Marker], to: str, scratch: Path, *, out: Sequence[str] = ()
) -> Plan:
    """Decide which readings of the archive and of the new shards are kept, and write that to the folder ``to``.

    What the archive has of the shards ``out`` is not kept. ``scratch`` is a folder of this machine for what does not fit into memory.
    """
    with needed("duckdb").connect(str(scratch / "keys.duckdb")) as db:
        db.execute(f"SET memory_limit = '{SORT_MEMORY}'")
        db.execute(f"SET temp_directory = {quoted(str(scratch))}")
        db.execute("SET enable_progress_bar = false")
        db.execute(_MAKE_KEYS)
        replaced = ({marker.shard for marker in markers} & set(held.shards)) | set(out)
        _take(db, _TAKE_ARTICLES, _articles(place, held, markers, replaced))
        _take(db, _TAKE_FAILED, _failed(place, held, markers, replaced))
        gone = _months_with(place, held, replaced)
        db.execute(_DECIDE)
        months = sorted({month for (month,) in db.execute(_CHANGED).fetchall()} | gone)
        kept = scratch / "kept.parquet"
        db.execute(f"COPY ({_PLAN}) TO {quoted(str(kept))} (FORMAT parquet)", [months])
    with pq.ParquetFile(kept) as rows:
        return Plan(tuple(months), tuple(_write(place, to, rows.iter_batches(50_000, use_threads=False))))


def _take(db: Any, statement: str, batches: Iterator[Any]) -> None:
    """Run an INSERT over Arrow tables, which are taken as they come."""
    for table in batches:
        db.register("batches", table)
        db.execute(statement)
        db.unregister("batches")


def _articles(place: Place, held: Manifest, markers: Iterable[Marker], replaced: set[str]) -> Iterator[Any]:
    """Yield the keys of all articles, file by file."""
    for marker in markers:
        if name := marker.files.get("articles"):
            yield _marked(_columns(place, name, (*_ARTICLE_KEYS, "month")))
    for month, home, name in held.files("articles"):
        yield _marked(_without(_columns(place, name, _ARTICLE_KEYS), replaced), month, home)


def _failed(place: Place, held: Manifest, markers: Iterable[Marker], replaced: set[str]) -> Iterator[Any]:
    """Yield the keys of all documents without an article, among those of other problems, file by file."""
    for marker in markers:
        if name := marker.files.get("problems"):
            yield _marked(_columns(place, name, _FAILED_KEYS), UNKNOWN_MONTH)
    for month, home, name in held.files("problems"):
        if month == UNKNOWN_MONTH:
            yield _marked(_without(_columns(place, name, _FAILED_KEYS), replaced), month, home)


def _columns(place: Place, name: str, columns: Sequence[str]) -> Any:
    with place.reading(name) as file:
        return pq.ParquetFile(file).read(columns=list(columns), use_threads=False)


def _without(table: Any, shards: set[str]) -> Any:
    """Return the rows that are not of these shards, which were done again."""
    if not shards:
        return table
    return table.filter(pc.invert(pc.is_in(table["shard"], value_set=pa.array(sorted(shards), pa.string()))))


def _marked(table: Any, month: str | None = None, home: int | None = None) -> Any:
    """Return keys with the slice that they are in, and with their month if they don't have it."""
    table = table.append_column("home", pa.repeat(pa.scalar(home, pa.int32()), len(table)))
    return table if month is None else table.append_column("month", pa.repeat(pa.scalar(month), len(table)))


def _months_with(place: Place, held: Manifest, shards: set[str]) -> set[str]:
    """Return the months that hold anything of these shards."""
    if not shards:
        return set()
    wanted = pa.array(sorted(shards), pa.string())
    return {
        month
        for table in ("articles", "problems")
        for month, _, name in held.files(table)
        if pc.any(pc.is_in(_columns(place, name, ["shard"])["shard"], value_set=wanted)).as_py()
    }


def _write(place: Place, folder: str, rows: Any) -> Iterator[Slice]:
    """Write the plan, a file a month and a row group a slice, and yield the slices."""
    for month, tables in groupby(slices_of(rows), key=lambda table: str(table["month"][0])):
        with (
            place.writing(f"{folder}/{month}.parquet") as file,
            pq.ParquetWriter(file, PLAN, compression="zstd") as writer,
        ):
            for number, table in enumerate(tables):
                days = ("" if day is None else day.isoformat() for day in table["day"].to_pylist())
                keys = list(zip(days, table["id"].to_pylist(), strict=True))
                writer.write_table(table, row_group_size=len(table))
                yield Slice(month, number, len(table), min(keys), max(keys))


def slices_of(batches: Iterable[Any]) -> Iterator[Any]:
    """Cut sorted rows of the plan into tables of at most ``SLICE_DOCUMENTS`` rows and ``SLICE_CHARACTERS``, each of one month."""
    held: list[Any] = []
    month, documents, characters = None, 0, 0
    for batch in batches:
        months, sizes = batch["month"].to_pylist(), batch["characters"].to_pylist()
        begin = 0
        for at, (its, size) in enumerate(zip(months, sizes, strict=True)):
            full = documents >= SLICE_DOCUMENTS or (documents and characters + size > SLICE_CHARACTERS)
            if its != month or full:
                held.append(batch.slice(begin, at - begin))
                if documents:
                    yield _table(held)
                held, begin = [], at
                month, documents, characters = its, 0, 0
            documents, characters = documents + 1, characters + size
        held.append(batch.slice(begin))
    if documents:
        yield _table(held)


def _table(batches: list[Any]) -> Any:
    return pa.Table.from_batches([batch.cast(PLAN) for batch in batches if batch.num_rows], PLAN).combine_chunks()
