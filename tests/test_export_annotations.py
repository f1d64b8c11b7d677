from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from records_by_hand import article, mill, of_kind, reading_of, spans, statement

from onrecord.export.annotations import annotation, annotations_of
from onrecord.records import Entity, Reading, Source, StatementSource, Via, as_json

BASE = "https://ledger.example"
READ = Source("mill.html", "", "2024-11-06T10:00:00+01:00", "onrecord 0.1.0")


def read_page() -> Reading:
    """Return a reading of a page at an address, with a denial in two runs through a channel, about somebody."""
    page = article(url="https://bugle.example/mill", source=READ)
    said = statement(
        page, "The mill will close|“I am sorry,”", "said", "Bo Hill", about=("e1", "gone"), polarity="negative",
        certainty="certain",
    )  # fmt: skip
    said = replace(said, id="a/b", via=(Via(spans(page, "Ada Moss"), "media", "The Bugle"),))
    return replace(reading_of(page, said), entities=(Entity("e1", "place", "Fennick", ()),))


def items_of(reading: Reading, base: str = BASE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = annotations_of(reading, base)["first"]["items"]
    return found


def test_annotations_are_a_collection_with_one_page() -> None:
    made = annotations_of(mill(), BASE)
    page = made["first"]
    assert made["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (made["type"], made["total"], made["last"]) == ("AnnotationCollection", 3, page["id"])
    assert (page["type"], page["partOf"], page["startIndex"]) == ("AnnotationPage", made["id"], 0)
    assert "@context" not in page
    assert [item["type"] for item in page["items"]] == ["Annotation"] * 3
    assert all("@context" not in item for item in page["items"])
    assert [item["onrecord:statement"] for item in page["items"]] == as_json(mill().statements)


def test_annotations_of_nobody_who_speaks_have_no_page() -> None:
    made = annotations_of(reading_of(article()), BASE)
    assert made["total"] == 0
    assert not {"first", "last"} & set(made)


def test_annotations_point_at_the_words_by_quotation_and_by_code_points() -> None:
    text = "\U0001f600 " + article().text
    page = article(text)
    (item,) = items_of(reading_of(page, statement(page, "“I am sorry,”", "added", "he")))
    quote, position = item["target"]["selector"]
    assert quote["exact"] == "“I am sorry,”"
    assert list(text)[position["start"] : position["end"]] == list(quote["exact"])
    assert text[: position["start"]].endswith(quote["prefix"])
    assert text[position["end"] :].startswith(quote["suffix"])
    assert quote["prefix"]
    assert quote["suffix"]


def test_annotations_say_whose_word_it_is_through_whom_and_what_the_source_does_with_it() -> None:
    (item,) = items_of(read_page())
    first, *tags = item["body"]
    assert first == {
        "type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": "Bo Hill: said",
        "onrecord:speaker": "Bo Hill", "onrecord:kind": "person", "onrecord:mode": "direct", "onrecord:via": ["The Bugle"],
        "onrecord:commitment": "denies",
    }  # fmt: skip
    assert [tag["value"] for tag in tags] == ["person", "Fennick"]


def test_annotations_have_a_target_for_each_run_and_say_of_when_the_page_is() -> None:
    (item,) = items_of(read_page())
    assert [target["selector"][0]["exact"] for target in item["target"]] == ["The mill will close", "“I am sorry,”"]
    for target in item["target"]:
        assert target["source"] == "https://bugle.example/mill"
        assert target["state"] == {"type": "TimeState", "sourceDate": "2024-11-06T09:00:00Z"}
    assert item["created"] == "2024-11-06T09:00:00Z"
    assert item["generator"]["name"] == "onrecord 0.1.0"


def test_annotations_are_named_by_permalink_or_without_a_page_by_urn() -> None:
    assert items_of(read_page())[0]["id"] == "https://ledger.example/statement/a%2Fb"
    assert items_of(read_page(), "")[0]["id"] == "urn:onrecord:statement:a%2Fb"


def test_annotations_make_no_link_of_an_address_that_is_none() -> None:
    page = article(url="javascript:alert(1)")
    (item,) = items_of(reading_of(page, statement(page, "The mill will close", "said", "Bo Hill")))
    assert item["target"]["source"] == "urn:onrecord:article:a1"


def test_annotations_of_a_statement_without_words_still_have_a_target() -> None:
    page = article()
    bare = replace(statement(page, "", "said", "Bo Hill"), cue=(), source=StatementSource((), "none"))
    assert annotation(page, bare, {})["target"] == "urn:onrecord:article:a1"
    cue = statement(page, "", "said", source=of_kind(page, "Bo Hill", "person"))
    assert annotation(page, cue, {})["target"]["selector"][0]["exact"] == "said"


def test_annotations_hold_nothing_that_utf8_does_not() -> None:
    page = article("Mill to close\n\nBy Ada Moss\n\nA \ud800 mill, Bo Hill said.")
    made = annotations_of(reading_of(page, statement(page, "A \ud800 mill", "said", "Bo Hill")), BASE)
    assert "A \ufffd mill" in json.dumps(made, ensure_ascii=False).encode().decode()


def test_annotations_of_a_reading_without_an_article_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"gone\.html has no article"):
        annotations_of(Reading("gone.html", None), BASE)
