"""What the resolver's network gives for every word, and the small heads that work on it, in numpy.

The heads are: mentions and coreference (see ``mentions``), the kind of a source, the commitment of a source to what it says, and which
channel or time belongs to which statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.model.bioes import Labels
from onrecord.model.heads import NAMES
from onrecord.model.mentions import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from onrecord.records import Certainty, SourceKind

    Floats = NDArray[np.float32]

Run = tuple[int, int]
"""First word and the one after the last."""
SPAN, ANTE, VOICE = 96, 128, 128
"""Numbers a word has as the start or end of a mention, as the start or end of an antecedent, and for all other heads."""
TAGS = Labels(("media", "social", "document", "event", "said"))
"""Words that name a channel, by its kind, and words that say when something was said."""
COLUMNS = {
    "spans": slice(0, 2 * SPAN),
    "antes": slice(2 * SPAN, 2 * (SPAN + ANTE)),
    "voice": slice(2 * (SPAN + ANTE), 2 * (SPAN + ANTE) + VOICE),
    "tags": slice(2 * (SPAN + ANTE) + VOICE, 2 * (SPAN + ANTE) + VOICE + len(TAGS.names)),
    "fact": slice(2 * (SPAN + ANTE) + VOICE + len(TAGS.names), 2 * (SPAN + ANTE) + VOICE + len(TAGS.names) + 1),
}
"""Columns of the network's output for a word."""
WIDTH = COLUMNS["fact"].stop

KINDS: tuple[SourceKind, ...] = (
    "person",
    "organisation",
    "media",
    "document",
    "role",
    "anonymous",
    "group",
    "author",
    "none",
)
CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible", "unknown")
FLAGS = len(SHAPES) + len(NAMES.classes) + 1 + 4
"""Numbers beside the vectors that tell of a source: its shape, the kind of name at its head, and four yes or no."""
KIND_SIZE = 4 * VOICE + FLAGS
COMMITMENT_SIZE = 5 * VOICE + 2
LINK_FEATURES = 20


def mean(voices: NDArray[Any], runs: Sequence[Run]) -> Floats:
    """Return the mean vector (VOICE,) of the words in ``runs`` (ends excluded); zeros for none."""
    if not runs:
        return np.zeros(voices.shape[1], np.float32)
    return np.concatenate([voices[a:b] for a, b in runs]).astype(np.float32).mean(0)  # type: ignore[no-any-return]


def kind_flags(  # noqa: PLR0913 - one flag each, named at the call
    shape: int, name: int, *, has_source: bool, has_cue: bool, quoted: bool, opens: bool
) -> Floats:
    """Return what is told of a source beside its vectors (``FLAGS``,)."""
    flags = np.zeros(FLAGS, np.float32)
    if has_source:
        flags[shape] = 1
        flags[len(SHAPES) + name] = 1
    flags[-4:] = has_source, has_cue, quoted, opens
    return flags


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of a statement, as runs."""

    source: Sequence[Run]
    cue: Sequence[Run]
    content: Sequence[Run]

    def from_first(self) -> tuple[Run, Parts]:
        """Return the words from the first part to the last, and the parts counted from the first."""
        every = (*self.source, *self.cue, *self.content)
        low, high = min((a for a, _ in every), default=0), max((b for _, b in every), default=0)
        moved = [[(a - low, b - low) for a, b in part] for part in (self.source, self.cue, self.content)]
        return (low, high), Parts(*moved)


def kind_input(voices: Floats, head: int, parts: Parts, flags: Floats) -> Floats:
    """Return what the kind of a source is told from (``KIND_SIZE``,); ``head`` is the word at its head, -1 for none."""
    at = voices[head] if head >= 0 else np.zeros(voices.shape[1], np.float32)
    return np.concatenate([at, *(mean(voices, part) for part in (parts.source, parts.cue, parts.content)), flags])


def commitment_input(voices: Floats, parts: Parts) -> Floats:
    """Return what certainty and polarity are told from (``COMMITMENT_SIZE``,)."""
    source, cue, content = parts.source, parts.cue, parts.content
    nothing = np.zeros(voices.shape[1], np.float32)
    vectors = [
        mean(voices, cue), voices[cue[-1][1] - 1] if cue else nothing, mean(voices, content),
        voices[content[0][0]] if content else nothing, mean(voices, source),
    ]  # fmt: skip
    return np.concatenate([*vectors, np.array([bool(cue), bool(source)], np.float32)])


def two_layers(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    """Return a head with one hidden layer applied to rows of ``x``."""
    hidden = np.maximum(x @ weights[f"{name}.0"] + weights[f"{name}.1"], 0)
    return hidden @ weights[f"{name}.2"] + weights[f"{name}.3"]  # type: ignore[no-any-return]


def link_features(
    tag: int, channel: Run, parts: Parts, *, sentences: NDArray[np.int64], paragraphs: NDArray[np.int64]
) -> Floats:
    """Return what tells whether the words ``channel``, tagged ``tag``, belong to a statement (``LINK_FEATURES``,)."""
    anchor = (parts.cue or parts.source or parts.content)[0][0]
    first, end = channel
    away = int(sentences[first] - sentences[anchor])
    features = np.zeros(LINK_FEATURES, np.float32)
    features[tag] = 1
    features[5:10] = away == 0, away == -1, away == 1, away < -1, away > 1
    features[10] = paragraphs[first] == paragraphs[anchor]
    for index, part in enumerate((parts.content, parts.cue, parts.source), 11):
        features[index] = any(a < end and first < b for a, b in part)
    features[14] = first > anchor
    features[15] = min(abs(first - anchor), 60) / 60
    features[16] = 0 < first - anchor <= 3
    features[17] = any(b == first for a, b in parts.cue)
    starts = [a for a, _ in parts.content]
    features[18] = bool(starts) and first < min(starts)
    features[19] = not parts.source
    return features
