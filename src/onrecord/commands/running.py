"""The command that reads very many pages into an archive: run."""

from __future__ import annotations

import shlex
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from onrecord.commands.engines import engine_of, engine_options
from onrecord.commands.options import (
    STOPPED,
    LedgerCommand,
    Memory,
    Share,
    color_option,
    device_option,
    limits_of,
    not_written,
)
from onrecord.commands.terminal import complain, print_json
from onrecord.errors import OnRecordError, UsageError
from onrecord.export.ledger_answer import number
from onrecord.export.ledger_files import MissingExtraError
from onrecord.export.printable import printable
from onrecord.read.inputs import FORMATS

if TYPE_CHECKING:
    from onrecord.run.archive_run import Outcome
    from onrecord.run.finish import Finished
    from onrecord.run.progress import Tally
    from onrecord.run.settings import RunSettings
    from onrecord.run.work import Engine
    from onrecord.settings import Limits

_LEAST_MEMORY = 500_000_000
"""A worker with the model in it has 400 MB."""
_MEMORY = {"cpu": 2_000_000_000, "gpu": 6_000_000_000}
"""Memory that a worker may take unless told otherwise, by device. CUDA's libraries take one to two GB of it (not measured here), and a worker
that holds more than it may would be ended at every page, and the page blamed."""
_FAILED_SHOWN = 5
_EXAMPLE = '"SELECT source, content FROM statements LIMIT 10"'


def _columns(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(part.strip() for part in item.partition("=")[::2]) for item in given]
    if not all("=" in item for item in given):
        raise click.BadParameter("give a role and a column, as in html=page")
    return tuple((role, column) for role, column in pairs)


@click.command(cls=LedgerCommand)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--out", metavar="DIR", required=True, help="The archive: a folder, or an address such as s3://bucket/archive."
)
@engine_options
@click.option(
    "--sample",
    type=Share(),
    default=1.0,
    metavar="SHARE",
    help="Read only this share of the pages, as in 0.01 or 1%, always the same ones, into an archive of its own.",
)
@click.option(
    "--memory",
    type=Memory(least=_LEAST_MEMORY, why="a worker needs"),
    metavar="SIZE",
    help="Memory that a worker may take; a page that needs more is left out. Default: 2GB, with a GPU 6GB.",
)
@click.option(
    "--page-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    metavar="SECONDS",
    help="Time that one page may take; one that needs more is left out. Default: 120.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="What the sources are. Default: their content tells."
)
@click.option(
    "--base", metavar="PLACE", help="Where the relative lines of a list count from. Default: where the list is."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="ROLE=NAME",
    callback=_columns,
    help="What a column of Parquet sources is: html, text, id, url, outlet, headline or published; can be given again.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="NUMBER",
    help="Leave out statements of which the reader is less sure than this, from 0 to 1. Default: 0, keep all.",
)
@click.option(
    "--only-read-languages",
    is_flag=True,
    help="Keep no text of pages in languages that are not read; they are only counted.",
)
@device_option
@click.option("--allow-private", is_flag=True, help="Allow addresses of private networks, such as localhost.")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=limits_of,
    help="Change a limit of reading, as `onrecord read` does; can be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one line of JSON, for programs.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@color_option
def run(  # noqa: PLR0913 - click hands each option over as an argument
    sources: tuple[str, ...], *, out: str, engine_name: str, address: str | None, workers: int | None, sample: float, memory: int | None,
    page_seconds: float, format_: str | None, base: str | None, columns: tuple[tuple[str, str], ...], min_confidence: float,
    only_read_languages: bool, device: str, allow_private: bool, limits: Limits, as_json: bool, quiet: bool, no_color: bool,
) -> int:  # fmt: skip
    """Read very many news pages into an archive: a folder of Parquet files.

    SOURCE is a folder, a pattern ('news/*.html'), a WARC, JSONL or Parquet file, an address of one (https://, s3://, gs://), or a list of
    these (a .paths file, or @FILE), one a line. Stop it with Ctrl-C; the same command goes on where it stopped. Pages that are added to the
    sources later are read by the same command too.

    Ends with 0 when all sources are in the archive: a page that can't be read is in its table problems, with the reason. Ends with 1
    when a source could not be had, or the run could not go on; the same command tries again.
    """
    from onrecord.run.settings import RunSettings  # noqa: PLC0415 - what an archive needs is loaded by who makes one
    from onrecord.run.work import Limits as WorkerLimits  # noqa: PLC0415 - as above
    from onrecord.settings import Settings  # noqa: PLC0415 - as above

    reading = Settings(
        limits=limits, format=format_, allow_private=allow_private, min_confidence=min_confidence, device=device
    )
    settings = RunSettings(reading, sample=sample, base=base, columns=columns, only_read_languages=only_read_languages)
    worker = WorkerLimits(worker_bytes=memory or _MEMORY[device], part_seconds=page_seconds)
    try:
        engine = engine_of(engine_name, address, workers, archive=out, limits=worker, device=device)
        return _run(sources, out, settings, engine, _Shown(as_json, quiet, no_color))
    except MissingExtraError as error:
        complain(str(error))
        return 1


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is to be printed."""

    as_json: bool
    quiet: bool
    no_color: bool


def _run(sources: tuple[str, ...], out: str, settings: RunSettings, engine: Engine, shown: _Shown) -> int:
    """Run, show what happens meanwhile, and print what came of it; return the exit code."""
    from onrecord.commands.watching import Display  # noqa: PLC0415 - as above
    from onrecord.run.archive_run import Wanted, run_archive  # noqa: PLC0415 - as above
    from onrecord.run.place import place_at  # noqa: PLC0415 - as above
    from onrecord.run.progress import Tally  # noqa: PLC0415 - as above

    tally, begun = Tally(), time.monotonic()
    try:
        wanted = Wanted(sources, place_at(out), settings)
        with engine, Display(tally, quiet=shown.quiet, no_color=shown.no_color) as display:
            came = run_archive(wanted, engine, tally=tally, watch=display.see)
    except KeyboardInterrupt:
        complain(f"stopped: {_so_far(tally) or 'nothing was done yet'}; go on with the same command: {_command()}")
        return STOPPED
    except (UsageError, MissingExtraError):
        raise
    except OnRecordError as error:
        complain(f"{error}")
        if so_far := _so_far(tally):
            complain(f"{so_far}; go on with the same command: {_command()}")
        return 1
    except OSError as error:
        complain("; ".join(filter(None, [not_written(out, error), _so_far(tally)])))
        return 1
    seconds = time.monotonic() - begun
    if shown.as_json:
        _print_summary(tally, came, out, seconds)
    else:
        _show(tally, came, out, seconds)
    _complain_of(came)
    return 1 if came.failed or came.missing else 0


def _complain_of(came: Outcome) -> None:
    """Name the sources that could not be had or read, the first of them."""
    for several in (came.missing, came.failed):
        for one in several[:_FAILED_SHOWN]:
            complain(f"{one.name}: {one.reason}")
    if came.missing[_FAILED_SHOWN:]:
        complain(f"and {number(len(came.missing) - _FAILED_SHOWN, 'source')} more")
    if came.failed:
        what = "1 part of the sources" if len(came.failed) == 1 else f"{len(came.failed):,} parts of the sources"
        complain(f"{what} could not be read; the same command tries again: {_command()}")


def _so_far(tally: Tally) -> str:
    """Return in words how much is done, nothing where nothing is."""
    finished = tally.earlier + tally.done
    every = f"{tally.earlier + tally.shards:,} or more" if not tally.planned else f"{tally.earlier + tally.shards:,}"
    is_done = "is done and stays so" if finished == 1 else "are done and stay so"
    return f"{finished:,} of {every} shards {is_done}" if finished else ""


def _command() -> str:
    """Return the command as it was typed."""
    return printable(shlex.join(["onrecord", *sys.argv[1:]]))


def _print_summary(tally: Tally, came: Outcome, out: str, seconds: float) -> None:
    print_json({
        "out": out, "seconds": round(seconds, 3), "shards": tally.done, "earlier": tally.earlier, "documents": tally.documents,
        "articles": tally.articles, "statements": tally.statements, "without_article": tally.bad,
        "problems": dict(sorted(tally.problems.items())), "mishaps": tally.lost, "failed_shards": [asdict(one) for one in came.failed],
        "missing_sources": [asdict(one) for one in came.missing], "holds": _held(came.finished),
    })  # fmt: skip


def _held(finished: Finished) -> dict[str, object]:
    """Return what an archive holds, for programs."""
    counts = {name: finished.totals.get(name, 0) for name in ("articles", "versions", "repeated")}
    return {**counts, "without_article": finished.totals.get("failed", 0), "rows": finished.rows}


def _counts(tally: Tally) -> str:
    bad = f", {tally.bad:,} without one" if tally.bad else ""
    return f"{number(tally.articles, 'article')}{bad}, {number(tally.statements, 'statement')}"


def _show(tally: Tally, came: Outcome, out: str, seconds: float) -> None:
    from onrecord.commands.watching import duration, problems_of  # noqa: PLC0415 - as above

    if tally.documents:
        earlier = f" ({number(tally.earlier, 'shard')} done before)" if tally.earlier else ""
        speed = f"{tally.documents / seconds:.1f} a second"
        click.echo(f"{number(tally.documents, 'page')} read in {duration(seconds)}, {speed}{earlier}: {_counts(tally)}")
    elif not came.failed:
        click.echo("nothing new: all of it was read before" if tally.earlier else "there is nothing to read")
    if tally.problems:
        click.echo(f"problems: {problems_of(tally.problems.most_common(), len(tally.problems))}")
    click.echo(f"{printable(out)} holds {_holdings(came.finished)}")
    asked = shlex.quote(printable(out))
    if came.finished.totals.get("articles"):
        click.echo(f"Next: onrecord query {_EXAMPLE} {asked}\n  or: onrecord match {asked}")


def _holdings(finished: Finished) -> str:
    """Return in words what an archive holds."""
    totals = finished.totals
    held = [number(totals.get("articles", 0), "article"), number(finished.rows.get("statements", 0), "statement")]
    more = {"versions": "earlier version", "repeated": "repeated delivery", "failed": "document without an article"}
    several = {"repeated": "repeated deliveries", "failed": "documents without an article"}
    for name, word in more.items():
        if count := totals.get(name, 0):
            held.append(f"{count:,} {word if count == 1 else several.get(name, f'{word}s')}")
    return ", ".join(held)
