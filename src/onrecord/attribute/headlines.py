"""Who says what a headline says, in the short forms of headlines that the network passes over.

A headline leaves the verb out and puts the source behind a dash or a colon ("Two held over blaze - police"), or says only where
something was said ("Driver fell asleep, jury told"); "Ada Moss: the woman who saved a river" says nothing of anybody's words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.attribute.page import Draft
from onrecord.attribute.quotations import word_count
from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Page, Range
    from onrecord.attribute.people import People

FOUND = 0.8
"""Confidence of a statement of a headline that its form tells."""
FEWEST = 3
"""Words of a headline before its source; less is a label of a page."""
_TAIL = re.compile(r"(?P<words>\S.*\S)(?P<mark> ?(?:-|–|—|--) |: )(?P<source>[^-–—:\"“”‘’']{3,40}?)\s*$")
_TOLD = re.compile(
    r"(?P<words>\S.*\S),? (?P<source>(?:an? |the )?(?:inquest|inquiry|enquiry|court|jury|tribunal|hearing|panel|trial)) (?:is |was )?(?P<cue>told|hears|heard)\s*$"
)
_PORTRAIT = re.compile(
    r"\s*(?:(?:the|an?) [\w’' -]{0,40}?\b(?:who|that|whose|behind|of)\b|how\b|why\b|who\b|where\b|inside\b|from\b|in pictures\b|timeline\b|what we know\b|everything\b)",
    re.IGNORECASE,
)
"""How a line goes on behind a name and a colon that is about the person, not said by her."""


def with_headlines(page: Page, drafts: Sequence[Draft], people: People) -> list[Draft]:
    """Return the statements with those that the form of a headline tells, and without those that it tells to be none."""
    lines = {index for index, paragraph in enumerate(page.paragraphs) if paragraph.kind == "headline"}
    found = [draft for draft in drafts if not _is_portrait(page, draft, lines)]
    for index in sorted(lines):
        _quoted(page, index, people, found)
        told = _told(page, index) or _tail(page, index, people)
        if told is not None and not any(_same(draft, told) for draft in found):
            found.append(told)
    return found


def _is_portrait(page: Page, draft: Draft, lines: set[int]) -> bool:
    """Whether a statement of a headline is only a name, a colon and what somebody is."""
    if not draft.content or page.paragraph_at(draft.content[0][0]) not in lines:
        return False  # nothing may be left of a content behind its marks
    marks = [page.text[start:end].strip() for start, end in draft.cue]
    return marks == [":"] and _PORTRAIT.match(page.text, draft.content[0][0]) is not None


def _quoted(page: Page, index: int, people: People, found: list[Draft]) -> None:
    """Give a quotation that opens a headline to whom the line goes on about: "'I thought I was dead': hiker rescued"."""
    paragraph = page.paragraphs[index]
    first = paragraph.quotations[0] if paragraph.quotations else None
    match = _ABOUT.match(page.text, first.end, paragraph.end) if first and first.start <= paragraph.start + 1 else None
    if first is None or match is None:
        return
    named = next((name for name in people.names_in(*match.span("source")) if name.start == match.start("source")), None)
    noun = match["source"].lower()
    nouns = word_lists.classes("source_words")
    human = noun in nouns["role"] | nouns["anonymous"] | nouns["group"] or noun.endswith(("er", "or", "ist", "man"))
    if named is None and not human:
        return
    source = (named.start, named.end) if named else match.span("source")
    inside = [draft for draft in found if any(first.start <= start < first.end for start, _ in draft.content)]
    for draft in inside:
        if not draft.source and draft.inside is None:
            draft.source = [source]
    if not inside and word_count(page.text, first.start, first.end) >= FEWEST:
        found.append(Draft([(first.start, first.end)], [], [source], FOUND))


_ABOUT = re.compile(r"\s?: (?P<source>[^\W\d]+)")


def _told(page: Page, index: int) -> Draft | None:
    """Return the statement of "Driver fell asleep, jury told", which is nobody's in particular."""
    paragraph = page.paragraphs[index]
    match = _TOLD.match(page.text, paragraph.start, paragraph.end)
    if match is None or word_count(page.text, *match.span("words")) < FEWEST:
        return None
    end = match.end("words") - (page.text[match.end("words") - 1] == ",")
    return Draft([(match.start("words"), end)], [match.span("cue")], [match.span("source")], FOUND)


def _tail(page: Page, index: int, people: People) -> Draft | None:
    """Return the statement whose source stands behind a dash or a colon at the end of a headline."""
    paragraph = page.paragraphs[index]
    match = _TAIL.match(page.text, paragraph.start, paragraph.end)
    if match is None or word_count(page.text, *match.span("words")) < FEWEST:
        return None
    words = match["source"].split()
    dash = ":" not in match["mark"]
    named = dash and any(
        (name.start, name.end) == match.span("source") and name.kind in {"person", "organisation"}
        for name in people.names_in(*match.span("source"))
    )
    nouns = word_lists.classes("source_words")
    voices = nouns["role"] | nouns["anonymous"] | nouns["document"] | nouns["organisation"] | nouns["group"] | _MORE
    described = match["source"].islower() and words[-1] in voices and len(words) <= FEWEST
    if not (named or described):
        return None
    at = match.start("mark") + len(match["mark"]) - len(match["mark"].lstrip())
    mark = (at, at + len(match["mark"].strip()))
    return Draft([match.span("words")], [mark], [match.span("source")], FOUND)


_MORE = frozenset({"inquest", "inquiry", "tribunal", "ministry", "watchdog", "nhs", "mps", "peers", "study", "reports"})
"""Bodies that headlines end with and that are no source elsewhere."""


def _same(draft: Draft, told: Draft) -> bool:
    """Whether a statement that was found has the words of the source, so that it is the same one."""
    where: Range = told.source[0]
    return any(start < where[1] and where[0] < end for start, end in draft.source)
