"""Invented articles as readings, as if they had been read: for measuring what comes after reading without waiting for it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from onrecord.records import Article, Block, Byline, Entity, Reading, Source, Span, Statement, StatementSource, Via

if TYPE_CHECKING:
    from invented import Said, Speaker, Told

    from onrecord.records import EntityKind, SourceKind

READ_AT = "2026-01-01T00:00:00+00:00"
KINDS: dict[Speaker, SourceKind] = {
    "first": "person",
    "second": "person",
    "body": "organisation",
    "other": "organisation",
    "role": "role",
}


def reading_of(told: Told) -> Reading:
    """Return an article as the reader would give it back: its text with blocks, who says what, and who is named."""
    return _Draft(told).reading()


def _identity(*parts: object) -> str:
    return sha256("/".join(map(str, parts)).encode()).hexdigest()[:16]


class _Draft:
    """An article's text as it grows, with the records of what stands where."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.identity = _identity(told.url)
        self.text = ""
        self.blocks: list[Block] = []
        self.statements: list[Statement] = []
        first, second = told.event.people
        self.named: dict[str, EntityKind] = {first: "person", second: "person", told.event.blanks["place"]: "place"}
        self.named.update(dict.fromkeys(told.event.bodies, "organisation"))

    def reading(self) -> Reading:
        """Write it all down and return it."""
        told = self.told
        self._write("headline", told.headline)
        self._write("byline", f"By {told.author}")
        for paragraph in told.paragraphs:
            start = self._write("paragraph", paragraph.text)
            if paragraph.said is not None:
                self.statements.append(self._statement(paragraph.said, start))
        text = self.text
        source = Source(told.url, sha256(text.encode()).hexdigest(), READ_AT, "bench")
        article = Article(
            self.identity, told.url, told.outlet, "en", told.headline, None, None, (Byline(told.author),), told.published.isoformat(), None,
            (), (), text, tuple(self.blocks), source,
        )  # fmt: skip
        return Reading(told.url, article, tuple(self.statements), self._entities())

    def _write(self, kind: str, words: str) -> int:
        if self.text:
            self.text += "\n\n"
        start = len(self.text)
        self.text += words
        self.blocks.append(Block(kind, start, len(self.text)))  # type: ignore[arg-type]  # one of the kinds
        return start

    def _statement(self, said: Said, start: int) -> Statement:
        def span(place: tuple[int, int]) -> Span:
            return Span(start + place[0], start + place[1], self.text[start + place[0] : start + place[1]])

        content = span(said.content)
        via = (Via((span(said.via),), "media", span(said.via).text),) if said.via else ()
        entity = self._entity(said.name) if said.name else None
        about = tuple(self._entity(name) for name in self.named if name in content.text)
        return Statement(
            _identity(self.identity, start), self.identity, "direct" if said.direct else "indirect", (content,), (span(said.cue),),
            StatementSource((span(said.source),), KINDS[said.speaker], said.name, entity), via, None, "certain", "positive", about,
            "paragraph", 0.9,
        )  # fmt: skip

    def _entity(self, name: str) -> str:
        return _identity(self.identity, name)

    def _entities(self) -> tuple[Entity, ...]:
        return tuple(
            Entity(self._entity(name), kind, name, self._mentions(name))
            for name, kind in self.named.items()
            if name in self.text
        )

    def _mentions(self, name: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        at = self.text.find(name)
        while at >= 0:
            spans.append(Span(at, at + len(name), name))
            at = self.text.find(name, at + len(name))
        return tuple(spans)
