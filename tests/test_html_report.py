"""The page to look at: all that the report says, safe to open, written whole or not at all, however long the batch."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from records_by_hand import article, mill, of_kind, reading_of, spans, statement

from onrecord import Settings, UsageError
from onrecord.export import HtmlFile
from onrecord.export.html_report import closing, opening, section
from onrecord.export.marks import Mark, Role, marked
from onrecord.problems import problem
from onrecord.records import Byline, Caption, Entity, Fact, Reading, Span, StatementSource, Time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

NOBODY = 65_534
"""The number of the user "nobody"."""
HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> ' & \x1b[31m\x07\u202eevil\u2066\u061c \ud800"


def tree(*readings: Reading) -> Any:
    body = "".join(section(reading, number) for number, reading in enumerate(readings, 1))
    return html.document_fromstring(opening() + body + closing(len(readings), 0))


def heard(element: Any) -> str:
    """Return what stands in an element, without what only who listens gets."""
    hidden = {id(node) for node in element.xpath(".//*[@class='unseen' or @class='number']")}
    texts = [text for text in element.itertext(with_tail=True) if text]
    if hidden:
        texts = element.xpath(".//text()[not(ancestor::*[@class='unseen' or @class='number'])]")
    return " ".join("".join(texts).split())


def test_html_tells_what_the_report_tells_in_order() -> None:
    out = " ".join(tree(mill()).find(".//main").text_content().split())
    parts = [
        "mill.html", "Mill to close", "After ninety years", "The Bugle", "by Ada Moss and Cy Orr", "6 November 2024",
        "updated 7 November 2024, 08:30 UTC", "Who speaks", "Bo Hill", "Critics", "Who says what", "The mill will close", "Bo Hill", "person", "90%",
        "I am sorry", "unsure, 42%", "Critics", "group", "Sourcing", "2 named (2 by people)", "Caption", "The mill in May Dot Lee",
        "Left out: 2 pieces of furniture",
    ]  # fmt: skip
    place = 0
    for part in parts:
        place = out.index(part, place)


def test_html_marks_source_cue_and_content_in_their_sentence() -> None:
    page = article("T\n\nB\n\nBo Hill told The Herald that the mill will close. Cy Orr left.")
    said = statement(page, "that the mill will close", "told", "Bo Hill", "The Herald")
    words = tree(reading_of(page, said)).find(".//p[@class='words']")
    assert heard(words) == "Bo Hill told The Herald that the mill will close."
    marks = {mark.get("class"): heard(mark) for mark in words.iter("mark")}
    assert marks == {
        "source person": "Bo Hill", "cue": "told", "via": "The Herald", "content": "that the mill will close",
    }  # fmt: skip
    assert [node.text for node in words.iter("span")] == [
        "(source) ",
        "(cue) ",
        "(channel) ",
        "(what is said) ",
        " (end)",
    ]


def test_html_nests_a_content_inside_another_and_numbers_both() -> None:
    page = article("T\n\nB\n\nAda Moss said that Bo Hill believes that the mill will close.")
    outer = statement(page, "that Bo Hill believes that the mill will close", "said", "Ada Moss")
    drawn = tree(reading_of(page, outer, statement(page, "that the mill will close", "believes", "Bo Hill")))
    (inner,) = drawn.findall(".//p[@class='words']//mark[@class='content']//mark[@class='content']")
    assert heard(inner) == "that the mill will close"
    assert inner.find("span[@class='number']").text == "2"
    assert [node.text_content().split()[:3] for node in drawn.iterfind(".//ul[@class='statements']/li")] == [
        ["1", "Ada", "Moss"],
        ["2", "Bo", "Hill"],
    ]


def test_html_shows_a_source_of_another_paragraph_in_its_sentence() -> None:
    page = article("T\n\nB\n\nBo Hill runs the mill. It is old.\n\n“It will close.” It has rained.")
    drawn = tree(reading_of(page, statement(page, "“It will close.”", source="Bo Hill")))
    assert heard(drawn.find(".//p[@class='words']")) == "“It will close.”"
    assert heard(drawn.find(".//p[@class='elsewhere']")) == "named in: Bo Hill runs the mill."


def test_html_says_nobody_denied_and_when() -> None:
    page = article("T\n\nB\n\nThe mill will reportedly close.")
    said = statement(page, "The mill will", "reportedly", polarity="negative", certainty="possible", block="headline")
    line = tree(reading_of(page, said)).find(".//ul[@class='statements']/li").text_content()
    assert all(word in line for word in ("nobody", "perhaps not", "in the headline", "reported"))


def told() -> Reading:
    """Return a reading with two statements of a source behind a paper, a denial, a person, a wrong age and a Monday."""
    page = article("T\n\nB\n\nA source <b> told the Mail on Monday that they would wed. They denied that it was soon.")
    start = page.text.index("Monday")
    monday = Time(start, start + 6, "Monday", "DATE", "2024-11-04", "2024-11-04", "2024-11-04")
    reason = page.span(page.text.index("<b>"), page.text.index(" told"))
    source = StatementSource(spans(page, "A source"), "anonymous", "A source", reason=reason)
    first = statement(
        page, "that they would wed", "told", source, "the Mail", said=monday, said_ground="stated", certainty="certain"
    )
    they = StatementSource(spans(page, "They"), "anonymous", "A source")
    second = statement(page, "that it was soon", "denied", they, certainty="certain", polarity="negative")
    bo = Entity(
        "e1",
        "person",
        "Bo <Hill>",
        (),
        (Fact("age", "41", page.span(0, 1)), Fact("residence", "Fennick", page.span(0, 1))),
    )
    wrong = problem("ages_disagree", detail="41 & 45")
    entities = (bo, Entity("e2", "person", "Cy Orr", ()))
    return Reading("t.html", page, (first, second), entities, (monday,), (wrong,))


def test_html_leads_with_a_table_of_speakers_that_has_headings_for_its_rows_and_columns() -> None:
    table = tree(told()).find(".//table")
    assert heard(table.find("caption/h3")) == "Who speaks"
    assert [(node.get("scope"), heard(node)) for node in table.iterfind(".//th")] == [
        ("col", "Speaker"), ("col", "Kind"), ("col", "Statements"), ("col", "Through"), ("row", "a source"),
    ]  # fmt: skip
    assert [heard(node) for node in table.iterfind(".//td")] == ["anonymous", "2", "the Mail"]


def test_html_names_speaker_channel_commitment_day_and_why_there_is_no_name() -> None:
    first, second = tree(told()).findall(".//ul[@class='statements']/li")
    assert heard(first).startswith("a source [the Mail] · anonymous · reported · said 4 November · 90%")
    assert heard(first.find("p[@class='elsewhere']")) == "no name: “<b>”"
    assert heard(second).startswith("a source · denies · “They” · anonymous · reported · 90%")


def test_html_describes_people_below_what_is_wrong_in_their_figures() -> None:
    drawn = tree(told())
    heading = next(node for node in drawn.iterfind(".//h3") if node.text == "People")
    assert "41 & 45" in heading.getnext().text_content()
    people = drawn.find(".//dl[@class='people']")
    assert [heard(node) for node in people.iter("dt", "dd")] == ["Bo <Hill>", "age 41 · home: Fennick"]
    assert heard(people.getnext()) == "Also named: Cy Orr"
    assert len(drawn.findall(".//ul[@class='problems']")) == 1


def test_html_puts_times_in_order_and_says_what_the_article_rests_on() -> None:
    drawn = tree(told())
    rows = drawn.findall(".//ol[@class='timeline']/li")
    assert [node.find(".//time").get("datetime") for node in rows] == ["2024-11-04", "2024-11-06"]
    assert (
        heard(rows[0])
        == "4 November 2024 A source <b> told the Mail on Monday that they would wed. said then: a source"
    )
    assert heard(rows[1]) == "6 November 2024 published"
    assert [heard(node) for node in drawn.iterfind(".//ul[@class='figures']/li")] == [
        "2 statements: 0 named, 2 anonymous", "1 distinct source, 0 of them named", "through 1 other outlet: the Mail (1)",
    ]  # fmt: skip


def test_html_shows_problems_and_pages_that_were_not_read() -> None:
    gone = Reading("gone.html", None, problems=(problem("not_found"),))
    drawn = tree(mill(), gone)
    last = drawn.findall(".//main/article")[1]
    assert heard(last.find("h2")) == "Not read: gone.html"
    assert "check the path" in last.find("ul[@class='problems']").text_content()


def test_html_has_landmarks_headings_and_labels() -> None:
    drawn = tree(mill(), mill())
    assert all(len(drawn.findall(f".//{name}")) == 1 for name in ("header", "main", "footer", "h1"))
    named = {node.get("id") for node in drawn.iter() if node.get("id")}
    labels = drawn.xpath("//@aria-labelledby")
    assert len(labels) == 3
    assert set(labels) <= named
    assert len(drawn.xpath("//@id")) == len(named)
    assert drawn.get("lang") == "en"
    assert drawn.find(".//body/a").get("href") == "#pages"
    levels = [int(node.tag[1]) for node in drawn.iter("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_html_marks_differ_by_more_than_colour_and_suit_light_and_dark() -> None:
    style = tree().find(".//style").text
    borders = re.findall(r"^mark\.(?:content|cue|via) \{[^}]*border-bottom: (\w+ \w+)", style, re.MULTILINE)
    frames = re.findall(r"mark\.(?:person|body|unnamed|nobody) \{ border-style: (\w+)", style)
    assert len(set(borders)) == 3
    assert len(set(frames)) == 4
    assert "prefers-color-scheme: dark" in style
    assert all(colour.startswith(("var(", "inherit")) for colour in re.findall(r"(?<!-)\bcolor: ([^;]+);", style))


def test_html_loads_nothing_and_forbids_scripts_by_a_policy_that_lets_its_own_style_pass() -> None:
    drawn = tree(mill())
    policy = drawn.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    style = re.search(r"<style>(.*?)</style>", opening(), re.DOTALL)
    assert style
    hashed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{hashed}'" in policy
    assert not drawn.xpath("//script | //link | //img | //iframe | //object | //@src | //@style | //@onclick")
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_html_page_text_cannot_take_the_page_over() -> None:
    page = article(
        f"{HOSTILE}\n\nBy {HOSTILE}\n\nAda {HOSTILE} Moss said that it is over.", headline=HOSTILE, deck=HOSTILE,
        outlet=HOSTILE, bylines=(Byline(HOSTILE),), published=HOSTILE, captions=(Caption(HOSTILE, HOSTILE),),
        url="javascript:alert(1)", language='en" onclick="alert(1)',
    )  # fmt: skip
    said = statement(page, "that it is over", "said", source=of_kind(page, HOSTILE, "person", HOSTILE), via=HOSTILE)
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
    written = opening() + section(reading, 1) + section(Reading(HOSTILE, None), 2) + closing(2, 1)
    written.encode("utf-8")
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written
    )
    drawn = html.document_fromstring(written)
    assert not drawn.xpath("//script | //img | //@onerror | //@onclick | //@src")
    assert drawn.xpath("//a/@href") == ["#pages"]
    assert "<script>alert(1)</script>" in drawn.find(".//main//h2").text_content()


def test_html_links_to_plain_web_addresses_only() -> None:
    def links(url: str) -> list[str]:
        return list(tree(reading_of(article(url=url))).xpath("//main//a/@href"))

    assert links("https://bugle.example/a?b=1&c=2") == ["https://bugle.example/a?b=1&c=2"]
    assert links("data:text/html,x") == links("https://bugle.example/\u202eevil") == []


@given(
    st.text("ab<&\n\u202e", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 3)))
)
def test_html_marks_change_no_word_and_always_nest(text: str, drawn: list[tuple[int, int, int]]) -> None:
    roles: tuple[Role, ...] = ("content", "cue", "source")
    marks = [Mark(start, end, roles[number - 1], number) for start, end, number in drawn]
    out = marked(text, 0, len(text), marks)
    plain = re.sub(r'<span class="(?:unseen|number)"[^>]*>[^<]*</span>|</?mark[^>]*>', "", out)
    bare = marked(text, 0, len(text), ())
    assert plain == bare
    open_marks = 0
    for tag in re.findall(r"</?mark", out):
        open_marks += 1 if tag == "<mark" else -1
        assert open_marks >= 0
    assert open_marks == 0


def test_html_file_appears_whole_and_replaces_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("older", "utf-8")
    target.chmod(0o640)
    with HtmlFile(str(target)) as page:
        page.write(mill())
        assert target.read_text("utf-8") == "older"
    assert "1 page, 3 statements" in target.read_text("utf-8")
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_html_file_replaces_what_a_link_leads_to(tmp_path: Path) -> None:
    link, target = tmp_path / "link.html", tmp_path / "report.html"
    link.symlink_to(target)
    with HtmlFile(str(link)) as page:
        page.write(mill())
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_html_file_left_by_an_error_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("older", "utf-8")

    def stopped() -> Iterator[Reading]:
        yield mill()
        raise KeyboardInterrupt

    def write() -> None:
        with HtmlFile(str(target)) as page:
            for reading in stopped():
                page.write(reading)

    with pytest.raises(KeyboardInterrupt):
        write()
    assert target.read_text("utf-8") == "older"
    assert list(tmp_path.iterdir()) == [target]


def test_html_file_never_replaces_a_pipe_or_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(UsageError, match="not a file"), HtmlFile(str(tmp_path / name)):
            pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pipe"]


@contextmanager
def unprivileged() -> Iterator[Path]:
    """Give a folder of everybody's, as a user against whom files can be protected: nothing is against root."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        if root:
            os.setresuid(NOBODY, NOBODY, 0)
        try:
            yield Path(folder)
        finally:
            if root:
                os.setresuid(0, 0, 0)


def test_html_file_never_replaces_a_protected_file() -> None:
    opening()  # reads what it needs of the package, which may lie where only root gets
    with unprivileged() as folder:
        target = folder / "report.html"
        target.write_text("older", "utf-8")
        target.chmod(0o444)
        with pytest.raises(UsageError, match="protected"), HtmlFile(str(target)):
            pass
        assert target.read_text("utf-8") == "older"


FULL_DISK = """
import resource, signal, sys
from onrecord.errors import UsageError
from onrecord.export import HtmlFile
from records_by_hand import mill
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    with HtmlFile(sys.argv[1]) as page:
        for _ in range(1_000):
            page.write(mill())
except UsageError as error:
    print(error)
"""


def test_html_file_on_a_full_disk_is_a_clear_error_and_leaves_what_was_there(
    tmp_path: Path, run_measured: Callable[..., Any]
) -> None:
    target = tmp_path / "report.html"
    target.write_text("older", "utf-8")
    done = run_measured(FULL_DISK, str(target))
    assert done.code == 0, done.stderr
    assert b"can't be written" in done.stdout
    assert b"unchanged" in done.stdout
    assert target.read_text("utf-8") == "older"
    assert list(tmp_path.iterdir()) == [target]


LONG_BATCH = """
import sys
from onrecord.export import HtmlFile
from records_by_hand import mill
with HtmlFile(sys.argv[1]) as page:
    for _ in range(int(sys.argv[2])):
        page.write(mill())
"""


def test_html_file_takes_no_more_memory_for_a_long_batch(tmp_path: Path, run_measured: Callable[..., Any]) -> None:
    few = run_measured(LONG_BATCH, str(tmp_path / "few.html"), "10")
    many = run_measured(LONG_BATCH, str(tmp_path / "many.html"), "5000")
    assert (few.code, many.code) == (0, 0), many.stderr
    assert (tmp_path / "many.html").stat().st_size > 10_000_000
    assert many.peak <= few.peak + 5


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_html_settings_refuse_a_confidence_out_of_range(wrong: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        Settings(min_confidence=wrong)
    with pytest.raises(UsageError, match="1 or more"):
        Settings(threads=0)
