"""The people of an article with what it says of each in passing, as short phrases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onrecord.export.printable import printable
from onrecord.export.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.records import Entity, Fact, Problem, Reading

OWN_FIGURES = frozenset({"ages_disagree"})
"""Codes of problems that lie in what the article says of people, and not in how it could be read."""

_PHRASES = {
    "age": "age {}",
    "role": "{}",
    "employer": "works for {}",
    "nationality": "{}",
    "residence": "home: {}",
    "born": "born {}",
    "died": "died {}",
    "kin": "{}",
    "partner": "partner: {}",
    "former_partner": "former partner: {}",
    "age_difference": "{}",
}
"""How each property reads, in the order in which a person is described; others are printed as ``property: value``."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name and phrases about them, of which each is one fact or several of the same property."""

    name: str
    phrases: tuple[str, ...]


def people_of(reading: Reading) -> tuple[Person, ...]:
    """Return the persons of a reading, in order of their first mention; those of whom it says nothing have no phrases."""
    published = ((reading.article and reading.article.published) or "")[:10]
    return tuple(
        Person(printable(entity.name), tuple(_phrases(entity, published)))
        for entity in reading.entities
        if entity.kind == "person"
    )


def own_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the problems of the article's own figures, which are shown with the people."""
    return tuple(problem for problem in problems if problem.code in OWN_FIGURES)


def other_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return all other problems."""
    return tuple(problem for problem in problems if problem.code not in OWN_FIGURES)


def _phrases(entity: Entity, published: str) -> Iterator[str]:
    by_property: dict[str, list[Fact]] = {name: [] for name in _PHRASES}
    for fact in entity.facts:
        by_property.setdefault(fact.property, []).append(fact)
    roles = " ".join(fact.value for fact in by_property["role"])
    for name, facts in by_property.items():
        values = [_value(fact, published) for fact in facts if not (name == "employer" and fact.value in roles)]
        if values:
            joined = (" / " if name == "age" else ", ").join(values)
            yield _PHRASES.get(name, f"{printable(name)}: {{}}").format(joined)


def _value(fact: Fact, published: str) -> str:
    """Return the value, days as people write them, with the day that it holds for where that is not the article's."""
    value = moment(fact.value)
    if fact.property == "born" and not fact.value[:1].isdigit():
        value = f"in {value}"
    elsewhen = fact.as_of and fact.as_of[:10] != published and fact.property not in {"born", "died"}
    return f"{value} ({moment(str(fact.as_of))})" if elsewhen and _is_time(str(fact.as_of)) else value


def _is_time(stated: str) -> bool:
    """Whether it is a year, a month or a day."""
    try:
        date.fromisoformat(f"{stated}-01-01"[:10])
    except ValueError:
        return False
    return True
