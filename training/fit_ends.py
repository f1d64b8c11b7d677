"""Fits the reader's head for sentence ends anew, everything else as it is: a logistic regression on the last layer.

python training/fit_ends.py --shared ../shared --checkpoint .cache/reader/checkpoint.pt --tokenizer TOKENIZER.json --out NEW.pt

In training with a teacher this head is taught by one that saw few sentence ends. Prints F1 on the tenth of GUM that is
held out.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from encoder import SHAPES, Reader, averaged_reader, tokenizer_of
from reader_data import Tagged, held_out, roughened, sentences_of_gum, tagged_examples
from reader_loss import batch_of
from torch import Tensor
from torch.nn import functional
from train_reader import batches

from onrecord.model.heads import SCORES

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PENALTY = 1e-6


def hidden_of(reader: Reader, texts: list[Tagged], tokenizer: Tokenizer) -> tuple[Tensor, Tensor]:
    """Return the last layer's numbers (n, hidden) of all words of the texts, and whether a sentence ends with each (n,)."""
    chance = random.Random(0)
    examples = [e for t in texts for e in tagged_examples(t, roughened(t.text, chance), tokenizer)]
    kept: list[Tensor] = []
    reader.scores.register_forward_hook(lambda _module, given, _out: kept.append(given[0]))
    found, ends = [], []
    with torch.inference_mode():
        for some in batches(examples, 2_560, chance):
            batch = batch_of(some)
            reader(batch.pieces, batch.cases, batch.quoted)
            last = kept.pop()
            for row, example in enumerate(some):
                found.append(last[row][torch.from_numpy(example.row.heads)])
                ends.append(torch.from_numpy(example.ends))
    return torch.cat(found).clone(), torch.cat(ends).float()


def main() -> None:
    """Read the arguments and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="minilm")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    tokenizer = tokenizer_of(arguments.tokenizer)
    reader = averaged_reader(arguments.checkpoint, arguments.shape)
    texts = sentences_of_gum(arguments.shared / "data" / "syntax" / "gum")
    x, y = hidden_of(reader, [t for t in texts if not held_out(t.name, 10)], tokenizer)
    weight, offset = torch.zeros(x.shape[1], requires_grad=True), torch.zeros((), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, offset], max_iter=120, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = functional.binary_cross_entropy_with_logits(x @ weight + offset, y) + PENALTY * weight.pow(2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    x, y = hidden_of(reader, [t for t in texts if held_out(t.name, 10)], tokenizer)
    said = (x @ weight + offset > 0).numpy()
    right = np.logical_and(said, y.numpy() == 1).sum()
    print(f"sentence ends, held out: F1 {200 * right / (said.sum() + y.sum().item()):.1f}")
    state = torch.load(arguments.checkpoint, weights_only=True)
    row = SCORES["ends"].start
    with torch.no_grad():
        state["average"]["module.scores.weight"][row] = weight
        state["average"]["module.scores.bias"][row] = offset
    torch.save(state, arguments.out)


if __name__ == "__main__":
    main()
