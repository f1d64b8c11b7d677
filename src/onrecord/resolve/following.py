"""What a source is by the statements before it: pronouns and descriptions with which whoever spoke last goes on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.model.voices import KINDS
from onrecord.resolve.names import gender_of_words
from onrecord.resolve.who import NAMELESS, UNNAMED, Who
from onrecord.resolve.wording import goes_on, is_pronoun, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

MOST_NOBODY = 0.2
"""Probability that a pronoun is nobody's ("it is unclear") up to which it stands for the source before it."""
_OPENING = re.compile(r"\s*(?:[^,\n]{1,60},\s*)?")
"""What may stand before the subject of a sentence: "Giving evidence by video, "."""
_ONE_VOICE = frozenset({"role", "anonymous"})
_SEVERAL = frozenset({"two", "three", "four", "several", "some", "many", "both"})
_ONE = re.compile(r"(?:a|an|one|another|his|her|their|the|[\w.]+[’']s) (?!\w+s\b)", re.IGNORECASE)
"""How the description of a single person begins."""
_OTHER = {"he": "female", "she": "male"}
_VARIATION = re.compile(r"the (?!\w+s\b)[\w-]+", re.IGNORECASE)
"""A description that is definite and, by its first word, not of several."""
_POINTS_BACK = re.compile(
    r"(?:the|this|that|one)(?: same)? (?P<noun>\w+)|one of (?:the|these|those) (?P<of>\w+)|(?:one|some|several|many|most) of (?P<them>them)|(?P<bare>one|another|a second|a third)"
)
"""Descriptions that stand for one given before: "the same source", "one of the people"."""
_LAST_VOICE = "\0"
"""The key of the last voice that stays unnamed among the descriptions, whatever its noun."""
_SINGLE = frozenset({"a", "an", "another", "one", "the"})
_ANY_VOICE = frozenset({"person", "source", "insider", "individual", "pal", "friend", "confidant"})
"""Nouns by which an article calls a voice that it called otherwise before: "the insider" after "a source"."""


def is_same_voice(scene: Scene, one: Voiced, before: tuple[Voiced, Who]) -> bool:
    """Tell whether whoever made the statement ``before`` goes on, as a pronoun: "They added that ...", in the same or the next paragraph."""
    spoken = plain(scene.text[slice(*one.ranges.source[0])] if one.ranges.source else "")
    if one.outer is not None or spoken not in {"they", "he", "she"}:
        return False
    if not goes_on(scene.text, one.ranges.cue):
        return _is_subject_again(scene, one, before, spoken)
    words, earlier = scene.table.run(*one.ranges.source[0]), scene.table.run(*before[0].ranges.source[0])
    if words is None or earlier is None:
        return False
    apart = scene.table.paragraphs[words[0]] - scene.table.paragraphs[earlier[0]]
    return bool(apart <= 1) and (spoken == "they" or _may_be_one_person(scene, one, before, spoken))


def _is_subject_again(scene: Scene, one: Voiced, before: tuple[Voiced, Who], spoken: str) -> bool:
    """Whether a "he" or "she" begins the sentence right after one that an unnamed person began by speaking: "A guard said ... He said ..."."""
    who, start = before[1], one.ranges.source[0][0]
    if spoken == "they" or who.kind not in _ONE_VOICE or (who.cluster is not None and who.cluster.named is not None):
        return False
    first, _ = scene.sentence_at(start)
    between = scene.text[max(end for _, end in before[0].ranges.content) : start]
    begun = scene.sentence_at(before[0].ranges.source[0][0])[0]
    opens = _OPENING.fullmatch(scene.text, begun, before[0].ranges.source[0][0]) and not scene.text[first:start].strip()
    plural = who.name is None or who.name.lower().split()[0] in _SEVERAL or not _ONE.match(who.name)
    differs = who.cluster is not None and _OTHER[spoken] in who.cluster.genders
    return bool(opens) and not plural and not differs and not re.search(r"[\w\n]", between)


def _may_be_one_person(scene: Scene, one: Voiced, before: tuple[Voiced, Who], spoken: str) -> bool:
    """Whether a "he" or "she" may be who spoke before, and nobody else is named in between."""
    speaker = before[1].cluster
    if one.kinds[KINDS.index("none")] > MOST_NOBODY:
        return False
    if before[1].kind not in NAMELESS or (speaker is not None and _OTHER[spoken] in speaker.genders):
        return False
    end = max(end for part in (before[0].ranges.content, before[0].ranges.source) for _, end in part)
    between = scene.clusters.persons_in(min(end, one.ranges.source[0][0]), one.ranges.source[0][0])
    return all(person is speaker for person in between)


def varies(scene: Scene, one: Voiced, who: Who, before: tuple[Voiced, Who]) -> bool:
    """Tell whether a description without a name varies the name of who spoke right before: "the 34-year-old mother of three replied"."""
    speaker = before[1].cluster
    if before[1].kind != "person" or speaker is None or speaker.named is None or not one.ranges.source:
        return False
    start, end = one.ranges.source[0]
    named = who.cluster is not None and who.cluster.named is not None
    if named or scene.clusters.named_in(start, end) or not _VARIATION.match(scene.text, start, end):
        return False
    if scene.clusters.differ_in_age(start, end, speaker.named):
        return False
    words, earlier = scene.table.run(start, end), scene.table.run(*before[0].ranges.source[0])
    near = (
        words is not None
        and earlier is not None
        and scene.table.paragraphs[words[0]] - scene.table.paragraphs[earlier[0]] <= 1
    )
    gender = gender_of_words(scene.text[start:end])
    return near and not (gender and speaker.genders and gender not in speaker.genders)


def as_before(scene: Scene, one: Voiced, who: Who, stood: dict[str, Who]) -> Who:
    """Give a pronoun whom the description that it follows stands for; ``stood`` keeps that by the words of each description."""
    words = one.statement.source.name
    if not words or not one.ranges.source:
        return who
    if not is_pronoun(scene.text, one):
        stood[words] = who
        return who
    earlier = stood.get(words)
    named = who.cluster is not None and who.cluster.named is not None
    if earlier is None or named or who.name not in {None, words} or one.kinds[KINDS.index("none")] > MOST_NOBODY:
        return who
    return replace(earlier, work=None, reason=None, words=None, through=None)


def inside(scene: Scene, one: Voiced, who: Who, speaker: Who) -> Who:
    """Return the source of a statement that stands in what a ``speaker`` says, where its words are a pronoun.

    A "they" in a quotation is not its speaker, who would say "I"; a "he" that opens what "he" is reported to have said is the speaker.
    """
    outer, spoken = one.outer, plain(_words(scene, one))
    if outer is None or spoken not in {"they", "he", "she"}:
        return who
    if outer.statement.mode == "direct":
        himself = who.name is not None and (who.name, who.kind) == (speaker.name, speaker.kind)
        unnamed = "group" if who.kind in UNNAMED and spoken == "they" else who.kind
        return Who(unnamed, None, None) if himself else who
    opens = any(scene.text[start : one.ranges.source[0][0]] in {"", "that "} for start, _ in outer.ranges.content)
    one_voice = speaker.kind in _ONE_VOICE or (spoken == "they" and ";" in (speaker.name or ""))
    again = opens and plain(_words(scene, outer)) == spoken and one_voice
    return replace(speaker, work=None, words=None, through=None) if again else who


def _words(scene: Scene, one: Voiced) -> str:
    """Return the first words of a source as printed; empty where it has none."""
    return scene.text[slice(*one.ranges.source[0])] if one.ranges.source else ""


def as_described(who: Who, described: dict[str, Who]) -> Who:
    """Give "the source" the words of "a source close to the couple" before it; ``described`` keeps the last of each description."""
    if who.kind not in UNNAMED or who.name is None or who.name[0].isdigit():
        return who  # "44 percent" are not the "46 percent" before
    pointed = _POINTS_BACK.fullmatch(who.name.lower())
    key = (pointed["noun"] or pointed["of"] or pointed["bare"] or "").rstrip("s") if pointed else who.name.lower()
    last = described.get(_LAST_VOICE) if pointed and _is_any_voice(who, pointed) else None
    earlier = (
        described.get(key) or last or (described.get("") if pointed and (pointed["them"] or pointed["bare"]) else None)
    )
    if earlier is not None:
        kind: SourceKind = "anonymous" if earlier.kind == "anonymous" else who.kind
        return replace(who, kind=kind, name=earlier.name)
    described[_noun(who.name.lower().split())] = described[who.name.lower()] = who
    if who.kind == "anonymous" and who.name.lower().split()[0] in _SINGLE:
        described[_LAST_VOICE] = who
    if who.name.lower().split()[0] not in {"a", "an", "the", "his", "her", "one"}:
        described[""] = who
    return who


def _is_any_voice(who: Who, pointed: re.Match[str]) -> bool:
    """Whether words such as "the insider" stand for the last single voice without a name, whatever that was called."""
    definite = pointed.group().split()[0] in {"the", "this", "that"}
    return definite and who.kind == "anonymous" and pointed["noun"] in _ANY_VOICE


def _noun(spoken: Sequence[str]) -> str:
    """Return the noun at the head of a description without the ending of the plural: by the lists of nouns for sources, else its last word."""
    nouns = word_lists.classes("source_words")
    known = nouns["role"] | nouns["anonymous"] | nouns["group"]
    return next((word for word in spoken if word in known), spoken[-1]).rstrip("s")
