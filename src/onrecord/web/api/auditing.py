"""The audit: on whose word an outlet's articles rest, and how much of them is copied; and the outlets there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.store.kept import OutletRow
from onrecord.web.api.answers import MonthSourcing, OutletSourcing, SourcingProfile
from onrecord.web.api.asked import SHOWN, Cursor, Limit, Outlet, Since, Until, Whole
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import answered, listed, part
from onrecord.web.audit_bounds import bounds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.auditing import Audit
    from onrecord.ledger import Ledger
    from onrecord.web.audit_bounds import Bounds

router = subject("auditing")
OUTLETS = 10_000
"""Outlets that are listed at most."""


@router.get("/audit", **told("getAudit", "The sourcing profile.", model_of(SourcingProfile)))
async def audit(  # noqa: PLR0913 - one filter each
    request: Request, *, outlet: Outlet = None, since: Since = None, until: Until = None, whole: Whole = None, limit: Limit = SHOWN
) -> Response:  # fmt: skip
    """Count the sources of an outlet or of all, in a period by the day of publication.

    By month; by outlet, the `limit` outlets with the most articles, with how much of their text is copied; and the `limit` most used sources.
    Of more than 10,000 articles without a period, the last twelve months are counted unless `whole=yes`: `since` and `until` of the answer
    say which days were.
    """

    def ask(ledger: Ledger) -> SourcingProfile:
        bounds = bounds_of(ledger, (outlet or None,), (since, until), whole=whole is not None)
        found = ledger.audit(outlet=outlet or None, since=bounds.since, until=bounds.until, limit=limit, tell=False)
        return _profile(found, bounds, limit)

    return await answered(request, ask, slowly=whole is not None)


@router.get(
    "/outlets",
    **told("listOutlets", "Outlets, the one with the most articles first.", page_of(OutletRow), pages=True),
)
async def outlets(request: Request, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the outlets that articles of the ledger are from."""
    return await listed(request, "outlets", cursor, lambda ledger, at: part(at, limit).of(ledger.outlets(OUTLETS)))


def _profile(audit: Audit, bounds: Bounds, limit: int) -> SourcingProfile:
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
        bounds.since, bounds.until,
    )  # fmt: skip


def _in_time(one: tuple[tuple[str | None, str], list[int]]) -> tuple[bool, str, str]:
    """Order months by time, the unknown last."""
    (month, kind), _ = one
    return month is None, month or "", kind


def _of_outlet(audit: Audit, name: str, articles: int, statements: Mapping[str, int]) -> OutletSourcing:
    told, copies, share = audit.copied.get(name, (0, 0, 0.0))
    return OutletSourcing(name or None, articles, dict(statements), told, copies, round(share, 4) if told else None)
