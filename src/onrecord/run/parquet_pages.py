"""Articles in Parquet tables: a row each, in columns that are named or have one of the usual names."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onrecord.errors import OnRecordError, UnreadableError
from onrecord.export.ledger_files import MissingExtraError
from onrecord.problems import problem
from onrecord.read.compressed import too_large
from onrecord.read.decode import clean
from onrecord.read.document import Document
from onrecord.read.inputs import printable
from onrecord.run.extras import needed
from onrecord.run.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from onrecord.records import Problem
    from onrecord.run.opening import SourceFile
    from onrecord.run.settings import RunSettings
    from onrecord.settings import Limits

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "html": ("html", "raw_html", "page_html", "content_html", "body_html"),
    "text": ("text", "maintext", "article", "body", "content", "plain_text", "raw_content"),
    "id": ("id", "doc_id", "document_id", "article_id", "uuid"),
    "url": ("url", "link", "uri", "source_url", "warc_target_uri"),
    "outlet": ("outlet", "publisher", "publication", "sitename", "site_name", "source_domain", "domain"),
    "headline": ("headline", "title"),
    "published": ("published", "published_at", "publication_date", "date_publish", "publish_date", "pub_date", "date"),
}
"""What columns of tables of articles are called, those first that say it best; large and small letters are the same."""
_ROWS_AT_ONCE = 64
_BUFFER_BYTES = 1_048_576
"""How much of a column is read at once, so that a row group of a million pages is not held whole."""


def number_of_rows(file: SourceFile, settings: RunSettings) -> int:
    """Return how many rows a table has. Raises UnreadableError where it is none, or has no articles."""
    with opened(file, settings.reading) as stream:
        table = _table(stream, file.name)
        columns_of(table.schema_arrow, file.name, settings)
        rows = int(table.metadata.num_rows)
    if not rows:
        raise UnreadableError(printable(file.name), (problem("empty"),))
    return rows


def columns_of(schema: Any, name: str, settings: RunSettings) -> dict[str, str]:
    """Return which column has which role: as the settings say, else by the usual names.

    Raises UnreadableError (``no_columns``) where there is neither HTML nor text, or a column that the settings name is not there.
    """
    there = {column.lower(): column for column in reversed(schema.names)}
    found = {role: next((there[each] for each in names if each in there), "") for role, names in USUAL_NAMES.items()}
    for role, column in settings.columns:
        if column and column not in schema.names:
            raise _no_columns(schema, name)
        found[role] = column
    given = dict(settings.columns)
    for one, other in (("text", "html"), ("html", "text")):
        if one in given and other not in given:
            found[other] = ""
    if not (found["html"] or found["text"]):
        raise _no_columns(schema, name)
    return {role: column for role, column in found.items() if column}


def documents_in_rows(
    stream: BinaryIO, name: str, bounds: tuple[int, int | None], settings: RunSettings, alive: Callable[[], None]
) -> Iterator[Document]:
    """Yield a Document for each row from the first of ``bounds`` on and before the second, as ``read.jsonl`` does for lines.

    A row without an id or url of its own is called ``name#row=N``, counted from 0 through the whole table. Where a row has both text
    and HTML, text is read.
    """
    table = _table(stream, name)
    columns = columns_of(table.schema_arrow, name, settings)
    start, end = bounds
    row = 0
    for group in range(table.num_row_groups):
        size = table.metadata.row_group(group).num_rows
        if row + size <= start:
            row += size
            continue
        if end is not None and row >= end:
            return
        for batch in _batches(table, group, columns, name):
            wanted = range(max(start - row, 0), min(batch.num_rows, batch.num_rows if end is None else end - row))
            for index in wanted:
                values = {role: batch.column(column)[index].as_py() for role, column in columns.items()}
                yield _document(values, f"{name}#row={row + index}", f"row {row + index}", settings.reading.limits)
            row += batch.num_rows
            alive()
            if end is not None and row >= end:
                return


def _batches(table: Any, group: int, columns: dict[str, str], name: str) -> Iterator[Any]:
    wanted = list(dict.fromkeys(columns.values()))
    with _told(name):
        batches = table.iter_batches(batch_size=_ROWS_AT_ONCE, row_groups=[group], columns=wanted, use_threads=False)
    while True:
        with _told(name):
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


def _document(values: dict[str, Any], fallback: str, where: str, limits: Limits) -> Document:
    """Make a document of a row's values, by role."""
    kind = "text" if values.get("text") is not None else "html"
    data = values.get(kind)
    if not isinstance(data, str | bytes | None):
        data = str(data)
    fields = {role: _words(values.get(role)) for role in ("url", "outlet", "headline")}
    own = _words(values.get("id"))
    found: tuple[Problem, ...] = ()
    if data is None or not data.strip():
        data, found = None, (problem("empty", where=where),)
    elif len(data) > limits.page_bytes:
        data, found = None, (too_large(limits),)
    return Document(
        own or fields["url"] or fallback, data, kind, url=fields["url"], outlet=fields["outlet"],
        headline=fields["headline"], published=_day(values.get("published")), problems=found, own_id=own,
    )  # fmt: skip


def _words(value: Any) -> str | None:
    """Return a value as a line of words; None for nothing, and for lists and structures."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return clean(str(value))[0].strip() or None if isinstance(value, str | int) and value != "" else None


def _day(value: Any) -> str | None:
    """Return a moment as it stands there: a day stays a day, words stay words; numbers say no moment for sure."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _words(value) if isinstance(value, str) else None


def _table(stream: BinaryIO, name: str) -> Any:
    """Open a table for reading a buffer at a time."""
    try:
        parquet = needed("pyarrow.parquet")
    except MissingExtraError as error:
        raise UnreadableError(printable(name), (problem("no_package", detail="'onrecord[archive]'"),)) from error
    with _told(name):
        return parquet.ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what pyarrow raises of a damaged table into a problem; what our own files raise passes, also from below pyarrow."""
    try:
        yield
    except OnRecordError:
        raise
    except MemoryError:
        raise
    except (
        ValueError,
        OSError,
        KeyError,
        NotImplementedError,
    ) as error:  # ArrowInvalid is a ValueError, others are of these
        detail = " ".join(str(error).split())[:160] or type(error).__name__
        raise UnreadableError(printable(name), (problem("bad_table", detail=detail),)) from error


def _no_columns(schema: Any, name: str) -> UnreadableError:
    detail = ", ".join(schema.names[:20]) + (" and others" if len(schema.names) > 20 else "")
    return UnreadableError(printable(name), (problem("no_columns", detail=detail or "no column"),))
