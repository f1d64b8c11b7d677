from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import Document, Pipeline
from onrecord.read.bylines import bylines_of, parse_byline
from onrecord.records import Byline


def author(*names: str) -> tuple[Byline, ...]:
    return tuple(Byline(name) for name in names)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jane Doe", author("Jane Doe")),
        ("ByJane Doe", author("Jane Doe")),
        ("By JANE DOE, ANN ROE and JO O'LEE-SMITH", author("JANE DOE", "ANN ROE", "JO O'LEE-SMITH")),
        (
            "By Jane Doe and Jo Lee, Press Association",
            (*author("Jane Doe", "Jo Lee"), Byline("Press Association", "agency")),
        ),
        ("Adam Doe and AP", (*author("Adam Doe"), Byline("AP", "agency"))),
        ("By Adam Doe and XNA", (*author("Adam Doe"), Byline("XNA", "agency"))),
        ("By ADAM DOE and ANN LEE", author("ADAM DOE", "ANN LEE")),
        ("Associated Press in Exampleton", (Byline("Associated Press", "agency"),)),
        ("Jane DoePublished Jul 17, 2024, 11:21am|Updated Jul 17, 2024, 6:39pm", author("Jane Doe")),
        ("By Jane Doe published 19 May 2026", author("Jane Doe")),
        ("Jane Doe / EXAMPLE.COM / Sep 2, 2024, 17:07 IST", author("Jane Doe")),
        ("Jane Doe · Example News · Posted: Aug 08, 2024 4:00 AM EDT | Last Updated: August 8", author("Jane Doe")),
        ("21 mins ago11:48 Jane Doe", author("Jane Doe")),
        ("By Jane Doe, Political Editor", author("Jane Doe")),
        ("Jane Doe Political Correspondent", author("Jane Doe")),
        ("Royal Correspondent Jane Doe", author("Jane Doe")),
        ("By Jane Doe ⋅ Review Editor ⋅ Updated November 18, 2025", author("Jane Doe")),
        ("By Jane Doe | Example News", author("Jane Doe")),
        ("Jane Doe@JaneDoe", author("Jane Doe")),
        ("By Jane Doe jane.doe@example.org", author("Jane Doe")),
        ("Jane Doe, MD, PhD", author("Jane Doe")),
        ("Martin Roe, Jr.", author("Martin Roe Jr")),
        ("By Anna van der Berg in Paris and Jo Lee in Rome", author("Anna van der Berg", "Jo Lee")),
        ("by jwu | 3 May 2024", author("jwu")),
        ("Example News", author("Example News")),
        ("Senior Sports EditorFollow", ()),
        ("Share", ()),
        ("Published 3 May 2024", ()),
        ("", ()),
    ],
)
def test_parse_byline_names_people_and_agencies_only(line: str, expected: tuple[Byline, ...]) -> None:
    assert parse_byline(line) == expected


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("With files from The Associated Press and Jane Doe", ["The Associated Press", "Jane Doe"]),
        (
            "Reporting by Jane Doe in Beirut, Ann Roe in The Hague; Writing by Jo Lee; Editing by Al Poe",
            ["Jane Doe", "Ann Roe", "Jo Lee", "Al Poe"],
        ),
        ("Medically reviewed by Jane Doe, MD", ["Jane Doe"]),
    ],
)
def test_parse_byline_marks_who_helped_as_contributors(line: str, names: list[str]) -> None:
    assert parse_byline(line) == tuple(Byline(name, "contributor") for name in names)


def test_parse_byline_puts_the_author_before_the_reviewer_of_the_same_line() -> None:
    assert parse_byline("By Jane Doe, DVM. Reviewed by Ann Roe, DVM") == (
        Byline("Jane Doe"),
        Byline("Ann Roe", "contributor"),
    )


def test_bylines_of_leaves_the_outlet_out_beside_a_person_and_keeps_it_alone() -> None:
    assert bylines_of(["Jane Doe", "The Daily Example"], outlet="Daily Example") == author("Jane Doe")
    assert bylines_of(["The Daily Example"], outlet="Daily Example") == author("The Daily Example")


def test_bylines_of_keeps_a_body_whole() -> None:
    assert bylines_of([], bodies=["Centre for Rain and Wind"]) == author("Centre for Rain and Wind")


def test_bylines_of_names_each_once() -> None:
    assert bylines_of(["Jane Doe", "JANE DOE"]) == author("Jane Doe")


@given(st.text(max_size=300))
def test_parse_byline_gives_names_without_addresses(text: str) -> None:
    for byline in parse_byline(text):
        assert byline.name.strip() == byline.name != ""
        assert len(byline.name) <= 60


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (
            "With fifty days to go until the vote, Minna Marsh, who leads the Harbour Party, called the Mayor's words a call.",
            "paragraph",
        ),
        ("With additional reporting by Minna Marsh in Fennick and Jo Hale in Skarvik", "byline"),
    ],
)
def test_bylines_a_long_sentence_with_with_is_none(line: str, kind: str) -> None:
    words = f"The ferry will stop\n\nBy Ada Moss\n\nThe ferry at Fennick will stop in May, the council said on Monday.\n\n{line}\n"
    article = Pipeline().read(Document("note", words, format="text")).article
    assert article is not None
    block = article.block_at(article.text.index(line))
    assert block is not None
    assert block.kind == kind
