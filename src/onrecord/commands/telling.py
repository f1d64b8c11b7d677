"""Commands that tell who had what from whom: stories, story, trace, conflicts."""

from __future__ import annotations

from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from onrecord.commands.lookup import EMPTY
from onrecord.commands.options import (
    LedgerCommand,
    color_option,
    cursor_option,
    json_option,
    ledger_option,
    limit_option,
    opened_to_read,
)
from onrecord.commands.terminal import Terminal, print_json
from onrecord.errors import NotInLedgerError, UsageError
from onrecord.export.ledger_conflicts import conflicts as side_by_side
from onrecord.export.ledger_story import card_lines, story_lines, story_page
from onrecord.export.ledger_trail import steps
from onrecord.export.printable import printable
from onrecord.export.trail_svg import trail_svg
from onrecord.trace.steps import end_of

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Story
    from onrecord.store.kept import Located


@click.command(cls=LedgerCommand)
@ledger_option
@limit_option(20, "stories")
@cursor_option
@json_option
@color_option
@click.pass_context
def stories(  # noqa: PLR0913 - click hands each option over as an argument
    context: click.Context, *, path: str, limit: int, cursor: str | None, as_json: bool, no_color: bool
) -> int:
    """List the stories and how many independent sources each has.

    The one with the latest article comes first. With --json each is printed whole, and all of them unless --limit or
    --cursor is given.
    """
    with opened_to_read(path) as ledger:
        given = context.get_parameter_source("limit") is not click.core.ParameterSource.DEFAULT
        if as_json and not given and cursor is None:
            for story in ledger.all_stories():
                print_json(story)
            return 0
        page = ledger.story_cards(limit, cursor)
        if as_json:
            for card in page.items:
                print_json(ledger.story(card.id))
            return 0
        terminal = Terminal(no_color=no_color)
        for card in page.items:
            terminal.show(card_lines(card) if card.told else story_lines(ledger.story(card.id)))
        if page.cursor:
            terminal.show(Text(f"There are more: onrecord stories --cursor {page.cursor}", "dim"))
        elif page.items:
            terminal.show(Text("Next: onrecord story ID", "dim"))
        else:
            terminal.show(Text(EMPTY if cursor is None else "There is nothing after that."))
    return 0


@click.command(cls=LedgerCommand)
@click.argument("key", metavar="ID")
@ledger_option
@json_option
@click.option(
    "--svg", type=click.Path(dir_okay=False), metavar="FILE", help="Draw who has it from whom in this file instead."
)
@color_option
def story(key: str, *, path: str, as_json: bool, svg: str | None, no_color: bool) -> int:
    """Show a story: claims, trail, conflicts and timeline.

    For each claim how many articles are for it, against it, or only report it, and on how many independent sources it
    rests; who has it from whom; what is in conflict; what came out and was said when.

    ID is the story's, or an article in it, known by its id, its address, or the id or path that it came under.
    """
    with opened_to_read(path) as ledger:
        found = _story(ledger, key)
        if svg is not None:
            _draw(found, Path(svg))
        elif as_json:
            print_json(found)
        else:
            Terminal(no_color=no_color).show(story_page(found))
    return 0


def _draw(story: Story, target: Path) -> None:
    try:
        target.write_text(trail_svg(story, lambda _article: "", standalone=True), "utf-8")
    except OSError as error:
        raise UsageError(f"can't write {printable(str(target))}: {error.strerror or error}") from error
    click.echo(f"drawn in {printable(str(target))}", err=True)


@click.command(cls=LedgerCommand)
@click.argument("statement", metavar="STATEMENT")
@ledger_option
@json_option
@color_option
def trace(statement: str, *, path: str, as_json: bool, no_color: bool) -> int:
    """Follow a statement back to where it comes from.

    Each step comes with the words that prove it. STATEMENT is its id, as `onrecord search` shows it.
    """
    with opened_to_read(path) as ledger:
        found = ledger.trace(statement)
        if as_json:
            for step in found:
                print_json(step)
            return 0
        located = ledger.statement(statement)
        names = _names(ledger, located)
        words = " … ".join(printable(span.text) for span in located.statement.content)
        head = Text.assemble((words, "green"), f"\n{statement}", "\n")
        ends = end_of(located.statement, found)
        end = Text.assemble("\nThe trail ends at ", (printable(names.get(ends, ends)), "bold"), ".")
        Terminal(no_color=no_color).show(Group(head, steps(found, names), end))
    return 0


@click.command(cls=LedgerCommand)
@ledger_option
@limit_option(50, "conflicts")
@json_option
@color_option
def conflicts(*, path: str, limit: int, as_json: bool, no_color: bool) -> int:
    """Show passages that can't both be true, side by side.

    Story by story, with the reason. Of neither is said that it is true.
    """
    with opened_to_read(path) as ledger:
        found = islice(ledger.conflicts(), limit)
        if as_json:
            for story, conflict in found:
                print_json(conflict, story=story.id, title=story.title)
            return 0
        terminal = Terminal(no_color=no_color)
        shown = 0
        for _, pairs in groupby(found, key=lambda pair: pair[0].id):
            here = list(pairs)
            shown += len(here)
            story = here[0][0]
            head = Text.assemble((printable(story.id), "dim"), "  ", (printable(story.title), "bold"))
            terminal.show(Group(head, Padding(side_by_side(story, [one for _, one in here]), (0, 0, 1, 0))))
        if not shown:
            empty = not ledger.stories(limit=1).items
            terminal.show(Text(EMPTY if empty else "No two passages of this ledger were found to be in conflict."))
        elif shown == limit:
            terminal.show(Text(f"The first {limit}; more with --limit.", "dim"))
    return 0


def _story(ledger: Ledger, key: str) -> Story:
    """Return the story of this id, else that of the article that is known by it."""
    try:
        return ledger.story(key)
    except NotInLedgerError as error:
        try:
            home = ledger.article(key).story
        except NotInLedgerError:
            raise error from None  # a story was asked for, so that is what is missing
        if home is None:
            raise
        return ledger.story(home)


def _names(ledger: Ledger, located: Located) -> dict[str, str]:
    """Return what to call the articles that a trace can meet, by id."""
    own = located.stored.reading.article
    names = {own.id: own.outlet or own.headline or own.id} if own else {}
    if located.stored.story is not None:
        for article in ledger.story(located.stored.story).articles:
            names[article.id] = article.outlet or article.headline or article.id
    return names
