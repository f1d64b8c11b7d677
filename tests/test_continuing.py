"""Who goes on speaking, and whom a bare last name means, as the shipped weights and the rules have it in plain prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord import Document, Pipeline

if TYPE_CHECKING:
    from onrecord.records import Reading

STORY = """Mabel Orr and Rex Dunhaven 'taking a break'

Mabel Orr, 34, and her partner Rex Dunhaven, 51, have decided to spend time apart, a source has claimed.

"They are not fighting," the source told the Evening Lamp. They added that Mabel, who is 17 years younger than Rex, has been staying with her sister, Ivy Orr, in Margate.

Friends say the actress is "heartbroken but calm".

Dunhaven's agent, who asked not to be named, denied that a third person was involved.

Orr wrote on Instagram on Sunday: "Be kind."
"""


def reading() -> Reading:
    return Pipeline().read(Document("a story", STORY, format="text"))


def sources_of(words: str) -> list[tuple[str, str | None]]:
    return [
        (s.source.kind, s.source.name) for s in reading().statements if any(words in span.text for span in s.content)
    ]


def test_continuing_they_who_add_something_are_the_source_before() -> None:
    assert sources_of("17 years younger") == [("anonymous", "a source")]


def test_continuing_friends_are_unnamed_on_purpose() -> None:
    assert sources_of("heartbroken but calm") == [("anonymous", "Friends")]


def test_continuing_a_bare_last_name_is_whose_story_it_is() -> None:
    assert sources_of("Be kind") == [("person", "Mabel Orr")]


def test_continuing_an_agent_who_asked_not_to_be_named_is_anonymous_and_says_why() -> None:
    (statement,) = [s for s in reading().statements if any("third person" in span.text for span in s.content)]
    assert (statement.source.kind, statement.polarity) == ("anonymous", "negative")
    assert statement.source.reason is not None
    assert statement.source.reason.text == "who asked not to be named"


def test_continuing_ages_that_add_up_are_no_problem() -> None:
    assert "ages_disagree" not in {problem.code for problem in reading().problems}
    mabel = next(entity for entity in reading().entities if entity.name == "Mabel Orr")
    assert {("age", "34"), ("age_difference", "17 years younger than Rex Dunhaven")} <= {
        (fact.property, fact.value) for fact in mabel.facts
    }
