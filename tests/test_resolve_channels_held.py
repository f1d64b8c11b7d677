"""Channels that hold for what the same voice says around them, and those that don't hold for anybody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from readings_by_hand import Prepared, Said, page, reading_of, resolved, statement_in

from onrecord.resolve import resolve
from onrecord.resolve.occasions import AFTER

if TYPE_CHECKING:
    from onrecord.model.resolver import Resolver

NAMES = {"Ada Moss": "person", "Bo Hill": "person", "Fennick Bugle": "organisation", "Daily Loaf": "organisation"}
SURELY = 0.9
SHUT, OLD = "the mill was shut", "the roof was old"
ADA: Said = (SHUT, "told", "Ada Moss")


def vias(
    text: str, *said: Said, tags: dict[str, str], content: str = SHUT, kinds: dict[str, str] | None = None
) -> list[list[str | None]]:
    """Return the names of the channels of each statement; the tagged words belong to ``content`` alone."""
    belonging = {(words, content): SURELY for words in tags}
    found = resolved(text, *said, names=NAMES, tags=tags, kinds=kinds, belonging=belonging)
    return [[via.name for via in one.via] for one in found.statements]


@pytest.mark.parametrize(
    ("channel", "kind", "name"),
    [
        ("the Fennick Bugle", "media", "Fennick Bugle"), ("a hearing", "event", "a hearing"),
        ("a letter", "document", "a letter"), ("Facebook", "social", "Facebook"),
    ],
)  # fmt: skip
def test_channels_hold_for_what_the_same_voice_says_next(channel: str, kind: str, name: str) -> None:
    text = f"Ada Moss told {channel} the mill was shut. Ada Moss said the roof was old."
    found = vias(text, ADA, (OLD, "said", "Ada Moss"), tags={channel: kind})
    assert found == [[name], [name]]


@pytest.mark.parametrize("between", ["\n\nIt rained.\n\n", "\n\nIt rained. It was cold.\n\n"])
def test_channels_do_not_hold_further_than_the_next_paragraph(between: str) -> None:
    text = f"Ada Moss told the Fennick Bugle the mill was shut.{between}Ada Moss said the roof was old."
    found = vias(text, ADA, (OLD, "said", "Ada Moss"), tags={"Fennick Bugle": "media"})
    assert found == [["Fennick Bugle"], []]


def test_channels_hold_from_statement_to_statement_as_far_as_they_reach() -> None:
    further = ["the roof was old", "it was cold", "it was dark"]
    text = " ".join(
        ["Ada Moss told the Fennick Bugle the mill was shut.", *(f"Ada Moss said {words}." for words in further)]
    )
    said: list[Said] = [ADA, *((words, "said", "Ada Moss") for words in further)]
    found = vias(text, *said, tags={"Fennick Bugle": "media"})
    reach = AFTER["media"] + 1
    assert found == [["Fennick Bugle"]] * reach + [[]] * (len(said) - reach)


@pytest.mark.parametrize("cue", ["added", ""])
def test_channels_hold_further_for_what_only_goes_on(cue: str) -> None:
    lines = ["the roof was old", "it was cold", "it was dark"]
    text = " ".join(
        ["Ada Moss told the Fennick Bugle the mill was shut.", *(f"Ada Moss {cue} {words}." for words in lines)]
    )
    found = vias(text, ADA, *((words, cue, "Ada Moss") for words in lines), tags={"Fennick Bugle": "media"})
    assert found == [["Fennick Bugle"]] * 4


def test_channels_do_not_hold_for_another_voice() -> None:
    text = "Ada Moss told the Fennick Bugle the mill was shut. Bo Hill said the roof was old."
    found = vias(text, ADA, (OLD, "said", "Bo Hill"), tags={"Fennick Bugle": "media"})
    assert found == [["Fennick Bugle"], []]


def test_channels_do_not_hold_once_another_voice_has_spoken() -> None:
    text = (
        "Ada Moss told the Fennick Bugle the mill was shut. Bo Hill said the roof was old. Ada Moss said it was cold."
    )
    said: list[Said] = [ADA, (OLD, "said", "Bo Hill"), ("it was cold", "said", "Ada Moss")]
    assert vias(text, *said, tags={"Fennick Bugle": "media"}) == [["Fennick Bugle"], [], []]


def test_channels_hold_for_what_a_voice_adds_after_another_has_spoken() -> None:
    text = (
        "Ada Moss told the Fennick Bugle the mill was shut. Bo Hill said the roof was old. Ada Moss added it was cold."
    )
    said: list[Said] = [ADA, (OLD, "said", "Bo Hill"), ("it was cold", "added", "Ada Moss")]
    assert vias(text, *said, tags={"Fennick Bugle": "media"}) == [["Fennick Bugle"], [], ["Fennick Bugle"]]


def test_channels_of_its_own_keep_a_statement_from_those_before() -> None:
    text = "Ada Moss told the Fennick Bugle the mill was shut. Ada Moss told the Daily Loaf the roof was old."
    names = resolved(
        text, ADA, (OLD, "told", "Ada Moss"), names=NAMES, tags={"Fennick Bugle": "media", "Daily Loaf": "media"},
        belonging={("Fennick Bugle", SHUT): SURELY, ("Daily Loaf", OLD): SURELY},
    ).statements  # fmt: skip
    assert [[via.name for via in one.via] for one in names] == [["Fennick Bugle"], ["Daily Loaf"]]


@pytest.mark.parametrize(
    ("channel", "kind", "holds"), [("the Fennick Bugle", "media", True), ("a hearing", "event", False)]
)
def test_channels_an_outlet_that_is_told_more_was_told_the_sentence_before(
    channel: str, kind: str, *, holds: bool
) -> None:
    text = f"Ada Moss said the roof was old. Ada Moss told {channel} the mill was shut."
    before, after = vias(text, (OLD, "said", "Ada Moss"), ADA, tags={channel: kind})
    assert (before == after) is holds


def test_channels_hold_for_what_stands_before_them_in_their_sentence() -> None:
    text = "Ada Moss said the roof was old and told a hearing the mill was shut."
    assert vias(text, (OLD, "said", "Ada Moss"), ADA, tags={"a hearing": "event"}) == [["a hearing"], ["a hearing"]]


def test_channels_an_outlet_that_cites_somebody_is_that_of_what_is_told_within() -> None:
    content = "that Bo Hill wanted the roof mended"
    text = f"The Fennick Bugle reported {content}, citing Ada Moss."
    said: list[Said] = [(content, "reported", "The Fennick Bugle"), ("the roof mended", "wanted", "Bo Hill")]
    found = vias(text, *said, tags={}, content=content, kinds={"The Fennick Bugle": "media"})
    assert found == [["Fennick Bugle"], ["Fennick Bugle"]]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the Fennick Post", "media"), ("Fennick Mail Letter", "media"), ("a post", "document"), ("the letter", "document"),
        ("Facebook", "social"),
    ],
)  # fmt: skip
def test_channels_an_outlet_is_no_document_by_its_name(words: str, kind: str) -> None:
    text = f"Ada Moss told {words} the mill was shut."
    found = resolved(text, ADA, names=NAMES, tags={words: "media"}, belonging={(words, SHUT): SURELY})
    assert [via.kind for via in found.statements[0].via] == [kind]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("the Bugle", "Fennick Bugle"), ("Bugle magazine", "Fennick Bugle"), ("Loaf", "Loaf"), ("this newspaper", "Evening Tern"),
        ("our paper", "Evening Tern"),
    ],
)  # fmt: skip
def test_channels_an_outlet_has_its_full_name(told: str, name: str) -> None:
    text = f"The Fennick Bugle grew. The Daily Loaf and the Weekly Loaf shrank. Ada Moss told {told} the mill was shut."
    article = replace(page(text), outlet="Evening Tern")
    reading = reading_of(text, names={**NAMES, "Weekly Loaf": "organisation"}, tags={told: "media"})
    prepared = Prepared(text, {}, {(told, SHUT): SURELY})
    found = resolve(article, [statement_in(article, ADA, reading.names)], reading, cast("Resolver", prepared))
    assert [via.name for via in found.statements[0].via] == [name]


@pytest.mark.parametrize("words", ["reporters", "the telephone", "Bo Hill"])
def test_channels_who_is_told_and_what_is_spoken_through_are_none(words: str) -> None:
    assert vias(f"Ada Moss told {words} the mill was shut.", ADA, tags={words: "media"}) == [[]]


@pytest.mark.parametrize(("words", "kind"), [("the election", "event"), ("a comment", "document")])
def test_channels_what_is_spoken_of_is_none(words: str, kind: str) -> None:
    assert vias(f"Before {words} Ada Moss told the council the mill was shut.", ADA, tags={words: kind}) == [[]]


def test_channels_the_outlet_of_a_reporter_is_one() -> None:
    text = "The Fennick Bugle’s Ada Moss told the council the mill was shut."
    said: Said = (SHUT, "told", "The Fennick Bugle’s Ada Moss")
    assert vias(text, said, tags={"Fennick Bugle": "media"}) == [["Fennick Bugle"]]


def test_channels_what_a_reporter_posts_came_by_the_network_alone() -> None:
    source = "The Fennick Bugle’s Ada Moss"
    text = f"{source} wrote on Twitter the mill was shut."
    found = vias(text, (SHUT, "wrote", source), tags={"Fennick Bugle": "media", "Twitter": "social"})
    assert found == [["Twitter"]]


def test_channels_a_document_goes_by_its_words_without_its_maker() -> None:
    text = "A survey by the Daily Loaf found the mill was shut."
    found = resolved(
        text, (SHUT, "found", "A survey by the Daily Loaf"), names=NAMES, kinds={"A survey by the Daily Loaf": "media"}
    )
    assert [(via.kind, via.name) for via in found.statements[0].via] == [("document", "A survey")]


@pytest.mark.parametrize(("held", "outlets"), [("hosted by the", []), ("of the", ["Fennick Bugle"])])
def test_channels_the_host_of_an_event_is_none(held: str, outlets: list[str]) -> None:
    text = f"Ada Moss told a debate {held} Fennick Bugle the mill was shut."
    found = vias(text, ADA, tags={"a debate": "event", "Fennick Bugle": "media"})
    assert found == [[*outlets, "a debate"]]


def test_channels_a_post_says_something_on_its_network() -> None:
    text = "A Facebook post claimed the mill was shut."
    found = resolved(
        text, (SHUT, "claimed", "A Facebook post"), names=NAMES, tags={"Facebook": "social"}, kinds={"A Facebook post": "document"},
        belonging={("Facebook", SHUT): SURELY},
    )  # fmt: skip
    assert [via.name for via in found.statements[0].via] == ["Facebook"]
