"""The statements on a terminal: their sentences in order, and beside each whose word it is, through whom, when, how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from onrecord.export.passages import Passage, elsewhere, nested, passages
from onrecord.export.printable import masked, printable
from onrecord.export.wording import (
    LOW_CONFIDENCE,
    channels,
    committed,
    kind_name,
    printed,
    said,
    speaker,
    sure,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from onrecord.records import Article, SourceKind, Statement

LONGEST_PASSAGE = 1_200
"""Characters of one passage printed; more is no reading matter, and ``--json`` has it all."""
MARGIN = 27
"""Cells of the margin at most."""
_LINE = MARGIN - 2
"""Cells of a line of the margin, the gap to the text left out."""

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
CONTENT_STYLE = "green"
INNER_STYLE = "underline green"
"""For what somebody is said to have said, within what another says."""
CUE_STYLE = "italic magenta"
UNSURE_STYLE = "bold yellow"
"""For a confidence below ``LOW_CONFIDENCE``; others are dim."""
COMMITMENT_STYLE = "bold"
"""For "denies", "possible" and the like."""


def statements(article: Article, found: Sequence[Statement], *, colour: bool) -> RenderableType:
    """Return the sentences that hold statements, in order, each once, with whose they are in the margin."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column(min_width=12, max_width=MARGIN, ratio=1, justify="right", overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    for index, passage in enumerate(passages(article, found)):
        if index:
            table.add_row()
        words = _marked(article, passage, colour=colour)
        for reason in dict.fromkeys(s.source.reason for s in passage.statements if s.source.reason):
            words.append(f"\nno name: “{printable(reason.text)}”", "dim")
        table.add_row(_margin(passage, article.published), words)
    return table


def _margin(passage: Passage, published: str | None) -> Text:
    """Return who speaks in the passage, once for each channel and commitment, with how sure the reader is."""
    voices: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in passage.statements:
        voices.setdefault((speaker(statement), channels(statement), committed(statement)), []).append(statement)
    lines = [_who(same, passage, published) for same in voices.values()]
    where = [] if passage.block in {"paragraph", "list_item"} else [Text(f"in the {passage.block}", "dim")]
    between = "\n\n" if len(lines) > 1 else "\n"
    return Text(between).join([*lines, *where])


def _who(same: Sequence[Statement], passage: Passage, published: str | None) -> Text:
    first = same[0]
    # Assembled, so that the style is the name's alone and not under that of the lines below it.
    text = Text.assemble((speaker(first), SOURCE_STYLES[first.source.kind]))
    if channels(first):
        text.append(f" {channels(first)}")
    if committed(first):
        text.append(f"\n{committed(first)}", COMMITMENT_STYLE)
    spelt = [printed(statement) for statement in same]
    kinds = [kind_name(s.source.kind) for s in same if s.source.kind != "person"]
    told = [(words, "dim") for words in dict.fromkeys([*spelt, *kinds]) if words]
    told += [(sure(s), UNSURE_STYLE if s.confidence < LOW_CONFIDENCE else "dim") for s in same]
    later = ["named earlier" if e.end <= passage.start else "named later" for s in same for e in elsewhere(s, passage)]
    whens = [said(statement, published=published, short=True) for statement in same]
    told += [(words, "dim") for words in dict.fromkeys([*later, *whens]) if words]
    return text.append_text(_packed(told))


def _packed(told: Sequence[tuple[str, str]]) -> Text:
    """Return the words with their styles on lines of their own, as many on one as it holds."""
    text, room = Text(), 0
    for words, style in told:
        joined = room >= len(words) + 3
        text.append(" · " if joined else "\n", "dim").append(words, style)
        room = room - len(words) - 3 if joined else _LINE - len(words)
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
