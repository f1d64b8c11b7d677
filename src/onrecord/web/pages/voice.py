"""The page of a person or body: what it says and what is said of it, over time, by outlet and by story."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup, escape

from onrecord.export.ledger_answer import number
from onrecord.export.printable import printable
from onrecord.export.wording import days, moment
from onrecord.ledger import TOLD_BY
from onrecord.web import charts
from onrecord.web.addresses import voice_chart_path, voice_path
from onrecord.web.bounded import Bounded
from onrecord.web.deciding import log_of
from onrecord.web.listing import shown_statement
from onrecord.web.pages import judging
from onrecord.web.sessions import visitor_of
from onrecord.web.shown import conditional, shown, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Profile, StoryCard, Voice

router = APIRouter(dependencies=[Bounded])
router.include_router(judging.router)
STATEMENTS, LISTED, STORIES = 20, 8, 8
"""Statements on a page; outlets and other voices, and stories, that are listed at once."""
BY_DAY = 500
"""Statements by, or about, a voice up to which they are counted by day, where they fall in few months."""
VIEWS = {"said": "says", "of": "spoken of"}


_ROW = '<tr><th scope="row">{}</th>\n<td class="number">{}</td>\n<td class="number">{}</td></tr>\n'
_COUNT = '<a href="{}" aria-label="{} {}, {}">{:,}</a>'
"""What the table over time is made of. A long life has hundreds of rows, for which a template takes longer than for the rest of the page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of a page: where its specification is, and about how high it will be (pixels)."""

    path: str
    height: int
    words: str


class _MergedError(Exception):
    """The voice that was asked for is another one, ``into``."""

    def __init__(self, into: str) -> None:
        """Keep which."""
        self.into = into
        super().__init__(into)


@router.get("/voice/{voice}")
async def voice(request: Request, voice: str, view: str = "said", to: str = "", cursor: str | None = None) -> Response:
    """Show a person or body, or lead on to the one that it was merged into."""
    since = request.query_params.get("from", "")
    view = view if view in VIEWS else "said"
    editing = visitor_of(request).signed_in
    asked = request.query_params.get("done")

    def ask(ledger: Ledger) -> dict[str, Any]:
        with ledger.store.question():
            return looked_up(ledger)

    def looked_up(ledger: Ledger) -> dict[str, Any]:
        found = ledger.voice(voice)
        if found.id != voice:
            raise _MergedError(found.id)
        first = cursor is None and not since and not to and request.headers.get("hx-request") != "true"
        about = _about(ledger, found) if first else {"profile": None}
        log = log_of(ledger, voice) if editing and first else ()
        done = next((line.judged.id for line in log if line.judged.id == asked), None)
        return {
            "voice": found, "view": view, "views": VIEWS, "since": since, "until": to, "log": log, "done": done, "later": cursor is not None,
            "names": tuple(dict.fromkeys(name for _, name in ledger.names(voice) if name != found.name)),
            **_statements(ledger, found, view, (since, to), cursor), **about,
        }  # fmt: skip

    try:
        return await shown(request, "voice.html", ask, fragment="statements")
    except _MergedError as merged:  # found out on the way: to ask first would be a question more for everybody
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(voice_path(merged.into) + query, 302)


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
    shown_ones = [shown_statement(one) for one in page.items]
    return {
        "found": tuple(one for one in shown_ones if not one.doubt), "apart": tuple(one for one in shown_ones if one.doubt), "more": more,
        "period": days(since, until) if since or until else "",
    }  # fmt: skip


def _about(ledger: Ledger, found: Voice) -> dict[str, Any]:
    """Return what a voice's whole record comes to."""
    profile = ledger.profile(found.id)
    times = _times(ledger, found, profile)
    spec = charts.over_time(found.name, times)
    most = max((max(said, about) for _, said, about in profile.by_outlet), default=0)
    return {
        "profile": profile, "times": _rows(found, times), "most": most, "listed": LISTED,
        "chart": Drawn(voice_chart_path(found.id), spec["usermeta"]["height"], spec["description"]) if spec else None,
        "stories": _stories(ledger, profile.stories[:STORIES]),
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


def _stories(ledger: Ledger, told: Sequence[tuple[str, int]]) -> tuple[tuple[StoryCard, int], ...]:
    """Return stories (ids) as lists show them, with their counts."""
    cards = ledger.store.story_cards_of([story for story, _ in told], TOLD_BY)
    # The ledger finds a title where no article has a headline.
    return tuple(
        (card if card.title else ledger.story_card(card.id), many) for card, (_, many) in zip(cards, told, strict=True)
    )


def _rows(found: Voice, times: Iterable[tuple[str | None, int, int]]) -> Markup:
    """Return the rows of the table over time: months or days with their counts, which lead to what is counted."""
    name = escape(printable(found.name))
    ways = [
        (f"{words} {name}", f"{escape(voice_path(found.id, view))}")
        for words, view in (("by", "said"), ("about", "of"))
    ]
    made = []
    for time, *counts in times:
        if time is None:
            made.append(_ROW.format("day unknown", *(f"{many:,}" for many in counts)))
            continue
        first, last = time, time
        if len(time) == len("2024-03"):
            first, last = f"{time}-01", f"{time}-{calendar.monthrange(int(time[:4]), int(time[5:]))[1]}"
        within, words = f"&amp;from={first}&amp;to={last}#statements", moment(time)
        cells = (
            _COUNT.format(path + within, number(many, "statement"), which, words, many) if many else "0"
            for many, (which, path) in zip(counts, ways, strict=True)
        )
        made.append(_ROW.format(words, *cells))
    return Markup("".join(made))  # noqa: S704 - names and paths are escaped, and days need not be


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
