"""Made tests/ledgers/version_3.ledger: a ledger as schema version 3 had it, with the invented articles of the versions before.

It was run once, at the change to version 4, with the store of that day, which wrote version 3 itself. Its statements differ in how far
their sources commit themselves, and in how sure the reader is: version 3 had these in the readings alone. The file is kept as it came out
and never made again; that later versions open it is what test_store_migration.py proves.

    python tests/ledgers/make_version_3.py FILE
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_by_hand import marks_of, reading

from onrecord.store import Judgement, SqliteStore

if TYPE_CHECKING:
    from store_by_hand import Line

    from onrecord.records import Certainty, Polarity, Reading


def held(one: Reading, *sureness: tuple[Certainty, Polarity, float]) -> Reading:
    """Return a reading with the certainty, polarity and confidence of each of its statements."""
    statements = [
        replace(statement, certainty=certainty, polarity=polarity, confidence=confidence)
        for statement, (certainty, polarity, confidence) in zip(one.statements, sureness, strict=True)
    ]
    return replace(one, statements=tuple(statements))


def main(path: Path) -> None:
    """Write the file, in one piece without a write-ahead log."""
    mill: list[Line] = [
        ("Ada Moss", "person", "the mill will close"),
        ("a police spokesman", "role", "Bo Hill was seen"),
    ]
    cafe: list[Line] = [("Bo Hill", "person", "Ada Moss is wrong"), ("", "none", "the café is shut")]
    with SqliteStore(path) as store:
        for one in (
            held(reading(mill, "mill", people="Bo Hill"), ("possible", "positive", 0.8), ("certain", "positive", 0.9)),
            held(
                reading(cafe, "cafe", published="2024-05-01", people="Ada Moss"),
                ("unknown", "positive", 0.75), ("certain", "positive", 0.31),
            ),
            held(reading([("Moss", "person", "it is not so")], "denial", published=""), ("certain", "negative", 0.5)),
            held(reading([("Ada Moss", "person", "the mill stays open")], "mill"), ("probable", "positive", 0.625)),
        ):  # fmt: skip
            added = store.add(one, marks_of(one))
            store.put_in_story([added.article], "s1")
        store.tie(store.articles_of("s1")[0], {store.articles_of("s1")[1]: 0.5})
        moss = next(voice for voice in store.who("Moss") if voice.name == "Moss")
        store.judge(Judgement("merge", store.who("Ada Moss")[0].id, {"voices": [moss.id]}, "Eve", "her cousin says so"))
        store.keep_story_result("s1", store.story("s1").revision, {"title": "Mill to close"})
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = DELETE; VACUUM;")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
