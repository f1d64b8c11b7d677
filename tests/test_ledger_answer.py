"""The answer of a story in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stories_by_hand import SOURCE, article, story, without_claims

from onrecord.export.ledger_answer import answer_of, in_sentence, independent_of, number, root_name
from onrecord.records import Count, Root

NAMED = Root("Bo Hill", "person")
ROLE = Root("a midwife", "role", ("Radio Weir",))


def test_answer_counts_articles_outlets_and_says_who_the_only_source_is() -> None:
    assert answer_of(story()) == "4 articles, 3 outlets, 1 independent source (anonymous, via the Bugle)"


def test_answer_says_how_uncertain_the_count_is() -> None:
    told = answer_of(story(Count(2, 1, 3), (NAMED, Root("Ada Moss", "person"))))
    assert told == "4 articles, 3 outlets, 2 independent sources (at least 1, at most 3)"


def test_answer_of_an_article_alone() -> None:
    alone = replace(story(roots=(NAMED,)), articles=(article("a1", "The Bugle", None, None),))
    assert answer_of(alone) == "1 article, 1 outlet, 1 independent source (Bo Hill)"


def test_answer_says_where_outlets_are_unknown_and_where_there_is_no_claim() -> None:
    unknown = replace(without_claims(), articles=(article("a1", None, None, None), article("a2", None, None, None)))
    assert answer_of(unknown) == "2 articles, outlets unknown, no claim to trace"


@pytest.mark.parametrize(
    ("count", "roots", "told"),
    [
        (Count(1, 1, 1), (NAMED,), "1 independent source (Bo Hill)"),
        (Count(1, 1, 1), (Root("The Tern", "media"),), "1 independent source (the Tern)"),
        (Count(1, 1, 1), (ROLE,), "1 independent source (described, not named, via Radio Weir)"),
        (Count(1, 1, 1), (Root("a source", "anonymous"),), "1 independent source (anonymous)"),
        (Count(1, 1, 2), (SOURCE,), "1 independent source (at least 1, at most 2; anonymous, via the Bugle)"),
        (Count(3, 3, 3), (NAMED, SOURCE, ROLE), "3 independent sources (1 anonymous; 1 described, not named)"),
        (Count(2, 2, 2), (NAMED, Root("Ada Moss", "person")), "2 independent sources"),
        (Count(0, 0, 0), (), "no independent source found"),
        (Count(0, 0, 1), (), "no independent source found (at least 0, at most 1)"),
    ],
)
def test_answer_of_a_count(count: Count, roots: tuple[Root, ...], told: str) -> None:
    assert independent_of(count, roots) == told


def test_answer_names_are_printable_and_stand_in_a_sentence() -> None:
    assert in_sentence("The Tern") == "the Tern"
    assert in_sentence("Theatre\x1b[31m\nWeek") == "Theatre\ufffd[31m Week"
    assert root_name(SOURCE) == "a friend of the owner, via the Bugle"
    assert root_name(NAMED) == "Bo Hill"


def test_answer_numbers_have_their_nouns() -> None:
    assert [number(count, "article") for count in (0, 1, 1200)] == ["0 articles", "1 article", "1,200 articles"]
