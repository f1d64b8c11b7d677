"""Measures how long reading takes against trafilatura alone: same pages, one core, one run, taking turns.

    python benchmarks/speed.py                  the AEB pages of ../shared where they are, else the demo's pages repeated
    python benchmarks/speed.py --pages FOLDER   HTML files of your own, gzipped or not
    python benchmarks/speed.py --words 500 700  only pages whose article has so many words

Each page is given to every contestant before the next page comes, in an order that turns, so that whatever else the
machine is doing slows all of them alike. Time is the process's own (``time.process_time``): waiting does not count.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import trafilatura
from rich.console import Console
from rich.progress import track
from rich.table import Table

from onrecord import Document, Pipeline, Settings
from onrecord.demo import documents
from onrecord.read import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Linear algebra on one thread: on several it would spend more process time than the clock shows."""
WARMING = 3
"""Pages read before the clock starts: word lists, weights and language models are loaded once a process."""
DEMO_PAGES = 180
"""As many as AEB has, so that a run without the corpus takes as long."""


def pages_of(folder: Path) -> list[bytes]:
    """Return the bytes of the web pages in ``folder``, or of the demo's, over and over, where there are none."""
    files = sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".html.gz", ".htm")))
    if not files:
        own = [d.data for d in documents() if isinstance(d.data, bytes) and d.source.endswith(".html")]
        return list(islice(cycle(own), DEMO_PAGES))
    return [gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files]


def of_words(pages: Sequence[bytes], least: int, most: int) -> list[bytes]:
    """Return the pages whose article, as onrecord reads it, has from ``least`` to ``most`` words."""
    settings, kept = Settings(), []
    for page in track(pages, description="counting words", console=Console(stderr=True), transient=True):
        article, _ = read_document(Document("page", page, format="html"), settings)
        if article is not None and least <= len(article.text.split()) <= most:
            kept.append(page)
    return kept


def contestants() -> dict[str, Callable[[bytes], object]]:
    """Return what is compared, the first of which counts as 1; each takes the undecoded bytes of a page."""
    pipeline, settings = Pipeline(), Settings()
    return {
        "trafilatura.extract": trafilatura.extract,
        "trafilatura.extract, with_metadata": partial(trafilatura.extract, with_metadata=True),
        "onrecord, reading only": lambda page: read_document(Document("page", page, format="html"), settings),
        "onrecord, reading and statements": lambda page: pipeline.read(Document("page", page, format="html")),
    }


def measure(pages: Sequence[bytes]) -> dict[str, float]:
    """Return each contestant's process time for all ``pages``, in seconds."""
    runners = contestants()
    for page in pages[:WARMING]:
        for run in runners.values():
            run(page)
    names, spent = list(runners), dict.fromkeys(runners, 0.0)
    for turn, page in enumerate(track(pages, description="reading", console=Console(stderr=True), transient=True)):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            begun = process_time()
            runners[name](page)
            spent[name] += process_time() - begun
    return spent


def machine() -> str:
    """Return the processor's name, how many cores there are and how busy they were as the run began."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(named, platform.processor() or platform.machine())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores{load}"


def table_of(spent: dict[str, float], pages: int) -> Table:
    """Return the figures as a table; the ratio is to the first contestant."""
    table = Table("", "ms a page", "pages a second", "ratio", title=f"{pages} pages, one core")
    unit = next(iter(spent.values()))
    for name, seconds in spent.items():
        table.add_row(name, f"{1000 * seconds / pages:.1f}", f"{pages / seconds:.1f}", f"{seconds / unit:.2f}")
    return table


def on_one_core() -> None:
    """Start this script again on one core and one thread, unless it is already there."""
    if all(os.environ.get(name) == value for name, value in ONE_THREAD.items()):
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606 - this very script


def main() -> None:
    """Read the arguments, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=Path("../shared/data/pages/aeb"), help="folder of HTML files")
    parser.add_argument("--words", type=int, nargs=2, metavar=("LEAST", "MOST"), help="only articles of this length")
    arguments = parser.parse_args()
    on_one_core()
    stated = f"{machine()}; {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}"
    pages = pages_of(arguments.pages)
    if arguments.words:
        pages = of_words(pages, *arguments.words)
    if not pages:
        parser.error("no page has an article of that length; give other bounds or another folder of --pages")
    print(stated, f"trafilatura {trafilatura.__version__}", sep="; ")
    Console().print(table_of(measure(pages), len(pages)))


if __name__ == "__main__":
    main()
