"""The steps of matching by themselves: slices of a calendar, components joined in a tree, whom an article is compared with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_archive import InPlace, archive, tables
from match_readings import reading

from onrecord.run.extras import needed
from onrecord.run.match import match
from onrecord.run.match_components import (
    FindComponents,
    Round,
    connected,
    final_labels,
    first_round,
    levels_of,
    next_round,
    tasks_of,
)
from onrecord.run.match_plan import Plan
from onrecord.run.match_settings import MatchSettings
from onrecord.run.match_slices import UNDATED, Calendar, in_order, slices_of, window_of
from onrecord.run.match_tables import MATCH_TABLES, rows_of_story
from onrecord.run.match_ties import TIES
from onrecord.run.place import place_at
from onrecord.run.work import Task

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.run.columns import TableShape
    from onrecord.run.place import Place

days = st.dates(date(1999, 11, 1), date(2001, 2, 28)).map(date.isoformat) | st.just(UNDATED)
calendars = st.dictionaries(days, st.integers(1, 30), min_size=1, max_size=40).map(Calendar.of)


@given(calendars, st.integers(1, 60))
def test_slices_cover_all_articles_once(calendar: Calendar, most: int) -> None:
    slices = slices_of(calendar, most)
    assert [one.base for one in slices] == [0, *(one.end for one in slices[:-1])]
    assert slices[-1].end == calendar.total
    assert all(0 < one.count <= most for one in slices)
    assert len({one.id for one in slices}) == len(slices)
    assert [in_order(one.first) for one in slices] == sorted(in_order(one.first) for one in slices)


def test_slices_of_other_months_stay_when_articles_come() -> None:
    counts = {"2024-01-05": 6, "2024-01-20": 6, "2024-02-03": 6, "2024-03-09": 6}
    before = slices_of(Calendar.of(counts), 10)
    after = slices_of(Calendar.of({**counts, "2024-01-06": 5}), 10)
    assert [one.id for one in before] == ["2024-01-05", "2024-01-20", "2024-02", "2024-03"]
    assert [one.id for one in after] == ["2024-01-05", "2024-01-06", "2024-01-20", "2024-02", "2024-03"]


def test_slices_cut_a_day_with_too_many() -> None:
    slices = slices_of(Calendar.of({"2024-01-05": 25, UNDATED: 12}), 10)
    assert [(one.id, one.count) for one in slices] == [
        ("2024-01-05+0000", 10), ("2024-01-05+0001", 10), ("2024-01-05+0002", 5), ("unknown+0000", 10), ("unknown+0001", 2),
    ]  # fmt: skip


@given(calendars, st.integers(1, 40), st.integers(1, 40), st.integers(0, 200), st.integers(0, 60))
def test_window_is_bounded_and_holds_the_slice(
    calendar: Calendar, size: int, far: int, most: int, undated: int
) -> None:
    for one in slices_of(calendar, size):
        first, *late = window_of(calendar, one, far, most, undated)
        assert first[0] <= one.base < one.end <= first[1]
        assert first[1] - first[0] <= max(most, one.count)
        if late:
            assert late == [(calendar.dated, calendar.total)]
            assert 0 < calendar.total - calendar.dated <= undated
        if most >= 2 * calendar.total + size and one.first != UNDATED:
            near = [
                calendar.bases[at] for at, day in enumerate(calendar.days)
                if day != UNDATED and _apart(day, one.first) <= far
            ]  # fmt: skip
            assert first[0] <= min(near)


def _apart(day: str, other: str) -> int:
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days)


@given(
    st.integers(1, 30).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))))
    )
)
def test_connected_is_what_walking_finds(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = graph
    ends = np.array(edges, np.int64).reshape(-1, 2)
    found = connected(np.arange(count), ends[:, 0], ends[:, 1])
    assert found.tolist() == walked(range(count), edges)


def walked(nodes: range, edges: list[tuple[int, int]]) -> list[int]:
    """Return the least node that each can be walked to from."""
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in edges:
        beside[a].add(b)
        beside[b].add(a)
    found: dict[int, int] = {}
    for start in nodes:
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = start
                waiting += beside[node]
    return [found[node] for node in nodes]


def planned(place: Place, ties: dict[tuple[int, int], float], chosen: MatchSettings) -> Plan:
    """Return the plan of 40 articles of 20 days, with the ties that each slice found among them and those around it."""
    calendar = Calendar.of({(date(2024, 1, 1) + timedelta(at)).isoformat(): 2 for at in range(20)})
    plan = Plan(place, "k", chosen, (), (), calendar, slices_of(calendar, chosen.slice_articles))
    pa = needed("pyarrow")
    for one in plan.slices:
        own = sorted(pair for pair in ties if any(one.base <= end < one.end for end in pair))
        if (
            one.base % 4 == 0
        ):  # a tie is known to the slices of both ends, or, where each looked at others first, to one
            own = [pair for pair in own if pair[0] % 3]
        rows = [(*pair, ties[pair]) for pair in own]
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        kinds = (pa.int64(), pa.int64(), pa.float64())
        table = pa.table(
            [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)], ["a", "b", "tie"]
        )
        plan.files(TIES).write(one.id, table, 0)
    return plan


def found_by(plan: Plan) -> tuple[list[int], list[Round]]:
    """Return the label of each article, after as many rounds as it takes."""
    do = FindComponents(plan).ready()
    turn: Round | None = first_round()
    rounds, cut = [], []
    while turn is not None:
        rounds.append(turn)
        cut = [
            label for level in range(len(levels_of(plan))) for name, payload in tasks_of(plan, turn, level)
            for label in do(Task(name, payload), lambda _place, _name: None)
        ]  # fmt: skip
        turn = next_round(turn, cut, plan.settings.tighten)
    labels = [final_labels(plan, at, rounds, cut).tolist() for at in range(len(plan.slices))]
    return [label for several in labels for label in several], rounds


ties_of_40 = st.dictionaries(
    st.tuples(st.integers(0, 39), st.integers(0, 39)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([-0.5, -0.2, 0.2, 0.3, 0.5, 0.9]), max_size=60,
)  # fmt: skip


@settings(deadline=None, max_examples=12)
@given(ties_of_40, st.sampled_from([3, 8, 40]), st.sampled_from([2, 3]), st.sampled_from([2, 30]))
def test_components_are_what_walking_finds(
    tmp_path_factory: pytest.TempPathFactory, ties: dict[tuple[int, int], float], size: int, fan_in: int, far: int
) -> None:
    chosen = MatchSettings(slice_articles=size, fan_in=fan_in, component_articles=100, story_articles=100, far_days=far)
    near = {pair: tie for pair, tie in ties.items() if pair[1] // 2 - pair[0] // 2 <= far}
    plan = planned(place_at(tmp_path_factory.mktemp("components")), near, chosen)
    edges = [pair for pair, tie in kept(plan).items() if tie > 0]
    assert found_by(plan)[0] == walked(range(40), edges)


def kept(plan: Plan) -> dict[tuple[int, int], float]:
    """Return all ties that any slice has."""
    found = {}
    for one in plan.slices:
        table = plan.files(TIES).table(one.id)
        columns = (table[name].to_pylist() for name in ("a", "b", "tie"))
        found.update({(a, b): tie for a, b, tie in zip(*columns, strict=True)})
    return found


def test_components_too_large_are_cut_at_their_weakest_ties(tmp_path: Path) -> None:
    chain = {(at, at + 1): 0.3 if at % 10 == 9 else 0.8 for at in range(39)}
    chain |= {(at, at + 2): 0.8 for at in range(38) if at % 10 < 8}
    pieces = MatchSettings(slice_articles=6, fan_in=2, component_articles=12, story_articles=12, tighten=0.15)
    plan = planned(place_at(tmp_path), chain, pieces)
    labels, rounds = found_by(plan)
    known = walked(range(40), [pair for pair, tie in kept(plan).items() if tie > 0.3])
    assert labels == known
    assert len(rounds) > 1
    assert max(labels.count(label) for label in labels) <= 12


def test_components_too_large_for_any_likeness_are_cut_by_slices(tmp_path: Path) -> None:
    same = {(a, b): 1.0 for a in range(40) for b in range(a + 1, min(40, a + 5))}
    plan = planned(
        place_at(tmp_path),
        same,
        MatchSettings(slice_articles=8, fan_in=3, component_articles=12, story_articles=12, tighten=0.3),
    )
    labels, rounds = found_by(plan)
    assert rounds[-1].least + plan.settings.tighten >= 1
    assert max(labels.count(label) for label in labels) <= 8


def test_copies_of_one_text_in_their_hundreds_are_one_story(tmp_path: Path) -> None:
    text = "A hailstorm tore the roof off the library in Wexcombe Harbour and flooded forty cellars on the Ambleway."
    copies = [reading(f"copy-{number:03}", text, published="2024-05-06") for number in range(250)]
    place = archive(tmp_path, copies)
    match(place, InPlace(), MatchSettings(slice_articles=60, nearest_per_key=100, story_articles=3))
    (story,) = tables(place)["stories"]
    assert story["articles"] == 250


def test_a_dense_archive_sees_only_what_is_nearest(tmp_path: Path) -> None:
    text = "An otter undid the latch of its enclosure in Lower Pindle and swam in the fountain of a garden centre."
    several = [reading(f"a{number:02}", text, published=f"2024-05-{1 + number // 4:02}") for number in range(40)]
    place = archive(tmp_path, several)
    matched = match(place, InPlace(), MatchSettings(slice_articles=4, window_articles=12))
    assert matched.articles == 40
    assert 1 < matched.stories < 40


@pytest.mark.parametrize("shape", MATCH_TABLES.values(), ids=MATCH_TABLES)
def test_tables_are_described_and_sorted_by_their_own_columns(shape: TableShape) -> None:
    names = shape.schema.names
    assert set(shape.order) <= set(names)
    assert shape.key in names
    assert all(column.meaning for column in shape.columns)
    assert len(set(names)) == len(names)


def test_rows_of_a_story_that_was_not_told_list_its_articles() -> None:
    untold = [{"article": "a", "day": "2024-01-01"}, {"article": "b", "day": ""}]
    rows = rows_of_story({"story": "s", "record": None, "first": "2024-01-01", "untold": untold, "reason": "why"})
    assert [(row["article"], row["published"], row["told"]) for row in rows["story_articles"]] == [
        ("a", "2024-01-01", False), ("b", None, False),
    ]  # fmt: skip
    assert (rows["stories"][0]["articles"], rows["stories"][0]["told"], rows["stories"][0]["reason"]) == (2, 0, "why")
