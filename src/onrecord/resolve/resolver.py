"""Who, when and through whom: the statements of an article with their sources resolved, its people, its times.

The order is that of dependence: names and pronouns are joined, then each statement's source is told from them, then channels, times
and facts, which need to know who is who.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.problems import problem
from onrecord.records import SPEAKING_KINDS, StatementSource
from onrecord.resolve.channels import channels
from onrecord.resolve.commitment import commitment_of
from onrecord.resolve.entities import entities_of
from onrecord.resolve.facts import facts_of, problems_of
from onrecord.resolve.said import day_of, when_said
from onrecord.resolve.scene import Scene
from onrecord.resolve.sources import whose
from onrecord.resolve.times import find_times, is_day_first
from onrecord.resolve.voiced import voiced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model.reader import Reading
    from onrecord.model.resolver import Resolver
    from onrecord.records import Article, Entity, Problem, Span, Statement, Time
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced


@dataclass(frozen=True, slots=True)
class Resolved:
    """Statements, entities and times of an article, and what does not add up in it."""

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    times: tuple[Time, ...]
    problems: tuple[Problem, ...]


def resolve(article: Article, statements: Sequence[Statement], reading: Reading, resolver: Resolver) -> Resolved:
    """Tell whose word each statement is, through whom it came and when, and who and when the article is about.

    ``reading`` is what the reader found in the article's text. Raises nothing on any text.
    """
    scene = Scene.of(article, reading, resolver)
    found = voiced(article.text, reading.words, statements, resolver)
    who = whose(scene, found)
    by_cluster, entities = entities_of(article.id, scene.clusters, found, who, article.span)
    times = _times(scene)
    vias = channels(scene, found, who)
    said = when_said(scene, found, who, times)
    committed = [commitment_of(article.text, one.ranges.cue, one.certainties, one.negative) for one in found]
    facts = facts_of(article.text, entities, published=article.published, sentence_at=scene.sentence_at)
    entities = tuple(replace(entity, facts=facts.get(entity.id, ())) for entity in entities)
    resolved = tuple(
        replace(
            one.statement, via=via, said=when, said_ground=ground, certainty=certainty, polarity=polarity,
            source=_source(one, one_who, by_cluster, article.span), about=_about(scene, one, by_cluster),
        )
        for one, one_who, via, (when, ground), (certainty, polarity) in zip(found, who, vias, said, committed, strict=True)
    )  # fmt: skip
    problems = (*_unresolved(article, times), *problems_of(entities, article.text))
    return Resolved(resolved, entities, times, problems)


def _times(scene: Scene) -> tuple[Time, ...]:
    """Return the times of the text; a person called June is none, and neither is the day in "The Sunday Crier"."""
    article = scene.article
    speaking = [(block.start, block.end) for block in article.blocks if block.kind in SPEAKING_KINDS]
    times = find_times(
        article.text, published=article.published or article.modified, stretches=speaking,
        day_first=is_day_first(article.url, article.text), ends=scene.reading.ends,
    )  # fmt: skip
    persons = {name.start for name in scene.reading.names if name.kind == "person"}
    outlets = [(tag.start, tag.end) for tag in scene.reading.tags if tag.kind == "media"]
    outlets += [(name.start, name.end) for name in scene.reading.names if name.kind == "organisation"]
    return tuple(
        time for time in times
        if not (time.text.isalpha() and (time.start in persons or any(a <= time.start and time.end < b for a, b in outlets)))
    )  # fmt: skip


def _unresolved(article: Article, times: Sequence[Time]) -> tuple[Problem, ...]:
    """Return a problem where times count from a day of publication that the page does not give."""
    relative = sum(
        time.type in {"DATE", "TIME"} and (time.value is None or time.value.startswith("XXXX")) for time in times
    )
    return (
        (problem("times_unresolved", detail=relative),)
        if relative and day_of(article.published or article.modified) is None
        else ()
    )


def _source(one: Voiced, who: Who, by_cluster: dict[int, Entity], span: Callable[[int, int], Span]) -> StatementSource:
    entity = by_cluster.get(id(who.cluster)) if who.cluster is not None else None
    reason = span(*who.reason) if who.reason else None
    spans = (span(*who.words),) if who.words else one.statement.source.spans
    return StatementSource(spans, who.kind, who.name, entity.id if entity else None, reason)


def _about(scene: Scene, one: Voiced, by_cluster: dict[int, Entity]) -> tuple[str, ...]:
    """Return the ids of the entities that the content mentions, in order."""
    found: dict[str, None] = {}
    for start, end in one.ranges.content:
        for cluster in scene.clusters.in_range(start, end):
            entity = by_cluster.get(id(cluster))
            if entity is not None:
                found.setdefault(entity.id)
    return tuple(found)
