"""What the network leaves open, with readings made by hand: lone quotations, transcripts, lists, headlines, channels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.attribute import attribute
from onrecord.model.reader import Attributed, Name, Reader, Reading
from onrecord.records import Article, Block, BlockKind, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

Found = tuple[str, str, str] | tuple[str, str, str, int]
"""What a reader finds, in words: content, cue, source, and which it stands in; parts that are apart are joined by " + "."""


def article_of(*blocks: tuple[BlockKind, str]) -> Article:
    text = "\n\n".join(words for _, words in blocks)
    placed = []
    start = 0
    for kind, words in blocks:
        placed.append(Block(kind, start, start + len(words)))
        start += len(words) + 2
    return Article(
        id="a1", url=None, outlet=None, language="en", headline=None, deck=None, dateline=None, bylines=(),
        published=None, modified=None, captions=(), related=(), text=text, blocks=tuple(placed),
        source=Source("a1", "", "", ""),
    )  # fmt: skip


@dataclass
class Prepared:
    """Stands in for the reader: finds what it was told to find, by its words, and the names that it was told."""

    found: Sequence[Found]
    names: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def read(self, text: str, paragraphs: Sequence[tuple[int, int]], quotations: object) -> Reading:
        assert len(paragraphs) == len(cast("Sequence[object]", quotations))
        self.asked += 1
        attributions = []
        for content, cue, source, *inside in self.found:
            said = _parts(text, content, 0)
            attributions.append(
                Attributed(
                    said,
                    _parts(text, cue, said[0][0]),
                    _parts(text, source, said[0][0]),
                    inside[0] if inside else None,
                    0.75,
                )
            )
        names: list[Name] = []
        for words in sorted(self.names, key=len, reverse=True):
            for match in _whole(words).finditer(text):
                if not any(name.start < match.end() and match.start() < name.end for name in names):
                    names.append(Name(match.start(), match.end(), self.names[words]))
        ends = [end for a, b in paragraphs for end in (*(m.end() for m in _END.finditer(text, a, b)), b)]
        return Reading(tuple(attributions), tuple(sorted(names, key=lambda name: name.start)), tuple(ends))


def _parts(text: str, words: str, near: int) -> tuple[tuple[int, int], ...]:
    """Return where the parts of ``words`` stand: each where it is nearest to ``near`` and to the part before it."""
    found: list[tuple[int, int]] = []
    for part in filter(None, words.split(" + ")):
        places = [match.span() for match in _whole(part).finditer(text)]
        found.append(min(places, key=lambda place: abs(place[0] - near)))
        near = found[-1][1]
    return tuple(found)


def _whole(words: str) -> re.Pattern[str]:
    """Return the pattern of ``words`` that are no part of longer words."""
    before, after = ("(?<!\\w)" if words[0].isalnum() else ""), ("(?!\\w)" if words[-1].isalnum() else "")
    return re.compile(before + re.escape(words) + after)


_END = re.compile(r"(?<!Mr)(?<!Mrs)(?<!Dr)[.!?]+[\"”’']*(?=\s+[\"“‘'A-Z])")


def read(
    *paragraphs: str | tuple[BlockKind, str],
    found: Sequence[Found] = (),
    names: dict[str, str] | None = None,
) -> tuple[Statement, ...]:
    blocks: list[tuple[BlockKind, str]] = [p if isinstance(p, tuple) else ("paragraph", p) for p in paragraphs]
    prepared = Prepared(found, {"Ada Moss": "person", "Bo Hill": "person", **(names or {})})
    return attribute(article_of(*blocks), reader=cast("Reader", prepared)).statements


def only(
    *paragraphs: str | tuple[BlockKind, str],
    found: Sequence[Found] = (),
    names: dict[str, str] | None = None,
) -> Statement:
    (statement,) = read(*paragraphs, found=found, names=names)
    return statement


def contents(statement: Statement) -> list[str]:
    return [span.text for span in statement.content]


def who(statement: Statement) -> tuple[str, str | None]:
    return statement.source.kind, statement.source.name


def test_speakers_a_split_quotation_is_one_statement() -> None:
    statement = only("“We were early,” she told them, “and nobody came.”", found=[("“We were early,”", "told", "she")])
    assert contents(statement) == ["“We were early,”", "“and nobody came.”"]


def test_speakers_a_further_quotation_in_the_paragraph_belongs_to_its_speaker() -> None:
    text = "“We were early,” said Bo Hill, who had walked. “Nobody came at all.”"
    assert contents(only(text, found=[("“We were early,”", "said", "Bo Hill")])) == [
        "“We were early,”",
        "“Nobody came at all.”",
    ]


def test_speakers_a_further_quotation_after_somebody_else_is_nobodys() -> None:
    text = "“We were early,” said Bo Hill. Then Ada Moss rose. “Nobody came at all.”"
    assert contents(only(text, found=[("“We were early,”", "said", "Bo Hill")])) == ["“We were early,”"]


@pytest.mark.parametrize("words", ["“The Bread of the North”", "“Breadie”", "“a crime”"])
def test_speakers_titles_and_scare_quotes_are_no_statements(words: str) -> None:
    assert read(f"The mill's {words} was shown in May.") == ()
    statement = only(f"“We were early,” said Bo Hill, of {words}.", found=[("“We were early,”", "said", "Bo Hill")])
    assert contents(statement) == ["“We were early,”"]


def test_speakers_a_reopened_quotation_goes_on() -> None:
    statement = only(
        "Bo Hill said: “We were early.",
        "“Nobody came.",
        "“So we left.”",
        found=[("“We were early.", "said", "Bo Hill")],
    )
    assert contents(statement) == ["“We were early.", "“Nobody came.", "“So we left.”"]


def test_speakers_a_reopened_quotation_takes_in_what_the_network_left_without_speaker() -> None:
    found = [("“We were early.", "said", "Bo Hill"), ("“Nobody came.”", "", "")]
    assert len(only("Bo Hill said: “We were early.", "“Nobody came.”", found=found).content) == 2


@pytest.mark.parametrize("found", [[("“Nobody came.”", "", "")], []])
def test_speakers_a_lone_quotation_is_spoken_by_who_spoke_before(found: list[Found]) -> None:
    first = ("that it was over", "said", "Bo Hill")
    _, second = read("Bo Hill said that it was over.", "“Nobody came.”", found=[first, *found])
    assert (contents(second), who(second), second.cue) == (["“Nobody came.”"], ("person", "Bo Hill"), ())
    assert second.source.spans[0].text == "Bo Hill"


def test_speakers_a_lone_quotation_after_two_speakers_is_nobodys() -> None:
    found = [("it was over", "said", "Bo Hill"), ("it was not", "said", "Ada Moss")]
    *_, last = read("Bo Hill said it was over, and Ada Moss said it was not.", "“Nobody came.”", found=found)
    assert (who(last), contents(last)) == (("none", None), ["“Nobody came.”"])


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Bo Hill continued:", "Bo Hill"),
        ("Ada Moss was there, and so was the mill's cat. Bo Hill wrote on the wall:", "Bo Hill"),
        ("When Ada Moss had gone, Bo Hill said:", "Bo Hill"),
        ("When Ada Moss and Bo Hill had gone, there was a letter:", None),
    ],
)
def test_speakers_a_colon_gives_the_word_to_whom_its_sentence_names(before: str, name: str | None) -> None:
    statement = only(before, "“The lights went out.”")
    assert contents(statement) == ["“The lights went out.”"]
    assert statement.source.name == name


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Her cousin, Bo Hill, spoke outside the home.", "Bo Hill"),
        ("Dame Ada Moss did not hesitate.", "Ada Moss"),
        ("Taxi operator Bo Hill joined the protest at dawn.", "Bo Hill"),
        ("But on Friday, after the vote, her co-host Bo Hill disagreed.", "Bo Hill"),
        ("Bo Hill, 61, a baker of Fennick, had left.", "Bo Hill"),
        ("Ada Moss had gone. He laughed.", None),
        ("Ada Moss had gone. She laughed.", "Ada Moss"),
        ("Residents met Bo Hill at dawn.", None),
        ("Residents, Bo Hill among them, marched.", None),
        ("Bo Hill and Ada Moss left.", None),
        ("Bo Hill's car stopped at the gate.", None),
        ("Bo Hill was arrested at dawn.", None),
        ("Bo Hill had died in May.", None),
        ("The rain fell on Bo Hill.", None),
    ],
)
def test_speakers_a_lone_quotation_is_spoken_by_the_subject_of_the_sentence_before(
    before: str, name: str | None
) -> None:
    statement = only(before, "“The lights went out.”")
    assert (contents(statement), statement.source.name) == (["“The lights went out.”"], name)


def test_speakers_the_subject_does_not_speak_what_names_it() -> None:
    assert only("Bo Hill left at dawn.", "“Hill was good to all of us.”").source.name is None


def test_speakers_a_reopened_quotation_goes_on_with_the_subject_too() -> None:
    statement = only("Bo Hill disagreed.", "“We were early.", "“Nobody came.”")
    assert (contents(statement), statement.source.name) == (["“We were early.", "“Nobody came.”"], "Bo Hill")


@pytest.mark.parametrize(
    ("between", "name"),
    [
        ("Bo Hill said that it was over.", "Bo Hill"),
        ("Bo Hill disagreed.", "Bo Hill"),
        ("The rain fell.", "Ada Moss"),
        ("But was it over?", "Ada Moss"),
    ],
)
def test_speakers_the_line_before_counts_for_more_than_a_speaker_from_afar(between: str, name: str) -> None:
    found = [("that all was well", "said", "Ada Moss"), ("“Nobody came at all.”", "", "Ada Moss")]
    if "said" in between:
        found.append(("that it was over", "said", "Bo Hill"))
    statements = read("Ada Moss said that all was well.", between, "“Nobody came at all.”", found=found)
    assert statements[-1].source.name == name


def test_speakers_a_colon_gives_the_word_to_its_sentence_not_to_who_spoke_before() -> None:
    found = [("it was over", "said", "Ada Moss")]
    *_, last = read("Ada Moss said it was over. When she left, Bo Hill put it so:", "“It was not.”", found=found)
    assert last.source.name == "Bo Hill"


@pytest.mark.parametrize("question", ["“Did you ever doubt it?” I ask Bo Hill.", "I asked Bo Hill whether he did."])
@pytest.mark.parametrize("found", [[], [("“Not for a minute.”", "", "I")]])
def test_speakers_the_one_who_is_asked_answers(question: str, found: list[Found]) -> None:
    statements = read("Ada Moss left.", question, "“Not for a minute.”", found=found)
    assert [s.source.name for s in statements if contents(s) == ["“Not for a minute.”"]] == ["Bo Hill"]


@pytest.mark.parametrize(("opens", "closes"), [("“", "”"), ("", "")])
def test_speakers_the_only_other_person_answers_an_interviewer(opens: str, closes: str) -> None:
    answers = [f"{opens}I was nine, and it sank.{closes}", f"{opens}That one I still have.{closes}"]
    statements = read(
        "Bo Hill has built boats for years.",
        "Interviewer: When was the first?", answers[0], "Interviewer: And the second?", answers[1],
    )  # fmt: skip
    assert [s.source.spans[0].text for s in statements] == ["Interviewer", "Bo Hill", "Interviewer", "Bo Hill"]


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ("That was how the florist, Bo Hill, described the scene.", "Bo Hill"),
        ("So said Bo Hill, who had run from the mill.", "Bo Hill"),
        (", said Bo Hill.", "Bo Hill"),
        ("That was when Bo Hill left.", None),
        ("So Bo Hill said no.", None),
    ],
)
def test_speakers_the_line_after_may_point_back(after: str, name: str | None) -> None:
    assert only("The smoke could be seen for miles.", "“It was the end of the world.”", after).source.name == name


@pytest.mark.parametrize("dash", ["—", "–", "-", "--"])
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_speakers_a_signature_is_the_source(dash: str, between: str) -> None:
    text = f"“The bridge was all we had.”{between}{dash} Bo Hill, baker"
    statement = only(*text.split("\n\n"))
    assert (contents(statement), who(statement)) == (["“The bridge was all we had.”"], ("person", "Bo Hill"))


def test_speakers_a_bullet_is_not_said() -> None:
    found = [("• it would rehouse every trader", "", "")]
    said = read("The council said:", "• it would rehouse every trader", found=found)
    assert [contents(one) for one in said] == [["it would rehouse every trader"]]


def test_speakers_a_signature_overrules_whom_the_network_took_from_the_line_above() -> None:
    found = [
        ("“It was a swan of a day.” + “Nobody came.”", "―", "Bo Hill"),
        ("“The geese were late again.”", "", "Bo Hill"),
    ]
    lines = (
        "“It was a swan of a day.” ― Bo Hill",
        "“Nobody came.” ― Ada Moss",
        "“The geese were late again.” ― Cy Lund",
    )
    said = [(contents(one), one.source.name) for one in read(*lines, found=found)]
    assert said == [
        (["“It was a swan of a day.”"], "Bo Hill"),
        (["“Nobody came.”"], "Ada Moss"),
        (["“The geese were late again.”"], "Cy Lund"),
    ]


def test_speakers_a_signature_comes_before_who_spoke_in_the_paragraph_above() -> None:
    first = ("that it was over", "said", "Ada Moss")
    _, second = read("Ada Moss said that it was over.", "“Nobody came.”", "— Bo Hill", found=[first])
    assert second.source.name == "Bo Hill"


def test_speakers_turns_of_a_transcript_have_their_names() -> None:
    lines = [
        "Moss: Who closed the mill?",
        "Hill: It closed itself, I think.",
        "Moss: Nobody believes that.",
        "Hill: I do.",
    ]
    statements = read(*lines)
    assert [span.text for s in statements for span in s.source.spans] == ["Moss", "Hill", "Moss"]
    assert contents(statements[1]) == ["It closed itself, I think."]
    assert [s.source.name for s in statements] == ["Moss", "Hill", "Moss"]


def test_speakers_the_one_asked_does_not_take_the_question() -> None:
    statements = read("Ada Moss: Did you close the mill?", "“I never did such a thing.”")
    assert [who(statement) for statement in statements] == [("person", "Ada Moss"), ("none", None)]


@pytest.mark.parametrize(
    "line", ["Note: this page was changed in May.", "Price: free for all children", "10:30: Doors open to all"]
)
def test_speakers_a_field_of_a_form_is_no_turn(line: str) -> None:
    assert read(line) == ()


@pytest.mark.parametrize("found", [[], [("the mill must stay", "said", "Ada Moss")]])
def test_speakers_each_item_of_a_list_is_said_by_who_introduces_it(found: list[Found]) -> None:
    items: list[tuple[BlockKind, str]] = [("list_item", "the mill must stay"), ("list_item", "the road must go")]
    first, second = read("Ada Moss said:", *items, found=found)
    assert (contents(first), contents(second)) == (["the mill must stay"], ["the road must go"])
    assert who(first) == who(second) == ("person", "Ada Moss")
    assert second.cue[0].text == "said"


def test_speakers_items_that_the_network_took_together_are_told_apart() -> None:
    items: list[tuple[BlockKind, str]] = [("list_item", "the mill must stay"), ("list_item", "the road must go")]
    found = [("the mill must stay + the road must go", "said", "Ada Moss")]
    assert [contents(s) for s in read("Ada Moss said:", *items, found=found)] == [
        ["the mill must stay"],
        ["the road must go"],
    ]


def test_speakers_a_list_of_things_is_not_said() -> None:
    assert (
        read(
            "For Ada Moss's loaf you need:", ("list_item", "a pound of rye flour"), ("list_item", "water and some salt")
        )
        == ()
    )


@pytest.mark.parametrize(
    ("content", "cue", "source", "kept"),
    [
        ("'danger'", "", "", False),
        ("'danger'", "", "Mayor", True),
        ("'a danger to sheep'", "", "", True),
    ],
)
def test_speakers_scare_quotes_in_headlines(content: str, cue: str, source: str, kept: bool) -> None:  # noqa: FBT001 - a table
    statements = read(("headline", f"Mayor calls bridge {content}"), found=[(content, cue, source)])
    assert len(statements) == kept
    if content == "'danger'" and kept:
        assert statements[0].mode == "mixed"


def test_speakers_a_headline_that_is_a_quotation_is_kept() -> None:
    statement = only(("headline", "“We lost the whole bridge”"))
    assert (statement.block, who(statement)) == ("headline", ("none", None))


# Channels


# Whatever the reader finds


def test_speakers_the_reader_is_asked_once_and_unsure_statements_are_left_out() -> None:
    prepared = Prepared([("it was over", "said", "Ada Moss")])
    page = article_of(("paragraph", "Ada Moss said it was over."), ("paragraph", "“So I went home.”"))
    assert len(attribute(page, reader=cast("Reader", prepared), min_confidence=0.78).statements) == 1
    assert prepared.asked == 1


_WORDS = st.lists(
    st.sampled_from(
        ['"', "“", "”", "‘", "’", "'", "``", "''", "«", "»", " said ", "Ada Moss", " she ", ", ", ". ", "who ", "I", "- ",
         "told the Bugle", "\n", " in a statement ", "that ", "X", "“Yes,”", ": ", ":\n", "\n— Bo Hill", "é", "\ud800", "\x00", "🙂", "Mr. "]
    ),
    max_size=60,
).map("".join)  # fmt: skip
_RANGE = st.tuples(st.integers(0, 80), st.integers(0, 80))


@dataclass(frozen=True)
class _Chance:
    reading: Reading

    def read(self, text: str, paragraphs: object, quotations: object) -> Reading:
        assert (text, paragraphs, quotations) is not None
        return self.reading


_READINGS = st.builds(
    Reading,
    st.lists(
        st.builds(
            Attributed, st.lists(_RANGE, min_size=1, max_size=3).map(tuple), st.lists(_RANGE, max_size=2).map(tuple),
            st.lists(_RANGE, max_size=2).map(tuple), st.one_of(st.none(), st.integers(0, 5)), st.floats(0, 1),
        ), max_size=6,
    ).map(tuple),
    st.lists(st.builds(Name, st.integers(0, 40), st.integers(41, 80), st.sampled_from(["person", "organisation", "place"])), max_size=4).map(tuple),
    st.lists(st.integers(0, 80), max_size=4).map(lambda ends: tuple(sorted(ends))),
)  # fmt: skip


@given(st.one_of(st.text(), _WORDS), _READINGS, st.sampled_from(["paragraph", "headline", "list_item", "quote"]))
def test_speakers_offsets_hold_whatever_the_text_and_the_reading(text: str, reading: Reading, kind: BlockKind) -> None:
    article = article_of((kind, text), ("paragraph", "“So I went home.”"))
    statements = attribute(article, reader=cast("Reader", _Chance(reading))).statements
    for statement in statements:
        spans = (
            *statement.content,
            *statement.cue,
            *statement.source.spans,
        )
        assert all(article.text[span.start : span.end] == span.text != "" for span in spans)
        assert statement.content
        assert list(statement.content) == sorted(statement.content, key=lambda span: span.start)
    assert len({statement.id for statement in statements}) == len(statements)
    assert [s.content[0].start for s in statements] == sorted(s.content[0].start for s in statements)
    assert statements == attribute(article, reader=cast("Reader", _Chance(reading))).statements


@pytest.mark.parametrize(
    "unit",
    ["word ", '"', "“", "'", "‘a ", ", she said", "He said. ", '"a b c" ', "Ada Moss, who ", "- a:\n", "“a b c d.”\n"],
)
def test_speakers_do_not_blow_up_on_monotonous_text(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    size = len(unit)
    found = tuple(
        Attributed(((at, at + size),), (), ((at, at + 3),), None, 0.5) for at in range(0, len(text) - size, 40 * size)
    )
    names = tuple(Name(at, at + size, "person") for at in range(0, len(text) - size, 20 * size))
    reading = Reading(found, names, tuple(range(size, len(text), 10 * size)))
    statements = attribute(article_of(("paragraph", text)), reader=cast("Reader", _Chance(reading))).statements
    printed = sum(len(span.text) for statement in statements for span in statement.content)
    assert printed <= 20 * len(text)
