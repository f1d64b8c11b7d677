"""The report: everything is there, in order, and nothing in a page can take the terminal over."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_by_hand import article, mill, of_kind, reading_of, statement
from rich.console import Console

from onrecord import Document, Pipeline
from onrecord.export import blocks, json_line, printable, report
from onrecord.export.printable import masked
from onrecord.export.wording import days, moment
from onrecord.problems import problem
from onrecord.records import (
    BLOCK_KINDS,
    Byline,
    Caption,
    Entity,
    Fact,
    Reading,
    Span,
    Time,
)


def shown(reading: Reading, *, width: int = 80, colour: bool = False, every_block: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
    )
    console.print(blocks(reading) if every_block else report(reading, colour=colour))
    return stream.getvalue()


def test_report_tells_the_article_in_order() -> None:
    out = " ".join(shown(mill(), width=160).split())
    parts = [
        "mill.html", "Mill to close", "After ninety years", "The Bugle · by Ada Moss and Cy Orr · 6 November 2024",
        "updated 7 November 2024, 08:30 UTC", "speaker", "2 Bo Hill person", "1 Critics group", "Who says what",
        "The mill will close", "Critics", "group", "Sourcing", "3 statements: 2 named (2 by people), 1 group", "Caption",
        "The mill in May Dot Lee", "Left out: 2 pieces of furniture",
    ]  # fmt: skip
    place = 0
    for part in parts:
        place = out.index(part, place)


def test_report_marks_speaker_cue_and_content_by_colour() -> None:
    out = shown(mill(), colour=True)
    assert "\x1b[32mThe mill will close" in out
    assert "\x1b[1;36mBo Hill" in out
    assert re.search(r"\x1b\[3;35msaid", out)


def test_report_without_colour_brackets_what_has_no_quotation_marks() -> None:
    out = shown(mill())
    assert "[The mill will close]" in out
    assert "“I am sorry,”" in out
    assert "[“I am sorry" not in out
    assert "\x1b" not in out


@pytest.mark.parametrize("width", [40, 80, 120])
def test_report_keeps_to_the_width(width: int) -> None:
    out = shown(mill(), width=width)
    assert max(len(line) for line in out.splitlines()) <= width


def test_report_says_so_when_nobody_speaks() -> None:
    page = article("Mill to close\n\nBy Ada Moss\n\nThe mill will close.")
    assert "Nobody is quoted" in shown(Reading("mill.html", page))


def test_report_shows_problems_with_what_to_do() -> None:
    out = shown(Reading("gone.html", None, problems=(problem("not_found"),)))
    assert "gone.html" in out
    assert "check the path" in out


def nested() -> Reading:
    page = article("T\n\nB\n\nAda Moss said that Bo Hill believes that the mill will close. Cy Orr left.")
    outer = statement(page, "that Bo Hill believes that the mill will close", "said", "Ada Moss")
    return reading_of(page, outer, statement(page, "that the mill will close", "believes", "Bo Hill"))


def test_report_of_nested_statements_prints_their_sentence_once_and_marks_the_inner_one() -> None:
    out = " ".join(shown(nested(), width=160).split())
    assert "said [that Bo Hill believes [that the mill will close]]." in out
    assert out.count("the mill will close") == 1
    assert re.search(r"Ada Moss.*Bo Hill", out)
    coloured = shown(nested(), width=160, colour=True)
    assert "\x1b[32mthat \x1b[0m" in coloured
    assert "\x1b[4;32mthat the mill will close" in coloured


def test_report_brackets_contents_that_cross_once() -> None:
    page = article("T\n\nB\n\nAda Moss said one two three, Bo Hill said.")
    crossing = reading_of(page, statement(page, "one two"), statement(page, "two three"), statement(page, "one two"))
    assert "[one two three]" in shown(crossing, width=160)


def test_report_marks_every_span_of_a_split_content() -> None:
    page = article("T\n\nB\n\nThe mill, Bo Hill said, will close. Cy Orr left.")
    out = shown(reading_of(page, statement(page, "The mill|will close", "said", "Bo Hill")), width=160)
    assert "[The mill], Bo Hill said, [will close]." in out
    assert "Cy Orr left" not in out


def test_report_of_a_source_in_another_paragraph_says_so_and_keeps_to_the_sentence() -> None:
    page = article("T\n\nB\n\nBo Hill runs the mill. It is old.\n\n“It will close.” It has rained.")
    out = shown(reading_of(page, statement(page, "“It will close.”", source="Bo Hill")), width=160)
    assert "Bo Hill" in out
    assert "named earlier" in out
    assert "“It will close.”" in out
    assert "runs the mill" not in out
    assert "rained" not in out


def test_report_says_nobody_where_a_cue_has_no_source() -> None:
    page = article("T\n\nB\n\nThe mill will reportedly close.")
    out = shown(reading_of(page, statement(page, "The mill will", "reportedly")), width=160)
    assert re.search(r"^ *nobody", out, re.MULTILINE)


def test_report_shows_a_low_confidence_and_dims_others() -> None:
    assert "90%" in shown(mill())
    assert "unsure, 42%" in shown(mill())
    coloured = shown(mill(), colour=True)
    assert re.search(r"\x1b\[2m *90%", coloured)
    assert re.search(r"\x1b\[1;33m *unsure, 42%", coloured)


def test_report_rounds_no_doubt_away() -> None:
    page = article()
    said = statement(page, "The mill will close", "said", "Bo Hill", confidence=0.9999)
    assert "99%" in shown(reading_of(page, said))
    assert "29%" in shown(reading_of(page, statement(page, "The mill will close", confidence=0.29)))


def test_report_names_the_channel() -> None:
    page = article("T\n\nB\n\nBo Hill told The Herald that the mill will close.")
    out = shown(
        reading_of(page, statement(page, "that the mill will close", "told", "Bo Hill", "The Herald")), width=160
    )
    assert "Bo Hill [The Herald]" in out


def test_blocks_shows_every_block_with_its_kind() -> None:
    page = article()
    out = shown(mill(), every_block=True)
    rows = re.findall(r"^ *(\w+) {2}(\S.*?) *$", out, re.MULTILINE)
    assert [kind for kind, _ in rows if kind in BLOCK_KINDS] == [block.kind for block in page.blocks]
    assert "Share this" in out


HOSTILE = "\x1b[31mred\x1b[0m \x07\x9b2J\u202eevil\u2066 [bold]markup[/bold] [link=http://x.example]x[/link] \ud800"


@pytest.mark.parametrize("every_block", [True, False])
def test_report_page_text_cannot_take_the_terminal_over(every_block: bool) -> None:  # noqa: FBT001 - a pytest parameter
    text = f"{HOSTILE}\n\nBy {HOSTILE}\n\nAda {HOSTILE} Moss said that {HOSTILE} it is over."
    page = article(
        text, headline=HOSTILE, deck=HOSTILE, outlet=HOSTILE, bylines=(Byline(HOSTILE),), published=HOSTILE,
        captions=(Caption(HOSTILE, HOSTILE),),
    )  # fmt: skip
    source = of_kind(page, HOSTILE, "person", HOSTILE)
    said = statement(page, " it is over", "said", source=source, via=HOSTILE)
    said = replace(
        said, source=replace(said.source, reason=Span(0, 1, HOSTILE)), said=Time(0, 1, HOSTILE, "DATE", HOSTILE)
    )
    entity = Entity(HOSTILE, "person", HOSTILE, (), (Fact(HOSTILE, HOSTILE, Span(0, 1, HOSTILE), HOSTILE),))
    problems = (
        problem("binary", detail=HOSTILE, where=HOSTILE),
        problem("ages_disagree", detail=HOSTILE, where=HOSTILE),
    )
    times = (Time(0, len(HOSTILE), HOSTILE, "DATE", HOSTILE, HOSTILE, HOSTILE), Time(0, 1, HOSTILE, "DATE", None))
    reading = Reading(HOSTILE, page, (said,), (entity,), times, problems)
    out = shown(reading, every_block=every_block)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", out)
    assert "[bold]" in out


@given(st.text())
def test_printable_is_one_line_without_controls(text: str) -> None:
    out = printable(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", out)
    assert printable(out) == out


@given(st.text())
def test_masked_keeps_every_offset(text: str) -> None:
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    ("stated", "printed"),
    [
        ("2024-11-06", "6 November 2024"),
        ("2025-03-12T09:41:00Z", "12 March 2025, 09:41 UTC"),
        ("2025-03-12T09:41:00+01:00", "12 March 2025, 09:41 UTC+01:00"),
        ("2025-03-12T09:41:00", "12 March 2025, 09:41"),
        ("last Tuesday", "last Tuesday"),
    ],
)
def test_report_moments_read_as_people_write_them(stated: str, printed: str) -> None:
    assert moment(stated) == printed


RECORDS = Path(__file__).parent / "records"


@cache
def real(name: str) -> Reading:
    text = json.loads((RECORDS / f"{name}.json").read_text("utf-8"))["text"]
    return Pipeline().read(Document(name, text, format="text"))


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["celebrity_vane_thorne_engaged", "obituary_philippa_roake"])
def test_report_of_a_real_page_breaks_no_word_and_keeps_to_the_width(name: str, width: int) -> None:
    reading = real(name)
    assert reading.article is not None
    out = shown(reading, width=width)
    assert max(len(line.rstrip()) for line in out.splitlines()) <= width
    known = set(re.findall(r"\w+", reading.article.text))
    printed = set(re.findall(r"\w+", shown(reading, width=4_000)))
    assert set(re.findall(r"\w+", out)) <= printed | known
    assert printed <= set(re.findall(r"\w+", out))
    for title in ("Who says what", "People", "When", "Sourcing"):
        assert f"\n{title}" in out


@pytest.mark.parametrize(
    ("first", "last", "written", "short"),
    [
        ("2025-03-18", "2025-03-18", "18 March 2025", "18 Mar"),
        ("2025-03-01", "2025-03-31", "March 2025", "Mar"),
        ("2025-01-01", "2025-12-31", "2025", "2025"),
        ("1990-01-01", "1999-12-31", "1990 – 1999", "1990 – 1999"),
        ("2025-03-10", "2025-03-16", "10 – 16 March 2025", "10 – 16 Mar"),
        ("2025-03-30", "2025-04-05", "30 March – 5 April 2025", "30 Mar – 5 Apr"),
        ("2024-12-01", "2025-02-28", "December 2024 – February 2025", "Dec 2024 – Feb 2025"),
        ("2025-03-18", None, "from 18 March 2025", "from 18 Mar"),
        (None, "2025-03", "until March 2025", "until Mar"),
        (None, None, "", ""),
    ],
)
def test_report_days_read_as_people_write_them(first: str | None, last: str | None, written: str, short: str) -> None:
    assert days(first, last) == written
    assert days(first, last, short=True, year="2025") == short


def test_json_line_is_one_line_under_the_names_of_the_contract() -> None:
    line = json_line(mill())
    assert line.count(b"\n") == 1
    assert "“I am sorry,”".encode() in line
    record = json.loads(line)
    assert list(record) == ["article", "statements", "entities", "times", "problems"]
    assert json.loads(json_line(Reading("x", None, problems=(problem("empty"),)))).keys() == {"source", "problems"}


def test_json_line_survives_lone_surrogates() -> None:
    record = json.loads(json_line(Reading("bad\ud800name", None)))
    assert record["source"].startswith("bad")
