"""Whose word a statement is: the kind and the name of its source, after pronouns and descriptions are resolved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from readings_by_hand import Marked, Prepared, Said, named, page, reading_of, resolved, statement_in, who

from onrecord.resolve import resolve

if TYPE_CHECKING:
    from onrecord.model.resolver import Resolver

NAMES = {
    "Ada Moss": "person", "Moss": "person", "Bo Hill": "person", "Hill": "person", "Tarrant": "organisation", "Tarrant Foods": "organisation",
    "Fennick Bugle": "organisation", "Fennick": "place", "Bread Act": "other",
}  # fmt: skip
Who = tuple[str, str | None]


def whose(text: str, *said: Said, mentions: tuple[Marked, ...] = (), **kinds: str) -> list[Who]:
    """Return the source of each statement, where the network takes sources for ``kinds`` (words, with _ for blanks; a person else)."""
    words = {source.replace("_", " "): kind for source, kind in kinds.items()}
    return who(resolved(text, *said, names=NAMES, mentions=mentions, kinds=words))


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("Ada Moss", "person", ("person", "Ada Moss")),
        ("Tarrant", "organisation", ("organisation", "Tarrant")),
        ("the Fennick Bugle", "media", ("media", "Fennick Bugle")),
        ("the Fennick Bugle", "organisation", ("organisation", "Fennick Bugle")),
        ("the Bread Act", "document", ("document", "Bread Act")),
        ("a report", "document", ("document", "a report")),
        ("Fennick", "organisation", ("organisation", "Fennick")),
        ("a police spokesman", "role", ("role", "a police spokesman")),
        ("a source", "anonymous", ("anonymous", "a source")),
        ("a source,  who was there,", "anonymous", ("anonymous", "a source")),
        ("critics", "group", ("group", "critics")),
        ("the council", "organisation", ("organisation", "the council")),
        ("I", "author", ("author", None)),
        ("it", "none", ("none", None)),
    ],
)
def test_sources_of_each_kind(source: str, kind: str, expected: Who) -> None:
    text = f"“It is shut,” {source} said."
    found = resolved(
        text, ("“It is shut,”", "said", source), names=NAMES, mentions=[source.partition(",")[0]], kinds={source: kind}
    )
    assert who(found) == [expected]


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("Ada Moss", "role", "person"),
        ("Ada Moss", "none", "person"),
        ("Tarrant", "role", "organisation"),
        ("Tarrant", "group", "organisation"),
        ("Fennick", "anonymous", "organisation"),
    ],
)
def test_sources_with_a_name_are_of_a_kind_that_has_one(source: str, kind: str, expected: str) -> None:
    text = f"“It is shut,” {source} said."
    found = resolved(text, ("“It is shut,”", "said", source), names=NAMES, mentions=[source], kinds={source: kind})
    assert who(found) == [(expected, source)]


def test_sources_none_is_a_statement_without_any() -> None:
    assert whose("The mill is said to be shut.", ("to be shut", "is said", "")) == [("none", None)]


def test_sources_names_are_the_fullest_wherever_they_stand() -> None:
    text = "“It is shut,” Moss said. Ada Moss left. Tarrant Foods grew. Tarrant said it was not."
    said = (("“It is shut,”", "said", "Moss"), ("it was not", "said", "Tarrant"))
    mentions = ("Moss", "Ada Moss", "Tarrant Foods", "Tarrant")
    assert whose(text, *said, mentions=mentions, Tarrant="organisation") == [
        ("person", "Ada Moss"),
        ("organisation", "Tarrant Foods"),
    ]


def test_sources_a_pronoun_is_the_name_that_it_stands_for() -> None:
    text = "Ada Moss came. “It is shut,” she said."
    assert whose(text, ("“It is shut,”", "said", "she"), mentions=("Ada Moss", ("she", ((0, 2.0),)))) == [
        ("person", "Ada Moss")
    ]


def test_sources_a_pronoun_for_a_description_is_of_its_kind_and_no_person() -> None:
    text = "A former fighter came. “It is shut,” he said."
    mentions: tuple[Marked, ...] = ("A former fighter", ("he", ((0, 2.0),)))
    assert whose(text, ("“It is shut,”", "said", "he"), mentions=mentions, A_former_fighter="role") == [
        ("role", "A former fighter")
    ]


def test_sources_somebody_without_a_name_is_rather_a_post_than_a_person() -> None:
    text = "A miller came. “It is shut,” the miller said. “It is old,” he said. “It is big,” Ada Moss said."
    mentions: list[Marked] = ["A miller", ("the miller", ((0, 2.0),)), ("he", ((1, 2.0),)), "Ada Moss"]
    said: list[Said] = [
        ("“It is shut,”", "said", "the miller"),
        ("“It is old,”", "said", "he"),
        ("“It is big,”", "said", "Ada Moss"),
    ]
    kinds = dict.fromkeys(["A miller", "the miller", "he", "Ada Moss"], "person role")
    found = resolved(text, *said, names=NAMES, mentions=mentions, kinds=kinds)
    assert who(found) == [("role", "A miller"), ("role", "A miller"), ("person", "Ada Moss")]


def test_sources_a_pronoun_for_nobody_is_a_person_though_it_has_no_name() -> None:
    text = "“It is shut,” he said."
    found = resolved(text, ("“It is shut,”", "said", "he"), kinds={"he": "person role"})
    assert who(found) == [("person", None)]


@pytest.mark.parametrize(("authors", "name"), [((), None), (("Eve Orr",), "Eve Orr"), (("Eve Orr", "Cy Lee"), None)])
@pytest.mark.parametrize("source", ["I", "this writer"])
def test_sources_the_writer_is_the_articles_author_where_it_has_one(
    source: str, authors: tuple[str, ...], name: str | None
) -> None:
    text = f"That it was shut {source} said."
    found = resolved(
        text, ("it was shut", "said", source), mentions=[source], kinds={source: "author"}, authors=authors
    )
    assert who(found) == [("author", name)]


def test_sources_a_pronoun_for_a_body_is_the_body() -> None:
    text = "Tarrant grew. It said the mill was shut."
    mentions: tuple[Marked, ...] = ("Tarrant", ("It", ((0, 2.0),)))
    assert whose(text, ("the mill was shut", "said", "It"), mentions=mentions, Tarrant="organisation") == [
        ("organisation", "Tarrant")
    ]


def test_sources_a_pronoun_that_the_rules_give_to_somebody_is_theirs_whatever_the_links_say() -> None:
    text = "Ada Moss met Eve Hill. “It is shut,” she said."
    article, names = page(text), {"Ada Moss": "person", "Eve Hill": "person"}
    reading = reading_of(text, names=names, mentions=["Ada Moss", "Eve Hill", ("she", ((0, 2.0),))])
    statement = statement_in(article, ("“It is shut,”", "said", "she"), reading.names)
    given = replace(statement, source=replace(statement.source, name="Eve Hill"))
    found = resolve(article, [given], reading, cast("Resolver", Prepared(text)))
    assert who(found) == [("person", "Eve Hill")]
    assert named(found) == {"Ada Moss": ["Ada Moss"], "Eve Hill": ["Eve Hill", "she"]}


@pytest.mark.parametrize("mentions", [(), ("he",)])
def test_sources_a_pronoun_for_nobody_has_no_name(mentions: tuple[str, ...]) -> None:
    assert whose("“It is shut,” he said.", ("“It is shut,”", "said", "he"), mentions=mentions) == [("person", None)]


def test_sources_a_description_of_somebody_named_is_the_name() -> None:
    text = "Ada Moss came. “It is shut,” the mayor said."
    mentions: tuple[Marked, ...] = ("Ada Moss", ("the mayor", ((0, 2.0),)))
    assert whose(text, ("“It is shut,”", "said", "the mayor"), mentions=mentions, the_mayor="role") == [
        ("person", "Ada Moss")
    ]


def test_sources_a_definite_description_goes_by_the_first_full_one() -> None:
    text = "A police spokesman came. “It is shut,” the spokesman said."
    mentions: tuple[Marked, ...] = ("A police spokesman", ("the spokesman", ((0, 2.0),)))
    assert whose(text, ("“It is shut,”", "said", "the spokesman"), mentions=mentions, the_spokesman="role") == [
        ("role", "A police spokesman")
    ]


def test_sources_the_kind_is_that_of_all_the_statements_of_one_voice() -> None:
    text = (
        "The Fennick Bugle said it was shut. The Fennick Bugle wrote it was late. The Fennick Bugle found it was old."
    )
    found = resolved(
        text, ("it was shut", "said", "The Fennick Bugle"), ("it was late", "wrote", "The Fennick Bugle"),
        ("it was old", "found", "The Fennick Bugle"), names=NAMES, mentions=["The Fennick Bugle"] * 3,
        kinds={"The Fennick Bugle": "media"},
    )  # fmt: skip
    assert who(found) == [("media", "Fennick Bugle")] * 3
    assert len({one.source.entity for one in found.statements}) == 1


@pytest.mark.parametrize(
    ("words", "cue", "source"),
    [
        ("I was told it was shut", "was told", "I"),
        ("we heard it was shut", "heard", "we"),
        ("my men found it was shut", "found", "my"),
    ],
)
def test_sources_i_in_a_quotation_is_its_speaker(words: str, cue: str, source: str) -> None:
    text = f"“Yes, {words},” said Ada Moss. “No,” said Bo Hill."
    outer: Said = (f"“Yes, {words},”", "said", "Ada Moss")
    assert (
        whose(text, outer, ("it was shut", cue, source), mentions=("Ada Moss", "Bo Hill"))
        == [("person", "Ada Moss")] * 2
    )


@pytest.mark.xfail(strict=True, reason="whether the outer words stand in quotation marks is not asked")
def test_sources_i_in_what_is_told_without_quotation_marks_is_the_writer() -> None:
    text = "Ada Moss told them that I said it was shut."
    said: list[Said] = [("that I said it was shut", "told", "Ada Moss"), ("it was shut", "said", "I")]
    assert whose(text, *said, mentions=("Ada Moss", "I"), I="author") == [("person", "Ada Moss"), ("author", None)]


def test_sources_i_in_a_quotation_of_nobody_is_nobody_in_particular() -> None:
    text = "“Yes, I was told it was shut.”"
    assert whose(text, (text, "", ""), ("it was shut", "was told", "I")) == [("none", None), ("person", None)]


def test_sources_i_in_a_quotation_in_a_quotation_is_the_inner_speaker() -> None:
    text = "“Hill told me, ‘I know it is shut,’ at noon,” said Ada Moss."
    said: list[Said] = [
        ("“Hill told me, ‘I know it is shut,’ at noon,”", "said", "Ada Moss"), ("‘I know it is shut,’", "told", "Hill"),
        ("it is shut", "know", "I"),
    ]  # fmt: skip
    assert whose(text, *said, mentions=("Hill", "Ada Moss")) == [
        ("person", "Ada Moss"),
        ("person", "Hill"),
        ("person", "Hill"),
    ]


@pytest.mark.parametrize("source", ["Ada Moss and Bo Hill", "Moss and Hill", "Moss, Hill"])
def test_sources_listed_persons_are_all_named_in_full(source: str) -> None:
    text = f"Ada Moss met Bo Hill. “It is shut,” said {source}."
    found = resolved(text, ("“It is shut,”", "said", source), names=NAMES, mentions=["Ada Moss", "Bo Hill"])
    assert who(found) == [("person", "Ada Moss; Bo Hill")]


def test_sources_of_several_are_no_one_entity() -> None:
    text = "“It is shut,” said Ada Moss and Bo Hill."
    found = resolved(
        text, ("“It is shut,”", "said", "Ada Moss and Bo Hill"), names=NAMES, mentions=["Ada Moss", "Bo Hill"]
    )
    assert [one.source.entity for one in found.statements] == [None]


def test_sources_a_work_is_not_the_word_of_the_one_to_whom_its_maker_belongs() -> None:
    text = "A survey by Hill’s teacher Ada Moss found it was shut."
    source = "A survey by Hill’s teacher Ada Moss"
    assert whose(
        text,
        ("it was shut", "found", source),
        mentions=("Hill’s", "Ada Moss"),
        **{source.replace(" ", "_"): "document"},
    ) == [("person", "Ada Moss")]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Hill’s teacher Ada Moss", "Ada Moss"),
        ("the study by Hill’s teacher Ada Moss", "Ada Moss"),
        ("Hill as Ada Moss", "Bo Hill"),
    ],
)
def test_sources_two_names_without_a_comma_or_conjunction_are_no_list(source: str, name: str) -> None:
    text = f"Bo Hill came. It was shut, said {source}."
    names = {**NAMES, "Hill’s": "person"}
    marked = ["Bo Hill", source]
    found = resolved(text, ("It was shut", "said", source), names=names, mentions=marked)
    assert found.statements[0].source.name == name


def test_sources_a_survey_is_the_word_of_who_made_it_and_came_through_it() -> None:
    text = "Tarrant Foods grew. A survey by Tarrant found it was shut."
    said: Said = ("it was shut", "found", "A survey by Tarrant")
    found = resolved(
        text,
        said,
        names=NAMES,
        mentions=["Tarrant Foods", "A survey by Tarrant", "Tarrant"],
        kinds={"A survey by Tarrant": "document"},
    )
    assert who(found) == [("organisation", "Tarrant Foods")]
    assert [[via.kind, *(span.text for span in via.spans)] for via in found.statements[0].via] == [
        ["document", "A survey by Tarrant"]
    ]


def test_sources_a_report_about_a_body_is_not_its_word() -> None:
    text = "A report on Tarrant found it was shut."
    assert whose(
        text, ("it was shut", "found", "A report on Tarrant"), mentions=("A report on Tarrant", "Tarrant"), A_report_on_Tarrant="document"
    ) == [("document", "A report on Tarrant")]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("a spokesman for Tarrant", "role", ("role", "a spokesman for Tarrant")),
        ("Tarrant’s lawyer, Ada Moss,", "person", ("person", "Ada Moss")),
        ("the mayor of Fennick", "role", ("role", "the mayor of Fennick")),
        ("critics of Ada Moss", "group", ("group", "critics of Ada Moss")),
        ("the miller Ada Moss, of Fennick,", "person", ("person", "Ada Moss")),
        ("Ada Moss, who runs Tarrant,", "person", ("person", "Ada Moss")),
    ],
)
def test_sources_are_the_head_of_their_words_not_a_name_in_them(source: str, kind: str, expected: Who) -> None:
    text = f"“It is shut,” {source} said."
    marked = {source.partition(",")[0], *(name for name in ("Tarrant", "Ada Moss", "Fennick") if name in source)}
    mentions = sorted(marked, key=lambda words: (text.index(words), len(words)))
    found = resolved(text, ("“It is shut,”", "said", source), names=NAMES, mentions=mentions, kinds={source: kind})
    assert who(found) == [expected]


@pytest.mark.parametrize(
    ("source", "inside"),
    [("a spokesman for Tarrant", "Tarrant"), ("the mayor of Fennick", "Fennick"), ("critics of Ada Moss", "Ada Moss")],
)
def test_sources_are_not_a_name_in_them_where_the_network_saw_only_that(source: str, inside: str) -> None:
    text = f"“It is shut,” {source} said."
    found = resolved(text, ("“It is shut,”", "said", source), names=NAMES, mentions=[inside], kinds={source: "role"})
    assert who(found) == [("role", source)]


@pytest.mark.parametrize("source", ["Ada Moss", "Tarrant"])
def test_sources_are_the_name_that_they_are_though_the_network_saw_no_mention(source: str) -> None:
    text = f"“It is shut,” {source} said."
    found = resolved(text, ("“It is shut,”", "said", source), names=NAMES, kinds={"Tarrant": "organisation"})
    (statement,) = found.statements
    assert statement.source.entity == found.entities[0].id


def test_sources_with_a_name_give_its_entity_and_others_none() -> None:
    text = "“It is shut,” Ada Moss said. “It is old,” a source said."
    found = resolved(
        text, ("“It is shut,”", "said", "Ada Moss"), ("“It is old,”", "said", "a source"), names=NAMES, mentions=["Ada Moss", "a source"],
        kinds={"a source": "anonymous"},
    )  # fmt: skip
    (moss,) = found.entities
    assert [one.source.entity for one in found.statements] == [moss.id, None]


@pytest.mark.parametrize(
    "reason", ["was not authorised to speak", "asked not to be named", "spoke on condition of anonymity"]
)
def test_sources_keep_the_words_that_say_why_they_have_no_name(reason: str) -> None:
    text = f"“It is shut,” said a source, who {reason}, at noon. It rained."
    found = resolved(
        text, ("“It is shut,”", "said", "a source"), mentions=["a source"], kinds={"a source": "anonymous"}
    )
    (statement,) = found.statements
    assert statement.source.reason is not None
    assert statement.source.reason.text.endswith(reason)
    assert text[statement.source.reason.start : statement.source.reason.end] == statement.source.reason.text


def test_sources_of_another_sentence_have_no_reason_from_this_one() -> None:
    text = "“It is shut,” said a source. Bo Hill, who asked not to be named, left. Ada Moss, who asked not to be named, said it was old."
    found = resolved(
        text, ("“It is shut,”", "said", "a source"), ("it was old", "said", "Ada Moss"), names=NAMES, mentions=["a source", "Ada Moss"],
        kinds={"a source": "anonymous"},
    )  # fmt: skip
    assert [one.source.reason for one in found.statements] == [None, None]


def test_sources_statements_keep_their_words_and_get_their_commitments() -> None:
    text = "Ada Moss said it was shut. Bo Hill denied it was old."
    found = resolved(
        text, ("it was shut", "said", "Ada Moss"), ("it was old", "denied", "Bo Hill"), names=NAMES, certain=["it was shut"],
        denied=["it was old"],
    )  # fmt: skip
    assert [(one.certainty, one.polarity) for one in found.statements] == [
        ("certain", "positive"),
        ("certain", "negative"),
    ]
    assert [one.source.spans[0].text for one in found.statements] == ["Ada Moss", "Bo Hill"]


def test_sources_statements_are_about_what_their_content_mentions_once_in_order() -> None:
    text = "Bo Hill came. Ada Moss said Tarrant owed him and Hill a mill."
    mentions: list[Marked] = ["Bo Hill", "Ada Moss", "Tarrant", ("him", ((0, 2.0),)), "Hill"]
    found = resolved(text, ("Tarrant owed him and Hill a mill", "said", "Ada Moss"), names=NAMES, mentions=mentions)
    by_id = {entity.id: entity.name for entity in found.entities}
    assert sorted(by_id[one] for one in found.statements[0].about) == ["Bo Hill", "Tarrant"]


@pytest.mark.parametrize(
    ("before", "share", "expected"),
    [
        ("Among likely voters, 46 percent like it.", "44 percent", "44 percent of likely voters"),
        ("Only 52 per cent of registered voters like it.", "44 per cent", "44 per cent of registered voters"),
        ("Only 52 percent of men like it. Among women, 3 percent do.", "44 percent", "44 percent of women"),
        ("They like it.", "44 percent", "44 percent"),
    ],
)
def test_sources_a_bare_share_is_of_whom_the_text_says(before: str, share: str, expected: str) -> None:
    text = f"{before} {share} said it was shut."
    assert whose(text, ("it was shut", "said", share), mentions=(), **{share: "group"}) == [("group", expected)]


@pytest.mark.parametrize(
    "source",
    [
        "One of the sources - a former miller -",
        "Another insider, a former miller who knew the mill,",
        "Another middleman, a former miller,",
    ],
)
def test_sources_unnamed_on_purpose_go_by_what_is_told_of_them(source: str) -> None:
    text = f"{source} said it was shut. He added it was cold."
    said = (("it was shut", "said", source), ("it was cold", "added", "He"))
    found = whose(text, *said, mentions=("a former miller", ("He", ((0, 5.0),))), **{source: "anonymous", "He": "role"})
    assert found == [("anonymous", "a former miller"), ("anonymous", "a former miller")]


def test_sources_a_named_person_is_not_left_unnamed_by_an_apposition() -> None:
    text = "Ada Moss, a former miller, said it was shut."
    assert whose(text, ("it was shut", "said", "Ada Moss, a former miller,"), mentions=("Ada Moss",)) == [
        ("person", "Ada Moss")
    ]


@pytest.mark.parametrize("words", ["The pair", "The two", "Both", "the couple"])
def test_sources_the_pair_are_the_two_named_in_one_breath(words: str) -> None:
    text = f"Tarrant met Ada Moss and her friend Bo Hill. Moss left. {words} said it was shut."
    said = ("it was shut", "said", words)
    assert whose(text, said, mentions=(), **{words: "role"}) == [("person", "Ada Moss; Bo Hill")]


def test_sources_the_pair_are_nobody_where_no_two_are_named_together() -> None:
    text = "Ada Moss left. Bo Hill came. The pair said it was shut."
    assert whose(text, ("it was shut", "said", "The pair"), The_pair="group") == [("group", "The pair")]


def test_sources_an_age_is_whose_name_stands_in_the_sentence_before() -> None:
    text = "It rained on Ada Moss. The 61-year-old said it was shut."
    assert whose(text, ("it was shut", "said", "The 61-year-old")) == [("person", "Ada Moss")]


@pytest.mark.parametrize(("kind", "expected"), [("person", ("person", "Ada Moss")), ("none", ("none", None))])
def test_sources_a_pronoun_is_whom_the_description_before_it_stands_for(kind: str, expected: Who) -> None:
    text = "It rained on Ada Moss. The 61-year-old said it was shut. She added it was cold."
    article, names = page(text), {"Ada Moss": "person"}
    reading = reading_of(text, names=names)
    first = statement_in(article, ("it was shut", "said", "The 61-year-old"), reading.names)
    second = statement_in(article, ("it was cold", "added", "She"), reading.names)
    given = replace(second, source=replace(second.source, name=first.source.name))
    found = resolve(article, [first, given], reading, cast("Resolver", Prepared(text, {"She": kind})))
    assert who(found) == [("person", "Ada Moss"), expected]


def test_sources_an_age_is_a_person_where_two_are_named_before() -> None:
    text = "Ada Moss met Bo Hill. The 61-year-old said it was shut."
    assert whose(text, ("it was shut", "said", "The 61-year-old")) == [("person", "The 61-year-old")]


def test_sources_letters_are_by_whom_they_are_signed() -> None:
    text = "I think it is shut.\n\nAda Moss.\n\nFennick.\n\nI hope it is open.\n\nBo Hill"
    said = (("it is shut", "think", "I"), ("it is open", "hope", "I"))
    assert whose(text, *said, I="author") == [("author", "Ada Moss"), ("author", "Bo Hill")]


def test_sources_one_line_with_a_name_makes_no_page_of_letters() -> None:
    text = "I think it is shut.\n\nAda Moss\n\nThe mill burnt."
    assert whose(text, ("it is shut", "think", "I"), I="author") == [("author", None)]


def test_sources_a_body_that_is_mostly_an_outlet_is_one_throughout() -> None:
    text = "Tarrant said one. Tarrant said two. Tarrant said three. In Fennick, Tarrant noted four."
    said = [(number, "said", "Tarrant") for number in ("one", "two", "three")]
    found = resolved(text, *said, names=NAMES, mentions=["Tarrant"] * 4, kinds={"Tarrant": "media"})
    assert who(found) == [("media", "Tarrant")] * 3


@pytest.mark.parametrize("name", ["Reuters", "Agence France-Presse", "KTV", "fennick.example", "Fennick Post"])
def test_sources_an_outlet_is_none_for_a_person_though_the_tagger_takes_it_for_one(name: str) -> None:
    text = f"It is shut, {name} said."
    found = resolved(
        text, ("It is shut", "said", name), names={name: "person"}, mentions=[name], kinds={name: "media person"}
    )
    assert who(found) == [("media", name)]


@pytest.mark.parametrize(
    ("team", "expected"), [("The Moss team", "the Moss campaign"), ("The Hill team", "The Hill team")]
)
def test_sources_a_candidates_team_is_the_campaign_of_the_same_name(team: str, expected: str) -> None:
    text = f"It was the Moss campaign. {team} said it was shut."
    said = ("it was shut", "said", team)
    found = whose(text, said, mentions=("the Moss campaign", (team, ((0, 5.0),))), **{team: "organisation"})
    assert found == [("organisation", expected)]


def test_sources_the_only_person_before_a_description_is_who_it_stands_for_on_a_weak_link() -> None:
    text = "It was Ada Moss’s plan. The candidate said it was shut."
    said, links = ("it was shut", "said", "The candidate"), ((0, -1.5),)
    assert whose(text, said, mentions=("Ada Moss’s", ("The candidate", links))) == [("person", "Ada Moss")]
    text = f"Bo Hill met her. It was Bo Hill and {text[7:]}"
    assert whose(text, said, mentions=("Ada Moss’s", ("The candidate", links))) == [("person", "The candidate")]


def test_sources_a_bare_noun_of_a_headline_is_what_the_text_behind_it_calls_it() -> None:
    text = "Milk is safe, experts say.\n\nIt is safe, dairy experts say."
    said = (("Milk is safe", "say", "experts"), ("It is safe", "say", "dairy experts"))
    mentions = ("experts", "dairy experts")
    found = whose(text, *said, mentions=mentions, experts="group", dairy_experts="group")
    assert found == [("group", "dairy experts")] * 2


def test_sources_a_bare_noun_further_down_keeps_its_words() -> None:
    text = f"{'It rained. ' * 30}\n\nMilk is safe, experts say. It is safe, dairy experts say."
    said = ("Milk is safe", "say", "experts")
    assert whose(text, said, mentions=("experts", "dairy experts"), experts="group") == [("group", "experts")]


def test_sources_an_it_that_opens_what_a_body_says_is_that_body() -> None:
    text = "Then the Fennick Bugle shut. Tarrant confirmed it had dropped the plan."
    said = (("it had dropped the plan", "confirmed", "Tarrant"), ("the plan", "dropped", "it"))
    mentions = ("the Fennick Bugle", "Tarrant", ("it", ((0, 3.0),)))
    found = whose(text, *said, mentions=mentions, Tarrant="organisation", it="organisation")
    assert found == [("organisation", "Tarrant")] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tarrant grew. The company said it was shut.", "Tarrant"),
        ("Tarrant grew. Bo Hill wept. The company said it was shut.", "The company"),  # a sentence lies between
        ("Tarrant met the Fennick Bugle. The company said it was shut.", "The company"),  # of two it may be either
        ("Ada Moss left. The company said it was shut.", "The company"),
    ],
)
def test_sources_the_company_is_the_only_body_named_right_before(text: str, expected: str) -> None:
    said = ("it was shut", "said", "The company")
    found = whose(text, said, mentions=("The company",), The_company="organisation")
    assert found == [("organisation", expected)]
