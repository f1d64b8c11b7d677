"""What a report says in words, the same on a terminal and on a page to look at. All of it is printable, on one line."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from onrecord.export.printable import printable

if TYPE_CHECKING:
    from onrecord.records import Article, BlockKind, Statement, Via

LOW_CONFIDENCE = 0.5
"""Below it a statement is shown as unsure: the confidence is calibrated, so it is more likely wrong than right."""

NOBODY_SPEAKS = "Nobody is quoted or reported to have said anything."

LEFT_OUT: dict[BlockKind, tuple[str, str]] = {
    "furniture": ("piece of furniture", "pieces of furniture"),
    "related": ("related link", "related links"),
    "credit": ("picture credit", "picture credits"),
    "embed": ("embed", "embeds"),
}
"""What the statements are not looked for in, or not printed from, and its name for one and for many."""


def moment(stated: str) -> str:
    """Return an ISO day or time as people write it: ``2024-11-06`` as ``6 November 2024``; anything else as it is."""
    try:
        if len(stated) == 10:
            day = date.fromisoformat(stated)
            return f"{day.day} {day:%B %Y}"
        time = datetime.fromisoformat(stated)
    except ValueError:
        return printable(stated)
    zone = "" if time.tzinfo is None else f" {time:%Z}".replace("UTC+00:00", "UTC")
    return f"{time.day} {time:%B %Y}, {time:%H:%M}{zone}"


def facts(article: Article) -> tuple[str, ...]:
    """Return what is known of the article, for one line: outlet, authors, when it came out and changed, and where from."""
    known = [article.outlet, _bylines(article), article.published and moment(article.published), _updated(article)]
    known.append(article.dateline_parts.place if article.dateline_parts else None)
    return tuple(printable(fact) for fact in known if fact)


def left_out(article: Article) -> str | None:
    """Return what of the page is not printed, counted by kind, or None if that is nothing."""
    counts = Counter(block.kind for block in article.blocks)
    named = [f"{counts[kind]} {names[counts[kind] > 1]}" for kind, names in LEFT_OUT.items() if counts[kind]]
    return "Left out: " + ", ".join(named) if named else None


def speaker(statement: Statement) -> str:
    """Return whose statement it is in words for the margin: a name, a description, "nobody" or "unknown"."""
    source = statement.source
    if source.kind == "none" and statement.cue:
        return "nobody"
    words = source.name or " ".join(span.text for span in source.spans)
    return printable(words) or "unknown"


def channel(via: Via) -> str:
    """Return the channel that a statement came through: "via The Bugle", "in a statement"."""
    words = " ".join(printable(span.text) for span in via.spans)
    return words if via.kind == "document" or not via.name else f"via {printable(via.name)}"


def sure(statement: Statement) -> str:
    """Return how sure the reader is, in per cent; a low one says that it is unsure, so that it shows without colour."""
    # Rounded down, so that nothing short of 1 prints as 100%; the small term undoes what binary fractions take away.
    percent = f"{int(statement.confidence * 100 + 1e-9)}%"
    return f"unsure, {percent}" if statement.confidence < LOW_CONFIDENCE else percent


def _bylines(article: Article) -> str | None:
    names = [byline.name for byline in article.bylines if byline.role != "entry"]
    if not names:
        return None
    return "by " + (names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])


def _updated(article: Article) -> str | None:
    if not article.modified or article.modified == article.published:
        return None
    return f"updated {moment(article.modified)}"
