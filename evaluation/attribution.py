"""Measures who is found to say what on real corpora, checks the pinned floors, and prints the README's table.

    python evaluation/attribution.py                          all sets: what a user gets
    python evaluation/attribution.py --only rumour --errors 5 up to five errors of each kind, with what stands around them
    python evaluation/attribution.py --save found.jsonl       keep what was found: found-polnear.jsonl and so on
    python evaluation/attribution.py --processes 1            on one core; the default is all of them

``polnear`` is PolNeAR's dev part (Newell et al., LREC 2018), US politics; ``rumour`` is web, tabloid and wire prose that no
weight was trained on; both are read as article JSONL, as a user reads them, and scored by ``../shared/bench/attribution.py``.
``one_line`` is PolNeAR's dev part with all paragraphs of an article run on in one line. ``worldwide`` are the names in a tenth of Worldwide Newswire that was not trained on (see worldwide.py).
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import worldwide
from corpora import SHARED, Figures, Record, absent, load, read, read_at_once, scorer, verdict
from errors import Found, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BINS = 10
"""Bins of confidence in the calibration error, of equal width, as Guo et al. (ICML 2017) draw them."""
VERBS = "attribution/speech_verbs.txt"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set: where its gold lies below ``shared/data``, how a few of its articles are read, and how all are judged."""

    gold: str
    load: Callable[[Path], list[Record]]
    read: Callable[[list[Record]], list[Record]]
    judge: Callable[[Path, list[Record], list[Record]], tuple[Figures, list[Found]]]


def judge(shared: Path, gold: list[Record], readings: list[Record]) -> tuple[Figures, list[Found]]:
    """Score readings of articles whose attributions are known: the figures in hundredths, and every error."""
    bench = scorer(shared, "attribution")
    predicted = {}
    for article, reading in zip(gold, readings, strict=True):
        if "article" not in reading:
            print(f"{article['id']} could not be read: {reading['problems']}")
        elif len(reading["article"]["text"]) != len(article["text"]):
            # Characters that can't be printed are replaced one by one; anything else would shift the offsets.
            print(f"{article['id']}: reading changed the length of the text; its offsets count in another one")
        else:
            key, attributions = bench.as_attributions(reading)
            sure = [statement["confidence"] for statement in reading["statements"]]
            predicted[key] = [{**a, "confidence": c} for a, c in zip(attributions, sure, strict=True)]
    scores = bench.score(gold, predicted)
    verbs = set((shared / "data" / VERBS).read_text("utf-8").split())
    found = [error for article in gold for error in compared(bench, article, predicted.get(article["id"], []))]
    figures = {"e2e": scores["e2e"]["all"]["F1"]}
    figures |= {kind: scores["e2e"][kind]["F1"] for kind in ("direct", "indirect", "mixed")}
    figures |= {name: scores[name]["all"]["F1"] for name in ("exact", "overlap")}
    figures |= {f"{role}_tokens": scores[f"tok-{role}"]["F1"] for role in ("content", "source", "cue")}
    figures["alpha"] = scores["alpha"]
    figures["speech"] = bench.score(*bench.only_speech(gold, predicted, verbs))["e2e"]["all"]["F1"]
    figures["nobody"] = nobody_recall(found)
    figures["calibration_error"] = calibration_error(found)
    return {name: 100 * value for name, value in figures.items()}, found


def compared(bench: Any, article: Record, predicted: list[Record]) -> Iterator[Found]:
    """Yield every attribution of an article's gold and of what was predicted, the matching ones together."""
    text = article["text"]
    # The scorer leaves out what has no words; without these the numbers that it returns count in our own lists.
    expected = [a for a in article["attributions"] if bench.tokset(text, a["content"])]
    predicted = [a for a in predicted if bench.tokset(text, a["content"])]
    gold, ours, matches = bench.compare({**article, "attributions": expected}, predicted)
    for i, j, _ in matches:
        agrees = bool(gold[i]["s"] & ours[j]["s"]) or not (gold[i]["s"] or ours[j]["s"])
        right = "right" if gold[i]["c"] == ours[j]["c"] else "boundaries"
        yield Found(article["id"], text, right if agrees else "source wrong", expected[i], predicted[j])
    for i in sorted(set(range(len(expected))) - {i for i, _, _ in matches}):
        yield Found(article["id"], text, "content missed", expected[i], None)
    for j in sorted(set(range(len(predicted))) - {j for _, j, _ in matches}):
        yield Found(article["id"], text, "invented", None, predicted[j])


def nobody_recall(found: list[Found]) -> float:
    """Return the share of gold attributions without a source that were found, and found to be nobody's."""
    nobody = [f for f in found if f.gold is not None and not f.gold.get("source")]
    right = sum(f.ours is not None and not f.ours["source"] for f in nobody)
    return right / max(1, len(nobody))


def calibration_error(found: list[Found]) -> float:
    """Return the expected calibration error of ``confidence``, where right is an end-to-end match (Naeini et al., 2015)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for sure, right in ((f.ours["confidence"], f.is_match) for f in found if f.ours is not None):
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    total = sum(map(len, bins))
    return sum(abs(sum(sure - right for sure, right in inside)) for inside in bins) / max(1, total)


def load_in_one_line(file: Path) -> list[Record]:
    """Load articles as many data sets keep them: their paragraphs run on in one line; no offset changes."""
    return [{**article, "text": article["text"].replace("\n", " ")} for article in load(file)]


SETS = {
    "polnear": Corpus("attribution/dev.jsonl", load, read, judge),
    "one_line": Corpus("attribution/dev.jsonl", load_in_one_line, read, judge),
    "rumour": Corpus("rumour/attributions.jsonl", load, read, judge),
    "worldwide": Corpus("entities/worldwide", worldwide.load, worldwide.read, worldwide.judge),
}


def save(file: Path, readings: list[Record]) -> None:
    """Write what was read, a line an article; left out is what could not be read, on which the scorer would stop."""
    read_well = (reading for reading in readings if "article" in reading or "id" in reading)
    file.write_text("".join(json.dumps(reading, ensure_ascii=False) + "\n" for reading in read_well), "utf-8")


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many read at once; one a core")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N errors of each kind")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what was found; the set's name joins FILE's")
    arguments = parser.parse_args()
    measured = {}
    for name in arguments.only:
        corpus = SETS[name]
        if absent(arguments.shared / "data" / corpus.gold):
            continue
        gold = corpus.load(arguments.shared / "data" / corpus.gold)
        readings = read_at_once(corpus.read, gold, name, arguments.processes)
        if arguments.save:
            save(arguments.save.with_stem(f"{arguments.save.stem}-{name}"), readings)
        measured[name], found = corpus.judge(arguments.shared, gold, readings)
        if arguments.errors:
            show(found, arguments.errors)
    return verdict(measured, "reader") if measured else 0


if __name__ == "__main__":
    raise SystemExit(main())
