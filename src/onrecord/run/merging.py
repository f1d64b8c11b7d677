"""A slice of a month, made of the rows that shards and earlier finishes left: found, told apart, sorted, written. One task of the finish.

The plan has the slice's readings by shard and position. Of each file only the row groups are read that can hold any of them; one table is held
at a time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.run.columns import TABLES
from onrecord.run.extras import needed
from onrecord.run.parts import marker_of, parquet_writer, sort_indices
from onrecord.run.place import write_json
from onrecord.run.shelf import STAGING, Held, manifest_of
from onrecord.run.work import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.keeping import Slice
    from onrecord.run.parts import Marker
    from onrecord.run.place import Place
    from onrecord.run.shelf import Manifest
    from onrecord.run.work import At, Do, Task

pa, pc, pq = needed("pyarrow"), needed("pyarrow.compute"), needed("pyarrow.parquet")

_SHARD_BITS = 32
"""A reading's key in one number: its shard's place in the plan above, its position below."""


@dataclass(frozen=True, slots=True)
class MergeSlices:
    """The work of the finish: tasks carry a ``Slice``; what comes of one is written to ``slices/`` of the staging folder as well."""

    place: Place
    generation: str

    def ready(self) -> Do:
        """Open the archive once a worker."""
        place = self.place
        manifest = manifest_of(place)

        def merge(task: Task, at: At) -> Any:
            at(BETWEEN, task.id)
            return merged(place, manifest, self.generation, task.payload)

        return merge


def staged(generation: str, name: str = "") -> str:
    """Return the path of what a finish makes ready."""
    return f"{STAGING}/{generation}/{name}".rstrip("/")


def slice_name(part: Slice) -> str:
    """Return the name of a slice."""
    return f"{part.month}-{part.number:05}"


def merged(place: Place, manifest: Manifest, generation: str, part: Slice) -> str:
    """Make the files of a slice and note what it holds; return its name. Raises OSError where files can't be read or written."""
    wanted = _Wanted.of(place, generation, part)
    files, rows = {}, {}
    for table in TABLES:
        found = list(_found(place, manifest, table, part, wanted))
        if count := sum(len(piece) for piece in found):
            name = f"{table}/month={part.month}/part-{part.number:05}-{generation}.parquet"
            _write(place, staged(generation, name), table, found)
            files[table], rows[table] = name, count
    if rows.get("articles", 0) != wanted.counts["articles"] + wanted.counts["versions"]:
        raise RuntimeError(
            f"{rows.get('articles', 0)} articles of {slice_name(part)} were found, and not {wanted.counts}"
        )
    held = Held(part.number, part.first, part.last, files, rows, wanted.counts)
    write_json(place, staged(generation, f"slices/{slice_name(part)}.json"), {"month": part.month, **asdict(held)})
    return slice_name(part)


class _Wanted:
    """The readings of a slice, by shard and position, and where to look for them."""

    def __init__(self, place: Place, plan: Any) -> None:
        self.shards = pc.unique(plan["shard"])
        self.homes = set(pc.unique(plan["home"]).to_pylist()) - {None}
        new = pc.is_null(plan["home"])
        self.markers = [_marker(place, shard) for shard in sorted(pc.unique(plan.filter(new)["shard"]).to_pylist())]
        keys = self.keys_of(plan)
        order = np.argsort(keys)
        self.keys = keys[order]
        self.new_keys = np.asarray(new.combine_chunks().to_numpy(zero_copy_only=False))[order]
        self.given = plan.select(["version", "current", "deliveries"]).take(pa.array(order)).combine_chunks()
        articles = plan.filter(pc.invert(plan["failed"]))
        current = pc.sum(articles["current"]).as_py() or 0
        self.counts = {
            "articles": current, "versions": len(articles) - current,
            "repeated": (pc.sum(articles["deliveries"]).as_py() or 0) - len(articles), "failed": len(plan) - len(articles),
        }  # fmt: skip

    @classmethod
    def of(cls, place: Place, generation: str, part: Slice) -> _Wanted:
        """Read the slice's part of the plan."""
        with place.reading(staged(generation, f"plan/{part.month}.parquet")) as file:
            return cls(place, pq.ParquetFile(file).read_row_group(part.number, use_threads=False))

    def keys_of(self, table: Any) -> Any:
        """Return the key of each row as a number; one below 0 for rows of other shards."""
        shards = pc.fill_null(pc.index_in(table["shard"], value_set=self.shards), -1)
        return (_numbers(shards) << _SHARD_BITS) + _numbers(table["position"])

    def among(self, table: Any, *, new: bool) -> Any:
        """Return the rows that are wanted, with what the plan says of their readings put in; ``new``: whether they come from a part."""
        keys = self.keys_of(table)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        found = np.flatnonzero((self.keys[at] == keys) & (self.new_keys[at] == new))
        rows, given = table.take(pa.array(found)), self.given.take(pa.array(at[found]))
        for column in given.column_names:
            if column in rows.column_names:
                rows = rows.set_column(rows.column_names.index(column), rows.schema.field(column), given[column])
        return rows


def _numbers(column: Any) -> Any:
    return np.asarray(column.combine_chunks().to_numpy(zero_copy_only=False)).astype(np.int64)


def _found(place: Place, manifest: Manifest, table: str, part: Slice, wanted: _Wanted) -> Iterator[Any]:
    """Yield the slice's rows of a table, from every file that may have any."""
    schema = TABLES[table].schema
    for name, new in _files(manifest, table, part, wanted):
        with place.reading(name) as file:
            parquet = pq.ParquetFile(file)
            for group in groups_within(parquet, table, part.first, part.last):
                rows = wanted.among(parquet.read_row_group(group, columns=schema.names, use_threads=False), new=new)
                if len(rows):
                    yield _aligned(rows, schema)


def _aligned(rows: Any, schema: Any) -> Any:
    """Return rows under the schema of today; a column that is later than their file is null in them."""
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.column_names else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _files(manifest: Manifest, table: str, part: Slice, wanted: _Wanted) -> Iterator[tuple[str, bool]]:
    """Yield the files to look into, and whether each is a shard's."""
    for marker in wanted.markers:
        if table in marker.files:
            yield marker.files[table], True
    for held in manifest.months.get(part.month, ()):
        if held.number in wanted.homes and table in held.files:
            yield held.files[table], False


def _marker(place: Place, shard: str) -> Marker:
    found = marker_of(place, shard)
    if found is None:
        raise RuntimeError(f"the marker of shard {shard} was removed during the finish")
    return found


def groups_within(parquet: Any, table: str, first: tuple[str, str], last: tuple[str, str]) -> Iterator[int]:
    """Yield the row groups of an open file that may hold rows from ``first`` to ``last`` (day, "" for unknown, and id of the article)."""
    meta = parquet.metadata
    places = {meta.schema.column(at).path: at for at in range(meta.num_columns)}
    day, key = places["day"], places[TABLES[table].key]
    for group in range(meta.num_row_groups):
        if _may_hold(
            meta.row_group(group).column(day).statistics, meta.row_group(group).column(key).statistics, first, last
        ):
            yield group


def _may_hold(days: Any, ids: Any, first: tuple[str, str], last: tuple[str, str]) -> bool:
    if days is None or not days.has_null_count:
        return True
    known = ids is not None and ids.has_min_max
    if not days.has_min_max:  # no row has a day
        return not first[0] and (not known or bool(first <= ("", ids.max) and ("", ids.min) <= last))
    least, most = days.min.isoformat(), days.max.isoformat()
    if known and least == most and not days.null_count:
        return bool((least, ids.min) <= last and first <= (most, ids.max))
    return (least <= last[0] and (first[0] <= most)) or (bool(days.null_count) and not first[0])


def _write(place: Place, name: str, table: str, pieces: list[Any]) -> None:
    """Write the rows of a table as a finished file, sorted; ``pieces`` is emptied, since the rows are held once more meanwhile."""
    whole = pa.concat_tables(pieces).combine_chunks()
    pieces.clear()
    order, group = sort_indices(whole, table), TABLES[table].group
    with place.writing(name) as file, parquet_writer(file, table, whole.schema, finished=True) as writer:
        for at in range(0, len(order), group):
            writer.write_table(whole.take(order[at : at + group]), row_group_size=group)
