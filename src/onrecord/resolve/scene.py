"""What the parts of the stage share of an article: its text, what the reader found in it, and who is who."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.resolve.clusters import Clusters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.reader import Reading
    from onrecord.model.resolver import Resolver, WordTable
    from onrecord.records import Article, Span
    from onrecord.resolve.names import Named

Range = tuple[int, int]
Called = tuple[int, "Named", frozenset[str]]
"""Where a person's name stands, whose it is, and the words beside it that say what the person is."""

LONGEST_NAMEPLATE = 40
"""Characters of a line that is the name of the outlet."""
OPENING = 1_000
"""Characters of a text in which the line stands that says where and by whom it was written."""
_WIRE = re.compile(r"^(?:[A-Z][^()\n]{1,60} )?\((?P<agency>[A-Z][^()\n]{1,30})\) ?[-–—]", re.MULTILINE)
"""How agencies begin their articles: "CAIRO, May 7 (Corvid) - "."""
_NAMEPLATES = frozenset({"furniture", "headline", "heading"})
"""Kinds of blocks that such a line can be taken for."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An article while it is resolved.

    ``clusters`` are its people and things, ``bounds`` where its sentences begin and end, ``nameplates`` what its outlet is called, as
    ``bare`` gives it.
    """

    article: Article
    reading: Reading
    resolver: Resolver
    clusters: Clusters
    bounds: Sequence[int] = field(default=())
    nameplates: frozenset[str] = field(default=frozenset())
    called: dict[str, list[Called]] = field(default_factory=dict)
    """Persons by the nouns that the text calls them; filled by ``varied`` when it is first asked, once for an article."""

    @classmethod
    def of(cls, article: Article, reading: Reading, resolver: Resolver) -> Scene:
        """Join the mentions that ``reading`` found in ``article``."""
        blocks = [offset for block in article.blocks for offset in (block.start, block.end)]
        bounds = sorted({0, len(article.text), *reading.ends, *blocks})
        plates = {bare(article.outlet or "")} | {
            bare(article.text[block.start : block.end])
            for block in article.blocks
            if block.kind in _NAMEPLATES and block.end - block.start <= LONGEST_NAMEPLATE
        }
        wire = _WIRE.search(article.text, 0, OPENING)
        plates |= {bare(wire["agency"])} if wire else set()
        clusters = Clusters(article.text, reading)
        return cls(article, reading, resolver, clusters, bounds, frozenset(plates - {""}))

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


def bare(name: str) -> str:
    """Return an outlet's name in small letters without its article."""
    return " ".join(name.lower().split()).removeprefix("the ")
