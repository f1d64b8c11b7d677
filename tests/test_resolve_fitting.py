"""What the words of two mentions say against their standing for one thing, whatever the links say; names in lists and in longer names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings_by_hand import Marked, reading_of

from onrecord.resolve.clusters import LEAST_WITHIN, Clusters, runs_of
from onrecord.resolve.fitting import is_list

NAMES = {
    "Ada Moss": "person", "Moss": "person", "Bo Hill": "person", "Norland": "place", "Sutria": "place", "Norland Rail": "organisation",
}  # fmt: skip
SURELY = ((0, 9.0),)


def together(text: str, *marked: Marked, scores: dict[str, float] | None = None) -> list[list[str]]:
    """Return the words of the mentions of each cluster with two or more; ``scores`` are those of mentions by their words."""
    reading = reading_of(text, names=NAMES, mentions=marked)
    scored = tuple(replace(m, score=(scores or {}).get(text[m.start : m.end], m.score)) for m in reading.mentions)
    found = Clusters(text, replace(reading, mentions=scored))
    return [[text[a:b] for a, b in run] for run in runs_of(found.clusters)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("the first half", "the second half"),
        ("the third goal", "the 54th goal"),
        ("the Norland team", "the Sutrian team"),
        ("a northern mill", "the southern mill"),
        ("the Hill-Moss camp", "the Lake camp"),
        ("the council’s other mill", "the council’s last mill"),
    ],
)
def test_fitting_one_noun_of_two_things_is_told_apart(earlier: str, later: str) -> None:
    assert together(f"We saw {earlier}. We saw {later}.", earlier, (later, SURELY)) == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("the first half", "the half"),  # which tells less
        ("the half", "the second half"),
        ("a small mill", "the old stone mill"),  # "small" says what it is like
        ("the second half", "the long second half"),
        ("His own mill", "the mill"),
        ("the Norland team", "the second side"),  # another noun
        ("the Norland team", "the Norland’s first team"),
    ],
)
def test_fitting_a_noun_that_may_be_the_same_is_not_told_apart(earlier: str, later: str) -> None:
    assert together(f"Here is {earlier}. They saw {later}.", earlier, (later, SURELY)) == [[earlier, later]]


def test_fitting_a_pronoun_is_told_apart_by_nothing() -> None:
    text = "We saw the first half. It was dull."
    assert together(text, "the first half", ("It", SURELY)) == [["the first half", "It"]]


def test_fitting_of_a_name_and_a_list_that_begins_with_it_the_name_is_meant() -> None:
    text = "Ada Moss and Bo Hill came. Moss left."
    scores = {"Ada Moss and Bo Hill": 3.0}
    assert together(text, "Ada Moss", "Ada Moss and Bo Hill", "Moss", scores=scores) == [["Ada Moss", "Moss"]]


def test_fitting_of_a_name_and_what_it_is_further_called_the_likelier_is_meant() -> None:
    text = "Ada Moss of Norland came. Moss left."
    scores = {"Ada Moss of Norland": 3.0}
    assert together(text, "Ada Moss", "Ada Moss of Norland", "Moss", scores=scores) == [["Ada Moss of Norland", "Moss"]]


@pytest.mark.parametrize(
    ("between", "lists"),
    [(" and ", True), (", ", True), (", and the ", True), ("’s and ", True), (", the singer ", True), (" or ", True),
     (" of ", False), (" ", False), (" said ", False), (", who had never met the man they call ", False)],
)  # fmt: skip
def test_fitting_two_names_are_a_list_by_what_stands_between_them(between: str, *, lists: bool) -> None:
    text = f"Moss{between}Hill"
    assert is_list(text, len("Moss"), len("Moss") + len(between)) is lists


def test_fitting_a_name_in_a_longer_one_is_a_mention_of_the_thing_it_names() -> None:
    text = "Norland Rail closed. Norland slept."
    assert together(text, "Norland", "Norland Rail", "Norland") == [["Norland", "Norland"]]


def test_fitting_a_name_in_a_longer_one_that_is_hardly_a_mention_is_left_out() -> None:
    text = "Norland Rail closed. Norland slept. It rained in Norland."
    reading = reading_of(text, names=NAMES, mentions=("Norland", "Norland Rail", "Norland", "Norland"))
    first, *others = reading.mentions
    hardly = replace(first, score=LEAST_WITHIN - 0.1)
    found = Clusters(text, replace(reading, mentions=(hardly, *others)))
    assert runs_of(found.clusters) == [[(21, 28), (49, 56)]]


@pytest.mark.parametrize(
    ("earlier", "later", "joined"),
    [
        ("All three of the sources", "One of the sources", False),
        ("All three of the sources", "He", False),
        ("the former fighter", "He", True),
        ("the three sources", "They", True),
    ],
)
def test_fitting_one_of_several_is_not_all_of_them(earlier: str, later: str, *, joined: bool) -> None:
    text = f"{earlier} spoke to us. {later} said it was late."
    assert together(text, earlier, (later, SURELY)) == ([[earlier, later]] if joined else [])
