"""Of what kind a channel is and what it is called: an outlet by its full name, a document by its own words.

An outlet is named once in full and goes by less after that: "the Fennick Bugle", then "the Bugle", "the paper", and at home "this newspaper".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.mentions import head_of
from onrecord.resolve.names import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.resolver import Tagged
    from onrecord.records import ViaKind
    from onrecord.resolve.clusters import Clusters
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

_LISTED: tuple[ViaKind, ...] = ("social", "event", "document")
"""Kinds of channels that a closed list of nouns tells; outlets are known by name alone."""
_BODIES = frozenset({"organisation", "product", "other"})
"""Kinds of names that the names' tagger gives to outlets."""
_MADE = re.compile(r"\s(?:(?:published|released|conducted|carried out|issued|written|compiled|done) )?(?:by|from)\s")
"""What stands between a document and who made it, who is its source."""
_DESCRIBED = re.compile(
    r"^(?:(?:[Tt]he|[Aa]n?) )?(?:(?!(?:on|of|in|by|for|from|at) )[a-z][a-z-]* ){0,3}(?:outlet|station|broadcaster|newspaper|magazine|website|channel|agency|network|tabloid|podcast|blog) (?=[A-Z0-9])"
)
"""What a text says an outlet is, before its name: "the radio station 3KL"."""
_IN_SHORT = re.compile(r"^(?:[Tt]he )?(?:[a-z][a-z-]* ){0,3}(?=[A-Z]\w* news$)| news$")
"""What stands around the name of an agency that is tagged without its noun: "the semi-official Farda news"."""
CALLED = 5_000
"""Characters before "the same meeting" in which it was called something."""
_SAME = re.compile(r"(?:that|this|the) same ", re.IGNORECASE)


def kind_of(text: str, tag: Tagged) -> ViaKind:
    """Return the kind of a channel: that of the noun or the network's name in its words where a list has it, else as tagged."""
    lists = word_lists.classes("channel_words")
    spoken = [token for token in tokens(text, tag.start, tag.end) if token.is_word]
    at = spoken[head_of([token.lower for token in spoken])] if spoken else None
    head = at.lower if at is not None else ""
    tagged: ViaKind = tag.kind  # type: ignore[assignment]
    if tagged == "media" and head in word_lists.classes("source_words")["outlet"]:
        return tagged  # "the paper" that was told something is no document
    if tagged == "media" and head in lists["sitting"]:
        return "event"  # "told the Fennick Inquiry"
    is_name = tagged == "media" and at is not None and at.text[:1].isupper()  # "the Fennick Post" is no post
    listed = _LISTED[:1] if is_name else _LISTED
    return next((kind for kind in listed if {head, head.title(), head.capitalize()} & lists[kind]), tagged)


def name_of(clusters: Clusters, start: int, end: int) -> str:
    """Return what a channel is called: the fullest form of the name that it is, else its words; "the same meeting" as it was called before."""
    words = called(clusters.text, start, end)
    thing = next((thing for thing in clusters.named_in(start, end) if words in thing.forms), None)
    if thing is not None:
        return _DESCRIBED.sub("", thing.name)
    name = _IN_SHORT.sub("", _DESCRIBED.sub("", " ".join(clusters.text[start:end].split())))
    same = _SAME.match(name)
    if same is None:
        return name
    noun = name[same.end() :]
    before = re.findall(
        rf"\b(?:a|an|the) {re.escape(noun)}\b", " ".join(clusters.text[max(0, start - CALLED) : start].split())
    )
    return before[-1] if before else f"the {noun}"


def work_name(clusters: Clusters, start: int, end: int) -> str:
    """Return what a document whose maker is the source is called: its words without those that tell of the maker behind it."""
    name = name_of(clusters, start, end)
    stop = _MADE.search(name)
    return name[: stop.start()] if stop else name


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the text speaks of an outlet with a name: the end of it, the last of its words, and what it is called."""

    end: int
    noun: str
    name: str


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets that an article names, in the order of the text; ``own`` is the one that it appeared in, ``bodies`` all names that may be one’s."""

    places: Sequence[_Place]
    own: str | None
    bodies: frozenset[str]

    @classmethod
    def of(cls, scene: Scene, found: Sequence[Voiced], who: Sequence[Who]) -> Outlets:
        """Return the outlets with a name that are told something, or are a source."""
        parts = [
            (tag.start, tag.end, name_of(scene.clusters, tag.start, tag.end))
            for tag in scene.reading.tags if tag.kind == "media" and scene.clusters.named_in(tag.start, tag.end)
        ] + [
            (*one.ranges.source[0], one_who.name)
            for one, one_who in zip(found, who, strict=True)
            if one_who.kind == "media" and one.ranges.source and one_who.name and one_who.name[0].isupper()
        ]  # fmt: skip
        places = (_Place(end, scene.text[start:end].lower().split()[-1], name) for start, end, name in parts)
        names = {called(scene.text, name.start, name.end) for name in scene.reading.names if name.kind in _BODIES}
        own = scene.article.outlet
        return cls(
            sorted(places, key=lambda place: place.end),
            own,
            frozenset(names | ({called(own, 0, len(own))} if own else set())),
        )

    def meant(self, scene: Scene, tag: Tagged) -> str | None:
        """Return the name of the outlet that "the paper" stands for; None where the words are no such description.

        That is the last one before, of those with this noun in their name if any; with "this" it is the article's own.
        """
        spoken = scene.text[tag.start : tag.end].lower().split()
        nouns = word_lists.classes("source_words")["outlet"]
        if tag.kind != "media" or len(spoken) != 2 or spoken[1] not in nouns:
            return None
        if spoken[0] in {"this", "our"}:
            return self.own
        if spoken[0] not in {"the", "that"}:
            return None
        before = [place for place in self.places if place.end <= tag.start]
        last = ([place for place in before if place.noun == spoken[1]] or before)[-1:]
        return last[0].name if last else None

    def full(self, name: str | None) -> str | None:
        """Return the full name of an outlet that goes by the end of it, "the Bugle" after "the Fennick Bugle", and without "magazine"."""
        if not name:
            return name
        first, _, last = name.rpartition(" ")
        nouns = word_lists.classes("source_words")["outlet"]
        name = first if first[:1].isupper() and last in nouns else name
        end = f" {called(name, 0, len(name))}"
        names = self.bodies | {place.name for place in self.places}
        longer = {one for one in names if one.endswith(end) and one[0].isupper() and end[1].isupper()}
        return longer.pop() if len(longer) == 1 else name
