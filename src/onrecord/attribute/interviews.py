"""Interviews in questions and answers: paragraphs that ask, and what follows them in the first person, printed without quotation marks.

Magazines set the questions in bold or after "Q:" and name nobody; the answers are those of the person whom the lines before the first
question are about, and are spoken words though no mark says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.attribute import labels
from onrecord.attribute.page import Draft, overlaps
from onrecord.attribute.quotations import is_full, word_count
from onrecord.attribute.speakers import NAMED_ELSEWHERE
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.attribute.page import Page, Range
    from onrecord.attribute.people import People

FEWEST_QUESTIONS = 3
"""Questions from which a page is an interview; fewer can be an author's own."""
LONGEST_QUESTION = 70
"""Words of a question."""
MOST_ANSWER = 4
"""Paragraphs behind a question that can be its answer."""
OWN_SHARE = 0.5
"""Share of the answers that speak of themselves, from which they are answers: "I", "we", "my"."""
_LABEL = re.compile(r"\s*(?:Q|A|Question|Answer)[:.]\s+")
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|me|[Oo]ur|us)\b")
_NARRATED = re.compile(r"\s*(?:He|She|They)\b")
"""How a paragraph begins in which the writer tells of the one who is asked."""


def with_answers(page: Page, drafts: Sequence[Draft], people: People) -> list[Draft]:
    """Return ``drafts`` with the answers of an interview as statements of who is interviewed; what others say in them stands inside."""
    asked = [index for index in range(len(page.paragraphs)) if _asks(page, index)]
    answers = list(_answers(page, asked)) if len(asked) >= FEWEST_QUESTIONS else []
    own = sum(bool(_OWN.search(page.text, *part)) for part in answers)
    if not answers or own < OWN_SHARE * len(answers):
        return list(drafts)
    speaker = _interviewed(page, page.paragraphs[asked[0]].start, people)
    if speaker is None:
        return list(drafts)
    found = [draft for draft in drafts if not _is_label(page, draft)]
    for part in answers:
        inner = [draft for draft in found if draft.inside is None and overlaps(draft.content, *part)]
        if any(_is_whole(draft, part) for draft in inner):
            continue
        answer = Draft([part], [], [speaker], NAMED_ELSEWHERE)
        for draft in inner:
            draft.inside = answer
        found.append(answer)
    return found


def _asks(page: Page, index: int) -> bool:
    """Whether a paragraph is a question and nothing else."""
    paragraph = page.paragraphs[index]
    if paragraph.kind not in BODY_KINDS or not labels.asks(page, paragraph):
        return False
    if any(is_full(page.text, quotation) and quotation.start == paragraph.start for quotation in paragraph.quotations):
        return False
    return word_count(page.text, paragraph.start, paragraph.end) <= LONGEST_QUESTION


def _answers(page: Page, asked: Sequence[int]) -> Iterator[Range]:
    """Yield the words of the answers, a paragraph each: what follows a question, and goes on of itself."""
    for question, following in zip(asked, [*asked[1:], len(page.paragraphs)], strict=True):
        for index in range(question + 1, min(following, question + 1 + MOST_ANSWER)):
            paragraph = page.paragraphs[index]
            part = _said(page.text, paragraph.start, paragraph.end)
            full = [one for one in paragraph.quotations if is_full(page.text, one)]
            narrated = _NARRATED.match(page.text, *part) is not None or (bool(full) and full[0].start <= part[0])
            goes_on = index == question + 1 or _OWN.search(page.text, *part) is not None
            if paragraph.kind not in BODY_KINDS or page.before(index) != index - 1 or narrated or not goes_on:
                break
            yield part


def _said(text: str, start: int, end: int) -> Range:
    """Return the words of an answer without its label."""
    label = _LABEL.match(text, start, end)
    return (label.end() if label else start), end


def _is_label(page: Page, draft: Draft) -> bool:
    """Whether the source of a statement is "Q" or "A"."""
    return any(page.text[start:end].strip() in labels.ASKING for start, end in draft.source)


def _is_whole(draft: Draft, part: Range) -> bool:
    """Whether a statement is the answer already."""
    return bool(draft.source) and any(start <= part[0] + 1 and end >= part[1] - 1 for start, end in draft.content)


def _interviewed(page: Page, end: int, people: People) -> Range | None:
    """Return the words for whom the lines before the first question are about: the only person, else who is named first and most often."""
    named = [name for name in people.names_in(0, end) if name.kind == "person"]
    forms = [page.text[name.start : name.end] for name in named]
    full = [name for name, form in zip(named, forms, strict=True) if " " in form]
    if not full:
        return None
    times = {name: sum(page.text[name.start : name.end].split()[-1] in form.split() for form in forms) for name in full}
    best = max(full, key=lambda name: (times[name], -name.start))
    return best.start, best.end
