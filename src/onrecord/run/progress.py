"""What a display shows of a run under way: counts what an engine tells. Knows no terminal and no clock of its own."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.run.reading import ShardRead
    from onrecord.run.work import Event

RECENT_SECONDS = 60.0
"""How far back the speed is measured that is shown: long enough to be steady, short enough to show that something has slowed down."""
LOST_SHOWN = 3
"""How many of the last mishaps are kept to be shown."""


@dataclass(slots=True)
class Tally:
    """Counts of one run. ``now`` is always the time in seconds, from any clock that does not go back.

    ``shards`` is how many there are to read, ``planned`` whether all are counted yet; ``earlier`` ones were done by a run before. ``pages``
    counts documents that were begun, those that are to be done again taken off; the other counts are of shards that are done. ``bad``
    documents gave no article. ``steps`` are the tasks of what follows the reading.
    """

    workers: int = 1
    shards: int = 0
    planned: bool = False
    earlier: int = 0
    done: int = 0
    failed: int = 0
    pages: int = 0
    documents: int = 0
    articles: int = 0
    statements: int = 0
    bad: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    mishaps: deque[str] = field(default_factory=lambda: deque(maxlen=LOST_SHOWN))
    doing: str = "reading"
    reading: bool = True
    steps: int = 0
    steps_done: int = 0
    _held: dict[int, int] = field(default_factory=dict)
    _weight: float = 0.0
    _weight_done: float = 0.0
    _recent: deque[tuple[float, int]] = field(default_factory=deque)

    def see(self, event: Event, now: float) -> None:
        """Count what an engine tells."""
        if event.kind == "done":
            self.steps_done += not self.reading
        elif event.kind == "part":
            self._count(event.parts, now)
        elif event.kind == "lost":
            self.lost += 1
            self.mishaps.append(event.words)
            self._count(-event.parts, now)
            self._held.pop(event.worker, None)
        elif event.kind == "memory":
            self._held[event.worker] = event.bytes

    def expect(self, weight: float) -> None:
        """Count a shard that is to be read; ``weight`` is about how much there is to read in it, in any unit."""
        self.shards += 1
        self._weight += weight

    def fail(self, weight: float) -> None:
        """Count a shard of that ``weight`` that could not be read."""
        self.failed += 1
        self._weight -= weight

    def add(self, read: ShardRead, weight: float) -> None:
        """Count a shard of that ``weight`` that is done."""
        self.done += 1
        self._weight_done += weight
        self.documents += read.articles + read.bad
        self.articles += read.articles
        self.statements += read.statements
        self.bad += read.bad
        self.problems.update(read.problems)

    def begin(self, doing: str) -> None:
        """Go over to something that follows the reading."""
        self.doing, self.reading, self.steps, self.steps_done = doing, False, 0, 0
        self._held.clear()

    def more_steps(self, steps: int) -> None:
        """Be told of how many tasks it consists."""
        self.steps += steps

    @property
    def memory(self) -> int:
        """Bytes that all workers hold together."""
        return sum(self._held.values())

    @property
    def most_memory(self) -> int:
        """Bytes of the worker that holds the most."""
        return max(self._held.values(), default=0)

    def speed(self, now: float) -> float | None:
        """Return pages a second over the last ``RECENT_SECONDS``; None while there is too little to tell."""
        self._forget(now)
        if not self._recent or now - self._recent[0][0] < 1:
            return None
        return max(0, sum(parts for _, parts in self._recent)) / (now - self._recent[0][0])

    def seconds_left(self, now: float) -> float | None:
        """Return about how long reading will take from now, as if the other shards had as many pages for their weight as those that are done.

        None while unknown.
        """
        speed = self.speed(now)
        if not self.planned or not self._weight_done or not speed or not self.documents:
            return None
        expected = self.documents / self._weight_done * self._weight
        return max(0.0, expected - self.pages) / speed

    def _count(self, parts: int, now: float) -> None:
        if not self.reading:
            return
        self.pages += parts
        self._recent.append((now, parts))

    def _forget(self, now: float) -> None:
        while self._recent and now - self._recent[0][0] > RECENT_SECONDS:
            self._recent.popleft()
