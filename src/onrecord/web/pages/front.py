"""The front page, the list of stories, and the search: what somebody sees who does not know yet what to look for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.ledger_answer import answer_of, number
from onrecord.export.wording import days
from onrecord.records import SourceKind
from onrecord.store.kept import Query
from onrecord.web.addresses import search_path, stories_path
from onrecord.web.listing import Shown, shown_statement
from onrecord.web.shown import shown, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Page, Voice
    from onrecord.web.ledgers import Ledgers

router = APIRouter()
ON_FRONT, ON_LIST, FOUND, CALLED = 9, 24, 20, 6
"""Stories on the front page and on a page of the list; statements on a page of a search, and people called so above them."""
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list."""

    id: str
    title: str
    when: str
    answer: str
    conflicts: int


@router.get("/")
async def front(request: Request) -> Response:
    """Show the search and the latest stories."""
    ledgers = site_of(request).ledgers

    def ask(ledger: Ledger) -> dict[str, Any]:
        page = cards(ledgers, ledger, ON_FRONT, None)
        return {"cards": page[0], "more": page[1], "counted": _counted(ledger)}

    return await shown(request, "front.html", ask)


@router.get("/stories")
async def stories(request: Request, cursor: str | None = None) -> Response:
    """Show the stories, the latest first."""
    ledgers = site_of(request).ledgers

    def ask(ledger: Ledger) -> dict[str, Any]:
        found, more = cards(ledgers, ledger, ON_LIST, cursor)
        return {"cards": found, "more": more, "later": cursor is not None}

    return await shown(request, "stories.html", ask)


@router.get("/search")
async def search(  # noqa: PLR0913 - one filter each
    request: Request, q: str = "", by: str = "", about: str = "", kind: str = "", outlet: str = "", to: str = "", cursor: str | None = None
) -> Response:  # fmt: skip
    """Show the statements that match, and the people who are called so."""
    since = request.query_params.get("from", "")
    wanted = kind if kind in KINDS else None
    asked = Query(q.strip(), by.strip() or None, about.strip() or None, wanted, since or None, to or None, outlet.strip() or None)  # type: ignore[arg-type]  # one of KINDS

    def ask(ledger: Ledger) -> dict[str, Any]:
        anything = any((asked.words, asked.by, asked.about, asked.kind, asked.outlet, asked.since, asked.until))
        page = ledger.store.search(asked, FOUND, cursor) if anything else None
        people = ledger.who(asked.words, CALLED) if asked.words and cursor is None else ()
        return {"asked": asked, "kinds": KINDS, "people": people, **_found(asked, page, people)}

    return await shown(request, "search.html", ask, fragment="results")


def cards(ledgers: Ledgers, ledger: Ledger, limit: int, cursor: str | None) -> tuple[tuple[Card, ...], str | None]:
    """Return stories for a list and where the list goes on."""
    page = ledger.stories(limit, cursor)
    told = [ledgers.story(ledger, row.id) for row in page.items]
    found = tuple(
        Card(story.id, story.title, days(row.first_day, row.last_day, short=True), answer_of(story), len(story.conflicts))
        for row, story in zip(page.items, told, strict=True)
    )  # fmt: skip
    return found, stories_path(page.cursor) if page.cursor else None


def _counted(ledger: Ledger) -> str:
    """Return what the ledger holds, in a line."""
    voices = ledger.voices(1)
    if not voices.items:
        return "OnRecord keeps who said what in the news, about whom, when, and on whose word."
    return "Every claim with its exact words, its speaker, and the outlets that merely copied it."


def _found(asked: Query, page: Page[Any] | None, people: Sequence[Voice]) -> dict[str, Any]:
    """Return the statements of a page of results, and in words whether all, some or nothing of what was asked is there."""
    if page is None:
        return {"heading": "Nothing asked yet", "advice": "Give words that were said, a speaker, or an outlet.", "found": (), "more": None}
    found: tuple[Shown, ...] = tuple(shown_statement(one) for one in page.items)
    more = search_path(
        asked.words, by=asked.by, about=asked.about, kind=asked.kind, outlet=asked.outlet, since=asked.since, until=asked.until, cursor=page.cursor
    ) if page.cursor else None  # fmt: skip
    heading = number(len(found), "statement") + (", and more" if more else "")
    advice = ""
    if not found:
        heading = "No such statement in this ledger"
        advice = "This ledger has people and bodies called so, but no statement with these words." if people else (
            "Nobody in it is called so either. Fewer or shorter words find more; resign* finds every word that begins so."
        )  # fmt: skip
    return {"heading": heading, "advice": advice, "found": found, "more": more}
