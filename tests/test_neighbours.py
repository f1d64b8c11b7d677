"""What the order of lines says of them in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.read.kinds import body_start
from onrecord.read.neighbours import (
    announced_lists,
    dated_sentences,
    list_headings,
    live_posts,
    questions,
    reads_on,
    sentences_among_paragraphs,
    standfirst,
)
from onrecord.read.segments import cut

if TYPE_CHECKING:
    from onrecord.records import BlockKind

PROSE = "The bridge at Crole was shut on Monday after a crack was found in it."
LABEL = "More from Crole"


@pytest.mark.parametrize(
    ("text", "body", "kind"),
    [
        ("His agent declined to comment on either.", 0.1, "paragraph"),
        ("His agent declined to comment on either.", 0.05, "furniture"),
        ("His agent declined to comment on either", 0.9, "furniture"),
        ("Read on.", 0.9, "furniture"),
    ],
)
def test_neighbours_take_an_unsure_sentence_into_the_body(text: str, body: float, kind: str) -> None:
    kinds: list[BlockKind] = ["headline", "paragraph", "furniture", "furniture"]
    sentences_among_paragraphs(kinds, ["A title", PROSE, text, LABEL], [0.0, 1.0, body, 0.0])
    assert kinds == ["headline", "paragraph", kind, "furniture"]


def test_neighbours_leave_sentences_far_behind_the_body_alone() -> None:
    kinds: list[BlockKind] = ["paragraph", *["furniture"] * 5]  # type: ignore[list-item]
    sentences_among_paragraphs(kinds, [PROSE] * 6, [0.9] * 6)
    assert kinds == ["paragraph", "paragraph", "paragraph", "paragraph", "furniture", "furniture"]


def test_neighbours_call_an_interviews_questions_paragraphs() -> None:
    kinds: list[BlockKind] = ["heading", "paragraph", "heading", "paragraph", "heading", "paragraph"]
    texts = ["How long did it take?", PROSE, "Who paid?", PROSE, "What comes next", PROSE]
    questions(kinds, texts)
    assert kinds == ["paragraph", "paragraph", "paragraph", "paragraph", "heading", "paragraph"]


def test_neighbours_leave_questions_that_the_markup_calls_headings() -> None:
    kinds: list[BlockKind] = ["heading", "paragraph", "heading", "paragraph"]
    questions(kinds, ["Why now?", PROSE, "What next?", PROSE], [True, False, True, False])
    assert kinds == ["heading", "paragraph", "heading", "paragraph"]


def test_neighbours_know_a_question_by_its_letter() -> None:
    kinds: list[BlockKind] = ["furniture", "related"]
    questions(kinds, ["Q: Why now?", "Quince harvest begins"])
    assert kinds == ["paragraph", "related"]


def test_neighbours_call_what_stands_above_the_byline_the_deck() -> None:
    kinds: list[BlockKind] = ["headline", "paragraph", "paragraph", "byline", "paragraph"]
    standfirst(kinds, ["Bridge shut", "News", PROSE, "By Ada Moss", PROSE])
    assert kinds == ["headline", "paragraph", "deck", "byline", "paragraph"]


def test_neighbours_need_a_byline_for_a_deck() -> None:
    kinds: list[BlockKind] = ["headline", "paragraph", "paragraph"]
    standfirst(kinds, ["Bridge shut", PROSE, PROSE])
    assert kinds == ["headline", "paragraph", "paragraph"]


def test_neighbours_call_a_short_line_above_a_list_its_heading() -> None:
    kinds: list[BlockKind] = ["furniture", "list_item", "furniture", "list_item"]
    list_headings(kinds, ["The main findings", "• One", "Share this", "• Two"], [0.4, 0.9, 0.1, 0.9])
    assert kinds == ["heading", "list_item", "furniture", "list_item"]


def test_neighbours_label_the_posts_of_a_live_blog() -> None:
    kinds: list[BlockKind] = ["furniture", "related", "paragraph", "furniture", "furniture", "heading", "paragraph"]
    live_posts(kinds, ["23:48", "Recount in the harbour ward", PROSE, "Jo Peel", "23:10", "Mabel Quince", PROSE])
    assert kinds == ["date", "heading", "paragraph", "byline", "date", "byline", "paragraph"]


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        ("Our reporter Jo Peel is at the harbour. She writes:", "furniture", "paragraph"),
        ("Our reporter Jo Peel is at the harbour. She writes:", "heading", "paragraph"),
        ("harbourfan says:", "furniture", "furniture"),
        ("What the ward's mayor says:", "furniture", "heading"),
    ],
)
def test_neighbours_take_what_announces_a_post_for_no_title(line: str, kind: BlockKind, expected: BlockKind) -> None:
    kinds: list[BlockKind] = ["furniture", kind, "paragraph", "furniture", "paragraph"]
    live_posts(kinds, ["23:48", line, PROSE, "23:10", PROSE])
    assert kinds == ["date", expected, "paragraph", "date", "paragraph"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("She leaves office on January 20, 2027, after eight years.", "paragraph"),
        ("This story was first published on January 20, 2027.", "date"),
        ("Filed on January 20, 2027.", "date"),
        ("Wednesday, January 20, 2027", "date"),
    ],
)
def test_neighbours_take_no_sentence_that_mentions_a_day_for_the_pages_date(text: str, kind: BlockKind) -> None:
    kinds: list[BlockKind] = ["date"]
    dated_sentences(kinds, [text])
    assert kinds == [kind]


def test_neighbours_take_one_time_for_no_live_blog() -> None:
    kinds: list[BlockKind] = ["furniture", "related", "paragraph"]
    live_posts(kinds, ["23:48", "Recount in the harbour ward", PROSE])
    assert kinds == ["furniture", "related", "paragraph"]


def test_neighbours_tell_prose_from_labels() -> None:
    assert reads_on(PROSE)
    assert reads_on("x" * 200)
    assert not reads_on("Key points")


def test_segments_never_cut_a_day_or_a_byline_in_two() -> None:
    text = (
        "Rower crosses ocean with parrot By Ewan Pryce Published: 09:15, 8 July 2024 Listen to this article Loading audio... "
        "A woman who rowed across the ocean with a parrot says that she would do it again. She arrived on Sunday evening. "
        "By Wednesday Port Callum had forgotten her, according to the harbour master, who was asked on 10 July 2024."
    )
    pieces = [text[a:b] for a, b in cut(text)]
    for whole in ("By Ewan Pryce", "8 July 2024", "10 July 2024"):
        assert any(whole in piece for piece in pieces), pieces


def test_kinds_take_few_points_above_the_prose_for_a_summary_and_many_for_the_article() -> None:
    def start(points: int) -> int:
        kinds: list[BlockKind] = ["headline", "paragraph", *["list_item"] * points, "paragraph"]  # type: ignore[list-item]
        return body_start(kinds, ["Title", "Key points", *["Point"] * points, PROSE], 0)

    assert start(3) == 5
    assert start(20) == 1
    assert body_start(["headline", *["list_item"] * 20], ["x"] * 21, 0) == 21  # type: ignore[list-item]


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–"])
def test_neighbours_take_what_a_colon_announces_for_a_list(bullet: str) -> None:
    kinds: list[BlockKind] = ["paragraph", "furniture", "furniture", "paragraph", "furniture"]
    texts = [
        "The council said:",
        f"{bullet} every trader would move",
        f"{bullet} it would ask why",
        PROSE,
        f"{bullet} {LABEL}",
    ]
    announced_lists(kinds, texts)
    assert kinds == ["paragraph", "list_item", "list_item", "paragraph", "furniture"]
