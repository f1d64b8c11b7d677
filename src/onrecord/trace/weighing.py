"""How likely it is that an article credits a voice for the story, from a few things that the place and the other articles say of it.

Whom several articles of a story credit, early, by "according to" or "told", for what the story is about, is where it has it from; whom
one article quotes late on a side matter is not. The weights are those of a logistic regression, kept in ``data/en/trace_weights.txt``.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.trace.mentions import cue_words, trace_words, words_of
from onrecord.trace.phrases import LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from onrecord.records import Reading, Statement
    from onrecord.trace.mentions import Mention
    from onrecord.trace.voice import Voice

LEAD = 600
"""Characters at the start of an article that tell what its story is about."""
CORE_TERMS = 14
"""Words that a story is about, by the number of articles that lead with them."""
FULL_RELEVANCE = 0.45
"""Share of the weight of those words in a statement from which it bears on the story fully."""
_SURE_CUES = frozenset({"according", "told", "tells", "reported", "reports", "citing", "confirmed", "per"})


@dataclass(frozen=True, slots=True)
class Core:
    """What a story is about: its words with their weight, and how many articles it has."""

    terms: Mapping[str, float]
    articles: int
    relevance: Callable[[Statement], bool] | None = None
    known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)
    """Texts that were asked about, with the answers: each statement is weighed for every voice that has a part in it."""

    def of(self, text: str) -> float:
        """Return how far a text bears on the story, from 0 to 1."""
        if text not in self.known:
            self.known[text] = self._of(text)
        return self.known[text]

    def _of(self, text: str) -> float:
        total = sum(self.terms.values())
        if not total:
            return 0.0
        said = set(map(stem, words_of(text)))
        found = sum(weight for term, weight in self.terms.items() if term in said)
        return min(1.0, found / total / FULL_RELEVANCE)

    def of_mention(self, mention: Mention) -> float:
        """Return how far what is said in the mention's statement bears on the story; its own words where there is none."""
        if mention.statement is None:
            return self.of(mention.span.text)
        if self.relevance is not None:
            return float(self.relevance(mention.statement))
        return self.of(" ".join(span.text for span in mention.statement.content))


def stem(word: str) -> str:
    """Return a word without the endings of number and tense, roughly."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


def core_of(readings: Sequence[Reading], relevance: Callable[[Statement], bool] | None = None) -> Core:
    """Return what the articles of a story have in common in their leads."""
    counts: Counter[str] = Counter()
    known = [reading.article for reading in readings if reading.article is not None]
    for article in known:
        lead = f"{article.headline or ''} {article.text[:LEAD]}"
        counts.update({stem(word) for word in words_of(lead) if len(word) > 3 and word not in trace_words("common")})
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CORE_TERMS]
    return Core({term: count / max(1, len(known)) for term, count in best}, len(known), relevance)


def features(voice: Voice, article: str, core: Core) -> dict[str, float]:
    """Return what speaks for and against an article's crediting a voice, by name."""
    return features_of(
        voice, [each for each in voice.mentions if each.article == article], len(voice.articles) - 1, core
    )


def features_of(voice: Voice, here: Sequence[Mention], others: int, core: Core) -> dict[str, float]:
    """Return the same, given the voice's mentions in the article and how many other articles mention it."""
    cues = {word for mention in here if mention.statement for word in cue_words(mention.statement)}
    start = min(mention.span.start for mention in here)
    statements = {mention.statement.id for mention in here if mention.statement and mention.ground == "source"}
    relevance = max(map(core.of_mention, here))
    return {
        "bias": 1.0,
        f"kind_{'vague_' if voice.vague else ''}{voice.kind}": 1.0,
        "first": math.exp(-start / 1_000),
        "early": float(start < LEAD),
        "often": min(len(statements), 4) / 4,
        "spread": others / (core.articles - 1) if core.articles > 1 else 0.4,
        "shared": float(others > 0) if core.articles > 1 else 0.5,
        "relevance": relevance,
        "off_topic": float(voice.kind not in {"media", "social"} and not voice.vague and not relevance),
        "denies": sum(mention.denies for mention in here) / len(here),
        "denier": sum(mention.denies for mention in voice.mentions) / len(voice.mentions),
        "told": float(any(mention.through for mention in here)),
        "via": float(any(mention.ground == "via" for mention in here)),
        "phrase": float(any(mention.ground == "phrase" for mention in here)),
        "label": float(any(mention.ground == "phrase" and LABEL.match(mention.described) for mention in here)),
        "sure": float(bool(cues & _SURE_CUES)),
        "spelled": float(any(mention.spelled for mention in here)),
        "mouthpiece": float(voice.body is not None and voice.kind == "person" and voice.body.kind != "media"),
        "office": float(
            voice.kind in {"role", "organisation"} and bool(set(words_of(voice.name)) & trace_words("office"))
        ),
        "quoted": float(
            any(mention.statement is not None and mention.statement.mode != "indirect" for mention in here)
        ),
        "certain_words": float(voice.vague and len(voice.name.split()) > 1),
    }


def probability(found: Mapping[str, float]) -> float:
    """Return the probability of a credit from its features."""
    weights = word_lists.pairs("trace_weights")
    score = sum(float(weights.get(name, "0")) * value for name, value in found.items())
    return 1 / (1 + math.exp(-score))
