"""Windows over words: every word is computed once as its own, with what went before as context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.words import CASES, CONTEXT, OUTSIDE, WINDOW, Word, case_of, windows


def words_in(paragraphs: list[list[int]]) -> list[Word]:
    """Return words whose numbers of pieces are given, paragraph by paragraph."""
    out: list[Word] = []
    for number, sizes in enumerate(paragraphs):
        for size in sizes:
            start = out[-1].end + 1 if out else 0
            out.append(Word(start, start + size, number, 0, OUTSIDE, tuple([7] * size)))
    return out


def pieces(words: list[Word]) -> int:
    return 2 + sum(len(w.pieces) for w in words) + len({w.paragraph for w in words}) - 1


@given(st.lists(st.lists(st.integers(1, 16), min_size=1, max_size=200), max_size=12))
def test_windows_own_every_word_once_and_fit(paragraphs: list[list[int]]) -> None:
    words = words_in(paragraphs)
    cuts = windows(words)
    assert [i for cut in cuts for i in range(cut.own, cut.end)] == list(range(len(words)))
    for cut in cuts:
        assert 0 <= cut.first <= cut.own < cut.end
        assert pieces(words[cut.first : cut.end]) <= WINDOW
        assert sum(len(w.pieces) for w in words[cut.first : cut.own]) <= CONTEXT


def test_windows_end_where_paragraphs_do() -> None:
    words = words_in([[1] * 90] * 6)
    assert [(words[cut.end - 1].paragraph, cut.end % 90) for cut in windows(words)] == [(2, 0), (5, 0)]


def test_windows_give_a_short_paragraph_before_as_context() -> None:
    words = words_in([[1] * 200, [1] * 50, [1] * 150])
    assert [(cut.first, cut.own, cut.end) for cut in windows(words)] == [(0, 0, 250), (200, 250, 400)]


def test_windows_of_nothing_are_none() -> None:
    assert windows([]) == []


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("said", "lower"),
        ("Moss", "title"),
        ("I", "title"),
        ("NATO", "upper"),
        ("McLean", "mixed"),
        ("2024", "digits"),
        ("“", "other"),
    ],
)
def test_words_have_a_case(word: str, case: str) -> None:
    assert CASES[case_of(word)] == case
