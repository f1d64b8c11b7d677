"""From one statement back to where it comes from, a step at a time, each with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.records import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Edge, Reading, Relation, Span, Statement
    from onrecord.trace.trail import Trail

NEAR = 250
"""Characters around a statement within which a credit of its article is the statement's: its own sentence and the next ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step back from a statement: ``from_`` (an article's id, or the name of an outlet) has it from ``to`` (likewise, or a source).

    ``relation`` is ``says`` for the statement itself, to its source; then as in the edges of the trail.
    """

    from_: str
    to: str
    relation: Relation | Literal["says"]
    evidence: tuple[Passage, ...]


def steps_of(statement_id: str, readings: Sequence[Reading], trail: Trail) -> tuple[Step, ...]:
    """Trace a statement of one of a story's ``readings`` back along the story's ``trail``.

    The first step is from its article to its source, by the words of the statement; then come the channels that it names, the copies, and
    the credits that go on from there: not those of a source who speaks for itself, whose word goes back no further. Raises KeyError for a statement that none of the readings has.
    """
    statement = next((each for reading in readings for each in reading.statements if each.id == statement_id), None)
    if statement is None:
        raise KeyError(statement_id)
    steps = [_says(statement)]
    steps.extend(
        Step(statement.article, via.name or via.spans[0].text, "credits", _passages(statement.article, via.spans))
        for via in statement.via if via.kind == "media"
    )  # fmt: skip
    itself = statement.source.kind in SPEAK_FOR_THEMSELVES
    edges = [edge for edge in trail.edges if edge.relation != "credits"] if itself else list(trail.edges)
    ahead = [edge for edge in edges if edge.from_ == statement.article and _bears_on(edge, statement)]
    taken: set[tuple[str, str]] = {(step.from_, step.to) for step in steps}
    known = {step.to for step in steps}
    ahead += [edge for edge in edges if edge.from_ in known and edge.relation == "credits"]
    while ahead:
        edge = ahead.pop(0)
        if (edge.from_, edge.to) in taken:
            continue
        taken.add((edge.from_, edge.to))
        steps.append(Step(edge.from_, edge.to, edge.relation, edge.evidence))
        ahead.extend(each for each in edges if each.from_ == edge.to)
    return tuple(steps)


def end_of(statement: Statement, steps: Sequence[Step]) -> str:
    """Return where a statement's trail ends: with its source where that speaks for itself, else where the last step but for copies leads."""
    if statement.source.kind in SPEAK_FOR_THEMSELVES:
        return steps[0].to
    return next((step.to for step in reversed(steps) if step.relation not in {"copies", "rewrites"}), steps[0].to)


SPEAK_FOR_THEMSELVES = frozenset({"person", "organisation", "role", "group"})
"""Kinds of sources whose statements go back to them and to whom they told it, not to who is quoted beside them."""
_NAMELESS = {"none": "nobody", "author": "the article itself"}


def _says(statement: Statement) -> Step:
    source = statement.source
    name = source.name or " ".join(span.text for span in source.spans) or _NAMELESS.get(source.kind, source.kind)
    return Step(
        statement.article,
        name,
        "says",
        _passages(statement.article, (*source.spans, *statement.cue, *statement.content)),
    )


def _bears_on(edge: Edge, statement: Statement) -> bool:
    """Whether an edge of the statement's article is by the words of the statement or near it; a copy's always is."""
    if edge.relation != "credits":
        return True
    spans = (*statement.source.spans, *statement.cue, *statement.content)
    low, high = min(span.start for span in spans) - NEAR, max(span.end for span in spans) + NEAR
    return any(
        passage.article == statement.article and low < passage.end and passage.start < high for passage in edge.evidence
    )


def _passages(article: str, spans: Sequence[Span]) -> tuple[Passage, ...]:
    return tuple(
        Passage(article, span.start, span.end, span.text) for span in sorted(spans, key=lambda span: span.start)
    )
