"""What a reader reaches on the dev articles, and the settings of decoding that suit it best."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from reader_data import UNKNOWN, Example, prepared

from onrecord.model.decode import Bias, LinkTables, Scores, decode
from onrecord.model.heads import LINKED, NAMES, SCORED, SCORES
from onrecord.model.words import row_of, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from encoder import Reader
    from tokenizers import Tokenizer

    from onrecord.model.words import Word

STEPS = {"content": (-0.6, 0.3, 0.6), "cue": (-0.6, 0.6, 1.2), "source": (-0.6, 0.6, 1.2), "inner": (-1.0, 0.6), "nobody": (-1.2, 0.6), "no_cue": (-1.2, 0.6), "direct": (-0.25, 0.25)}  # fmt: skip
"""By how much each setting is changed in a round of the search, first in these steps, then in half."""


@dataclass(frozen=True, slots=True)
class Read:
    """A dev article with its words and their scores."""

    gold: dict[str, Any]
    words: list[Word]
    scores: Scores


def tables_of(reader: Reader) -> LinkTables:
    """Return the links' tables as numpy arrays."""
    return LinkTables(*(p.detach().float().numpy() for p in (reader.distance, reader.same_paragraph, reader.nobody)))


Network = "Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]"


def network_of(reader: Reader, *, half: bool = True) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Return the reader as a function of arrays (1, p) to arrays (p, 64) and (p, 448)."""

    def run(*arrays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            scores, vectors = reader(*(torch.from_numpy(a) for a in arrays))
        return scores[0].float().numpy(), vectors[0].float().numpy()

    return run


def read_with(
    network: Callable[..., tuple[np.ndarray, np.ndarray]],
    tables: LinkTables,
    articles: list[dict[str, Any]],
    tokenizer: Tokenizer,
) -> list[Read]:
    """Return the articles with the network's scores of their words, window by window."""
    out = []
    for article in articles:
        words = prepared(article["text"], tokenizer)
        labels = np.zeros((len(words), SCORED), np.float32)
        vectors = np.zeros((len(words), LINKED), np.float32)
        for window in windows(words):
            row = row_of(words, window, tokenizer)
            found = network(*(a[None] for a in (row.pieces, row.cases, row.quoted)))
            own = slice(window.own - window.first, None)
            labels[window.own : window.end] = found[0][row.heads][own]
            vectors[window.own : window.end] = found[1][row.heads][own]
        scores = Scores(labels, vectors, np.array([w.paragraph for w in words], dtype=np.int64), tables)
        out.append(Read(article, words, scores))
    return out


def predicted(read: Read, bias: Bias) -> list[dict[str, Any]]:
    """Return the attributions as the scorer reads them: character offsets."""

    def at(runs: tuple[tuple[int, int], ...]) -> list[list[int]]:
        return [[read.words[a].start, read.words[b - 1].end] for a, b in runs]

    return [{"content": at(a.content), "cue": at(a.cue), "source": at(a.source)} for a in decode(read.scores, bias)]


def figures(bench: Any, reads: list[Read], bias: Bias) -> dict[str, float]:
    """Return the scorer's figures of the articles, in hundredths."""
    result = bench.score([r.gold for r in reads], {r.gold["id"]: predicted(r, bias) for r in reads})
    ends = {t: round(100 * result["e2e"][t]["F1"], 1) for t in ("all", "direct", "indirect", "mixed")}
    tokens = {f"tok_{k}": round(100 * result[f"tok-{k}"]["F1"], 1) for k in ("content", "source", "cue")}
    return {
        "exact": round(100 * result["exact"]["all"]["F1"], 1),
        "overlap": round(100 * result["overlap"]["all"]["F1"], 1),
        **ends,
        **tokens,
        "alpha": round(result["alpha"], 3),
    }


def tuned(bench: Any, sets: dict[str, tuple[float, list[Read]]], rounds: int = 2) -> Bias:
    """Return the settings with the best end-to-end F1, the sets weighted as given, by changing one setting at a time."""

    def worth(bias: Bias) -> float:
        total = 0.0
        for weight, reads in sets.values():
            result = bench.score([r.gold for r in reads], {r.gold["id"]: predicted(r, bias) for r in reads})
            total += weight * (result["e2e"]["all"]["F1"] + 0.2 * result["alpha"])
        return total

    best, value = Bias(), worth(Bias())
    for turn, (name, steps) in itertools.product(range(rounds), STEPS.items()):
        for step in steps:
            tried = replace(best, **{name: getattr(best, name) + step / (turn + 1)})
            if name == "direct" and not 0 <= tried.direct <= 1:
                continue
            if (found := worth(tried)) > value:
                best, value = tried, found
    return best


def names_figures(network: Callable[..., tuple[np.ndarray, np.ndarray]], examples: list[Example]) -> dict[str, float]:
    """Return strict span F1 of person, organisation, place and their sum, on windows with known names."""
    right: dict[str, list[int]] = {}
    for example in examples:
        scores, _ = network(*(a[None] for a in (example.row.pieces, example.row.cases, example.row.quoted)))
        raw = scores[example.row.heads][:, SCORES["names"]]
        gold = np.where(example.names == UNKNOWN, 0, example.names)
        found = set(NAMES.spans(NAMES.best(raw, example.paragraphs)))
        truth = set(NAMES.spans(gold))
        for kind in ("person", "organisation", "place"):
            mine, theirs = ({s for s in spans if s[0] == kind} for spans in (found, truth))
            for key in (kind, "all"):
                counts = right.setdefault(key, [0, 0, 0])
                for i, n in enumerate((len(mine & theirs), len(mine), len(theirs))):
                    counts[i] += n
    return {k: round(200 * c[0] / max(1, c[1] + c[2]), 1) for k, c in right.items()}
