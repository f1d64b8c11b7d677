"""Commands that find statements, voices and articles: search, who, sources, article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click
from rich.console import Group
from rich.text import Text

from onrecord.commands.options import (
    LedgerCommand,
    color_option,
    cursor_option,
    json_option,
    ledger_option,
    limit_option,
    opened_to_read,
    outlet_option,
    period_options,
)
from onrecord.commands.terminal import Terminal, complain, print_json
from onrecord.commands.voices import same_name, voice_meant
from onrecord.export.ledger_statements import listing, over_time, versions, voice_line, voices
from onrecord.export.printable import printable
from onrecord.export.report import report
from onrecord.records import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Voice

OTHERS = 10
"""Others of a name that are listed."""
EMPTY = "Nothing is in this ledger yet; `onrecord add PAGE` puts something in."
_OPTIONS = {
    "by": "--by",
    "about": "--about",
    "kind": "--kind",
    "since": "--from",
    "until": "--to",
    "outlet": "--outlet",
}


@click.command(cls=LedgerCommand)
@click.argument("words", metavar="[WORDS]...", nargs=-1)
@ledger_option
@click.option("--by", metavar="NAME", help="Only what this person or body said: a name, or a voice's id.")
@click.option("--about", metavar="NAME", help="Only what is said about this person or body.")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="Only statements with this kind of source.")
@period_options
@outlet_option
@limit_option(20, "statements")
@cursor_option
@json_option
@color_option
def search(  # noqa: PLR0913 - click hands each option over as an argument
    words: tuple[str, ...],
    *,
    path: str,
    limit: int,
    cursor: str | None,
    as_json: bool,
    no_color: bool,
    **filters: Any,
) -> int:
    """Find statements that have all of WORDS, the best first.

    "Quoted words" must stand next to each other, resign* is how a word begins. WORDS may be left out where an option
    narrows the search. Dates are those on which something was said, else published.
    """
    asked = {name: value for name, value in filters.items() if value is not None}
    if not words and not asked:
        raise click.UsageError("give words to look for, or one of --by, --about, --kind, --from, --to, --outlet")
    with opened_to_read(path) as ledger:
        text = " ".join(_as_asked(word) for word in words)
        page = ledger.search(text, limit=limit, cursor=cursor, **asked)
        if as_json:
            for each in page.items:
                print_json(each)
            _go_on_quietly(page.cursor)
        elif page.items:
            terminal = Terminal(no_color=no_color)
            terminal.show(Group(listing(page.items, colour=terminal.coloured), *_go_on(page.cursor)))
        else:
            Terminal(no_color=no_color).show(Text(_why_nothing(ledger, words, asked, cursor)))
    return 0


@click.command(cls=LedgerCommand)
@click.argument("name", metavar="NAME")
@ledger_option
@period_options
@limit_option(20, "statements of each sort")
@json_option
@color_option
def who(  # noqa: PLR0913 - click hands each option over as an argument
    name: str, *, path: str, since: str | None, until: str | None, limit: int, as_json: bool, no_color: bool
) -> int:
    """Show what somebody said, and what is said about them.

    Both over time, the latest first. NAME is a person's or body's name or a part of it, or a voice's id. Of several with that name the likeliest is shown in
    full, and the others are listed.
    """
    with opened_to_read(path) as ledger:
        found = voice_meant(ledger, name)
        if as_json:
            for voice in found:
                said, about = _of(ledger, voice, since, until, limit)
                print_json(voice, on_record=said.items, spoken_of=about.items)
            return 0
        terminal = Terminal(no_color=no_color)
        if not found:
            empty = not ledger.stories(limit=1).items
            terminal.show(Text(EMPTY if empty else f"Nobody in this ledger is called {printable(name)}."))
            return 0
        terminal.show(_voice_page(ledger, found, name, (since, until, limit), colour=terminal.coloured))
    return 0


@click.command(cls=LedgerCommand)
@ledger_option
@limit_option(50, "voices")
@cursor_option
@json_option
@color_option
def sources(*, path: str, limit: int, cursor: str | None, as_json: bool, no_color: bool) -> int:
    """List who has said something, who said most first."""
    with opened_to_read(path) as ledger:
        page = ledger.voices(limit, cursor)
        if as_json:
            for voice in page.items:
                print_json(voice)
            _go_on_quietly(page.cursor)
        elif page.items:
            Terminal(no_color=no_color).show(Group(voices(page.items), *_go_on(page.cursor)))
        else:
            empty = not ledger.stories(limit=1).items
            Terminal(no_color=no_color).show(
                Text(EMPTY if empty else "Nobody with a name has said anything in this ledger.")
            )
    return 0


@click.command(cls=LedgerCommand)
@click.argument("key", metavar="ID")
@ledger_option
@click.option("--version", "version", type=click.IntRange(min=1), metavar="NUMBER", help="Show this version of it.")
@json_option
@color_option
def article(key: str, *, path: str, version: int | None, as_json: bool, no_color: bool) -> int:
    """Show an article as `onrecord read` does, and its versions.

    ID is the article's id, its address, or the id or path that it came under.
    """
    with opened_to_read(path) as ledger:
        stored = ledger.article(key, version)
        all_versions = ledger.versions(key)
        if as_json:
            more = {
                "version": stored.version,
                "story": stored.story,
                "sources": stored.sources,
                "versions": all_versions,
            }
            print_json(stored.reading, **more)
            return 0
        terminal = Terminal(no_color=no_color)
        story = f"story {printable(stored.story)}" if stored.story else "in no story"
        head = Text(story, "dim")
        terminal.show(
            Group(report(stored.reading, colour=terminal.coloured), versions(all_versions, stored.version), head)
        )
    return 0


def _as_asked(word: str) -> str:
    """Return an argument as the store takes it: one that the shell kept together is quoted again."""
    return f'"{word}"' if " " in word.strip() and '"' not in word else word


def _of(ledger: Ledger, voice: Voice, since: str | None, until: str | None, limit: int) -> tuple[Any, Any]:
    return (
        ledger.said(voice.id, since=since, until=until, limit=limit),
        ledger.spoken_of(voice.id, since=since, until=until, limit=limit),
    )


def _voice_page(
    ledger: Ledger, found: Sequence[Voice], name: str, bounds: tuple[str | None, str | None, int], *, colour: bool
) -> Group:
    """Return all about the first voice, and the others by name."""
    first, others = found[0], found[1:]
    since, until, limit = bounds
    said, about = _of(ledger, first, since, until, limit)
    parts: list[Any] = [voice_line(first), Text(first.id, "dim")]
    for title, page, speakers in (("On record saying", said, False), ("Said about them", about, True)):
        parts.append(Text(f"\n{title}", "bold"))
        if page.items:
            parts.append(over_time(page.items, colour=colour, speakers=speakers))
        else:
            within = " in that time" if since or until else ""
            parts.append(Text(f"  nothing{within}", "dim"))
        if page.cursor:
            parts.append(Text(f"  the latest {limit}; more with --limit", "dim"))
    if others:
        alike = "Also of that name" if same_name(others[0].name, name) else "Others whose name has it"
        parts += [Text(f"\n{alike}", "bold"), voices(others[:OTHERS])]
    return Group(*parts, Text())


def _go_on(cursor: str | None) -> list[Text]:
    return [Text(f"\nThere are more: the same with --cursor {cursor}", "dim")] if cursor else []


def _go_on_quietly(cursor: str | None) -> None:
    if cursor:
        complain(f"there are more: the same with --cursor {cursor}")


def _why_nothing(ledger: Ledger, words: Sequence[str], filters: Mapping[str, Any], cursor: str | None) -> str:
    """Return what to say where nothing was found: whether part of what was asked for is there, or none of it."""
    if cursor:
        return "There is nothing after that."
    if not ledger.stories(limit=1).items:
        return EMPTY
    asked: list[tuple[str, dict[str, Any]]] = [(f"“{printable(word)}”", {"words": _as_asked(word)}) for word in words]
    asked += [(f"{_OPTIONS[name]} {printable(str(value))}", {name: value}) for name, value in filters.items()]
    here = [said for said, alone in asked if ledger.search(limit=1, **alone).items]
    if not here:
        return "Nothing of this is in this ledger."
    lacking = [said for said, _ in asked if said not in here]
    told = f"No statement has all of this. On record: {', '.join(here)}"
    return f"{told}; not on record: {', '.join(lacking)}." if lacking else f"{told}, but not in one statement."
