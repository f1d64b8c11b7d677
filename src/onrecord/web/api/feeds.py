"""Feeds (Atom, RFC 4287), so that one can follow a story, a person or body, or an outlet with any feed reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Path, Request, Response

from onrecord.errors import NotInLedgerError
from onrecord.export.atom import MEDIA_TYPE, article_entry, feed_of, rfc3339, statement_entry
from onrecord.export.ledger_answer import answer_of, number
from onrecord.export.wording import committed
from onrecord.web.addresses import audit_path, feed_path, story_path, voice_path
from onrecord.web.api.asked import ledgers_of
from onrecord.web.api.documented import subject, told
from onrecord.web.api.sent import base_of
from onrecord.web.shown import conditional

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.export.atom import FeedEntry
    from onrecord.ledger import Ledger
    from onrecord.web.ledgers import Ledgers

router = subject("feeds")
Followed = Literal["story", "voice", "outlet"]
ENTRIES = 50
"""Entries of a feed, the latest ones: feed readers ask more often than fifty come."""
_NEVER = datetime.min.replace(tzinfo=UTC).isoformat()
"""When a feed without any day was updated: the same each time, so that it has not changed."""


@router.get(
    "/feeds/{of}/{key:path}.atom",
    **told(
        "follow",
        "The feed: the latest articles of a story or an outlet, or what a person or body says.",
        other=(MEDIA_TYPE,),
        errors=(404,),
    ),
)
async def follow(
    request: Request, of: Annotated[Followed, Path(description="What is followed.")],
    key: Annotated[str, Path(description="The id of the story or voice, or the name of the outlet.")],
) -> Response:  # fmt: skip
    """Return a feed of a story, a voice (a person or body), or an outlet, the latest first."""
    ledgers, base = ledgers_of(request), base_of(request)

    def made(ledger: Ledger) -> bytes:
        return _FEEDS[of](ledgers, ledger, key, base)

    return conditional(request, await ledgers.read(made), MEDIA_TYPE)


def _of_story(ledgers: Ledgers, ledger: Ledger, key: str, base: str) -> bytes:
    story = ledgers.story(ledger, key)
    latest = sorted(story.articles, key=lambda article: article.published or "", reverse=True)[:ENTRIES]
    entries = [article_entry(article, base) for article in latest]
    address, page = base + feed_path("story", story.id), base + story_path(story.id)
    return feed_of(story.title, address, _updated(entries), entries, page=page, subtitle=answer_of(story))


def _of_voice(_ledgers: Ledgers, ledger: Ledger, key: str, base: str) -> bytes:
    voice = ledger.voice(key)
    entries = [
        statement_entry(listed, base, committed(listed)) for listed in ledger.said(voice.id, limit=ENTRIES).items
    ]
    address, page = base + feed_path("voice", voice.id), base + voice_path(voice.id)
    return feed_of(f"{voice.name}: what they say", address, _updated(entries), entries, page=page)


def _of_outlet(ledgers: Ledgers, ledger: Ledger, key: str, base: str) -> bytes:
    rows = ledger.articles(outlet=key, limit=ENTRIES).items
    if not rows:
        raise NotInLedgerError(ledgers.path, "outlet", key)
    entries = [article_entry(row, base, number(row.statements, "statement")) for row in rows]
    name = rows[0].outlet or key
    address, page = base + feed_path("outlet", name), base + audit_path(name)
    return feed_of(name, address, _updated(entries), entries, page=page)


def _updated(entries: Sequence[FeedEntry]) -> str:
    """Return the latest moment of a feed's entries."""
    return max(filter(None, (rfc3339(entry.when) for entry in entries)), default=_NEVER)


_FEEDS: dict[Followed, Callable[[Ledgers, Ledger, str, str], bytes]] = {
    "story": _of_story, "voice": _of_voice, "outlet": _of_outlet,
}  # fmt: skip
