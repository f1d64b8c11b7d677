"""The finish: what shards left in ``parts/`` goes into the archive's tables, month by month, each article once.

1. Carry out a commit that an earlier finish began. 2. Decide what is kept and cut it into slices (``keeping``). 3. Make the files of the
slices beside the tables, on any engine (``merging``). 4. Put them in place and remove the parts (``shelf``). Killed at any moment, it is to be
called again: slices that are ready are not made twice, and nothing counts before the commit. Only one finish may work on an archive at a time.
"""

from __future__ import annotations

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import UsageError
from onrecord.run.duck_paths import writable
from onrecord.run.keeping import Plan, Slice, plan_of
from onrecord.run.merging import MergeSlices, slice_name, staged
from onrecord.run.parts import PARTS, marker_name, marker_of, shards_done
from onrecord.run.place import read_json, write_json
from onrecord.run.shelf import STAGING, Held, Manifest, commit, manifest_of, resume
from onrecord.run.store_errors import GoneError
from onrecord.run.work import FatalError, Task, unwatched

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from onrecord.run.parts import Marker
    from onrecord.run.place import Place
    from onrecord.run.work import Engine, Watch

_AT_ONCE = 32
"""Markers that are asked of an object store at the same time: each answer takes it some 20 milliseconds, and a large archive has 100,000."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a finish: the shards that went in and the months that changed, and what the archive holds now."""

    shards: int
    months: int
    totals: dict[str, int]
    """``articles`` (current ones), ``versions`` (earlier ones), ``repeated`` (deliveries dropped), ``failed`` (documents without an article)."""
    rows: dict[str, int]
    """By table."""


def finish(
    place: Place, engine: Engine, watch: Watch = unwatched, begins: Callable[[int], None] | None = None, *,
    gone: Collection[str] = (),
) -> Finished:  # fmt: skip
    """Merge all shards that are done and not yet in the tables. ``begins`` is told how many slices are to be made.

    What the shards ``gone`` gave is taken out of the tables, and their markers are removed: what they tell is so no longer. Raises FatalError where
    a slice can't be made, UsageError where the archive is damaged, StoreError (``GoneError`` where another run is at work) or OSError where it
    can't be read or written.
    """
    resume(place)
    held = manifest_of(place)
    markers = _waiting(place, held)
    out = sorted(held.shards.keys() & set(gone))
    for shard in set(gone) - held.shards.keys():
        place.remove(marker_name(shard))  # it never came into the tables
    markers = [marker for marker in markers if marker.shard not in gone]
    if not markers and not out:
        return Finished(0, 0, held.totals(), held.rows())
    generation = _generation(held, markers, out)
    plan = _planned(place, held, markers, generation, out)
    tasks = [Task(slice_name(part), part) for part in plan.slices]
    ready = set(place.names(staged(generation, "slices")))
    tasks = [task for task in tasks if f"{task.id}.json" not in ready]
    if begins is not None:
        begins(len(tasks))
    for done in engine.run(MergeSlices(place, generation), tasks, watch) if tasks else ():
        if done.failure is not None:
            raise FatalError(
                f"{done.task.id} could not be put together ({done.failure}); all that was read is kept: "
                "remove the reason and give the same command again"
            )
    commit(place, _after(place, held, markers, generation, plan, out=out), plan.months, out)
    now = manifest_of(place)
    return Finished(len(markers), len(plan.months), now.totals(), now.rows())


def _waiting(place: Place, held: Manifest) -> list[Marker]:
    """Return the markers of shards that are done and not in the tables, or done again since."""
    there = set(place.names(PARTS))
    new = [shard for shard in shards_done(place) if shard not in held.shards or shard in there]
    with ThreadPoolExecutor(1 if place.renames else _AT_ONCE, thread_name_prefix="onrecord-markers") as pool:
        markers = [marker for marker in pool.map(partial(marker_of, place), new) if marker is not None]
    return [marker for marker in markers if held.shards.get(marker.shard) != marker.attempt]


def _generation(held: Manifest, markers: Sequence[Marker], out: Sequence[str]) -> str:
    """Return the name of the state to come: the same for the same shards merged into, and taken out of, the same state."""
    what = [held.generation, *(marker.shard for marker in markers), *(f"without {shard}" for shard in out)]
    return hashlib.sha256("\0".join(what).encode()).hexdigest()[:10]


def _planned(place: Place, held: Manifest, markers: Sequence[Marker], generation: str, out: Sequence[str]) -> Plan:
    """Return the plan that an interrupted finish of the same parts and release made, else make it; what other finishes left is removed."""
    made_of = {
        "onrecord": version("onrecord"), "notes": [[field.name for field in fields(kind)] for kind in (Slice, Held)],
        **{marker.shard: marker.attempt for marker in markers},
    }  # fmt: skip
    before = _plan_before(place, generation, made_of)
    if before is not None:
        return before
    place.remove(STAGING)
    with tempfile.TemporaryDirectory(prefix="onrecord-finish-", dir=_scratch(place)) as scratch:
        plan = plan_of(place, held, markers, staged(generation, "plan"), Path(scratch), out=out)
    write_json(place, staged(generation, "plan.json"), {"made_of": made_of, **asdict(plan)})
    return plan


def _plan_before(place: Place, generation: str, made_of: dict[str, Any]) -> Plan | None:
    """Return the plan of an interrupted finish; None where there is none, or none that can be gone on with, since it is as quick to make it anew."""
    try:
        before = read_json(place, staged(generation, "plan.json"))
        if before is None or before["made_of"] != made_of:
            return None
        plan = Plan(tuple(before["months"]), tuple(_slice(one) for one in before["slices"]))
    except (UsageError, KeyError, TypeError, ValueError):  # damaged, or of an OnRecord that noted other things
        return None
    there = set(place.names(staged(generation, "plan")))
    return plan if all(f"{part.month}.parquet" in there for part in plan.slices) else None


def _slice(found: dict[str, Any]) -> Slice:
    return Slice(**{**found, "first": tuple(found["first"]), "last": tuple(found["last"])})


def _scratch(place: Place) -> str | None:
    """Return the folder for what does not fit into memory: beside the archive, where there is room, if that is a folder that DuckDB can write to."""
    if not place.renames or not writable(place.path(STAGING)):
        return None
    Path(place.path(STAGING)).mkdir(parents=True, exist_ok=True)
    return place.path(STAGING)


def _after(  # noqa: PLR0913 - all that the state follows from
    place: Place, held: Manifest, markers: Sequence[Marker], generation: str, plan: Plan, *, out: Sequence[str]
) -> Manifest:
    """Return the manifest of the state to come."""
    months = {month: slices for month, slices in held.months.items() if month not in plan.months}
    for part in plan.slices:
        name = staged(generation, f"slices/{slice_name(part)}.json")
        found = read_json(place, name)
        if found is None:
            raise GoneError(place.path(name))
        month = found.pop("month")
        one = Held(**{**found, "first": tuple(found["first"]), "last": tuple(found["last"])})
        months[month] = (*months.get(month, ()), one)
    kept = {shard: attempt for shard, attempt in held.shards.items() if shard not in out}
    shards = {**kept, **{marker.shard: marker.attempt for marker in markers}}
    return Manifest(generation, shards, months)
