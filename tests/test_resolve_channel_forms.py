"""Channels that a sentence tells by its form: the occasion at which somebody spoke, and the poll that a share of people is of."""

from __future__ import annotations

import pytest
from readings_by_hand import Said, resolved

NAMES = {"Ada Moss": "person", "Bo Hill": "person", "Fennick Bugle": "organisation", "Fennick Inquiry": "organisation"}
KINDS = {"46 percent": "group", "A narrow majority": "group", "Nearly six of 10 voters": "group", "Voters": "group"}


def vias(
    text: str, *said: Said, kinds: dict[str, str] | None = None, tags: dict[str, str] | None = None
) -> list[list[tuple[str, str | None]]]:
    """Return kind and name of the channels of each statement."""
    belonging = {(words, said[0][0]): 0.9 for words in tags or {}}
    found = resolved(text, *said, names=NAMES, kinds=KINDS | (kinds or {}), tags=tags, belonging=belonging)
    for via in (via for one in found.statements for via in one.via):
        assert all(text[span.start : span.end] == span.text for span in via.spans)
    return [[(via.kind, via.name) for via in one.via] for one in found.statements]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("At a rally in Fennick, Ada Moss promised that it would stay.", "a rally"),
        ("Ada Moss promised at a rally that it would stay.", "a rally"),
        (
            "During last week's televised mayoral debate Ada Moss promised that it would stay.",
            "last week's televised mayoral debate",
        ),
        ("Ada Moss promised the inquest that it would stay.", None),
        (
            "Ada Moss, who spoke after Hill at the Fennick Farmers’ Forum, promised that it would stay.",
            "the Fennick Farmers’ Forum",
        ),
        ("Ada Moss promised that it would stay in the talk about a rally.", None),
        ("Ada Moss promised at home that it would stay.", None),
        ("Ada Moss promised at the end of a rally that it would stay.", None),
    ],
)
def test_channel_forms_the_occasion_of_the_sentence(text: str, name: str | None) -> None:
    found = vias(text, ("it would stay", "promised", "Ada Moss"), kinds={"Ada Moss": "person"})
    assert found == [[("event", name)] if name else []]


@pytest.mark.parametrize("listener", ["the inquest", "the Fennick Inquiry", "the court", "the jury"])
def test_channel_forms_who_sits_is_told(listener: str) -> None:
    text = f"Ada Moss told {listener} that it would stay."
    assert vias(text, ("it would stay", "told", "Ada Moss"), kinds={"Ada Moss": "person"}) == [
        [("event", listener.removeprefix("the ") if "Fennick" in listener else listener)]
    ]


def test_channel_forms_what_is_said_names_where_others_were() -> None:
    text = "Ada Moss said he had wept at the rally. Bo Hill said nobody had wept."
    assert vias(
        text,
        ("he had wept at the rally", "said", "Ada Moss"),
        ("nobody had wept", "said", "Bo Hill"),
        kinds=dict.fromkeys(("Ada Moss", "Bo Hill"), "person"),
    ) == [[], []]


def test_channel_forms_documents_are_nowhere() -> None:
    text = "At a rally, the leaflet said it would stay."
    assert vias(text, ("it would stay", "said", "the leaflet"), kinds={"the leaflet": "document"}) == [[]]


def test_channel_forms_an_outlet_that_is_told_stands_alone() -> None:
    text = "At a rally Ada Moss told the Fennick Bugle it would stay."
    found = vias(
        text,
        ("it would stay", "told", "Ada Moss"),
        kinds={"Ada Moss": "person", "the Fennick Bugle": "media"},
        tags={"the Fennick Bugle": "media"},
    )
    assert found == [[("media", "Fennick Bugle")]]


def test_channel_forms_the_same_occasion_goes_by_its_first_name() -> None:
    text = "Ada Moss spoke at a council meeting. At the same meeting Bo Hill said it would stay. At the same rally Bo Hill said it was late."
    found = vias(
        text, ("it would stay", "said", "Bo Hill"), ("it was late", "said", "Bo Hill"), kinds={"Bo Hill": "person"}
    )
    assert found == [[("event", "the meeting")], [("event", "the rally")]]
    text = "Ada Moss told the meeting it was late. At the same meeting Bo Hill said it would stay."
    assert vias(text, ("it would stay", "said", "Bo Hill"), kinds={"Bo Hill": "person"}) == [[("event", "the meeting")]]


@pytest.mark.parametrize(
    ("text", "share", "name"),
    [
        ("A new Bugle survey is out.\n\n46 percent would stay.", "46 percent", "A new Bugle survey"),
        ("In the poll, 46 percent would stay.", "46 percent", "the poll"),
        ("A narrow majority would stay, the poll says.", "A narrow majority", "the poll"),
        ("The poll was small.\n\nNearly six of 10 voters would stay.", "Nearly six of 10 voters", "The poll"),
        ("The poll was small.\n\nIt rained.\n\n46 percent would stay.", "46 percent", None),
        ("The poll was small. Voters would stay.", "Voters", None),
        ("Rain fell. 46 percent would stay.", "46 percent", None),
        ("It hit the town.\n\nA survey was made. 46 percent would stay.", "46 percent", "A survey"),
        ("It hit the mill. A survey was made. 46 percent would stay.", "46 percent", "A survey"),
    ],
)
def test_channel_forms_the_poll_that_a_share_is_of(text: str, share: str, name: str | None) -> None:
    assert vias(text, ("stay", "would", share)) == [[("document", name)] if name else []]
