"""Who is to blame when a task does not come to its end: a part, the task, or nobody in it. Decides, and touches nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.run.work import BETWEEN, Done, Limits, Task

if TYPE_CHECKING:
    from onrecord.run.work import Reason

_OWN, _OUTSIDE = 2, 1
"""What one failure counts: twice as much where the worker ended of itself as where somebody else ended it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How one try at a task ended before its end.

    ``words`` say what happened. ``reason`` is why the worker is gone, None where it is still there and the task raised an error. ``place``
    and ``name`` are of the part that was under way, ``parts`` how many had been begun. ``outside``: somebody else ended the worker.
    ``system``: the error was one of files or the network, or raised on purpose: no part is to blame for it.
    """

    words: str
    reason: Reason | None
    place: int = BETWEEN
    name: str = ""
    parts: int = 0
    outside: bool = False
    system: bool = False


@dataclass(slots=True)
class Blame:
    """Keeps count of the failures of one task."""

    limits: Limits
    _counts: Counter[int] = field(default_factory=Counter)

    def after(self, task: Task, failure: Failure) -> Task | Done:
        """Return how the task is to be tried again, or that it failed for good.

        A part that was to blame as often as ``limits.tries`` allows is left out from now on. An error that a part raised is held against it
        as a crash, so that one page that trips a bug does not cost its whole shard.
        """
        place = BETWEEN if failure.system else max(failure.place, BETWEEN)
        self._counts[place] += _OUTSIDE if failure.outside else _OWN
        if self._counts[place] < _OWN * self.limits.tries:
            return replace(task, careful=True)
        if place == BETWEEN:
            return Done(task, None, failure.words)
        return replace(task, careful=True, skip={**task.skip, place: failure.reason or "crashed"})
