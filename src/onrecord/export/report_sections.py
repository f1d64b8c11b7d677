"""The tables of the report on a terminal: who speaks, who they are, and when things happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.export.printable import printable
from onrecord.export.report_statements import MARGIN, SOURCE_STYLES
from onrecord.export.wording import days, kind_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from onrecord.export.people import Person
    from onrecord.export.sourcing import Speaker
    from onrecord.export.timeline import Moment

TIME_STYLE = "bold"
"""For the words of a time among those around them."""


def columns(first: int) -> Table:
    """Return a table of two columns: a margin of at least ``first`` cells, and the text."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column(min_width=first, max_width=MARGIN, ratio=1, justify="right", overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    return table


def speakers(found: Sequence[Speaker]) -> RenderableType:
    """Return the speakers as a table: how many statements, whose, of which kind, through which channels."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("said", justify="right", no_wrap=True)
    table.add_column("speaker", overflow="fold", max_width=44)
    table.add_column("kind", overflow="fold")
    table.add_column("through", overflow="fold")
    for speaker in found:
        name = Text(speaker.name, SOURCE_STYLES[speaker.kind])
        through = ", ".join(f"{channel} ({count})" if count > 1 else channel for channel, count in speaker.channels)
        table.add_row(Text(str(speaker.statements)), name, Text(kind_name(speaker.kind), "dim"), Text(through, "dim"))
    return table


def people(named: Sequence[Person]) -> Iterator[RenderableType]:
    """Yield the people with what the article says of them, and a line with the others."""
    described = [person for person in named if person.phrases]
    if described:
        table = columns(12)
        for person in described:
            table.add_row(Text(person.name, "bold"), Text(" · ".join(person.phrases)))
        yield table
    others = ", ".join(dict.fromkeys(person.name for person in named if not person.phrases))
    if others:
        yield Padding(Text(f"{'also' if described else 'no more than'} named: {others}", "dim"), (0, 0, 0, 2))


def timeline(moments: Sequence[Moment], *, colour: bool) -> RenderableType:
    """Return the days in order, each with the words that the article has for it and who spoke then."""
    table = columns(12)
    for moment in moments:
        lines = [Text("published", "dim")] if moment.published else []
        for words in moment.words:
            before, time, after = (_blank_kept(part) for part in (words.before, words.time, words.after))
            lines.append(Text.assemble((before, "dim"), (time if colour else f"[{time}]", TIME_STYLE), (after, "dim")))
        if moment.speakers:
            lines.append(Text.assemble(("said then: ", "dim"), ", ".join(moment.speakers)))
        table.add_row(Text(days(moment.first, moment.last, short=True) or "day unknown"), Text("\n").join(lines))
    return table


def _blank_kept(words: str) -> str:
    """Return the words on one line; a blank at either end stays, since more of the sentence follows it."""
    inner = printable(words)
    return f"{' ' if words[:1].isspace() else ''}{inner}{' ' if inner and words[-1:].isspace() else ''}"
