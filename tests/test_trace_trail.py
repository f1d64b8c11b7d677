"""Trails of invented stories: where they end, how many sources are independent, and the words that prove each step."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from records_by_hand import of_kind, statement
from test_trace_credits import read

from onrecord.trace.credits import credited
from onrecord.trace.steps import steps_of
from onrecord.trace.trail import Trail, trail_of

if TYPE_CHECKING:
    from onrecord.records import Passage, Reading, Relation


@dataclass(frozen=True)
class Copied:
    copy: str
    original: str
    share: float = 0.8
    relation: Relation = "copies"
    evidence: tuple[tuple[Passage, Passage], ...] = ()


FIRE = "The old mill at Laketon burned down on Monday night"


def told(
    article: str, source: str, kind: str, via: str = "", cue: str = "said", *, outlet: str | None = None
) -> Reading:
    """An article in which the source tells of the fire, through an outlet if one is given."""
    to = f" {via}" if via else ""
    return read(f"{FIRE}, {source} {cue}{to}.", (FIRE, cue, source, kind, via), id=article, outlet=outlet)


def reported(article: str, outlet: str) -> Reading:
    text = f"{FIRE}, according to {outlet}."
    return read(text, (FIRE, "according to", outlet, "media", ""), id=article)


def roots(trail: Trail, article: str) -> list[str]:
    return [root.name for root in trail.roots[article]]


def test_an_outlet_stands_for_whom_another_article_shows_it_to_have() -> None:
    trail = trail_of(
        [reported("a", "the Harbour Gazette"), told("b", "Ada Moss", "person", "the Harbour Gazette", "told")], []
    )
    assert roots(trail, "a") == roots(trail, "b") == ["Ada Moss"]
    assert trail.roots["a"][0].via == ("Harbour Gazette",)
    assert (trail.independent.value, trail.independent.low) == (1, 1)


def test_an_outlet_behind_which_nobody_is_named_is_the_root() -> None:
    trail = trail_of([reported("a", "the Harbour Gazette"), reported("b", "the Harbour Gazette")], [])
    assert roots(trail, "a") == ["Harbour Gazette"]
    assert trail.independent.value == 1


def test_two_outlets_are_two_roots() -> None:
    trail = trail_of([reported("a", "the Harbour Gazette"), reported("b", "the Lake Post")], [])
    assert trail.independent.value == 2


def test_unnamed_sources_of_one_outlet_are_one_root() -> None:
    trail = trail_of(
        [
            told("a", "people familiar with the mill", "anonymous", "the Harbour Gazette", "told"),
            told("b", "a source close to the owner", "anonymous", "the Harbour Gazette", "told"),
            reported("c", "the Harbour Gazette"),
        ],
        [],
    )
    assert trail.independent.value == 1
    assert roots(trail, "c") == roots(trail, "a")
    assert roots(trail, "a")[0].endswith("(via Harbour Gazette)")


def test_unnamed_sources_of_two_outlets_may_be_one() -> None:
    trail = trail_of(
        [
            told(letter, "people familiar with the mill", "anonymous", outlet, "told")
            for letter, outlet in zip("abcd", ["the Harbour Gazette", "the Lake Post"] * 2, strict=True)
        ],
        [],
    )
    assert (trail.independent.low, trail.independent.value) == (1, 2)


def test_a_spokesman_is_the_body() -> None:
    words = "Laketon Airlines spokesman Bo Hill"
    spokesman = read(f"{FIRE}, {words} said.", id="a")
    assert spokesman.article is not None
    said = statement(spokesman.article, FIRE, "said", of_kind(spokesman.article, words, "person", "Bo Hill"))
    spokesman = replace(spokesman, statements=(said,))
    trail = trail_of(
        [
            spokesman,
            told("b", "Laketon Airlines", "organisation"),
            told("c", "an airline spokesman", "role"),
        ],
        [],
    )
    assert {name for article in "abc" for name in roots(trail, article)} == {"Laketon Airlines"}


def test_a_copy_has_the_roots_of_its_original() -> None:
    plain = read(f"{FIRE}. Nobody was hurt.", id="b")
    trail = trail_of([told("a", "Ada Moss", "person"), plain], [Copied("b", "a")])
    assert roots(trail, "b") == ["Ada Moss"]
    assert trail.edges[0].relation == "copies"
    assert trail.edges[0].share == 0.8
    assert trail.inferred == ()


def test_copies_in_a_circle_end() -> None:
    pages = [read(f"{FIRE}.", id=letter) for letter in "ab"]
    trail = trail_of(pages, [Copied("a", "b"), Copied("b", "a")])
    assert trail.independent.value == 0


def test_hearsay_is_no_root_and_gets_the_others() -> None:
    vague = read(f"{FIRE}, according to unconfirmed reports.", id="c")
    trail = trail_of([told("a", "Ada Moss", "person"), told("b", "Ada Moss", "person"), vague], [])
    assert roots(trail, "c") == ["Ada Moss"]
    assert trail.inferred == ("c",)
    assert trail.independent.value == 1
    assert trail.independent.high == 2


def test_a_story_without_sources_has_none() -> None:
    trail = trail_of([read(f"{FIRE}.", id="a")], [])
    assert trail.independent.value == 0
    assert trail.edges == ()
    assert trail_of([], []).independent.value == 0


def test_every_edge_has_words_of_its_article() -> None:
    pages = [reported("a", "the Harbour Gazette"), told("b", "Ada Moss", "person", "the Harbour Gazette", "told")]
    texts = {page.article.id: page.article.text for page in pages if page.article}
    trail = trail_of(pages, [])
    assert {(edge.from_, edge.to) for edge in trail.edges} == {
        ("a", "Harbour Gazette"), ("b", "Harbour Gazette"), ("Harbour Gazette", "Ada Moss"),
    }  # fmt: skip
    for edge in trail.edges:
        assert edge.evidence
        for passage in edge.evidence:
            assert texts[passage.article][passage.start : passage.end] == passage.text


def test_an_outlets_own_article_shows_whom_it_has() -> None:
    own = told("b", "Ada Moss", "person", outlet="Harbour Gazette")
    trail = trail_of([reported("a", "the Harbour Gazette"), own], [])
    assert roots(trail, "a") == ["Ada Moss"]
    assert ("a", "b") in {(edge.from_, edge.to) for edge in trail.edges}


def test_the_order_of_the_articles_does_not_matter() -> None:
    pages = [
        reported("a", "the Harbour Gazette"),
        told("b", "Ada Moss", "person", "the Harbour Gazette", "told"),
        told("c", "a police spokesman", "role"),
    ]
    found = [trail_of(order, []) for order in itertools.permutations(pages)]
    assert len({tuple(sorted((a, tuple(sorted(roots(t, a)))) for a in "abc")) for t in found}) == 1
    assert len({t.independent for t in found}) == 1


def test_statements_on_side_matters_make_credits_unlikely() -> None:
    page = told("a", "Ada Moss", "person", "the Harbour Gazette", "told")
    on, off = (
        next(each for each in credited([page], relevance) if each.voice.name == "Ada Moss").probability
        for relevance in (lambda _: True, lambda _: False)
    )
    assert off < on - 0.05


def test_steps_lead_from_a_statement_to_its_origin() -> None:
    pages = [reported("a", "the Harbour Gazette"), told("b", "Ada Moss", "person", "the Harbour Gazette", "told")]
    steps = steps_of("s0", pages, trail_of(pages, []))
    assert [(step.from_, step.to, step.relation) for step in steps] == [
        ("a", "the Harbour Gazette", "says"), ("a", "Harbour Gazette", "credits"), ("Harbour Gazette", "Ada Moss", "credits"),
    ]  # fmt: skip
    assert all(step.evidence for step in steps)


def test_steps_of_an_unknown_statement_fail() -> None:
    with pytest.raises(KeyError):
        steps_of("nothing", [], trail_of([], []))
