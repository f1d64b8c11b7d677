"""Descriptions that stand for a name: "the 34-year-old mother of three", "the paper".

The learned links join a description to a name only when they are sure. Where the head on kinds says that the source is a named
person or an outlet, it is one of those that the article names, and the likeliest is better than none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.wording import head_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

LIKELY_ENOUGH = -0.5
"""Score of a link from which a description of a named person is taken to stand for the person it goes to."""
_DEFINITE = re.compile(r"(?:the|this|that|its|his|her|their)\b", re.IGNORECASE)


def stand_in(scene: Scene, one: Voiced, kind: SourceKind, outlets: Sequence[Cluster | None]) -> Cluster | None:
    """Return the person or outlet with a name that the description of a source of this ``kind`` stands for, if any.

    ``outlets`` are those that were a source before, the last one last.
    """
    start, end = one.ranges.source[0]
    if not _DEFINITE.match(scene.text, start):
        return None
    head = head_in(scene.text, start, end)
    if kind == "person":
        return scene.clusters.likeliest_person(*head, least=LIKELY_ENOUGH)
    if kind in {"media", "document", "organisation"}:
        return _outlet(scene, start, scene.text[slice(*head)].lower(), outlets)
    return None


def _outlet(scene: Scene, start: int, noun: str, outlets: Sequence[Cluster | None]) -> Cluster | None:
    """Return the outlet named last before "the paper", as the tagger of channels knows outlets."""
    if noun not in word_lists.classes("source_words")["outlet"]:
        return None
    before = [tag for tag in scene.reading.tags if tag.kind == "media" and tag.end <= start]
    for tag in reversed(before):
        things = [thing for thing in scene.clusters.named_in(tag.start, tag.end) if thing.kind != "person"]
        if things:
            return scene.clusters.of_name(things[0])
    return next((one for one in reversed(outlets) if one is not None and one.named is not None), None)
