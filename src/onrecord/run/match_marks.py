"""The first pass over an archive: of every article what it is matched by, in a file for each file of articles.

A row is an article with its day, the keys that it is found by, its sketch, and a digest of all that a story is told from, by which a story
that was told before is known again.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from onrecord.match.sketch import Sketch, keys_of, sketch_of
from onrecord.run.extras import needed
from onrecord.run.match_files import MatchFiles
from onrecord.run.match_input import readings_in
from onrecord.run.match_slices import UNDATED, in_order
from onrecord.run.work import BETWEEN

if TYPE_CHECKING:
    from onrecord.records import Article, Reading
    from onrecord.run.match_input import Part
    from onrecord.run.place import Place
    from onrecord.run.work import At, Do, Task

MARKS = "marks"
"""The folder of the marks."""
MARKED_BY = 1
"""Goes up when a sketch comes out otherwise than before, so that marks are made anew."""
_TABLES = ("articles", "entities")
"""What a sketch is made of."""


@dataclass(frozen=True, slots=True)
class MarkArticles:
    """The work: a task's payload is a ``Part``; its result is the number of articles of each day."""

    place: Place

    def ready(self) -> Do:
        """Return what marks a part."""
        return self._mark

    def _mark(self, task: Task, at: At) -> dict[str, int]:
        part: Part = task.payload
        rows = []
        for place, reading in enumerate(readings_in(self.place, part, tables=_TABLES)):
            if reading.article is not None:
                at(place, reading.article.id)
                rows.append(_row(reading, bare=place in task.skip))
        at(BETWEEN, "")
        rows.sort(key=lambda row: (in_order(row["day"]), row["article"]))
        counts = Counter(row["day"] for row in rows)
        MatchFiles(self.place, MARKS).write(task.id, needed("pyarrow").Table.from_pylist(rows, _schema()), counts)
        return dict(counts)


def _schema() -> Any:
    pa = needed("pyarrow")
    return pa.schema([
        ("article", pa.string()), ("day", pa.string()), ("keys", pa.list_(pa.uint32())), ("sketch", pa.string()), ("digest", pa.binary()),
    ])  # fmt: skip


def _row(reading: Reading, *, bare: bool) -> dict[str, Any]:
    """Return the row of a reading; ``bare`` for one that ended a worker twice, which is then like no other."""
    article = reading.article
    if article is None:
        raise ValueError(reading.source)
    sketch = Sketch(article.id, None, {}) if bare else sketch_of(reading)
    return {
        "article": article.id, "day": sketch.day or UNDATED, "keys": [key_number(key) for key in keys_of(sketch)],
        "sketch": json.dumps(sketch.terms, ensure_ascii=False, separators=(",", ":")), "digest": _digest(article),
    }  # fmt: skip


def key_number(key: str) -> int:
    """Return a key as a number of 32 bits. That two words share one now and then makes a pair to compare, not one that is alike."""
    return zlib.crc32(key.encode())


def sketch_from(article: str, day: str, terms: str) -> Sketch:
    """Return the sketch of a row."""
    return Sketch(article, day or None, json.loads(terms))


def _digest(article: Article) -> bytes:
    """Return a digest of what decides how an article is read: the same source, read by the same reader, gives the same statements."""
    told = (
        article.source.sha256, article.source.reader, article.source.id, article.published, article.outlet, article.headline, article.url, article.text,
    )  # fmt: skip
    return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).digest()
