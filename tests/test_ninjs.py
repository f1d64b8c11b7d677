from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from records_by_hand import article, mill, reading_of

from onrecord import Document, Pipeline
from onrecord.cli import cli
from onrecord.export.ninjs import ninjs_of
from onrecord.read.detect import detect
from onrecord.read.inputs import documents
from onrecord.read.ninjs import is_ninjs, items
from onrecord.records import Byline, Reading
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits()
TEXT = "The bridge at Fennick will close, the council said.\n\n“I have crossed it every day,” said Dot Lee."
RUN_ON = TEXT.replace("\n\n", " ")
MARKUP = "<p>The bridge at Fennick will close.</p><p>“Every day,” said Dot Lee.</p>"

ONE: dict[str, Any] = {
    "uri": "https://wire.example/items/7",
    "type": "text",
    "versioncreated": "2024-11-06T05:00:00Z",
    "copyrightholder": "Fennick News",
    "byline": "By Ada Moss and Cy Orr",
    "headline": "Bridge to close",
    "body_text": TEXT,
    "body_xhtml": MARKUP,
}
TWO: dict[str, Any] = {
    "uri": "urn:newsml:wire.example:20241106:7",
    "versioncreated": "2024-11-06T09:30:00+01:00",
    "firstcreated": "2024-11-06T06:00:00+01:00",
    "by": "Ada Moss",
    "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge to close"}],
    "bodies": [{"role": "main", "contenttype": "text/plain", "value": TEXT}],
    "infosources": [{"name": "Fennick News"}],
}
THREE: dict[str, Any] = {
    "uri": "urn:newsml:wire.example:20241106:8",
    "versionCreated": "2024-11-06T05:00:00Z",
    "headlines": [{"contentType": "text/html", "value": "Bridge <i>to</i> close &amp; open"}],
    "bodies": [{"contentType": "text/html", "value": MARKUP}],
    "infoSources": [{"name": "Wire", "role": "distributor"}, {"name": "Fennick News", "role": "publisher"}],
    "renditions": [{"name": "web", "contentType": "text/html", "href": "https://fennick.example/bridge"}],
}


def read(data: bytes, limits: Limits = LIMITS) -> list[Document]:
    return list(items(io.BytesIO(data), "in.json", limits))


def one(item: Any) -> Document:
    (document,) = read(json.dumps(item).encode())
    return document


def code(document: Document) -> str:
    assert document.data is None
    return document.problems[0].code


class TestVersions:
    def test_ninjs_1_gives_all_that_it_states(self) -> None:
        assert one(ONE) == Document(
            "https://wire.example/items/7",
            TEXT,
            "text",
            url="https://wire.example/items/7",
            outlet="Fennick News",
            headline="Bridge to close",
            published="2024-11-06T05:00:00Z",
            bylines=(Byline("Ada Moss"), Byline("Cy Orr")),
            own_id="https://wire.example/items/7",
        )

    def test_ninjs_2_gives_the_main_headline_and_when_it_was_first_and_last_changed(self) -> None:
        found = one(TWO)
        assert (found.headline, found.data, found.format) == ("Bridge to close", TEXT, "text")
        assert (found.published, found.modified) == ("2024-11-06T06:00:00+01:00", "2024-11-06T09:30:00+01:00")
        assert (found.url, found.source, found.own_id) == (None, TWO["uri"], TWO["uri"])
        assert (found.outlet, found.bylines) == ("Fennick News", (Byline("Ada Moss"),))

    def test_ninjs_3_gives_its_markup_as_a_page_and_the_address_of_the_page(self) -> None:
        found = one(THREE)
        assert found.format == "html"
        assert MARKUP in str(found.data)
        assert "<h1>Bridge to close &amp; open</h1>" in str(found.data)
        assert (found.headline, found.outlet) == ("Bridge to close & open", "Fennick News")
        assert found.url == "https://fennick.example/bridge"

    def test_ninjs_prefers_what_the_item_says_of_people_to_the_line_that_is_printed(self) -> None:
        people = [
            {"name": "Cy Orr", "rel": "author"},
            {"name": "Ada Moss", "rel": "author"},
            {"name": "Dot Lee", "rel": "mentions"},
        ]
        bodies = [{"name": "Northwire", "rel": "agency"}]
        found = one({**TWO, "by": "Von Ada Moss, Cy Orr, Northwire", "people": people, "organisations": bodies})
        assert found.bylines == (Byline("Ada Moss"), Byline("Cy Orr"), Byline("Northwire", "agency"))


class TestBodies:
    @pytest.mark.parametrize(
        ("bodies", "taken"),
        [
            ([("main", "text/plain", RUN_ON), ("rich", "text/html", MARKUP)], MARKUP),
            ([("rich", "text/html", MARKUP), ("main", "text/plain", TEXT)], TEXT),
            ([("main", "text/plain", TEXT), ("asRead", "text/plain", RUN_ON)], RUN_ON),
            ([("note", "text/plain", "Not for print.\nAt all."), ("main", "text/plain", TEXT)], TEXT),
            ([("main", None, MARKUP)], MARKUP),
            ([("main", None, RUN_ON)], RUN_ON),
            ([("main", "text/plain", "  "), ("nitf", "application/nitf+xml", MARKUP)], MARKUP),
        ],
        ids=["markup before run on", "paragraphs", "as read", "main", "tags tell", "no tags", "not blank"],
    )
    def test_ninjs_takes_the_body_that_tells_most(self, bodies: list[tuple[str, str | None, str]], taken: str) -> None:
        made = [{"role": role, "contentType": kind, "value": value} for role, kind, value in bodies]
        found = one({**THREE, "bodies": made})
        assert taken in str(found.data)
        assert found.format == ("html" if taken is MARKUP else "text")

    def test_ninjs_with_a_million_line_ends_takes_no_longer_than_its_length(self) -> None:
        # Each line end was once looked at again for each before it: ten hours.
        found = one({**ONE, "body_text": "Bridge" + "\n" * 1_000_000})
        assert found.format == "html"

    def test_ninjs_without_a_text_says_what_it_is(self) -> None:
        picture = {"uri": "urn:x:1", "type": "picture", "headlines": [{"value": "A bridge"}]}
        found = one(picture)
        assert code(found) == "no_body"
        assert "its type: picture" in found.problems[0].message
        assert found.source == "urn:x:1"

    @pytest.mark.parametrize("version", [1, 3])
    def test_ninjs_package_gives_the_texts_in_it_each_once(self, version: int) -> None:
        inside = {"a": ONE, "b": {"uri": "urn:p", "associations": {"c": TWO}}, "d": {"uri": "urn:x", "type": "picture"}}
        associations: Any = inside if version == 1 else [{"name": name, **item} for name, item in inside.items()]
        found = read(json.dumps({"uri": "urn:pack", "type": "composite", "associations": associations}).encode())
        assert [document.source for document in found] == [ONE["uri"], TWO["uri"]]

    def test_ninjs_text_with_a_picture_is_one_article(self) -> None:
        assert one({**TWO, "associations": [{"name": "x", **ONE}]}).source == TWO["uri"]

    def test_ninjs_over_the_limit_of_a_page_is_refused(self) -> None:
        (found,) = read(json.dumps(ONE).encode(), replace(LIMITS, page_bytes=40))
        assert code(found) == "too_large"
        assert "page_bytes" in found.problems[0].message


class TestFiles:
    @pytest.mark.parametrize("indent", [None, 2], ids=["one line", "spread"])
    def test_ninjs_reads_an_item_and_a_list(self, indent: int | None) -> None:
        assert [found.source for found in read(json.dumps(ONE, indent=indent).encode())] == [ONE["uri"]]
        many = json.dumps([ONE, TWO, THREE], indent=indent).encode()
        assert [found.source for found in read(many)] == [ONE["uri"], TWO["uri"], THREE["uri"]]

    def test_ninjs_reads_an_item_a_line_and_goes_on_after_a_bad_one(self) -> None:
        lines = [json.dumps(ONE), '{"uri": "urn:x', "", json.dumps(TWO), "[]", "null", "5", json.dumps(THREE)]
        found = read("\n".join(lines).encode())
        assert [document.problems[0].where if document.problems else document.source for document in found] == [
            ONE["uri"], "line 2", TWO["uri"], "line 5", "line 6", "line 7", THREE["uri"],
        ]  # fmt: skip
        assert {code(document) for document in found if document.problems} == {"bad_ninjs"}

    def test_ninjs_reads_on_where_the_first_line_is_the_bad_one(self) -> None:
        found = read(('{"uri": "urn:x\n' + json.dumps(ONE) + "\n" + json.dumps(TWO)).encode())
        assert [document.data is not None for document in found] == [False, True, True]

    def test_ninjs_broken_off_in_the_middle_is_one_problem(self) -> None:
        (found,) = read(json.dumps([ONE, TWO], indent=1).encode()[:-60])
        assert code(found) == "bad_ninjs"
        assert "not valid JSON" in found.problems[0].message

    def test_ninjs_says_so_once_where_characters_are_no_utf8(self) -> None:
        (found,) = read(json.dumps(ONE, ensure_ascii=False).replace("“I", "\x96I").encode("cp1252", "replace"))
        assert str(found.data).startswith("The bridge")
        assert [each.code for each in found.problems] == ["invalid_characters"]

    @pytest.mark.parametrize("indent", [None, 1], ids=["one line", "spread"])
    def test_ninjs_over_the_limit_of_a_line_is_refused(self, indent: int | None) -> None:
        limits = replace(LIMITS, jsonl_line_bytes=300)
        found = read(json.dumps([ONE] * 9, indent=indent).encode(), limits)
        assert [code(document) for document in found] == ["too_large"]

    def test_ninjs_survives_nesting_made_to_break_parsers(self) -> None:
        deep = b"[" * 100_000 + b"\n"
        assert code(read(deep)[0]) == "bad_ninjs"
        nested: Any = {"uri": "urn:x", "headline": "x"}
        for _ in range(50):
            nested = {"uri": "urn:x", "associations": {"a": nested}}
        assert code(one(nested)) == "no_body"

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from([*ONE, *TWO, *THREE, "associations", "role", "value"]), inner, max_size=5
                )
            ),
            max_leaves=20,
        )
    )
    def test_ninjs_never_raises_and_always_answers(self, value: Any) -> None:
        found = read(json.dumps(value).encode())
        assert found
        assert all((document.data is None) == bool(document.problems) for document in found)


class TestDetection:
    @pytest.mark.parametrize("item", [ONE, TWO, THREE, ninjs_of(mill())], ids=["1", "2", "3", "own"])
    @pytest.mark.parametrize("indent", [None, 2])
    def test_ninjs_is_told_by_its_keys(self, item: dict[str, Any], indent: int | None) -> None:
        for whole in (item, [item]):
            assert detect(json.dumps(whole, indent=indent).encode()[:32_768], "x.json") == "ninjs"

    def test_ninjs_is_told_where_a_long_text_stands_before_its_uri(self) -> None:
        item = {"body_text": "x " * 40_000, "uri": "urn:x"}
        assert detect(json.dumps(item).encode()[:32_768], "x") == "ninjs"

    def test_ninjs_is_no_json_of_another_kind(self) -> None:
        assert detect(b'{"uri": "urn:x", "title": "no news"}') == "text"
        assert detect(b'{"bodies": [1], "name": "astronomy"}') == "text"
        assert detect(json.dumps({"text": 'a "uri": and "bodies": []', "id": 1}).encode()) == "jsonl"
        assert detect(json.dumps({"uri": "urn:x", "pubstatus": "usable", "text": "x"}).encode()) == "jsonl"
        assert not is_ninjs(b'The "uri": and "bodies": of news', cut=False)

    def test_ninjs_is_read_as_an_input_packed_or_forced(self, tmp_path: Path) -> None:
        path = tmp_path / "item.json"
        path.write_text(json.dumps([ONE, TWO]))
        assert [found.headline for found in documents([str(path)], Settings())] == ["Bridge to close"] * 2
        page = tmp_path / "page.html"
        page.write_text("<html><p>x</p></html>")
        (found,) = documents([str(page)], Settings(format="ninjs"))
        assert code(found) == "bad_ninjs"


class TestRoundTrip:
    @pytest.mark.parametrize(
        "changed",
        [
            {},
            {"published": "2024-11-06T05:00:00Z", "modified": "2024-11-06T07:15:00.5+01:00"},
            {"published": "2024-11-06T05:00:00+01:00", "modified": "2024-11-07"},
            {"published": "2024-11-06T05:00", "modified": None},
            {"published": "2024-11", "modified": None},
            {"published": None, "modified": "2024-11-06T05:00:00Z"},
            {"url": "https://bugle.example/mill?a=1", "outlet": None, "bylines": (Byline("Dot Lee"),), "deck": None},
            {"bylines": (Byline("Ada Moss"), Byline("Northwire", "agency"), Byline("Cy Orr", "contributor"))},
        ],
    )
    def test_ninjs_comes_back_as_it_went_out(self, changed: dict[str, Any]) -> None:
        page = article(**changed)
        item = json.dumps(ninjs_of(reading_of(page))).encode()
        back = Pipeline().read(read(item)[0]).article
        assert back is not None
        names = ("headline", "text", "bylines", "published", "modified", "outlet", "url")
        assert {name: getattr(back, name) for name in names} == {name: getattr(page, name) for name in names}

    def test_ninjs_of_a_reading_without_an_article_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="has no article"):
            ninjs_of(Reading("gone.html", None))


def test_ninjs_is_read_by_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps([ONE, {"uri": "urn:x", "type": "picture"}]))
    ran = CliRunner().invoke(cli, ["read", "--json", str(path)])
    first, second = map(json.loads, ran.stdout.splitlines())
    assert first["article"]["text"] == TEXT
    assert [byline["name"] for byline in first["article"]["bylines"]] == ["Ada Moss", "Cy Orr"]
    assert second["problems"][0]["code"] == "no_body"
