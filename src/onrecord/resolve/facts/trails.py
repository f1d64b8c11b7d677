"""Phrases, ages and places behind a mention or in its place: ", 61, a baker from Leeds,", "is the MP for Fennick"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.language.word_lists import classes
from onrecord.resolve.facts import vocabulary
from onrecord.resolve.facts.phrases import Phrase, behind_mention, phrase_at

if TYPE_CHECKING:
    from onrecord.resolve.facts.page import Mention, Page

MOST_SEGMENTS = 6
"""Things said in a row behind a name: ", 61, a baker from Leeds, who ..."."""
_OPENS_CLAUSE = frozenset(
    {"who", "whose", "which", "that", "and", "but", "when", "where", "while", "since", "whom", "as", "because"}
)
_NOW = re.compile(r"(?:now|currently|still)\s(?:the\s)?")
_COMMA = re.compile(r",\s+")
_SEGMENT_END = re.compile(r"[,;:()\n]|\s[–—-]\s|(?<!\.[A-Z])\.(?=\s|$|[\"”’])")
_OPENING = re.compile(r"\s*(?:,\s*|\(|\s[–—-]\s)|\s(?=of\s|from\s|who\s|aged\s)")
_AGE = re.compile(
    r"(?P<when>now |then |aged |age )?(?P<age>\d{1,3}|[a-z]{3,8}(?=\s*$))(?=\s*(?:$|and\b(?!\s\d)|from\b|of\b|who\b|has\b|was\b|is\b|said\b|at\b))"
)
_THOUSANDS = re.compile(r",\d")
_PLACE = re.compile(r"(?P<how>of|from)\s+(?P<place>(?:the\s+(?:[a-z-]+\s+){0,3}?)?[A-Z0-9][^,;:()\n]*)")
_MORE_PLACE = re.compile(r"[A-Z][\w.’'-]*(?: (?:of|on|the|upon|and|[A-Z][\w.’'-]*))*")
_IS = re.compile(r",?\s(?:(?:who|she|he|they)\s)?(?:(?:is|are|remains)(?: (?:currently|now|still|also))?)\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing said behind a name: an age, a phrase, a place, or letters after the name ("OBE")."""

    kind: Literal["age", "phrase", "place", "credential"]
    start: int
    end: int
    phrase: Phrase | None = None
    words: str = ""


def trail(page: Page, mention: Mention) -> tuple[list[Segment], int]:
    """Return what is said behind a mention, thing by thing, and where it ends.

    ", 61, of Mill Row, Ossing," is an age and two parts of a place. Behind another person's name it ends: what follows
    "the daughter of Bo Hill, 61," is Bo Hill's.
    """
    segments: list[Segment] = []
    at = mention.end
    end = page.after(at, inside=mention.start)[1]
    for _ in range(MOST_SEGMENTS):
        opening = _OPENING.match(page.text, at, end)
        if not opening or (segments and opening.group() == " " and segments[-1].kind == "phrase"):
            break
        stop = _SEGMENT_END.search(page.text, opening.end(), end)
        segment = _segment(page, mention, opening.end(), stop.start() if stop else end, segments)
        if segment is None:
            break
        segments.append(segment)
        at = segment.end
        if page.text[at : at + 1] == ")":
            at += 1
        if page.names_in(segment.start, segment.end, but=mention.entity.id):
            break
    return segments, at


def _segment(page: Page, mention: Mention, start: int, end: int, before: list[Segment]) -> Segment | None:
    """Return what ``start`` to ``end`` says of the mention before it; None where that is nothing, or not sure."""
    text = page.text
    if not text[start:end].strip():
        return None
    age = _AGE.match(text, start, end)
    if age and vocabulary.is_age(str(vocabulary.number_of(age["age"]))) and not _THOUSANDS.match(text, age.end()):
        return Segment("age", age.start("age"), age.end(), words=(age["when"] or "").strip())
    place = _PLACE.match(text, start, end)
    if place:
        return _place(page, place)
    if (
        before
        and before[-1].kind == "place"
        and _MORE_PLACE.fullmatch(text, start, end)
        and not page.names_in(start, end)
    ):
        return Segment("place", start, end, words="more")
    if mention.is_name:
        phrase = _behind(page, mention, start, end)
        if phrase:
            return Segment("phrase", phrase.start, phrase.end, phrase)
    credential = vocabulary.plain(text[start:end]) in vocabulary.bounds()["credential"]
    return Segment("credential", start, end) if credential else None


def _place(page: Page, place: re.Match[str]) -> Segment | None:
    found = page.words(place.start("place"), place.end("place"))
    last = next((at for at, word in enumerate(found) if word.is_name), 0)
    while last < len(found) and (found[last].is_name or found[last].text in {"of", "on", "&"}):
        last = max(last + 1, behind_mention(page, found, last))
    if (
        not last
        or page.names_in(found[0].start, found[last - 1].end)
        or len(found[last - 1].lower) < len(found[last - 1].text)
        or (last < len(found) and found[last].lower in classes("source_words")["organisation"])  # "of Fennick police"
    ):
        return None
    return Segment("place", found[0].start, found[last - 1].end, words=place["how"])


def _behind(page: Page, mention: Mention, start: int, end: int) -> Phrase | None:
    now = _NOW.match(page.text, start, end)
    phrase = phrase_at(page, now.end() if now else start, end)
    if phrase is None or _is_bare_adjective(phrase):
        return None
    rest = page.words(phrase.end, end)
    if rest and rest[0].lower not in _OPENS_CLAUSE:
        return None
    comma = _COMMA.match(page.text, phrase.end)
    definite = phrase.article == "the" or phrase.owner
    if definite and comma and _names_after(page, comma.end(), mention.entity.id):
        return None
    return phrase


def _is_bare_adjective(phrase: Phrase) -> bool:
    """Whether the phrase is a nationality alone, which behind a name is rather a language: "Pierre L'Enfant (French: ...)"."""
    return len(phrase.words) == 1 and phrase.head.text in vocabulary.demonyms().values() and not phrase.article


def _names_after(page: Page, offset: int, but: str) -> bool:
    """Whether the words behind a comma lead to the name of somebody else: "her former fiancé, racing driver Olly Crake"."""
    stop = _SEGMENT_END.search(page.text, offset, offset + 80)
    end = stop.start() if stop else offset
    for start in (word.start for word in page.words(offset, end)[:6]):
        named = page.named_at(start)
        if named:
            return named[1] != but
    return False


def alone(page: Page, mention: Mention) -> Phrase | None:
    """Return the phrase that a mention without a name is: "the 36-year-old councillor"."""
    if mention.is_name or page.quoted(mention.start):
        return None
    phrase = phrase_at(page, mention.start, mention.end)
    if phrase is None or not (phrase.article == "the" or phrase.owner) or not ends_phrase(page, phrase, mention.end):
        return None
    before = page.words(*page.before(mention.start, 24))[-1:]
    named = bool(before) and before[0].is_word and before[0].lower in vocabulary.bounds()["naming"]
    return None if named else phrase


def ends_phrase(page: Page, phrase: Phrase, end: int) -> bool:
    """Whether the last noun found is the last noun indeed: "the star who", but not the "star" of "the Star Wars lead"."""
    after = page.words(phrase.end, end)[:1]
    if not after or not after[0].is_word:
        return True
    lists = vocabulary.bounds()
    return after[0].lower in lists["stop"] or (after[0].text.islower() and after[0].lower.endswith(("ed", "ing")))


def predicates(page: Page, mention: Mention, at: int) -> list[Phrase]:
    """Return the phrase after "is" behind a mention whose last word about it ends at ``at``: "is the MP for Fennick"."""
    match = _IS.match(page.text, at, page.after(at, inside=mention.start)[1])
    if not match or not page.says(mention, match):
        return []
    phrase = phrase_at(page, match.end(), page.after(match.end(), inside=mention.start)[1])
    relative = "who" in match.group()
    if phrase and not ends_phrase(page, phrase, page.after(phrase.end, inside=mention.start)[1]):
        return []
    return [phrase] if phrase and (relative or not _is_undone(page, phrase)) else []


def _is_undone(page: Page, phrase: Phrase) -> bool:
    """Whether the words behind take it back or make it somebody's word: "is the mayor in all but name", "is a judge, he said"."""
    after = page.words(phrase.end, phrase.end + 40)[:3]
    return (
        bool(after) and after[0].text == "," and any(word.lower in vocabulary.bounds()["supposing"] for word in after)
    )
