"""The steps from a statement back to where it comes from, along the trail of a story that is told already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.records import Count
from onrecord.trace.steps import steps_of
from onrecord.trace.trail import Trail

if TYPE_CHECKING:
    from onrecord.records import Story
    from onrecord.store.kept import Located
    from onrecord.trace.steps import Step


def steps_back(located: Located, story: Story | None) -> tuple[Step, ...]:
    """Return the steps of a statement as ``Ledger.trace`` does; ``story`` is its article's as last told, None where it has none."""
    nothing = Count(0, 0, 0)
    return steps_of(
        located.statement.id, [located.stored.reading], Trail(story.trail if story else (), {}, nothing, {}, ())
    )
