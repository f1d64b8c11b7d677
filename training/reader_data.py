"""Articles with attributions, and news with names and sentence ends, as windows of numbers: the material of the reader."""

from __future__ import annotations

import json
import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.attribute.quotations import quotations
from onrecord.model.heads import LAYERS, NAMES, ROLES
from onrecord.model.words import Row, Word, row_of, windows, words_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STRAIGHT, SINGLE, RUN_ON, UPPER = 0.35, 0.12, 0.05, 0.01
"""Chance that an article's double marks become straight ones, or British single ones, that its paragraphs run on, and
that a paragraph is in capitals."""
SIZES = (320, 320, 256, 200)
"""Pieces of a window, drawn for each article, so that paragraphs meet in other company in every epoch."""
UNKNOWN = -100
"""A label that is left out of the loss."""
TYPES = {
    "Person": "person", "Organization": "organisation", "Location": "place", "Misc": "other", "Date": "date",
    "NORP": "group", "Money": "money", "Facility": "facility", "Product": "product",
}  # fmt: skip
"""The types of Worldwide Newswire under our names."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window of w words and what is known of it; ``UNKNOWN`` where nothing is.

    ``outer``, ``inner``, ``names``, ``ends`` (w,): labels. ``members`` (role, a, w): which words are content, cue and
    source of each of the a attributions in the window. ``is_inner`` (a,). ``missing`` (role, a): True where the
    attribution has a cue or source outside the window.
    ``none`` (role, a): True where it has none at all. ``weight`` of the window in the loss.
    """

    row: Row
    outer: np.ndarray
    inner: np.ndarray
    names: np.ndarray
    ends: np.ndarray
    members: np.ndarray
    is_inner: np.ndarray
    missing: np.ndarray
    none: np.ndarray
    paragraphs: np.ndarray
    teacher: tuple[np.ndarray, np.ndarray] | None = None


def load(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def held_out(name: str, of: int) -> bool:
    """Tell whether a file or article of this name is kept from training: one in ``of``, by its name's checksum."""
    return zlib.crc32(name.encode()) % of == 0


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Return the lines of ``text`` that hold anything, as offsets."""
    return [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]


def prepared(text: str, tokenizer: Tokenizer, paragraphs: list[tuple[int, int]] | None = None) -> list[Word]:
    """Return the words of a text whose lines are its paragraphs, unless these are given."""
    paragraphs = paragraphs or paragraphs_of(text)
    quoted = [[(q.start, q.end) for q in quotations(text, a, b)] for a, b in paragraphs]
    return words_of(text, paragraphs, quoted, tokenizer)


def roughened(text: str, chance: random.Random) -> str:
    """Return ``text`` with other quotation marks or without its paragraphs, at random; every offset stays valid."""
    draw = chance.random()
    if draw < STRAIGHT:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    elif draw < STRAIGHT + SINGLE:
        text = text.translate(str.maketrans("“”", "‘’"))
        text = re.sub(r'(?<!\S)"(?=\S)', "‘", text).replace('"', "’")
    if chance.random() < RUN_ON:
        text = text.replace("\n", " ")
    return text


@dataclass(slots=True)
class _Placed:
    """The attributions of an article by words: ``words[role][n]`` the words of the n-th attribution in a role."""

    words: dict[str, list[np.ndarray]]
    inner: np.ndarray
    doubtful: np.ndarray


def _placed(article: dict[str, Any], starts: np.ndarray, ends: np.ndarray) -> _Placed:
    given = [a for a in article["attributions"] if a.get("content")]
    words: dict[str, list[np.ndarray]] = {}
    for role in ROLES.classes:
        words[role] = []
        for attribution in given:
            found = [np.flatnonzero((ends > a) & (starts < b)) for a, b in attribution.get(role) or []]
            words[role].append(np.unique(np.concatenate([np.zeros(0, np.int64), *found])).astype(np.int64))
    inner = np.array([_is_inner(n, words) for n in range(len(given))], dtype=bool)
    return _Placed(words, inner, np.array([bool(a.get("doubtful")) for a in given], dtype=bool))


def _is_inner(number: int, words: dict[str, list[np.ndarray]]) -> bool:
    """Tell whether an attribution stands inside another: its content in that of a larger one."""
    own = words["content"][number]
    for other, content in enumerate(words["content"]):
        larger = len(content) > len(own) or (len(content) == len(own) and other < number)
        if other != number and larger and len(np.intersect1d(own, content, assume_unique=True)) > 0:
            return True
    return False


def _labels(placed: _Placed, layer: str, words: list[Word]) -> np.ndarray:
    out = np.zeros(len(words), dtype=np.int64)
    taken = np.full(len(words), -1)
    order = [n for n in range(len(placed.inner)) if placed.inner[n] == (layer == "inner")]
    for role in ROLES.classes:  # a source or cue inside a content cuts it
        for n in order:
            taken[placed.words[role][n]] = n * 3 + ROLES.classes.index(role)
    for run in _runs(taken, words):
        out[run] = ROLES.run(ROLES.classes[taken[run[0]] % 3], len(run))
    for n in order:
        if placed.doubtful[n]:
            for role in ROLES.classes:
                out[placed.words[role][n]] = UNKNOWN
    return out


def _runs(taken: np.ndarray, words: list[Word]) -> list[np.ndarray]:
    """Cut the words that belong to something where the owner changes or a paragraph ends."""
    paragraphs = np.array([w.paragraph for w in words])
    if not len(words):
        return []
    breaks = np.flatnonzero((np.diff(taken) != 0) | (np.diff(paragraphs) != 0)) + 1
    return [run for run in np.split(np.arange(len(words)), breaks) if taken[run[0]] >= 0]


def examples_of(article: dict[str, Any], text: str, tokenizer: Tokenizer, size: int = 320) -> list[Example]:
    """Return the windows of an article, whose text may have been roughened, with what its attributions say of each word."""
    words = prepared(text, tokenizer)
    if not words:
        return []
    placed = _placed(article, np.array([w.start for w in words]), np.array([w.end for w in words]))
    layers = {layer: _labels(placed, layer, words) for layer in LAYERS}
    unknown = np.full(len(words), UNKNOWN)
    out = []
    # Without context: nearly all links stay in a paragraph, and every word would be computed more than once.
    for window in windows(words, size, 0):
        cut = slice(window.first, window.end)
        members = _members(placed, window.first, window.end)
        inside = np.flatnonzero(members.any((0, 2)))
        whole = np.array([[len(w) for w in placed.words[role]] for role in ROLES.classes]).reshape(3, -1)[:, inside]
        members = members[:, inside]
        none = whole == 0
        out.append(
            Example(
                row=row_of(words, window, tokenizer),
                outer=_whole(layers["outer"][cut]),
                inner=_whole(layers["inner"][cut]),
                names=unknown[cut],
                ends=unknown[cut],
                members=members,
                is_inner=placed.inner[inside],
                missing=(members.sum(2) == 0) & ~none,
                none=none,
                paragraphs=np.array([w.paragraph for w in words[cut]]),
            )
        )
    return out


def _members(placed: _Placed, first: int, end: int) -> np.ndarray:
    out = np.zeros((3, len(placed.inner), end - first), dtype=bool)
    for r, role in enumerate(ROLES.classes):
        for n, found in enumerate(placed.words[role]):
            here = found[(found >= first) & (found < end)] - first
            if not placed.doubtful[n]:
                out[r, n, here] = True
    return out


def _whole(labels: np.ndarray) -> np.ndarray:
    """Leave words out of the loss that belong to a span cut by the window."""
    out = labels.copy()
    for order, ends in ((range(len(out)), "BS"), (range(len(out) - 1, -1, -1), "ES")):
        for at in order:
            if labels[at] <= 0 or ROLES.names[labels[at]][0] in ends:
                break
            out[at] = UNKNOWN
    return out


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text with its names as (start, end, type) and the ends of its sentences, in code points; an empty list says nothing."""

    name: str
    text: str
    names: list[tuple[int, int, str]]
    ends: list[int]


_TIGHT_BEFORE = re.compile(r"^(?:[.,;:!?%)\]’”]|['’](?:s|re|ve|ll|d|m|t)$|n['’]t$)")
_TIGHT_AFTER = frozenset("([$£€“‘#@")
OPENING = "an opening straight mark"


def joined(sentences: list[list[str]]) -> tuple[str, list[list[tuple[int, int]]]]:
    """Join the tokens of sentences as print does, three sentences a line; return the text and each token's offsets."""
    text, offsets, straight = "", [], 0
    for number, sentence in enumerate(sentences):
        at, before = [], ""
        for i, printed in enumerate(sentence):
            mark = printed == '"'
            closing = mark and straight % 2 == 1
            tight = not i or _TIGHT_BEFORE.match(printed) or before in _TIGHT_AFTER or closing or before == OPENING
            if not tight or (not i and number % 3 and text):
                text += " "
            at.append((len(text), len(text) + len(printed)))
            text += printed
            straight += mark
            before = OPENING if mark and straight % 2 == 1 else printed
        offsets.append(at)
        if number % 3 == 2:
            text += "\n\n"
            straight = 0
    return text, offsets


def worldwide(folder: Path) -> list[Tagged]:
    """Return the articles of Worldwide Newswire: tokens and BIO tags in columns, a blank line between sentences."""
    out = []
    for file in sorted(folder.glob("*.tsv")):
        sentences: list[list[tuple[str, str]]] = [[]]
        for line in file.read_text("utf-8").splitlines()[1:]:
            if line.strip():
                token, tag = line.split("\t")[:2]  # some files have the tags of a second annotator too
                sentences[-1].append((token.strip() or "-", tag))
            elif sentences[-1]:
                sentences.append([])
        sentences = [s for s in sentences if s]
        text, offsets = joined([[token for token, _ in s] for s in sentences])
        names: list[tuple[int, int, str]] = []
        for sentence, at in zip(sentences, offsets, strict=True):
            for (_, tag), (a, b) in zip(sentence, at, strict=True):
                if tag.startswith("B-") or (tag.startswith("I-") and not names):
                    names.append((a, b, TYPES[tag[2:]]))
                elif tag.startswith("I-"):
                    names[-1] = (names[-1][0], b, names[-1][2])
        out.append(Tagged(file.name, text, names, []))  # what blank lines part there are paragraphs, not sentences
    return out


def sentences_of_gum(folder: Path) -> list[Tagged]:
    """Return the texts of GUM's dependency trees with the ends of their sentences; they say nothing of names."""
    out = []
    for file in sorted(folder.glob("*.conllu")):
        text, ends = "", []
        paragraph = False
        for line in file.read_text("utf-8").splitlines():
            paragraph |= line.startswith("# newpar") and not line.startswith("# newpar_block")
            if line.startswith("# text = "):
                text += ("\n\n" if paragraph else " ") if text else ""
                text += line.removeprefix("# text = ").strip()
                ends.append(len(text))
                paragraph = False
        out.append(Tagged(file.name, text, [], ends))
    return out


def tagged_examples(tagged: Tagged, text: str, tokenizer: Tokenizer, size: int = 320) -> list[Example]:
    """Return the windows of a text with names and sentence ends; those of which it has none are unknown."""
    words = prepared(text, tokenizer)
    starts, ends = np.array([w.start for w in words]), np.array([w.end for w in words])
    names = np.full(len(words), UNKNOWN if not tagged.names else 0)
    for a, b, kind in tagged.names:
        inside = np.flatnonzero((ends > a) & (starts < b))
        if len(inside):
            names[inside] = NAMES.run(kind, len(inside))
    last = np.full(len(words), 0 if tagged.ends else UNKNOWN)
    for end in tagged.ends:
        last[max(0, int(np.searchsorted(starts, end)) - 1)] = 1
    out = []
    for window in windows(words, size, 0):
        cut = slice(window.first, window.end)
        unknown = np.full(window.end - window.first, UNKNOWN)
        out.append(
            Example(
                row=row_of(words, window, tokenizer), outer=unknown, inner=unknown, names=names[cut], ends=last[cut],
                members=np.zeros((3, 0, window.end - window.first), bool), is_inner=np.zeros(0, bool),
                missing=np.zeros((3, 0), bool), none=np.zeros((3, 0), bool),
                paragraphs=np.array([w.paragraph for w in words[cut]]),
            )
        )  # fmt: skip
    return out
