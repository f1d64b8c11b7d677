"""When a statement was made, which is not when its events were: by the words that say so, or by the tense of a news report.

The ground of the value is kept with it: words in the statement's own sentence, words that an adjoining sentence of the same occasion
gives, or the cue's tense, which in dated news means the day of publication (Schilder and Habel, 2001, for newspaper tense).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Literal

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.records import Time
from onrecord.resolve.channels import is_for_another

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.resolver import Tagged
    from onrecord.records import SaidGround
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

LIKELY = 0.5
"""Probability from which tagged words say when a statement was made."""
REACH = 1_000
"""Characters around the cue in which such words can stand."""

When = tuple["Time | None", "SaidGround | None"]

_MOMENTS = frozenset({"DATE", "TIME"})
"""Types of times at which something can be said; the "15 years" that somebody asks for are none."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_PLAIN = frozenset(
    {"has", "have", "had", "having", "will", "would", "could", "should", "may", "might", "must", "can", "to", "be", "been", "being", "shall"}
)  # fmt: skip
"""Auxiliaries of the perfect, the future and the moods, whose day is not the publication's."""


def when_said(scene: Scene, found: Sequence[Voiced], who: Sequence[Who], times: Sequence[Time]) -> list[When]:
    """Return when each statement was made and how that is known; (None, None) where nothing says so."""
    said = [tag for tag in scene.reading.tags if tag.kind == "said"]
    starts = [tag.start for tag in said]
    whose = {id(one): source for one, source in zip(found, who, strict=True)}
    by_place = sorted(found, key=lambda one: one.anchor)
    out: list[When] = []
    for one, source in zip(found, who, strict=True):
        near = [
            tag for tag in said[bisect_left(starts, one.anchor - REACH) : bisect_left(starts, one.anchor + REACH)]
            if not _is_content(tag, one) and not is_for_another(scene, tag, one, by_place, whose)
        ]  # fmt: skip
        out.append(_stated(scene, one, near, times) or _by_tense(scene, one, source) or (None, None))
    return out


def _stated(scene: Scene, one: Voiced, near: Sequence[Tagged], times: Sequence[Time]) -> When | None:
    """Return the time whose words the head links to the statement, that of its own sentence first."""
    start, end = scene.sentence_at(one.anchor)
    day = day_of(scene.article.published)
    best: tuple[bool, float, Time] | None = None
    for tag in near:
        time = next(
            (time for time in times if time.start < tag.end and tag.start < time.end and time.type in _MOMENTS), None
        )
        if time is None or time.value == "PRESENT_REF" or (day and time.from_ and time.from_ > day):
            continue  # nobody has spoken yet on the day after publication
        probability = scene.resolver.link(scene.table, one.ranges, tag)
        if probability > LIKELY:
            rank = (start <= time.start < end, probability, time)
            if best is None or rank[:2] > best[:2]:
                best = rank
    if best is None:
        return None
    return best[2], "stated" if best[0] else "inherited"


def _is_content(tag: Tagged, one: Voiced) -> bool:
    """Whether tagged words are part of what is said: "He said he had left on Tuesday"."""
    return any(a <= tag.start and tag.end <= b for a, b in one.ranges.content)


def _by_tense(scene: Scene, one: Voiced, source: Who) -> When | None:
    """Return the day of publication where the cue is in the present or the plain past of a report."""
    day = day_of(scene.article.published)
    if day is None or one.outer is not None or source.kind == "none" or not one.ranges.cue:
        return None
    tense = tense_of(scene.text, one.ranges.cue)
    if tense is None or _is_earlier(scene, one, day):
        return None
    cue = scene.span(*one.ranges.cue[0])
    return Time(cue.start, cue.end, cue.text, "DATE", day, day, day), tense


def _is_earlier(scene: Scene, one: Voiced, day: str) -> bool:
    """Whether the words of a statement tell that it was made before the day of the article: "A 2019 paper claimed", "she once said"."""
    text, (first, last) = scene.text, one.ranges.cue[0]
    sources = " ".join(text[a:b] for a, b in one.ranges.source)
    if any(year != day[:4] for year in _YEAR.findall(sources)):
        return True
    return _BEFORE.search(text, max(0, first - NEAR), last) is not None or _THEN.match(text, last) is not None


NEAR = 14
"""Characters before a cue in which an adverb of time belongs to it."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE = re.compile(
    r"\b(?:once|previously|earlier|famously|originally|initially|long ago|at first|later)\b", re.IGNORECASE
)
_THEN = re.compile(r"[^.!?\n“”\"]{0,12}\b(?:at the time|back then|years ago|earlier|previously)\b")


def day_of(published: str | None) -> str | None:
    """Return the ISO day of a moment of publication; None where there is none or it is no date."""
    found = _DAY.match(published or "")
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def tense_of(text: str, cue: Sequence[tuple[int, int]]) -> Literal["past", "present"] | None:
    """Tell whether the words of a cue are in the plain past or in the present; None for others, nouns and marks among them."""
    spoken = [token.text.lower().replace("’", "'") for part in cue for token in tokens(text, *part) if token.is_word]
    if spoken[:2] == ["according", "to"]:
        return "present"
    if not spoken or any(_is_auxiliary(word) for word in spoken[:3]):
        return None
    past = word_lists.entries("past_forms")
    for word in spoken:
        plain = word.removesuffix("n't")
        if plain in past or (word.endswith("ed") and len(word) > 3 and word not in {"need", "indeed"}):
            return "past"
        if plain in {"is", "are", "am", "say", "think", "believe", "do", "does"} or _is_third_person(word):
            return "present"
    return None


def _is_auxiliary(word: str) -> bool:
    """Whether it makes a perfect, a future or a mood: "has", "won't", "cannot", "they'll"."""
    contracted = word.endswith(("'ll", "'d", "'ve"))
    negated = word.removesuffix("n't") if word.endswith("n't") else word.removesuffix("not")
    return contracted or word in _NOT_PLAIN or negated in _NOT_PLAIN | {"wo", "ca", "sha"}


def _is_third_person(word: str) -> bool:
    """Whether it is written like a verb in the present: "says", "insists"; nouns in -s are cues seldom."""
    return (
        word.endswith("s")
        and len(word) > 3
        and not word.endswith(("ss", "ous", "us", "is", "plans", "decisions", "questions"))
    )
