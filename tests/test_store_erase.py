from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_by_hand import dump, marks_of, reading

from onrecord.errors import NotInLedgerError
from onrecord.records import Count, Root
from onrecord.store import Digest, Judgement, LedgerSettings, Marks, Query, SqliteStore
from onrecord.store.redact import BLACK, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.records import Reading

MANY = 120
"""Articles around those that have the name: enough that the search index is in several parts and the file has free pages."""


def written(path: Path) -> bytes:
    """Return everything that stands in the files of a ledger, in small letters, and all that is compressed in them."""
    raw = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()) if file.name.startswith(path.name))
    blobs = []
    for at in range(len(raw) - 2):
        if raw[at] == 0x78 and raw[at + 1] == 0x9C:  # how zlib begins
            try:
                blobs.append(zlib.decompressobj().decompress(raw[at:]))
            except zlib.error:  # two bytes of something else, or a text in several pages
                continue
    return (raw + b"".join(blobs)).lower()


def id_of(made: Reading) -> str:
    assert made.article is not None
    return made.article.id


def rows_of(path: Path, *tables: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608  # ours


def filled(path: Path) -> dict[str, Reading]:
    """Make a ledger in which a name stands in every place that a name can stand in."""
    made = {
        "speaks": reading(
            [("Zorba Quill", "person", "the mill closes"), ("Bo Hill", "person", "Zorba Quill knew"), ("Quill", "person", "no comment")],
            "zorba-quill-speaks", headline="QUILL: mill closes", people="Zorba Quill", source="in/zorba_quill.html",
        ),
        "told": reading([("Bo Hill", "person", "Ms Quill’s mill and @ZorbaQuill were for sale")], "told", people="Quill"),
        "shouted": reading([("", "none", "it is said that ZORBA  QUILL fled, and zorba quill was seen")], "shouted"),
        "outlet": reading([("The Zorba Quill Times", "media", "a quill was found")], "outlet", outlet="The Zorba Quill Times"),
    }  # fmt: skip
    with SqliteStore(path) as store:
        for n in range(MANY):
            other = reading([("Cy Orr", "person", f"the mill {n} " + "is old " * n)], f"n{n}")
            store.add(other, marks_of(other))
            if n % 40 == 20:
                name = list(made)[n // 40]
                store.add(made[name], marks_of(made[name]))
        store.add(made["outlet"], Marks({"names": ["zorba quill"]}, {}, ("zorba quill",), ()))
        newer = reading(
            [("Zorba Quill", "person", "the mill stays"), ("Bo Hill", "person", "it does")], "zorba-quill-speaks"
        )
        store.add(newer, marks_of(newer))
        store.put_in_story([id_of(newer), id_of(made["told"])], "s1")
        told = next(voice for voice in store.who("Quill") if voice.name == "Quill")
        store.judge(Judgement("merge", store.who("Zorba Quill")[0].id, {"voices": [told.id]}, "Eve"))
        store.judge(
            Judgement("correct", made["outlet"].statements[0].id, {"name": "Quill"}, "Zorba Quill", "says Zorba Quill")
        )
        store.keep_story_result(
            "s1", store.story("s1").revision, {"title": "Zorba Quill and the mill"},
            Digest(
                "t", "Zorba Quill’s mill", 1, Count(1, 1, 1), (Root("Zorba Quill", "person", ("The Quill",)),), 1,
                ("c-quill-1", "c2"), ((id_of(made["told"]), 0.5),),
            ),
        )  # fmt: skip
    return made


def test_erased_name_occurs_nowhere_in_the_files_bytes(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    filled(path)
    assert written(path).count(b"quill") > 20
    assert b"c-quill-1" in written(path)
    assert rows_of(path, "story_card", "story_claim", "story_copy") == [1, 2, 1]
    with SqliteStore(path) as store:
        gone = store.erase_person("Zorba Quill", "Eve", marks_of)
        left = written(path)
        assert store.check().problems == ()
        assert b"zorba" not in left
        assert left.count(b"quill") == left.count(b"a quill was found") + 1, "and once in the search index"
        assert (gone.scrubbed, gone.dry_run, len(gone.rewritten), len(gone.statements)) == (True, False, 4, 3)
        assert store.who("Zorba") == ()
        assert store.story_result("s1") is None
        assert store.digest("s1") is None
        assert rows_of(path, "story_card", "story_claim", "story_copy") == [0, 0, 0]
        assert {card.title: card.told for card in store.story_cards("t").items} == {"Mill to close": False}
        assert [line.words for line in store.search(Query("mill closes", by="Bo Hill")).items] == []
    assert b"zorba" not in written(path)


def test_what_others_said_stays_with_the_name_blacked_out(tmp_path: Path) -> None:
    made = filled(tmp_path / "l")
    with SqliteStore(tmp_path / "l") as store:
        store.erase_person("zorba quill", "Eve", marks_of)
        told = store.article(id_of(made["told"])).reading
        assert told.article is not None
        assert told.statements[0].content[
            0
        ].text == f"Ms {BLACK * 5}’{BLACK} mill and @{BLACK * 10} were for sale".replace(f"’{BLACK}", "’s")
        assert told.entities == tuple(one for one in told.entities if one.name == "Bo Hill")
        assert store.article(id_of(made["speaks"]), 1).reading.statements[0].source.name == "Bo Hill"
        assert [line.words for line in store.search(Query("seen")).items] == [
            f"it is said that {BLACK * 5}  {BLACK * 5} fled, and {BLACK * 5} {BLACK * 5} was seen"
        ]
        assert store.article(f"in/{BLACK * 5}_{BLACK * 5}.html").version == 2


def test_page_read_again_does_not_bring_the_name_back(tmp_path: Path) -> None:
    made = filled(tmp_path / "l")
    with SqliteStore(tmp_path / "l") as store:
        store.erase_person("Zorba Quill", "Eve", marks_of)
        assert store.add(made["told"], marks_of(made["told"])).outcome == "unchanged"


def test_dry_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l"
    filled(path)
    with SqliteStore(path) as store:
        before = dump(path)
        would = store.erase_person("Zorba Quill", "Eve", marks_of, dry_run=True)
        assert dump(path) == before
        went = store.erase_person("Zorba Quill", "Eve", marks_of)
        assert (would.rewritten, would.statements, would.voices, would.judgements) == (
            went.rewritten, went.statements, went.voices, went.judgements,
        )  # fmt: skip
        assert (would.dry_run, would.scrubbed) == (True, False)
        with pytest.raises(NotInLedgerError, match="no person"):
            store.erase_person("Zorba Quill", "Eve", marks_of)


def test_erased_article_is_gone_with_all_that_came_of_it(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    with SqliteStore(path) as store:
        for n in range(MANY):
            one = reading([("Cy Orr", "person", f"the mill {n}")], f"n{n}")
            store.add(one, marks_of(one))
        secret = reading(
            [("Vim Tarn", "person", "xylocopa came"), ("Cy Orr", "person", "Vim Tarn is here")],
            "secret",
            people="Vim Tarn",
        )
        store.add(secret, marks_of(secret))
        store.put_in_story([id_of(secret)], "s1")
        store.judge(Judgement("correct", secret.statements[0].id, {"kind": "role"}, "Eve"))
        told = Digest(
            "t", "Xylocopa here", 1, None, (Root("Vim Tarn", "person"),), 0, ("c-secret",), ((id_of(secret), 1.0),)
        )
        assert store.keep_story_result("s1", store.story("s1").revision, {"title": "Xylocopa here"}, told)
        assert b"c-secret" in written(path)
        would = store.erase_article("secret.html", "Eve", dry_run=True)
        assert store.article("secret.html").story == "s1"
        gone = store.erase_article("secret.html", "Eve")
        assert (gone.articles, gone.statements) == ((id_of(secret),), tuple(one.id for one in secret.statements))
        assert (
            (gone.stories, gone.judgements, len(gone.voices))
            == (("s1",), 1, 1)
            == (would.stories, would.judgements, len(would.voices))
        )
        left = written(path)
        for word in (b"xylocopa", b"vim", b"tarn", id_of(secret).encode(), b"secret"):
            assert word not in left
        assert store.check().problems == ()
        assert rows_of(path, "story_card", "story_claim", "story_copy") == [0, 0, 0]
        assert store.who("Cy Orr")[0].said == MANY


def test_erasing_an_article_takes_what_lists_show_of_the_story_that_others_stay_in(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    mine, other = (
        reading([("Vim Tarn", "person", "xylocopa came")], "mine"),
        reading([("Bo Hill", "person", "ok")], "o"),
    )
    with SqliteStore(path) as store:
        for one in (mine, other):
            store.add(one, marks_of(one))
        store.put_in_story([id_of(mine), id_of(other)], "s1")
        told = Digest(
            "t", "Xylocopa", 1, Count(1, 1, 1), (Root("Vim Tarn", "person"),), 0, ("c1",), ((id_of(other), 0.9),)
        )
        assert store.keep_story_result("s1", store.story("s1").revision, {}, told)
        store.erase_article("mine.html", "Eve")
        assert (store.story_card("s1", "t").told, store.story_card("s1", "t").articles) == (False, 1)
        with pytest.raises(NotInLedgerError, match="no claim"):
            store.story_of_claim("c1")
        assert store.copied("t")[0].copies == 0
        assert store.check().problems == ()
    assert b"xylocopa" not in written(path)
    assert b"tarn" not in written(path)


def test_reader_that_holds_the_log_delays_scrubbing_which_is_said(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    filled(path)
    with SqliteStore(path, LedgerSettings(wait_seconds=0.1)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM article").fetchone()
            assert not store.erase_person("Zorba Quill", "Eve", marks_of).scrubbed
            assert any("free pages" in line for line in store.check().problems)
        assert b"zorba" in written(path), "a reader still saw it"
        assert store.scrub()
        assert store.check().problems == ()
        assert b"zorba" not in written(path)


def test_one_person_of_a_common_surname_leaves_the_others(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "l") as store:
        for key, who in (("a", "Zorba Quill"), ("b", "Ada Quill"), ("c", "Quill")):
            one = reading([(who, "person", "it rains")], key)
            store.add(one, marks_of(one))
        store.erase_person("Zorba Quill", "Eve", marks_of)
        assert {voice.name for voice in store.voices().items} == {"Ada Quill", "Quill"}


@given(st.text(), st.sampled_from(["Zorba Quill", "José O'Brien-Ng", "Li", "J.K. Rowe"]))
def test_blacking_out_keeps_every_offset_and_leaves_no_name(text: str, name: str) -> None:
    names = names_of([name])
    whole = f"{text} {name} {text}"
    black = names.black(whole)
    assert len(black) == len(whole)
    assert name not in black
    assert names.black(black) == black


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("Rose rose in ROSE park", "Ann Rose", "████ rose in ████ park"),
        ("annrose@x.example", "Ann Rose", "███████@x.example"),
        ("/2024/ann-rose-wins", "Ann Rose", "/2024/███-████-wins"),
        ("Jose and JOSÉ", "José Ruiz", "████ and ████"),
        ("J. K. Rowe and JK Rowe", "J.K. Rowe", "J. K. ████ and ██ ████"),
        ("the roses of Roseland", "Ann Rose", "the roses of Roseland"),
        ("ann rose", "Ann Rose", "███ ████"),
    ],
)
def test_name_is_blacked_out_wherever_it_is_one(text: str, name: str, left: str) -> None:
    assert names_of([name]).black(text) == left
