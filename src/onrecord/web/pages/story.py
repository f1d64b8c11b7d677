"""The page of a story: its answer, its claims, who has it from whom, what conflicts, and when."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from onrecord.export.ledger_answer import answer_of
from onrecord.export.ledger_story import period
from onrecord.export.trail_layout import shortened
from onrecord.export.trail_svg import LONGEST_ANSWER
from onrecord.web.addresses import story_path
from onrecord.web.shown import shown, site_of
from onrecord.web.story_parts import story_shown

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Story

router = APIRouter()
LONGEST_TITLE = 300
"""Characters of a title: no headline is longer, but for one that is made to harm."""
KEPT = 200
"""Stories that are kept ready, as long as they stay as they are: about 100 kB each. To make one takes 20 milliseconds, and ten times that for 40 articles."""


@router.get("/story/{key}")
async def story(request: Request, key: str) -> Response:
    """Show a story; asked for by the id of an article in it, go to its own address."""
    ledgers, templates = site_of(request).ledgers, site_of(request).templates
    kept = _kept(request)

    def ask(ledger: Ledger) -> dict[str, Any]:
        told = ledgers.story(ledger, key)
        title = shortened(told.title, LONGEST_TITLE)
        of, body = kept.get(told.id, (None, Markup()))
        if of is not told:  # a story that has changed is another one
            answer = shortened(answer_of(told), LONGEST_ANSWER)
            parts = {
                "story": told,
                "title": title,
                "answer": answer,
                "when": period(told),
                "shown": story_shown(told, ledger),
            }
            body = Markup(templates.get_template("story_body.html").render(parts))  # noqa: S704 - the template escapes
            kept[told.id] = told, body
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return {"story": told, "title": title, "body": body}

    home = await ledgers.read(lambda ledger: ledger.store.story_of([key]).get(key))
    if home is not None and home != key:
        return RedirectResponse(story_path(home), 307)
    return await shown(request, "story.html", ask)


def _kept(request: Request) -> OrderedDict[str, tuple[Story, Markup]]:
    """Return the stories that this server keeps ready."""
    state = request.app.state
    if not hasattr(state, "stories_ready"):
        state.stories_ready = OrderedDict()
    return state.stories_ready  # type: ignore[no-any-return]  # Starlette's state has no types
