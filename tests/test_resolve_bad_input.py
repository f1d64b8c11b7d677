"""Texts that are hard on the stage: without a date, with 500 people, with names that are months, with no names, with marks alone.

What the networks say of them is not tested here; what must hold whatever they say is, on the whole path from text to records.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings_by_hand import Prepared, named, page, reading_of, resolved, statement_in

from onrecord import Pipeline
from onrecord.problems import MESSAGES
from onrecord.read.document import Document
from onrecord.records import Span
from onrecord.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from onrecord.model.resolver import Ranges, Tagged, WordTable
    from onrecord.records import Reading

MANY = 500
SYLLABLES = ("Mar", "Tor", "Lin", "Fen", "Hol", "Ros", "Bur", "Nel", "Wes", "Dal")
PEOPLE = [
    f"{first} {start}{middle}{end}"
    for middle in ("den", "wick", "by", "ham", "ley")
    for start in SYLLABLES
    for first, end in (("Ada", "s"), ("Bo", "son"), ("Cy", "ton"), ("Dot", "er"), ("Eve", "man"), ("Gus", "field"), ("Ida", "well"),
                       ("Max", "stone"), ("Ned", "more"), ("Una", "croft"))
]  # fmt: skip
STORY = "Ada Moss told the Fennick Bugle on Tuesday that the mill had shut last week. “I am sorry,” she said. Bo Hill of Tarrant says it is."

TEXTS = {
    "months for names": "June Hill said on Tuesday that it was shut. June left in June. May Moss said she was sorry. “I may go in May,” "
    "May said. August Orr, a baker of Fennick, wrote that he would go in August.",
    "a body named like a place and a person": "Paris Council said that the mill was shut. “We are sorry,” Paris said. Paris Council left "
    "Paris in May, and Paris Moss wept.",
    "no names": "it rained and rained and nobody came to the old mill by the river, they said, in the evening.",
    "a word": "Moss",
    "quotation marks alone": "“”\"''’‘ “ ” « » ‘ ’",
    "quotation marks for a name": "“ said ”. ” said “. The ‘’ told the “” that “” was ‘’.",
    "200 nested quotations": "“no " * 200 + "yes" + "”" * 200 + " said Ada Moss.",
    "200 quotations that open only": "“I know, " * 200 + "said Ada Moss.",
    "lone surrogates": "\ud800 said “\udfff it is shut \ud83d”, Ada \udc00Moss told them.",
    "emoji": "👩‍👩‍👧 said “👍🏽👍🏽 it is shut 🏴󠁧󠁢󠁥󠁮󠁧󠁿”, Ada Moss 👩🏽‍🚒 told 🇬🇧.",
    "from right to left": "قالت آدا موس «المصنع مغلق» “עברית” שלום, said Ada Moss\u200f, “\u202eit is shut\u202c”.",
    "combining marks": "A\u0301da Mo\u0308ss said “i\u0307t i\u0327s shut\u0301\u0301\u0301\u0301\u0301”.",
    "one long word": "Moss" * 3_000 + " said it was shut.",
    "names in a row": " ".join(["Moss"] * 800),
    "pronouns in a row": "He said she said " * 200,
    "odd ends of lines": "Ada Moss said\u2028it was\u0085shut.\x0b\x0cShe\x1c left\ta mill.",
    "times in a row": "on Tuesday last week yesterday " * 100,
    "brackets": "((([[[{{{ Ada Moss ((()) said ]]] it }}} was ))) shut ((( ",
}

NO_DAYS = ("yesterday", "2025-13-45", "the day after the fair", "0000-00-00", "9" * 500)


def read(text: str, published: str | None = None) -> Reading:
    return Pipeline().read(Document("page", text, format="text", published=published))


@cache
def reading(name: str) -> Reading:
    return read(TEXTS[name])


def spans_in(record: Any) -> Iterator[Span]:
    if isinstance(record, Span):
        yield record
    elif isinstance(record, tuple):
        for one in record:
            yield from spans_in(one)
    elif hasattr(record, "__slots__") and not hasattr(record, "blocks"):
        for field in record.__slots__:
            yield from spans_in(getattr(record, field))


def assert_sound(found: Reading) -> None:
    """Assert what must hold of any reading: no bug was met, spans are exact, ids are one thing's and are found."""
    assert "internal" not in {problem.code for problem in found.problems}, found.problems
    assert {problem.code for problem in found.problems} <= MESSAGES.keys()
    if found.article is None:
        return
    text = found.article.text
    for span in spans_in((found.statements, found.entities)):
        assert 0 <= span.start < span.end
        assert text[span.start : span.end] == span.text
    for time in (*found.times, *(one.said for one in found.statements if one.said)):
        assert text[time.start : time.end] == time.text
    entities = [entity.id for entity in found.entities]
    assert len(set(entities)) == len(entities)
    assert len({one.id for one in found.statements}) == len(found.statements)
    for one in found.statements:
        assert {*one.about, *filter(None, [one.source.entity])} <= {*entities}
        assert (one.said is None) == (one.said_ground is None)
    for entity in found.entities:
        assert entity.mentions
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda span: (span.start, span.end))


@pytest.mark.parametrize("name", TEXTS)
def test_resolve_bad_input_is_read_soundly(name: str) -> None:
    assert_sound(reading(name))


@pytest.mark.parametrize(
    "name", ["months for names", "lone surrogates", "emoji", "from right to left", "pronouns in a row"]
)
def test_resolve_bad_input_read_again_is_the_same(name: str) -> None:
    again, found = read(TEXTS[name]), reading(name)
    assert (again.statements, again.entities, again.times) == (found.statements, found.entities, found.times)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n"])
def test_resolve_bad_input_without_a_word_is_no_article(text: str) -> None:
    found = read(text)
    assert_sound(found)
    assert (found.article, found.statements, found.entities) == (None, (), ())


@pytest.mark.parametrize("text", [" ", "”", "Moss", "\ud800", "“" * 9])
def test_resolve_bad_input_of_next_to_nothing_is_resolved_to_nothing(text: str) -> None:
    found = resolved(text)
    assert (found.statements, found.entities, found.times, found.problems) == ((), (), (), ())


@settings(max_examples=15)
@given(
    st.text(st.sampled_from("“”‘’\"' \n.,:AaIié👩\ud800שlMs-—"), max_size=60),
    st.sampled_from(["{} said Ada Moss. {}", "“{}” he said {}."]),
)
def test_resolve_bad_input_of_any_characters_is_read_soundly(noise: str, around: str) -> None:
    assert_sound(read(around.format(noise, noise[::-1])))


def codes(found: Reading) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize("published", [None, "", *NO_DAYS])
def test_resolve_bad_input_without_a_day_of_publication_has_no_days_for_relative_times(published: str | None) -> None:
    found = read(STORY, published)
    assert_sound(found)
    assert {time.text for time in found.times} >= {"Tuesday", "last week"}
    assert {time.from_ for time in found.times} == {None}


@pytest.mark.parametrize("published", [None, "", *NO_DAYS])
def test_resolve_bad_input_without_a_day_of_publication_says_so(published: str | None) -> None:
    assert "times_unresolved" in codes(read(STORY, published))


@pytest.mark.parametrize("published", [None, *NO_DAYS])
def test_resolve_bad_input_without_a_day_of_publication_nothing_was_said_on_it(published: str | None) -> None:
    text = "Ada Moss said it was shut."
    found = resolved(text, ("it was shut", "said", "Ada Moss"), published=published, names={"Ada Moss": "person"})
    assert [one.said for one in found.statements] == [None]


def test_resolve_bad_input_with_a_day_of_publication_has_days_for_relative_times() -> None:
    found = read(STORY, "2025-03-12")
    assert_sound(found)
    assert {time.text: (time.from_, time.to) for time in found.times} == {
        "Tuesday": ("2025-03-11", "2025-03-11"),
        "last week": ("2025-03-03", "2025-03-09"),
    }
    assert "times_unresolved" not in codes(found)


def test_resolve_bad_input_without_relative_times_has_no_unresolved_ones() -> None:
    assert "times_unresolved" not in codes(read("Ada Moss said on 4 May 2024 that the mill was shut. She left."))


def test_resolve_bad_input_counts_the_times_that_have_no_day() -> None:
    text = "It rained on Tuesday and yesterday, for three days, and on 4 May 2024."
    (problem,) = resolved(text, published=None).problems
    assert problem.code == "times_unresolved"
    assert re.match(r"2 times", problem.message)


@pytest.mark.parametrize("name", ["June Hill", "May Moss", "August Orr", "April Lee"])
def test_resolve_bad_input_a_person_may_be_called_like_a_month(name: str) -> None:
    first, last = name.split()
    text = f"{name} said it was shut. {last} left. {first} wept."
    found = resolved(
        text, ("it was shut", "said", name), names=dict.fromkeys([name, last, first], "person"), mentions=[name]
    )
    assert named(found) == {name: [name, last, first]}
    assert found.statements[0].source.name == name


@pytest.mark.parametrize("first", ["June", "April", "August"])
def test_resolve_bad_input_a_person_called_like_a_month_is_no_time(first: str) -> None:
    text = f"{first} Hill came to the mill. “I left,” {first} said."
    found = resolved(text, names={f"{first} Hill": "person", first: "person"})
    assert found.times == ()


def test_resolve_bad_input_a_month_is_a_time_beside_a_person_called_like_it() -> None:
    text = "May Moss left in May 2024. “I left,” May said."
    found = resolved(text, names={"May Moss": "person"})
    assert "May 2024" in [time.text for time in found.times]


def test_resolve_bad_input_a_body_may_be_called_like_a_place_or_a_person() -> None:
    text = "Paris Council met Paris Moss in Paris. The council left."
    found = resolved(text, names={"Paris Council": "organisation", "Paris Moss": "person", "Paris": "place"})
    assert [(entity.kind, entity.name) for entity in found.entities] == [
        ("organisation", "Paris Council"),
        ("person", "Paris Moss"),
        ("place", "Paris"),
    ]


def test_resolve_bad_input_of_500_people_keeps_them_all() -> None:
    text = "\n\n".join(f"“I left,” said {name}. {name.split()[1]} wept." for name in PEOPLE)
    names = {form: "person" for name in PEOPLE for form in (name, name.split()[1])}
    found = resolved(text, names=names)
    assert len(set(PEOPLE)) == MANY
    assert named(found) == {name: [name, name.split()[1]] for name in PEOPLE}


def test_resolve_bad_input_of_500_people_of_one_last_name_keeps_them_all() -> None:
    people = [f"{name.split()[1]} Moss" for name in PEOPLE]
    text = "\n\n".join(f"“I left,” said {name}. Moss wept." for name in people)
    found = resolved(text, names={**dict.fromkeys(people, "person"), "Moss": "person"})
    assert named(found) == {name: [name, "Moss"] for name in people}


def test_resolve_bad_input_of_500_people_is_read_to_the_end() -> None:
    text = "The people of Fennick met at the mill.\n\n" + "\n\n".join(
        f"“I left the mill,” said {name}." for name in PEOPLE
    )
    found = read(text)
    assert_sound(found)
    assert len(found.statements) > 0.9 * MANY
    assert len({entity.name for entity in found.entities} & {*PEOPLE}) > 0.9 * MANY


class Counting(Prepared):
    """Counts how often it is asked whether words belong to a statement."""

    asked = 0

    def link(self, table: WordTable, ranges: Ranges, tag: Tagged) -> float:
        self.asked += 1
        return super().link(table, ranges, tag)


def asked(count: int) -> int:
    """Return how often the resolver is asked in a text with ``count`` statements, each with an outlet and a day."""
    lines = [f"Ada Moss told the Bugle on Tuesday that number {number} was shut." for number in range(count)]
    article = page("\n\n".join(lines))
    tags = {"the Bugle": "media", "on Tuesday": "said"}
    found = reading_of(article.text, names={"Ada Moss": "person"}, tags=tags)
    statements = [
        statement_in(article, (f"that number {number} was shut", "told", "Ada Moss"), found.names)
        for number in range(count)
    ]
    resolver = Counting(article.text)
    assert len(resolve(article, statements, found, resolver).statements) == count  # type: ignore[arg-type]  # a stand-in
    return resolver.asked


def test_resolve_bad_input_asks_about_as_many_links_a_statement_in_a_long_text() -> None:
    assert asked(300) / 300 < 1.2 * asked(150) / 150
