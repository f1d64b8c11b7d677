"""The pages that ship with OnRecord, all invented, and the table that sums them up."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from onrecord.export.printable import printable
from onrecord.read.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Reading, SourceKind, Story

PAGES = (
    "wire_story.html",
    "celebrity_story.txt",
    "council_story.html",
    "interview.html",
    "live_blog.html",
    "correction.html",
)
"""In the order in which they are shown."""

PICTURED = ("wire_story.html", "celebrity_story.txt")
"""What the picture for a README shows: more would be scrolled past."""

INTRODUCTION = (
    "Six news pages ship with OnRecord: five as web pages, one as text that a scraper left behind. Their people and "
    "outlets are invented. For each: what was read, who says what in it, and what was left out."
)

_COLUMNS: tuple[tuple[str, frozenset[SourceKind]], ...] = (
    ("named", frozenset({"person", "organisation", "media", "document", "author"})),
    ("role", frozenset({"role"})),
    ("anonymous", frozenset({"anonymous", "group"})),
    ("nobody", frozenset({"none"})),
)
"""Whose word a statement is, in four columns. Groups ("critics") stand with the anonymous: nobody can be asked."""


LEDGER_INTRODUCTION = (
    "Then 32 invented articles of four stories go into a ledger, which tells of each how many independent sources really stand behind "
    "it. One of them, with who has it from whom:"
)


def stories() -> list[Story]:
    """Return the stories of the 32 articles that ship for the ledger, the one with the most articles last; the ledger is thrown away."""
    with TemporaryDirectory() as folder:
        found = make_ledger(Path(folder) / "demo.ledger")
    return sorted(found, key=lambda story: len(story.articles))


def make_ledger(path: Path) -> list[Story]:
    """Make a ledger of the 32 articles at ``path``, and return its stories, all worked out and kept."""
    from onrecord.ledger import Ledger  # noqa: PLC0415 - brings the matching stages, which `read` and `--help` need not wait for

    shipped = files("onrecord") / "data" / "demo_ledger.jsonl"
    with as_file(shipped) as articles, Ledger(path) as ledger:
        for _ in ledger.add([str(articles)]):
            pass
        return list(ledger.all_stories())


def documents() -> tuple[Document, ...]:
    """Return the demo pages as documents; their source is ``demo/<file name>``."""
    folder = files("onrecord") / "data" / "demo"
    return tuple(Document(f"demo/{name}", (folder / name).read_bytes()) for name in PAGES)


def summary(readings: Sequence[Reading]) -> Table:
    """Return a table with a line a page: its outlet, its statements, and how many of them have a named source."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_footer=True)
    table.add_column("page", Text("all", "bold"), overflow="fold")
    table.add_column("outlet", overflow="fold")
    rows = [_counts(reading) for reading in readings]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    for name, total in zip(("said", *(name for name, _ in _COLUMNS)), totals, strict=True):
        table.add_column(name, Text(str(total), "bold"), justify="right")
    for reading, row in zip(readings, rows, strict=True):
        outlet = (reading.article and reading.article.outlet) or "–"
        page = reading.source.removeprefix("demo/").rpartition(".")[0].replace("_", " ")
        table.add_row(Text(printable(page)), Text(printable(outlet)), *(str(count) if count else "·" for count in row))
    return table


def _counts(reading: Reading) -> list[int]:
    kinds = [statement.source.kind for statement in reading.statements]
    return [len(kinds), *(sum(kind in wanted for kind in kinds) for _, wanted in _COLUMNS)]
