"""Whom an article credits: sources and outlets of its statements, closed phrases, and none of those who only react."""

from __future__ import annotations

import pytest
from records_by_hand import article, of_kind, spans, statement

from onrecord.records import Entity, Reading, Source, Statement, StatementSource
from onrecord.trace.credits import credits_of, own_reporting
from onrecord.trace.fits import outlet_fits, parts_of, person_fits
from onrecord.trace.mentions import outlet_of, told_by, vague_outlet
from onrecord.trace.phrases import in_phrases


def read(text: str, *told: tuple[str, str, str, str, str], **changed: object) -> Reading:
    """A reading of ``text`` with statements (content, cue, source, kind, via)."""
    page = article(text, **{"outlet": None, "headline": None, **changed})
    made = [
        statement(page, content, cue, of_kind(page, source, kind) if source else "", via, id=f"s{number}")
        for number, (content, cue, source, kind, via) in enumerate(told)
    ]
    people = tuple(
        Entity(f"e{number}", "person", source, spans(page, source))
        for number, (_, _, source, kind, _) in enumerate(told) if kind == "person"
    )  # fmt: skip
    return Reading("r", page, tuple(made), people)


def names(reading: Reading) -> list[tuple[str, str]]:
    return [(credit.kind, credit.name) for credit in credits_of(reading)]


def test_told_an_outlet_credits_both() -> None:
    reading = read(
        "The old mill burned down on Monday, Ada Moss told the Harbour Gazette.",
        ("The old mill burned down on Monday", "told", "Ada Moss", "person", "the Harbour Gazette"),
    )
    assert names(reading) == [("person", "Ada Moss"), ("media", "Harbour Gazette")]
    assert credits_of(reading)[0].span.text == "Ada Moss told the Harbour Gazette"


def test_credits_are_words_of_the_text() -> None:
    reading = read(
        "The mill burned down, according to the Harbour Gazette. It was first reported by Lake FM Radio.",
        ("The mill burned down", "according to", "the Harbour Gazette", "media", ""),
    )
    found = credits_of(reading)
    assert [credit.name for credit in found] == ["Harbour Gazette", "Lake FM Radio"]
    assert reading.article is not None
    assert all(reading.article.text[c.span.start : c.span.end] == c.span.text for c in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mill burned. It was first reported by the Harbour Gazette.", "Harbour Gazette"),
        ("The mill burned.\n\nVia: Harbour Gazette", "Harbour Gazette"),
        ("The mill burned. [h/t Harbour Gazette]", "Harbour Gazette"),
        ("The mill burned.\n\nSOURCE MillRumours", "MillRumours"),
        ("This article originally appeared on Harbour Gazette.", "Harbour Gazette"),
        ("The mill burned, a report in the Harbour Gazette suggests.", "Harbour Gazette"),
        ("LAKETON (Radio Lake/AP) — The mill burned.", "AP"),
    ],
)
def test_phrases_credit_without_a_statement(text: str, name: str) -> None:
    assert name in [mention.name for mention in in_phrases(read(text))]


def test_picture_credits_are_no_credits() -> None:
    assert in_phrases(read("The mill burned. [Image: via Harbour Gazette]")) == []


def test_dates_are_no_outlets() -> None:
    assert in_phrases(read("The photo was first published on 23 November.")) == []


def test_what_somebody_wrote_online_is_a_credit_with_its_writer() -> None:
    reading = read(
        "Ada Moss left a farewell note on her Tumblr page, she said she was leaving.",
        ("she was leaving", "said", "Ada Moss", "person", ""),
    )
    assert ("social", "Ada Moss’s note on Tumblr") in [(m.kind, m.name) for m in in_phrases(reading)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mill will close, according to unconfirmed reports.", "unconfirmed reports"),
        ("Several reports suggest that the mill will close.", "several reports"),
    ],
)
def test_hearsay_is_found(text: str, name: str) -> None:
    assert [(m.ground, m.name) for m in in_phrases(read(text))] == [("hearsay", name)]


def test_those_who_act_in_the_story_are_not_sources() -> None:
    reading = read(
        "The guard yelled that the mill was on fire. The owner refused to leave.",
        ("the mill was on fire", "yelled", "The guard", "role", ""),
        ("to leave", "refused", "The owner", "role", ""),
    )
    assert told_by(reading) == []


def test_speech_within_speech_is_not_a_source() -> None:
    reading = read(
        "Ada Moss said that her brother said it was on fire.",
        ("her brother said it was on fire", "said", "Ada Moss", "person", ""),
        ("it was on fire", "said", "her brother", "role", ""),
    )
    assert [mention.name for mention in told_by(reading)] == ["Ada Moss"]


def test_first_person_is_not_a_source() -> None:
    reading = read("I said it was on fire.", ("it was on fire", "said", "I", "person", ""))
    assert told_by(reading) == []


def test_a_denial_is_marked() -> None:
    reading = read("The mill denied that it burned.", ("that it burned", "denied", "The mill", "organisation", ""))
    assert [mention.denies for mention in told_by(reading)] == [True]


def test_no_article_has_no_credits() -> None:
    empty = Reading("x", None)
    assert credits_of(empty) == ()
    assert own_reporting(empty) is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("The mill burned. “We saw it”, the owner told us.", True),
        ("The mill burned, the Harbour Gazette reported.", False),
        ("The mill burned.", None),
        ("The mill burned, according to several reports. The owner did not respond.", None),
    ],
)
def test_own_reporting(*, text: str, own: bool | None) -> None:
    assert own_reporting(read(text)) is own


def test_told_the_articles_own_outlet_is_own_reporting_and_no_credit() -> None:
    told = ("The mill burned down on Monday", "told", "Ada Moss", "person", "the Harbour Gazette")
    text = "The mill burned down on Monday, Ada Moss told the Harbour Gazette."
    reading = read(text, told, outlet="Harbour Gazette")
    assert own_reporting(reading) is True
    assert names(reading) == [("person", "Ada Moss")]


@pytest.mark.parametrize(
    ("short", "full", "same"),
    [
        ("the Gazette", "Harbour Gazette", True),
        ("HWG", "Harbour Weekly Gazette", True),
        ("HarbourNews", "Harbour News", True),
        ("Gazette.com", "Gazette", True),
        ("Lake Gazette", "Harbour Gazette", False),
    ],
)
def test_outlets_have_short_forms(*, short: str, full: str, same: bool) -> None:
    assert outlet_fits(parts_of(short), parts_of(full)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Moss", "Ada Moss", True),
        ("Ada-Lee Moss", "Ada Lee Moss", True),
        ("Zoé Morrow", "Zoe Morrow", True),
        ("Abdel Karim Yakubi", "Abdel Karim Yakoubi", True),
        ("Bo Moss", "Ada Moss", False),
    ],
)
def test_persons_have_short_forms(*, one: str, other: str, same: bool) -> None:
    assert person_fits(parts_of(one), parts_of(other)) is same


def test_outlets_are_freed_of_what_describes_them() -> None:
    assert outlet_of("a report in the Harbour Gazette") == "Harbour Gazette"
    assert outlet_of("Northern television channel Lake News") == "Lake News"
    assert vague_outlet("local media") == "local media"
    assert vague_outlet("the Harbour Gazette") is None


def test_documents_count_by_their_maker() -> None:
    page = article("The price will rise, according to a research note from Ada Moss.", outlet=None, headline=None)
    source = StatementSource(spans(page, "a research note from Ada Moss"), "document", "Ada Moss")
    made: Statement = statement(page, "The price will rise", "according to", source)
    reading = Reading("r", page, (made,), (Entity("e", "person", "Ada Moss", spans(page, "Ada Moss")),))
    assert {mention.name for mention in told_by(reading)} == {"Ada Moss"}
    assert page.source == Source("mill.html", "", "", "")
