"""Through what a statement came: outlets, networks, documents and occasions, from this article back to the speaker."""

from __future__ import annotations

import pytest
from readings_by_hand import Marked, Said, resolved

from onrecord.resolve.channels import FURTHEST, LIKELY, REACH

NAMES = {
    "Ada Moss": "person", "Bo Hill": "person", "Moss": "person", "Fennick Bugle": "organisation", "Fennick Bugle Ltd": "organisation",
    "Daily Loaf": "organisation", "Twitter": "product",
}  # fmt: skip
KINDS = {
    "The Fennick Bugle": "media",
    "the Fennick Bugle": "media",
    "the paper": "media",
    "a report": "document",
    "the Daily Loaf": "media",
}
SURELY = 0.9


def vias(
    text: str, *said: Said, tags: dict[str, str] | None = None, content: str = "it was shut", mentions: tuple[Marked, ...] = (),
    likely: float = SURELY,
) -> list[list[tuple[str, str | None]]]:  # fmt: skip
    """Return kind and name of the channels of each statement; the tagged words belong to ``content``."""
    belonging = {(words, content): likely for words in tags or {}}
    found = resolved(text, *said, names=NAMES, mentions=mentions, tags=tags, kinds=KINDS, belonging=belonging)
    for via in (via for one in found.statements for via in one.via):
        assert all(text[span.start : span.end] == span.text for span in via.spans)
    return [[(via.kind, via.name) for via in one.via] for one in found.statements]


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("the Fennick Bugle", "media", "Fennick Bugle"),
        ("Fennick Bugle", "media", "Fennick Bugle"),
        ("Twitter", "social", "Twitter"),
        ("a statement", "document", "a statement"),
        ("a  news\nconference", "event", "a news conference"),
    ],
)
def test_channels_of_each_kind_go_by_their_name_or_their_words(words: str, kind: str, name: str) -> None:
    text = f"Ada Moss told {words} it was shut."
    assert vias(text, ("it was shut", "told", "Ada Moss"), tags={words: kind}) == [[(kind, name)]]


def test_channels_have_the_fullest_name_that_the_article_gives() -> None:
    text = "Ada Moss told the Fennick Bugle it was shut. Fennick Bugle Ltd grew."
    assert vias(text, ("it was shut", "told", "Ada Moss"), tags={"the Fennick Bugle": "media"}) == [
        [("media", "Fennick Bugle Ltd")]
    ]


@pytest.mark.parametrize(("likely", "count"), [(LIKELY - 0.01, 0), (LIKELY, 0), (LIKELY + 0.01, 1)])
def test_channels_belong_from_the_threshold_on(likely: float, count: int) -> None:
    text = "Ada Moss, writing in the Fennick Bugle, said it was shut."
    (found,) = vias(text, ("it was shut", "said", "Ada Moss"), tags={"Fennick Bugle": "media"}, likely=likely)
    assert len(found) == count


def test_channels_are_those_of_their_own_statement() -> None:
    text = "Ada Moss told the Fennick Bugle it was shut. Bo Hill said it was old."
    said: list[Said] = [("it was shut", "told", "Ada Moss"), ("it was old", "said", "Bo Hill")]
    assert vias(text, *said, tags={"Fennick Bugle": "media"}) == [[("media", "Fennick Bugle")], []]


def test_channels_words_that_tell_a_time_are_none() -> None:
    text = "Ada Moss said on Tuesday it was shut."
    assert vias(text, ("it was shut", "said", "Ada Moss"), tags={"on Tuesday": "said"}) == [[]]


def test_channels_out_of_reach_are_not_asked_for() -> None:
    text = f"Ada Moss said it was shut. {'It rained. ' * (REACH // 10)}A letter came."
    assert vias(text, ("it was shut", "said", "Ada Moss"), tags={"A letter": "document"}) == [[]]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A letter came. It was shut, Ada Moss said.", 1),
        ("It was shut, Ada Moss said. A letter came.", 1),
        ("A letter came. It rained. It was shut, Ada Moss said.", 0),
        ("It was shut, Ada Moss said. It rained. A letter came.", 0),
        ("It was shut, it was old. It was big, Ada Moss said. A letter came.", 1),
    ],
)
def test_channels_stand_no_further_than_in_the_next_sentence(text: str, count: int) -> None:
    assert FURTHEST == 1
    content = text[text.index("It was") : text.index(", Ada Moss")]
    (found,) = vias(text, (content, "said", "Ada Moss"), tags={"A letter": "document"}, content=content)
    assert found == [("document", "A letter")] * count


def test_channels_come_by_kind_from_the_article_back_to_the_speaker() -> None:
    text = "At a rally, in a letter on Twitter to the Fennick Bugle, Ada Moss said it was shut."
    tags = {"a rally": "event", "a letter": "document", "Twitter": "social", "Fennick Bugle": "media"}
    assert vias(text, ("it was shut", "said", "Ada Moss"), tags=tags) == [
        [("media", "Fennick Bugle"), ("social", "Twitter"), ("document", "a letter"), ("event", "a rally")]
    ]


def test_channels_of_one_kind_keep_the_order_of_the_text() -> None:
    text = "Ada Moss told the Daily Loaf and the Fennick Bugle it was shut."
    assert vias(text, ("it was shut", "told", "Ada Moss"), tags={"Daily Loaf": "media", "Fennick Bugle": "media"}) == [
        [("media", "Daily Loaf"), ("media", "Fennick Bugle")]
    ]


def test_channels_are_named_once() -> None:
    text = "Ada Moss told the Fennick Bugle it was shut, the Fennick Bugle said."
    assert vias(text, ("it was shut", "told", "Ada Moss"), tags={"Fennick Bugle": "media"}) == [
        [("media", "Fennick Bugle")]
    ]


def test_channels_around_a_statement_come_outermost_first() -> None:
    text = "The Fennick Bugle wrote that a report said that Ada Moss had tweeted on Twitter that it was shut."
    said: list[Said] = [
        ("that a report said that Ada Moss had tweeted on Twitter that it was shut", "wrote", "The Fennick Bugle"),
        ("that Ada Moss had tweeted on Twitter that it was shut", "said", "a report"),
        ("it was shut", "tweeted", "Ada Moss"),
    ]
    mentions = ("The Fennick Bugle", "a report", "Ada Moss")
    assert vias(text, *said, tags={"Twitter": "social"}, mentions=mentions) == [
        [],
        [("media", "Fennick Bugle")],
        [("media", "Fennick Bugle"), ("document", "a report"), ("social", "Twitter")],
    ]


def test_channels_a_person_who_hands_a_word_on_is_none() -> None:
    text = "Bo Hill said that Ada Moss told him that it was shut."
    said: list[Said] = [
        ("that Ada Moss told him that it was shut", "said", "Bo Hill"),
        ("it was shut", "told", "Ada Moss"),
    ]
    assert vias(text, *said) == [[], []]


def test_channels_an_outlet_that_tells_what_it_was_told_is_one_and_once() -> None:
    text = "“It was shut,” Ada Moss told the Fennick Bugle, the Fennick Bugle wrote."
    said: list[Said] = [
        ("“It was shut,” Ada Moss told the Fennick Bugle", "wrote", "the Fennick Bugle"),
        ("“It was shut,”", "told", "Ada Moss"),
    ]
    mentions = ("Ada Moss", "the Fennick Bugle", "the Fennick Bugle")
    found = vias(text, *said, tags={"Fennick Bugle": "media"}, content="“It was shut,”", mentions=mentions)
    assert found[-1] == [("media", "Fennick Bugle")]


@pytest.mark.parametrize("tag", ["Fennick Bugle", "The Fennick Bugle"])
def test_channels_an_outlet_is_not_its_own(tag: str) -> None:
    text = "The Fennick Bugle wrote it was shut."
    assert vias(
        text, ("it was shut", "wrote", "The Fennick Bugle"), tags={tag: "media"}, mentions=("The Fennick Bugle",)
    ) == [[]]


def test_channels_an_outlet_that_is_described_is_not_its_own_either() -> None:
    text = "Ada Moss read the Fennick Bugle. It was shut, the paper wrote in the Fennick Bugle."
    mentions: tuple[Marked, ...] = ("the Fennick Bugle", ("the paper", ((0, 2.0),)))
    found = vias(
        text,
        ("It was shut", "wrote", "the paper"),
        tags={"Fennick Bugle": "media"},
        content="It was shut",
        mentions=mentions,
    )
    assert found == [[]]


@pytest.mark.parametrize("tag", ["a report", "report"])
def test_channels_a_document_is_not_its_own(tag: str) -> None:
    text = "It was shut, a report said."
    assert vias(text, ("It was shut", "said", "a report"), tags={tag: "document"}, content="It was shut") == [[]]
