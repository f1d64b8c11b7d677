"""Which articles are of the same event.

Two articles are neighbours when their sketches are alike and their days are near. Neighbours alone would chain: an article about many
events would make all of them one. So a story is a group by average linkage (UPGMA, Sokal and Michener 1958): two groups become one
while the mean likeness of all their pairs is high enough, the closest groups first.

The outcome depends on the set of articles and never on the order they came in. It is also local: articles without a chain of
neighbours between them cannot meet in a story, so that adding an article means to group its *neighbourhood* again and nothing else.
``place`` keeps the neighbourhoods, ``stories_of`` finds the stories of one (or of any batch).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from onrecord.match.sketch import Sketch, keys_of, sketch_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Sketch", "keys_of", "likeness", "place", "same_event", "sketch_of", "stories_of"]

NEIGHBOURS: Final = 0.2
"""Likeness of two articles from which they can be of one event; below it likeness is mostly that of topics."""
TOGETHER: Final = 0.09
"""Mean likeness over all pairs of two groups from which they are one story; pairs that are no neighbours count nothing."""
WINDOW: Final = 10
"""Days between two articles of one event. News of an event comes in a burst; what is alike two weeks later is most often the next one."""


def likeness(a: Sketch, b: Sketch) -> float:
    """Return the cosine of two sketches, 0 to 1."""
    few, many = sorted((a.terms, b.terms), key=len)
    return min(1.0, sum(weight * many[word] for word, weight in few.items() if word in many))


def same_event(a: Sketch, b: Sketch) -> bool:
    """Whether two articles, seen alone, are of one event: alike, and, where both days are known, near in time."""
    return likeness(a, b) >= NEIGHBOURS and _near(a, b)


def place(new: Sketch, near: Sequence[tuple[Sketch, str]]) -> tuple[str, ...]:
    """Return the neighbourhoods that an article belongs to, of those that its candidates belong to: sorted, each once.

    More than one means that these are one neighbourhood from now on; none that the article opens its own. ``stories_of`` the joined
    neighbourhood's sketches are its stories. An article alike but of other days joins as well: it shows that the two events are two.
    """
    return tuple(sorted({home for other, home in near if likeness(new, other) >= NEIGHBOURS}))


def stories_of(sketches: Sequence[Sketch]) -> list[list[int]]:
    """Group sketches into stories: lists of indexes, ascending, the stories by their first index.

    The same articles in another order give the same groups; article ids, which must differ, decide between equal likenesses.
    """
    order = sorted(range(len(sketches)), key=lambda index: sketches[index].article)
    groups = _linked(len(order), _ties([sketches[index] for index in order]))
    return sorted(sorted(order[member] for member in group) for group in groups)


def tie_of(a: Sketch, b: Sketch) -> float:
    """Return how much two articles speak for being one story: their likeness, negative where their days are too far apart."""
    return likeness(a, b) if _near(a, b) else -likeness(a, b)


def grouped(articles: Sequence[str], ties: Mapping[tuple[str, str], float]) -> list[list[str]]:
    """Group articles (ids) into stories by the ties (``tie_of``) of those of them that are neighbours; each group and all in order."""
    names = sorted(articles)
    place_of = {name: number for number, name in enumerate(names)}
    numbered = {
        (min(place_of[a], place_of[b]), max(place_of[a], place_of[b])): tie
        for (a, b), tie in ties.items()
        if a in place_of and b in place_of
    }
    return sorted(sorted(names[member] for member in group) for group in _linked(len(names), numbered))


def _near(a: Sketch, b: Sketch) -> bool:
    """Whether two articles can be of one event by their days; unknown days say nothing against it."""
    if a.day is None or b.day is None:
        return True
    return abs((date.fromisoformat(a.day) - date.fromisoformat(b.day)).days) <= WINDOW


def _ties(sketches: Sequence[Sketch]) -> dict[tuple[int, int], float]:
    """Return the likeness of each pair of neighbours.

    It is negative where their days are too far apart: such a pair speaks for two events, so that an article without a day between
    them cannot join them.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    found: dict[tuple[int, int], float] = {}
    for index, sketch in enumerate(sketches):
        keys = keys_of(sketch)
        for other in sorted({other for key in keys for other in holders[key]}):
            alike = likeness(sketches[other], sketch)
            if alike >= NEIGHBOURS:
                found[other, index] = alike if _near(sketches[other], sketch) else -alike
        for key in keys:
            holders[key].append(index)
    return found


def _linked(count: int, ties: dict[tuple[int, int], float]) -> list[list[int]]:
    """Join the two groups with the highest mean tie, again and again, while it is at least ``TOGETHER``.

    ``sums`` holds for each group the sum of its members' ties with the members of each other group.
    """
    members: dict[int, list[int]] = {index: [index] for index in range(count)}
    sums: dict[int, dict[int, float]] = {index: {} for index in range(count)}
    for (a, b), tie in ties.items():
        sums[a][b] = sums[b][a] = tie
    waiting = [(-tie, a, b, 2) for (a, b), tie in ties.items() if tie >= TOGETHER]
    heapify(waiting)
    while waiting:
        _, a, b, size = heappop(waiting)
        if a not in members or b not in members or len(members[a]) + len(members[b]) != size:
            continue  # one of the two has grown since
        members[a] += members.pop(b)
        for other, tie in sums.pop(b).items():
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + tie
                del sums[other][b]
        del sums[a][b]
        for other, tie in sums[a].items():
            mean = tie / (len(members[a]) * len(members[other]))
            if mean >= TOGETHER:
                heappush(waiting, (-mean, min(a, other), max(a, other), len(members[a]) + len(members[other])))
    return list(members.values())
