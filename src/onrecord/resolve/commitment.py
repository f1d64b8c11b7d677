"""How sure a source is of what it is said to have said, and whether it affirms or denies it: the learned head and the words of the cue.

The values follow FactBank (Sauri and Pustejovsky, 2009): certain, probable, possible or unknown, positive or negative.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.voices import CERTAINTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Certainty, Polarity

WORTH = 4.0
"""What a listed word of the cue adds to the log probability of its value: it decides where the head is unsure."""
NEGATED_WORTH = 10.0
"""The same for the polarity where the word is negated: the head is sure that these deny, which "does not doubt" does not."""


def commitment_of(
    text: str, cue: Sequence[tuple[int, int]], certainties: Sequence[float], negative: float
) -> tuple[Certainty, Polarity]:
    """Return the certainty and the polarity of a statement by its ``cue`` (offsets) and the head's probabilities of each."""
    scores = np.log(np.maximum(certainties, 1e-4))
    denies = float(np.log(max(negative, 1e-4)) - np.log(max(1 - negative, 1e-4)))
    listed = listed_commitment(text, cue)
    if listed is not None:
        certainty, polarity = listed
        worth = NEGATED_WORTH if _is_negated(_words_of(text, cue)) else WORTH
        scores[CERTAINTIES.index(certainty)] += WORTH
        denies += worth if polarity == "negative" else -worth
    return CERTAINTIES[int(np.argmax(scores))], "negative" if denies > 0 else "positive"


def listed_commitment(text: str, cue: Sequence[tuple[int, int]]) -> tuple[Certainty, Polarity] | None:
    """Return what the list says of the first known word of a cue, turned where it is negated; None where it has none of them."""
    lists = word_lists.classes("commitment_cues")
    spoken = _words_of(text, cue)
    turned = _is_negated(spoken)
    for certainty in CERTAINTIES:
        polarities: tuple[Polarity, ...] = ("negative", "positive")
        for polarity in polarities:
            if lists.get(f"{certainty}-{polarity}", frozenset()) & set(spoken):
                return _turned(certainty, polarity) if turned else (certainty, polarity)
    return None


def _words_of(text: str, cue: Sequence[tuple[int, int]]) -> list[str]:
    """Return the words of a cue in lower case, and every two that stand next to each other, joined by a hyphen."""
    spoken = [token.lower.replace("’", "'") for part in cue for token in tokens(text, *part) if token.is_word]
    return spoken + [f"{one}-{other}" for one, other in pairwise(spoken)]


def _is_negated(spoken: Sequence[str]) -> bool:
    """Whether one of the words negates."""
    turns = word_lists.classes("commitment_cues")["turn"]
    return any(word in turns or word.endswith("n't") for word in spoken)


def _turned(certainty: Certainty, polarity: Polarity) -> tuple[Certainty, Polarity]:
    """Return what a value becomes when its word is negated: "does not expect" is "probable, negative"."""
    found = word_lists.classes("commitment_cues").get(f"turned.{certainty}-{polarity}", frozenset[str]())
    for value in found:
        other, _, side = value.partition("-")
        turned = next((one for one in CERTAINTIES if one == other), certainty)
        return turned, "negative" if side == "negative" else "positive"
    return certainty, polarity
