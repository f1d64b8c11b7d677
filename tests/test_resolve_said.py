"""When a statement was made, and how that is known: words that say so, words next door, or the tense of the cue."""

from __future__ import annotations

import pytest
from readings_by_hand import Said, resolved

from onrecord.resolve.said import tense_of

PUBLISHED = "2025-03-12"
"""A Wednesday."""
NAMES = {"Ada Moss": "person", "Bo Hill": "person"}
When = tuple[str | None, str | None, str | None]
NEVER: When = (None, None, None)


def tense(cue: str) -> str | None:
    return tense_of(cue, [(0, len(cue))])


@pytest.mark.parametrize(
    "cue",
    [
        "said", "told", "wrote", "thought", "knew", "felt", "saw", "heard", "spoke", "swore", "added", "asked", "argued", "claimed",
        "agreed", "replied", "tweeted", "told reporters", "did not say", "did not believe", "was quoted as saying", "was told",
        "later added", "put it", "Said", "warned", "went on",
        "wasn't told", "didn’t say",
    ],
)  # fmt: skip
def test_said_cues_in_the_plain_past(cue: str) -> None:
    assert tense(cue) == "past"


@pytest.mark.parametrize(
    "cue",
    [
        "says", "say", "thinks", "think", "believes", "believe", "insists", "claims", "argues", "denies", "stresses", "discusses",
        "according to", "According to", "is convinced", "are sure", "am told", "is saying", "do not say", "does not believe",
        "doesn’t believe", "don't think", "also says", "tells",
        "warns", "explains", "maintains",
        "complains", "reckons",
    ],
)  # fmt: skip
def test_said_cues_in_the_present(cue: str) -> None:
    assert tense(cue) == "present"


@pytest.mark.parametrize(
    "cue",
    [
        "", ":", "—", "has said", "had said", "have told", "has been told", "having said", "will say", "would say", "could say", "may say",
        "might say", "must say", "shall say", "should say", "can say", "to say", "to be told", "be told", "saying", "they’ve said",
        "she'll say", "he’d said", "the view", "statement", "need", "indeed", "also has said",
        "hasn’t said", "hadn't said",
        "wouldn’t say", "won't say",
        "can't say", "cannot say",
    ],
)  # fmt: skip
def test_said_cues_of_which_the_tense_does_not_tell_the_day(cue: str) -> None:
    assert tense(cue) is None


def test_said_a_split_cue_is_told_by_its_first_words() -> None:
    text = "did Moss not say"
    assert tense_of(text, [(0, 3), (9, 16)]) == "past"
    assert tense_of("will Moss say", [(0, 4), (10, 13)]) is None


def whens(
    text: str, *said: Said, published: str | None = PUBLISHED, likely: dict[tuple[str, str], float] | None = None
) -> list[When]:
    """Return words, value and ground of when each statement was made; ``likely``: tagged words and contents that belong together."""
    pairs = likely or {}
    found = resolved(
        text, *said, published=published, names=NAMES, tags={words: "said" for words, _ in pairs}, belonging=pairs
    )
    for one in found.statements:
        assert one.said is None or text[one.said.start : one.said.end] == one.said.text
    return [
        (one.said.text if one.said else None, one.said.value if one.said else None, one.said_ground)
        for one in found.statements
    ]


MOSS: Said = ("it was shut", "said", "Ada Moss")


def test_said_words_of_its_own_sentence_state_it() -> None:
    text = "Ada Moss said on Tuesday it was shut."
    assert whens(text, MOSS, likely={("on Tuesday", "it was shut"): 0.9}) == [("Tuesday", "2025-03-11", "stated")]


def test_said_words_of_another_sentence_are_inherited() -> None:
    text = "Ada Moss spoke on Tuesday. Ada Moss said it was shut."
    assert whens(text, MOSS, likely={("on Tuesday", "it was shut"): 0.9}) == [("Tuesday", "2025-03-11", "inherited")]


def test_said_words_of_its_own_sentence_come_before_likelier_ones_elsewhere() -> None:
    text = "It rained on Monday. Ada Moss said on Tuesday it was shut."
    likely = {("on Monday", "it was shut"): 0.99, ("on Tuesday", "it was shut"): 0.6}
    assert whens(text, MOSS, likely=likely) == [("Tuesday", "2025-03-11", "stated")]


def test_said_of_two_in_its_own_sentence_the_likelier_one_counts() -> None:
    text = "Ada Moss said on Monday, and on Tuesday, it was shut."
    likely = {("on Monday", "it was shut"): 0.6, ("on Tuesday", "it was shut"): 0.9}
    assert whens(text, MOSS, likely=likely) == [("Tuesday", "2025-03-11", "stated")]


@pytest.mark.parametrize("likely", [0.1, 0.5])
def test_said_words_that_hardly_belong_leave_it_to_the_tense(likely: float) -> None:
    text = "Ada Moss said on Tuesday it was shut."
    assert whens(text, MOSS, likely={("on Tuesday", "it was shut"): likely}) == [("said", PUBLISHED, "past")]


def test_said_tagged_words_that_are_no_time_leave_it_to_the_tense() -> None:
    text = "Ada Moss said with a smile it was shut."
    assert whens(text, MOSS, likely={("with a smile", "it was shut"): 0.9}) == [("said", PUBLISHED, "past")]


def test_said_days_in_the_content_are_not_when_it_was_said() -> None:
    assert whens("Ada Moss said the mill shut on Monday.", ("the mill shut on Monday", "said", "Ada Moss")) == [
        ("said", PUBLISHED, "past")
    ]


@pytest.mark.parametrize(
    ("cue", "ground"), [("said", "past"), ("says", "present"), ("thinks", "present"), ("told us", "past")]
)
@pytest.mark.parametrize("published", ["2025-03-12", "2025-03-12T08:30:00+01:00"])
def test_said_a_plain_tense_means_the_day_of_publication(cue: str, ground: str, published: str) -> None:
    text = f"Ada Moss {cue} it was shut."
    assert whens(text, ("it was shut", cue, "Ada Moss"), published=published) == [(cue, PUBLISHED, ground)]


def test_said_by_tense_is_that_day_alone() -> None:
    (statement,) = resolved("Ada Moss said it was shut.", MOSS, names=NAMES).statements
    assert statement.said is not None
    assert (statement.said.type, statement.said.from_, statement.said.to) == ("DATE", PUBLISHED, PUBLISHED)


@pytest.mark.parametrize("published", [None, "", "yesterday", "12/03/2025", "2025-03"])
def test_said_without_a_day_of_publication_tense_tells_nothing(published: str | None) -> None:
    assert whens("Ada Moss said it was shut.", MOSS, published=published) == [NEVER]


@pytest.mark.parametrize("published", ["2025-13-45", "2025-02-30"])
def test_said_on_a_day_that_does_not_exist_tense_tells_nothing(published: str) -> None:
    assert whens("Ada Moss said it was shut.", MOSS, published=published) == [NEVER]


def test_said_without_a_day_of_publication_words_are_kept_without_a_day() -> None:
    text = "Ada Moss said on Tuesday it was shut."
    ((words, value, ground),) = whens(text, MOSS, published=None, likely={("on Tuesday", "it was shut"): 0.9})
    assert (words, ground) == ("Tuesday", "stated")
    assert value is None or value.startswith("XXXX")


@pytest.mark.parametrize("cue", ["has said", "had said", "would say", "will say", "has long argued that"])
def test_said_in_the_perfect_the_future_or_a_mood_is_not_known(cue: str) -> None:
    assert whens(f"Ada Moss {cue} it was shut.", ("it was shut", cue, "Ada Moss")) == [NEVER]


def test_said_by_nobody_is_not_known() -> None:
    assert whens("It was said it was shut.", ("it was shut", "was said", "")) == [NEVER]


def test_said_without_a_cue_is_not_known() -> None:
    assert whens("Ada Moss: “It is shut.”", ("“It is shut.”", "", "Ada Moss")) == [NEVER]


def test_said_within_what_somebody_said_is_not_known_by_tense() -> None:
    text = "Bo Hill said that Ada Moss told him it was shut."
    said: list[Said] = [("that Ada Moss told him it was shut", "said", "Bo Hill"), ("it was shut", "told", "Ada Moss")]
    assert whens(text, *said) == [("said", PUBLISHED, "past"), NEVER]


def test_said_within_what_somebody_said_is_known_by_words() -> None:
    text = "Bo Hill said that Ada Moss told him on Monday it was shut."
    said: list[Said] = [
        ("that Ada Moss told him on Monday it was shut", "said", "Bo Hill"),
        ("it was shut", "told", "Ada Moss"),
    ]
    assert whens(text, *said, likely={("on Monday", "it was shut"): 0.9})[1] == ("Monday", "2025-03-10", "stated")
