"""Commands by which somebody decides what the reader could not know: correct, merge, split, undo, and the log of it, judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click
from rich.text import Text

from onrecord.commands.options import (
    LedgerCommand,
    color_option,
    json_option,
    judge_option,
    ledger_option,
    opened,
    opened_to_read,
    why_option,
)
from onrecord.commands.terminal import Terminal, print_json
from onrecord.commands.voices import the_voice
from onrecord.export.ledger_log import judgement_words
from onrecord.export.ledger_log import judgements as log
from onrecord.records import SourceKind

if TYPE_CHECKING:
    from onrecord.store.kept import Judged


@click.command(cls=LedgerCommand)
@click.argument("statement", metavar="STATEMENT")
@ledger_option
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="What kind of source it really has.")
@click.option("--name", metavar="NAME", help="Who the source really is.")
@click.option("--withdrawn/--restored", default=None, help="It is no statement at all; or it is one after all.")
@why_option
@judge_option
@json_option
def correct(  # noqa: PLR0913 - click hands each option over as an argument
    statement: str,
    *,
    path: str,
    kind: SourceKind | None,
    name: str | None,
    withdrawn: bool | None,
    why: str | None,
    judge: str | None,
    as_json: bool,
) -> int:
    """Say who the source of a statement really is.

    Or that it is no statement at all. What was read stays beside the correction, and `onrecord undo` takes it back. STATEMENT is its id.
    """
    with opened(path) as ledger:
        judged = ledger.correct(statement, kind=kind, name=name, withdrawn=withdrawn, why=why, judge=judge)
    return _say(judged, as_json=as_json)


@click.command(cls=LedgerCommand)
@click.argument("voice", metavar="VOICE")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@ledger_option
@why_option
@judge_option
@json_option
def merge(  # noqa: PLR0913 - click hands each option over as an argument
    voice: str, others: tuple[str, ...], *, path: str, why: str | None, judge: str | None, as_json: bool
) -> int:
    """Say that voices are the same person or body.

    VOICE and each OTHER is an id, or a whole name that only one voice has.
    """
    with opened(path) as ledger:
        kept, joined = the_voice(ledger, voice), [the_voice(ledger, other) for other in others]
        if kept in joined:
            raise click.UsageError("a voice can't be merged into itself; they may be one already")
        judged = ledger.merge(kept, joined, why=why, judge=judge)
    return _say(judged, as_json=as_json)


@click.command(cls=LedgerCommand)
@click.argument("voice", metavar="VOICE")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@ledger_option
@click.option("--name", metavar="NAME", help="What to call whoever it is there. Default: the same name.")
@why_option
@judge_option
@json_option
def split(  # noqa: PLR0913 - click hands each option over as an argument
    voice: str,
    articles: tuple[str, ...],
    *,
    path: str,
    name: str | None,
    why: str | None,
    judge: str | None,
    as_json: bool,
) -> int:
    """Say that a voice is somebody else in some articles.

    VOICE is an id, or a whole name that only one voice has; ARTICLE an id or address.
    """
    with opened(path) as ledger:
        ids = [ledger.article(key).reading.article for key in articles]
        named = [one.id for one in ids if one is not None]
        judged = ledger.split(the_voice(ledger, voice), named, name=name, why=why, judge=judge)
    return _say(judged, as_json=as_json)


@click.command(cls=LedgerCommand)
@click.argument("judgement", metavar="JUDGEMENT")
@ledger_option
@why_option
@judge_option
@json_option
def undo(judgement: str, *, path: str, why: str | None, judge: str | None, as_json: bool) -> int:
    """Take a judgement back.

    What was before it holds again, and both stay in the log. JUDGEMENT is its id, such as j3.
    """
    with opened(path) as ledger:
        judged = ledger.undo(judgement, why=why, judge=judge)
    return _say(judged, as_json=as_json)


@click.command(cls=LedgerCommand)
@click.argument("subject", metavar="[ID]", required=False)
@ledger_option
@json_option
@color_option
def judgements(subject: str | None, *, path: str, as_json: bool, no_color: bool) -> int:
    """Show who decided what, when and why, the oldest first.

    With ID, only what is about that statement, voice or judgement.
    """
    with opened_to_read(path) as ledger:
        found = ledger.judgements(subject)
    if as_json:
        for judged in found:
            print_json(judged)
    elif found:
        Terminal(no_color=no_color).show(log(found))
    else:
        about = f" about {subject}" if subject else ""
        Terminal(no_color=no_color).show(Text(f"Nobody has decided anything{about} in this ledger."))
    return 0


def _say(judged: Judged, *, as_json: bool) -> int:
    if as_json:
        print_json(judged)
    else:
        click.echo(f"{judged.id}: {judgement_words(judged).plain}")
        click.echo(f"To take it back: onrecord undo {judged.id}")
    return 0
