"""Contents brought to the marks around them: a reader of words is now and then off by a mark, or by a word or two."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.attribute.page import merged
from onrecord.attribute.quotations import word_count
from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Draft, Page, Range
    from onrecord.attribute.quotations import Quotation

NEARLY_ALL = 0.8
"""Share of a quotation's words from which a content takes all of it: a speaker's words are rarely cut in the middle."""

_ABBREVIATION = re.compile(r"(?:^|[^\w.])(?:\w\.){2,}$")
_LONGEST_ABBREVIATION = 12
"""Characters looked at for "U.S." and the like."""
_PREPOSITION = re.compile(r"(?:from|by|of|with)\s+(?=\w)", re.IGNORECASE)
"""What the reader takes for the first word of a source now and then: complaints "from men who"."""
_BESIDE_A_SHARE = re.compile(r"[^\d,]+ and (?=\d[\d.]* ?(?:percent|per cent|%)$)")
"""What the reader takes into a source before a share: 5 percent prefer "Ada Moss and 1 percent" support Bo Hill."""
_THAT = re.compile(r"that (?=(?:[a-z’'-]+ ){0,4}[a-z-]+[^\Wsu]s\Z)")
"""What the reader takes into a source before several: "said that outside experts" doubt something."""
_SPEAKING = re.compile(
    r"(?:Speaking|Giving|Recording|Addressing|Writing|Reacting|Responding|Appearing|Talking|Testifying|Commenting|Briefing|Announcing|Opening|Sentencing) [a-z][^,\n]{0,80}, (?!who\b)(?=\S)"
)
"""What the reader takes into a source before it: on which occasion somebody speaks, "Giving evidence by video link, "."""
_ASKED = re.compile(r"(?:, |,? (?:and )?when )(?:asked|pressed|questioned|quizzed|challenged|prodded)\b", re.IGNORECASE)
"""What stands between somebody and what he is asked: "Bo Hill, asked whether he knew, said ..."; who asks is told nowhere."""
_OPENING_MARKS = '“‘«"'
_INNER = re.compile(r"[,:] ([‘'])\w")
"""What stands before a quotation in a quotation: "She told me, 'Run,'"."""
_LEADING = ",;:.!?)]}–—- \t\u00a0"
_TRAILING = ",;:.([{–—- \t\u00a0"


def snap(page: Page, drafts: Sequence[Draft]) -> None:
    """Bring the contents of ``drafts`` to the quotation marks, and take the punctuation outside marks off their ends.

    Sources lose the words that belong to no source.

    A content that misses just a mark takes it in; one with ``NEARLY_ALL`` of a quotation takes all of it, unless
    another content stands there. A draft of which nothing is left keeps an empty content.
    """
    taken = merged(part for draft in drafts if draft.inside is None for part in draft.content)
    for draft in drafts:
        parts = [
            _of_nested(page, part, draft) or _snapped(page, part, taken if draft.inside is None else ())
            for part in draft.content
        ]
        trimmed = (_trimmed(page, part) for part in parts)
        draft.content = merged((start, end) for start, end in trimmed if start < end)
        sources = (_in_one_sentence(page, part, draft) for part in draft.source)
        draft.source = [_spoken(page.text, part) for part in sources if not _is_asked(page.text, part, draft)]
        _with_cue_of_source(page.text, draft)
        _to_one_sentence(page, draft)


def _with_cue_of_source(text: str, draft: Draft) -> None:
    """Make a cue of the verb of saying with which a source ends, as the reader takes "the 67-year-old quipped" for one."""
    if draft.cue or not draft.source:
        return
    start, end = draft.source[-1]
    words = text[start:end].split()
    if len(words) > 1 and words[-1].lower() in word_lists.words("saying_words") and words[-1].islower():
        verb = end - len(words[-1])
        draft.source[-1] = (start, len(text[:verb].rstrip()))
        draft.cue = [(verb, end)]


def _of_nested(page: Page, part: Range, draft: Draft) -> Range | None:
    """Return the content of a statement that stands inside a quotation with its own source and cue; None for all others.

    It ends before the mark that closes the quotation: "I think that we will win," holds "that we will win".
    """
    start, end = part
    quotation = page.quotation_at(start) if draft.inside is not None else None
    told = [*draft.source, *draft.cue]
    if quotation is None or not any(quotation.start <= a and b <= quotation.end for a, b in told):
        return None
    inner = [(a, b) for a, b in told if start <= a and b <= end]
    if inner:
        low, high = min(a for a, _ in inner), max(b for _, b in inner)
        start, end = (
            (high, end) if word_count(page.text, high, end) >= word_count(page.text, start, low) else (start, low)
        )
    if (quoted := _INNER.search(page.text, start, end)) is not None:
        start = quoted.start(1)
        closed = max(page.text.rfind(mark, start + 1, quotation.end) for mark in "’'")
        return (start, closed + 1) if closed >= end - 2 else (start, end)
    if end >= quotation.end and not any(mark in page.text[start : end - 1] for mark in _OPENING_MARKS):
        end = quotation.end - 1
        while start < end and page.text[end - 1] in _TRAILING:
            end -= 1
    return start, end


def _to_one_sentence(page: Page, draft: Draft) -> None:
    """Take from a statement the cues of other sentences than its source, as the reader joins two, "... recalls. ... admits", and their contents."""
    told = draft.source or draft.content
    if len(draft.cue) == 1 or not told:
        return
    home = page.sentence_at(told[0][0])
    cue = [part for part in draft.cue if home[0] <= part[0] < home[1]]
    if not cue or len(cue) == len(draft.cue):
        return
    others = [page.sentence_at(start) for start, _ in draft.cue if not home[0] <= start < home[1]]
    content = [part for part in draft.content if not any(low <= part[0] < high for low, high in others)]
    draft.cue, draft.content = cue, content or draft.content


def _in_one_sentence(page: Page, part: Range, draft: Draft) -> Range:
    """Return the words of a source that stand in one sentence, where the reader's run over its end: in that of the cue, else in the last.

    So "said Ada Moss. A baker, Bo Hill, warned" has two sources, of which the network makes one.
    """
    start, end = part
    within = page.ends[bisect_right(page.ends, start) : bisect_left(page.ends, end)]
    bounds = [start, *within, end]
    cue = draft.cue[0][0] if draft.cue else end
    low, high = next((a, b) for a, b in pairwise(bounds) if b == end or cue < b)
    while low < high and page.text[low].isspace():
        low += 1
    while high < end and high > low and page.text[high - 1] in ".!?":
        high -= 1
    return low, high


def _is_asked(text: str, part: Range, draft: Draft) -> bool:
    """Whether the words of a source are those of somebody who is asked, and answers once the question is told."""
    asked = _ASKED.match(text, part[1])
    if asked is None or not draft.content or "," in text[slice(*part)]:
        return False
    return any(start < asked.end() <= end for start, end in draft.cue) and text.startswith(",", draft.content[-1][1])


def _spoken(text: str, part: Range) -> Range:
    """Return the words of a source alone: not the preposition before them, nor what a share of people stands beside."""
    start, end = part
    extra = (
        _BESIDE_A_SHARE.match(text, start, end)
        or _THAT.match(text, start, end)
        or _PREPOSITION.match(text, start, end)
        or _SPEAKING.match(text, start, end)
    )
    return (extra.end() if extra else start), end


def _snapped(page: Page, part: Range, taken: Sequence[Range]) -> Range:
    start, end = part
    index = page.paragraph_at(start)
    quoted = () if index is None else page.paragraphs[index].quotations
    at = max(0, bisect_right(quoted, start, key=lambda quotation: quotation.start) - 1)
    while at < len(quoted) and quoted[at].start < end:
        if start < quoted[at].end:
            start, end = _beside(page.text, quoted[at], start, end)
        at += 1
    first = max(0, bisect_right(quoted, start, key=lambda quotation: quotation.start) - 1)
    last = bisect_left(quoted, end, key=lambda quotation: quotation.start) - 1
    for quotation in {quoted[i] for i in (first, last) if 0 <= i < len(quoted)}:
        start, end = _all_of(page.text, quotation, start, end, taken)
    return start, end


def _beside(text: str, quotation: Quotation, start: int, end: int) -> Range:
    """Take in the mark that just a mark's width parts from the content, or leave out one that it should not hold."""
    if quotation.start < start and not word_count(text, quotation.start, start):
        start = quotation.start
    elif start < quotation.end < end and not word_count(text, start, quotation.end):
        start = quotation.end
    if end < quotation.end and not word_count(text, end, quotation.end):
        end = quotation.end
    elif start < quotation.start < end < quotation.end and not word_count(text, quotation.start, end):
        end = quotation.start
    return start, end


def _all_of(text: str, quotation: Quotation, start: int, end: int, taken: Sequence[Range]) -> Range:
    low, high = max(start, quotation.start), min(end, quotation.end)
    if low >= high or (low, high) == (quotation.start, quotation.end):
        return start, end
    covered = word_count(text, low, high) / max(1, word_count(text, quotation.start, quotation.end))
    if covered < NEARLY_ALL:
        return start, end
    before = bisect_left(taken, (start, start)) - 1
    after = bisect_left(taken, (end, end))
    labelled = ":" in text[quotation.start : low]  # "MOSS: ..." inside the marks
    free_before = not labelled and (before < 0 or taken[before][1] <= quotation.start or taken[before][1] > start)
    free_after = after == len(taken) or taken[after][0] >= quotation.end
    return (
        min(start, quotation.start) if free_before else start,
        max(end, quotation.end) if free_after else end,
    )


def _trimmed(page: Page, part: Range) -> Range:
    start, end = part
    text = page.text
    while start < end and text[start] in _LEADING:
        start += 1
    while start < end and text[end - 1] in _TRAILING and not _belongs(page, start, end):
        end -= 1
    return start, end


def _belongs(page: Page, start: int, end: int) -> bool:
    """Whether the last mark stands inside quotation marks, or ends an abbreviation or an unfinished sentence."""
    if page.quotation_at(end - 1) is not None:
        return True
    window = page.text[max(start, end - _LONGEST_ABBREVIATION) : end]
    return window[-1] == "." and (window.endswith("...") or _ABBREVIATION.search(window) is not None)
