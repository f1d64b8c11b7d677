"""Who is a source of a story and who only denies it, which unnamed sources are one, and whose words prove a step of the trail."""

from __future__ import annotations

import pytest
from records_by_hand import of_kind, statement
from test_trace_credits import read

from onrecord.records import Reading
from onrecord.trace.mentions import told_by
from onrecord.trace.trail import trail_of

SALE = "the council will sell the Orvale ferry to a private company"


def tells(article: str, source: str, kind: str = "person", *, outlet: str | None = None, cue: str = "said") -> Reading:
    """An article in which somebody tells of the sale."""
    return read(f"{SALE}, {source} {cue}.", (SALE, cue, source, kind, ""), id=article, outlet=outlet)


def names(trail_roots: object) -> list[str]:
    return [root.name for root in trail_roots]  # type: ignore[attr-defined]  # roots of a trail


@pytest.mark.parametrize(
    "words",
    [
        "it had made no bid for the Orvale ferry and the council will sell nothing",
        "it never offered to buy the Orvale ferry from the council",
    ],
)
def test_a_body_that_denies_is_no_source_and_nor_is_its_spokesman(words: str) -> None:
    spoken = "“We read it in the paper like everybody, this Orvale ferry the council will sell,”"
    text = f"Brandt said {words}.\n\n{spoken} said Piers Hale, its spokesman."
    page = read(text, (words, "said", "Brandt", "organisation", ""), id="d")
    assert page.article is not None
    spokesman = statement(
        page.article,
        spoken,
        "said",
        of_kind(page.article, "Piers Hale, its spokesman", "person", "Piers Hale"),
        id="s9",
    )
    denying = Reading("d", page.article, (*page.statements, spokesman), page.entities)
    trail = trail_of([tells("a", "Ada Moss"), tells("b", "Ada Moss"), denying], [])
    assert names(trail.independent_roots) == ["Ada Moss"]
    assert trail.roots["d"] == ()  # it has nothing from Ada Moss: it names somebody who says no
    assert trail.inferred == ()
    assert trail.independent.high == 1


def test_in_a_disputed_story_who_says_that_it_is_not_so_is_no_source() -> None:
    no = "the Orvale ferry is not for sale, there is no offer from a private company"
    story = [
        tells("a", "Ada Moss"),
        tells("b", "Ada Moss"),
        read(f"{no}, Mona Tull said.", (no, "said", "Mona Tull", "person", ""), id="c"),
    ]
    assert "Mona Tull" in names(trail_of(story, []).independent_roots) + names(trail_of(story, []).roots["c"])
    disputed = trail_of(story, [], denied=("another statement",))
    assert names(disputed.independent_roots) == ["Ada Moss"]
    assert disputed.roots["c"] == ()


def test_a_negation_in_a_reason_keeps_a_source() -> None:
    because = f"{SALE} because it did not have the money for repairs"
    story = [read(f"{because}, Ada Moss said.", (because, "said", "Ada Moss", "person", ""), id=name) for name in "ab"]
    assert names(trail_of(story, [], denied=("another statement",)).independent_roots) == ["Ada Moss"]


def test_a_channel_of_the_sentence_before_is_not_that_of_the_next() -> None:
    text = f"{SALE}, Mona Tull told the Harbour Gazette.\n\nBut Pia Quell, of the ferry shop, told me she must leave."
    reading = read(
        text,
        (SALE, "told", "Mona Tull", "person", "Harbour Gazette"),
        ("she must leave", "told me", "Pia Quell", "person", "Harbour Gazette"),
        id="a",
    )
    found = {mention.name: mention for mention in told_by(reading) if mention.kind == "person"}
    assert found["Mona Tull"].through == ("Harbour Gazette",)
    assert found["Pia Quell"].through == ()
    assert "\n" not in found["Pia Quell"].span.text
    trail = trail_of([reading, tells("b", "Mona Tull", outlet="Harbour Gazette")], [])
    for edge in trail.edges:
        for passage in edge.evidence:
            assert ". " not in passage.text
            assert "\n" not in passage.text


def test_what_proves_a_credit_of_an_article_is_its_own_words_where_it_has_some() -> None:
    text = f"{SALE}, Mona Tull told the Harbour Gazette."
    other = read(text, (SALE, "told", "Mona Tull", "person", "Harbour Gazette"), id="a")
    trail = trail_of([other, tells("b", "Mona Tull", outlet="Harbour Gazette")], [])
    edge = next(edge for edge in trail.edges if edge.from_ == "b")
    assert {passage.article for passage in edge.evidence} == {"b"}


def test_unnamed_sources_of_one_outlet_are_told_apart_by_their_nouns() -> None:
    one = tells("a", "an unnamed official", "anonymous", outlet="The Harbour Gazette")
    two = tells("b", "a friend of the mayor", "anonymous", outlet="The Harbour Gazette")
    again = tells("c", "an insider", "anonymous", outlet="The Harbour Gazette")
    roots = {root.name for article in "ab" for root in trail_of([one, two], []).roots[article]}
    assert roots == {"unnamed official (via The Harbour Gazette)", "friend of the mayor (via The Harbour Gazette)"}
    assert len({root.name for article in "ac" for root in trail_of([one, again], []).roots[article]}) == 1


def test_an_unnamed_source_of_no_outlet_is_not_merged_with_another_outlets() -> None:
    text = f"{SALE}, friends of the mayor say.\n\nNothing is signed, Mona Tull told the Harbour Gazette."
    bare = read(
        text,
        (SALE, "say", "friends of the mayor", "anonymous", ""),
        ("Nothing is signed", "told", "Mona Tull", "person", "Harbour Gazette"),
        id="a",
    )
    other = tells("b", "an unnamed official", "anonymous", outlet="The Harbour Gazette")
    trail = trail_of([bare, other], [])
    assert "friends of the mayor" in names(trail.roots["a"])
    assert names(trail.roots["b"]) == ["unnamed official (via The Harbour Gazette)"]


def test_sources_without_an_outlet_are_one_only_by_what_describes_them() -> None:
    apart = trail_of([tells("a", "a source", "anonymous"), tells("b", "a source", "anonymous")], [])
    alike = trail_of(
        [
            tells("a", "a source close to the board", "anonymous"),
            tells("b", "a source close to the board", "anonymous"),
        ],
        [],
    )
    assert apart.independent.high == 2
    assert alike.independent.high == 1


def test_an_official_who_asked_not_to_be_named_below_is_the_official_above_and_in_the_copy() -> None:
    text = f"{SALE}, a senior official at the council told the Gazette.\n\n“It will be signed,” said the official."
    page = read(
        text, (SALE, "told", "a senior official at the council", "role", ""), id="a", outlet="The Harbour Gazette"
    )
    assert page.article is not None
    named = of_kind(page.article, "the official", "anonymous", "a senior official at the council")
    first = Reading(
        "a", page.article, (*page.statements, statement(page.article, "“It will be signed,”", "said", named, id="s8"))
    )
    copy = read(
        f"{SALE}, a senior official at the council told the Gazette.",
        (SALE, "told", "a senior official at the council", "role", ""),
        id="b",
    )
    trail = trail_of([first, copy], [])
    assert trail.independent.value == trail.independent.high == 1
    assert (
        names(trail.roots["a"])
        == names(trail.roots["b"])
        == ["senior official at the council (via The Harbour Gazette)"]
    )


def test_the_unnamed_source_of_a_report_is_that_of_the_outlet_that_is_cited_in_its_sentence() -> None:
    words = f"the Harbour Gazette said that {SALE}, according to two people at the council."
    reading = read(
        words, (SALE, "said", "the Harbour Gazette", "media", ""), (SALE, "according to", "two people at the council", "anonymous", ""),
        id="a", outlet="Ferry Notes",
    )  # fmt: skip
    found = next(mention for mention in told_by(reading) if mention.kind == "anonymous")
    assert found.through == ("the Harbour Gazette",)
