"""Makes the reader's weights from the attribution corpus: trains, checks on dev after each epoch, keeps a log, resumes.

python training/train_reader.py --shared ../shared --encoder MODEL.safetensors --tokenizer TOKENIZER.json --out .cache/reader
python training/train_reader.py ... --resume      goes on from the last epoch's checkpoint
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder import Reader
from reader_data import Example, examples_of, load, prepared, roughened
from scorer import scorer
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from onrecord.model.decode import LINK_SIZE, Bias, Scores, decode, distance_bucket
from onrecord.model.words import row_of, windows


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. The rates and the links' weight are those of the project's first trial; nothing here is tuned yet."""

    epochs: int = 7
    encoder_rate: float = 2.5e-4
    head_rate: float = 1e-3
    batch_pieces: int = 1280
    warm_steps: int = 150
    link_weight: float = 0.3
    decay: float = 0.01
    dropout: float = 0.0
    """Of hidden states; off until a run that is long enough to learn by heart shows that it helps."""
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


def padded(rows: list[np.ndarray]) -> torch.Tensor:
    """Return the rows as one tensor (rows, longest), filled with 0."""
    out = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.from_numpy(row)
    return out


def loss_of(reader: Reader, batch: list[Example], recipe: Recipe) -> torch.Tensor:
    """Return the loss of a batch: labels, plus ``link_weight`` times each link."""
    labels, vectors = reader(
        padded([e.row.pieces for e in batch]),
        padded([e.row.cases for e in batch]),
        padded([e.row.quoted for e in batch]),
    )
    total, count, links, linked = torch.zeros(()), 0, torch.zeros(()), 0
    for i, example in enumerate(batch):
        heads = torch.from_numpy(example.row.heads)
        gold = torch.from_numpy(example.labels)
        total = total + functional.cross_entropy(labels[i][heads], gold, ignore_index=-100, reduction="sum")
        count += len(heads)
        here = vectors[i][heads]
        for found in _link_losses(reader, here, example):
            links = links + found.sum()
            linked += len(found)
    return total / count + recipe.link_weight * 2 * links / max(1, linked)


def _link_losses(reader: Reader, vectors: torch.Tensor, example: Example) -> list[torch.Tensor]:
    ask_cue, is_cue, ask_source, is_source = vectors.split(LINK_SIZE, dim=1)
    cues = np.flatnonzero(example.cue_of >= 0)
    out = []
    contents = np.flatnonzero(np.isin(example.content_of, example.cue_of[cues]) & (example.content_of >= 0))
    if len(cues) and len(contents):
        scores = ask_cue[contents] @ is_cue[cues].T / LINK_SIZE**0.5 + _bias(reader, 0, example, contents, cues)
        right = torch.from_numpy(example.content_of[contents][:, None] == example.cue_of[cues][None, :])
        out.append(_missed(scores, right))
    known = np.array([i for i in cues if example.sources[example.cue_of[i]] is not None], dtype=np.int64)
    if len(known):
        candidates = np.unique(np.concatenate([s for s in example.sources if s is not None] + [np.zeros(0, np.int64)]))
        candidates = candidates.astype(np.int64)
        nobody = (ask_source[known] @ reader.nobody / LINK_SIZE**0.5)[:, None]
        scores = ask_source[known] @ is_source[candidates].T / LINK_SIZE**0.5
        scores = torch.cat([scores + _bias(reader, 1, example, known, candidates), nobody], 1)
        right_rows = []
        for i in known:
            own = example.sources[example.cue_of[i]]
            right_rows.append([*np.isin(candidates, own), own is not None and not len(own)])
        out.append(_missed(scores, torch.tensor(np.array(right_rows))))
    return out


def _bias(reader: Reader, kind: int, example: Example, asking: np.ndarray, answering: np.ndarray) -> torch.Tensor:
    bucket = torch.from_numpy(distance_bucket(answering[None, :] - asking[:, None]))
    same = torch.from_numpy(example.paragraphs[asking][:, None] == example.paragraphs[answering][None, :])
    return reader.distance[kind][bucket] + same * reader.same_paragraph[kind]


def _missed(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    whole = torch.logsumexp(scores, 1)
    inside = torch.logsumexp(scores.masked_fill(~right, -1e4), 1)
    return whole - inside


def scores_of(reader: Reader, texts: list[str], tokenizer: Tokenizer) -> list[tuple[list[Any], Scores]]:
    """Return for each text its words and the reader's scores of them, in full precision."""
    reader.eval()
    out = []
    with torch.inference_mode():
        for text in texts:
            words = prepared(text, tokenizer)
            labels, vectors = np.zeros((len(words), 13), np.float32), np.zeros((len(words), 4 * LINK_SIZE), np.float32)
            for window in windows(words):
                row = row_of(words, window, tokenizer)
                found = reader(*(torch.from_numpy(a)[None] for a in (row.pieces, row.cases, row.quoted)))
                own = slice(window.own - window.first, None)
                labels[window.own : window.end] = torch.log_softmax(found[0][0], 1).numpy()[row.heads][own]
                vectors[window.own : window.end] = found[1][0].numpy()[row.heads][own]
            parts = [vectors[:, i * LINK_SIZE : (i + 1) * LINK_SIZE] for i in range(4)]
            fixed = [p.detach().numpy() for p in (reader.distance, reader.same_paragraph, reader.nobody)]
            out.append((words, Scores(labels, *parts, *fixed, np.array([w.paragraph for w in words]))))
    reader.train()
    return out


def predicted(words: list[Any], scores: Scores, bias: Bias) -> list[dict[str, Any]]:
    """Return the attributions as the scorer reads them: character offsets."""

    def at(run: tuple[int, int]) -> list[int]:
        return [words[run[0]].start, words[run[1] - 1].end]

    return [
        {
            "content": [at(r) for r in a.content],
            "cue": [at(a.cue)] if a.cue else [],
            "source": [at(a.source)] if a.source else [],
        }
        for a in decode(scores, bias)
    ]


def figures(
    bench: Any, gold: list[dict[str, Any]], found: list[tuple[list[Any], Scores]], bias: Bias
) -> dict[str, float]:
    """Return the figures by which epochs are compared."""
    result = bench.score(gold, {g["id"]: predicted(w, s, bias) for g, (w, s) in zip(gold, found, strict=True)})
    ends = {t: round(100 * result["e2e"][t]["F1"], 1) for t in ("all", "direct", "indirect", "mixed")}
    tokens = {f"tok_{k}": round(100 * result[f"tok-{k}"]["F1"], 1) for k in ("content", "source", "cue")}
    return {
        "exact": round(100 * result["exact"]["all"]["F1"], 1),
        "overlap": round(100 * result["overlap"]["all"]["F1"], 1),
        **ends,
        **tokens,
        "alpha": round(result["alpha"], 3),
    }


def arguments_given() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(".cache/reader"))
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--articles", type=int, help="train on the first so many only, to try the script")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Read the arguments and train."""
    arguments = arguments_given()
    recipe = replace(Recipe(), epochs=arguments.epochs)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    train = load(arguments.shared / "data" / "attribution" / "train.jsonl")[: arguments.articles]
    dev = {
        n: load(arguments.shared / "data" / n / f)
        for n, f in (("attribution", "dev.jsonl"), ("rumour", "attributions.jsonl"))
    }
    bench = scorer(arguments.shared, "attribution")
    reader = Reader(dropout=recipe.dropout)
    reader.load_pretrained(arguments.encoder)
    reader.words.weight.requires_grad = False
    optimiser = optimiser_of(reader, recipe)
    checkpoint, first = arguments.out / "checkpoint.pt", 0
    steps = steps_a_epoch = 0
    if arguments.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        reader.load_state_dict(state["reader"])
        optimiser.load_state_dict(state["optimiser"])
        first, steps = state["epoch"], state["steps"]
        chance.seed(recipe.seed + first)
    reader.train()
    for epoch in range(first, recipe.epochs):
        examples = [e for a in train for e in examples_of(a, roughened(a["text"], chance), tokenizer)]
        order = batches(examples, recipe.batch_pieces, chance)
        steps_a_epoch = steps_a_epoch or (steps // epoch if epoch else len(order))
        begun, seen = time.time(), 0.0
        bar = tqdm(order, desc=f"epoch {epoch + 1}/{recipe.epochs}", mininterval=20)
        for batch in bar:
            done = min(1.0, steps / (steps_a_epoch * recipe.epochs))
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * min(1.0, (steps + 1) / recipe.warm_steps) * max(0.0, 1 - done)
            optimiser.zero_grad()
            loss = loss_of(reader, batch, recipe)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            steps += 1
            seen = 0.98 * seen + 0.02 * loss.item()
            bar.set_postfix(loss=f"{seen:.3f}", refresh=False)
        torch.save(
            {"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1, "steps": steps},
            checkpoint,
        )
        line: dict[str, Any] = {
            "epoch": epoch + 1,
            "minutes": round((time.time() - begun) / 60, 1),
            "loss": round(seen, 3),
        }
        for name, gold in dev.items():
            line[name] = figures(bench, gold, scores_of(reader, [g["text"] for g in gold], tokenizer), Bias())
        with (arguments.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def optimiser_of(reader: Reader, recipe: Recipe) -> torch.optim.Optimizer:
    """Return AdamW with the heads' own rate, and no decay of biases and norms."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in reader.named_parameters():
        if parameter.requires_grad:
            head = name.split(".")[0] in {"labels", "links", "distance", "same_paragraph", "nobody", "case", "quote"}
            groups.setdefault((head, parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": p,
                "full": recipe.head_rate if head else recipe.encoder_rate,
                "lr": 0.0,
                "weight_decay": recipe.decay * decays,
            }
            for (head, decays), p in groups.items()
        ],
        betas=(0.9, 0.98),
    )


if __name__ == "__main__":
    main()
