"""What a later version says differently: nothing is lost on either side, and only what changed is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Article, Block, Source
from onrecord.web.changes import paragraphs, stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.web.changes import Paragraph

WORDS = st.lists(
    st.sampled_from(["the", "mill", "closed", "on", "Monday", "Tuesday", "two", "three", "men", "died", "."]),
    max_size=12,
)
TEXTS = st.lists(WORDS.map(" ".join), max_size=8)


def side(found: Sequence[Paragraph], gone: str) -> str:
    """Return one side of a difference, blanks aside: they are the other side's where words stayed."""
    return "".join(
        run.words for one in found for run in one.runs if run.sort in {"same", gone}
    ).replace(" ", "")  # fmt: skip


def article(*lines: str) -> Article:
    text, blocks = "", []
    for line in lines:
        blocks.append(Block("paragraph", len(text), len(text) + len(line)))
        text += f"{line}\n\n"
    return Article(
        "a1", None, None, None, None, None, None, (), None, None, (), (), text, tuple(blocks), Source("a1", "", "", "")
    )


@given(TEXTS, TEXTS)
def test_both_versions_are_in_the_difference_whole(before: list[str], after: list[str]) -> None:
    found = list(paragraphs(before, after))
    assert side(found, "gone") == "".join(before).replace(" ", "")
    assert side(found, "come") == "".join(after).replace(" ", "")


@given(TEXTS)
def test_the_same_text_has_no_difference(text: list[str]) -> None:
    assert {one.sort for one in paragraphs(text, text)} <= {"same"}


def test_only_the_words_that_changed_are_marked() -> None:
    (one,) = paragraphs(["Two men died on Monday."], ["Three men died on Monday."])
    assert [(run.sort, run.words) for run in one.runs] == [
        ("gone", "Two "), ("come", "Three "), ("same", "men died on Monday."),
    ]  # fmt: skip


def test_a_paragraph_with_other_words_went_and_another_came() -> None:
    found = list(paragraphs(["The mill is to close."], ["Nobody will say why she left."]))
    assert [one.sort for one in found] == ["gone", "come"]


def test_a_paragraph_that_moved_behind_a_new_one_is_found() -> None:
    found = list(paragraphs(["The mill will close in May."], ["Fifty jobs go.", "The mill will close in June."]))
    assert [one.sort for one in found] == ["come", "altered"]


def test_what_stayed_far_from_any_change_is_folded() -> None:
    lines = [f"Paragraph {word} says nothing new." for word in ("one", "two", "three", "four", "five", "six", "seven")]
    found = stretches(article(*lines), article(*lines[:-1], "The seventh is another."))
    assert [(one.folded, len(one.paragraphs)) for one in found] == [(True, 5), (False, 3)]


def test_texts_too_long_to_compare_by_words_are_compared_by_paragraphs() -> None:
    before, after = ("word " * 3_000 + end for end in ("one.", "two."))
    assert [one.sort for one in paragraphs([before], [after])] == ["gone", "come"]
