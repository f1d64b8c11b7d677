"""What a later version of a text says differently, paragraph by paragraph, with the words that came and went.

Paragraphs are set against each other first, then the words of those that are alike (difflib's Ratcliff/Obershelp matching). The work is
bounded: beyond a limit whole paragraphs go and come, which is as true and only less fine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.records import Article

ALIKE = 0.4
"""Dice coefficient of the words of two paragraphs from which one is the other rewritten; below it one went and another came."""
LOOKED_AT = 12
"""Paragraphs further on among which the later form of one is looked for."""
WORDS_COMPARED = 1_000_000
"""Pairs of words compared in one article: two paragraphs of a thousand words each, or a hundred of a hundred."""
KEPT_BESIDE = 1
"""Unchanged paragraphs shown before and after a change; longer runs are folded."""

_TOKEN = re.compile(r"(?:\w+|[^\w\s])\s*")
"""A word or a mark, with the blank behind it, so that blanks alone are never all that two sentences share."""
Sort = Literal["same", "gone", "come"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, went or came."""

    sort: Sort
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as runs of words; ``sort`` is that of the whole, or ``altered``."""

    sort: Literal["same", "gone", "come", "altered"]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in a row that are shown, or, where ``folded``, that stayed as they were and need not be."""

    folded: bool
    paragraphs: tuple[Paragraph, ...]


def stretches(before: Article, after: Article) -> tuple[Stretch, ...]:
    """Return the difference of two texts; the words of all runs but those that came are the one, but those that went the other."""
    found: list[Stretch] = []
    for paragraph, shown in _shown(list(paragraphs(_blocks(before), _blocks(after)))):
        if found and found[-1].folded is not shown:
            found[-1] = Stretch(not shown, (*found[-1].paragraphs, paragraph))
        else:
            found.append(Stretch(not shown, (paragraph,)))
    return tuple(found)


def paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of both texts in order, each once, with what changed in it."""
    budget = WORDS_COMPARED
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=len(before) > 2_000).get_opcodes():
        if tag == "equal":
            yield from (Paragraph("same", (Run("same", words),)) for words in before[i1:i2])
            continue
        for old, new in _paired(before[i1:i2], after[j1:j2]):
            if old is not None and new is not None:
                cost = len(_TOKEN.findall(old)) * len(_TOKEN.findall(new))
                if cost <= budget:
                    budget -= cost
                    yield Paragraph("altered", tuple(_runs(old, new)))
                    continue
            if old is not None:
                yield Paragraph("gone", (Run("gone", old),))
            if new is not None:
                yield Paragraph("come", (Run("come", new),))


def _blocks(article: Article) -> list[str]:
    return [printable(article.text[block.start : block.end]) for block in article.blocks]


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield paragraphs that are one rewritten as pairs, others alone, in order of both."""
    words = [frozenset(new.lower().split()) for new in after]
    at = 0
    for old in before:
        own = frozenset(old.lower().split())
        here = next((j for j in range(at, min(at + LOOKED_AT, len(after))) if _alike(own, words[j])), None)
        if here is None:
            yield old, None
            continue
        yield from ((None, new) for new in after[at:here])
        yield old, after[here]
        at = here + 1
    yield from ((None, new) for new in after[at:])


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return 2 * len(one & other) >= ALIKE * (len(one) + len(other)) > 0


def _runs(before: str, after: str) -> Iterator[Run]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    old_bare, new_bare = [token.rstrip() for token in old], [token.rstrip() for token in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old_bare, new_bare, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(new[j1:j2]))
            continue
        if i1 < i2:
            yield Run("gone", "".join(old[i1:i2]))
        if j1 < j2:
            yield Run("come", "".join(new[j1:j2]))


def _shown(found: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, bool]]:
    """Yield each paragraph, and whether it is changed or stands next to one that is; a single one between is not folded."""
    changed = [at for at, paragraph in enumerate(found) if paragraph.sort != "same"]
    near = {at + off for at in changed for off in range(-KEPT_BESIDE, KEPT_BESIDE + 1)}
    for at, paragraph in enumerate(found):
        yield paragraph, at in near or (at - 1 in near and at + 1 in near)
