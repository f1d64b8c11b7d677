"""An article as its page sets it: the blocks in their own order, put together as print has them, and the notes beside those that speak.

List items in a row make a list, a caption and its credit a figure, and what is not the journalism stands folded away in its place.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from onrecord.export.wording import LEFT_OUT
from onrecord.web.notes import note_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from onrecord.records import Article, Block, BlockKind
    from onrecord.web.marking import MarkedText
    from onrecord.web.notes import Beside, Note

Shape = Literal[
    "headline", "deck", "byline", "date", "dateline", "paragraph", "heading", "list", "quote", "figure", "credit", "correction", "left_out",
]  # fmt: skip
"""How a part is set."""

_SHAPES: dict[BlockKind, Shape] = {
    "list_item": "list", "caption": "figure", "related": "left_out", "furniture": "left_out", "embed": "paragraph",
}  # fmt: skip
"""The shapes of kinds that are not called like their shape. An embed in which nobody speaks is left out."""
OPENING = 40
"""Characters in which a correction that says so does."""
_TOGETHER: frozenset[Shape] = frozenset({"list", "left_out"})
"""Shapes of which several in a row are one part."""
_BEFORE_HEADLINE: frozenset[Shape] = frozenset({"left_out", "byline", "date", "dateline", "figure", "credit", "deck"})
"""What may stand above the headline, for that to be the headline of the page."""
_BELOW_HEADLINE: frozenset[Shape] = frozenset({"deck", "headline"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A block: its kind and its words with their marks."""

    kind: BlockKind
    words: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that are set as one, and the notes of the statements that begin in them; ``told`` says what they are where they do not themselves."""

    shape: Shape
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    told: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part with notes and what follows it up to the next that has some, so that notes have room; the first may have none."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole text: ``head`` up to its headline, empty where the text has none at its beginning, and the rest; what is folded away, counted."""

    head: tuple[Section, ...]
    body: tuple[Section, ...]
    left_out: str


def flow_of(article: Article, text: MarkedText, beside: Beside) -> Flow:
    """Return the text of an article, marked, with its notes."""
    parts = list(_parts(article, text, beside))
    shapes = [part.shape for part in parts]
    cut = first = 0
    if "headline" in shapes and set(shapes[: (at := shapes.index("headline"))]) <= _BEFORE_HEADLINE:
        cut = first = at + 1
        while cut < len(shapes) and shapes[cut] in _BELOW_HEADLINE:
            cut += 1
    # A page has one headline; what else is called so stands within the text, as in live blogs.
    parts[first:] = [replace(part, shape="heading") if part.shape == "headline" else part for part in parts[first:]]
    folded = [piece.kind for part in parts if part.shape == "left_out" for piece in part.pieces]
    return Flow(tuple(_sections(parts[:cut])), tuple(_sections(parts[cut:])), _counted(folded))


def _parts(article: Article, text: MarkedText, beside: Beside) -> Iterator[Part]:
    waiting: list[Block] = []
    for block in article.blocks:
        if waiting and not _goes_with(waiting, block, text):
            yield _part(article, waiting, text, beside)
            waiting = []
        waiting.append(block)
    if waiting:
        yield _part(article, waiting, text, beside)


def _shape(block: Block, text: MarkedText) -> Shape:
    if block.kind == "embed" and not text.speaks(block.start):
        return "left_out"
    return _SHAPES.get(block.kind) or block.kind  # type: ignore[return-value]  # the other kinds are called like their shape


def _goes_with(waiting: Sequence[Block], block: Block, text: MarkedText) -> bool:
    before, shape = _shape(waiting[0], text), _shape(block, text)
    return (before == shape and shape in _TOGETHER) or (before == "figure" and shape == "credit")


def _part(article: Article, blocks: Sequence[Block], text: MarkedText, beside: Beside) -> Part:
    shape = _shape(blocks[0], text)
    pieces = tuple(Piece(block.kind, text.words(block.start, block.end)) for block in blocks)
    notes = [note_of(article, one, beside) for block in blocks for one in text.starting(block.start)]
    notes = [note for note in notes if not note.quiet]
    return Part(shape, pieces, tuple(notes), _told(article, blocks, shape))


def _told(article: Article, blocks: Sequence[Block], shape: Shape) -> str:
    """Return what was left out, counted, or that something is a correction, unless it begins with saying so."""
    if shape == "correction":
        return "" if "correct" in article.text[blocks[0].start : blocks[0].start + OPENING].lower() else "Correction"
    if shape != "left_out":
        return ""
    return _counted([block.kind for block in blocks])


def _counted(kinds: Sequence[BlockKind]) -> str:
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]} {names[counts[kind] > 1]}" for kind, names in LEFT_OUT.items() if counts[kind])


def _sections(parts: Sequence[Part]) -> Iterator[Section]:
    waiting: list[Part] = []
    for part in parts:
        if waiting and part.notes:
            yield Section(tuple(waiting), waiting[0].notes)
            waiting = []
        waiting.append(part)
    if waiting:
        yield Section(tuple(waiting), waiting[0].notes)
