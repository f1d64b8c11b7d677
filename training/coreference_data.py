"""Texts with coreference: OntoGUM and LitBank as words, the mentions of each entity as runs of words."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reader_data import prepared

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from tokenizers import Tokenizer

    from onrecord.model.words import Word

NEWS_HELD_OUT = 5
"""News texts of OntoGUM kept from training; the others are the 10 with the highest checksums of their names."""
LONGEST_PARAGRAPH = 160
"""Tokens after which a text without marked paragraphs is cut at the next sentence end."""

Run = tuple[int, int]
"""First and last word of a mention, the last included."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, its words, and the clusters of its mentions. ``convention``: whose rules say what a mention is."""

    name: str
    text: str
    words: list[Word]
    clusters: list[list[Run]]
    convention: str


def held_out_news(folder: Path) -> set[str]:
    """Return the names of the news texts of OntoGUM that are kept from training."""
    names = sorted((file.stem for file in folder.glob("GUM_news_*")), key=lambda name: zlib.crc32(name.encode()))
    return set(names[:NEWS_HELD_OUT])


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of a corpus, where its tokens stand, and the brackets of CoNLL at each of them."""

    name: str
    text: str
    spans: list[tuple[int, int]]
    marks: list[str]


def ontogum(shared: Path, tokenizer: Tokenizer) -> list[Annotated]:
    """Return the texts of OntoGUM as words."""
    texts = ontogum_texts(shared)
    return [_annotated(one.name, one.text, one.spans, one.marks, tokenizer, "ontogum") for one in texts]


def ontogum_texts(shared: Path, names: Container[str] | None = None) -> Iterator[Marked]:
    """Yield the texts of OntoGUM, or those with these ``names``, with their paragraphs, which GUM's trees mark."""
    data = shared / "data"
    for file in sorted((data / "coref" / "ontogum").iterdir()):
        if names is not None and file.stem not in names:
            continue
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line and line[0] != "#"]
        tree = data / "syntax" / "gum" / f"{file.stem}.conllu"
        tokens = [row[1] for row in rows]
        text, spans = laid_out(tokens, *_layout(tree, tokens))
        yield Marked(file.stem, text, spans, [row[-1] for row in rows])


def litbank(shared: Path, tokenizer: Tokenizer) -> list[Annotated]:
    """Return the texts of LitBank; its files mark sentences but not paragraphs, so these are cut by length."""
    found = []
    for file in sorted((shared / "data" / "coref" / "litbank").iterdir()):
        tokens: list[str] = []
        marks: list[str] = []
        ends: set[int] = set()
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            if not line.strip():
                ends.add(len(tokens))
                continue
            row = line.split("\t")
            tokens.append(row[3])
            marks.append(row[-1].strip())
        breaks, since = set(), 0
        for end in sorted(ends):
            if end - since > LONGEST_PARAGRAPH / 2:
                breaks.add(end)
                since = end
        text, spans = laid_out(tokens, breaks, set())
        found.append(_annotated(file.stem, text, spans, marks, tokenizer, "litbank"))
    return found


def _layout(tree: Path, tokens: list[str]) -> tuple[set[int], set[int]]:
    """Return before which tokens a paragraph starts, and after which there is no blank; nothing where the tree differs."""
    if not tree.exists():
        return set(range(LONGEST_PARAGRAPH, len(tokens), LONGEST_PARAGRAPH)), set()
    breaks, tight = set(), set()
    seen: list[str] = []
    for line in tree.read_text("utf-8").splitlines():
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            breaks.add(len(seen))
        row = line.split("\t")
        if len(row) == 10 and row[0].isdigit():
            if "SpaceAfter=No" in row[9]:
                tight.add(len(seen))
            seen.append(row[1])
        elif len(row) == 10 and "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            tight.update(range(len(seen), len(seen) + last - first))
    if len(seen) != len(tokens):
        return set(range(LONGEST_PARAGRAPH, len(tokens), LONGEST_PARAGRAPH)), set()
    return breaks, tight


def laid_out(tokens: list[str], breaks: set[int], tight: set[int]) -> tuple[str, list[tuple[int, int]]]:
    """Return the tokens as text, paragraphs on lines of their own, and where each token stands in it."""
    text, spans = "", []
    for index, token in enumerate(tokens):
        if index in breaks and text:
            text = text.rstrip() + "\n\n"
        spans.append((len(text), len(text) + len(token)))
        text += token + ("" if index in tight or _closes(tokens, index) else " ")
    return text, spans


def _closes(tokens: list[str], index: int) -> bool:
    """Whether no blank stands between the token and the next, where the corpus doesn't say."""
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    return bool(re.fullmatch(r"[.,;:!?)\]’']|['’](s|S|re|ll|ve|d|m)|n['’]t", following))


def _annotated(
    name: str, text: str, spans: list[tuple[int, int]], marks: list[str], tokenizer: Tokenizer, convention: str
) -> Annotated:
    words = prepared(text, tokenizer)
    at = 0
    word_of = []
    for start, end in spans:
        while at + 1 < len(words) and words[at].end <= start:
            at += 1
        word_of.append((at, at + max(0, sum(1 for w in words[at + 1 : at + 40] if w.start < end))))
    clusters: dict[str, set[Run]] = defaultdict(set)
    for label, first, last in mentions_in(marks):
        clusters[label].add((word_of[first][0], word_of[last][1]))
    return Annotated(name, text, words, [sorted(runs) for runs in clusters.values()], convention)


def mentions_in(marks: list[str]) -> list[tuple[str, int, int]]:
    """Return (entity, first token, last token) of the mentions that CoNLL's brackets mark."""
    open_at: dict[str, list[int]] = defaultdict(list)
    found = []
    for index, mark in enumerate(marks):
        for opening, label, closing in re.findall(r"(\()?([^()|_]+)(\))?", mark):
            if opening:
                open_at[label].append(index)
            if closing and open_at[label]:  # one poem of OntoGUM closes what it never opened
                found.append((label, open_at[label].pop(), index))
    return found
