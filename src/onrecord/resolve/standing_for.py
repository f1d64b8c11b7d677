"""Descriptions that stand for a name: "the 34-year-old mother of three", "the paper".

The learned links join a description to a name only when they are sure. Where the head on kinds says that the source is a named
person or an outlet, it is one of those that the article names, and the likeliest is better than none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.wording import head_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

LIKELY_OF_THE_ONLY_ONE = -2.0
"""The same where the link goes to the only person that the sentence, or the one before it, names."""
LIKELY_ENOUGH = -0.5
"""Score of a link from which a description of a named person is taken to stand for the person it goes to."""
OPENING = 150
"""Characters behind the first block that are a deck or a summary, whose nouns are as bare as a headline's."""
SOON = 600
"""Characters behind a headline within which its text tells more of what it names; of a sentence, in which it tells when."""
_OPENING = frozenset({"headline", "deck", "paragraph"})
_NEW = frozenset({"indefinite", "bare", "number", "name"})
Range = tuple[int, int]
_AGED = re.compile(r"the \d{1,3}-year-old(?:[’']s)?", re.IGNORECASE)
_PAIR = re.compile(r"(?:the (?:pair|couple|duo|two|two (?:men|women|friends))|both|both men|both women)", re.IGNORECASE)
_OPENED = re.compile(r"\s*(?:(?:but|and) )?(?:[A-Z][\w ]{1,30},? )?", re.IGNORECASE)
"""What may stand before the "they" of a sentence: "In July "."""
_EARLIER = re.compile(
    r"\b(?:(?:back )?in (?:january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)"
    r"|last (?:week|month|year|spring|summer|autumn|winter|january|february|march|april|june|july|august|september|october|november|december)"
    r"|earlier (?:this|that|in) |\w+ (?:weeks|months|years) (?:ago|earlier)|at the time\b)",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"(?:the|this|that|its|his|her|their)\b", re.IGNORECASE)


def stand_in(scene: Scene, one: Voiced, kind: SourceKind, outlets: Sequence[Cluster | None]) -> Cluster | None:
    """Return the person or outlet with a name that the description of a source of this ``kind`` stands for, if any.

    ``outlets`` are those that were a source before, the last one last.
    """
    start, end = one.ranges.source[0]
    if not _DEFINITE.match(scene.text, start):
        return None
    head = head_in(scene.text, start, end)
    if kind == "person":
        found = scene.clusters.likeliest_person(*head, least=LIKELY_ENOUGH) or _only_person(scene, start, head)
        differs = (
            found is not None and found.named is not None and scene.clusters.differ_in_age(start, end, found.named)
        )
        return None if differs else found
    if kind in {"media", "document", "organisation"}:
        return _outlet(scene, start, scene.text[slice(*head)].lower(), outlets)
    return None


def _only_person(scene: Scene, start: int, head: Range) -> Cluster | None:
    """Return the only person named right before a description, where the likeliest of its links goes there too."""
    near = persons_before(scene, start)
    likeliest = scene.clusters.likeliest_person(*head, least=LIKELY_OF_THE_ONLY_ONE)
    return likeliest if near == [likeliest] else None


def persons_before(scene: Scene, start: int) -> list[Cluster]:
    """Return the persons named before an offset in its sentence, or else in the sentence before that."""
    first, _ = scene.sentence_at(start)
    here = scene.clusters.persons_in(first, start)
    if here or not first:
        return here
    last = len(scene.text[:first].rstrip())
    return scene.clusters.persons_in(scene.sentence_at(max(0, last - 1))[0], last)


def fuller(scene: Scene, one: Voiced) -> str | None:
    """Return what the text right after a headline's bare noun calls it: "dairy experts" for "Milk is safe, experts say"."""
    start, end = one.ranges.source[0]
    opening = next((block for block in scene.article.blocks if block.kind in _OPENING), None)
    first = opening.end if opening is not None and opening.end - opening.start <= OPENING else 0
    noun = scene.text[start:end].lower()
    if start > first + OPENING or " " in noun:
        return None
    for mention in scene.clusters.mentions:
        words = scene.text[mention.start : mention.end]
        is_it = mention.head[1] == mention.end and scene.text[slice(*mention.head)].lower() == noun
        if end < mention.start <= end + SOON and is_it and " " in words and mention.shape in _NEW:
            return words
    return None


def is_aged(text: str, one: Voiced) -> bool:
    """Whether a source is somebody by an age alone: "the 61-year-old"."""
    return bool(one.ranges.source) and _AGED.fullmatch(text, *one.ranges.source[0]) is not None


def aged(scene: Scene, one: Voiced) -> Cluster | None:
    """Return whom "the 61-year-old" stands for where nobody's age tells: the only person named in the sentence before."""
    if not is_aged(scene.text, one):
        return None
    start, _ = one.ranges.source[0]
    first, _ = scene.sentence_at(start)
    last = len(scene.text[:first].rstrip())
    near = scene.clusters.persons_in(scene.sentence_at(max(0, last - 1))[0], last) if last else []
    return near[0] if len(near) == 1 else None


def pair(scene: Scene, one: Voiced) -> list[Cluster]:
    """Return whom "the pair" stands for: the two persons that the text last names in one breath.

    "They" are the two as well in "In July they told the Tern ...": a voice that stays unnamed speaks now, and goes on by "they added".
    """
    start, end = one.ranges.source[0]
    is_pair = _PAIR.fullmatch(scene.text, start, end) is not None or _told_earlier(scene, one)
    return scene.clusters.pair_before(start) if is_pair else []


def _told_earlier(scene: Scene, one: Voiced) -> bool:
    """Whether "they" begin a sentence that says what they told somebody at another time: "In July they told", "They told ... last year".

    It begins a paragraph, or stands behind a sentence that begins with the two: "Moss and Hill met in May. They told the Tern last year".
    """
    start, end = one.ranges.source[0]
    first, stop = scene.sentence_at(start)
    if scene.text[start:end].lower() != "they" or not _OPENED.fullmatch(scene.text, first, start):
        return False
    told = [scene.text[a:b].lower().split()[-1:] == ["told"] for a, b in one.ranges.cue]
    said = min(a for a, _ in one.ranges.content)
    opens = scene.text[max(0, first - 1) : first] == "\n" or _behind_a_pair(scene, first)
    end = min(said if said > start else stop, start + SOON)
    return any(told) and opens and _EARLIER.search(scene.text, first, end) is not None


def _behind_a_pair(scene: Scene, first: int) -> bool:
    """Whether the sentence before the one that begins at ``first`` begins with the pair that was named last."""
    last = len(scene.text[:first].rstrip())
    begun = scene.sentence_at(max(0, last - 1))[0]
    names = scene.clusters.persons_in(begun, last)
    two = scene.clusters.pair_before(last)
    return bool(two) and names[:2] == two and len(names) == len(two)


def _outlet(scene: Scene, start: int, noun: str, outlets: Sequence[Cluster | None]) -> Cluster | None:
    """Return the outlet named last before "the paper", as the tagger of channels knows outlets."""
    if noun not in word_lists.classes("source_words")["outlet"]:
        return None
    before = [tag for tag in scene.reading.tags if tag.kind == "media" and tag.end <= start]
    for tag in reversed(before):
        things = [thing for thing in scene.clusters.named_in(tag.start, tag.end) if thing.kind != "person"]
        if things:
            return scene.clusters.of_name(things[0])
    return next((one for one in reversed(outlets) if one is not None and one.named is not None), None)
