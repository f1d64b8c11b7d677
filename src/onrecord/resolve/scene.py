"""What the parts of the stage share of an article: its text, what the reader found in it, and who is who."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.resolve.clusters import Clusters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.reader import Reading
    from onrecord.model.resolver import Resolver, WordTable
    from onrecord.records import Article, Span

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """An article while it is resolved: ``clusters`` are its people and things, ``bounds`` where its sentences begin and end."""

    article: Article
    reading: Reading
    resolver: Resolver
    clusters: Clusters
    bounds: Sequence[int] = field(default=())

    @classmethod
    def of(cls, article: Article, reading: Reading, resolver: Resolver) -> Scene:
        """Join the mentions that ``reading`` found in ``article``."""
        blocks = [offset for block in article.blocks for offset in (block.start, block.end)]
        bounds = sorted({0, len(article.text), *reading.ends, *blocks})
        return cls(article, reading, resolver, Clusters(article.text, reading), bounds)

    @property
    def text(self) -> str:
        """The article's text."""
        return self.article.text

    @property
    def table(self) -> WordTable:
        """The words of the text with their vectors."""
        return self.reading.words

    @property
    def author(self) -> str | None:
        """Who the article is by, if one person."""
        authors = [byline.name for byline in self.article.bylines if byline.role == "author"]
        return authors[0] if len(authors) == 1 else None

    def span(self, start: int, end: int) -> Span:
        """Return the words from ``start`` to ``end``."""
        return self.article.span(start, end)

    def sentence_at(self, offset: int) -> Range:
        """Return the sentence that an offset stands in."""
        at = bisect_right(self.bounds, offset)
        return self.bounds[max(0, at - 1)], self.bounds[min(at, len(self.bounds) - 1)]
