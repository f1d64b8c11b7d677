"""What a story's articles say is not so.

A denial is somebody's ("denied that", "disputed reports that") or a verdict on a report ("the story is a hoax", said by anyone). It is taken
from the statements of the reading where they have a cue of denying, and from the words of the sentence where they have not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.language.tokens import tokens
from onrecord.trace.lines import conflict_words, may_have, negates, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import Passage, Statement
    from onrecord.trace.lines import Line

LEAST_SHARED: Final = 2
"""Telling words that a denial and an assertion must share."""
SHORT_OBJECT: Final = 5
"""Words within which a report is named for the report to be what is denied."""
_REPORT = r"(?:reports?|rumou?rs?|claims?|stor(?:y|ies)|allegations?|accusations?|news|suggestions?|speculation|articles?|tale|assertions?|(?:conspiracy )?theor(?:y|ies))"
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
_BASELESS = re.compile(
    rf"\b(?:unfounded|baseless|debunked|discredited|bogus|unsubstantiated|false)\s+{_REPORT}\b[^.;“”]{{0,30}}?\bthat\b(?P<of>[^.;“”]+)"
    rf"|\b(?:called|calling|calls|described|dismissed|labell?ed)\s+(?:the\s+|such\s+)?(?:{_REPORT})(?P<of_called>[^.;“”\"]*?)(?:\s+as)?\s+[“\"‘']?"
    rf"(?:unfounded|baseless|unsubstantiated|false|ridiculous|ludicrous|nonsense|bogus|untrue)\b"
)
"""A claim is named together with what is thought of it: "an unfounded rumour that", "called reports of it baseless"."""
_UNTRUE = (
    "true", "real", "false", "hoax", "fabricat", "fake", "bogus", "baseless", "unfounded", "fictitious", "made up", "nonsense", "satirical", "a lie",
    "photoshopped", "doctored", "debunked", "discredited", "unsubstantiated", "ridiculous", "ludicrous",
)  # fmt: skip
"""Letters of which each sentence has some that ``_VERDICT``, ``_IT_IS`` or ``_BASELESS`` finds: most have none."""
_DENYING = ("deny", "denie", "refut", "debunk", "disput")
"""The same for ``_DENY``."""
_NOT_CLAIMED = re.compile(
    r"\b(?:if|whether|could|might|may|would|some|others?|many|people|probably not|chance|possib\w+|prove to|proves? to|asks?|asking|decide|wonder\w*|not an?|n[’']t an?|nor|facing claims|suspect\w*)\b",
    re.IGNORECASE,
)
_DENY = re.compile(
    r"\b(?P<cue>den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|debunk(?:s|ed)|disput(?:es|ed|ing))\s+(?P<of>[^.;“”]+)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:if|whether|would|could|asked)\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:be|been|was|were|is|are|being|nor|or|not|n[’']t|cannot|neither|never|to)\s+(?:\w+ly\s+)?$", re.IGNORECASE
)
_ANAPHORS = frozenset({"it", "this", "they", "he", "she", "them", "him", "her", "anything", "wrongdoing", "comment"})
_SUBORDINATES = frozenset(
    {
        "when",
        "while",
        "after",
        "before",
        "although",
        "though",
        "because",
        "but",
        "adding",
        "which",
        "who",
        "since",
        ";",
        "—",
        "–",
    }
)
_POINTING = frozenset({"he", "she", "it", "they", "his", "her", "its", "their", "him", "them"})
_INTRODUCES = frozenset(
    {"that", "of", "about", "by", "made", "saying", "claiming", "suggesting", "it", "he", "she", "they", "the"}
)
_DENIABLE = re.compile(
    r"(?:that|having|being|\w+ing|any|he|she|it|they|the|a|an|his|her|its|their|[“\"]|" + _REPORT + r")\b|[“\"]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Denial:
    """What is said not to be so. ``terms`` are the telling words of what is denied; none: what the story is about.

    ``who`` are stems of the name of whoever denies it, where the words denied point back to them ("denied its ties").
    """

    line: Line
    passage: Passage
    terms: Mapping[str, float]
    whole: bool = False
    fuller: Line | None = None
    who: frozenset[str] = frozenset()

    def of_what(self, other: Denial) -> Denial:
        """Return this denial with what another one denies in full words."""
        return replace(self, terms=other.terms, whole=False, who=other.who, fuller=other.line)


def denials_of(lines: Sequence[Line]) -> list[Denial]:
    """Return the denials in the sentences of a story's articles, in their order."""
    found: list[Denial] = []
    for line in lines:
        said = [d for d in (_stated(line, statement) for statement in line.statements) if d]
        found.extend(said or _worded(line))
    return found


def asserts(line: Line) -> bool:
    """Return whether a sentence says that something is so: it isn't a question, hedged, a negative or about a denial."""
    if "?" in line.text:
        return False
    return line.held.isdisjoint(_not_asserted()) and not any(map(negates, line.held))


@cache
def _not_asserted() -> frozenset[str]:
    return conflict_words("hedge") | conflict_words("deny") | conflict_words("false") | conflict_words("averse")


def _stated(line: Line, statement: Statement) -> Denial | None:
    """Return the denial that a statement with a cue of denying is; None for any other statement."""
    cue = {word.lower() for span in statement.cue for word in span.text.split()}
    if not cue & conflict_words("deny") or statement.polarity != "negative" or any(negates(word) for word in cue):
        return None
    if not all(line.start <= span.start < line.end for span in (*statement.content, *statement.cue)):
        return None
    for span in statement.cue:
        before = span.start - line.start
        if _PASSIVE.search(line.text, 0, before) or _OPEN.search(line.text, 0, before):
            return None
    content = [
        token
        for span in statement.content
        for token in tokens(line.text, span.start - line.start, min(span.end, line.end) - line.start)
    ]
    denied = _denied(content, statement.source.name)
    pointed = statement.source.name if {token.lower for token in content} & _POINTING else None
    who = frozenset(telling(tokens(pointed, 0, len(pointed)))) if pointed else frozenset[str]()
    return Denial(line, line.passage(), denied, not denied, who=who) if denied is not None else None


def _worded(line: Line) -> list[Denial]:
    """Return the denials that the words of a sentence show, where the reader found no statement that denies."""
    if line.text.rstrip("\"”’' ").endswith("?"):
        return []
    untrue = any(mark in line.text for mark in _UNTRUE)
    verdict = _VERDICT.search(line.text) if untrue else None
    if verdict and not _NOT_CLAIMED.search(line.text, 0, verdict.start()):
        low, high = verdict.span("of")
        terms = telling(tokens(line.text, low, high))
        return [Denial(line, line.passage(), terms if len(terms) >= LEAST_SHARED else {}, len(terms) < LEAST_SHARED)]
    if untrue and _IT_IS.search(line.text) and not _NOT_CLAIMED.search(line.text):
        return [Denial(line, line.passage(), {}, whole=True)]
    baseless = _BASELESS.search(line.text) if untrue else None
    if baseless:
        terms = telling(tokens(line.text, *baseless.span("of" if baseless["of"] else "of_called")))
        return [Denial(line, line.passage(), terms, len(terms) < LEAST_SHARED)]
    match = _DENY.search(line.text) if may_have(line.text, _DENYING) else None
    if (
        match is None
        or _OPEN.search(line.text, 0, match.start())
        or _PASSIVE.search(line.text, 0, match.start())
        or not _DENIABLE.match(match["of"])
    ):
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
