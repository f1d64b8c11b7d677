"""The charts: what their specifications say, and that a real browser draws them under the page's policy, without a complaint."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from store_by_hand import reading
from web_server import Served, serving

from onrecord import Ledger
from onrecord.web import charts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
HOSTILE = "Quill </script><img src=x onerror=alert(1)> \u2028 Mara"
COUNTS = (("2024-01", 2, 1), ("2024-03", 1, 0), (None, 1, 1))


# Specifications


def bars(spec: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(row["row"], row["time"], row["statements"]) for row in spec["data"]["values"]]


def test_a_voice_over_time_has_a_row_each_for_what_it_says_and_what_is_said_of_it() -> None:
    spec = charts.over_time("Mara Quill", COUNTS)
    assert spec is not None
    assert bars(spec) == [("Says", "2024-01", 2), ("Says", "2024-03", 1), ("Spoken of", "2024-01", 1)]
    assert spec["encoding"]["x"]["scale"]["domain"] == ["2024-01", "2024-02", "2024-03"]
    assert "Mara Quill" in spec["description"]
    assert "January 2024 to March 2024" in spec["description"]


@pytest.mark.parametrize(
    "counts", [(), ((None, 3, 3),), (("2024-01", 9, 9), ("2024-02", 1, 1)), (("2024-01-05", 1, 1),)]
)
def test_where_there_is_nothing_to_compare_there_is_no_chart(counts: tuple[tuple[str | None, int, int], ...]) -> None:
    assert charts.over_time("Mara Quill", counts) is None
    assert charts.as_bytes(None) == b"{}"


def test_many_months_are_a_line_of_time() -> None:
    spec = charts.over_time("Mara Quill", (("2014-01", 1, 0), ("2023-12", 0, 1)))
    assert spec is not None
    along = spec["encoding"]["x"]
    assert along["type"] == "temporal"
    assert [end["year"] for end in along["scale"]["domain"]] == [2014, 2024]
    assert spec["data"]["format"]["parse"] == {"time": "utc:'%Y-%m'"}


def test_months_and_days_between_are_all_there() -> None:
    assert charts.between("2023-11", "2024-02") == ("2023-11", "2023-12", "2024-01", "2024-02")
    assert charts.between("2024-02-28", "2024-03-01") == ("2024-02-28", "2024-02-29", "2024-03-01")


def test_a_share_says_of_how_many_and_a_month_without_statements_breaks_the_line() -> None:
    spec = charts.shares_by_month(
        ("2024-01", "2024-02", "2024-03"), ("named", "nobody"), {"The Bugle": {"2024-01": {"named": 3, "nobody": 1}}}
    )
    assert spec is not None
    rows = {(row["time"], row["row"]): (row["share"], row["statements"], row["of"]) for row in spec["data"]["values"]}
    assert rows[("2024-01", "named")] == (0.75, 3, 4)
    assert rows[("2024-02", "named")] == (None, 0, 0)


@pytest.mark.parametrize(
    ("last", "mark", "told_apart"),
    [("2024-03", "bar", {"xOffset"}), ("2024-12", "bar", {"xOffset"}), ("2025-01", "line", {"strokeDash", "shape"})],
)  # fmt: skip
def test_two_outlets_differ_in_more_than_colour(last: str, mark: str, told_apart: set[str]) -> None:
    months = charts.between("2024-01", last)
    counts = {month: {"named": 1} for month in months}
    spec = charts.shares_by_month(months, ("named",), {"The Bugle": counts, "Harbour Post": counts})
    assert spec is not None
    assert spec["mark"]["type"] == mark
    assert told_apart | {"color"} <= spec["encoding"].keys()


def test_no_line_is_drawn_through_months_of_which_few_have_statements() -> None:
    months = charts.between("2023-01", "2024-06")
    counts = {month: {"named": 1} for month in months[::5]}
    spec = charts.shares_by_month(months, ("named",), {"The Bugle": counts})
    assert spec is not None
    assert spec["mark"]["type"] == "bar"


def test_whatever_a_name_holds_it_is_json() -> None:
    spec = charts.over_time(f"{HOSTILE}\ud800", COUNTS)
    assert json.loads(charts.as_bytes(spec))["description"].startswith("What Quill </script>")


# In a browser


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path: Path = tmp_path_factory.mktemp("charts") / "made.ledger"
    with closing(Ledger(path)) as ledger:
        for year in (2021, 2022, 2023):
            for month in (1, 5, 9):
                for outlet in ("The Bugle", "Harbour Post"):
                    lines = [("Mara Quill", "person", f"month {month} is fine"), (HOSTILE, "person", f"{month} is not")]
                    key = f"{year}-{month}-{outlet[:3]}"
                    ledger.keep(reading(lines, key, outlet=outlet, published=f"{year}-{month:02}-11"))  # type: ignore[arg-type]
        for day in (3, 4, 9):
            ledger.keep(reading([("Piet Oster", "person", f"day {day}")], f"p{day}", published=f"2022-03-0{day}"))
    with serving(path) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, **how: Any) -> Iterator[tuple[Page, list[str]]]:
    """Give a page and the list of what its console says: violations of the policy are among it."""
    context = browser.new_context(**how)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    try:
        yield page, said
    finally:
        context.close()


def voice_path(served: Served, name: str) -> str:
    with closing(Ledger(served.ledger, read_only=True)) as ledger:
        return f"/voice/{next(one.id for one in ledger.who(name) if one.name.startswith(name[:10]))}"


def paths(served: Served) -> list[str]:
    return [
        voice_path(served, "Mara Quill"), voice_path(served, "Piet Oster"), voice_path(served, HOSTILE), "/audit",
        "/audit?outlet=The+Bugle&with=Harbour+Post", "/audit?from=2022-01-01&to=2022-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("width", [390, 1440])
def test_every_chart_is_drawn_and_the_policy_is_kept(drawn: Served, chromium: Browser, which: int, width: int) -> None:
    path = paths(drawn)[which]
    with opened(chromium, viewport={"width": width, "height": 800}) as (page, said):
        page.goto(drawn.address + path)
        box = page.locator("[data-chart]")
        box.scroll_into_view_if_needed()
        page.wait_for_selector("[data-chart][data-drawn]")
        assert box.locator("svg path[aria-roledescription]").count() + box.locator("svg .mark-line path").count() > 0
        assert box.get_attribute("role") == "img"
        assert "202" in (box.get_attribute("aria-label") or "")
        size = box.locator("svg").bounding_box()
        assert size is not None
        assert size["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert said == []


def test_a_chart_follows_light_and_dark_and_the_width_of_the_window(drawn: Served, chromium: Browser) -> None:
    with opened(chromium, viewport={"width": 1200, "height": 800}, color_scheme="light") as (page, said):
        page.goto(drawn.address + voice_path(drawn, "Mara Quill"))
        page.wait_for_selector("[data-chart][data-drawn]")
        colour = "getComputedStyle(document.querySelector('[data-chart] svg .mark-rect path')).fill"
        light = page.evaluate(colour)
        page.get_by_role("button", name="Light or dark").click()
        assert page.evaluate(colour) != light
        wide = page.locator("[data-chart] svg").bounding_box()
        page.set_viewport_size({"width": 400, "height": 800})
        page.wait_for_function("document.querySelector('[data-chart] svg').getBoundingClientRect().width < 400")
        assert wide is not None
        assert wide["width"] > 400
        assert said == []


def test_the_libraries_are_fetched_only_when_a_chart_comes_near(drawn: Served, chromium: Browser) -> None:
    with opened(chromium, viewport={"width": 390, "height": 500}) as (page, _):
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(drawn.address + "/people")
        page.goto(drawn.address + "/audit")
        page.wait_for_load_state("networkidle")
        assert not any("vega" in url or "/charts/" in url for url in fetched)
        page.locator("[data-chart]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-chart][data-drawn]")
        assert sum("vega" in url for url in fetched) == 3
        assert all(url.startswith(drawn.address) for url in fetched)


def test_on_paper_the_numbers_stand_open(drawn: Served, chromium: Browser) -> None:
    with opened(chromium, viewport={"width": 800, "height": 500}) as (page, said):
        page.goto(drawn.address + "/audit?outlet=The+Bugle&with=Harbour+Post")
        table = page.locator(".chart details table").first
        page.locator(".chart details:not([open])").wait_for()
        assert not table.is_visible()
        page.emulate_media(media="print")
        page.locator(".chart details[open]").wait_for()
        assert table.is_visible()
        assert not page.locator("[data-chart]").is_visible()  # it was never looked at, and not drawn
        assert said == []


def test_without_scripts_the_numbers_stand_open(drawn: Served, chromium: Browser) -> None:
    with opened(chromium, java_script_enabled=False) as (page, said):
        for path in (voice_path(drawn, "Mara Quill"), "/audit?outlet=The+Bugle&with=Harbour+Post"):
            page.goto(drawn.address + path)
            assert page.locator(".chart details table").first.is_visible()
            assert page.get_by_role("rowheader", name="May 2022").first.is_visible()
            assert not page.locator("[data-chart]").is_visible()
        assert said == []


def test_a_chart_that_can_not_be_fetched_leaves_its_numbers(drawn: Served, chromium: Browser) -> None:
    with opened(chromium) as (page, _):
        page.route("**/charts/**", lambda route: route.abort())
        page.goto(drawn.address + voice_path(drawn, "Mara Quill"))
        page.wait_for_selector(".drawing.failed")
        assert "could not be drawn" in page.locator(".drawing").inner_text()
        assert page.locator(".chart details table").is_visible()
