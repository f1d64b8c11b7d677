"""One sentence or two for each form of newspaper prose, with the shipped weights: whose word it is and through whom it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord import Document, Pipeline

if TYPE_CHECKING:
    from onrecord.records import StatementSource, Via


def of(text: str, words: str) -> tuple[StatementSource, tuple[Via, ...]]:
    """Return the source and the channels of the first statement whose content has the words."""
    found = Pipeline().read(Document("a page", text, format="text")).statements
    return next((one.source, one.via) for one in found if any(words in span.text for span in one.content))


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Mara Denning, a spokeswoman for Jon Holt, said that the papers were lost. They were the mayor’s.",
            "papers were lost",
            "Mara Denning",
        ),
        (
            "Ida Weller, who advises Piet Kern, said the vote was near. It will be in May at the latest.",
            "vote was near",
            "Ida Weller",
        ),
        (
            "Jon Holt, the mayor, Piet Kern and Ida Weller said they would come. The fair opens in June.",
            "would come",
            "Jon Holt; Piet Kern; Ida Weller",
        ),
        (
            "Jon Holt and his wife, Ann Holt, said they would stay. The river rose again on Monday night.",
            "would stay",
            "Jon Holt; Ann Holt",
        ),
        (
            "Tarvia’s chief of defence staff, Air Chief Marshal Oskar Lind, said the ships had sailed. They left on Monday.",
            "ships had sailed",
            "Oskar Lind",
        ),
        (
            "Another favourite of the left in the Senate — Nora Quill of Westmark — has said that she will not run. The vote is in May.",
            "will not run",
            "Nora Quill",
        ),
        (
            "Secretary of State Nadia F. Orloff said on Monday that the treaty would be signed. It took two years to write.",
            "would be signed",
            "Nadia F. Orloff",
        ),
        (
            "Rosa Kent asked Tom Bell when the mine would open. “In May or June,” he told Kent. Bell owns the mine.",
            "In May or June",
            "Tom Bell",
        ),
        (
            "Counsel for the petitioners, Joel Abara, SAN, said they would appeal. “We are not done,” he told reporters in the hall.",
            "not done",
            "Joel Abara",
        ),
        (
            "“We were astonished,” said lead author Ines Falk. A co-author, Tom Brandt, cautioned that the study covered only four reefs.",
            "astonished",
            "Ines Falk",
        ),
        (
            "“We were astonished,” said lead author Ines Falk. A co-author, Tom Brandt, cautioned that the study covered only four reefs.",
            "four reefs",
            "Tom Brandt",
        ),
    ],
)
def test_who_is_the_person_that_the_words_name(text: str, words: str, name: str) -> None:
    source, _ = of(text, words)
    assert (source.kind, source.name) == ("person", name)


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The fire brigade said the blaze began in a kitchen. Crews came from three stations.", "blaze", "organisation"),
        (
            "Two of the firefighters’ friends told the Harbour Gazette that the captain had warned of the danger in March.",
            "captain had warned",
            "anonymous",
        ),
        (
            "The ministry’s latest figures, published on Tuesday, show that exports fell by 4 percent in the third quarter.",
            "exports fell",
            "document",
        ),
        (
            "Exports fell by 4 percent in May. Economists polled by Marker News Agency had expected a rise of 2 percent.",
            "rise",
            "group",
        ),
    ],
)  # fmt: skip
def test_who_is_of_the_kind_that_the_noun_says(text: str, words: str, kind: str) -> None:
    assert of(text, words)[0].kind == kind


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        (
            "Officers from the city told WQRT TV the men were found at the border on Monday. They were hungry.",
            "men were found",
            ["WQRT TV"],
        ),
        (
            "The mayor lost again. In interviews, voters cited several reasons for the low turnout, the rain among them.",
            "several reasons",
            ["interviews"],
        ),
        (
            "“It would not surprise me if they opened a shop in Scotland,” the Fennick Evening News quoted Carl Dunn, editor of the blog, as saying.",
            "surprise me",
            ["Fennick Evening News"],
        ),
        (
            "Tunde Bello, her rival, told supporters in Ikeja that she had “lost the plot”. The vote is on Friday.",
            "lost the plot",
            [],
        ),
        (
            "A friend close to Coyne disputes that account, saying he was blindsided. The two were married in 2015.",
            "blindsided",
            [],
        ),
        (
            "Dina Mays told reporters outside the courthouse that her client would be vindicated. He was freed.",
            "vindicated",
            [],
        ),
        (
            "Elias Boakye, in a post on X late on Sunday, promised that the line would reopen within days. He had earlier told Radio Volta that the repairs would take a week.",
            "repairs would take",
            ["Radio Volta"],
        ),
    ],
)
def test_through_whom_the_words_of_the_sentence_tell(text: str, words: str, names: list[str]) -> None:
    assert [via.name for via in of(text, words)[1]] == names


def test_whom_an_outlet_quotes_is_whose_word_it_is() -> None:
    text = "“It would not surprise me if they opened a shop in Scotland,” the Fennick Evening News quoted Carl Dunn, editor of the blog, as saying."
    assert of(text, "surprise me")[0].name == "Carl Dunn"


@pytest.mark.parametrize("with_whom", ["In an interview with Rosa Kent last year, he", "Asked by Rosa Kent when, he"])
def test_who_speaks_with_somebody_is_another(with_whom: str) -> None:
    source, _ = of(f"Tom Bell owns the mine. {with_whom} said that the mine would open in June.", "would open")
    assert source.name == "Tom Bell"


def test_they_behind_a_sentence_about_a_pair_are_the_pair() -> None:
    text = """Delphine Marr has split from her husband of six years, friends of the singer said. An insider tells the magazine the two grew apart. "She wanted out," the insider adds.

Marr, 34, and Oran Coyne, 41, met on the set of a video in 2015. They told Vogue Nord in 2019 that they were "each other's best critics"."""
    assert of(text, "best critics")[0].name == "Delphine Marr; Oran Coyne"
