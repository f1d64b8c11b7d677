"""Whether the article's own figures about people add up: ages, years of birth, and how much younger one is than another.

Nothing is corrected: a problem says which two figures cannot both be right and where they stand, so that a person can look.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from onrecord.problems import problem
from onrecord.resolve.facts import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.records import Entity, Fact, Problem

SLACK = 1
"""Years that two figures may differ by and still agree: a birthday may lie between them, and ages are whole years."""
LOOSE = 3
"""Years allowed where the article says "about": people round to fives."""
MOST_AGES = 20
"""Ages of one person that are compared with each other; an article with more is a list, and pairs grow with the square."""

_GAP = re.compile(r"(?P<about>[a-z ]+ )?(?P<number>[\w-]+) years? (?P<way>younger|older) than (?P<name>.+)", re.DOTALL)


def problems_of(entities: Sequence[Entity], text: str) -> tuple[Problem, ...]:
    """Return the problems ``ages_disagree`` of an article: what ``entities``' facts say that cannot all be right.

    ``text`` is the article's; each problem's ``where`` names the places in it, ``12-14 "41"; 80-82 "56"``.
    """
    people = [entity for entity in entities if entity.kind == "person" and entity.facts]
    named: dict[str, list[Entity]] = {}
    for person in people:
        named.setdefault(person.name.lower(), []).append(person)
    found: list[Problem] = []
    for person in people:
        found += _two_ages(person, text)
        found += _births(person, text)
        found += _gaps(person, named, text)
    return tuple(dict.fromkeys(found))


def _of(person: Entity, name: str) -> list[Fact]:
    return [fact for fact in person.facts if fact.property == name]


def _ages(person: Entity) -> list[tuple[int, Fact]]:
    """Return the ages that hold for a known day."""
    found = [(int(fact.value), fact) for fact in _of(person, "age") if fact.as_of and vocabulary.is_age(fact.value)]
    return found[:MOST_AGES]


def _two_ages(person: Entity, text: str) -> Iterator[Problem]:
    for (one, first), (other, second) in combinations(_ages(person), 2):
        if first.as_of == second.as_of and abs(one - other) > SLACK:
            yield _disagree(f"{person.name} is {one} in one place and {other} in another", (first, second), text)


def _births(person: Entity, text: str) -> Iterator[Problem]:
    """Yield ages that the year of birth does not allow, neither on their day nor at death."""
    deaths = [year for fact in _of(person, "died") if (year := _year(fact.value))]
    for birth in _of(person, "born"):
        born = _year(birth.value)
        for age, fact in _ages(person) if born else ():
            years = [year for year in [_year(fact.as_of or ""), *deaths] if year]
            if born and years and all(abs(year - born - age) > SLACK for year in years):
                told = f"{person.name} is said to be {age} and to have been born in {born}, which would make {years[0] - born}"
                yield _disagree(told, (birth, fact), text)


def _gaps(person: Entity, named: dict[str, list[Entity]], text: str) -> Iterator[Problem]:
    """Yield differences of age that the two ages do not have."""
    for fact in _of(person, "age_difference"):
        gap = _GAP.fullmatch(fact.value)
        years = vocabulary.number_of(gap["number"]) if gap else None
        others = named.get(gap["name"].lower(), []) if gap else []
        if gap is None or years is None or len(others) != 1:
            continue
        slack = LOOSE if gap["about"] else SLACK
        signed = years if gap["way"] == "older" else -years
        pairs = [(one, other) for one in _ages(person) for other in _ages(others[0]) if one[1].as_of == other[1].as_of]
        if pairs and all(abs(one[0] - other[0] - signed) > slack for one, other in pairs):
            (age, mine), (their, theirs) = pairs[0]
            told = f"{person.name}, {age}, is said to be {fact.value}, {their}: the ages differ by {abs(age - their)}"
            yield _disagree(told, (mine, fact, theirs), text)


def _year(value: str) -> int | None:
    match = re.match(r"(\d{4})(?:-|$)", value)
    return int(match[1]) if match else None


def _disagree(detail: str, facts: Sequence[Fact], text: str) -> Problem:
    places = (f'{fact.span.start}-{fact.span.end} "{text[fact.span.start : fact.span.end]}"' for fact in facts)
    return problem("ages_disagree", where="; ".join(places), detail=detail)
