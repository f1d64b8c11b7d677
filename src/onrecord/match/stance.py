"""What an article does with a claim: it asserts it, it says that it is wrong, or it reports it as somebody's word.

An article that states the claim somewhere in its own words is for it, one that only hands it on as somebody's word or hedges it is
observing, one that calls it false is against it (the guideline of Emergent and FNC-1, Ferreira and Vlachos, 2016). What tells is where
the words of the claim stand: in a statement or outside of all, by whom, how early, among which hedges and denials. These are
counted for each article and weighed by a logistic regression (``training/train_pairs.py``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from onrecord.language.tokens import placed
from onrecord.match.wording import Wording, coverage, match_words, sentences_of, wording_by, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.records import Article, Reading, SourceKind, Stance, Statement

STANCES: Final[tuple[Stance, ...]] = ("for", "against", "observing")
LEAD_SENTENCES: Final = 3
"""Sentences at the start of an article that say what it is about."""
BEARING: Final = 0.25
"""Share of a claim's words in a sentence from which the sentence bears on the claim."""
_KINDS: Final[dict[SourceKind, str]] = {
    "person": "person", "organisation": "body", "media": "media", "document": "document", "role": "role",
    "anonymous": "unnamed", "group": "group", "none": "nobody", "author": "author",
}  # fmt: skip
_PASSING_ON: Final = frozenset({"media", "author"})
"""Kinds of source whose tag alone is no hedge: the article stands by what it hands on."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: all of it, what of it is nobody's word but the article's, and that with what it hands on by outlet."""

    all: Wording
    own: Wording
    passed_on: Wording


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article ready to be held against any claim: its sentences in order, and the words of its statements.

    ``headline`` tells whether the first of the sentences is its headline.
    """

    sentences: tuple[Sentence, ...]
    said: tuple[tuple[Statement, Wording], ...]
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the share of the claim that stands in it, in its own voice, and there or handed on."""

    covers: float
    own: float
    passed_on: float
    words: frozenset[str]
    own_words: frozenset[str]
    place: int


def stance_of(reading: Reading, claim_text: str, said: Sequence[str] = (), denied: Sequence[str] = ()) -> Stance:
    """Return the stance of an article to its story's main claim, given the ids of those of its statements that say it and deny it.

    An article that could not be read is observing.
    """
    return stance_by(sheet_of(reading), wording_of(claim_text), said, denied)


def stance_by(sheet: Sheet, claim: Wording, said: Sequence[str] = (), denied: Sequence[str] = ()) -> Stance:
    """Return the same for an article that has been made ready."""
    if not sheet.sentences:
        return "observing"
    return STANCES[int(np.argmax(weigh(features_of(sheet, claim, said, denied))))]


def sheet_of(reading: Reading) -> Sheet:
    """Make an article ready to be held against claims."""
    if reading.article is None:
        return Sheet((), ())
    said = tuple((one, wording_of(" ... ".join(span.text for span in one.content))) for one in reading.statements)
    article = reading.article
    apart = bool(article.headline) and not any(block.kind == "headline" for block in article.blocks)
    title = (
        [Sentence(*[wording_of(article.headline or "")] * 3)] if apart else []
    )  # a headline that came beside the text
    sentences = (*title, *_sentences(article, reading.statements))
    return Sheet(
        sentences, said, bool(sentences and article.headline and sentences[0].all.text.strip() in article.headline)
    )


def weigh(features: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the log odds of each of ``STANCES`` from the features of an article."""
    names, weights, bias = _weights()
    return np.array([features.get(name, 0.0) for name in names]) @ weights + bias


@cache
def _weights() -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the names of the features, their weights [features, stances] and the bias [stances], as shipped."""
    path = resources.files("onrecord") / "data" / "match" / "stance.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    weights = np.array([data["weights"][name] for name in data["features"]], dtype=np.float64)
    return tuple(data["features"]), weights, np.array(data["bias"], dtype=np.float64)


def features_of(sheet: Sheet, claim: Wording, said: Sequence[str] = (), denied: Sequence[str] = ()) -> dict[str, float]:
    """Return what is counted of an article for its stance to a claim, each from 0 to 1."""
    lines = [
        Line(
            covers := coverage(claim, one.all), covers if one.own is one.all else coverage(claim, one.own),
            covers if one.passed_on is one.all else coverage(claim, one.passed_on),
            one.all.held, one.own.held, place,
        )
        for place, one in enumerate(sheet.sentences)
    ]  # fmt: skip
    features = _voice(lines)
    features.update(_said(sheet, claim))
    features.update(_words(lines))
    features["says_it"] = min(1.0, len(said) / 3)
    features["denies_it"] = min(1.0, len(denied) / 3)
    features["claim_denies"] = float(claim.has("denial", "debunk"))
    features["claim_hedged"] = float(claim.has("hedge"))
    return features


def _sentences(article: Article, statements: Sequence[Statement]) -> Iterator[Sentence]:
    """Yield the sentences of an article, with what stands inside and outside of statements."""
    attributed = [
        (span.start, span.end, statement.source.kind)
        for statement in statements
        if statement.source.kind != "author"
        for span in (*statement.content, *statement.cue)
    ]
    for start, end in sentences_of(article):
        whole = wording_of(article.text[start:end])
        inside = [(a, b, kind) for a, b, kind in attributed if a < end and start < b]
        if not inside:
            yield Sentence(whole, whole, whole)
            continue
        every = placed(article.text, start, end)
        own = _outside(every, [(a, b) for a, b, _ in inside])
        strict = [(a, b) for a, b, kind in inside if kind not in _PASSING_ON]
        passed_on = _outside(every, strict) if len(strict) < len(inside) else own
        yield Sentence(whole, own, passed_on)


def _outside(every: Sequence[tuple[int, str]], spans: Sequence[tuple[int, int]]) -> Wording:
    """Return the words of a sentence that stand in none of the spans."""
    left = [word for at, word in every if not any(a <= at < b for a, b in spans)]
    return wording_by(" ".join(left), left)


def _voice(lines: Sequence[Line]) -> dict[str, float]:
    """Return how much of the claim stands in the article's own voice, plain and hedged, early and anywhere."""
    features: dict[str, float] = {}
    hedges, outlook, credit = match_words("hedge"), match_words("outlook"), match_words("credit")
    for name, least in (("lead", 0), ("later", LEAD_SENTENCES)):
        part = [line for line in lines if line.place >= least and (least or line.place < LEAD_SENTENCES)]
        plain = [line for line in part if line.words.isdisjoint(hedges)]
        features[f"own_{name}"] = max([line.own for line in plain], default=0.0)
        features[f"passed_{name}"] = max([line.passed_on for line in plain], default=0.0)
        for what, listed in (("hedged", hedges), ("outlook", outlook), ("credit", credit)):
            having = [line.covers for line in part if not line.words.isdisjoint(listed)]
            features[f"{what}_{name}"] = max(having, default=0.0)
        features[f"covers_{name}"] = max([line.covers for line in part], default=0.0)
    return features


def _said(sheet: Sheet, claim: Wording) -> dict[str, float]:
    """Return how much of the claim each kind of source says, and how much those say who deny or are unsure."""
    features: dict[str, float] = {}
    for statement, wording in sheet.said:
        names = ["said_" + _KINDS[statement.source.kind]]
        if statement.polarity == "negative":
            names.append("said_no")
        if statement.certainty in {"possible", "probable"}:
            names.append("said_unsure")
        share = coverage(claim, wording)
        for name in names:
            features[name] = max(features.get(name, 0.0), share)
    return features


def _words(lines: Sequence[Line]) -> dict[str, float]:
    """Return how thick the words of denial, doubt and hedging stand, near the claim, in the lead and in all."""
    features: dict[str, float] = {}
    bearing = [line for line in lines if line.covers >= BEARING]
    for listed in ("denial", "debunk", "doubt", "hedge"):
        among = match_words(listed)
        features[f"{listed}_near"] = _share(sum(bool(line.words & among) for line in bearing), len(bearing))
        features[f"{listed}_near_own"] = _share(sum(bool(line.own_words & among) for line in bearing), len(bearing))
        features[f"{listed}_lead"] = float(any(line.words & among for line in lines[:LEAD_SENTENCES]))
        features[f"{listed}_any"] = min(1.0, sum(len(line.words & among) for line in lines) / 5)
        features[f"{listed}_own"] = min(1.0, sum(len(line.own_words & among) for line in lines) / 5)
    negated = [line for line in bearing if line.own_words & match_words("negation")]
    features["negated_near"] = _share(len(negated), len(bearing))
    features["bearing"] = _share(len(bearing), len(lines))
    features["long"] = min(1.0, len(lines) / 50)
    return features


def _share(some: int, every: int) -> float:
    return some / every if every else 0.0
