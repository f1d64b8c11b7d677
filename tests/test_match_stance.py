"""What an article does with a claim: it asserts it, reports it as somebody's word, or says that it is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_readings import reading
from records_by_hand import of_kind, statement

from onrecord.match.stance import STANCES, features_of, sheet_of, stance_of
from onrecord.match.wording import wording_of
from onrecord.records import Reading

CLAIM = "A walrus named Gerda has broken into a bakery in Tolnes and eaten 90 loaves of rye bread."


def article(
    *lines: str,
    said: tuple[tuple[str, str, str, str], ...] = (),
    certainty: str = "certain",
    polarity: str = "positive",
) -> Reading:
    """Return a reading with statements by content, cue, source and the kind of the source."""
    made = reading("a", *lines)
    assert made.article is not None
    page = made.article
    statements = tuple(
        statement(page, content, cue, of_kind(page, source, kind), id=f"a.{n}", certainty=certainty, polarity=polarity)
        for n, (content, cue, source, kind) in enumerate(said)
    )
    return Reading("a", page, statements)


ASSERTS = article(
    "A walrus named Gerda broke into a bakery in Tolnes on Sunday and ate 90 loaves of rye bread.",
    "The animal squeezed through the delivery door at four in the morning and left by the same way.",
    "Gerda was back on the rocks by breakfast, where a crowd of children watched her sleep.",
)
REPORTS = article(
    "A walrus named Gerda has reportedly broken into a bakery in Tolnes and eaten 90 loaves of rye bread.",
    "According to an unnamed fisherman, the walrus may have broken into the bakery at night.",
    "If the rumour is true, it would be the largest theft of bread in Tolnes; it could not be verified.",
    said=(
        (
            "A walrus named Gerda has|broken into a bakery in Tolnes and eaten 90 loaves of rye bread",
            "reportedly",
            "",
            "none",
        ),
        ("the walrus may have broken into the bakery at night", "According to", "an unnamed fisherman", "anonymous"),
    ),
    certainty="probable",
)
REJECTS = article(
    "The story of a walrus that broke into a bakery in Tolnes is a hoax.",
    "No walrus named Gerda has eaten 90 loaves of rye bread: the picture was fabricated, and the tale is false.",
    "The baker denied that a walrus had broken into his bakery, and called the rumour baseless.",
    said=(("a walrus had broken into his bakery", "denied", "The baker", "person"),),
    polarity="negative",
)


@pytest.mark.parametrize(("told", "stance"), [(ASSERTS, "for"), (REPORTS, "observing"), (REJECTS, "against")])
def test_stance_follows_whose_word_it_is(told: Reading, stance: str) -> None:
    assert stance_of(told, CLAIM) == stance


def test_what_the_claims_found_counts_as_well() -> None:
    sheet = sheet_of(REJECTS)
    assert features_of(sheet, wording_of(CLAIM), denied=("a.0",))["denies_it"] > 0
    assert features_of(sheet, wording_of(CLAIM), said=("a.0",))["says_it"] > 0


def test_words_in_a_statement_are_not_the_articles_own() -> None:
    own = features_of(sheet_of(ASSERTS), wording_of(CLAIM))
    reported = features_of(sheet_of(REPORTS), wording_of(CLAIM))
    assert own["own_lead"] > 0.6 > reported["own_lead"]
    assert reported["said_nobody"] > 0.6


def test_a_headline_beside_the_text_is_read_first() -> None:
    assert ASSERTS.article is not None
    titled = Reading("a", replace(ASSERTS.article, headline="Walrus raids bakery"))
    assert sheet_of(titled).sentences[0].all.text == "Walrus raids bakery"


def test_an_article_that_could_not_be_read_is_observing() -> None:
    assert stance_of(Reading("x", None), CLAIM) == "observing"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.text(min_size=1).filter(lambda line: line.strip() and "\n" not in line), min_size=1, max_size=4),
    st.text(),
)
def test_any_text_has_a_stance_and_features_within_bounds(lines: list[str], claim: str) -> None:
    told = reading("a", *lines)
    assert stance_of(told, claim) in STANCES
    assert all(0 <= value <= 1.0001 for value in features_of(sheet_of(told), wording_of(claim)).values())
