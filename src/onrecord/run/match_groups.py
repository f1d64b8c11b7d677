"""Components made into stories. Every component is grouped in the slice that it begins in; stories are then put together into tasks of telling.

What a task of telling is called follows from the articles that it tells, what they say, and how stories are told: one that an earlier matching
left is used again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.match.stories import grouped
from onrecord.run.extras import needed
from onrecord.run.match_components import final_labels
from onrecord.run.match_far import far_ties
from onrecord.run.match_slices import in_order
from onrecord.run.match_ties import TIES
from onrecord.run.match_window import heads
from onrecord.run.work import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.run.match_components import Round
    from onrecord.run.match_plan import Plan
    from onrecord.run.work import At, Do, Task

MEMBERS, EDGES, GROUPS = "members", "edges", "groups"
"""The folders: the articles of a slice by component, the ties of these, and the stories that begin in a slice."""
TOLD_AS = 1
"""Goes up when what is kept of a story told has another shape."""
_ID_DIGITS = 16
"""Hexadecimal digits of a story's id. A ledger takes 12, of which two among 20 million stories would be the same."""
_MEET_AGAIN = 64
"""One story in so many begins a new task, so that a new story shifts the tasks of those next to it and not of all that follow."""


@dataclass(frozen=True, slots=True)
class SortMembers:
    """The work before: a task's payload is the place of a slice; its result is the places of the slices in which its components begin."""

    plan: Plan
    rounds: tuple[Round, ...]
    still: tuple[int, ...]

    def ready(self) -> Do:
        """Return what sorts the articles of a slice by component."""
        return self._sort

    def _sort(self, task: Task, _at: At) -> list[int]:
        pa, plan, at = needed("pyarrow"), self.plan, task.payload
        one = plan.slices[at]
        labels = final_labels(plan, at, self.rounds, self.still)
        order = np.argsort(labels, kind="stable")
        held = heads(plan.marks, plan.marked, plan.calendar, (one.base, one.end), ["digest"])
        held = held.append_column("label", pa.array(labels)).take(pa.array(order))
        homes = sorted({plan.home(label) for label in np.unique(labels).tolist()})
        ties = plan.files(TIES).table(one.id)
        a, b = ties["a"].to_numpy(), ties["b"].to_numpy()
        own_a, own_b = (a >= one.base) & (a < one.end), (b >= one.base) & (b < one.end)
        of_a, of_b = labels[np.where(own_a, a - one.base, 0)], labels[np.where(own_b, b - one.base, 0)]
        kept = ~(own_a & own_b & (of_a != of_b))
        ties = (
            ties.append_column("label", pa.array(np.where(own_a, of_a, of_b))).filter(pa.array(kept)).sort_by("label")
        )
        plan.files(EDGES).write(one.id, ties)
        plan.files(MEMBERS).write(one.id, held, homes)
        return homes


@dataclass(frozen=True, slots=True)
class Home:
    """A task's payload: the place of a slice, and those of the slices that have articles of the components which begin in it."""

    at: int
    visited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A task of telling: ``rows`` rows of the stories of a slice from ``first`` on; ``key`` names what is told."""

    key: str
    slice: str
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story; ``file`` is the place of the file of marks that has it."""

    article: str
    day: str
    file: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Component:
    """Articles that hang together, by id, and the ties between them."""

    label: int
    members: Mapping[str, Member]
    ties: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class GroupComponents:
    """The work: a task's result is what there is to tell of a slice, as ``Telling`` in plain lists."""

    plan: Plan

    def ready(self) -> Do:
        """Return what groups the components of a slice."""
        return self._group

    def _group(self, task: Task, at: At) -> list[list[Any]]:
        pa, plan, home = needed("pyarrow"), self.plan, task.payload
        one = plan.slices[home.at]
        stories = []
        for place, component in enumerate(self._components(home)):
            if len(component.members) > 1:
                at(place, f"component {component.label} of {len(component.members)} articles")
            groups = self._stories(component, skip=place in task.skip)
            stories += [[component.members[name] for name in group] for group in groups]
        at(BETWEEN, "")
        stories = sorted((sorted(story, key=_by_day) for story in stories), key=lambda story: _by_day(story[0]))
        rows = [
            {"story": name, "article": member.article, "day": member.day, "file": member.file}
            for story in stories
            for name in [story_id(story)]
            for member in story
        ]  # fmt: skip
        schema = pa.schema(
            [("story", pa.string()), ("article", pa.string()), ("day", pa.string()), ("file", pa.int32())]
        )
        tasks = [
            [one_task.key, one_task.slice, one_task.first, one_task.rows] for one_task in self._tasks(one.id, stories)
        ]
        plan.files(GROUPS).write(one.id, pa.Table.from_pylist(rows, schema), tasks)
        return tasks

    def _stories(self, component: Component, *, skip: bool) -> list[list[str]]:
        """Group a component; one that ended a worker twice is not grouped, so that its articles are stories of one."""
        names = sorted(component.members)
        if skip or len(names) == 1:
            return [[name] for name in names]
        return grouped(names, {**component.ties, **far_ties(self.plan, component.members)})

    def _components(self, home: Home) -> Iterator[Component]:
        """Yield the components that begin in a slice."""
        members = self._rows(MEMBERS, home, ["label", "number", "article", "day", "file", "digest"])
        ties = self._rows(EDGES, home, ["label", "a", "b", "tie"])
        at = 0
        ends = [*np.flatnonzero(np.diff([row[0] for row in members])) + 1, len(members)] if members else []
        tied = {label: place for place, label in reversed(list(enumerate(row[0] for row in ties)))}
        for end in ends:
            label = members[at][0]
            names = {number: article for _, number, article, *_ in members[at:end]}
            held = {row[2]: Member(*row[2:]) for row in members[at:end]}
            between = {}
            for place in range(tied.get(label, len(ties)), len(ties)):
                other, a, b, tie = ties[place]
                if other != label:
                    break
                if a in names and b in names:
                    between[names[a], names[b]] = tie
            yield Component(label, held, between)
            at = int(end)

    def _rows(self, folder: str, home: Home, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows, sorted, of the components that begin in a slice, from all slices that they go on in."""
        compute, plan = needed("pyarrow.compute"), self.plan
        one, files = plan.slices[home.at], plan.files(folder)
        rows: list[tuple[Any, ...]] = []
        for visited in home.visited:
            for batch in files.batches(plan.slices[visited].id, columns, ("label", one.base, one.end - 1)):
                label = batch["label"]
                held = batch.filter(compute.and_(compute.greater_equal(label, one.base), compute.less(label, one.end)))
                rows += zip(*(held[name].to_pylist() for name in columns), strict=True)
        rows.sort(key=lambda row: row[:3])
        return rows

    def _tasks(self, name: str, stories: Sequence[Sequence[Member]]) -> Iterator[Telling]:
        """Yield the tasks of telling for stories in order, each of as many articles as one is to have."""
        most = self.plan.settings.task_articles
        held: list[Sequence[Member]] = []
        first = rows = articles = 0
        for story in stories:
            size = min(len(story), self.plan.settings.story_articles)
            begins = int(story_id(story)[1:], 16) % _MEET_AGAIN == 0
            if held and (articles + size > most or begins):
                yield Telling(self._key(held), name, first, rows)
                held, first, rows, articles = [], first + rows, 0, 0
            held.append(story)
            rows += len(story)
            articles += size
        if held:
            yield Telling(self._key(held), name, first, rows)

    def _key(self, stories: Sequence[Sequence[Member]]) -> str:
        from onrecord.ledger import TOLD_BY  # noqa: PLC0415 - brings the reader, which other tasks need not wait for

        told = hashlib.blake2b(f"{TOLD_AS} {TOLD_BY} {self.plan.settings.story_articles}".encode(), digest_size=16)
        for story in stories:
            told.update(f"\0{len(story)}".encode())
            for member in story:
                told.update(member.article.encode() + b"\0" + member.digest)
        return told.hexdigest()


def story_id(story: Sequence[Member]) -> str:
    """Return the id of a story: as a ledger's, made of that of its articles which comes first in the alphabet."""
    first = min(member.article for member in story)
    return "s" + hashlib.sha256(f"{first}\0{0}".encode()).hexdigest()[:_ID_DIGITS]


def _by_day(member: Member) -> tuple[str, str]:
    return in_order(member.day), member.article
