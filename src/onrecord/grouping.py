"""An article put into its story: compared with those that share its weightiest words, and its neighbourhood grouped anew.

The pure part stands in ``match``; here it is asked with what the store has, and the outcome is kept.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.match.sketch import Sketch, keys_of, sketch_of
from onrecord.match.stories import NEIGHBOURS, grouped, tie_of
from onrecord.store.kept import Marks

if TYPE_CHECKING:
    from onrecord.records import Reading
    from onrecord.store.contract import Store

CANDIDATES = 60
"""Articles that a new one is compared with: those that share most of its weightiest words, the nearest in time first."""
NEIGHBOURHOOD = 200
"""Articles that are grouped anew when one is added: those connected with it by chains of likeness, the nearest first."""


def marks_of(reading: Reading, sketch: Sketch | None = None) -> Marks:
    """Return what a reading is matched by."""
    sketch = sketch or sketch_of(reading)
    return Marks(sketch=sketch.as_json(), keys=keys_of(sketch))


def place(store: Store, sketch: Sketch) -> None:
    """Tie an article, which is in the store, to those that are like it, and group its neighbourhood into stories again."""
    near = store.sharing("key", keys_of(sketch), sketch.day, limit=CANDIDATES)
    others = {
        name: Sketch.from_json(marks.sketch) for name, marks in store.marks(near).items() if name != sketch.article
    }
    ties = {name: tie for name, other in others.items() if abs(tie := tie_of(sketch, other)) >= NEIGHBOURS}
    store.tie(sketch.article, ties)
    _group(store, sketch.article)


def _group(store: Store, article: str) -> None:
    """Put the articles around one into stories: groups of the highest mean likeness."""
    names, ties = store.tied(article, NEIGHBOURHOOD)
    homes = store.story_of(names)
    taken: set[str] = set()
    for group in sorted(grouped(names, ties), key=lambda group: (-len(group), group)):
        held = Counter(homes[name] for name in group if name in homes)
        kept = next(
            (home for home, _ in sorted(held.items(), key=lambda item: (-item[1], item[0])) if home not in taken),
            None,
        )
        home = kept or _new_story(group[0], taken)
        taken.add(home)
        moving = [name for name in group if homes.get(name) != home]
        if moving:
            store.put_in_story(moving, home)


def _new_story(article: str, taken: set[str]) -> str:
    """Return an id for a story that begins with an article."""
    for number in range(len(taken) + 1):
        name = "s" + hashlib.sha256(f"{article}\0{number}".encode()).hexdigest()[:12]
        if name not in taken:
            return name
    raise AssertionError  # of n + 1 names one is not among n
