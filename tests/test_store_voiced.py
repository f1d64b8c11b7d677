"""What a store tells about the statements of an article beside their reading: the voices in them, and which were corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store_by_hand import reading

from onrecord import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from store_by_hand import Line

LINES: list[Line] = [
    ("Ada Moss", "person", "Ben Rook left the mill"),
    ("Ben Rook", "person", "it rained"),
    ("", "none", "it rained"),
]


def test_voiced_names_who_speaks_and_whom_it_is_about(tmp_path: Path) -> None:
    made = reading(LINES, "one", people="Ben Rook")
    with Ledger(tmp_path / "a.ledger") as ledger:
        ledger.keep(made)
        (ada,), (ben,) = ledger.who("Ada Moss"), ledger.who("Ben Rook")
        voiced = ledger.store.voiced(made.article.id if made.article else "")
        first, second, third = (one.id for one in made.statements)
        assert voiced[first].said == (ada.id, "Ada Moss")
        assert voiced[first].about == ((ben.id, "Ben Rook"),)
        assert voiced[second].said == (ben.id, "Ben Rook")
        assert third not in voiced
        ledger.merge(ada.id, [ben.id])
        assert ledger.store.voiced("one.html")[second].said == (ada.id, "Ada Moss")


def test_an_article_is_read_back_as_it_was_read_beside_its_corrections(tmp_path: Path) -> None:
    made = reading(LINES, "one")
    key = made.statements[1].id
    with Ledger(tmp_path / "a.ledger") as ledger:
        ledger.keep(made)
        assert ledger.store.corrected_in("one.html") == ()
        judged = ledger.correct(key, name="Cy Tarn")
        assert [one.source.name for one in ledger.article("one.html").reading.statements][1] == "Cy Tarn"
        assert ledger.store.article("one.html", as_read=True).reading == made
        assert ledger.store.corrected_in("one.html") == (key,)
        ledger.undo(judged.id)
        assert ledger.store.corrected_in("one.html") == (key,)
        assert ledger.article("one.html").reading == made
