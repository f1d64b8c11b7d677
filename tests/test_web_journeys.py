"""What readers come for, from the first page to the last, in a real browser: each journey as somebody would make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from web_browser import PHONE, Seen, browsing, seeing
from web_pages import SWEEP, WEDDING
from web_server import TOKEN, Served, copy_of, serving

from onrecord import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

READING = 180_000
"""Milliseconds that the first page may take: the process that reads is started, and the model loaded, when it comes."""
PASTED = (
    "The footbridge at Fennick will stay closed until June, the council said.\n\n"
    '"I have crossed it every day since I was a girl," said Dot Lee, who runs the mill.'
)
PLACES = "document.activeElement.innerText || document.activeElement.textContent || document.activeElement.getAttribute('aria-label') || ''"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


@pytest.fixture(scope="module")
def reading(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a copy that nobody changes: a search as one types asks more often than tests are allowed to elsewhere."""
    with serving(copy_of(demo_ledger, tmp_path_factory.mktemp("read")), SWEEP) as server:
        yield server


@pytest.fixture
def writing(demo_ledger: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(copy_of(demo_ledger, tmp_path), SWEEP) as server:
        yield server


@pytest.fixture
def seen(browser: Browser, reading: Served) -> Iterator[Seen]:
    with seeing(browser, base=reading.address) as opened:
        yield opened
        assert not opened.complaints


def signed_in(opened: Seen, server: Served, to: str = "/") -> None:
    opened.open(f"{server.address}/sign-in?token={TOKEN}&next={to}")
    expect(opened.page.get_by_role("button", name="Sign out")).to_be_visible()
    assert "token" not in opened.page.url


def tab_to(opened: Seen, words: str, most: int = 120) -> None:
    """Press Tab until what says these words has the focus."""
    for _ in range(most):
        opened.page.keyboard.press("Tab")
        if words.casefold() in str(opened.page.evaluate(PLACES)).casefold():
            return
    pytest.fail(f"the keyboard never came to {words!r}")


def test_web_journey_from_the_front_page_to_the_root_of_a_story(seen: Seen, reading: Served) -> None:
    page = seen.page
    seen.open(reading.address)
    card = page.locator(".story-card", has_text=WEDDING)
    expect(card).to_contain_text("14 articles · 9 outlets")
    expect(card).to_contain_text("1 independent source")
    card.get_by_role("link", name=WEDDING).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WEDDING)
    expect(page.locator(".answer").first).to_contain_text("1 independent source")
    expect(page.locator("main")).to_contain_text("source close to the couple")
    picture = page.locator(".trail-box svg").first
    expect(picture).to_be_visible()
    # The words that prove a line show when it has the focus.
    edge = page.locator(".trail-box a.edge[href]").first
    edge.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".trail-note")).to_be_visible()
    assert page.locator(".trail-note").inner_text().strip()


def test_web_journey_a_search_answers_while_one_types(seen: Seen, reading: Served) -> None:
    page = seen.page
    seen.open(reading.address)
    page.locator("main input[type=search]").press_sequentially("jetty", delay=30)
    result = page.locator("#results .statement").first
    expect(result).to_be_visible()
    expect(result.locator("mark").first).to_have_text("jetty", ignore_case=True)
    assert page.url.rstrip("/") == reading.address
    result.locator(".said a").click()
    expect(page.locator("#words")).to_contain_text("jetty", ignore_case=True)
    expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()


def test_web_journey_a_citation_is_copied(browser: Browser, reading: Served) -> None:
    with seeing(browser, base=reading.address) as opened:
        page = opened.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reading.address)
        with Ledger(reading.ledger, read_only=True) as ledger:
            said = ledger.search("jetty", limit=1).items[0]
        opened.open(f"{reading.address}/statement/{said.statement}")
        page.get_by_role("button", name="Copy text").click()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert said.words in copied
    assert f"/statement/{said.statement}" in copied


def test_web_journey_compare_two_outlets(seen: Seen, reading: Served) -> None:
    page = seen.page
    seen.open(reading.address)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Audit").click()
    page.get_by_label("Outlet", exact=True).fill("Longwave News")
    page.get_by_label("Compare with").fill("The Morning Chronicler")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Longwave News")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morning Chronicler")
    table = page.locator("table.compared").first
    expect(table).to_contain_text("Anonymous", ignore_case=True)
    assert table.locator("thead th").count() >= 3


def test_web_journey_correct_whose_word_a_statement_is(browser: Browser, writing: Served) -> None:
    with Ledger(writing.ledger, read_only=True) as ledger:
        said = ledger.search(kind="anonymous", limit=1).items[0]
    with seeing(browser, base=writing.address) as opened:
        page = opened.page
        signed_in(opened, writing, f"/statement/{said.statement}")
        page.get_by_label("Kind of source").select_option("person")
        page.get_by_label("Whose word it is").fill("Perpetua Quill")
        page.get_by_label("Why").fill("She said so on the wireless.")
        page.get_by_label("Your name").fill("An editor")
        page.get_by_role("button", name="Correct", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Perpetua Quill")
        expect(page.locator("#corrections")).to_contain_text("An editor")
        page.locator("#corrections").get_by_role("button", name="Take").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Take j1 back?")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_role("heading", level=1)).not_to_contain_text("Perpetua Quill")
        assert not opened.complaints
    with Ledger(writing.ledger, read_only=True) as ledger:
        assert ledger.statement(said.statement).statement.source.kind == "anonymous"
        assert [one.judgement.kind for one in ledger.judgements()] == ["correct", "undo"]


def test_web_journey_two_names_are_one_person(browser: Browser, writing: Served) -> None:
    with Ledger(writing.ledger, read_only=True) as ledger:
        one = ledger.who("Calla Merrin")[0]
        other = next(each for each in ledger.who("Merrin") if each.kind == one.kind and each.id != one.id)
    with seeing(browser, base=writing.address) as opened:
        page = opened.page
        signed_in(opened, writing, f"/voice/{one.id}")
        page.get_by_role("link", name="merge").click()
        page.locator(f"#v-{other.id}").check()
        page.get_by_label("Why?").fill("The same singer.")
        page.get_by_role("button", name="Look at what will happen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Make these one?")
        page.get_by_role("button", name="Merge them").click()
        expect(page.locator("main")).to_contain_text("The same singer.")
        assert not opened.complaints
    with Ledger(writing.ledger, read_only=True) as ledger:
        assert ledger.voice(other.id).id == one.id


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_web_journey_add_a_page_and_find_it(browser: Browser, writing: Served, *, script: bool) -> None:
    with seeing(browser, base=writing.address, script=script) as opened:
        page = opened.page
        opened.open(f"{writing.address}/add")
        page.get_by_role("main").get_by_role("link", name="Sign in").click()
        page.locator("main form input[name=token]").fill(TOKEN)
        page.locator("main form button").click()
        page.get_by_label("The article's words").fill(PASTED)
        page.get_by_label("Headline").fill("Footbridge to stay closed")
        page.get_by_label("Day it came out").fill("2025-04-02")
        page.get_by_role("button", name="Read it").click()
        store = page.get_by_role("button", name="Store it")
        expect(store).to_be_visible(timeout=READING)
        expect(page.locator("main")).to_contain_text("Dot Lee")
        with Ledger(writing.ledger, read_only=True) as ledger:
            assert not ledger.search("footbridge").items  # looked at and not yet stored
        store.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Stored")
        page.get_by_role("link", name="The article").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Footbridge to stay closed")
    with Ledger(writing.ledger, read_only=True) as ledger:
        assert ledger.search("crossed every day", by="Dot Lee").items


def test_web_journey_with_the_keyboard_alone(seen: Seen, reading: Served) -> None:
    page = seen.page
    seen.open(reading.address)
    page.keyboard.press("/")
    page.keyboard.type("emerald")
    page.keyboard.press("Enter")
    expect(page.locator("#results .statement").first).to_be_visible()
    tab_to(seen, "emerald")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statement/*")
    tab_to(seen, "Read the whole article")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    seen.open(reading.address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    tab_to(seen, WEDDING)
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text(WEDDING)


def test_web_journey_without_javascript(browser: Browser, reading: Served) -> None:
    with seeing(browser, base=reading.address, script=False) as opened:
        page = opened.page
        opened.open(reading.address)
        page.locator("main input[type=search]").fill("fishing hooks")
        page.locator("main").get_by_role("button", name="Search").click()
        expect(page.locator(".statement").first).to_be_visible()
        page.locator(".statement .where a").first.click()
        expect(page.locator(":target")).to_be_visible()
        opened.open(reading.address)
        page.get_by_role("link", name=WEDDING).click()
        expect(page.locator(".trail-box svg").first).to_be_visible()
        details = page.locator("details#steps")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        expect(details.locator("li").first).to_be_visible()
        opened.open(f"{reading.address}/audit")
        expect(page.locator("table").first).to_be_visible()
        opened.open(f"{reading.address}/stories")
        assert page.locator(".story-card").count() == 4
        hidden = page.locator("[data-theme-switch]")
        assert not hidden.is_visible()


def test_web_journey_on_a_phone(browser: Browser, reading: Served) -> None:
    with seeing(browser, base=reading.address, width=PHONE) as opened:
        page = opened.page
        opened.open(reading.address)
        page.get_by_role("link", name=WEDDING).tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text(WEDDING)
        assert not opened.sideways()[0]
        box = page.locator(".trail-box").first
        assert box.evaluate("(one) => one.scrollWidth >= one.clientWidth")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="People").tap()
        page.locator("main input[name=q]").fill("ellery")
        page.locator("main").get_by_role("button").first.tap()
        page.get_by_role("main").get_by_role("link", name="Maud Ellery").first.tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Maud Ellery")
        assert not opened.sideways()[0]
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, nav a, input:not([type=hidden])")]
              .filter((one) => one.checkVisibility()).map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
              .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([words]) => words)"""
        )
        assert small == []  # WCAG 2.5.8: 24 by 24 pixels
        assert not opened.complaints


def test_web_journey_the_choice_of_light_or_dark_is_kept(seen: Seen, reading: Served) -> None:
    page = seen.page
    seen.open(reading.address)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    seen.open(f"{reading.address}/stories")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
