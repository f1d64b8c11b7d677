"""The report of what was resolved: who speaks through whom and when, the people, the days, and the figures of the sourcing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from records_by_hand import article, of_kind, reading_of, statement
from test_report import shown

from onrecord.export import json_line
from onrecord.export.sourcing import sourcing_of
from onrecord.export.wording import committed
from onrecord.problems import problem
from onrecord.records import (
    Byline,
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
        "Bo Hill age 41 / 36 (2019) · singer at Acme · born 2 May 1983 · son of Gus Hill · partner: Cy Orr · former partner: "
        "Dot Lee also named: Cy Orr"
    )


def test_report_puts_times_in_order_with_their_words_and_who_spoke_then() -> None:
    page = pair().article
    assert page is not None
    undated = (time_of(page, "in June", None, None, None), time_of(page, "A source", None, None, None))
    rows = lines_of(shown(replace(pair(), times=(*pair().times, *undated)), width=120), "When")
    assert [re.split(r" {2,}", row) for row in rows] == [
        ["2019", "It is said that Bo was 36 in [2019]."],
        ["4 Nov 2024", "…for her job, told the Mail on [Monday] that the pair would wed."],
        ["said then: a source"],
        ["6 Nov 2024", "published"],
        ["Jun 2025", "Cy Orr and Dot Lee hope to sing in [June]."],
        ["day unknown", "Cy Orr and Dot Lee hope to sing [in June]."],
        ["day unknown", "[A source], who feared for her job, told the Mail on…"],
    ]


def test_report_says_what_it_rests_on() -> None:
    assert lines_of(shown(pair(), width=120), "Sourcing") == [
        "5 statements: 2 named (2 by people), 2 anonymous, 1 nobody",
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
