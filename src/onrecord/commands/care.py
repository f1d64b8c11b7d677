"""Commands that look after a ledger as a whole: erase, check, export."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from onrecord.commands.options import (
    LedgerCommand,
    color_option,
    json_option,
    judge_option,
    ledger_option,
    opened,
    opened_to_read,
)
from onrecord.commands.terminal import Terminal, complain, print_json
from onrecord.export.ledger_files import WRITERS, MissingExtraError
from onrecord.export.ledger_log import checked
from onrecord.export.ledger_log import erased as what_went
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Erased


@click.command(cls=LedgerCommand)
@ledger_option
@click.option(
    "--person",
    metavar="NAME",
    help="Erase the statements of everybody of this name, and black the name out of the articles; what they said stays in the articles' text, see --article.",
)
@click.option("--article", metavar="ID", help="Erase this article with all its versions.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and leave everything as it is.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@judge_option
@json_option
@color_option
def erase(  # noqa: PLR0913 - click hands each option over as an argument
    *,
    path: str,
    person: str | None,
    article: str | None,
    dry_run: bool,
    yes: bool,
    judge: str | None,
    as_json: bool,
    no_color: bool,
) -> int:
    """Really erase a person or an article.

    Rows, search index, free pages and write-ahead log: it can't be undone. Backups and exports made before are not touched.
    """
    if (person is None) == (article is None):
        raise click.UsageError("give either --person NAME or --article ID")
    if as_json and not (yes or dry_run):
        raise click.UsageError("--json can't ask first; add --yes or --dry-run")
    with opened(path) as ledger:
        if dry_run or not yes:
            _show(_erase(ledger, person, article, judge, dry_run=True), as_json=as_json, no_color=no_color)
        if dry_run:
            return 0
        if not yes and not _confirmed():
            complain("nothing was erased")
            return 1
        went = _erase(ledger, person, article, judge, dry_run=False)
        _show(went, as_json=as_json, no_color=no_color)
    if not went.scrubbed:
        complain(
            "somebody was reading, so free pages of the file may still hold it; when nobody is, run: onrecord check --scrub"
        )
        return 1
    return 0


@click.command(cls=LedgerCommand)
@ledger_option
@click.option("--scrub", is_flag=True, help="First finish what an erasure left because somebody was reading.")
@json_option
@color_option
def check(*, path: str, scrub: bool, as_json: bool, no_color: bool) -> int:
    """Check everything that the ledger holds.

    The exit code is 1 if anything is not as it must be. A ledger of an earlier OnRecord is brought up to date.
    """
    with opened(path) as ledger:
        if scrub and not ledger.scrub():
            complain("somebody is reading the ledger; try again when nobody is")
            return 1
        found = ledger.check()
    if as_json:
        print_json(found)
    else:
        Terminal(no_color=no_color).show(checked(found, path))
    return 1 if found.problems else 0


@click.command(cls=LedgerCommand)
@ledger_option
@click.option(
    "--format", "format_", type=click.Choice(tuple(WRITERS)), default="jsonl",
    help="jsonl: a reading a line; csv, parquet: a statement a row; annotation: a W3C Web Annotation a line. Default: jsonl.",
)  # fmt: skip
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write to this file instead of the terminal.",
)
def export(*, path: str, format_: str, output: str | None) -> int:
    """Write out the ledger's articles for other programs.

    Each is written in its current version. `onrecord import` takes jsonl back. Earlier versions and judgements stay here; `onrecord backup` copies those too.
    """
    if output is None and format_ == "parquet":
        raise click.UsageError("Parquet is no text; name a file with --output FILE")
    if output is not None and Path(output).exists() and Path(path).exists() and Path(output).samefile(path):
        raise click.UsageError("that is the ledger itself; give --output another name")
    try:
        with opened_to_read(path) as ledger, _target(output) as out:
            count = WRITERS[format_](ledger.readings(), out)
    except MissingExtraError as error:
        complain(str(error))
        return 1
    if output is not None:
        lines = "articles" if format_ == "jsonl" else "statements"
        complain(f"wrote {count:,} {lines} to {output}")
    return 0


def _erase(ledger: Ledger, person: str | None, article: str | None, judge: str | None, *, dry_run: bool) -> Erased:
    if person is not None:
        return ledger.erase_person(person, dry_run=dry_run, judge=judge)
    return ledger.erase_article(article or "", dry_run=dry_run, judge=judge)


def _show(went: Erased, *, as_json: bool, no_color: bool) -> None:
    if as_json:
        print_json(went)
    else:
        Terminal(no_color=no_color).show(what_went(went))


def _confirmed() -> bool:
    try:
        return click.confirm("Erase this for good?", err=True)
    except click.Abort:
        return False  # nobody is there to answer, or they left


@contextmanager
def _target(output: str | None) -> Iterator[BinaryIO]:
    """Give what to write to: standard output, or a file that takes its place once it is whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    there = Path(output)
    part = there.with_name(f".{there.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(there)
    except OSError as error:
        raise click.UsageError(f"{printable(output)} can't be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
