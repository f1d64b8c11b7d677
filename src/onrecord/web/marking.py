"""The text of an article with every statement marked, block by block: each mark has the look of the source, and a number that leads on.

The words stay what they are: a number is a link of its own that no selection takes along, and what a listener needs to know beside it is
in words that an eye does not see.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from onrecord.export.marks import SOURCE_CLASSES, Drawing, Mark, clipped, marked, marks_of, unseen
from onrecord.export.wording import kind_name, speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.records import Article, SourceKind, Span, Statement

NAMELESS: dict[SourceKind, str] = {"none": "nobody", "author": "the article"}
"""What to call the kinds that have no name of their own in ``kind_name``."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with its number on the page and where its number leads; one alone has the number 0, leads nowhere and shows none.

    ``quiet`` ones are marked faintly, since others were asked for.
    """

    number: int
    statement: Statement
    leads: str
    quiet: bool = False

    @property
    def look(self) -> str:
        """Which of the four looks its source has."""
        return SOURCE_CLASSES[self.statement.source.kind]

    @property
    def said(self) -> tuple[Span, ...]:
        """The words that are marked as said; of a statement that has none, those that show that it is one."""
        return said_of(self.statement)


def said_of(statement: Statement) -> tuple[Span, ...]:
    """Return the spans of what is said; of a statement without any its cue, else its source."""
    return statement.content or statement.cue or statement.source.spans


def first_of(statement: Statement) -> int:
    """Return where the first words of a statement stand."""
    return min((span.start for span in said_of(statement)), default=0)


def kind_called(kind: SourceKind) -> str:
    """Return a kind of source in words, those without a name of their own too."""
    return kind_name(kind) or NAMELESS.get(kind, kind)


class MarkedText:
    """The text of an article whose blocks can be had with their marks."""

    def __init__(self, article: Article, statements: Iterable[Numbered]) -> None:
        """Sort the marks by the block in which they stand; those that run over its end are cut there."""
        self._text = article.text
        self._numbered = {one.number: one for one in statements}
        self._heads = {one.number: first_of(one.statement) for one in self._numbered.values()}
        self._ends = {one.number: max((s.end for s in one.said), default=0) for one in self._numbered.values()}
        self._drawing = Drawing(self._opening, self._again, self._closing)
        self._by_block: dict[int, list[Mark]] = {}
        self._starts: dict[int, list[Numbered]] = {}
        self._sort(article)

    def _sort(self, article: Article) -> None:
        blocks = sorted(article.blocks, key=lambda block: block.start)
        ends = [block.end for block in blocks]
        for one in self._numbered.values():
            for mark in _marks(one):
                for block in blocks[bisect_left(ends, mark.start + 1) :]:
                    if block.start >= mark.end:
                        break
                    self._by_block.setdefault(block.start, []).extend(clipped([mark], block.start, block.end))
            at = bisect_left(ends, self._heads[one.number] + 1)
            if at < len(blocks):
                self._starts.setdefault(blocks[at].start, []).append(one)

    def words(self, start: int, end: int) -> Markup:
        """Return the words of a block, with their marks."""
        return Markup(marked(self._text, start, end, self._by_block.get(start, ()), self._drawing))  # noqa: S704 - marked escapes

    def passage(self, start: int, end: int) -> Markup:
        """Return the words of any stretch of the text, with their marks."""
        marks = [mark for one in self._numbered.values() for mark in _marks(one)]
        return Markup(marked(self._text, start, end, clipped(marks, start, end), self._drawing))  # noqa: S704 - marked escapes

    def starting(self, start: int) -> Sequence[Numbered]:
        """Return the statements whose words begin in a block."""
        return self._starts.get(start, ())

    def speaks(self, start: int) -> bool:
        """Whether any words of a statement stand in a block."""
        return start in self._by_block

    def _opening(self, mark: Mark) -> str:
        one = self._numbered[mark.number]
        if mark.role != "content" or mark.start != self._heads[mark.number]:
            return self._again(mark)
        if not one.leads:
            return self._tag(mark, "") + unseen("(what is said) ")
        told = f"Statement {one.number}: {speaker(one.statement)}, {kind_called(one.statement.source.kind)}"
        link = f'<a class="ref" href="{escape(one.leads)}" aria-label="{escape(told)}">{one.number}</a>'
        return self._tag(mark, f' id="s-{escape(one.statement.id)}"') + link

    def _again(self, mark: Mark) -> str:
        return self._tag(mark, "")

    def _tag(self, mark: Mark, identity: str) -> str:
        one = self._numbered[mark.number]
        looks = [mark.role, one.look, *(["quiet"] if one.quiet else [])]
        return f'<mark class="{" ".join(looks)}" data-s="{mark.number}"{identity}>'

    def _closing(self, mark: Mark, ends: bool) -> str:  # noqa: FBT001 - Drawing.closes names it
        last = mark.role == "content" and ends and mark.end == self._ends[mark.number]
        words = f" (end of {mark.number})" if mark.number else " (end)"
        return (unseen(words) if last else "") + "</mark>"


def numbered(
    statements: Sequence[Statement], pages: Mapping[str, str], kind: str | None = None
) -> tuple[Numbered, ...]:
    """Return statements numbered in the order of the text, each leading to the page that ``pages`` has for its id, else to its note.

    With ``kind`` those of other kinds of source are quiet.
    """
    in_order = sorted(statements, key=lambda one: (first_of(one), -max((s.end for s in said_of(one)), default=0)))
    return tuple(
        Numbered(at, one, pages.get(one.id, f"#note-{at}"), quiet=bool(kind) and one.source.kind != kind)
        for at, one in enumerate(in_order, 1)
    )


def _marks(one: Numbered) -> list[Mark]:
    """Return the marks of a statement; one without content has what stands for it marked as content."""
    found = marks_of(one.statement, one.number)
    if not one.statement.content:
        found += [Mark(span.start, span.end, "content", one.number) for span in one.said]
    return found
