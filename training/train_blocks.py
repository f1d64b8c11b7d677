"""Makes the weights of the block labellers and of the two boundary taggers from the corpora, in one command.

python training/train_blocks.py --shared ../shared              trains on all pages, writes src/onrecord/data/blocks_*.npz
python training/train_blocks.py --shared ../shared --folds 3    cross-validates: trains on two thirds of the publishers and
writes weights for the third to .cache/fold*/ instead
"""

from __future__ import annotations

import argparse
import random
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import block_data
import flat_text
import numpy as np
import torch
from network import Example, Recipe, save, train
from reader_data import held_out, load

from onrecord.read.features import html_features, text_features
from onrecord.read.labeller import labeller
from onrecord.records import BLOCK_KINDS

if TYPE_CHECKING:
    from block_data import Labelled

FREQUENCY = {"blocks": 5.0, "own": 4.0, "aeb": 1.0, "feval": 1.0, "fundus": 1.0, "wcxb": 0.6}
"""How often a page is seen an epoch: those labelled line by line most, blogs and magazines least."""


SURE = 0.7
"""Probability from which the labeller of web pages teaches that of plain text."""


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a publisher; CRC-32, so that it never changes."""
    return zlib.crc32(group.encode()) % folds


def allowed_of(masks: list[int]) -> np.ndarray:
    """Return bit masks as a boolean array (lines, kinds)."""
    return (np.array(masks)[:, None] & (1 << np.arange(len(BLOCK_KINDS)))[None, :]) > 0


def page_examples(pages: list[Labelled]) -> list[Example]:
    """Return the pages as examples for the labeller of web pages; long lines weigh more, as they do in the body's F1."""
    out = []
    for page in pages:
        size = np.array([min(len(line.text), 400) for line in page.page.lines])
        weights = np.array(page.weights) * np.minimum(0.3 + size / 100, 2.5)
        features = html_features(page.page.lines, page.page.hints)
        out.append(Example(features, allowed_of(page.masks), weights.astype(np.float32), FREQUENCY[page.corpus]))
    return out


def narrowed(pages: list[Labelled], folder: Path) -> list[Labelled]:
    """Return the pages with each line's kinds narrowed to what the labeller of web pages, which sees the markup, is sure of.

    The student reads text alone, so where the corpora only say "not body" its teacher's word is the best there is.
    """
    teacher = labeller("html", folder)
    out = []
    for page in pages:
        allowed = allowed_of(page.masks)
        probabilities = teacher.probabilities(html_features(page.page.lines, page.page.hints)) * allowed
        best = probabilities.argmax(axis=1)
        sure = probabilities[np.arange(len(best)), best] >= SURE
        masks = [1 << int(b) if s else m for b, s, m in zip(best, sure, page.masks, strict=True)]
        out.append(replace(page, masks=masks))
    return out


def text_examples(pages: list[Labelled], chance: random.Random) -> list[Example]:
    """Return the pages, flattened to text and roughened as scrapers do, as examples for the labeller of plain text."""
    out = []
    for page in pages:
        flat = flat_text.roughened(page, chance)
        if flat.texts:
            weights = np.array(
                [w * min(0.8 + len(t) / 200, 1.6) for t, w in zip(flat.texts, flat.weights, strict=True)]
            )
            features = text_features(flat.texts, flat.hints)
            out.append(
                Example(features, allowed_of(flat.masks), weights.astype(np.float32), FREQUENCY[page.corpus] * 0.6)
            )
    return out


def prose_of(shared: Path) -> list[tuple[str, str]]:
    """Return headline and text of the articles that have no page: PolNeAR's training part and FNC-1, one in ten held out."""
    data = shared / "data"
    if not (data / "attribution" / "train.jsonl").is_file():
        return []
    found = []
    for article in load(data / "attribution" / "train.jsonl"):
        headline, _, text = article["text"].partition("\n")
        found.append((article["id"], headline.strip().removesuffix("."), text))
    pairs = load(data / "stories" / "pairs.jsonl")
    headlines = {pair["article"]: pair["headline"] for pair in pairs if pair["stance"] != "unrelated"}
    for name in ("articles", "unlabelled"):
        articles = load(data / "stories" / f"{name}.jsonl")
        found += [(article["id"], headlines.get(article["id"], ""), article["text"]) for article in articles]
    return [(headline, text) for name, headline, text in found if text.strip() and not held_out(name, 10)]


def train_all(pages: list[Labelled], prose: list[tuple[str, str]], out: Path, recipe: Recipe, only: set[str]) -> None:
    """Train the four networks on ``pages``, those of boundaries and paragraphs on ``prose`` too, and write their weights into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    if "html" in only:
        examples = page_examples(pages)
        save(train(lambda: examples, recipe, places=True, describe="pages"), out / "blocks_html.npz")
    if {"text", "segments", "paragraphs"} & only:
        pages = narrowed(pages, out.resolve())
    if "text" in only:
        chance = random.Random(recipe.seed)
        network = train(
            lambda: text_examples(pages, chance), recipe, places=False, describe="text", fresh_each_epoch=True
        )
        save(network, out / "blocks_text.npz")
    if "segments" in only:
        chance = random.Random(recipe.seed)
        smaller = Recipe(epochs=max(2, recipe.epochs // 2), hidden=48, embedding=16)
        network = train(
            lambda: flat_text.boundary_examples(pages, chance) + flat_text.prose_examples(prose, chance),
            smaller,
            places=False,
            describe="segments",
            fresh_each_epoch=True,
        )
        save(network, out / "blocks_segments.npz")
    if "paragraphs" in only:
        examples = flat_text.paragraph_examples(pages, prose, random.Random(recipe.seed), out.resolve())
        smaller = Recipe(epochs=max(2, recipe.epochs // 2), hidden=64, embedding=16)
        save(train(lambda: examples, smaller, places=False, describe="paragraphs"), out / "blocks_paragraphs.npz")


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/ and bench/")
    parser.add_argument("--out", type=Path, default=Path("src/onrecord/data"), help="where the weights go")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over this many folds of publishers")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=["html", "text", "segments", "paragraphs"])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pages = block_data.load_all(arguments.shared, Path(".cache/pages.pickle"))
    prose = prose_of(arguments.shared)
    recipe, only = Recipe(epochs=arguments.epochs), set(arguments.only)
    if not arguments.folds:
        train_all(pages, prose, arguments.out, recipe, only)
    for fold in range(arguments.folds):
        kept = [p for p in pages if fold_of(p.group, arguments.folds) != fold]
        train_all(kept, prose, Path(f".cache/fold{fold}"), recipe, only)


if __name__ == "__main__":
    main()
