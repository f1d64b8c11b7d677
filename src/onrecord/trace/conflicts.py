"""What the articles of one story say against each other: denials, numbers, days and states that cannot both be so.

A conflict shows the words of both sides and leaves it to the reader who is right. A later change of the same thing, such as a toll that
rises or a state that ends, is a development; where a thing may have changed and the days are not known, neither is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from onrecord.trace.days import day_changes
from onrecord.trace.denials import contradictions
from onrecord.trace.figures import Change, age_changes, number_changes
from onrecord.trace.lines import day_of, lines_of
from onrecord.trace.opposites import opposites
from onrecord.trace.states import state_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Conflict, Reading
    from onrecord.trace.lines import Line


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
    """Return the conflicts of one story, denials first; without claims, what it is about is told from how its articles begin.

    The first claim is taken for what the story says happened.
    """
    lines = _lines(readings)
    claim = claims[0].text if claims else None
    found = [*contradictions(lines, claim), *opposites(lines)]
    found.extend(change.conflict for change in _changes(readings, lines) if not change.later)
    return _distinct(found)


def developments_of(readings: Sequence[Reading], claims: Sequence[Claimed] = ()) -> tuple[Conflict, ...]:
    """Return the numbers and states that changed from one day to a later one, ``a`` being the earlier.

    Only articles with known days show what came later. ``claims`` is there for the same call as ``conflicts_of``.
    """
    del claims
    days = {reading.article.id: day_of(reading.article) for reading in readings if reading.article}
    changes = [change.conflict for change in _changes(readings, _lines(readings)) if change.later]
    return _distinct([change for change in changes if _dated_apart(days.get(change.a.article), days.get(change.b.article))])


def _changes(readings: Sequence[Reading], lines: Sequence[Line]) -> list[Change]:
    return [*number_changes(lines), *age_changes(readings), *state_changes(readings), *day_changes(readings)]


def _lines(readings: Sequence[Reading]) -> list[Line]:
    return [line for reading in sorted(readings, key=_order) for line in lines_of(reading)]


def _order(reading: Reading) -> tuple[str, str]:
    article = reading.article
    return ("", "") if article is None else (article.published or "9", article.id)


def _dated_apart(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _distinct(found: Sequence[Conflict]) -> tuple[Conflict, ...]:
    """Leave the first of those that show the same two passages, whatever their order."""
    kept: dict[frozenset[tuple[str, int]], Conflict] = {}
    for conflict in found:
        kept.setdefault(frozenset({(conflict.a.article, conflict.a.start), (conflict.b.article, conflict.b.start)}), conflict)
    return tuple(kept.values())
