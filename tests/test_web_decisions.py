"""What editors decided, in one list: corrections, who is who, and what was taken back."""

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


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Served]:
    with closing(Ledger(tmp_path / "town.ledger")) as ledger:
        lines = [("Mara Quill", "person", "the mill stays"), ("Marah Quill", "person", "the bridge goes")]
        ledger.keep(reading(lines, "town"))  # type: ignore[arg-type]  # a line is a person's
    with serving(tmp_path / "town.ledger") as server:
        yield server


def told(served: Served, path: str = "/decisions") -> list[str]:
    answer = served.client.get(path)
    assert answer.status_code == 200, answer.text
    return [" ".join(one.text_content().split()) for one in html.fromstring(answer.text).cssselect(".log li")]


def decide(served: Served, path: str, **sent: str) -> None:
    csrf = html.fromstring(served.client.get("/add").text).xpath("//form//input[@name='csrf']/@value")[0]
    answer = served.client.post(path, data={"csrf": csrf, **sent})
    assert answer.status_code == 303, answer.text


def test_decisions_of_nobody_yet_say_so(town: Served) -> None:
    assert "Nobody has corrected anything" in town.client.get("/decisions").text
    assert html.fromstring(town.client.get("/").text).xpath("//footer//a[@href='/decisions']")


def test_decisions_are_listed_with_who_and_why_the_latest_first(town: Served) -> None:
    town.sign_in()
    with closing(Ledger(town.ledger, read_only=True)) as ledger:
        one, other = ledger.who("Mara Quill")[0].id, ledger.who("Marah Quill")[0].id
        statement = ledger.search("mill").items[0].statement
    decide(town, f"/voice/{one}/merge", other=other, step="do", why="she writes it so")
    decide(town, f"/statement/{statement}/correct", kind="role", judge="Iris")
    decide(town, f"/statement/{statement}/undo", judgement="j2", step="do")
    latest, correction, merge = told(town)
    assert latest.startswith("j2 is taken back")
    assert "by an editor" in latest
    assert "“the mill stays” has a source of the kind: described, not named (not in effect any more)" in correction
    assert "by Iris" in correction
    assert merge.startswith("Mara Quill is also Marah Quill Reason: she writes it soj1, by an editor")
    with closing(Ledger(town.ledger, read_only=True)) as ledger:
        assert {judged.judgement.judge for judged in ledger.judgements()} == {"an editor", "Iris"}


def test_decisions_go_on_where_the_page_ended(town: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.pages.decisions.LISTED", 2)
    with closing(Ledger(town.ledger)) as ledger:
        statement = ledger.search("mill").items[0].statement
        for number in range(3):
            ledger.correct(statement, kind="role", why=f"reason {number}")
    first = html.fromstring(town.client.get("/decisions").text)
    assert [one.get("id") for one in first.cssselect(".log li")] == ["j3", "j2"]
    (more,) = first.xpath("//a[@rel='next']/@href")
    assert [line.count("reason 0") for line in told(town, more)] == [1]
    assert told(town, "/decisions?before=nothing")  # an address that somebody made up shows the first page
