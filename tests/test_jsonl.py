from __future__ import annotations

import io
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.document import Document
from onrecord.read.jsonl import articles
from onrecord.settings import Limits

LIMITS = Limits()


def read(data: bytes, limits: Limits = LIMITS) -> list[Document]:
    return list(articles(io.BytesIO(data), "in.jsonl", limits))


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def outcome(document: Document) -> tuple[str, str | None]:
    problem = document.problems[0]
    return problem.code, problem.where


def test_jsonl_reads_the_fields_of_the_contract() -> None:
    given_fields = {
        "id": "a-1",
        "url": "https://gazette.example/fire",
        "outlet": "The Gazette",
        "headline": "Fire at mill",
        "published": "2024-05-01",
    }
    assert read(line(**given_fields, text="“No,” she said.")) == [
        Document(
            "a-1",
            "“No,” she said.",
            "text",
            url="https://gazette.example/fire",
            outlet="The Gazette",
            headline="Fire at mill",
            published="2024-05-01",
            own_id="a-1",
        )
    ]


def test_jsonl_source_is_the_id_else_the_url_else_the_line() -> None:
    data = (
        line(id=7, url="https://a.example/", text="x")
        + line(url="https://a.example/", text="x")
        + b"\n"
        + line(text="x")
    )
    assert [document.source for document in read(data)] == ["7", "https://a.example/", "in.jsonl#4"]


def test_jsonl_keeps_text_exactly_as_it_is() -> None:
    text = "  One\r\ntwo \u2028three\ttabs\0 \ud800 \U0001f600  \n"
    assert read(line(text=text))[0].data == text


def test_jsonl_reads_html_and_prefers_text_where_both_are_given() -> None:
    html, both = read(line(html="<p>x</p>") + line(html="<p>x</p>", text="y"))
    assert (html.format, html.data, both.format, both.data) == ("html", "<p>x</p>", "text", "y")


def test_jsonl_names_the_line_of_every_bad_one_and_reads_on() -> None:
    bad = b'{"text": "unclosed\n[1]\n"text"\n{"headline": "no text"}\n{"text": 5}\n{"id": [], "text": "x"}\n{"text": " "}\n'
    assert [outcome(document) for document in read(bad + line(text="fine"))[:-1]] == [
        ("bad_json", "line 1"),
        ("bad_record", "line 2"),
        ("bad_record", "line 3"),
        ("bad_record", "line 4"),
        ("bad_record", "line 5"),
        ("bad_record", "line 6"),
        ("empty", "line 7"),
    ]
    assert read(bad + line(text="fine"))[-1].data == "fine"


def test_jsonl_survives_nesting_and_numbers_made_to_break_parsers() -> None:
    hostile = b"[" * 200_000 + b"\n" + b'{"text": "x", "n": ' + b"9" * 10_000 + b"}\n"
    assert [document.problems[0].code for document in read(hostile)] == ["bad_json", "bad_json"]


def test_jsonl_skips_a_line_over_the_limit_without_losing_the_next() -> None:
    limits = replace(LIMITS, jsonl_line_bytes=1_000)
    long, after = read(line(text="x" * 200_000) + line(text="after"), limits)
    assert (*outcome(long), long.source, after.data) == ("too_large", "line 1", "in.jsonl#1", "after")
    assert "jsonl_line_bytes" in long.problems[0].message


def test_jsonl_reads_a_line_of_exactly_the_limit() -> None:
    data = line(text="x" * 100)
    assert read(data, replace(LIMITS, jsonl_line_bytes=len(data) - 1))[0].data == "x" * 100


def test_jsonl_refuses_a_page_over_the_limit_however_it_is_written() -> None:
    limits = replace(LIMITS, page_bytes=1_000)
    raw = json.dumps({"text": "é" * 700}, ensure_ascii=False).encode()
    escaped = line(text="é" * 700)
    assert [document.data for document in read(raw + b"\n" + escaped, limits)] == [None, "é" * 700]
    assert outcome(read(line(text="x" * 1_001), limits)[0]) == ("too_large", "line 1")


def test_jsonl_says_so_once_when_one_object_is_spread_over_lines() -> None:
    (only,) = read(json.dumps({"text": "x", "id": 1}, indent=2).encode())
    assert outcome(only) == ("bad_json", "line 1")
    assert "line of its own" in only.problems[0].message


def test_jsonl_reads_a_line_with_bytes_that_are_no_utf8_and_says_so() -> None:
    (document,) = read(b'\xef\xbb\xbf{"text": "caf\xe9"}')
    assert (document.data, outcome(document)) == ("caf\ufffd", ("invalid_characters", "line 1"))


def test_jsonl_cleans_names_that_could_not_be_written_out() -> None:
    (document,) = read(b'{"id": "a\\ud800", "text": "x", "headline": "b\\u0000"}')
    assert (document.source, document.headline) == ("a\ufffd", "b\ufffd")


@given(st.lists(st.binary(max_size=60).filter(lambda data: b"\n" not in data), max_size=5))
def test_jsonl_gives_a_document_for_each_line_that_is_not_blank(lines: list[bytes]) -> None:
    lines = [b'{"text": "x"}', *lines]
    documents = read(b"\n".join(lines))
    assert len(documents) == sum(1 for each in lines if each.strip())
