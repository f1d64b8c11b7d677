"""Whose word a statement is, as the stage tells it, and what the learned head says of the kind of its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from onrecord.resolve.clusters import PRONOUNS
from onrecord.resolve.wording import is_pronoun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

OWN_WORDS = 0.5
"""What the head's word on a description counts beside its word on all of the same voice."""
UNNAMED = frozenset({"role", "anonymous", "group"})
"""Kinds of sources without a name."""
NAMELESS = UNNAMED | {"person"}
"""Kinds of a source that an article may withhold the name of."""
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is.

    ``cluster`` is the thing meant; ``work`` the words of the document in which a body or person speaks, ``reason`` those with which
    the article says why it gives no name; ``words`` those of the source where the reader took the outlet that cites it, ``through``,
    for it.
    """

    kind: SourceKind
    name: str | None
    cluster: Cluster | None
    work: Range | None = None
    reason: Range | None = None
    words: Range | None = None
    through: tuple[Range, str | None] | None = None


def logs(probabilities: Sequence[float]) -> np.ndarray:
    """Return the logarithms of probabilities, none below that of 1 in 10,000."""
    found: np.ndarray = np.log(np.maximum(probabilities, 1e-4))
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """A statement with what its source's words stand for, and what the head says of the kind of that voice."""

    scene: Scene
    one: Voiced
    head: Cluster | None
    votes: list[np.ndarray]

    @property
    def is_short(self) -> bool:
        """Whether the source is a pronoun."""
        return is_pronoun(self.scene.text, self.one)

    def scores(self) -> np.ndarray:
        """Return the log probability of each kind: of this voice's descriptions, else of the one that the pronoun stands for."""
        own = logs(self.one.kinds)
        if self.votes:
            mean: np.ndarray = sum(self.votes[1:], self.votes[0]) / len(self.votes)
            return mean if self.is_short else mean + OWN_WORDS * own
        full = [m for m in self.head.mentions if m.shape not in PRONOUNS] if self.head is not None else []
        if not full:
            return own
        as_if = replace(self.one.ranges, source=[(full[0].start, full[0].end)])
        return logs(self.scene.resolver.kinds(self.scene.text, self.scene.table, [as_if])[0].tolist())
