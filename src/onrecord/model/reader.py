"""The neural reader at run time: text in, attributions, names and sentence ends out, by ONNX sessions (``session``).

The weights are package data (``data/reader``): the network in ONNX with 8-bit weights, the tokenizer, and ``reader.json``
with the tables of the links, the settings of decoding, the calibration of confidence, and the hashes of the files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.errors import DeviceError, WeightsError
from onrecord.model.confidence import Calibration
from onrecord.model.decode import Bias, LinkTables, Scores, decode
from onrecord.model.heads import LINKED, NAMES, SCORED, SCORES
from onrecord.model.resolver import (
    Heard,
    Mention,
    Resolver,
    Tagged,
    WordTable,
    opened_resolver,
    together,
)
from onrecord.model.session import CPU, DEVICES, Device, Network, network_of
from onrecord.model.voices import WIDTH
from onrecord.model.words import Row, Word, row_of, windows, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from onrecord.model.decode import Attribution

Range = tuple[int, int]

STRETCH = 20_000
"""Characters read at once, in whole paragraphs: longer than 99 of 100 articles, and memory stays flat on any length."""
LONGEST_PARAGRAPH = 20_000
"""Characters; a longer paragraph is no prose and is cut at a blank, so that a stretch always ends."""
LONGEST_NAME = 20
"""Words; longer runs of one label are lists or noise."""
APART = 0.25
"""How far a number may be from the one that the processor finds, of numbers up to 28: ten times what rounding to a GPU's TF32 does (0.024),
and a tenth of what 8 bits do (2.3)."""
WITNESSED = (
    "The bridge at Fennick will close in May after ninety years, the council said on Tuesday, and Ada Moss, the mayor, told the "
    "Fennick Post that nobody had been asked: “I heard of it on the radio,” she said, according to two people who were there."
)
"""An invented paragraph, read when a GPU is opened (``see_agree``)."""
FILES = ("reader.onnx", "resolver.onnx", "resolver.npz", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution as the network found it; offsets are code points of the text.

    ``inside`` is the index, in ``Reading.attributions``, of the one whose content this one stands in.
    """

    content: tuple[Range, ...]
    cue: tuple[Range, ...]
    source: tuple[Range, ...]
    inside: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity; ``kind`` is one of ``heads.NAMES.classes``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in a text, each in the order of the text; ``ends``: offsets right after each sentence.

    ``words``, ``mentions`` and ``tags`` are what the resolver found (see ``model.resolver``), over the whole text.
    """

    attributions: tuple[Attributed, ...]
    names: tuple[Name, ...]
    ends: tuple[int, ...]
    words: WordTable = field(default_factory=lambda: together(()).words, compare=False)
    mentions: tuple[Mention, ...] = ()
    tags: tuple[Tagged, ...] = ()


class Reader:
    """A network with its tokenizer and settings. The same text gives the same reading, on any number of threads."""

    def __init__(self, network: Network, tokenizer: Tokenizer, settings: dict[str, Any], resolver: Resolver) -> None:
        """Take what ``opened`` loads."""
        self.network = network
        self.tokenizer = tokenizer
        self.resolver = resolver
        self._tables = LinkTables(
            *(np.array(settings["links"][name], np.float32) for name in ("distance", "same_paragraph", "nobody"))
        )
        self._bias = Bias(**settings["bias"])
        self._calibration = Calibration(tuple(settings["confidence"]["weights"]), settings["confidence"]["offset"])

    def read(self, text: str, paragraphs: Sequence[Range], quotations: Sequence[Sequence[Range]]) -> Reading:
        """Read the ``paragraphs`` of ``text`` (offsets, in order), each with its ``quotations`` (offsets, marks included).

        Time and memory beyond the result grow with the length of the text and stay flat, respectively. Raises nothing
        on any text.
        """
        attributions: list[Attributed] = []
        names: list[Name] = []
        ends: list[int] = []
        heard: list[Heard] = []
        for stretch in _stretches(text, paragraphs, quotations):
            words = words_of(text, [p for p, _ in stretch], [q for _, q in stretch], self.tokenizer)
            if not words:
                continue
            scores, resolved = self.scores(words)
            attributions += self._attributed(decode(scores, self._bias), words, len(attributions))
            found, by_word = _names(scores, words)
            names += found
            is_end = scores.labels[:, SCORES["ends"]][:, 0] > 0
            ends += [words[i].end for i in np.flatnonzero(is_end)]
            heard.append(self.resolver.hear(text, words, resolved, names=by_word, is_end=is_end))
        all_heard = together(heard)
        return Reading(
            tuple(attributions), tuple(names), tuple(ends), all_heard.words, all_heard.mentions, all_heard.tags
        )

    def scores(self, words: Sequence[Word]) -> tuple[Scores, NDArray[np.float32]]:
        """Return what the networks say of the words, each from the window where it has most before it: scores, and ``WIDTH`` numbers of the resolver."""
        labels = np.zeros((len(words), SCORED), np.float32)
        vectors = np.zeros((len(words), LINKED), np.float32)
        resolved = np.zeros((len(words), WIDTH), np.float32)
        cut = windows(words)
        rows = [row_of(words, window, self.tokenizer) for window in cut]
        for batch in batches([len(row.pieces) for row in rows], self.network.device):
            stacked, known = _stacked([rows[i] for i in batch])
            found = self.network.run(stacked, known)
            deeper = self.resolver.run(found[2], known)
            for at, i in enumerate(batch):
                window, heads = cut[i], rows[i].heads[cut[i].own - cut[i].first :]
                labels[window.own : window.end] = found[0][at][heads]
                vectors[window.own : window.end] = found[1][at][heads]
                resolved[window.own : window.end] = deeper[at][heads]
        paragraphs = np.array([w.paragraph for w in words], dtype=np.int64)
        return Scores(labels, vectors, paragraphs, self._tables), resolved

    def _attributed(self, found: Sequence[Attribution], words: Sequence[Word], before: int) -> list[Attributed]:
        def at(runs: Sequence[tuple[int, int]]) -> tuple[Range, ...]:
            return tuple((words[a].start, words[b - 1].end) for a, b in runs)

        return [
            Attributed(
                at(a.content),
                at(a.cue),
                at(a.source),
                None if (outer := _holding(a, found)) is None else before + outer,
                round(self._calibration.confidence(a), 3),
            )
            for a in found
        ]


def _holding(inner: Attribution, found: Sequence[Attribution]) -> int | None:
    """Return the number of the outer attribution whose content holds the first word of ``inner``; None for outer ones."""
    if not inner.layer:
        return None
    first = inner.content[0][0]
    return next(
        (i for i, a in enumerate(found) if not a.layer and any(start <= first < end for start, end in a.content)), None
    )


def _names(scores: Scores, words: Sequence[Word]) -> tuple[list[Name], NDArray[np.int64]]:
    """Return the names, and for each word 0 or the number of its name's kind plus 1."""
    path = NAMES.best(scores.log_probabilities("names"), scores.paragraphs)
    found, by_word = [], np.zeros(len(words), np.int64)
    for kind, start, end in NAMES.spans(path):
        if end - start <= LONGEST_NAME:
            found.append(Name(words[start].start, words[end - 1].end, kind))
            by_word[start:end] = 1 + NAMES.classes.index(kind)
    return found, by_word


def _stretches(
    text: str, paragraphs: Sequence[Range], quotations: Sequence[Sequence[Range]]
) -> Iterator[list[tuple[Range, Sequence[Range]]]]:
    """Group the paragraphs to about ``STRETCH`` characters, cutting those that are too long."""
    held: list[tuple[Range, Sequence[Range]]] = []
    size = 0
    for paragraph, quoted in zip(paragraphs, quotations, strict=True):
        for piece in _cut(text, *paragraph):
            length = piece[1] - piece[0]
            if held and size + length > STRETCH:
                yield held
                held, size = [], 0
            whole = piece == tuple(paragraph)
            held.append((piece, quoted if whole else [q for q in quoted if q[0] >= piece[0] and q[1] <= piece[1]]))
            size += length
    if held:
        yield held


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > LONGEST_PARAGRAPH:
        at = text.rfind(" ", start + LONGEST_PARAGRAPH // 2, start + LONGEST_PARAGRAPH)
        at = at if at > 0 else start + LONGEST_PARAGRAPH
        yield start, at
        start = at
    yield start, end


def batches(lengths: Sequence[int], device: Device) -> Iterator[list[int]]:
    """Group rows, given their lengths, for one call each: rows of one length, or, where the device takes filling, of any.

    The networks as they ship have no mask, which would cost a processor a quarter of its time.
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        alike = device.floats or not batch or lengths[batch[-1]] == lengths[i]
        if batch and not (alike and (len(batch) + 1) * lengths[i] <= device.batch_pieces):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _stacked(rows: Sequence[Row]) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int32]]:
    """Return the rows as one array each, filled up at their ends with what the tokenizer has as 0, [PAD]; and which pieces are no filling."""
    shape = (len(rows), max(len(row.pieces) for row in rows))
    known = np.zeros(shape, np.int32)
    stacked = {name: np.zeros(shape, np.int64) for name in ("pieces", "cases", "quoted")}
    for at, row in enumerate(rows):
        known[at, : len(row.pieces)] = 1
        for name, array in stacked.items():
            array[at, : len(row.pieces)] = getattr(row, name)
    return stacked, known


def shipped(threads: int = 1, device: str = CPU.name) -> Reader:
    """Return the reader with the package's weights on ``threads`` threads, or on a GPU (see ``Settings.device``); loaded once.

    Raises WeightsError and DeviceError as ``opened`` does.
    """
    return _shipped(threads, device)


@cache
def _shipped(threads: int, device: str) -> Reader:
    return opened(Path(str(files("onrecord") / "data" / "reader")), threads, DEVICES[device])


def opened(folder: Path, threads: int = 1, device: Device = CPU) -> Reader:
    """Load a reader from a folder made by ``training/export_reader.py``.

    Raises WeightsError when a file is missing, is not the one that ``reader.json`` names by its SHA-256, or is a network that can't be written
    for a GPU; DeviceError when the GPU can't be used.
    """
    try:
        settings = json.loads((folder / "reader.json").read_text("utf-8"))
        contents = {name: (folder / name).read_bytes() for name in FILES}
    except (OSError, ValueError) as error:
        raise WeightsError(folder, f"{type(error).__name__}: {error}") from error
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != settings["sha256"][name]:
            raise WeightsError(folder, f"{name} is not the file that reader.json names")
    try:
        reader = _assembled(contents, settings, threads, device)
    except ValueError as error:
        raise WeightsError(folder, str(error)) from error
    if device.provider != CPU.provider:
        see_agree(reader, _assembled(contents, settings, threads, replace(device, provider=CPU.provider)))
    return reader


def _assembled(contents: Mapping[str, bytes], settings: dict[str, Any], threads: int, device: Device) -> Reader:
    network = network_of(contents["reader.onnx"], threads, device)
    resolver = opened_resolver(contents["resolver.onnx"], contents["resolver.npz"], threads, device)
    return Reader(network, _tokenizer(contents["tokenizer.json"]), settings, resolver)


def see_agree(reader: Reader, witness: Reader) -> None:
    """Let both read one text, and raise DeviceError where they find different numbers: a GPU that errs would do so on every page, unseen.

    The text is several windows of unequal length, so that filling is tried too.
    """
    lines = [WITNESSED[: len(WITNESSED) - 25 * cut] for cut in range(5)] * 3
    ends = list(accumulate(len(line) + 1 for line in lines))
    paragraphs = [(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]
    words = words_of("\n".join(lines), paragraphs, [[] for _ in lines], witness.tokenizer)
    (found, resolved), (wanted, also) = (one.scores(words) for one in (reader, witness))
    pairs = ((found.labels, wanted.labels), (found.vectors, wanted.vectors), (resolved, also))
    apart = max(float(np.abs(one - other).max()) for one, other in pairs)
    if not apart <= APART:  # written so that what is no number fails too
        raise DeviceError(
            f"this GPU computes other numbers than the processor (apart by {apart:.2g}, where {APART} is allowed), so nothing was read; "
            "please report it with the versions of the driver and of onnxruntime-gpu; without --device gpu the processor reads"
        )


def _tokenizer(content: bytes) -> Tokenizer:
    from tokenizers import Tokenizer  # noqa: PLC0415 - as above

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
