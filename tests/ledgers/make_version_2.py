"""Made tests/ledgers/version_2.ledger: a ledger as schema version 2 had it, with the invented articles of version 1.

It was run once, at the change to version 3, with the store of that day, which wrote version 2 itself. The file is kept as it came out and
never made again; that later versions open it is what test_store_migration.py proves.

    python tests/ledgers/make_version_2.py FILE
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_by_hand import marks_of, reading

from onrecord.store import Judgement, SqliteStore


def main(path: Path) -> None:
    """Write the file, in one piece without a write-ahead log."""
    with SqliteStore(path) as store:
        for one in (
            reading([("Ada Moss", "person", "the mill will close"), ("a police spokesman", "role", "Bo Hill was seen")], "mill", people="Bo Hill"),
            reading([("Bo Hill", "person", "Ada Moss is wrong"), ("", "none", "the café is shut")], "cafe", published="2024-05-01", people="Ada Moss"),
            reading([("Moss", "person", "it is not so")], "denial", published=""),
            reading([("Ada Moss", "person", "the mill stays open")], "mill"),
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
