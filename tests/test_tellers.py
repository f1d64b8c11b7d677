"""Who speaks where a sentence tells it in a form that the network passes over, with the shipped weights."""

from __future__ import annotations

import pytest

from onrecord import Document, Pipeline


def sources_of(text: str, words: str) -> list[list[str]]:
    """Return the words for the source of each statement that holds ``words``."""
    found = Pipeline().read(Document("a text", text, format="text")).statements
    return [
        [span.text for span in one.source.spans] for one in found if any(words in part.text for part in one.content)
    ]


QUOTATION = "“It was nobody’s fault and the wall was old, as everybody in the valley knew.”"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("A spokesman for the water board told reporters.", "A spokesman for the water board"),
        ("A senior official at the ministry told the Fennick Tern on Monday.", "A senior official at the ministry"),
        ("One friend told the Fennick Tern:", "One friend"),
        ("The dam burst on Monday night.", None),
        ("The board had been told of cracks.", None),
    ],
)
def test_a_line_that_only_says_who_told_speaks_the_quotation_below(line: str, source: str | None) -> None:
    text = f"Dam bursts above village\n\nThe dam burst on Monday, and forty people left their homes.\n\n{line}\n\n{QUOTATION}\n\nThe village is empty now."
    assert sources_of(text, "nobody’s fault") == [[source] if source else []]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Her remarks on Saturday struck a new tone, and were a tacit acknowledgment that the wall was old.", "Her"),
        ("Moss’s comments were a clear admission that the wall was old.", "Moss’s"),
        ("Mr Hill's speech came with a stark warning that the wall was old.", "Mr Hill's"),
    ],
)
def test_what_remarks_are_is_said_by_whoever_made_them(sentence: str, source: str) -> None:
    text = f"Dam bursts above village\n\nThe minister, Ada Moss, spoke in Fennick. {sentence}"
    assert [source] in sources_of(text, "the wall was old")
