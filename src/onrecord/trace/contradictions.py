"""The denials of a story beside the words of the story that assert what they deny.

What is denied is looked for among the other sentences through an index over its words. A denial of nothing in particular ("the reports
are false") is of what the story is about, where the sentences around it speak of just that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.language.tokens import tokens
from onrecord.records import Conflict
from onrecord.trace.denials import LEAST_SHARED, asserts, denials_of
from onrecord.trace.lines import alike, conflict_words, covered, same_name, stemmed, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.trace.denials import Denial
    from onrecord.trace.lines import Line

LEAST_COVERED: Final = 0.6
"""Share of the words of what is denied, by weight, that a sentence must have to assert it."""
SAME_IN_SHORT: Final = 0.7
"""Share of the words of the shorter of two denials that the longer must have to be the same."""
SAME_DENIAL: Final = 0.4
"""Likeness of what two denials deny from which they are the same one told twice."""
LEAST_PLAIN: Final = 0.5
"""Share that a sentence must have of those of the denied words that are no names: the same names do many things."""
FEW: Final = 3
"""Telling words of a denial so few that an assertion must have them all."""
MOST_LOOKED_UP: Final = 4
"""Words of a denial, the rarest first, by which sentences are looked up."""
LEAD: Final = 4
"""Sentences at the start of an article that tell what it is about."""
ELSEWHERE: Final = 0.2
"""What it counts, in shares of the words, that an assertion stands in another article than the denial."""
HEARSAY: Final = 0.2
"""What it counts against one that it is only alleged."""
CORE_SHARE: Final = 0.4
"""Share of the articles in whose lead a word stands that belongs to what the story is about."""
CORE_SIZE: Final = 12
"""Words that tell what a story is about."""
CORE_LIKENESS: Final = 0.2
"""Share of the story's own words that a sentence, with those before, must have for "the report" in it to be the story's."""
LEAST_TARGET: Final = 0.3
"""Share of the story's own words in what a denial denies from which it is the story's."""
LEAST_SUPPORT: Final = 0.4
"""Share of a sentence's words that other articles begin with, for it to be what the story says happened."""
CONTEXT: Final = 4
"""Sentences, the denial's own with those before it, that may tell which report is meant."""
LEAST_CENTRAL: Final = 0.5
"""Share of the story's own words that a sentence must have to tell what the story says happened."""
MOST_VOICES: Final = 3
"""Denials of one thing that are shown, each in other words than the rest."""
SAME_WORDS: Final = 0.4
"""Likeness of two sentences from which they tell the same denial."""


class _Story:
    """The sentences of a story that assert something, by their words, and what its articles begin with."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.index: defaultdict[str, list[Line]] = defaultdict(list)
        self.leads: defaultdict[str, set[str]] = defaultdict(set)
        for line in lines:
            if line.number < LEAD:
                self.leads[line.article].update(line.weights)
            if asserts(line):
                for term in line.weights:
                    self.index[term].append(line)

    def support(self, line: Line) -> float:
        """Return the share of a sentence's words that other articles begin with too, on average."""
        shares = [
            covered(line.weights, dict.fromkeys(terms, 1.0))
            for article, terms in self.leads.items()
            if article != line.article
        ]
        return sum(shares) / len(shares) if shares else 0.0


def contradictions(lines: Sequence[Line], claim: str | None = None) -> list[Conflict]:
    """Return the denials of a story beside the words that assert what they deny, each denied thing once.

    ``claim`` is what the story says happened, where that is known.
    """
    story = _Story(lines)
    core = telling(tokens(claim, 0, len(claim))) if claim else core_of(lines)
    before = {(line.article, line.number): line for line in lines}
    found: list[tuple[Denial, Line, float]] = []
    denials = denials_of(lines)
    target = _target(denials, core)
    for denial in denials:
        if not denial.whole:
            best = _asserted(denial.terms, denial, story, LEAST_COVERED)
        elif covered(core, _around(denial, before)) < CORE_LIKENESS:
            continue
        else:
            best = _asserted(target.terms, denial.of_what(target), story, LEAST_COVERED) if target else None
            best = best or _asserted(core, denial, story, LEAST_CENTRAL)
        if best:
            found.append((denial, *best))
    return [Conflict("denial", line.passage(), denial.passage) for denial, line in _distinct(found, core)]


def core_of(lines: Sequence[Line]) -> dict[str, float]:
    """Return the words that most articles of a story begin with, at most ``CORE_SIZE``, weighted: what it is about."""
    articles = {line.article for line in lines}
    lead: defaultdict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = {}
    for line in lines:
        if line.number < LEAD:
            lead[line.article].update(line.weights)
            weights.update(line.weights)
    counts = Counter(term for terms in lead.values() for term in terms)
    least = max(2, CORE_SHARE * len(articles))
    often = {term: weights[term] * count / len(articles) for term, count in counts.items() if count >= least}
    return dict(sorted(often.items(), key=lambda item: (-item[1], item[0]))[:CORE_SIZE])


def _around(denial: Denial, lines: Mapping[tuple[str, int], Line]) -> dict[str, float]:
    """Return the words of the sentence that denies and of those before it."""
    near = [lines.get((denial.line.article, denial.line.number - back)) for back in range(CONTEXT)]
    return {term: weight for line in near if line for term, weight in line.weights.items()}


def _target(denials: Sequence[Denial], core: Mapping[str, float]) -> Denial | None:
    """Return the denial in full words of what the story is about, if there is one: others that say less deny the same."""
    near = [denial for denial in denials if covered(core, denial.terms) >= LEAST_TARGET]
    return max(near, key=lambda denial: covered(core, denial.terms), default=None)


def _asserted(terms: Mapping[str, float], denial: Denial, story: _Story, least: float) -> tuple[Line, float] | None:
    """Return the sentence that asserts best what is denied, of another article if any does, and how well it does."""
    index = story.index
    rarest = sorted(terms, key=lambda term: (len(index.get(term, ())), term))
    lines = {
        (line.article, line.start): line
        for term in [t for t in rarest if t in index][:MOST_LOOKED_UP]
        for line in index[term]
    }
    best: tuple[float, Line] | None = None
    for line in lines.values():
        share = covered(terms, line.weights)
        far = denial.whole and line.number >= LEAD and share < LEAST_COVERED
        itself = (line.article, line.start) == (denial.line.article, denial.line.start)
        if share < least or far or itself or _same_voice(line, denial.line) or not _shares(terms, denial, line):
            continue
        score = share + ELSEWHERE * (line.article != denial.line.article) - HEARSAY * _hearsay(line)
        if denial.whole:
            support = story.support(line)
            if support < LEAST_SUPPORT:
                continue
            score += support
        if best is None or score > best[0]:
            best = (score, line)
    return (best[1], best[0]) if best else None


def _shares(terms: Mapping[str, float], denial: Denial, line: Line) -> bool:
    """Return whether a sentence has enough of the words of what is denied, and the first that is no name: mostly what was done."""
    if denial.who and not denial.who & set(line.weights):
        return False
    shared = [term for term in terms if term in line.weights]
    plain = {
        term: weight
        for term, weight in terms.items()
        if term not in (denial.fuller or denial.line).names and term not in _light()
    }
    if not denial.whole and len(terms) <= FEW and len(shared) < len(terms):
        return False
    if len(shared) < LEAST_SHARED or denial.whole or not plain:
        return len(shared) >= LEAST_SHARED
    return next(iter(plain)) in line.weights and covered(plain, line.weights) >= LEAST_PLAIN


@cache
def _light() -> frozenset[str]:
    return frozenset(map(stemmed, conflict_words("light")))


def _hearsay(line: Line) -> bool:
    return not line.held.isdisjoint(conflict_words("hearsay"))


def _same_voice(one: Line, other: Line) -> bool:
    return any(same_name(a, b) for a in one.voices for b in other.voices)


def _distinct(found: Sequence[tuple[Denial, Line, float]], core: Mapping[str, float]) -> list[tuple[Denial, Line]]:
    """Leave of the denials of one thing a few that are told in different words, those with the clearest assertion first."""
    kept: list[tuple[Denial, Line]] = []
    for denial, line, _ in sorted(found, key=lambda item: -item[2]):
        terms = core if denial.whole else denial.terms
        same = [other for other, _ in kept if _same(terms, core if other.whole else other.terms)]
        told = any(
            alike(denial.line.weights, other.line.weights) >= SAME_WORDS or _same_voice(denial.line, other.line)
            for other in same
        )
        if len(same) < MOST_VOICES and not told:
            kept.append((denial, line))
    return kept


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Return whether two denials are of the same thing, one of them perhaps in fewer words."""
    return alike(one, other) >= SAME_DENIAL or max(covered(one, other), covered(other, one)) >= SAME_IN_SHORT
