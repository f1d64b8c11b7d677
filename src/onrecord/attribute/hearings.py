"""Statements by the form of a sentence alone: what a court heard, told in the middle of it, and people who are only reported missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.attribute.page import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Page, Range

HEARD = 0.8
"""Confidence of what a court heard, as that of other statements that rules find; too rare in the corpora to be counted."""
_HEARD = re.compile(
    r", (?P<who>(?:the|an?) (?:[\w-]+ ){0,2}(?:court|jury|inquest|inquiry|tribunal|hearing|trial|panel|jurors)) (?P<cue>(?:has |had )?heard|(?:was|were|has been|had been) told),"
)
"""How court reports tell where something was said: "The fire, the inquest heard, started in the kitchen"."""
_MISSING = re.compile(r"\s*(?:missing|dead|injured|wounded|stolen|unwell|safe|lost)\b")
"""What somebody is reported to be, who reports nothing."""
_QUOTES = '"“”'


def with_hearings(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """Return ``drafts`` with what a court heard in the middle of a sentence, and without those who are only reported missing."""
    kept = [draft for draft in drafts if not _is_reported(page.text, draft)]
    for match in _HEARD.finditer(page.text):
        index = page.paragraph_at(match.start())
        if index is None or page.quotation_at(match.start()) is not None:
            continue
        start, end = page.sentence_at(match.start())
        content = [
            part
            for part in (_bare(page.text, start, match.start()), _bare(page.text, match.end(), end))
            if part[0] < part[1]
        ]
        if len(content) < 2 or any(mark in page.text[start:end] for mark in _QUOTES):
            continue
        who, cue = match.span("who"), match.span("cue")
        kept = [draft for draft in kept if not _is_of(draft, who, cue)]
        for draft in kept:
            draft.source = [_before(part, match.start()) for part in draft.source]
        kept.append(Draft(content, [cue], [who], HEARD))
    return kept


def _is_reported(text: str, draft: Draft) -> bool:
    """Whether a statement is only that somebody was reported missing: "a hiker reported missing on Monday"."""
    if not draft.source or [text[a:b].lower() for a, b in draft.cue] != ["reported"]:
        return False
    start, end = draft.cue[0]
    return draft.source[-1][1] <= start and _MISSING.match(text, end) is not None


def _is_of(draft: Draft, who: Range, cue: Range) -> bool:
    """Whether the reader made a statement of the court's words or its cue already."""
    return any(_meet(part, cue) for part in draft.cue) or any(part == who for part in draft.source)


def _before(part: Range, at: int) -> Range:
    """Return the words of a source before the court that runs into them: "The victim" of "The victim, the court heard,"."""
    return (part[0], at) if part[0] < at < part[1] else part


def _meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _bare(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ".,;"):
        end -= 1
    return start, end
