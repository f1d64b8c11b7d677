"""What is kept beside a story's result: it is what lists show, and it goes with the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_by_hand import marks_of, reading

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.records import Count, Root
from onrecord.store import Digest, Judgement, SqliteStore, StoryCard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.records import Reading

MILL = reading(
    [("Ada Moss", "person", "the mill closes")],
    "mill",
    outlet="The Tern",
    headline="Mill shuts",
    published="2024-03-05",
)
COPY = reading(
    [("Ada Moss", "person", "the mill shuts")], "copy", outlet="Tern", headline="Mill shut", published="2024-03-07"
)
FLOOD = reading([("Bo Hill", "person", "the river rose")], "flood", outlet="", headline="", published="2024-03-06")
ROOTS = (Root("a friend", "anonymous", ("The Tern",)), Root("Ada Moss", "person"))


def id_of(made: Reading) -> str:
    assert made.article is not None
    return made.article.id


TOLD = Digest("t1", "Mill shuts", 1, Count(2, 1, 3), ROOTS, 1, ("c1", "c2"), ((id_of(COPY), 0.75),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "news.ledger") as made:
        for one in (MILL, COPY, FLOOD):
            made.add(one, marks_of(one))
        made.put_in_story([id_of(MILL), id_of(COPY)], "mill")
        made.put_in_story([id_of(FLOOD)], "flood")
        assert made.keep_story_result("mill", made.story("mill").revision, {"title": "Mill shuts"}, TOLD)
        yield made


def test_card_shows_what_was_kept_and_what_rows_know(store: SqliteStore) -> None:
    assert store.digest("mill") == TOLD
    assert store.story_cards("t1").items == (
        StoryCard("mill", "Mill shuts", "2024-03-05", "2024-03-07", 2, 1, Count(2, 1, 3), ROOTS, 1, told=True),
        StoryCard("flood", "", "2024-03-06", "2024-03-06", 1, 0, None, (), 0, told=False),
    )
    assert store.story_card("mill", "t1") == store.story_cards("t1").items[0]
    with pytest.raises(NotInLedgerError, match="no story"):
        store.story_card("x", "t1")


def test_several_cards_come_in_the_order_asked_for(store: SqliteStore) -> None:
    cards = {card.id: card for card in store.story_cards("t1").items}
    assert store.story_cards_of(["flood", "mill"], "t1") == (cards["flood"], cards["mill"])
    assert store.story_cards_of([], "t1") == ()
    with pytest.raises(NotInLedgerError, match="no story"):
        store.story_cards_of(["mill", "nowhere"], "t1")


def test_card_of_other_stages_counts_as_not_told(store: SqliteStore) -> None:
    assert store.story_card("mill", "t2") == StoryCard(
        "mill", "Mill shuts", "2024-03-05", "2024-03-07", 2, 1, None, (), 0, told=False
    ), "The Tern and Tern are one outlet"
    assert store.stories_to_tell("t2").items == ("mill", "flood")


def test_cards_come_in_pages_in_the_order_of_stories(store: SqliteStore) -> None:
    first = store.story_cards("t1", limit=1)
    assert [card.id for card in first.items] == ["mill"]
    second = store.story_cards("t1", limit=1, cursor=first.cursor)
    assert ([card.id for card in second.items], second.cursor) == (["flood"], None)
    with pytest.raises(UsageError, match="no cursor"):
        store.story_cards("t1", cursor="x")


def test_story_without_a_claim_is_told_all_the_same(store: SqliteStore) -> None:
    none = Digest("t1", "Flood", 0, None, (), 0)
    store.keep_story_result("flood", store.story("flood").revision, {}, none)
    card = store.story_card("flood", "t1")
    assert (card.told, card.independent, card.title) == (True, None, "Flood")


def test_stories_to_tell_are_those_not_told_or_in_conflict(store: SqliteStore) -> None:
    assert store.stories_to_tell("t1").items == ("flood",)
    assert store.stories_to_tell("t1", untold=False, conflicting=True).items == ("mill",)
    page = store.stories_to_tell("t1", conflicting=True, limit=1)
    assert page.items == ("mill",)
    assert store.stories_to_tell("t1", conflicting=True, limit=1, cursor=page.cursor).items == ("flood",)
    assert store.stories_to_tell("t1", untold=False).items == ()


def test_claim_leads_to_its_story(store: SqliteStore) -> None:
    assert store.story_of_claim("c2") == "mill"
    with pytest.raises(NotInLedgerError, match="no claim 'c9'"):
        store.story_of_claim("c9")


@pytest.mark.parametrize("change", ["correct", "version", "moved", "merged", "erased"])
def test_whatever_changes_a_story_takes_its_card_claims_and_copies(store: SqliteStore, change: str) -> None:
    if change == "correct":
        store.judge(Judgement("correct", MILL.statements[0].id, {"withdrawn": True}, "Eve"))
    elif change == "version":
        newer = reading([("Ada Moss", "person", "the mill stays")], "mill", outlet="The Tern", headline="Mill shuts")
        store.add(newer, marks_of(newer))
    elif change == "moved":
        store.put_in_story([id_of(FLOOD)], "mill")
    elif change == "merged":
        store.merge_stories("flood", ["mill"])
    else:
        store.erase_article(id_of(COPY), "Eve")
    assert not any(card.told for card in store.story_cards("t1").items)
    assert sum(one.copies + one.told for one in store.copied("t1")) == 0
    with pytest.raises(NotInLedgerError):
        store.story_of_claim("c1")
    assert store.check().problems == ()


def test_result_kept_again_replaces_all_that_was_kept_before(store: SqliteStore) -> None:
    again = Digest("t1", "Mill closes", 1, None, (), 0, ("c3",))
    assert store.keep_story_result("mill", store.story("mill").revision, {"title": "Mill closes"}, again)
    assert store.digest("mill") == again
    assert store.copied("t1")[2].copies == 0
    with pytest.raises(NotInLedgerError):
        store.story_of_claim("c1")
    assert store.keep_story_result("mill", store.story("mill").revision, {"title": "Mill"})
    assert store.digest("mill") is None, "a result without one has none, not that of the result before"


def test_result_of_an_older_revision_keeps_no_digest(store: SqliteStore) -> None:
    assert not store.keep_story_result("flood", store.story("flood").revision - 1, {}, TOLD)
    assert store.digest("flood") is None
    assert store.story_of_claim("c1") == "mill"


def test_copies_are_counted_by_outlet_and_period_of_what_is_told(store: SqliteStore) -> None:
    rows = [(one.outlet, one.articles, one.told, one.copies, one.shares) for one in store.copied("t1")]
    assert rows == [(None, 1, 0, 0, 0.0), ("Tern", 1, 1, 1, 0.75), ("The Tern", 1, 1, 0, 0.0)]
    assert [one.outlet for one in store.copied("t1", outlet="TERN")] == ["Tern"]
    assert [one.outlet for one in store.copied("t1", until="2024-03-06")] == [None, "The Tern"]
    assert store.copied("t1", outlet="Nobody") == ()
    assert sum(one.told for one in store.copied("t2")) == 0
    assert store.untold("t1") == (("flood", id_of(FLOOD), None),)
    assert {story for story, _, _ in store.untold("t2")} == {"mill", "flood"}
    assert store.untold("t2", since="2024-03-07") == (("mill", id_of(COPY), "Tern"),)


def test_reader_can_ask_for_all_of_it(store: SqliteStore) -> None:
    with SqliteStore(store.path, writable=False) as reader:
        assert reader.story_cards("t1") == store.story_cards("t1")
        assert reader.story_of_claim("c1") == "mill"
        assert reader.digest("mill") == TOLD
        assert reader.copied("t1") == store.copied("t1")
        assert reader.untold("t1") == store.untold("t1")
        assert reader.stories_to_tell("t1") == store.stories_to_tell("t1")
        assert reader.articles() == store.articles()
        assert reader.outlets() == store.outlets()
        ada = store.who("Ada Moss")[0].id
        assert reader.profile(ada) == store.profile(ada)
