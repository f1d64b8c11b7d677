"""What the evaluations share: the corpora, reading their articles, the neutral scorers, the floors, and the table of figures.

The corpora are not ours and lie in ``../shared``; where they are missing the evaluations say so and end well, so that a
stranger's ``make evaluate`` does not need them.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from onrecord import Pipeline, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SHARED = Path("../shared")
FLOORS = Path(__file__).with_name("floors.toml")
TRAINING = Path(__file__).parents[1] / "training"
CEILINGS = frozenset({"calibration_error", "mean_absolute_error"})
"""Figures of which less is better: what is pinned is the most that they may be."""

ARTICLES_A_TASK = 4
"""Few enough for all cores to be done at about the same time."""

Figures = dict[str, float]
"""The figures of a set by name, in hundredths."""
Record = dict[str, Any]
"""An article of a corpus, or what was read of one, as its line of JSON has it."""


def absent(folder: Path) -> bool:
    """Say so, and return True, where a corpus is not there."""
    if folder.exists():
        return False
    print(f"skipped: the corpora are not here ({folder}); nothing was measured")
    return True


def load(file: Path) -> list[Record]:
    """Return the articles of a JSON lines file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def read(articles: list[Record]) -> list[Record]:
    """Read articles as a user does, from a file of article JSONL, and return the readings as ``--json`` prints them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        given = (json.dumps({"id": a["id"], "text": a["text"]}, ensure_ascii=False) + "\n" for a in articles)
        file.write_text("".join(given), "utf-8")
        return [as_json(reading) for reading in Pipeline().read_all([str(file)])]


def read_at_once(
    reading: Callable[[list[Record]], list[Record]], articles: list[Record], name: str, processes: int | None
) -> list[Record]:
    """Read all articles of a set by ``reading``, a few at a time in each process, and return what was read in their order."""
    tasks = [articles[at : at + ARTICLES_A_TASK] for at in range(0, len(articles), ARTICLES_A_TASK)]
    console = Console(stderr=True)
    with ProcessPoolExecutor(processes) as pool:
        done: Iterable[list[Record]] = track(pool.map(reading, tasks), name, len(tasks), console=console)
        return [one for task in done for one in task]


def from_training(name: str) -> Any:
    """Load a module of ``training/``: the same code lays out a corpus for training and for its evaluation."""
    if str(TRAINING) not in sys.path:
        sys.path.append(str(TRAINING))
    return importlib.import_module(name)


def scorer(shared: Path, name: str) -> Any:
    """Load the neutral scorer ``bench/NAME.py`` below ``shared`` as a module."""
    spec = importlib.util.spec_from_file_location(f"neutral_{name}", shared / "bench" / f"{name}.py")
    assert spec is not None  # noqa: S101 - the name ends in .py
    assert spec.loader is not None  # noqa: S101 - the same
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def floors_of(part: str) -> dict[str, Figures]:
    """Return the floors of a part of ``floors.toml``, by set and figure."""
    floors: dict[str, Figures] = tomllib.loads(FLOORS.read_text("utf-8")).get(part, {})
    return floors


def verdict(measured: Mapping[str, Figures], part: str) -> int:
    """Print the figures of each set beside their floors, and return 1 if one of them is below its floor, else 0."""
    floors = floors_of(part)
    table, below = Table("set", "figure", "measured", "floor"), 0
    for name, figures in measured.items():
        for figure, value in figures.items():
            floor = floors.get(name, {}).get(figure)
            table.add_row(name, figure, f"{value:.1f}", "" if floor is None else f"{floor:.1f}")
            if floor is not None:
                below += value > floor if figure in CEILINGS else value < floor
        table.add_section()
    Console().print(table)
    if below:
        print(f"{below} figures are below their floor in {FLOORS}")
    return int(below > 0)
