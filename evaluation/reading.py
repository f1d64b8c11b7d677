"""Measures the reading of pages on real corpora, checks the pinned floors, and prints the README's table.

    python evaluation/reading.py                     the shipped weights: what a user gets; checks evaluation/floors.toml
    python evaluation/reading.py --folds .cache      each page read with weights that never saw its publisher, made by
                                                     ``training/train_blocks.py --folds 3``: the honest figure
    python evaluation/reading.py --only aeb blocks   some of the sets

The corpora are not ours and lie in ``../shared``; where they are missing this says so and ends well.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from corpora import SHARED, absent, verdict
from rich.console import Console
from rich.progress import track

from onrecord import Settings, as_json
from onrecord.read import read_document
from onrecord.read.inputs import documents
from onrecord.records import Reading

SETS = ("aeb", "feval", "wcxb", "fundus", "blocks-html", "blocks-text")


def files_of(shared: Path, name: str) -> list[Path]:
    """Return the pages of a set in a fixed order."""
    if name.startswith("blocks"):
        return sorted((shared / "data" / "blocks").glob("*.html.gz" if name.endswith("html") else "*.txt"))
    return sorted((shared / "data" / "pages" / name).rglob("*.html.gz"))


def _settings_for(file: Path, folds: Path | None) -> Settings:
    """Return settings whose weights have not seen the page's publisher (as ``training/block_data.py`` groups them)."""
    if folds is None:
        return Settings()
    count = len(list(folds.glob("fold*")))
    beside = file if file.suffix == ".gz" else file.with_suffix(".html.gz")
    (document,) = documents([str(beside)], Settings())
    article, _ = read_document(document, Settings())
    stem = beside.name.removesuffix(".html.gz")
    host = (urlsplit(article.url or "").hostname if article else None) or stem
    group = ".".join(host.removeprefix("www.").split(".")[-3:])
    return replace(Settings(), weights=folds / f"fold{zlib.crc32(group.encode()) % count}")


def read_one(task: tuple[Path, Path | None]) -> str:
    """Read one page, without looking for statements, and return its line of JSON."""
    file, folds = task
    settings = _settings_for(file, folds)
    (document,) = documents([str(file)], settings)
    article, problems = read_document(document, settings)
    reading = Reading(document.source, article, problems=problems)
    return json.dumps(as_json(reading), ensure_ascii=False)


def score(shared: Path, name: str, predictions: Path) -> dict[str, float]:
    """Run the neutral scorer of a set and return its figures by name."""
    bench, data = shared / "bench", shared / "data"
    if name.startswith("blocks"):
        command = [
            str(bench / "blocks.py"),
            str(data / "blocks"),
            str(predictions),
            "--input",
            "html" if name.endswith("html") else "txt",
        ]
    else:
        command = [str(bench / "articles.py"), name, str(data / "pages" / name), str(predictions)]
    out = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command line
    print(out)
    patterns = {
        "body": r"body.*?F1 ([\d.]+)",
        "headline": r"(?:title|headline +)\s*([\d.]+) %",
        "day": r"(?:day|published +)\s*([\d.]+) %",
        "authors": r"(?:authors|bylines +)\s*([\d.]+) %",
        "kinds": r"macro kind F1 ([\d.]+)",
        "lines": r"line accuracy ([\d.]+)",
        "captions": r"captions F1 ([\d.]+)",
        "credits": r"credits ([\d.]+)",
        "related": r"related F1 ([\d.]+)",
        "deck": r"deck +([\d.]+) %",
        "dateline": r"dateline +([\d.]+) %",
    }
    found = {key: re.search(pattern, out) for key, pattern in patterns.items()}
    return {key: float(match[1]) for key, match in found.items() if match}


def measure(shared: Path, name: str, folds: Path | None) -> dict[str, float]:
    """Read all pages of a set on all cores and score them."""
    tasks = [(file, folds) for file in files_of(shared, name)]
    with (
        tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", delete=False) as out,
        ProcessPoolExecutor() as pool,
    ):
        for line in track(
            pool.map(read_one, tasks, chunksize=4), total=len(tasks), description=name, console=Console(stderr=True)
        ):
            out.write(line + "\n")
    try:
        return score(shared, name, Path(out.name))
    finally:
        Path(out.name).unlink()


def main() -> int:
    """Read the arguments, measure, print the table; 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--folds", type=Path, help="folder of fold*/ weights from train_blocks.py --folds")
    parser.add_argument("--only", nargs="*", default=list(SETS), choices=SETS)
    arguments = parser.parse_args()
    if absent(arguments.shared / "data" / "pages"):
        return 0
    measured = {name: measure(arguments.shared, name, arguments.folds) for name in arguments.only}
    return verdict(measured, "cross_validated" if arguments.folds else "shipped")


if __name__ == "__main__":
    raise SystemExit(main())
