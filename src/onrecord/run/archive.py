"""An archive opened to be read: its readings, lazily and in a fixed order, part by part or by what they are about; its tables for SQL.

A part is a slice of a month as the finish made it: all rows of its articles in every table, at most 10,000 articles, so parts are what work is
divided by. Nothing here changes an archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onrecord.errors import UsageError
from onrecord.run.columns import TABLES, UNKNOWN_MONTH
from onrecord.run.duck_paths import listed, literal
from onrecord.run.extras import needed
from onrecord.run.merging import groups_within
from onrecord.run.place import Place, place_at
from onrecord.run.rereading import NEEDED, OTHERS, Failed, failed_from, reading_from, records_in
from onrecord.run.shelf import COMMIT, MANIFEST, Held, Manifest, manifest_of
from onrecord.store.folding import fold
from onrecord.store.packing import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.records import Reading

pa, pc, pq = needed("pyarrow"), needed("pyarrow.compute"), needed("pyarrow.parquet")

BATCH = {"articles": 200, "statements": 2_000, "entities": 2_000, "times": 4_000, "problems": 4_000}
"""Rows that are held as Python at a time."""
LAST_DAY = "9999-12-31"

Key = tuple[str, str, int]
"""Where an article stands in the order of all tables: its day ("" for unknown), id, version."""
Placed = tuple[Key, int, Any]
"""A record, behind where its article stands and its ordinal in the reading."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are wanted: of an outlet, of some days (inclusive, ISO), about somebody or something; None asks for nothing.

    ``about`` is met by an entity of the article whose name has these words, one after the other, whatever their case and accents.
    ``versions``: earlier versions too, each before the later one where they are of the same day.
    """

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    about: str | None = None
    versions: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no day. Raises UsageError."""
        for day in (self.since, self.until):
            if day is not None and not day_number(day):
                raise UsageError(f"{day!r} is no day; write it as 2024-03-01")

    @property
    def everything(self) -> bool:
        """Whether no article is left out but earlier versions."""
        return not (self.outlet or self.since or self.until or self.about)

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day wanted; the first is "" where articles without a day are wanted too."""
        return (self.since or ("0001-01-01" if self.until else ""))[:10], (self.until or LAST_DAY)[:10]


CURRENT = Selection()
"""Every article, as it last was."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an archive: some articles of a month, with the paths of its files by table, and how many rows each has."""

    month: str
    held: Held

    @property
    def name(self) -> str:
        """A name that no other part of the archive has, the same as long as the part is."""
        file = next(iter(self.held.files.values()), "")
        return f"{self.month}/{file.rpartition('/')[2].removesuffix('.parquet')}"

    def rows(self, table: str) -> int:
        """Return how many rows it has of a table."""
        return self.held.rows.get(table, 0)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive as it was when it was opened. Can be pickled, so that every worker can read parts of it."""

    place: Place
    manifest: Manifest

    def parts(self, chosen: Selection = CURRENT) -> tuple[Part, ...]:
        """Return the parts that may hold such articles, in order of time; the unknown month comes first, as unknown days do."""
        first, last = chosen.days
        return tuple(
            Part(month, held)
            for month, slices in sorted(
                self.manifest.months.items(), key=lambda item: (item[0] != UNKNOWN_MONTH, item[0])
            )
            for held in slices
            if held.first[0] <= last and first <= held.last[0]
        )

    def readings(self, chosen: Selection = CURRENT) -> Iterator[Reading]:
        """Yield the readings of the articles chosen, in order of day, id and version, a few held at a time."""
        for part in self.parts(chosen):
            yield from self.readings_of(part, chosen)

    def readings_of(self, part: Part, chosen: Selection = CURRENT) -> Iterator[Reading]:
        """Yield the readings of a part, in order of day, id and version. Raises UsageError where its files are gone."""
        wanted = None if chosen.everything else self._wanted(part, chosen)
        if wanted is not None and not wanted:
            return
        others = [_Beside(self._records(part, table, chosen, wanted)) for table in OTHERS]
        for key, _, article in self._records(part, "articles", chosen, wanted):
            yield reading_from(article, *(beside.of(key) for beside in others))

    def failed(self) -> Iterator[Reading]:
        """Yield the documents that gave no article, each with its problems."""
        for part in self.parts():
            if part.month == UNKNOWN_MONTH:
                rows = self._records(part, "problems", CURRENT, None)
                failed = ((ordinal, record) for _, ordinal, record in rows if isinstance(record, Failed))
                for _, several in groupby(failed, key=lambda row: row[1].document):
                    yield failed_from(list(several))

    def table(self, part: Part, table: str, columns: Sequence[str] | None = None) -> Any:
        """Return a part's rows of a table as Arrow, sorted; only these ``columns`` if any are named."""
        names = list(columns or TABLES[table].schema.names)
        if table not in part.held.files:
            return pa.schema([TABLES[table].schema.field(name) for name in names]).empty_table()
        with self._open(part, table) as parquet:
            return parquet.read(columns=names, use_threads=False).select(names)

    def dataset(self, table: str) -> Any:
        """Return a table as a ``pyarrow.dataset``, with the column ``month``. Raises UsageError for an archive that is not in a folder."""
        if (
            not self.place.renames
        ):  # pyarrow's threads would call fsspec in Python, and end the program that ends before they do
            raise UsageError(
                f"{self.place.address} is no folder; read its parts one by one, or copy the archive to a disk"
            )
        dataset, month = needed("pyarrow.dataset"), pa.field("month", pa.string())
        files = [self.place.path(path) for _, _, path in self.manifest.files(table)]
        schema = TABLES[table].schema.append(month)
        if not files:
            return dataset.dataset(schema.empty_table())
        parts = dataset.partitioning(pa.schema([month]), flavor="hive")
        return dataset.dataset(
            files, schema=schema, format="parquet", partitioning=parts, partition_base_dir=self.place.path(table)
        )

    def views(self, db: Any) -> None:
        """Give a DuckDB connection a view of each table, named as it is, with the column ``month``. For archives in folders."""
        for table, shape in TABLES.items():
            source = "nothing"
            if files := [self.place.path(path) for *_, path in self.manifest.files(table)]:
                source = f"read_parquet({listed(map(literal, files))}, hive_partitioning = true, hive_types = {{'month': VARCHAR}}, union_by_name = true)"
                db.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {source}")  # noqa: S608 - its own names, the path quoted
            else:
                db.register(source, shape.schema.append(pa.field("month", pa.string())).empty_table())
                db.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {source}")  # noqa: S608 - its own names
                db.unregister(source)

    def _wanted(self, part: Part, chosen: Selection) -> set[Key]:
        """Return which articles of a part are chosen, from its small columns."""
        first, last = chosen.days
        outlet = fold(chosen.outlet) if chosen.outlet else None
        keys = {
            key
            for key, name in self._light(part, "articles", "outlet", (first, last))
            if first <= key[0] <= last and (outlet is None or fold(name or "") == outlet)
        }
        if not chosen.about or not keys:
            return keys
        sought = f" {fold(chosen.about)} "
        return keys & {
            key for key, name in self._light(part, "entities", "name", (first, last)) if sought in f" {fold(name)} "
        }

    def _light(self, part: Part, table: str, column: str, days: tuple[str, str]) -> Iterator[tuple[Key, Any]]:
        """Yield one column with the place of each row, of the row groups that may have these days."""
        if table in part.held.files:
            with self._open(part, table) as parquet:
                groups = list(groups_within(parquet, table, (days[0], ""), (days[1], "\U0010ffff")))
                columns = [TABLES[table].key, "version", "day", column]
                for batch in parquet.iter_batches(10_000, row_groups=groups, columns=columns, use_threads=False):
                    yield from zip(_keys(batch, table), batch[column].to_pylist(), strict=True)

    def _records(self, part: Part, table: str, chosen: Selection, wanted: set[Key] | None) -> Iterator[Placed]:
        """Yield the records of a table's rows, of the articles ``wanted`` (None: all), in order."""
        if table not in part.held.files:
            return
        ids = pa.array(sorted({key[1] for key in wanted}), pa.string()) if wanted is not None else None
        ends = (min(wanted)[:2], max(wanted)[:2]) if wanted else (part.held.first, part.held.last)
        columns = [*dict.fromkeys([*NEEDED[table], "current"])]
        with self._open(part, table) as parquet:
            groups = list(groups_within(parquet, table, *ends))
            for batch in parquet.iter_batches(BATCH[table], row_groups=groups, columns=columns, use_threads=False):
                rows = batch if chosen.versions else batch.filter(batch["current"])
                if ids is not None:
                    rows = rows.filter(pc.is_in(rows[TABLES[table].key], value_set=ids))
                for key, ordinal, record in zip(
                    _keys(rows, table), _ordinals(rows, table), records_in(table, rows), strict=True
                ):
                    if wanted is None or key in wanted:
                        yield key, ordinal, record

    def _open(self, part: Part, table: str) -> Any:
        return _Opened(self.place, part.held.files[table])


class _Opened:
    """A Parquet file of an archive, opened."""

    def __init__(self, place: Place, name: str) -> None:
        self._place, self._name = place, name
        self._file = place.reading(name)

    def __enter__(self) -> Any:
        try:
            return pq.ParquetFile(self._file.__enter__())
        except FileNotFoundError:
            raise UsageError(
                f"{self._place.path(self._name)} is gone: the archive was changed since it was opened, or a file of it was removed; "
                "open it again, and if that doesn't help, make the archive anew"
            ) from None
        except pa.ArrowInvalid as error:
            self._file.__exit__(None, None, None)
            reason = " ".join(str(error).split())[:160]
            raise UsageError(
                f"{self._place.path(self._name)} is damaged ({reason}); put it back from a copy, or make the archive anew"
            ) from None

    def __exit__(self, *error: object) -> None:
        self._file.__exit__(*error)  # type: ignore[arg-type]  # as it was given


class _Beside:
    """Records of a table in the order of the articles, handed out article by article."""

    def __init__(self, records: Iterator[Placed]) -> None:
        self._records = records
        self._next = next(records, None)

    def of(self, key: Key) -> list[tuple[int, Any]]:
        """Return the records of an article, each with its ordinal; those of articles before it are passed over."""
        out = []
        while (found := self._next) is not None and found[0] <= key:
            if found[0] == key:
                out.append(found[1:])
            self._next = next(self._records, None)
        return out


def _keys(rows: Any, table: str) -> Iterator[Key]:
    """Return where each row stands in the order of all tables."""
    days = ("" if day is None else day.isoformat() for day in rows["day"].to_pylist())
    return zip(days, rows[TABLES[table].key].to_pylist(), rows["version"].to_pylist(), strict=True)


def _ordinals(rows: Any, table: str) -> list[int]:
    return [0] * len(rows) if table == "articles" else rows["ordinal"].to_pylist()


def open_archive(address: str | Path) -> Archive:
    """Open the archive in a folder or at an address that fsspec knows.

    Raises UsageError where there is none, where it is not finished, or where a later OnRecord made it, and as ``check_finished``.
    """
    place = place_at(address)
    check_finished(place)
    return Archive(place, manifest_of(place))


def check_finished(place: Place) -> None:
    """Refuse a place where no finished archive is. Raises UsageError, and StoreError where a store refuses or is out of reach."""
    if place.exists(COMMIT):
        raise UsageError(
            f"the tables of {place.address} are being changed, or that was interrupted; wait for the run that does it, "
            "or give its command again"
        )
    if not place.exists(MANIFEST):
        raise UsageError(
            f"{place.address} holds no finished archive; `onrecord run SOURCE... --out {place.address}` makes one"
        )


def parts_by_size(parts: Iterable[Part], documents: int) -> Iterator[tuple[Part, ...]]:
    """Yield neighbouring parts together, so that no bundle but a single part has more articles than ``documents``."""
    bundle: list[Part] = []
    held = 0
    for part in parts:
        if bundle and held + part.rows("articles") > documents:
            yield tuple(bundle)
            bundle, held = [], 0
        bundle.append(part)
        held += part.rows("articles")
    if bundle:
        yield tuple(bundle)
