"""The report that a person reads on a terminal. Takes readings, returns rich renderables; prints nothing itself.

Page text only ever becomes ``rich.text.Text`` of ``printable`` words, so neither terminal controls nor rich's own
markup in a page can take effect. Colours are the sixteen of the terminal's own palette, so that they suit light and
dark alike; without colour, square brackets stand round what is reported without quotation marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.export.passages import Passage, elsewhere, nested, passages
from onrecord.export.printable import masked, printable
from onrecord.export.wording import LOW_CONFIDENCE, NOBODY_SPEAKS, channel, facts, left_out, speaker, sure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from onrecord.records import Article, BlockKind, Problem, Reading, SourceKind, Statement

LONGEST_PASSAGE = 1_200
"""Characters of one passage printed; more is no reading matter, and ``--json`` has it all."""

SOURCE_STYLES: dict[SourceKind, str] = {
    "person": "bold cyan",
    "role": "bold blue",
    "organisation": "bold blue",
    "media": "bold blue",
    "document": "bold blue",
    "author": "bold blue",
    "group": "bold magenta",
    "anonymous": "bold magenta",
    "none": "bold red",
}
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
CONTENT_STYLE = "green"
INNER_STYLE = "underline green"
"""For what somebody is said to have said, within what another says."""
CUE_STYLE = "italic magenta"
UNSURE_STYLE = "bold yellow"
"""For a confidence below ``LOW_CONFIDENCE``; others are dim."""


def report(reading: Reading, *, colour: bool = True) -> RenderableType:
    """Return what a person wants to see of one reading: the article's head, who says what, captions, what was left out.

    ``colour`` False puts square brackets where colour would mark reported words. A reading without an article gives
    its problems.
    """
    parts: list[RenderableType] = [Rule(Text(printable(reading.source), "dim"), align="left", style="dim")]
    if reading.article:
        parts += _head(reading.article)
        parts.append(_statements(reading, colour=colour))
        parts += _captions(reading.article)
        skipped = left_out(reading.article)
        parts += [Text("\n" + skipped, "dim")] if skipped else []
    parts += _problems(reading.problems)
    return Group(*parts, Text())


def blocks(reading: Reading) -> RenderableType:
    """Return every block of the article with its kind, in reading order: nothing of what was read is missing."""
    parts: list[RenderableType] = [Rule(Text(printable(reading.source), "dim"), align="left", style="dim")]
    if reading.article:
        table = _columns(10)
        for block in reading.article.blocks:
            words = printable(reading.article.text[block.start : block.end])
            style = BLOCK_STYLES[block.kind]
            table.add_row(Text(block.kind, style or "default"), Text(words, style))
        parts.append(table)
    parts += _problems(reading.problems)
    return Group(*parts, Text())


def legend() -> Text:
    """Return the line that says what the colours mean."""
    return Text.assemble(
        ("speaker", SOURCE_STYLES["person"]), "  ", ("unnamed", SOURCE_STYLES["anonymous"]), "  ",
        ("nobody", SOURCE_STYLES["none"]), "  ", ("cue", CUE_STYLE), "  ", ("what is said", CONTENT_STYLE),
        "  ", ("said within it", INNER_STYLE),
    )  # fmt: skip


def _columns(first: int) -> Table:
    """Return a table of two columns: a margin of at least ``first`` cells, and the text."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column(min_width=first, max_width=22, ratio=2, justify="right", overflow="fold")
    table.add_column(ratio=6, overflow="fold")
    return table


def _head(article: Article) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(printable(article.headline or "(no headline)"), "bold")]
    if article.deck:
        lines.append(Text(printable(article.deck), "italic"))
    known = facts(article)
    if known:
        lines.append(Text(" · ".join(known), "cyan"))
    return [*lines, Text()]


def _statements(reading: Reading, *, colour: bool) -> RenderableType:
    article = reading.article
    if not article or not reading.statements:
        return Text(NOBODY_SPEAKS, "dim")
    table = _columns(12)
    for index, passage in enumerate(passages(article, reading.statements)):
        if index:
            table.add_row()
        table.add_row(_margin(passage), _marked(article, passage, colour=colour))
    return table


def _margin(passage: Passage) -> Text:
    """Return who speaks in the passage, each once, with the kind, the channels and how sure the reader is."""
    said: dict[str, list[Statement]] = {}
    for statement in passage.statements:
        said.setdefault(speaker(statement), []).append(statement)
    lines = [_who(name, statements, passage) for name, statements in said.items()]
    where = [] if passage.block in {"paragraph", "list_item"} else [Text(f"in the {passage.block}", "dim")]
    return Text("\n").join([*lines, *where])


def _who(name: str, statements: Sequence[Statement], passage: Passage) -> Text:
    details: list[str] = []
    for statement in statements:
        details += [] if statement.source.kind in {"person", "none"} else [statement.source.kind]
        details += [channel(via) for via in statement.via]
        details += ["named earlier" if s.end <= passage.start else "named later" for s in elsewhere(statement, passage)]
    # Assembled, so that the style is the name's alone and not under that of the lines below it.
    text = Text.assemble((name, SOURCE_STYLES[statements[0].source.kind]))
    for detail in dict.fromkeys(details):
        text.append(f"\n{detail}", "dim")
    for number, statement in enumerate(statements):
        low = statement.confidence < LOW_CONFIDENCE
        text.append(" · " if number else "\n", "dim").append(sure(statement), UNSURE_STYLE if low else "dim")
    return text


def _marked(article: Article, passage: Passage, *, colour: bool) -> Text:
    end = min(passage.end, passage.start + LONGEST_PASSAGE)
    text = Text(masked(article.text[passage.start : end]), "default")
    inner = nested(passage)
    for span in (span for statement in passage.statements for span in statement.content):
        text.stylize(CONTENT_STYLE, *_inside(span.start, span.end, passage))
    for start, stop in inner:
        text.stylize(INNER_STYLE, *_inside(start, stop, passage))
    for statement in passage.statements:
        for span in statement.cue:
            text.stylize(CUE_STYLE, *_inside(span.start, span.end, passage))
        for span in statement.source.spans:
            text.stylize(SOURCE_STYLES[statement.source.kind], *_inside(span.start, span.end, passage))
    if not colour:
        text = _bracketed(text.plain, passage)
    return text if end == passage.end else text.append(" […]", "dim")


def _inside(start: int, end: int, passage: Passage) -> tuple[int, int]:
    return max(0, start - passage.start), max(0, end - passage.start)


def _bracketed(plain: str, passage: Passage) -> Text:
    """Put brackets round reported words without quotation marks of their own; one content inside another has its own.

    Contents that overlap without one holding the other share a pair: brackets could not show them apart.
    """
    reported = (s for s in passage.statements if s.mode != "direct")
    ranges = {_inside(span.start, span.end, passage) for s in reported for span in s.content}
    pairs: list[tuple[int, int]] = []
    for start, end in sorted(ranges, key=lambda pair: (pair[0], -pair[1])):
        if pairs and pairs[-1][0] < start < pairs[-1][1] < end:
            pairs[-1] = (pairs[-1][0], end)
        else:
            pairs.append((start, end))
    # At one place closing brackets come before opening ones.
    places = sorted([(start, 1, "[") for start, _ in pairs] + [(end, 0, "]") for _, end in pairs], reverse=True)
    for place, _, bracket in places:
        plain = plain[:place] + bracket + plain[place:]
    return Text(plain)


def _captions(article: Article) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for caption in article.captions:
        words = Text.assemble(("▪ ", "dim"), printable(caption.text or "(no caption)"))
        if caption.credit:
            words.append(f"  {printable(caption.credit)}", "dim")
        lines.append(Padding(words, (0, 0, 0, 2)))
    title = Text("\nCaption" if len(lines) == 1 else "\nCaptions", "bold")
    return [title, *lines] if lines else []


def _problems(problems: Iterable[Problem]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for problem in problems:
        where = f" ({printable(problem.where)})" if problem.where else ""
        lines.append(Text.assemble(("! ", "bold red"), printable(problem.message) + where))
    return [Text(), *lines] if lines else []
