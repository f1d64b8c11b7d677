"""Measures how well names, pronouns and descriptions are joined, on news that no weight was trained on; checks the pinned floors.

    python evaluation/coreference.py            all five texts
    python evaluation/coreference.py --texts    each of them too

The texts are the news of OntoGUM (Zhu et al., ACL 2021) that training leaves out. They are read as plain text, as a user reads them,
and the clusters are those that sources and entities are resolved with. Two mentions are the same when they start and end at the
same letters: marks around them and the ending of a possessive are forgiven. The figures are those of CoNLL-2012 (see conll.py), F1.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from conll import Counts, b_cubed, ceaf_e, muc
from corpora import SHARED, Figures, absent, from_training, verdict

from onrecord import Document, Settings
from onrecord.attribute import attribute
from onrecord.model.reader import shipped
from onrecord.read import read_document
from onrecord.resolve.clusters import Clusters, runs_of

CORPUS = "coref/ontogum"
METRICS = {"muc": muc, "b_cubed": b_cubed, "ceaf_e": ceaf_e}
POSSESSIVES = ("'s", "’s")

Range = tuple[int, int]


def bare(text: str, start: int, end: int) -> Range:
    """Return where a mention starts and ends without a possessive ending and the marks and blanks around it."""
    first, last = start, end
    while first < last and not text[first].isalnum():
        first += 1
    if text[first:last].rstrip().endswith(POSSESSIVES):
        last = first + len(text[first:last].rstrip()) - 2
    while last > first and not text[last - 1].isalnum():
        last -= 1
    return (first, last) if first < last else (start, end)


def wanted_of(one: Any) -> list[list[Range]]:
    """Return the clusters that the corpus marks in a text."""
    clusters: dict[str, set[Range]] = defaultdict(set)
    for label, first, last in from_training("coreference_data").mentions_in(one.marks):
        clusters[label].add(bare(one.text, one.spans[first][0], one.spans[last][1]))
    return [sorted(mentions) for mentions in clusters.values() if len(mentions) > 1]


def given_of(text: str) -> list[list[Range]]:
    """Return the clusters that are found in a text."""
    article, problems = read_document(Document("a text", text, format="text"), Settings())
    if article is None or article.text != text:
        raise ValueError(f"the text was not read as it is: {problems}")
    reading = attribute(article, reader=shipped()).reading
    seen: set[Range] = set()  # a mention that the stripped marks made the same as another counts once
    found = []
    for runs in runs_of(Clusters(text, reading).clusters):
        mentions = {bare(text, *run) for run in runs} - seen
        seen |= mentions
        if len(mentions) > 1:
            found.append(sorted(mentions))
    return found


def figures_of(counts: dict[str, Counts]) -> Figures:
    """Return F1 in hundredths by each metric, and their mean."""
    figures = {name: 100 * each.f1() for name, each in counts.items()}
    return {**figures, "mean": sum(figures.values()) / len(figures)}


def measure(shared: Path) -> dict[str, Figures]:
    """Return the figures of all texts together, and those of each under its name."""
    data = from_training("coreference_data")
    total = dict.fromkeys(METRICS, Counts())
    measured: dict[str, Figures] = {"ontogum_news": {}}
    for one in data.ontogum_texts(shared, data.held_out_news(shared / "data" / CORPUS)):
        wanted, given = wanted_of(one), given_of(one.text)
        counts = {name: metric(wanted, given) for name, metric in METRICS.items()}
        total = {name: total[name].plus(counts[name]) for name in METRICS}
        measured[one.name] = figures_of(counts)
    return {**measured, "ontogum_news": figures_of(total)}


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--texts", action="store_true", help="print the figures of each text too")
    arguments = parser.parse_args()
    if absent(arguments.shared / "data" / CORPUS):
        return 0
    measured = measure(arguments.shared)
    shown = measured if arguments.texts else {"ontogum_news": measured["ontogum_news"]}
    return verdict(shown, "coreference")


if __name__ == "__main__":
    raise SystemExit(main())
