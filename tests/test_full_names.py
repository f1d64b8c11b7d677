"""Persons' names of which the names' tagger leaves out a part."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings_by_hand import names_in

from onrecord.attribute.full_names import full_names
from onrecord.model.reader import Name


def made_whole(text: str, **kinds: str) -> list[str]:
    """Return the names in the text after; ``kinds``: the names that the tagger sees, parted by "; ", by their kind."""
    names = names_in(text, {name: kind for kind, listed in kinds.items() for name in listed.split("; ")})
    return [text[name.start : name.end] for name in full_names(text, names)]


@pytest.mark.parametrize(
    ("text", "persons", "expected"),
    [
        ("Then Alice Moss left.", "Moss", ["Alice Moss"]),
        ("Then Alice J. Moss left.", "Moss", ["Alice J. Moss"]),
        ("Then Alice Moss’s car left.", "Moss’s", ["Alice Moss’s"]),
        ("Then Alice Moss left.", "Alice; Moss", ["Alice Moss"]),
        ("Alice Moss met Bob.", "Alice Moss; Bob", ["Alice Moss", "Bob"]),
        ("Bo Moss came with Alice Moss.", "Bo Moss; Alice", ["Bo Moss", "Alice Moss"]),
        ("Then Alice Street was shut.", "Alice", ["Alice"]),  # nobody is called Street
        ("The Fennick Moss left.", "Moss", ["Moss"]),  # no first name
        ("Alice, Moss and Bob left.", "Alice; Moss; Bob", ["Alice", "Moss", "Bob"]),
        ("Then Moss met Alice.", "Moss; Alice", ["Moss", "Alice"]),
    ],
)
def test_full_names_take_in_the_first_name_and_the_last(text: str, persons: str, expected: list[str]) -> None:
    assert made_whole(text, person=persons) == expected


def test_full_names_leave_bodies_as_they_are() -> None:
    text = "Alice Moss Ltd met Alice Bank."
    assert made_whole(text, organisation="Moss Ltd; Bank") == ["Moss Ltd", "Bank"]


def test_full_names_are_none_in_a_text_without_any() -> None:
    assert full_names("", []) == []


@given(
    st.lists(st.tuples(st.sampled_from(["Alice", "Moss", "Fennick", "the"]), st.sampled_from(["person", "place", ""])))
)
def test_full_names_never_overlap_nor_lose_a_letter(words: list[tuple[str, str]]) -> None:
    text, names = "", []
    for word, kind in words:
        if kind:
            names.append(Name(len(text), len(text) + len(word), kind))
        text += word + " "
    found = full_names(text, names)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(any(one.start <= name.start and name.end <= one.end for one in found) for name in names)
