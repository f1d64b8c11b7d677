"""What the words of a cue tell of a source's commitment, and how they and the learned head decide together."""

from __future__ import annotations

import pytest

from onrecord.model.voices import CERTAINTIES
from onrecord.resolve.commitment import commitment_of, listed_commitment

SURE = {one: [0.97 if one == other else 0.01 for other in CERTAINTIES] for one in CERTAINTIES}


@pytest.mark.parametrize(
    ("cue", "wanted"),
    [
        ("denied", ("certain", "negative")),
        ("has ruled out", ("certain", "negative")),
        ("did not rule out", ("possible", "positive")),
        ("didn’t rule out", ("possible", "positive")),
        ("doubts", ("probable", "negative")),
        ("does not doubt", ("certain", "positive")),
        ("expects", ("probable", "positive")),
        ("no longer believes", ("probable", "negative")),
        ("fears", ("possible", "positive")),
        ("wants", ("unknown", "positive")),
        ("does not want", ("unknown", "negative")),
        ("declined to say", ("unknown", "negative")),
        ("vowed", ("certain", "positive")),
        ("said", None),
        ("told", None),
        ("", None),
    ],
)
def test_commitment_of_the_words_of_a_cue(cue: str, wanted: tuple[str, str] | None) -> None:
    assert listed_commitment(cue, [(0, len(cue))]) == wanted


def test_commitment_without_a_listed_word_is_the_heads() -> None:
    assert commitment_of("said", [(0, 4)], SURE["possible"], 0.9) == ("possible", "negative")


def test_commitment_of_a_listed_word_outweighs_an_unsure_head() -> None:
    assert commitment_of("denied", [(0, 6)], [0.3, 0.3, 0.2, 0.2], 0.4) == ("certain", "negative")


def test_commitment_of_a_very_sure_head_outweighs_a_listed_word() -> None:
    assert commitment_of("expects", [(0, 7)], SURE["certain"], 0.001)[1] == "positive"
    assert commitment_of("expects", [(0, 7)], [0.999, 0.0001, 0.0001, 0.0001], 0.001)[0] == "certain"
