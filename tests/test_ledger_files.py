"""A ledger as files for other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from records_by_hand import article, mill, reading_of, spans, statement

from onrecord.export.ledger_files import MissingExtraError, write_annotations, write_csv, write_jsonl, write_parquet
from onrecord.records import Entity, Reading, Statement, Time, Via
from onrecord.records import reading_of as reading_from_json

UNREAD = Reading("gone.html", None)


def two_runs() -> Reading:
    """Return a reading with a statement in two runs, about somebody, through a channel, said on a day."""
    page = article(url="https://bugle.example/mill")
    said = Time(0, 4, "Mill", "DATE", "2024-11-05", "2024-11-05", "2024-11-05")
    made = statement(page, "The mill will close|“I am sorry,”", "said", "Bo Hill", about=("e1", "e2"), said=said)
    made = replace(made, via=(Via(spans(page, "Ada Moss"), "media", None),))
    return replace(reading_of(page, made), entities=(Entity("e1", "place", "Fennick", ()),))


def rows_of(*readings: Reading) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_csv(readings, out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def annotations_of(*readings: Reading) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write_annotations(readings, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_files_jsonl_is_a_reading_a_line_and_comes_back_the_same() -> None:
    out = io.BytesIO()
    assert write_jsonl([mill(), mill()], out) == 2
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert reading_from_json(json.loads(lines[0])) == mill()


def test_files_csv_is_a_statement_a_row() -> None:
    rows = rows_of(mill(), UNREAD)
    assert [row["content"] for row in rows] == ["The mill will close", "“I am sorry,”", "“a crime”"]
    assert [(row["kind"], row["name"], row["source"]) for row in rows][1] == ("person", "Bo Hill", "he")
    start, end = int(rows[0]["start"]), int(rows[0]["end"])
    assert article().text[start:end] == "The mill will close"


def test_files_csv_joins_runs_and_names() -> None:
    row = rows_of(two_runs())[0]
    assert row["content"] == "The mill will close … “I am sorry,”"
    assert row["about"] == "Fennick; e2"
    assert row["via"] == "Ada Moss"
    assert (row["said_from"], row["said_to"]) == ("2024-11-05", "2024-11-05")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_files_csv_holds_no_formula(first: str) -> None:
    page = article(headline=f"{first}HYPERLINK(1)")
    rows = rows_of(reading_of(page, statement(page, "The mill will close")))
    assert rows[0]["headline"] == f"'{first}HYPERLINK(1)"


def test_files_annotation_selects_the_words_by_quote_and_by_position() -> None:
    text = article().text
    made = annotations_of(mill(), UNREAD)
    assert len(made) == 3
    for one, said in zip(made, mill().statements, strict=True):
        quote, position = one["target"]["selector"]
        assert one["type"] == "Annotation"
        assert one["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[position["start"] : position["end"]] == quote["exact"] == said.content[0].text
        assert text[: position["start"]].endswith(quote["prefix"])
        assert text[position["end"] :].startswith(quote["suffix"])
        assert one["onrecord:statement"]["id"] == said.id
    assert made[0]["body"][0]["value"] == "Bo Hill: said"
    assert made[0]["target"]["source"] == "urn:onrecord:article:a1"


def test_files_annotation_of_two_runs_has_two_targets_at_the_pages_address() -> None:
    made = annotations_of(two_runs())[0]
    assert [target["source"] for target in made["target"]] == ["https://bugle.example/mill"] * 2
    assert {"type": "TextualBody", "purpose": "tagging", "value": "Fennick"} in made["body"]


@pytest.mark.parametrize(("kind", "named"), [("none", "nobody"), ("author", "the article"), ("group", "unknown")])
def test_files_annotation_names_sources_without_a_name(kind: str, named: str) -> None:
    page = article()
    made: Statement = statement(page, "The mill will close")
    made = replace(made, source=replace(made.source, kind=kind, name=None))  # type: ignore[arg-type]  # a literal
    assert annotations_of(reading_of(page, made))[0]["body"][0]["value"] == named


def test_files_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="pip install pyarrow"):
        write_parquet([mill()], io.BytesIO())


def test_files_parquet_has_the_columns_and_rows_of_the_csv() -> None:
    parquet = import_module("pyarrow.parquet")
    out = io.BytesIO()
    assert write_parquet([mill(), two_runs()], out) == 4
    table = parquet.read_table(io.BytesIO(out.getvalue()))
    rows = rows_of(mill(), two_runs())
    assert table.column_names == list(rows[0])
    assert [row["content"] for row in table.to_pylist()] == [row["content"] for row in rows]
    assert table.to_pylist()[0]["start"] == int(rows[0]["start"])
