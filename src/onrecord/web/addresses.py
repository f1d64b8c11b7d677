"""Where everything is found: the one home of the paths of pages, of the API and of its feeds."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, quote_plus

API = "/api/v1"
KEPT = 10_000
"""Quoted words that are remembered: a page says the same ids, names and filters over and over."""


@lru_cache(KEPT)
def _quoted(part: str) -> str:
    return quote(part, safe="")


@lru_cache(KEPT)
def _answer(value: str) -> str:
    return quote_plus(value)


def _path(*parts: str) -> str:
    return "/" + "/".join(map(_quoted, parts))


def _asked(path: str, **asked: str | int | None) -> str:
    """Return a path with what is asked for, empty answers left out."""
    given = [
        f"{name.rstrip('_')}={_answer(str(value))}"
        for name, value in asked.items()
        if value is not None and value != ""
    ]
    return f"{path}?{'&'.join(given)}" if given else path


def story_path(story: str) -> str:
    """Return the page of a story."""
    return _path("story", story)


def article_path(article: str, version: int | None = None, *, kind: str | None = None, all_: int | None = None) -> str:
    """Return the page of an article, or of one of its versions; with one ``kind`` of source alone marked, or ``all_`` that was left out shown."""
    return _asked(_path("article", article), version=version, kind=kind, all=all_)


def changes_path(article: str, before: int | None = None, after: int | None = None) -> str:
    """Return the page that shows what a later version of an article says differently."""
    return _asked(_path("article", article, "changes"), from_=before, to=after)


def statement_path(statement: str) -> str:
    """Return the permalink of a statement."""
    return _path("statement", statement)


def in_article_path(article: str, statement: str) -> str:
    """Return the place of a statement in its article."""
    return f"{article_path(article)}#s-{_quoted(statement)}"


def voice_path(  # noqa: PLR0913 - one choice each, named at the call
    voice: str, view: str | None = None, *, since: str | None = None, until: str | None = None, cursor: str | None = None,
    step: str | None = None,
) -> str:  # fmt: skip
    """Return the page of a person or body; ``view`` is "of" for what is said of it, ``step`` a page of its judgements: "merge", "split"."""
    path = _path("voice", voice, step) if step else _path("voice", voice)
    return _asked(path, view=view, from_=since, to=until, cursor=cursor)


def voice_chart_path(voice: str) -> str:
    """Return the chart of what a person or body says, and what is said of it, over time."""
    return _path("charts", "voice", voice)


def audit_chart_path(
    outlet: str | None = None, beside: str | None = None, since: str | None = None, until: str | None = None, *, whole: bool = False
) -> str:  # fmt: skip
    """Return the chart of an audit, by month, in a period or of the ``whole`` time."""
    return _asked("/charts/audit", outlet=outlet, with_=beside, from_=since, to=until, whole="yes" if whole else None)


def people_path(name: str | None = None, cursor: str | None = None) -> str:
    """Return the page that finds people and bodies by name."""
    return _asked("/people", q=name, cursor=cursor)


def audit_path(
    outlet: str | None = None, beside: str | None = None, since: str | None = None, until: str | None = None, *, whole: bool = False
) -> str:  # fmt: skip
    """Return the sourcing profile of an outlet, beside another's if one is named, in a period, or of the ``whole`` time."""
    return _asked("/audit", outlet=outlet, with_=beside, from_=since, to=until, whole="yes" if whole else None)


def search_path(  # noqa: PLR0913 - one filter each, named at the call
    words: str | None = None, *, by: str | None = None, about: str | None = None, kind: str | None = None,
    outlet: str | None = None, since: str | None = None, until: str | None = None, cursor: str | None = None,
) -> str:  # fmt: skip
    """Return the page of a search."""
    return _asked(
        "/search", q=words, by=by, about=about, kind=kind, outlet=outlet, from_=since, to=until, cursor=cursor
    )


def stories_path(cursor: str | None = None) -> str:
    """Return the list of stories."""
    return _asked("/stories", cursor=cursor)


def method_path(part: str = "") -> str:
    """Return the page that says how everything is measured, or a part of it: "number", "kinds", "sure"."""
    return "/method" + (f"#{quote(part, safe='')}" if part else "")


def decisions_path(before: str | None = None) -> str:
    """Return the log of what editors decided, or the part of it before a judgement."""
    return _asked("/decisions", before=before)


def api_path(*parts: str) -> str:
    """Return a path of the API: ``api_path("stories", id, "trail")``."""
    return API + _path(*parts)


def feed_path(kind: str, key: str) -> str:
    """Return the Atom feed of a ``story``, a ``voice`` or an ``outlet``."""
    return f"{api_path('feeds', kind, key)}.atom"


PATHS = {
    path.__name__: path
    for path in (
        story_path, article_path, changes_path, statement_path, in_article_path, voice_path, voice_chart_path, people_path, audit_path,
        audit_chart_path, search_path,
        stories_path, decisions_path, method_path, api_path, feed_path,
    )
}  # fmt: skip
"""What templates call."""
