"""A story put together: its claims and their stances, who had it from whom, what contradicts what, in order of time.

The stages ``match`` and ``trace`` know nothing of each other; here the outcome of the one goes into the other. Pure: readings in, a
``Story`` out.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from onrecord.match.claims import claims_of
from onrecord.match.copies import copies_of
from onrecord.records import Claim, Story, StoryArticle
from onrecord.trace.conflicts import disagreements
from onrecord.trace.own import Named, own_reporting
from onrecord.trace.timeline import timeline_of
from onrecord.trace.trail import trail_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.match.claims import Claim0
    from onrecord.match.copies import Copying
    from onrecord.records import Article, Reading
    from onrecord.trace.trail import Trail

MOST_CLAIMS = 40
"""Claims of a story that are worked out; a story of hundreds of articles has thousands of sentences that two of them share."""
LONGEST_TITLE = 120
"""Characters of a title that is taken from a text without a headline."""


def story_of(story_id: str, readings: Sequence[Reading]) -> Story:
    """Return the story that articles tell; ``readings`` without an article are left out. Raises ValueError if none has one."""
    told = sorted((reading for reading in readings if reading.article is not None), key=_when)
    if not told:
        raise ValueError(f"story {story_id} has no article")
    copies = copies_of(told)
    claims = [claim for claim in claims_of(told, {each.copy for each in copies})[:MOST_CLAIMS] if claim.text]
    main = claims[0] if claims else None
    named = Named()
    trail = trail_of(
        told, copies, said=main.statements if main else (), denied=main.denials if main else (), named=named
    )
    copied = {copying.copy: copying for copying in copies}
    records = tuple(_claim(story_id, claim, trail, is_main=claim is main) for claim in claims)
    conflicts, developments = disagreements(told, claims)
    days = [article.published for reading in told if (article := reading.article) and article.published]
    return Story(
        id=story_id, title=_title(told, copied), first_published=min(days, default=None),
        main_claim=records[0].id if records else None,
        articles=tuple(_article(reading, trail, copied, named) for reading in told),
        claims=records, trail=trail.edges, conflicts=conflicts,
        developments=developments, timeline=timeline_of(told),
    )  # fmt: skip


def _when(reading: Reading) -> tuple[bool, str, str]:
    """Order articles by the day they came, days unknown last."""
    article = reading.article
    published = (article.published if article else None) or ""
    return not published, published, article.id if article else ""


def _title(told: Sequence[Reading], copied: dict[str, Copying]) -> str:
    """Return the headline of the first article that has one and copies no other; else how its text begins."""
    articles = [reading.article for reading in told if reading.article is not None]
    own = [article for article in articles if article.headline and article.id not in copied]
    first = next(iter(own or [article for article in articles if article.headline]), None)
    if first is not None and first.headline:
        return first.headline
    return beginning_of(articles[0].text)


def beginning_of(text: str) -> str:
    """Return how a text begins, in place of a headline: at most ``LONGEST_TITLE`` characters of it, cut between words."""
    begins = " ".join(text[: 2 * LONGEST_TITLE].split())
    return begins if len(begins) <= LONGEST_TITLE else begins[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _article(reading: Reading, trail: Trail, copied: dict[str, Copying], named: Named) -> StoryArticle:
    article: Article = reading.article  # type: ignore[assignment]  # story_of leaves out readings without one
    copying = copied.get(article.id)
    return StoryArticle(
        id=article.id, source_id=article.source.id, outlet=article.outlet, published=article.published,
        headline=article.headline, credits=trail.credits.get(article.id, ()),
        copy_of=copying.original if copying else None, copy_share=round(copying.share, 3) if copying else 0.0,
        roots=tuple(root.name for root in trail.roots.get(article.id, ())), own_reporting=_own(reading, trail, named),
    )  # fmt: skip


def _own(reading: Reading, trail: Trail, named: Named) -> bool | None:
    """Return whether an article got something itself; one that credits another outlet too is not said to, since what it got is not told."""
    found = own_reporting(reading, named)
    credited = trail.credits.get(reading.article.id, ()) if reading.article is not None else ()
    return None if found and any(credit.kind == "media" for credit in credited) else found


def _claim(story_id: str, claim: Claim0, trail: Trail, *, is_main: bool) -> Claim:
    """Make the record of a claim: the main one has the story's roots, another one those of its own statements."""
    roots, count = trail.independent_roots, trail.independent
    if not is_main:
        roots, count = trail.behind(claim.statements, claim.articles)
    return Claim(
        id="c" + hashlib.sha256(f"{story_id}\0{claim.text}".encode()).hexdigest()[:16], text=claim.text,
        statements=claim.statements, denials=claim.denials, stance=dict(claim.articles), independent=count, roots=roots,
    )  # fmt: skip
