"""Where matching takes articles from: the finished tables of an archive, current versions only.

The tables of an archive are kept in slices that hold the same articles in every table, in the same order (``shelf``). A slice is read row
group by row group of its articles, with the row groups of the other tables that can have rows of these.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.run.archive import open_archive
from onrecord.run.columns import TABLES
from onrecord.run.extras import needed
from onrecord.run.merging import groups_within
from onrecord.run.rereading import NEEDED, readings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from onrecord.records import Reading
    from onrecord.run.place import Place

ALL: tuple[str, ...] = tuple(TABLES)
"""The tables that whole readings are made of."""
_KEY_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of an archive's tables: its files by table. ``key`` changes whenever what is in it does, since files are never changed."""

    key: str
    files: tuple[tuple[str, str], ...]


def parts_of(place: Place) -> tuple[Part, ...]:
    """Return the parts of an archive, in order. Raises UsageError where there is no finished one."""
    found = []
    for month, slices in sorted(open_archive(place.address).manifest.months.items()):
        for held in slices:
            if "articles" in held.files:
                files = tuple(sorted(held.files.items()))
                digest = hashlib.sha256("\0".join(name for _, name in files).encode()).hexdigest()[:_KEY_DIGITS]
                found.append(Part(f"{month}-{held.number:05}-{digest}", files))
    return tuple(found)


def readings_in(
    place: Place, part: Part, only: Collection[str] | None = None, tables: Sequence[str] = ALL
) -> Iterator[Reading]:
    """Yield the readings of a part in order, those of a row group at a time; with ``only`` those of some articles (ids).

    ``tables`` are those to read; what stands in others is missing from the readings.
    """
    parquet, names = needed("pyarrow.parquet"), dict(part.files)
    with ExitStack() as opened:
        files = {
            table: parquet.ParquetFile(opened.enter_context(place.reading(names[table])))
            for table in tables
            if table in names
        }
        articles = files.pop("articles")
        for group in range(articles.num_row_groups):
            held = _articles(articles, group, only)
            if len(held):
                yield from readings_of({"articles": held, **_others(files, held)})


def _articles(articles: Any, group: int, only: Collection[str] | None) -> Any:
    """Return the current articles of a row group; of ``only`` some, nothing else of it is read where it has none of them."""
    pa, compute = needed("pyarrow"), needed("pyarrow.compute")
    head = articles.read_row_group(group, columns=["id", "current"], use_threads=False)
    wanted = head["current"]
    if only is not None:
        wanted = compute.and_(wanted, compute.is_in(head["id"], pa.array(sorted(only), pa.string())))
    if not compute.any(wanted).as_py():
        return head.slice(0, 0)
    return articles.read_row_group(group, columns=_columns("articles", articles), use_threads=False).filter(wanted)


def _others(files: Mapping[str, Any], articles: Any) -> dict[str, Any]:
    """Return the rows of other tables that belong to some articles, which are in order."""
    pa, compute = needed("pyarrow"), needed("pyarrow.compute")
    ids = articles["id"].combine_chunks()
    days = articles["day"].to_pylist()
    first, last = (
        (day.isoformat() if day else "", ids[at].as_py()) for day, at in ((days[0], 0), (days[-1], len(ids) - 1))
    )
    found = {}
    for name, file in files.items():
        rows = [
            held.filter(compute.is_in(held["article"], ids))
            for group in _groups(file, name, first, last)
            for held in [file.read_row_group(group, columns=_columns(name, file), use_threads=False)]
        ]
        if rows:
            found[name] = pa.concat_tables(rows)  # those of other versions among them are dropped by `readings_of`
    return found


def _groups(file: Any, table: str, first: tuple[str, str], last: tuple[str, str]) -> Iterator[int]:
    """Yield the row groups that can hold rows from one article to another; those without a day come last in a file of several days."""
    return iter(range(file.num_row_groups)) if first[0] and not last[0] else groups_within(file, table, first, last)


def _columns(table: str, file: Any) -> list[str]:
    return [name for name in NEEDED[table] if name in file.schema_arrow.names]
