"""Tables for spreadsheets: CSV (RFC 4180) sent while it is looked up, in UTF-8 with the mark that spreadsheet programs know it by.

A page's words must not become a formula where the table is opened: a cell that begins like one is set off by an apostrophe, as OWASP's
note on CSV injection says.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from onrecord.export.printable import printable
from onrecord.web.shown import site_of
from onrecord.web.streams import Sent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from fastapi import Request
    from fastapi.responses import Response

    from onrecord.ledger import Ledger

Cell = str | int | None
CSV = "text/csv; charset=utf-8"
BEGINS_FORMULA = tuple("=+-@\t\r\n")
MARK = "\ufeff"


def cell(value: Cell) -> str:
    """Return what stands in a cell: words on one line that no program takes for a formula."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    words = printable(value)
    # Blanks before a formula do not stop every program from working it out.
    return f"'{words}" if words.lstrip().startswith(BEGINS_FORMULA) or words[:1] in BEGINS_FORMULA else words


def line(cells: Iterable[Cell]) -> str:
    """Return a line of a table, with its end."""
    written = io.StringIO()
    csv.writer(written).writerow([cell(one) for one in cells])
    return written.getvalue()


def sheet(
    request: Request, name: str, heads: Sequence[str], rows: Callable[[Ledger], Iterable[Sequence[Cell]]]
) -> Response:
    """Return a table called ``name``, its rows fetched in a thread of their own while it is sent. Raises TooManyStreamsError."""
    fetched = site_of(request).ledgers.stream(rows)

    async def written() -> AsyncIterator[bytes]:
        yield (MARK + line(heads)).encode()
        async for row in fetched:
            yield line(row).encode("utf-8", "replace")

    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Sent(written(), headers=headers, media_type=CSV)
