"""Ages of descriptions that vary a name and that nobody has taken for its bearer: "The fiery chef, 51, has left", "The 71-year-old".

Papers name somebody and then say what he is, in his name's place ("elegant variation", Fowler, A Dictionary of Modern English
Usage). Such a description is its bearer's where the sentence before names one person and its own nobody before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.resolve.facts import vocabulary
from onrecord.resolve.facts.page import GOVERNING, LEFT, RIGHT
from onrecord.resolve.facts.phrases import is_head, phrase_at
from onrecord.resolve.facts.trails import ends_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Page, Range

_AGED = re.compile(r"\b[Tt]he\s(?=\d{1,3}[-\u2010\u2011]year[-\u2010\u2011]old\b)")
_FOLLOWED = re.compile(
    r"\b[Tt]he\s(?P<words>(?:[\w’'&-]+\s){0,5}[\w’'-]+)(?:,\s(?P<age>\d{1,3}),|\s\((?P<inside>\d{1,3})\))"
)
_SUBJECTS = frozenset({"he", "she", "they"})
DETERMINED = 3
"""Words before a noun among which its article stands."""
REACH = 60
"""Characters of a description with the age in it."""


def ages(page: Page) -> Iterator[tuple[str, Fact]]:
    """Yield the age that a description gives which isn't a mention of anybody, with whose it is; none where that is not sure."""
    for match in _FOLLOWED.finditer(page.text):
        phrase = phrase_at(page, match.start(), match.end("words"))
        group = "age" if match["age"] else "inside"
        if phrase and phrase.end == match.end("words") and vocabulary.is_age(match[group]):
            yield from _age(page, match.start(), match.span(group))
    for match in _AGED.finditer(page.text):
        phrase = phrase_at(page, match.start(), page.after(match.end(), inside=match.start(), most=REACH)[1])
        age = vocabulary.AGE_WORD.search(page.text, match.end())
        if phrase and age and ends_phrase(page, phrase, page.after(phrase.end, inside=match.start())[1]):
            yield from _age(page, match.start(), age.span("age"))


def _age(page: Page, start: int, digits: Range) -> Iterator[tuple[str, Fact]]:
    bearer = _bearer(page, start) if not page.quoted(start) else None
    if bearer:
        yield bearer.id, page.fact("age", page.text[slice(*digits)], *digits, as_of=page.day)


def _bearer(page: Page, start: int) -> Entity | None:
    """Return the one person whom the sentence before that of ``start`` names or has for its subject."""
    first = page.sentence(start)[0]
    opened = page.text[first:start].rstrip()
    if start - first > LEFT or (opened and not opened.endswith(",")) or any(map(page.quoted, range(first, start))):
        return (
            None  # "friends of the princess, 45,"; and whoever is quoted was named before, but not always right before
        )
    own = page.mentions_in(first, start + REACH)
    if any(at <= start and entity.kind == "person" for at, _, entity in own):
        return None
    before = first
    while before and page.text[before - 1].isspace():
        before -= 1
    if not before:
        return None
    opening = page.sentence(before - 1)[0]
    if before - opening > RIGHT:
        return None
    people = {
        entity.id: entity
        for at, end, entity in page.mentions_in(opening, before)
        if entity.kind == "person" and not page.quoted(at) and _stands(page, at, end)
    }
    if len(people) != 1 or _tells_of_others(page, opening, before):
        return None
    (bearer,) = people.values()
    places = [at for at, _, entity in page.mentions_in(opening, before) if entity is bearer]
    return None if _is_governed(page, places[0]) else bearer


def _stands(page: Page, at: int, end: int) -> bool:
    """Whether a mention can be whom the next sentence is about: a name, or a pronoun for a subject."""
    return page.names_in(at, end) or page.text[at:end].lower() in _SUBJECTS


def _is_governed(page: Page, at: int) -> bool:
    """Whether a mention stands behind a preposition or an article: "lawyers at Moss", "a Moss penalty"."""
    before = page.words(max(page.sentence(at)[0], at - 20), at)[-1:]
    return bool(before) and before[0].lower in GOVERNING | vocabulary.bounds()["article"]


def _tells_of_others(page: Page, start: int, end: int) -> bool:
    """Whether a sentence has somebody in it without a name, whom the next one may be about: "A man was held, said Ada Moss"."""
    found = page.words(start, end)
    lists = vocabulary.bounds()
    for index, word in enumerate(found):
        if len(word.lower) < len(word.text) and word.is_name:
            return True  # "Ada Moss's husband"
        if not is_head(word.text) or (found[index + 1 : index + 2] and page.named_at(found[index + 1].start)):
            continue
        before = [one.lower for one in found[max(0, index - DETERMINED) : index]]
        if "as" not in before and any(one in lists["article"] | lists["possessive"] for one in before):
            return True
    return False
