"""Asks a teacher what it makes of many texts, labelled or not, and keeps its answers for the reader to learn from.

python training/teach.py --shared ../shared --checkpoint .cache/teacher/checkpoint.pt --tokenizer TOKENIZER.json --out .cache/taught

Distillation (Hinton, Vinyals and Dean, 2015): the small reader is trained on the teacher's distributions over labels and
links, which say more than one annotator's choice, and can be had for any text.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from encoder import SHAPES, Reader, averaged_reader, tokenizer_of
from reader_data import SIZES, Example, examples_of, held_out, load, roughened
from tqdm import tqdm

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOGETHER = 8
"""Windows of about the same length that the teacher reads at once."""
SHARED_GRAMS = 0.02
"""Share of a text's runs of eight words that may stand in a dev article too: more is a copy, and would leak."""


@dataclass(frozen=True, slots=True)
class Taught:
    """Windows with a teacher's answers; ``teacher`` holds just the tables of its links."""

    teacher: Any
    examples: list[Example]


def texts(shared: Path, own: Path | None) -> list[tuple[str, str]]:
    """Return the texts to ask about: name and text, none of which copies a dev article."""
    data = shared / "data"
    dev = load(data / "attribution" / "dev.jsonl") + load(data / "rumour" / "attributions.jsonl")
    ids = {d["id"] for d in dev}
    known: set[int] = set()
    for article in dev:
        known |= grams(article["text"])
    found = [(a["id"], a["text"]) for a in load(data / "attribution" / "train.jsonl")]
    for name in ("articles", "unlabelled"):
        found += [(a["id"], a["text"]) for a in load(data / "stories" / f"{name}.jsonl") if a["id"] not in ids]
    if own:
        mine = {a["id"].partition(":")[2] for a in load(own)}
        found = [t for t in found if t[0] not in mine]
        found += [(a["id"], a["text"]) for a in load(own) if not held_out(a["id"], 12)]
    return [(n, t) for n, t in found if len(g := grams(t)) and len(g & known) / len(g) <= SHARED_GRAMS]


def grams(text: str) -> set[int]:
    """Return the runs of eight words of ``text``, hashed."""
    words = text.lower().split()
    return {hash(tuple(words[i : i + 8])) for i in range(len(words) - 7)}


def windows_of(named: list[tuple[str, str]], tokenizer: Tokenizer, seed: int) -> list[Example]:
    """Return the windows of the texts, roughened at random but always alike for a seed."""
    out = []
    for name, text in named:
        chance = random.Random(f"{seed}:{name}")
        size = chance.choice(SIZES)
        out += examples_of({"attributions": []}, roughened(text, chance), tokenizer, size)
    return out


def taught(files: list[Path], tokenizer: Tokenizer) -> Taught:
    """Return what ``teach.py`` wrote, in memory as float16."""
    tables: Any = None
    examples: list[Example] = []
    for file in files:
        with np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            scores, vectors = kept["scores"], kept["vectors"]
            windows = windows_of([tuple(t) for t in about["texts"]], tokenizer, about["seed"])
            at = 0
            for window in windows:
                end = at + len(window.outer)
                examples.append(replace(window, teacher=(scores[at:end], vectors[at:end])))
                at = end
            if at != len(scores):
                raise SystemExit(f"{file} does not fit its texts: {at} words, {len(scores)} answers")
            tables = Tables(*(torch.from_numpy(kept[n]) for n in ("distance", "same_paragraph", "nobody")))
    return Taught(tables, examples)


@dataclass(frozen=True, slots=True)
class Tables:
    """The parts of a teacher's links that belong to no word, under the names that ``link_scores`` reads."""

    distance: torch.Tensor
    same_paragraph: torch.Tensor
    nobody: torch.Tensor


def main() -> None:
    """Read the arguments and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mpnet")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for part-*.npz")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--most", type=int, help="ask about so many texts only")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(arguments.tokenizer)
    teacher = averaged_reader(arguments.checkpoint, arguments.shape)
    asked = texts(arguments.shared, arguments.own)
    random.Random(arguments.seed).shuffle(asked)
    asked = asked[: arguments.most]
    for part, at in enumerate(tqdm(range(0, len(asked), 250))):
        file = arguments.out / f"part-{part:02d}.npz"
        if file.exists():
            continue
        some = asked[at : at + 250]
        windows = windows_of(some, tokenizer, arguments.seed)
        scores, vectors = answers(teacher, windows)
        about = json.dumps({"texts": some, "seed": arguments.seed})
        tables = {n: getattr(teacher, n).detach().numpy() for n in ("distance", "same_paragraph", "nobody")}
        with (arguments.out / "new.npz").open("wb") as new:
            np.savez(new, about=np.array(about), scores=scores, vectors=vectors, **tables)
        (arguments.out / "new.npz").replace(file)


def answers(teacher: Reader, windows: list[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Return the teacher's scores and vectors of all words of the windows, in order, as float16."""
    found: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros(0), np.zeros(0))] * len(windows)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].row.pieces))
    from reader_loss import batch_of, read  # noqa: PLC0415 - it imports this module's neighbours

    with torch.inference_mode():
        for at in range(0, len(order), TOGETHER):
            some = order[at : at + TOGETHER]
            scores, vectors = read(teacher, batch_of([windows[i] for i in some]))
            for row, i in enumerate(some):
                length = len(windows[i].outer)
                found[i] = (
                    scores[row, :length].numpy().astype(np.float16),
                    vectors[row, :length].numpy().astype(np.float16),
                )
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


if __name__ == "__main__":
    main()
