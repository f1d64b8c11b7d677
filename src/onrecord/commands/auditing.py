"""The command that shows on whose word an outlet's articles rest: audit."""

from __future__ import annotations

import click
from rich.text import Text

from onrecord.commands.lookup import EMPTY
from onrecord.commands.options import (
    LedgerCommand,
    color_option,
    json_option,
    ledger_option,
    limit_option,
    opened_to_read,
    outlet_option,
    period_options,
)
from onrecord.commands.terminal import Terminal, print_json
from onrecord.export.ledger_audit import audit_page


@click.command(cls=LedgerCommand)
@ledger_option
@outlet_option
@period_options
@limit_option(20, "of the most used sources")
@json_option
@color_option
def audit(  # noqa: PLR0913 - click hands each option over as an argument
    *, path: str, outlet: str | None, since: str | None, until: str | None, limit: int, as_json: bool, no_color: bool
) -> int:
    """Show on whose word articles rest, and how much is copied.

    How many statements have a named source, one by role, an anonymous one, nobody, or other media; and who is used most. Dates are those of publication. It counts and judges nothing.
    """
    with opened_to_read(path) as ledger:
        found = ledger.audit(outlet=outlet, since=since, until=until, limit=limit)
        if as_json:
            print_json(found)
            return 0
        terminal = Terminal(no_color=no_color)
        if found.articles or found.sourcing:
            terminal.show(audit_page(found))
        elif ledger.stories(limit=1).items:
            terminal.show(Text("No article of that outlet and time is in this ledger, though others are."))
        else:
            terminal.show(Text(EMPTY))
    return 0
