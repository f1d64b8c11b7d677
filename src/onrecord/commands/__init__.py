"""The commands of the ledger and of archives, each one call of ``onrecord.ledger.Ledger`` or of ``onrecord.run``.

These modules read options and print what comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.commands.adding import add, backup, import_
from onrecord.commands.auditing import audit
from onrecord.commands.care import check, erase, export
from onrecord.commands.judging import correct, judgements, merge, split, undo
from onrecord.commands.lookup import article, search, sources, who
from onrecord.commands.matching import match
from onrecord.commands.mcp import mcp
from onrecord.commands.querying import query
from onrecord.commands.running import run
from onrecord.commands.serving import serve
from onrecord.commands.telling import conflicts, stories, story, trace

if TYPE_CHECKING:
    import click

COMMANDS: tuple[click.Command, ...] = (
    serve, mcp, add, search, who, sources, article, stories, story, trace, conflicts, audit,
    correct, merge, split, undo, judgements, erase, check, export, import_, backup,
)  # fmt: skip

ARCHIVE_COMMANDS: tuple[click.Command, ...] = (run, match, query)
"""Those that work on an archive and know no ledger."""

__all__ = ["ARCHIVE_COMMANDS", "COMMANDS"]
