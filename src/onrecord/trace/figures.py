"""Numbers of a story that disagree: counts, sums and shares of the same thing, and ages of the same person.

What is the same thing is told by its noun, by the words between number and noun, and by the words around: "killed 25 fighters" and "killed
20 fighters" count the same, "injured five fighters" doesn't. Where an article itself has both numbers, they count two things.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onrecord.records import Conflict, Passage
from onrecord.trace.lines import alike, day_of, same_name
from onrecord.trace.numbers import disagree, measure_stems, quantities_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.records import Article, Fact, Reading, Span
    from onrecord.trace.lines import Line, Lines
    from onrecord.trace.numbers import Quantity

LIKENESS: Final = 0.2
"""Likeness of the words around two numbers from which they count the same."""
LIKENESS_OF_MEASURES: Final = 0.4
"""The same for hours, miles and money, of which there are many in a story."""
CLOCK_REACH: Final = 5
"""Characters after a number that may show that it is an hour."""
_CLOCK = re.compile(r":\d|\d:|\d\s*[ap]\.?m\b|\d\s*[ap]\.m")
LEAST_SHARED: Final = 2
"""Telling words around two numbers that must be shared."""


@dataclass(frozen=True, slots=True)
class Change:
    """Two passages that differ in a number or a state. ``later``: the second is of a later day, so that it may just have changed."""

    conflict: Conflict
    later: bool


def number_changes(lines: Sequence[Line]) -> list[Change]:
    """Return the numbers of a story that disagree, each pair of values of a thing once, the more usual value first."""
    by_unit: defaultdict[str, list[Quantity]] = defaultdict(list)
    for line in lines:
        quantities = quantities_of(line)
        units = Counter(quantity.unit for quantity in quantities)
        for quantity in (q for q in quantities if units[q.unit] == 1):
            by_unit[quantity.unit].append(quantity)
    found: list[Change] = []
    for quantities in by_unit.values():
        found.extend(_differing(quantities))
    return found


def age_changes(readings: Iterable[Reading], lines: Lines) -> list[Change]:
    """Return the people who have different ages in different articles, each pair of ages once."""
    ages: list[tuple[str, int, Passage, str | None]] = []
    for reading in readings:
        if reading.article is None:
            continue
        for entity in reading.entities:
            told = [
                fact
                for fact in entity.facts
                if fact.property == "age" and fact.as_of is None and _is_age(reading.article, fact)
            ]
            if entity.kind == "person" and len({fact.value for fact in told}) == 1 and " " in entity.name:
                ages.append(
                    (entity.name, int(told[0].value), _around(reading, told[0].span, lines), day_of(reading.article))
                )
    usual = Counter(age for _, age, _, _ in ages)
    found: list[tuple[str, set[int], Change]] = []
    for name, age, passage, day in sorted(ages, key=lambda item: (-usual[item[1]], item[2].article)):
        for other, instead, where, when in ages:
            if age == instead or where.article == passage.article or not _one_person(name, other):
                continue
            if not any(set(name.split()) & set(known.split()) and {age, instead} == pair for known, pair, _ in found):
                change = Change(Conflict("number", passage, where), _grew(age, instead, day, when))
                found.append((name, {age, instead}, change))
    return [change for _, _, change in found]


def _differing(quantities: Sequence[Quantity]) -> list[Change]:
    """Return the disagreements among the numbers of one unit: of each two values, the pair that is most alike."""
    usual = Counter(quantity.value for quantity in quantities)
    with_value: defaultdict[float, set[str]] = defaultdict(set)
    for quantity in quantities:
        with_value[quantity.value].add(quantity.line.article)
    best: dict[tuple[float, float], tuple[float, Quantity, Quantity]] = {}
    ordered = sorted(quantities, key=lambda q: (-usual[q.value], q.value, q.line.article, q.start))
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if (
                not disagree(one, other)
                or other.line.article in with_value[one.value]
                or one.line.article in with_value[other.value]
            ):
                continue
            score = _same_thing(one, other)
            key = (one.value, other.value)
            if score and (key not in best or score > best[key][0]):
                best[key] = (score, one, other)
    return [_change(one, other) for _, one, other in best.values()]


def _same_thing(one: Quantity, other: Quantity) -> float:
    """Return how alike what two numbers count is, 0 where it is not the same."""
    if one.kind and other.kind and not one.kind & other.kind:
        return 0.0
    if not (one.kind <= {*other.kind, *other.near} and other.kind <= {*one.kind, *one.near}):
        return 0.0
    if one.names and other.names and not one.names & other.names:
        return 0.0
    shared = sum(term in other.near for term in one.near)
    least = LIKENESS_OF_MEASURES if one.unit in measure_stems() else LIKENESS
    likeness = alike(one.near, other.near)
    return likeness if shared >= LEAST_SHARED and likeness >= least else 0.0


def _change(one: Quantity, other: Quantity) -> Change:
    """Return the two numbers, the earlier first where their days are known and differ."""
    days = (one.line.day, other.line.day)
    if days[0] and days[1] and days[0] != days[1]:
        first, second = sorted((one, other), key=lambda q: q.line.day or "")
        return Change(Conflict("number", _shown(first), _shown(second)), later=True)
    return Change(Conflict("number", _shown(one), _shown(other)), later=one.growing or other.growing)


def _shown(quantity: Quantity) -> Passage:
    return quantity.line.passage()


def _around(reading: Reading, span: Span, lines: Lines) -> Passage:
    """Return the sentence that an age stands in."""
    for line in lines.of(reading):
        if line.start <= span.start and span.end <= line.end:
            return line.passage()
    article = "" if reading.article is None else reading.article.id
    return Passage(article, span.start, span.end, span.text)


def _one_person(name: str, other: str) -> bool:
    """Return whether two full names are of one person: one's words are in the other, and both begin and end alike."""
    one, two = name.lower().split(), other.lower().split()
    return same_name(name, other) and one[0] == two[0] and one[-1] == two[-1]


def _is_age(article: Article, fact: Fact) -> bool:
    """Return whether a number is an age and no hour of the clock."""
    beside = article.text[max(0, fact.span.start - 1) : fact.span.end + CLOCK_REACH]
    return fact.value.isdigit() and not _CLOCK.search(beside)


def _grew(age: int, instead: int, day: str | None, when: str | None) -> bool:
    """Return whether a person may just have grown older by a year between two days."""
    return bool(day and when and day != when and (instead - age == 1) == (when > day) and abs(age - instead) == 1)
