"""Who says what in an article: what the neural reader finds, brought to the marks, and what it leaves open, by rules.

An attribution is a (source, cue, content) relation (Pareti, PARC 3.0, 2016; Newell et al., PolNeAR, 2018).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribute.ends import sentence_ends
from onrecord.attribute.full_names import full_names, with_firms
from onrecord.attribute.headlines import with_headlines
from onrecord.attribute.hearings import with_hearings
from onrecord.attribute.interviews import with_answers
from onrecord.attribute.page import drafts_of, page_of
from onrecord.attribute.people import People
from onrecord.attribute.quotations import is_full, word_starts
from onrecord.attribute.snapping import snap
from onrecord.attribute.speakers import find_speakers
from onrecord.attribute.tellers import with_tellers
from onrecord.language.bodies import with_bodies, without_common, without_pals
from onrecord.model.reader import Reading
from onrecord.records import Article, Mode, Span, Statement, StatementSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.attribute.page import Draft, Page
    from onrecord.model.reader import Reader


@dataclass(frozen=True, slots=True)
class Attributed:
    """The statements of an article, their sources as their own words tell, and what the reader found in its text."""

    statements: tuple[Statement, ...]
    reading: Reading


def attribute(article: Article, *, reader: Reader, min_confidence: float = 0.0) -> Attributed:
    """Find who says what in ``article``, in the order of the text; never in furniture nor across it.

    ``reader`` is asked once. Statements below ``min_confidence`` (0 to 1) are left out. Ids are made from the article's
    id and the offsets, so the same article gives the same statements. Time and memory grow with the length of the text.
    Raises nothing on any text.
    """
    page = page_of(article)
    if not page.paragraphs:
        return Attributed((), Reading((), (), ()))
    reading = reader.read(
        article.text,
        [(paragraph.start, paragraph.end) for paragraph in page.paragraphs],
        [[(quotation.start, quotation.end) for quotation in paragraph.quotations] for paragraph in page.paragraphs],
    )
    ends = sentence_ends(article.text, reading.ends)
    full = without_pals(article.text, with_firms(article.text, full_names(article.text, reading.names)))
    names = with_bodies(article.text, without_common(article.text, full, ends))
    reading = replace(reading, names=tuple(names), ends=ends)
    page = replace(page, ends=tuple(reading.ends))
    drafts = drafts_of(page, reading)
    snap(page, drafts)
    drafts = with_hearings(page, drafts)
    people = People(page, reading.names)
    people.meet(drafts)
    with_tellers(page, drafts, people)
    drafts = with_answers(page, find_speakers(page, with_headlines(page, drafts, people), people), people)
    statements = _statements(article, page, drafts, people)
    return Attributed(tuple(statement for statement in statements if statement.confidence >= min_confidence), reading)


def _statements(article: Article, page: Page, drafts: Sequence[Draft], people: People) -> Iterator[Statement]:
    seen: set[str] = set()
    ordered = sorted(drafts, key=lambda draft: (draft.content, draft.source, draft.cue))
    for draft in ordered:
        content, cue, source = (_spans(article, parts) for parts in (draft.content, draft.cue, draft.source))
        key = _id(article, content, source)
        if key in seen:
            continue
        seen.add(key)
        kind, name = people.who(draft)
        index = page.paragraph_at(content[0].start)
        yield Statement(
            id=key, article=article.id, mode=_mode(page, draft), content=content, cue=cue,
            source=StatementSource(source, kind, name), via=(), said=None, certainty="unknown", polarity="positive",
            about=(), block=page.paragraphs[index or 0].kind, confidence=draft.confidence,
        )  # fmt: skip


def _spans(article: Article, parts: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(article.span(*part) for part in parts)


def _id(article: Article, content: tuple[Span, ...], source: tuple[Span, ...]) -> str:
    offsets = [[(span.start, span.end) for span in spans] for spans in (content, source)]
    return hashlib.sha256(f"{article.id}:{offsets}".encode()).hexdigest()[:16]


def _mode(page: Page, draft: Draft) -> Mode:
    """Tell whether all words of the content stand in quotation marks, or none, or some: a headline's scare quotes are some."""
    quoted = [
        page.quotation_at(word) for start, end in draft.content for word in word_starts(page.text, start, end)
    ]  # one entry a word
    if not any(quoted):
        return "indirect"
    index = page.paragraph_at(draft.content[0][0])
    in_headline = page.paragraphs[index or 0].kind == "headline"
    if not all(quoted) or (in_headline and not any(q and is_full(page.text, q) for q in dict.fromkeys(quoted))):
        return "mixed"
    return "direct"
