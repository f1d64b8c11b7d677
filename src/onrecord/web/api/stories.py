"""Stories: what their articles claim, who had it from whom, and what contradicts what."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.records import Claim, Conflict, Edge, Story
from onrecord.store.kept import Page, StoryCard
from onrecord.web.api.answers import ClaimInStory, ConflictInStory, claim_in
from onrecord.web.api.asked import SHOWN, ClaimId, Cursor, Limit, StoryId, ledgers_of
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import answered, listed, part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from onrecord.ledger import Ledger

router = subject("stories")


@router.get(
    "/stories",
    **told("listStories", "Stories in short, the one with the latest article first.", page_of(StoryCard), pages=True),
)
async def stories(request: Request, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the stories, each with how many independent sources stand behind its main claim.

    A story that was not worked out yet is not `told`: only what its articles say of themselves is known. Asking for it works it out.
    """
    return await listed(request, "stories", cursor, lambda ledger, at: ledger.story_cards(limit, at))


@router.get("/stories/{story}", **told("getStory", "The story, worked out.", model_of(Story), errors=(404,)))
async def story(request: Request, story: StoryId) -> Response:
    """Return a story: its articles, claims, trail, conflicts and developments, in order of time."""
    ledgers = ledgers_of(request)
    return await answered(request, lambda ledger: ledgers.story(ledger, story))


@router.get(
    "/stories/{story}/claims",
    **told("listClaims", "Claims, those that most articles carry first.", page_of(Claim), errors=(404,), pages=True),
)
async def claims(request: Request, story: StoryId, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List what the articles of a story claim: which are for it, against it or report it, and on how many independent sources it rests."""
    return await _of_story(request, ("claims", story, limit, cursor), lambda found: found.claims)


@router.get(
    "/stories/{story}/trail",
    **told("getTrail", "The edges of the trail.", page_of(Edge), errors=(404,), pages=True),
)
async def trail(request: Request, story: StoryId, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List who had a story from whom: each step with the words that prove it, or the share that is copied."""
    return await _of_story(request, ("trail", story, limit, cursor), lambda found: found.trail)


@router.get(
    "/stories/{story}/conflicts",
    **told("listConflictsOfStory", "Conflicts of the story.", page_of(Conflict), errors=(404,), pages=True),
)
async def conflicts_of(request: Request, story: StoryId, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List passages of a story's articles that cannot both be true, with the reason; later changes of the same thing are left out."""
    return await _of_story(request, ("conflicts-of-story", story, limit, cursor), lambda found: found.conflicts)


@router.get("/claims/{claim}", **told("getClaim", "The claim and its story.", model_of(ClaimInStory), errors=(404,)))
async def claim(request: Request, claim: ClaimId) -> Response:
    """Return a claim by its id. Claims of stories that were never asked for are not known yet."""
    ledgers = ledgers_of(request)
    return await answered(request, lambda ledger: claim_in(ledgers.story_of_claim(ledger, claim), claim, ledgers.path))


@router.get(
    "/conflicts",
    **told("listConflicts", "Conflicts, those of the latest story first.", page_of(ConflictInStory), pages=True),
)
async def conflicts(request: Request, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the conflicts of all stories that are worked out."""

    def ask(ledger: Ledger, at: str | None) -> Page[ConflictInStory]:
        wanted = part(at, limit)
        found = list(islice(ledger.conflicts(tell=False), wanted.start, wanted.start + limit + 1))
        shown = tuple(ConflictInStory(of.id, of.title, one) for of, one in found[:limit])
        return Page(shown, str(wanted.start + limit) if len(found) > limit else None)

    return await listed(request, "conflicts", cursor, ask)


async def _of_story(
    request: Request, asked: tuple[str, str, int, str | None], what: Callable[[Story], Sequence[Any]]
) -> Response:
    """Return a page of what a story holds; ``asked`` are the name of the list, the story, the limit and the cursor."""
    name, key, limit, cursor = asked
    ledgers = ledgers_of(request)
    return await listed(request, name, cursor, lambda ledger, at: part(at, limit).of(what(ledgers.story(ledger, key))))
