"""What speaks against one story within a component that spans a long time: its articles that are alike and far apart.

Such pairs are not looked for in the whole archive. They matter only where something stands between the two: an article without a day, which
is like both, or a chain of articles from day to day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.match.stories import NEIGHBOURS, tie_of
from onrecord.run.extras import needed
from onrecord.run.match_slices import UNDATED, moved
from onrecord.run.match_window import Index, Window, packed, sketches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.run.match_groups import Member
    from onrecord.run.match_plan import Plan


def far_ties(plan: Plan, members: Mapping[str, Member]) -> dict[tuple[str, str], float]:
    """Return the ties (below 0) between articles of a component, by id, that are more than ``far_days`` apart."""
    days = sorted(member.day for member in members.values() if member.day != UNDATED)
    if not days or moved(days[0], plan.settings.far_days) >= days[-1]:
        return {}
    held = _window(plan, members)
    index = Index(held, range(len(held.numbers)), plan.settings, far=True)
    pairs = {tuple(sorted((place, int(other)))) for place in range(len(held.numbers)) for other in index.nearest(place)}
    ids = held.articles.to_pylist()
    asked = {ids[place]: place for pair in pairs for place in pair}
    known = dict(sketches(plan.marks, plan.marked, asked, [(days[0], days[-1])]))
    ties = {(ids[a], ids[b]): tie_of(known[a], known[b]) for a, b in sorted(pairs)}
    return {pair: tie for pair, tie in ties.items() if abs(tie) >= NEIGHBOURS}


def _window(plan: Plan, members: Mapping[str, Member]) -> Window:
    """Return the members with a day as a window, numbered from 0."""
    pa, compute = needed("pyarrow"), needed("pyarrow.compute")
    wanted = pa.array([article for article, member in members.items() if member.day != UNDATED])
    found: list[Any] = []
    for file in sorted({member.file for member in members.values() if member.day != UNDATED}):
        table = plan.marks.table(plan.marked[file].name, ["article", "day", "keys"])
        found.append(table.filter(compute.is_in(table["article"], wanted)))
    held = pa.concat_tables(found).sort_by([("day", "ascending"), ("article", "ascending")])
    return Window(*packed(held.append_column("number", pa.array(np.arange(len(held))))))
