"""What the articles of one story say against each other: denials, numbers, days and states that cannot both be so.

A conflict shows the words of both sides and leaves it to the reader who is right. A later change of the same thing, such as a toll that
rises or a state that ends, is a development; where a thing may have changed and the days are not known, neither is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from onrecord.records import Conflict, Passage
from onrecord.trace.contradictions import contradictions
from onrecord.trace.days import day_changes
from onrecord.trace.figures import Change, age_changes, number_changes
from onrecord.trace.lines import Lines, day_of
from onrecord.trace.opposites import opposites
from onrecord.trace.states import state_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Article, Reading, Statement
    from onrecord.trace.lines import Line


LONGEST_PASSAGE = 300
"""Characters of a side of a conflict that shows who says it as well as what."""


class Claimed(Protocol):
    """A claim of a story: its text, the ids of the statements that say it, and of those that deny it."""

    @property
    def text(self) -> str:
        """The words of the claim."""

    @property
    def statements(self) -> Sequence[str]:
        """Ids of the statements that say it."""

    @property
    def denials(self) -> Sequence[str]:
        """Ids of the statements that deny it."""


def conflicts_of(readings: Sequence[Reading], claims: Sequence[Claimed] = ()) -> tuple[Conflict, ...]:
    """Return the conflicts of one story, denials first; see ``disagreements``."""
    return disagreements(readings, claims)[0]


def developments_of(readings: Sequence[Reading]) -> tuple[Conflict, ...]:
    """Return the numbers and states that changed from one day to a later one; see ``disagreements``."""
    return disagreements(readings)[1]


def disagreements(
    readings: Sequence[Reading], claims: Sequence[Claimed] = ()
) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...]]:
    """Return what one story's articles say against each other, denials first, and what changed from one day to a later one.

    The first claim is taken for what the story says happened; without claims that is told from how the articles begin. In a development
    ``a`` is the earlier side; only articles with known days show what came later.
    """
    every = Lines()
    lines = _lines(readings, every)
    days = {reading.article.id: day_of(reading.article) for reading in readings if reading.article}
    found = [*contradictions(lines, claims[0].text if claims else None), *opposites(lines)]
    if claims and not any(conflict.reason == "denial" for conflict in found):
        found[:0] = _denied(readings, claims[0])
    changes = _changes(readings, lines, every)
    found.extend(change.conflict for change in changes if not change.later)
    later = [
        change.conflict
        for change in changes
        if change.later and _dated_apart(days.get(change.conflict.a.article), days.get(change.conflict.b.article))
    ]
    return _distinct(found), _distinct(later)


def _denied(readings: Sequence[Reading], claim: Claimed) -> list[Conflict]:
    """Return the main claim's plainest denial beside the plainest statement that says it, of another article if there is one."""
    by_id = {
        statement.id: (reading.article, statement)
        for reading in readings
        if reading.article is not None
        for statement in reading.statements
    }
    saying, denying = (
        sorted((by_id[name] for name in names if name in by_id), key=_plainest)
        for names in (claim.statements, claim.denials)
    )
    denying = [one for one in denying if one[1].polarity == "negative"]
    if not saying or not denying:
        return []
    other = next((one for one in saying if one[1].article != denying[0][1].article), saying[0])
    return [Conflict("denial", _passage(*other), _passage(*denying[0]))]


def _plainest(one: tuple[Article, Statement]) -> tuple[bool, int, str]:
    """Order statements: those with a cue first, then the shortest."""
    _, statement = one
    return not statement.cue, sum(len(span.text) for span in statement.content), statement.id


def _passage(article: Article, statement: Statement) -> Passage:
    """Return the words of a statement with its source and cue, where these stand close together; else its content."""
    content = statement.content[0]
    spans = (*statement.source.spans, *statement.cue, content)
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    if end - start > LONGEST_PASSAGE:
        start, end = content.start, content.end
    return Passage(article.id, start, end, article.text[start:end])


def _changes(readings: Sequence[Reading], lines: Sequence[Line], every: Lines) -> list[Change]:
    changes = [*number_changes(lines), *age_changes(readings, every)]
    return [*changes, *state_changes(readings, every), *day_changes(readings, every)]


def _lines(readings: Sequence[Reading], every: Lines) -> list[Line]:
    return [line for reading in sorted(readings, key=_order) for line in every.of(reading)]


def _order(reading: Reading) -> tuple[str, str]:
    article = reading.article
    return ("", "") if article is None else (article.published or "9", article.id)


def _dated_apart(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _distinct(found: Sequence[Conflict]) -> tuple[Conflict, ...]:
    """Leave the first of those that show the same two passages, whatever their order."""
    kept: dict[frozenset[tuple[str, int]], Conflict] = {}
    for conflict in found:
        kept.setdefault(
            frozenset({(conflict.a.article, conflict.a.start), (conflict.b.article, conflict.b.start)}), conflict
        )
    return tuple(kept.values())
