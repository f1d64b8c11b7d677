"""The report: everything is there, in order, and nothing in a page can take the terminal over."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_by_hand import article, mill, of_kind, reading_of, statement
from rich.console import Console

from onrecord import Document, Pipeline
from onrecord.export import blocks, json_line, printable, report
from onrecord.export.printable import masked
from onrecord.export.sourcing import sourcing_of
from onrecord.export.wording import committed, days, moment
from onrecord.problems import problem
from onrecord.records import (
    BLOCK_KINDS,
    Byline,
    Caption,
    Certainty,
    Dateline,
    Entity,
    Fact,
    Polarity,
    Reading,
    Span,
    Statement,
    Time,
    Via,
)

if TYPE_CHECKING:
    from onrecord.records import Article


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
        "The mill will close", "Critics", "group", "Sourcing", "3 statements: 2 named (2 people), 1 group", "Caption",
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


PAIR = (
    "Pair to wed\n\nBy Ada Moss\n\nA source, who feared for her job, told the Mail on Monday that the pair would wed. "
    "“They are happy,” they said.\n\nBo Hill, 41, denied it in a statement. Cy Orr and Dot Lee hope to sing in June. "
    "It is said that Bo was 36 in 2019."
)


def time_of(page: Article, words: str, value: str | None, first: str | None, last: str | None) -> Time:
    start = page.text.index(words)
    return Time(start, start + len(words), words, "DATE", value, first, last)


def pair() -> Reading:
    """Return a reading with a source behind a paper, a denial, a joint hope and nobody; people, times and a wrong age."""
    page = article(PAIR, bylines=(Byline("Ada Moss"), Byline("Wire One", "agency")))
    monday = time_of(page, "Monday", "2024-11-04", "2024-11-04", "2024-11-04")
    june = time_of(page, "June", "2025-06", "2025-06-01", "2025-06-30")
    report_day = replace(time_of(page, "denied", "2024-11-06", "2024-11-06", "2024-11-06"), type="DATE")
    source = of_kind(page, "A source, who feared for her job", "anonymous", "A source")
    source = replace(source, reason=page.span(page.text.index("feared"), page.text.index(", told")))
    statements = (
        statement(page, "that the pair would wed", "told", source, "the Mail", said=monday, said_ground="stated", certainty="certain"),
        statement(page, "“They are happy,”", "said", of_kind(page, "they said", "anonymous", "A source"), "the Mail", certainty="certain",
                  said=monday, said_ground="inherited"),
        statement(page, "it", "denied", of_kind(page, "Bo Hill, 41", "person", "Bo Hill"), certainty="certain", polarity="negative",
                  said=report_day, said_ground="past", via=""),
        statement(page, "to sing", "hope", of_kind(page, "Cy Orr and Dot Lee", "person", "Cy Orr; Dot Lee"), certainty="possible"),
        statement(page, "Bo was 36 in 2019", "said", of_kind(page, "", "none"), certainty="certain"),
    )  # fmt: skip
    pronoun = replace(statements[1].source, spans=page_spans(page, "they"))
    bo = Entity("e1", "person", "Bo Hill", page_spans(page, "Bo Hill"), facts=(
        Fact("age", "41", page.span(0, 1), "2024-11-06"), Fact("age", "36", page.span(0, 1), "2019"),
        Fact("role", "singer at Acme", page.span(0, 1)), Fact("employer", "Acme", page.span(0, 1)),
        Fact("born", "1983-05-02", page.span(0, 1)), Fact("kin", "son of Gus Hill", page.span(0, 1)),
        Fact("former_partner", "Dot Lee", page.span(0, 1)), Fact("partner", "Cy Orr", page.span(0, 1)),
    ))  # fmt: skip
    others = (Entity("e2", "person", "Cy Orr", ()), Entity("e3", "organisation", "Acme", ()))
    wrong = problem("ages_disagree", detail="Bo Hill is 41 in one place and 45 in another", where='1-2 "41"')
    return Reading(
        "pair.html", page,
        (statements[0], replace(statements[1], source=pronoun), replace(statements[2], via=(
            Via(page_spans(page, "a statement"), "document", "statement"),)), *statements[3:]),
        (bo, *others), (monday, june, time_of(page, "2019", "2019", "2019-01-01", "2019-12-31")), (problem("no_date"), wrong),
    )  # fmt: skip


def page_spans(page: Article, words: str) -> tuple[Span, ...]:
    found = re.search(rf"\b{re.escape(words)}\b", page.text)
    return (page.span(*found.span()),) if found else ()


def lines_of(out: str, title: str) -> list[str]:
    """Return the lines below a title, up to the next blank one, without the blanks at their ends."""
    below = out.split(f"\n{title}", 1)[1].split("\n")[1:]
    stop = next((index for index, line in enumerate(below) if not line.strip()), len(below))
    return [line.strip() for line in below[:stop]]


def test_report_leads_with_a_table_of_speakers_most_statements_first() -> None:
    out = shown(pair())
    rows = [
        re.split(r" {2,}", row.strip()) for row in out.split("through")[1].split("\n\n")[0].splitlines() if row.strip()
    ]
    assert rows == [
        ["2", "a source", "anonymous", "the Mail (2)"],
        ["1", "Bo Hill", "person", "a statement"],
        ["1", "Cy Orr", "person"],
        ["1", "Dot Lee", "person"],
        ["1", "nobody"],
    ]


def test_report_resolves_they_to_a_source_of_the_mail_and_says_when_and_why_it_has_no_name() -> None:
    out = shown(pair(), width=120)
    assert "a source [the Mail]  A source, who feared" in out
    assert out.count("a source [the Mail]") == 1  # of both statements
    assert "“they”" in out
    assert out.count("said 4 Nov") == 1
    assert "no name: “feared for her job”" in out
    assert "“A source" not in out


def test_report_marks_a_denial_and_a_hope_and_dates_by_the_day_of_the_report() -> None:
    out = shown(pair(), width=120)
    margin = [line[:38].strip() for line in out.splitlines()]
    at = margin.index("Bo Hill [a statement]")
    assert margin[at : at + 3] == ["Bo Hill [a statement]", "denies", "90% · said by 6 Nov"]
    assert margin[margin.index("Cy Orr and Dot Lee") + 1] == "possible"
    assert margin[margin.index("nobody") + 1] == "90%"


def test_report_has_a_word_for_every_commitment_but_the_plain_one() -> None:
    page = article()
    words = {
        (sure, way): committed(statement(page, "The mill will close", certainty=sure, polarity=way))
        for sure in get_args(Certainty) for way in get_args(Polarity)
    }  # fmt: skip
    assert words.pop(("certain", "positive")) == ""
    assert all(words.values())
    assert len(set(words.values())) == 7


def test_report_describes_people_below_what_is_wrong_in_their_figures() -> None:
    out = shown(pair(), width=120)
    wrong, *people = lines_of(out, "People")
    assert wrong.startswith("! the article's own figures do not add up (Bo Hill is 41 in one place and 45 in another)")
    assert out.count("do not add up") == 1
    assert out.index("the page does not say when") > out.index("Sourcing")
    assert " ".join(" ".join(people[1:]).split()) == (
        "Bo Hill 41 / 36 (2019) · singer at Acme · born 2 May 1983 · son of Gus Hill · partner: Cy Orr · former partner: "
        "Dot Lee also named: Cy Orr"
    )


def test_report_puts_times_in_order_with_their_words_and_who_spoke_then() -> None:
    page = pair().article
    assert page is not None
    undated = time_of(page, "in June", None, None, None)
    rows = lines_of(shown(replace(pair(), times=(*pair().times, undated)), width=120), "When")
    assert [re.split(r" {2,}", row) for row in rows] == [
        ["2019", "It is said that Bo was 36 in [2019]."],
        ["4 Nov 2024", "…for her job, told the Mail on [Monday] that the pair would wed."],
        ["said then: a source"],
        ["6 Nov 2024", "published"],
        ["Jun 2025", "Cy Orr and Dot Lee hope to sing in [June]."],
        ["day unknown", "Cy Orr and Dot Lee hope to sing [in June]."],
    ]


def test_report_says_what_it_rests_on() -> None:
    assert lines_of(shown(pair(), width=120), "Sourcing") == [
        "5 statements: 2 named (2 people), 2 anonymous, 1 nobody",
        "4 distinct sources, 3 of them named",
        "through 2 other media: the Mail (2), Wire One (credited)",
    ]


def said_by(page: Article, *sources: tuple[str, str | None, str]) -> tuple[Statement, ...]:
    return tuple(
        statement(page, "The mill will close", "said", replace(of_kind(page, words, kind), name=name))
        for kind, name, words in sources
    )


def test_sourcing_counts_kinds_distinct_sources_and_channels() -> None:
    page = article(dateline_parts=Dateline("X (Wire One) -", "X", "Wire One"), outlet="The Bugle")
    statements = said_by(
        page, ("person", "Bo Hill", "Bo Hill"), ("person", "Bo Hill", "he"), ("organisation", "the Council", "he"),
        ("organisation", "Council", "he"), ("media", "Herald", "he"), ("document", "a report", "he"), ("role", "A guard", "he"),
        ("role", "a guard", "he"), ("anonymous", None, "he"), ("group", "Critics", "Critics"), ("author", None, "he"), ("none", None, ""),
    )  # fmt: skip
    told = tuple(Via(page_spans(page, "Bo"), "media", name) for name in ("Herald", "the Herald", "Bugle"))
    found = sourcing_of(reading_of(page, replace(statements[0], via=told), *statements[1:]))
    assert (found.statements, found.named, found.sources) == (12, 6, 7)
    assert [found.of_kind(kind) for kind in ("role", "anonymous", "group", "author", "none")] == [2, 1, 1, 1, 1]
    assert [(s.name, s.statements) for s in found.speakers] == [
        ("Bo Hill", 2), ("the Council", 2), ("a guard", 2), ("Herald", 1), ("a report", 1), ("“he”", 1), ("Critics", 1),
        ("the article", 1), ("nobody", 1),
    ]  # fmt: skip
    assert found.media == (("the Herald", 1),)
    assert found.credits == ("Wire One",)
    assert found.other_media == ("the Herald", "Wire One")


def test_sourcing_of_nothing_is_nothing() -> None:
    found = sourcing_of(Reading("gone.html", None))
    assert (found.statements, found.sources, found.other_media, found.speakers) == (0, 0, (), ())


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


def test_json_line_carries_all_that_was_resolved_under_the_names_of_the_contract() -> None:
    record = json.loads(json_line(pair()))
    first, second, third, *_ = record["statements"]
    assert first["source"]["name"] == second["source"]["name"] == "A source"
    assert first["source"].keys() == {"spans", "kind", "name", "entity", "reason"}
    assert first["source"]["reason"]["text"] == "feared for her job"
    assert third["via"] == [
        {"spans": [{**third["via"][0]["spans"][0], "text": "a statement"}], "kind": "document", "name": "statement"}
    ]
    assert first["said"] == {
        "start": PAIR.index("Monday"), "end": PAIR.index("Monday") + 6, "text": "Monday", "type": "DATE", "value": "2024-11-04",
        "from": "2024-11-04", "to": "2024-11-04",
    }  # fmt: skip
    assert [s["said_ground"] for s in record["statements"]] == ["stated", "inherited", "past", None, None]
    assert (third["certainty"], third["polarity"], third["about"]) == ("certain", "negative", [])
    assert record["entities"][0]["facts"][1] == {
        "property": "age", "value": "36", "span": {"start": 0, "end": 1, "text": "P"}, "as_of": "2019",
    }  # fmt: skip
    assert [time["from"] for time in record["times"]] == ["2024-11-04", "2025-06-01", "2019-01-01"]
    assert {problem["code"] for problem in record["problems"]} == {"no_date", "ages_disagree"}
