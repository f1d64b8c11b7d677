"""Erasing: an article with all that came of it, or a person out of every article.

The rows go inside one transaction, with the search index made anew, for an index keeps deleted words until it is merged. Then the file is
written again without its free pages, and the write-ahead log is emptied. A dry run does the first part and takes it back.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from onrecord.errors import NotInLedgerError
from onrecord.records import reading_of
from onrecord.store import articles, indexing, judgements, stories, traits, voices
from onrecord.store.folding import fold
from onrecord.store.kept import Erased
from onrecord.store.packing import now
from onrecord.store.redact import Names, black_out, names_of, spans_again

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection
    from pathlib import Path

    from onrecord.records import Reading
    from onrecord.store.kept import Marks


_Text: TypeAlias = "tuple[int, bool, dict[str, Any]]"
"""A version's number, whether it is the current one, and its reading as JSON."""


@dataclass(slots=True)
class Went:
    """What has gone so far."""

    articles: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    judgements: int = 0

    def report(self, *, dry_run: bool) -> Erased:
        """Return it for the caller; scrubbing comes after."""
        return Erased(
            tuple(self.articles), tuple(self.rewritten), tuple(self.statements), tuple(self.voices), tuple(self.stories),
            self.judgements, dry_run, scrubbed=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom to erase: their voices' numbers and ids, the keys of all their names, and the names as patterns.

    ``anywhere`` finds them in an article that no voice of theirs is known in.
    """

    numbers: tuple[int, ...]
    ids: frozenset[str]
    keys: frozenset[str]
    names: Names
    anywhere: Names


@dataclass(frozen=True, slots=True)
class _Erasing:
    """What rewriting an article takes: whom to erase, the ids of their statements, how marks are made, what has gone."""

    who: _Person
    spoken: frozenset[str]
    marks_of: Callable[[Reading], Marks]
    went: Went


def article(db: sqlite3.Connection, path: Path, key: str, judge: str) -> Went:
    """Erase an article, inside the transaction that is open."""
    number = articles.numbered(db, path, key)
    identity, story = db.execute("SELECT id, story FROM article WHERE number = ?", (number,)).fetchone()
    went = Went(articles=[identity], statements=_statements(db, number))
    went.judgements += _drop_judgements(db, set(went.statements), identity)
    mentioned = indexing.take_out(db, number)
    mentioned |= {row[0] for row in db.execute("SELECT becomes FROM parting WHERE article = ?", (number,))}
    traits.take_out(db, number)
    db.execute("DELETE FROM article WHERE number = ?", (number,))
    went.voices += voices.drop_unused(db, mentioned)
    went.stories += stories.touch(db, [story] if story is not None else [])
    _note(db, judge, "article", went)
    return went


def person(db: sqlite3.Connection, path: Path, name: str, judge: str, marks_of: Callable[[Reading], Marks]) -> Went:
    """Erase everybody of a name, inside the transaction that is open."""
    who = _person(db, name)
    theirs = {row[0] for number in who.numbers for row in db.execute(_ARTICLES_OF, (number, number))}
    touched: dict[int, list[_Text]] = defaultdict(list)
    for version, number, current, blob in articles.each_version(db):
        raw = zlib.decompress(blob).decode()
        if number in theirs or who.anywhere.has_whole(raw.replace("\\n", "  ")):
            touched[number].append((version, bool(current), json.loads(raw)))
    if not touched and not who.numbers:
        raise NotInLedgerError(path, "person", name)
    spoken = {row[0] for number in who.numbers for row in db.execute(_SPOKEN, (number,))}
    went = Went()
    erasing = _Erasing(who, frozenset(spoken), marks_of, went)
    mentioned = set(who.numbers)
    went.judgements = _drop_judgements(db, who.ids, None) + _black_judgements(db, who.names)
    for number, texts in touched.items():
        mentioned |= _rewrite(db, number, texts, erasing)
    went.judgements += _drop_judgements(db, set(went.statements), None)
    db.executemany("DELETE FROM parting WHERE voice = ?1 OR becomes = ?1", [(number,) for number in who.numbers])
    db.executemany("UPDATE voice SET same_as = NULL WHERE same_as = ?1 OR number = ?1", [(n,) for n in who.numbers])
    went.voices += voices.drop_unused(db, mentioned)
    _black_rows(db, who.anywhere)
    _note(db, judge, "person", went)
    return went


_SPOKEN = "SELECT id FROM statement WHERE voice = ?"
_ARTICLES_OF = """
SELECT article FROM statement WHERE voice = ?
UNION SELECT s.article FROM about a JOIN statement s ON s.number = a.statement WHERE a.voice = ?
"""


def _person(db: sqlite3.Connection, name: str) -> _Person:
    """Return the people of this name, or with this id, and everybody whom a judgement says to be one of them."""
    row = db.execute("SELECT name FROM voice WHERE id = ?", (name,)).fetchone()
    asked = row[0] if row else name
    rows = db.execute(_NAMESAKES, (fold(asked),)).fetchall()
    called = {asked, *(other for _, _, other in rows)}
    full = {other for other in called if " " in fold(other)} | {asked}
    return _Person(
        tuple(number for number, _, _ in rows), frozenset(identity for _, identity, _ in rows),
        frozenset(fold(other) for other in called), names_of(called), names_of(full),
    )  # fmt: skip


_NAMESAKES = """
WITH roots AS (SELECT DISTINCT coalesce(same_as, number) AS root FROM voice WHERE key = ? AND kind = 'person')
SELECT DISTINCT number, id, name FROM voice JOIN roots ON number = root OR same_as = root ORDER BY number
"""


def _statements(db: sqlite3.Connection, number: int) -> list[str]:
    return [row[0] for row in db.execute("SELECT id FROM statement WHERE article = ? ORDER BY number", (number,))]


def _rewrite(db: sqlite3.Connection, number: int, texts: list[_Text], erasing: _Erasing) -> set[int]:
    """Put every version of an article in its place without the person; return the voices that it had mentioned."""
    before = indexing.take_out(db, number)
    for version, current, data in texts:
        reading = reading_of(_without(data, erasing))
        articles.rewrite(db, version, reading)
        if current and reading.article is not None:
            erasing.went.rewritten.append(reading.article.id)
            articles.describe_again(db, number, reading.article)
            indexing.put_in(db, number, judgements.corrected(db, reading))
            traits.put(db, number, erasing.marks_of(reading))
    sources = db.execute("SELECT source FROM arrival WHERE article = ?", (number,)).fetchall()
    for (source,) in sources:
        if (black := erasing.who.names.black(source)) != source:
            db.execute("DELETE FROM arrival WHERE source = ? AND article = ?", (source, number))
            db.execute("INSERT OR IGNORE INTO arrival (source, article) VALUES (?, ?)", (black, number))
    stories.touch_article(db, number)
    return before


def _without(data: dict[str, Any], erasing: _Erasing) -> dict[str, Any]:
    """Return a reading, as JSON, without what the person said, without the person, and with the name blacked out."""
    who = erasing.who
    theirs = {one["id"] for one in data["entities"] if fold(one["name"]) in who.keys}
    kept = []
    for one in data["statements"]:
        source = one["source"]
        if one["id"] in erasing.spoken or source["entity"] in theirs or fold(source["name"] or "") in who.keys:
            erasing.went.statements.append(one["id"])
        else:
            kept.append({**one, "about": [entity for entity in one["about"] if entity not in theirs]})
    entities = [one for one in data["entities"] if one["id"] not in theirs]
    black = black_out({**data, "statements": kept, "entities": entities}, who.names)
    return {
        **black,
        **spans_again({key: black[key] for key in ("statements", "entities", "times")}, black["article"]["text"]),
    }


def _drop_judgements(db: sqlite3.Connection, subjects: Collection[str], article: str | None) -> int:
    """Delete the judgements that speak of these statements or voices, or of an article, and those that supersede them."""
    gone: set[int] = set()
    for number, kind, subject, change, supersedes in db.execute(
        "SELECT number, kind, subject, change, supersedes FROM judgement ORDER BY number"
    ).fetchall():
        said = json.loads(change)
        named = {subject, *said.get("voices", ())} & set(subjects)
        in_it = article is not None and kind == "correct" and said.get("article") == article
        if named or in_it or supersedes in gone:
            gone.add(number)
    db.executemany("DELETE FROM judgement WHERE number = ?", [(number,) for number in sorted(gone, reverse=True)])
    return len(gone)


def _black_judgements(db: sqlite3.Connection, names: Names) -> int:
    """Black the name out of what is left of the log: names in corrections, reasons, and who judged."""
    changed = 0
    for number, change, judge, why in db.execute("SELECT number, change, judge, why FROM judgement").fetchall():
        black = (names.black(change), names.black(judge), names.black(why) if why else why)
        if black != (change, judge, why):
            db.execute("UPDATE judgement SET change = ?, judge = ?, why = ? WHERE number = ?", (*black, number))
            changed += 1
    return changed


def _black_rows(db: sqlite3.Connection, names: Names) -> None:
    """Black the name out of rows that no rewritten article reaches: outlets that nobody has now, names kept by judgements."""
    db.execute("DELETE FROM outlet WHERE NOT EXISTS (SELECT 1 FROM article WHERE outlet = outlet.number)")
    for number, name in db.execute("SELECT number, name FROM voice").fetchall():
        if names.has_whole(name):
            black = names.black(name)
            db.execute("UPDATE voice SET name = ?, key = ? WHERE number = ?", (black, fold(black), number))
    for number, judge in db.execute("SELECT number, judge FROM erasure").fetchall():
        db.execute("UPDATE erasure SET judge = ? WHERE number = ?", (names.black(judge), number))


def _note(db: sqlite3.Connection, judge: str, what: str, went: Went) -> None:
    """Make the search indexes anew, and note that something was erased."""
    for index in ("statement_index", "name_index"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608  # names of ours
    db.execute(
        "INSERT INTO erasure (at, judge, what, articles, statements) VALUES (?, ?, ?, ?, ?)",
        (now(), judge, what, len(went.articles) + len(went.rewritten), len(went.statements)),
    )


def scrub(db: sqlite3.Connection) -> bool:
    """Write the file again without free pages and empty the log, outside any transaction; False if a reader holds the log."""
    if db.execute("SELECT 1 FROM erasure WHERE scrubbed = 0").fetchone() is None:
        return True
    db.execute("VACUUM")
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] != 0:
        return False
    db.execute("UPDATE erasure SET scrubbed = 1")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
