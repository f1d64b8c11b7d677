"""The front page, the list of stories, and the search: what somebody sees who does not know yet what to look for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.ledger_answer import NO_CLAIM, independent_of, main_claim_of, number
from onrecord.export.wording import days
from onrecord.store.kept import Query, every
from onrecord.web.addresses import article_path, statement_path, stories_path
from onrecord.web.bounded import Bounded
from onrecord.web.ledgers import BeingToldError
from onrecord.web.listing import shown_statement
from onrecord.web.marking import kind_called
from onrecord.web.searching import CHOICES, KINDS, asked_of, chosen, data_paths, facets, meant, near, path_of
from onrecord.web.sheets import sheet
from onrecord.web.shown import shown, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.ledger import Ledger
    from onrecord.records import Story
    from onrecord.store.kept import Listed, Page, StoryCard, Voice
    from onrecord.web.ledgers import Ledgers
    from onrecord.web.searching import Near

router = APIRouter(dependencies=[Bounded])
ON_FRONT, ON_LIST, FOUND, CALLED = 9, 24, 20, 6
"""Stories on the front page and on a page of the list; statements on a page of a search, and people called so above them."""
EMPTY = "OnRecord keeps who said what in the news, about whom, when, and on whose word."
PROMISE = "Every claim with its exact words, its speaker, and the outlets that merely copied it."
AT_A_TIME = 500
"""Statements of a table that are looked up at a time."""
COLUMNS = (
    "words", "source", "kind of source", "mode", "outlet", "headline", "published", "said, else published", "address", "statement", "article",
)  # fmt: skip


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
    """Show the statements that match, the people who are called so, and how the search could be narrowed."""
    asked = asked_of(request.query_params)
    query = asked.query

    def ask(ledger: Ledger) -> dict[str, Any]:
        with ledger.store.question():  # all of it together: what was perhaps meant is a search of its own for each word
            return looked_up(ledger)

    def looked_up(ledger: Ledger) -> dict[str, Any]:
        page, counted = None, None
        if asked.anything and cursor is None:
            page, counted = ledger.store.searched(query, FOUND, CHOICES)
        elif asked.anything:
            page = ledger.store.search(query, FOUND, cursor)
        people = ledger.who(query.words, CALLED) if query.words and cursor is None else ()
        nothing = counted is not None and not counted.statements
        narrow, note = facets(counted, query) if counted else ((), "")
        return {
            "asked": query, "narrowed": query != Query(query.words), "kinds": KINDS, "kind_called": kind_called, "people": people, "problems": asked.problems,
            "facets": narrow, "facets_note": note, "chosen": chosen(query), "meant": meant(ledger, query) if nothing else (),
            "data": data_paths(query) if page is not None and page.items else {},
            **_found(query, page, people, near(ledger, query) if nothing else ()),
        }  # fmt: skip

    return await shown(request, "search.html", ask, fragment="results")


@router.get("/search.csv")
async def search_table(request: Request) -> Response:
    """Send all statements that match as a table."""
    asked, base = asked_of(request.query_params), str(request.base_url).rstrip("/")

    def rows(ledger: Ledger) -> Iterator[tuple[str | None, ...]]:
        if asked.anything:
            for one in every(lambda cursor: ledger.store.search(asked.query, AT_A_TIME, cursor)):
                yield (
                    one.words, one.name, one.kind, one.mode, one.outlet, one.headline, one.published, one.day, one.url,
                    base + statement_path(one.statement), base + article_path(one.article),
                )  # fmt: skip

    return sheet(request, "statements", COLUMNS, rows)


def cards(ledgers: Ledgers, ledger: Ledger, limit: int, cursor: str | None) -> tuple[tuple[Card, ...], str | None]:
    """Return stories for a list and where the list goes on.

    A few that nobody worked out yet are told now and the others meanwhile; all of them now where what they come to can't be kept.
    """
    page = ledger.story_cards(limit, cursor)
    found = []
    for card in page.items:
        if not card.told and (not ledgers.writable or ledgers.has_time(card.articles)):
            with suppress(BeingToldError):  # by somebody else: it is in the list without, until it is told
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


def _found(asked: Query, page: Page[Listed] | None, people: Sequence[Voice], others: Sequence[Near]) -> dict[str, Any]:
    """Return the statements of a page of results, and in words whether all, some or nothing of what was asked is there."""
    if page is None:
        return _nothing("Nothing asked yet", "Give words that were said, a speaker, or an outlet.")
    if page.items:
        found = tuple(shown_statement(one) for one in page.items)
        heading = number(len(found), "statement") + (", and more" if page.cursor else "")
        more = path_of(asked, page.cursor) if page.cursor else None
        return {"heading": heading, "advice": "", "found": found, "more": more, "near": ()}
    if others:
        return _nothing(
            "Found in part", "No statement in this ledger has all of it. With less asked there are:", others
        )
    if people:
        return _nothing("Found in part", "People and bodies are called so, but no statement has these words.")
    return _nothing(
        "Nothing in this ledger",
        "No statement has these words, and nobody in it is called so. Shorter words find more: resign* finds every word that begins so.",
    )


def _nothing(heading: str, advice: str, others: Sequence[Near] = ()) -> dict[str, Any]:
    return {"heading": heading, "advice": advice, "found": (), "more": None, "near": others}
