"""What the evaluations share: where the corpora and their neutral scorers are, the floors, and the table of figures.

The corpora are not ours and lie in ``../shared``; where they are missing the evaluations say so and end well, so that a
stranger's ``make evaluate`` does not need them.
"""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = Path("../shared")
FLOORS = Path(__file__).with_name("floors.toml")
CEILINGS = frozenset({"calibration_error"})
"""Figures of which less is better: what is pinned is the most that they may be."""

Figures = dict[str, float]
"""The figures of a set by name, in hundredths."""


def absent(folder: Path) -> bool:
    """Say so, and return True, where a corpus is not there."""
    if folder.exists():
        return False
    print(f"skipped: the corpora are not here ({folder}); nothing was measured")
    return True


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
