"""The command that finds the stories of an archive: match."""

from __future__ import annotations

import shlex
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from onrecord.commands.engines import engine_of, engine_options
from onrecord.commands.options import STOPPED, LedgerCommand, Memory, color_option, not_written
from onrecord.commands.terminal import complain, print_json
from onrecord.errors import OnRecordError, UsageError
from onrecord.export.ledger_answer import number
from onrecord.export.ledger_files import MissingExtraError
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from onrecord.run.match import Matched
    from onrecord.run.work import Engine

STORY_SECONDS = 1_800.0
"""A story of 300 articles takes a minute; a slow machine under load some."""
_EXAMPLE = '"SELECT title, articles, outlets FROM stories ORDER BY articles DESC LIMIT 10"'


@click.command(cls=LedgerCommand)
@click.argument("archive", metavar="DIR")
@engine_options
@click.option(
    "--memory", type=Memory(least=500_000_000, why="a worker needs"), default="2GB", metavar="SIZE",
    help="Memory that a worker may take; a story that needs more is listed and not told. Default: 2GB.",
)  # fmt: skip
@click.option(
    "--story-seconds", type=click.FloatRange(min=0, min_open=True), default=STORY_SECONDS, metavar="SECONDS",
    help=f"Time that one story may take; one that needs more is listed and not told. Default: {STORY_SECONDS:g}.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one line of JSON, for programs.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@color_option
def match(  # noqa: PLR0913 - click hands each option over as an argument
    archive: str, *, engine_name: str, address: str | None, workers: int | None, memory: int, story_seconds: float, as_json: bool, quiet: bool,
    no_color: bool,
) -> int:  # fmt: skip
    """Find the stories of an archive: which articles tell of the same event, what they claim, and who had it from whom.

    DIR is an archive that `onrecord run` made. The tables stories, story_articles, claims, claim_statements, edges, conflicts and timeline are
    added to it, for `onrecord query`. Stop it with Ctrl-C; the same command goes on where it stopped. When articles have come since, the same
    command matches anew; stories that are as they were are not told again.
    """
    from onrecord.run.work import Limits  # noqa: PLC0415 - what an archive needs is loaded by who has one

    limits = Limits(worker_bytes=memory, part_seconds=story_seconds)
    try:
        engine = engine_of(engine_name, address, workers, archive=archive, limits=limits)
        return _match(archive, engine, as_json=as_json, quiet=quiet, no_color=no_color)
    except MissingExtraError as error:
        complain(str(error))
        return 1


def _match(archive: str, engine: Engine, *, as_json: bool, quiet: bool, no_color: bool) -> int:
    """Match, show what happens meanwhile, and print what came of it; return the exit code."""
    from onrecord.commands.watching import Display  # noqa: PLC0415 - as above
    from onrecord.run.match import match as match_archive  # noqa: PLC0415 - as above
    from onrecord.run.place import place_at  # noqa: PLC0415 - as above
    from onrecord.run.progress import Tally  # noqa: PLC0415 - as above

    tally, begun = Tally(), time.monotonic()
    tally.begin("opening")
    try:
        with engine, Display(tally, quiet=quiet, no_color=no_color) as display:
            found = match_archive(place_at(archive), engine, tally=tally, watch=display.see)
    except KeyboardInterrupt:
        complain(f"stopped at {tally.doing}; what is done is kept: go on with {_command()}")
        return STOPPED
    except (UsageError, MissingExtraError):
        raise
    except OnRecordError as error:
        complain(str(error))
        if tally.doing != "opening":
            complain(f"go on with the same command: {_command()}")
        return 1
    except OSError as error:
        complain(f"{not_written(archive, error)}; go on with the same command: {_command()}")
        return 1
    seconds = time.monotonic() - begun
    if as_json:
        print_json({"archive": archive, "seconds": round(seconds, 3), "mishaps": tally.lost, **asdict(found)})
    else:
        _show(found, archive, seconds)
    return 0


def _command() -> str:
    """Return the command as it was typed."""
    return printable(shlex.join(["onrecord", *sys.argv[1:]]))


def _show(found: Matched, archive: str, seconds: float) -> None:
    from onrecord.commands.watching import duration  # noqa: PLC0415 - as above

    if found.again:
        click.echo("nothing new: the archive is as it was when it was matched")
    else:
        click.echo(f"{number(found.articles, 'article')} matched in {duration(seconds)}")
    rows = found.rows
    held = [
        _stories(found.stories),
        number(rows.get("claims", 0), "claim"),
        number(rows.get("conflicts", 0), "conflict"),
    ]
    click.echo(f"{printable(archive)} holds {', '.join(held)}")
    if found.untold:
        click.echo(f"{_stories(found.untold)} could not be told; the column reason of the table stories says why")
    if found.stories:
        click.echo(f"Next: onrecord query {_EXAMPLE} {shlex.quote(printable(archive))}")


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count:,} stories"
