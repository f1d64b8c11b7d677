"""Stories that are worked out in a process of their own: kept for everybody, and nothing lost when the process falls."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from web_server import serving

from onrecord import Ledger
from onrecord.web.telling import Teller

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def untold(demo_ledger: Path, path: Path) -> list[str]:
    """Make a copy of the demo ledger in which no story is worked out; return the ids of its stories."""
    with Ledger(path) as ledger, Ledger(demo_ledger, read_only=True) as demo:
        for reading in demo.readings():
            ledger.keep(reading)
        return [card.id for card in ledger.story_cards().items if not card.told]


def told(path: Path) -> set[str]:
    with Ledger(path, read_only=True) as ledger:
        return {card.id for card in ledger.story_cards().items if card.told}


def test_web_telling_keeps_what_it_worked_out(demo_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    first, second, *others = untold(demo_ledger, path)
    teller = Teller(path)
    try:
        teller.tell("no such story")
        teller.tell(first)
        teller.tell(second)
    finally:
        teller.kill()
    assert told(path) == {first, second}
    assert others


def test_web_telling_starts_another_process_after_one_fell(demo_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    first, second, *_ = untold(demo_ledger, path)
    teller = Teller(path)
    try:
        teller.tell(first)
        process = teller._process  # noqa: SLF001 - nobody else may end it
        assert process is not None
        process.kill()
        process.join()
        teller.tell(second)
    finally:
        teller.kill()
    assert told(path) == {first, second}


def test_web_telling_ends_with_the_server_and_starts_nothing_more(demo_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    first, *_ = untold(demo_ledger, path)
    teller = Teller(path)
    teller.kill()
    teller.tell(first)
    assert told(path) == set()


def test_web_telling_a_large_story_is_worked_out_meanwhile_and_then_there(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.web.ledgers.SOON_TOLD", 10)
    untold(demo_ledger, tmp_path / "large.ledger")
    with Ledger(tmp_path / "large.ledger", read_only=True) as ledger:
        story = max(ledger.story_cards().items, key=lambda card: card.articles).id
    with serving(tmp_path / "large.ledger") as served:
        first = served.client.get(f"/story/{story}")
        assert first.status_code == 503
        assert "14 articles" in first.text
        assert first.headers["retry-after"]
        assert served.client.get(f"/api/v1/stories/{story}/trail").headers["content-type"] == "application/problem+json"
        deadline = time.monotonic() + 120
        while served.client.get(f"/story/{story}").status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert served.client.get(f"/api/v1/stories/{story}").json()["id"] == story
