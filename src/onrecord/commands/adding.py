"""Commands that put articles into a ledger, and that copy it: add, import, backup."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from onrecord.commands.options import (
    LedgerCommand,
    device_option,
    json_option,
    ledger_option,
    limits_of,
    opened,
    opened_to_read,
    outlet_option,
    period_options,
    ready,
)
from onrecord.commands.terminal import complain, out_of_the_way, print_json, progress
from onrecord.errors import UsageError
from onrecord.export.ledger_answer import number
from onrecord.export.ledger_files import MissingExtraError
from onrecord.export.ledger_log import entry_line, reason_of, summary_line
from onrecord.export.printable import printable
from onrecord.problems import problem
from onrecord.read.inputs import FORMATS, count
from onrecord.records import Reading, reading_of
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from onrecord.ledger import Entry

NOT_READ = frozenset({"language_unsupported", "login_wall"})
"""Problems with which an article is kept although nothing, or not all, could be read in it."""


@click.command(cls=LedgerCommand)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True, readable=False))
@ledger_option
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What the input is. Default: its content tells.")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="NUMBER",
    help="Leave out statements of which the reader is less sure than this, from 0 to 1. Default: 0, keep all.",
)  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(min=1), default=1, metavar="NUMBER",
    help="Threads that look for statements. Default: 1.",
)  # fmt: skip
@device_option
@click.option("--allow-private", is_flag=True, help="Allow addresses of private networks, such as localhost.")
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=NUMBER", callback=limits_of,
    help="Change a limit of reading, as `onrecord read` does; can be given again.",
)  # fmt: skip
@json_option
def add(  # noqa: PLR0913 - click hands each option over as an argument
    paths: tuple[str, ...],
    *,
    path: str,
    format_: str | None,
    min_confidence: float,
    threads: int,
    device: str,
    allow_private: bool,
    limits: Limits,
    as_json: bool,
) -> int:
    """Read news pages and keep what they say in a ledger.

    The ledger is made if there is none. PATH is what `onrecord read` takes. A page that is there already is left as it is; one that changed becomes a new version
    beside the old.
    """
    settings = Settings(
        limits=limits, format=format_, allow_private=allow_private, min_confidence=min_confidence, threads=threads,
        device=device,
    )  # fmt: skip
    ready(settings)
    total = count(paths)
    with opened(path, settings=settings, create=True) as ledger:
        return _tell(ledger.add(paths, stdin=sys.stdin.buffer), path, total, as_json=as_json)


@click.command("import", cls=LedgerCommand)
@click.argument(
    "sources", metavar="FILE|DIR...", nargs=-1, required=True, type=click.Path(allow_dash=True, readable=False)
)
@ledger_option
@outlet_option
@period_options
@click.option("--about", metavar="NAME", help="Only articles that name this person, body or place.")
@json_option
def import_(  # noqa: PLR0913 - click hands each option over as an argument
    sources: tuple[str, ...],
    *,
    path: str,
    outlet: str | None,
    since: str | None,
    until: str | None,
    about: str | None,
    as_json: bool,
) -> int:
    """Put readings that were exported, or an archive, into a ledger.

    FILE has a reading a line, as `onrecord export` and `onrecord read --json` write them, gzipped or not; or it is - for
    standard input. DIR is an archive that `onrecord run` made, a folder or an address such as s3://bucket/archive: of it all is taken, or
    what the options choose, by the day of publication. Nothing is read anew, and what is there already stays as it is, so an import that
    was stopped can be given again.
    """
    slice_ = {"outlet": outlet, "since": since, "until": until, "about": about}
    try:
        opened_first = [_given(source, slice_) for source in sources]
    except MissingExtraError as error:
        complain(str(error))
        return 1
    if not any(one.some for one in opened_first):
        asked = "".join(f" {name} {printable(words)}" for name, words in _asked(slice_).items())
        complain(
            f"no article there meets{asked}; nothing was put into a ledger"
            if asked
            else "no article is there to be put into a ledger"
        )
        return 0
    totals = [one.total for one in opened_first if one.total is not None]
    total = sum(totals) if len(totals) == len(opened_first) else None
    with opened(path, create=True) as ledger:
        return _tell(
            (ledger.keep(reading) for one in opened_first for reading in one.readings()), path, total, as_json=as_json
        )


@click.command(cls=LedgerCommand)
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False))
@ledger_option
@click.option("--replace", is_flag=True, help="Replace the file if there is one.")
def backup(target: str, *, path: str, replace: bool) -> int:
    """Copy the ledger to a file while others use it.

    FILE appears complete or not at all.
    """
    there = Path(target)
    if there.exists():
        if Path(path).exists() and there.samefile(path):
            raise click.UsageError("that is the ledger itself; give the copy another name")
        if not replace:
            raise click.UsageError(f"{printable(target)} is there already; give another name, or --replace")
    if not there.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {printable(str(there.absolute().parent))}")
    with opened_to_read(path) as ledger:
        ledger.backup(there)
    click.echo(f"copied to {printable(target)}")
    return 0


def _tell(entries: Iterator[Entry], path: str, total: int | None, *, as_json: bool) -> int:
    """Print what came of each page as it comes; return 1 if any could not be read."""
    outcomes: Counter[str] = Counter()
    failed = 0
    with progress(total) as bar:
        for entry in entries:
            outcomes[entry.outcome] += 1
            failed += could_not_be_read(entry)
            with out_of_the_way(bar):
                _print(entry, as_json=as_json)
    if not as_json:
        click.echo(summary_line(outcomes, path))
    if failed:
        rest = "; the rest is in the ledger" if failed < outcomes.total() else ""
        complain(f"{failed} of {number(outcomes.total(), 'page')} could not be read{rest}")
    return 1 if failed else 0


def _print(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        print_json(entry)
    else:
        click.echo(entry_line(entry))
        sys.stdout.flush()
    kept_with_reason = entry.outcome != "unread" and could_not_be_read(entry)
    if kept_with_reason or (as_json and entry.outcome == "unread"):
        complain(f"{entry.source}: {reason_of(entry)}")


def could_not_be_read(entry: Entry) -> bool:
    """Tell whether a page counts as a failure: no article, a language that is not read, or a wall with nothing before it."""
    codes = {problem.code for problem in entry.problems}
    return entry.outcome == "unread" or (not entry.statements and bool(codes & NOT_READ))


@dataclass(frozen=True, slots=True)
class _Given:
    """Something to import: how many readings it has, where that is known, what yields them, and whether there may be any."""

    total: int | None
    readings: Callable[[], Iterator[Reading]]
    some: bool = True


def _given(source: str, chosen: Mapping[str, str | None]) -> _Given:
    """Look at a source before the ledger is opened. Raises UsageError for what can't be imported, MissingExtraError."""
    narrowed = any(chosen.values())
    if "://" in source or Path(source).is_dir():
        return _archive(source, chosen, narrowed=narrowed)
    if source != "-" and not Path(source).is_file():
        raise UsageError(f"there is no file or archive {printable(source)}")
    if narrowed:
        raise UsageError(
            f"--outlet, --from, --to and --about choose from an archive, and {printable(source)} is a file"
        )
    return _Given(None, partial(_readings, source))


def _archive(source: str, chosen: Mapping[str, str | None], *, narrowed: bool) -> _Given:
    from onrecord.run.archive import Selection, open_archive  # noqa: PLC0415 - an extra, which only archives need

    archive = open_archive(source)
    totals = archive.manifest.totals()
    every = totals.get("articles", 0) + totals.get("versions", 0)
    readings = partial(archive.readings, Selection(**chosen, versions=True))
    some = next(readings(), None) is not None if narrowed else bool(every)
    return _Given(None if narrowed else every, readings, some)


def _asked(chosen: Mapping[str, str | None]) -> dict[str, str]:
    """Return the options that choose articles, as they were given."""
    options = {"outlet": "--outlet", "since": "--from", "until": "--to", "about": "--about"}
    return {options[name]: value for name, value in chosen.items() if value}


def _readings(file: str) -> Iterator[Reading]:
    """Yield the readings of a file; a line that is none is a reading with the reason in its place."""
    try:
        if file == "-":
            yield from _lines(sys.stdin.buffer, file)
            return
        with Path(file).open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield from _lines(gzip.GzipFile(fileobj=raw) if packed else raw, file)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{printable(file)} can't be read: {reason}") from error


def _lines(lines: BinaryIO | gzip.GzipFile, file: str) -> Iterator[Reading]:
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _sound(reading_of(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            detail = f"{type(error).__name__}: {error}"
            yield Reading(f"{file}:{at}", None, problems=(problem("bad_json", detail=detail),))


def _sound(reading: Reading) -> Reading:
    """Return a reading whose words are where it says. Raises ValueError for another."""
    if reading.article is not None:
        text = reading.article.text
        for statement in reading.statements:
            via = [span for one in statement.via for span in one.spans]
            for span in (*statement.content, *statement.cue, *statement.source.spans, *via):
                if text[span.start : span.end] != span.text:
                    raise ValueError(f"statement {statement.id} has words that are not at {span.start} in the text")
    return reading
