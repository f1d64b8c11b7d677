"""A statement while it is resolved: its words, the statement that it stands in, and what the learned heads say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.model.resolver import Ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.model.resolver import Resolver, WordTable
    from onrecord.records import Statement


@dataclass(slots=True, eq=False)
class Voiced:
    """A statement with its outer one, the probability of each kind of source, and of each commitment."""

    statement: Statement
    ranges: Ranges
    outer: Voiced | None
    kinds: Sequence[float]
    certainties: Sequence[float]
    negative: float

    @property
    def anchor(self) -> int:
        """Where the statement is made: at its cue, else its source, else its content."""
        return (self.ranges.cue or self.ranges.source or self.ranges.content)[0][0]

    def around(self) -> Iterator[Voiced]:
        """Yield the statements around this one, the nearest first."""
        at = self.outer
        while at is not None:
            yield at
            at = at.outer


def voiced(text: str, table: WordTable, statements: Sequence[Statement], resolver: Resolver) -> list[Voiced]:
    """Return the statements of an article with what the learned heads say of them."""
    ranges = [_ranges(statement) for statement in statements]
    kinds = resolver.kinds(text, table, ranges)
    certainties, negatives = resolver.commitments(table, ranges)
    found = [
        Voiced(statement, parts, None, kinds[i].tolist(), certainties[i].tolist(), float(negatives[i]))
        for i, (statement, parts) in enumerate(zip(statements, ranges, strict=True))
    ]
    _nest(found)
    return found


def _ranges(statement: Statement) -> Ranges:
    parts = (statement.source.spans, statement.cue, statement.content)
    return Ranges(*([(span.start, span.end) for span in spans] for spans in parts))


def _nest(found: Sequence[Voiced]) -> None:
    """Find for each statement the smallest other one whose content holds its anchor, its source and its content."""
    opened: list[tuple[int, int, Voiced]] = sorted(
        ((a, b, one) for one in found for a, b in one.ranges.content), key=lambda entry: (entry[0], -entry[1])
    )
    stack: list[tuple[int, int, Voiced]] = []
    at = 0
    for one in sorted(found, key=lambda one: one.anchor):
        while at < len(opened) and opened[at][0] <= one.anchor:
            stack.append(opened[at])
            at += 1
        stack = [entry for entry in stack if entry[1] > one.anchor]
        holders = [
            (b - a, other)
            for a, b, other in stack
            if a <= one.anchor < b and other is not one and not _stands_in(other, one)
        ]
        if holders:
            one.outer = min(holders, key=lambda entry: entry[0])[1]


def _stands_in(one: Voiced, other: Voiced) -> bool:
    return one is other or any(outer is other for outer in one.around())
