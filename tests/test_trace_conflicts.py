"""What articles of one story say against each other, and what is only a later change. All texts are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import (
    Article,
    Block,
    Entity,
    Fact,
    Reading,
    Source,
    Span,
    Statement,
    StatementSource,
    Time,
)
from onrecord.trace.conflicts import conflicts_of, developments_of
from onrecord.trace.lines import lines_of
from onrecord.trace.numbers import disagree, quantities_of


@dataclass(frozen=True)
class Claim:
    """A claim as the matcher makes them."""

    text: str
    statements: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()


def reading(name: str, text: str, day: str | None = None, **found: tuple[object, ...]) -> Reading:
    """Return an article whose lines are paragraphs, with what was found in it."""
    blocks = tuple(Block("paragraph", m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    article = Article(
        id=name, url=None, outlet=None, language="en", headline=None, deck=None, dateline=None, bylines=(),
        published=day, modified=None, captions=(), related=(), text=text, blocks=blocks, source=Source(name, "", "", ""),
    )  # fmt: skip
    return Reading(name, article, **found)  # type: ignore[arg-type]


def span(text: str, words: str) -> Span:
    """Return the first place where the words stand."""
    return Span(text.index(words), text.index(words) + len(words), words)


def denial(name: str, text: str, content: str, cue: str, source: str) -> Reading:
    """Return an article with one statement that denies something."""
    said = Statement(
        id=f"s-{name}", article=name, mode="indirect", content=(span(text, content),), cue=(span(text, cue),),
        source=StatementSource((span(text, source),), "organisation", source), via=(), said=None, certainty="certain",
        polarity="negative", about=(), block="paragraph", confidence=0.9,
    )  # fmt: skip
    return reading(name, text, statements=(said,))


def person(name: str, text: str, who: str, age: str | None = None) -> Reading:
    """Return an article with one person in it."""
    facts = (Fact("age", age, span(text, age)),) if age else ()
    return reading(name, text, entities=(Entity(f"e-{name}", "person", who, (span(text, who),), facts),))


def reasons(*readings: Reading) -> list[str]:
    """Return the reasons of the conflicts that are found."""
    return [conflict.reason for conflict in conflicts_of(readings)]


ASSERTED = "Brackwater Mills plans to close its spinning factory in Tarnley, two workers said."


def test_conflicts_denied_content_is_shown_beside_its_assertion() -> None:
    text = "Brackwater Mills has denied rumours that it will close the spinning factory in Tarnley."
    other = denial(
        "b", text, "rumours that it will close the spinning factory in Tarnley", "has denied", "Brackwater Mills"
    )
    (found,) = conflicts_of((reading("a", ASSERTED), other))
    assert (found.reason, found.a.article, found.b.article) == ("denial", "a", "b")
    assert (found.a.text, found.b.text) == (ASSERTED, text)


def test_conflicts_denial_of_something_else_is_none() -> None:
    text = "Brackwater Mills has denied rumours that it poisoned the river Oster with dye."
    other = denial("b", text, "rumours that it poisoned the river Oster with dye", "has denied", "Brackwater Mills")
    assert reasons(reading("a", ASSERTED), other) == []


@pytest.mark.parametrize(
    "verdict",
    [
        "The story is a complete hoax.",
        "Police said that the report is false.",
        "It is not true.",
        "The firm's spokeswoman called reports that it will close the Tarnley factory baseless.",
    ],
)
def test_conflicts_verdict_on_the_report_is_against_what_the_story_says(verdict: str) -> None:
    told = "Brackwater Mills will close its spinning factory in Tarnley, workers said."
    doubting = f"A post claimed Brackwater Mills would close its spinning factory in Tarnley.\n{verdict}"
    assert reasons(reading("a", told), reading("b", told), reading("c", doubting)) == ["denial"]


@pytest.mark.parametrize(
    "open_words",
    [
        "Is the story a hoax?",
        "Some wonder whether the story is a hoax.",
        "The story is not a hoax.",
        "He was denied parole.",
    ],
)
def test_conflicts_doubts_and_other_denials_are_none(open_words: str) -> None:
    told = "Brackwater Mills will close its spinning factory in Tarnley, workers said."
    asking = f"A post claimed Brackwater Mills would close its spinning factory in Tarnley.\n{open_words}"
    assert reasons(reading("a", told), reading("b", told), reading("c", asking)) == []


def test_conflicts_claim_tells_what_the_report_is() -> None:
    told = reading("a", "Wednesday was quiet.\nOsric Vane swallowed the golden trophy during the harvest banquet.")
    verdict = reading("b", "Osric Vane sat near the golden trophy at a banquet.\nThe story is a hoax.")
    claim = Claim("Osric Vane swallowed the golden trophy")
    assert [c.a.article for c in conflicts_of((told, verdict), (claim,))] == ["a"]


def test_conflicts_negative_of_the_same_verb() -> None:
    plain = reading("a", "The Corvale clinic performed a throat biopsy on the singer.")
    negative = reading("b", "The Corvale clinic did not perform a throat biopsy, a nurse said.")
    unrelated = reading("c", "The Corvale clinic did not answer letters about its throat specialists.")
    assert reasons(plain, negative) == ["denial"]
    assert reasons(plain, unrelated) == []


def test_conflicts_numbers_of_the_same_thing() -> None:
    one = reading("a", "The shepherd sheared 25 goats trapped on the frozen reservoir.")
    other = reading("b", "A shepherd has sheared 31 goats that were trapped on the frozen reservoir.")
    assert reasons(one, other) == ["number"]


@pytest.mark.parametrize(
    "number", ["more than 20", "at least 25", "about 24", "nearly 26", "up to 30", "25", "twenty-five", "fewer than 40"]
)
def test_conflicts_numbers_that_may_be_the_same_are_none(number: str) -> None:
    one = reading("a", "The shepherd sheared 25 goats trapped on the frozen reservoir.")
    other = reading("b", f"A shepherd has sheared {number} goats trapped on the frozen reservoir.")
    assert reasons(one, other) == []


def test_conflicts_numbers_of_different_things_are_none() -> None:
    one = reading("a", "The shepherd sheared 25 goats trapped on the frozen reservoir.")
    other = reading("b", "The county has 31 goats licensed for parades.")
    both = reading("c", "The shepherd sheared 31 goats trapped on the frozen reservoir, and 25 goats the next winter.")
    assert reasons(one, other) == []
    assert reasons(one, both) == []


def test_conflicts_toll_is_a_development_when_the_later_day_is_known() -> None:
    first = reading("a", "The landslide at Quorley killed 14 miners in the copper pit.", "2031-05-02")
    later = reading("b", "The landslide at Quorley killed 22 miners in the copper pit.", "2031-05-04T08:00:00+00:00")
    assert conflicts_of((first, later)) == ()
    (change,) = developments_of((later, first))
    assert (change.reason, change.a.article, change.b.article) == ("number", "a", "b")


def test_conflicts_toll_without_days_is_neither() -> None:
    first = reading("a", "The landslide at Quorley killed 14 miners in the copper pit.")
    later = reading("b", "The landslide at Quorley killed 22 miners in the copper pit.")
    assert conflicts_of((first, later)) == developments_of((first, later)) == ()


def test_conflicts_ages_of_one_person() -> None:
    one = person("a", "Orla Fenwick, 41, found the ring in a pike.", "Orla Fenwick", "41")
    other = person("b", "Orla Fenwick, 53, says the ring is hers.", "Orla Fenwick", "53")
    namesake = person("c", "Gwen Fenwick, 19, cooked the pike.", "Gwen Fenwick", "19")
    assert reasons(one, other) == ["number"]
    assert reasons(one, namesake) == []


def test_conflicts_hour_is_no_age() -> None:
    one = person("a", "Orla Fenwick, 41, found the ring in a pike.", "Orla Fenwick", "41")
    other = person("b", "Orla Fenwick died at 2:20 a.m. in Tarnley.", "Orla Fenwick", "2")
    assert reasons(one, other) == []


def test_conflicts_states_that_exclude_each_other() -> None:
    dead = person("a", "Orla Fenwick died on the glacier.", "Orla Fenwick")
    alive = person("b", "Orla Fenwick, the climber, is alive and safe.", "Orla Fenwick")
    not_dead = person("c", "Orla Fenwick is not dead.", "Orla Fenwick")
    was = person("d", "Orla Fenwick was alive in spring.", "Orla Fenwick")
    thought = person("e", "Villagers feared Orla Fenwick died there.", "Orla Fenwick")
    assert reasons(dead, alive) == ["state"]
    assert reasons(dead, not_dead) == ["state"]
    assert reasons(dead, was) == []
    assert reasons(thought, alive) == []


def test_conflicts_state_that_can_change_is_a_development() -> None:
    charged = person("a", "Orla Fenwick is married.", "Orla Fenwick")
    cleared = person("b", "Orla Fenwick is divorced.", "Orla Fenwick")
    assert reasons(charged, cleared) == []
    dated = [
        Reading(r.source, r.article and _on(r.article, day), entities=r.entities)
        for r, day in ((cleared, "2031-06-02"), (charged, "2031-05-02"))
    ]
    (change,) = developments_of(dated)
    assert (change.reason, change.a.article, change.b.article) == ("state", "a", "b")


def test_conflicts_days_of_the_same_event() -> None:
    one, other = (
        f"The balloon crashed into the Marrow lighthouse near Ostend on {day} morning." for day in ("Tuesday", "Friday")
    )
    found = [
        reading(name, text, times=(Time(*_at(text, day), day, "DATE", f"XXXX-WXX-{number}"),))
        for name, text, day, number in (("a", one, "Tuesday", 2), ("b", other, "Friday", 5))
    ]
    assert reasons(*found) == ["date"]


def test_conflicts_empty_stories_have_none() -> None:
    assert conflicts_of(()) == developments_of(()) == ()
    assert conflicts_of((Reading("x", None),)) == ()


def test_numbers_are_read_with_their_range() -> None:
    def of(text: str) -> tuple[float, float, str]:
        (quantity,) = quantities_of(lines_of(reading("a", text))[0])
        return quantity.low, quantity.high, quantity.unit

    assert of("It cost $1,512,345 in the end.") == (1512345, 1512345, "$")
    assert of("It cost $1.5 million in the end.")[1] == pytest.approx(1.65e6)
    assert of("They counted 20,125 postal votes.") == (20125, 20125, "vot")
    assert of("Nearly 500 sailors marched.") == (450, 550, "sailor")
    assert of("At least nine sailors marched.")[0] == 9
    assert of("Some 26 percent of sailors marched.")[2] == "%"


def test_numbers_of_the_calendar_are_left_out() -> None:
    for text in ("It opened in 1987 crowds.", "It opens on May 4 doors.", "Between 5 and 9 sailors marched."):
        assert quantities_of(lines_of(reading("a", text))[0]) == []


@given(st.text(alphabet="ab 0123456789,.$%-\n’'\"?!", max_size=80))
def test_conflicts_passages_are_words_of_their_articles(text: str) -> None:
    readings = (reading("a", text), reading("b", text[::-1]), reading("c", ASSERTED))
    texts = {r.source: r.article.text for r in readings if r.article}
    for conflict in (*conflicts_of(readings), *developments_of(readings)):
        for passage in (conflict.a, conflict.b):
            assert texts[passage.article][passage.start : passage.end] == passage.text
    for line in lines_of(readings[0]):
        assert text[line.start : line.end] == line.text
        for quantity in quantities_of(line):
            assert not disagree(quantity, quantity)


def _on(article: Article, day: str) -> Article:
    fields = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return Article(**{**fields, "published": day})


def _at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)
