"""Runs over real files with real processes and the real archive, and a reader without a model that does as badly as a page's words say.

A page is plain text: its first line is its name, and a line ``ORDER word`` is obeyed as ``hard_work`` does.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hard_work import obey
from records_by_hand import article, reading_of, statement

from onrecord.model import reader
from onrecord.pipeline import Pipeline
from onrecord.records import Reading, Source
from onrecord.run import archive_run
from onrecord.run.archive_run import Outcome, Wanted, run_archive
from onrecord.run.extras import needed
from onrecord.run.local import LocalEngine
from onrecord.run.place import place_at
from onrecord.run.reading import ReadShards
from onrecord.run.settings import Cuts, RunSettings
from onrecord.run.work import Limits, unwatched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.read.document import Document
    from onrecord.run.progress import Tally
    from onrecord.run.work import Do, Engine, Watch

LIMITS = Limits(worker_bytes=400_000_000, part_seconds=2.5)
_ORDER = re.compile(r"^ORDER (\S+)$", re.MULTILINE)
TRACES = "ONRECORD_TEST_TRACES"
"""The variable that names the folder for ``once:`` and for the pages that were read."""


@dataclass(frozen=True, slots=True)
class FaultyReads(ReadShards):
    """Reads shards as ReadShards does, but for what it does with a page."""

    def ready(self) -> Do:
        reader.shipped = lambda _threads=1, _device="cpu": None  # type: ignore[assignment,return-value]  # no page needs it
        Pipeline.read = _read  # type: ignore[method-assign,assignment]
        return ReadShards.ready(self)


def _read(_pipeline: Pipeline, document: Document) -> Reading:
    if document.data is None:
        return Reading(document.source, None, problems=document.problems)
    words = document.data.decode() if isinstance(document.data, bytes) else document.data
    folder = Path(os.environ[TRACES])
    key = hashlib.sha256(document.source.encode()).hexdigest()[:12]
    for order in _ORDER.findall(words):
        obey(order, folder, key)
    month = int(key, 16) % 3 + 1
    text = f"{words.strip()}\n\nThe mill will close, Bo Hill said."
    page = article(text, id=key, published=f"2024-0{month}-11", source=Source(document.source, key, "", ""))
    return reading_of(page, statement(page, "The mill will close", "said", "Bo Hill"))


def make_pages(folder: Path, number: int, orders: dict[int, str] | None = None) -> Path:
    """Make so many pages, some of which have orders, by their place."""
    folder.mkdir()
    for place in range(number):
        order = f"\nORDER {orders[place]}" if orders and place in orders else ""
        (folder / f"{place:03}.txt").write_text(f"Page {place}{order}\n", encoding="utf-8")
    return folder


def run(
    sources: Sequence[str | Path],
    out: Path,
    engine: Engine,
    *,
    watch: Watch = unwatched,
    tally: Tally | None = None,
) -> Outcome:
    """Run over sources with shards of about three files. The variable TRACES is set."""
    archive_run.ReadShards = FaultyReads  # type: ignore[attr-defined]
    wanted = Wanted(tuple(map(str, sources)), place_at(out), RunSettings(cuts=Cuts(files=3, pieces=1)))
    with engine:
        return run_archive(wanted, engine, tally=tally, watch=watch if tally is None else partial(tally.see, now=0.0))


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """Return all rows of a table in a total order, without the time of reading."""
    pq = needed("pyarrow.parquet")
    found = [row for file in out.glob(f"{table}/*/*.parquet") for row in pq.read_table(file).to_pylist()]
    for row in found:
        row.pop("read_at", None)
    return sorted(found, key=repr)


def drive() -> None:
    """Run as a program that a test can kill: its arguments are the source, the archive and the number of workers."""
    source, out, workers = sys.argv[1:]
    run([source], Path(out), LocalEngine(int(workers), LIMITS))
