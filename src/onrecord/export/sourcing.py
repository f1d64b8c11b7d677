"""The figures of an article's sourcing: on whose word its statements rest, and through how many other media they came.

What they are for: an audit of a newsroom counts named, unnamed and missing sources a story (Content Analysis for Public
Broadcasting calls it source transparency), and the ledger counts who had a story from whom. They judge nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.records import Article, Reading, SourceKind, Statement, StatementSource, Via

NAMED: tuple[SourceKind, ...] = ("person", "organisation", "media", "document")
"""The kinds of source that somebody can look up."""
NO_SOURCES: frozenset[SourceKind] = frozenset({"author", "none"})
"""Kinds that are nobody's word but the article's: they speak, but are no source of it."""
NOBODY = "nobody"
THE_ARTICLE = "the article"

_UNNAMED: frozenset[SourceKind] = frozenset({"role", "anonymous", "group"})
_SMALL = frozenset(
    {"a", "an", "the", "one", "some", "two", "three", "several", "many", "his", "her", "their", "its", "my", "our"}
)
"""First words of descriptions that have their capital from the start of a sentence."""
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody with a statement, or "nobody", or "the article", and the channels that the statements came through.

    ``channels`` are names with the number of statements; the speaker of a joint statement has it counted like the others.
    """

    name: str
    kind: SourceKind
    entity: str | None
    statements: int
    channels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Sourcing:
    """How many of an article's statements are whose, by kind of source, and whence they came.

    ``speakers`` has those with the most statements first; ``media`` the other media that statements came through, with the
    number of statements; ``credits`` the agencies that the article itself is credited to. The article's own outlet is none of them.
    """

    statements: int
    by_kind: tuple[tuple[SourceKind, int], ...]
    speakers: tuple[Speaker, ...]
    media: tuple[tuple[str, int], ...]
    credits: tuple[str, ...]

    def of_kind(self, *kinds: SourceKind) -> int:
        """Return how many statements have a source of one of the kinds."""
        return sum(count for kind, count in self.by_kind if kind in kinds)

    @property
    def named(self) -> int:
        """How many statements have a source with a name: a person, a body, an outlet, a document."""
        return self.of_kind(*NAMED)

    @property
    def sources(self) -> int:
        """How many distinct sources there are; nobody and the article are none."""
        return sum(speaker.kind not in NO_SOURCES for speaker in self.speakers)

    @property
    def other_media(self) -> tuple[str, ...]:
        """The other media that the article or something in it came through, each once, credits last."""
        named = [name for name, _ in self.media]
        known = {_key(name) for name in named}
        return (*named, *(name for name in self.credits if _key(name) not in known))


def sourcing_of(reading: Reading) -> Sourcing:
    """Return the figures of one reading. Sources count as one where their names agree, articles and capitals aside."""
    kinds = Counter(statement.source.kind for statement in reading.statements)
    outlet = _key(reading.article.outlet or "") if reading.article else ""
    media: dict[str, _Count] = {}
    for statement in reading.statements:
        _count(media, (via for via in statement.via if via.kind == "media"), outlet)
    return Sourcing(
        statements=len(reading.statements),
        by_kind=tuple(sorted(kinds.items(), key=lambda item: -item[1])),
        speakers=_speakers(reading),
        media=_counted(media),
        credits=_credits(reading.article, outlet) if reading.article else (),
    )


def names_of(source: StatementSource) -> tuple[str, ...]:
    """Return what to call whose word it is, on one line: names, a description, "nobody", "the article".

    Words that could not be resolved to anybody stand in quotation marks, as printed.
    """
    if source.kind == "none":
        return (NOBODY,)
    if source.kind == "author":
        return (THE_ARTICLE,)
    if source.name and source.kind == "person":
        return tuple(filter(None, map(printable, source.name.split("; ")))) or ("unknown",)
    if source.name:
        return (_small(printable(source.name)) if source.kind in _UNNAMED else printable(source.name),)
    words = printable(" ".join(span.text for span in source.spans))
    return (f"“{words}”" if words else "unknown",)


def channel(via: Via) -> str:
    """Return what a channel is called: an outlet or network by its name, others as printed: "a statement"."""
    words = printable(" ".join(span.text for span in via.spans))
    named = printable(via.name or "")
    if via.kind in {"document", "event"} and named[:1].islower():
        return words or named
    return named or words


@dataclass(slots=True)
class _Count:
    name: str
    statements: int = 0


@dataclass(slots=True)
class _Voice:
    """A speaker while it is counted."""

    name: str
    entity: str | None = None
    statements: int = 0
    kinds: Counter[SourceKind] = field(default_factory=Counter)
    channels: dict[str, _Count] = field(default_factory=dict)


def _speakers(reading: Reading) -> tuple[Speaker, ...]:
    entities = {_key(entity.name): entity.id for entity in reversed(reading.entities)}
    voices: dict[str, _Voice] = {}
    for statement in reading.statements:
        for name in names_of(statement.source):
            voice = voices.setdefault(_key(name), _Voice(name))
            _hear(voice, statement)
            voice.entity = voice.entity or entities.get(_key(name))
    found = [
        Speaker(v.name, v.kinds.most_common(1)[0][0], v.entity, v.statements, _counted(v.channels))
        for v in voices.values()
    ]
    return tuple(sorted(found, key=lambda speaker: -speaker.statements))  # stable: of equals the first to speak


def _hear(voice: _Voice, statement: Statement) -> None:
    voice.statements += 1
    voice.kinds[statement.source.kind] += 1
    if len(names_of(statement.source)) == 1:
        voice.entity = voice.entity or statement.source.entity
    _count(voice.channels, statement.via)


def _count(counts: dict[str, _Count], vias: Iterable[Via], leave_out: str = "") -> None:
    """Count each channel of one statement once."""
    named = {_key(name): name for via in vias if (name := channel(via))}
    for key, name in named.items():
        if key != leave_out:
            counts.setdefault(key, _Count(name)).statements += 1


def _counted(counts: dict[str, _Count]) -> tuple[tuple[str, int], ...]:
    return tuple((c.name, c.statements) for c in sorted(counts.values(), key=lambda c: -c.statements))


def _credits(article: Article, outlet: str) -> tuple[str, ...]:
    """Return the agencies that the article's dateline and bylines credit it to, each once."""
    named = {_key(name): printable(name) for name in reversed(list(_agencies(article)))}
    return tuple(name for key, name in reversed(named.items()) if key and key != outlet)


def _agencies(article: Article) -> Iterator[str]:
    if article.dateline_parts and article.dateline_parts.agency:
        yield article.dateline_parts.agency
    yield from (byline.name for byline in article.bylines if byline.role == "agency")


def is_description(name: str) -> bool:
    """Return whether what a source goes by begins as a description does ("A spokesman for the mill") and not as a name."""
    return name.partition(" ")[0].lower() in _SMALL


def _small(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if rest and first.lower() in _SMALL else name


def _key(name: str) -> str:
    """Return the name as it is compared: without "the", case or the dots of abbreviations."""
    return _ARTICLE.sub("", printable(name)).replace(".", "").casefold()
