from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from store_by_hand import dump, marks_of, reading

from onrecord.errors import LedgerError, NotInLedgerError, UsageError
from onrecord.records import Count, Reading, as_json
from onrecord.store import Digest, Judgement, LedgerSettings, Marks, Query, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.records import SourceKind

MILL = reading(
    [
        ("Ada Moss", "person", "the mill will close in May"),
        ("Moss", "person", "nobody asked Bo Hill about the mill"),
        ("a police spokesman", "role", "the café was searched"),
        ("", "none", "the mill has closed before"),
        ("Reuters", "media", "the owner denied the closure"),
    ],
    "mill",
    people="Bo Hill",
)
SALE = reading(
    [
        ("Ada Moss", "person", "the sale is off"),
        ("Bo Hill", "person", "Ada Moss is wrong about the sale"),
        ("Reuters", "media", "it was sold"),
    ],
    "sale",
    published="2024-05-01T10:00:00+00:00",
    outlet="The Tern",
    people="Ada Moss",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "news.ledger") as opened:
        for one in (MILL, SALE):
            opened.add(one, marks_of(one))
        yield opened
        assert opened.check().problems == ()


def words(store: SqliteStore, **asked: str) -> list[str]:
    return [line.words for line in store.search(Query(**asked)).items]  # type: ignore[arg-type]  # kinds are checked


def id_of(made: Reading) -> str:
    assert made.article is not None
    return made.article.id


def test_store_keeps_the_contract(store: SqliteStore) -> None:
    promised: Store = store
    assert promised is store


def test_article_comes_back_as_it_went_in(store: SqliteStore) -> None:
    for key in (id_of(MILL), "https://news.example/mill", "mill.html"):
        stored = store.article(key)
        assert as_json(stored.reading) == as_json(MILL)
        assert (stored.version, stored.story, stored.sources) == (1, None, ("mill.html",))
    with pytest.raises(NotInLedgerError, match="there is no article 'nothing'"):
        store.article("nothing")


def test_all_articles_stream_in_the_order_of_coming(store: SqliteStore) -> None:
    assert [one.reading.source for one in store.all_articles()] == ["mill.html", "sale.html"]
    assert list(store.readings(["x", id_of(SALE)])) == [id_of(SALE)]


def test_adding_again_changes_nothing(store: SqliteStore) -> None:
    before = dump(store.path)
    assert store.add(MILL, marks_of(MILL)).outcome == "unchanged"
    assert dump(store.path) == before
    store.add(reading([("Ada Moss", "person", "the mill will close in May")], source="a.html"), Marks())
    again = store.add(reading([("Ada Moss", "person", "the mill will close in May")], source="b.html"), Marks())
    assert again.outcome == "unchanged"
    assert store.article("b.html").sources == ("a.html", "b.html")


def test_unreadable_reading_is_refused(store: SqliteStore) -> None:
    with pytest.raises(UsageError, match="gone could not be read"):
        store.add(Reading("gone", None), Marks())


def test_changed_text_is_a_version_beside_the_old(store: SqliteStore) -> None:
    changed = reading([("Ada Moss", "person", "the mill stays open")], "mill")
    added = store.add(changed, marks_of(changed))
    assert (added.outcome, added.version) == ("changed", 2)
    assert words(store, words="mill") == ["the mill stays open"]
    assert as_json(store.article("mill.html", 1).reading) == as_json(MILL)
    assert [(one.number, one.current) for one in store.versions("mill.html")] == [(1, False), (2, True)]
    assert store.add(MILL, marks_of(MILL)).outcome == "unchanged", "an earlier version is no news"
    assert [voice.name for voice in store.voices().items] == ["Ada Moss", "Bo Hill", "Reuters"], (
        "the one-word Moss is gone"
    )
    with pytest.raises(NotInLedgerError, match="no version"):
        store.article("mill.html", 3)


def test_same_url_is_the_same_article_whatever_its_id(store: SqliteStore) -> None:
    changed = reading([("Ada Moss", "person", "the mill stays open")], "mill")
    assert changed.article is not None
    other = replace(changed, article=replace(changed.article, id="another"))
    assert store.add(other, Marks()).outcome == "changed"
    assert store.article(id_of(MILL)).reading.article == other.article
    assert store.check().articles == 2


def test_search_finds_all_words_in_any_form_and_marks_them(store: SqliteStore) -> None:
    found = store.search(Query("MILL closing")).items
    assert [line.words for line in found] == ["the mill will close in May", "the mill has closed before"]
    assert [found[0].words[a:b] for a, b in found[0].marks] == ["mill", "close"]
    assert words(store, words="cafe") == ["the café was searched"]
    assert words(store, words='"the mill has"') == ["the mill has closed before"]
    assert words(store, words="sear*") == ["the café was searched"]
    assert words(store, words="nowhere") == []
    assert words(store, words='" - "') == []
    line = store.search(Query("cafe")).items[0]
    assert (line.outlet, line.published, line.day, line.kind, line.name, line.voice) == (
        "The Bugle", "2024-03-05", "2024-03-05", "role", "a police spokesman", None,
    )  # fmt: skip


def test_search_puts_words_as_typed_first(store: SqliteStore) -> None:
    later = reading(
        [("", "none", "the close of day at the mill"), ("", "none", "close the mill")], "later", published="2024-01-01"
    )
    store.add(later, Marks())
    assert words(store, words="close mill")[0] == "the mill will close in May"
    assert words(store, words="close of day mill")[0] == "the close of day at the mill"
    assert words(store, words="mill has closed")[0] == "the mill has closed before"
    assert words(store, words="close the mill")[0] == "close the mill"


@pytest.mark.parametrize(
    "text", ['"', "AND", "NEAR(a b)", "words:mill", "a^b", "(mill", "mill)", "-mill", "*", "\0", "mill OR"]
)
def test_search_takes_any_text_as_words(store: SqliteStore, text: str) -> None:
    store.search(Query(text))


def test_search_filters(store: SqliteStore) -> None:
    assert words(store, by="Ada Moss") == ["the sale is off", "the mill will close in May"]
    assert words(store, by="ada moss", words="mill") == ["the mill will close in May"]
    assert set(words(store, by="Moss")) == {
        "the sale is off",
        "the mill will close in May",
        "nobody asked Bo Hill about the mill",
    }
    assert words(store, by="Nobody") == []
    assert words(store, about="Bo Hill") == ["nobody asked Bo Hill about the mill"]
    assert words(store, kind="role") == ["the café was searched"]
    assert words(store, outlet="the tern", words="sale") == ["the sale is off", "Ada Moss is wrong about the sale"]
    assert words(store, outlet="The Gull") == []
    assert len(words(store, since="2024-03-06")) == 3
    assert len(words(store, until="2024-04-30")) == 5
    assert words(store, since="2024-03-05", until="2024-03-05", by="Reuters") == ["the owner denied the closure"]
    assert words(store, since="2025-01-01") == []
    assert len(words(store)) == 8
    for wrong in ({"since": "spring"}, {"kind": "ghost"}):
        with pytest.raises(UsageError):
            words(store, **wrong)


def test_search_pages_go_on_to_the_end_without_repeating(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "l", LedgerSettings(ranked=7)) as store:
        for n in range(30):
            store.add(reading([("", "none", f"the mill closed {n} times")], f"a{n}"), Marks())
        for query in (Query("mill"), Query()):
            seen, cursor = [], None
            while True:
                page = store.search(query, 4, cursor)
                seen += [line.statement for line in page.items]
                if (cursor := page.cursor) is None:
                    break
            assert len(seen) == len(set(seen)) == 30
        with pytest.raises(UsageError, match="no cursor"):
            store.search(Query("mill"), cursor="x")


def test_who_is_found_exactly_then_by_word_then_by_part(store: SqliteStore) -> None:
    other = reading([("Cy Mosswood", "person", "it rains"), ("Ada  Moss", "person", "no")], "rain")
    store.add(other, Marks())
    assert [voice.name for voice in store.who("moss")] == ["Moss", "Ada Moss", "Cy Mosswood"]
    assert [voice.name for voice in store.who("ÁDA MOSS’s")] == ["Ada Moss"]
    assert store.who("") == store.who("Zz") == ()


def test_voice_of_one_word_is_its_articles_own_unless_it_is_a_body(store: SqliteStore) -> None:
    other = reading([("Moss", "person", "it rains")], "rain")
    store.add(other, Marks())
    assert [voice.said for voice in store.who("Moss") if voice.name == "Moss"] == [1, 1]
    assert [(voice.name, voice.said) for voice in store.who("Reuters")] == [("Reuters", 2)]
    ada = store.who("Ada Moss")[0]
    assert (ada.said, ada.about, ada.kind) == (2, 1, "person")


def test_what_a_voice_said_and_what_is_said_about_it_go_back_in_time(store: SqliteStore) -> None:
    ada = store.who("Ada Moss")[0].id
    assert [line.day for line in store.said(ada).items] == ["2024-05-01", "2024-03-05"]
    first = store.said(ada, limit=1)
    assert [line.words for line in store.said(ada, limit=1, cursor=first.cursor).items] == [
        "the mill will close in May"
    ]
    assert [line.words for line in store.said(ada, until="2024-03-05").items] == ["the mill will close in May"]
    assert [line.words for line in store.said(ada, since="2024-03-06").items] == ["the sale is off"]
    assert [line.name for line in store.spoken_of(ada).items] == ["Bo Hill"]
    with pytest.raises(NotInLedgerError, match="no voice"):
        store.said("x")


def test_voices_are_listed_by_how_much_they_said(store: SqliteStore) -> None:
    page = store.voices(limit=1)
    assert [voice.name for voice in page.items] == ["Ada Moss"]
    assert [voice.name for voice in store.voices(cursor=page.cursor).items] == ["Reuters", "Moss", "Bo Hill"]


def test_statement_is_located_in_its_article(store: SqliteStore) -> None:
    located = store.statement(MILL.statements[1].id)
    assert located.statement == MILL.statements[1]
    assert located.stored.reading.source == "mill.html"
    with pytest.raises(NotInLedgerError, match="no statement"):
        store.statement("x")


def test_sharing_prefers_most_shared_then_nearest_in_time(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "l") as store:
        made = {}
        for n, (day, keys) in enumerate(
            [
                ("2024-01-01", ("a", "b")),
                ("2024-02-01", ("a",)),
                ("2024-03-01", ("a",)),
                ("2024-02-02", ("c",)),
                ("", ("a",)),
            ]
        ):
            one = reading([("", "none", f"number {n}")], f"k{n}", published=day)
            store.add(one, Marks({"n": n}, {}, keys, (7,)))
            made[id_of(one)] = n
        near = [made[one] for one in store.sharing("key", ["a", "b"], "2024-02-03")]
        assert near == [0, 1, 2, 4]
        assert [made[one] for one in store.sharing("key", ["a"], "2024-02-28", limit=2)] == [2, 1]
        assert len(store.sharing("band", [7])) == 5
        assert store.sharing("band", [8]) == store.sharing("key", ["7"]) == ()
        assert store.marks(list(made))[next(iter(made))].sketch == {"n": 0}


def test_changed_article_is_found_by_its_new_keys_alone(store: SqliteStore) -> None:
    changed = reading([("Cy Orr", "person", "the mill stays open")], "mill", published="2024-09-01")
    store.add(changed, marks_of(changed))
    assert store.sharing("key", ["Cy Orr"]) == (id_of(changed),)
    assert store.sharing("key", ["Moss"]) == ()


def test_stories_gather_articles_and_drop_results_that_are_out_of_date(store: SqliteStore) -> None:
    mill, sale = id_of(MILL), id_of(SALE)
    store.put_in_story([mill], "s1")
    store.put_in_story([sale], "s2")
    assert store.story_of([mill, sale, "x"]) == {mill: "s1", sale: "s2"}
    row = store.story("s1")
    assert store.keep_story_result("s1", row.revision, {"title": "Mill"})
    assert store.story_result("s1") == {"title": "Mill"}
    store.merge_stories("s1", ["s2"])
    assert store.story_result("s1") is None
    assert not store.keep_story_result("s1", row.revision, {"title": "old"})
    assert store.articles_of("s1") == (mill, sale)
    assert [(one.id, one.articles, one.first_day, one.last_day) for one in store.stories().items] == [
        ("s1", 2, "2024-03-05", "2024-05-01")
    ]
    with pytest.raises(NotInLedgerError, match="no story 's2'"):
        store.story("s2")
    revision = store.story("s1").revision
    changed = reading([("Ada Moss", "person", "the mill stays open")], "mill")
    store.add(changed, Marks())
    assert store.story("s1").revision > revision


def test_stories_are_listed_latest_first_in_pages(store: SqliteStore) -> None:
    store.put_in_story([id_of(MILL)], "s1")
    store.put_in_story([id_of(SALE)], "s2")
    page = store.stories(limit=1)
    assert [one.id for one in page.items] == ["s2"]
    assert [one.id for one in store.stories(limit=1, cursor=page.cursor).items] == ["s1"]


def test_transaction_is_all_or_nothing(store: SqliteStore) -> None:
    one = reading([("", "none", "it rains")], "rain")
    with pytest.raises(RuntimeError):
        fail_after_adding(store, one)
    assert words(store, words="rains") == []
    with store.writing(), pytest.raises(LedgerError, match="can't be part of a transaction"):
        store.erase_article(id_of(MILL), "me")


def fail_after_adding(store: SqliteStore, one: Reading) -> None:
    with store.writing():
        store.add(one, Marks())
        store.put_in_story([id_of(one)], "wet")
        assert words(store, words="rains") == ["it rains"], "a transaction sees its own"
        raise RuntimeError


def test_corrections_show_and_are_undone(store: SqliteStore) -> None:
    statement = MILL.statements[3].id
    first = store.judge(Judgement("correct", statement, {"kind": "person", "name": "Bo Hill"}, "Eve"))
    assert words(store, by="Bo Hill", words="before") == ["the mill has closed before"]
    assert store.statement(statement).statement.source.name == "Bo Hill"
    second = store.judge(Judgement("correct", statement, {"withdrawn": True}, "Eve", "not a statement"))
    assert words(store, words="before") == []
    assert (second.supersedes, second.in_effect) == (first.id, True)
    assert [one.in_effect for one in store.judgements(statement)] == [False, True]
    store.judge(Judgement("undo", second.id, {}, "Eve"))
    assert store.statement(statement).statement.source.name == "Bo Hill"
    store.judge(Judgement("undo", first.id, {}, "Eve"))
    assert as_json(store.article("mill.html").reading) == as_json(MILL)
    with pytest.raises(UsageError, match="not in effect"):
        store.judge(Judgement("undo", first.id, {}, "Eve"))


def test_correction_holds_for_the_next_version(store: SqliteStore) -> None:
    statement = MILL.statements[0].id
    store.judge(Judgement("correct", statement, {"name": "Cy Orr"}, "Eve"))
    changed = reading([("Ada Moss", "person", "the mill will close in May"), ("", "none", "so it goes")], "mill")
    assert changed.statements[0].id == statement
    store.add(changed, Marks())
    assert words(store, by="Cy Orr") == ["the mill will close in May"]


def test_merged_voices_are_one_until_undone(store: SqliteStore) -> None:
    ada, moss = store.who("Ada Moss")[0], next(voice for voice in store.who("Moss") if voice.name == "Moss")
    merged = store.judge(Judgement("merge", ada.id, {"voices": [moss.id]}, "Eve"))
    joined = store.voice(moss.id)
    assert (joined.id, joined.said, joined.also) == (ada.id, 3, (moss.id,))
    assert len(store.said(moss.id).items) == len(words(store, by="Ada Moss")) == 3
    assert {line.name for line in store.said(ada.id).items} == {"Ada Moss"}
    assert [voice.name for voice in store.who("Moss")] == ["Ada Moss"]
    undone = store.judge(Judgement("undo", merged.id, {}, "Eve"))
    assert (store.voice(ada.id), store.voice(moss.id)) == (ada, moss)
    store.judge(Judgement("undo", undone.id, {}, "Eve"))
    assert store.voice(moss.id) == joined
    with pytest.raises(UsageError, match="one voice already"):
        store.judge(Judgement("merge", ada.id, {"voices": [moss.id]}, "Eve"))


def test_merges_chain_to_the_subject_of_the_last(store: SqliteStore) -> None:
    bo, ada = store.who("Bo Hill")[0], store.who("Ada Moss")[0]
    moss = next(voice for voice in store.who("Moss") if voice.name == "Moss")
    store.judge(Judgement("merge", ada.id, {"voices": [moss.id]}, "Eve"))
    last = store.judge(Judgement("merge", bo.id, {"voices": [ada.id]}, "Eve"))
    assert store.voice(moss.id).id == store.voice(ada.id).id == bo.id
    assert store.voice(bo.id).said == 4
    store.judge(Judgement("undo", last.id, {}, "Eve"))
    assert store.voice(moss.id).id == ada.id
    assert store.voice(bo.id) == bo


def test_split_voice_is_somebody_else_in_some_articles_until_undone(store: SqliteStore) -> None:
    ada = store.who("Ada Moss")[0]
    split = store.judge(Judgement("split", ada.id, {"articles": [id_of(SALE)], "name": "Ada Moss (the buyer)"}, "Eve"))
    buyer = next(voice for voice in store.who("Ada Moss") if voice.id != ada.id)
    assert (store.voice(ada.id).said, buyer.said, buyer.about, buyer.name) == (1, 1, 1, "Ada Moss (the buyer)")
    changed = reading([("Ada Moss", "person", "the sale is on")], "sale")
    store.add(changed, Marks())
    assert [line.words for line in store.said(buyer.id).items] == ["the sale is on"]
    store.judge(Judgement("undo", split.id, {}, "Eve"))
    assert store.voice(ada.id).said == 2
    assert len(store.who("Ada Moss")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Judgement("praise", "x", {}, "Eve"),  # type: ignore[arg-type]
        Judgement("correct", "x", {}, "Eve"),
        Judgement("correct", "x", {"kind": "ghost"}, "Eve"),
        Judgement("correct", "x", {"colour": "red"}, "Eve"),
        Judgement("merge", "x", {}, "Eve"),
        Judgement("split", "x", {"articles": []}, "Eve"),
        Judgement("correct", "x", {"withdrawn": True}, ""),
    ],
)
def test_judgement_that_makes_no_sense_is_refused(store: SqliteStore, wrong: Judgement) -> None:
    with pytest.raises(UsageError):
        store.judge(wrong)
    assert store.judgements() == ()


def test_judgement_on_what_is_not_there_is_refused(store: SqliteStore) -> None:
    ada = store.who("Ada Moss")[0].id
    for wrong in (
        Judgement("correct", "x", {"withdrawn": True}, "Eve"),
        Judgement("merge", ada, {"voices": ["x"]}, "Eve"),
        Judgement("split", ada, {"articles": ["x"]}, "Eve"),
        Judgement("undo", "j9", {}, "Eve"),
        Judgement("undo", "x", {}, "Eve"),
    ):
        with pytest.raises(NotInLedgerError):
            store.judge(wrong)
    with pytest.raises(UsageError, match="can't be one"):
        store.judge(Judgement("merge", ada, {"voices": [store.who("Reuters")[0].id]}, "Eve"))
    assert store.judgements() == ()


def test_judgement_touches_the_story_that_rests_on_it(store: SqliteStore) -> None:
    store.put_in_story([id_of(MILL)], "s1")
    store.keep_story_result("s1", store.story("s1").revision, {})
    store.judge(Judgement("correct", MILL.statements[0].id, {"withdrawn": True}, "Eve"))
    assert store.story_result("s1") is None


def test_sourcing_counts_by_outlet_month_and_kind(store: SqliteStore) -> None:
    rows = [(one.outlet, one.month, one.kind, one.statements, one.articles) for one in store.sourcing()]
    assert ("The Bugle", "2024-03", "person", 2, 1) in rows
    assert ("The Tern", "2024-05", "media", 1, 1) in rows
    assert sum(row[3] for row in rows) == 8
    assert {one.outlet for one in store.sourcing(outlet="the tern")} == {"The Tern"}
    assert {one.month for one in store.sourcing(since="2024-05-01", until="2024-05-31")} == {"2024-05"}
    assert [(one.voice.name, one.statements, one.articles) for one in store.most_used(limit=2)] == [
        ("Ada Moss", 2, 2),
        ("Reuters", 2, 2),
    ]
    assert store.most_used() == store.most_used(since="2024-01-01"), "all articles have a day"
    assert [one.voice.name for one in store.most_used(outlet="The Tern")] == ["Ada Moss", "Bo Hill", "Reuters"]


def test_most_used_counts_those_who_are_one_together(store: SqliteStore) -> None:
    moss = next(voice for voice in store.who("Moss") if voice.name == "Moss")
    store.judge(Judgement("merge", store.who("Ada Moss")[0].id, {"voices": [moss.id]}, "Eve"))
    assert [(one.voice.name, one.statements, one.articles) for one in store.most_used(limit=1)] == [("Ada Moss", 3, 2)]
    assert store.most_used() == store.most_used(since="2024-01-01")


def test_backup_is_whole_and_replaces_in_one_step(store: SqliteStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.ledger"
    target.write_text("an older copy")
    store.backup(target)
    with SqliteStore(target) as copy:
        assert copy.check().problems == ()
        assert words(copy, words="mill") == words(store, words="mill")
    assert sorted(one.name for one in tmp_path.iterdir() if "part" in one.name) == []
    with pytest.raises(LedgerError, match="another name"):
        store.backup(store.path)


def test_readers_see_what_was_there_when_they_asked_and_never_wait(store: SqliteStore) -> None:
    with SqliteStore(store.path, writable=False) as reader, store.writing():
        one = reading([("", "none", "it rains")], "rain")
        store.add(one, Marks())
        assert words(reader, words="rains") == []
        assert len(words(reader, words="mill")) == 3


def test_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "l")
    store.close()
    store.close()
    with pytest.raises(LedgerError, match="closed"):
        store.who("Ada")


def test_check_finds_what_is_not_as_it_must_be(store: SqliteStore, tmp_path: Path) -> None:
    store.put_in_story([id_of(MILL)], "told")
    told = Digest("t", "The mill", 1, Count(1, 1, 1), (), 0, ("c1",), ((id_of(MILL), 0.5),))
    assert store.keep_story_result("told", store.story("told").revision, {}, told)
    assert store.check().problems == ()
    for damage, found in (
        ("UPDATE voice SET said = said + 1 WHERE name = 'Ada Moss'", "another number of statements"),
        ("UPDATE statement SET words = 'the mill is red' WHERE number = 1", "statement_index does not agree"),
        ("DELETE FROM about", "statement_index does not agree"),
        ("UPDATE article SET headline = 'x'", "does not say what its text says"),
        ("UPDATE version SET reading = x'00'", "can't be read"),
        ("DELETE FROM version", "has no text"),
        ("INSERT INTO story (id, articles) VALUES ('s', 4)", "another number of articles"),
        ("INSERT INTO trait VALUES (1, 2, 99)", "not there"),
        ("DELETE FROM story_result", "that is gone"),
        ("DELETE FROM story_card", "refers to a row of story_card"),
        ("UPDATE story_card SET outlets = 9", "is not possible"),
        ("UPDATE story_card SET independent = NULL", "is not possible"),
        ("UPDATE story_card SET roots = '['", "is not possible"),
        ("UPDATE story_copy SET share = 2", "is not possible"),
        ("UPDATE story_copy SET article = (SELECT number FROM article WHERE story IS NULL)", "no article of it"),
    ):
        copy = tmp_path / "copy.ledger"
        store.backup(copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute(damage)
            connection.commit()
        with SqliteStore(copy) as hurt:
            problems = hurt.check().problems
        assert any(found in line for line in problems), (damage, problems)


def _add_many(path: str, first: int, out: multiprocessing.Queue[int]) -> None:
    with SqliteStore(path) as store:
        for n in range(first, first + 30):
            one = reading([("Ada Moss", "person", f"mill {n}")], f"p{n}")
            store.add(one, marks_of(one))
            out.put(n)


def test_two_processes_write_in_turn_while_one_reads(store: SqliteStore) -> None:
    context = multiprocessing.get_context("forkserver")
    done: multiprocessing.Queue[int] = context.Queue()
    writers = [context.Process(target=_add_many, args=(str(store.path), first, done)) for first in (100, 200)]
    for writer in writers:
        writer.start()
    counts: list[int] = []
    while len(counts) < 60:
        done.get(timeout=60)
        counts.append(store.check().articles if len(counts) % 20 == 0 else len(words(store, by="Ada Moss")))
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert store.check().articles == 62


def test_order_of_adding_does_not_matter_to_what_is_found(tmp_path: Path) -> None:
    people = ("Ada Moss", "Bo Hill", "Moss")
    many = [reading([(people[n % 3], kind_of(n), f"the mill {n}")], f"q{n}") for n in range(20)]
    found: list[object] = []
    for order in (many, many[::-1], many[1::2] + many[::2]):
        with SqliteStore(tmp_path / f"{len(found)}.ledger") as store:
            for one in order:
                store.add(one, marks_of(one))
            said = sorted((voice.id, voice.said, voice.about) for voice in store.voices().items)
            found.append((sorted(words(store, words="mill")), said))
    assert found[0] == found[1] == found[2]


def kind_of(n: int) -> SourceKind:
    return "person" if n % 2 else "media"


def test_store_a_story_that_comes_again_after_erasing_has_another_revision(store: SqliteStore) -> None:
    # Whoever kept the erased story in memory by id and revision must not show it again.
    revisions = set()
    for made in (MILL, SALE):
        added = store.add(made, Marks())
        store.put_in_story([added.article], "s-mill")
        revisions.add(store.story("s-mill").revision)
        store.erase_article(added.article, "Ada", dry_run=False)
    assert len(revisions) == 2
