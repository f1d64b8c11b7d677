"""A ledger as files for other programs: JSON Lines, CSV, W3C Web Annotations, Parquet.

- ``jsonl``: one reading a line, as ``onrecord read --json`` prints it; the only one that ``onrecord import`` takes back.
- ``csv`` and ``parquet``: one statement a row, the same columns.
- ``annotation``: one Web Annotation (W3C Recommendation, 23 February 2017) a line, with a TextQuoteSelector and a
  TextPositionSelector for each run of the words; positions are code points in the article's text as OnRecord read it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.errors import OnRecordError
from onrecord.export.annotations import annotation, names_in
from onrecord.export.json_lines import json_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from onrecord.records import Article, Reading, Span, Statement

ROWS = 5_000
"""Rows of a Parquet file written at a time."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which spreadsheets take a cell for a formula; text of a stranger's page must not become one."""


class MissingExtraError(OnRecordError):
    """A format needs a package that is not installed; the message says which."""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement in one row. Runs of words that do not stand together are joined by `` … ``; several names by ``; ``."""

    statement: str
    article: str
    url: str | None
    outlet: str | None
    headline: str | None
    published: str | None
    mode: str
    kind: str
    name: str | None
    source: str
    cue: str
    content: str
    via: str
    said_from: str | None
    said_to: str | None
    certainty: str
    polarity: str
    about: str
    block: str
    start: int
    end: int
    confidence: float


def json_record(record: object) -> bytes:
    """Return a record, or a container of records, as one line of JSON in UTF-8, line end included."""
    return json_line(record)  # type: ignore[arg-type]  # it takes whatever as_json does


def write_jsonl(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a reading a line; return how many."""
    count = 0
    for count, reading in enumerate(readings, 1):  # noqa: B007 - the last number is what is returned
        out.write(json_line(reading))
    return count


def write_csv(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a statement a row with a line of titles (RFC 4180, UTF-8); return how many.

    A cell that a spreadsheet would take for a formula has an apostrophe put before it.
    """
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_TITLES)
    count = 0
    for row in rows_of(readings):
        rows.writerow([safe_cell(getattr(row, title)) for title in _TITLES])
        count += 1
    text.detach()
    return count


def write_annotations(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a Web Annotation a line, one for each statement; return how many."""
    count = 0
    for reading in readings:
        if reading.article is None:
            continue
        names = names_in(reading)
        for statement in reading.statements:
            out.write(json_record(annotation(reading.article, statement, names)))
            count += 1
    return count


def write_parquet(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a statement a row as Parquet; return how many. Raises MissingExtraError without pyarrow."""
    count = 0
    for piece, rows in parquet_pieces(readings):
        out.write(piece)
        count += rows
    return count


def parquet_pieces(readings: Iterable[Reading]) -> Iterator[tuple[bytes, int]]:
    """Yield a Parquet file of a statement a row, piece by piece, each with how many rows it adds; one group of rows is held at a time.

    Raises MissingExtraError without pyarrow.
    """
    try:
        pa, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError(
            "writing Parquet needs the package pyarrow: pip install pyarrow (or choose --format csv)"
        ) from None
    types = {"start": pa.int64(), "end": pa.int64(), "confidence": pa.float64()}
    schema = pa.schema([(title, types.get(title, pa.string())) for title in _TITLES])
    rows = rows_of(readings)
    written = _Written()
    with parquet.ParquetWriter(written, schema) as writer:
        while some := [_as_dict(row) for row in islice(rows, ROWS)]:
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            yield written.taken(), len(some)
    yield written.taken(), 0


class _Written(io.RawIOBase):
    """What was written to it since it was taken the last time."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._before = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def tell(self) -> int:
        return self._before + len(self._held)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        self._before += len(held)
        return held


WRITERS: Mapping[str, Callable[[Iterable[Reading], BinaryIO], int]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "annotation": write_annotations,
    "parquet": write_parquet,
}
"""How each format is written; each function returns how many readings or statements it wrote."""


def rows_of(readings: Iterable[Reading]) -> Iterator[Row]:
    """Yield a row for each statement, in order."""
    for reading in readings:
        if reading.article is not None:
            names = names_in(reading)
            yield from (_row(reading.article, statement, names) for statement in reading.statements)


def _row(article: Article, statement: Statement, names: Mapping[str, str]) -> Row:
    said, source = statement.said, statement.source
    spans = statement.content or statement.cue or source.spans
    return Row(
        statement=statement.id, article=article.id, url=article.url, outlet=article.outlet, headline=article.headline,
        published=article.published, mode=statement.mode, kind=source.kind, name=source.name,
        source=_joined(source.spans), cue=_joined(statement.cue), content=_joined(statement.content),
        via="; ".join(via.name or _joined(via.spans) for via in statement.via),
        said_from=said.from_ if said else None, said_to=said.to if said else None,
        certainty=statement.certainty, polarity=statement.polarity,
        about="; ".join(names.get(one, one) for one in statement.about), block=statement.block,
        start=min((span.start for span in spans), default=0), end=max((span.end for span in spans), default=0),
        confidence=statement.confidence,
    )  # fmt: skip


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(span.text for span in spans)


def safe_cell(value: str | float | None) -> str | float:
    """Return a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _as_dict(row: Row) -> dict[str, Any]:
    return {title: _whole(getattr(row, title)) for title in _TITLES}


def _whole(value: Any) -> Any:
    """Return text without lone surrogates, which UTF-8 can't hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


_TITLES = tuple(field.name for field in fields(Row))
