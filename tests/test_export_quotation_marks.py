"""Words between quotation marks: one pair round them, nested ones within, and none that has lost its other half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.export.quotation_marks import balanced, quoted


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("it is open", "“it is open”"),
        ("“It is open,”", "“It is open”"),
        ('"It is open."', "“It is open.”"),
        ("said:”", "“said:”"),
        ('“Two were killed,"', "“Two were killed”"),
        ('“"He asked', "“He asked”"),
        ("He “asked for …", "“He asked for …”"),
        ("the “dispute” is over", "“the ‘dispute’ is over”"),
        ('"No," she said. "Never."', "“‘No,’ she said. ‘Never.’”"),
        ('"They call it "the hole" here,"', "“They call it ‘the hole’ here”"),
        ('"It is open," … "We like it."', "“It is open, … We like it.”"),
        ("«Non»", "“Non”"),
        ("„Nein“, sagte er", "“‘Nein’, sagte er”"),
        ("'We can't stop'", "“We can't stop”"),
        ("'yes' and 'no'", "“'yes' and 'no'”"),
        ('a board 6" wide', '“a board 6" wide”'),
        ("the dogs' dinner", "“the dogs' dinner”"),
    ],
)  # fmt: skip
def test_quotation_marks_stand_once_round_the_words(words: str, shown: str) -> None:
    assert quoted(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [("that it was “open to all”", "that it was “open to all”"), ("said:”", "said:"), ("“It is open", "It is open")],
)
def test_quotation_marks_without_their_other_half_go(words: str, shown: str) -> None:
    assert balanced(words) == shown


@given(st.text(alphabet="ab \"“”„«»‘'’.,…\n1"))
def test_quotation_marks_are_as_many_opening_as_closing_and_no_letter_is_lost(words: str) -> None:
    shown = quoted(words)
    assert (shown[0], shown[-1]) == ("“", "”")
    assert not set(shown[1:-1]) & set("“”„«»")
    assert [letter for letter in shown if letter in "ab1"] == [letter for letter in words if letter in "ab1"]
