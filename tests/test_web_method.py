"""The page that says how everything is measured: its figures are the README's, and every page leads to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from onrecord.web.pages.method import FIGURES, Measured

if TYPE_CHECKING:
    from web_server import Served

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def table_of(title: str) -> str:
    """Return what the README has under a heading, in one piece."""
    return README.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


@pytest.mark.parametrize("one", FIGURES, ids=lambda one: one.what + one.on)
def test_method_page_has_the_figures_of_the_readme(one: Measured) -> None:
    told = table_of(one.table)
    number = one.figure.removesuffix(" F1").removesuffix(" %")
    assert number in told or number.removesuffix(" of 5") + ", 3 of 5" in told


def test_method_page_says_what_the_number_is_and_every_page_leads_there(served: Served) -> None:
    answer = served.client.get("/method")
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert {"number", "articles", "kinds", "sure"} <= set(page.xpath("//@id"))
    assert all(one.figure in page.text_content() for one in FIGURES)
    for path in ("/", "/stories", "/method"):
        frame = html.fromstring(served.client.get(path).text)
        assert frame.xpath('//footer//a[@href="/method"]')


def test_method_page_is_led_to_from_each_card(served: Served) -> None:
    page = html.fromstring(served.client.get("/stories").text)
    cards = page.xpath('//article[contains(@class, "story-card")][.//*[@class="answer"]]')
    assert cards
    assert all(card.xpath('.//a[@href="/method#number"]') for card in cards)
