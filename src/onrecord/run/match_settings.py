"""How an archive is matched: how much one task takes on, and where looking further stops paying.

None of these changes with the number of workers, so the same archive gives the same stories on one machine and on many.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from onrecord.errors import UsageError
from onrecord.grouping import CANDIDATES


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What bounds the tasks of ``onrecord match``. Raises UsageError where a number is out of its range."""

    slice_articles: int = 10_000
    """Articles, next to each other in time, that one task compares with those around them. It holds their sketches: 60 MB."""
    window_articles: int = 2_000_000
    """Most articles around a slice that are looked at, the nearest in time. Their keys take 400 MB; an archive with 100,000 articles a day
    sees ten days either way."""
    undated_articles: int = 100_000
    """Articles without a day up to which dated ones are compared with them as well; of more, they are compared with each other alone."""
    far_days: int = 30
    """Days between two articles that are compared. Beyond ``match.stories.WINDOW`` likeness speaks against one story, which matters only
    where others stand between the two."""
    candidates: int = CANDIDATES
    """Articles that one is compared with, those that share most of its keys: as many as a ledger takes."""
    nearest_per_key: int = 200
    """Articles that one key brings in, the nearest in time. A ledger takes 40, since it meets articles one by one; here all of a day's are
    there at once, and the copies of one agency text would not see each other."""
    component_articles: int = 10_000
    """Most articles that hang together by likeness and are grouped in one task. Larger ones are cut at their weakest ties first."""
    tighten: float = 0.05
    """How much more alike articles must be to hang together, each time that a component is cut."""
    fan_in: int = 16
    """Slices, or groups of them, whose components are joined in one task."""
    story_articles: int = 300
    """Most articles of a story that are told, the earliest; the others are listed with it. Telling takes time by the square of them."""
    task_articles: int = 300
    """Articles from which a task of telling is full: half a minute of work. Small ones lose less when a worker dies."""
    files_a_table: int = 400
    """Files of stories told that go into one file of each finished table: some 100,000 articles."""

    def __post_init__(self) -> None:
        """Refuse what would never end."""
        for name, value in asdict(self).items():
            if value <= 0:
                raise UsageError(f"{name} is {value}; it must be greater than 0")
        if self.fan_in < 2:
            raise UsageError(f"fan_in is {self.fan_in}; it must be 2 or more")
        if self.story_articles > self.component_articles:
            raise UsageError("a story can't have more articles than a component; lower story_articles")
