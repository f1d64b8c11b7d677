"""Which articles are alike: every article of a slice compared with those around it that share its keys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from onrecord.match.stories import NEIGHBOURS, tie_of
from onrecord.run.extras import needed
from onrecord.run.match_window import Index, sketches, window
from onrecord.run.work import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.run.match_plan import Plan
    from onrecord.run.match_slices import Slice
    from onrecord.run.work import At, Do, Task

TIES = "ties"
"""The folder of the ties: ``a`` and ``b`` are numbers, the lesser first, ``tie`` what ``match.stories.tie_of`` gives of them."""
Asked = dict[int, set[int]]
_PART = 500
"""Articles that are compared between two signs of life."""


@dataclass(frozen=True, slots=True)
class TieArticles:
    """The work: a task's payload is a ``Slice``; its result says how many ties there are."""

    plan: Plan

    def ready(self) -> Do:
        """Return what finds the ties of a slice."""
        return self._tie

    def _tie(self, task: Task, at: At) -> int:
        one: Slice = task.payload
        asked, ids = self._pairs(one, task, at)
        at(BETWEEN, "")
        ties = sorted(self._compared(one, asked, ids))
        pa = needed("pyarrow")
        kinds = (pa.int64(), pa.int64(), pa.float64())
        columns = zip(*ties, strict=True) if ties else ((), (), ())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        self.plan.files(TIES).write(one.id, pa.table(arrays, names=["a", "b", "tie"]), len(ties))
        return len(ties)

    def _pairs(self, one: Slice, task: Task, at: At) -> tuple[Asked, dict[str, int]]:
        """Return whom to compare: by the number of the one, the numbers of the slice's articles to compare it with; and all their ids."""
        plan = self.plan
        held = window(plan.marks, plan.marked, plan.calendar, plan.window(one))
        inside = held.places(one.base, one.end)
        index = Index(held, inside, plan.settings)
        asked: Asked = defaultdict(set)
        for part, start in enumerate(range(inside.start, inside.stop, _PART)):
            if part in task.skip:
                continue
            at(part, f"{one.id}, articles from {start - inside.start}")
            for place in range(start, min(start + _PART, inside.stop)):
                number = int(held.numbers[place])
                for other in held.numbers[index.nearest(place)].tolist():
                    if other not in asked[number]:  # else the pair is there: the other found this one
                        asked[other].add(number)
        compared = {number for number in asked if asked[number]} | set(range(one.base, one.end))
        at_places = np.flatnonzero(np.isin(held.numbers, np.fromiter(compared, np.int64)))
        ids = held.articles.take(needed("pyarrow").array(at_places)).to_pylist()
        return asked, dict(zip(ids, held.numbers[at_places].tolist(), strict=True))

    def _compared(self, one: Slice, asked: Asked, ids: Mapping[str, int]) -> Iterator[tuple[int, int, float]]:
        """Yield the ties of pairs that are alike."""
        plan = self.plan
        inside = {article: number for article, number in ids.items() if one.base <= number < one.end}
        own = dict(sketches(plan.marks, plan.marked, inside, [(one.first, one.last)]))
        others = {article: number for article, number in ids.items() if number not in own}
        for other, sketch in chain(own.items(), sketches(plan.marks, plan.marked, others, plan.periods(one))):
            for number in asked.get(other, ()):
                low, high = (own[number], sketch) if number < other else (sketch, own[number])
                tie = tie_of(low, high)
                if abs(tie) >= NEIGHBOURS:
                    yield min(number, other), max(number, other), tie
