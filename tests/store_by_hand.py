"""Readings made by hand, small and whole, for tests of the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

from onrecord.records import Article, Block, Entity, Reading, Source, Span, Statement, StatementSource
from onrecord.store import Marks
from onrecord.store.packing import opaque_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from onrecord.records import SourceKind

Line = tuple[str, "SourceKind", str]
"""Who (empty for nobody), of which kind, and what they say."""


def reading(lines: Sequence[Line], key: str = "", **about: str) -> Reading:
    """Return a reading of an article of one sentence a line: ``NAME said: WORDS.``

    ``about`` may have ``outlet``, ``published``, ``headline``, ``url`` and ``people``: names in the words that are entities, by comma.
    """
    text = "\n\n".join(f"{who or 'Somebody'} said: {words}." for who, _, words in lines)
    url = about.get("url", f"https://news.example/{key}" if key else "")
    identity = opaque_id(url or text)
    people = [name for name in about.get("people", "").split(",") if name]
    entities = _entities(text, identity, dict.fromkeys([*(who for who, kind, _ in lines if kind == "person"), *people]))
    statements, blocks, start = [], [], 0
    for who, kind, words in lines:
        end = start + len(f"{who or 'Somebody'} said: {words}.")
        blocks.append(Block("paragraph", start, end))
        statements.append(_statement(text, identity, (start, end), (who, kind, words), entities))
        start = end + 2
    article = Article(
        identity, url or None, about.get("outlet", "The Bugle"), "en", about.get("headline", "Mill to close"), None, None, (),
        about.get("published", "2024-03-05"), None, (), (), text, tuple(blocks),
        Source(about.get("source", f"{key or identity}.html"), sha256(text.encode()).hexdigest(), "2024-03-06", "test"),
    )  # fmt: skip
    return Reading(article.source.id, article, tuple(statements), entities)


def _entities(text: str, article: str, names: dict[str, None]) -> tuple[Entity, ...]:
    return tuple(
        Entity(opaque_id(article, name), "person", name, (Span(at, at + len(name), name),))
        for name in names
        if name and (at := text.find(name)) >= 0
    )


def _statement(text: str, article: str, sentence: tuple[int, int], line: Line, entities: Sequence[Entity]) -> Statement:
    who, kind, words = line
    start = text.index(words, sentence[0])
    spans = (Span(sentence[0], sentence[0] + len(who), who),) if who else ()
    entity = next((one.id for one in entities if one.name == who), None)
    about = tuple(one.id for one in entities if one.name in words)
    cue = text.index("said", sentence[0])
    return Statement(
        opaque_id(article, str(start), words), article, "indirect", (Span(start, start + len(words), words),),
        (Span(cue, cue + 4, "said"),), StatementSource(spans, kind, who or None, entity), (), None, "certain", "positive", about,
        "paragraph", 0.9,
    )  # fmt: skip


def dump(path: Path) -> list[str]:
    """Return all that a ledger holds, as SQL, read from outside."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def marks_of(made: Reading) -> Marks:
    """Return marks as a matching stage would make them: a sketch of names, a key for each."""
    names = sorted(entity.name for entity in made.entities)
    return Marks({"names": names}, {"bands": [1, 2]}, tuple(names), (len(names),))
