"""A ledger for reading that remembers the stories it told."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from onrecord.errors import NotInLedgerError
from onrecord.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from onrecord.records import Story

STORIES_KEPT = 50
"""Stories kept in memory as they were told, for a ledger that is read only can't keep them: about 50 kB each."""


class Remembering(Ledger):
    """A ledger for reading that keeps stories in memory as they were told, until they change."""

    def __init__(self, path: str | Path) -> None:
        """Open the ledger. Raises a LedgerError that says what is wrong with it."""
        super().__init__(path, create=False, read_only=True)
        self._kept: OrderedDict[tuple[str, int], Story] = OrderedDict()

    def story(self, key: str) -> Story:
        """Return a story as ``Ledger.story`` does."""
        row = self.store.story(self.store.story_of([key]).get(key, key))
        at = (row.id, row.revision)
        if at not in self._kept:
            self._kept[at] = super().story(row.id)
        self._kept.move_to_end(at)
        while len(self._kept) > STORIES_KEPT:
            self._kept.popitem(last=False)
        return self._kept[at]

    def story_with(self, key: str) -> Story:
        """Return the story of this id, else the one with the article or statement that is known by it. Raises NotInLedgerError."""
        ways: tuple[Callable[[], str | None], ...] = (
            lambda: self.store.story(self.store.story_of([key]).get(key, key)).id,
            lambda: self.article(key).story,
            lambda: self.statement(key).stored.story,
        )
        for way in ways:
            try:
                home = way()
            except NotInLedgerError:
                continue
            if home is not None:
                return self.story(home)
        raise NotInLedgerError(self.store_path, "story", key)

    @property
    def store_path(self) -> str:
        """Where the ledger is, for messages."""
        return str(getattr(self.store, "path", "the ledger"))
