"""Measures an archive end to end: pages in, tables out, stories matched; and shows that faults change nothing.

    python benchmarks/archive.py                                  2,000 short articles: run on 1 and 2 workers, then match
    python benchmarks/archive.py --articles 10000 --engine ray    the same on a Ray of this machine, beside the local runner
    python benchmarks/archive.py --normal                         articles of 600 words; --brief: of 22 to 42
    python benchmarks/archive.py --match-only --articles 100000 --stories 5000
                                                                  an archive made without reading, then match
    python benchmarks/archive.py --input FOLDER                   only makes the input, with the list of what must come of it
    python benchmarks/archive.py --faults                         a run whose workers and driver are killed at random moments, against one in peace
    python benchmarks/archive.py --faults --engine ray            both engines, each with such faults, against one another
    python benchmarks/archive.py --compare A B                    two archives row by row, all columns but read_at
    python benchmarks/archive.py --check ARCHIVE EXPECTED         every good article exactly once, every bad one reported once

The articles are invented (see invented.py): stories told by several outlets that copy, rewrite and credit one another, as web pages, JSONL and WARC; one
document in a hundred is bad, one is delivered twice. ``--real FOLDER`` adds real pages with other names in them. Work stays in ``--folder`` if one is given.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil
from archive_compare import checked, compared
from archive_faults import run_with_faults, workers_of
from archive_input import BRIEF, EXPECTED, NORMAL, REAL_SHARE, SHORT, Made, make_archive_input
from archive_made import make_finished_archive
from rich.console import Console
from rich.table import Table
from speed import machine

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["make_archive_input"]

EVERY = 0.5
"""Seconds between two looks at what workers hold."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A command that was run: how long it took, what it printed as JSON, and the most memory that one worker and the driver held."""

    name: str
    seconds: float
    summary: dict[str, Any]
    worker_bytes: int
    driver_bytes: int


def measured(name: str, arguments: Sequence[str], log: Path) -> Measured:
    """Run a command of onrecord and look at its workers meanwhile. Raises SystemExit where it fails."""
    begun, most, own = time.monotonic(), 0, 0
    with log.open("ab") as err:
        driver = psutil.Popen([sys.executable, "-m", "onrecord", *arguments], stdout=subprocess.PIPE, stderr=err)
        while driver.poll() is None:
            most = max([most, *(_held(process) for process in workers_of(driver))])
            own = max(own, _held(driver))
            time.sleep(EVERY)
    seconds = time.monotonic() - begun
    printed = driver.stdout.read().decode().strip() if driver.stdout else ""
    if driver.returncode not in {0, 1}:
        sys.exit(f"{name} ended with {driver.returncode}; see {log}")
    return Measured(name, seconds, json.loads(printed.splitlines()[-1]) if printed.startswith("{") else {}, most, own)


def _held(process: psutil.Process) -> int:
    """Return what a process holds that is its own, where the system tells that, else all."""
    try:
        info = process.memory_full_info()
        return int(getattr(info, "uss", 0) or info.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return 0


def run_command(source: Path, out: Path, engine: str, workers: int) -> list[str]:
    """Return the arguments that read a source into an archive."""
    return ["run", str(source), "--out", str(out), "--engine", engine, "--workers", str(workers), "--json", "--quiet"]


def match_command(archive: Path, engine: str, workers: int) -> list[str]:
    """Return the arguments that match an archive."""
    return ["match", str(archive), "--engine", engine, "--workers", str(workers), "--json"]


def _input(folder: Path, arguments: argparse.Namespace) -> Made:
    """Make the input that the arguments ask for."""
    return make_archive_input(
        folder, arguments.articles, arguments.stories, arguments.seed, words=_words(arguments), real=arguments.real, real_share=arguments.real_share
    )  # fmt: skip


def end_to_end(folder: Path, arguments: argparse.Namespace) -> int:
    """Make the input, run it on 1 and on more workers, match, compare, and print the tables."""
    made = _input(folder / "input", arguments)
    print(f"input: {', '.join(f'{count:,} {kind}' for kind, count in made.counts.items())}")
    log, archives, spent = folder / "log.txt", [], []
    for engine, workers in dict.fromkeys(
        [("local", 1), ("local", arguments.workers), (arguments.engine, arguments.workers)]
    ):
        out = folder / f"{engine}-{workers}"
        spent.append(
            measured(f"run, {engine}, {workers} workers", run_command(made.sources[0], out, engine, workers), log)
        )
        archives.append(out)
    if not arguments.no_match:
        for out in archives:
            engine, _, workers = out.name.partition("-")
            spent.append(measured(f"match, {engine}, {workers} workers", match_command(out, engine, int(workers)), log))
    Console().print(table_of(spent))
    ok = [_checked(archives[0], made.expected), *(_compared(archives[0], other) for other in archives[1:])]
    return 0 if all(ok) else 1


def with_faults(folder: Path, arguments: argparse.Namespace) -> int:
    """Run with faults, and in peace or with faults on the other engine, and compare."""
    made = _input(folder / "input", arguments)
    print(f"input: {', '.join(f'{count:,} {kind}' for kind, count in made.counts.items())}", flush=True)
    first, second = folder / "first", folder / "second"
    if arguments.engine == "local":
        command = run_command(made.sources[0], first, "local", arguments.workers)
        print(f"in peace: {measured('run in peace', command, folder / 'first.txt').seconds:.0f} s", flush=True)
    else:
        _faulty(made, first, "local", arguments)
    _faulty(made, second, arguments.engine, arguments)
    ok = [_checked(first, made.expected), _checked(second, made.expected), _compared(first, second)]
    return 0 if all(ok) else 1


def _faulty(made: Made, out: Path, engine: str, arguments: argparse.Namespace) -> None:
    """Run on an engine with faults, and say what they were."""
    command = run_command(made.sources[0], out, engine, arguments.workers)
    faults = run_with_faults(
        command, out.with_suffix(".txt"), arguments.seed, drivers=arguments.drivers, workers=arguments.kills
    )
    print(
        f"with {faults.workers_killed} workers and {faults.drivers_killed} drivers killed, {engine}: {faults.seconds:.0f} s, "
        f"ended with {faults.code}, given again {faults.given_again} times",
        flush=True,
    )


def match_only(folder: Path, arguments: argparse.Namespace) -> int:
    """Make an archive without reading, and match it."""
    out = folder / "archive"
    begun = time.monotonic()
    articles, statements = make_finished_archive(
        str(out),
        arguments.articles,
        arguments.stories,
        seed=arguments.seed,
        words=_words(arguments),
        workers=arguments.workers,
    )
    print(f"made {articles:,} articles with {statements:,} statements in {time.monotonic() - begun:.0f} s")
    spent = measured(
        f"match, {arguments.engine}, {arguments.workers} workers",
        match_command(out, arguments.engine, arguments.workers),
        folder / "log.txt",
    )
    print(json.dumps(spent.summary))
    Console().print(table_of([spent]))
    return 0


def _words(arguments: argparse.Namespace) -> tuple[int, int]:
    return NORMAL if arguments.normal else BRIEF if arguments.brief else SHORT


def _checked(archive: Path, expected: Path) -> bool:
    report = checked(archive, expected)
    print(f"{archive.name}: {report.say()}")
    return not report.wrong


def _compared(one: Path, other: Path) -> bool:
    """Print how two archives differ; return whether they are the same."""
    table = Table(
        "table", "rows", "rows ", "only in the first", "only in the second", title=f"{one.name} and {other.name}"
    )
    found = list(compared(one, other))
    for difference in found:
        table.add_row(difference.table, *(f"{count:,}" for count in (*difference.rows, *difference.only)))
    Console().print(table)
    return all(difference.same for difference in found)


def table_of(spent: Sequence[Measured]) -> Table:
    """Return what each command cost."""
    table = Table("", "seconds", "articles/s", "statements", "MB a worker", "MB the driver")
    for one in spent:
        articles = one.summary.get("articles", 0)
        speed = f"{articles / one.seconds:.1f}" if articles else ""
        statements = one.summary.get("statements", 0)
        table.add_row(
            one.name,
            f"{one.seconds:.1f}",
            speed,
            f"{statements:,}" if statements else "",
            f"{one.worker_bytes / 1e6:.0f}",
            f"{one.driver_bytes / 1e6:.0f}",
        )
    return table


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000, help="how many are told; duplicates come on top")
    parser.add_argument("--stories", type=int, help="of how many events; a twentieth of the articles by default")
    parser.add_argument("--seed", type=int, default=1)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--normal", action="store_true", help="articles of about 600 words; else of 60 to 150")
    length.add_argument("--brief", action="store_true", help="articles of 22 to 42 words")
    parser.add_argument(
        "--real", type=Path, help="a folder with real pages, added again and again with other names in them"
    )
    parser.add_argument("--real-share", type=float, default=REAL_SHARE, help="how many of these for each article")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--engine", choices=("local", "ray"), default="local", help="an engine to measure beside the local one"
    )
    parser.add_argument("--no-match", action="store_true", help="only run")
    parser.add_argument("--drivers", type=int, default=5, help="how often --faults kills the driver at most")
    parser.add_argument("--kills", type=int, default=40, help="how many workers --faults kills at most")
    parser.add_argument("--folder", type=Path, help="where to work, which then stays; a temporary folder otherwise")
    parser.add_argument("--input", type=Path, metavar="FOLDER")
    parser.add_argument("--match-only", action="store_true")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"))
    parser.add_argument("--check", type=Path, nargs=2, metavar=("ARCHIVE", EXPECTED))
    arguments = parser.parse_args()
    arguments.stories = arguments.stories or max(1, arguments.articles // 20)
    return arguments


def main() -> None:
    """Read the arguments and do what they ask."""
    arguments = _arguments()
    if arguments.compare:
        sys.exit(0 if _compared(*arguments.compare) else 1)
    if arguments.check:
        sys.exit(0 if _checked(*arguments.check) else 1)
    if arguments.input:
        made = _input(arguments.input, arguments)
        print(
            json.dumps(
                {"sources": [str(source) for source in made.sources], "expected": str(made.expected), **made.counts}
            )
        )
        return
    print(f"{machine()}; {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}")
    work = with_faults if arguments.faults else match_only if arguments.match_only else end_to_end
    with TemporaryDirectory(prefix="onrecord-archive-") as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(work(folder, arguments))


if __name__ == "__main__":
    main()
