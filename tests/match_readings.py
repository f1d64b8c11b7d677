"""Invented readings for the tests of matching."""

from __future__ import annotations

from onrecord.records import Article, Block, Entity, Reading, Source


def reading(article_id: str, *paragraphs: str, published: str | None = None, names: tuple[str, ...] = ()) -> Reading:
    """Return the reading of an article with these paragraphs; ``names`` are its people, wherever they stand."""
    text = "\n\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 2
    article = Article(
        article_id, None, None, "en", None, None, None, (), published, None, (), (), text, tuple(blocks),
        Source(article_id, "0" * 64, "2026-01-01T00:00:00+00:00", "test"),
    )  # fmt: skip
    entities = tuple(
        Entity(f"e{n}", "person", name, (article.span(text.index(name), text.index(name) + len(name)),))
        for n, name in enumerate(names)
        if name in text
    )
    return Reading(article_id, article, entities=entities)
