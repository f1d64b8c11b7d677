"""What a later version of an article says differently: statements that went, came, or changed.

Two statements of the two versions are the same one if their words are nearly alike; which go together is decided the best pair first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Reading, Span, Statement

ALIKE = 0.6
"""Dice coefficient of the words of two contents from which they are one statement in two versions."""


@dataclass(frozen=True, slots=True)
class Change:
    """A statement as it was and as it is; ``what`` names the fields that differ, each with the words before and after."""

    before: Statement
    after: Statement
    what: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two versions of an article, in the order of the text."""

    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Whether any statement differs."""
        return bool(self.removed or self.added or self.changed)


def difference(before: Reading, after: Reading) -> Difference:
    """Return how the statements of a later reading of an article differ from those of an earlier one."""
    pairs = _paired(before.statements, after.statements)
    kept_before, kept_after = {old for old, _ in pairs}, {new for _, new in pairs}
    changed = []
    for old, new in sorted(pairs, key=lambda pair: pair[1]):
        what = _changes(before.statements[old], after.statements[new])
        if what:
            changed.append(Change(before.statements[old], after.statements[new], what))
    return Difference(
        tuple(one for at, one in enumerate(before.statements) if at not in kept_before),
        tuple(one for at, one in enumerate(after.statements) if at not in kept_after),
        tuple(changed),
    )


def _paired(before: Sequence[Statement], after: Sequence[Statement]) -> list[tuple[int, int]]:
    """Return which statement is which: the most alike first, each once."""
    words = [[_words(one.content) for one in side] for side in (before, after)]
    scores = []
    for old, old_words in enumerate(words[0]):
        for new, new_words in enumerate(words[1]):
            score = 2 * len(old_words & new_words) / max(1, len(old_words) + len(new_words))
            if score >= ALIKE:
                same_source = _said_by(before[old]) == _said_by(after[new])
                scores.append((-score, not same_source, abs(old - new), old, new))
    pairs, taken = [], (set[int](), set[int]())
    for *_, old, new in sorted(scores):
        if old not in taken[0] and new not in taken[1]:
            taken[0].add(old)
            taken[1].add(new)
            pairs.append((old, new))
    return pairs


def _words(spans: Sequence[Span]) -> frozenset[str]:
    return frozenset(word for span in spans for word in span.text.lower().split())


def _said_by(statement: Statement) -> tuple[str, str | None]:
    return statement.source.kind, statement.source.name


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in spans)


def _changes(before: Statement, after: Statement) -> dict[str, tuple[str, str]]:
    """Return the fields in which two statements differ, with their words."""
    sides = [
        {
            "source": one.source.name or one.source.kind, "kind": one.source.kind, "cue": _joined(one.cue),
            "content": _joined(one.content), "via": ", ".join(via.name or via.kind for via in one.via),
            "certainty": one.certainty, "polarity": one.polarity,
        }
        for one in (before, after)
    ]  # fmt: skip
    return {name: (sides[0][name], sides[1][name]) for name in sides[0] if sides[0][name] != sides[1][name]}
