"""Quotations: every style of marks, marks that are missing, apostrophes, which are none, and statements beside marks."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_speakers import contents, only, read, who

from onrecord.attribute.quotations import is_full, quotations, word_count

if TYPE_CHECKING:
    from onrecord.records import BlockKind


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in quotations(text, 0, len(text))]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("``", "''"), ("«", "»"), ("''", "''"), ("„", "”")],
)
def test_quotations_every_style_of_marks(opening: str, closing: str) -> None:
    words = f"{opening}I can't see the point of it,{closing}"
    assert quoted(f"{words} Ada Moss said, {opening}and nobody does.{closing}") == [
        words,
        f"{opening}and nobody does.{closing}",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The boys' coats and the girls' hats weren't in Moss's shop.",
        "The boys’ coats and the girls’ hats weren’t in Moss’s shop.",
        "Rock 'n' roll in the '90s and the bakers' strike",
        "’Twas ever thus, the bakers’ friends’ song went.",
        "A 6' plank by a 2' plank",
        '5" of snow fell',
        'He’s a 12" man',
    ],
)
def test_quotations_apostrophes_and_inches_are_no_marks(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(("opening", "closing"), [("‘", "’"), ("'", "'")])
def test_quotations_possessives_inside_single_marks(opening: str, closing: str) -> None:
    words = f"{opening}The bakers{closing} loaves are the town{closing}s pride,{closing}"
    assert quoted(f"{words} said Ada Moss.") == [words]


def test_quotations_marks_within_marks_belong_to_the_outer_ones() -> None:
    assert quoted("“He called it ‘a slur’ twice,” she said.") == ["“He called it ‘a slur’ twice,”"]
    assert quoted('‘He called it "a slur" twice,’ she said.') == ['‘He called it "a slur" twice,’']
    assert quoted("'He said “no” to me,' she said. “Never again.”") == ["'He said “no” to me,'", "“Never again.”"]


@pytest.mark.parametrize("mark", ["“", '"', "``", "«"])
def test_quotations_without_an_end_run_to_the_end_of_the_paragraph(mark: str) -> None:
    text = f"She said: {mark}It is over. We lost."
    (quotation,) = quotations(text, 0, len(text))
    assert text[quotation.start :] == f"{mark}It is over. We lost."
    assert not quotation.closed


def test_quotations_without_a_beginning_are_none() -> None:
    assert quoted("It is over,” she said. “We lost.”") == ["“We lost.”"]


def test_quotations_keep_to_their_paragraph() -> None:
    text = "“One.\n“Two.”"
    assert [(q.start, q.end, q.closed) for q in quotations(text, 0, 5)] == [(0, 5, False)]
    assert [(q.start, q.end, q.closed) for q in quotations(text, 6, len(text))] == [(6, 12, True)]


@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("“No!”", True),
        ("“We lost.”", True),
        ("“a crime”", False),
        ("“carbon neutral.”", False),
        ("“as hard as slate”", True),
    ],
)
def test_quotations_are_full_from_three_words_or_a_sentence(words: str, full: bool) -> None:  # noqa: FBT001 - a table
    (quotation,) = quotations(words, 0, len(words))
    assert is_full(words, quotation) is full


_MARKED = st.lists(
    st.sampled_from([*"\"“”‘’'«»„", "``", "''", "word", "s", " ", ". ", ", ", "\n", "5", "🙂", "\ud800"])
)


@given(st.one_of(st.text(), _MARKED.map("".join)))
def test_quotations_are_in_order_and_have_words_in_any_text(text: str) -> None:
    found = quotations(text, 0, len(text))
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    for quotation in found:
        assert 0 <= quotation.start < quotation.end <= len(text)
        assert any(character.isalnum() for character in text[quotation.start : quotation.end])
        assert word_count(text, quotation.start, quotation.end) >= 0


@pytest.mark.parametrize("unit", ['"', "“", "'", "‘a ", "'a ", "'a", "s' a", "‘s’ a ", "``", '"a" ', '\'"a" ', "‘“a” "])
def test_quotations_take_time_that_grows_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        quotations(text, 0, len(text))
        return time.process_time() - begin

    seconds(1_000)  # the patterns are made
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.005)  # ten times the text; a square would take a hundred


# Contents of statements, brought to the marks


@pytest.mark.parametrize(
    ("text", "found", "content"),
    [
        ("“We lost it all,” Ada Moss said.", "We lost it all", "“We lost it all,”"),
        ("“We lost it all,” Ada Moss said.", "We lost it all,”", "“We lost it all,”"),
        ("``We lost it all,'' Ada Moss said.", "`We lost it all,'", "``We lost it all,''"),
        ("'We lost it all,' Ada Moss said.", "We lost it all", "'We lost it all,'"),
        ("«We lost it all», Ada Moss said.", "We lost it all», ", "«We lost it all»"),
        ("“We lost it, and we all know who did it,” Ada Moss said.", "lost it, and we all know who did it", "“We lost it, and we all know who did it,”"),
        ("The bridge is shut, Ada Moss said.", "The bridge is shut,", "The bridge is shut"),
        ("Ada Moss said: It is shut in the U.S.", "It is shut in the U.S.", "It is shut in the U.S."),
        ("Ada Moss said the bridge is “a crime”.", ": the bridge is “a crime”."[2:], "the bridge is “a crime”"),
    ],
)  # fmt: skip
def test_quotations_contents_are_brought_to_the_marks(text: str, found: str, content: str) -> None:
    assert contents(only(text, found=[(found, "said", "Ada Moss")])) == [content]


def test_quotations_a_part_of_a_quotation_stays_a_part() -> None:
    statement = only("“We lost it. Nobody helped us, and nobody will.”", found=[("Nobody helped us", "", "")])
    assert contents(statement) == ["Nobody helped us"]


def test_quotations_a_quotation_that_another_content_shares_is_not_taken() -> None:
    text = "“We lost it all in the flood of 1953 and he knows, he said it is not so,” Ada Moss said."
    whole = ("We lost it all in the flood of 1953 and he knows, he said", "said", "Ada Moss")
    first, second = read(text, found=[whole, ("it is not so", "said", "he")])
    assert contents(first)[0].endswith("he said")
    assert contents(second)[0].startswith("it is")


@pytest.mark.parametrize(
    ("text", "content", "mode"),
    [
        ("“It is over,” Ada Moss said. “All over.”", "“It is over,” + “All over.”", "direct"),
        ("“It is over.” “All over.” Ada Moss said.", "“It is over.” “All over.”", "direct"),
        ("Ada Moss said that it is over.", "that it is over", "indirect"),
        ("Ada Moss said that it is “over”.", "that it is “over”", "mixed"),
    ],
)
def test_quotations_mode_follows_the_marks(text: str, content: str, mode: str) -> None:
    assert only(text, found=[(content, "said", "Ada Moss")]).mode == mode


def test_quotations_nothing_is_said_across_furniture() -> None:
    blocks: list[tuple[BlockKind, str]] = [
        ("paragraph", "Bo Hill said: “We were early."), ("furniture", "Sign up"), ("paragraph", "“Nobody came.”"),
    ]  # fmt: skip
    first, second = read(*blocks, found=[("“We were early. + “Nobody came.”", "said", "Bo Hill")])
    assert contents(first) == ["“We were early."]
    assert (contents(second), who(second)) == (["“Nobody came.”"], ("none", None))


@pytest.mark.parametrize("kind", ["caption", "credit"])
def test_quotations_a_picture_does_not_part_a_quotation(kind: BlockKind) -> None:
    statement = only(
        "Bo Hill said: “We were early.", (kind, "The mill in May"), "“Nobody came.”",
        found=[("“We were early.", "said", "Bo Hill")],
    )  # fmt: skip
    assert contents(statement) == ["“We were early.", "“Nobody came.”"]
