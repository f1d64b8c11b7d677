"""What a story's articles say is not so, and the words of the story that say it is.

A denial is somebody's ("denied that", "disputed reports that") or a verdict on a report ("the story is a hoax", said by anyone). What is
denied is looked for among the other sentences through an index over its words; a denial of nothing in particular ("the reports are
false") is of what the story is about, where the sentences around it speak of just that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onrecord.language.tokens import tokens
from onrecord.records import Conflict
from onrecord.trace.lines import alike, conflict_words, covered, negates, same_name, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import Passage, Statement
    from onrecord.trace.lines import Line

LEAST_COVERED: Final = 0.6
"""Share of the words of what is denied, by weight, that a sentence must have to assert it."""
LEAST_SHARED: Final = 2
"""Telling words that a denial and an assertion must share."""
SAME_IN_SHORT: Final = 0.7
"""Share of the words of the shorter of two denials that the longer must have to be the same."""
SAME_DENIAL: Final = 0.4
"""Likeness of what two denials deny from which they are the same one told twice."""
LEAST_PLAIN: Final = 0.34
"""Share that a sentence must have of those of the denied words that are no names: the same names do many things."""
FEW: Final = 3
"""Telling words of a denial so few that an assertion must have them all."""
MOST_LOOKED_UP: Final = 4
"""Words of a denial, the rarest first, by which sentences are looked up."""
SHORT_OBJECT: Final = 5
"""Words within which a report is named for the report to be what is denied."""
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
CONTEXT: Final = 4
"""Sentences, the denial's own with those before it, that may tell which report is meant."""
LEAST_CENTRAL: Final = 0.5
"""Share of the story's own words that a sentence must have to tell what the story says happened."""
MOST_VOICES: Final = 3
"""Denials of one thing that are shown, each in other words than the rest."""
SAME_WORDS: Final = 0.4
"""Likeness of two sentences from which they tell the same denial."""
_REPORT = r"(?:reports?|rumou?rs?|claims?|stor(?:y|ies)|allegations?|accusations?|news|suggestions?|speculation|articles?|tale)"
_PIECE = r"(?:imag(?:e|ery)s?|pictures?|photos?|photographs?|videos?|footage|clip|quote|thing|surgery|letter|post|recording|tape)"
_BE = r"(?:is|are|was|were|has been|have been|turned out to be|proved to be|appears? to be|[’']s)"
_ADVERBS = r"(?:(?:all|just|simply|indeed|actually|probably|likely|clearly|definitely|most|almost|certainly|nothing more than|in fact|completely|totally|entirely)\s+)*"
_FALSE = (
    r"(?:not (?:true|real)|untrue|false(?!\s+\w+ing)|a (?:[\w-]+ )?(?:hoax|fabrication|fake)|(?:100 percent )?(?:false|fake)|hoax|bogus|baseless|unfounded|"
    r"fabricated|fictitious|made up|nonsense|satirical|a lie|photoshopped|doctored)"
)
_VERDICT = re.compile(
    rf"\b(?P<what>(?:[Tt]he|[Tt]hese|[Tt]his|[Tt]hose|[Ss]uch|[Aa]ny|[Aa]ll)\s+(?:[\w’'/.-]+\s+){{0,3}}?{_REPORT})\b(?P<of>[^.;:“”\"]{{0,120}}?)\s+"
    rf"{_BE}\s+{_ADVERBS}[“\"‘']?{_FALSE}\b"
)
_IT_IS = re.compile(
    rf"\b(?:[Ii]t|[Tt]his|[Tt]his one|[Tt]he (?:[\w’'-]+\s+){{0,3}}?(?:{_PIECE}|{_REPORT}))(?:(?: [\w’'-]+){{0,14}}?(?:\s+{_BE})|[’']s)\s+{_ADVERBS}"
    rf"[“\"‘']?{_FALSE}(?!\s+(?:news|advertising|story about|website|site))\b"
)
"""It, or a picture or a quote that stands for the story, is not real."""
_NOT_CLAIMED = re.compile(r"\b(?:if|whether|could|might|may|would|some|others?|many|people|probably not|asks?|asking|decide|wonder\w*|not an?|n[’']t an?|nor|facing claims|suspect\w*)\b", re.IGNORECASE)
_DENY = re.compile(r"\b(?P<cue>den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|debunk(?:s|ed)|disput(?:es|ed|ing))\s+(?P<of>[^.;“”]+)", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:be|been|was|were|is|are|being|nor|or|not|n[’']t|cannot|neither|never|to)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_ANAPHORS = frozenset({"it", "this", "they", "he", "she", "them", "him", "her", "anything", "wrongdoing", "comment"})
_SUBORDINATES = frozenset({"when", "while", "after", "before", "although", "though", "because", "but", "adding", "which", "who", "since", ";", "—", "–"})
_INTRODUCES = frozenset({"that", "of", "about", "by", "made", "saying", "claiming", "suggesting", "it", "he", "she", "they", "the"})
_DENIABLE = re.compile(r"(?:that|having|being|\w+ing|any|he|she|it|they|the|a|an|his|her|its|their|[“\"]|" + _REPORT + r")\b|[“\"]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Denial:
    """What is said not to be so. ``terms`` are the telling words of what is denied; none: what the story is about."""

    line: Line
    passage: Passage
    terms: Mapping[str, float]
    whole: bool = False


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
        shares = [covered(line.weights, dict.fromkeys(terms, 1.0)) for article, terms in self.leads.items() if article != line.article]
        return sum(shares) / len(shares) if shares else 0.0


def denials_of(lines: Sequence[Line]) -> list[Denial]:
    """Return the denials in the sentences of a story's articles, in their order."""
    found: list[Denial] = []
    for line in lines:
        said = [d for d in (_stated(line, statement) for statement in line.statements) if d]
        found.extend(said or _worded(line))
    return found


def contradictions(lines: Sequence[Line], claim: str | None = None) -> list[Conflict]:
    """Return the denials of a story beside the words that assert what they deny, each denied thing once.

    ``claim`` is what the story says happened, where that is known.
    """
    story = _Story(lines)
    core = telling(tokens(claim, 0, len(claim))) if claim else core_of(lines)
    before = {(line.article, line.number): line for line in lines}
    found: list[tuple[Denial, Line, float]] = []
    denials = denials_of(lines)
    target = _target(denials, core) or core
    for denial in denials:
        if denial.whole:
            near = [before.get((denial.line.article, denial.line.number - back)) for back in range(CONTEXT)]
            around = {term: weight for line in near if line for term, weight in line.weights.items()}
            best = _asserted(target, denial, story, LEAST_CENTRAL) if covered(core, around) >= CORE_LIKENESS else None
        else:
            best = _asserted(denial.terms, denial, story, LEAST_COVERED)
        if best:
            found.append((denial, *best))
    return [Conflict("denial", line.passage(), denial.passage) for denial, line in _distinct(found, core)]


def _target(denials: Sequence[Denial], core: Mapping[str, float]) -> Mapping[str, float] | None:
    """Return what a denial in full words denies, where that is of what the story is about: others that say less deny the same."""
    near = [denial.terms for denial in denials if covered(core, denial.terms) >= LEAST_TARGET]
    return max(near, key=lambda terms: covered(core, terms), default=None)


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


def asserts(line: Line) -> bool:
    """Return whether a sentence says that something is so: it isn't a question, hedged, a negative or about a denial."""
    words = {token.lower for token in line.words}
    if "?" in line.text or any(negates(word) for word in words):
        return False
    return not words & (conflict_words("hedge") | conflict_words("deny") | conflict_words("false") | conflict_words("averse"))


def _stated(line: Line, statement: Statement) -> Denial | None:
    """Return the denial that a statement with a cue of denying is; None for any other statement."""
    cue = {word.lower for span in statement.cue for word in span.text.split()}
    if not cue & conflict_words("deny") or statement.polarity != "negative" or any(negates(word) for word in cue):
        return None
    if not all(line.start <= span.start < line.end for span in (*statement.content, *statement.cue)):
        return None
    for span in statement.cue:
        if _PASSIVE.search(line.text, 0, span.start - line.start):
            return None
    content = [token for span in statement.content for token in tokens(line.text, span.start - line.start, min(span.end, line.end) - line.start)]
    denied = _denied(content, statement.source.name)
    return Denial(line, line.passage(), denied, whole=not denied) if denied is not None else None


def _worded(line: Line) -> list[Denial]:
    """Return the denials that the words of a sentence show, where the reader found no statement that denies."""
    if line.text.rstrip("\"”’' ").endswith("?"):
        return []
    verdict = _VERDICT.search(line.text)
    if verdict:
        low, high = verdict.span("of")
        terms = telling(tokens(line.text, low, high))
        return [Denial(line, line.passage(), terms if len(terms) >= LEAST_SHARED else {}, len(terms) < LEAST_SHARED)]
    if _IT_IS.search(line.text) and not _NOT_CLAIMED.search(line.text):
        return [Denial(line, line.passage(), {}, whole=True)]
    match = _DENY.search(line.text)
    if match is None or _PASSIVE.search(line.text, 0, match.start()) or not _DENIABLE.match(match["of"]):
        return []
    denied = _denied(tokens(line.text, *match.span("of")), None)
    return [Denial(line, line.passage(), denied, not denied)] if denied is not None else []


def _denied(content: Sequence[Token], subject: str | None) -> dict[str, float] | None:
    """Return the telling words of what is denied, none of them for a report as a whole, or None where the words do not tell.

    Whoever denies doing something is the one who is said to have done it.
    """
    words = [token.lower for token in content if token.is_word]
    if not words or any(negates(word) for word in words) or words[0] in _ANAPHORS:
        return None
    if len(words) > 1 and words[0] in ("that", "the", "this", "any") and words[1] in _ANAPHORS:
        return None
    if words[0].endswith("ing") and any(word in conflict_words("report") for word in words[:SHORT_OBJECT]):
        return None
    at = next((i for i, word in enumerate(words[:SHORT_OBJECT]) if word in conflict_words("report")), None)
    while at is not None and at + 1 < len(words) and words[at + 1] in conflict_words("report"):
        at += 1
    if at is not None and (len(words) == at + 1 or words[at + 1] not in _INTRODUCES):
        return {}
    ends = next((i for i, token in enumerate(content) if i > 1 and token.lower in _SUBORDINATES), len(content))
    terms = telling(content[:ends])
    if words[0].endswith("ing") and subject:
        terms.update(telling(tokens(subject, 0, len(subject))[-1:]))
    return terms if len(terms) >= LEAST_SHARED else None


def _asserted(terms: Mapping[str, float], denial: Denial, story: _Story, least: float) -> tuple[Line, float] | None:
    """Return the sentence that asserts best what is denied, of another article if any does, and how well it does."""
    index = story.index
    rarest = sorted(terms, key=lambda term: (len(index.get(term, ())), term))
    lines = {(line.article, line.start): line for term in [t for t in rarest if t in index][:MOST_LOOKED_UP] for line in index[term]}
    best: tuple[float, Line] | None = None
    for line in lines.values():
        share = covered(terms, line.weights)
        far = denial.whole and line.number >= LEAD and share < LEAST_COVERED
        itself = (line.article, line.start) == (denial.line.article, denial.line.start)
        if share < least or far or itself or _same_voice(line, denial.line) or not _shares(terms, denial, line):
            continue
        score = share + ELSEWHERE * (line.article != denial.line.article) - HEARSAY * _hearsay(line)
        score += story.support(line) if denial.whole else 0.0
        if best is None or score > best[0]:
            best = (score, line)
    return (best[1], best[0]) if best else None


def _shares(terms: Mapping[str, float], denial: Denial, line: Line) -> bool:
    """Return whether a sentence has enough of the words of what is denied, and the first that is no name: mostly what was done."""
    shared = [term for term in terms if term in line.weights]
    plain = {term: weight for term, weight in terms.items() if term not in denial.line.names}
    if not denial.whole and len(terms) <= FEW and len(shared) < len(terms):
        return False
    if len(shared) < LEAST_SHARED or denial.whole or not plain:
        return len(shared) >= LEAST_SHARED
    return next(iter(plain)) in line.weights and covered(plain, line.weights) >= LEAST_PLAIN


def _hearsay(line: Line) -> bool:
    return any(token.lower in conflict_words("hearsay") for token in line.words)


def _same_voice(one: Line, other: Line) -> bool:
    return any(same_name(a, b) for a in one.voices for b in other.voices)


def _distinct(found: Sequence[tuple[Denial, Line, float]], core: Mapping[str, float]) -> list[tuple[Denial, Line]]:
    """Leave of the denials of one thing a few that are told in different words, those with the clearest assertion first."""
    kept: list[tuple[Denial, Line]] = []
    for denial, line, _ in sorted(found, key=lambda item: -item[2]):
        terms = core if denial.whole else denial.terms
        same = [other for other, _ in kept if _same(terms, core if other.whole else other.terms)]
        told = any(alike(denial.line.weights, other.line.weights) >= SAME_WORDS or _same_voice(denial.line, other.line) for other in same)
        if len(same) < MOST_VOICES and not told:
            kept.append((denial, line))
    return kept


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Return whether two denials are of the same thing, one of them perhaps in fewer words."""
    return alike(one, other) >= SAME_DENIAL or max(covered(one, other), covered(other, one)) >= SAME_IN_SHORT
