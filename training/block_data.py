"""Turns the corpora of news pages into lines with the kinds each may have: the material of the block labellers.

The hand-labelled pages (``blocks/``) give the kind itself. The extraction benchmarks give only "body" or "not body"; each
of their lines gets a set of kinds that it may have, narrowed by what its markup says, and the labeller is trained to put
its probability somewhere inside the set (learning from partial labels, Cour, Sapp and Taskar, JMLR 2011).
"""

from __future__ import annotations

import gzip
import json
import pickle
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scorer import scorer

from onrecord.read.decode import decode
from onrecord.read.document import Document
from onrecord.read.features import words_of
from onrecord.read.html import Prepared, prepare
from onrecord.records import BLOCK_KINDS
from onrecord.settings import Limits

INDEX = {kind: i for i, kind in enumerate(BLOCK_KINDS)}
BODY = ("paragraph", "heading", "list_item", "quote")
OTHER = tuple(k for k in BLOCK_KINDS if k not in BODY)


@dataclass(slots=True)
class Labelled:
    """A page with, for each line, a mask over BLOCK_KINDS of what it may be, and a weight (0: not to learn from)."""

    name: str
    group: str
    corpus: str
    page: Prepared
    masks: list[int]
    weights: list[float]


def mask(*kinds: str) -> int:
    """Return the bit set of ``kinds``."""
    return sum(1 << INDEX[k] for k in set(kinds))


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def body_shares(lines: list[str], gold: str) -> list[float]:
    """Return for each line how much of it stands in the gold body, 0 to 1; short lines count by how they join their neighbours."""
    gold_words = words_of(gold)
    shingles = _shingles(gold_words)
    words = [words_of(line) for line in lines]
    shares: list[float] = []
    for w in words:
        found = sum(s in shingles for s in zip(w, w[1:], w[2:], w[3:], strict=False))
        shares.append(found / (len(w) - 3) if len(w) >= 6 else -1.0)
    joined = " ".join(gold_words)
    for i, w in enumerate(words):
        if shares[i] >= 0 or not w:
            continue
        before = next((words[j] for j in range(i - 1, max(-1, i - 4), -1) if words[j] and shares[j] > 0.5), [])
        after = next((words[j] for j in range(i + 1, min(len(words), i + 4)) if words[j] and shares[j] > 0.5), [])
        with_before = bool(before) and f" {' '.join(before[-4:] + w)} " in f" {joined} "
        with_after = bool(after) and f" {' '.join(w + after[:4])} " in f" {joined} "
        shares[i] = 1.0 if with_before or with_after else 0.0
    shares = [max(0.0, s) for s in shares]
    # A line printed twice stands in the body once: keep the occurrence with most body around it.
    places: dict[str, list[int]] = defaultdict(list)
    for i, w in enumerate(words):
        if shares[i] >= 0.7 and w:
            places[" ".join(w)].append(i)
    for key, found in places.items():
        if len(found) > max(1, f" {joined} ".count(f" {key} ")):
            around = [sum(shares[max(0, i - 6) : i + 7]) for i in found]
            best = max(range(len(found)), key=around.__getitem__)
            for n, i in enumerate(found):
                if n != best:
                    shares[i] = 0.0
    return shares


def body_mask(line: Any) -> int:
    """Return the kinds that a line of the body may have, by its tag."""
    tags = [n.tag for _, n in zip(range(4), line.node.chain(), strict=False)]
    tag = next(
        (t for t in tags if t in {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dd", "dt"}),
        "p",
    )
    if tag[0] == "h" and tag[1:].isdigit():
        return mask("heading")
    if tag in {"li", "dd", "dt"}:
        return mask("list_item") if "p" not in tags[:1] else mask("list_item", "paragraph")
    if "blockquote" in tags:
        return mask("quote", "paragraph")
    if line.strong_characters > 0.9 * len(line.text) and len(line.text) < 90:
        return mask("heading", "paragraph")
    if tag in {"td", "th"}:
        return mask("list_item", "paragraph")
    return mask("paragraph")


def other_mask(page: Prepared, i: int) -> int:
    """Return the kinds that a line outside the body may have, by plain signs of its place and words."""
    line = page.lines[i]
    tags, marks = [], set()
    for _, node in zip(range(7), line.node.chain(), strict=False):
        tags.append(node.tag)
        marks.update(node.words)
    words = words_of(line.text)
    key, title = " ".join(words), " ".join(words_of(page.hints.headline))
    if key and key == title:
        return mask("headline") if "h1" in tags[:3] else mask("headline", "furniture", "related")
    if {"nav", "footer"} & set(tags):
        return mask("furniture", "related")
    if "figcaption" in tags or {"caption", "credit"} & marks:
        return mask("caption", "credit", "furniture")
    if line.link_characters > 0.8 * len(line.text):
        if len(words) < 3:
            return mask("furniture", "byline", "credit", "date") if {"author", "byline"} & marks else mask("furniture")
        return mask("related", "furniture", "byline")
    kinds = ["furniture", "caption", "credit", "embed", "related", "correction"]
    if page.hints.deck and key == " ".join(words_of(page.hints.deck)):
        return mask("deck")
    if i < len(page.lines) * 0.6 or "deck" in marks:
        kinds += ["deck", "byline", "date", "dateline"]
    return mask(*kinds)


def from_body(name: str, corpus: str, page: Prepared, gold: str) -> Labelled:
    """Label the lines of ``page`` by whether they stand in the ``gold`` body."""
    shares = body_shares([line.text for line in page.lines], gold)
    masks, weights = [], []
    for i, share in enumerate(shares):
        line = page.lines[i]
        headline = "h1" in [n.tag for _, n in zip(range(3), line.node.chain(), strict=False)]
        if share >= 0.7 and not headline:
            masks.append(body_mask(line))
            weights.append(1.0)
        elif share <= 0.3:
            masks.append(other_mask(page, i))
            weights.append(1.0)
        else:
            masks.append(mask(*BLOCK_KINDS))
            weights.append(0.0)
    return Labelled(name, group_of(page, name), corpus, page, masks, weights)


def from_labels(name: str, page: Prepared, labels: list[dict[str, Any]]) -> Labelled:
    """Give the lines of ``page`` the hand-made kinds; lines outside the labelled region are furniture or links."""
    where: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(page.lines):
        where[line.text].append(i)
    masks = [mask("furniture", "related")] * len(page.lines)
    weights = [0.3] * len(page.lines)
    position = 0
    for label in labels:
        places = where.get(re.sub(r"\s+", " ", label["text"]).strip(), [])
        at = next((i for i in places if i >= position), None)
        if at is None:
            continue
        position = at + 1
        masks[at], weights[at] = mask(label["kind"]), 2.0
    return Labelled(name, group_of(page, name), "blocks", page, masks, weights)


def with_own_labels(page: Labelled, rows: list[tuple[int, str, str]]) -> Labelled:
    """Give the lines that we labelled ourselves their kinds; ``rows`` are (line, CRC-32 of its text, kind), no text of the page.

    Where our kinds and the corpus's gold disagree on what is body, the line is not learned from.
    """
    where: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(page.page.lines):
        where[f"{zlib.crc32(line.text.encode()):08x}"].append(i)
    for index, digest, kind in rows:
        at = min(where.get(digest, []), key=lambda i: abs(i - index), default=None)
        if at is None:
            continue
        agrees = page.weights[at] == 0 or (kind in BODY) == (not page.masks[at] & mask("furniture"))
        page.masks[at] = mask(kind)
        page.weights[at] = 1.5 if agrees else 0.0
    return Labelled(page.name, page.group, "own", page.page, page.masks, page.weights)


def own_labels() -> dict[str, list[tuple[int, str, str]]]:
    """Return the kinds that we gave to lines of pages of the benchmarks, by "corpus/page"."""
    file = Path(__file__).with_name("labels") / "kinds.json"
    labels: dict[str, list[tuple[int, str, str]]] = json.loads(file.read_text("utf-8"))
    return labels


def group_of(page: Prepared, name: str) -> str:
    """Return the publisher's domain, so that a publisher is never in training and test at once."""
    host = urlsplit(page.url or "").hostname or name
    return ".".join(host.removeprefix("www.").split(".")[-3:])


def corpus_files(shared: Path, corpus: str) -> list[Path]:
    """Return the pages of a corpus in a fixed order."""
    root = shared / "data" / ("blocks" if corpus == "blocks" else f"pages/{corpus}")
    return sorted(root.rglob("*.html.gz"))


def load(shared: Path, corpus: str) -> list[Labelled]:
    """Read and label all pages of ``corpus``: ``blocks aeb feval fundus wcxb``."""
    out: list[Labelled] = []
    gold = {} if corpus == "blocks" else scorer(shared, "articles").gold(corpus, shared / "data" / "pages" / corpus)
    own = own_labels()
    for file in corpus_files(shared, corpus):
        name = file.name.removesuffix(".html.gz")
        text, _ = decode(gzip.decompress(file.read_bytes()))
        page = prepare(text, Document(file.name, None), Limits())
        if page is None or not page.lines:
            continue
        if corpus == "blocks":
            labels = [json.loads(line) for line in (file.parent / f"{name}.labels.jsonl").read_text().splitlines()]
            out.append(from_labels(name, page, labels))
        elif gold.get(name, {}).get("text"):
            text = gold[name]["text"]
            for optional in gold[name].get("optional", []):
                text += "\n" + optional
            labelled = from_body(name, corpus, page, text)
            rows = own.get(f"{corpus}/{name}")
            out.append(with_own_labels(labelled, rows) if rows else labelled)
    return out


CORPORA = ("blocks", "aeb", "feval", "fundus", "wcxb")


def load_all(shared: Path, cache: Path) -> list[Labelled]:
    """Return the labelled pages of all corpora, from ``cache`` where it is newer than the data was last asked for.

    The cache is ours and local (``.cache/``, never committed); delete it after a change to features of lines or metadata.
    """
    if cache.exists():
        loaded: list[Labelled] = pickle.loads(cache.read_bytes())  # noqa: S301 - written by the line below
        return loaded
    pages = [page for corpus in CORPORA for page in load(shared, corpus)]
    for page in pages:
        _detach(page)
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(pickle.dumps(pages))
    return pages


def _detach(page: Labelled) -> None:
    """Forget the parsed trees, which neither pickle nor are needed any more."""
    object.__setattr__(page.page, "page", None)
    seen: set[int] = set()
    for line in page.page.lines:
        line.parts = []
        for node in line.node.chain():
            if id(node) in seen:
                break
            seen.add(id(node))
            node.element = None
