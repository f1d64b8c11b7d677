"""The audit: on whose word the articles of an outlet and a time rest, of one outlet, of all, or of two side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.ledger_audit import GROUP_WORDS, GROUPS
from onrecord.export.printable import printable
from onrecord.export.wording import days
from onrecord.store.folding import fold
from onrecord.web import charts
from onrecord.web.addresses import api_path, audit_chart_path, audit_path
from onrecord.web.audit_bounds import Bounds, bounds_of
from onrecord.web.audited import EVERY_OUTLET, MEANINGS, audited, by_month, grouped, months_of
from onrecord.web.bounded import Bounded
from onrecord.web.marking import kind_called
from onrecord.web.pages.voice import Drawn
from onrecord.web.sheets import sheet
from onrecord.web.shown import conditional, shown, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Sourcing

router = APIRouter(dependencies=[Bounded])
USED, NAMED, ALIKE = 15, 200, 12
"""Most used sources that are listed, outlets that the form proposes, and outlets of a like name."""
COLUMNS = ("outlet", "month", "kind of source", "statements", "articles")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to audit: an outlet or all, another beside it, days (ISO, both inclusive). ``problems`` say what of it could not be understood."""

    outlet: str | None
    beside: str | None
    since: str | None
    until: str | None
    whole: bool
    problems: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str | None, ...]:
        """The outlets to show, None for all."""
        if self.beside and fold(self.beside) != fold(self.outlet or ""):
            return (self.outlet, self.beside)
        return (self.outlet,)


@router.get("/audit")
async def audit(request: Request) -> Response:
    """Show the sourcing profile, or the form and what is there when nothing is found."""
    asked = _asked(request)

    def ask(ledger: Ledger) -> dict[str, Any]:
        outlets = ledger.outlets(NAMED)
        context = {
            "asked": asked,
            "outlets": outlets,
            "problems": asked.problems,
            "every": EVERY_OUTLET,
            "meanings": MEANINGS,
        }
        missing = next((name for name in asked.series if name and not _known(ledger, name)), None)
        if missing is not None or not ledger.articles(limit=1).items:
            return {**context, "audits": (), **_nothing(ledger, missing)}
        return {**context, **_profiles(ledger, asked)}

    return await shown(request, "audit.html", ask, slowly=asked.whole)


@router.get("/charts/audit")
async def chart(request: Request) -> Response:
    """Return the chart of an audit by month, as Vega-Lite; an empty object where there is nothing to compare."""
    asked = _asked(request)

    def ask(ledger: Ledger) -> charts.Spec | None:
        bounds = _bounds(ledger, asked)
        return _drawn(
            {name or EVERY_OUTLET: ledger.store.sourcing(name, bounds.since, bounds.until) for name in asked.series}
        )

    ledgers = site_of(request).ledgers
    found = await (ledgers.count(ask) if asked.whole else ledgers.read(ask))
    return conditional(request, charts.as_bytes(found), charts.JSON)


@router.get("/audit.csv")
async def table(request: Request) -> Response:
    """Send the counts of an audit as a table, a line for each outlet, month and kind of source; one that can't be counted has none."""
    asked = _asked(request)

    def rows(ledger: Ledger) -> Iterator[tuple[str | int | None, ...]]:
        for name in asked.series:
            for one in ledger.store.sourcing(name, asked.since, asked.until):
                yield one.outlet, one.month, kind_called(one.kind), one.statements, one.articles

    return sheet(request, "audit", COLUMNS, rows)


def _asked(request: Request) -> Asked:
    """Return what the address asks for; what is no day is left out and said."""
    given = request.query_params
    found: dict[str, str | None] = {}
    problems = []
    for field in ("from", "to"):
        day = given.get(field, "").strip()
        try:
            found[field] = date.fromisoformat(day).isoformat() if day else None
        except ValueError:
            found[field] = None
            problems.append(f"“{printable(day)}” is no day; write it as 2025-03-01.")
    if found["from"] and found["to"] and found["from"] > found["to"]:
        problems.append("The time ends before it begins.")
    names = [" ".join(given.get(field, "").split()) or None for field in ("outlet", "with")]
    return Asked(names[0], names[1], found["from"], found["to"], given.get("whole") == "yes", tuple(problems))


def _known(ledger: Ledger, outlet: str) -> bool:
    return bool(ledger.articles(outlet=outlet, limit=1).items)


def _nothing(ledger: Ledger, outlet: str | None) -> dict[str, Any]:
    """Return the outlets that are called like one that is not there, if one was asked for."""
    words = [word for word in fold(outlet or "").split() if word != "the"]
    alike = [one for one in ledger.outlets(10 * NAMED) if words and any(word in fold(one.name) for word in words)]
    return {"missing": outlet, "alike": alike[:ALIKE], "chart": None, "bounds": Bounds(None, None), "period": ""}


def _bounds(ledger: Ledger, asked: Asked) -> Bounds:
    return bounds_of(ledger, asked.series, (asked.since, asked.until), whole=asked.whole)


def _profiles(ledger: Ledger, asked: Asked) -> dict[str, Any]:
    bounds = _bounds(ledger, asked)
    found = [
        (outlet, ledger.audit(outlet=outlet, since=bounds.since, until=bounds.until, limit=USED, tell=False))
        for outlet in asked.series
    ]
    spec = _drawn({outlet or EVERY_OUTLET: audit.sourcing for outlet, audit in found})
    path = audit_chart_path(asked.outlet, asked.beside, bounds.since, bounds.until, whole=asked.whole)
    return {
        "audits": tuple(audited(audit, outlet) for outlet, audit in found), "missing": None, "alike": (),
        "chart": Drawn(path, spec["usermeta"]["height"], spec["description"]) if spec else None,
        "bounds": bounds, "period": days(bounds.since, bounds.until) if bounds.since or bounds.until else "",
        "whole_path": audit_path(asked.outlet, asked.beside, whole=True), "data": _data_paths(asked, bounds),
    }  # fmt: skip


def _data_paths(asked: Asked, bounds: Bounds) -> tuple[tuple[str, str], ...]:
    """Return where the same counts are found as data: as JSON of each outlet, and as one CSV of all, in the same period."""
    several = len(asked.series) > 1
    as_json = [
        (
            f"JSON of {name or EVERY_OUTLET}" if several else "JSON",
            audit_path(name, since=bounds.since, until=bounds.until, whole=asked.whole),
        )
        for name in asked.series
    ]
    as_csv = audit_path(asked.outlet, asked.beside, since=bounds.since, until=bounds.until)
    paths = [(name, api_path("audit") + path.removeprefix("/audit")) for name, path in as_json]
    return (*paths, ("CSV", "/audit.csv" + as_csv.removeprefix("/audit")))


def _drawn(series: dict[str, tuple[Sourcing, ...]]) -> charts.Spec | None:
    """Return the chart by month of some outlets' sourcing."""
    counts = [grouped(rows) for rows in series.values()]
    called = {name: GROUP_WORDS.get(name, name) for name, _ in GROUPS if any(count[name] for count in counts)}
    monthly = {
        name: {month: {called[group]: many for group, many in counts.items() if many} for month, counts in by_month(rows).items() if month}
        for name, rows in series.items()
    }  # fmt: skip
    return charts.shares_by_month(months_of(list(series.values())), list(called.values()), monthly)
