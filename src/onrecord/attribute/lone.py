"""Who speaks a paragraph that is only a quotation, by the paragraphs beside it.

First who is asked in the paragraph before, then who speaks there, then whom the one after points back to, and at last the
subject of the sentence before.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribute import labels
from onrecord.attribute.page import Draft
from onrecord.attribute.quotations import is_full
from onrecord.attribute.subjects import asked_in, pointed_back_to, subject_of
from onrecord.attribute.tellers import teller_of
from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.attribute.page import Page, Paragraph, Range
    from onrecord.attribute.people import People


@dataclass(frozen=True, slots=True)
class Beside:
    """The statements found so far, by paragraph (``said``), and the turns of a transcript."""

    page: Page
    people: People
    said: Sequence[Sequence[Draft]]
    turns: Mapping[int, labels.Turn]

    def is_quoted(self, draft: Draft) -> bool:
        """Whether its source or cue stands in the same quotation as its content, so that somebody else speaks that."""
        quotation = self.page.quotation_at(draft.content[0][0]) if draft.content else None
        return quotation is not None and any(
            quotation.start <= start < quotation.end for start, _ in (*draft.source, *draft.cue)
        )

    def holds_quotation(self, draft: Draft, paragraph: Paragraph) -> bool:
        """Whether some of the statement's words stand in a quotation of the paragraph."""
        for start, end in draft.content:
            at = bisect_left(paragraph.quotations, end, key=lambda quotation: quotation.start) - 1
            if at >= 0 and paragraph.quotations[at].end > start:
                return True
        return False

    def is_borrowed(self, draft: Draft, index: int, before: int | None) -> bool:
        """Whether the network took the source of a lone quotation from another paragraph, without a word of saying."""
        paragraph = self.page.paragraphs[index]
        nearest = paragraph.start if before is None else self.page.paragraphs[before].start
        own = any(paragraph.start <= start < paragraph.end for start, _ in (*draft.source, *draft.cue))
        told_beside = any(start >= nearest for start, _ in draft.cue)
        goes_on = any(nearest <= start < paragraph.start for start, _ in draft.content)
        return before is not None and not own and not told_beside and not goes_on and not self._is_below(draft, index)

    def _is_below(self, draft: Draft, index: int) -> bool:
        """Whether its source stands in the line under a lone quotation and says nothing else there, like a signature."""
        if index + 1 == len(self.page.paragraphs):
            return False
        below = self.page.paragraphs[index + 1]
        others = [one.source for one in self.said[index + 1] if one is not draft]
        return below.start <= draft.source[0][0] < below.end and draft.source not in others

    def is_exchange(self, draft: Draft, before: int) -> bool:
        """Whether two speak in turn: the line before asks, or the speaker also had the line before that one."""
        earlier = self.page.before(before)
        if labels.asks(self.page, self.page.paragraphs[before]):
            return True
        spoken = [] if earlier is None else [self.people.who(one) for one in self.said[earlier] if one.source]
        return bool(self.page.paragraphs[before].quotations) and self.people.who(draft) in spoken

    def speaker_for(self, index: int, before: int) -> list[Range] | None:
        """Return the words for who speaks a lone quotation that names nobody, by the paragraphs around it."""
        if self.is_question(before):
            return self.answering(before)
        speaking = any(draft.source and not self.is_quoted(draft) for draft in self.said[before])
        source = self.speaker_of(before)
        if source or speaking:
            return source
        return self._pointed_back_to(index) or self.acting(index, before)

    def is_question(self, index: int) -> bool:
        """Whether somebody else is asked in the paragraph: a turn, or a line of nobody, that ends in a question."""
        paragraph = self.page.paragraphs[index]
        if self._asked(index):
            return True
        nobodys = not paragraph.quotations and not any(draft.source for draft in self.said[index])
        return labels.asks(self.page, paragraph) and (index in self.turns or nobodys)

    def _asked(self, index: int) -> Range | None:
        return asked_in(self.page, labels.last_sentence(self.page, self.page.paragraphs[index]), self.people)

    def answering(self, question: int) -> list[Range] | None:
        """Return the words for who answers: who answered the question before, or the only other person named so far."""
        asked = self._asked(question)
        if asked:
            return [asked]
        earlier = self.page.before(question)
        asking = self.turns[question].name if question in self.turns else (0, 0)
        spoke = [] if earlier is None else [one for one in self.said[earlier] if one.source and not self.is_quoted(one)]
        if spoke and earlier is not None and not labels.asks(self.page, self.page.paragraphs[earlier]):
            asks = self.people.who(Draft([], [], [asking], 1.0)) if question in self.turns else None
            who = {self.people.who(one) for one in spoke}
            return list(spoke[-1].source) if len(who) == 1 and asks not in who else None
        only = self.people.only_person(0, self.page.paragraphs[question].start, but=asking)
        return [only] if only else None

    def speaker_of(self, index: int) -> list[Range] | None:
        """Return the words for the one who speaks in the paragraph, who goes on in the next; None for none or several."""
        paragraph = self.page.paragraphs[index]
        if labels.ends_with_colon(self.page, paragraph):
            introduced = labels.introduced(self.page, index, self.said[index], self.people)
            if introduced:
                return introduced
        speaking = [draft for draft in self.said[index] if draft.source and not self.is_quoted(draft)]
        quoting = [draft for draft in speaking if self.holds_quotation(draft, paragraph)]
        speaking = quoting or speaking
        if len({self.people.who(draft) for draft in speaking}) != 1:
            return None
        return speaking[0].source

    def _pointed_back_to(self, index: int) -> list[Range] | None:
        """Return the words for whom the first sentence after a lone quotation says that it was."""
        if index + 1 == len(self.page.paragraphs) or self.page.before(index + 1) != index:
            return None
        sentence = self.page.sentence_at(self.page.paragraphs[index + 1].start)
        speaker = pointed_back_to(self.page, sentence, self.people)
        return [speaker] if speaker else None

    def acting(self, index: int, before: int) -> list[Range] | None:
        """Return the subject of the last sentence before a lone quotation, where nobody is quoted and nobody speaks."""
        paragraph = self.page.paragraphs[before]
        quoted = any(is_full(self.page.text, quotation) for quotation in paragraph.quotations)
        if quoted or any(draft.source for draft in self.said[before]):
            return None
        subject = subject_of(self.page, labels.last_sentence(self.page, paragraph), self.people)
        if subject is None:
            teller = teller_of(self.page, labels.last_sentence(self.page, paragraph))
            return [teller] if teller else None
        if self.page.text[slice(*subject)].lower() in word_lists.classes("pronouns")["one"]:
            return self._meant_by(subject, before)
        name = self.people.who(Draft([], [], [subject], 1.0))[1]
        here = self.page.paragraphs[index]
        last = (name or "").rsplit(" ", 1)[-1]
        return None if not name or last in self.page.text[here.start : here.end] else [subject]

    def _meant_by(self, pronoun: Range, index: int) -> list[Range] | None:
        """Return the words for whom a pronoun stands for: the only person named before it, or who spoke just before."""
        start = self.page.paragraphs[index].start
        named = self.people.persons_in(start, pronoun[0])
        earlier = self.page.before(index)
        if named or earlier is None:
            return [pronoun] if len(named) == 1 else None
        return self.speaker_of(earlier)
