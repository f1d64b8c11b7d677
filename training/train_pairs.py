"""Makes the weights that tell whether two statements say the same, and what an article does with a claim (``onrecord.match``).

python training/train_pairs.py --shared ../shared --readings READINGS.jsonl... [--write]

READINGS are what ``onrecord read --json`` prints for the articles of shared/data/stories. The pairs of statements are made from FNC-1
(Pomerleau and Rao, 2017): headlines of one story, a headline and the sentence that opens its article, and statements shortened or
reworded, against sentences of the same article that say something else and headlines of other stories.
The stances are FNC-1's, with those of the labelled stories, which weigh more: FNC-1 takes an article that credits an outlet for
observing where our guideline has it for, so its articles have a bias of their own that does not ship. Every figure printed is of stories that
the weights of that figure have not seen.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.match import pairs, stance
from onrecord.match.claims import comparable, main_text, on_main
from onrecord.match.wording import Wording, coverage, likeness, wording_of
from onrecord.records import Reading, reading_of

DATA = Path(__file__).parent.parent / "src" / "onrecord" / "data" / "match"
STANCE_OF = {"agree": "for", "disagree": "against", "discuss": "observing"}
HEADLINES = 4
"""Headlines taken of one article: more of them tell nothing new of it."""
LABELLED = 3.0
"""What a labelled article weighs against one of FNC-1."""
PENALTY = 3e-3
STEPS = 400
SEED = 5

Array = np.ndarray[Any, np.dtype[np.float64]]
Example = tuple[str, bool, Wording, Wording]


def main() -> None:
    """Fit both models, print their figures on stories held out, and write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--readings", type=Path, nargs="+", required=True)
    parser.add_argument("--write", action="store_true")
    settings = parser.parse_args()
    lines = [json.loads(line) for path in settings.readings for line in path.open(encoding="utf-8")]
    readings = {reading.source: reading for reading in map(reading_of, lines) if reading.article is not None}
    stories = Stories(settings.shared / "data" / "stories", readings)
    fit_pairs(stories, write=settings.write)
    fit_stance(stories, write=settings.write)


class Stories:
    """The articles, pairs and labels of shared/data/stories."""

    def __init__(self, folder: Path, readings: dict[str, Reading]) -> None:
        self.readings = readings
        self.story = {line["id"]: line["story"] for line in _load(folder / "articles.jsonl")}
        self.labels = [line for line in _load(folder / "trails.jsonl") if line["article"] in readings]
        self.claim = {line["story"]: line["claim"] for line in _load(folder / "stories.jsonl")}
        self.pairs = [line for line in _load(folder / "pairs.jsonl") if line["article"] in readings]


def _load(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def descend(inputs: Array, targets: Array, weight: Array, penalty: Array) -> tuple[Array, Array]:
    """Fit a multinomial logistic regression by Nesterov's gradient descent; ``targets`` [examples, classes], ``penalty`` [features, 1]."""
    weight = weight / weight.sum()
    weights, bias = np.zeros((inputs.shape[1], targets.shape[1])), np.zeros(targets.shape[1])
    rate = 1 / (0.5 * float(np.linalg.eigvalsh((inputs * weight[:, None]).T @ inputs)[-1]) + float(penalty.max()) + 0.5)
    last_weights, last_bias = weights, bias
    for step in range(STEPS):
        ahead = step / (step + 3)
        at, bias_at = weights + ahead * (weights - last_weights), bias + ahead * (bias - last_bias)
        last_weights, last_bias = weights, bias
        scores = inputs @ at + bias_at
        odds = np.exp(scores - scores.max(1, keepdims=True))
        error = (odds / odds.sum(1, keepdims=True) - targets) * weight[:, None]
        weights, bias = at - rate * (inputs.T @ error + penalty * at), bias_at - rate * error.sum(0)
    return weights, bias


# --- pairs of statements


def fit_pairs(stories: Stories, *, write: bool) -> None:
    """Fit the pair scorer: four fifths of the stories against the rest for the figure, all of them for the weights."""
    examples = pair_examples(stories)
    found = [
        (story, same, pairs.features_of(one, other), pairs.excluded(one, other)) for story, same, one, other in examples
    ]
    names = sorted(found[0][2])
    inputs = np.array([[features[name] for name in names] for _, _, features, _ in found])
    same = np.array([float(label) for _, label, _, _ in found])
    held = np.array([_part(story) == 0 for story, *_ in found])
    excluded = np.array([barred for *_, barred in found])
    targets, weight = np.stack([1 - same, same], 1), _balanced(same.astype(int), np.ones(len(same)))
    penalty = np.full((len(names), 1), PENALTY / 10)
    weights, bias = descend(inputs[~held], targets[~held], weight[~held], penalty)
    score = inputs @ (weights[:, 1] - weights[:, 0]) + bias[1] - bias[0]
    right = ((score > 0) & ~excluded)[held]
    precision, recall = same[held][right].mean(), right[same[held] == 1].mean()
    print(
        f"pairs: {held.sum()} held out of {len(same)}: precision {precision:.3f} recall {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
    )
    weights, bias = descend(inputs, targets, weight, penalty)
    shipped = {"bias": round(float(bias[1] - bias[0]), 3)}
    shipped |= {name: round(float(one), 3) for name, one in zip(names, weights[:, 1] - weights[:, 0], strict=True)}
    if write:
        _write(
            "pairs.json",
            {"origin": "Fitted by training/train_pairs.py on pairs made from FNC-1. Numbers only.", "weights": shipped},
        )


def pair_examples(stories: Stories) -> list[Example]:
    """Return pairs of texts, the story they are of, and whether they say the same."""
    chance = random.Random(SEED)
    headlines: dict[str, set[str]] = defaultdict(set)
    for pair in stories.pairs:
        if pair["stance"] != "unrelated":
            headlines[stories.story[pair["article"]]].add(pair["headline"])
    every = sorted(set().union(*headlines.values()))
    examples: list[Example] = []
    for story, listed in sorted(headlines.items()):
        told = sorted(listed)
        for _ in range(min(12, len(told) * (len(told) - 1) // 2)):
            one, other = chance.sample(told, 2)
            examples += [(story, True, wording_of(one), wording_of(other))] * (not _denies(one, other))
            examples.append(
                (
                    story,
                    False,
                    wording_of(one),
                    wording_of(chance.choice([h for h in chance.sample(every, 30) if h not in listed])),
                )
            )
    for pair in chance.sample([pair for pair in stories.pairs if pair["stance"] == "agree"], 900):
        examples += _headline_and_text(
            pair["headline"], stories.readings[pair["article"]], stories.story[pair["article"]], chance
        )
    for article, reading in sorted(stories.readings.items()):
        examples += _statements(reading, stories.story[article], chance)
    return examples


def _denies(one: str, other: str) -> bool:
    return pairs.opposed(wording_of(one), wording_of(other))


def _headline_and_text(headline: str, reading: Reading, story: str, chance: random.Random) -> list[Example]:
    """Return a headline with the opening sentence that has most of it, and with later sentences that share words with it."""
    title = wording_of(headline)
    lines = [sentence.all for sentence in stance.sheet_of(reading).sentences]
    best = max(lines[:3], key=lambda line: coverage(title, line), default=None)
    found = [(story, True, title, best)] if best is not None and coverage(title, best) > 0.3 else []
    other = [line for line in lines[4:] if 0.1 < coverage(title, line) < 0.45]
    return found + [(story, False, title, line) for line in chance.sample(other, min(3, len(other)))]


def _statements(reading: Reading, story: str, chance: random.Random) -> list[Example]:
    """Return statements of an article with their own shortened versions and with others of the same article, the most alike among them."""
    said = [" ... ".join(span.text for span in statement.content) for statement in reading.statements]
    said = [text for text in said if len(text.split()) > 6]
    found: list[Example] = []
    for text in chance.sample(said, min(3, len(said))):
        whole = wording_of(text)
        found.append((story, True, whole, wording_of(_shortened(text, chance))))
        others = [wording_of(other) for other in said if other not in text and text not in other]
        others = [other for other in others if pairs.features_of(whole, other)["run"] < 0.7]  # else it says it again
        if others:
            hardest = max(others, key=lambda other: likeness(whole, other))
            found += [(story, False, whole, hardest), (story, False, whole, chance.choice(others))]
    return found


def _shortened(text: str, chance: random.Random) -> str:
    """Return a statement as another article might give it: a part of it, some words left out, "I" for "he", the present for the past."""
    words = text.strip("\"“”'‘’ ").split()
    most = max(6, int(len(words) * chance.uniform(0.5, 1)))
    start = chance.choice([0, 0, max(0, len(words) - most)])
    turned = {
        "I": "he",
        "my": "his",
        "we": "they",
        "our": "their",
        "is": "was",
        "are": "were",
        "will": "would",
        "has": "had",
        "have": "had",
    }
    kept = [turned.get(word, word) for word in words[start : start + most] if chance.random() > 0.12]
    return " ".join(kept)


# --- stances


def fit_stance(stories: Stories, *, write: bool) -> None:
    """Fit the stances: each labelled story held out in turn for the figure, everything for the weights."""
    rows = fnc_rows(stories) + labelled_rows(stories)
    names = sorted({name for _, _, _, features in rows for name in features})
    inputs = np.array([[features.get(name, 0.0) for name in names] for *_, features in rows])
    ours = np.array([story in stories.claim for story, *_ in rows])
    inputs = np.hstack([inputs, (~ours)[:, None].astype(float)])
    labels = np.array([stance.STANCES.index(label) for _, label, _, _ in rows])
    weight = np.array([share for _, _, share, _ in rows])
    of_story = np.array([story for story, *_ in rows])
    guesses = np.zeros(len(rows), int)
    for story in sorted(stories.claim):
        weights, bias = _stance_weights(inputs, labels, weight, ours, of_story != story)
        guesses[of_story == story] = (inputs[of_story == story] @ weights + bias).argmax(1)
    last = len(rows) - len(stories.labels)  # the last rows are of our own main claims, an article each
    print("stance, own main claims, each story held out:", _figures(labels[last:], guesses[last:]))
    weights, bias = _stance_weights(inputs, labels, weight, ours, np.ones(len(rows), bool))
    shipped = {name: [round(float(value), 3) for value in row] for name, row in zip(names, weights[:-1], strict=True)}
    if write:
        origin = "Fitted by training/train_pairs.py on the stances of FNC-1 and of 12 stories labelled by hand. Numbers only."
        _write(
            "stance.json",
            {
                "origin": origin,
                "features": names,
                "bias": [round(float(value), 3) for value in bias],
                "weights": shipped,
            },
        )


def _stance_weights(inputs: Array, labels: Array, weight: Array, ours: Array, used: Array) -> tuple[Array, Array]:
    scaled = np.zeros(len(labels))
    for part in (ours & used, ~ours & used):
        scaled[part] = _balanced(labels[part], weight[part])
    penalty = np.full((inputs.shape[1], 1), PENALTY)
    penalty[-1] = PENALTY / 5
    return descend(inputs[used], np.eye(3)[labels[used]], scaled[used], penalty)


def fnc_rows(stories: Stories) -> list[tuple[str, str, float, dict[str, float]]]:
    """Return story, stance, weight and features of articles of FNC-1 with headlines that affirm something."""
    by_article: dict[str, list[tuple[Wording, str]]] = defaultdict(list)
    for pair in stories.pairs:
        claim = wording_of(pair["headline"])
        if (
            pair["stance"] in STANCE_OF
            and stories.story[pair["article"]] not in stories.claim
            and not claim.has("denial", "debunk")
        ):
            by_article[pair["article"]] += [(claim, STANCE_OF[pair["stance"]])] * ("?" not in pair["headline"])
    chance = random.Random(SEED)
    rows = []
    for article, listed in sorted(by_article.items()):
        sheet = stance.sheet_of(stories.readings[article])
        taken = chance.sample(listed, min(HEADLINES, len(listed)))
        for claim, label in taken:
            rows.append((stories.story[article], label, 1 / len(taken), _features(sheet, claim)))
    return rows


def labelled_rows(stories: Stories) -> list[tuple[str, str, float, dict[str, float]]]:
    """Return the same of the labelled articles, with the claim as written by the reader and then with the one of ``claims_of``."""
    by_story: dict[str, list[Reading]] = defaultdict(list)
    for label in stories.labels:
        by_story[label["story"]].append(stories.readings[label["article"]])
    ours = {story: main_text(read) for story, read in by_story.items()}
    sheets = {label["article"]: stance.sheet_of(stories.readings[label["article"]]) for label in stories.labels}
    rows = []
    for claims in (stories.claim, ours):
        for label in stories.labels:
            features = _features(sheets[label["article"]], wording_of(claims[label["story"]]))
            rows.append((label["story"], label["claim_stance"], LABELLED / 2, features))
    return rows


def _features(sheet: stance.Sheet, claim: Wording) -> dict[str, float]:
    saying, denying = on_main(claim, comparable(sheet), {})
    return stance.features_of(sheet, claim, [one.statement.id for one in saying], [one.statement.id for one in denying])


def _balanced(labels: Array, weight: Array) -> Array:
    """Return weights with which each class counts the same in all."""
    totals = np.array([weight[labels == label].sum() for label in range(int(labels.max()) + 1)])
    balanced: Array = weight * weight.sum() / len(totals) / np.maximum(totals[labels], 1e-9)
    return balanced


def _figures(labels: Array, guesses: Array) -> str:
    parts = []
    for place, name in enumerate(stance.STANCES):
        both = ((labels == place) & (guesses == place)).sum()
        parts.append((name, 200 * both / max(1, (labels == place).sum() + (guesses == place).sum())))
    return (
        ", ".join(f"{name} {figure:.0f}" for name, figure in parts)
        + f", macro F1 {sum(figure for _, figure in parts) / 3:.1f}"
    )


def _part(story: str) -> int:
    return int("".join(sign for sign in story if sign.isdigit())) % 5


def _write(name: str, data: dict[str, Any]) -> None:
    (DATA / name).write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8")
    print("wrote", DATA / name)


if __name__ == "__main__":
    main()
