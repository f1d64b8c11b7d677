"""One search for a search box: statements, people and stories in one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.store.kept import Page
from onrecord.store.kept import Query as Asked
from onrecord.web.api.answers import Found
from onrecord.web.api.asked import SHOWN, About, By, Cursor, Limit, OfKind, Outlet, Since, Until, Words, ledgers_of
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of
from onrecord.web.api.sent import JSON, closed, json_bytes, next_link, opened
from onrecord.web.shown import conditional

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

router = subject("search")
CALLED = 6
"""People and bodies shown above the statements."""


@router.get("/search", **told("search", "What was found, in three lists.", model_of(Found), pages=True))
async def search(  # noqa: PLR0913 - one filter each
    request: Request, *, q: Words = "", by: By = None, about: About = None, kind: OfKind = None, outlet: Outlet = None,
    since: Since = None, until: Until = None, limit: Limit = SHOWN, cursor: Cursor = None,
) -> Response:  # fmt: skip
    """Search statements as `GET /statements` does, and beside them who is called so and the stories that the statements stand in.

    The cursor is that of the statements. People are on the first page alone.
    """
    words = q.strip()
    asked = Asked(words, by or None, about or None, kind, since, until, outlet or None)
    inner = opened("statements", cursor)

    def made(ledger: Ledger) -> tuple[bytes, str | None]:
        page = ledger.store.search(asked, limit, inner)
        more = closed("statements", page.cursor)
        people = ledger.who(words, CALLED) if words and inner is None else ()
        stories = dict.fromkeys(one.story for one in page.items if one.story is not None)
        found = Found(Page(page.items, more), people, tuple(ledger.story_card(story) for story in stories))
        return json_bytes(found), more

    body, more = await ledgers_of(request).read(made)
    return conditional(request, body, JSON, headers=next_link(request, more))
