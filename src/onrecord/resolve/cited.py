"""Whom an outlet cites for what it reports: "the Tern reported, citing two people close to the couple".

The reader takes the outlet for the source; it is the channel, and whoever it cites is whose word it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

LONGEST = 100
"""Characters of the words for whom an outlet cites."""
_CITES = re.compile(
    r"\b[Cc]it(?:ing|es|ed) (?P<who>[^,;:.!?“”\"()—–]+?)(?= as saying| as having| for (?:its|the) | in (?:its|a) report|[,;:.!?“”\"()—–]| that |$)"
)
_QUOTES = re.compile(
    r"\bquot(?:ing|es|ed) (?P<who>[^;:.!?“”\"()]{2,80}?),? as (?:saying|having said|telling|adding|warning|claiming|stating)\b"
)
"""Whom an outlet quotes: "the Tern quoted Bo Hill, the editor, as saying"."""
_NOT_A_SOURCE = re.compile(
    r"(?:concerns?|fears?|reasons?|lack|costs?|risks?|issues?|problems?|need|privacy|safety|security|evidence|examples?|it|this|them)\b",
    re.IGNORECASE,
)
"""What is cited as a reason and by nobody."""


_QUOTED = re.compile(
    r"(?P<who>[^,;:.!?“”\"]{2,80}?),?(?: [a-z]+,)? (?:is|was|were|has been|have been|had been) (?:also |later |previously )?(?:quoted|cited|reported) (?:by|in)(?: the)? $"
)
"""What stands before an outlet that only quotes somebody: "the manager was quoted by the Tern as saying"."""
_BEFORE_ITS_QUOTER = (" by ", " in ", " by the ", " in the ")


def quoted(scene: Scene, one: Voiced) -> Voiced | None:
    """Return the statement with whom its outlet quotes as its source: "Bo Hill was quoted by the Tern as saying"; None where it does not."""
    if not one.ranges.source:
        return None
    start = one.ranges.source[0][0]
    if not scene.text.endswith(_BEFORE_ITS_QUOTER, 0, start):
        return None  # most statements; the search would try every word of the sentence
    first, _ = scene.sentence_at(start)
    match = _QUOTED.search(scene.text, max(first, start - 2 * LONGEST), start)
    if match is None:
        return None
    ranges = replace(one.ranges, source=[(match.start("who"), match.end("who"))])
    kinds = scene.resolver.kinds(scene.text, scene.table, [ranges])[0].tolist()
    return replace(one, ranges=ranges, kinds=kinds)


def cited(scene: Scene, one: Voiced) -> Voiced | None:
    """Return the statement with whom its outlet cites as its source; None where it cites nobody in the same sentence."""
    if not one.ranges.source or not one.ranges.cue:
        return None
    start, end = scene.sentence_at(one.ranges.cue[0][0])
    for match in chain(_CITES.finditer(scene.text, start, end), _QUOTES.finditer(scene.text, start, end)):
        low, high = match.span("who")
        inside = any(a < high and low < b for a, b in (*one.ranges.content, *one.ranges.source))
        if not inside and high - low <= LONGEST and not _NOT_A_SOURCE.match(match["who"]):
            ranges = replace(one.ranges, source=[(low, high)])
            kinds = scene.resolver.kinds(scene.text, scene.table, [ranges])[0].tolist()
            return replace(one, ranges=ranges, kinds=kinds)
    return None
