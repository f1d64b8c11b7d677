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
from onrecord.export.json_lines import json_line
from onrecord.records import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from onrecord.records import Article, Reading, Span, Statement

AROUND = 32
"""Characters before and after quoted words in an annotation: enough to tell two places apart, as annotation tools write them."""
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
        rows.writerow([_safe(getattr(row, title)) for title in _TITLES])
        count += 1
    text.detach()
    return count


def write_annotations(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a Web Annotation a line, one for each statement; return how many."""
    count = 0
    for reading in readings:
        if reading.article is None:
            continue
        names = _names(reading)
        for statement in reading.statements:
            out.write(json_record(annotation(reading.article, statement, names)))
            count += 1
    return count


def write_parquet(readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write a statement a row as Parquet; return how many. Raises MissingExtraError without pyarrow."""
    try:
        pa, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError(
            "writing Parquet needs the package pyarrow: pip install pyarrow (or choose --format csv)"
        ) from None
    types = {"start": pa.int64(), "end": pa.int64(), "confidence": pa.float64()}
    schema = pa.schema([(title, types.get(title, pa.string())) for title in _TITLES])
    count = 0
    rows = rows_of(readings)
    with parquet.ParquetWriter(out, schema) as writer:
        while some := [_as_dict(row) for row in islice(rows, ROWS)]:
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            count += len(some)
    return count


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
            names = _names(reading)
            yield from (_row(reading.article, statement, names) for statement in reading.statements)


def annotation(article: Article, statement: Statement, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a statement as a Web Annotation: the target is its words, the body says whose they are, as text and as the record.

    ``names`` has the names of the article's entities by id.
    """
    about = [names[one] for one in statement.about if one in names]
    bodies = [{"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": _described(statement)}]
    bodies += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in (statement.source.kind, *about)]
    targets = [_target(article, span) for span in statement.content]
    return {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}],
        "id": f"urn:onrecord:statement:{statement.id}",
        "type": "Annotation",
        "motivation": "describing",
        "created": article.source.read_at,
        "generator": {"type": "Software", "name": article.source.reader},
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
        "onrecord:statement": as_json(statement),
    }


def _target(article: Article, span: Span) -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "exact": span.text}
    quote["prefix"] = article.text[max(0, span.start - AROUND) : span.start]
    quote["suffix"] = article.text[span.end : span.end + AROUND]
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    source = article.url or f"urn:onrecord:article:{article.id}"
    return {"type": "SpecificResource", "source": source, "selector": [quote, position]}


def _described(statement: Statement) -> str:
    """Return whose word it is in a line: "Bo Hill: said"."""
    source = statement.source
    name = (
        source.name or _joined(source.spans) or {"none": "nobody", "author": "the article"}.get(source.kind, "unknown")
    )
    cue = _joined(statement.cue)
    return f"{name}: {cue}" if cue else name


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


def _names(reading: Reading) -> dict[str, str]:
    return {entity.id: entity.name for entity in reading.entities}


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(span.text for span in spans)


def _safe(value: str | float | None) -> str | float:
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
