"""Through what a statement came: the outlet that was told, the statement, network or occasion that it was made in.

The words that name a channel are tagged by the learned head, which also says to which statement they belong. A statement inside
another that is an outlet's or a document's came through these, the outermost first: a chain from this article back to the speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.mentions import head_of
from onrecord.records import Via
from onrecord.resolve.names import called, is_outlet
from onrecord.resolve.wording import goes_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model.resolver import Tagged, WordTable
    from onrecord.records import Span, ViaKind
    from onrecord.resolve.clusters import Clusters
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

LIKELY = 0.6
"""Probability from which a channel is a statement's."""
REACH = 1_500
"""Characters around a statement's cue in which its channel can stand: its sentences and their neighbours."""

FURTHEST = 1
"""Sentences before or after the statement's own in which its channel can stand."""

SPEAK_AT_ONCE = 6
"""Statements of one sentence that are looked at."""
GOES_ON = 2
"""Paragraphs within which a quotation without a cue, or "they added", has the channel of what the same voice said before."""
ADJOINING = 0
"""Sentences within which any statement of the same voice has."""

_ORDER: dict[ViaKind, int] = {"media": 0, "social": 1, "document": 2, "event": 3}
"""From this article back to the speaker: an outlet hands on what somebody wrote, or said at an event."""
_LISTED: tuple[ViaKind, ...] = ("social", "event", "document")
"""Kinds of channels that a closed list of nouns tells; outlets are known by name alone."""
_OF_OUTER: dict[str, ViaKind] = {"media": "media", "document": "document"}


def channels(scene: Scene, found: Sequence[Voiced], who: Sequence[Who]) -> list[tuple[Via, ...]]:
    """Return the channels of each statement, in order from the article back to the speaker."""
    named = [tag for tag in scene.reading.tags if tag.kind != "said"]
    starts = [tag.start for tag in named]
    whose = {id(one): one_who for one, one_who in zip(found, who, strict=True)}
    outlets = _outlets(scene, found, who)
    out: list[tuple[Via, ...]] = []
    last: dict[object, tuple[Voiced, tuple[Via, ...]]] = {}
    for one in found:
        near = named[bisect_left(starts, one.anchor - REACH) : bisect_left(starts, one.anchor + REACH)]
        chain = [via for outer in one.around() if (via := _outer(outer, whose[id(outer)], scene.span))][::-1]
        if (through := whose[id(one)].through) is not None:
            chain.append(Via((scene.span(*through[0]),), "media", through[1]))
        work = whose[id(one)].work
        if work is not None:
            chain.append(Via((scene.span(*work),), "document", name_of(scene.clusters, *work)))
        near = [tag for tag in near if not _is_anothers(scene, tag, one, found, whose)]
        own = tuple(_with_own(scene, one, whose[id(one)], chain, near, outlets))
        voice = _voice(whose[id(one)])
        before = last.get(voice) if voice is not None and one.outer is None else None
        if not own and before is not None and _goes_on(scene, one, before[0]):
            own = tuple(via for via in before[1] if via.kind != "social")
        if voice is not None:
            last[voice] = (one, own)
        out.append(own)
    return out


def _voice(who: Who) -> object:
    return id(who.cluster) if who.cluster is not None else who.name


def _goes_on(scene: Scene, one: Voiced, before: Voiced) -> bool:
    """Whether the statement goes on with what the same voice said ``before``, on the same occasion."""
    here, there = scene.table.run(*_whole(one)), scene.table.run(*_whole(before))
    if here is None or there is None:
        return False
    apart = int(scene.table.sentences[here[0]] - scene.table.sentences[there[1] - 1])
    paragraphs = int(scene.table.paragraphs[here[0]] - scene.table.paragraphs[there[1] - 1])
    further = not one.ranges.cue or goes_on(scene.text, one.ranges.cue)
    return (further and paragraphs <= GOES_ON) or apart <= ADJOINING


def _whole(one: Voiced) -> tuple[int, int]:
    parts = (*one.ranges.source, *one.ranges.cue, *one.ranges.content)
    return min(a for a, _ in parts), max(b for _, b in parts)


def _with_own(  # noqa: PLR0913, PLR0917 - a statement, what is known of it, and what may be its channel
    scene: Scene, one: Voiced, who: Who, chain: list[Via], near: Sequence[Tagged], outlets: Sequence[_Outlet]
) -> list[Via]:  # fmt: skip
    """Return the ``chain`` and the channels that the head gives the statement itself."""
    own = [
        tag for tag in near
        if not _is_source(tag, one) and not _is_a_post(scene.text, tag) and not _is_where(scene, tag) and _is_near(scene.table, tag, one)
        and scene.resolver.link(scene.table, one.ranges, tag) > LIKELY
    ]  # fmt: skip
    own.sort(key=lambda tag: (_ORDER[kind_of(scene.text, tag)], tag.start))
    for tag in own:
        addressed = scene.text[max(0, tag.start - 10) : tag.start].lower().removesuffix("the ").endswith(
            (" to ", " with ")
        ) and "document" in {via.kind for via in chain}
        if addressed or _same_as_source(scene.clusters, tag, who) or any(_overlap(via, tag) for via in chain):
            continue  # "in a letter to shareholders" is one channel
        name = _outlet_before(scene, tag, outlets) or name_of(scene.clusters, tag.start, tag.end)
        if all(name != other.name for other in chain):
            chain.append(Via((scene.span(tag.start, tag.end),), kind_of(scene.text, tag), name))
    return chain


@dataclass(frozen=True, slots=True)
class _Outlet:
    """An outlet with a name where the text speaks of it: the last of its words, and what it is called."""

    end: int
    noun: str
    name: str


def _outlets(scene: Scene, found: Sequence[Voiced], who: Sequence[Who]) -> list[_Outlet]:
    """Return the outlets with a name that are told something, or are a source, in order of the text."""
    parts = [
        (tag.start, tag.end, name_of(scene.clusters, tag.start, tag.end))
        for tag in scene.reading.tags if tag.kind == "media" and scene.clusters.named_in(tag.start, tag.end)
    ] + [
        (*one.ranges.source[0], one_who.name)
        for one, one_who in zip(found, who, strict=True)
        if one_who.kind == "media" and one.ranges.source and one_who.name and one_who.name[0].isupper()
    ]  # fmt: skip
    return sorted(
        (_Outlet(end, scene.text[start:end].lower().split()[-1], name) for start, end, name in parts),
        key=lambda outlet: outlet.end,
    )


def _outlet_before(scene: Scene, tag: Tagged, outlets: Sequence[_Outlet]) -> str | None:
    """Return the name of the outlet that "the paper" stands for: the last one before, of those with this noun in their name if any."""
    spoken = scene.text[tag.start : tag.end].lower().split()
    nouns = word_lists.classes("source_words")["outlet"]
    if tag.kind != "media" or len(spoken) != 2 or spoken[0] not in {"the", "that"} or spoken[1] not in nouns:
        return None
    before = [outlet for outlet in outlets if outlet.end <= tag.start]
    last = ([outlet for outlet in before if outlet.noun == spoken[1]] or before)[-1:]
    return last[0].name if last else None


def _outer(outer: Voiced, who: Who, span: Callable[[int, int], Span]) -> Via | None:
    kind = _OF_OUTER.get(who.kind)
    if kind is None or not outer.ranges.source:
        return None
    return Via(tuple(span(*part) for part in outer.ranges.source), kind, who.name)


def _is_near(table: WordTable, tag: Tagged, one: Voiced) -> bool:
    """Whether the words stand in a sentence of the statement, or next to one."""
    words = table.run(tag.start, tag.end)
    parts = [run for part in (*one.ranges.source, *one.ranges.cue, *one.ranges.content) if (run := table.run(*part))]
    if words is None or not parts:
        return False
    low, high = min(table.sentences[a] for a, _ in parts), max(table.sentences[b - 1] for _, b in parts)
    return bool(low - FURTHEST <= table.sentences[words[0]] <= high + FURTHEST)


def _is_anothers(scene: Scene, tag: Tagged, one: Voiced, found: Sequence[Voiced], whose: dict[int, Who]) -> bool:
    """Whether the words stand in a sentence in which somebody else says something: the channel is that one's.

    Asked of later paragraphs, and of networks anywhere: an occasion may hold for what another says next, a tweet does not.
    """
    first, last = scene.sentence_at(tag.start)
    here, there = scene.table.run(*_whole(one)), scene.table.run(tag.start, tag.end)
    if here is None or there is None:
        return False
    later = scene.table.paragraphs[there[0]] > scene.table.paragraphs[here[1] - 1]
    if not later and not (tag.kind == "social" and not first <= one.anchor < last):
        return False
    at = bisect_left(found, first, key=lambda other: other.anchor)
    voice = _voice(whose[id(one)])
    said = [other for other in found[at : at + SPEAK_AT_ONCE] if first <= other.anchor < last and other.outer is None]
    return bool(said) and all(_voice(whose[id(other)]) != voice for other in said)


def _is_source(tag: Tagged, one: Voiced) -> bool:
    """Whether the tagged words are the statement's source itself: an outlet is not its own channel."""
    return any(a < tag.end and tag.start < b for a, b in one.ranges.source)


def _is_a_post(text: str, tag: Tagged) -> bool:
    """Whether an outlet's name only tells whose somebody is: "the Tern’s Ada Moss", "Tern News moderator Ada Moss"."""
    if tag.kind != "media":
        return False
    if (
        text[tag.start : tag.end].endswith(_OWNS)
        or text[tag.start : tag.end + 2].endswith(_OWNS)
        or text[tag.start : tag.end + 1].endswith(_OWNS)
    ):
        return True
    behind = _WORD_BEHIND.match(text, tag.end)
    return behind is not None and behind.group(1).lower() in word_lists.classes("source_words")["role"]


def _is_where(scene: Scene, tag: Tagged) -> bool:
    """Whether an outlet's name, as tagged, only tells where somebody spoke: "told reporters in Fennick", "outside the theatre"."""
    if tag.kind != "media" or is_outlet(scene.text[tag.start : tag.end]):
        return False
    before = _PLACED.search(scene.text, max(0, tag.start - 16), tag.start)
    if before is None:
        return False
    thing = scene.clusters.name_at(tag.start, tag.end) or next(iter(scene.clusters.named_in(tag.start, tag.end)), None)
    return before[1] != "in" or (thing is not None and thing.kind in {"place", "facility"})


_PLACED = re.compile(r"\b(in|at|outside|near|inside|from)(?: the)? $")
"""What stands before a place that somebody speaks at."""
_OWNS = ("’s", "'s", "s’", "s'")
_WORD_BEHIND = re.compile(r" ([A-Za-z]+) [A-Z]")


def _same_as_source(clusters: Clusters, tag: Tagged, who: Who) -> bool:
    thing = clusters.name_at(tag.start, tag.end) or next(iter(clusters.named_in(tag.start, tag.end)), None)
    return thing is not None and who.cluster is not None and who.cluster.named is thing


def _overlap(via: Via, tag: Tagged) -> bool:
    return any(span.start < tag.end and tag.start < span.end for span in via.spans)


def kind_of(text: str, tag: Tagged) -> ViaKind:
    """Return the kind of a channel: that of the noun or the network's name in its words where a list has it, else as tagged."""
    lists = word_lists.classes("channel_words")
    spoken = [token.lower for token in tokens(text, tag.start, tag.end) if token.is_word]
    head = spoken[head_of(spoken)] if spoken else ""
    tagged: ViaKind = tag.kind  # type: ignore[assignment]
    if tagged == "media" and head in word_lists.classes("source_words")["outlet"]:
        return tagged  # "the paper" that was told something is no document
    return next((kind for kind in _LISTED if {head, head.title(), head.capitalize()} & lists[kind]), tagged)


def name_of(clusters: Clusters, start: int, end: int) -> str:
    """Return what a channel is called: the fullest form of the name that it is, else its words."""
    words = called(clusters.text, start, end)
    thing = next((thing for thing in clusters.named_in(start, end) if words in thing.forms), None)
    return thing.name if thing is not None else " ".join(clusters.text[start:end].split())
