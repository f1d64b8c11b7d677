"""The statements of an article as rows, voices and words of the search index; put in and taken out whole, inside a transaction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.store import voices
from onrecord.store.packing import day_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from onrecord.records import Article, Certainty, Entity, Mode, Polarity, Reading, Statement

KIND_NUMBERS = {
    "person": 1, "organisation": 2, "media": 3, "document": 4, "role": 5, "anonymous": 6, "group": 7, "author": 8, "none": 9,
}  # fmt: skip
"""As the table source_kind has them."""
MODES: tuple[Mode, ...] = ("direct", "mixed", "indirect")
CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible", "unknown")
POLARITIES: tuple[Polarity, ...] = ("positive", "negative")
"""In the order of the numbers that rows have for them: ledgers rest on it."""
_NAMED = {"person": "person", "organisation": "organisation", "media": "organisation"}
"""The kind of voice that a source is which is named and is no entity of its article."""
SPLIT = " … "
"""Between the parts of a split quotation."""


def put_in(db: sqlite3.Connection, number: int, reading: Reading) -> None:
    """Make the rows of the statements of a reading (corrections applied) of the article with this number."""
    article = reading.article
    if article is None:
        return
    entities = {entity.id: entity for entity in reading.entities}
    known: dict[tuple[str, str], int | None] = {}
    said: Counter[int] = Counter()
    about: Counter[int] = Counter()

    def voice_of(kind: str, name: str) -> int | None:
        if (kind, name) not in known:
            known[kind, name] = _parted(db, number, voices.number_of(db, kind, name, article.id))
        return known[kind, name]

    for statement in reading.statements:
        source = _named_source(statement, entities)
        voice = voice_of(*source) if source else None
        day = _day_of(statement, article)
        row = _insert(db, number, statement, voice, day)
        whom = {voice_of(e.kind, e.name) for key in statement.about if (e := entities.get(key)) is not None}
        whom.discard(None)
        db.executemany("INSERT INTO about (voice, day, statement) VALUES (?, ?, ?)", [(one, day, row) for one in whom])
        about.update(one for one in whom if one is not None)
        said.update([voice] if voice is not None else [])
    voices.count(db, "said", said.items())
    voices.count(db, "about", about.items())
    db.execute(
        "INSERT INTO statement_index (rowid, words, facets) SELECT number, words, facets FROM statement_text WHERE article = ?",
        (number,),
    )


def take_out(db: sqlite3.Connection, number: int) -> set[int]:
    """Delete the rows of an article's statements; return the numbers of the voices that they mentioned."""
    db.execute(
        "INSERT INTO statement_index (statement_index, rowid, words, facets) "
        "SELECT 'delete', number, words, facets FROM statement_text WHERE article = ?",
        (number,),
    )
    said = db.execute(
        "SELECT voice, count(*) FROM statement WHERE article = ? AND voice IS NOT NULL GROUP BY voice", (number,)
    ).fetchall()
    about = db.execute(
        "SELECT a.voice, count(*) FROM statement s JOIN about a ON a.statement = s.number WHERE s.article = ? GROUP BY a.voice",
        (number,),
    ).fetchall()
    voices.count(db, "said", [(voice, -many) for voice, many in said])
    voices.count(db, "about", [(voice, -many) for voice, many in about])
    db.execute("DELETE FROM statement WHERE article = ?", (number,))
    return {voice for voice, _ in said} | {voice for voice, _ in about}


def _insert(db: sqlite3.Connection, number: int, statement: Statement, voice: int | None, day: int) -> int:
    cursor = db.execute(
        "INSERT INTO statement (id, article, kind, mode, voice, day, name, words, certainty, polarity, confidence) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            statement.id, number, KIND_NUMBERS[statement.source.kind], MODES.index(statement.mode), voice, day,
            None if voice is not None else statement.source.name, SPLIT.join(span.text for span in statement.content),
            *sureness(statement),
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def sureness(statement: Statement) -> tuple[int, int, float]:
    """Return the certainty, polarity and confidence of a statement as its row has them."""
    return CERTAINTIES.index(statement.certainty), POLARITIES.index(statement.polarity), statement.confidence


def _named_source(statement: Statement, entities: Mapping[str, Entity]) -> tuple[str, str] | None:
    """Return the kind and name of the voice that a statement's source is, if it is one."""
    source = statement.source
    entity = entities.get(source.entity) if source.entity else None
    if entity is not None:
        return entity.kind, entity.name
    if source.name and source.name[:1].isupper() and source.kind in _NAMED:
        return _NAMED[source.kind], source.name
    return None


def _parted(db: sqlite3.Connection, article: int, voice: int | None) -> int | None:
    """Return who a voice is in this article by the judgements that parted people of one name."""
    row = db.execute("SELECT becomes FROM parting WHERE voice = ? AND article = ?", (voice, article)).fetchone()
    return row[0] if row else voice


def _day_of(statement: Statement, article: Article) -> int:
    """Return when a statement was said where that is a known day, else when its article was published: "in 2025" is no New Year's Day."""
    said = statement.said
    day = day_number(said.from_) if said is not None and said.from_ == said.to else 0
    return day or day_number(article.published)
