"""How sure the reader is of an attribution: a logistic calibration of what the network said of its parts.

Platt (1999) fitted a logistic curve to a classifier's score; here the score has several parts (the labels of content,
cue and source, the two links), and the curve is fitted on dev articles to whether annotators agree end to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from onrecord.model.decode import Attribution

LEAST = -6.0
"""Log-probabilities below this say no more than "very unlikely"."""
FEATURES = ("content", "cue", "source", "to_cue", "to_source", "has_cue", "has_source", "inner", "length")


def features_of(attribution: Attribution) -> NDArray[np.float64]:
    """Return what the confidence is computed from, one number for each of ``FEATURES``."""
    words = sum(b - a for a, b in attribution.content)
    return np.array(
        [
            *(max(LEAST, value) for value in attribution.evidence),
            float(bool(attribution.cue)),
            float(bool(attribution.source)),
            float(attribution.layer),
            float(np.log(words)),
        ]
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve: ``weights`` for ``FEATURES``, and an offset."""

    weights: tuple[float, ...]
    offset: float

    def confidence(self, attribution: Attribution) -> float:
        """Return the probability, 0 to 1, that a careful reader would find the same statement with the same source."""
        return float(1 / (1 + np.exp(-(features_of(attribution) @ np.array(self.weights) + self.offset))))


def fitted(features: NDArray[np.float64], right: NDArray[np.float64], strength: float = 1.0) -> Calibration:
    """Fit the curve to ``features`` (n, 9) and ``right`` (n,) of 0 and 1 by Newton's method, ``strength`` of its L2 penalty."""
    x = np.concatenate([features, np.ones((len(features), 1))], axis=1)
    penalty = np.eye(x.shape[1]) * strength
    penalty[-1, -1] = 0
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - right) + penalty @ w
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty + 1e-9 * np.eye(x.shape[1]), gradient)
    return Calibration(tuple(float(v) for v in w[:-1]), float(w[-1]))


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.float64], bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al., ICML 2017): mean gap of confidence and truth over equal bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        (place == b).mean() * abs(confidence[place == b].mean() - right[place == b].mean())
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps))
