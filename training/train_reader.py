"""Makes the reader's weights from the corpora: trains, checks on dev after each round, keeps a log, resumes.

python training/train_reader.py --shared ../shared --encoder MODEL.safetensors --tokenizer TOKENIZER.json --out .cache/reader
    --shape mpnet       train a teacher on MPNet-base in place of the reader that ships
    --teacher FILE      learn from a teacher's answers to every text, the unlabelled ones too (.npz files made by teach.py)
    --start FILE        begin with the averaged weights of another run
    --resume            go on from the last checkpoint

The file of weights holds ``reader`` (as trained), ``average`` (an exponential average of it, which is what is measured
and shipped), ``optimiser`` and ``steps``.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from encoder import SHAPES, Reader, averaged_weights, tokenizer_of
from reader_data import (
    SIZES,
    UNKNOWN,
    Example,
    examples_of,
    held_out,
    load,
    roughened,
    sentences_of_gum,
    tagged_examples,
    worldwide,
)
from reader_figures import figures, names_figures, network_of, read_with, tables_of
from reader_loss import Weights, batch_of, distance_to_teacher, loss_of
from scorer import scorer
from teach import Taught, taught
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from onrecord.model.decode import Bias

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; what was tried stands in docs/model.md."""

    steps: int = 4000
    encoder_rate: float = 2.5e-4
    head_rate: float = 1e-3
    batch_pieces: int = 1280
    warm_steps: int = 150
    decay: float = 0.01
    dropout: float = 0.1
    averaged: float = 0.998
    """Of each step's average that the next one keeps: about the last 500 steps count."""
    flat_inner: float = 0.5
    """Share of PolNeAR's windows that teach that no attribution stands inside another; its annotators marked none."""
    names_share: float = 0.35
    """Part of Worldwide Newswire (and of GUM's texts) that each round takes."""
    own_times: int = 2
    """How often each round takes our own annotations, which are fewer than PolNeAR's and nearer to what people read."""
    seed: int = 0


def batches(examples: list[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Return the examples sorted by length within chunks, in batches of about ``size`` pieces, in random order."""
    order = list(examples)
    chance.shuffle(order)
    order.sort(key=lambda e: len(e.row.pieces) // 16)
    out: list[list[Example]] = []
    for example in order:
        if out and (len(out[-1]) + 1) * len(example.row.pieces) <= size:
            out[-1].append(example)
        else:
            out.append([example])
    chance.shuffle(out)
    return out


class Material:
    """The labelled texts, as rounds of windows."""

    def __init__(self, arguments: argparse.Namespace, recipe: Recipe, tokenizer: Tokenizer) -> None:
        """Load everything that is trained on."""
        data = arguments.shared / "data"
        self.recipe, self.tokenizer = recipe, tokenizer
        self.attribution = load(data / "attribution" / "train.jsonl")[: arguments.articles]
        self.own = [a for a in load(arguments.own) if not held_out(a["id"], 12)] if arguments.own else []
        named = worldwide(data / "entities" / "worldwide")
        self.named = [t for t in named if not held_out(t.name, 10)]
        self.names_dev = [
            e
            for t in named
            if held_out(t.name, 10) and held_out(t.name[::-1], 2)
            for e in tagged_examples(t, t.text, tokenizer)
        ]
        self.sentences = sentences_of_gum(data / "syntax" / "gum")

    def round(self, chance: random.Random) -> list[Example]:
        """Return the windows of one round: all attributions, part of the names and sentences."""
        out = []
        for article in self.attribution:
            for example in examples_of(
                article, roughened(article["text"], chance), self.tokenizer, chance.choice(SIZES)
            ):
                if chance.random() > self.recipe.flat_inner:
                    example.inner[example.outer != 0] = UNKNOWN
                out.append(example)
        for article in self.own * self.recipe.own_times:
            out += examples_of(article, roughened(article["text"], chance), self.tokenizer, chance.choice(SIZES))
        for tagged in [*self.named, *self.sentences]:
            if chance.random() < self.recipe.names_share:
                out += tagged_examples(tagged, roughened(tagged.text, chance), self.tokenizer, chance.choice(SIZES))
        return out


def arguments_given() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="minilm")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--own", type=Path, help="our own annotations, JSON lines with their texts (our_articles.py)")
    parser.add_argument("--teacher", type=Path, nargs="*", help="what a teacher says of texts (teach.py)")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--out", type=Path, default=Path(".cache/reader"))
    parser.add_argument("--steps", type=int, default=Recipe().steps)
    parser.add_argument("--rate", type=float, default=1.0, help="times the recipe's learning rates")
    parser.add_argument("--dropout", type=float, default=Recipe().dropout)
    parser.add_argument("--own-times", type=int, default=Recipe().own_times)
    parser.add_argument("--names-share", type=float, default=Recipe().names_share)
    parser.add_argument("--frozen", type=int, default=0, help="layers from below that are left as they were pretrained")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--articles", type=int, help="train on the first so many only, to try the script")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


class Training:
    """One run: the reader, its average, its optimiser, and where it stands."""

    def __init__(self, arguments: argparse.Namespace, recipe: Recipe) -> None:
        """Make the reader, or take it from a checkpoint."""
        self.recipe, self.out = recipe, arguments.out
        self.reader = Reader(SHAPES[arguments.shape], dropout=recipe.dropout)
        self.reader.load_pretrained(arguments.encoder)
        if arguments.start:
            self.reader.load_state_dict(averaged_weights(arguments.start))
        self.reader.words.weight.requires_grad = False
        if arguments.frozen:
            for part in (self.reader.positions, self.reader.norm, *self.reader.layers[: arguments.frozen]):
                part.requires_grad_(requires_grad=False)
        self.average = AveragedModel(self.reader, multi_avg_fn=get_ema_multi_avg_fn(recipe.averaged))
        self.optimiser = optimiser_of(self.reader, recipe, arguments.rate)
        self.steps = 0
        if arguments.resume and (state := latest(self.out)):
            self.reader.load_state_dict(state["reader"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.steps = state["steps"]

    def step(self, batch: list[Example] | Taught) -> float:
        """Train on one batch and return its loss."""
        done = self.steps / self.recipe.steps
        for group in self.optimiser.param_groups:
            group["lr"] = group["full"] * min(1.0, (self.steps + 1) / self.recipe.warm_steps) * max(0.02, 1 - done)
        self.optimiser.zero_grad()
        if isinstance(batch, Taught):
            loss = distance_to_teacher(self.reader, batch.teacher, batch_of(batch.examples), Weights())
        else:
            loss = loss_of(self.reader, batch_of(batch), Weights())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
        self.optimiser.step()
        self.average.update_parameters(self.reader)
        self.steps += 1
        return float(loss.item())

    def save(self) -> None:
        """Write a checkpoint beside the last one, then take its place."""
        state = {
            "reader": self.reader.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(), "steps": self.steps,
        }  # fmt: skip
        torch.save(state, self.out / "checkpoint.new")
        (self.out / "checkpoint.new").replace(self.out / "checkpoint.pt")


def latest(folder: Path) -> dict[str, Any] | None:
    """Return the last checkpoint of a folder."""
    file = folder / "checkpoint.pt"
    return torch.load(file, weights_only=True) if file.exists() else None


def optimiser_of(reader: Reader, recipe: Recipe, rate: float) -> torch.optim.Optimizer:
    """Return AdamW with the heads' own rate, and no decay of biases and norms."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    heads = {"scores", "links", "distance", "same_paragraph", "nobody", "case", "quote"}
    for name, parameter in reader.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.split(".")[0] in heads, parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": p,
                "full": rate * (recipe.head_rate if head else recipe.encoder_rate),
                "lr": 0.0,
                "weight_decay": recipe.decay * decays,
            }
            for (head, decays), p in groups.items()
        ],
        betas=(0.9, 0.98),
    )


def main() -> None:
    """Read the arguments and train."""
    arguments = arguments_given()
    recipe = replace(
        Recipe(),
        **{name: getattr(arguments, name) for name in ("steps", "seed", "dropout", "own_times", "names_share")},
    )
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(recipe.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(arguments.tokenizer)
    material = Material(arguments, recipe, tokenizer)
    data = arguments.shared / "data"
    dev = {"polnear": load(data / "attribution" / "dev.jsonl"), "rumour": load(data / "rumour" / "attributions.jsonl")}
    if arguments.own:
        dev["own"] = [a for a in load(arguments.own) if held_out(a["id"], 12)]
    bench = scorer(arguments.shared, "attribution")
    training = Training(arguments, recipe)
    answers = taught(arguments.teacher, material.tokenizer) if arguments.teacher else None
    bar = tqdm(total=recipe.steps, initial=training.steps, mininterval=20)
    turn = 0
    while training.steps < recipe.steps:
        chance = random.Random(f"{recipe.seed}:{turn}:{training.steps}")
        turn += 1
        order: list[Any] = batches(material.round(chance), recipe.batch_pieces, chance)
        if answers:
            order += [Taught(answers.teacher, b) for b in batches(answers.examples, recipe.batch_pieces, chance)]
            chance.shuffle(order)
        training.reader.train()
        begun, seen, count = time.time(), 0.0, 0
        for batch in order:
            if training.steps >= recipe.steps:
                break
            loss = training.step(batch)
            if not isinstance(batch, Taught):
                seen, count = seen + loss, count + 1
            bar.update()
            if training.steps % 200 == 0:
                bar.set_postfix(loss=f"{seen / max(1, count):.3f}")
                training.save()
        training.save()
        minutes = round((time.time() - begun) / 60, 1)
        line: dict[str, Any] = {"steps": training.steps, "minutes": minutes, "loss": round(seen / max(1, count), 3)}
        line |= measured(training.average.module, bench, dev, material, tokenizer)
        with (arguments.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def measured(
    reader: Any, bench: Any, dev: dict[str, list[dict[str, Any]]], material: Material, tokenizer: Tokenizer
) -> dict[str, Any]:
    """Return the figures of the averaged weights on the dev sets, with no settings tuned."""
    reader.eval()
    network, tables = network_of(reader), tables_of(reader)
    line: dict[str, Any] = {
        name: figures(bench, read_with(network, tables, gold, tokenizer), Bias()) for name, gold in dev.items()
    }
    line["names"] = names_figures(network, material.names_dev)
    return line


if __name__ == "__main__":
    main()
