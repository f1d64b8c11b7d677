"""The page of all conflicts: story by story, the latest first, each as two quotations beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.ledger_story import period
from onrecord.export.trail_words import cut
from onrecord.web.bounded import Bounded
from onrecord.web.ledgers import SOON_TOLD, BeingToldError
from onrecord.web.shown import shown, site_of
from onrecord.web.story_parts import conflicts_shown

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.web.ledgers import Ledgers
    from onrecord.web.story_shapes import ConflictShown

router = APIRouter(dependencies=[Bounded])
LOOKED_AT, STORIES, OF_EACH, TOLD = 100, 12, 4, 8
"""Of one page: stories that are looked at, those with conflicts that are shown, conflicts shown of each, and stories that are worked out
on the way because nobody has asked for them yet."""


@dataclass(frozen=True, slots=True)
class InConflict:
    """A story of the page: its conflicts, and how many more it has."""

    id: str
    title: str
    when: str
    conflicts: tuple[ConflictShown, ...]
    more: int


@router.get("/conflicts")
async def conflicts(request: Request, cursor: str | None = None) -> Response:
    """Show the conflicts of the latest stories, or of those from a cursor on."""
    ledgers = site_of(request).ledgers
    return await shown(request, "conflicts.html", lambda ledger: _page(ledgers, ledger, cursor))


def _page(ledgers: Ledgers, ledger: Ledger, cursor: str | None) -> dict[str, Any]:
    """Return the stories with conflicts among the next ones, and where the list goes on."""
    found: list[InConflict] = []
    looked_at = untold = told = 0
    after = cursor
    while True:
        page = ledger.story_cards(min(STORIES, LOOKED_AT - looked_at), after)
        for card in page.items:
            looked_at += 1
            if not card.told and (told >= TOLD or (card.articles > SOON_TOLD and ledgers.writable)):
                untold += 1
                ledgers.tell(card.id)
                continue
            told += not card.told
            if card.conflicts or not card.told:
                try:
                    found += _of(ledgers, ledger, card.id)
                except BeingToldError:
                    untold += 1
        after = page.cursor
        if after is None or looked_at >= LOOKED_AT or len(found) >= STORIES:
            break
    return {"stories": found, "looked_at": looked_at, "untold": untold, "cursor": after, "later": cursor is not None}


def _of(ledgers: Ledgers, ledger: Ledger, key: str) -> list[InConflict]:
    """Return a story with its conflicts; none if it has none."""
    story = ledgers.story(ledger, key)
    if not story.conflicts:
        return []
    shown_ones = conflicts_shown(story, ledger, OF_EACH)
    return [InConflict(story.id, cut(story.title), period(story), shown_ones, len(story.conflicts) - len(shown_ones))]
