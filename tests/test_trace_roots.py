from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.records import Span
from onrecord.trace.credits import Credited
from onrecord.trace.mentions import Mention
from onrecord.trace.roots import roots_of
from onrecord.trace.voice import Voice

if TYPE_CHECKING:
    from onrecord.records import CreditKind

Names = dict[str, tuple[str, ...]]


def credits_of(articles: Names, sources: dict[str, CreditKind] | None = None) -> list[Credited]:
    """Return that each article credits these: outlets, but for the ``sources`` of other kinds."""
    voices: dict[str, Voice] = {}
    found = []
    for article, names in articles.items():
        for name in names:
            kind = (sources or {}).get(name, "media")
            mention = Mention(article, name, kind, Span(0, len(name), name), "source")
            voice = voices.setdefault(name, Voice(kind, name))
            voice.mentions.append(mention)
            found.append(Credited(article, voice, 0.9, (mention,)))
    return found


def counted(articles: Names, sources: dict[str, CreditKind] | None = None) -> set[str]:
    """Return the names of a story's roots, each article being of the outlet that it is called after."""
    own = {article: article for article in articles}
    return {root.name for root in roots_of(list(articles), credits_of(articles, sources), {}, own).counted}


def test_roots_are_followed_through_outlets() -> None:
    articles: Names = {"The Wren": ("The Gannet",), "The Gannet": ("The Heron",), "The Heron": ("Ida Vellacott",)}
    assert counted(articles, {"Ida Vellacott": "person"}) == {"Ida Vellacott"}


def test_roots_of_a_chain_that_ends_at_an_outlet_are_that_outlet() -> None:
    assert counted({"The Wren": ("The Gannet",), "The Gannet": ("The Heron",)}) == {"The Heron"}


@pytest.mark.parametrize("first", ["The Wren", "The Gannet", "The Heron"])
def test_roots_of_outlets_that_credit_each_other_in_a_circle_are_those_of_the_whole_circle(first: str) -> None:
    circle: Names = {
        "The Wren": ("The Gannet",),
        "The Gannet": ("The Heron",),
        "The Heron": ("The Wren", "Ida Vellacott"),
    }
    story = {first: circle[first], **circle}
    own = {article: article for article in story}
    found = roots_of(list(story), credits_of(story, {"Ida Vellacott": "person"}), {}, own)
    assert {root.name for roots in found.by_article.values() for root in roots} == {"Ida Vellacott"}


def test_roots_of_a_circle_without_a_source_are_outlets_of_it() -> None:
    circle: Names = {"The Wren": ("The Gannet",), "The Gannet": ("The Wren",)}
    own = {article: article for article in circle}
    found = roots_of(list(circle), credits_of(circle), {}, own)
    assert all(found.by_article.values())
    assert {root.name for root in found.counted} <= set(circle)


def test_roots_are_found_where_hundreds_of_outlets_all_credit_each_other() -> None:
    names = [f"The Wren of {'ABCDEFGHIJKLMNOPQRST'[i // 20]}{'abcdefghijklmnopqrst'[i % 20]}" for i in range(300)]
    near = {name: tuple(names[(i + step) % 300] for step in (1, 2, 3, 5, 8, 13)) for i, name in enumerate(names)}
    articles: Names = {**near, names[150]: (*near[names[150]], "Ida Vellacott")}
    assert counted(articles, {"Ida Vellacott": "person"}) == {"Ida Vellacott"}
