"""Descriptions that vary a name: whose they are by what the text has called somebody, by their form, and whose they are not."""

from __future__ import annotations

import pytest

from onrecord import Document, Pipeline


def names_of(text: str) -> list[str | None]:
    """Return the names of the sources of all statements of a text, in order."""
    return [one.source.name for one in Pipeline().read(Document("a page", text, format="text")).statements]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('Marco Biondi, the Town manager, was furious. "We were robbed," the Italian said.', ["Marco Biondi"]),
        ('Bruno Delacourt, the Lorient coach, was furious. "We were robbed," the Frenchman said.', ["Bruno Delacourt"]),
        (
            'Dele Okoye, the Westmoor winger, came on late. "I love it here," the winger said. The 34-year-old added that he would stay.',
            ["Dele Okoye", "Dele Okoye"],
        ),
        (
            "Her co-author, Prof Samuel Adewale, said light was the more likely culprit. “The heart has its own clock,” the Lagos-born cardiologist explained.",
            ["Samuel Adewale", "Samuel Adewale"],
        ),
        (
            '"Nobody asked me," says Maureen, 78. "They never do." The great-grandmother thinks young people have it easy.',
            ["Maureen", "Maureen"],
        ),
        (
            "Senator Diane Kettle regretted the delay. On X, the Colorado Democrat wrote that she regretted nothing.",
            ["Diane Kettle", "Diane Kettle"],
        ),
        (
            "Senator Diane Kettle blamed the mayor of Ridlow, Frank Amado, for the delay. She asked the mayor whether he had seen the letter.\n\nHe said he had not.",
            ["Diane Kettle", "Diane Kettle", "Frank Amado"],
        ),
        (
            'Groom Brody Kane has broken his silence. The 33-year-old tradie from the Gold Coast told the So Odd podcast he had "stuffed up".',
            ["Brody Kane"],
        ),
        ('Sienna Lund, 28, was not buying it. "He\'s lying," the Melbourne nurse told Chatterbox.', ["Sienna Lund"]),
        (
            'Ronan Cullen has revealed that Skyway could be back. Speaking to Miriam Dunne on Radio 4, the Sligo native said the five had met. "Mine are nearly reared," the dad-of-four laughed.',
            ["Ronan Cullen", "Ronan Cullen", "Ronan Cullen"],
        ),
        (
            "Kelby mayor Ada Moss opened the pool. Councillor Bo Hill was there too. The mayor said it was warm.",
            ["Ada Moss"],
        ),
        (
            'The senator from Ohio, Ada Moss, spoke first. Bo Hill, a Texas congressman, disagreed. "It is a bad bill," the congressman said.',
            ["Bo Hill"],
        ),
    ],
)
def test_a_description_varies_the_name_that_the_text_has_given(text: str, names: list[str]) -> None:
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Moss, 31, was jailed for fraud. The 33-year-old victim said she would never trust anyone again.", "Ada Moss"),
        ('A student was hurt in the fire. Ada Moss, who lives next door, ran out. "I heard a bang," the student said.', "Ada Moss"),
        ("The trial of Ada Moss began on Monday. The judge told the jury that it would last three weeks.", "Ada Moss"),
        ("Jonas Weld crossed the bay in a kayak. The fisherman who saw him said that he waved.", "Jonas Weld"),
    ],
)  # fmt: skip
def test_a_description_of_somebody_else_is_not_given_the_name(text: str, name: str) -> None:
    assert name not in names_of(text)
