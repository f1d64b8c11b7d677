"""What the block labeller sees of each line: hashed words, hashed places in the tree, and a row of measures.

The measures follow the web-extraction literature: link density and text density (Kohlschütter et al., "Boilerplate
detection using shallow text features", WSDM 2010), position, repetition, and agreement with what the page says of itself
(headline, description, authors) and with another extractor's output.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import log1p
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from onrecord.read.lines import Line, Node

BUCKETS = 1 << 13
"""Rows of the table of hashed words. 8,192 rows of 24 numbers are 0.4 MB as float16; twice as many gained nothing."""
WORDS_KEPT = 16
"""Words of a line looked at from its start; what kind of line it is shows by then."""
PROSE = 120
"""Characters from which a line that ends a sentence counts as prose when the page's topic is gathered."""
TOPICAL = 4
"""Characters from which a word says something of the topic; shorter ones are mostly grammar."""
SHINGLE = 3
"""Words in a row that must agree for a line to count as found in another text."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORDS = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
_UPPER = re.compile(r"[A-Z]")
_CAPITALISED = re.compile(r"(?<!\S)[\"'“‘(]?[A-Z]")
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|"
    r"\d+ (?:minutes?|mins?|hours?|days?|weeks?|months?|years?) ago)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_ADDRESS = re.compile(r"@|https?:|www\.")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_OPENS_QUOTE = "\"'“‘«"
_BULLETS = "•·▪◦‣●■-–—*►▶"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says of itself, for comparison with its lines; all may be empty."""

    headline: str = ""
    deck: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""
    captions: tuple[str, ...] = ()
    article_body: str = ""
    extracted: str = ""
    """What trafilatura took for the body, a line a block."""


@dataclass(frozen=True, slots=True)
class Features:
    """Numbers for n lines: word buckets and place buckets (flat, with offsets as in ``np.add.reduceat``), and measures (n, m)."""

    words: NDArray[np.int64]
    word_offsets: NDArray[np.int64]
    places: NDArray[np.int64]
    place_offsets: NDArray[np.int64]
    measures: NDArray[np.float32]


@functools.lru_cache(maxsize=1 << 16)
def bucket(token: str) -> int:
    """Return the row of the table that ``token`` hashes to (CRC-32, so that it is the same in every process)."""
    return zlib.crc32(token.encode("utf-8", "replace")) % BUCKETS


def words_of(text: str) -> list[str]:
    """Return the lower-case words of ``text``, without punctuation."""
    return _WORDS.findall(text.lower())


class Reference:
    """Another text, to ask how much of a line stands in it."""

    def __init__(self, text: str) -> None:
        """Index ``text`` by runs of three words, and its short lines whole."""
        words = words_of(text)
        self.shingles = set(zip(words, words[1:], words[2:], strict=False))
        self.short = {tuple(w) for w in map(words_of, text.split("\n")) if len(w) < SHINGLE} if words else set()

    def share(self, words: Sequence[str]) -> float:
        """Return the share of the line's runs of three words that stand in the text, 0 to 1."""
        if not self.shingles and not self.short:
            return 0.0
        if len(words) < SHINGLE:
            return float(bool(words) and tuple(words) in self.short)
        return len(self.shingles.intersection(zip(words, words[1:], words[2:], strict=False))) / (
            len(words) - SHINGLE + 1
        )


def word_buckets(text: str) -> list[int]:
    """Return the buckets of a line's first and last words, and of its other early words without their position."""
    tokens = _DIGITS.sub("0", text[:400].lower())
    found = _TOKEN.findall(tokens)
    kept = found[:WORDS_KEPT]
    tail = found[-2:] if len(text) <= 400 else _TOKEN.findall(_DIGITS.sub("0", text[-40:].lower()))[-2:]
    marks = ["w" + t for t in kept]
    marks += [place + t for place, t in zip(("f0", "f1", "f2"), found, strict=False)]
    marks += [place + t for place, t in zip(("l0", "l1"), reversed(tail), strict=False)]
    if len(found) > 1:
        marks.append(f"b{found[0]} {found[1]}")
    return list(map(bucket, marks)) or [0]


@functools.lru_cache(maxsize=1 << 15)
def _place_buckets(level: str, tag: str, words: tuple[str, ...]) -> list[int]:
    """Return the buckets of an element's tag and names at a level; paragraphs of one page all ask for the same."""
    return [bucket(level + "<" + tag), *(bucket(level + w) for w in words)]


def _node_buckets(node: Node, level: str) -> list[int]:
    return _place_buckets(level, node.tag, node.words)


class _Places:
    """Buckets of where a line stands, remembered by node: lines of one parent share most of them."""

    def __init__(self) -> None:
        self.far: dict[int, list[int]] = {}
        self.near: dict[int, list[int]] = {}

    def far_buckets(self, node: Node | None) -> list[int]:
        chain: list[Node] = []
        while node is not None and id(node) not in self.far:
            chain.append(node)
            node = node.parent
        inherited = self.far[id(node)] if node is not None else []
        for each in reversed(chain):
            inherited = [*_node_buckets(each, "3"), *inherited][:48]
            self.far[id(each)] = inherited
        return inherited

    def of(self, leaf: Node) -> list[int]:
        found = self.near.get(id(leaf))
        if found is None:
            parent = leaf.parent
            grand = parent.parent if parent is not None else None
            found = [
                *_node_buckets(leaf, "0"),
                *(_node_buckets(parent, "1") if parent is not None else ()),
                *(_node_buckets(grand, "2") if grand is not None else ()),
                *(self.far_buckets(grand.parent) if grand is not None else ()),
            ]
            self.near[id(leaf)] = found
        return found


def _signature(node: Node) -> tuple[object, ...]:
    """Return what lines of the same make share: tags and first class words of the node and its parent, the grandparent's tag."""
    parent = node.parent
    if parent is None:
        return (node.tag, node.words[:2])
    return (node.tag, node.words[:2], parent.tag, parent.words[:2], parent.parent.tag if parent.parent else "")


def shape_measures(text: str, words: Sequence[str]) -> list[float]:
    """Return the measures that need nothing but the line's own text: what plain text and HTML have in common."""
    n = len(text) or 1
    first, head = text[:1], text[:200]
    size = len(head) or 1
    digits = len(_DIGITS.findall(head))
    return [
        log1p(n) / 6,
        log1p(len(words)) / 4,
        float(bool(_SENTENCE_END.search(text[-6:]))),
        float(text.endswith(":")),
        float(text.endswith(",")),
        float(first in _OPENS_QUOTE),
        float(first.islower()),
        float(first in _BULLETS),
        float(first.isdigit()),
        text.count(",") / (len(words) + 1),
        len(_CAPITALISED.findall(head)) / (head.count(" ") + 1),
        len(_UPPER.findall(head)) / size,
        digits / size,
        float(digits > 0 and bool(_DATE.search(head))),
        float(digits > 0 and bool(_CLOCK.search(head))),
        float("|" in text or "•" in text or "›" in text),
        float(bool(_ADDRESS.search(text[:400]))),
        float("©" in text or "copyright" in text[:100].lower()),
        float("?" in text),
        float("“" in text or '"' in text or "”" in text),
        float(text.count(".") + text.count("!") + text.count("?") > 1),
        float(text.isupper()),
        float("(" in text[-60:] or "/" in text[-40:]),
    ]


class _Page:
    """What has to be known of the whole page before its lines can be measured."""

    def __init__(self, texts: Sequence[str], hints: Hints) -> None:
        self.words = [words_of(t) for t in texts]
        self.keys = [" ".join(w) for w in self.words]
        self.count = Counter(self.keys)
        self.headline = words_of(hints.headline)
        self.headline_key = " ".join(self.headline)
        self.headline_set = set(self.headline)
        self.deck = Reference(hints.deck)
        self.outlet = " ".join(words_of(hints.outlet))
        self.authors = [" ".join(words_of(a)) for a in hints.authors]
        self.captions = Reference("\n".join(hints.captions))
        self.body = Reference(hints.article_body)
        self.extracted = Reference(hints.extracted)
        self.share = [self.extracted.share(w) for w in self.words]
        self.prose, self.prose_from, self.prose_to = self._prose(texts)
        self.first_headline = next((i for i, k in enumerate(self.keys) if k and k == self.headline_key), -1)
        totals = np.cumsum([s * len(w) for s, w in zip(self.share, self.words, strict=True)]) if texts else np.zeros(0)
        self.extracted_before = (totals / totals[-1]).tolist() if len(totals) and totals[-1] else [0.0] * len(texts)

    def _prose(self, texts: Sequence[str]) -> tuple[Counter[str], int, int]:
        """Return in how many lines of prose each word stands, and where prose starts and ends on the page.

        What a headline, a deck and a caption share with the story, and a link to another story does not, are its words.
        """
        lines = [i for i, text in enumerate(texts) if len(text) >= PROSE and _SENTENCE_END.search(text[-6:])]
        counted: Counter[str] = Counter()
        for i in lines:
            counted.update({w for w in self.words[i] if len(w) >= TOPICAL})
        return counted, (lines[0] if lines else len(texts)), (lines[-1] if lines else -1)

    def topic(self, i: int, text: str) -> list[float]:
        """Return the share of the words of line ``i`` that stand in other lines of prose, and how many lines they stand in."""
        found = {w for w in self.words[i] if len(w) >= TOPICAL}
        own = int(len(text) >= PROSE and bool(_SENTENCE_END.search(text[-6:])))
        counts = [self.prose[w] - own for w in found]
        size = len(counts) or 1
        return [sum(c > 0 for c in counts) / size, sum(map(log1p, counts)) / size, min(size, 12) / 12]

    def headline_share(self, words: Sequence[str]) -> float:
        if not words or not self.headline_set:
            return 0.0
        return 2 * len(self.headline_set.intersection(words)) / (len(self.headline_set) + len(set(words)))


def page_measures(page: _Page, i: int, text: str, seen: Counter[str]) -> list[float]:
    """Return the measures of line ``i`` against the page: position, repetition, agreement with the hints."""
    n, words, key = len(page.words), page.words[i], page.keys[i]
    since = i - page.first_headline if page.first_headline >= 0 else 0
    before = seen[key]
    seen[key] += 1
    return [
        *page.topic(i, text),
        log1p(max(page.prose_from - i, 0)) / 4,
        log1p(max(i - page.prose_from, 0)) / 4,
        log1p(max(i - page.prose_to, 0)) / 4,
        i / n,
        log1p(i) / 6,
        log1p(n - i) / 6,
        float(page.first_headline >= 0),
        float(page.first_headline >= 0 and since < 0),
        log1p(max(since, 0)) / 6,
        log1p(max(-since, 0)) / 6,
        float(bool(key) and key == page.headline_key),
        float(i == page.first_headline),
        page.headline_share(words),
        page.deck.share(words),
        float(any(a in key for a in page.authors if a)),
        float(bool(page.outlet) and page.outlet in key),
        page.captions.share(words),
        page.body.share(words),
        float(bool(page.body.shingles)),
        page.share[i],
        page.extracted_before[i],
        float(before > 0),
        float(page.count[key] > 1),
        log1p(page.count[key] - 1),
    ]


def _densities(lines: Sequence[Line]) -> list[list[float]]:
    """Return for each line the share of the page's unlinked text in its parent, grandparent and lines of its make."""
    plain = [max(0, len(line.text) - line.link_characters) for line in lines]
    by_node: Counter[int] = Counter()
    by_make: Counter[tuple[object, ...]] = Counter()
    makes = [_signature(line.node) for line in lines]
    made = Counter(makes)
    for line, size, make in zip(lines, plain, makes, strict=True):
        by_make[make] += size
        node: Node | None = line.node
        for _ in range(4):
            if node is None:
                break
            by_node[id(node)] += size
            node = node.parent
    total = sum(plain) or 1
    out = []
    for i, line in enumerate(lines):
        parent = line.node.parent
        grand = parent.parent if parent else None
        out.append(
            [
                by_node[id(parent)] / total if parent else 1.0,
                by_node[id(grand)] / total if grand else 1.0,
                by_make[makes[i]] / total,
                log1p(made[makes[i]]) / 5,
                float(i > 0 and makes[i] == makes[i - 1]),
                float(i + 1 < len(lines) and makes[i] == makes[i + 1]),
            ]
        )
    return out


def _tree_measures(line: Line) -> list[float]:
    n = len(line.text) or 1
    return [
        min(1.0, line.link_characters / n),
        float(line.link_characters > 0),
        min(1.0, line.strong_characters / n),
        float(line.media_before > 0),
        log1p(line.media_before),
        float(line.listed),
        float(bool(line.moments)),
        line.node.depth / 20,
    ]


def _flat(rows: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)[:-1]])
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum())), offsets


def html_features(lines: Sequence[Line], hints: Hints) -> Features:
    """Return the features of the lines of a web page; ``lines`` must not be empty."""
    page, places, seen = _Page([line.text for line in lines], hints), _Places(), Counter[str]()
    words, word_offsets = _flat([word_buckets(line.text) for line in lines])
    where, place_offsets = _flat([places.of(line.node) for line in lines])
    measures = [
        shape_measures(line.text, page.words[i])
        + page_measures(page, i, line.text, seen)
        + _tree_measures(line)
        + density
        for i, (line, density) in enumerate(zip(lines, _densities(lines), strict=True))
    ]
    return Features(words, word_offsets, where, place_offsets, _table(measures))


def _table(rows: list[list[float]]) -> NDArray[np.float32]:
    return np.fromiter(chain.from_iterable(rows), dtype=np.float32, count=len(rows) * len(rows[0])).reshape(
        len(rows), -1
    )


def text_features(texts: Sequence[str], hints: Hints) -> Features:
    """Return the features of the lines of plain text, which has no tree; ``texts`` must not be empty."""
    page, seen = _Page(texts, hints), Counter[str]()
    words, word_offsets = _flat([word_buckets(text) for text in texts])
    measures = [
        shape_measures(text, page.words[i]) + page_measures(page, i, text, seen) for i, text in enumerate(texts)
    ]
    empty = np.zeros(len(texts), dtype=np.int64)
    return Features(words, word_offsets, empty, np.arange(len(texts), dtype=np.int64), _table(measures))
