"""A statement as the lists of all pages show it: its words with what was searched for marked, whose word it is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.printable import masked
from onrecord.export.wording import doubtful, kind_name, moment, speaker

if TYPE_CHECKING:
    from onrecord.records import SourceKind, Statement
    from onrecord.store.kept import Listed, Located

NAMELESS: dict[SourceKind, str] = {"none": "nobody named", "author": "the article itself"}
"""What stands for a source that the article gives no words for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement of a list, ready to print: ``words`` are escaped, with ``mark`` elements.

    ``day`` is when it was published, ``said`` when it was said where that is another day, ``doubt`` why it is not plainly somebody's word.
    """

    id: str
    words: Markup
    name: str
    kind: str
    look: str
    voice: str | None
    article: str
    headline: str
    outlet: str | None
    day: str
    said: str
    doubt: str
    """Why it is not plainly somebody's word, as ``wording.doubtful`` has it."""


def shown_statement(listed: Listed) -> Shown:
    """Return a listed statement ready to print."""
    return Shown(
        listed.statement, _marked(listed), listed.name or NAMELESS.get(listed.kind, listed.kind), kind_name(listed.kind),
        SOURCE_CLASSES[listed.kind], listed.voice, listed.article, listed.headline or "(no headline)", listed.outlet,
        *_days(listed.published, listed.day), doubtful(listed),
    )  # fmt: skip


def shown_located(located: Located, voice: str | None) -> Shown:
    """Return a statement of the ledger ready to print; ``voice`` is the id of the voice whose word it is."""
    one, article = located.statement, located.stored.reading.article
    words = " … ".join(span.text for span in one.content or one.cue)
    headline, outlet, published = (
        (article.headline, article.outlet, article.published) if article else (None, None, None)
    )
    day = one.said.from_ if one.said and one.said.from_ == one.said.to and one.said.from_ else None
    return Shown(
        one.id, escape(masked(words)), name_called(one), kind_name(one.source.kind), SOURCE_CLASSES[one.source.kind], voice,
        one.article, headline or "(no headline)", outlet, *_days(published, day), doubtful(one),
    )  # fmt: skip


def name_called(one: Statement) -> str:
    """Return whose word a statement is, as lists name it: "nobody named" where nobody is."""
    return NAMELESS.get(one.source.kind) or speaker(one)


def _days(published: str | None, said: str | None) -> tuple[str, str]:
    """Return the day of publication, and when it was said where that is another day, in words."""
    known = moment(published[:10]) if published else ""
    return known, f"said {moment(said[:10])}" if said and said[:10] != (published or "")[:10] else ""


def _marked(listed: Listed) -> Markup:
    words, at, parts = masked(listed.words), 0, []
    for start, end in listed.marks:
        parts += [escape(words[at:start]), "<mark>", escape(words[start:end]), "</mark>"]
        at = end
    return Markup("".join([*parts, escape(words[at:])]))  # noqa: S704 - each part is escaped
