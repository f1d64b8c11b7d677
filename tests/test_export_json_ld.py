from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from records_by_hand import article, mill, of_kind, reading_of, spans, statement
from stories_by_hand import story

from onrecord.export.embedding import embeddable
from onrecord.export.json_ld import json_ld_of
from onrecord.records import Byline, Entity, Reading, Statement, Time, Via

BASE = "https://ledger.example"


def part(said: Statement) -> dict[str, Any]:
    (node,) = json_ld_of(reading_of(article(), said), BASE)["hasPart"]
    assert isinstance(node, dict)
    return node


def test_json_ld_of_a_reading_is_a_news_article() -> None:
    page = article(url="https://bugle.example/mill", bylines=(Byline("Ada Moss"), Byline("Northwire", "agency")))
    made = json_ld_of(replace(reading_of(page), entities=(Entity("e1", "place", "Fennick", ()),)), BASE)
    assert made == {
        "@context": "https://schema.org", "@type": "NewsArticle", "@id": "https://ledger.example/article/a1",
        "url": "https://bugle.example/mill", "headline": "Mill to close", "abstract": "After ninety years", "inLanguage": "en",
        "datePublished": "2024-11-06", "dateModified": "2024-11-07T08:30:00+00:00",
        "author": [{"@type": "Person", "name": "Ada Moss"}, {"@type": "Organization", "name": "Northwire"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "The Bugle"},
        "mentions": [{"@type": "Place", "name": "Fennick"}],
    }  # fmt: skip


def test_json_ld_tells_quotations_from_what_is_reported() -> None:
    reported, quoted, group = json_ld_of(mill(), BASE)["hasPart"]
    assert (reported["@type"], reported["text"]) == ("Claim", "The mill will close")
    assert reported["appearance"] == reported["isPartOf"] == {"@id": "https://ledger.example/article/a1"}
    assert reported["creator"] == [{"@type": "Person", "name": "Bo Hill"}]
    assert "spokenByCharacter" not in reported
    assert (quoted["@type"], quoted["spokenByCharacter"]) == ("Quotation", [{"@type": "Person", "name": "Bo Hill"}])
    assert quoted["url"].startswith("https://ledger.example/statement/s-")
    assert (group["creditText"], "creator" in group) == ("Critics (left open)", False)


@pytest.mark.parametrize(
    ("kind", "creator"),
    [
        ("organisation", [{"@type": "Organization", "name": "Bo Hill"}]),
        ("media", [{"@type": "NewsMediaOrganization", "name": "Bo Hill"}]),
        ("anonymous", [{"@type": "Person", "description": "Bo Hill"}]),
        ("document", None),
        ("none", None),
        ("author", None),
    ],
)
def test_json_ld_names_who_can_speak(kind: str, creator: object) -> None:
    page = article()
    node = part(statement(page, "The mill will close", "said", of_kind(page, "Bo Hill", kind)))
    assert node.get("creator") == creator
    assert node["keywords"] == kind
    assert node["creditText"]
    based = [{"@type": "CreativeWork", "name": "Bo Hill"}] if kind == "document" else None
    assert node.get("isBasedOn") == based


def test_json_ld_makes_nobody_the_creator_of_what_they_deny() -> None:
    denied = statement(article(), "The mill will close", "said", "Bo Hill", polarity="negative", certainty="certain")
    node = part(denied)
    assert "creator" not in node
    assert node["creditText"] == "Bo Hill (denies)"


def test_json_ld_says_through_what_and_when() -> None:
    page = article()
    vias = (
        Via(spans(page, "Ada Moss"), "media", "The Tern"),
        Via(spans(page, "added"), "document", "a letter"),
        Via(spans(page, "Critics"), "event", "a rally"),
    )
    said = Time(0, 4, "Mill", "DATE", "2024-11-05", "2024-11-05", "2024-11-05")
    node = part(replace(statement(page, "The mill will close", "said", "Bo Hill", said=said), via=vias))
    assert node["dateCreated"] == "2024-11-05"
    outlet, letter = node["isBasedOn"]
    assert outlet["publisher"] == {"@type": "NewsMediaOrganization", "name": "The Tern"}
    assert letter == {"@type": "CreativeWork", "name": "added"}
    assert node["recordedAt"] == [{"@type": "Event", "name": "Critics"}]


def test_json_ld_of_a_story_has_its_articles_and_where_each_claim_occurs() -> None:
    made = json_ld_of(story(), BASE)
    assert (made["@type"], made["@id"]) == ("Collection", "https://ledger.example/story/s0123456789ab")
    assert (made["name"], made["collectionSize"], made["datePublished"]) == ("Mill to close", 4, "2024-11-06")
    first, _, copy, last = made["hasPart"]
    assert first["citation"] == ["a friend"]
    assert copy["isBasedOn"] == {"@id": "https://ledger.example/article/a2"}
    assert set(last) == {"@type", "@id", "url", "publisher"}
    claim, other = made["about"]
    assert claim["@id"] == "https://ledger.example/story/s0123456789ab#c1"
    assert [place["@id"][-2:] for place in claim["appearance"]] == ["a1", "a2", "a3", "a4"]
    assert claim["firstAppearance"] == claim["appearance"][0]
    assert claim["creator"] == [{"@type": "Person", "description": "a friend of the owner, via the Bugle"}]
    assert [place["@id"][-2:] for place in other["appearance"]] == ["a1"]


def test_json_ld_rates_nothing() -> None:
    for made in (json_ld_of(mill(), BASE), json_ld_of(story(), BASE)):
        assert "Review" not in json.dumps(made)
        assert "rating" not in json.dumps(made).lower()


def test_json_ld_of_hostile_words_is_harmless_in_a_page() -> None:
    page = article(
        headline="</script><script>alert(1)</script>\x00\u202e\ud800", url="javascript:alert(1)", outlet="<b>&\u2028"
    )
    made = json_ld_of(reading_of(page), BASE)
    assert "url" not in made
    assert not {"\x00", "\u202e", "\ud800"} & set(made["headline"])
    assert not set(embeddable(made)) & set("<>&\u2028\u202e\ud800")


def test_json_ld_of_anything_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no article"):
        json_ld_of(Reading("gone.html", None), BASE)
    with pytest.raises(TypeError, match="not Article"):
        json_ld_of(article(), BASE)
