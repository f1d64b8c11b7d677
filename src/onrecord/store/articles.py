"""Articles and their versions: added, found by any of their ids, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.store import indexing, judgements, stories, traits, voices
from onrecord.store.folding import fold
from onrecord.store.kept import Added, Located, Stored, Version
from onrecord.store.packing import content_hash, day_number, now, pack_reading, unpack_reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from onrecord.records import Article, Reading
    from onrecord.store.kept import Marks


def add(db: sqlite3.Connection, reading: Reading, marks: Marks) -> Added:
    """Keep a reading: as a new article, as a new version of one, or not at all where it says what was there before."""
    article = reading.article
    if article is None:
        raise UsageError(f"{reading.source} could not be read, so there is nothing to keep; its problems say why")
    number = _same_article(db, article)
    if number is None:
        number = _new_article(db, article)
        _keep(db, number, 1, reading, marks)
        return Added(article.id, "added", 1)
    _arrive(db, number, article.source.id)
    identity, ordinal, latest = _known_as(db, number, article)
    if ordinal is not None:
        return Added(identity, "unchanged", ordinal)
    before = indexing.take_out(db, number)
    _describe(db, number, article, latest + 1)
    _keep(db, number, latest + 1, reading, marks)
    voices.drop_unused(db, before)
    stories.touch_article(db, number)
    return Added(article.id, "changed", latest + 1)


def _same_article(db: sqlite3.Connection, article: Article) -> int | None:
    """Return the number of the article that this is a version of: of the same id in any version, else of the same URL."""
    number = _by_id(db, article.id)
    if number is None and article.url:
        row = db.execute("SELECT number FROM article WHERE url = ?", (article.url,)).fetchone()
        number = row[0] if row else None
    return number


def _by_id(db: sqlite3.Connection, identity: str) -> int | None:
    for ask in (
        "SELECT number FROM article WHERE id = ?",
        "SELECT article FROM version WHERE id = ? ORDER BY number DESC",
    ):
        row = db.execute(ask, (identity,)).fetchone()
        if row is not None:
            return int(row[0])
    return None


def _known_as(db: sqlite3.Connection, number: int, article: Article) -> tuple[str, int | None, int]:
    """Return the article's current id, the version that says the same (None: no version does), and the latest version."""
    identity = db.execute("SELECT id FROM article WHERE number = ?", (number,)).fetchone()[0]
    rows = db.execute(
        "SELECT ordinal, sha256, content FROM version WHERE article = ? ORDER BY ordinal", (number,)
    ).fetchall()
    read, content = _sha256(article), content_hash(article)
    same = next((ordinal for ordinal, sha256, other in rows if other == content or (read and sha256 == read)), None)
    return identity, same, rows[-1][0]


def _sha256(article: Article) -> bytes:
    """Return the hash of the bytes read; an imported or invented reading may have none."""
    try:
        return bytes.fromhex(article.source.sha256)
    except ValueError:
        return article.source.sha256.encode()


def _new_article(db: sqlite3.Connection, article: Article) -> int:
    cursor = db.execute("INSERT INTO article (id, ordinal) VALUES (?, 1)", (article.id,))
    number = int(cursor.lastrowid or 0)
    _describe(db, number, article, 1)
    _arrive(db, number, article.source.id)
    return number


def _arrive(db: sqlite3.Connection, number: int, source: str) -> None:
    db.execute("INSERT OR IGNORE INTO arrival (source, article) VALUES (?, ?)", (source, number))


def _describe(db: sqlite3.Connection, number: int, article: Article, ordinal: int) -> None:
    db.execute(
        "UPDATE article SET id = ?, url = ?, outlet = ?, day = ?, published = ?, headline = ?, ordinal = ? WHERE number = ?",
        (
            article.id, article.url, _outlet(db, article.outlet), day_number(article.published), article.published,
            article.headline, ordinal, number,
        ),
    )  # fmt: skip


def _outlet(db: sqlite3.Connection, name: str | None) -> int | None:
    """Return the number of an outlet, made if need be."""
    if not name or not (key := fold(name)):
        return None
    db.execute("INSERT OR IGNORE INTO outlet (key, name) VALUES (?, ?)", (key, name))
    return int(db.execute("SELECT number FROM outlet WHERE key = ?", (key,)).fetchone()[0])


def _keep(db: sqlite3.Connection, number: int, ordinal: int, reading: Reading, marks: Marks) -> None:
    article = reading.article
    if article is None:
        return
    db.execute(
        "INSERT INTO version (article, ordinal, id, sha256, content, added_at, reading) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, ordinal, article.id, _sha256(article), content_hash(article), now(), pack_reading(reading)),
    )
    indexing.put_in(db, number, judgements.corrected(db, reading))
    traits.put(db, number, marks)


def rewrite(db: sqlite3.Connection, version: int, reading: Reading) -> None:
    """Put another reading in the place of a version (its row's number), as erasing has to."""
    article = reading.article
    if article is not None:
        db.execute(
            "UPDATE version SET content = ?, reading = ? WHERE number = ?",
            (content_hash(article), pack_reading(reading), version),
        )


def describe_again(db: sqlite3.Connection, number: int, article: Article) -> None:
    """Put what a rewritten article says into the columns of its row."""
    ordinal = db.execute("SELECT ordinal FROM article WHERE number = ?", (number,)).fetchone()[0]
    _describe(db, number, article, ordinal)


def numbered(db: sqlite3.Connection, path: Path, key: str) -> int:
    """Return the number of the article with this id, id of a version, URL, or id of the caller's; of several, the latest."""
    number = _by_id(db, key)
    if number is not None:
        return number
    for ask in (
        "SELECT number FROM article WHERE url = ? ORDER BY number DESC",
        "SELECT article FROM arrival WHERE source = ? ORDER BY article DESC",
    ):
        row = db.execute(ask, (key,)).fetchone()
        if row is not None:
            return int(row[0])
    raise NotInLedgerError(path, "article", key)


def stored(
    db: sqlite3.Connection, path: Path, key: str, version: int | None = None, *, as_read: bool = False
) -> Stored:
    """Return an article in its current version, corrections in effect unless it is asked for ``as_read``, or in another one, as it was read."""
    number = numbered(db, path, key)
    found = _stored(db, number, version, as_read=as_read)
    if found is None:
        raise NotInLedgerError(path, "version", f"{version} of {key}")
    return found


def _stored(db: sqlite3.Connection, number: int, version: int | None, *, as_read: bool = False) -> Stored | None:
    row = db.execute(_VERSION, {"article": number, "ordinal": version}).fetchone()
    if row is None:
        return None
    ordinal, current, blob, story = row
    reading = unpack_reading(blob)
    if current and not as_read:
        reading = judgements.corrected(db, reading)
    sources = db.execute("SELECT source FROM arrival WHERE article = ? ORDER BY source", (number,))
    return Stored(reading, ordinal, story, tuple(source for (source,) in sources))


_VERSION = """
SELECT v.ordinal, v.ordinal = a.ordinal, v.reading, s.id
FROM article a JOIN version v ON v.article = a.number AND v.ordinal = coalesce(:ordinal, a.ordinal)
LEFT JOIN story s ON s.number = a.story
WHERE a.number = :article
"""


def versions(db: sqlite3.Connection, path: Path, key: str) -> tuple[Version, ...]:
    """Return the versions of an article, the oldest first."""
    rows = db.execute(
        "SELECT v.ordinal, v.id, v.sha256, v.added_at, v.ordinal = a.ordinal FROM version v "
        "JOIN article a ON a.number = v.article WHERE a.number = ? ORDER BY v.ordinal",
        (numbered(db, path, key),),
    )
    return tuple(
        Version(ordinal, identity, sha.hex(), at, bool(current)) for ordinal, identity, sha, at, current in rows
    )


def readings(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Reading]:
    """Return current readings by the ids asked for."""
    found = {}
    for identity in ids:
        number = _by_id(db, identity)
        kept = _stored(db, number, None) if number is not None else None
        if kept is not None:
            found[identity] = kept.reading
    return found


def after(db: sqlite3.Connection, number: int, limit: int) -> list[tuple[int, Stored]]:
    """Return the next articles in the order of coming, each with its number."""
    numbers = db.execute(
        "SELECT number FROM article WHERE number > ? ORDER BY number LIMIT ?", (number, limit)
    ).fetchall()
    return [(one, kept) for (one,) in numbers if (kept := _stored(db, one, None)) is not None]


def statement(db: sqlite3.Connection, path: Path, identity: str) -> Located:
    """Return a statement of a current version with its article."""
    row = db.execute("SELECT article FROM statement WHERE id = ? ORDER BY number", (identity,)).fetchone()
    kept = _stored(db, row[0], None) if row is not None else None
    found = next((one for one in kept.reading.statements if one.id == identity), None) if kept is not None else None
    if kept is None or found is None:
        raise NotInLedgerError(path, "statement", identity)
    return Located(found, kept)


def each_version(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the number, article, whether it is current, and compressed reading of every version."""
    yield from db.execute(
        "SELECT v.number, v.article, v.ordinal = a.ordinal, v.reading FROM version v JOIN article a ON a.number = v.article ORDER BY v.number"
    )
