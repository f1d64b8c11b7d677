"""What all tasks of one matching know: where the archive is, how it is sliced, and which files have what. Made once, pickled to each worker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.run.match_files import MatchFiles
from onrecord.run.match_marks import MARKS
from onrecord.run.match_slices import UNDATED, window_of
from onrecord.run.match_window import days_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.match_input import Part
    from onrecord.run.match_settings import MatchSettings
    from onrecord.run.match_slices import Calendar, Slice
    from onrecord.run.match_window import Interval, MarkedFile
    from onrecord.run.place import Place


@dataclass(frozen=True, slots=True)
class Plan:
    """``key`` names the state of the archive that is matched; ``parts`` and ``marked`` are the same files, in the same order."""

    place: Place
    key: str
    settings: MatchSettings
    parts: tuple[Part, ...]
    marked: tuple[MarkedFile, ...]
    calendar: Calendar
    slices: tuple[Slice, ...]

    @property
    def marks(self) -> MatchFiles:
        """The marks of the articles."""
        return MatchFiles(self.place, MARKS)

    def files(self, step: str) -> MatchFiles:
        """Return the files of a step, which are of this state of the archive alone."""
        return MatchFiles(self.place, f"{self.key}/{step}")

    def window(self, one: Slice) -> tuple[Interval, ...]:
        """Return the numbers that a slice is compared with."""
        settings = self.settings
        return window_of(self.calendar, one, settings.far_days, settings.window_articles, settings.undated_articles)

    def periods(self, one: Slice) -> list[tuple[str, str]]:
        """Return the first and the last day of each interval of a slice's window."""
        days = self.calendar.days
        return [(days[low], days[high]) for low, high in days_of(self.calendar, self.window(one))]

    def lookers(self, at: int) -> list[Slice]:
        """Return the slices that have the one at a place in their window, itself included, in order."""
        one = self.slices[at]
        around = [other for side in (-1, 1) for other in self._looking(one, at, side)]
        far = [other for other in self.slices if other.first != UNDATED] if self._sought(one) else []
        return sorted({one, *around, *far}, key=lambda other: other.base)

    def home(self, number: int) -> int:
        """Return the place of the slice that a number is in."""
        return bisect_right(self.slices, number, key=lambda one: one.base) - 1

    def _looking(self, one: Slice, at: int, side: int) -> Iterator[Slice]:
        """Yield those next to a slice on one side, up to the first that does not look so far."""
        at += side
        while 0 <= at < len(self.slices) and (self.slices[at].first == UNDATED) == (one.first == UNDATED):
            base, end = self.window(self.slices[at])[0]
            if end <= one.base or base >= one.end:
                return
            yield self.slices[at]
            at += side

    def _sought(self, one: Slice) -> bool:
        """Whether articles with a day look for those of this slice, which have none."""
        return one.first == UNDATED and self.calendar.total - self.calendar.dated <= self.settings.undated_articles
