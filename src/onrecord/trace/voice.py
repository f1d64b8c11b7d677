"""One source of a story, with every place that mentions it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.records import CreditKind
    from onrecord.trace.mentions import Mention


@dataclass(slots=True, eq=False)
class Voice:
    """One source of a story: its kind, what it is called, every mention, and the body that it speaks for, if any."""

    kind: CreditKind
    name: str
    mentions: list[Mention] = field(default_factory=list)
    body: Voice | None = None
    vague: bool = False

    @property
    def articles(self) -> set[str]:
        """The articles that mention it."""
        return {mention.article for mention in self.mentions}
