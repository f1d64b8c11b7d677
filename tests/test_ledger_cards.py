"""Cards, conflicts, audits and claims by what is kept of stories: the same as by the stories themselves, and without working any out."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_ledger import demo_readings, kept

import onrecord.ledger
from onrecord.errors import NotInLedgerError
from onrecord.export.ledger_answer import answer_of, card_answer_of
from onrecord.ledger import Audit, Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Story


@pytest.fixture(scope="module")
def untold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the demo in which nothing is worked out."""
    folder = tmp_path_factory.mktemp("untold")
    kept(folder, demo_readings()).close()
    return folder / "news.ledger"


@pytest.fixture(scope="module")
def told(untold: Path) -> Path:
    """The same, with all worked out."""
    path = Path(shutil.copy(untold, untold.with_name("told.ledger")))
    with Ledger(path) as ledger:
        assert len(list(ledger.all_stories())) == 4
    return path


@pytest.fixture
def ledger(told: Path, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(shutil.copy(told, tmp_path / "news.ledger")) as opened:
        yield opened


@pytest.fixture
def no_telling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(story_id: str, _: object) -> Story:
        raise AssertionError(f"{story_id} was worked out")

    monkeypatch.setattr("onrecord.story.story_of", refuse)


@pytest.mark.usefixtures("no_telling")
def test_card_says_of_a_story_what_the_story_says(ledger: Ledger) -> None:
    page = ledger.story_cards()
    assert [card.id for card in page.items] == [row.id for row in ledger.stories().items]
    for card in page.items:
        story = ledger.story(card.id)
        main = next(claim for claim in story.claims if claim.id == story.main_claim)
        assert card.told
        assert (card.title, card.articles, card.conflicts) == (story.title, len(story.articles), len(story.conflicts))
        assert (card.independent, card.roots) == (main.independent, main.roots)
        assert card_answer_of(card) == answer_of(story)
        assert ledger.story_card(story.articles[-1].id) == card


@pytest.mark.usefixtures("no_telling")
def test_card_of_what_is_not_told_yet_says_what_rows_know(untold: Path) -> None:
    with Ledger(untold, read_only=True) as ledger:
        cards = ledger.story_cards().items
        assert [(card.told, card.independent, card.roots, card.conflicts) for card in cards] == [
            (False, None, (), 0)
        ] * 4
        assert all(card.title and card.articles and card.outlets for card in cards)
        assert [card.id for card in cards] == list(ledger.untold().items)
        assert list(ledger.conflicts(tell=False)) == []
        audit = ledger.audit(tell=False)
        assert (audit.articles, audit.untold, audit.copied) == (32, 4, {})
        assert sum(audit.by_outlet.values()) == 32
        with pytest.raises(NotInLedgerError, match="no claim"):
            ledger.story_of_claim("c0")


def test_card_of_an_untold_story_knows_as_many_outlets_as_the_story(untold: Path, told: Path) -> None:
    with Ledger(untold, read_only=True) as before, Ledger(told, read_only=True) as after:
        assert [card.outlets for card in before.story_cards().items] == [
            card.outlets for card in after.story_cards().items
        ]


def test_story_without_a_headline_is_titled_by_how_it_begins(tmp_path: Path) -> None:
    line = (
        '{"id": "x", "text": "The mill at Fennick has closed. “It is a shame,” said Bo Hill, a weaver, on Monday."}\n'
    )
    (tmp_path / "x.jsonl").write_text(line, encoding="utf-8")
    with Ledger(tmp_path / "news.ledger") as ledger:
        assert [entry.outcome for entry in ledger.add([str(tmp_path / "x.jsonl")])] == ["added"]
        before = ledger.story_cards().items[0]
        assert before.title.startswith("The mill at Fennick has closed.")
        assert ledger.story(before.id).title == before.title == ledger.story_card(before.id).title


@pytest.mark.usefixtures("no_telling")
def test_conflicts_and_audit_of_a_told_ledger_work_nothing_out(ledger: Ledger) -> None:
    stories = list(ledger.all_stories())
    assert list(ledger.conflicts()) == [(story, one) for story in stories for one in story.conflicts]
    assert len(list(ledger.conflicts(tell=False))) == 2
    assert counted(ledger.audit()).copied == by_hand(ledger, stories)
    assert ledger.audit() == ledger.audit(tell=False)


def by_hand(ledger: Ledger, stories: list[Story]) -> dict[str, tuple[int, int, float]]:
    """Count the copies of each outlet as the stories have them."""
    shares: dict[str, list[float]] = {}
    for story in stories:
        for article in story.articles:
            shares.setdefault(article.outlet or "", []).append(article.copy_share if article.copy_of else 0.0)
    assert sum(map(len, shares.values())) == ledger.audit().articles
    return {
        name: (len(some), sum(one > 0 for one in some), round(sum(some) / len(some), 9))
        for name, some in shares.items()
    }


def counted(audit: Audit) -> Audit:
    """Return an audit with shares rounded: they are summed in another order where stories were told just now."""
    return replace(
        audit, copied={name: (many, copies, round(share, 9)) for name, (many, copies, share) in audit.copied.items()}
    )


@pytest.mark.parametrize(
    "asked", [{}, {"outlet": "westland today"}, {"since": "2025-03-01", "until": "2025-03-31"}, {"outlet": "Nobody"}]
)
def test_audit_of_an_untold_ledger_that_is_only_read_is_that_of_a_told_one(
    untold: Path, told: Path, asked: dict[str, str]
) -> None:
    before = untold.read_bytes()
    with Ledger(untold, read_only=True) as one, Ledger(told, read_only=True) as other:
        assert counted(one.audit(**asked)) == counted(other.audit(**asked))  # type: ignore[arg-type]  # all are text
        assert [found.id for found, _ in one.conflicts()] == [found.id for found, _ in other.conflicts()]
    assert untold.read_bytes() == before


def test_audit_tells_only_what_it_selects_and_is_not_told(untold: Path, tmp_path: Path) -> None:
    with Ledger(shutil.copy(untold, tmp_path / "l")) as ledger:
        first, second = ledger.untold().items[0], ledger.untold().items[1]
        ledger.story(first)
        audit = ledger.audit(since="2025-10-01", tell=False)
        assert (audit.articles, audit.untold) == (5, 0)
        ledger.audit(since="2025-09-01")
        assert second not in ledger.untold().items
        assert len(ledger.untold().items) == 2


@pytest.mark.usefixtures("no_telling")
def test_claim_leads_to_its_story(ledger: Ledger) -> None:
    for story in ledger.all_stories():
        assert {ledger.story_of_claim(claim.id) for claim in story.claims} == {story.id}


def test_result_of_an_earlier_schema_gets_its_card_when_it_is_asked_for(ledger: Ledger) -> None:
    key = ledger.story_cards().items[0].id
    path = ledger.store.path  # type: ignore[attr-defined]  # of SqliteStore
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM story_card")
        connection.commit()
    assert not ledger.story_card(key).told
    story = ledger.story(key)
    assert ledger.story_card(key).told
    assert ledger.story_of_claim(story.claims[0].id) == key
    assert not ledger.check().problems


def test_results_of_other_stages_are_not_shown(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onrecord.ledger, "TOLD_BY", "later")
    assert not any(card.told for card in ledger.story_cards().items)
    assert len(ledger.untold().items) == ledger.audit(tell=False).untold == 4
    ledger.story(ledger.untold().items[0])
    assert [card.told for card in ledger.story_cards().items] == [True, False, False, False]
    assert not ledger.check().problems


def test_check_says_which_story_lists_show_wrongly(ledger: Ledger) -> None:
    assert ledger.check().problems == ()
    key = ledger.story_cards().items[1].id
    with closing(sqlite3.connect(ledger.store.path)) as connection:  # type: ignore[attr-defined]  # of SqliteStore
        connection.execute(
            "UPDATE story_card SET title = 'x' WHERE story = (SELECT number FROM story WHERE id = ?)", (key,)
        )
        connection.commit()
    assert ledger.check().problems == (f"what lists show of story {key} is not what was worked out of it",)


def test_erased_person_stands_in_no_card(ledger: Ledger) -> None:
    assert any("Merrin" in card.title for card in ledger.story_cards().items)
    ledger.erase_person("Calla Merrin")
    assert not any("Merrin" in card.title for card in ledger.story_cards().items)
    list(ledger.all_stories())
    assert not any("Merrin" in f"{card.title}{card.roots}" for card in ledger.story_cards().items)
    assert not ledger.check().problems


def test_ledger_only_read_answers_everything_in_lists(told: Path) -> None:
    with Ledger(told, read_only=True) as ledger:
        articles = ledger.articles(limit=10)
        assert (len(articles.items), len(ledger.articles(limit=50, cursor=articles.cursor).items)) == (10, 22)
        assert sum(row.articles for row in ledger.outlets()) == 32
        assert {row.outlet for row in ledger.articles(outlet="the tern").items} == {"The Tern"}
        voice = ledger.who("Josef Tarrant")[0]
        found = ledger.profile(voice.id)
        assert (sum(row[1] for row in found.by_month), sum(row[2] for row in found.by_month)) == (
            voice.said,
            voice.about,
        )
        assert (sum(row[1] for row in found.by_outlet), sum(row[2] for row in found.by_outlet)) == (
            voice.said,
            voice.about,
        )
        assert {story for story, _ in found.stories} <= {row.id for row in ledger.stories().items}
