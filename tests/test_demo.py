"""The demo: what it reads, what it finds, and that every page shows what it was made to show."""

from __future__ import annotations

import io
from functools import cache

import pytest
from rich.console import Console

from onrecord import Pipeline, Reading, demo
from onrecord.records import BLOCK_KINDS


@cache
def readings() -> dict[str, Reading]:
    return {document.source.removeprefix("demo/"): Pipeline().read(document) for document in demo.documents()}


def speakers(page: str) -> set[tuple[str, str | None]]:
    return {(statement.source.kind, statement.source.name) for statement in readings()[page].statements}


@pytest.mark.parametrize("page", demo.PAGES)
def test_demo_page_is_read_without_problems(page: str) -> None:
    reading = readings()[page]
    assert reading.article is not None
    assert reading.article.headline
    assert reading.article.published
    assert len(reading.statements) >= 6
    assert {problem.code for problem in reading.problems} <= {"broken_metadata"}


@pytest.mark.parametrize(
    ("page", "outlet", "authors", "published"),
    [
        ("wire_story.html", "Harbour Press Wire", ["Ingrid Solvang", "Tomas Rehak"], "2025-03-12"),
        ("celebrity_story.txt", None, ["Keziah Brandt"], "2025-05-18"),
        ("council_story.html", "Ambleford Courier", ["Priya Lockwood"], "2024-11-06"),
        ("interview.html", "The Meridian Review", ["Caleb Orme"], "2025-01-25"),
        ("live_blog.html", "Capital Dispatch", ["Rosalind Achebe", "Iain Muir"], "2024-12-03"),
        ("correction.html", "The Westmarch Standard", ["Beatriz Coll"], "2025-02-20"),
    ],
)
def test_demo_metadata(page: str, outlet: str | None, authors: list[str], published: str) -> None:
    article = readings()[page].article
    assert article is not None
    assert outlet is None or article.outlet == outlet
    assert [byline.name for byline in article.bylines] == authors
    assert (article.published or "").startswith(published)


def test_demo_celebrity_story_has_every_kind_of_source() -> None:
    found = speakers("celebrity_story.txt")
    assert ("person", "Hattie Lowe") in found
    assert ("anonymous", "a source") in found
    assert {"none", "media", "anonymous", "person"} <= {kind for kind, _ in found}


def test_demo_celebrity_story_prints_its_caption_once() -> None:
    article = readings()["celebrity_story.txt"].article
    assert article is not None
    arrivals = [
        caption for caption in article.captions if caption.text and "arrive at the Lumen Awards" in caption.text
    ]
    assert len(arrivals) == 1


@pytest.mark.parametrize(
    ("page", "speaker"),
    [
        ("wire_story.html", "Astrid Holm"),
        ("council_story.html", "Margaret Oduya"),
        ("interview.html", "Oona Vasquez"),
        ("live_blog.html", "Samir Quayle"),
        ("correction.html", "Harald Nkemelu"),
    ],
)
def test_demo_finds_who_speaks(page: str, speaker: str) -> None:
    assert ("person", speaker) in speakers(page)


def test_demo_furniture_says_nothing() -> None:
    said = " ".join(span.text for reading in readings().values() for s in reading.statements for span in s.content)
    for furniture in ("cookies", "Sign up", "All rights reserved", "treehouse", "Bakery", "houseboat"):
        assert furniture not in said


def test_demo_pages_show_nearly_every_kind_of_block() -> None:
    articles = [reading.article for reading in readings().values() if reading.article]
    found = {block.kind for article in articles for block in article.blocks}
    assert set(BLOCK_KINDS) - found <= {"embed", "dateline", "list_item"}


def test_demo_summary_adds_up() -> None:
    stream = io.StringIO()
    Console(file=stream, width=100, color_system=None).print(demo.summary(list(readings().values())))
    rows = [line.split() for line in stream.getvalue().splitlines() if line.strip()]
    total = [int(cell) for cell in next(row for row in rows if row[0] == "all")[1:]]
    assert total[0] == sum(len(reading.statements) for reading in readings().values())
    assert total[0] == sum(total[1:])
