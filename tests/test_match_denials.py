"""A claim is worded by whoever had it first, and who says that it is not so is never among those who say it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from records_by_hand import of_kind, statement
from test_match_claims import told

from onrecord.language.negation import denies_own, is_negative
from onrecord.match.claims import claims_of, main_text
from onrecord.match.main_claim import says_plainly, without_dateline
from onrecord.match.pairs import opposed
from onrecord.match.wording import wording_of
from onrecord.records import Block, Reading

SALE = "Orvale council will sell the river ferry to the Brandt company in spring"


@pytest.mark.parametrize(
    ("text", "negative", "own"),
    [
        ("it had “made no bid and had no talks” about the ferry", True, True),
        ("it never bid for the ferry", True, True),
        ("“We haven’t spoken to anybody about a ferry,”", True, True),
        ("“No, we never met,”", True, True),
        ("“The ferry is not for sale, and there is no buyer,”", True, False),
        ("the ward sent patients away because it did not have enough nurses", False, False),
        ("the ferry will be sold, although the mayor does not like it", False, False),
        ("a man who did not want to wait swam across", False, False),
        ("we do not know who lit the fire", False, False),
        ("it could neither confirm nor deny a sale", False, False),
        ("not only the ferry will be sold", False, False),
        ("the ferry will be sold", False, False),
        ("", False, False),
    ],
)
def test_the_main_clause_tells_whether_something_is_said_not_to_be(*, text: str, negative: bool, own: bool) -> None:
    assert is_negative(text) is negative
    assert denies_own(text) is own


def test_speakers_deny_by_their_own_names_too() -> None:
    assert denies_own("Brandt is not in talks about the ferry", "Brandt Holdings")
    assert not denies_own("Brandt is not in talks about the ferry", "Ilse Moor")


def test_a_negation_in_a_reason_turns_no_claim() -> None:
    claim = wording_of("Women were turned away from the Orvale ward on 41 nights for want of midwives.")
    same = wording_of("The Orvale ward turned women away on 41 nights because it did not have enough midwives.")
    other = wording_of("Women were not turned away from the Orvale ward on 41 nights.")
    assert not opposed(claim, same)
    assert opposed(claim, other)


STORY = (
    told("a", f"{SALE}, an official said.", said=((SALE, "said", "an official"),)),
    told("b", f"{SALE}, the Courier reported.", said=((SALE, "reported", "the Courier"),)),
    told(
        "c", "Brandt said it had “made no bid and had no talks” about the river ferry of Orvale council in spring.",
        "Nobody was hurt when the river ferry of Orvale council ran aground in spring, Ilse Moor said.",
        said=(
            ("it had “made no bid and had no talks” about the river ferry of Orvale council in spring", "said", "Brandt"),
            ("Nobody was hurt when the river ferry of Orvale council ran aground in spring", "said", "Ilse Moor"),
        ),
    ),
)  # fmt: skip


def test_who_says_not_to_have_done_it_denies_the_claim_and_another_negative_does_neither() -> None:
    main = claims_of(STORY)[0]
    assert set(main.statements) == {"a.0", "b.0"}
    assert main.denials == ("c.0",)
    assert main.articles.get("c") != "for"


def test_having_no_plan_to_do_it_denies_the_claim() -> None:
    reading = told("d", f"Orvale council has no plan to {SALE.removeprefix('Orvale council will ')}.")
    assert reading.article is not None
    page = reading.article
    said = statement(
        page, SALE.removeprefix("Orvale council will "), "has no plan", of_kind(page, "Orvale council", "organisation"),
        id="d.0", polarity="negative",
    )  # fmt: skip
    main = claims_of([*STORY[:2], replace(reading, statements=(said,))])[0]
    assert main.denials == ("d.0",)


def dated(reading: Reading, day: str, headline: str | None = None) -> Reading:
    assert reading.article is not None
    blocks = reading.article.blocks
    if headline is not None:
        blocks = (Block("headline", blocks[0].start, blocks[0].end), *blocks[1:])
    return replace(reading, article=replace(reading.article, published=day, headline=headline, blocks=blocks))


def test_the_earliest_original_words_the_claim() -> None:
    first = dated(
        told("z", "ORVALE, May 3 (Wire) - The council will sell the Orvale river ferry to the Brandt company."),
        "2026-05-03",
    )
    copy = dated(told("y", "Orvale council will sell its river ferry to the Brandt company, it says."), "2026-05-02")
    later = dated(told("a", f"{SALE}."), "2026-05-04")
    story = [later, first, copy]
    assert main_text(story, {"y"}) == "The council will sell the Orvale river ferry to the Brandt company."
    assert main_text(story) != main_text(story, {"y"})
    assert main_text([later]) == f"{SALE}."


def test_of_one_article_the_plainest_opening_words_the_claim() -> None:
    cry = "FERRY TALE! Orvale council to sell river ferry to Brandt company in spring!"
    first = dated(told("a", cry, f"{SALE}."), "2026-05-03", cry)
    assert main_text([first, dated(told("b", f"{SALE}, it is said."), "2026-05-04")]) == f"{SALE}."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ORVALE, May 14 (Wire) - The ferry sank.", "The ferry sank."),
        ("NORTH ORVALE (Wire) — The ferry sank.", "The ferry sank."),
        ("ORVALE - The ferry sank.", "The ferry sank."),
        ("The ferry sank - in Orvale.", "The ferry sank - in Orvale."),
        ("USA wins - again and again.", "USA wins - again and again."),
    ],
)
def test_a_dateline_is_no_part_of_a_claim(text: str, left: str) -> None:
    assert without_dateline(text) == left


@pytest.mark.parametrize(
    ("headline", "plain"),
    [
        ("Council will sell Orvale river ferry to Brandt company in spring", True),
        ("Council will not sell Orvale river ferry to Brandt company in spring", False),
        ("Council will sell Orvale river ferry to Brandt company, says Courier", None),
        ("Will council sell Orvale river ferry to Brandt company in spring?", None),
        ("Council denies that it will sell Orvale river ferry to Brandt company", None),
        ("Ferry, then", None),
        ("Brandt company opens second bakery in the north of Orvale", None),
    ],
)
def test_a_headline_takes_a_side_only_in_its_own_voice(*, headline: str, plain: bool | None) -> None:
    assert says_plainly(wording_of(f"{SALE}."), wording_of(headline)) is plain


def test_an_article_that_prints_the_claim_in_its_headline_is_for_it() -> None:
    told_so = dated(
        told("h", f"{SALE}.", "A person at the council, who asked not to be named, told the Courier so."),
        "2026-05-01",
        f"{SALE}.",
    )
    assert claims_of([told_so, *STORY[:2]])[0].articles["h"] == "for"
