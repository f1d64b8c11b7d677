"""What the tasks of matching leave for one another: Parquet files under ``OUT/match``, each with a small result in its own footer.

A file appears whole or not at all, so that it is its own done-marker: what is there need not be done again.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.run.place import Place

FOLDER = "match"
"""Where all of it is in an archive. It can be deleted: matching again makes what it needs of it anew."""
_RESULT = b"onrecord"
"""Under what key of the footer the result stands."""
_BATCH = 4_096


@dataclass(frozen=True, slots=True)
class MatchFiles:
    """The files of one step: ``folder`` is the step's own, below ``OUT/match``. Can be pickled."""

    place: Place
    folder: str

    def path(self, name: str) -> str:
        """Return where a file is, relative to the archive."""
        return f"{FOLDER}/{self.folder}/{name}.parquet"

    def write(self, name: str, table: Any, result: Any = None) -> None:
        """Write a table with the result of its task (what ``json.dumps`` takes). Raises OSError where the disk is full."""
        parquet = needed("pyarrow.parquet")
        marked = table.replace_schema_metadata({_RESULT: json.dumps(result).encode()})
        with self.place.writing(self.path(name)) as file:
            parquet.write_table(marked, file, compression="zstd", row_group_size=_BATCH)

    def names(self) -> set[str]:
        """Return the names of the files that are there."""
        found = self.place.names(f"{FOLDER}/{self.folder}")
        return {name.removesuffix(".parquet") for name in found if name.endswith(".parquet")}

    def result(self, name: str) -> Any:
        """Return the result of the task that wrote a file."""
        with self._opened(name) as file:
            return json.loads(file.schema_arrow.metadata[_RESULT])

    def table(self, name: str, columns: Sequence[str] | None = None) -> Any:
        """Return a whole table, or some of its columns."""
        with self._opened(name) as file:
            return file.read(columns=columns)

    def batches(
        self, name: str, columns: Sequence[str] | None = None, within: tuple[str, Any, Any] | None = None
    ) -> Iterator[Any]:
        """Yield a table group by group; with ``within`` (a column, least and greatest value) without the groups that have none of these."""
        with self._opened(name) as file:
            for number in range(file.num_row_groups):
                if within is None or _may_hold(file.metadata.row_group(number), *within):
                    yield file.read_row_group(number, columns=columns)

    def remove(self, names: Sequence[str]) -> None:
        """Remove files."""
        for name in names:
            self.place.remove(self.path(name))

    @contextmanager
    def _opened(self, name: str) -> Iterator[Any]:
        with self.place.reading(self.path(name)) as file:
            yield needed("pyarrow.parquet").ParquetFile(file)


def _may_hold(group: Any, column: str, least: Any, greatest: Any) -> bool:
    """Tell from its statistics whether a row group can have a value between two."""
    for at in range(group.num_columns):
        found = group.column(at)
        if found.path_in_schema == column:
            kept = found.statistics
            return kept is None or not kept.has_min_max or (kept.min <= greatest and kept.max >= least)
    return True
