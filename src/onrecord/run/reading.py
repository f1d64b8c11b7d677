"""The work of a run: a shard's documents through the pipeline, into the archive."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.pipeline import Pipeline
from onrecord.problems import problem
from onrecord.read.document import Document
from onrecord.records import Reading
from onrecord.run.parts import PartWriter, marker_of
from onrecord.run.settings import RunSettings
from onrecord.run.work import BETWEEN, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onrecord.run.parts import Marker
    from onrecord.run.place import Place
    from onrecord.run.shards import Shard
    from onrecord.run.work import At, Do, Reason

_FIRST = Document(
    "first", "<html><body><p>“It is open,” said Ada Moss, the mayor of Fennick.</p></body></html>", format="html"
)
_WORKER = {"crashed": "worker_crashed", "memory": "worker_memory", "time": "worker_time"}


@dataclass(frozen=True, slots=True)
class ShardRead:
    """What came of a shard, for a display: how many articles, statements and documents without an article, and problems by code.

    A source that is not there is no document: it is among the problems only.
    """

    shard: str
    name: str
    articles: int = 0
    statements: int = 0
    bad: int = 0
    seconds: float = 0.0
    problems: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadShards:
    """Reads shards into an archive at ``place``. A task's payload is its Shard; what it gives back is a ShardRead.

    A shard is done when its marker is written, the last thing of its task; one that is done already is not read again. What was read of
    it before a worker ended counts for nothing: parts without a marker are never looked at.
    """

    place: Place
    settings: RunSettings = RunSettings()  # noqa: RUF009 - it is frozen

    def ready(self) -> Do:
        """Return what reads a shard in this process. Raises WeightsError and DeviceError, as ``Pipeline.load`` does."""
        pipeline = Pipeline(self.settings.reading)
        pipeline.load()
        pipeline.read(_FIRST)  # what is loaded with the first page counts against no real one

        def do(task: Task, at: At) -> ShardRead:
            return self._read(task.payload, task.skip, at, pipeline.read)

        return do

    def _read(self, shard: Shard, skip: Mapping[int, Reason], at: At, read: Callable[[Document], Reading]) -> ShardRead:
        """Read one shard; raises what the writer raises where writing fails, and AwayError where a source is out of reach."""
        marker = marker_of(self.place, shard.id)  # there already where a worker ended just after it was written
        if marker is None:
            marker = self._written(shard, skip, at, read)
        return ShardRead(
            shard.id, shard.name, marker.rows.get("articles", 0), marker.rows.get("statements", 0),
            0 if shard.kind == "missing" else marker.failed, marker.details.get("seconds", 0.0), marker.problems,
        )  # fmt: skip

    def _written(self, shard: Shard, skip: Mapping[int, Reason], at: At, read: Callable[[Document], Reading]) -> Marker:
        begun = time.monotonic()
        with PartWriter(self.place, shard.id) as writer:

            def between() -> None:
                at(BETWEEN, shard.name)

            between()
            for position, document in enumerate(shard.documents(self.settings, between)):
                if position in skip:
                    writer.add(position, left_out(document, skip[position]))
                else:
                    at(position, document.source)
                    reading = self._kept(read(document))
                    writer.add(position, reading)  # still the page's part: one that can't be written is its fault
                    between()
            return writer.done({"name": shard.name, "seconds": round(time.monotonic() - begun, 3)})

    def _kept(self, reading: Reading) -> Reading:
        """Return a reading as it is kept: without the text of a page whose language is not read, if so set."""
        article = reading.article
        foreign = article is not None and any(each.code == "language_unsupported" for each in reading.problems)
        if self.settings.only_read_languages and foreign:
            return Reading(reading.source, None, problems=reading.problems)
        return reading


def left_out(document: Document, reason: Reason) -> Reading:
    """Return the reading of a page that ended a worker twice: why it was not read."""
    return Reading(document.source, None, problems=(problem(_WORKER[reason]), *document.problems))
