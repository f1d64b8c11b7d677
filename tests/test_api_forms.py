"""Articles and statements in the forms of others, the feeds, and the whole ledger as a file: by the API as by the library."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyarrow.parquet  # type: ignore[import-untyped]  # it ships no types
import pytest
from lxml import etree

from onrecord import Ledger
from onrecord.export.annotations import annotations_of
from onrecord.export.citation import citation_of
from onrecord.export.json_ld import json_ld_of
from onrecord.records import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web_server import Served

API = "/api/v1"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def ledger(served: Served) -> Iterator[Ledger]:
    with Ledger(served.ledger, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(ledger: Ledger) -> str:
    """Return an article with statements."""
    return max(ledger.articles(limit=100).items, key=lambda row: row.statements).id


def test_annotations_are_the_librarys_with_permalinks_here(served: Served, ledger: Ledger, key: str) -> None:
    answer = served.client.get(f"{API}/articles/{key}/annotations")
    assert answer.headers["content-type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    assert answer.json() == annotations_of(ledger.article(key).reading, served.address)
    assert f"{served.address}/statement/" in answer.text


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/ld+json", "application/ld+json"), ("application/ld+json, application/json;q=0.5", "application/ld+json"),
        ("application/json", "application/json"), ("*/*", "application/json"), ("", "application/json"), ("text/html", "application/json"),
        ("application/json, application/ld+json;q=0.9", "application/json"), ("application/ld+json;q=x", "application/json"),
    ],
)  # fmt: skip
def test_who_would_rather_have_json_ld_gets_it(served: Served, key: str, accept: str, media: str) -> None:
    answer = served.client.get(f"{API}/articles/{key}", headers={"Accept": accept})
    assert answer.headers["content-type"] == media
    assert answer.headers["vary"] == "Accept"


def test_json_ld_is_the_librarys_under_its_own_path_too(served: Served, ledger: Ledger, key: str) -> None:
    known = json_ld_of(ledger.article(key).reading, served.address)
    assert served.client.get(f"{API}/articles/{key}.jsonld").json() == known
    assert served.client.get(f"{API}/articles/{key}", headers={"Accept": "application/ld+json"}).json() == known


@pytest.mark.parametrize(
    ("style", "media"), [("text", "text/plain"), ("markdown", "text/markdown"), ("json", "application/json")]
)
def test_a_citation_in_each_style(served: Served, ledger: Ledger, key: str, style: str, media: str) -> None:
    statement = ledger.article(key).reading.statements[0].id
    answer = served.client.get(f"{API}/statements/{statement}/citation", params={"style": style})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.text == citation_of(ledger.statement(statement), served.address, style)  # type: ignore[arg-type]  # one of them
    assert served.client.get(f"{API}/statements/{statement}/citation", params={"style": "bibtex"}).status_code == 422


def test_feeds_of_a_story_a_voice_and_an_outlet(served: Served, ledger: Ledger) -> None:
    story = ledger.stories(1).items[0].id
    voice = ledger.voices(1).items[0]
    for kind, name, entries in (
        ("story", story, len(ledger.story(story).articles)), ("voice", voice.id, voice.said), ("outlet", "The Tern", 2),
    ):  # fmt: skip
        answer = served.client.get(f"{API}/feeds/{kind}/{quote(name, safe='')}.atom")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/atom+xml"
        feed = etree.fromstring(answer.content)
        assert len(feed.findall(f"{ATOM}entry")) == entries, kind
        (itself,) = (link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
        assert itself == str(answer.url)
        again = served.client.get(itself, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_the_feed_of_an_outlet_whatever_its_name_is_written_like(served: Served) -> None:
    assert served.client.get(f"{API}/feeds/outlet/the%20tern.atom").status_code == 200
    assert served.client.get(f"{API}/feeds/outlet/A%2FB.atom").status_code == 404
    assert served.client.get(f"{API}/feeds/somebody/x.atom").status_code == 422


def test_the_export_is_the_ledger_line_by_line(served: Served, ledger: Ledger) -> None:
    answer = served.client.get(f"{API}/export")
    assert answer.headers["content-type"] == "application/jsonl"
    assert "attachment" in answer.headers["content-disposition"]
    assert [json.loads(line) for line in answer.text.splitlines()] == [
        as_json(reading) for reading in ledger.readings()
    ]


def test_the_tables_of_the_export_have_a_row_for_each_statement(served: Served, ledger: Ledger) -> None:
    known = [statement.id for reading in ledger.readings() for statement in reading.statements]
    rows = csv.DictReader(io.StringIO(served.client.get(f"{API}/export", params={"format": "csv"}).text, newline=""))
    assert [row["statement"] for row in rows] == known
    table = pyarrow.parquet.read_table(
        io.BytesIO(served.client.get(f"{API}/export", params={"format": "parquet"}).content)
    )
    assert table.column("statement").to_pylist() == known


def test_the_export_as_annotations_has_one_a_line(served: Served, ledger: Ledger) -> None:
    lines = served.client.get(f"{API}/export", params={"format": "annotation"}).text.splitlines()
    assert len(lines) == sum(len(reading.statements) for reading in ledger.readings())
    assert {json.loads(line)["type"] for line in lines} == {"Annotation"}


def test_an_export_that_nobody_reads_to_the_end_holds_up_nobody(served: Served) -> None:
    for _ in range(8):
        with served.client.stream("GET", f"{API}/export") as answer:
            assert next(answer.iter_bytes(10))
    assert served.client.get(f"{API}/stories").status_code == 200
