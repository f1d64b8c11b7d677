"""Channels that a sentence tells by its form, where the head that tags them sees none: an occasion, and a poll whose shares answer.

"At a rally in Fennick, Moss promised ...", "Hill told the inquest ..." name the occasion in the sentence that says it. In our annotations of sources
(``training/labels/SOURCES.md``) such a phrase is the channel of what is said there in 141 of 177 cases with "at" and "during", and in 11 of 15 with
"told"; of these, on the articles that training left out, in 13 of 19 and two of four. An audience or a crowd that is told something is none in any of
14. Shares of people ("46 percent would ...") come by the poll that the paragraph, or the one before it, names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.records import Via
from onrecord.resolve.channel_names import name_of
from onrecord.resolve.names import is_outlet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

_SPEAK: frozenset[SourceKind] = frozenset({"person", "role", "organisation", "group", "anonymous"})
"""Kinds of sources that are somewhere while they speak."""
_BETWEEN = (
    r"(?:(?!(?:of|at|in|to|on|for|by|said|and|that|with|during|about|from|after|before)\b)"
    r"(?:[\w’'$/&-]+(?:\.[\w’'$/&-]+)*|(?-i:[A-Z])\w{0,4}\.)[ \t\u00a0]+){0,6}?"
)
"""Words between a preposition and the noun that it goes with, none of which begins another phrase."""
_SHARE = re.compile(
    r"(?:(?:about|nearly|almost|only|just|some|roughly|another|around|over|more than|less than|fewer than|at least)\s+)*"
    r"(?:\d[\d.,]*\s?(?:percent\b|per cent\b|%)|\w+ (?:of|in|out of) (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|(?:(?:a|an|the)\s+)?(?:small |narrow |large |clear )?(?:majority|plurality|third|quarter|half|two-thirds|three-quarters|two thirds|three quarters)\b)",
    re.IGNORECASE,
)
"""How a share of people begins: "46 percent", "nearly eight of 10", "a narrow majority"."""
_POLL = re.compile(
    rf"\b((?:the|a|an|its|their|this|another)[ \t\u00a0]+{_BETWEEN}(?:poll|survey|study|questionnaire|census))\b",
    re.IGNORECASE,
)
AROUND = 600
"""Characters around a cue in which its occasion stands: longer sentences are texts without full stops."""
BEFORE = 3_000
"""Characters before a share in which its poll stands, for the same reason."""
PARAGRAPHS_BACK = 2
"""Paragraphs, its own included, in which the poll stands that a share of people is of."""


@cache
def _occasion() -> re.Pattern[str]:
    lists = word_lists.classes("channel_words")
    nouns = "|".join(sorted(lists["event"]))
    told = "|".join(sorted(lists["event"] | lists["sitting"]))
    return re.compile(
        rf"\b(?:(?:at|during)\s+({_BETWEEN}(?:{nouns}))|(?:told|addressing)\s+({_BETWEEN}(?:{told})))\b(?!['’-])",
        re.IGNORECASE,
    )


def occasion(scene: Scene, one: Voiced, kind: SourceKind, contents: Sequence[Range]) -> Via | None:
    """Return the occasion that the sentence of a statement's cue names; None for none, and where its source is nobody who speaks.

    Words that are said, by this one or another (``contents``, those of all statements), name where others were.
    """
    if kind not in _SPEAK:
        return None
    parts = (*contents, *one.ranges.source)
    for part in one.ranges.cue:
        first, stop = scene.sentence_at(part[0])
        for match in _occasion().finditer(scene.text, max(first, part[0] - AROUND), min(stop, part[1] + AROUND)):
            start, end = match.span(1) if match[1] else match.span(2)
            if not any(a < end and start < b for a, b in parts):
                return Via((scene.span(start, end),), "event", name_of(scene.clusters, start, end))
    return None


def outlet(scene: Scene, one: Voiced, kind: SourceKind, contents: Sequence[Range]) -> Via | None:
    """Return the outlet that the sentence of a statement's cue names by its form: "told Fennick TV", "On KNTV Tuesday, she said", "In interviews, they said"."""
    if kind not in _SPEAK:
        return None
    parts = (*contents, *one.ranges.source)
    for part in one.ranges.cue:
        first, stop = scene.sentence_at(part[0])
        opened = _OPENED.match(scene.text, first, min(stop, part[0]))
        if opened is not None and opened["interviews"]:
            return Via((scene.span(*opened.span("interviews")),), "media", opened["interviews"])
        told = _TOLD.match(scene.text, part[1], stop) if scene.text.endswith("told", 0, part[1]) else None
        for at in (opened.end() if opened else None, told.end() if told else None):
            thing = scene.clusters.names.of(at) if at is not None else None
            start, end = next((place for place in thing.places if place[0] == at), (0, 0)) if thing else (0, 0)
            if is_outlet(scene.text[start:end]) and not any(a < end and start < b for a, b in parts):
                return Via((scene.span(start, end),), "media", name_of(scene.clusters, start, end))
        media = (
            _TOLD_MEDIA.match(scene.text, part[1], stop)
            if told is not None or scene.text.endswith("told", 0, part[1])
            else None
        )
        if media is not None:
            return Via((scene.span(*media.span(1)),), "media", media[1])
    return None


_TOLD = re.compile(r" (?:the |The )?(?=[A-Z])")
_TOLD_MEDIA = re.compile(
    r" (?:the |a )?((?:[A-Z]\w+ )?(?:state|state-run|state-owned|national|local|public|regional|foreign|private) (?:television|TV|radio|media|broadcaster|press))\b"
)
"""What somebody tells that goes by no name: "told state television"."""
_OPENED = re.compile(
    r"\s*(?:On (?:the |The |[A-Z][\w’]+ on )?(?=[A-Z])|In (?P<interviews>(?:recent |separate |several |phone |telephone |brief |exclusive )*interviews)\b)"
)
"""How a sentence begins that names the programme, or the interviews, in which somebody speaks."""


def network(scene: Scene, one: Voiced, kind: SourceKind, contents: Sequence[Range]) -> Via | None:
    """Return the network that the sentence of a statement's cue names by its form: "wrote on X", "On Instagram, she said", "taking to X"."""
    if kind not in _SPEAK:
        return None
    parts = (*contents, *one.ranges.source[1:])
    for part in one.ranges.cue:
        first, stop = scene.sentence_at(part[0])
        for match in _network().finditer(scene.text, max(first, part[0] - AROUND), min(stop, part[1] + AROUND)):
            start, end = match.span(1)
            if not any(a < end and start < b for a, b in parts):
                return Via((scene.span(start, end),), "social", match[1])
    return None


@cache
def _network() -> re.Pattern[str]:
    names = "|".join(sorted(name for name in word_lists.classes("channel_words")["social"] if name[0].isupper()))
    return re.compile(
        rf"\b(?:[Oo]n|to|via)\s+(?:(?:his|her|their|its|the|social media platform|social network)\s+)?({names})\b(?![-’'])"
    )


def poll(scene: Scene, one: Voiced, kind: SourceKind) -> Via | None:
    """Return the poll that a share of people is of, the last one named before it, else in its sentence; None where the source is no such share."""
    if kind != "group" or not one.ranges.source:
        return None
    start, end = one.ranges.source[0]
    if not _SHARE.match(scene.text, start, end):
        return None
    _, stop = scene.sentence_at(start)
    first = max(_paragraphs_back(scene.text, start), start - BEFORE)
    named = list(_POLL.finditer(scene.text, first, min(stop, start + AROUND)))
    before = [match for match in named if match.end() <= start]
    for match in before[-1:] or named[:1]:
        return Via((scene.span(*match.span(1)),), "document", name_of(scene.clusters, *match.span(1)))
    return None


def _paragraphs_back(text: str, offset: int) -> int:
    """Return where the paragraphs begin in which a poll may be named."""
    first = text.rfind("\n", 0, offset) + 1
    for _ in range(PARAGRAPHS_BACK - 1):
        end = first
        while end and text[end - 1].isspace():
            end -= 1
        first = text.rfind("\n", 0, end) + 1
    return first
