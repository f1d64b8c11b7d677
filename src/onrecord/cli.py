"""The command line. Each command is one call of the pipeline; this module only reads options and writes what comes.

Exit codes: 0 all was read, 1 some could not be read (each is named on stderr with the reason), 2 wrong use, 130
stopped by Ctrl-C, 141 whoever was reading the output went away.
"""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import sys
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click
from click.shell_completion import get_completion_class
from rich.console import Console, Group
from rich.text import Text

from onrecord import demo as demo_pages
from onrecord.commands import ARCHIVE_COMMANDS, COMMANDS
from onrecord.commands.options import LedgerCommand, device_option, limits_of, ready
from onrecord.commands.serving import PORT, new_token, serve_ledger
from onrecord.commands.terminal import Terminal, out_of_the_way, print_json, progress
from onrecord.errors import DeviceError, UsageError, WeightsError
from onrecord.export import HtmlFile, blocks, json_line, printable, report
from onrecord.export.ledger_answer import answer_of
from onrecord.export.ledger_trail import trail_tree
from onrecord.export.report import legend
from onrecord.pipeline import Pipeline
from onrecord.read.inputs import FORMATS, count
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from onrecord.records import Reading

UNREAD = frozenset({"no_article", "language_unsupported"})
"""Problems with which a page counts as not read although an article came of it."""
PICTURE_WIDTH = 100
"""Cells of the picture that ``demo --svg`` draws: what a README shows without shrinking it."""

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    try:
        code = cli.main(prog_name="onrecord", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        _leave(error.exit_code)
    _leave(code if isinstance(code, int) else 0)


def _leave(code: int) -> NoReturn:
    """End the process; what is still buffered for a reader that went away is dropped without a word."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code)


class _Commands(click.Group):
    """The commands, ended cleanly where click itself would print "Aborted!" or exit with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("onrecord: stopped", err=True)
            _leave(130)
        except BrokenPipeError:
            _leave(141)
        except (WeightsError, DeviceError) as error:
            click.echo(f"onrecord: {error}", err=True)
            _leave(1)


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(version("onrecord"), prog_name="onrecord", message="%(prog)s %(version)s")
def cli() -> None:
    """OnRecord reads news pages and keeps a record of who said what.

    Try: onrecord demo
    """


@cli.command()
# readable=False: what may not be read is a result with its reason, in its place, and not wrong use.
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True, readable=False))
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What the input is. Default: its content tells.")
@click.option("--blocks", "show_blocks", is_flag=True, help="Show every block of the page with its kind instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a page, for programs.")
@click.option("--output", "-o", type=click.File("wb", lazy=True), help="Write to this file instead of the terminal.")
@click.option("--html", metavar="FILE", help="Also write the report as a web page to look at to this file.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="NUMBER",
    help="Leave out statements of which the reader is less sure than this, from 0 to 1. Default: 0, keep all.",
)
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=1,
    metavar="NUMBER",
    help="Threads that look for statements. Default: 1.",
)
@device_option
@click.option("--allow-private", is_flag=True, help="Allow addresses of private networks, such as localhost.")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=limits_of,
    help=f"Change a limit; can be given again. Names: {', '.join(field.name for field in dataclasses.fields(Limits))}.",
)
@click.option("--no-color", is_flag=True, help="Print without colour. The variable NO_COLOR does the same.")
def read(  # noqa: PLR0913 - click hands each option over as an argument
    paths: tuple[str, ...],
    *,
    format_: str | None,
    show_blocks: bool,
    as_json: bool,
    output: BinaryIO | None,
    html: str | None,
    min_confidence: float,
    threads: int,
    device: str,
    allow_private: bool,
    limits: Limits,
    no_color: bool,
) -> int:
    """Read news pages and print who says what in them.

    PATH is a file, a folder, an address (https://...) or - for standard input. Files can be web pages, plain text,
    article JSONL, ninjs, WARC archives and RSS or Atom feeds, gzipped or not.
    """
    if as_json and show_blocks:
        raise click.UsageError("--json prints the blocks already; leave out --blocks")
    if html is not None:
        _keep_apart(html, paths, output)
    write = _writer(output, as_json=as_json, show_blocks=show_blocks, no_color=no_color)
    try:
        settings = Settings(
            limits=limits, format=format_, allow_private=allow_private, min_confidence=min_confidence, threads=threads,
            device=device,
        )  # fmt: skip
        pipeline = ready(settings)
        with HtmlFile(html) if html is not None else nullcontext() as page:
            readings = pipeline.read_all(paths)
            return _read_all(readings, _both(write, page), total=count(paths))
    except UsageError as error:
        raise click.UsageError(str(error)) from error


@cli.command(cls=LedgerCommand)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a page, for programs.")
@click.option(
    "--svg", type=click.Path(dir_okay=False, writable=True), help="Draw part of it as a picture in this file."
)
@click.option("--serve", is_flag=True, help="Open a ledger of invented articles in a browser instead.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port for --serve; 0 takes a free one. Default: 8420.")
@click.option("--no-color", is_flag=True, help="Print without colour. The variable NO_COLOR does the same.")
def demo(*, as_json: bool, svg: str | None, serve: bool, port: int | None, no_color: bool) -> int:
    """Read invented pages that ship with OnRecord, and show what is found in them and in a ledger of them."""
    if port is not None and not serve:
        raise click.UsageError("--port is for --serve")
    if serve:
        if as_json or svg:
            raise click.UsageError("--serve shows the ledger in a browser; leave out --json and --svg")
        return _serve_demo(port)
    readings = [Pipeline().read(document) for document in demo_pages.documents()]
    if as_json:
        write = _writer(None, as_json=True, show_blocks=False, no_color=no_color)
        code = _read_all(iter(readings), write, total=None)
        for story in demo_pages.stories():
            print_json(story)
        return code
    if svg:
        drawing = Console(
            record=True, width=PICTURE_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
        )
        _show_demo(Terminal(console=drawing), readings, demo_pages.PICTURED)
        drawing.save_svg(svg, title="onrecord demo")
        click.echo(f"drawn in {printable(svg)}", err=True)
    else:
        terminal = Terminal(no_color=no_color)
        _show_demo(terminal, readings, demo_pages.PAGES)
        _show_demo_ledger(terminal)
    return int(any(could_not_be_read(reading) for reading in readings))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script that completes onrecord's commands and options in SHELL.

    bash: onrecord completion bash > ~/.local/share/bash-completion/completions/onrecord

    zsh: onrecord completion zsh > a file named _onrecord in a folder of $fpath

    fish: onrecord completion fish > ~/.config/fish/completions/onrecord.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion is known for {shell}")
    click.echo(made(cli, {}, "onrecord", "_ONRECORD_COMPLETE").source())
    return 0


for _command in (*ARCHIVE_COMMANDS, *COMMANDS):
    cli.add_command(_command)


def _show_demo(terminal: Terminal, readings: Sequence[Reading], pages: Collection[str]) -> None:
    terminal.show(Text(demo_pages.INTRODUCTION))
    if terminal.coloured:
        terminal.show(Group(Text(), legend()))
    terminal.show(Text())
    for reading in readings:
        if reading.source.removeprefix("demo/") in pages:
            terminal.show(report(reading, colour=terminal.coloured))
    terminal.show(demo_pages.summary(readings))


def _show_demo_ledger(terminal: Terminal) -> None:
    with terminal.working("reading 32 articles"):
        stories = demo_pages.stories()
    terminal.show(Group(Text(demo_pages.LEDGER_INTRODUCTION), Text(), trail_tree(stories[-1]), Text()))
    for story in stories:
        terminal.show(Text.assemble((printable(story.title), "bold"), "\n", (answer_of(story), "bold yellow"), "\n"))
    terminal.show(
        Text("Next: onrecord read PAGE, with a page of your own or its address; onrecord add PAGE... to keep it.")
    )
    terminal.show(Text.assemble("Look at this ledger in a browser: ", (f"{_called()} demo --serve", "bold")))


def _called() -> str:
    """Return how this program was called, so that what is printed can be typed: it may be in no folder of the PATH."""
    return sys.argv[0] if shutil.which("onrecord") is None and Path(sys.argv[0]).name == "onrecord" else "onrecord"


def _serve_demo(port: int | None) -> int:
    """Serve a ledger of the invented articles, which is thrown away at the end; whoever opens the printed address may change it."""
    with TemporaryDirectory() as folder:
        ledger = Path(folder) / "demo.ledger"
        with Terminal(stream=sys.stderr).working("reading 32 articles"):
            demo_pages.make_ledger(ledger)
        return serve_ledger(str(ledger), port=PORT if port is None else port, token=new_token())


def _writer(output: BinaryIO | None, *, as_json: bool, show_blocks: bool, no_color: bool) -> Callable[[Reading], None]:
    """Return what writes one reading, at once, so that a long batch shows its results as they come."""
    if as_json:
        raw = output or sys.stdout.buffer

        def write_line(reading: Reading) -> None:
            raw.write(json_line(reading))
            raw.flush()

        return write_line
    stream = io.TextIOWrapper(output, "utf-8", write_through=True) if output else sys.stdout
    terminal = Terminal(no_color=no_color, stream=stream)

    def write_report(reading: Reading) -> None:
        if reading.article:
            terminal.show(blocks(reading) if show_blocks else report(reading, colour=terminal.coloured))

    return write_report


def _both(write: Callable[[Reading], None], page: HtmlFile | None) -> Callable[[Reading], None]:
    if page is None:
        return write

    def write_both(reading: Reading) -> None:
        write(reading)
        page.write(reading)

    return write_both


def _keep_apart(html: str, paths: Sequence[str], output: BinaryIO | None) -> None:
    """Refuse to put the page in the place of one that is to be read, or of what ``--output`` writes."""
    target = os.path.realpath(html)
    if output is not None and os.path.realpath(os.fsdecode(output.name)) == target:
        raise click.UsageError("--html and --output name the same file; give each its own")
    read = [os.path.realpath(path) for path in paths if path != "-"]
    if os.path.isfile(target) and any(target == path or target.startswith(os.path.join(path, "")) for path in read):  # noqa: PTH113, PTH118 - plain strings, as given
        raise click.UsageError(f"{printable(html)} is one of the pages to read; give --html another file")


def could_not_be_read(reading: Reading) -> bool:
    """Tell whether the reading counts as a failure: no article, no text of one, or a language that is not read."""
    codes = {problem.code for problem in reading.problems}
    article = reading.article
    return article is None or bool(codes & UNREAD) or ("login_wall" in codes and not article.body().strip())


def _read_all(readings: Iterator[Reading], write: Callable[[Reading], None], *, total: int | None) -> int:
    failed = done = 0
    with progress(total) as bar:
        for reading in readings:
            done += 1
            with out_of_the_way(bar):
                write(reading)
                if could_not_be_read(reading):
                    failed += 1
                    reason = reading.problems[0].message if reading.problems else "no reason was given"
                    click.echo(f"onrecord: {printable(reading.source)}: {printable(reason)}", err=True)
    if failed:
        click.echo(f"onrecord: {failed} of {done} could not be read", err=True)
    return 1 if failed else 0
