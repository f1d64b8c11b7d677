"""What the network leaves open: quotations that it passed over, and statements whose speaker stands in another line.

The rules are those by which newspapers set quotations (Chicago Manual of Style 13.30 to 13.48, AP Stylebook "quotation
marks") and by which readers take the turns of a dialogue (O'Keefe et al., A Sequence Labelling Approach to Quote
Attribution, 2012): a paragraph that is only a quotation is spoken by whoever spoke in the paragraph before.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from onrecord.attribute import labels
from onrecord.attribute.lone import Beside
from onrecord.attribute.page import Draft, merged, overlaps
from onrecord.attribute.quotations import FULL_QUOTATION, is_full, word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.page import Page, Paragraph, Range
    from onrecord.attribute.people import People
    from onrecord.attribute.quotations import Quotation

NAMED_ELSEWHERE = 0.8
"""Confidence of a statement whose speaker stands in another line: the speaker is right for 92 % of PolNeAR's."""
LABELLED = 0.9
"""Confidence of a statement whose speaker a label or a signature names; too rare in the corpora to be counted."""
NAMED_NOWHERE = 0.3
"""Confidence of a quotation without a speaker: for nearly all of PolNeAR's, readers find one somewhere."""
MOST_SPEAKERS = 12
"""Statements of one paragraph of which one can go on in a further quotation; a paragraph with more is a list."""
MOST_BETWEEN = 60
"""Words between a quotation and one that goes on with it; more make it another subject."""


def find_speakers(page: Page, drafts: Sequence[Draft], people: People) -> list[Draft]:
    """Return ``drafts`` and those that the rules add, every one with the speaker that the rules give it."""
    finder = _Finder(page, drafts, people)
    for index in range(len(page.paragraphs)):
        finder.read(index)
    return [draft for draft in finder.drafts if draft.content]


class _Finder:
    """Reads the paragraphs in order and gives each quotation to a statement."""

    def __init__(self, page: Page, drafts: Sequence[Draft], people: People) -> None:
        self.page = page
        self.people = people
        self.drafts = list(drafts)
        self.said: list[list[Draft]] = [[] for _ in page.paragraphs]
        self.turns = labels.turns(page, people)
        self.around = Beside(page, people, self.said, self.turns)
        self.intro: labels.Intro | None = None
        for draft in self.drafts:
            self._place(draft)
        self.spoken = merged(
            part for draft in self.drafts if not self.around.is_quoted(draft) for part in draft.content
        )

    def _place(self, draft: Draft) -> None:
        for index in dict.fromkeys(self.page.paragraph_at(start) for start, _ in draft.content):
            if index is not None and draft.inside is None:
                self.said[index].append(draft)

    def read(self, index: int) -> None:
        """Give the quotations of a paragraph to their speakers."""
        paragraph = self.page.paragraphs[index]
        loose = [
            quotation
            for quotation in paragraph.quotations
            if not overlaps(self.spoken, quotation.start, quotation.end) and is_full(self.page.text, quotation)
        ]
        if paragraph.kind == "headline":
            self._drop_scare_quotes(index)
        if labels.is_signature_line(self.page, index) or self._item(index):
            return
        if index in self.turns:
            self._turn(index, self.turns[index])
        elif self._is_alone(paragraph):
            self._alone(index, loose)
        else:
            self._beside(index, loose)
            self._answer_in_a_line(index)

    def _add(self, index: int, draft: Draft) -> None:
        self.drafts.append(draft)
        self.said[index].append(draft)
        for other in self.said[index]:
            held = other is not draft and overlaps(draft.content, *other.content[0])
            if held and other.inside is None and self.around.is_quoted(other):
                other.inside = draft
        self.said[index] = [other for other in self.said[index] if other.inside is None]

    def _extend(self, index: int, draft: Draft, parts: Sequence[Range]) -> None:
        for part in parts:
            insort(draft.content, part)
        if draft not in self.said[index]:
            self.said[index].append(draft)

    # Headlines

    def _drop_scare_quotes(self, index: int) -> None:
        """Forget what is in quotation marks without anybody or any word of saying, unless it is a quotation proper."""
        for draft in list(self.said[index]):
            if draft.cue or draft.source or self._is_quotation(draft):
                continue
            draft.content = []
            self.said[index].remove(draft)

    def _is_quotation(self, draft: Draft) -> bool:
        for start, end in draft.content:
            quotation = self.page.quotation_at(start)
            if quotation and quotation.start <= start and end <= quotation.end and is_full(self.page.text, quotation):
                return True
        return False

    # Transcripts and lists

    def _turn(self, index: int, turn: labels.Turn) -> None:
        """Take the words after "Name:" as said by the name."""
        words = turn.words
        unnamed = [draft for draft in self.said[index] if not draft.source and not self.around.is_quoted(draft)]
        for draft in unnamed:
            draft.source = [turn.name]
        if not unnamed and not any(overlaps(draft.content, *words) for draft in self.said[index] if draft.source):
            self._add(index, Draft([words], [turn.colon], [turn.name], LABELLED))

    def _item(self, index: int) -> bool:
        """Take an item of a list as said by whom the line with the colon before the list names."""
        if not labels.is_item(self.page, index):
            self.intro = None
            return False
        self._drop_bullet(index)
        before = self.page.before(index)
        if before is None:
            return False
        if not labels.is_item(self.page, before):
            self.intro = labels.introduction(self.page, before, self.drafts_around(before), self.people)
        if self.intro is None:
            return False
        self._split_at_items(index, self.intro)
        own = [draft for draft in self.said[index] if not draft.source]
        for draft in own:
            draft.source = list(self.intro.source)
        if not self.said[index]:
            words = labels.words_of_item(self.page, index)
            if word_count(self.page.text, *words) >= FULL_QUOTATION:
                self._add(index, Draft([words], list(self.intro.cue), list(self.intro.source), NAMED_ELSEWHERE))
        return True

    def _drop_bullet(self, index: int) -> None:
        """Let no statement begin with the bullet or number of an item."""
        start, first = self.page.paragraphs[index].start, labels.words_of_item(self.page, index)[0]
        for draft in self.said[index]:
            draft.content = [
                (first, end) if start <= begin < first < end else (begin, end) for begin, end in draft.content
            ]

    def drafts_around(self, index: int) -> list[Draft]:
        """Return the statements in the paragraph and in the one after it."""
        return [draft for said in self.said[index : index + 2] for draft in said]

    def _split_at_items(self, index: int, intro: labels.Intro) -> None:
        """Make a statement of its own of what a statement from an item before holds of this item."""
        paragraph = self.page.paragraphs[index]
        for draft in list(self.said[index]):
            here = [part for part in draft.content if paragraph.start <= part[0] < paragraph.end]
            if draft.content[0][0] < paragraph.start and here and draft.source in ([], intro.source):
                draft.content = [part for part in draft.content if part not in here]
                self.said[index].remove(draft)
                self._add(index, Draft(here, list(draft.cue), list(draft.source), draft.confidence))

    # Quotations

    def _is_alone(self, paragraph: Paragraph) -> bool:
        """Whether the paragraph is nothing but quotations, and perhaps a signature."""
        position = paragraph.start
        end = labels.without_signature(self.page, paragraph)
        for quotation in paragraph.quotations:
            if word_count(self.page.text, position, quotation.start):
                return False
            position = quotation.end
        return bool(paragraph.quotations) and (position >= end or not word_count(self.page.text, position, end))

    def _alone(self, index: int, loose: Sequence[Quotation]) -> None:
        parts = [(one.start, one.end) for one in loose if not labels.is_title(self.page.text, one)]
        here = [draft for draft in self.said[index] if not self.around.is_quoted(draft)]
        unnamed = [draft for draft in here if not draft.source]
        named = [draft for draft in here if draft.source]
        before = self.page.before(index)
        opened = None if before is None else self._left_open(before, self.page.paragraphs[index])
        borrowed = [draft for draft in named if self.around.is_borrowed(draft, index, before)]
        if opened is not None and (opened not in named or opened in borrowed) and len(named) == len(borrowed):
            self._go_on(index, opened, [*unnamed, *borrowed], parts)
            return
        signed = labels.signature_of(self.page, index)
        if signed:
            self._sign(index, signed)
            return
        if before is not None and self.around.is_question(before):
            self._answer(index, before, named)
        elif before is not None:
            for draft in borrowed:
                self._reconsider(index, draft, before)
        if named and parts:
            self._extend(index, named[-1], parts)
            parts = []
        source = None if before is None else self.around.speaker_for(index, before)
        for draft in unnamed:
            draft.source = list(source or [])
        if unnamed and parts:
            self._extend(index, unnamed[-1], parts)
        elif parts:
            self._add(index, Draft(parts, [], list(source or []), NAMED_ELSEWHERE if source else NAMED_NOWHERE))

    def _sign(self, index: int, signed: list[Range]) -> None:
        """Give the quotations of a paragraph to the one who signs below them, whomever the network gave them to."""
        paragraph = self.page.paragraphs[index]
        quoted = [(one.start, one.end) for one in paragraph.quotations if not labels.is_title(self.page.text, one)]
        cue: list[Range] = []
        for draft in [one for one in self.said[index] if not self.around.is_quoted(one)]:
            cue += [part for part in draft.cue if paragraph.start <= part[0] < paragraph.end]
            draft.content = [part for part in draft.content if not paragraph.start <= part[0] < paragraph.end]
            self.said[index].remove(draft)
        if quoted:
            self._add(index, Draft(quoted, merged(cue), signed, LABELLED))

    def _go_on(self, index: int, opened: Draft, unnamed: Sequence[Draft], parts: Sequence[Range]) -> None:
        """Add the quotations of a paragraph to the statement that the quotation of the one before left open."""
        more = list(parts)
        for draft in unnamed:
            if draft is not opened and (draft.source or not draft.cue):
                opened.source = opened.source or list(draft.source)
                more += draft.content
                draft.content = []
                self.said[index].remove(draft)
        self._extend(index, opened, more)
        signed = labels.signature_of(self.page, index)
        if signed and not opened.source:
            opened.source = list(signed)

    def _left_open(self, before: int, paragraph: Paragraph) -> Draft | None:
        """Return the statement whose quotation is not closed at the end of paragraph ``before`` and is reopened after it."""
        quoted = self.page.paragraphs[before].quotations
        reopened = not word_count(self.page.text, paragraph.start, paragraph.quotations[0].start)
        if not quoted or quoted[-1].closed or not reopened:
            return None
        spoken = [draft for draft in self.said[before] if overlaps(draft.content, quoted[-1].start, quoted[-1].end)]
        return next((draft for draft in reversed(spoken) if not self.around.is_quoted(draft)), None)

    def _answer(self, index: int, question: int, named: Sequence[Draft]) -> None:
        """Give a lone quotation after a question to who is asked, not to who asks or whom the network took from afar."""
        source = self.around.answering(question) or []
        paragraph = self.page.paragraphs[index]
        turn = self.turns.get(question)
        asking = self.people.who(Draft([], [], [turn.name], LABELLED)) if turn else None
        for draft in named:
            own = any(paragraph.start <= start < paragraph.end for start, _ in (*draft.source, *draft.cue))
            if not own and (source or self.people.who(draft) == asking):
                self._give(index, draft, source)

    def _reconsider(self, index: int, draft: Draft, before: int) -> None:
        """Give a lone quotation whose source the network took from afar to whom the paragraph before has speaking."""
        if self.around.is_exchange(draft, before):
            return
        speaking = [one for one in self.said[before] if one.source and not self.around.is_quoted(one)]
        source = self.around.speaker_of(before)
        source = source or (list(speaking[-1].source) if speaking else self.around.acting(index, before))
        if source and self.people.who(Draft([], [], source, 1.0))[0] != "group":
            self._give(index, draft, source)

    def _give(self, index: int, draft: Draft, source: list[Range]) -> None:
        """Make ``source`` the source of what a statement holds of the paragraph."""
        paragraph = self.page.paragraphs[index]
        here = [part for part in draft.content if paragraph.start <= part[0] < paragraph.end]
        if source == draft.source or not here:
            return
        if len(here) == len(draft.content):
            draft.source, draft.cue = list(source), []
        else:
            draft.content = [part for part in draft.content if part not in here]
            self.said[index].remove(draft)
            self._add(index, Draft(here, [], list(source), NAMED_ELSEWHERE))

    def _answer_in_a_line(self, index: int) -> None:
        """Take a line without marks after a labelled question as said by whom it asks."""
        before = self.page.before(index)
        paragraph = self.page.paragraphs[index]
        if before not in self.turns or paragraph.quotations or self.said[index] or paragraph.kind != "paragraph":
            return
        source = self.around.answering(before) if before is not None and self.around.is_question(before) else None
        if source and word_count(self.page.text, paragraph.start, paragraph.end) >= FULL_QUOTATION:
            self._add(index, Draft([(paragraph.start, paragraph.end)], [], source, NAMED_ELSEWHERE))

    def _beside(self, index: int, loose: Sequence[Quotation]) -> None:
        """Add a quotation to the statement of the quotation before it, or else after it, when nobody else comes between."""
        speaking = (
            [draft for draft in self.said[index] if draft.source and not self.around.is_quoted(draft)] if loose else []
        )
        quoting = [draft for draft in speaking if self.around.holds_quotation(draft, self.page.paragraphs[index])]
        if not quoting or len(speaking) > MOST_SPEAKERS:
            return
        for quotation in loose:
            donor, gap = min(
                ((draft, _gap(draft, quotation)) for draft in quoting), key=lambda one: one[1][1] - one[1][0]
            )
            if not labels.is_title(self.page.text, quotation) and not self._someone_between(donor, speaking, gap):
                self._extend(index, donor, [(quotation.start, quotation.end)])

    def _someone_between(self, donor: Draft, speaking: Sequence[Draft], gap: Range) -> bool:
        if word_count(self.page.text, *gap) > MOST_BETWEEN:
            return True
        others = [part for draft in speaking if draft is not donor for part in (*draft.source, *draft.cue)]
        if any(gap[0] <= start < gap[1] for start, _ in others):
            return True
        own = self.people.who(donor)[1] or ""
        return any(name not in own.split("; ") for name in self.people.persons_in(*gap))


def _gap(draft: Draft, quotation: Quotation) -> Range:
    """Return the text between the quotation and the part of the content next to it, before it where there is one."""
    at = bisect_left(draft.content, (quotation.start, quotation.start))
    return (draft.content[at - 1][1], quotation.start) if at else (quotation.end, draft.content[0][0])
