"""Interviews in questions and answers without quotation marks: the answers are those of who is interviewed."""

from __future__ import annotations

from onrecord import Document, Pipeline

OPENING = (
    "Ada Morrow on running a theatre at 29",
    "Ada Morrow arrives late, on a bicycle, with a bag of oranges. At 29 she is the youngest person ever to run the Halden Playhouse.",
)
QUESTIONS = ("You took over a building with no roof. Were you mad?", "How bad was the debt?", "Will you stay?")
ANSWERS = (
    "Probably. But I walked in and there was a pigeon sitting in the royal box, and I thought: we can work with this.",
    "Worse than they told me. The board said that it was one million. It was more than two.",
    "No. I read that too. I haven't bought so much as a chair in New York.",
)


def said_by(text: str, name: str) -> list[str]:
    """Return the contents of the statements of a text that are the person's, in order."""
    found = Pipeline().read(Document("a page", text, format="text")).statements
    return [" ".join(span.text for span in one.content) for one in found if one.source.name == name]


def test_answers_are_those_of_the_person_whom_the_opening_is_about() -> None:
    pairs = [part for pair in zip(QUESTIONS, ANSWERS, strict=True) for part in pair]
    assert set(ANSWERS) <= set(said_by("\n\n".join([*OPENING, *pairs]), "Ada Morrow"))


def test_labels_of_questions_and_answers_are_no_speakers() -> None:
    pairs = [part for q, a in zip(QUESTIONS, ANSWERS, strict=True) for part in (f"Q: {q}", f"A: {a}")]
    text = "\n\n".join([*OPENING, *pairs])
    assert set(ANSWERS) <= set(said_by(text, "Ada Morrow"))
    assert said_by(text, "A") == said_by(text, "Q") == []


def test_an_author_who_asks_is_not_interviewed_though_he_writes_of_the_us() -> None:
    lines = (
        "Ada Morrow wants to close the theatre. She has said so for years.",
        *("Why?", "The roof is old and the town is poor."),
        *("Who will pay?", "The council has no money, and the US owner has less."),
        *("Who will come?", "Nobody has asked the US visitors to Halden."),
    )
    text = "\n\n".join(lines)
    assert "The roof is old and the town is poor." not in said_by(text, "Ada Morrow")
