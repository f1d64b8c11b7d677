"""Names of one word that are no person's: companies that the tagger takes for people, and words that only begin a sentence.

Newswriting gives a person's first name before it calls her by the last alone (AP Stylebook, "names"), so a single word that never
stands with another, is no first name and has a company's words beside it ("Tarrant shares", "the retailer Tarrant") is a body.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.reader import Name

BEFORE = 40
"""Characters before a name that are looked at."""
_PERSONAL_BEHIND = re.compile(
    r"(?:[’']s|s[’'])? ?(?:, (?:aged )?\d{1,3}\b|\(\d{1,3}\)|(?:wife|husband|mother|father|son|daughter|sister|brother|partner|family|lawyer|agent)\b"
    r"|(?:, who\b)|(?:said|says|added|and) (?:he|she|his|her)\b|himself|herself)"
)
"""What tells that a name is a person's: an age, kin, "who", a pronoun."""
_WHICH = re.compile(r", which\b")
_LOWER = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
_OPENS = re.compile(r"(?:^|[.!?:;\n•–—-]\s*|[\"“‘'(]\s?)\Z")
"""What stands before the first word of a sentence."""


def without_common(text: str, names: Sequence[Name], ends: Sequence[int]) -> list[Name]:
    """Return the names without single words that only begin sentences and are common words elsewhere: "Octopuses" beside "octopuses".

    ``ends`` are the offsets right behind sentences.
    """
    single = {text[name.start : name.end] for name in names if _is_single(text[name.start : name.end])}
    part = {
        word
        for name in names
        for word in text[name.start : name.end].split()
        if text[name.start : name.end] not in single
    }
    begins = set(ends)
    lower = set(_LOWER.findall(text))
    common = {
        word
        for word in single - part
        if word.lower() in lower
        and all(_begins(text, match.start(), begins) for match in re.finditer(rf"\b{re.escape(word)}\b", text))
    }  # fmt: skip
    return [name for name in names if text[name.start : name.end] not in common]


def _is_single(form: str) -> bool:
    return form[:1].isupper() and form[1:].islower() and form.isalpha()


def _begins(text: str, start: int, ends: set[int]) -> bool:
    """Whether a sentence or a line begins at ``start``."""
    before = text[max(0, start - BEFORE) : start]
    return start == 0 or len(text[:start].rstrip()) in ends or _OPENS.search(before) is not None


def is_firms(form: str) -> bool:
    """Tell whether a name with "&" in it is a body's: "Lambert & Hughes"; a first name and one more word are a couple's."""
    sides = form.split(" & ")
    couple = len(sides) == len(form.split()) - 1 and sides[0] in _given()
    return len(sides) > 1 and not couple


def without_pals(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names without nouns for voices and titles alone, as the tagger takes "pals" or "Assistant Commissioner" for somebody."""
    nouns = word_lists.classes("source_words")
    titles = {word.lower() for word in word_lists.classes("name_words")["title"]} | nouns["role"] | _RANKS
    return [
        name
        for name in names
        if (words := text[name.start : name.end].lower()) not in nouns["anonymous"]
        and not (name.kind == "person" and " " in words and titles.issuperset(words.split()))
    ]


_RANKS = frozenset(
    {
        "of",
        "the",
        "deputy",
        "assistant",
        "joint",
        "additional",
        "police",
        "state",
        "superintendent",
        "commissioner",
        "dean",
    }
)
"""Words of a title beside those for posts: "Deputy Superintendent of Police" is nobody's name."""


@cache
def _given() -> frozenset[str]:
    firsts = word_lists.classes("first_names")
    return firsts["female"] | firsts["male"]


def with_bodies(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names with those of one word made a body's that the words beside them tell to be one."""
    parts = [without_possessive(text[name.start : name.end]).split() for name in names]
    known = {word for words in parts if len(words) > 1 for word in words}
    given = _given()
    places: dict[str, list[Name]] = {}
    for name, words in zip(names, parts, strict=True):
        if name.kind == "person" and len(words) == 1 and words[0] not in known | given:
            places.setdefault(words[0], []).append(name)
    bodies = {
        form
        for form, found in places.items()
        if any(is_a_bodys(text, name.start, form) for name in found)
        and not any(_is_a_persons(text, name) for name in found)
    }
    towns = _towns(text, names, parts, known)
    return [
        replace(name, kind="place") if name.kind == "person" and len(words) == 1 and words[0] in towns
        else replace(name, kind="organisation") if name.kind == "person" and words[:1] and words[0] in bodies and len(words) == 1
        else name
        for name, words in zip(names, parts, strict=True)
    ]  # fmt: skip


def _towns(text: str, names: Sequence[Name], parts: Sequence[Sequence[str]], known: set[str]) -> set[str]:
    """Return the cities that are tagged as persons, of which nothing beside them is said of persons and that are in nobody's name."""
    cities = frozenset(word_lists.entries("dateline_cities"))
    found = [
        (words[0], name)
        for name, words in zip(names, parts, strict=True)
        if name.kind == "person" and len(words) == 1 and words[0] in cities and words[0] not in known
    ]
    persons = {form for form, name in found if _is_a_persons(text, name)}
    return {form for form, _ in found} - persons


def _is_a_persons(text: str, name: Name) -> bool:
    """Whether what stands beside a name is said of persons alone."""
    before = text[max(0, name.start - BEFORE) : name.start].split()[-1:]
    lists = word_lists.classes("name_words")
    titled = bool(before) and before[0] in lists["title"] | lists["personal"]
    return titled or _PERSONAL_BEHIND.match(text, name.end) is not None


def is_a_bodys(text: str, start: int, form: str) -> bool:
    """Tell whether what stands beside a name, ``form`` as printed at ``start`` of ``text``, is said of bodies alone."""
    before = text[max(0, start - BEFORE) : start].split()[-1:]
    called = bool(before) and before[0] in word_lists.classes("body_signs")["before"]
    end = start + len(form)
    return called or any(pattern.match(text, end) for pattern in _signs())


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what stands behind the name of a body."""
    lists = word_lists.classes("body_signs")
    behind, owned, results = ("|".join(sorted(lists[kind])) for kind in ("behind", "owned", "results"))
    return (
        re.compile(rf" (?:{behind})\b"),
        re.compile(rf"[’']s (?:own |new |former |biggest |largest )?(?:{owned})\b"),
        re.compile(rf" (?:reported|reports|posted|posts|forecast|forecasts) [^.\n\"“”]{{0,60}}\b(?:{results})\b"),
        re.compile(r" (?:said|says|said [A-Z]\w+day) in (?:a|its) (?:\w+ )?(?:filing|earnings)\b"),
        re.compile(r" (?:said|says) (?:that )?(?:it (?:would|had|has|will|expects|plans|remains|hopes)|its)\b"),
        _WHICH,
    )
