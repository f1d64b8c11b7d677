"""How likely it is that two statements say the same, whatever their wording, and whether one denies the other.

A logistic regression weighs how much of each the other has, the words that follow one another in both, and the names and numbers that
they share or that set them apart (``training/train_pairs.py``). Rules stand above it: two texts whose numbers or names
exclude each other are never the same, and of two that say the same words one denies the other where just one of them is a negative.
"""

from __future__ import annotations

import json
import math
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.match.wording import Wording

Relation = Literal["same", "denial"]
SAME: Final = 0.5
"""Probability from which two statements say the same."""
DENIAL: Final = 0.7
"""Probability, polarity aside, from which a negative denies the other: two negatives of different things are easily alike."""
TURNED: Final = 0.25
"""Share of the shared words that a negation must reach."""
DENIAL_OF_SHORTER: Final = 0.6
"""Share of the shorter text's words that both must have."""
DENIAL_OF_LONGER: Final = 0.35
"""The same of the longer one's."""
LONGEST_DENIAL: Final = 30
"""Words of a text in which "false" or "hoax" is said of all of it."""
_RUN_IN_FULL: Final = 8
"""Words in a row shared by two texts that are as good as a whole quotation."""
_RARE: Final = 3.0
"""Rarity from which a shared word tells that two texts are about the same thing."""


_ROUNDING: Final = 1e-9
_TEXTS_KEPT: Final = 1 << 12
"""Texts of which the pairs of adjacent words are kept, while they are compared with one after the other."""


def relation_of(one: Wording, other: Wording, least: float = SAME) -> Relation | None:
    """Return whether two statements say the same or one denies the other; None where they say different things."""
    if excluded(one, other):
        return None
    features = _features(one, other)
    if _probability(features, max(0.0, _weights()["run"])) < least - _ROUNDING:
        return None  # whatever stands in a row in both, which takes longest to find out
    features["run"] = _run(one, other)
    likely = _probability(features)
    if likely < least:
        return None
    if not opposed(one, other):
        return "same"
    return "denial" if likely >= DENIAL else None


def opposed(one: Wording, other: Wording) -> bool:
    """Return whether one of two texts turns what both say: a negation reaches shared words in it alone, or it calls them untrue.

    A negation in a long quotation, or in a text of which the other has little, turns something else.
    """
    shared = {term: min(weight, other.terms[term]) for term, weight in one.terms.items() if term in other.terms}
    weight = sum(shared.values())
    turned = sum(share for term, share in shared.items() if (term in one.turned) != (term in other.turned))
    low, high = sorted((one.weight, other.weight))
    alike = weight >= DENIAL_OF_SHORTER * low and weight >= DENIAL_OF_LONGER * high
    negated = alike and not (one.negative and other.negative) and turned > TURNED * weight
    untrue = [text.untrue and len(text.words) <= LONGEST_DENIAL for text in (one, other)]
    return negated != (untrue[0] != untrue[1])


def excluded(one: Wording, other: Wording) -> bool:
    """Return whether the numbers of two texts, or the names, have nothing in common though both have some."""
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return True
    return (
        len(one.names) > 1
        and len(other.names) > 1
        and not one.terms.keys() & other.names
        and not other.terms.keys() & one.names
    )


def probability(one: Wording, other: Wording) -> float:
    """Return the probability that two texts say the same thing, their polarity aside."""
    return _probability(features_of(one, other))


def _probability(features: Mapping[str, float], beside: float = 0.0) -> float:
    """Return the probability of features, with a term for those that are not known yet."""
    weights = _weights()
    total = weights["bias"] + sum([weights[name] * value for name, value in features.items()]) + beside
    return 1 / (1 + math.exp(-total))


def features_of(one: Wording, other: Wording) -> dict[str, float]:
    """Return what two texts share, each from 0 to 1; the order of the two makes no difference."""
    features = _features(one, other)
    features["run"] = _run(one, other)
    return features


def _run(one: Wording, other: Wording) -> float:
    return min(1.0, _longest_run(one.words, other.words) / _RUN_IN_FULL)


def _features(one: Wording, other: Wording) -> dict[str, float]:
    """Return all features but ``run``, which is 0 and keeps its place."""
    terms = other.terms
    shared = [min(weight, terms[term]) for term, weight in one.terms.items() if term in terms]
    weight = sum(shared)
    low, high = sorted((one.weight or 1.0, other.weight or 1.0))
    names = one.names & other.terms.keys() | other.names & one.terms.keys()
    either = one.names | other.names
    numbers = one.numbers | other.numbers
    return {
        "least_covered": min(1.0, weight / high),
        "most_covered": min(1.0, weight / low),
        "shared": min(1.0, weight / 30),
        "rare": min(1.0, sum([value >= _RARE for value in shared]) / 5),
        "run": 0.0,
        "pairs": _pairs_shared(one.words, other.words),
        "names": len(names) / len(either) if either else 0.0,
        "names_apart": float(bool(one.names and other.names and not names)),
        "numbers": len(one.numbers & other.numbers) / len(numbers) if numbers else 0.0,
        "numbers_apart": float(bool(numbers) and not one.numbers & other.numbers),
        "short": 1 / (1 + min(len(one.terms), len(other.terms))),
    }


def _longest_run(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return the most words that follow one another in both, counted up to a whole quotation."""
    best = 0
    grams = _pairs_of(other)
    if grams.isdisjoint(_pairs_of(one)):
        return best
    longer = " ".join(("", *other, ""))
    for start in range(len(one) - 1):
        if one[start : start + 2] not in grams:
            continue
        while (
            best < _RUN_IN_FULL and start + best < len(one) and f" {' '.join(one[start : start + best + 1])} " in longer
        ):
            best += 1
    return best


def _pairs_shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of the shorter text's pairs of adjacent words that the longer one has too."""
    first, second = _pairs_of(one), _pairs_of(other)
    least = min(len(first), len(second))
    return len(first & second) / least if least else 0.0


@lru_cache(_TEXTS_KEPT)
def _pairs_of(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words))


@cache
def _weights() -> Mapping[str, float]:
    path = resources.files("onrecord") / "data" / "match" / "pairs.json"
    data: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return data
