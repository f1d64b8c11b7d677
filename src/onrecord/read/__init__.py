"""Reading: a document in, an article and its problems out, whatever the document is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.problems import problem
from onrecord.read.decode import clean, decode
from onrecord.read.detect import detect
from onrecord.read.walls import is_wall
from onrecord.records import BODY_KINDS, SPEAKING_KINDS

if TYPE_CHECKING:
    from onrecord.read.document import Document
    from onrecord.records import Article, Problem
    from onrecord.settings import Limits, Settings

__all__ = ["read_document"]

BODY_WORDS = 20
"""Fewest words of body that make an article. The shortest real one in 1,090 pages, a news in brief, has 31."""


def read_document(document: Document, settings: Settings) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read one document.

    Returns the article, or None with the reasons why there is none; problems that did not prevent reading come with the article.
    """
    if document.data is None:
        return None, document.problems or (problem("empty"),)
    size = len(document.data)
    if size > settings.limits.page_bytes:
        return None, (problem("too_large", detail=f"{settings.limits.page_bytes:,} bytes", setting="page_bytes"),)
    text, unclean = clean(document.data) if isinstance(document.data, str) else decode(document.data, document.encoding)
    if not text.strip():
        return None, (problem("empty"), *document.problems)
    from onrecord.read.html import read_html  # noqa: PLC0415 - brings the extractors, which nobody needs before the first page
    from onrecord.read.text import read_text  # noqa: PLC0415 - as above

    kind = document.format or settings.format or _format_of(text)
    reader = read_html if kind == "html" else read_text
    article, problems = reader(text, document, settings)
    problems = (*document.problems, *unclean, *problems)
    if article is None:
        return None, problems
    article, long = _bounded(article, settings.limits)
    return _judged(article, text if kind == "html" else "", (*problems, *long), settings)


def _bounded(article: Article, limits: Limits) -> tuple[Article, tuple[Problem, ...]]:
    """Return an article without names that are none by their length: each would stand on every page that lists it, a megabyte of it."""
    most = limits.headline_characters
    kept = {
        "outlet": article.outlet if len(article.outlet or "") <= limits.name_characters else None,
        "bylines": tuple(byline for byline in article.bylines if len(byline.name) <= limits.name_characters),
        "headline": _cut(article.headline, most), "deck": _cut(article.deck, most),
    }  # fmt: skip
    long = [name for name, value in kept.items() if value != getattr(article, name)]
    if not long:
        return article, ()
    return replace(article, **kept), (problem("name_too_long", detail=", ".join(long)),)  # type: ignore[arg-type]  # by name


def _cut(words: str | None, most: int) -> str | None:
    return words if words is None or len(words) <= most else f"{words[:most].rpartition(' ')[0] or words[:most]} …"


def _format_of(text: str) -> str:
    found = detect(text[:4096].encode("utf-8", "replace"), "")
    return "html" if found == "html" else "text"


def _language_name(code: str) -> str:
    """Return the English name of a language code ("Zulu" for "zu"), or the code where it has none known."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import, needed for foreign pages only

    try:
        return Locale.parse(code, sep="-").english_name or code
    except (UnknownLocaleError, ValueError):
        return code


def _judged(
    article: Article, markup: str, problems: tuple[Problem, ...], settings: Settings
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Say what an article is not: in English, behind no wall, an article at all."""
    if article.language is not None and article.language not in settings.languages:
        return article, (*problems, problem("language_unsupported", detail=_language_name(article.language)))
    body = sum(len(article.text[b.start : b.end].split()) for b in article.blocks if b.kind in BODY_KINDS)
    if is_wall(article, markup, body):
        problems = (*problems, problem("login_wall"))
    elif body < BODY_WORDS if markup else not any(b.kind in SPEAKING_KINDS for b in article.blocks):
        return None, (problem("no_article"), *problems)
    if article.published is None:
        problems = (*problems, problem("no_date"))
    return article, problems
