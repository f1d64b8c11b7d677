"""Who speaks where the sentence tells it in a way that the network passes over.

"Her remarks were a tacit admission that the plan had failed" has its source in the words for what was said; "A spokesman for the mill
told reporters." is a line by itself, and what he told is the quotation below it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Draft, Page, Range
    from onrecord.attribute.people import People

LONGEST_LINE = 120
"""Characters of a line that only says who told something."""
FURTHEST = 120
"""Characters between somebody's remarks and what they are said to be."""
_REMARKS = re.compile(
    r"\b(?P<who>[Hh]is|[Hh]er|[Tt]heir|(?:Mr |Mrs |Ms |Dr )?[A-Z][\w-]+(?: [A-Z][\w-]+){0,2}[’']s?)"
    r" (?:[a-z-]+ ){0,2}?(?:remarks|comments|words|speech|statement|message|answer|reply|response|letter|tweet|post|testimony)\b"
)
_AMOUNTS_TO = re.compile(
    r"\b(?:acknowledge?ment|admission|concession|recognition|suggestion|hint|assertion|warning|promise|threat|denial|rebuke|insistence"
    r"|accusation|plea|confession|pledge|prediction)\b"
)
"""What remarks are said to be: acts of saying that somebody does."""
_TOLD = re.compile(
    r"(?P<who>(?:(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts) )[\w’'-]+(?: [\w’'-]+){0,8}?)"
    r" (?:told|informed) (?:(?:the|our|a|this|its) )?[\w’'-]+(?: [\w’'-]+){0,5}[.:]"
)
_DOING = re.compile(r"[A-Z][a-z]+ing\b.*", re.DOTALL)
"""How a sentence begins by what its subject does beside."""
_VERBS = re.compile(r"\b(?:is|are|was|were|has|have|had|that|who|which)\b")
"""What makes the words before "told" more than a description: "the board had been told"."""


def with_tellers(page: Page, drafts: Sequence[Draft], people: People) -> None:
    """Give statements without a source the one whose remarks their sentence says they are."""
    for draft in drafts:
        if draft.source or not draft.cue:
            continue
        if (who := _whose_remarks(page, draft, people) or _who_then_speaks(page, draft, drafts)) is not None:
            draft.source = [who]


def _who_then_speaks(page: Page, draft: Draft, drafts: Sequence[Draft]) -> Range | None:
    """Return who speaks in a sentence that begins by what that one does first: "Rejecting the claim, a spokesman said"."""
    start, end = draft.cue[0]
    first, stop = page.sentence_at(start)
    if page.text[first:start].strip('“" ') or not _DOING.fullmatch(page.text, start, end):
        return None
    speaking = [
        other.source[0]
        for other in drafts
        if other is not draft and other.source and other.inside is None and start < other.source[0][0] < stop
    ]
    follow = [part for part in speaking if page.text[first : part[0]].rstrip().endswith(",")]
    return min(follow, default=None)


def _whose_remarks(page: Page, draft: Draft, people: People) -> Range | None:
    start, end = draft.cue[0]
    if _AMOUNTS_TO.search(page.text, start, end) is None:
        return None
    first, _ = page.sentence_at(start)
    found = list(_REMARKS.finditer(page.text, max(first, start - FURTHEST), start))
    if not found or people.persons_in(found[-1].end(), start):
        return None
    return found[-1].span("who")


def teller_of(page: Page, sentence: Range) -> Range | None:
    """Return the words for who tells something in a sentence that says nothing of what; None for any other sentence."""
    start, end = sentence[0], sentence[0] + len(page.text[slice(*sentence)].rstrip())
    match = _TOLD.fullmatch(page.text, start, end) if end - start <= LONGEST_LINE else None
    if match is None or _VERBS.search(match["who"]):
        return None
    noun = {word.lower() for word in match["who"].split()}
    lists = word_lists.classes("source_words")
    return match.span("who") if noun & (lists["role"] | lists["anonymous"]) else None
