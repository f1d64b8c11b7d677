"""The whole ledger as a file for other programs, sent as it is read: nothing is gathered in memory or on the disk first."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query, Request, Response

from onrecord.export.ledger_files import WRITERS, parquet_pieces
from onrecord.web.api.asked import ledgers_of
from onrecord.web.api.documented import subject, told
from onrecord.web.api.heads import asked_head
from onrecord.web.api.problems import ApiError
from onrecord.web.streams import Sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.ledger import Ledger
    from onrecord.records import Reading

router = subject("export")
Format = Literal["jsonl", "csv", "annotation", "parquet"]
MEDIA = {
    "jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8", "annotation": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_ENDINGS = {"jsonl": "jsonl", "csv": "csv", "annotation": "annotations.jsonl", "parquet": "parquet"}


@router.get(
    "/export",
    **told(
        "exportLedger", "The ledger as a file.", other=("application/jsonl", "text/csv; charset=utf-8", "application/vnd.apache.parquet"),
        errors=(501,), kept=False,
    ),
)  # fmt: skip
async def export(
    request: Request, format: Annotated[Format, Query(description="What is written: see the table.")] = "jsonl"  # noqa: A002 - the name of the parameter
) -> Response:  # fmt: skip
    """Stream the current version of every article, in the order in which they came.

    | format | a line or row is | type |
    |---|---|---|
    | `jsonl` | a reading, as `onrecord import` takes back | `application/jsonl` |
    | `csv` | a statement | `text/csv` |
    | `annotation` | a W3C Web Annotation | `application/jsonl` |
    | `parquet` | a statement, in the columns of `csv` | `application/vnd.apache.parquet` |

    What is added while it streams comes at the end. Three are sent at once (503 to the next), and one whose client takes nothing for half a minute is cut off.
    """
    if format == "parquet" and find_spec("pyarrow") is None:
        advice = "pip install 'onrecord[parquet]' where the server runs, or ask for format=csv."
        raise ApiError(501, "writing Parquet needs the package pyarrow, which is not installed", advice=advice)
    headers = {
        "Content-Disposition": f'attachment; filename="onrecord.{_ENDINGS[format]}"',
        "Cache-Control": "no-store",
    }
    if asked_head(request):
        return Response(None, headers=headers, media_type=MEDIA[format])

    def pieces(ledger: Ledger) -> Iterator[bytes]:
        return _pieces(format, ledger.readings())

    return Sent(ledgers_of(request).stream(pieces), headers=headers, media_type=MEDIA[format])


def _pieces(form: Format, readings: Iterator[Reading]) -> Iterator[bytes]:
    """Yield a file piece by piece; pieces are never empty."""
    if form == "parquet":
        yield from (piece for piece, _ in parquet_pieces(readings) if piece)
        return
    head = _written(form)
    if head:
        yield head
    for reading in readings:
        piece = _written(form, reading)[len(head) :]
        if piece:
            yield piece


def _written(form: Format, *readings: Reading) -> bytes:
    """Return a whole file of some readings; of none, what every file begins with."""
    out = io.BytesIO()
    WRITERS[form](readings, out)
    return out.getvalue()
