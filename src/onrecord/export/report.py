"""The report that a person reads on a terminal. Takes readings, returns rich renderables; prints nothing itself.

Who speaks comes first, then what they say, then what is said of people and of days, and the figures of it all. Page text
only ever becomes ``rich.text.Text`` of ``printable`` words, so neither terminal controls nor rich's own markup in a page can
take effect. Colours are the sixteen of the terminal's own palette, so that they suit light and dark alike; without colour,
square brackets stand round what is reported without quotation marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from onrecord.export.people import other_problems, own_problems, people_of
from onrecord.export.printable import printable
from onrecord.export.report_sections import columns, people, speakers, timeline
from onrecord.export.report_statements import CONTENT_STYLE, CUE_STYLE, INNER_STYLE, SOURCE_STYLES, statements
from onrecord.export.sourcing import sourcing_of
from onrecord.export.timeline import timeline_of
from onrecord.export.wording import NOBODY_SPEAKS, facts, figures, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from onrecord.records import Article, BlockKind, Problem, Reading

BLOCK_STYLES: dict[BlockKind, str] = {
    "headline": "bold",
    "deck": "italic",
    "byline": "cyan",
    "date": "cyan",
    "dateline": "cyan",
    "heading": "bold",
    "paragraph": "",
    "list_item": "",
    "quote": "green",
    "embed": "green",
    "caption": "magenta",
    "credit": "magenta",
    "correction": "red",
    "related": "dim",
    "furniture": "dim",
}


def report(reading: Reading, *, colour: bool = True) -> RenderableType:
    """Return what a person wants to see of one reading: who speaks, what they say, who they are, when, and on whose word.

    ``colour`` False puts square brackets where colour would mark reported words. A reading without an article gives
    its problems.
    """
    parts: list[RenderableType] = [Rule(Text(printable(reading.source), "dim"), align="left", style="dim")]
    if reading.article:
        parts += _head(reading.article)
        parts += _said(reading, reading.article, colour=colour)
        parts += _about(reading, colour=colour)
        parts += _captions(reading.article)
        skipped = left_out(reading.article)
        parts += [Text("\n" + skipped, "dim")] if skipped else []
        parts += _spaced(_problems(other_problems(reading.problems)))
    else:
        parts += _spaced(_problems(reading.problems))
    return Group(*parts, Text())


def blocks(reading: Reading) -> RenderableType:
    """Return every block of the article with its kind, in reading order: nothing of what was read is missing."""
    parts: list[RenderableType] = [Rule(Text(printable(reading.source), "dim"), align="left", style="dim")]
    if reading.article:
        table = columns(10)
        for block in reading.article.blocks:
            words = printable(reading.article.text[block.start : block.end])
            style = BLOCK_STYLES[block.kind]
            table.add_row(Text(block.kind, style or "default"), Text(words, style))
        parts.append(table)
    parts += _spaced(_problems(reading.problems))
    return Group(*parts, Text())


def legend() -> Text:
    """Return the line that says what the colours mean."""
    return Text.assemble(
        ("speaker", SOURCE_STYLES["person"]), "  ", ("unnamed", SOURCE_STYLES["anonymous"]), "  ",
        ("nobody", SOURCE_STYLES["none"]), "  ", ("cue", CUE_STYLE), "  ", ("what is said", CONTENT_STYLE),
        "  ", ("said within it", INNER_STYLE),
    )  # fmt: skip


def _head(article: Article) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(printable(article.headline or "(no headline)"), "bold")]
    if article.deck:
        lines.append(Text(printable(article.deck), "italic"))
    known = facts(article)
    if known:
        lines.append(Text(" · ".join(known), "cyan"))
    return [*lines, Text()]


def _said(reading: Reading, article: Article, *, colour: bool) -> Iterator[RenderableType]:
    if not reading.statements:
        yield Text(NOBODY_SPEAKS, "dim")
        return
    yield speakers(sourcing_of(reading).speakers)
    yield _title("Who says what")
    yield statements(article, reading.statements, colour=colour)


def _about(reading: Reading, *, colour: bool) -> Iterator[RenderableType]:
    """Yield the people with what is wrong in the figures about them, the timeline, and the figures of the sourcing."""
    wrong = _problems(own_problems(reading.problems))
    named = people_of(reading)
    if wrong or named:
        yield _title("People")
        yield from wrong
        yield from people(named)
    moments = timeline_of(reading)
    if moments:
        yield _title("When")
        yield timeline(moments, colour=colour)
    sourcing = sourcing_of(reading)
    if sourcing.statements or sourcing.credits:
        yield _title("Sourcing")
        yield from (Padding(Text(line), (0, 0, 0, 2)) for line in figures(sourcing))


def _title(words: str) -> Text:
    return Text("\n" + words, "bold")


def _captions(article: Article) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for caption in article.captions:
        words = Text.assemble(("▪ ", "dim"), printable(caption.text or "(no caption)"))
        if caption.credit:
            words.append(f"  {printable(caption.credit)}", "dim")
        lines.append(Padding(words, (0, 0, 0, 2)))
    return [_title("Caption" if len(lines) == 1 else "Captions"), *lines] if lines else []


def _problems(problems: Iterable[Problem]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for problem in problems:
        where = f" ({printable(problem.where)})" if problem.where else ""
        lines.append(Text.assemble(("! ", "bold red"), printable(problem.message) + where))
    return lines


def _spaced(lines: Sequence[RenderableType]) -> list[RenderableType]:
    return [Text(), *lines] if lines else []
