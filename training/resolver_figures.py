"""What a resolver reaches on the texts that are kept from training, in full precision and with the annotators' spans given."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from resolver_loss import Answers, Candidates, Joint, answers, candidates, same_as_earlier, tensor

from onrecord.model.mentions import FORMS
from onrecord.model.voices import CERTAINTIES, COLUMNS, TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resolver_examples import Coreferent, Events, Sources
    from sources_data import Run

MOST = 3.0
"""Factuality runs from minus this to this."""


def measured(
    joint: Joint, coreference: Sequence[Coreferent], sources: Sequence[Sources], events: Sequence[Events]
) -> dict[str, Any]:
    """Return the figures: coreference in hundredths of F1, sources in percent, factuality as mean absolute error by corpus."""
    joint.eval()
    with torch.inference_mode():
        return {
            "coreference": coreference_figures(joint, coreference),
            "sources": sources_figures(joint, sources),
            "factuality": factuality_figures(joint, events),
        }


def coreference_figures(joint: Joint, texts: Sequence[Coreferent]) -> dict[str, float]:
    """Return CoNLL-2012's three figures with their mean, and how many of the mentions are among the candidates."""
    conll = _conll()
    scores = {"muc": conll.muc, "b_cubed": conll.b_cubed, "ceaf_e": conll.ceaf_e}
    totals = dict.fromkeys(scores, conll.Counts())
    kept = there = 0
    for text in texts:
        found = candidates(joint, text)
        wanted = [cluster for cluster in text.clusters if len(cluster) > 1]
        given = clusters_of(found, text)
        for name, score in scores.items():
            totals[name] = totals[name].plus(score(wanted, given))
        runs = set(zip(text.first[found.kept].tolist(), text.last[found.kept].tolist(), strict=True))
        mentions = {run for cluster in wanted for run in cluster}
        kept, there = kept + len(mentions & runs), there + len(mentions)
    figures = {name: 100 * counts.f1() for name, counts in totals.items()}
    figures |= {"conll": sum(figures.values()) / len(figures), "candidates": 100 * kept / max(1, there)}
    return {name: round(value, 1) for name, value in figures.items()}


def _conll() -> Any:
    """Load ``evaluation/conll.py``, the scorer that measures the whole of OnRecord too."""
    file = Path(__file__).parents[1] / "evaluation" / "conll.py"
    spec = importlib.util.spec_from_file_location("conll", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def clusters_of(found: Candidates, text: Coreferent) -> list[list[Run]]:
    """Join each candidate with the likeliest earlier one, unless none is likelier than nothing."""
    clusters: list[list[Run]] = []
    cluster_of: dict[int, list[Run]] = {}
    runs = list(zip(text.first[found.kept].tolist(), text.last[found.kept].tolist(), strict=True))
    for later, choice in enumerate(found.links.argmax(1).tolist()):
        if not choice:
            continue
        earlier = choice - 1
        if earlier not in cluster_of:
            cluster_of[earlier] = [runs[earlier]]
            clusters.append(cluster_of[earlier])
        cluster_of[later] = cluster_of[earlier]
        cluster_of[later].append(runs[later])
    return clusters


@dataclass(slots=True)
class Tally:
    """Counts of what is right, found and true."""

    right: int = 0
    found: int = 0
    true: int = 0

    def add(self, right: Any, found: Any, true: Any) -> None:
        """Count some more."""
        self.right, self.found, self.true = self.right + int(right), self.found + int(found), self.true + int(true)

    def f1(self) -> float:
        """Return F1 in percent; where as many are found as there are, this is accuracy."""
        return round(200 * self.right / max(1, self.found + self.true), 1)


@dataclass(slots=True)
class _Tallies:
    by_kind: dict[int, Tally] = field(default_factory=dict)
    every: dict[str, Tally] = field(default_factory=dict)

    def of(self, name: str) -> Tally:
        return self.every.setdefault(name, Tally())


def sources_figures(joint: Joint, articles: Sequence[Sources]) -> dict[str, float]:
    """Return accuracy of kinds (and mean F1 over them), certainty and polarity, F1 of negative, tags and links.

    ``names``: how often the likeliest earlier mention of a source is of the same entity, where there is one; ``pronouns`` of those alone.
    """
    tallies = _Tallies()
    for article in articles:
        found = answers(joint, article)
        _count_statements(tallies, found, article)
        _count_channels(tallies, found, article)
        _count_names(tallies, found, article)
    figures = {name: tally.f1() for name, tally in tallies.every.items()}
    kinds = [tally.f1() for tally in tallies.by_kind.values()]
    return {**figures, "kinds_macro": round(sum(kinds) / max(1, len(kinds)), 1)}


def _count_statements(tallies: _Tallies, found: Answers, article: Sources) -> None:
    kinds, count = found.kinds.argmax(1).numpy(), len(article.kinds)
    tallies.of("kinds").add((kinds == article.kinds).sum(), count, count)
    for kind in np.union1d(kinds, article.kinds).tolist():
        mine, theirs = kinds == kind, article.kinds == kind
        tallies.by_kind.setdefault(kind, Tally()).add((mine & theirs).sum(), mine.sum(), theirs.sum())
    certainties = found.commitment[:, : len(CERTAINTIES)].argmax(1).numpy()
    tallies.of("certainties").add((certainties == article.certainties).sum(), count, count)
    said, true = found.commitment[:, len(CERTAINTIES)].numpy() > 0, article.negative > 0
    tallies.of("polarity").add((said == true).sum(), count, count)
    tallies.of("negative").add((said & true).sum(), said.sum(), true.sum())


def _count_channels(tallies: _Tallies, found: Answers, article: Sources) -> None:
    """Count tags, right where they overlap one of their kind, and links between the annotators' own."""
    paragraphs = np.array([word.paragraph for word in article.text.words], np.int64)
    given = set(TAGS.spans(TAGS.best(torch.log_softmax(found.tags, 1).numpy(), paragraphs)))
    wanted = set(TAGS.spans(article.tags))
    hit = sum(any(k == kind and a < end and start < b for k, a, b in wanted) for kind, start, end in given)
    tallies.of("tags").add(hit, len(given), len(wanted))
    said, true = found.links.numpy() > 0, article.links.right > 0
    tallies.of("links").add((said & true).sum(), said.sum(), true.sum())


def _count_names(tallies: _Tallies, found: Answers, article: Sources) -> None:
    if found.pairs is None or article.mentions is None:
        return
    same, best = same_as_earlier(article.entities), found.pairs.argmax(1).numpy()
    for later in np.flatnonzero(same.any(1)).tolist():
        right = same[later, best[later]]
        tallies.of("names").add(right, 1, 1)
        if article.mentions.shape[later] < len(FORMS):
            tallies.of("pronouns").add(right, 1, 1)


def factuality_figures(joint: Joint, texts: Sequence[Events]) -> dict[str, float]:
    """Return the mean absolute error of each corpus."""
    errors: dict[str, list[np.ndarray]] = {}
    for text in texts:
        found = joint.of_words(text.text)[:, COLUMNS["fact"]][tensor(text.words), 0].clamp(-MOST, MOST).numpy()
        errors.setdefault(text.corpus, []).append(np.abs(found - text.values))
    return {corpus: round(float(np.concatenate(parts).mean()), 3) for corpus, parts in errors.items()}
