"""The sourcing profile of outlets on a terminal: whose word their statements are, whom they use most, and how much is copied."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_answer import number
from onrecord.export.printable import printable
from onrecord.export.report_sections import columns
from onrecord.export.wording import NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from onrecord.ledger import Audit
    from onrecord.records import SourceKind
    from onrecord.store.kept import Sourcing, Used

GROUPS: tuple[tuple[str, frozenset[SourceKind]], ...] = (
    ("named", frozenset({"person", "organisation", "document"})),
    ("other media", frozenset({"media"})),
    ("role", frozenset({"role"})),
    ("anonymous", frozenset({"anonymous", "group"})),
    ("nobody", frozenset({"none"})),
    ("the article", frozenset({"author"})),
)
"""Whose word a statement is, as data names it. Groups ("critics") stand with the anonymous: nobody can be asked."""
GROUP_WORDS = {"anonymous": "anonymous, with groups", "role": NOT_NAMED}
"""The groups that people are shown other words for."""
BAR = 24


def audit_page(audit: Audit) -> RenderableType:
    """Return the profile: all statements by kind of source as bars, the outlets as a table, and the most used sources."""
    total = sum(row.statements for row in audit.sourcing)
    head = Text(f"{number(audit.articles, 'article')}, {number(total, 'statement')}", "bold")
    parts: list[RenderableType] = [head, _bars(audit.sourcing, total), Text("\nBy outlet", "bold"), _outlets(audit)]
    if audit.most_used:
        parts += [Text("\nMost used sources", "bold"), _used(audit.most_used)]
    return Group(*parts, Text())


def _bars(rows: Iterable[Sourcing], total: int) -> RenderableType:
    counts = _grouped(rows)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for name, _ in GROUPS:
        length = -(-BAR * counts[name] // total) if total else 0
        table.add_row(
            GROUP_WORDS.get(name, name), _right(f"{counts[name]:,}"), _right(percent(counts[name], total)), "█" * length
        )
    return table


def _outlets(audit: Audit) -> RenderableType:
    """Return a line an outlet: its statements by kind in per cent, its articles, and how much of their text is copied."""
    by_outlet: dict[str, list[Sourcing]] = {}
    for row in audit.sourcing:
        by_outlet.setdefault(row.outlet or "", []).append(row)
    names = sorted({*by_outlet, *audit.copied}, key=lambda name: (-_said(by_outlet.get(name, ())), name))
    table = columns(12)
    for name in names:
        rows = by_outlet.get(name, [])
        table.add_row(
            Text(printable(name) or "unknown", "bold blue"), _outlet(rows, audit.copied.get(name, (0, 0, 0.0)))
        )
    return table


def _outlet(rows: Sequence[Sourcing], copied: tuple[int, int, float]) -> Text:
    said, counts = _said(rows), _grouped(rows)
    articles, copies, share = copied
    shares = "; ".join(
        f"{percent(counts[name], said)} {GROUP_WORDS.get(name, name)}" for name, _ in GROUPS if counts[name]
    )
    text = Text(f"{number(articles, 'article')}, {number(said, 'statement')}" + (f": {shares}" if shares else ""))
    if copies:
        text.append(f"\n{number(copies, 'article')} from another's text; {share:.0%} of all its sentences copied")
    return text


def _used(found: Iterable[Used]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ("statements", "articles"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("source", overflow="fold")
    table.add_column("kind")
    for one in found:
        name = Text(printable(one.voice.name), "bold")
        table.add_row(f"{one.statements:,}", f"{one.articles:,}", name, Text(one.voice.kind, "dim"))
    return table


def _grouped(rows: Iterable[Sourcing]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({name: row.statements for name, kinds in GROUPS if row.kind in kinds})
    return counts


def _said(rows: Iterable[Sourcing]) -> int:
    return sum(row.statements for row in rows)


def percent(part: int, whole: int) -> str:
    """Return a share in whole per cent."""
    return f"{part / whole:.0%}" if whole else "0%"


def _right(words: str) -> Text:
    return Text(words, justify="right")
