"""The audit: on whose word an outlet's articles rest, and how much of them is copied; and the outlets there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.store.kept import OutletRow
from onrecord.web.api.answers import MonthSourcing, OutletSourcing, SourcingProfile
from onrecord.web.api.asked import SHOWN, Cursor, Limit, Outlet, Since, Until
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import answered, listed, part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.auditing import Audit
    from onrecord.ledger import Ledger

router = subject("auditing")
OUTLETS = 10_000
"""Outlets that are listed at most."""


@router.get("/audit", **told("getAudit", "The sourcing profile.", model_of(SourcingProfile)))
async def audit(
    request: Request, outlet: Outlet = None, since: Since = None, until: Until = None, limit: Limit = SHOWN
) -> Response:
    """Count the sources of an outlet or of all, in a period by the day of publication.

    By month; by outlet, the `limit` outlets with the most articles, with how much of their text is copied; and the `limit` most used sources.
    """

    def ask(ledger: Ledger) -> SourcingProfile:
        return _profile(ledger.audit(outlet=outlet or None, since=since, until=until, limit=limit, tell=False), limit)

    return await answered(request, ask)


@router.get(
    "/outlets",
    **told("listOutlets", "Outlets, the one with the most articles first.", page_of(OutletRow), pages=True),
)
async def outlets(request: Request, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the outlets that articles of the ledger are from."""
    return await listed(request, "outlets", cursor, lambda ledger, at: part(at, limit).of(ledger.outlets(OUTLETS)))


def _profile(audit: Audit, limit: int) -> SourcingProfile:
    """Return an audit summed up by month and by outlet: outlets times months times kinds may be a hundred thousand rows."""
    months: dict[tuple[str | None, str], list[int]] = {}
    outlets: dict[str, Counter[str]] = {}
    for row in audit.sourcing:
        sums = months.setdefault((row.month, row.kind), [0, 0])
        sums[0] += row.statements
        sums[1] += row.articles
        outlets.setdefault(row.outlet or "", Counter())[row.kind] += row.statements
    largest = sorted(audit.by_outlet.items(), key=lambda one: (-one[1], one[0]))[:limit]
    return SourcingProfile(
        audit.articles, audit.untold,
        tuple(MonthSourcing(month, kind, *sums) for (month, kind), sums in sorted(months.items(), key=_in_time)),  # type: ignore[arg-type]  # a kind
        tuple(_of_outlet(audit, name, articles, outlets.get(name, {})) for name, articles in largest), audit.most_used,
    )  # fmt: skip


def _in_time(one: tuple[tuple[str | None, str], list[int]]) -> tuple[bool, str, str]:
    """Order months by time, the unknown last."""
    (month, kind), _ = one
    return month is None, month or "", kind


def _of_outlet(audit: Audit, name: str, articles: int, statements: Mapping[str, int]) -> OutletSourcing:
    told, copies, share = audit.copied.get(name, (0, 0, 0.0))
    return OutletSourcing(name or None, articles, dict(statements), told, copies, round(share, 4) if told else None)
