"""Texts as the resolver sees them: the shipped reader's states of every window, and what it says of names and sentence ends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from onrecord.model.heads import NAMES, SCORED, SCORES
from onrecord.model.words import row_of, windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from onrecord.model.words import Word


@dataclass(slots=True)
class States:
    """``windows``: states (pieces, 384) of each; ``at``: (window, piece) of every word's first piece; ``names`` and ``sentences`` (w,)."""

    windows: list[np.ndarray]
    at: np.ndarray
    names: np.ndarray
    sentences: np.ndarray


class Frozen:
    """The shipped reader, run once over a text."""

    def __init__(self, file: Path, tokenizer: Tokenizer, threads: int = 2) -> None:
        """Open the reader in ``file``, which must have been through ``expose_states``."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def states(self, words: Sequence[Word]) -> States:
        """Return the states of the words, each from the window where it is no context."""
        labels = np.zeros((len(words), SCORED), np.float32)
        at = np.zeros((len(words), 2), np.int64)
        kept = []
        for number, window in enumerate(windows(words)):
            row = row_of(words, window, self._tokenizer)
            given = {"pieces": row.pieces[None], "cases": row.cases[None], "quoted": row.quoted[None]}
            scores, _, states = self._session.run(None, given)
            heads = row.heads[window.own - window.first :]
            labels[window.own : window.end] = scores[0][heads]
            at[window.own : window.end, 0], at[window.own : window.end, 1] = number, heads
            kept.append(states[0].astype(np.float16))
        paragraphs = np.array([word.paragraph for word in words], np.int64)
        return States(kept, at, names_of(labels, paragraphs), sentences_of(labels, paragraphs))


class Kept:
    """The states of texts, in a folder: computed once for each reader and text, and loaded after that."""

    def __init__(self, folder: Path, file: Path, tokenizer: Tokenizer, threads: int = 2) -> None:
        """Take the folder, and the reader in ``file`` for what is not there yet."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._file = folder, file
        self._tokenizer, self._threads = tokenizer, threads
        self._reader = hashlib.sha256(file.read_bytes()).digest()
        self._frozen: Frozen | None = None

    def states(self, words: Sequence[Word]) -> States:
        """Return the states of the words."""
        key = hashlib.sha256(self._reader + repr(words).encode()).hexdigest()
        file = self._folder / f"{key[:24]}.npz"
        if not file.exists():
            self._frozen = self._frozen or Frozen(self._file, self._tokenizer, self._threads)
            _written(self._frozen.states(words), file)
        with np.load(file) as kept:
            windows = np.split(kept["windows"], kept["sizes"].cumsum()[:-1])
            return States(windows, kept["at"], kept["names"], kept["sentences"])


def _written(states: States, file: Path) -> None:
    """Write the states beside ``file``, then take its place, so that an interrupted run leaves no half of one."""
    new = file.with_suffix(".new.npz")
    np.savez(
        new, windows=np.concatenate(states.windows), sizes=np.array([len(window) for window in states.windows]),
        at=states.at, names=states.names, sentences=states.sentences,
    )  # fmt: skip
    new.replace(file)


def names_of(labels: np.ndarray, paragraphs: np.ndarray) -> np.ndarray:
    """Return for each word 0, or the number of its name's kind plus 1."""
    scores = labels[:, SCORES["names"]]
    logged = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    names = np.zeros(len(labels), np.int64)
    for kind, start, end in NAMES.spans(NAMES.best(logged, paragraphs)):
        names[start:end] = 1 + NAMES.classes.index(kind)
    return names


def sentences_of(labels: np.ndarray, paragraphs: np.ndarray) -> np.ndarray:
    """Return the number of the sentence of each word."""
    ends = labels[:, SCORES["ends"]][:, 0] > 0
    starts = np.zeros(len(labels), np.int64)
    starts[1:] = ends[:-1] | (paragraphs[1:] != paragraphs[:-1])
    return starts.cumsum()
