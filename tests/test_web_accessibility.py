"""Every page for everybody: axe-core finds nothing, the keyboard reaches all, nothing sticks out on a phone, nothing fails in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from web_browser import DESK, NARROWEST, PHONE, Scheme, Seen, browsing, seeing
from web_pages import PAGES, SWEEP, Known, swept_ledger
from web_server import TOKEN, Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LOOKS: tuple[tuple[Scheme, int], ...] = (("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE))
SIGNED_IN = ("add", "voice", "statement", "article", "front")
"""Pages that show more to whoever may write."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


@pytest.fixture(scope="module")
def swept(demo_ledger: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Known]]:
    path, known = swept_ledger(demo_ledger, tmp_path_factory.mktemp("swept"))  # type: ignore[arg-type]  # a Path
    with serving(path, SWEEP) as server:
        yield server, known


@pytest.fixture(scope="module")
def looks(browser: Browser, swept: tuple[Served, Known]) -> Iterator[dict[tuple[Scheme, int], Seen]]:
    """Return a page in each look, kept open from test to test."""
    contexts = {look: seeing(browser, scheme=look[0], width=look[1], base=swept[0].address) for look in LOOKS}
    yield {look: context.__enter__() for look, context in contexts.items()}
    for context in contexts.values():
        context.__exit__(None, None, None)


def fine(seen: Seen, name: str, address: str) -> None:
    """Fail with everything that is wrong with a page."""
    status = seen.open(address)
    assert status == (404 if name == "missing" else 200)
    # The browser itself notes an answer of 404 in its console.
    complaints = [one for one in seen.complaints if not (name == "missing" and "404" in one)]
    beyond, wide = seen.sideways()
    found = [*complaints, *seen.violations(), *(f"sticks out by {beyond} pixels: {one}" for one in wide)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
@pytest.mark.parametrize("name", PAGES)
def test_web_accessibility_every_page_in_every_look(
    name: str, look: tuple[Scheme, int], looks: dict[tuple[Scheme, int], Seen], swept: tuple[Served, Known]
) -> None:
    server, known = swept
    fine(looks[look], name, server.address + PAGES[name](known))


@pytest.mark.parametrize("name", PAGES)
def test_web_accessibility_nothing_sticks_out_at_320_pixels(
    name: str, browser: Browser, swept: tuple[Served, Known]
) -> None:
    server, known = swept
    with seeing(browser, width=NARROWEST, base=server.address) as seen:
        seen.open(server.address + PAGES[name](known))
        beyond, wide = seen.sideways()
    if beyond:
        pytest.fail(f"sticks out by {beyond} pixels: {wide}", pytrace=False)


@pytest.mark.parametrize("name", PAGES)
def test_web_accessibility_the_keyboard_reaches_everything_and_shows_where_it_is(
    name: str, looks: dict[tuple[Scheme, int], Seen], swept: tuple[Served, Known]
) -> None:
    server, known = swept
    seen = looks["light", DESK]
    seen.open(server.address + PAGES[name](known))
    unseen, reached, there = seen.tabbed()
    if unseen:
        pytest.fail("\n".join(unseen), pytrace=False)
    assert reached >= there > 5


def test_web_accessibility_the_skip_link_leads_past_the_navigation(
    looks: dict[tuple[Scheme, int], Seen], swept: tuple[Served, Known]
) -> None:
    server, known = swept
    page = looks["light", DESK].page
    for name, path in PAGES.items():
        page.goto(server.address + path(known))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main", name
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = page.evaluate("document.activeElement.closest('main, footer') !== null")
        assert inside, name


@pytest.mark.parametrize("name", SIGNED_IN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_web_accessibility_pages_of_whoever_may_write(
    name: str, scheme: Scheme, browser: Browser, swept: tuple[Served, Known]
) -> None:
    server, known = swept
    with seeing(browser, scheme=scheme, base=server.address) as seen:
        seen.open(f"{server.address}/sign-in?token={TOKEN}")
        assert seen.page.get_by_role("button", name="Sign out").count() == 1
        fine(seen, name, server.address + PAGES[name](known))


def test_web_accessibility_a_page_to_look_at_before_it_is_stored(browser: Browser, swept: tuple[Served, Known]) -> None:
    server, _ = swept
    for scheme in ("light", "dark"):
        with seeing(browser, scheme=scheme, width=PHONE, base=server.address) as seen:
            seen.open(f"{server.address}/sign-in?token={TOKEN}&next=/add")
            seen.page.locator("textarea").first.fill(
                '"The bridge is closed," said Ada Moss, the mayor of Fennick.\n\nIt opened in 1911.'
            )
            seen.page.locator("main form button").first.click()
            seen.page.get_by_role("button", name="Store").first.wait_for(timeout=180_000)
            assert seen.violations() == []
            assert not seen.sideways()[0]
            assert not seen.complaints


def test_web_accessibility_titles_tell_pages_apart(swept: tuple[Served, Known]) -> None:
    server, known = swept
    titles = {
        name: server.client.get(path(known)).text.partition("<title>")[2].partition("<")[0]
        for name, path in PAGES.items()
    }
    same = {
        "search, unasked": "search",
        "audit, nothing": "audit",
        "people, nobody": "people",
    }  # what is asked for is told in the page
    distinct = [title for name, title in titles.items() if name not in same]
    assert len(set(distinct)) >= len(distinct) - 6
    assert all(title.endswith("OnRecord") for title in titles.values())
