"""Measures how long a story takes to be told: copies, claims, trail and conflicts of 5 to 300 articles about one event.

    python benchmarks/telling.py                          invented stories of 5, 20, 60, 92 and 300 articles: under a minute
    python benchmarks/telling.py --ledger FILE            the stories of a ledger, the nearest to each size, as well
    python benchmarks/telling.py --articles 20 --profile  what takes the time, function by function

The articles are those of ``ledger.py``: the sizes and the spread of words of real ones, each in its own words. One story of each size is told
before the clock starts, for that is when the word lists are loaded; then each is told several times, and the fastest counts, as the
others were disturbed by something else. Seconds are those of one core.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ledger import FIRST_DAY, TELLING, Event, World, article
from rich.console import Console
from rich.table import Table
from speed import machine

from onrecord.ledger import Ledger
from onrecord.store.kept import every
from onrecord.story import story_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Reading, Story

SIZES = (5, 20, 60, 92, 300)
TIMES = 3
"""Times that a story is told."""


def invented(world: World, articles: int) -> list[Reading]:
    """Return articles about one event, over some days."""
    event = Event(
        world.draw(world.people, 4),
        world.draw(world.bodies, 2),
        world.chance.sample(world.words[TELLING:], 12),
        FIRST_DAY,
    )
    return [
        article(world, 1_000_000 * articles + number, FIRST_DAY + timedelta(int(world.chance.expovariate(1.0))), event)
        for number in range(articles)
    ]


def kept(path: Path, sizes: Sequence[int]) -> dict[int, list[Reading]]:
    """Return the readings of the stories of a ledger that are nearest in size to these."""
    with Ledger(path, read_only=True) as ledger:
        rows = {row.articles: row.id for row in every(lambda cursor: ledger.store.stories(200, cursor))}
        nearest = {min((abs(held - size), held) for held in rows)[1] for size in sizes}
        return {
            size: list(ledger.store.readings(ledger.store.articles_of(rows[size])).values()) for size in sorted(nearest)
        }


def seconds_of(readings: Sequence[Reading], times: int) -> tuple[float, Story]:
    """Return the seconds of the fastest telling, and the story."""
    fastest = float("inf")
    for _ in range(times):
        begun = process_time()
        story = story_of("measured", readings)
        fastest = min(fastest, process_time() - begun)
    return fastest, story


def table_of(title: str, stories: Sequence[Sequence[Reading]], times: int) -> Table:
    """Return what stories took."""
    table = Table("articles", "statements", "claims", "copies", "seconds", "ms an article", title=title)
    for readings in stories:
        seconds, story = seconds_of(readings, times)
        statements = sum(len(reading.statements) for reading in readings)
        copies = sum(one.copy_of is not None for one in story.articles)
        table.add_row(
            str(len(readings)), f"{statements:,}", str(len(story.claims)), str(copies),
            f"{seconds:.3f}", f"{1000 * seconds / len(readings):.1f}",
        )  # fmt: skip
    return table


def profiled(stories: Sequence[Sequence[Reading]]) -> None:
    """Print what takes the time of telling stories, the dearest functions first."""
    profile = cProfile.Profile()
    for readings in stories:
        profile.runcall(story_of, "measured", readings)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


def main() -> None:
    """Read the arguments, tell the stories, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES, help="sizes of the stories")
    parser.add_argument("--ledger", type=Path, help="a ledger whose stories are told too")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each story is told; the fastest counts")
    parser.add_argument("--profile", action="store_true", help="print the functions that take the time, and no table")
    arguments = parser.parse_args()
    world = World(1)
    stories = [invented(world, size) for size in arguments.articles]
    story_of("warming", invented(world, 5))
    if arguments.profile:
        profiled(stories)
        return
    console = Console()
    console.print(f"{machine()}, one core, the fastest of {arguments.times}")
    console.print(table_of("invented stories", stories, arguments.times))
    if arguments.ledger:
        found = kept(arguments.ledger, arguments.articles)
        console.print(table_of(f"stories of {arguments.ledger.name}", list(found.values()), arguments.times))


if __name__ == "__main__":
    main()
