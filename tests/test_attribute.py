"""The whole stage with the shipped reader on plain news sentences; then names and kinds of sources, with readings by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_speakers import article_of, contents, only, read, who

from onrecord.attribute import attribute
from onrecord.model.reader import shipped

if TYPE_CHECKING:
    from test_speakers import Found

    from onrecord.records import Article, BlockKind, Statement


def shipped_reads(article: Article) -> tuple[Statement, ...]:
    return attribute(article, reader=shipped()).statements


def said_in(*paragraphs: str) -> tuple[Statement, ...]:
    return shipped_reads(article_of(*(("paragraph", words) for words in paragraphs)))


def only_said_in(*paragraphs: str) -> Statement:
    (statement,) = said_in(*paragraphs)
    return statement


def test_attribute_quotation_with_inverted_speaker() -> None:
    statement = only_said_in('"The gate was open all night," said Ada Moss.')
    assert contents(statement) == ['"The gate was open all night,"']
    assert statement.mode == "direct"
    assert [span.text for span in statement.cue] == ["said"]
    assert [span.text for span in statement.source.spans] == ["Ada Moss"]
    assert who(statement) == ("person", "Ada Moss")


@pytest.mark.parametrize(
    ("opening", "closing"), [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("``", "''"), ("«", "»"), ("''", "''")]
)
def test_attribute_every_style_of_quotation_marks(opening: str, closing: str) -> None:
    statement = only_said_in(f"{opening}I can't see the point of it,{closing} Ada Moss said.")
    assert contents(statement) == [f"{opening}I can't see the point of it,{closing}"]
    assert (statement.mode, statement.source.name) == ("direct", "Ada Moss")


def test_attribute_nobody_says_anything() -> None:
    assert said_in("The boys' coats and the girls' hats were in the shop on Friday.") == ()


def test_attribute_split_quotation_is_one_statement() -> None:
    statement = only_said_in("“We were early,” Ada Moss told the Fennick Bugle, “and nobody came.”")
    assert contents(statement) == ["“We were early,”", "“and nobody came.”"]


def test_attribute_second_sentence_of_a_quotation_belongs_to_it() -> None:
    statement = only_said_in("“We were early,” said Bo Hill. “Nobody came.”")
    assert contents(statement) == ["“We were early,”", "“Nobody came.”"]


def test_attribute_quotation_over_paragraphs() -> None:
    statement = only_said_in('Bo Hill said: "We were early.', '"Nobody came."')
    assert contents(statement) == ['"We were early.', '"Nobody came."']
    assert statement.source.name == "Bo Hill"


def test_attribute_quotation_does_not_go_on_across_furniture() -> None:
    blocks: list[tuple[BlockKind, str]] = [
        ("paragraph", 'Bo Hill said: "We were early.'), ("furniture", "Sign up"), ("paragraph", '"Nobody came."'),
    ]  # fmt: skip
    first = shipped_reads(article_of(*blocks))[0]
    assert contents(first) == ['"We were early.']


@pytest.mark.parametrize("kind", ["furniture", "related", "byline", "credit", "date"])
def test_attribute_nothing_in_blocks_that_do_not_speak(kind: BlockKind) -> None:
    assert shipped_reads(article_of((kind, '"Buy now," said Ada Moss.'))) == ()


def test_attribute_caption_statement_is_marked_as_such() -> None:
    (statement,) = shipped_reads(article_of(("caption", "Ada Moss said that she had won.")))
    assert statement.block == "caption"


def test_attribute_indirect_and_mixed() -> None:
    assert contents(only_said_in("The mayor said that the bridge would close.")) == ["that the bridge would close"]
    mixed = only_said_in("The mayor said the bridge was “a danger to sheep”.")
    assert mixed.mode == "mixed"
    assert contents(mixed) == ["the bridge was “a danger to sheep”"]


def test_attribute_content_before_the_speaker() -> None:
    statement = only_said_in("The bridge would close on Monday, the council said.")
    assert contents(statement) == ["The bridge would close on Monday"]
    assert statement.source.kind == "organisation"


def test_attribute_according_to() -> None:
    statement = only_said_in("The bridge is 90 years old, according to Ada Moss.")
    assert contents(statement) == ["The bridge is 90 years old"]
    assert [span.text for span in statement.cue] == ["according to"]
    assert statement.source.name == "Ada Moss"


@pytest.mark.parametrize(
    "sentence", ["The bridge is reportedly for sale.", "It is believed that the mill will close next year."]
)
def test_attribute_nobody_speaks(sentence: str) -> None:
    statement = only_said_in(sentence)
    assert (who(statement), statement.source.spans) == (("none", None), ())
    assert statement.cue


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("Ada Moss", "person", "Ada Moss"),
        ("A police spokesman", "role", "A police spokesman"),
        ("A source", "anonymous", "A source"),
        ("Fennick Council", "organisation", "Fennick Council"),
        ("The Fennick Gazette", "media", "Fennick Gazette"),
        ("The report", "document", "The report"),
        ("Critics", "group", "Critics"),
    ],
)
def test_attribute_source_kind_and_name(source: str, kind: str, name: str) -> None:
    assert who(only_said_in(f"{source} said that the bridge would close on Monday.")) == (kind, name)


def test_attribute_pronoun_and_last_name_take_the_name_before() -> None:
    statements = said_in(
        "Ada Moss said that the mill was shut.", "She added that she was glad.", "“I am so glad,” Moss said."
    )
    assert [statement.source.name for statement in statements] == ["Ada Moss"] * 3


def test_attribute_two_speakers_in_a_sentence_are_kept_apart() -> None:
    first, second = said_in("The mayor said that the bridge would close, but Ada Moss said that it would stay open.")
    assert contents(first) == ["that the bridge would close"]
    assert contents(second) == ["that it would stay open"]


def test_attribute_ids_are_deterministic_and_distinct() -> None:
    page = ("Ada Moss said that the mill was shut.", "Bo Hill said that it was not.")
    once, again = said_in(*page), said_in(*page)
    assert once == again
    assert len({s.id for s in once}) == 2
    assert all(len(s.id) == 16 and int(s.id, 16) >= 0 for s in once)


# Names, with readings made by hand


def test_attribute_a_last_name_is_the_full_one() -> None:
    found = [("it was over", "said", "Ada Moss"), ("it was not", "said", "Mr Hill"), ("it is", "said", "Moss")]
    page = ("Ada Moss said it was over.", "Mr Hill said it was not. Bo Hill MP is 61.", "Moss said it is.")
    assert [s.source.name for s in read(*page, found=found, names={"Hill": "person", "Moss": "person"})] == [
        "Ada Moss", "Bo Hill", "Ada Moss",
    ]  # fmt: skip


def test_attribute_two_of_one_last_name_stay_two() -> None:
    found = [
        ("it was over", "said", "Ada Moss"), ("it was not", "said", "Cy Moss"), ("it is", "said", "Moss"),
    ]  # fmt: skip
    statements = read(
        "Ada Moss said it was over. Cy Moss said it was not.",
        "Moss said it is.",
        found=found,
        names={"Cy Moss": "person"},
    )
    assert [s.source.name for s in statements] == ["Ada Moss", "Cy Moss", "Moss"]


@pytest.mark.parametrize(
    "name", ["Mr Bo Hill", "Dr. Bo Hill", "Sir Bo Hill MP", "Bo Hill Jr", "Bo Hill Jr.", "Cllr Bo Hill"]
)
def test_attribute_titles_are_no_part_of_a_name(name: str) -> None:
    statement = only(f"{name} said it was over.", found=[("it was over", "said", name)], names={name: "person"})
    assert who(statement) == ("person", "Bo Hill")


def test_attribute_a_pronoun_stands_for_who_spoke_last() -> None:
    found = [("it was over", "said", "Ada Moss"), ("she was glad", "added", "She"), ("“So glad,”", "said", "she")]
    page = ("Ada Moss said it was over.", "She added she was glad.", "“So glad,” she said.")
    assert {s.source.name for s in read(*page, found=found)} == {"Ada Moss"}


def test_attribute_a_pronoun_takes_the_one_named_in_its_sentence() -> None:
    found = [("it was over", "said", "Ada Moss"), ("he would stay", "said", "he")]
    _, second = read("Ada Moss said it was over.", "When Bo Hill came in, he said he would stay.", found=found)
    assert second.source.name == "Bo Hill"


def test_attribute_a_pronoun_between_two_is_neither() -> None:
    found = [("it was over", "said", "he")]
    names = {"Kit Lee": "person", "Pat Orr": "person"}
    statement = only("When Kit Lee met Pat Orr, he said it was over.", found=found, names=names)
    assert who(statement) == ("person", None)


def test_attribute_a_pronoun_does_not_take_a_man_for_a_woman() -> None:
    found = [("it was over", "said", "Mr Orr"), ("it was not", "said", "She")]
    names = {"Mr Orr": "person", "Kit Orr": "person"}
    statements = read("Kit Orr spoke first. Mr Orr said it was over.", "She said it was not.", found=found, names=names)
    assert [who(s) for s in statements] == [("person", "Kit Orr"), ("person", None)]


def test_attribute_a_pronoun_after_an_unnamed_source_has_no_name() -> None:
    found = [("it was over", "said", "Ada Moss"), ("it was not", "said", "A source"), ("“It goes on,”", "said", "she")]
    *_, third = read("Ada Moss said it was over.", "A source said it was not.", "“It goes on,” she said.", found=found)
    assert third.source.kind == "anonymous"


def test_attribute_it_is_the_last_body_and_they_is_a_group() -> None:
    found = [
        ("the mill will close", "said", "Fennick Council"), ("it was sorry", "added", "It"),
        ("no", "said", "Friends of the mill"), ("never", "said", "they"), ("so", "said", "Ada Moss"), ("yes", "say", "they"),
    ]  # fmt: skip
    page = (
        "Fennick Council said the mill will close.", "It added it was sorry.", "Friends of the mill said no, they said never.",
        "Ada Moss said so, and they say yes.",
    )  # fmt: skip
    statements = read(*page, found=found, names={"Fennick Council": "organisation"})
    assert [who(s) for s in statements] == [
        ("organisation", "Fennick Council"), ("organisation", "Fennick Council"), ("anonymous", "Friends of the mill"),
        ("anonymous", "Friends of the mill"), ("person", "Ada Moss"), ("group", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "kind", "name"),
    [
        ("Ada Moss, 61, of Fennick, who", "person", "Ada Moss"),
        ("Ada Moss, who", "person", "Ada Moss"),
        ("There were residents who", "group", "residents"),
        ("It was a baker who", "role", "a baker"),
    ],
)
def test_attribute_a_relative_pronoun_belongs_to_what_it_follows(before: str, kind: str, name: str) -> None:
    assert who(only(f"{before} said it was over.", found=[("it was over", "said", "who")])) == (kind, name)


def test_attribute_an_i_within_quotation_marks_is_the_speaker() -> None:
    found: list[Found] = [("“I think it is over,”", "said", "Ada Moss"), ("it is over", "think", "I", 0)]
    outer, inner = read("“I think it is over,” Ada Moss said.", found=found)
    assert who(outer) == who(inner) == ("person", "Ada Moss")
    assert who(only("I think it is over.", found=[("it is over", "think", "I")])) == ("author", None)


# Kinds, with readings made by hand


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("Ada Moss", "person", "Ada Moss"),
        ("Councillor Bo Hill, who is 61,", "person", "Bo Hill"),
        ("Opposition leader Bo Hill", "person", "Bo Hill"),
        ("The singer's agent, Bo Hill,", "person", "Bo Hill"),
        ("Ada Moss's lawyer Bo Hill", "person", "Bo Hill"),
        ("Ada Moss and Bo Hill", "person", "Ada Moss; Bo Hill"),
        ("Ada Moss’s lawyer", "role", "Ada Moss’s lawyer"),
        ("a spokesman for Ada Moss", "role", "a spokesman for Ada Moss"),
        ("A police spokesman", "role", "A police spokesman"),
        ("Fennick Council officials", "role", "Fennick Council officials"),
        ("A source", "anonymous", "A source"),
        ("Friends", "anonymous", "Friends"),
        ("A source close to Ada Moss", "anonymous", "A source close to Ada Moss"),
        ("Two people familiar with the talks", "anonymous", "Two people familiar with the talks"),
        ("reports", "anonymous", "reports"),
        ("Rumours", "anonymous", "Rumours"),
        ("some media reports", "anonymous", "some media reports"),
        ("Fennick Council", "organisation", "Fennick Council"),
        ("the University of Fennick", "organisation", "University of Fennick"),
        ("Quillon", "organisation", "Quillon"),
        ("The Fennick Gazette", "media", "Fennick Gazette"),
        ("The report", "document", "The report"),
        ("a survey by Quillon", "organisation", "Quillon"),
        ("Critics", "group", "Critics"),
        ("two out of three voters", "group", "two out of three voters"),
        ("", "none", None),
    ],
)
def test_attribute_kind_and_name_of_the_words(source: str, kind: str, name: str | None) -> None:
    names = {"Fennick Council": "organisation", "University of Fennick": "organisation", "Quillon": "organisation"}
    statement = only(
        f"{source} said that it was over.".strip(), found=[("that it was over", "said", source)], names=names
    )
    assert who(statement) == (kind, name)


@pytest.mark.parametrize(
    ("sentence", "content", "cue"),
    [
        ("The bridge is reportedly for sale.", "The bridge is + for sale", "reportedly"),
        ("The mayor is said to have resigned.", "The mayor + to have resigned", "is said"),
    ],
)
def test_attribute_statements_of_nobody_are_kept(sentence: str, content: str, cue: str) -> None:
    statement = only(sentence, found=[(content, cue, "")])
    assert (who(statement), statement.source.spans) == (("none", None), ())
    assert [span.text for span in statement.cue] == [cue]


def test_attribute_negated_speech_and_several_contents_are_the_networks() -> None:
    found = [("that it was over", "did not say", "Ada Moss"), ("a slur", "called it", "Ada Moss")]
    first, second = read("Ada Moss did not say that it was over, but called it a slur.", found=found)
    assert first.cue[0].text == "did not say"
    assert who(first) == who(second)


@pytest.mark.parametrize(
    ("before", "kind", "name"),
    [
        ("There were letters from generals -- most of them retired -- who", "role", "generals"),
        ("There were millers — all of them old — who", "group", "millers"),
        ("There were listeners to her nightly show who", "group", "listeners to her nightly show"),
        ("It was the candidate for president, who", "role", "the candidate for president"),
        ("There were friends of the mill who", "anonymous", "friends of the mill"),
    ],
)
def test_attribute_a_who_belongs_to_persons(before: str, kind: str, name: str) -> None:
    assert who(only(f"{before} said it was over.", found=[("it was over", "said", "who")])) == (kind, name)


@pytest.mark.parametrize(
    ("text", "source", "kept"),
    [
        ("It came after complaints from men in the town that it was over.", "from men in the town", "men in the town"),
        ("Some 5 percent like Ada Moss and 1 percent say it was over.", "Ada Moss and 1 percent", "1 percent"),
        ("Bystanders say it was over.", "Bystanders", "Bystanders"),
    ],
)
def test_attribute_a_source_loses_the_words_that_are_none_of_it(text: str, source: str, kept: str) -> None:
    cue = next(word for word in ("complaints", "say") if word in text)
    statement = only(text, found=[("it was over", cue, source)])
    assert [span.text for span in statement.source.spans] == [kept]


def test_attribute_a_mister_before_a_full_name_of_a_woman_is_somebody_else() -> None:
    page = ("“It is over,” Mr. Wick said.", "The mayor told him so.", "Alice Wick left.")
    statement = only(
        *page, found=[("“It is over,”", "said", "Mr. Wick")], names={"Wick": "person", "Alice Wick": "person"}
    )
    assert who(statement) == ("person", "Wick")


def test_attribute_a_post_stays_with_whom_the_text_gives_it() -> None:
    page = ("President Wick spoke.", "Mr. Wick left.", "“It is over,” the president said.", "Alice Wick wept.")
    found: list[Found] = [("“It is over,”", "said", "the president")]
    assert who(only(*page, found=found, names={"Wick": "person", "Alice Wick": "person"})) == ("person", "Wick")
