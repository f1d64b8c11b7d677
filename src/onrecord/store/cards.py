"""What is kept beside the result of a story, so that lists, counts and look-ups need not unpack it: its card, its claims, its copies.

All of it goes with the result, as soon as anything that the result rests on changes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.errors import NotInLedgerError
from onrecord.records import Count, Root, as_json, record_of
from onrecord.store import stories
from onrecord.store.folding import outlets_in
from onrecord.store.kept import Digest, Page, StoryCard
from onrecord.store.packing import day_text, two_numbers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

_LAST = 1 << 62


def keep(db: sqlite3.Connection, story: int, digest: Digest) -> None:
    """Keep a digest beside the result of a story (its number), which is there. Copies that are not in the story are left out."""
    count = digest.independent
    numbers = (count.value, count.low, count.high) if count is not None else (None, None, None)
    roots = json.dumps(as_json(digest.roots), ensure_ascii=False)
    db.execute(
        "INSERT INTO story_card (story, told_by, title, outlets, independent, low, high, roots, conflicts) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (story, digest.told_by, digest.title, digest.outlets, *numbers, roots, digest.conflicts),
    )
    db.executemany(
        "INSERT OR REPLACE INTO story_claim (claim, story) VALUES (?, ?)", [(claim, story) for claim in digest.claims]
    )
    db.executemany(
        "INSERT OR REPLACE INTO story_copy (article, story, share) SELECT number, story, ? FROM article WHERE id = ? AND story = ?",
        [(share, article, story) for article, share in digest.copies],
    )


def digest(db: sqlite3.Connection, path: Path, story: str) -> Digest | None:
    """Return what is kept beside the result of a story; None where nothing is."""
    number = stories.numbered(db, path, story)
    row = db.execute(
        "SELECT told_by, title, outlets, independent, low, high, roots, conflicts FROM story_card WHERE story = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    claims = db.execute("SELECT claim FROM story_claim WHERE story = ? ORDER BY claim", (number,))
    copies = db.execute(
        "SELECT a.id, c.share FROM story_copy c JOIN article a ON a.number = c.article WHERE c.story = ? ORDER BY a.id",
        (number,),
    )
    return Digest(
        row[0], row[1], row[2], _count(row[3:6]), _roots(row[6]), row[7], tuple(claim for (claim,) in claims),
        tuple(copies),
    )  # fmt: skip


def _count(numbers: Sequence[int | None]) -> Count | None:
    value, low, high = numbers
    return Count(value, low, high) if value is not None and low is not None and high is not None else None


def _roots(data: str) -> tuple[Root, ...]:
    return tuple(record_of(Root, root) for root in json.loads(data))


def card(db: sqlite3.Connection, path: Path, story: str, told_by: str) -> StoryCard:
    """Return a story as a list shows it; what other stages than ``told_by`` worked out counts as not told."""
    return cards(db, path, (story,), told_by)[0]


def cards(db: sqlite3.Connection, path: Path, wanted: Sequence[str], told_by: str) -> tuple[StoryCard, ...]:
    """Return stories as a list shows them, in the order of their ids here."""
    rows = db.execute(f"{_SELECT} WHERE s.id IN (SELECT value FROM json_each(?))", (told_by, json.dumps(wanted)))  # noqa: S608  # ours
    found = {row[1]: row for row in rows}
    for story in wanted:
        if story not in found:
            raise NotInLedgerError(path, "story", story)
    return _cards(db, [found[story] for story in wanted])


def listed(db: sqlite3.Connection, told_by: str, limit: int, cursor: str | None) -> Page[StoryCard]:
    """Return stories as a list shows them, the one with the latest article first."""
    day, number = two_numbers(cursor) if cursor else (_LAST, 0)
    rows = db.execute(
        f"{_SELECT} WHERE (s.last_day, s.number) < (?, ?) ORDER BY s.last_day DESC, s.number DESC LIMIT ?",
        (told_by, day, number, limit + 1),
    ).fetchall()
    more = f"{rows[limit - 1][4]}:{rows[limit - 1][0]}" if len(rows) > limit else None
    return Page(_cards(db, rows[:limit]), more)


_SELECT = """
SELECT s.number, s.id, s.articles, s.first_day, s.last_day, c.title, c.outlets, c.independent, c.low, c.high, c.roots, c.conflicts
FROM story s LEFT JOIN story_card c ON c.story = s.number AND c.told_by = ?
"""


def _cards(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> tuple[StoryCard, ...]:
    by_rows = _by_rows(db, [row[0] for row in rows if row[5] is None])
    made = []
    for number, identity, articles, first, last, title, outlets, *numbers, roots, conflicts in rows:
        days = (day_text(first), day_text(last))
        if title is None:
            made.append(
                StoryCard(identity, by_rows[number][0], *days, articles, by_rows[number][1], None, (), 0, told=False)
            )
        else:
            count, whose = _count(numbers), _roots(roots)
            made.append(StoryCard(identity, title, *days, articles, outlets, count, whose, conflicts, told=True))
    return tuple(made)  # fmt: skip


def _by_rows(db: sqlite3.Connection, told_not: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Return what rows know of stories that are not told yet: the first headline, else "", and the number of outlets."""
    if not told_not:
        return {}
    asked = (json.dumps(told_not),)
    names: dict[int, list[str]] = {}
    for story, name in db.execute(_OUTLETS, asked):
        names.setdefault(story, []).append(name)
    return {
        story: (headline or "", outlets_in(names.get(story, ()))) for story, headline in db.execute(_HEADLINES, asked)
    }


_HEADLINES = """
SELECT value, (
    SELECT headline FROM article WHERE story = value AND headline <> '' ORDER BY day = 0, day, published, id LIMIT 1
) FROM json_each(?)
"""
_OUTLETS = """
SELECT DISTINCT a.story, o.name FROM article a JOIN outlet o ON o.number = a.outlet
WHERE a.story IN (SELECT value FROM json_each(?))
"""


def selected(
    db: sqlite3.Connection, told_by: str, which: tuple[bool, bool], limit: int, cursor: str | None
) -> Page[str]:
    """Return ids of stories, the one with the latest article first: whether those not told, and whether those with conflicts."""
    day, number = two_numbers(cursor) if cursor else (_LAST, 0)
    rows = db.execute(
        "SELECT s.id, s.last_day, s.number FROM story s LEFT JOIN story_card c ON c.story = s.number AND c.told_by = ? "
        "WHERE (s.last_day, s.number) < (?, ?) AND ((? AND c.story IS NULL) OR (? AND c.conflicts > 0)) "
        "ORDER BY s.last_day DESC, s.number DESC LIMIT ?",
        (told_by, day, number, *which, limit + 1),
    ).fetchall()
    more = f"{rows[limit - 1][1]}:{rows[limit - 1][2]}" if len(rows) > limit else None
    return Page(tuple(row[0] for row in rows[:limit]), more)


def story_of_claim(db: sqlite3.Connection, path: Path, claim: str) -> str:
    """Return the id of the story that has a claim. Raises NotInLedgerError; so it does for claims of stories that are not told."""
    row = db.execute(
        "SELECT s.id FROM story_claim c JOIN story s ON s.number = c.story WHERE c.claim = ?", (claim,)
    ).fetchone()
    if row is None:
        raise NotInLedgerError(path, "claim", claim)
    return str(row[0])
