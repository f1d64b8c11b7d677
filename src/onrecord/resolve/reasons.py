"""How an article tells of a source without a name: why it gives none, and what else it says of it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.wording import apposition_in, head_in

if TYPE_CHECKING:
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

LONGEST_REASON = 400
"""Characters from a source within which its sentence says why it has no name."""
Range = tuple[int, int]


def reason_of(scene: Scene, one: Voiced) -> Range | None:
    """Return the words with which the source's sentence says why it gives no name: "who was not authorised to speak"."""
    if not one.ranges.source:
        return None
    start, end = scene.sentence_at(one.ranges.source[0][0])
    match = _reasons().search(scene.text, start, min(end, one.ranges.source[0][0] + LONGEST_REASON))
    if match is None:
        return None
    stop = one.ranges.source[0][1]  # a reason in the words of the source ends with them
    return match.start(), (min(match.end(), stop) if match.start() < stop else match.end())


@cache
def _reasons() -> re.Pattern[str]:
    """Return the pattern of the words that say why a source has no name, to the end of their clause."""
    return re.compile(rf"(?:{'|'.join(word_lists.entries('anonymity_reasons'))})[^.,;:!?\"“”]{{0,120}}", re.IGNORECASE)


def further_words(scene: Scene, one: Voiced) -> Range | None:
    """Return the words that tell an unnamed source further: "a baker" of "another insider, a baker,"."""
    return apposition_in(scene.text, *one.ranges.source[0]) if one.ranges.source else None


def told_further(scene: Scene, one: Voiced) -> Cluster | None:
    """Return what these words stand for, if it has no name."""
    further = further_words(scene, one)
    cluster = scene.clusters.headed(*head_in(scene.text, *further)) if further else None
    return cluster if cluster is None or cluster.named is None else None
