"""Which tables an archive has, and in which files they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.archive import Archive
    from onrecord.run.place import Place


@dataclass(frozen=True, slots=True)
class QueryTable:
    """A table by name, the paths or addresses of its files, and what is to stand for it where it has none: an Arrow table without a row."""

    name: str
    files: tuple[str, ...]
    empty: Any


def tables_of(archive: Archive) -> tuple[QueryTable, ...]:
    """Return the tables of an archive: those of the run, and where it was matched those of the matching."""
    from onrecord.run.columns import TABLES  # noqa: PLC0415 - an extra
    from onrecord.run.match_tables import MATCH_TABLES  # noqa: PLC0415 - as above

    place = archive.place
    month = needed("pyarrow").field("month", needed("pyarrow").string())
    files = {name: tuple(_outside(place, path) for *_, path in archive.manifest.files(name)) for name in TABLES}
    present = set(place.names())
    files |= {
        name: tuple(_outside(place, path) for path in _listed(place, name)) for name in MATCH_TABLES if name in present
    }
    shapes = {**TABLES, **MATCH_TABLES}
    return tuple(
        QueryTable(name, found, shapes[name].schema.append(month).empty_table()) for name, found in files.items()
    )


def _listed(place: Place, folder: str) -> Iterator[str]:
    for month in place.names(folder):
        yield from (
            f"{folder}/{month}/{file}" for file in place.names(f"{folder}/{month}") if file.endswith(".parquet")
        )


def _outside(place: Place, name: str) -> str:
    """Return the path of a file, or its address as fsspec writes it: ``memory:///a`` where ``memory://a`` was given."""
    if place.renames:
        return place.path(name)
    filesystem, path = needed("fsspec").core.url_to_fs(place.path(name))
    return str(filesystem.unstrip_protocol(path))
