"""The front page, the list of stories, and the search: what somebody sees who does not know yet what to look for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.ledger_answer import NO_CLAIM, independent_of, main_claim_of, number
from onrecord.export.wording import days
from onrecord.records import SourceKind
from onrecord.store.kept import Query
from onrecord.web.addresses import search_path, stories_path
from onrecord.web.listing import shown_statement
from onrecord.web.shown import shown, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import QueryParams

    from onrecord.ledger import Ledger
    from onrecord.records import Story
    from onrecord.store.kept import Listed, Page, StoryCard, Voice
    from onrecord.web.ledgers import Ledgers

router = APIRouter()
ON_FRONT, ON_LIST, FOUND, CALLED = 9, 24, 20, 6
"""Stories on the front page and on a page of the list; statements on a page of a search, and people called so above them."""
EMPTY = "OnRecord keeps who said what in the news, about whom, when, and on whose word."
PROMISE = "Every claim with its exact words, its speaker, and the outlets that merely copied it."
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)


MOST_WORDS = 6
"""Words of a search that found nothing that are looked for one by one."""


@dataclass(frozen=True, slots=True)
class Near:
    """A search that finds something where the one that was asked finds nothing: what is left out of it, and its path."""

    told: str
    path: str


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list: ``behind`` is how many independent sources its main claim has, ``detail`` how sure that is and who they are.

    Both are empty where the story is not worked out yet.
    """

    id: str
    title: str
    when: str
    counted: str
    behind: str
    detail: str
    conflicts: int


@router.get("/")
async def front(request: Request) -> Response:
    """Show the search and the latest stories."""
    ledgers = site_of(request).ledgers

    def ask(ledger: Ledger) -> dict[str, Any]:
        page = cards(ledgers, ledger, ON_FRONT, None)
        return {"cards": page[0], "more": page[1], "counted": EMPTY if not page[0] else PROMISE}

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
async def search(request: Request, cursor: str | None = None) -> Response:
    """Show the statements that match, and the people who are called so."""
    asked = _asked(request.query_params)

    def ask(ledger: Ledger) -> dict[str, Any]:
        anything = any((asked.words, asked.by, asked.about, asked.kind, asked.outlet, asked.since, asked.until))
        page = ledger.store.search(asked, FOUND, cursor) if anything else None
        people = ledger.who(asked.words, CALLED) if asked.words and cursor is None else ()
        narrowed = asked != Query(asked.words)
        near = _near(ledger, asked) if page is not None and not page.items and cursor is None else ()
        return {
            "asked": asked,
            "narrowed": narrowed,
            "kinds": KINDS,
            "people": people,
            **_found(asked, page, people, near),
        }

    return await shown(request, "search.html", ask, fragment="results")


def _asked(given: QueryParams) -> Query:
    """Return what a form asks for; what is not a kind or a day asks for nothing."""
    by, about, outlet = (given.get(name, "").strip() or None for name in ("by", "about", "outlet"))
    kind = next((kind for kind in KINDS if kind == given.get("kind")), None)
    since, until = (_day(given.get(name, "")) for name in ("from", "to"))
    return Query(given.get("q", "").strip(), by, about, kind, since, until, outlet)


def _day(given: str) -> str | None:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return None


def cards(ledgers: Ledgers, ledger: Ledger, limit: int, cursor: str | None) -> tuple[tuple[Card, ...], str | None]:
    """Return stories for a list and where the list goes on.

    A few that nobody worked out yet are told now and the others meanwhile; all of them now where what they come to can't be kept.
    """
    page = ledger.story_cards(limit, cursor)
    found = []
    for card in page.items:
        if not card.told and (not ledgers.writable or ledgers.has_time(card.articles)):
            found.append(_card_of(ledgers.story(ledger, card.id), card))
            continue
        if not card.told:
            ledgers.tell(card.id)
        found.append(_card(card))
    return tuple(found), stories_path(page.cursor) if page.cursor else None


def _card(card: StoryCard) -> Card:
    behind, detail = "", ""
    if card.told:
        behind, _, rest = (independent_of(card.independent, card.roots) if card.independent else NO_CLAIM).partition(
            " ("
        )
        detail = f"({rest}" if rest else ""
    outlets = number(card.outlets, "outlet") if card.outlets else "outlet unknown"
    counted = f"{number(card.articles, 'article')} · {outlets}"
    return Card(
        card.id, card.title, days(card.first_day, card.last_day, short=True), counted, behind, detail, card.conflicts
    )


def _card_of(story: Story, card: StoryCard) -> Card:
    claim = main_claim_of(story)
    return _card(
        replace(
            card, title=story.title, independent=claim.independent if claim else None, roots=claim.roots if claim else (),
            conflicts=len(story.conflicts), told=True,
        )
    )  # fmt: skip


def _found(asked: Query, page: Page[Listed] | None, people: Sequence[Voice], near: Sequence[Near]) -> dict[str, Any]:
    """Return the statements of a page of results, and in words whether all, some or nothing of what was asked is there."""
    if page is None:
        return _nothing("Nothing asked yet", "Give words that were said, a speaker, or an outlet.")
    if page.items:
        found = tuple(shown_statement(one) for one in page.items)
        heading = number(len(found), "statement") + (", and more" if page.cursor else "")
        more = _path(asked, page.cursor) if page.cursor else None
        return {"heading": heading, "advice": "", "found": found, "more": more, "near": ()}
    if near:
        return _nothing("Found in part", "No statement in this ledger has all of it; these have some:", near)
    if people:
        return _nothing("Found in part", "People and bodies are called so, but no statement has these words.")
    return _nothing(
        "Nothing in this ledger",
        "No statement has these words, and nobody in it is called so. Shorter words find more: resign* finds every word that begins so.",
    )


def _nothing(heading: str, advice: str, near: Sequence[Near] = ()) -> dict[str, Any]:
    return {"heading": heading, "advice": advice, "found": (), "more": None, "near": near}


def _near(ledger: Ledger, asked: Query) -> tuple[Near, ...]:
    """Return what a search that found nothing would find with less asked: without its filters, or with one of its words."""
    words = asked.words.split()[:MOST_WORDS]
    tried = [("without the filters", Query(asked.words))] if asked.words and asked != Query(asked.words) else []
    tried += [(f"with “{word}” alone", replace(asked, words=word)) for word in words if len(words) > 1]
    return tuple(Near(told, _path(query)) for told, query in tried if ledger.store.search(query, 1).items)


def _path(asked: Query, cursor: str | None = None) -> str:
    return search_path(
        asked.words, by=asked.by, about=asked.about, kind=asked.kind, outlet=asked.outlet, since=asked.since, until=asked.until, cursor=cursor
    )  # fmt: skip
