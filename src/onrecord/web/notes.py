"""What stands beside a statement on a page: whose word it is, through whom, when, how far the source stands by it, and how sure OnRecord is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.printable import printable
from onrecord.export.wording import LOW_CONFIDENCE, MODES, channels, committed, printed, said, speaker, sure
from onrecord.web.marking import kind_called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.records import Article, Statement
    from onrecord.store.kept import Voiced
    from onrecord.web.marking import Numbered


@dataclass(frozen=True, slots=True)
class Note:
    """A statement in the margin, ready to print; all of it is words, none is HTML.

    ``voice`` is the id of the voice whose word it is, ``leads`` the statement's own page, None where it has none.
    """

    number: int
    statement: str
    look: str
    quiet: bool
    name: str
    voice: str | None
    channels: str
    commitment: str
    details: tuple[str, ...]
    sure: str
    low: bool
    leads: str | None
    corrected: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What notes are made from beside the statements: the voices in them, their pages, and the ids of those that somebody corrected."""

    voiced: Mapping[str, Voiced]
    pages: Mapping[str, str]
    corrected: frozenset[str] = frozenset()


def note_of(article: Article, one: Numbered, beside: Beside) -> Note:
    """Return the note of a numbered statement."""
    statement = one.statement
    return Note(
        one.number, statement.id, one.look, one.quiet, speaker(statement), voice_in(beside.voiced, statement),
        channels(statement), committed(statement), details_of(article, statement), sure(statement),
        statement.confidence < LOW_CONFIDENCE, beside.pages.get(statement.id), statement.id in beside.corrected,
        printable(statement.source.reason.text) if statement.source.reason else "",
    )  # fmt: skip


def voice_in(voiced: Mapping[str, Voiced], statement: Statement) -> str | None:
    """Return the id of the voice whose word a statement is, or None."""
    found = voiced.get(statement.id)
    return found.said[0] if found and found.said else None


def details_of(article: Article, statement: Statement) -> tuple[str, ...]:
    """Return the words that stand for the source, its kind, how it is printed, when it was said, and where if not in a paragraph."""
    kind = statement.source.kind
    details = [
        printed(statement), "" if kind in {"none", "author"} else kind_called(kind), MODES[statement.mode],
        said(statement, published=article.published),
        "" if statement.block in {"paragraph", "list_item"} else f"in the {statement.block}",
    ]  # fmt: skip
    return tuple(detail for detail in details if detail)
