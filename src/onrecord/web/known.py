"""What somebody knows of a page better than its reading does: outlet, headline and day, put right before it is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onrecord.export.printable import printable
from onrecord.web.given import LONGEST_ADDRESS

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from onrecord.records import Article, Reading

FIELDS = ("outlet", "headline", "published")
"""Fields of an article that can be put right; a form has each with the place of its page: ``outlet-0``."""
ANSWERED = {"published": "no_date"}
"""Problems of a reading that are none any more once a field is known."""


def put_right(form: FormData, index: int, reading: Reading) -> tuple[Reading, str]:
    """Return a reading with what a form says of its page, and what of that could not be understood, in words.

    What the form does not have stays as it was read; an empty field is not known.
    """
    article = reading.article
    if article is None:
        return reading, ""
    change: dict[str, Any] = {}
    problem = ""
    for name in FIELDS:
        given = form.get(f"{name}-{index}")
        if not isinstance(given, str):
            continue
        words = printable(given)[:LONGEST_ADDRESS].strip()
        if words == shown(article, name):
            continue
        if name == "published" and words and not _is_day(words):
            problem = f"“{words}” is no day; write it as 2025-03-31."
            continue
        change[name] = words or None
    if not change:
        return reading, problem
    answered = {code for name, code in ANSWERED.items() if change.get(name)}
    left = tuple(one for one in reading.problems if one.code not in answered)
    return replace(reading, article=replace(article, **change), problems=left), problem


def shown(article: Article, name: str) -> str:
    """Return what a field of the form shows of an article: of a moment its day."""
    value: str | None = getattr(article, name)
    words = printable(value or "")
    return words[:10] if name == "published" else words


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
