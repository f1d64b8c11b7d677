"""Makes the resolver's weights from the corpora: trains, checks on held-out texts after each epoch, keeps a log, resumes.

python training/train_resolver.py --shared ../shared --out .cache/resolver
    --reader FOLDER     the reader it stands on, with its states exposed (expose_states.py); the one that ships by default
    --states FOLDER     where the reader's states of every text are kept (1.2 GB), so that they are computed once
    --start FILE        begin with the averaged weights of another run
    --resume            go on from the last checkpoint

The file of weights holds ``net``, ``co`` and ``vo`` (averages, which are what is measured and shipped), and ``trained``, ``optimiser``,
``steps`` and ``epochs`` to go on from; the averages of each epoch stay in ``epoch-N.pt``.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import re
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from coreference_data import held_out_news, litbank, ontogum
from encoder import tokenizer_of
from factuality_data import factuality
from reader_data import held_out
from reader_layers import start_from_reader
from resolver_examples import Coreferent, Events, Example, Sources, coreferent, events, sources
from resolver_figures import measured
from resolver_loss import Joint, losses_of, teaches, weight_of
from sources_data import LABELS, sourced
from states import Kept
from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

READER = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "reader"
UNLIKE_NEWS = re.compile(r"GENTLE|_vlog_|_conversation_|_whow_|_reddit_")
"""Texts of OntoGUM that are left out: talk without sentences, how-to lists, and a test set of odd genres."""
FACTUALITY = ("meantime", "uw")


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    epochs: int = 6
    layer_rate: float = 3e-4
    output_rate: float = 6e-4
    """Of the linear layers that give a word its vectors."""
    head_rate: float = 2e-3
    decay: float = 0.01
    warm_steps: int = 100
    average_every: int = 4
    averaged: float = 0.98
    """Of each average that the next one, 4 steps later, keeps: about the last 200 texts count; fewer at the start."""
    average_warm: int = 40
    litbank_share: float = 0.5
    """Part of LitBank that each epoch takes: its texts are long and its pronouns are those of novels."""
    factuality_texts: int = 150
    """Texts of a dozen sentences that each epoch takes."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """All texts: ``epoch`` gives those to train on; the others are the dev sets."""

    news: list[Coreferent]
    fiction: list[Coreferent]
    articles: list[Sources]
    facts: list[Events]
    dev_news: list[Coreferent]
    dev_articles: list[Sources]
    dev_facts: list[Events]

    def epoch(self, recipe: Recipe, number: int) -> list[Example]:
        """Return the texts of an epoch in random order; the same number of them every time."""
        chance = random.Random(f"{recipe.seed}:{number}")
        fiction = chance.sample(self.fiction, int(recipe.litbank_share * len(self.fiction)))
        facts = chance.sample(self.facts, min(len(self.facts), recipe.factuality_texts))
        order: list[Example] = [*self.news, *fiction, *self.articles, *facts]
        chance.shuffle(order)
        return order


def material_of(arguments: argparse.Namespace) -> Material:
    """Load every corpus with the reader's states of its texts."""
    shared: Path = arguments.shared
    tokenizer = tokenizer_of(arguments.reader / "tokenizer.json")
    kept = Kept(arguments.states, arguments.reader / "reader.onnx", tokenizer, arguments.threads)
    dev_names = held_out_news(shared / "data" / "coref" / "ontogum")

    def some(texts: Iterable[Any], what: str) -> Iterator[tuple[Any, Any]]:
        chosen = list(texts)[: arguments.texts]
        for text in tqdm(chosen, desc=what, mininterval=20):
            yield text, kept.states(text.words)

    gum = [text for text in ontogum(shared, tokenizer) if not UNLIKE_NEWS.search(text.name)]
    ours = sourced(shared, tokenizer, arguments.labels)
    facts = {
        (name, part): factuality(shared / "data" / "factuality" / name / f"{part}.conll", tokenizer)
        for name in FACTUALITY
        for part in ("train", "dev")
    }
    found = Material(
        news=[coreferent(*t) for t in some((t for t in gum if t.name not in dev_names), "OntoGUM")],
        fiction=[coreferent(*t) for t in some(litbank(shared, tokenizer), "LitBank")],
        articles=[sources(*t) for t in some((t for t in ours if not held_out(t.name, 12)), "our articles")],
        facts=[events(t, n, s) for n in arguments.factuality for t, s in some(facts[n, "train"], n)],
        dev_news=[coreferent(*t) for t in some((t for t in gum if t.name in dev_names), "OntoGUM, dev")],
        dev_articles=[sources(*t) for t in some((t for t in ours if held_out(t.name, 12)), "our articles, dev")],
        dev_facts=[events(t, n, s) for n in FACTUALITY for t, s in some(facts[n, "dev"], f"{n}, dev")],
    )
    taught = ([e for e in getattr(found, name) if teaches(e)] for name in Material.__slots__)
    return Material(*taught)


def arguments_given() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--reader", type=Path, default=READER)
    parser.add_argument("--labels", type=Path, default=LABELS, help="our annotations of sources")
    parser.add_argument("--states", type=Path, default=Path(".cache/states"))
    parser.add_argument("--start", type=Path)
    parser.add_argument("--out", type=Path, default=Path(".cache/resolver"))
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--litbank-share", type=float, default=Recipe().litbank_share, help="part taken in an epoch")
    parser.add_argument(
        "--factuality",
        choices=FACTUALITY,
        nargs="*",
        default=FACTUALITY,
        help="corpora of factuality trained on; UW's texts are TimeBank's",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--texts", type=int, help="take the first so many of each corpus only, to try the script")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


class Training:
    """One run: the resolver, its average, its optimiser, and where it stands."""

    def __init__(self, arguments: argparse.Namespace, recipe: Recipe) -> None:
        """Make the resolver from the reader's layers, or take it from a checkpoint."""
        self.recipe, self.out = recipe, arguments.out
        self.joint = Joint()
        start_from_reader(self.joint.net.layers, arguments.reader / "reader.onnx")
        if arguments.start:
            self.joint.load_parts(torch.load(arguments.start, weights_only=True))
        self.average = copy.deepcopy(self.joint)
        self.optimiser = optimiser_of(self.joint, recipe)
        self.steps = self.epochs = 0
        if arguments.resume and (file := self.out / "checkpoint.pt").exists():
            state = torch.load(file, weights_only=True)
            self.joint.load_state_dict(state["trained"])
            self.average.load_parts(state)
            self.optimiser.load_state_dict(state["optimiser"])
            self.steps, self.epochs = state["steps"], state["epochs"]

    def epoch(self, texts: list[Example]) -> dict[str, float]:
        """Train on the texts, one a step, and return the mean of each loss."""
        torch.manual_seed(self.recipe.seed + self.epochs)  # dropout goes on alike after a resumption
        self.joint.train()
        sums: dict[str, list[float]] = defaultdict(list)
        for example in tqdm(texts, mininterval=20):
            for name, loss in self.step(example, len(texts) * self.recipe.epochs).items():
                sums[name].append(loss)
        self.epochs += 1
        return {name: round(sum(losses) / len(losses), 3) for name, losses in sorted(sums.items())}

    def step(self, example: Example, total: int) -> dict[str, float]:
        """Train on one text, the rate going up at first and then down to nothing at ``total`` steps; return its losses."""
        rate = min(1.0, (self.steps + 1) / self.recipe.warm_steps) * (1 - min(self.steps / total, 0.999))
        for group in self.optimiser.param_groups:
            group["lr"] = group["full"] * rate
        losses = losses_of(self.joint, example)
        self.optimiser.zero_grad()
        (weight_of(example) * torch.stack(list(losses.values())).sum()).backward()
        torch.nn.utils.clip_grad_norm_(self.joint.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        if self.steps % self.recipe.average_every == 0:
            self._average()
        return {name: float(loss.item()) for name, loss in losses.items()}

    def _average(self) -> None:
        keeps = min(self.recipe.averaged, self.steps / (self.steps + self.recipe.average_warm))
        with torch.no_grad():
            for mine, theirs in zip(self.average.parameters(), self.joint.parameters(), strict=True):
                mine.lerp_(theirs, 1 - keeps)

    def save(self) -> None:
        """Write a checkpoint beside the last one, then take its place; keep each epoch's averages, of which one may be shipped."""
        torch.save(self.average.parts(), self.out / f"epoch-{self.epochs}.pt")
        state = {
            **self.average.parts(), "trained": self.joint.state_dict(), "optimiser": self.optimiser.state_dict(),
            "steps": self.steps, "epochs": self.epochs,
        }  # fmt: skip
        torch.save(state, self.out / "checkpoint.new")
        (self.out / "checkpoint.new").replace(self.out / "checkpoint.pt")


def optimiser_of(joint: Joint, recipe: Recipe) -> torch.optim.Optimizer:
    """Return AdamW with three rates: the layers', the word vectors', and the heads'."""
    layers = list(joint.net.layers.parameters())
    vectors = [value for name, value in joint.net.named_parameters() if not name.startswith("layers")]
    heads = [*joint.co.parameters(), *joint.vo.parameters()]
    rates = ((layers, recipe.layer_rate), (vectors, recipe.output_rate), (heads, recipe.head_rate))
    groups = [{"params": parameters, "full": rate, "lr": 0.0} for parameters, rate in rates]
    return torch.optim.AdamW(groups, weight_decay=recipe.decay)


def main() -> None:
    """Read the arguments and train."""
    arguments = arguments_given()
    recipe = replace(Recipe(), **{name: getattr(arguments, name) for name in ("epochs", "litbank_share", "seed")})
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(recipe.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    training = Training(arguments, recipe)
    if training.epochs >= recipe.epochs:
        return
    material = material_of(arguments)
    while training.epochs < recipe.epochs:
        begun = time.time()
        losses = training.epoch(material.epoch(recipe, training.epochs))
        training.save()
        minutes = round((time.time() - begun) / 60, 1)
        line: dict[str, Any] = {
            "epochs": training.epochs,
            "steps": training.steps,
            "minutes": minutes,
            "losses": losses,
        }
        line |= measured(training.average, material.dev_news, material.dev_articles, material.dev_facts)
        with (arguments.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
