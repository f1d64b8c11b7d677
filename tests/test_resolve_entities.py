"""The people, bodies, places and works of an article: what is one, of which kind, under which name, and where it is mentioned."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from readings_by_hand import Marked, Said, any_reading, named, page, resolved

from onrecord.resolve.clusters import Clusters
from onrecord.resolve.entities import entities_of

if TYPE_CHECKING:
    from onrecord.model.reader import Reading

NAMES = {
    "Ada Moss": "person", "Moss": "person", "Mrs Moss": "person", "Bo Hill": "person", "Tarrant": "organisation", "Fennick": "place",
}  # fmt: skip


def mentioned(text: str, *said: Said, mentions: tuple[Marked, ...] = ()) -> dict[str, list[str]]:
    return named(resolved(text, *said, names=NAMES, mentions=mentions))


@pytest.mark.parametrize(
    ("name", "tagged", "kind"),
    [
        ("Ada Moss", "person", "person"),
        ("Tarrant", "organisation", "organisation"),
        ("Fennick", "place", "place"),
        ("Fennick Town Hall", "facility", "place"),
        ("Breadomat", "product", "other"),
        ("The Bread of the North", "other", "work"),
        ("Bread Act", "other", "work"),
        ("World Bread Cup", "other", "event"),
        ("Fennick Festival", "other", "event"),
    ],
)
def test_entities_are_of_the_kind_of_their_name(name: str, tagged: str, kind: str) -> None:
    (entity,) = resolved(f"They saw {name} again.", names={name: tagged}).entities
    assert (entity.kind, entity.name) == (kind, name.removeprefix("The "))


@pytest.mark.parametrize("tagged", ["date", "money", "group"])
def test_entities_days_sums_and_peoples_are_none(tagged: str) -> None:
    assert resolved("They saw Easter again.", names={"Easter": tagged}).entities == ()


def test_entities_without_a_name_are_none() -> None:
    assert mentioned("A miller came. He left.", mentions=("A miller", ("He", ((0, 2.0),)))) == {}


def test_entities_have_the_fullest_name_and_every_mention() -> None:
    text = "Moss came. Ada Moss of Fennick left. The mayor slept. She slept. It rained."
    mentions: tuple[Marked, ...] = (
        "Moss",
        "Ada Moss",
        "Fennick",
        ("The mayor", ((1, 2.0),)),
        ("She", ((1, 2.0),)),
        "It",
    )
    assert mentioned(text, mentions=mentions) == {
        "Ada Moss": ["Moss", "Ada Moss", "The mayor", "She"],
        "Fennick": ["Fennick"],
    }


def test_entities_a_mention_around_the_name_is_not_told_twice() -> None:
    text = "The mayor Ada Moss came. Mrs Moss left."
    assert mentioned(text, mentions=("The mayor Ada Moss", "Mrs Moss")) == {"Ada Moss": ["Ada Moss", "Moss"]}


@pytest.mark.parametrize("mention", ["Moss", "Mrs Moss"])
def test_entities_a_name_is_told_once_without_its_title(mention: str) -> None:
    assert mentioned("Mrs Moss left.", mentions=(mention,)) == {"Moss": ["Moss"]}


@pytest.mark.parametrize(
    "title",
    [
        "Mr",
        "Mrs.",
        "Dr",
        "Dr.",
        "Sir",
        "Prime Minister",
        *(one for one in ("Gen.", "Lt. Col.")),
    ],
)
def test_entities_of_persons_are_mentioned_without_titles(title: str) -> None:
    found = resolved(f"Then {title} Robin Moss left.", names={f"{title} Robin Moss": "person"})
    assert named(found) == {"Robin Moss": ["Robin Moss"]}


def test_entities_a_part_of_the_name_is_not_told_beside_it() -> None:
    found = resolved(
        "They read the Fennick Bugle.", names={"Fennick Bugle": "organisation"}, mentions=["the Fennick", "Fennick"]
    )
    assert named(found) == {"Fennick Bugle": ["Fennick Bugle"]}


@pytest.mark.parametrize("ending", ["’s", "'s"])
def test_entities_mentions_have_no_ending_of_the_possessive(ending: str) -> None:
    text = f"Ada Moss{ending} mill closed. The mayor{ending} men left."
    found = resolved(
        text, names={f"Ada Moss{ending}": "person"}, mentions=[f"Ada Moss{ending}", (f"The mayor{ending}", ((0, 2.0),))]
    )
    assert named(found) == {"Ada Moss": ["Ada Moss", "The mayor"]}


def test_entities_come_in_the_order_of_their_first_mention() -> None:
    text = "The miller came to Fennick. Ada Moss left Tarrant. Bo Hill slept."
    found = resolved(
        text, names=NAMES, mentions=["The miller", "Fennick", "Ada Moss", "Tarrant", ("Bo Hill", ((0, 3.0),))]
    )
    assert [entity.name for entity in found.entities] == ["Bo Hill", "Fennick", "Ada Moss", "Tarrant"]


def test_entities_have_ids_of_their_own_that_stay() -> None:
    text = "Ada Moss came to Fennick. Bo Hill left Tarrant."
    first, again = (resolved(text, names=NAMES).entities for _ in range(2))
    assert first == again
    assert len({entity.id for entity in first}) == 4


def test_entities_i_in_a_quotation_is_its_speaker() -> None:
    text = "“I left when my mill shut,” said Ada Moss. “I did not,” Bo Hill said. I saw them."
    said: list[Said] = [("“I left when my mill shut,”", "said", "Ada Moss"), ("“I did not,”", "said", "Bo Hill")]
    mentions: list[Marked] = [
        "I",
        ("my", ((0, 2.0),)),
        ("Ada Moss", ((1, 5.0),)),
        ("I", ((2, 5.0),)),
        "Bo Hill",
        ("I", ((4, 5.0),)),
    ]
    found = resolved(text, *said, names=NAMES, mentions=mentions)
    assert {entity.name: [span.start for span in entity.mentions] for entity in found.entities} == {
        "Ada Moss": [1, text.index("my"), text.index("Ada")],
        "Bo Hill": [text.index("I did"), text.index("Bo")],
    }


@pytest.mark.xfail(strict=True, reason="the speaker of the quotation within is not looked for")
def test_entities_i_in_a_quotation_in_a_quotation_is_the_inner_speaker() -> None:
    text = "“Bo Hill said, ‘I left.’ Nobody came,” said Ada Moss."
    said: list[Said] = [
        ("“Bo Hill said, ‘I left.’ Nobody came,”", "said", "Ada Moss"),
        ("‘I left.’", "said", "Bo Hill"),
    ]
    assert mentioned(text, *said, mentions=("Bo Hill", "I", "Ada Moss")) == {
        "Bo Hill": ["Bo Hill", "I"],
        "Ada Moss": ["Ada Moss"],
    }


def test_entities_we_in_a_quotation_is_nobody() -> None:
    text = "“We left,” said Ada Moss."
    assert mentioned(text, ("“We left,”", "said", "Ada Moss"), mentions=("We", "Ada Moss")) == {
        "Ada Moss": ["Ada Moss"]
    }


def test_entities_i_outside_quotation_marks_is_not_who_said_it() -> None:
    text = "Ada Moss told me that I left."
    assert mentioned(text, ("I left", "told", "Ada Moss"), mentions=("Ada Moss", "I")) == {"Ada Moss": ["Ada Moss"]}


@given(any_reading())
def test_entities_mentions_are_exact_in_order_and_never_overlap_within_one(drawn: tuple[str, Reading]) -> None:
    text, reading = drawn
    by_cluster, entities = entities_of("a1", Clusters(text, reading), [], [], page(text).span)
    assert sorted(entity.id for entity in entities) == sorted(entity.id for entity in by_cluster.values())
    assert len({entity.id for entity in entities}) == len(entities)
    for entity in entities:
        assert entity.mentions
        assert entity.name
        assert all(text[span.start : span.end] == span.text for span in entity.mentions)
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda span: (span.start, span.end))
        assert not any(a.start < b.end and b.start < a.end for a, b in combinations(entity.mentions, 2))


@given(any_reading())
def test_entities_are_all_the_names_that_are_no_dates(drawn: tuple[str, Reading]) -> None:
    text, reading = drawn
    _, entities = entities_of("a1", Clusters(text, reading), [], [], page(text).span)
    held = {(span.start, span.end) for entity in entities for span in entity.mentions}
    assert {(name.start, name.end) for name in reading.names if name.kind != "date"} <= held
