"""Articles of one event become one story, whatever order they come in; another event stays another story."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_readings import reading

from onrecord.language.rarity import rarity, stem
from onrecord.match.sketch import KEYS, TERMS
from onrecord.match.stories import WINDOW, Sketch, keys_of, likeness, place, same_event, sketch_of, stories_of
from onrecord.records import Reading

STORM = (
    "A hailstorm tore the roof off the library in Wexcombe Harbour and flooded forty cellars, the fire brigade said.",
    "Hail as large as plums smashed greenhouses along the Ambleway. Nobody was hurt.",
)
STORM_ELSEWHERE = (
    "Hailstones the size of plums have wrecked the library roof in Wexcombe Harbour.",
    "Firefighters pumped out some forty flooded cellars, and greenhouses on the Ambleway were smashed.",
)
STORM_SHORT = ("Wexcombe Harbour: hailstorm takes roof off library, cellars flooded and greenhouses smashed.",)
OTTER = (
    "The zookeeper Tilda Quarrow says that an otter named Biscuit opened the latch of its own enclosure in Lower Pindle.",
    "Biscuit was found two days later in the fountain of a garden centre, eating koi.",
)
OTTER_ELSEWHERE = (
    "Biscuit the otter escaped by undoing a latch, according to keeper Tilda Quarrow of the Lower Pindle zoo.",
    "It turned up in a garden centre's fountain, where it ate the koi.",
)
CHEESE = ("Cheesemakers in Dunmarrow have set a record with a wheel of blue cheese that weighs 612 kilograms.",)
ROUNDUP = (
    "This week in brief. A hailstorm tore a roof off the library in Wexcombe Harbour.",
    "An otter named Biscuit escaped in Lower Pindle; keeper Tilda Quarrow blamed a latch.",
    (
        "And cheesemakers in Dunmarrow made a wheel of blue cheese of 612 kilograms. Trains were late again, the tram drivers of Ostrey"
        " want shorter shifts, and the mayor of Hexley has opened a swimming pool with a slide."
    ),
)
ALL = [
    reading("storm-1", *STORM), reading("storm-2", *STORM_ELSEWHERE), reading("storm-3", *STORM_SHORT),
    reading("otter-1", *OTTER, names=("Tilda Quarrow",)), reading("otter-2", *OTTER_ELSEWHERE, names=("Tilda Quarrow",)),
    reading("cheese", *CHEESE),
]  # fmt: skip


def grouped(readings: list[Reading]) -> set[frozenset[str]]:
    sketches = [sketch_of(one) for one in readings]
    return {frozenset(sketches[index].article for index in story) for story in stories_of(sketches)}


def test_three_outlets_on_one_event_are_one_story_and_others_stay_apart() -> None:
    assert grouped(ALL) == {
        frozenset({"storm-1", "storm-2", "storm-3"}), frozenset({"otter-1", "otter-2"}), frozenset({"cheese"}),
    }  # fmt: skip


def test_an_article_about_many_events_does_not_make_them_one() -> None:
    stories = grouped([*ALL, reading("roundup", *ROUNDUP)])
    assert not any({"storm-1", "otter-1"} <= story or {"storm-1", "cheese"} <= story for story in stories)


def test_two_storms_in_one_town_three_weeks_apart_are_two_stories() -> None:
    first = [
        reading("a1", *STORM, published="2031-03-02"),
        reading("a2", *STORM_ELSEWHERE, published="2031-03-03T08:00:00+00:00"),
    ]
    second = [
        reading("b1", *STORM_ELSEWHERE, published="2031-03-23"),
        reading("b2", *STORM_SHORT, published="2031-03-24"),
    ]
    assert grouped(first + second) == {frozenset({"a1", "a2"}), frozenset({"b1", "b2"})}


def test_an_article_without_a_day_joins_one_of_two_storms_but_does_not_join_them() -> None:
    stories = grouped(
        [
            reading("a1", *STORM, published="2031-03-02"),
            reading("b1", *STORM_ELSEWHERE, published="2031-03-23"),
            reading("undated", *STORM_SHORT),
        ]
    )
    assert len(stories) == 2


@pytest.mark.parametrize(("days", "same"), [(0, True), (WINDOW, True), (WINDOW + 1, False)])
def test_same_event_ends_with_the_window(days: int, same: bool) -> None:  # noqa: FBT001
    a = sketch_of(reading("a", *STORM, published="2031-03-02"))
    b = sketch_of(reading("b", *STORM_ELSEWHERE, published=f"2031-03-{2 + days:02}"))
    assert same_event(a, b) is same
    assert same_event(b, a) is same


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    assert sketch_of(reading("a", *STORM, published="2031-02-31")).day is None


@settings(max_examples=60, deadline=None)
@given(st.permutations([*ALL, reading("roundup", *ROUNDUP)]))
def test_the_order_of_the_articles_does_not_change_the_stories(order: list[Reading]) -> None:
    assert grouped(order) == grouped([*ALL, reading("roundup", *ROUNDUP)])


@settings(max_examples=60, deadline=None)
@given(st.permutations([*ALL, reading("roundup", *ROUNDUP)]))
def test_adding_one_by_one_gives_the_stories_of_the_whole(order: list[Reading]) -> None:
    homes: dict[str, list[Sketch]] = {}
    for one in order:
        new = sketch_of(one)
        keys = set(keys_of(new))
        near = [(other, home) for home, held in homes.items() for other in held if keys & set(keys_of(other))]
        joined = [sketch for home in place(new, near) for sketch in homes.pop(home)]
        homes[new.article] = [*joined, new]
    found = {frozenset(held[index].article for index in story) for held in homes.values() for story in stories_of(held)}
    assert found == grouped(order)


def test_likeness_is_symmetric_and_one_for_the_same_text() -> None:
    a, b = (sketch_of(reading(name, *text)) for name, text in (("a", STORM), ("b", STORM_ELSEWHERE)))
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert likeness(a, a) == pytest.approx(1.0, abs=0.01)


def test_articles_of_one_event_share_a_key_and_sketches_stay_small() -> None:
    a, b = (sketch_of(reading(name, *text)) for name, text in (("a", STORM), ("b", STORM_ELSEWHERE)))
    assert set(keys_of(a)) & set(keys_of(b))
    assert len(keys_of(a)) <= KEYS
    assert len(a.terms) <= TERMS
    assert Sketch.from_json(json.loads(json.dumps(a.as_json()))) == a


def test_names_of_the_reading_weigh_more() -> None:
    plain, named = (sketch_of(reading("a", *OTTER, names=names)) for names in ((), ("Tilda Quarrow",)))
    assert named.terms["quarrow"] > plain.terms["quarrow"]


def test_an_article_without_words_is_a_story_of_its_own() -> None:
    assert stories_of([sketch_of(reading("a", "…")), sketch_of(reading("b", "…"))]) == [[0], [1]]
    assert stories_of([]) == []


def test_nothing_read_has_no_sketch() -> None:
    with pytest.raises(ValueError, match="nothing was read"):
        sketch_of(Reading("page.html", None))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("crashes", "crashed"),
        ("stories", "story"),
        ("stopped", "stopping"),
        ("110,000", "110000"),
        ("announces", "announced"),
    ],
)
def test_inflections_have_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


def test_rare_words_are_rarer_than_common_ones() -> None:
    assert rarity("the") < 0.1 < rarity(stem("police")) < rarity(stem("otter")) <= rarity("qwyxz")
