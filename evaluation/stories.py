"""Measures stories, copies, credits, roots, independent sources, stance and conflicts in a ledger of 825 articles; checks the floors.

    python evaluation/stories.py                      reads the articles, keeps them in a ledger, and tells their stories
    python evaluation/stories.py --readings FILE ...  takes readings that ``onrecord read --json`` printed before

The articles are those of ``../shared/data/stories`` (98 stories with two or more); 12 stories, 86 articles, are labelled by hand.
The figures are those that ``../shared/bench/trails.py`` prints for what ``onrecord stories --json`` prints, in hundredths.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import tempfile
from pathlib import Path

from corpora import SHARED, Figures, Record, absent, load, read, read_at_once, scorer, verdict
from rich.progress import track

from onrecord import as_json
from onrecord.ledger import Ledger
from onrecord.records import reading_of

FIGURES = {
    "clusters": r"clusters .* F1 ([\d.]+)",
    "copies": r"copies .* F1 +([\d.]+)",
    "credits": r"credits .* F1 +([\d.]+)",
    "roots": r"roots .* F1 +([\d.]+)",
    "independent_exact": r"independent +exact (\d+) %",
    "independent_near": r"within one (\d+) %",
    "stance": r"stance .*macro F1 ([\d.]+)",
    "conflict_precision": r"conflict +P +([\d.]+)",
    "conflict_recall": r"conflict .* R +([\d.]+)",
}
"""Where the scorer's lines have each figure."""


def told(readings: list[Record]) -> str:
    """Return what ``onrecord stories --json`` prints of a ledger of these readings."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "stories.ledger") as ledger:
        for reading in track(readings, "adding"):
            ledger.keep(reading_of(reading))
        stories = track(ledger.all_stories(), "telling", total=None)
        return "".join(json.dumps(as_json(story), ensure_ascii=False) + "\n" for story in stories)


def measure(shared: Path, readings: list[Record]) -> Figures:
    """Return the scorer's figures."""
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stories.jsonl"
        file.write_text(told(readings), "utf-8")
        with contextlib.redirect_stdout(printed):
            scorer(shared, "trails").main(str(shared / "data" / "stories"), str(file))
    print(printed.getvalue())
    places = {name: re.search(pattern, printed.getvalue()) for name, pattern in FIGURES.items()}
    return {name: float(place[1]) for name, place in places.items() if place}


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument(
        "--readings", type=Path, nargs="+", help="files of readings to take instead of reading the articles"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many read at once; one a core")
    arguments = parser.parse_args()
    articles = arguments.shared / "data" / "stories" / "articles.jsonl"
    if absent(articles):
        return 0
    if arguments.readings:
        readings = [reading for file in arguments.readings for reading in load(file)]
    else:
        readings = read_at_once(read, load(articles), "stories", arguments.processes)
    return verdict({"stories": measure(arguments.shared, readings)}, "ledger")


if __name__ == "__main__":
    raise SystemExit(main())
