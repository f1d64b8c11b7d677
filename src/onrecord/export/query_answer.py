"""The answer to a query as a table for people, as lines of JSON, or as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from rich.console import Group
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_files import safe_cell
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

CELL = 300
"""Characters of a cell that are shown; an article's text would fill the screen."""
NARROWEST = 12
"""Cells that a column needs to be read; where there are more columns than fit, each row is shown as a list."""
_NUMBERS = (int, float, Decimal)


def plain(value: Any) -> Any:
    """Return a value of a query as JSON has it: days and moments in ISO 8601, bytes in hexadecimal digits, null for what is no number."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(inner) for inner in value]
    made = next((make for kind, make in _MADE if isinstance(value, kind)), str)
    return made(value)


_MADE: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (float, lambda value: value if math.isfinite(value) else None),
    (Decimal, lambda value: int(value) if value == value.to_integral_value() else float(value)),
    ((date, time), lambda value: value.isoformat()),
    (timedelta, lambda value: value.total_seconds()),
    (bytes, lambda value: value.hex()),
)
"""How what JSON does not know is written; the rest as its own words have it."""


def json_row(names: Sequence[str], row: Sequence[Any]) -> bytes:
    """Return a row as a line of JSON; of columns with the same name the later ones have a number behind it."""
    values = dict(zip(distinct(names), map(plain, row), strict=True))
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def distinct(names: Sequence[str]) -> list[str]:
    """Return names of which none is there twice."""
    out: dict[str, None] = {}
    for name in names:
        chosen, number = name, 1
        while chosen in out:
            number += 1
            chosen = f"{name}_{number}"
        out[chosen] = None
    return list(out)


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO) -> int:
    """Write rows as CSV (RFC 4180, UTF-8) below a line of names; return how many. Lists and structures are JSON; a formula is made harmless."""
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_cell(name) for name in names])
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    text.detach()
    return count


def _cell(value: Any) -> str | float:
    value = plain(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return safe_cell(str(value).lower() if isinstance(value, bool) else value)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that show themselves as a table, or, where there is no room for all columns, as one list a row."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield what fits into the console's width."""
        if len(self.names) > 1 and len(self.names) * NARROWEST > options.max_width:
            yield from (_list(self.names, row) for row in self.rows)
        else:
            yield _table(self.names, self.rows)


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for at, name in enumerate(names):
        values = [row[at] for row in rows if row[at] is not None]
        numbers = bool(values) and all(map(_is_number, values))
        table.add_column(Text(printable(name)), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_shown, row))
    return table


def _list(names: Sequence[str], row: Sequence[Any]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in zip(names, row, strict=True):
        grid.add_row(Text(printable(name)), _shown(value))
    return Group(grid, Text())


def _is_number(value: Any) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


def _shown(value: Any) -> Text:
    """Return a cell on one line, shortened; what is null is dim."""
    if value is None:
        return Text("null", "dim")
    if isinstance(value, str):
        words = value
    elif _is_number(value):
        words = str(value)
    else:
        simple = plain(value)
        words = simple if isinstance(simple, str) else json.dumps(simple, ensure_ascii=False)
    words = printable(words[: 4 * CELL])
    return Text(words if len(words) <= CELL else f"{words[: CELL - 1]}…")
