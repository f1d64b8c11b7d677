"""Measures how well times are found and read on TimeBank and AQUAINT, and checks the pinned floors.

    python evaluation/times.py            both halves
    python evaluation/times.py --errors 5 up to five errors of each kind on the half that rules were tuned on

The documents are split by a checksum of their names: ``tuned`` is the half whose errors were read while the rules were written,
``held_back`` the other, whose errors nobody reads; its figures are the ones to quote. ``find_times`` gets the text and the day of
publication as ``../shared/bench/times.py`` reads them, and the figures are that scorer's: detection by overlap and by exact span,
the share of found times whose value is the same string, and value and type F1. A document that lies in two folders counts once.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpora import SHARED, Figures, absent, scorer, verdict

from onrecord.resolve.times import find_times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.records import Time

CORPUS = "times/tbaq"
HALVES = {"tuned": 0, "held_back": 1}
FIGURES = {
    "relaxed": "relaxed F1",
    "strict": "strict F1",
    "value_accuracy": "value accuracy",
    "value": "value F1",
    "type": "type F1",
}
AROUND = 60
"""Characters of context of an error."""


@dataclass(frozen=True, slots=True)
class Error:
    """A time that was missed, invented or misread."""

    kind: str
    article: str
    context: str
    gold: str
    ours: str


def half(folder: Path, remainder: int) -> list[Path]:
    """Return the documents of a half."""
    return [file for file in sorted(folder.rglob("*.tml")) if zlib.crc32(file.name.encode()) % 2 == remainder]


def found_in(bench: Any, file: Path) -> tuple[Time, ...]:
    """Return the times of a document, read as the scorer reads it."""
    text, published, _ = bench.read(file)
    return find_times(text, published=published)


def score(bench: Any, files: list[Path]) -> Figures:
    """Return the scorer's figures of some documents, by running it as its users do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = []
        for file in files:
            shutil.copy(file, folder / file.name)
            times = [{"start": t.start, "end": t.end, "type": t.type, "value": t.value} for t in found_in(bench, file)]
            lines.append(json.dumps({"article": {"id": file.name}, "times": times}))
        predicted = folder / "found.jsonl"
        predicted.write_text("\n".join(lines) + "\n", "utf-8")
        printed, arguments = io.StringIO(), sys.argv
        try:
            sys.argv = ["times.py", str(folder), str(predicted)]
            with contextlib.redirect_stdout(printed):
                bench.main()
        finally:
            sys.argv = arguments
    text = printed.getvalue()
    return {figure: float(re.findall(rf"{label} ([\d.]+)", text)[0]) for figure, label in FIGURES.items()}


def errors(bench: Any, files: Iterable[Path]) -> list[Error]:
    """Return what is wrong in some documents, matched as the scorer does."""
    wrong = []
    for file in files:
        text, _, gold = bench.read(file)
        ours = list(found_in(bench, file))
        for start, end, kind, value in gold:
            near = [t for t in ours if t.start < end and t.end > start]
            best = max(near, key=lambda t: min(t.end, end) - max(t.start, start), default=None)
            if best is None:
                wrong.append(Error("missed", file.name, _around(text, start, end), f"{kind} {value}", "-"))
                continue
            ours.remove(best)
            if best.value != value:
                wrong.append(
                    Error("value", file.name, _around(text, start, end), f"{kind} {value}", f"{best.type} {best.value}")
                )
        wrong.extend(
            Error("invented", file.name, _around(text, t.start, t.end), "-", f"{t.type} {t.value}") for t in ours
        )
    return wrong


def _around(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[max(0, start - AROUND) : start]} [{text[start:end]}] {text[end : end + AROUND]}".split())


def show(wrong: list[Error], most: int) -> None:
    """Print how many errors of each kind there are, and up to ``most`` of each."""
    print(dict(Counter(error.kind for error in wrong)))
    for kind in sorted({error.kind for error in wrong}):
        for error in [error for error in wrong if error.kind == kind][:most]:
            print(f"{kind:9} {error.article}  {error.gold} -> {error.ours}\n          {error.context}")


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print up to N errors of each kind, tuned half"
    )
    arguments = parser.parse_args()
    folder = arguments.shared / "data" / CORPUS
    if absent(folder):
        return 0
    bench = scorer(arguments.shared, "times")
    measured = {name: score(bench, half(folder, remainder)) for name, remainder in HALVES.items()}
    if arguments.errors:
        show(errors(bench, half(folder, HALVES["tuned"])), arguments.errors)
    return verdict(measured, "times")


if __name__ == "__main__":
    raise SystemExit(main())
