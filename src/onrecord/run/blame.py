"""Who is to blame when a task does not come to its end: a part, the task, or nobody in it. Decides, and touches nothing.

Three kinds of ends are told apart by how sure it is that the part that was under way caused it.

- The worker ended of itself, or the driver ended it for the memory or the time that the part took, or the part raised an error: the part
  is left out after ``Limits.tries`` of these (2).
- The system seems to have ended it for want of memory: the part may have asked for too much, or another process. It counts half, and
  counts for nothing any more once the part has come to its end in a later try.
- Somebody else ended it, without a sign that memory was short: an operator, a scheduler. Nothing speaks against the part but that it was
  under way, so it is left out only after ``KILLS`` of these in a row, with no try in between that it came through, and no kill that hit
  the worker anywhere else: either shows that the part does not draw the kills. Kills at random moments hit a page that takes a fifth of
  the time from its worker's start to its own end so often in a row once in 10^14 times.

So a run always ends: a task whose worker was ended from outside ``TASK_KILLS`` times without a part to blame fails, which the end of the run
tells, and the next run tries it again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.run.work import BETWEEN, Done, Limits, Task

if TYPE_CHECKING:
    from onrecord.run.work import Reason

KILLS = 20
"""How often in a row a part may be under way when somebody else ends the worker, before it is taken for what draws the kills."""
TASK_KILLS = 100
"""How often somebody else may end the worker of a task, since a part of it was last left out, before the task fails."""
_OWN, _SHORT = 2, 1
"""What one end counts: twice as much where the worker ended of itself as where the system seems to have been short of memory."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How one try at a task ended before its end.

    ``words`` say what happened. ``reason`` is why the worker is gone, None where it is still there and the task raised an error. ``place``
    and ``name`` are of the part that was under way, ``parts`` how many had been begun. ``outside``: somebody else ended the worker;
    ``short``: that seems to have been the system, for want of memory. ``system``: the error was one of files or the network, or raised on
    purpose: no part is to blame for it. ``passed`` are the parts that came to their end in this try, as far as that is known.
    """

    words: str
    reason: Reason | None
    place: int = BETWEEN
    name: str = ""
    parts: int = 0
    outside: bool = False
    short: bool = False
    system: bool = False
    passed: frozenset[int] = frozenset()


@dataclass(slots=True)
class Blame:
    """Keeps count of the failures of one task."""

    limits: Limits
    _own: Counter[int] = field(default_factory=Counter)
    _short: Counter[int] = field(default_factory=Counter)
    _killed_at: int = BETWEEN
    _in_a_row: int = 0
    _kills: int = 0

    def after(self, task: Task, failure: Failure) -> Task | Done:
        """Return how the task is to be tried again, or that it failed for good.

        A part that was to blame as often as is allowed is left out from now on. An error that a part raised is held against it as a crash,
        so that one page that trips a bug does not cost its whole shard.
        """
        place = BETWEEN if failure.system else max(failure.place, BETWEEN)
        self._acquit(failure.passed)
        if failure.outside and not failure.short:
            return self._after_kill(task, failure, place)
        (self._short if failure.outside else self._own)[place] += 1
        if _OWN * self._own[place] + _SHORT * self._short[place] < _OWN * self.limits.tries:
            return replace(task, careful=True)
        if place == BETWEEN:
            return Done(task, None, failure.words)
        return self._without(task, place, failure.reason)

    def killed_elsewhere(self) -> None:
        """Note that somebody else ended the worker while it was at no task: whoever does that does not do it for the sake of a part."""
        self._in_a_row = 0

    def _after_kill(self, task: Task, failure: Failure, place: int) -> Task | Done:
        """Return what follows when somebody else ended the worker."""
        self._in_a_row = self._in_a_row + 1 if place == self._killed_at else 1
        self._killed_at = place
        self._kills += 1
        if place > BETWEEN and self._in_a_row >= KILLS:
            return self._without(task, place, failure.reason)
        if self._kills >= TASK_KILLS:
            return Done(task, None, f"{failure.words}, {TASK_KILLS} times; somebody or something ends the workers")
        return replace(task, careful=True)

    def _without(self, task: Task, place: int, reason: Reason | None) -> Task:
        self._kills = self._in_a_row = 0
        return replace(task, careful=True, skip={**task.skip, place: reason or "crashed"})

    def _acquit(self, passed: frozenset[int]) -> None:
        """Forget what others did while these parts were under way: they have come to their end since."""
        for place in self._short.keys() & passed:
            del self._short[place]
        if self._killed_at in passed:
            self._in_a_row = 0
