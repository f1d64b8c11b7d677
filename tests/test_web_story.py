"""The page of a story, and that of all conflicts, through a real server: what stands on them, where their links lead, and the empty cases."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from playwright.sync_api import sync_playwright
from web_server import serving

from onrecord import Ledger
from onrecord.export.ledger_answer import answer_of, main_claim_of
from onrecord.web.pages import conflicts as conflicts_page
from onrecord.web.pages import story as story_page
from onrecord.web.story_parts import CLAIMS_OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from web_server import Served

    from onrecord.records import Story

WEDDING = "WEDDING CALLA! Singer Merrin to wed actor Josef Tarrant after secret jetty proposal"
WORDS = "The harbour bridge will close for nine weeks from Monday, the town clerk, Odile Marsh, said on Friday. Ferries will run every hour."


@pytest.fixture(scope="session")
def wedding(demo_ledger: Path) -> Story:
    with Ledger(demo_ledger, read_only=True) as ledger:
        return next(story for story in ledger.all_stories() if story.title == WEDDING)


@pytest.fixture(scope="session")
def page(served: Served, wedding: Story) -> html.HtmlElement:
    answer = served.client.get(f"/story/{wedding.id}")
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def of_class(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = page.xpath(f'//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
    return found


def of_class_in(element: html.HtmlElement, name: str) -> html.HtmlElement:
    return element.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')[0]


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(page: html.HtmlElement, name: str) -> html.HtmlElement:
    return page.xpath(f'//section[@aria-labelledby="{name}"]')[0]


# The page of a story


def test_story_page_has_its_answer_first(page: html.HtmlElement, wedding: Story) -> None:
    assert page.xpath("//h1")[0].text_content() == WEDDING
    assert words_of(page.xpath("//h1/following-sibling::*")[0]) == answer_of(wedding)
    assert "14 articles, 9 outlets, 1 independent source" in answer_of(wedding)


def test_story_page_shows_stances_as_bars_with_their_numbers_in_words(page: html.HtmlElement, wedding: Story) -> None:
    bars = section(page, "claim").xpath('.//dl[@class="bars"]/div')
    shown = {bar.get("class"): int(bar.xpath('.//*[@class="count"]')[0].text) for bar in bars}
    main = main_claim_of(wedding)
    assert main is not None
    stances = list(main.stance.values())
    assert shown == {stance: stances.count(stance) for stance in ("for", "against", "observing")}
    widths = {bar.get("class"): float(bar.xpath('.//*[@class="part"]')[0].get("width")) for bar in bars}
    assert widths["for"] == pytest.approx(100 * shown["for"] / 14, abs=1)
    assert [words_of(bar.xpath("./dt")[0]) for bar in bars] == ["state it", "say it is wrong", "only report it"]
    assert words_of(bars[0].xpath("../preceding-sibling::*")[0]) == "Articles that"


def test_story_page_has_every_claim_under_its_id(page: html.HtmlElement, wedding: Story) -> None:
    for claim in wedding.claims:
        assert len(page.xpath(f'//*[@id="{claim.id}"]')) == 1
    assert len(section(page, "claims").xpath('.//div[@class="claims"]')[0].xpath("./article")) == CLAIMS_OPEN


def test_story_page_links_each_statement_of_a_claim(page: html.HtmlElement, wedding: Story, demo_ledger: Path) -> None:
    main = main_claim_of(wedding)
    assert main is not None
    paths = page.xpath(f'//*[@id="{main.id}"]//a[@class="words"]/@href')
    shown = {unquote(path).rpartition("/")[2] for path in paths}
    assert shown <= {*main.statements, *main.denials}
    assert shown >= set(main.denials)
    summary = words_of(page.xpath(f'//*[@id="{main.id}"]//summary')[0])
    assert (
        summary
        == f"{len(paths) - len(main.denials)} statements that say it, {len(main.denials)} statements that deny it"
    )
    with Ledger(demo_ledger, read_only=True) as ledger:
        located = ledger.statement(main.denials[0])
    denied = page.xpath(f'//a[@href="/statement/{main.denials[0]}"]')[0]
    assert located.statement.content[0].text[:40] in words_of(denied)


def test_story_page_draws_one_node_an_article_and_says_it_in_words(page: html.HtmlElement, wedding: Story) -> None:
    box = page.xpath('//div[@class="trail-box"]')[0]
    nodes = box.xpath('.//a[contains(@class, "article")]')
    assert {node.get("href") for node in nodes} == {f"/article/{article.id}" for article in wedding.articles}
    assert len(nodes) == 14
    assert len(box.xpath('.//*[contains(@class, "hatched")]')) == 1
    assert words_of(of_class(page, "summary")[0]).startswith(
        "14 of 14 articles go back to source close to the couple, via the Tern (anonymous)"
    )


def test_story_page_says_who_denies_the_claim(page: html.HtmlElement) -> None:
    denied = words_of(of_class(section(page, "claim"), "denied-by")[0])
    assert denied.startswith("Denied by Aldo Pryce person in Longwave News [13], Dunmarrow Gazette [14]")
    assert "; 2 carry a denial by Aldo Pryce." in words_of(of_class(page, "summary")[0])
    (box,) = page.xpath('//div[@class="trail-box"]//*[@class="box denier"]')
    assert "Aldo Pryce" in words_of(box)


def test_story_page_never_calls_it_own_reporting_where_a_step_credits_an_outlet(page: html.HtmlElement) -> None:
    rows = [words_of(row) for row in page.xpath('//table[@class="articles"]/tbody/tr')]
    assert "own reporting; credits" in rows[0]
    for at in (11, 13):
        assert "credits the Tern" in rows[at - 1]
        assert "own reporting" not in rows[at - 1]


def test_story_page_explains_its_number(page: html.HtmlElement) -> None:
    (told,) = of_class(page, "what")
    assert words_of(told.xpath("./summary")[0]) == "What is this number?"
    assert told.xpath(".//a/@href") == ["/method#number"]


def test_story_page_lists_every_step_with_the_words_that_prove_it(page: html.HtmlElement, wedding: Story) -> None:
    steps = page.xpath('//li[starts-with(@id, "step-")]')
    assert len(steps) == len(wedding.trail)
    assert all(words_of(step.xpath('.//*[@class="proof"]')[0]) for step in steps)
    assert "credits the Tern : “The Tern newspaper reported”".replace(" :", ":") in [words_of(step) for step in steps]


def test_story_page_leads_from_each_line_to_its_step(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    within = page.xpath('//a[starts-with(@href, "#")]/@href')
    assert len([path for path in within if path.startswith("#step-")]) > 15
    assert {path[1:] for path in within} <= set(ids)


def test_story_page_links_lead_to_what_is_in_the_ledger(page: html.HtmlElement, demo_ledger: Path) -> None:
    paths = {urlsplit(path) for path in page.xpath("//main//a/@href | //main//blockquote/@cite")}
    with Ledger(demo_ledger, read_only=True) as ledger:
        for path in paths:
            kind, _, key = path.path.lstrip("/").partition("/")
            if kind == "article":
                reading = ledger.article(key).reading
                if path.fragment.startswith("s-"):
                    assert path.fragment[2:] in {statement.id for statement in reading.statements}
                elif path.fragment:
                    sought = unquote(path.fragment.removeprefix(":~:text="))
                    assert reading.article is not None
                    assert sought in " ".join(reading.article.text.split())
            elif kind == "statement":
                ledger.statement(key)


def test_story_page_puts_conflicts_beside_each_other(page: html.HtmlElement, wedding: Story) -> None:
    shown = section(page, "conflicts").xpath('.//article[@class="conflict"]')
    assert len(shown) == len(wedding.conflicts) == 1
    assert words_of(shown[0].xpath("./h3")[0]) == "One denies what the other says"
    sides = shown[0].xpath(".//figure")
    assert [words_of(side.xpath(".//figcaption/a")[0]) for side in sides] == [
        "Popcorn Parade, 5 Mar 2025",
        "Longwave News, 8 Mar 2025",
    ]
    assert [words_of(of_class_in(side, "source")) for side in sides] == ["the reports", "a spokesman for Calla Merrin"]
    assert words_of(sides[1].xpath(".//blockquote")[0]).startswith("“A spokesman for Calla Merrin denied on Saturday")


def test_story_page_has_days_articles_and_ways_to_follow(page: html.HtmlElement, wedding: Story) -> None:
    assert [words_of(day) for day in page.xpath('//ol[@class="days"]//span[@class="day"]')][:2] == [
        "3 Mar 2025",
        "4 Mar 2025",
    ]
    rows = page.xpath('//table[@class="articles"]/tbody/tr')
    assert [words_of(row.xpath("./td")[0]) for row in rows] == [str(at) for at in range(1, 15)]
    assert "83% of its sentences are those of Longwave News [2]" in words_of(rows[2])
    feed = page.xpath('//link[@type="application/atom+xml"]/@href')[0]
    assert feed in page.xpath("//main//a/@href")
    assert wedding.id in feed


def test_story_page_is_found_by_the_id_of_an_article_too(served: Served, wedding: Story) -> None:
    answer = served.client.get(f"/story/{wedding.articles[3].id}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/story/{wedding.id}"


def test_story_page_of_nothing_says_so(served: Served) -> None:
    answer = served.client.get("/story/s000000000000")
    assert answer.status_code == 404
    assert "This ledger has no such story" in answer.text


def test_story_page_is_sent_once(served: Served, wedding: Story) -> None:
    first = served.client.get(f"/story/{wedding.id}")
    again = served.client.get(f"/story/{wedding.id}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_story_page_has_nothing_inline(served: Served, wedding: Story) -> None:
    text = served.client.get(f"/story/{wedding.id}").text
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|javascript:", text)
    assert len(text.encode()) < 200_000


# Ledgers of other kinds


def line(
    key: str, text: str, headline: str = "Bridge to close", outlet: str = "Harbour Mail", day: str = "2024-11-08"
) -> str:
    return (
        json.dumps(
            {
                "id": key,
                "url": f"https://news.example/{key}",
                "outlet": outlet,
                "headline": headline,
                "published": day,
                "text": text,
            }
        )
        + "\n"
    )


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    """Return a ledger with one article that has changed since it came."""
    path = tmp_path / "bridge.ledger"
    with Ledger(path) as ledger:
        for text in (WORDS, WORDS.replace("nine", "ten")):
            (tmp_path / "in.jsonl").write_text(line("b1", text))
            assert [entry.article for entry in ledger.add([str(tmp_path / "in.jsonl")])]
    return path


@pytest.fixture
def bridge_served(bridge: Path) -> Iterator[Served]:
    with serving(bridge) as server:
        yield server


def only_story(ledger: Path) -> str:
    with Ledger(ledger, read_only=True) as opened:
        (row,) = opened.stories().items
    return row.id


def test_story_page_of_one_article_tells_what_is_not_there(bridge_served: Served) -> None:
    answer = bridge_served.client.get(f"/story/{only_story(bridge_served.ledger)}")
    page = html.fromstring(answer.text)
    assert words_of(page.xpath("//h1")[0]) == "Bridge to close"
    assert len(page.xpath('//div[@class="trail-box"]//a[contains(@class, "article")]')) == 1
    assert "There is only one article to compare." in words_of(section(page, "conflicts"))
    assert not of_class(page, "conflict")


def test_story_page_names_articles_that_have_changed(bridge_served: Served) -> None:
    page = html.fromstring(bridge_served.client.get(f"/story/{only_story(bridge_served.ledger)}").text)
    (changed,) = page.xpath('//ul[@class="changed"]/li')
    assert words_of(changed) == "2 versions of Harbour Mail [1] Bridge to close"
    assert re.fullmatch(r"/article/\w+/changes", changed.xpath("./a/@href")[0])


def test_story_page_without_a_claim_says_so(tmp_path: Path) -> None:
    path = tmp_path / "weather.ledger"
    (tmp_path / "in.jsonl").write_text(line("w1", "Rain.", headline="Rain"))
    with Ledger(path) as ledger:
        list(ledger.add([str(tmp_path / "in.jsonl")]))
    with serving(path) as server:
        page = html.fromstring(server.client.get(f"/story/{only_story(path)}").text)
    assert "No claim was found that its articles share. It is the only article" in words_of(section(page, "claim"))
    assert "no claim to trace" in words_of(of_class(page, "answer")[0])


HOSTILE = '</title><script>alert("x")</script><img src=x onerror=alert(1)> \u202egnp.exe'


def test_story_page_of_a_hostile_page_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.ledger"
    (tmp_path / "in.jsonl").write_text(
        line("h1", f"{WORDS} “{HOSTILE}” said {HOSTILE}.", headline=HOSTILE, outlet=HOSTILE)
        + line("h2", WORDS, headline="b" * 200_000)
    )
    with Ledger(path) as ledger:
        list(ledger.add([str(tmp_path / "in.jsonl")]))
        found = [row.id for row in ledger.stories().items]
    with serving(path) as server:
        for story in found:
            text = server.client.get(f"/story/{story}").text
            page = html.fromstring(text)
            assert not page.xpath("//img | //script[not(@src)] | //@onerror")
            assert "\u202e" not in text
            assert len(text) < 100_000


def test_story_page_follows_a_ledger_that_grows(bridge: Path, tmp_path: Path) -> None:
    with serving(bridge) as server:
        path = f"/story/{only_story(bridge)}"
        assert "1 article" in server.client.get(path).text
        (tmp_path / "in.jsonl").write_text(line("b2", WORDS, outlet="Coast Wire", day="2024-11-09"))
        with Ledger(bridge) as ledger:
            list(ledger.add([str(tmp_path / "in.jsonl")]))
        page = html.fromstring(server.client.get(path).text)
    assert words_of(of_class(page, "answer")[0]).startswith("2 articles, 2 outlets")


def test_story_pages_kept_ready_are_bounded(served: Served, demo_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_page, "KEPT", 2)
    with Ledger(demo_ledger, read_only=True) as ledger:
        found = [row.id for row in ledger.stories().items]
    for key in [*found, *found]:
        assert served.client.get(f"/story/{key}").status_code == 200


# All conflicts


def test_conflicts_page_has_those_of_all_stories_the_latest_first(served: Served) -> None:
    page = html.fromstring(served.client.get("/conflicts").text)
    titles = [words_of(title) for title in page.xpath("//section/h2")]
    assert titles == ["Kestrin in talks to buy Pellow Instruments for £1.9bn", WEDDING]
    assert len(of_class(page, "conflict")) == 2
    assert all(len(conflict.xpath(".//figure")) == 2 for conflict in of_class(page, "conflict"))


def test_conflicts_page_goes_on_where_it_ended(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts_page, "STORIES", 1)
    titles: list[str] = []
    path: str | None = "/conflicts"
    while path:
        page = html.fromstring(served.client.get(path).text)
        titles += [words_of(title) for title in page.xpath("//section/h2")]
        path = next(iter(page.xpath('//a[@rel="next"]/@href')), None)
    assert titles == ["Kestrin in talks to buy Pellow Instruments for £1.9bn", WEDDING]


def test_conflicts_page_tells_no_conflicts_from_no_stories(bridge_served: Served, tmp_path: Path) -> None:
    assert "Nothing conflicts in the only story of this ledger." in words_of(
        html.fromstring(bridge_served.client.get("/conflicts").text)
    )
    with serving(tmp_path / "empty.ledger") as server:
        assert "There are no stories in this ledger yet." in words_of(
            html.fromstring(server.client.get("/conflicts").text)
        )


def test_conflicts_page_refuses_a_cursor_of_its_own_making(served: Served) -> None:
    answer = served.client.get("/conflicts", params={"cursor": "no cursor"})
    assert 400 <= answer.status_code < 500


# In a browser


def test_story_page_shows_the_words_of_a_line_that_has_the_focus(served: Served, wedding: Story) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 390, "height": 800})
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(f"{served.address}/story/{wedding.id}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        note = tab.locator(".trail-note")
        assert not note.is_visible()
        tab.locator(".trail-box").focus()
        for _ in range(2):
            tab.keyboard.press("Tab")
        assert note.is_visible()
        assert note.inner_text() == tab.evaluate("document.activeElement.getAttribute('aria-label')")
        tab.keyboard.press("Escape")
        assert not note.is_visible()
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.querySelector(':target').id").startswith("step-")
        browser.close()
    assert complaints == []
