"""Who, when and through whom: the statements of an article with their sources resolved, its people, its times.

The order is that of dependence: names and pronouns are joined, then each statement's source is told from them, then channels, times
and facts, which need to know who is who.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.model.voices import CERTAINTIES
from onrecord.problems import problem
from onrecord.records import SPEAKING_KINDS, StatementSource
from onrecord.resolve.channels import channels
from onrecord.resolve.clusters import Clusters
from onrecord.resolve.entities import entities_of
from onrecord.resolve.facts import facts_of, problems_of
from onrecord.resolve.said import day_of, when_said
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
    text, span = article.text, article.span
    clusters = Clusters(text, reading)
    found = voiced(text, reading.words, statements, resolver)
    sentence_at = _sentences(article, reading.ends)
    authors = [byline.name for byline in article.bylines if byline.role == "author"]
    who = whose(
        text, clusters, found, lambda one, words: resolver.kinds(text, reading.words, [replace(one.ranges, source=[words])])[0].tolist(),
        author=authors[0] if len(authors) == 1 else None, sentence_at=sentence_at,
    )  # fmt: skip
    by_cluster, entities = entities_of(article.id, clusters, found, who, span)
    times = find_times(
        text, published=article.published, stretches=_speaking(article),
        day_first=is_day_first(article.url, text), ends=reading.ends,
    )  # fmt: skip
    persons = {name.start for name in reading.names if name.kind == "person"}
    times = tuple(time for time in times if not (time.start in persons and time.text.isalpha()))  # "June said"
    vias = channels(found, who, clusters, reading.tags, reading.words, resolver=resolver, span=span)
    said = when_said(
        found, who, times, reading.tags, reading.words,
        resolver=resolver, text=text, published=article.published, sentence_at=sentence_at, span=span,
    )  # fmt: skip
    facts = facts_of(text, entities, published=article.published, sentence_at=sentence_at)
    entities = tuple(replace(entity, facts=facts.get(entity.id, ())) for entity in entities)
    resolved = tuple(
        replace(
            one.statement, via=via, said=when, said_ground=ground, certainty=CERTAINTIES[_likeliest(one.certainties)],
            polarity="negative" if one.negative > 0.5 else "positive",
            source=_source(one, one_who, by_cluster, span), about=_about(clusters, one, by_cluster),
        )
        for one, one_who, via, (when, ground) in zip(found, who, vias, said, strict=True)
    )  # fmt: skip
    return Resolved(resolved, entities, times, (*_unresolved(article, times), *problems_of(entities, text)))


def _unresolved(article: Article, times: Sequence[Time]) -> tuple[Problem, ...]:
    """Return a problem where times count from a day of publication that the page does not give."""
    relative = sum(time.type in {"DATE", "TIME"} and (time.value is None or time.value.startswith("XXXX")) for time in times)
    return (problem("times_unresolved", detail=relative),) if relative and day_of(article.published) is None else ()


def _speaking(article: Article) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in article.blocks if block.kind in SPEAKING_KINDS]


def _sentences(article: Article, ends: Sequence[int]) -> Callable[[int], tuple[int, int]]:
    """Return a function that gives the sentence that an offset stands in."""
    from bisect import bisect_right

    bounds = sorted({0, len(article.text), *ends, *(block.start for block in article.blocks), *(block.end for block in article.blocks)})

    def sentence_at(offset: int) -> tuple[int, int]:
        at = bisect_right(bounds, offset)
        return bounds[max(0, at - 1)], bounds[min(at, len(bounds) - 1)]

    return sentence_at


def _likeliest(probabilities: Sequence[float]) -> int:
    return max(range(len(probabilities)), key=probabilities.__getitem__)


def _source(
    one: Voiced, who: Who, by_cluster: dict[int, Entity], span: Callable[[int, int], Span]
) -> StatementSource:
    entity = by_cluster.get(id(who.cluster)) if who.cluster is not None else None
    reason = span(*who.reason) if who.reason else None
    return StatementSource(one.statement.source.spans, who.kind, who.name, entity.id if entity else None, reason)


def _about(clusters: Clusters, one: Voiced, by_cluster: dict[int, Entity]) -> tuple[str, ...]:
    """Return the ids of the entities that the content mentions, in order."""
    found: dict[str, None] = {}
    for start, end in one.ranges.content:
        for cluster in clusters.in_range(start, end):
            entity = by_cluster.get(id(cluster))
            if entity is not None:
                found.setdefault(entity.id)
    return tuple(found)
