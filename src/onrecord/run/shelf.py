"""What an archive's finished tables are: the manifest ``tables.json``, and how it is changed from one state to the next.

Readers who list folders see a month's table change in one step (on a disk) or see it empty for a moment (on an object store), and never see
an article twice. Readers who open the manifest know every file, with the days it has.

A change is first made ready beside the tables. Then ``finish/commit.json`` is written, and from there on it can only go forward: whoever comes
next carries it out, however often it was interrupted. The parts that it was made of are removed after that and not before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from onrecord.errors import UsageError
from onrecord.run.columns import FORMAT, TABLES, UNKNOWN_MONTH
from onrecord.run.parts import PARTS, marker_name, marker_of
from onrecord.run.place import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from onrecord.run.place import Place

MANIFEST = "tables.json"
STAGING = "finish"
COMMIT = f"{STAGING}/commit.json"


@dataclass(frozen=True, slots=True)
class Held:
    """A slice of a month as it is kept: its files by table (paths in the archive), their rows, and its least and greatest day and id."""

    number: int
    first: tuple[str, str]
    last: tuple[str, str]
    files: Mapping[str, str]
    rows: Mapping[str, int]
    counts: Mapping[str, int]
    """``articles`` that are current, ``versions`` that are not, ``repeated`` deliveries dropped, ``failed`` documents."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The finished tables: which shards went in (each with the attempt that did), and the slices of each month."""

    generation: str = ""
    shards: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, tuple[Held, ...]] = field(default_factory=dict)

    def files(self, table: str) -> Iterator[tuple[str, int, str]]:
        """Yield month, number of the slice and path of each file of a table, in order."""
        for month, slices in sorted(self.months.items()):
            yield from ((month, held.number, held.files[table]) for held in slices if table in held.files)

    def totals(self) -> dict[str, int]:
        """Return the sums of the slices' counts."""
        return self._sums(lambda held: held.counts)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has; those without any are left out."""
        return self._sums(lambda held: held.rows)

    def _sums(self, of: Callable[[Held], Mapping[str, int]]) -> dict[str, int]:
        sums: Counter[str] = Counter()
        for slices in self.months.values():
            for held in slices:
                sums.update(of(held))
        return dict(sums)


def manifest_of(place: Place) -> Manifest:
    """Return the manifest of an archive, an empty one where nothing was finished yet. Raises UsageError for one of a later format."""
    found = read_json(place, MANIFEST)
    return Manifest() if found is None else _manifest(found, place)


def _manifest(found: Any, place: Place) -> Manifest:
    if found["format"] > FORMAT:
        raise UsageError(
            f"a later OnRecord made the archive {place.address} (format {found['format']}; this one knows up to {FORMAT}): "
            "pip install --upgrade onrecord"
        )
    months = {
        month: tuple(Held(**{**one, "first": tuple(one["first"]), "last": tuple(one["last"])}) for one in slices)
        for month, slices in found["months"].items()
    }
    return Manifest(found["generation"], found["shards"], months)


def commit(place: Place, manifest: Manifest, months: Sequence[str], out: Sequence[str] = ()) -> None:
    """Put the staged files of these months in their place and make the manifest the archive's; killed at any moment, it is to be resumed.

    The markers of the shards ``out`` are removed: what they gave is in the tables no longer.
    """
    write_json(place, COMMIT, {"format": FORMAT, "changes": list(months), "out": list(out), **asdict(manifest)})
    resume(place)


def resume(place: Place) -> None:
    """Carry out a commit that was begun, if there is one, and remove what it made needless.

    The unknown month comes first, then the others from the latest on: an article that was found with an earlier date leaves its month before
    it comes into another.
    """
    found = read_json(place, COMMIT)
    if found is not None:
        manifest = _manifest(found, place)
        for month in sorted(found["changes"], key=lambda month: (month == UNKNOWN_MONTH, month), reverse=True):
            for table in TABLES:
                _install(place, manifest, table, month)
        write_json(place, MANIFEST, {"format": FORMAT, **asdict(manifest)})
        for shard in found.get("out", ()):
            place.remove(marker_name(shard))
        place.remove(COMMIT)
    _clean(place, manifest_of(place))


def _install(place: Place, manifest: Manifest, table: str, month: str) -> None:
    """Let a month's folder of a table hold the files of the manifest and no others."""
    folder = f"{table}/month={month}"
    wanted = [held.files[table].rpartition("/")[2] for held in manifest.months.get(month, ()) if table in held.files]
    present = [name for name in place.names(folder) if name.startswith("part-")]
    if set(present) == set(wanted):
        return
    staged = f"{STAGING}/{manifest.generation}/{folder}"
    if not wanted:
        place.remove(folder)
    elif place.renames:
        place.put_in_place(staged, folder)
    else:
        for name in set(present) - set(wanted):
            place.remove(f"{folder}/{name}")
        for name in sorted(set(wanted) - set(present)):
            place.move(f"{staged}/{name}", f"{folder}/{name}")


def _clean(place: Place, manifest: Manifest) -> None:
    """Remove the parts that are in the tables, and what an earlier finish staged and put in place."""
    for shard in place.names(PARTS):
        if shard in manifest.shards and not _done_again(place, shard, manifest):
            place.remove(f"{PARTS}/{shard}")
    if manifest.generation:
        place.remove(f"{STAGING}/{manifest.generation}")
    for folder in (PARTS, STAGING):
        if not place.names(folder):
            place.remove(folder)


def _done_again(place: Place, shard: str, manifest: Manifest) -> bool:
    marker = marker_of(place, shard)
    return marker is None or marker.attempt != manifest.shards[shard]
