from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from records_by_hand import article, mill, reading_of

from onrecord.export.ninjs import ninjs_of
from onrecord.records import Byline, Caption, Entity

URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

VALUED = {"role": str, "contentType": str, "value": str}
CONCEPT = {"name": str, "rel": str, "uri": URI, "literal": str}
ITEM: dict[str, Any] = {
    "uri": URI, "type": {"text", "picture"}, "representationType": {"full", "partial"}, "profile": str, "version": str,
    "firstCreated": DATE_TIME, "versionCreated": DATE_TIME, "contentCreated": DATE_TIME, "language": str, "by": str, "located": str,
    "headlines": [VALUED], "descriptions": [VALUED], "bodies": [{**VALUED, "charCount": int, "wordCount": int}],
    "people": [CONCEPT], "organisations": [CONCEPT], "places": [CONCEPT],
    "infoSources": [{"name": str, "role": str, "uri": URI, "literal": str}],
    "renditions": [{"name": str, "href": URI, "contentType": str}],
    "standard": {"name": str, "version": str, "schema": URI},
}  # fmt: skip
ITEM["associations"] = [{**ITEM, "name": str, "rel": str}]
"""What ninjs-schema_3.2.json lets stand where, as far as OnRecord writes it: no other property is allowed anywhere."""


def faults(value: Any, shape: Any, where: str = "") -> list[str]:
    """Return where a value is not of a shape: a type, a pattern, a set of words, a list of one shape, an object."""
    if isinstance(shape, list):
        inside = value if isinstance(value, list) else [None]
        return [fault for i, each in enumerate(inside) for fault in faults(each, shape[0], f"{where}[{i}]")]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [where]
        return [f for name, each in value.items() for f in faults(each, shape.get(name, set()), f"{where}.{name}")]
    if isinstance(shape, set):
        return [] if value in shape else [where]
    if isinstance(shape, re.Pattern):
        return [] if isinstance(value, str) and shape.fullmatch(value) else [where]
    return [] if isinstance(value, shape) else [where]


def required(item: dict[str, Any]) -> list[str]:
    """Return which of the properties that the schema requires are missing."""
    missing = [] if "uri" in item else ["uri"]
    missing += [
        f"{name}.value"
        for name in ("headlines", "descriptions", "bodies")
        for o in item.get(name, ())
        if "value" not in o
    ]
    missing += ["renditions.name" for rendition in item.get("renditions", ()) if "name" not in rendition]
    return missing + ["associations.name" for one in item.get("associations", ()) if not {"name", "uri"} <= set(one)]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {
            "published": "2024-11-06T05:00:00Z",
            "modified": "2024-11-06T07:00:00+01:00",
            "url": "https://bugle.example/mill",
        },
        {
            "published": None,
            "modified": None,
            "headline": None,
            "deck": None,
            "outlet": None,
            "language": None,
            "bylines": (),
        },
        {"published": "2024-11-06T05:00", "url": "javascript:alert(1)", "captions": (Caption(None, "Dot Lee"),)},
        {"bylines": (Byline("Northwire", "agency"),), "dateline": "FENNICK"},
    ],
)
def test_ninjs_is_what_the_schema_of_the_iptc_allows(changed: dict[str, Any]) -> None:
    entities = (Entity("e1", "place", "Fennick", ()), Entity("e2", "work", "Tin Weather", ()))
    item = ninjs_of(replace(mill(), article=article(**changed), entities=entities))
    assert faults(item, ITEM) == []
    assert required(item) == []


def test_ninjs_check_of_the_schema_finds_faults() -> None:
    item = {**ninjs_of(mill()), "bodytext": "x", "firstCreated": "2024-11-06", "headlines": [{"value": 1}]}
    assert faults(item, ITEM) == [".headlines[0].value", ".bodytext", ".firstCreated"]
    assert required({"headlines": [{}]}) == ["uri", "headlines.value"]


def test_ninjs_has_the_journalism_and_the_text_as_it_was_read() -> None:
    item = ninjs_of(mill())
    main, as_read = item["bodies"]
    assert main["value"].startswith("The mill will close, Bo Hill said.")
    assert "Share this" not in main["value"]
    assert (main["wordCount"], main["charCount"]) == (len(main["value"].split()), len(main["value"]))
    assert (as_read["role"], as_read["value"]) == ("asRead", article().text)
    assert item["headlines"] == [{"role": "main", "value": "Mill to close"}]
    assert item["by"] == "Ada Moss and Cy Orr"
    assert item["standard"]["name"] == "ninjs"


def test_ninjs_invents_no_midnight() -> None:
    item = ninjs_of(mill())
    assert "firstCreated" not in item
    assert {"role": "published", "contentType": "text/plain", "value": "2024-11-06"} in item["descriptions"]
    assert item["versionCreated"] == "2024-11-07T08:30:00+00:00"


def test_ninjs_names_the_outlet_and_who_provided_information() -> None:
    assert ninjs_of(mill())["infoSources"] == [
        {"name": "The Bugle", "role": "publisher"}, {"name": "Bo Hill", "role": "source"},
    ]  # fmt: skip


def test_ninjs_has_the_captions_as_pictures() -> None:
    (picture,) = ninjs_of(mill())["associations"]
    assert picture["descriptions"] == [{"role": "caption", "value": "The mill in May"}]
    assert (picture["type"], picture["by"]) == ("picture", "Dot Lee")


def test_ninjs_holds_nothing_that_utf8_does_not() -> None:
    item = ninjs_of(reading_of(article("Mill \ud800\n\nBy Ada Moss\n\nIt closed.", headline="Mill \ud800")))
    assert b"Mill \xef\xbf\xbd" in json.dumps(item, ensure_ascii=False).encode()
