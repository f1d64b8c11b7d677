"""Lines that name a speaker outright: the turns of a transcript, signatures, and the line before a list or a quotation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribute.quotations import word_count
from onrecord.attribute.subjects import last_subject_of
from onrecord.language import word_lists
from onrecord.language.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Draft, Page, Paragraph, Range
    from onrecord.attribute.people import People
    from onrecord.attribute.quotations import Quotation

LONGEST_LABEL = 5
"""Words in front of the colon of a turn: "The Rev. Dr Ada Moss:"."""
TURNS_OF_A_TRANSCRIPT = 3
"""Labelled lines from which a page is a transcript, in which a label need not be a known name."""
LONGEST_SIGNATURE = 14
"""Words of a signature: a name, a post and a place."""
SHORTEST_TURN = 3
"""Words of a turn; less is a field of a form ("Price: free")."""

ASKING = frozenset({"Q", "A", "Question", "Answer"})
"""Labels of an interview that name nobody; see ``interviews``."""
_TURN = re.compile(r"\s*[\"“]?(?P<name>[^\W\d_][^:\n“”\"]{0,60}?)(?P<colon>:)\s+(?P<words>\S[^\n]*)")
_SIGNATURE = re.compile(r"\s*(?:[—―–]|--?)\s*(?P<name>[^\W\d_a-z][^\n“”\"]{1,120}?)[.\s]*$")
_ITEM = re.compile(r"\s*(?:[•●▪■◦‣·*–—-]|\d{1,2}[.)])\s+(?=\S)")
_ASKS = re.compile(r"\?[\"”’'»)\s]*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """A line "Name: words" of a transcript."""

    name: Range
    colon: Range
    words: Range


@dataclass(frozen=True, slots=True)
class Intro:
    """Who says the items of a list, and the words of saying."""

    source: list[Range]
    cue: list[Range]


def turns(page: Page, people: People) -> dict[int, Turn]:
    """Return the turns of the page by paragraph: labels that are persons' names, or any labels of a transcript."""
    found: dict[int, tuple[Turn, str, bool]] = {}
    for index, paragraph in enumerate(page.paragraphs):
        match = _TURN.match(page.text, paragraph.start, paragraph.end)
        if not match or paragraph.kind in {"headline", "deck"}:
            continue
        name, colon, said = (_stripped(page.text, *match.span(group)) for group in ("name", "colon", "words"))
        if not word_count(page.text, *name) <= LONGEST_LABEL or word_count(page.text, *said) < SHORTEST_TURN:
            continue
        label = page.text[name[0] : name[1]]
        if label in ASKING or label.lower() in word_lists.entries("line_openings") or not _written_like_a_name(label):
            continue
        known = any(one.kind == "person" and one.start <= name[0] + 1 for one in people.names_in(*name))
        found[index] = (Turn(name, colon, said), label, known)
    counted = Counter(label for _, label, _ in found.values())
    asking = len(counted) == 1 < len(found) and all(asks(page, page.paragraphs[index]) for index in found)
    transcript = asking or (len(found) >= TURNS_OF_A_TRANSCRIPT and 1 < len(counted) < len(found))
    return {index: turn for index, (turn, _, known) in found.items() if known or transcript}


def _written_like_a_name(label: str) -> bool:
    small = word_lists.classes("phrase_breaks")["in_names"]
    return all(part[0].isupper() or part in small or not part[0].isalpha() for part in label.split())


def _stripped(text: str, start: int, end: int) -> Range:
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def asks(page: Page, paragraph: Paragraph) -> bool:
    """Tell whether the paragraph ends with a question, so that somebody else speaks next."""
    return _ASKS.search(page.text, max(paragraph.start, paragraph.end - 6), paragraph.end) is not None


def ends_with_colon(page: Page, paragraph: Paragraph) -> bool:
    """Tell whether the paragraph announces what stands in the next."""
    start, end = _stripped(page.text, paragraph.start, paragraph.end)
    return start < end and page.text[end - 1] == ":"


def last_sentence(page: Page, paragraph: Paragraph) -> Range:
    """Return the last sentence of a paragraph."""
    return page.sentence_at(_stripped(page.text, paragraph.start, paragraph.end)[1] - 1)


# Signatures


def is_signature_line(page: Page, index: int) -> bool:
    """Tell whether the line is only "— Name, post", right after a paragraph of quotation."""
    before = page.before(index)
    paragraph = page.paragraphs[index]
    if before is None or not page.paragraphs[before].quotations:
        return False
    if page.paragraphs[before].quotations[-1].end < _stripped(page.text, 0, page.paragraphs[before].end)[1]:
        return False
    return _signature(page, paragraph.start, paragraph.end) is not None


def signature_of(page: Page, index: int) -> list[Range] | None:
    """Return the name signed under the quotation of a paragraph, on its own line or at the end of the paragraph."""
    paragraph = page.paragraphs[index]
    start = paragraph.quotations[-1].end if paragraph.quotations else paragraph.start
    found = _signature(page, start, paragraph.end)
    if found is None and index + 1 < len(page.paragraphs) and is_signature_line(page, index + 1):
        following = page.paragraphs[index + 1]
        found = _signature(page, following.start, following.end)
    return [found] if found else None


def without_signature(page: Page, paragraph: Paragraph) -> int:
    """Return where the paragraph ends when the signature after its last quotation is left out."""
    if not paragraph.quotations:
        return paragraph.end
    start = paragraph.quotations[-1].end
    return start if _signature(page, start, paragraph.end) else paragraph.end


def _signature(page: Page, start: int, end: int) -> Range | None:
    match = _SIGNATURE.match(page.text, start, min(end, start + 200)) if end - start <= 200 else None
    if not match or word_count(page.text, *match.span("name")) > LONGEST_SIGNATURE:
        return None
    first = tokens(page.text, *match.span("name"))[0]
    return match.span("name") if first.lower not in word_lists.classes("phrase_breaks")["pronoun"] else None


# Lists and what stands before a colon


def is_item(page: Page, index: int) -> bool:
    """Tell whether the paragraph is an item of a list."""
    paragraph = page.paragraphs[index]
    return paragraph.kind == "list_item" or (
        paragraph.kind == "paragraph" and _ITEM.match(page.text, paragraph.start, paragraph.end) is not None
    )


def words_of_item(page: Page, index: int) -> Range:
    """Return the words of an item without its bullet and its closing mark."""
    paragraph = page.paragraphs[index]
    match = _ITEM.match(page.text, paragraph.start, paragraph.end)
    start, end = _stripped(page.text, match.end() if match else paragraph.start, paragraph.end)
    while start < end and page.text[end - 1] in ".;,":
        end -= 1
    return start, end


def introduction(page: Page, index: int, drafts: Sequence[Draft], people: People) -> Intro | None:
    """Return who says the list after the paragraph: whom its last sentence, ended by a colon, has saying something."""
    paragraph = page.paragraphs[index]
    if not ends_with_colon(page, paragraph):
        return None
    start, end = last_sentence(page, paragraph)
    for draft in reversed(drafts):
        if draft.source and any(start <= at < end for at, _ in draft.cue) and start <= draft.source[0][0] < end:
            return Intro(list(draft.source), list(draft.cue))
    saying = next((t for t in reversed(tokens(page.text, max(start, end - 40), end)) if t.is_word), None)
    if saying is None or saying.lower not in word_lists.entries("saying_words"):
        return None
    source = introduced(page, index, drafts, people)
    return Intro(source, [(saying.start, saying.end)]) if source else None


def introduced(page: Page, index: int, said: Sequence[Draft], people: People) -> list[Range] | None:
    """Return the words for whom the last sentence of a paragraph, which ends with a colon, names as speaking next."""
    paragraph = page.paragraphs[index]
    start, end = last_sentence(page, paragraph)
    sources = [draft.source for draft in said if draft.source and start <= draft.source[0][0] < end]
    subject = last_subject_of(page, (start, end), people)
    if subject and (not sources or sources[-1][-1][1] <= subject[0]):
        return [subject]
    if sources:
        return list(sources[-1])
    for kind in ("person", "organisation"):
        named = [name for name in people.names_in(start, end) if name.kind == kind]
        if len({page.text[name.start : name.end] for name in named}) == 1:
            return [(named[0].start, named[0].end)]
        saying = [name for name in named if _says(page, name.end)]
        if named:
            return [(saying[-1].start, saying[-1].end)] if saying else None
    first = next((token for token in tokens(page.text, start, min(end, start + 40)) if token.is_word), None)
    pronouns = word_lists.classes("pronouns")
    if first and first.lower in pronouns["one"] | pronouns["body"] | pronouns["many"]:
        return [(first.start, first.end)]
    return None


def _says(page: Page, end: int) -> bool:
    """Whether a word of saying comes right after a name."""
    following = next((token for token in tokens(page.text, end, end + 30) if token.is_word), None)
    return following is not None and following.lower in word_lists.entries("saying_words")


def is_title(text: str, quotation: Quotation) -> bool:
    """Tell whether the words in quotation marks are written like a title ("The Bread of the North"), not like speech."""
    found = [token for token in tokens(text, quotation.start, quotation.end) if token.is_word]
    small = word_lists.classes("phrase_breaks")
    lower = small["in_names"] | small["preposition"] | small["conjunction"] | small["determiner"]
    return len(found) > 1 and all(token.is_name or token.lower in lower for token in found)
