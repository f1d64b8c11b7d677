"""Who denies a claim, by name, and in how many articles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from records_by_hand import article, of_kind, statement
from stories_by_hand import claim, story

from onrecord.export.denials import Denier, denial_words, deniers_of
from onrecord.export.trail_svg import trail_key, trail_svg
from onrecord.export.trail_words import trail_summary

if TYPE_CHECKING:
    from onrecord.records import Statement

PAGE = article()
BO = Denier("Bo Hill", "person", ("a3", "a4"))


def denial(key: str, page: str, name: str, kind: str = "person") -> Statement:
    made = statement(PAGE, "“I am sorry,”", "added", of_kind(PAGE, "he", kind, name), certainty="certain")
    return replace(made, id=key, article=page)


def test_denials_get_names_those_described_beside_them_are_left_out() -> None:
    found = [
        denial("d1", "a3", "A spokesman for the mill", "role"), denial("d2", "a3", "Bo Hill"), denial("d3", "a4", "Bo Hill"),
        denial("d4", "a1", "A spokesman for the bank", "person"),
    ]  # fmt: skip
    denied = claim(denials=("d1", "d2", "d3", "d4", "unread"))
    deniers = deniers_of(denied, {one.id: one for one in found})
    assert [(one.name, one.articles) for one in deniers] == [
        ("Bo Hill", ("a3", "a4")), ("A spokesman for the bank", ("a1",))
    ]  # fmt: skip
    assert denial_words(deniers) == "2 carry a denial by Bo Hill; 1 carries a denial by A spokesman for the bank"


def test_denials_of_one_article_are_told_together() -> None:
    assert denial_words((Denier("Bo Hill", "person", ("a3",)), Denier("The Mill", "organisation", ("a3",)))) == (
        "1 carries a denial by Bo Hill and The Mill"
    )
    assert denial_words(()) == ""
    assert deniers_of(None, {}) == ()


def test_denials_stand_in_the_sentence_and_in_the_picture() -> None:
    assert trail_summary(story(), (BO,)).endswith("; 2 carry a denial by Bo Hill.")
    drawn = trail_svg(story(), lambda key: f"/article/{key}", (BO,))
    assert drawn.count('<g class="box denier">') == 1
    assert drawn.count('<circle class="denied"') == 2
    assert "carries a denial" in " ".join(words for _, words in trail_key(story(), (BO,)))
    plain = trail_svg(story(), lambda key: f"/article/{key}")
    assert "denie" not in plain
