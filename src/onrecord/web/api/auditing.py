"""The audit: on whose word an outlet's articles rest, and how much of them is copied; and the outlets there are."""

from __future__ import annotations

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.auditing import Audit
from onrecord.store.kept import OutletRow
from onrecord.web.api.asked import SHOWN, Cursor, Limit, Outlet, Since, Until
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import answered, listed, part

router = subject("auditing")
OUTLETS = 10_000
"""Outlets that are listed at most."""


@router.get("/audit", **told("getAudit", "The sourcing profile.", model_of(Audit)))
async def audit(
    request: Request, outlet: Outlet = None, since: Since = None, until: Until = None, limit: Limit = SHOWN
) -> Response:
    """Count the sources of an outlet or of all, in a period by the day of publication.

    By outlet, month and kind of source; the `limit` most used sources; and, of articles in stories that are worked out, how many copy
    another and the mean share of copied sentences (`copied`: articles looked at, articles that copy, mean share, by outlet).
    """
    return await answered(
        request, lambda ledger: ledger.audit(outlet=outlet or None, since=since, until=until, limit=limit, tell=False)
    )


@router.get(
    "/outlets",
    **told("listOutlets", "Outlets, the one with the most articles first.", page_of(OutletRow), pages=True),
)
async def outlets(request: Request, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the outlets that articles of the ledger are from."""
    return await listed(request, "outlets", cursor, lambda ledger, at: part(at, limit).of(ledger.outlets(OUTLETS)))
