"""When what of a story was reported and said, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.records import Moment
from onrecord.trace.lines import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Reading


def timeline_of(readings: Sequence[Reading]) -> tuple[Moment, ...]:
    """Return the days on which articles were published and statements made, in order; what has no one day is left out.

    On one day, an article stands before what was said, and articles are in the order of their ids.
    """
    found: set[Moment] = set()
    for reading in readings:
        if reading.article is None:
            continue
        published = day_of(reading.article)
        if published:
            found.add(Moment(published, reading.article.id))
        for statement in reading.statements:
            said = statement.said
            if said and said.from_ and said.from_ == said.to:
                found.add(Moment(said.from_, reading.article.id, statement.id))
    return tuple(
        sorted(
            found,
            key=lambda moment: (moment.when, moment.statement is not None, moment.article, moment.statement or ""),
        )
    )
