"""The network of ``onrecord.read.labeller`` in torch: how it is trained, and how its weights become plain arrays."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from onrecord.read.features import BUCKETS
from onrecord.read.labeller import DILATIONS, PAGE_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from onrecord.read.features import Features


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; all but ``averaging``, of which one value was tried, were chosen by cross-validation on the dev pages."""

    epochs: int = 12
    rate: float = 3e-3
    batch: int = 4
    hidden: int = 96
    embedding: int = 24
    dropout: float = 0.2
    word_dropout: float = 0.15
    averaging: float = 0.998
    """How much of the average of the weights stays at each step; the average is what ships (Polyak and Juditsky, 1992)."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A page: its features, the classes that each row may have (n, classes), a weight for each row, and how often to see it an epoch."""

    features: Features
    allowed: np.ndarray
    weights: np.ndarray
    frequency: float = 1.0


class Network(nn.Module):
    """Embedding bags, dilated convolutions over rows, a summary of the page, a softmax; the twin of ``Labeller``."""

    def __init__(self, measures: int, classes: int, *, places: bool, recipe: Recipe) -> None:
        """Make the layers; ``places`` tells whether rows have a place in a tree."""
        super().__init__()
        h, e = recipe.hidden, recipe.embedding
        self.words = nn.EmbeddingBag(BUCKETS, e, mode="mean")
        self.places = nn.EmbeddingBag(BUCKETS, e, mode="mean") if places else None
        for bag in (self.words, self.places):
            if bag is not None:
                nn.init.normal_(bag.weight, 0, 0.1)
        self.input = nn.Linear(e * (2 if places else 1) + measures, h)
        self.layers = nn.ModuleList(nn.Conv1d(h, h, 3, padding=d, dilation=d) for d in DILATIONS)
        self.page = nn.Linear(2 * h, h)
        self.middle = nn.Linear(h, h)
        self.output = nn.Linear(h, classes)
        self.dropout = nn.Dropout(recipe.dropout)
        self.register_buffer("mean", torch.zeros(measures))
        self.register_buffer("deviation", torch.ones(measures))

    def forward(self, features: Features, word_dropout: float = 0.0) -> torch.Tensor:
        """Return the scores (rows, classes)."""
        parts = [self.words(_dropped(features.words, word_dropout), torch.from_numpy(features.word_offsets))]
        if self.places is not None:
            parts.append(self.places(_dropped(features.places, word_dropout), torch.from_numpy(features.place_offsets)))
        parts.append((torch.from_numpy(features.measures) - self.mean) / self.deviation)
        hidden = self.dropout(functional.relu(self.input(torch.cat(parts, 1))))
        for i, layer in enumerate(self.layers):
            hidden = hidden + functional.relu(layer(hidden.t()[None])[0].t())
            if i == PAGE_LAYER:
                summary = torch.cat([hidden.mean(0), hidden.max(0).values])
                hidden = hidden + functional.relu(self.page(summary))[None]
            hidden = self.dropout(hidden)
        return self.output(self.dropout(functional.relu(self.middle(hidden))))


def _dropped(buckets: np.ndarray, rate: float) -> torch.Tensor:
    values = torch.from_numpy(buckets)
    return torch.where(torch.rand(values.shape) < rate, torch.zeros_like(values), values) if rate else values


def train(
    make: Callable[[], Sequence[Example]],
    recipe: Recipe,
    *,
    places: bool,
    describe: str,
    fresh_each_epoch: bool = False,
) -> Network:
    """Train on the examples that ``make`` returns (called again every epoch if ``fresh_each_epoch``, for augmentation).

    The loss of a row is minus the log of the probability inside its allowed classes.
    """
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    examples = make()
    network = Network(
        examples[0].features.measures.shape[1], examples[0].allowed.shape[1], places=places, recipe=recipe
    )
    everything = np.concatenate([e.features.measures for e in examples])
    network.mean.copy_(torch.from_numpy(everything.mean(0)))
    network.deviation.copy_(torch.from_numpy(everything.std(0) + 1e-3))
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.01)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(recipe.averaging))
    bar = tqdm(range(recipe.epochs), desc=describe)
    for epoch in bar:
        if fresh_each_epoch and epoch:
            examples = make()
        loss = _epoch(network, average, optimiser, examples, recipe, epoch, chance)
        bar.set_postfix(loss=f"{loss:.3f}")
    network.load_state_dict(average.module.state_dict())
    network.eval()
    return network


def _epoch(
    network: Network,
    average: AveragedModel,
    optimiser: torch.optim.Optimizer,
    examples: Sequence[Example],
    recipe: Recipe,
    epoch: int,
    chance: random.Random,
) -> float:
    order = [i for i, e in enumerate(examples) for _ in range(int(e.frequency + chance.random()))]
    chance.shuffle(order)
    network.train()
    total = 0.0
    for at in range(0, len(order), recipe.batch):
        done = (epoch + at / len(order)) / recipe.epochs
        warm = min(1.0, (epoch * len(order) + at + 1) / (50 * recipe.batch))
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * warm * max(0.02, 1 - done)
        optimiser.zero_grad()
        loss = torch.stack([_loss(network, examples[i], recipe) for i in order[at : at + recipe.batch]]).sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        average.update_parameters(network)
        total += float(loss.detach())
    return total / max(1, len(order))


def _loss(network: Network, example: Example, recipe: Recipe) -> torch.Tensor:
    scores = functional.log_softmax(network(example.features, recipe.word_dropout), 1)
    inside = torch.logsumexp(scores.masked_fill(~torch.from_numpy(example.allowed), -30.0), 1)
    weights = torch.from_numpy(example.weights)
    return -(inside * weights).sum() / max(50, len(weights)) ** 0.5 / 8


def arrays(network: Network) -> dict[str, np.ndarray]:
    """Return the weights under the names that ``onrecord.read.labeller`` reads, embeddings in half precision."""

    def matrix(layer: nn.Linear) -> np.ndarray:
        return layer.weight.detach().numpy().T.copy()

    out = {"words": network.words.weight.detach().numpy().astype(np.float16)}
    if network.places is not None:
        out["places"] = network.places.weight.detach().numpy().astype(np.float16)
    for name in ("input", "page", "middle", "output"):
        out[name], out[f"{name}_bias"] = matrix(getattr(network, name)), getattr(network, name).bias.detach().numpy()
    for i, layer in enumerate(network.layers):
        weight = layer.weight.detach().numpy()  # (out, in, 3): before, here, after
        out[f"layer{i}"] = np.concatenate([weight[:, :, k].T for k in range(3)], axis=0)
        out[f"layer{i}_bias"] = layer.bias.detach().numpy()
    out["mean"], out["deviation"] = network.mean.numpy(), network.deviation.numpy()
    return out


def save(network: Network, path: Path) -> None:
    """Write the weights as a compressed ``.npz`` of plain arrays."""
    half = {k: v.astype(np.float16) if v.ndim > 1 else v.astype(np.float32) for k, v in arrays(network).items()}
    np.savez_compressed(path, **half)
