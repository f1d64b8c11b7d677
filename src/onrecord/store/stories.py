"""Stories as the store knows them: which articles they have, and what was last worked out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.errors import NotInLedgerError
from onrecord.store.kept import Page, StoryRow
from onrecord.store.packing import day_text, pack, two_numbers, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


def of_articles(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the id of the story of each article that has one."""
    ask = "SELECT s.id FROM article a JOIN story s ON s.number = a.story WHERE a.id = ?"
    found = ((identity, db.execute(ask, (identity,)).fetchone()) for identity in ids)
    return {identity: row[0] for identity, row in found if row is not None}


def put_in(db: sqlite3.Connection, numbers: Iterable[int], story: str) -> None:
    """Put articles into a story, made if need be."""
    # A story that is erased and comes again must not have a revision that somebody still knows the erased one by.
    db.execute("INSERT OR IGNORE INTO story (id, revision) VALUES (?, abs(random() % 1000000000))", (story,))
    into = db.execute("SELECT number FROM story WHERE id = ?", (story,)).fetchone()[0]
    touched = {into}
    for number in numbers:
        before = db.execute("SELECT story FROM article WHERE number = ?", (number,)).fetchone()[0]
        if before != into:
            db.execute("UPDATE article SET story = ? WHERE number = ?", (into, number))
            touched.add(before)
    touch(db, touched - {None})


def merge(db: sqlite3.Connection, path: Path, keep: str, others: Sequence[str]) -> None:
    """Move all articles of other stories into one."""
    into = numbered(db, path, keep)
    moved = {numbered(db, path, other) for other in others} - {into}
    db.executemany("UPDATE article SET story = ? WHERE story = ?", [(into, other) for other in sorted(moved)])
    touch(db, {into, *moved})


def touch(db: sqlite3.Connection, numbers: Iterable[int]) -> list[str]:
    """Bring stories in step with their articles and drop their results; delete those left empty and return their ids."""
    gone = []
    for number in sorted(set(numbers)):
        db.execute("DELETE FROM story_result WHERE story = ?", (number,))
        db.execute(_RECKON, (number,))
        row = db.execute("SELECT id FROM story WHERE number = ? AND articles = 0", (number,)).fetchone()
        if row is not None:
            db.execute("DELETE FROM story WHERE number = ?", (number,))
            gone.append(row[0])
    return gone


_RECKON = """
UPDATE story SET revision = revision + 1, (articles, first_day, last_day) = (
    SELECT count(*), coalesce(min(nullif(day, 0)), 0), coalesce(max(day), 0) FROM article WHERE story = story.number
) WHERE number = ?
"""


def touch_article(db: sqlite3.Connection, number: int) -> None:
    """Say that an article has changed to the story that it is in."""
    row = db.execute("SELECT story FROM article WHERE number = ?", (number,)).fetchone()
    if row is not None and row[0] is not None:
        touch(db, [row[0]])


def touch_voices(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Say that it is judged otherwise who these voices are to every story in which they speak."""
    ask = "SELECT DISTINCT a.story FROM statement s JOIN article a ON a.number = s.article WHERE s.voice = ? AND a.story NOT NULL"
    touch(db, {row[0] for number in numbers for row in db.execute(ask, (number,))})


def numbered(db: sqlite3.Connection, path: Path, story: str) -> int:
    """Return the number of a story. Raises NotInLedgerError."""
    row = db.execute("SELECT number FROM story WHERE id = ?", (story,)).fetchone()
    if row is None:
        raise NotInLedgerError(path, "story", story)
    return int(row[0])


def row_of(db: sqlite3.Connection, path: Path, story: str) -> StoryRow:
    """Return a story's row."""
    return _row(db.execute(f"{_SELECT} WHERE number = ?", (numbered(db, path, story),)).fetchone())


_SELECT = "SELECT id, revision, articles, first_day, last_day, number FROM story"


def _row(row: tuple[Any, ...]) -> StoryRow:
    return StoryRow(row[0], row[1], row[2], day_text(row[3]), day_text(row[4]))


def articles_of(db: sqlite3.Connection, path: Path, story: str) -> tuple[str, ...]:
    """Return the ids of a story's articles: the first published first, days unknown last."""
    rows = db.execute(
        "SELECT id FROM article WHERE story = ? ORDER BY day = 0, day, published, id", (numbered(db, path, story),)
    )
    return tuple(row[0] for row in rows)


def listed(db: sqlite3.Connection, limit: int, cursor: str | None) -> Page[StoryRow]:
    """Return stories, the one with the latest article first."""
    day, number = two_numbers(cursor) if cursor else (1 << 62, 0)
    rows = db.execute(
        f"{_SELECT} WHERE (last_day, number) < (?, ?) ORDER BY last_day DESC, number DESC LIMIT ?",
        (day, number, limit + 1),
    ).fetchall()
    more = f"{rows[limit - 1][4]}:{rows[limit - 1][5]}" if len(rows) > limit else None
    return Page(tuple(_row(row) for row in rows[:limit]), more)


def result(db: sqlite3.Connection, path: Path, story: str) -> Any | None:
    """Return what was worked out of a story as it is now, else None."""
    number = numbered(db, path, story)
    row = db.execute("SELECT result FROM story_result WHERE story = ?", (number,)).fetchone()
    return unpack(row[0]) if row is not None else None


def keep_result(db: sqlite3.Connection, number: int, revision: int, worked_out: Mapping[str, Any]) -> bool:
    """Keep what was worked out of a story (its number), unless it is another by now; what was kept of it before goes."""
    if db.execute("SELECT revision FROM story WHERE number = ?", (number,)).fetchone()[0] != revision:
        return False
    db.execute("DELETE FROM story_result WHERE story = ?", (number,))
    db.execute("INSERT INTO story_result (story, result) VALUES (?, ?)", (number, pack(worked_out)))
    return True
