"""The speaking lines of an article, and what the reader found in them while it is still being put right."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribute.quotations import Quotation, quotations
from onrecord.records import BODY_KINDS, SPEAKING_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.model.reader import Reading
    from onrecord.records import Article, BlockKind

Range = tuple[int, int]
"""Code-point offsets into the article's text, end exclusive."""

_PASSED_OVER = frozenset({"credit"})
"""Blocks without speech that stand inside an article's flow, so that speech goes on after them."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line in which somebody can speak. ``stretch`` counts the runs of such lines with no furniture between."""

    start: int
    end: int
    kind: BlockKind
    stretch: int
    quotations: tuple[Quotation, ...]


@dataclass(slots=True, eq=False)
class Draft:
    """A statement before its words are settled. ``inside``: the one whose content it stands in."""

    content: list[Range]
    cue: list[Range]
    source: list[Range]
    confidence: float
    inside: Draft | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An article's text, its speaking lines in order, and where its sentences end."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def paragraph_at(self, offset: int) -> int | None:
        """Return the index of the paragraph that holds the code point at ``offset``."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.paragraphs[index].end else None

    def before(self, index: int) -> int | None:
        """Return the index of the body's paragraph before this one, captions passed over; None across furniture."""
        here = self.paragraphs[index]
        if here.kind not in BODY_KINDS:
            return None
        while index and self.paragraphs[index - 1].stretch == here.stretch:
            index -= 1
            if self.paragraphs[index].kind in BODY_KINDS:
                return index
            if self.paragraphs[index].kind not in {"caption", "embed"}:
                return None
        return None

    def sentence_at(self, offset: int) -> Range:
        """Return the sentence that holds ``offset``; the empty range at ``offset`` outside all paragraphs."""
        index = self.paragraph_at(offset)
        if index is None:
            return offset, offset
        paragraph = self.paragraphs[index]
        at = bisect_right(self.ends, offset)
        start = max(paragraph.start, self.ends[at - 1] if at else 0)
        end = min(paragraph.end, self.ends[at] if at < len(self.ends) else paragraph.end)
        return start, end

    def quotation_at(self, offset: int) -> Quotation | None:
        """Return the quotation that holds the code point at ``offset``."""
        index = self.paragraph_at(offset)
        if index is None:
            return None
        quoted = self.paragraphs[index].quotations
        at = bisect_right(quoted, offset, key=lambda quotation: quotation.start) - 1
        return quoted[at] if at >= 0 and offset < quoted[at].end else None

    def within(self, span: Range) -> Iterator[Range]:
        """Cut ``span`` at the ends of paragraphs, blanks at its ends left out."""
        index = max(0, bisect_right(self.starts, span[0]) - 1)
        while index < len(self.paragraphs) and self.paragraphs[index].start < span[1]:
            start, end = max(span[0], self.paragraphs[index].start), min(span[1], self.paragraphs[index].end)
            while start < end and self.text[start].isspace():
                start += 1
            while start < end and self.text[end - 1].isspace():
                end -= 1
            if start < end:
                yield start, end
            index += 1


def page_of(article: Article) -> Page:
    """Return the lines of ``article`` in which somebody can speak, with their quotations."""
    found: list[Paragraph] = []
    stretch = 0
    for block in article.blocks:
        if block.kind in SPEAKING_KINDS:
            for start, end in _lines(article.text, block.start, block.end):
                found.append(Paragraph(start, end, block.kind, stretch, tuple(quotations(article.text, start, end))))
        elif block.kind not in _PASSED_OVER:
            stretch += 1
    return Page(article.text, tuple(found), tuple(paragraph.start for paragraph in found))


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1


def drafts_of(page: Page, reading: Reading) -> list[Draft]:
    """Return what the reader found, each part cut to the lines of the stretch in which its content begins."""
    drafts: list[Draft | None] = []
    for found in reading.attributions:
        content = _parts(page, found.content)
        if not content:
            drafts.append(None)
            continue
        index = page.paragraph_at(content[0][0])
        stretch = page.paragraphs[index or 0].stretch
        content, cue, source = (
            [part for part in parts if _stretch_at(page, part[0]) == stretch]
            for parts in (content, _parts(page, found.cue), _parts(page, found.source))
        )
        drafts.append(Draft(content, cue, source, found.confidence))
    for draft, found in zip(drafts, reading.attributions, strict=True):
        if draft and found.inside is not None and 0 <= found.inside < len(drafts):
            outer = drafts[found.inside]
            draft.inside = None if outer is None or _stands_in(outer, draft) else outer
    return [draft for draft in drafts if draft]


def _stands_in(draft: Draft, other: Draft) -> bool:
    """Whether ``draft`` is ``other`` or stands in it, however deep."""
    at: Draft | None = draft
    while at is not None and at is not other:
        at = at.inside
    return at is other


def _parts(page: Page, spans: Sequence[Range]) -> list[Range]:
    return sorted(part for span in spans for part in page.within(span))


def _stretch_at(page: Page, offset: int) -> int | None:
    index = page.paragraph_at(offset)
    return None if index is None else page.paragraphs[index].stretch


def merged(parts: Iterable[Range]) -> list[Range]:
    """Return the ``parts`` in order, those that touch or overlap as one."""
    found: list[Range] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def overlaps(parts: Sequence[Range], start: int, end: int) -> bool:
    """Tell whether one of the ``parts``, which are in order and never overlap, has a code point in ``start`` to ``end``."""
    index = bisect_left(parts, (end, end)) - 1
    return index >= 0 and parts[index][1] > start
