"""The report: everything is there, in order, and nothing in a page can take the terminal over."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from onrecord.attribute import attribute
from onrecord.export import blocks, json_line, printable, report
from onrecord.export.printable import masked
from onrecord.export.report import moment
from onrecord.problems import problem
from onrecord.records import BLOCK_KINDS, Article, Block, Byline, Caption, Reading, Source

TEXT = (
    "Mill to close\n\nBy Ada Moss\n\nThe mill will close, Bo Hill said. “I am sorry,” he added.\n\n"
    "Critics called it “a crime”.\n\nThe mill in May\n\nSign up\n\nShare this"
)


def article(text: str = TEXT, **changed: object) -> Article:
    kinds = ("headline", "byline", "paragraph", "paragraph", "caption", "furniture", "furniture")
    placed = []
    start = 0
    for kind, words in zip(kinds, text.split("\n\n"), strict=False):
        placed.append(Block(kind, start, start + len(words)))  # type: ignore[arg-type]  # kinds are literals above
        start += len(words) + 2
    fields: dict[str, object] = {
        "id": "a1", "url": None, "outlet": "The Bugle", "language": "en", "headline": "Mill to close",
        "deck": "After ninety years", "dateline": None, "bylines": (Byline("Ada Moss"), Byline("Cy Orr")),
        "published": "2024-11-06", "modified": "2024-11-07T08:30:00+00:00",
        "captions": (Caption("The mill in May", "Dot Lee"),), "related": (), "text": text, "blocks": tuple(placed),
        "source": Source("mill.html", "", "", ""),
    }  # fmt: skip
    return Article(**{**fields, **changed})  # type: ignore[arg-type]  # checked by the records


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


def reading_of(page: Article) -> Reading:
    return Reading("mill.html", page, attribute(page))


def test_report_tells_the_article_in_order() -> None:
    out = " ".join(shown(reading_of(article()), width=160).split())
    parts = [
        "mill.html", "Mill to close", "After ninety years", "The Bugle · by Ada Moss and Cy Orr · 6 November 2024",
        "updated 7 November 2024, 08:30 UTC", "Bo Hill", "The mill will close", "Critics", "group", "Caption",
        "The mill in May Dot Lee", "Left out: 2 pieces of furniture",
    ]  # fmt: skip
    places = [out.index(part) for part in parts]
    assert places == sorted(places)


def test_report_marks_speaker_cue_and_content_by_colour() -> None:
    out = shown(reading_of(article()), colour=True)
    assert "\x1b[32mThe mill will close" in out
    assert "\x1b[1;36mBo Hill" in out
    assert re.search(r"\x1b\[3;35msaid", out)


def test_report_without_colour_brackets_what_has_no_quotation_marks() -> None:
    out = shown(reading_of(article()))
    assert "[The mill will close]" in out
    assert "“I am sorry,”" in out
    assert "[“I am sorry" not in out
    assert "\x1b" not in out


@pytest.mark.parametrize("width", [40, 80, 120])
def test_report_keeps_to_the_width(width: int) -> None:
    out = shown(reading_of(article()), width=width)
    assert max(len(line) for line in out.splitlines()) <= width


def test_report_says_so_when_nobody_speaks() -> None:
    page = article("Mill to close\n\nBy Ada Moss\n\nThe mill will close.")
    assert "Nobody is quoted" in shown(Reading("mill.html", page))


def test_report_shows_problems_with_what_to_do() -> None:
    out = shown(Reading("gone.html", None, problems=(problem("not_found"),)))
    assert "gone.html" in out
    assert "check the path" in out


def test_report_of_nested_statements_prints_their_sentence_once() -> None:
    page = article("T\n\nB\n\nAda Moss said that Bo Hill believes that the mill will close.")
    out = " ".join(shown(reading_of(page), width=160).split())
    assert out.count("the mill will close") == 1
    assert "Ada Moss" in out
    assert "Bo Hill" in out


def test_blocks_shows_every_block_with_its_kind() -> None:
    page = article()
    out = shown(reading_of(page), every_block=True)
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
    reading = Reading(HOSTILE, page, attribute(page), problems=(problem("binary", detail=HOSTILE, where=HOSTILE),))
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


def test_json_line_is_one_line_under_the_names_of_the_contract() -> None:
    line = json_line(reading_of(article()))
    assert line.count(b"\n") == 1
    assert "“I am sorry,”".encode() in line
    record = json.loads(line)
    assert list(record) == ["article", "statements", "entities", "times", "problems"]
    assert json.loads(json_line(Reading("x", None, problems=(problem("empty"),)))).keys() == {"source", "problems"}


def test_json_line_survives_lone_surrogates() -> None:
    record = json.loads(json_line(Reading("bad\ud800name", None)))
    assert record["source"].startswith("bad")
