"""Whom an article names as the origin of its story, or as what it got it through.

Sources and outlets of the statements, and closed phrases, are candidates; whether they are credits is weighed, best over a whole story: the
other articles show who is a source of it and who only reacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.records import Credit, Passage
from onrecord.trace.names import voices_of
from onrecord.trace.own import Named, candidates, own_reporting
from onrecord.trace.weighing import core_of, features_of, probability

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.records import Reading, Statement
    from onrecord.trace.mentions import Mention
    from onrecord.trace.voice import Voice
    from onrecord.trace.weighing import Core

__all__ = ["LIKELY", "Credited", "credited", "credits_of", "label_of", "own_reporting"]

LIKELY = 0.5
"""Probability from which a mention is a credit."""


@dataclass(frozen=True, slots=True)
class Credited:
    """An article's credit to a voice of its story: how likely it is, and the places that give it, the clearest first."""

    article: str
    voice: Voice
    probability: float
    mentions: tuple[Mention, ...]

    @property
    def credit(self) -> Credit:
        """The credit as a record, at its clearest mention."""
        return Credit(label_of(self.voice), self.voice.kind, self.mentions[0].span)

    @property
    def passage(self) -> Passage:
        """The words that give the credit, with the article that they count in."""
        span = self.mentions[0].span
        return Passage(self.article, span.start, span.end, span.text)


def credits_of(reading: Reading) -> tuple[Credit, ...]:
    """Return the credits of one article by itself, in the order of the text; within a story, ``trail_of`` has more to go by."""
    found = [each for each in credited([reading]) if each.probability >= LIKELY]
    return tuple(each.credit for each in sorted(found, key=lambda each: each.mentions[0].span.start))


def credited(
    readings: Sequence[Reading], relevance: Callable[[Statement], bool] | None = None, named: Named | None = None,
    core: Core | None = None,
) -> list[Credited]:  # fmt: skip
    """Weigh every voice of a story in every article that mentions it; the likely and the unlikely ones.

    ``relevance`` tells which statements bear on what the story says happened; without it that is guessed from the words that leads share.
    ``named`` and ``core`` are what has been found in the story before.
    """
    core = core or core_of(readings, relevance)
    named = named or Named()
    outlets = sorted({reading.article.outlet for reading in readings if reading.article and reading.article.outlet})
    found = []
    for voice in voices_of([mention for reading in readings for mention in candidates(reading, outlets, named)]):
        by_article: dict[str, list[Mention]] = {}
        for mention in voice.mentions:
            by_article.setdefault(mention.article, []).append(mention)
        for article in sorted(by_article):
            here = tuple(sorted(by_article[article], key=_clarity))
            weighed = features_of(voice, by_article[article], len(by_article) - 1, core)
            found.append(Credited(article, voice, probability(weighed), here))
    return found


def label_of(voice: Voice) -> str:
    """Return what a voice is called: a person with the body spoken for, an unnamed source with its outlet."""
    if voice.body is None or voice.body.name in voice.name:
        return voice.name
    return f"{voice.name} (via {voice.body.name})" if voice.kind == "anonymous" else f"{voice.name} ({voice.body.name})"


def _clarity(mention: Mention) -> tuple[bool, int, int]:
    """Order mentions by how clearly they credit: with the name and a word of telling first, then as they stand."""
    return (not mention.spelled, mention.span.start, -mention.span.end)
