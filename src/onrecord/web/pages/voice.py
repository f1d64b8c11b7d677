"""The page of a person or body: what it says and what is said of it, over time, by outlet and by story."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.export.ledger_answer import number
from onrecord.export.wording import days, doubtful, moment
from onrecord.web import charts
from onrecord.web.addresses import voice_chart_path, voice_path
from onrecord.web.bounded import Bounded
from onrecord.web.deciding import log_of
from onrecord.web.listing import shown_statement
from onrecord.web.pages import judging
from onrecord.web.sessions import visitor_of
from onrecord.web.shown import conditional, shown, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Listed, Profile, Voice

router = APIRouter(dependencies=[Bounded])
router.include_router(judging.router)
STATEMENTS, LISTED, STORIES = 20, 8, 8
"""Statements on a page; outlets and other voices, and stories, that are listed at once."""
BY_DAY = 500
"""Statements by, or about, a voice up to which they are counted by day, where they fall in few months."""
VIEWS = {"said": "says", "of": "spoken of"}


@dataclass(frozen=True, slots=True)
class When:
    """A month or day of a voice's life in the ledger: in words, its counts, and where each count's statements are listed."""

    words: str
    said: int
    about: int
    said_path: str | None
    about_path: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of a page: where its specification is, and about how high it will be (pixels)."""

    path: str
    height: int
    words: str


@router.get("/voice/{voice}")
async def voice(request: Request, voice: str, view: str = "said", to: str = "", cursor: str | None = None) -> Response:
    """Show a person or body, or lead on to the one that it was merged into."""
    here = await site_of(request).ledgers.read(lambda ledger: ledger.voice(voice).id)
    since = request.query_params.get("from", "")
    if here != voice:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(voice_path(here) + query, 302)
    view = view if view in VIEWS else "said"
    editing = visitor_of(request).signed_in
    asked = request.query_params.get("done")

    def ask(ledger: Ledger) -> dict[str, Any]:
        found = ledger.voice(voice)
        first = cursor is None and not since and not to and request.headers.get("hx-request") != "true"
        about = _about(ledger, found) if first else {"profile": None}
        log = log_of(ledger, voice) if editing and first else ()
        done = next((line.judged.id for line in log if line.judged.id == asked), None)
        return {
            "voice": found, "view": view, "views": VIEWS, "since": since, "until": to, "log": log, "done": done, "later": cursor is not None,
            "names": tuple(dict.fromkeys(name for _, name in ledger.names(voice) if name != found.name)),
            **_statements(ledger, found, view, (since, to), cursor), **about,
        }  # fmt: skip

    return await shown(request, "voice.html", ask, fragment="statements")


@router.get("/charts/voice/{voice}")
async def chart(request: Request, voice: str) -> Response:
    """Return the chart of a voice over time, as Vega-Lite; an empty object where there is nothing to compare."""

    def ask(ledger: Ledger) -> charts.Spec | None:
        found = ledger.voice(voice)
        return charts.over_time(found.name, _times(ledger, found, ledger.profile(found.id)))

    return conditional(request, charts.as_bytes(await site_of(request).ledgers.read(ask)), charts.JSON)


def _statements(ledger: Ledger, found: Voice, view: str, period: tuple[str, str], cursor: str | None) -> dict[str, Any]:
    """Return a page of statements by a voice, or about it, in a period."""
    since, until = (day or None for day in period)
    listing = ledger.spoken_of if view == "of" else ledger.said
    page = listing(found.id, since=since, until=until, limit=STATEMENTS, cursor=cursor)
    more = (
        voice_path(found.id, "of" if view == "of" else None, since=since, until=until, cursor=page.cursor)
        if page.cursor
        else None
    )
    doubts = _doubts(ledger, page.items)
    shown_ones = [shown_statement(one, doubts.get(one.statement, "")) for one in page.items]
    return {
        "found": tuple(one for one in shown_ones if not one.doubt), "apart": tuple(one for one in shown_ones if one.doubt), "more": more,
        "period": days(since, until) if since or until else "",
    }  # fmt: skip


def _doubts(ledger: Ledger, found: Sequence[Listed]) -> dict[str, str]:
    """Return why statements are not plainly somebody's word, by their ids, of those that are not."""
    readings = ledger.store.readings(list(dict.fromkeys(one.article for one in found)))
    return {
        one.id: doubt for reading in readings.values() for one in reading.statements if (doubt := doubtful(one))
    }  # fmt: skip


def _about(ledger: Ledger, found: Voice) -> dict[str, Any]:
    """Return what a voice's whole record comes to."""
    profile = ledger.profile(found.id)
    times = _times(ledger, found, profile)
    spec = charts.over_time(found.name, times)
    most = max((max(said, about) for _, said, about in profile.by_outlet), default=0)
    return {
        "profile": profile, "times": tuple(_when(found.id, *counts) for counts in times), "most": most, "listed": LISTED,
        "chart": Drawn(voice_chart_path(found.id), spec["usermeta"]["height"], spec["description"]) if spec else None,
        "stories": tuple((ledger.story_card(story), many) for story, many in profile.stories[:STORIES]),
        "span": _span(profile), "partly": _partly(found, profile),
    }  # fmt: skip


def _times(ledger: Ledger, found: Voice, profile: Profile) -> tuple[tuple[str | None, int, int], ...]:
    """Return the counts by month; by day where few months have any and there are not very many statements."""
    months = [month for month, *_ in profile.by_month if month is not None]
    if (
        max(found.said, found.about) > BY_DAY
        or not months
        or len(charts.between(months[0], months[-1])) >= charts.FEWEST_MONTHS
    ):
        return profile.by_month
    said, about = (
        Counter(one.day for one in listing(found.id, limit=BY_DAY).items) for listing in (ledger.said, ledger.spoken_of)
    )
    days_known = sorted({*said, *about}, key=lambda day: (day is None, day or ""))
    return tuple((day, said[day], about[day]) for day in days_known)


def _when(voice: str, time: str | None, said: int, about: int) -> When:
    if time is None:
        return When("day unknown", said, about, None, None)
    first, last = time, time
    if len(time) == len("2024-03"):
        first, last = f"{time}-01", f"{time}-{calendar.monthrange(int(time[:4]), int(time[5:]))[1]}"
    paths = (voice_path(voice, view, since=first, until=last) for view in VIEWS)
    return When(moment(time), said, about, *(f"{path}#statements" for path in paths))


def _span(profile: Profile) -> str:
    """Return from when to when there is anything on record, in words."""
    known = [month for month, *_ in profile.by_month if month is not None]
    if not known:
        return ""
    return moment(known[0]) if known[0] == known[-1] else f"{moment(known[0])} to {moment(known[-1])}"


def _partly(found: Voice, profile: Profile) -> str:
    """Return, where outlets and others are counted in a part of the statements only, which part that is."""
    parts = []
    if profile.of_said < found.said:
        parts.append(f"the latest {number(profile.of_said, 'statement')} by {found.name}")
    if profile.of_about < found.about:
        parts.append(f"the latest {profile.of_about:,} about {found.name}")
    return f"Counted in {' and '.join(parts)}." if parts else ""
