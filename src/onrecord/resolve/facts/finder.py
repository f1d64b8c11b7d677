"""Facts said in passing: ages, roles, homes, kin and partners, each with the words that say so.

Newswriting puts them next to names (AP Stylebook, "identification"): before ("councillor Ada Moss"), behind ("Ada Moss, 61,"),
in a clause ("who lives in Leeds") or in place of a name ("the 36-year-old"). So every mention of a person is looked at with
the words that touch it, and nothing else; a fact that could be two people's is nobody's. What somebody merely says, denies or
supposes is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.resolve.facts import bonds, children, clauses, descriptions, leads, trails, varied
from onrecord.resolve.facts.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Mention

MOST_ROLES = 50
"""Roles of one person that are compared with each other; more are a mistake of coreference."""

Found = tuple[str, "Fact"]


def facts_of(
    text: str, entities: Sequence[Entity], *, published: str | None, sentence_at: Callable[[int], tuple[int, int]]
) -> dict[str, tuple[Fact, ...]]:
    """Return the facts that ``text`` says of the persons among ``entities``, by entity id, in the order of the text.

    ``published`` (ISO 8601) is the day that the facts hold for, unless the words say another; ``sentence_at`` gives the
    range of the sentence that an offset stands in. Entities without facts are left out.
    """
    page = Page(text, entities, published, sentence_at)
    found = [one for mention in page.people for one in _facts_at(page, mention)]
    aged = {entity for entity, fact in found if fact.property == "age"}
    found += _of_one_value([one for one in varied.ages(page) if one[0] not in aged])
    return _by_entity(bonds.settled(found))


def _of_one_value(found: Sequence[Found]) -> list[Found]:
    """Leave out what is given differently for the same person: one of the two is somebody else's."""
    values: dict[str, set[str]] = {}
    for entity, fact in found:
        values.setdefault(entity, set()).add(fact.value)
    return [(entity, fact) for entity, fact in found if len(values[entity]) == 1]


def _facts_at(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield what the words that touch ``mention`` say."""
    segments, at = trails.trail(page, mention)
    alone = trails.alone(page, mention)
    behind = [segment.phrase for segment in segments if segment.phrase]
    for phrase in [
        *leads.leads(page, mention),
        *behind,
        *([alone] if alone else []),
        *trails.predicates(page, mention, at),
    ]:
        yield from descriptions.says(page, mention, phrase)
    yield from bonds.pairs(page, mention)
    yield from bonds.marriages(page, mention)
    yield from children.children(page, mention)
    yield from clauses.of_segments(page, mention, segments)
    yield from clauses.lives(page, mention)
    yield from clauses.opening(page, mention)
    yield from clauses.ages_of_both(page, mention)
    yield from clauses.ages_before(page, mention)
    for start in sorted({mention.end, at}):
        yield from clauses.clauses(page, mention, start)
        yield from clauses.parents(page, mention, start)
        yield from bonds.clauses(page, mention, start)
        yield from clauses.age_gaps(page, mention, start)
    yield from clauses.ages_then(page, mention, at)


def _by_entity(found: Iterable[Found]) -> dict[str, tuple[Fact, ...]]:
    """Keep each property and value of an entity once, where the text says it first."""
    kept: dict[str, dict[tuple[str, str], Fact]] = {}
    for entity, fact in sorted(found, key=lambda one: (one[1].span.start, one[1].span.end)):
        kept.setdefault(entity, {}).setdefault((fact.property, fact.value.lower()), fact)
    return {entity: tuple(_fullest(list(facts.values()))) for entity, facts in kept.items()}


def _fullest(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Leave out roles that a fuller one holds: "the singer" of somebody who is "the Glass Heart singer"."""
    roles = [f" {fact.value.lower()} " for fact in facts if fact.property == "role"][:MOST_ROLES]
    for fact in facts:
        short = f" {fact.value.lower()} "
        if fact.property != "role" or not any(short in role and short != role for role in roles):
            yield fact
