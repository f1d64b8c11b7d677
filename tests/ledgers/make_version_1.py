"""Made tests/ledgers/version_1.ledger: a ledger as schema version 1 had it, with invented articles.

It was run once, at the change to version 2, with the store of that day: it fills a ledger and takes it back to what version 1 was. The file
is kept as it came out and never made again; that later versions open it is what test_store_migration.py proves.

    python tests/ledgers/make_version_1.py FILE
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_by_hand import marks_of, reading

from onrecord.store import Judgement, SqliteStore

BACK = """
DROP TABLE statement_index;
DROP VIEW statement_text;
DROP TABLE name_index;
DROP TABLE erasure;
DROP TABLE tie;
DROP INDEX statement_by_day;
ALTER TABLE story ADD COLUMN result BLOB;
UPDATE story SET result = (SELECT result FROM story_result WHERE story = story.number);
DROP TABLE story_result;
CREATE VIRTUAL TABLE statement_index USING fts5 (
    words, content = 'statement', content_rowid = 'number',
    columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO statement_index (statement_index) VALUES ('rebuild');
PRAGMA user_version = 1;
PRAGMA journal_mode = DELETE;
VACUUM;
"""


def main(path: Path) -> None:
    """Write the file."""
    with SqliteStore(path) as store:
        for one in (
            reading([("Ada Moss", "person", "the mill will close"), ("a police spokesman", "role", "Bo Hill was seen")], "mill", people="Bo Hill"),
            reading([("Bo Hill", "person", "Ada Moss is wrong"), ("", "none", "the café is shut")], "cafe", published="2024-05-01", people="Ada Moss"),
            reading([("Moss", "person", "it is not so")], "denial", published=""),
            reading([("Ada Moss", "person", "the mill stays open")], "mill"),
        ):  # fmt: skip
            added = store.add(one, marks_of(one))
            store.put_in_story([added.article], "s1")
        store.keep_story_result("s1", store.story("s1").revision, {"title": "Mill to close"})
        moss = next(voice for voice in store.who("Moss") if voice.name == "Moss")
        store.judge(Judgement("merge", store.who("Ada Moss")[0].id, {"voices": [moss.id]}, "Eve", "her cousin says so"))
        store.keep_story_result("s1", store.story("s1").revision, {"title": "Mill to close"})
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(BACK)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
