"""Which articles hang together by likeness, over an archive of any size: connected components, slice by slice and then joined in a tree.

A component is called by the least number in it, its *label*. A slice knows the components among its own articles, and which of them have ties
that lead out (they are *open*). Groups of neighbouring slices are joined, then groups of groups, until nothing is open. What a task holds are
the open ties of its slices, and these are few, since ties do not reach far in time.

Only ties that speak for one story count: articles without a chain of these can't meet in one (``match.stories``). A component of too many
articles is cut: in the next round its articles must be more alike to hang together. Stories are groups of the closest articles, so that what
is lost are ties between groups which would hardly have met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.match.stories import NEIGHBOURS
from onrecord.run.extras import needed
from onrecord.run.match_ties import TIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from onrecord.run.match_plan import Plan
    from onrecord.run.match_slices import Slice
    from onrecord.run.work import At, Do, Task

    Numbers = NDArray[np.int64]

LABELS, OPEN, JOINED = "labels", "open", "joined"
"""The folders: ``number, label`` of a slice's articles; ``number, label, size, to`` of the ties that lead out; ``label, now`` of those joined."""


@dataclass(frozen=True, slots=True)
class Round:
    """How alike articles must be, in which round, and which components (labels of the round before) are cut in it; None for all."""

    number: int
    least: float
    cut: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class LabelSlice:
    """A task's payload: the slice at a place in the plan."""

    round: Round
    at: int


@dataclass(frozen=True, slots=True)
class JoinGroup:
    """A task's payload: the group at a place of its level; level 1 is made of slices, which are level 0."""

    round: Round
    level: int
    at: int


@dataclass(frozen=True, slots=True)
class FindComponents:
    """The work; a task's result is the list of labels of components that are whole and too large."""

    plan: Plan

    def ready(self) -> Do:
        """Return what does a task."""
        return self._do

    def _do(self, task: Task, _at: At) -> list[int]:
        payload = task.payload
        return self._label(payload) if isinstance(payload, LabelSlice) else self._join(payload)

    def _label(self, payload: LabelSlice) -> list[int]:
        """Find the components within a slice."""
        plan, turn = self.plan, payload.round
        one = plan.slices[payload.at]
        members = self._members(one, payload)
        ties = [ties_from(plan, other, turn.least) for other in plan.lookers(payload.at)]
        a, b = (np.concatenate([pair[end] for pair in ties]) for end in (0, 1))
        a, b = np.concatenate([a, b]), np.concatenate([b, a])  # seen from both ends
        own = _within(a, one.base, one.end) & np.isin(a, members)
        a, b = a[own], b[own]
        inside = _within(b, one.base, one.end)
        found = connected(members, np.searchsorted(members, a[inside]), np.searchsorted(members, b[inside]))
        labels = members[found]
        out = (
            np.unique(np.stack([a[~inside], b[~inside]], axis=1), axis=0)
            if (~inside).any()
            else np.empty((0, 2), np.int64)
        )
        tied = labels[np.searchsorted(members, out[:, 0])]
        sizes = _sizes(labels, np.ones(len(labels), np.int64))
        large = self._too_large(np.setdiff1d(labels, tied), sizes)
        name = name_of(turn, 0, payload.at)
        self._write(LABELS, name, None, number=members, label=labels)
        self._write(OPEN, name, large, number=out[:, 0], label=tied, size=sizes(tied), to=out[:, 1])
        return large

    def _members(self, one: Slice, payload: LabelSlice) -> Numbers:
        """Return the articles of a slice that take part in a round: all in the first, then those of components that are cut."""
        turn = payload.round
        if turn.cut is None:
            return np.arange(one.base, one.end, dtype=np.int64)
        before = labels_of(self.plan, payload.at, turn.number - 1)
        return before[0][np.isin(before[1], np.array(turn.cut, np.int64))]

    def _join(self, payload: JoinGroup) -> list[int]:
        """Join the components of neighbouring slices or groups."""
        plan, turn, level = self.plan, payload.round, payload.level
        children = children_of(plan, level, payload.at)
        base, end = span_of(plan, level, payload.at)
        tables = [plan.files(OPEN).table(name_of(turn, level - 1, child)) for child in children]
        number, label, size, to = (_column(tables, name) for name in ("number", "label", "size", "to"))
        known, first = np.unique(label, return_index=True)
        ends, at_end = np.unique(number, return_index=True)
        met = _within(to, base, end)
        others = label[at_end[np.searchsorted(ends, to[met])]]
        found = connected(known, np.searchsorted(known, label[met]), np.searchsorted(known, others))
        now = known[found]
        sizes = _sizes(now, size[first])
        kept = ~met
        tied = now[np.searchsorted(known, label[kept])]
        changed = now != known
        name = name_of(turn, level, payload.at)
        large = self._too_large(np.setdiff1d(now, tied), sizes)
        self._write(JOINED, name, None, label=known[changed], now=now[changed])
        self._write(OPEN, name, large, number=number[kept], label=tied, size=sizes(tied), to=to[kept])
        return large

    def _too_large(self, closed: Numbers, sizes: Any) -> list[int]:
        return [int(label) for label in closed[sizes(closed) > self.plan.settings.component_articles]]

    def _write(self, folder: str, name: str, result: Any, **columns: Numbers) -> None:
        self.plan.files(folder).write(name, needed("pyarrow").table(columns), result)


def name_of(turn: Round | int, level: int, at: int) -> str:
    """Return what the files of a slice (level 0) or group are called."""
    number = turn if isinstance(turn, int) else turn.number
    return f"{number:02d}-{level}-{at:07d}"


def levels_of(plan: Plan) -> list[int]:
    """Return how many groups each level has, the slices (level 0) first."""
    counts = [len(plan.slices)]
    while counts[-1] > 1:
        counts.append(-(-counts[-1] // plan.settings.fan_in))
    return counts


def children_of(plan: Plan, level: int, at: int) -> range:
    """Return the places, in the level below, of what a group joins."""
    fan_in = plan.settings.fan_in
    return range(at * fan_in, min((at + 1) * fan_in, levels_of(plan)[level - 1]))


def span_of(plan: Plan, level: int, at: int) -> tuple[int, int]:
    """Return the interval of numbers that a group has."""
    held = plan.settings.fan_in**level
    slices = plan.slices[at * held : (at + 1) * held]
    return slices[0].base, slices[-1].end


def ties_from(plan: Plan, one: Slice, least: float) -> tuple[Numbers, Numbers]:
    """Return both ends of the ties that a slice has found and that are at least so strong."""
    table = plan.files(TIES).table(one.id)
    strong = table["tie"].to_numpy() >= least
    return table["a"].to_numpy()[strong], table["b"].to_numpy()[strong]


def labels_of(plan: Plan, at: int, turn: int) -> tuple[Numbers, Numbers]:
    """Return the articles of a slice that took part in a round, ascending, and their labels after all joins."""
    table = plan.files(LABELS).table(name_of(turn, 0, at))
    numbers, labels = table["number"].to_numpy(), table["label"].to_numpy()
    for level in range(1, len(levels_of(plan))):
        at //= plan.settings.fan_in
        joined = plan.files(JOINED).table(name_of(turn, level, at))
        labels = _mapped(labels, joined["label"].to_numpy(), joined["now"].to_numpy())
    return numbers, labels


def final_labels(plan: Plan, at: int, rounds: Sequence[Round], still: Sequence[int]) -> Numbers:
    """Return the label of every article of a slice: that of the last round that it took part in.

    ``still`` are the components that are too large after the last round; their articles of one slice hang together, whatever ties lead out.
    """
    one = plan.slices[at]
    found = np.empty(one.count, np.int64)
    for turn in rounds:
        numbers, labels = labels_of(plan, at, turn.number)
        found[numbers - one.base] = labels
    large = np.isin(found, np.array(still, np.int64))
    if large.any():
        table = plan.files(LABELS).table(name_of(rounds[-1], 0, at))
        numbers, labels = table["number"].to_numpy(), table["label"].to_numpy()
        held = np.searchsorted(numbers, np.flatnonzero(large) + one.base)
        found[large] = labels[held]
    return found


def first_round() -> Round:
    """Return the round in which all articles take part."""
    return Round(0, NEIGHBOURS)


def next_round(turn: Round, cut: Sequence[int], tighten: float) -> Round | None:
    """Return the round that cuts components which are too large; None where there are none, or likeness can't be asked for any more."""
    least = round(turn.least + tighten, 6)
    return Round(turn.number + 1, least, tuple(sorted(cut))) if cut and least < 1 else None


def tasks_of(plan: Plan, turn: Round, level: int) -> Iterator[tuple[str, LabelSlice | JoinGroup]]:
    """Yield name and payload of the tasks of a level; those of the level below must be done."""
    for at in range(levels_of(plan)[level]):
        yield name_of(turn, level, at), LabelSlice(turn, at) if level == 0 else JoinGroup(turn, level, at)


def connected(labels: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """Return for each node the least node of its component. ``a`` and ``b`` are the ends of edges; ``labels`` stand for the nodes, in order.

    All nodes take the least of their neighbours at once, then that one's, until nothing changes: a few passes for any shape (after Shiloach
    and Vishkin 1982).
    """
    root = np.arange(len(labels))
    while len(a):
        before = root.copy()
        low = np.minimum(root[a], root[b])
        np.minimum.at(root, root[a], low)
        np.minimum.at(root, root[b], low)
        root = root[root]
        if (before == root).all():
            break
    while (root[root] != root).any():
        root = root[root]
    return root


def _mapped(labels: Numbers, known: Numbers, now: Numbers) -> Numbers:
    """Return labels with those that are known (ascending) replaced by what they are now."""
    if not len(known):
        return labels
    at = np.minimum(np.searchsorted(known, labels), len(known) - 1)
    return np.where(known[at] == labels, now[at], labels)


def _sizes(labels: Numbers, counts: Numbers) -> Any:
    """Return what gives the sum of the counts of each label."""
    known, at = np.unique(labels, return_inverse=True)
    sums = np.zeros(len(known), np.int64)
    np.add.at(sums, at, counts)

    def of(asked: Numbers) -> Numbers:
        return sums[np.searchsorted(known, asked)] if len(known) else np.zeros(len(asked), np.int64)

    return of


def _within(numbers: Numbers, base: int, end: int) -> NDArray[np.bool_]:
    return (numbers >= base) & (numbers < end)


def _column(tables: Sequence[Any], name: str) -> Numbers:
    return np.concatenate([table[name].to_numpy() for table in tables]).astype(np.int64)
