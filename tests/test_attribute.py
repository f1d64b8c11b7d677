"""The first attributor: what is a quotation, who speaks it, and what it must never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.attribute import attribute
from onrecord.records import Article, Block, BlockKind, Source, Statement


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


def said_in(*paragraphs: str) -> tuple[Statement, ...]:
    return attribute(article_of(*(("paragraph", words) for words in paragraphs)))


def only(*paragraphs: str) -> Statement:
    (statement,) = said_in(*paragraphs)
    return statement


def contents(statement: Statement) -> list[str]:
    return [span.text for span in statement.content]


def test_attribute_quotation_with_inverted_speaker() -> None:
    statement = only('"The gate was open," said Ada Moss.')
    assert contents(statement) == ['"The gate was open,"']
    assert statement.mode == "direct"
    assert [span.text for span in statement.cue] == ["said"]
    assert [span.text for span in statement.source.spans] == ["Ada Moss"]
    assert (statement.source.kind, statement.source.name) == ("person", "Ada Moss")


@pytest.mark.parametrize(
    ("opening", "closing"), [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("``", "''"), ("«", "»"), ("''", "''")]
)
def test_attribute_every_style_of_quotation_marks(opening: str, closing: str) -> None:
    statement = only(f"{opening}I can't see the point of it,{closing} Ada Moss said.")
    assert contents(statement) == [f"{opening}I can't see the point of it,{closing}"]
    assert statement.mode == "direct"


def test_attribute_apostrophes_are_no_quotation_marks() -> None:
    assert said_in("The boys' coats and the girls' hats weren't in Moss's shop.") == ()
    statement = only("Ada Moss said the boys' coats weren't the girls' business.")
    assert statement.mode == "indirect"


def test_attribute_split_quotation_is_one_statement() -> None:
    statement = only("“We were early,” she told the Bugle, “and nobody came.”")
    assert contents(statement) == ["“We were early,”", "“and nobody came.”"]
    assert [via.name for via in statement.via] == ["Bugle"]
    assert statement.via[0].kind == "media"


def test_attribute_second_sentence_of_a_quotation_belongs_to_it() -> None:
    statement = only("“We were early,” said Bo Hill. “Nobody came.”")
    assert contents(statement) == ["“We were early,”", "“Nobody came.”"]


def test_attribute_quotation_over_paragraphs() -> None:
    statement = only('Bo Hill said: "We were early.', '"Nobody came."')
    assert contents(statement) == ['"We were early.', '"Nobody came."']
    assert statement.source.name == "Bo Hill"


def test_attribute_cue_before_a_paragraph_of_quotation() -> None:
    statement = only("Bo Hill continued:", "“The lights went out.”")
    assert contents(statement) == ["“The lights went out.”"]
    assert statement.source.name == "Bo Hill"


def test_attribute_quotation_does_not_go_on_across_furniture() -> None:
    article = article_of(
        ("paragraph", 'Bo Hill said: "We were early.'), ("furniture", "Sign up"), ("paragraph", '"Nobody came."')
    )
    (statement,) = attribute(article)
    assert contents(statement) == ['"We were early.']


@pytest.mark.parametrize("kind", ["furniture", "related", "byline", "credit", "date"])
def test_attribute_nothing_in_blocks_that_do_not_speak(kind: BlockKind) -> None:
    assert attribute(article_of((kind, '"Buy now," said Ada Moss.'))) == ()


def test_attribute_caption_statement_is_marked_as_such() -> None:
    (statement,) = attribute(article_of(("caption", "Ada Moss said that she had won.")))
    assert statement.block == "caption"


def test_attribute_indirect_and_mixed() -> None:
    assert contents(only("The mayor said that the bridge would close.")) == ["that the bridge would close"]
    mixed = only("The mayor said the bridge was “a danger to sheep”.")
    assert mixed.mode == "mixed"
    assert contents(mixed) == ["the bridge was “a danger to sheep”"]


def test_attribute_content_before_the_speaker() -> None:
    statement = only("The bridge would close on Monday, the council said.")
    assert contents(statement) == ["The bridge would close on Monday"]
    assert statement.source.kind == "organisation"


def test_attribute_according_to() -> None:
    statement = only("The bridge is 90 years old, according to Ada Moss.")
    assert contents(statement) == ["The bridge is 90 years old"]
    assert [span.text for span in statement.cue] == ["according to"]
    assert statement.source.name == "Ada Moss"


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge is reportedly for sale.",
        "The mayor is said to have resigned.",
        "It is understood that the mill will close.",
        "It is claimed that the mill will close.",
    ],
)
def test_attribute_nobody_speaks(sentence: str) -> None:
    statement = only(sentence)
    assert statement.source.kind == "none"
    assert statement.source.spans == ()
    assert statement.cue


@pytest.mark.parametrize(
    ("sentence", "kind", "name"),
    [
        ("Ada Moss said that it was over.", "person", "Ada Moss"),
        ("Councillor Bo Hill, who is 61, said that it was over.", "person", "Bo Hill"),
        ("Opposition leader Bo Hill said that it was over.", "person", "Bo Hill"),
        ("The singer's agent, Bo Hill, said that it was over.", "person", "Bo Hill"),
        ("A police spokesman said that it was over.", "role", "A police spokesman"),
        ("A spokeswoman for Fennick Council said that it was over.", "role", "A spokeswoman for Fennick Council"),
        ("A source said that it was over.", "anonymous", "A source"),
        ("Friends said that it was over.", "anonymous", "Friends"),
        (
            "Two people familiar with the talks said that it was over.",
            "anonymous",
            "Two people familiar with the talks",
        ),
        ("Fennick Council said that it was over.", "organisation", "Fennick Council"),
        ("The Fennick Gazette said that it was over.", "media", "Fennick Gazette"),
        ("The report said that it was over.", "document", "The report"),
        ("Critics said that it was over.", "group", "Critics"),
    ],
)
def test_attribute_source_kind_and_name(sentence: str, kind: str, name: str) -> None:
    statement = only(sentence)
    assert (statement.source.kind, statement.source.name) == (kind, name)


def test_attribute_pronoun_and_last_name_take_the_name_before() -> None:
    first, second, third = said_in(
        "Ada Moss said that it was over.", "She added that she was glad.", "“So glad,” Moss said."
    )
    assert first.source.name == second.source.name == third.source.name == "Ada Moss"


def test_attribute_pronoun_after_an_unnamed_source_is_not_given_a_name() -> None:
    _, _, third = said_in("Ada Moss said that it was over.", "A source said it was not.", "“It goes on,” she said.")
    assert third.source.kind == "anonymous"


def test_attribute_two_speakers_in_a_sentence_are_kept_apart() -> None:
    first, second = said_in("The mayor said that the bridge would close, but Ada Moss said that it would stay open.")
    assert contents(first) == ["that the bridge would close"]
    assert contents(second) == ["that it would stay open"]


def test_attribute_who_was_told_is_not_who_said_it() -> None:
    assert said_in("Ada Moss was told to leave.") == ()


def test_attribute_document_channel() -> None:
    statement = only("The company said in a statement that the mill would close.")
    assert [(via.kind, via.name) for via in statement.via] == [("document", "statement")]
    assert contents(statement) == ["that the mill would close"]


def test_attribute_ids_are_deterministic_and_distinct() -> None:
    page = ("Ada Moss said that it was over.", "Bo Hill said that it was not.")
    once, again = said_in(*page), said_in(*page)
    assert [s.id for s in once] == [s.id for s in again]
    assert len({s.id for s in once}) == 2
    assert all(len(s.id) == 16 and int(s.id, 16) >= 0 for s in once)


_NEWS = st.lists(
    st.sampled_from(
        ['"', "“", "”", "‘", "’", "'", "``", "''", "«", "»", " said ", "Ada Moss", " she ", ", ", ". ", "according to ",
         "told the Bugle", "\n", " reportedly ", "that ", "X", "“Yes,”", ": ", "é", "\ud800", "\x00", "🙂", "Mr. "]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), _NEWS))
def test_attribute_offsets_hold_for_any_text(text: str) -> None:
    article = article_of(("paragraph", text))
    statements = attribute(article)
    for statement in statements:
        spans = (*statement.content, *statement.cue, *statement.source.spans)
        assert all(article.text[span.start : span.end] == span.text != "" for span in spans)
        assert statement.content
        assert 0 <= statement.confidence <= 1
    assert len({statement.id for statement in statements}) == len(statements)


@pytest.mark.parametrize("unit", ["word ", '"', "“", "'", "‘a ", "'a ", ", she said", "He said ", "A. ", '"a" ', "."])
def test_attribute_does_not_blow_up_on_monotonous_text(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    statements = attribute(article_of(("paragraph", text)))
    printed = sum(len(span.text) for statement in statements for span in statement.content)
    assert printed <= 20 * len(text)
