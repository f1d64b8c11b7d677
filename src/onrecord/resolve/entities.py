"""The people, bodies, places and works of an article, each with every mention of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.records import Entity
from onrecord.resolve.clusters import FIRST_PERSON
from onrecord.resolve.names import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.records import EntityKind, Span
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

_EVENT_WORDS = frozenset(
    {"cup", "games", "olympics", "festival", "championship", "championships", "league", "prix", "marathon", "war", "summit", "conference",
     "awards", "open", "election", "inquiry", "trial", "parade", "fair", "final"}
)  # fmt: skip
"""Last words of names of events, after the event types of IPTC's Media Topics."""


def entities_of(
    article: str, clusters: Clusters, found: Sequence[Voiced], who: Sequence[Who], span: Callable[[int, int], Span]
) -> tuple[dict[int, Entity], tuple[Entity, ...]]:
    """Return the entities by the id() of their cluster, and in the order of the text.

    Things without a name are none. "I" in a quotation is a mention of its speaker; other first persons are nobody's.
    """
    spoken = _first_persons(clusters, found, who)
    by_cluster: dict[int, Entity] = {}
    for cluster in clusters.clusters:
        if cluster.named is None:
            continue
        named = {
            _untitled(clusters.text, place) if cluster.named.kind == "person" else place
            for place in cluster.named.places
        }
        places = named | {place for place in spoken.get(id(cluster), ()) if not _touches(named, place)}
        places |= {
            (m.start, m.end)
            for m in cluster.mentions
            if m.shape not in FIRST_PERSON and not _touches(named, (m.start, m.end))
        }
        places = _apart(places)
        mentions = tuple(span(*_bare(clusters.text, *place)) for place in sorted(places))
        key = hashlib.sha256(f"{article}:{cluster.named.name}:{mentions[0].start}".encode()).hexdigest()[:16]
        by_cluster[id(cluster)] = Entity(key, kind_of(cluster), cluster.named.name, mentions)
    ordered = sorted(by_cluster.values(), key=lambda entity: entity.mentions[0].start)
    return by_cluster, tuple(ordered)


def kind_of(cluster: Cluster) -> EntityKind:
    """Return the kind of a thing with a name."""
    kind = KINDS[cluster.named.kind] if cluster.named else "other"
    if kind == "work" and cluster.named and cluster.named.name.lower().split()[-1] in _EVENT_WORDS:
        return "event"
    return kind


def _touches(named: set[Range], place: Range) -> bool:
    """Whether the words overlap one of the places where the thing is named: "Mrs Moss" beside "Moss"."""
    return any(place[0] < b and a < place[1] for a, b in named)


def _apart(places: set[Range]) -> set[Range]:
    """Return the places without those that overlap a longer one before them."""
    kept: list[Range] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return set(kept)


def _untitled(text: str, place: Range) -> Range:
    """Return where a person's name stands without the titles before it."""
    titles = word_lists.classes("name_words")["title"]
    start, end = place
    for token in tokens(text, start, end):
        if not {token.text, f"{token.text}."} & titles and token.text != ".":
            return (token.start, end)
    return place


def _bare(text: str, start: int, end: int) -> Range:
    """Return the words without the ending of the possessive."""
    return (start, end - 2) if text[start:end].endswith(("’s", "'s")) else (start, end)


def _first_persons(clusters: Clusters, found: Sequence[Voiced], who: Sequence[Who]) -> dict[int, set[Range]]:
    """Return the places where a speaker of a quotation says "I", by the speaker's cluster."""
    by_content = _contents(found, who)
    spoken: dict[int, set[Range]] = {}
    at = 0
    for mention in clusters.mentions:
        if mention.shape != "i":
            continue
        while at < len(by_content) and by_content[at][1] <= mention.start:
            at += 1
        if at < len(by_content) and by_content[at][0] <= mention.start:
            spoken.setdefault(id(by_content[at][2]), set()).add((mention.start, mention.end))
    return spoken


def _contents(found: Sequence[Voiced], who: Sequence[Who]) -> list[tuple[int, int, Cluster]]:
    """Return what is said by somebody in particular, in order, nested statements left out."""
    spoken = [
        (start, end, one_who.cluster)
        for one, one_who in zip(found, who, strict=True)
        if one_who.cluster is not None
        and one_who.kind == "person"
        and one.outer is None
        and one.statement.mode != "indirect"
        for start, end in one.ranges.content
    ]
    return sorted(spoken, key=lambda part: part[:2])
