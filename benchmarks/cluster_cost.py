"""Computes what an archive of a million, 100 million and a billion articles takes: time, machines, money and room.

    python benchmarks/cluster_cost.py                                        with the figures of cluster_cost.json
    python benchmarks/cluster_cost.py --set articles_per_second=6 --set machines=40    with others
    python benchmarks/cluster_cost.py --figures FILE                         with those of a file like cluster_cost.json
    python benchmarks/cluster_cost.py --write docs/cluster.md                put the tables into the manual

Every figure says what kind it is (measured, a goal, an estimate, a price, a choice) and where it comes from, and so do the tables. Everything grows in step with the number of
articles: reading looks at one page at a time, and matching only at what stands within some days and shares rare words, of which a longer
archive has no more a day.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

FIGURES = Path(__file__).with_name("cluster_cost.json")
SIZES = (1_000_000, 100_000_000, 1_000_000_000)
PART = re.compile(r"(<!-- cluster cost -->\n).*?(<!-- end cluster cost -->)", re.DOTALL)
"""Where the tables stand in a document."""
WEEK_HOURS = 168


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the computing starts from. ``kind``: measured, goal, estimate, price, choice."""

    name: str
    value: float
    unit: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them."""

    all: tuple[Figure, ...]

    def __getitem__(self, name: str) -> float:
        """Return the value called ``name``. Raises KeyError."""
        return {figure.name: figure.value for figure in self.all}[name]

    def with_(self, changes: dict[str, float]) -> Figures:
        """Return the figures with some values given by hand. Raises KeyError for a name that is none of them."""
        for name in changes:
            self[name]
        return Figures(
            tuple(
                replace(figure, value=changes[figure.name], kind="given", source="by hand")
                if figure.name in changes
                else figure
                for figure in self.all
            )
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """What so many articles take. Hours are of the clock, ``processor_hours`` of all processors together; money is in dollars."""

    articles: int
    processor_hours: float
    laptop_hours: float
    one_machine_hours: float
    cluster_hours: float
    on_demand: float
    spot: float
    machines_for_a_week: int
    read_terabytes: float
    archive_terabytes: float
    keeping_a_month: float


def figures_in(file: Path) -> Figures:
    """Return the figures of a JSON file."""
    given = json.loads(file.read_text("utf-8"))
    return Figures(tuple(Figure(name, **entry) for name, entry in given.items()))


def estimate(articles: int, figures: Figures) -> Estimate:
    """Compute what so many articles take."""
    reading = 1 / (figures["articles_per_second"] * figures["all_processors"] * figures["on_ray"])
    others = (figures["finish_seconds"] + figures["match_seconds"]) / 1000
    processor_hours = articles * (reading + others) / 3600
    start = figures["start_minutes"] / 60
    machine_hours = processor_hours / figures["processors"]
    hours = machine_hours / figures["machines"] + start
    archive = articles * figures["archive_kilobytes"] / 1e9
    return Estimate(
        articles,
        processor_hours,
        processor_hours / figures["laptop_processors"],
        machine_hours,
        hours,
        hours * (figures["machines"] * figures["price"] + figures["head_price"]),
        hours * (figures["machines"] * figures["spot_price"] + figures["head_price"]),
        max(1, -int(-machine_hours // WEEK_HOURS)),
        articles * figures["page_kilobytes"] / 1e9,
        archive,
        archive * 1000 * figures["store_price"],
    )


def tables(figures: Figures) -> str:
    """Return the estimates and the figures behind them as two tables in Markdown."""
    machines, processors = int(figures["machines"]), int(figures["processors"])
    room = processors * figures["worker_megabytes"] / 1000
    found = [estimate(size, figures) for size in SIZES]
    rows = {
        "processor hours": [_rounded(one.processor_hours) for one in found],
        f"a laptop of {figures['laptop_processors']:g} processors": [_duration(one.laptop_hours) for one in found],
        f"one machine of {processors} processors": [_duration(one.one_machine_hours) for one in found],
        f"{machines} such machines": [_duration(one.cluster_hours) for one in found],
        f"cost of {machines} machines, on demand": [f"${_rounded(one.on_demand)}" for one in found],
        f"cost of {machines} machines, spot": [f"${_rounded(one.spot)}" for one in found],
        "machines to be done in a week": [f"{one.machines_for_a_week}" for one in found],
        "pages read, gzipped": [_size(one.read_terabytes) for one in found],
        "the archive": [_size(one.archive_terabytes) for one in found],
        "cost of keeping it for a month": [f"${_rounded(one.keeping_a_month)}" for one in found],
    }
    lines = ["| | " + " | ".join(f"{size:,} articles" for size in SIZES) + " |", "|---|" + "---|" * len(SIZES)]
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    lines += [
        "",
        f"The workers of a machine of {processors} processors take {room:.2g} GB of memory together. What this is computed from:",
    ]
    lines += ["", "| figure | | what it is | from |", "|---|---|---|---|"]
    lines += [f"| `{f.name}` | {f.value:g} {f.unit} | {f.kind} | {f.source} |" for f in figures.all]
    return "\n".join(lines) + "\n"


def written(text: str, figures: Figures) -> str:
    """Return a document with the tables in their place. Raises ValueError where it has no place for them."""
    if not PART.search(text):
        raise ValueError("the document has no <!-- cluster cost --> and <!-- end cluster cost -->")
    return PART.sub(lambda found: f"{found[1]}{tables(figures)}{found[2]}", text)


def _rounded(value: float) -> str:
    """Return a number to two digits: what comes of estimates has no more."""
    if value < 1:
        return f"{value:.2g}"
    digits = len(str(int(value))) - 2
    return f"{round(value, -max(digits, 0)):,.0f}"


def _duration(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    if hours < 48:
        return f"{hours:.2g} hours" if hours < 10 else f"{hours:.0f} hours"
    return f"{_rounded(hours / 24)} days"


def _size(terabytes: float) -> str:
    return f"{_rounded(terabytes * 1000)} GB" if terabytes < 1 else f"{_rounded(terabytes)} TB"


def _change(given: str) -> tuple[str, float]:
    name, _, value = given.partition("=")
    return name, float(value)


def main(arguments: list[str]) -> int:
    """Print the tables, or write them into a document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=Path, default=FIGURES, help="a JSON file of figures")
    parser.add_argument(
        "--set", type=_change, action="append", default=[], metavar="NAME=VALUE", help="change a figure"
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables into this document")
    options = parser.parse_args(arguments)
    figures = figures_in(options.figures).with_(dict(options.set))
    if options.write is None:
        print(tables(figures), end="")
        return 0
    options.write.write_text(written(options.write.read_text("utf-8"), figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
