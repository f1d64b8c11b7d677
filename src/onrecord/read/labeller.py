"""The block labeller: a small convolutional network over the lines of a page, run with numpy alone.

Each line's hashed words, place in the tree and measures become a vector; dilated convolutions (Yu and Koltun, ICLR 2016) let
it see its neighbours up to 16 lines away and a summary of the page; a softmax gives the probability of each block kind.
``training/train_blocks.py`` makes the weights, which are plain arrays in an ``.npz`` file, loaded without pickle.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from onrecord.read.features import Features

    Floats = NDArray[np.float32]

DILATIONS = (1, 2, 4, 8, 1)
"""Distances, in lines, at which each layer looks; together they reach 16 lines to either side."""
PAGE_LAYER = 2
"""After this layer each line is also told what the whole page looks like."""


@dataclass(frozen=True, slots=True)
class Labeller:
    """The weights of one labeller. ``probabilities`` is its only use."""

    weights: Mapping[str, Floats]

    def probabilities(self, features: Features) -> Floats:
        """Return the probability of each kind for each line: an array (lines, len(BLOCK_KINDS)) whose rows sum to 1."""
        w = self.weights
        parts = [_mean_rows(w["words"], features.words, features.word_offsets)]
        if "places" in w:
            parts.append(_mean_rows(w["places"], features.places, features.place_offsets))
        parts.append((features.measures - w["mean"]) / w["deviation"])
        hidden = _rectified(np.concatenate(parts, axis=1) @ w["input"] + w["input_bias"])
        for layer, distance in enumerate(DILATIONS):
            hidden = hidden + _rectified(_neighbours(hidden, distance) @ w[f"layer{layer}"] + w[f"layer{layer}_bias"])
            if layer == PAGE_LAYER:
                summary = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0)])
                hidden = hidden + _rectified(summary @ w["page"] + w["page_bias"])
        hidden = _rectified(hidden @ w["middle"] + w["middle_bias"])
        scores = hidden @ w["output"] + w["output_bias"]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Floats = scores / scores.sum(axis=1, keepdims=True)
        return result


def _mean_rows(table: Floats, rows: NDArray[np.int64], offsets: NDArray[np.int64]) -> Floats:
    """Return the mean of the table's rows for each bag; bags follow one another and none is empty."""
    lengths = np.diff(np.append(offsets, len(rows)))[:, None]
    mean: Floats = (np.add.reduceat(table[rows], offsets, axis=0) / lengths).astype(np.float32)
    return mean


def _rectified(values: Floats) -> Floats:
    return np.maximum(values, np.float32(0))


def _neighbours(hidden: Floats, distance: int) -> Floats:
    """Put beside each line the one ``distance`` before and after it; beyond the page's ends there is nothing (0)."""
    padded = np.pad(hidden, ((distance, distance), (0, 0)))
    return np.concatenate([padded[: len(hidden)], hidden, padded[2 * distance :]], axis=1)


@functools.cache
def labeller(kind: Literal["html", "text", "segments", "paragraphs"], folder: Path | None = None) -> Labeller:
    """Return the labeller for the lines of web pages, of plain text, or for the words of run-on text.

    ``folder`` holds weights other than the package's (``Settings.weights``). They are read once a process.
    """
    place = files("onrecord.data") if folder is None else folder
    with place.joinpath(f"blocks_{kind}.npz").open("rb") as file:
        arrays: Any = np.load(file, allow_pickle=False)
        return Labeller({name: arrays[name].astype(np.float32) for name in arrays.files})
