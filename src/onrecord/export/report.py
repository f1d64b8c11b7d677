"""The report that a person reads on a terminal. Takes readings, returns rich renderables; prints nothing itself.

Page text only ever becomes ``rich.text.Text`` of ``printable`` words, so neither terminal controls nor rich's own
markup in a page can take effect. Colours are the sixteen of the terminal's own palette, so that they suit light and
dark alike; without colour, square brackets stand round what is reported without quotation marks.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.export.passages import Passage, passages
from onrecord.export.printable import masked, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from onrecord.records import Article, BlockKind, Problem, Reading, SourceKind, Statement, Via

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
CUE_STYLE = "italic magenta"
LEFT_OUT: dict[BlockKind, tuple[str, str]] = {
    "furniture": ("piece of furniture", "pieces of furniture"),
    "related": ("related link", "related links"),
    "credit": ("picture credit", "picture credits"),
    "embed": ("embed", "embeds"),
}
"""What the statements are not looked for in, or not printed from, and its name for one and for many."""


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
        parts += _left_out(reading.article)
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
    )  # fmt: skip


def moment(stated: str) -> str:
    """Return an ISO day or time as people write it: ``2024-11-06`` as ``6 November 2024``; anything else as it is."""
    try:
        if len(stated) == 10:
            day = date.fromisoformat(stated)
            return f"{day.day} {day:%B %Y}"
        time = datetime.fromisoformat(stated)
    except ValueError:
        return printable(stated)
    zone = "" if time.tzinfo is None else f" {time:%Z}".replace("UTC+00:00", "UTC")
    return f"{time.day} {time:%B %Y}, {time:%H:%M}{zone}"


def speaker(statement: Statement) -> str:
    """Return whose statement it is in words for the margin: a name, a description, "nobody" or "unknown"."""
    source = statement.source
    if source.kind == "none" and statement.cue:
        return "nobody"
    words = source.name or " ".join(span.text for span in source.spans)
    return printable(words) or "unknown"


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
    facts = [article.outlet, _bylines(article), article.published and moment(article.published), _updated(article)]
    facts.append(article.dateline_parts.place if article.dateline_parts else None)
    known = [printable(fact) for fact in facts if fact]
    if known:
        lines.append(Text(" · ".join(known), "cyan"))
    return [*lines, Text()]


def _bylines(article: Article) -> str | None:
    names = [byline.name for byline in article.bylines if byline.role != "entry"]
    if not names:
        return None
    return "by " + (names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])


def _updated(article: Article) -> str | None:
    if not article.modified or article.modified == article.published:
        return None
    return f"updated {moment(article.modified)}"


def _statements(reading: Reading, *, colour: bool) -> RenderableType:
    article = reading.article
    if not article or not reading.statements:
        return Text("Nobody is quoted or reported to have said anything.", "dim")
    table = _columns(12)
    for index, passage in enumerate(passages(article, reading.statements)):
        if index:
            table.add_row()
        table.add_row(_margin(passage), _marked(article, passage, colour=colour))
    return table


def _margin(passage: Passage) -> Text:
    lines: dict[str, Text] = {}
    for statement in passage.statements:
        name = speaker(statement)
        detail = "" if statement.source.kind in {"person", "none"} else f"\n{statement.source.kind}"
        via = "".join(f"\n{_channel(via)}" for via in statement.via)
        lines.setdefault(name, Text.assemble((name, SOURCE_STYLES[statement.source.kind]), (detail + via, "dim")))
    where = [] if passage.block in {"paragraph", "list_item"} else [Text(f"in the {passage.block}", "dim")]
    return Text("\n").join([*lines.values(), *where])


def _channel(via: Via) -> str:
    words = " ".join(printable(span.text) for span in via.spans)
    return words if via.kind == "document" or not via.name else f"via {printable(via.name)}"


def _marked(article: Article, passage: Passage, *, colour: bool) -> Text:
    end = min(passage.end, passage.start + LONGEST_PASSAGE)
    text = Text(masked(article.text[passage.start : end]), "default")
    for statement in passage.statements:
        for span in statement.content:
            text.stylize(CONTENT_STYLE, *_inside(span.start, span.end, passage))
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
    """Put brackets round reported words without quotation marks of their own; nested ones share the outermost pair."""
    reported = (s for s in passage.statements if s.mode != "direct")
    ranges = sorted(_inside(span.start, span.end, passage) for s in reported for span in s.content)
    outer: list[tuple[int, int]] = []
    for start, end in ranges:
        if outer and start < outer[-1][1]:
            outer[-1] = (outer[-1][0], max(end, outer[-1][1]))
        else:
            outer.append((start, end))
    for start, end in reversed(outer):
        plain = f"{plain[:start]}[{plain[start:end]}]{plain[end:]}"
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


def _left_out(article: Article) -> list[RenderableType]:
    counts = Counter(block.kind for block in article.blocks)
    named = [f"{counts[kind]} {names[counts[kind] > 1]}" for kind, names in LEFT_OUT.items() if counts[kind]]
    return [Text("\nLeft out: " + ", ".join(named), "dim")] if named else []


def _problems(problems: Iterable[Problem]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for problem in problems:
        where = f" ({printable(problem.where)})" if problem.where else ""
        lines.append(Text.assemble(("! ", "bold red"), printable(problem.message) + where))
    return [Text(), *lines] if lines else []
