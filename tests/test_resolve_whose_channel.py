"""To whom a channel or a day belongs, networks by their form, and statements that a sentence's form tells: read with the shipped weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord import Document, Pipeline
from onrecord.export.passages import passages

if TYPE_CHECKING:
    from onrecord.records import Statement


def read(text: str) -> list[Statement]:
    """Return the statements of a text, in order."""
    return list(Pipeline().read(Document("a page", text, format="text", published="2024-05-16")).statements)


def of(text: str, words: str) -> Statement:
    """Return the first statement whose content has the words."""
    return next(one for one in read(text) if any(words in span.text for span in one.content))


@pytest.mark.parametrize(
    ("text", "words", "channels"),
    [
        (
            "Two Norland officials told the Yorrick Post that the army was ready. Chancellor Ada Moss said she knew nothing of it.",
            "knew nothing",
            [],
        ),
        ("Mary Colne told state television on Friday that profits rose.", "profits rose", ["state television"]),
        ("FrostWare claimed on X last week that the phone would cost $1,899.", "would cost", ["X"]),
        ('On X, Zuri Blane said people should "mind their business".', "mind their business", ["X"]),
        ('Sheetal Gawande, taking to X, wrote: "They are paying for it."', "paying for it", ["X"]),
        (
            'Singer Zuri Blane wrote on X: "Be kind." Posting to her Instagram Stories, Tess Hollis wrote: "Enough."',
            "Enough",
            ["Instagram"],
        ),
        ("Mayor Ann Pole told the board that a survey of 300 teachers found 81% favor limits.", "survey of", []),
        ("Sienna Lund told news outlet Chatterbox that she was fine.", "was fine", ["Chatterbox"]),
        (
            "Norland said it would welcome any reduction, the state-run news agency TARN reported, citing deputy minister Viktor Bell.",
            "welcome any reduction",
            ["TARN"],
        ),
        ("Mr Lokwavi told journalists at the scene that the fire was out.", "fire was out", []),
        (
            'A close friend of Prince Lorcas has hit out at "cruel" claims made in a new documentary, saying he is "not that man".',
            "not that man",
            [],
        ),
    ],
)  # fmt: skip
def test_a_channel_is_that_of_whose_sentence_names_it(text: str, words: str, channels: list[str]) -> None:
    assert [via.name for via in of(text, words).via] == channels


def test_a_day_on_which_somebody_spoke_is_not_the_next_speakers() -> None:
    text = "Mary Colne told parliament last week that the law would change. Bo Hill said he was ready for it."
    first, second = of(text, "law would change"), of(text, "was ready")
    assert first.said is not None
    assert first.said.text == "last week"
    assert second.said_ground != "inherited"


def test_nobody_has_spoken_on_a_day_after_publication() -> None:
    found = of("The mayor, Ann Pole, promised to repair the road by Monday.", "repair the road")
    assert found.said is None or (found.said.from_ or "") <= "2024-05-16"


@pytest.mark.parametrize(
    ("text", "words", "kind", "name"),
    [
        ("He is fully behind it, according to pals.", "fully behind", "anonymous", "pals"),
        ("Lambert & Hewes said that profits rose.", "profits rose", "organisation", "Lambert & Hewes"),
        ("Cairo and Riyadh both urged restraint.", "restraint", "organisation", "Cairo; Riyadh"),
        (
            "A senior Tarvian official told Continental Wire that it could accept a cap. The ministry later denied the report, the semi-official Farda news agency said.",
            "denied the report",
            "media",
            "Farda",
        ),
        (
            "A move could value the company at more than 9 billion, according to people with knowledge of the matter.",
            "could value",
            "anonymous",
            "people with knowledge of the matter",
        ),
        (
            "Representatives for the prince have denied the claim, describing it as nonsense.",
            "the claim",
            "role",
            "Representatives for the prince",
        ),
        (
            "Minutes of the bank's March meeting, published Wednesday, showed that officials saw risks to prices.",
            "saw risks",
            "document",
            "Minutes of the bank's March meeting",
        ),
        (
            "National Union of Head Teachers general secretary Paul Hale said the cuts were wrong.",
            "cuts were wrong",
            "person",
            "Paul Hale",
        ),
        (
            "Superintendent of Police A. Kavitham told reporters that the lorry had been parked on the road.",
            "lorry",
            "person",
            "A. Kavitham",
        ),
        ("Larkfield Parents United said it would sue.", "would sue", "organisation", "Larkfield Parents United"),
        ("Otunba Gani Adeyo told newsmen that it was over.", "over", "person", "Gani Adeyo"),
        (
            "Edna Horrick, 87, lost her savings. Mr Horrick said his aunt was afraid of the post.",
            "afraid of",
            "person",
            "Horrick",
        ),
        (
            'Rejecting the allegation, a BMR spokesperson termed it "baseless and wrong".',
            "the allegation",
            "role",
            "a BMR spokesperson",
        ),
        (
            "Dutch semiconductor equipment maker Vellhoek cut its forecast. Vellhoek did not immediately respond to a request for comment.",
            "request for comment",
            "organisation",
            "Vellhoek",
        ),
    ],
)  # fmt: skip
def test_names_are_taken_for_what_they_are(text: str, words: str, kind: str, name: str) -> None:
    source = of(text, words).source
    assert (source.kind, source.name) == (kind, name)


def test_what_a_court_heard_in_the_middle_of_a_sentence_is_said_there() -> None:
    found = read("The victim, the court heard, was stabbed twice in the chest.")
    assert [([span.text for span in one.content], [span.text for span in one.cue]) for one in found] == [
        (["The victim", "was stabbed twice in the chest"], ["heard"])
    ]


def test_who_is_reported_missing_says_nothing() -> None:
    found = read("A hiker reported missing on Ben Morven may have fallen, police believe.")
    assert [[span.text for span in one.source.spans] for one in found] == [["police"]]


@pytest.mark.parametrize(
    ("text", "words", "content"),
    [
        ('"I just want to enjoy tonight," Dele Okoye said.', "to enjoy", "to enjoy tonight"),
        (
            '"We said we\'d do it when the kids were reared," Ronan Cullen laughed.',
            "we'd do it",
            "we'd do it when the kids were reared",
        ),
        (
            "“She once told a minister, ‘Sit down, you are not in the Commons now,’” said Sir Colin Abbott.",
            "‘Sit down",
            "‘Sit down, you are not in the Commons now,’",
        ),
    ],
)  # fmt: skip
def test_what_stands_inside_a_quotation_ends_before_its_mark(text: str, words: str, content: str) -> None:
    nested = [one for one in read(text) if one.content[0].text.startswith(words)]
    assert [one.content[0].text for one in nested] == [content]


def test_two_quotations_of_two_speakers_share_no_cue() -> None:
    text = (
        'Farley and Rooke wed in May. "He cried before I did," Farley recalls of the day. "I am a crier," Rooke admits.'
    )
    found = read(text)
    assert [[span.text for span in one.cue] for one in found] == [["recalls of the day"], ["admits"]]


def test_a_passage_of_the_report_ends_with_its_block_where_the_text_has_one_line() -> None:
    caption = "Raymond Tull leaves the harbour office on Monday Picture: Shoreline"
    text = f"Ferry cash scandal deepens as finance chief quits {caption} {caption} By Petra Lyne Raymond Tull has quit the harbour office. “I did nothing wrong,” said Tull, 58. He is said to be living abroad. The council said that it would look into the accounts of the ferry."
    reading = Pipeline().read(Document("a page", text, format="text"))
    assert reading.article is not None
    blocks = [(block.start, block.end) for block in reading.article.blocks]
    for passage in passages(reading.article, reading.statements):
        assert any(start <= passage.start and passage.end <= end for start, end in blocks)


@pytest.mark.parametrize(
    ("text", "words", "ground"),
    [
        ("A 2019 paper by the same group claimed that shift workers were at greater risk.", "shift workers", None),
        ("Ada Moss once said that she would never leave the island.", "never leave", None),
        ("Ada Moss said at the time that she would never leave the island.", "never leave", None),
        ("Ada Moss said that she would never leave the island.", "never leave", "past"),
    ],
)
def test_what_was_said_long_ago_was_not_said_on_the_day_of_publication(
    text: str, words: str, ground: str | None
) -> None:
    found = of(text, words)
    assert found.said_ground == ground


def test_a_number_with_a_comma_is_not_cut() -> None:
    text = "People who sit under bright lights may fall ill, according to a study of nearly 70,000 adults."
    assert of(text, "may fall ill").source.name == "a study of nearly 70,000 adults"


def test_whose_father_somebody_is_does_not_speak_as_he_does() -> None:
    text = 'Maisie Thorn has split from Kit Varden. Maisie\'s father Gary, a retired builder, was less forgiving. "He is a coward," the 58-year-old told Hello Weekly.'
    assert of(text, "coward").source.name == "Gary"
