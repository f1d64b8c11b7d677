"""Which days an audit counts: of very many articles not all, unless somebody asks for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onrecord.export.ledger_answer import number
from onrecord.store.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.ledger import Ledger

MOST = 10_000
"""Articles that are counted at once without being asked for by a period or by ``whole``; of more, the last twelve months are."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days that are really counted, and, where they are fewer than was asked for, why."""

    since: str | None
    until: str | None
    why: str = ""


def bounds_of(
    ledger: Ledger, outlets: Sequence[str | None], period: tuple[str | None, str | None], *, whole: bool
) -> Bounds:
    """Return the days to count of some outlets (None: all): those asked for; of very many articles, without a period, the last twelve months that have any."""
    if whole or any(period):
        return Bounds(*period)
    counts = {fold(one.name): one.articles for one in ledger.outlets(1_000_000)}
    many = max(counts.get(fold(name), 0) if name else sum(counts.values()) for name in outlets)
    latest = [page.items[0].published for name in outlets if (page := ledger.articles(outlet=name, limit=1)).items]
    known = [day[:10] for day in latest if day]
    if many <= MOST or not known:
        return Bounds(None, None)
    last = date.fromisoformat(max(known))
    since = date(last.year, 1, 1) if last.month == 12 else date(last.year - 1, last.month + 1, 1)
    why = f"There are {number(many, 'article')}, so only the last twelve months are counted"
    return Bounds(since.isoformat(), last.isoformat(), why)
