"""Through what a statement came: the outlet that was told, the statement, network or occasion that it was made in.

The words that name a channel are tagged by the learned head, which also says to which statement they belong. A statement inside
another that is an outlet's or a document's came through these, the outermost first: a chain from this article back to the speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.records import Via
from onrecord.resolve.channel_forms import network, occasion, outlet, poll
from onrecord.resolve.channel_names import Outlets, kind_of, name_of, work_name
from onrecord.resolve.names import is_outlet
from onrecord.resolve.occasions import held, voice_of, whole
from onrecord.resolve.wording import is_pronoun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model.resolver import Tagged, WordTable
    from onrecord.records import SourceKind, Span, ViaKind
    from onrecord.resolve.clusters import Clusters
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

LIKELY = 0.6
"""Probability from which a channel is a statement's."""
REACH = 1_500
"""Characters around a statement's cue in which its channel can stand: its sentences and their neighbours."""

INSIDE: dict[SourceKind, frozenset[str]] = {
    "person": frozenset({"media", "social", "document"}), "anonymous": frozenset({"media", "social"}),
    "organisation": frozenset({"document", "social"}), "media": frozenset({"document"}),
    "document": frozenset({"social"}), "group": frozenset({"social"}),
}  # fmt: skip
"""Kinds of channels that the words of a source may name, by its kind: "the Tern’s Ada Moss", "Bo Hill (@bohill)", "a Facebook post"."""
LONGEST_HOSTING = 24
"""Characters of the words that tell whose event it is: "organised by the "."""
FURTHEST = 1
"""Sentences before or after the statement's own in which its channel can stand."""

VOICES: frozenset[SourceKind] = frozenset({"person", "organisation", "role", "anonymous", "group"})
"""Kinds of sources that speak for themselves; an outlet or a document may be what another's words came through."""
SPEAK_AT_ONCE = 6
"""Statements of one sentence that are looked at."""

_ORDER: dict[ViaKind, int] = {"media": 0, "social": 1, "document": 2, "event": 3}
"""From this article back to the speaker: an outlet hands on what somebody wrote, or said at an event."""
_OF_OUTER: dict[str, ViaKind] = {"media": "media", "document": "document"}


def channels(scene: Scene, found: Sequence[Voiced], who: Sequence[Who]) -> list[tuple[Via, ...]]:
    """Return the channels of each statement, in order from the article back to the speaker."""
    named = [tag for tag in scene.reading.tags if tag.kind != "said"]
    starts = [tag.start for tag in named]
    whose = {id(one): one_who for one, one_who in zip(found, who, strict=True)}
    outlets = Outlets.of(scene, found, who)
    by_place = sorted(found, key=lambda one: one.anchor)
    contents = sorted(part for one in found for part in one.ranges.content)
    own: list[tuple[Via, ...]] = []
    for one, one_who in zip(found, who, strict=True):
        near = named[bisect_left(starts, one.anchor - REACH) : bisect_left(starts, one.anchor + REACH)]
        near = [
            tag for tag in near
            if not _is_anothers(scene, tag, one, by_place, whose) and not is_for_another(scene, tag, one, by_place, whose)
        ]  # fmt: skip
        near = [tag for tag in near if not _is_said(scene, tag, one, contents)]
        chain = _with_own(scene, one, one_who, _told(scene, one, whose), near, outlets)
        own.append((*chain, *_by_form(scene, one, one_who.kind, chain, contents)))
    return held(scene, found, who, [tuple(_in_full(via, outlets) for via in chain) for chain in own])


def _by_form(
    scene: Scene, one: Voiced, kind: SourceKind, chain: Sequence[Via], contents: Sequence[tuple[int, int]]
) -> tuple[Via, ...]:
    """Return the channel that the form of a sentence tells beside the ``chain``: an occasion where none is known, a poll where nothing is."""
    posted = None if any(via.kind == "social" for via in chain) else network(scene, one, kind, contents)
    if posted is not None and not any(_meet(via, posted) for via in chain):
        return (posted,)
    if any(via.kind in {"media", "event"} for via in chain):
        return ()
    found = (
        outlet(scene, one, kind, contents)
        or occasion(scene, one, kind, contents)
        or (None if chain else poll(scene, one, kind))
    )
    if found is None or any(_meet(via, found) for via in chain):
        return ()
    return (found,)


def _in_full(via: Via, outlets: Outlets) -> Via:
    return replace(via, name=outlets.full(via.name)) if via.kind == "media" else via


def _told(scene: Scene, one: Voiced, whose: dict[int, Who]) -> list[Via]:
    """Return the channels that a statement's words and those around it tell outright: outlets and documents that say or cite it."""
    chain: list[Via] = []
    for outer in (*reversed([*one.around()]), one):
        if (through := whose[id(outer)].through) is not None:
            chain.append(Via((scene.span(*through[0]),), "media", through[1]))
        if outer is not one and (via := _outer(outer, whose[id(outer)], scene.span)) is not None:
            chain.append(via)
    if (work := whose[id(one)].work) is not None:
        chain.append(Via((scene.span(*work),), "document", work_name(scene.clusters, *work)))
    return chain


def _with_own(  # noqa: PLR0913, PLR0917 - a statement, what is known of it, and what may be its channel
    scene: Scene, one: Voiced, who: Who, chain: list[Via], near: Sequence[Tagged], outlets: Outlets
) -> list[Via]:  # fmt: skip
    """Return the ``chain`` and the channels that the head gives the statement itself."""
    own = [
        tag for tag in near
        if _may_be_its_own(scene, tag, one, who) and _is_near(scene.table, tag, one)
        and scene.resolver.link(scene.table, one.ranges, tag) > LIKELY
    ]  # fmt: skip
    first, last = scene.sentence_at(one.anchor)
    # "He had earlier told the Tern ..." has no part in the post that the sentence before names.
    own = [tag for tag in own if first <= tag.start < last] or own
    if chain or any(not _is_inside(tag, one) for tag in own):
        own = [
            tag for tag in own if tag.kind != "media" or not _is_inside(tag, one)
        ]  # what a reporter posts is no report
    own = [tag for tag in own if not any(_names(scene.text, tag, other) for other in own)]
    own.sort(key=lambda tag: (_ORDER[kind_of(scene.text, tag)], tag.start))
    for tag in own:
        if (
            _is_addressed(scene, tag, chain)
            or _same_as_source(scene.clusters, tag, who)
            or any(_overlap(via, tag) for via in chain)
        ):
            continue  # "in a letter to shareholders" is one channel
        name = outlets.meant(scene, tag) or name_of(scene.clusters, tag.start, tag.end)
        if all(name != other.name for other in chain):
            chain.append(Via((scene.span(tag.start, tag.end),), kind_of(scene.text, tag), name))
    return chain


def _names(text: str, tag: Tagged, other: Tagged) -> bool:
    """Whether tagged words only say what the outlet behind them is: "the state-run news agency Tarn"."""
    adjoin = tag.kind == other.kind == "media" and text[tag.end : other.start] == " "
    return adjoin and text[other.start].isupper() and text[tag.start : tag.end].islower()


def _is_addressed(scene: Scene, tag: Tagged, chain: Sequence[Via]) -> bool:
    """Whether tagged words only tell to whom a document goes: "in a letter to shareholders"."""
    before = scene.text[max(0, tag.start - 10) : tag.start].lower().removesuffix("the ")
    if not before.endswith((" to ", " with ")):
        return False
    return any(via.kind == "document" for via in chain)


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
    here, there = scene.table.run(*whole(one)), scene.table.run(tag.start, tag.end)
    if here is None or there is None:
        return False
    later = scene.table.paragraphs[there[0]] > scene.table.paragraphs[here[1] - 1]
    if not later and not (tag.kind == "social" and not first <= one.anchor < last):
        return False
    at = bisect_left(found, first, key=lambda other: other.anchor)
    voice = voice_of(whose[id(one)])
    said = [other for other in found[at : at + SPEAK_AT_ONCE] if first <= other.anchor < last and other.outer is None]
    return bool(said) and all(voice_of(whose[id(other)]) != voice for other in said)


def is_for_another(scene: Scene, tag: Tagged, one: Voiced, found: Sequence[Voiced], whose: dict[int, Who]) -> bool:
    """Whether tagged words belong to what somebody else says: "the Tern" in "Ada Moss told the Tern so. Bo Hill said no".

    Asked where both voices are known, and neither an outlet that may report the other nor a pronoun that may stand for it. ``found``
    are all statements by their place.
    """
    who = whose[id(one)]
    if who.kind not in VOICES or not who.name or is_pronoun(scene.text, one) or not _is_for_one(scene, tag):
        return False
    first, last = scene.sentence_at(tag.start)
    if first <= one.anchor < last:
        return False
    at = bisect_left(found, first, key=lambda other: other.anchor)
    said = [other for other in found[at : at + SPEAK_AT_ONCE] if first <= other.anchor < last and other.outer is None]
    if not said or any(_may_be_named_by(scene, other, whose[id(other)], who) for other in said):
        return False
    voices = [whose[id(other)] for other in said]
    others = all(known.kind in VOICES and known.name and voice_of(known) != voice_of(who) for known in voices)
    return others and any(scene.resolver.link(scene.table, other.ranges, tag) > LIKELY for other in said)


def _may_be_named_by(scene: Scene, other: Voiced, its: Who, who: Who) -> bool:
    """Whether somebody who is named may be who was first left unnamed: "A midwife has told Radio Tern ... Ada Moss said"."""
    if (
        its.kind not in {"role", "anonymous"}
        or who.cluster is None
        or who.cluster.named is None
        or not other.ranges.source
    ):
        return False
    start = other.ranges.source[0][0]
    return _NEW.match(scene.text, start) is not None and who.cluster.named.places[0][0] > start


def _is_for_one(scene: Scene, tag: Tagged) -> bool:
    """Whether tagged words are a channel of one speaker alone: an outlet that is told, what somebody wrote; not a hearing nor a programme."""
    if tag.kind == "media":
        return _TOLD.search(scene.text, max(0, tag.start - 24), tag.start) is not None
    return tag.kind != "event"


def _is_said(scene: Scene, tag: Tagged, one: Voiced, contents: Sequence[tuple[int, int]]) -> bool:
    """Whether tagged words are part of what a statement says, or another in which it does not stand: "hit out at claims made in a film".

    ``contents`` are those of all statements, by their place.
    """
    if _TOLD.search(scene.text, max(0, tag.start - 24), tag.start) and any(
        a <= tag.start < b for a, b in one.ranges.content
    ):
        return False  # "... and burst into tears", a source is said to have told the Tern
    near = contents[bisect_left(contents, (tag.start - REACH, 0)) : bisect_left(contents, (tag.start + 1, 0))]
    return any(tag.end <= b and not a <= one.anchor < b for a, b in near)


def _may_be_its_own(scene: Scene, tag: Tagged, one: Voiced, who: Who) -> bool:
    """Whether tagged words may be a statement's channel, by where they stand.

    An outlet is not its own channel, but that of its reporter and its source: "the Tern’s Ada Moss reported", "the Tern’s source said".
    """
    if _is_inside(tag, one):
        return tag.kind in INSIDE.get(who.kind, ())
    return not (_is_a_post(scene.text, tag) or _is_where(scene, tag) or _is_no_channel(scene, tag))


def _is_inside(tag: Tagged, one: Voiced) -> bool:
    """Whether tagged words stand in those of a statement's source."""
    return any(a < tag.end and tag.start < b for a, b in one.ranges.source)


def _is_no_channel(scene: Scene, tag: Tagged) -> bool:
    """Whether tagged words are no channel: who is told things, what is spoken through or of, a person, the host of an event."""
    lists = word_lists.classes("channel_words")
    last = scene.text[tag.start : tag.end].lower().split()[-1]
    if last in lists["none"] or (
        tag.kind == "social" and last in word_lists.words("saying_words") - {"tweeted", "tweets"}
    ):
        return True
    if tag.kind != "media":
        return False
    if scene.text.endswith(_CLOSE_TO, 0, tag.start):
        return True  # "a source close to Coyne"
    thing = scene.clusters.name_at(tag.start, tag.end)
    before = scene.text[max(0, tag.start - LONGEST_HOSTING) : tag.start].lower().removesuffix("the ").split()[-2:]
    is_host = len(before) == 2 and before[0] in lists["hosting"] and before[1] == "by"
    return is_host or (thing is not None and thing.kind == "person")


_CLOSE_TO = ("close to ", "close to the ", "friend of ", "friends of ", "familiar with ", "familiar with the ")
"""What stands before whom an unnamed source knows."""


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
    before = _PLACED.search(scene.text, max(0, tag.start - 16), tag.start)
    if before is not None and tag.kind == "event":
        return before[1] in {"outside", "near"}
    if before is None or tag.kind != "media" or is_outlet(scene.text[tag.start : tag.end]):
        return False
    if _HEARERS_IN.search(scene.text, max(0, tag.start - 40), tag.start):
        return True
    thing = scene.clusters.name_at(tag.start, tag.end) or next(iter(scene.clusters.named_in(tag.start, tag.end)), None)
    return before[1].lower() != "in" or (thing is not None and thing.kind in {"place", "facility"})


_NEW = re.compile(r"(?:an?|one)\s", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:told|tells|telling|tell|to|with)(?: the| broadcaster| newspaper| magazine| station)* $")
"""What stands before an outlet that is told something."""
_PLACED = re.compile(r"\b(in|at|outside|near|inside|from|aboard)(?: the)? $", re.IGNORECASE)
"""What stands before a place that somebody speaks at."""
_HEARERS_IN = re.compile(r"\btold (?:[a-z-]+ ){0,2}[a-z]+s in $")
"""What stands before a place where people are told something: "told supporters in Fennick"."""
_OWNS = ("’s", "'s", "s’", "s'")
_WORD_BEHIND = re.compile(r" ([A-Za-z]+) [A-Z]")


def _same_as_source(clusters: Clusters, tag: Tagged, who: Who) -> bool:
    thing = clusters.name_at(tag.start, tag.end) or next(iter(clusters.named_in(tag.start, tag.end)), None)
    return thing is not None and who.cluster is not None and who.cluster.named is thing


def _overlap(via: Via, tag: Tagged) -> bool:
    return any(span.start < tag.end and tag.start < span.end for span in via.spans)


def _meet(via: Via, other: Via) -> bool:
    return any(a.start < b.end and b.start < a.end for a in via.spans for b in other.spans)
