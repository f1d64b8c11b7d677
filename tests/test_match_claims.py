"""Statements that say the same become one claim, denials are told from them, and the main claim is what the articles open with."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_readings import reading
from records_by_hand import statement

from onrecord.match.claims import claims_of, main_text
from onrecord.match.pairs import Relation, opposed, probability, relation_of
from onrecord.match.wording import Wording, coverage, likeness, sentences_of, wording_of
from onrecord.records import Reading, Span, Statement, StatementSource

BRIDGE = "The Orvale footbridge will be torn down in April because rust has eaten through 14 of its cables."
ENGINEER = (
    "“Rust has eaten through fourteen cables and we will tear the Orvale footbridge down in April,” said Ilse Brandt."
)
CAFE = "Café owner Piet Lammers complained that lunchtime visitors from the northern bank would stay away."


def told(article: str, *lines: str, said: tuple[tuple[str, str, str], ...] = ()) -> Reading:
    """Return a reading with statements by content, cue and source; ids count up from the article's."""
    made = reading(article, *lines)
    assert made.article is not None
    page = made.article
    statements = tuple(
        statement(page, content, cue, source, id=f"{article}.{n}") for n, (content, cue, source) in enumerate(said)
    )
    return Reading(article, page, statements)


STORY = (
    told("a", BRIDGE, CAFE, said=(("lunchtime visitors from the northern bank would stay away", "complained", "Piet Lammers"),)),
    told(
        "b", "A footbridge in Orvale is to be torn down in April after rust was found in 14 cables, the mayor’s office said.",
        "Piet Lammers, who sells coffee there, said visitors from the northern bank would stay away at lunchtime.",
        said=(
            ("A footbridge in Orvale is to be torn down in April after rust was found in 14 cables", "said", "the mayor’s office"),
            ("visitors from the northern bank would stay away at lunchtime", "said", "Piet Lammers"),
        ),
    ),
    told(
        "c", "The city has denied that the Orvale footbridge will be torn down in April over rust in 14 cables.",
        "Visitors from the northern bank will not stay away, said councillor Rosa Tenn.",
        said=(
            ("the Orvale footbridge will be torn down in April over rust in 14 cables", "denied", "The city"),
            ("Visitors from the northern bank will not stay away", "said", "Rosa Tenn"),
        ),
    ),
)  # fmt: skip


def test_main_claim_is_what_the_articles_open_with() -> None:
    main = claims_of(STORY)[0]
    assert main.text == main_text(STORY)
    assert "torn down in April" in main.text
    assert "b.0" in main.statements
    assert main.denials == ("c.0",)
    assert set(main.articles) == {"a", "b", "c"}


def test_other_claims_join_wordings_of_several_articles_and_tell_who_denies_them() -> None:
    visitors = claims_of(STORY)[1]
    assert set(visitors.statements) == {"a.0", "b.1"}
    assert visitors.denials == ("c.1",)
    assert set(visitors.articles) == {"a", "b", "c"}


def test_no_statement_is_in_two_claims() -> None:
    every = [one for claim in claims_of(STORY) for one in (*claim.statements, *claim.denials)]
    assert len(every) == len(set(every))


def test_a_statement_that_nobody_repeats_is_no_claim() -> None:
    lone = told("d", BRIDGE, CAFE, said=STORY_SAID)
    assert len(claims_of([lone])) == 1


STORY_SAID = (("lunchtime visitors from the northern bank would stay away", "complained", "Piet Lammers"),)


def test_nothing_readable_makes_no_claims() -> None:
    assert claims_of([]) == ()
    assert claims_of([Reading("x", None)]) == ()
    assert main_text([]) == ""


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_order_of_the_readings_changes_nothing(order: tuple[int, ...]) -> None:
    assert claims_of([STORY[n] for n in order]) == claims_of(STORY)


WORDS = st.sampled_from(
    [
        "rust",
        "bridge",
        "cables",
        "April",
        "mayor",
        "denied",
        "not",
        "never",
        "14",
        "20",
        "torn",
        "visitors",
        "Orvale",
        "Lammers",
        "the",
        "said",
        "coffee",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def any_reading(draw: st.DrawFn, article: str) -> Reading:
    lines = [line + "." for line in draw(st.lists(TEXTS, min_size=1, max_size=4))]
    made = reading(article, *lines)
    assert made.article is not None
    page, statements, start = made.article, [], 0
    for n, line in enumerate(lines):
        statements.append(placed(f"{article}.{n}", article, page.span(start, start + len(line) - 1)))
        start += len(line) + 2
    return Reading(article, page, tuple(statements))


def placed(name: str, article: str, span: Span) -> Statement:
    source = StatementSource((), "person", "Rosa Tenn")
    return Statement(
        name, article, "indirect", (span,), (), source, (), None, "certain", "positive", (), "paragraph", 0.9
    )


@settings(max_examples=40, deadline=None)
@given(st.tuples(any_reading("a"), any_reading("b"), any_reading("c"), any_reading("d")), st.permutations(range(4)))
def test_any_order_of_any_readings_makes_the_same_claims(readings: tuple[Reading, ...], order: list[int]) -> None:
    claims = claims_of(readings)
    assert claims_of([readings[n] for n in order]) == claims
    every = [one for claim in claims for one in (*claim.statements, *claim.denials)]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ENGINEER.split(",”", maxsplit=1)[0],
            "the Orvale footbridge would be torn down in April since rust had eaten through fourteen cables",
        ),
        (
            "We shall never leave the harbour without our boats and our nets",
            "“We shall never leave the harbour without our boats”",
        ),
        (
            "Harbour crane topples onto ferry in Dunmarrow",
            "A crane in the harbour of Dunmarrow toppled onto a ferry on Monday",
        ),
    ],
)
def test_wordings_of_one_thing_say_the_same(one: str, other: str) -> None:
    assert relation_of(wording_of(one), wording_of(other)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The crane toppled onto the ferry in Dunmarrow", "The crane did not topple onto the ferry in Dunmarrow"),
        ("The mayor took the brewery’s money", "the story that the mayor took the brewery’s money is false"),
        ("The council plans to sell the swimming pool", "the council never planned to sell the swimming pool"),
    ],
)
def test_a_negative_denies_what_it_turns(one: str, other: str) -> None:
    assert relation_of(wording_of(one), wording_of(other)) == "denial"
    assert relation_of(wording_of(other), wording_of(one)) == "denial"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The brewery will sack 40 coopers in May", "The brewery will sack 300 coopers in May"),
        ("the thieves were seen by Rosa Tenn and Ilse Brandt", "the thieves were seen by Piet Lammers and Otto Quist"),
        ("The crane toppled onto the ferry", "Coffee will cost more at the northern bank"),
    ],
)
def test_other_numbers_names_or_things_are_not_the_same(one: str, other: str) -> None:
    assert relation_of(wording_of(one), wording_of(other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("he could not confirm that the crane toppled onto the ferry", "the crane toppled onto the ferry"),
        ("not only the crane toppled onto the ferry", "the crane toppled onto the ferry"),
        ("nobody denied that the crane toppled", "the crane toppled"),
        (
            "the ferry had fake flowers aboard when the crane toppled",
            "the ferry had flowers aboard when the crane toppled",
        ),
        ("the crane is no longer standing", "the crane is not standing"),
    ],
)
def test_what_only_looks_like_a_denial_is_none(one: str, other: str) -> None:
    assert not opposed(wording_of(one), wording_of(other))


@given(TEXTS, TEXTS)
def test_comparison_is_symmetric_and_bounded(one: str, other: str) -> None:
    first, second = wording_of(one), wording_of(other)
    assert relation_of(first, second) == relation_of(second, first)
    assert 0 <= probability(first, second) <= 1
    assert 0 <= likeness(first, second) <= 1.0001
    assert 0 <= coverage(first, second) <= 1.0001


def test_numbers_are_compared_by_value() -> None:
    assert wording_of("1.5 million eggs").numbers == wording_of("1,500,000 eggs").numbers
    assert wording_of("a 5-year-old goat").numbers == {"5"}


def test_a_headline_in_capitals_has_no_names() -> None:
    assert not wording_of("Harbour Crane Topples Onto Crowded Ferry").names
    assert wording_of("The crane fell in Dunmarrow").names == {"dunmarrow"}


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_sentences_are_in_order_and_never_overlap(lines: list[str]) -> None:
    page = reading("a", *(line + ". And on." for line in lines)).article
    assert page is not None
    found = sentences_of(page)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(found))
    assert all(page.text[start:end].strip() for start, end in found)


def test_claims_of_a_large_story_compare_a_few_pairs_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = [
        f"{noun}{n} will {verb} the harbour{n} quay"
        for n, (noun, verb) in enumerate([("gull", "leave"), ("crab", "reach")] * 8)
    ]
    readings = [
        told(f"a{n:02}", BRIDGE, *(f"{topic}, said Rosa Tenn." for topic in topics), said=tuple((topic, "said", "Rosa Tenn") for topic in topics[:15]))
        for n in range(30)
    ]  # fmt: skip
    compared: list[int] = []

    def counted(one: Wording, other: Wording) -> Relation | None:
        compared.append(1)
        return relation_of(one, other)

    monkeypatch.setattr("onrecord.match.claims.relation_of", counted)
    claims = claims_of(readings)
    assert (
        0 < len(compared) <= 25 * sum(len(reading.statements) for reading in readings)
    )  # 450 statements; all pairs are 101,025
    assert len(claims) > 10
    assert all(len(claim.articles) == 30 for claim in claims)
