"""Finding people and bodies by name: found, found in part, and nothing in this ledger."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lxml import html
from store_by_hand import reading
from web_server import Served, serving

from onrecord import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path: Path = tmp_path_factory.mktemp("people") / "town.ledger"
    with closing(Ledger(path)) as ledger:
        ledger.keep(
            reading(
                [
                    ("Mara Quill", "person", "the mill stays"),
                    ("Mara Quill", "person", "the bridge goes"),
                    ("Anna Quillfeather", "person", "nothing was decided"),
                    ("Harbour Board", "organisation", "Mara Quill was heard"),
                ],
                "town", people="Mara Quill",
            )
        )  # fmt: skip
        people = [(f"{first} Vell", "person", f"number {at} spoke") for at, first in enumerate(FIRST_NAMES)]
        ledger.keep(reading(people, "many"))  # type: ignore[arg-type]  # a line is a person's
    with serving(path) as server:
        yield server


FIRST_NAMES = [
    a + b + c for a in ("Ba", "Ko", "Mi", "Tu") for b in ("ra", "li", "no", "se") for c in ("n", "m", "k", "x")
]


def text_of(tree: html.HtmlElement, query: str = "//main") -> str:
    return " ".join(" ".join(one.text_content() for one in tree.xpath(query)).split())


def shown(served: Served, path: str, **headers: str) -> html.HtmlElement:
    answer = served.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


def names(tree: html.HtmlElement) -> list[str]:
    return [one.text_content() for one in tree.xpath("//table[@class='voices']//th/a")]


def test_without_a_name_the_most_quoted_come_first(town: Served) -> None:
    tree = shown(town, "/people")
    assert text_of(tree, "//h2") == "Most quoted"
    assert names(tree)[0] == "Mara Quill"
    first = tree.xpath("//table[@class='voices']/tbody/tr")[0]
    assert [text_of(cell, ".") for cell in first] == ["Mara Quill", "person", "2", "1"]


def test_the_list_goes_on(town: Served) -> None:
    first = shown(town, "/people")
    rest = shown(town, first.xpath("//p[@class='more']/a/@href")[0])
    everybody = names(first) + names(rest)
    assert len(everybody) == len(set(everybody)) == 67
    assert not rest.xpath("//p[@class='more']")


def test_a_name_that_is_there_is_found_whole(town: Served) -> None:
    tree = shown(town, "/people?q=mara+quill")
    assert text_of(tree, "//h2") == "One person or body is called so"
    assert names(tree) == ["Mara Quill"]
    assert tree.xpath("//table[@class='voices']//th/a/@href")[0].startswith("/voice/")


def test_several_of_a_name_are_bodies_in_the_plural(town: Served) -> None:
    assert text_of(shown(town, "/people?q=vell"), "//h2") == "50 people or bodies are called so"


def test_a_part_of_a_name_is_found_in_part(town: Served) -> None:
    tree = shown(town, "/people?q=feather")
    assert text_of(tree, "//h2") == "Nobody is called exactly so"
    assert names(tree) == ["Anna Quillfeather"]


def test_a_name_with_another_first_name_finds_those_of_the_surname(town: Served) -> None:
    tree = shown(town, "/people?q=Moira+Quill")
    assert text_of(tree, "//h2") == "Nobody in this ledger has this whole name"
    assert names(tree) == ["Mara Quill", "Anna Quillfeather"]


def test_a_slip_of_the_pen_finds_who_was_meant(town: Served) -> None:
    for slip in ("Mara+Quil", "Mara+Qiull", "Quilll"):
        tree = shown(town, f"/people?q={slip}")
        assert "Mara Quill" in names(tree), slip


def test_descriptions_are_not_among_the_most_quoted(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "some.ledger")) as ledger:
        said = [
            (name, "person", f"{at} is enough")
            for at, name in enumerate(("A mother", "The magazine", "The Tern", "Anna Vell"))
        ]
        ledger.keep(reading(said, "some"))  # type: ignore[arg-type]  # a line is a person's
    with serving(tmp_path / "some.ledger") as served:
        assert sorted(names(shown(served, "/people"))) == ["Anna Vell", "The Tern"]
        assert names(shown(served, "/people?q=mother")) == ["A mother"]  # whoever asks for it finds it


def test_nothing_in_this_ledger_leads_to_the_search(town: Served) -> None:
    tree = shown(town, "/people?q=Zebedee")
    assert text_of(tree, "//h2") == "Nobody in this ledger is called so"
    assert names(tree) == []
    assert tree.xpath("//main//a[@href='/search?q=Zebedee']")


def test_a_page_that_asks_for_a_part_gets_the_results_alone(town: Served) -> None:
    fragment = town.client.get("/people?q=mara", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "Mara Quill" in fragment


def test_an_empty_ledger_says_how_to_begin(tmp_path: Path) -> None:
    with serving(tmp_path / "empty.ledger") as served:
        assert "Nobody is on record in this ledger yet" in text_of(shown(served, "/people"))
