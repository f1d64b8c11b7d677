"""A check of everything that a ledger promises about itself."""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING, Any

from onrecord.store import articles, judgements
from onrecord.store.folding import fold
from onrecord.store.indexing import sureness
from onrecord.store.kept import Checked
from onrecord.store.packing import content_hash, unpack_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Article, Reading

MOST = 100
"""Lines of problems: who has more than these puts back a backup."""


def check(db: sqlite3.Connection) -> Checked:
    """Return counts and problems. Writes nothing, and needs a connection that may write: the indexes are checked by a command."""
    problems: list[str] = []
    for part in (_file, _references, _indexes, _articles, _counts, _stories, _cards, _erasures):
        problems += part(db)
    counts = db.execute(_COUNTS).fetchone()
    return Checked(counts[0], counts[1], counts[2], counts[3], counts[4], tuple(problems[:MOST]))


_COUNTS = """
SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM version), (SELECT count(*) FROM statement),
       (SELECT count(*) FROM voice), (SELECT count(*) FROM story)
"""


def _file(db: sqlite3.Connection) -> Iterator[str]:
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file: {line}"


def _references(db: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} refers to a row of {parent} that is not there"
    for (trait,) in db.execute("SELECT DISTINCT article FROM trait WHERE article NOT IN (SELECT number FROM article)"):
        yield f"keys of an article {trait} that is not there"


def _indexes(db: sqlite3.Connection) -> Iterator[str]:
    for index in ("statement_index", "name_index"):
        try:
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  # names of ours
        except sqlite3.DatabaseError as error:
            yield f"{index} does not agree with what it indexes: {error}"


def _articles(db: sqlite3.Connection) -> Iterator[str]:
    for version, number, current, blob in articles.each_version(db):
        try:
            reading = unpack_reading(blob)
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            yield f"version {version} can't be read: {error!r}"
            continue
        yield from _version(db, version, reading)
        if current:
            yield from _rows(db, number, judgements.corrected(db, reading))
    ask = "SELECT id FROM article a WHERE NOT EXISTS (SELECT 1 FROM version WHERE article = a.number AND ordinal = a.ordinal)"
    for (identity,) in db.execute(ask):
        yield f"article {identity} has no text"


def _version(db: sqlite3.Connection, version: int, reading: Reading) -> Iterator[str]:
    article = reading.article
    if article is None:
        yield f"version {version} has no article"
        return
    identity, content = db.execute("SELECT id, content FROM version WHERE number = ?", (version,)).fetchone()
    if identity != article.id or content != content_hash(article):
        yield f"version {version} of article {article.id} is not the text that was stored"
    wrong = sum(1 for start, end, text in _spans(reading) if article.text[start:end] != text)
    if wrong:
        yield f"{wrong} spans of article {article.id} are not the words of its text"


def _spans(record: Any) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and words of all spans and times of a reading."""
    for statement in record.statements:
        said = (statement.said,) if statement.said is not None else ()
        parts = (*statement.content, *statement.cue, *statement.source.spans, *said)
        yield from ((span.start, span.end, span.text) for span in parts)
        yield from ((span.start, span.end, span.text) for via in statement.via for span in via.spans)
    for entity in record.entities:
        facts = (fact.span for fact in entity.facts)
        yield from ((span.start, span.end, span.text) for span in (*entity.mentions, *facts))
    yield from ((time.start, time.end, time.text) for time in record.times)


def _rows(db: sqlite3.Connection, number: int, reading: Reading) -> Iterator[str]:
    rows = db.execute(
        "SELECT id, certainty, polarity, confidence FROM statement WHERE article = ? ORDER BY number", (number,)
    ).fetchall()
    if rows != [(one.id, *sureness(one)) for one in reading.statements]:
        yield f"the statements of article {number} are not those of its text"
    row = db.execute(
        "SELECT a.id, a.headline, o.key FROM article a LEFT JOIN outlet o ON o.number = a.outlet WHERE a.number = ?",
        (number,),
    ).fetchone()
    article = reading.article
    if article is not None and row != (article.id, article.headline, _outlet_key(article)):
        yield f"the row of article {article.id} does not say what its text says"


def _outlet_key(article: Article) -> str | None:
    return fold(article.outlet) or None if article.outlet else None


def _counts(db: sqlite3.Connection) -> Iterator[str]:
    for column, rows in (("said", "statement"), ("about", "about")):
        wrong = db.execute(
            f"WITH n AS (SELECT coalesce(v.same_as, v.number) AS root, count(*) AS many FROM {rows} r "  # noqa: S608  # ours
            "JOIN voice v ON v.number = r.voice GROUP BY root) "
            f"SELECT count(*) FROM voice v LEFT JOIN n ON n.root = v.number WHERE v.{column} <> coalesce(n.many, 0)"
        ).fetchone()[0]
        if wrong:
            yield f"{wrong} voices have another number of statements ({column}) than they say"


def _stories(db: sqlite3.Connection) -> Iterator[str]:
    ask = (
        "SELECT id FROM story s WHERE articles <> (SELECT count(*) FROM article WHERE story = s.number) OR articles = 0"
    )
    for (identity,) in db.execute(ask):
        yield f"story {identity} has another number of articles than it says"


def _cards(db: sqlite3.Connection) -> Iterator[str]:
    """What is kept for lists must be of a result that stands, and say nothing that the story's rows can't bear out."""
    for ask, wrong in (
        (_NO_RESULT, "story {} shows in lists what was worked out of it, and that is gone"),
        (_IMPOSSIBLE, "what lists show of story {} is not possible"),
        (_NOT_IN_IT, "story {} counts a copy that is no article of it"),
    ):
        yield from (wrong.format(identity) for (identity,) in db.execute(ask))


_NO_RESULT = """
SELECT s.id FROM story_card c JOIN story s ON s.number = c.story
WHERE NOT EXISTS (SELECT 1 FROM story_result r WHERE r.story = c.story)
"""
_IMPOSSIBLE = """
SELECT s.id FROM story_card c JOIN story s ON s.number = c.story
WHERE c.outlets NOT BETWEEN 0 AND s.articles OR c.conflicts < 0 OR NOT json_valid(c.roots)
   OR (c.independent IS NULL) <> (c.low IS NULL) OR (c.independent IS NULL) <> (c.high IS NULL)
   OR EXISTS (SELECT 1 FROM story_copy y WHERE y.story = c.story AND y.share NOT BETWEEN 0 AND 1)
"""
_NOT_IN_IT = """
SELECT DISTINCT s.id FROM story_copy y JOIN story s ON s.number = y.story JOIN article a ON a.number = y.article
WHERE a.story IS NOT y.story
"""


def _erasures(db: sqlite3.Connection) -> Iterator[str]:
    for (at,) in db.execute("SELECT at FROM erasure WHERE scrubbed = 0"):
        yield f"what was erased at {at} may still stand in free pages: close all readers and run: onrecord check --scrub"
