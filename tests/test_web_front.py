"""The front page, the list of stories and the search, through a real server."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lxml import html
from web_server import TOKEN, serving

from onrecord import Ledger
from onrecord.export.wording import doubtful
from onrecord.web import WebSettings
from onrecord.web.sheets import cell, line

if TYPE_CHECKING:
    from pathlib import Path

    from web_server import Served


def tree(served: Served, path: str, **headers: str) -> html.HtmlElement:
    answer = served.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_web_front_shows_each_story_with_its_answer(served: Served) -> None:
    cards = [words(card) for card in tree(served, "/").cssselect(".story-card")]
    assert len(cards) == 4
    celebrity = next(card for card in cards if "Merrin" in card)
    assert "14 articles · 9 outlets 1 independent source (at least 1, at most 4; anonymous, via the Tern)" in celebrity


def test_web_front_stories_lead_to_their_pages(served: Served) -> None:
    for link in tree(served, "/stories").cssselect(".story-card h3 a"):
        assert served.client.get(link.get("href")).status_code == 200


def test_web_front_a_list_goes_on_where_the_page_ended(monkeypatch: pytest.MonkeyPatch, served: Served) -> None:
    monkeypatch.setattr("onrecord.web.pages.front.ON_LIST", 3)
    first = tree(served, "/stories")
    more = first.cssselect("a[rel=next]")[0].get("href")
    second = tree(served, more)
    titles = [words(card) for page in (first, second) for card in page.cssselect(".story-card h3")]
    assert len(titles) == len(set(titles)) == 4
    assert not second.cssselect("a[rel=next]")


def test_web_front_an_empty_ledger_says_how_to_begin(tmp_path: Path) -> None:
    with serving(tmp_path / "new.ledger") as served:
        for path in ("/", "/stories"):
            page = tree(served, path)
            assert page.cssselect(".empty a[href='/add']")
    assert (tmp_path / "new.ledger").exists()


def test_web_front_untold_stories_are_told_meanwhile(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.web.ledgers.AT_ONCE", 7)
    with Ledger(tmp_path / "some.ledger") as ledger, Ledger(demo_ledger, read_only=True) as demo:
        for reading in demo.readings():
            ledger.keep(reading)
    with serving(tmp_path / "some.ledger") as served:
        first = tree(served, "/").cssselect(".story-card")
        assert sum("being worked out" in words(card) for card in first) == 3
        served.client.get("/stories")
    with Ledger(tmp_path / "some.ledger", read_only=True) as ledger:
        # The server finishes what it has begun before it ends.
        assert any(card.told for card in ledger.story_cards().items)


def test_web_front_search_marks_what_was_found(served: Served) -> None:
    page = tree(served, "/search?q=wedding")
    assert page.cssselect(".statement mark")
    assert all("wedding" in mark.text_content().lower() for mark in page.cssselect(".statement mark"))
    one = page.cssselect(".statement .said a")[0].get("href")
    assert served.client.get(one).status_code == 200


def test_web_front_search_says_of_each_result_whether_it_is_doubtful(served: Served) -> None:
    with closing(Ledger(served.ledger, read_only=True)) as ledger:
        expected = {
            listed.statement: doubtful(listed) for listed in ledger.search(about="Josef Tarrant", limit=100).items
        }
    assert any(expected.values())
    assert not all(expected.values())
    found = tree(served, "/search?about=Josef+Tarrant").xpath('//article[contains(@class, "statement")]')
    assert found
    for one in found:
        statement = one.xpath('.//p[@class="said"]/a/@href')[0].rpartition("/")[2]
        assert [words(doubt) for doubt in one.cssselect(".doubt")] == list(filter(None, [expected[statement]]))


def test_web_front_search_answers_htmx_with_the_results_alone(served: Served) -> None:
    whole = served.client.get("/search?q=wedding")
    part = served.client.get("/search?q=wedding", headers={"HX-Request": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "wedding" in part.text
    assert "HX-Request" in whole.headers["vary"]
    assert whole.headers["etag"] != part.headers["etag"]


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Nothing asked yet"),
        ("q=wedding", "statement"),
        ("q=wedding+zxqvw", "Found in part"),
        ("q=wedding&outlet=No+Such+Outlet", "Found in part"),
        ("q=zxqvw", "Nothing in this ledger"),
        ("q=%22&kind=verdict&from=yesterday", "Nothing"),
        ("q=" + "+".join(f"zx{n}" for n in range(16)), "Nothing in this ledger"),
    ],
)
def test_web_front_search_tells_found_in_part_and_nothing_apart(served: Served, query: str, heading: str) -> None:
    page = tree(served, f"/search?{query}")
    assert heading in words(page.cssselect("#found")[0])
    for link in page.cssselect("#results ul a"):
        assert served.client.get(link.get("href")).status_code == 200


def test_web_front_search_finds_in_part_by_links_that_find_something(served: Served) -> None:
    page = tree(served, "/search?q=wedding+zxqvw")
    links = page.cssselect("section[aria-labelledby=found] ul a")
    assert [words(link) for link in links] == ["2 statements with “wedding” alone"]
    assert tree(served, links[0].get("href")).cssselect(".statement")


def test_web_front_search_counts_what_each_filter_would_find(served: Served) -> None:
    page = tree(served, "/search?q=wedding&outlet=No+Such+Outlet&kind=role")
    links = {words(link): link.get("href") for link in page.cssselect(".near a")}
    assert set(links) == {"1 statement without the outlet filter", "2 statements without any filter"}
    for told, path in links.items():
        assert len(tree(served, path).cssselect(".statement")) == int(told[0])


def test_web_front_search_counts_each_filter_alone_where_no_single_one_is_to_blame(served: Served) -> None:
    page = tree(served, "/search?q=wedding&outlet=No+Such+Outlet&by=Nobody+Such")
    told = [words(one) for one in page.cssselect(".near li")]
    assert "nothing with “said by Nobody Such” as the only filter" in told
    assert "nothing with “in No Such Outlet” as the only filter" in told
    assert "2 statements without any filter" in told


def test_web_front_search_leaves_small_words_and_joining_words_out(served: Served) -> None:
    page = tree(served, "/search?q=who+wedding+OR+zxqvw")
    assert [words(one) for one in page.cssselect(".near li")] == ["2 statements with “wedding” alone"]
    page = tree(served, "/search?q=which+wedding")
    assert "2 statements without “which”" in [words(one) for one in page.cssselect(".near li")]


@pytest.mark.parametrize(
    ("query", "words_said"),
    [
        ("q=wedding&from=yesterday", "“yesterday” is no day and was left out"),
        ("q=wedding&kind=verdict", "“verdict” is no kind of source"),
        ("q=wedding&from=2025-05-02&to=2025-05-01", "“From” is after “To”"),
    ],
)
def test_web_front_search_says_what_it_did_not_understand(served: Served, query: str, words_said: str) -> None:
    assert words_said in words(tree(served, f"/search?{query}").cssselect("#results [role=alert]")[0])


@pytest.mark.parametrize(
    ("query", "meant", "leads"),
    [
        ("engagd", "engaged", "/search?q=engaged"), ("weding", "wedding", "/search?q=wedding"),
        ("Tarant", "Josef Tarrant", "/voice/"), ("Josef Tarant", "Josef Tarrant", "/voice/"),
    ],
)  # fmt: skip
def test_web_front_search_proposes_what_was_perhaps_meant(served: Served, query: str, meant: str, leads: str) -> None:
    page = tree(served, f"/search?q={query.replace(' ', '+')}")
    found = {words(link): link.get("href") for link in page.cssselect(".meant a")}
    assert found[meant].startswith(leads)
    assert words(page.cssselect(".meant")[0]).startswith("Did you mean ")
    assert served.client.get(found[meant]).status_code == 200


def test_web_front_search_proposes_nothing_for_what_is_like_nothing(served: Served) -> None:
    for query in ("zxqvwk", "", "wedding", "%22%22", "x" * 300):
        assert not tree(served, f"/search?q={query}").cssselect(".meant")


def test_web_front_search_counts_by_kind_outlet_and_speaker(served: Served) -> None:
    page = tree(served, "/search?q=the")
    facets = page.cssselect(".facets li")
    assert len(facets) > 10
    for one in facets[::6]:
        narrowed = tree(served, one.cssselect("a")[0].get("href"))
        counted = int(words(one.cssselect(".count")[0]))
        shown = len(narrowed.cssselect(".statement"))
        assert shown == counted or (counted > 20 and shown == 20)
        assert narrowed.cssselect(".chosen a")
    gone = tree(served, "/search?q=the&kind=person")
    assert "Kind of source" not in [words(one) for one in gone.cssselect(".facets h3")]
    assert gone.cssselect(".chosen a")[0].get("href") == "/search?q=the"


def test_web_front_search_is_data_as_well_with_its_filters(served: Served) -> None:
    page = tree(served, "/search?q=the&outlet=Longwave+News")
    as_json, as_csv = (link.get("href") for link in page.cssselect(".data a"))
    found = served.client.get(as_json).json()
    assert {one["outlet"] for one in found["statements"]["items"]} == {"Longwave News"}
    answer = served.client.get(as_csv)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 30
    assert {row["outlet"] for row in rows} == {"Longwave News"}
    assert served.client.get(rows[0]["statement"]).status_code == 200


@pytest.mark.parametrize(
    ("words_given", "expected"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("  =1", "'=1"), ("a=1", "a=1"), ("", ""), (None, ""), (-3, "-3")],
)  # fmt: skip
def test_web_front_no_cell_of_a_table_is_a_formula(words_given: str | int | None, expected: str) -> None:
    assert cell(words_given) == expected


def test_web_front_a_line_of_a_table_is_one_line() -> None:
    assert line(('say "so"', "a,b", "two\nlines")).count("\n") == 1
    assert line(("\n=1",)).strip().strip('"').startswith("'")


def test_web_front_search_names_those_who_are_called_so(served: Served) -> None:
    page = tree(served, "/search?q=Tarrant")
    assert any("Tarrant" in words(one) for one in page.cssselect("section[aria-labelledby=called] li"))


def test_web_front_whoever_has_a_page_already_gets_none(served: Served) -> None:
    first = served.client.get("/")
    again = served.client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_web_front_what_is_not_there_is_said_in_a_page(served: Served) -> None:
    for path in ("/nothing", "/story/nothing", "/article/nothing", "/statement/nothing", "/voice/nothing"):
        answer = served.client.get(path)
        assert answer.status_code == 404, path
        assert html.fromstring(answer.text).cssselect(".empty h1")


def test_web_front_a_ledger_that_may_not_be_written_is_served(demo_ledger: Path) -> None:
    with serving(demo_ledger, WebSettings(token=None)) as served:
        assert not tree(served, "/").cssselect("a[href='/sign-in']")
    with serving(demo_ledger, WebSettings(token=TOKEN)) as served:
        assert tree(served, "/").cssselect("a[href='/sign-in']")
