"""What words tell of a mention (its head, shape, gender, number) and of two mentions, column by column."""

from __future__ import annotations

import numpy as np
import pytest
from readings_by_hand import described, names_in, places_of

from onrecord.model.mentions import (
    FEATURES,
    FEMALE,
    MALE,
    NEUTER,
    PERSON,
    PLURAL,
    SHAPES,
    SINGULAR,
    Mentions,
    compared,
    head_of,
    lowered,
    shape_of,
)
from onrecord.model.words import case_of

NAMED = {
    "Ada Moss": "person", "Moss": "person", "Ada": "person", "Bo Hill": "person", "Tarrant": "organisation", "Fennick": "place",
    "Bread Council": "organisation", "BC": "organisation",
}  # fmt: skip
UNKNOWN = 0


def of(text: str, *mentions: str) -> Mentions:
    """Describe the mentions, given by their words in the order of the text."""
    return described(text, places_of(text, mentions), names_in(text, NAMED))


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("she", "she"),
        ("the mayor", "mayor"),
        ("a spokesman for Acme", "spokesman"),
        ("the mayor of Fennick", "mayor"),
        ("the man who left", "man"),
        ("the man in the red hat", "man"),
        ("the old mill , shut since May ,", "mill"),
        ("Gen . Ada Moss", "moss"),
        ("her cousin and his wife", "cousin"),
        ("his long-time friend", "friend"),
        ("of late", "late"),
        ("$ 5", "5"),
    ],
)
def test_mentions_head_is_the_last_word_before_what_describes_it(phrase: str, head: str) -> None:
    lower = [lowered(word) for word in phrase.split()]
    assert lower[head_of(lower)] == head


@pytest.mark.parametrize(
    ("word", "expected"), [("Moss’s", "moss"), ("Moss's", "moss"), ("’s", "'s"), ("IT", "it"), ("boss", "boss")]
)
def test_mentions_words_are_lowered_without_the_ending_of_the_possessive(word: str, expected: str) -> None:
    assert lowered(word) == expected


@pytest.mark.parametrize(
    ("phrase", "name", "shape"),
    [
        ("he", 0, "he"), ("Him", 0, "he"), ("herself", 0, "she"), ("Its", 0, "it"), ("THEIR", 0, "they"), ("I", 0, "i"), ("us", 0, "we"),
        ("your", 0, "you"), ("who", 0, "relative"), ("this", 0, "this"), ("here", 0, "this"),
        ("the mayor", 0, "definite"), ("The mayor", 0, "definite"), ("a mayor", 0, "indefinite"), ("another mayor", 0, "indefinite"),
        ("some millers", 0, "indefinite"), ("his wife", 0, "possessive"), ("whose wife", 0, "possessive"), ("these men", 0, "demonstrative"),
        ("such men", 0, "demonstrative"), ("two men", 0, "number"), ("50 men", 0, "number"), ("many men", 0, "number"), ("men", 0, "bare"),
        ("old men", 0, "bare"), ("the mayor Moss", 0, "name"), ("NATO", 0, "name"), ("McX", 0, "name"), ("Moss", PERSON, "name"),
        ("the council", 2, "name"), ("Critics", 0, "bare"),
    ],
)  # fmt: skip
def test_mentions_shape_is_told_by_the_first_words_and_the_capitals(phrase: str, name: int, shape: str) -> None:
    spoken = phrase.split()
    lower = [lowered(word) for word in spoken]
    head = head_of(lower)
    assert SHAPES[shape_of(lower, head, case_of(spoken[head]), name)] == shape


@pytest.mark.parametrize(
    ("text", "words", "gender", "number"),
    [
        ("He left.", "He", MALE, SINGULAR),
        ("They saw herself.", "herself", FEMALE, SINGULAR),
        ("It left.", "It", NEUTER, SINGULAR),
        ("They left.", "They", UNKNOWN, UNKNOWN),
        ("We left.", "We", UNKNOWN, PLURAL),
        ("I left.", "I", UNKNOWN, SINGULAR),
        ("Then who left?", "who", UNKNOWN, UNKNOWN),
        ("The actress left.", "The actress", FEMALE, SINGULAR),
        ("His wife left.", "His wife", FEMALE, SINGULAR),
        ("Her husband left.", "Her husband", MALE, SINGULAR),
        ("The miller left.", "The miller", UNKNOWN, SINGULAR),
        ("The millers left.", "The millers", UNKNOWN, PLURAL),
        ("The boss left.", "The boss", UNKNOWN, SINGULAR),
        ("The police left.", "The police", UNKNOWN, PLURAL),
        ("The miller and the cook left.", "The miller and the cook", UNKNOWN, PLURAL),
        ("Ada Moss left.", "Ada Moss", UNKNOWN, SINGULAR),
        ("Mr Moss left.", "Mr Moss", MALE, SINGULAR),
        ("Mrs. Moss left.", "Mrs. Moss", FEMALE, SINGULAR),
        ("Tarrant grew.", "Tarrant", UNKNOWN, UNKNOWN),
        ("Ada Moss and Bo Hill left.", "Ada Moss and Bo Hill", UNKNOWN, PLURAL),
    ],
)
def test_mentions_gender_and_number_are_what_the_words_tell(text: str, words: str, gender: int, number: int) -> None:
    found = of(text, words)
    assert (int(found.gender[0]), int(found.number[0])) == (gender, number)


def test_mentions_are_described_as_arrays_by_word() -> None:
    text = "Moss came. “The Moss left,” the mayor of Fennick said.\n\nIt rained."
    found = of(text, "Moss", "The Moss", "the mayor of Fennick", "It")
    assert found.first.tolist() == [0, 4, 9, 15]
    assert found.last.tolist() == [0, 5, 12, 15]
    assert found.heads.tolist() == [0, 5, 10, 15]
    assert (found.string[0] == found.string[1], found.string[0] == found.string[2]) == (True, False)
    assert found.sentence.tolist() == [0, 1, 1, 3]
    assert found.paragraph.tolist() == [0, 0, 0, 1]
    assert found.quoted.tolist() == [0, 1, 0, 0]
    assert found.name.tolist() == [PERSON, PERSON, 0, 0]
    assert found.opens.tolist() == [1, 0, 0, 1]


def feature(text: str, one: str, other: str) -> list[float]:
    found = of(text, one, other)
    features = compared(found, np.array([0]), np.array([1]))
    assert features.shape == (1, FEATURES)
    assert features.dtype == np.float32
    return [float(value) for value in features[0]]


@pytest.mark.parametrize(
    ("column", "text", "one", "other", "value"),
    [
        (0, "The mill shut. A mill fell.", "The mill", "A mill", 1),  # the same words
        (0, "It shut. It fell.", "It", "It", 0),  # pronouns have no words of their own
        (1, "The old mill shut. The mill of Fennick fell.", "The old mill", "The mill of Fennick", 1),  # the same head
        (1, "The mill shut. The mayor fell.", "The mill", "The mayor", 0),
        (2, "The mill of Fennick shut. Fennick fell.", "The mill of Fennick", "Fennick", 1),  # the same last word
        (2, "The mill of Fennick shut. The mill fell.", "The mill of Fennick", "The mill", 0),
        (3, "Ada Moss came. Moss left.", "Ada Moss", "Moss", 1),  # the later one's words are in the earlier one
        (3, "Moss came. Ada Moss left.", "Moss", "Ada Moss", 0),
        (4, "Moss came. Ada Moss left.", "Moss", "Ada Moss", 1),  # the earlier one's words are in the later one
        (4, "Ada Moss came. Moss left.", "Ada Moss", "Moss", 0),
        (5, "The Bread Council met. BC left.", "The Bread Council", "BC", 1),  # initials, either way round
        (5, "BC met. The Bread Council left.", "BC", "The Bread Council", 1),
        (5, "The Bread Council met. Moss left.", "The Bread Council", "Moss", 0),
        (6, "Moss said he left.", "Moss", "he", 1),  # the same sentence
        (6, "Moss came. He left.", "Moss", "He", 0),
        (7, "Moss came. He left.", "Moss", "He", 1),  # the next one
        (7, "Moss came. It rained. He left.", "Moss", "He", 0),
        (8, "Moss came. It rained. He left.", "Moss", "He", 1),  # a later one
        (9, "Moss came. He left.", "Moss", "He", 1),  # the same paragraph
        (9, "Moss came.\n\nHe left.", "Moss", "He", 0),
        (10, "Moss came.\n\nHe left.", "Moss", "He", 1),  # the next one
        (11, "The mill of Fennick shut.", "The mill of Fennick", "Fennick", 1),  # one in the other
        (11, "The mill shut Fennick.", "The mill", "Fennick", 0),
        (12, "“I left,” said Moss.", "I", "Moss", 1),  # the earlier one in quotation marks
        (13, "Moss said “I left.”", "Moss", "I", 1),  # the later one
        (14, "Moss said he left.", "Moss", "he", 1),  # both or neither
        (14, "Moss said “I left.”", "Moss", "I", 0),
        (15, "He said he left.", "He", "he", 1),  # one and the same kind of pronoun
        (15, "He said it left.", "He", "it", 0),
        (15, "Moss saw Fennick.", "Moss", "Fennick", 0),
        (16, "Moss saw Fennick.", "Moss", "Fennick", 1),  # both names
        (16, "He said he left.", "He", "he", 0),
        (17, "Moss saw Bo Hill.", "Moss", "Bo Hill", 1),  # names of one kind
        (18, "Moss saw Fennick.", "Moss", "Fennick", 1),  # names of two kinds
        (18, "Moss said he left.", "Moss", "he", 0),
        (19, "The actress said she left.", "The actress", "she", 1),  # one gender
        (20, "The actress said he left.", "The actress", "he", 1),  # two genders
        (20, "The miller said he left.", "The miller", "he", 0),
        (21, "The miller said he left.", "The miller", "he", 1),  # one number
        (22, "The millers said he left.", "The millers", "he", 1),  # two numbers
        (22, "The millers said they left.", "The millers", "they", 0),
        (23, "Moss said it left.", "Moss", "it", 1),  # a person and a thing
        (23, "Fennick said she left.", "Fennick", "she", 1),
        (23, "It saw Moss.", "It", "Moss", 1),
        (23, "Moss said he left.", "Moss", "he", 0),
        (23, "Fennick said it left.", "Fennick", "it", 0),
        (24, "Moss said he left.", "Moss", "he", 1),  # the earlier one opens its sentence
        (24, "Then Moss said he left.", "Moss", "he", 0),
        (
            33,
            "Ada Moss came. Moss of Fennick left.",
            "Ada Moss",
            "Moss of Fennick",
            1 / 3,
        ),  # share of the later one's words
        (33, "He came. He left.", "He", "He", 0),
    ],
)
def test_mentions_each_feature_of_a_pair_says_one_thing(
    column: int, text: str, one: str, other: str, value: float
) -> None:
    assert feature(text, one, other)[column] == pytest.approx(value)


@pytest.mark.parametrize(
    ("away", "bucket"),
    [
        (1, None),
        (2, 25),
        (3, 26),
        (4, 27),
        (5, 27),
        (6, 28),
        (8, 28),
        (9, 29),
        (14, 30),
        (22, 31),
        (40, 31),
        (41, 32),
        (80, 32),
    ],
)
def test_mentions_distance_is_one_of_the_buckets(away: int, bucket: int | None) -> None:
    text = "It fell. " * 90
    found = of(text, *["It"] * 90)
    features = compared(found, np.array([0]), np.array([away]))[0]
    assert [column for column in range(25, 33) if features[column]] == ([bucket] if bucket else [])


def test_mentions_of_many_pairs_are_compared_at_once() -> None:
    found = of("Ada Moss came. She left. It fell.", "Ada Moss", "She", "It")
    earlier, later = np.array([0, 0, 1]), np.array([1, 2, 2])
    together = compared(found, earlier, later)
    assert together.shape == (3, FEATURES)
    alone = [compared(found, earlier[i : i + 1], later[i : i + 1])[0] for i in range(3)]
    np.testing.assert_array_equal(together, np.stack(alone))
