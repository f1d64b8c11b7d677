"""The articles around a slice: which of them share its keys, and what each is known by.

Keys of a whole window are held as numbers, sketches only of those that are compared: they are read file by file.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from onrecord.match.sketch import KEYS
from onrecord.run.extras import needed
from onrecord.run.match_marks import sketch_from
from onrecord.run.match_slices import UNDATED, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.match.sketch import Sketch
    from onrecord.run.match_files import MatchFiles
    from onrecord.run.match_settings import MatchSettings
    from onrecord.run.match_slices import Calendar

Interval = tuple[int, int]
NO_KEY = 0
"""Stands where an article has fewer keys than others; the one word in 4 billion that hashes to it finds nothing."""
_NO_DAY = -(1 << 30)
"""The day of articles without one: further from all others than any day."""
_LOOKED_AT = 5
"""Of a key that more articles of a day have than it may bring in, so many times as many are looked at on either side, and some of them taken."""
_PRIME = np.uint64(4_294_967_291)
_UNKNOWN_APART = 1 << 29
"""More days than lie between any two; fewer than between one and none."""


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """A file of marks, with its first and last day in their order (``in_order``)."""

    name: str
    first: str
    last: str

    def has(self, first: str, last: str) -> bool:
        """Tell whether it may have articles of these days."""
        return self.first <= in_order(last) and in_order(first) <= self.last


@dataclass(frozen=True, slots=True)
class Window:
    """Articles with the numbers of some intervals, in order.

    ``articles`` are their ids (Arrow), ``keys`` has a row an article, ``days`` count from the year 1, ``salts`` are made of the ids.
    """

    articles: Any
    numbers: NDArray[np.int64]
    days: NDArray[np.int64]
    keys: NDArray[np.uint32]
    salts: NDArray[np.uint64]

    def places(self, base: int, end: int) -> range:
        """Return the places, in the window, of the articles with these numbers."""
        low, high = np.searchsorted(self.numbers, [base, end])
        return range(int(low), int(high))


def days_of(calendar: Calendar, intervals: Sequence[Interval]) -> list[tuple[int, int]]:
    """Return the places in the calendar, first and last, of the days that intervals of numbers lie in."""
    found = []
    for base, end in intervals:
        if base < end:
            found.append((_day_at(calendar, base), _day_at(calendar, end - 1)))
    return found


def _day_at(calendar: Calendar, number: int) -> int:
    low = bisect_left(calendar.bases, number)
    return low if low < len(calendar.bases) and calendar.bases[low] == number else low - 1


def heads(
    marks: MatchFiles, files: Sequence[MarkedFile], calendar: Calendar, interval: Interval, columns: Sequence[str] = ()
) -> Any:
    """Return a table of the articles of an interval in order: ``article``, ``day``, ``columns``, ``file`` (its place) and ``number``."""
    pa, compute = needed("pyarrow"), needed("pyarrow.compute")
    ((low, high),) = days_of(calendar, [interval])
    first, last = calendar.days[low], calendar.days[high]
    wanted = pa.array(calendar.days[low : high + 1], pa.string())
    tables = []
    for place, file in enumerate(files):
        if file.has(first, last):
            table = marks.table(file.name, ["article", "day", *columns])
            table = table.append_column("file", pa.array(np.full(len(table), place, np.int32)))
            tables.append(table.filter(compute.is_in(table["day"], wanted)))
    held = pa.concat_tables(tables)
    held = held.take(compute.sort_indices(held, sort_keys=[("day", "ascending"), ("article", "ascending")]))
    start = calendar.bases[low]
    held = held.append_column("number", pa.array(np.arange(start, start + len(held)), pa.int64()))
    return held.slice(interval[0] - start, interval[1] - interval[0])


def window(marks: MatchFiles, files: Sequence[MarkedFile], calendar: Calendar, intervals: Sequence[Interval]) -> Window:
    """Return the window of some intervals, ascending."""
    parts = [
        packed(heads(marks, files, calendar, interval, ["keys"])) for interval in intervals if interval[0] < interval[1]
    ]
    ids = needed("pyarrow").chunked_array([chunk for part in parts for chunk in part[0].chunks])
    return Window(ids, *(np.concatenate([part[at] for part in parts]) for at in range(1, 5)))


def packed(table: Any) -> tuple[Any, ...]:
    """Return the fields of a window of a table's articles: ``article``, ``day``, ``keys`` and ``number``, ascending."""
    compute = needed("pyarrow.compute")
    lengths = compute.list_value_length(table["keys"]).to_numpy()
    keys = np.full((len(table), KEYS), NO_KEY, np.uint32)
    keys[np.arange(KEYS) < lengths[:, None]] = compute.list_flatten(table["keys"]).to_numpy()
    ordinals: dict[str, int] = {}
    days = np.fromiter((_ordinal(day, ordinals) for day in table["day"].to_pylist()), np.int64, len(table))
    salts = np.fromiter((_salt(article) for article in table["article"].to_pylist()), np.uint64, len(table))
    return table["article"], table["number"].to_numpy(), days, keys, salts


def _ordinal(day: str, known: dict[str, int]) -> int:
    if day not in known:
        known[day] = date.fromisoformat(day).toordinal() if day != UNDATED else _NO_DAY
    return known[day]


def _salt(article: str) -> int:
    return zlib.crc32(article.encode()) | 1


class Index:
    """Finds the articles to compare some others (``queries``, places in the window) with, by the keys that they share.

    Of two articles with a day, only those at most ``far_days`` apart are found; with ``far`` only those that are further apart.
    """

    def __init__(self, held: Window, queries: range, settings: MatchSettings, *, far: bool = False) -> None:
        """Sort the places of the queries' keys. Memory: 12 bytes for each of these places."""
        self._held, self._settings, self._far = held, settings, far
        asked = np.unique(held.keys[queries.start : queries.stop])
        flat = held.keys.reshape(-1)
        at = np.flatnonzero(np.isin(flat, asked[asked != NO_KEY]))
        order = np.argsort(flat[at], kind="stable")
        self._keys, self._places = flat[at][order], at[order] // held.keys.shape[1]

    def nearest(self, place: int) -> NDArray[np.int64]:
        """Return the places to compare an article with: those that share most keys, then the nearest in time.

        Between others that are equal in both, a number made of both ids decides, so that among very many copies of one text each meets
        others from all over instead of the same few.
        """
        held = self._held
        own = held.keys[place]
        runs = [self._near(self._places[low:high], place) for low, high in _bounds(self._keys, own[own != NO_KEY])]
        return _best(held, place, np.concatenate(runs), self._settings.candidates) if runs else np.empty(0, np.int64)

    def _near(self, places: NDArray[np.int64], place: int) -> NDArray[np.int64]:
        """Return of places, ascending, those nearest in time, as many as one key brings in."""
        most, far_days = self._settings.nearest_per_key, self._settings.far_days
        if not self._far and len(places) > 2 * _LOOKED_AT * most:
            middle = int(np.searchsorted(places, place))
            places = places[max(0, middle - _LOOKED_AT * most) : middle + _LOOKED_AT * most]
        apart = np.abs(self._held.days[places] - self._held.days[place])
        far = (apart > far_days) & (apart < _UNKNOWN_APART)
        places, apart = (places[far], apart[far]) if self._far else (places[~far], apart[~far])
        if len(places) > most:
            places = places[np.lexsort((_mixed(self._held, place, places), apart))[:most]]
        return places


def sketches(
    marks: MatchFiles, files: Sequence[MarkedFile], ids: Mapping[str, int], periods: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, Sketch]]:
    """Yield the sketches of some articles (number by id), which are of the days of some periods, file by file."""
    compute, wanted = needed("pyarrow.compute"), needed("pyarrow").array(list(ids), "string")
    for file in files:
        if ids and any(file.has(*period) for period in periods):
            for batch in marks.batches(file.name, ["article", "day", "sketch"]):
                held = batch.filter(compute.is_in(batch["article"], wanted))
                for article, day, terms in zip(*(held[name].to_pylist() for name in held.column_names), strict=True):
                    yield ids[article], sketch_from(article, day, terms)


def _bounds(keys: NDArray[np.uint32], own: NDArray[np.uint32]) -> list[tuple[int, int]]:
    low, high = np.searchsorted(keys, own, "left"), np.searchsorted(keys, own, "right")
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _best(held: Window, place: int, found: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    others, counts = np.unique(found, return_counts=True)
    apart = np.abs(held.days[others] - held.days[place])
    order = np.lexsort((others, _mixed(held, place, others), apart, -counts))
    best = others[order]
    return cast("NDArray[np.int64]", best[best != place][:most])


def _mixed(held: Window, place: int, others: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a number for each pair of articles: the same from both sides, and without any order."""
    return cast("NDArray[np.uint64]", (held.salts[others] * held.salts[place]) % _PRIME)
