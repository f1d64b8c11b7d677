"""Which channels hold for what the same voice says around them: in one interview, at one hearing, in one letter.

News names an occasion once, and the sentences beside it go on with it. In our annotations (``training/labels/SOURCES.md``) a voice that
says something with a channel and speaks next in the same or the following paragraph, with nobody else in between, has the
channel again in four cases of five. What it said before the outlet is named has it in three of four within a paragraph; somebody
else's words have it in one of six. An occasion that covers a whole article isn't spread over it, so it ends a few sentences on.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.resolve.wording import goes_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Via, ViaKind
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.sources import Who
    from onrecord.resolve.voiced import Voiced

SENTENCES_ON = 1
"""Sentences, or paragraphs, after a statement within which the same voice goes on through the same channels."""
GOES_ON = 2
"""Paragraphs within which a quotation without a cue, or "they added", has the channel of what the same voice said before."""
AFTER: dict[ViaKind, int] = {"media": 1, "event": 1, "document": 1, "social": 1}
"""Sentences after a channel within which what the same voice says next came through it too, by its kind."""
BACK: dict[ViaKind, int] = {"media": 1, "event": 0, "document": 0, "social": 0}
"""Sentences before a channel's statement within which the same voice spoke through it already, by its kind."""


def voice_of(who: Who) -> object:
    """Return what is equal for statements of one voice; None where it is not known whose they are."""
    return who.name or (id(who.cluster) if who.cluster is not None else None)


def whole(one: Voiced) -> tuple[int, int]:
    """Return where a statement begins and ends, with its source and cue."""
    parts = (*one.ranges.source, *one.ranges.cue, *one.ranges.content)
    return min(a for a, _ in parts), max(b for _, b in parts)


def held(
    scene: Scene, found: Sequence[Voiced], who: Sequence[Who], own: Sequence[tuple[Via, ...]]
) -> list[tuple[Via, ...]]:
    """Return the channels of each statement: its ``own``, else those that hold for it from what the same voice says around it."""
    out = list(own)
    voices = [voice_of(one_who) for one_who in who]
    said = sorted(
        (index for index, one in enumerate(found) if one.outer is None), key=lambda index: found[index].anchor
    )
    pairs = [(one, other) for one, other in pairwise(said) if voices[one] is not None and voices[one] == voices[other]]
    for one, other in reversed(pairs):
        if not out[one] and out[other]:
            out[one] = _before(scene, found[one], found[other], out[other])
    last: dict[object, int] = {}
    for index, before in zip(said, (None, *said), strict=False):
        earlier = last.get(voices[index]) if voices[index] is not None else None
        if earlier is not None and not out[index] and out[earlier]:
            out[index] = _after(scene, found[earlier], found[index], out[earlier], adjoin=earlier == before)
        last[voices[index]] = index
    return out


def _after(
    scene: Scene, before: Voiced, one: Voiced, through: tuple[Via, ...], *, adjoin: bool
) -> tuple[Via, ...]:  # fmt: skip
    """Return those of the channels of the statement ``before`` that hold for what the same voice says after it.

    Somebody else may speak between the two where the second only goes on with the first; they ``adjoin`` where nobody does.
    """
    sentences, paragraphs = _apart(scene, before, one)
    further = not one.ranges.cue or goes_on(scene.text, one.ranges.cue)
    if (further and paragraphs <= GOES_ON) or sentences <= 0:
        return through
    if not adjoin or (sentences > SENTENCES_ON and paragraphs > SENTENCES_ON):
        return ()
    start, _ = whole(one)
    return tuple(via for via in through if _sentences(scene, via.spans[0].start, start) <= AFTER[via.kind])


def _before(scene: Scene, one: Voiced, after: Voiced, through: tuple[Via, ...]) -> tuple[Via, ...]:
    """Return those of the channels of the statement ``after`` that hold for one that the same voice made before it."""
    sentences, _ = _apart(scene, one, after)
    return tuple(via for via in through if sentences <= BACK[via.kind])


def _apart(scene: Scene, one: Voiced, other: Voiced) -> tuple[int, int]:
    """Return how many sentences and how many paragraphs stand from the end of a statement to the beginning of a later one."""
    here, there = scene.table.run(*whole(one)), scene.table.run(*whole(other))
    if here is None or there is None:
        return SENTENCES_ON + 1, SENTENCES_ON + 1
    last, first = here[1] - 1, there[0]
    table = scene.table
    return int(table.sentences[first] - table.sentences[last]), int(table.paragraphs[first] - table.paragraphs[last])


def _sentences(scene: Scene, start: int, end: int) -> int:
    """Return how many sentences an offset stands after another one."""
    here, there = scene.table.run(start, start + 1), scene.table.run(end, end + 1)
    return int(scene.table.sentences[there[0]] - scene.table.sentences[here[0]]) if here and there else 0
