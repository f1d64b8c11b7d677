"""What contradicts what, side by side on a terminal, each passage with its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_trail import OUTLET_STYLE, day_of, shortened
from onrecord.export.printable import printable
from onrecord.export.quotation_marks import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from onrecord.records import Conflict, ConflictReason, Passage, Story, StoryArticle

REASONS: dict[ConflictReason, str] = {
    "denial": "one denies what the other says",
    "number": "the numbers differ",
    "date": "the days differ",
    "state": "both can't hold at once",
}
CHANGES: dict[ConflictReason, str] = {
    "denial": "denied later",
    "number": "another number later",
    "date": "another day later",
    "state": "otherwise later",
}
LONGEST_SIDE = 400
"""Characters of one side printed."""


def conflicts(story: Story, found: Sequence[Conflict], reasons: dict[ConflictReason, str] = REASONS) -> RenderableType:
    """Return conflicts (or, with ``CHANGES``, developments) of a story: the reason, and both quotations next to each other."""
    articles = {article.id: article for article in story.articles}
    parts: list[RenderableType] = []
    for conflict in found:
        table = Table(
            box=box.MINIMAL, show_header=False, show_edge=False, padding=(0, 2), expand=True, border_style="dim"
        )
        for _ in range(2):
            table.add_column(ratio=1, overflow="fold")
        table.add_row(_side(conflict.a, articles), _side(conflict.b, articles))
        parts += [Text(f"\n  {reasons[conflict.reason]}", "yellow"), table]
    return Group(*parts)


def _side(passage: Passage, articles: dict[str, StoryArticle]) -> Text:
    article = articles.get(passage.article)
    text = Text.assemble((printable(article.outlet or article.source_id) if article else passage.article, OUTLET_STYLE))
    if article and article.published:
        text.append(f", {day_of(article.published)}", "dim")
    return text.append("\n" + quoted(shortened(passage.text, LONGEST_SIDE)), "default")
