"""What was read, ready to be looked at before it is stored: each page with its statements, its problems, and what came of storing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from markupsafe import Markup

from onrecord.export.html_statements import statement_list
from onrecord.export.ledger_answer import number
from onrecord.export.ledger_log import OUTCOMES, difference_words
from onrecord.export.printable import printable
from onrecord.export.sourcing import sourcing_of
from onrecord.export.wording import NOBODY_SPEAKS, facts
from onrecord.web.addresses import article_path, changes_path, story_path
from onrecord.web.given import PASTED
from onrecord.web.known import FIELDS, shown
from onrecord.web.twins import twin_of

if TYPE_CHECKING:
    from onrecord.ledger import Entry, Ledger
    from onrecord.records import Article, Problem, Reading
    from onrecord.web.readings import Job
    from onrecord.web.twins import Twin

SHOWN = 60
"""Pages that are shown one by one; of more, the rest is counted."""
PASSAGES = 40
"""Passages of one page that are shown; its own page has all, once it is stored."""
UNFOLDED = 3
"""Up to how many pages are shown with their statements unfolded."""
LACKING = {"outlet": "the outlet", "headline": "the headline", "published": "the day it came out"}
"""What of a page may not be known."""
SHORT = 300
"""Characters of a text that may be too few to tell its language."""
TOO_SHORT = "In so short a text the language is hardly to be told, and OnRecord reads English alone."
NO_ARTICLE = "no article was found in the text: it may be too short; paste some sentences of an article in English"
LONGEST = 300
"""Characters of a headline or address that are shown: real ones have up to 200."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A page that was read.

    ``passages`` are escaped HTML; ``known`` leads to its article where the ledger has it already, ``twin`` is another article with the
    same text; ``fields`` are what can be put right before it is stored, ``lacking`` what of it is not known.
    """

    index: int
    source: str
    readable: bool
    headline: str
    facts: tuple[str, ...]
    counted: str
    passages: tuple[Markup, ...]
    more: int
    unfolded: bool
    problems: tuple[str, ...]
    known: str | None
    twin: Twin | None
    fields: dict[str, str]
    lacking: tuple[str, ...]
    outcome: str | None
    details: str
    article: str | None
    changes: str | None
    story: str | None


def looked_at(job: Job, ledger: Ledger) -> tuple[LookedAt, ...]:
    """Return the pages of a request that is read, the first ``SHOWN`` of them."""
    readings = job.readings[:SHOWN]
    there = ledger.store.story_of([one.article.id for one in readings if one.article])
    for index, reading in enumerate(readings):
        if index not in job.kept and index not in job.twins:
            job.twins[index] = twin_of(ledger, reading)
    return tuple(
        _page(
            index, reading, job.kept.get(index), job.twins.get(index),
            known=bool(reading.article and reading.article.id in there), unfolded=job.done <= UNFOLDED,
        )
        for index, reading in enumerate(readings)
    )  # fmt: skip


def summary(job: Job) -> str:
    """Return what came of a request, in a line: "3 pages read, 1 could not be read. 1 added, 1 unchanged."."""
    read = sum(reading.article is not None for reading in job.readings)
    parts = [f"{number(read, 'page')} read"] if read else []
    unread = job.done - read
    parts += [f"{number(unread, 'page')} could not be read"] if unread else []
    outcomes = Counter(OUTCOMES[entry.outcome] for entry, _ in job.kept.values())
    stored = ", ".join(
        number(outcomes[name], name) if name == OUTCOMES["changed"] else f"{outcomes[name]} {name}"
        for name in OUTCOMES.values()
        if outcomes[name]
    )
    stored = f"{stored}." if stored else "Nothing is stored yet." if read else ""
    return f"{', '.join(parts)}. {stored}".strip()


def _page(  # noqa: PLR0913 - what is known of a page
    index: int, reading: Reading, kept: tuple[Entry, str | None] | None, twin: Twin | None, *, known: bool, unfolded: bool
) -> LookedAt:  # fmt: skip
    article = reading.article
    passages: tuple[Markup, ...] = ()
    more, counted, headline = 0, "", ""
    if article is not None:
        listed = statement_list(article, reading.statements)
        passages = tuple(Markup(one) for one in islice(listed, PASSAGES))  # noqa: S704 - the builder escapes
        more = sum(1 for _ in listed)
        counted = _counted(reading)
        headline = _shortened(article.headline or "") or "(no headline)"
    entry, story = kept or (None, None)
    return LookedAt(
        index, _shortened(reading.source), article is not None, headline, _facts(article) if article else (), counted, passages, more,
        unfolded, tuple(printable(_told(one, reading)) for one in reading.problems), article_path(article.id) if article and known else None,
        twin, {name: shown(article, name) for name in FIELDS} if article else {},
        tuple(LACKING[name] for name in FIELDS if article and not getattr(article, name)),
        OUTCOMES[entry.outcome] if entry else None, _details(entry), article_path(entry.article) if entry and entry.article else None,
        changes_path(entry.article) if entry and entry.article and entry.outcome == "changed" else None,
        story_path(story) if story else None,
    )  # fmt: skip


def _facts(article: Article) -> tuple[str, ...]:
    """Return what is known of an article, and that its outlet is not where it is not: nothing else may stand in its place."""
    return facts(article) if article.outlet else ("outlet unknown", *facts(article))


def _told(problem: Problem, reading: Reading) -> str:
    """Return a problem in the words of a page that has fields for what is not known, and a text where others have a page."""
    if problem.code == "times_unresolved":
        return problem.message.partition("; ")[0]
    if problem.code == "no_article" and reading.source == PASTED:
        return NO_ARTICLE
    return problem.message


def _counted(reading: Reading) -> str:
    """Return how many statements there are and by how many."""
    if not reading.statements:
        article = reading.article
        short = article is not None and (article.language is None or len(article.text) < SHORT)
        return f"{NOBODY_SPEAKS} {TOO_SHORT}" if short else NOBODY_SPEAKS
    sources = sourcing_of(reading).sources
    return number(len(reading.statements), "statement") + (f" by {number(sources, 'source')}" if sources else "")


def _details(entry: Entry | None) -> str:
    if entry is None:
        return ""
    if entry.outcome == "changed":
        return f"version {entry.version}, {difference_words(entry.difference)}"
    return number(entry.statements, "statement")


def _shortened(words: str) -> str:
    plain = printable(words)
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]} …"
