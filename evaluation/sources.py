"""Measures who is the source of a statement, of what kind, and through which channel it came, and checks the pinned floors.

    python evaluation/sources.py                          both sets: what a user gets
    python evaluation/sources.py --only rumour --errors 5 up to five errors of each sort, with what stands around them

``polnear`` are 16 articles of PolNeAR's dev part, US politics without a single anonymous source; ``rumour`` is web, tabloid and
wire prose. Both were labelled by hand and are read as article JSONL, as a user reads them. The figures are those that
``../shared/bench/sources.py`` prints: ``kind_of_found`` and ``name_of_found`` are shares of the statements that were found.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpora import SHARED, Figures, Record, absent, load, read, read_at_once, scorer, verdict
from errors import Found, show

if TYPE_CHECKING:
    from collections.abc import Iterator

SETS = {
    "polnear": ("attribution/dev.jsonl", "sources/dev.sources.jsonl"),
    "rumour": ("rumour/attributions.jsonl", "rumour/sources.jsonl"),
}
"""The articles with their attributions, and whose word these are, below ``shared/data``."""
FIGURES = {
    "found": r"found ([\d.]+) %",
    "kind_of_found": r"kind [\d.]+ % \(of found ([\d.]+) %\)",
    "kind_macro": r"macro ([\d.]+)",
    "anonymous": r"\banonymous ([\d.]+) \(",
    "name_of_found": r"\bname [\d.]+ % \(of found ([\d.]+) %\)",
    "pronoun_name": r"pronoun name ([\d.]+) %",
    "via": r"via F1 ([\d.]+)",
}
"""Where the scorer's lines have each figure."""
PARTS = ("source", "cue", "content")
ARTICLES = frozenset({"the", "a", "an"})
"""Words that the scorer does not count as shared by two channels."""


def score(bench: Any, attributions: Path, labels: Path, readings: list[Record]) -> Figures:
    """Return the scorer's figures, by running it as its users do; those that a set has nothing for are left out."""
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.jsonl"
        lines = (json.dumps(reading, ensure_ascii=False) + "\n" for reading in readings if "article" in reading)
        file.write_text("".join(lines), "utf-8")
        with contextlib.redirect_stdout(printed):
            bench.main(str(attributions), str(labels), str(file))
    places = {name: re.search(pattern, printed.getvalue()) for name, pattern in FIGURES.items()}
    return {name: float(place[1]) for name, place in places.items() if place}


def compared(bench: Any, article: Record, labels: dict[int, Record], reading: Record) -> Iterator[Found]:
    """Yield each labelled attribution that was found once for its kind, its name and its channels, matched as the scorer does."""
    text, attributions = article["text"], article["attributions"]
    _, ours = bench.A.as_attributions(reading)
    wanted = [i for i, one in enumerate(attributions) if bench.A.tokset(text, one["content"])]
    given = [j for j, one in enumerate(ours) if bench.A.tokset(text, one["content"])]
    contents = [bench.A.tokset(text, attributions[i]["content"]) for i in wanted]
    for i, j, _ in bench.A.match(contents, [bench.A.tokset(text, ours[j]["content"]) for j in given]):
        label, statement = labels.get(wanted[i]), reading["statements"][given[j]]
        if label is None:
            continue
        source, vias = statement["source"], [via["name"] or "" for via in statement["via"]]
        gold = {
            **{part: attributions[wanted[i]].get(part) or [] for part in PARTS},
            "kind": label["kind"],
            "called": label["name"],
            "through": [via["text"] for via in label["via"]],
        }
        found = {**ours[given[j]], "kind": source["kind"], "called": source["name"], "through": vias}
        outcomes = {
            "kind wrong": source["kind"] == label["kind"],
            "name wrong": bench.same_name(label["kind"], label["name"], source["name"]),
            "channel missed": all(any(_alike(bench, one, via) for via in vias) for one in gold["through"]),
            "channel invented": all(any(_alike(bench, one, via) for one in gold["through"]) for via in vias),
        }
        for outcome, is_right in outcomes.items():
            yield Found(article["id"], text, "right" if is_right else outcome, gold, found)


def _alike(bench: Any, one: str, other: str) -> bool:
    return bool(set(bench.words(one)) & set(bench.words(other)) - ARTICLES)


def measure(shared: Path, name: str, processes: int, most: int) -> Figures:
    """Read the labelled articles of a set, show up to ``most`` errors of each sort, and return the figures."""
    bench = scorer(shared, "sources")
    attributions, sources = (shared / "data" / file for file in SETS[name])
    labels: dict[str, dict[int, Record]] = defaultdict(dict)
    for label in load(sources):
        labels[label["doc"]][label["attribution"]] = label
    articles = [article for article in load(attributions) if article["id"] in labels]
    readings = read_at_once(read, articles, name, processes)
    if most:
        pairs = zip(articles, readings, strict=True)
        show([found for a, r in pairs if "article" in r for found in compared(bench, a, labels[a["id"]], r)], most)
    return score(bench, attributions, sources, readings)


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many read at once; one a core")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N errors of each sort")
    arguments = parser.parse_args()
    measured = {
        name: measure(arguments.shared, name, arguments.processes, arguments.errors)
        for name in arguments.only
        if not absent(arguments.shared / "data" / SETS[name][1])
    }
    return verdict(measured, "sources") if measured else 0


if __name__ == "__main__":
    raise SystemExit(main())
