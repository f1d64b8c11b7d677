"""Stories, claims, copies and trails of a whole archive, on any engine: ``match`` is the main path.

Each step is a piece of work whose tasks leave files; what is there is not made again, so that a matching that was interrupted goes on where it
was. What follows from single articles (marks) and from single stories (what is told of them) is kept for the next matching, the rest, which
follows from all articles together, is made anew when articles came or went.

    marks        a sketch and keys of each article                 a task a file of articles
    ties         which articles are alike                          a task a slice of articles that are next to each other in time
    components   which hang together, those too large cut          a task a slice, then a group of slices, and so on to the whole
    members      the articles of each slice by component           a task a slice
    groups       components into stories                           a task the slice in which they begin
    told         claims, copies, trails, conflicts of stories      a task some hundred articles
    tables       the archive's tables                              a task a month
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onrecord.run.alone import alone
from onrecord.run.archive import check_finished
from onrecord.run.match_components import FindComponents, Round, first_round, levels_of, next_round, tasks_of
from onrecord.run.match_files import FOLDER, MatchFiles
from onrecord.run.match_finish import TablePart, WriteTables, publish
from onrecord.run.match_groups import GROUPS, MEMBERS, GroupComponents, Home, SortMembers, Telling
from onrecord.run.match_input import parts_of
from onrecord.run.match_marks import MARKED_BY, MARKS, MarkArticles
from onrecord.run.match_plan import Plan
from onrecord.run.match_settings import MatchSettings
from onrecord.run.match_slices import Calendar, in_order, slices_of
from onrecord.run.match_telling import TOLD, TellStories
from onrecord.run.match_ties import TIES, TieArticles
from onrecord.run.match_window import MarkedFile
from onrecord.run.place import read_json, write_json
from onrecord.run.progress import Tally
from onrecord.run.work import FatalError, Limits, Task, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onrecord.run.match_input import Part
    from onrecord.run.place import Place
    from onrecord.run.work import Engine, Watch, Work

RESULT = f"{FOLDER}/match.json"
"""What the last matching that came to its end found, and of which state of the archive."""
MATCHED_BY = 1
"""Goes up when stories are grouped otherwise than before."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a matching found. ``again`` is True where nothing had changed since the last, so that nothing was done."""

    articles: int
    stories: int
    rows: dict[str, int]
    untold: int
    """Stories that are listed and not told; ``reason`` in the table says why."""
    parts: int
    cut: int
    """How often components were too large and cut at their weakest ties."""
    told_before: int
    """Tasks of telling that an earlier matching had done."""
    again: bool = False


def match(
    place: Place, engine: Engine, settings: MatchSettings = MatchSettings(), *, tally: Tally | None = None, watch: Watch = unwatched  # noqa: B008 - frozen
) -> Matched:  # fmt: skip
    """Find the stories of the archive at ``place`` with a running engine, and write its tables of stories.

    ``tally`` is told which step begins, and of how many tasks it consists; ``watch`` what the engine tells. Raises UsageError where there is no
    finished archive, or another run is under way on it, FatalError where a step can't be done; what is done is kept, and the same call goes on
    from there.
    """
    tally = tally if tally is not None else Tally()
    tally.workers = engine.workers
    check_finished(place)  # before anything is made there
    with alone(place):
        parts = parts_of(place)
        key = _state(parts, settings)
        before = read_json(place, RESULT)
        if before is not None and before["key"] == key and not _worth_another_try(before, engine):
            return Matched(**{**before["found"], "again": True})
        return _Matching(place, engine, settings, tally, watch).run(parts, key)


def _worth_another_try(before: Mapping[str, Any], engine: Engine) -> bool:
    """Tell whether stories could not be told, and workers may take more memory or time by now, or less."""
    return bool(before["found"]["untold"]) and before.get("limits") != _limits_of(engine)


def _limits_of(engine: Engine) -> list[float]:
    limits = getattr(engine, "limits", None) or Limits()
    return [limits.worker_bytes, limits.part_seconds]


def _state(parts: Iterable[Part], settings: MatchSettings) -> str:
    """Return a name for the state of an archive, and how it is matched."""
    from onrecord.ledger import TOLD_BY  # noqa: PLC0415 - brings the reader, which nothing else here needs

    told = repr((MATCHED_BY, MARKED_BY, TOLD_BY, asdict(settings), [part.key for part in parts]))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Matching:
    """A matching under way."""

    place: Place
    engine: Engine
    settings: MatchSettings
    tally: Tally
    watch: Watch
    told_before: int = 0
    cut: int = 0

    def run(self, parts: tuple[Part, ...], key: str) -> Matched:
        """Do step after step."""
        plan = self._planned(parts, key)
        self._all("ties", TieArticles(plan), plan.files(TIES), ((one.id, one) for one in plan.slices))
        rounds, still = self._components(plan)
        tellings = self._groups(plan, rounds, still)
        told = self._told(plan, tellings)
        tables = _table_parts(tellings, told, self.settings.files_a_table)
        counts: Counter[str] = Counter()
        for rows in self._done(
            "tables", WriteTables(plan), [(f"{part.month}-{part.number:05}", part) for part in tables]
        ).values():
            counts.update(rows)
        publish(plan, tables)
        found = Matched(
            plan.calendar.total, counts["stories"], dict(counts), sum(one["untold"] for one in told.values()), len(parts), self.cut, self.told_before,
        )  # fmt: skip
        write_json(self.place, RESULT, {"key": key, "found": asdict(found), "limits": _limits_of(self.engine)})
        self._clean(plan, tellings)
        return found

    def _planned(self, parts: tuple[Part, ...], key: str) -> Plan:
        marks = MatchFiles(self.place, MARKS)
        counts = self._all(
            "marks", MarkArticles(self.place), marks, ((f"{MARKED_BY}-{part.key}", part) for part in parts)
        )
        days: Counter[str] = Counter()
        marked, held = [], []
        for part in parts:
            found = counts[f"{MARKED_BY}-{part.key}"]
            days.update(found)
            if found:
                known = sorted(in_order(day) for day in found)
                marked.append(MarkedFile(f"{MARKED_BY}-{part.key}", known[0], known[-1]))
                held.append(part)
        calendar = Calendar.of(days)
        slices = slices_of(calendar, self.settings.slice_articles)
        return Plan(self.place, key, self.settings, tuple(held), tuple(marked), calendar, slices)

    def _components(self, plan: Plan) -> tuple[tuple[Round, ...], tuple[int, ...]]:
        """Find the components, in as many rounds as it takes; return these, and the labels of those that are too large after all."""
        rounds: list[Round] = []
        cut: list[int] = []
        turn: Round | None = first_round() if plan.slices else None
        while turn is not None:
            rounds.append(turn)
            cut = []
            for level in range(len(levels_of(plan))):
                tasks = tasks_of(plan, turn, level)
                for found in self._all("components", FindComponents(plan), plan.files("open"), tasks).values():
                    cut += found
            self.cut += len(cut)
            turn = next_round(turn, cut, self.settings.tighten)
        return tuple(rounds), tuple(sorted(cut))

    def _groups(self, plan: Plan, rounds: tuple[Round, ...], still: tuple[int, ...]) -> list[Telling]:
        """Group the components into stories; return the tasks of telling, in order."""
        ids = [one.id for one in plan.slices]
        sorting = SortMembers(plan, rounds, still)
        homes = self._all("members", sorting, plan.files(MEMBERS), zip(ids, range(len(ids)), strict=True))
        visited: dict[int, list[int]] = defaultdict(list)
        for at, name in enumerate(ids):
            for home in homes[name]:
                visited[home].append(at)
        tasks = ((ids[at], Home(at, tuple(several))) for at, several in sorted(visited.items()))
        grouped = self._all("groups", GroupComponents(plan), plan.files(GROUPS), tasks)
        return [Telling(*one) for name in ids for one in grouped.get(name, ())]

    def _told(self, plan: Plan, tellings: list[Telling]) -> dict[str, Any]:
        """Have the stories told; those that an earlier matching could not tell are tried again, since workers may have more by now."""
        files = MatchFiles(self.place, TOLD)
        there = files.names()
        found = {one.key: files.result(one.key) for one in tellings if one.key in there}
        before = {key: result for key, result in found.items() if not result["untold"]}
        self.told_before = len(before)
        left = [(one.key, one) for one in tellings if one.key not in before]
        return before | self._done("told", TellStories(plan), left)

    def _all(self, step: str, work: Work, files: MatchFiles, tasks: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """Have a step's tasks done, but for those whose file is there, and return all results by name."""
        there = files.names()
        named = list(tasks)
        results = {name: files.result(name) for name, _ in named if name in there}
        return results | self._done(step, work, [(name, payload) for name, payload in named if name not in there])

    def _done(self, step: str, work: Work, tasks: list[tuple[str, Any]]) -> dict[str, Any]:
        self.tally.begin(step)
        self.tally.more_steps(len(tasks))
        results = {}
        for done in (
            self.engine.run(work, (Task(name, payload) for name, payload in tasks), self.watch) if tasks else ()
        ):
            if done.failure is not None:
                raise FatalError(
                    f"{step} of {done.task.id} could not be done ({done.failure}); what is done is kept: remove the reason and give the same command again"
                )
            results[done.task.id] = done.value
        return results

    def _clean(self, plan: Plan, tellings: list[Telling]) -> None:
        """Remove what neither this state of the archive nor the next matching needs."""
        kept = {MARKS: {file.name for file in plan.marked}, TOLD: {one.key for one in tellings}}
        for folder, names in kept.items():
            files = MatchFiles(self.place, folder)
            files.remove(sorted(files.names() - names))
        for name in self.place.names(FOLDER):
            if name not in kept and name != RESULT.rpartition("/")[2]:
                self.place.remove(f"{FOLDER}/{name}")


def _table_parts(tellings: Iterable[Telling], told: Mapping[str, Any], most: int) -> list[TablePart]:
    """Return the files that the tables are to have: for each month the stories told of it, in order, so many files of them together."""
    months: dict[str, list[str]] = defaultdict(list)
    for telling in tellings:
        for month in told[telling.key]["months"]:
            months[month].append(telling.key)
    return [
        TablePart(month, number, tuple(keys[at : at + most]))
        for month, keys in sorted(months.items())
        for number, at in enumerate(range(0, len(keys), most))
    ]
