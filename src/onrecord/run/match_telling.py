"""Stories told: claims, trails, conflicts of each, by ``onrecord.story``, as one line of JSON a story.

They are kept by what they are told from, so that the next matching tells only stories that changed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onrecord.records import as_json
from onrecord.run.extras import needed
from onrecord.run.match_files import MatchFiles
from onrecord.run.match_groups import GROUPS
from onrecord.run.match_input import readings_in
from onrecord.run.tables import month_of
from onrecord.run.work import BETWEEN
from onrecord.story import story_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.records import Reading, Story
    from onrecord.run.match_groups import Telling
    from onrecord.run.match_plan import Plan
    from onrecord.run.work import At, Do, Reason, Task

TOLD = "told"
"""The folder of the stories told, which is kept from one matching to the next."""
_ENDED = {
    "memory": "telling it takes more memory than a worker may hold; give workers more by --memory",
    "time": "telling it takes longer than a story may; allow more by --story-seconds",
    "crashed": "telling it ended the worker twice",
}
"""Why a story is listed and not told, by what happened to the worker."""
_TOO_MANY = "one of too many articles of its story; the earliest are told"


@dataclass(frozen=True, slots=True)
class TellStories:
    """The work: a task's payload is a ``Telling``; its result is how many stories of each month it has, and how many could not be told."""

    plan: Plan

    def ready(self) -> Do:
        """Return what tells stories."""
        return self._tell

    def _tell(self, task: Task, at: At) -> dict[str, Any]:
        pa, telling = needed("pyarrow"), task.payload
        listed = self._listed(telling)
        readings = self._readings(listed)
        rows = []
        for place, (story, members) in enumerate(listed.items()):
            at(place, f"story {story} of {len(members)} articles")
            rows.append(_row(story, members, readings, task.skip.get(place), self.plan.settings.story_articles))
        at(BETWEEN, "")
        months: dict[str, int] = defaultdict(int)
        for row in rows:
            months[row["month"]] += 1
        result = {"months": dict(months), "untold": sum(row["record"] is None for row in rows)}
        MatchFiles(self.plan.place, TOLD).write(telling.key, pa.Table.from_pylist(rows, _schema()), result)
        return result

    def _listed(self, telling: Telling) -> dict[str, list[dict[str, Any]]]:
        """Return the articles of each story, the earliest first."""
        table = self.plan.files(GROUPS).table(telling.slice).slice(telling.first, telling.rows)
        return {story: list(rows) for story, rows in groupby(table.to_pylist(), key=lambda row: row["story"])}

    def _readings(self, listed: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Reading]:
        """Return the readings of the articles that are told, by id."""
        most = self.plan.settings.story_articles
        by_file: dict[int, set[str]] = defaultdict(set)
        for members in listed.values():
            for member in members[:most]:
                by_file[member["file"]].add(member["article"])
        return {
            reading.article.id: reading
            for file, wanted in sorted(by_file.items())
            for reading in readings_in(self.plan.place, self.plan.parts[file], wanted)
            if reading.article is not None
        }


def _schema() -> Any:
    pa = needed("pyarrow")
    untold = pa.struct([("article", pa.string()), ("day", pa.string())])
    return pa.schema([
        ("story", pa.string()), ("month", pa.string()), ("first", pa.string()), ("record", pa.string()), ("untold", pa.list_(untold)),
        ("reason", pa.string()),
    ])  # fmt: skip


def _row(
    story: str, members: Sequence[Mapping[str, Any]], readings: Mapping[str, Reading], ended: Reason | None, most: int
) -> dict[str, Any]:
    """Return the row of a story: told from its first articles, or, where that can't be done, why not."""
    told = [] if ended else [readings[member["article"]] for member in members[:most] if member["article"] in readings]
    record: Story | None = None
    reason = _ENDED[ended] if ended else None
    if told:
        try:
            record = story_of(story, told)
        except Exception as error:  # noqa: BLE001 - one story that can't be told must not cost those beside it
            reason = f"{type(error).__name__}: {error}"
    done = {article.id for article in record.articles} if record else set()
    untold = [
        {"article": member["article"], "day": member["day"]} for member in members if member["article"] not in done
    ]
    first = record.first_published if record else members[0]["day"] or None
    return {
        "story": story, "month": month_of(first), "first": first, "untold": untold,
        "record": json.dumps(as_json(record), ensure_ascii=False, separators=(",", ":")) if record else None,
        "reason": reason or (_TOO_MANY if untold else None),
    }  # fmt: skip
