"""The page of an article: its text as read, every statement marked by the kind of its source, and what changed between its versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time
from markupsafe import Markup

from onrecord.errors import NotInLedgerError
from onrecord.export.embedding import embeddable
from onrecord.export.html_sections import figure_list, language_of, people, speakers, timeline
from onrecord.export.json_ld import json_ld_of
from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.people import other_problems, own_problems, people_of
from onrecord.export.permalinks import web_address
from onrecord.export.printable import printable
from onrecord.export.quotation_marks import quoted
from onrecord.export.sourcing import sourcing_of
from onrecord.export.timeline import timeline_of
from onrecord.export.wording import NOBODY_SPEAKS, facts, figures, moment, speaker
from onrecord.match.versions import difference
from onrecord.records import SourceKind
from onrecord.web.addresses import article_path, statement_path, voice_path
from onrecord.web.article_text import flow_of
from onrecord.web.changes import stretches
from onrecord.web.marking import MarkedText, kind_called, numbered, said_of
from onrecord.web.notes import Beside, voice_in
from onrecord.web.shown import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.ledger import Ledger
    from onrecord.records import Article, Reading, Statement
    from onrecord.store.kept import Stored, Version, Voiced

router = APIRouter()
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
EMBEDDED = 100
"""Statements of an article that its page has as JSON-LD too, of about 500 bytes each."""
LONGEST_NUMBER = 10
"""Digits that no number of a version has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of source in the legend: how many statements, its look, and the address that marks it alone, or all again."""

    words: str
    look: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What of an article was asked for."""

    version: int | None
    kind: str | None
    everything: bool


@router.get("/article/{key}")
async def article(
    request: Request, key: str, version: str = "", kind: str = "", all: str = "",  # noqa: A002 - the name in the address
) -> Response:  # fmt: skip
    """Show an article, or one of its versions."""
    asked = Asked(_number(version), kind if kind in KINDS else None, everything=all not in {"", "0"})
    base = str(request.base_url).rstrip("/")

    def ask(ledger: Ledger) -> dict[str, Any]:
        with ledger.store.question():
            return _article(ledger, key, asked, base)

    return await shown(request, "article.html", ask, fragment="reading")


@router.get("/article/{key}/changes")
async def changes(request: Request, key: str) -> Response:
    """Show what a later version of an article says differently; from the one before it, unless others are asked for."""
    asked = {name: _number(request.query_params.get(name)) for name in ("from", "to")}
    return await shown(
        request, "article_changes.html", lambda ledger: _changes(ledger, key, asked["from"], asked["to"])
    )


def current_of(ledger: Ledger, key: str) -> tuple[Stored, Stored]:
    """Return the current version of an article with corrections in effect, and the same as it was read."""
    stored = ledger.article(key)
    home = _article_of(stored).id
    return stored, ledger.store.article(home, as_read=True) if ledger.store.corrected_in(home) else stored


def corrected_in(stored: Stored, as_read: Stored) -> frozenset[str]:
    """Return the ids of the statements that a correction in effect has changed."""
    before = {one.id: one for one in as_read.reading.statements}
    return frozenset(one.id for one in stored.reading.statements if before.get(one.id) != one)


def _article(ledger: Ledger, key: str, asked: Asked, base: str) -> dict[str, Any]:
    current, as_read = current_of(ledger, key)
    old = asked.version is not None and asked.version != current.version
    stored = ledger.article(key, asked.version) if old else current
    article = _article_of(stored)
    home = _article_of(current).id
    pages = _pages(stored.reading.statements, current.reading.statements)
    voiced = ledger.store.voiced(home)
    beside = Beside(voiced, pages, frozenset() if old else corrected_in(current, as_read))
    text = MarkedText(article, numbered(stored.reading.statements, pages, asked.kind))
    return {
        "article": article, "home": home, "old": old, "version": stored.version, "current": current.version, "asked": asked,
        "number_asked": stored.version if old else None,
        "flow": flow_of(article, text, beside), "language": Markup(language_of(article)),  # noqa: S704 - its pattern lets no mark through
        "choices": _choices(stored.reading.statements, home, asked, stored.version if old else None),
        "versions": _versions(ledger.versions(home)), "story": _story(ledger, current.story), "facts": facts(article),
        "address": web_address(article.url), "nobody_speaks": NOBODY_SPEAKS,
        "withdrawn": [] if old else _withdrawn(current, as_read), "statements": len(stored.reading.statements),
        "json_ld": Markup(_json_ld(stored.reading, base)),  # noqa: S704 - embeddable leaves no mark
        **_tables(stored.reading, voiced),
    }  # fmt: skip


def _json_ld(reading: Reading, base: str) -> str:
    """Return an article for whoever reads pages by machine, its statements too unless they would outweigh the page: the API has all."""
    told = reading if len(reading.statements) <= EMBEDDED else replace(reading, statements=())
    return embeddable(json_ld_of(told, base))


def _tables(reading: Reading, voiced: Mapping[str, Voiced]) -> dict[str, Any]:
    """Return what stands below the text, as HTML where the report has it so: speakers, people, days, figures, problems."""
    article, sourcing = reading.article, sourcing_of(reading)
    named, moments = people_of(reading), timeline_of(reading)
    language = language_of(article) if article else ""
    voices = {speaker(one): voice_in(voiced, one) for one in reading.statements}
    pages = {name: voice_path(voice) for name, voice in voices.items() if voice}
    made = {
        "speakers": speakers(sourcing.speakers, pages) if reading.statements else "",
        "figures": figure_list(figures(sourcing)) if sourcing.statements or sourcing.credits else "",
        "people": "\n".join(people(named)) if named else "", "timeline": timeline(moments, language) if moments else "",
    }  # fmt: skip
    return {
        **{name: Markup(html) for name, html in made.items()},  # noqa: S704 - html_sections escapes
        "figure_problems": own_problems(reading.problems), "problems": other_problems(reading.problems),
    }  # fmt: skip


def _pages(statements: Sequence[Statement], current: Sequence[Statement]) -> dict[str, str]:
    """Return the pages of statements: those that the current version has with the same words, for only they are found by their ids."""
    here = {one.id: said_of(one) for one in current}
    return {one.id: statement_path(one.id) for one in statements if here.get(one.id) == said_of(one)}


def _choices(statements: Sequence[Statement], home: str, asked: Asked, version: int | None) -> list[Choice]:
    counts = Counter(one.source.kind for one in statements)
    everything = 1 if asked.everything else None
    whole = Choice("all", "", len(statements), article_path(home, version, all_=everything), asked.kind is None)
    return [whole] + [
        Choice(
            kind_called(kind), SOURCE_CLASSES[kind], counts[kind],
            article_path(home, version, kind=kind, all_=everything), asked.kind == kind,
        )
        for kind in KINDS if counts[kind]
    ]  # fmt: skip


def _withdrawn(current: Stored, as_read: Stored) -> list[tuple[str, str]]:
    """Return the id and words of the statements that somebody took out."""
    kept = {one.id for one in current.reading.statements}
    return [
        (one.id, " … ".join(s.text for s in said_of(one))) for one in as_read.reading.statements if one.id not in kept
    ]


def _versions(found: Sequence[Version]) -> list[tuple[Version, str]]:
    """Return the versions, the latest first, with when they came; nothing where there is only one."""
    return [(version, moment(version.added_at)) for version in reversed(found)] if len(found) > 1 else []


def _story(ledger: Ledger, story: str | None) -> Any | None:
    return ledger.story_card(story) if story else None


def _changes(ledger: Ledger, key: str, before: int | None, after: int | None) -> dict[str, Any]:
    versions = ledger.versions(key)
    numbers = [version.number for version in versions]
    later = numbers[-1] if after is None else after
    earlier = max((one for one in numbers if one < later), default=numbers[0]) if before is None else before
    came = {version.number: moment(version.added_at) for version in versions}
    old, new = (ledger.store.article(key, number, as_read=True) for number in (earlier, later))
    one, other = _article_of(old), _article_of(new)
    return {
        "article": other, "home": _article_of(ledger.article(key)).id, "before": earlier, "after": later, "came": came,
        "numbers": numbers, "current": numbers[-1], "language": Markup(language_of(other)),  # noqa: S704 - its pattern lets no mark through
        "stretches": stretches(one, other), "difference": difference(old.reading, new.reading),
        "looks": SOURCE_CLASSES, "speaker": speaker, "words_of": _words,
        "headlines": (one.headline, other.headline) if one.headline != other.headline else None,
    }  # fmt: skip


def _article_of(stored: Stored) -> Article:
    """Return the article of a stored reading, which has one: others are never kept."""
    article = stored.reading.article
    if article is None:
        raise NotInLedgerError("", "article", stored.reading.source)
    return article


def _words(statement: Statement) -> str:
    """Return what a statement says on one line, in quotation marks."""
    return quoted(printable(" … ".join(span.text for span in said_of(statement))))


def _number(words: str | None) -> int | None:
    """Return the number of a version that somebody typed, None where there is none; 0, which no version has, for anything else."""
    if not words:
        return None
    return int(words) if words.isascii() and words.isdecimal() and len(words) < LONGEST_NUMBER else 0
