"""The audit of outlets: shares with what they are of, months, copied text, and what is said when nothing is there."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lxml import html
from store_by_hand import reading
from web_server import Served, serving

from onrecord import Ledger
from onrecord.auditing import Audit
from onrecord.store.kept import Sourcing
from onrecord.web.audited import MEANINGS, audited, copying, share_words, shares

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUGLE = [
    ("Mara Quill", "person", "the mill stays open"),
    ("Harbour Board", "organisation", "the harbour is closed"),
    ("a spokesman", "role", "there is a plan"),
    ("", "none", "the plan was dropped"),
]
POST = [("Mara Quill", "person", "the mill stays open"), ("critics", "group", "the mill will close")]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path: Path = tmp_path_factory.mktemp("audit") / "two.ledger"
    with closing(Ledger(path)) as ledger:
        for month in ("01", "02", "04"):
            ledger.keep(reading(BUGLE, f"b{month}", published=f"2024-{month}-11"))  # type: ignore[arg-type]
        ledger.keep(reading(POST, "post", outlet="Harbour Post", published="2024-02-01"))  # type: ignore[arg-type]
        for _ in ledger.all_stories():
            pass
    with serving(path) as server:
        yield server


def text_of(tree: html.HtmlElement, query: str = "//main") -> str:
    return " ".join(" ".join(one.text_content() for one in tree.xpath(query)).split())


def shown(served: Served, path: str) -> html.HtmlElement:
    answer = served.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


def cells(tree: html.HtmlElement, section: str) -> list[list[str]]:
    rows = tree.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


# The page


def test_all_outlets_are_counted_with_of_how_many(two: Served) -> None:
    tree = shown(two, "/audit")
    assert (
        text_of(tree, "//*[@class='answer']")
        == "4 articles, 14 statements: 50% named; 21% described, not named; 7% anonymous, with groups; 21% nobody"
    )
    assert cells(tree, "shares")[0] == ["named a person, body or document by its name", "50% 7 of 14"]
    assert len(cells(tree, "shares")) == len(MEANINGS)


def test_an_outlet_is_counted_by_itself(two: Served) -> None:
    tree = shown(two, "/audit?outlet=harbour+post")
    assert text_of(tree, "//*[@class='answer']") == "1 article, 2 statements: 50% named; 50% anonymous, with groups"
    assert tree.xpath("//svg[@class='strip']/@aria-label") == [
        "harbour post, 2 statements: 50% named, 50% anonymous, with groups"
    ]


def test_two_outlets_stand_side_by_side(two: Served) -> None:
    tree = shown(two, "/audit?outlet=The+Bugle&with=Harbour+Post")
    assert text_of(tree, "//h1") == "The Bugle beside Harbour Post"
    table = {row[0].split()[0]: row[1:] for row in cells(tree, "shares")}
    assert table["named"] == ["50% 6 of 12", "50% 1 of 2"]
    assert table["described,"] == ["25% 3 of 12", "0% 0 of 2"]
    assert table["anonymous,"] == ["0% 0 of 12", "50% 1 of 2"]
    assert len(tree.xpath("//section[@aria-labelledby='used']//table")) == 2


def test_a_period_is_of_publication(two: Served) -> None:
    tree = shown(two, "/audit?from=2024-02-01&to=2024-02-29")
    assert text_of(tree, "//*[@class='answer']").startswith("2 articles, 6 statements")
    assert "Published February 2024." in text_of(tree)


def test_the_bars_are_laid_end_to_end(two: Served) -> None:
    strip = shown(two, "/audit?outlet=The+Bugle").xpath("//svg[@class='strip']")[0]
    parts = [
        (one.get("class"), one.get("x"), one.get("width")) for one in strip.xpath("rect[not(contains(@class, 'over'))]")
    ]
    assert parts == [("named", "0.00%", "50.00%"), ("role", "50.00%", "25.00%"), ("nobody", "75.00%", "25.00%")]


def test_months_stand_in_a_table(two: Served) -> None:
    months = cells(shown(two, "/audit?outlet=The+Bugle"), "months")
    assert months == [
        [month, "4", "2 50%", "1 25%", "1 25%"] for month in ("January 2024", "February 2024", "April 2024")
    ]


def test_most_used_sources_lead_to_their_pages(two: Served) -> None:
    tree = shown(two, "/audit")
    assert cells(tree, "used")[0] == ["Mara Quill person", "4", "4"]
    assert tree.xpath("//section[@aria-labelledby='used']//a/@href")[0].startswith("/voice/")


def test_outlets_are_listed_with_their_own_shares(two: Served) -> None:
    assert cells(shown(two, "/audit"), "outlets-list")[1][:3] == ["Harbour Post", "1", "2"]


def test_outlets_are_proposed(two: Served) -> None:
    assert shown(two, "/audit").xpath("//datalist/option/@value") == ["The Bugle", "Harbour Post"]


def test_copied_text_is_counted_of_what_is_worked_out(two: Served) -> None:
    copied = cells(shown(two, "/audit?outlet=The+Bugle"), "copied")
    assert copied[0][0] == "Articles that copy another’s sentences"
    assert copied[0][1].split()[1:3] == ["of", "3"]


def test_stories_that_are_not_worked_out_are_said(tmp_path: Path) -> None:
    path = tmp_path / "untold.ledger"
    with closing(Ledger(path)) as ledger:
        ledger.keep(reading(POST, "post"))  # type: ignore[arg-type]
    with serving(path) as served:
        tree = shown(served, "/audit")
        assert "1 story of these is not worked out yet" in text_of(tree)
        assert cells(tree, "copied")[0][1] == "not worked out"


# Nothing, or something else


def test_an_outlet_of_a_like_name_is_proposed(two: Served) -> None:
    tree = shown(two, "/audit?outlet=The+Evening+Post")
    assert "No outlet is called exactly “The Evening Post”" in text_of(tree)
    assert [one.text_content() for one in tree.xpath("//div[@class='empty']//li/a")] == ["Harbour Post"]


def test_an_outlet_that_is_not_there_is_said(two: Served) -> None:
    assert "This ledger has no article of “Zephyr”" in text_of(shown(two, "/audit?outlet=The+Bugle&with=Zephyr"))


def test_a_time_without_articles_is_said(two: Served) -> None:
    tree = shown(two, "/audit?outlet=The+Bugle&from=1999-01-01&to=1999-12-31")
    assert "Nothing was published in this time" in text_of(tree)
    assert tree.xpath("//div[@class='empty']//a/@href") == ["/audit?outlet=The+Bugle"]


def test_what_is_no_day_is_said_and_left_out(two: Served) -> None:
    tree = shown(two, "/audit?from=yesterday")
    assert "“yesterday” is no day" in text_of(tree, "//*[@role='alert']")
    assert text_of(tree, "//*[@class='answer']").startswith("4 articles")


def test_the_counts_are_data_as_well(two: Served) -> None:
    tree = shown(two, "/audit?outlet=The+Bugle&with=Harbour+Post&from=2024-02-01&to=2024-02-29")
    data = {one.text_content(): one.get("href") for one in tree.xpath("//p[contains(@class, 'data')]/a")}
    assert list(data) == ["JSON of The Bugle", "JSON of Harbour Post", "CSV"]
    assert [two.client.get(path).json()["articles"] for path in list(data.values())[:2]] == [1, 1]
    answer = two.client.get(data["CSV"])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = answer.text.removeprefix("\ufeff").splitlines()
    assert head == "outlet,month,kind of source,statements,articles"
    assert "The Bugle,2024-02,person,1,1" in rows
    assert "Harbour Post,2024-02,group,1,1" in rows
    assert {row.split(",")[1] for row in rows} == {"2024-02"}


def test_an_empty_ledger_says_how_to_begin(tmp_path: Path) -> None:
    with serving(tmp_path / "empty.ledger") as served:
        assert "Nothing in this ledger yet" in text_of(shown(served, "/audit"))


def test_of_very_many_articles_the_last_twelve_months_are_counted_and_that_is_said(
    two: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.web.audit_bounds.MOST", 3)
    with closing(Ledger(two.ledger)) as ledger:
        ledger.keep(reading(POST, "old", outlet="Harbour Post", published="2020-02-01"))  # type: ignore[arg-type]
    tree = shown(two, "/audit")
    assert "only the last twelve months are counted: 1 May 2023 – 11 April 2024" in text_of(
        tree, "//p[@class='warning']"
    )
    assert text_of(tree, "//*[@class='answer']").startswith("4 articles")
    whole = shown(two, tree.xpath("//p[@class='warning']/a/@href")[0])
    assert text_of(whole, "//*[@class='answer']").startswith("5 articles")


# Counting


def test_shares_that_are_small_or_nearly_all_do_not_vanish() -> None:
    assert [share_words(part, 1000) for part in (0, 1, 500, 999, 1000)] == ["0%", "under 1%", "50%", "over 99%", "100%"]
    assert share_words(0, 0) == "0%"


def test_shares_of_nothing_are_none() -> None:
    assert {share.words for share in shares({})} == {"0%"}


def test_copying_is_the_mean_over_articles_and_not_over_outlets() -> None:
    found = copying([(1, 1, 1.0), (3, 0, 0.0)])
    assert found is not None
    assert (found.articles, found.copies, found.copies_words, found.share_words) == (4, 1, "25%", "25%")
    assert copying([]) is None


def test_every_statement_is_counted_once_whatever_its_kind() -> None:
    rows = tuple(
        Sourcing("A", "2024-01", kind, 1, 1) for kind in ("person", "media", "role", "group", "none", "author")
    )
    found = audited(Audit(rows, (), 6, {}, {"A": 6}), None)
    assert found.statements == 6
    assert Counter(share.count for share in found.shares) == {1: 6}
