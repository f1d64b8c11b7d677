"""The command that hands the ledger to language models."""

from __future__ import annotations

from importlib.util import find_spec

import click

from onrecord.commands.options import LedgerCommand, ledger_option

INSTALL = "this needs the package mcp: pip install 'onrecord[mcp]'"


@click.command(cls=LedgerCommand)
@ledger_option
@click.option(
    "--site", metavar="URL", help="Where `onrecord serve` shows this ledger: permalinks lead to its pages. Default: onrecord: addresses, which this server reads."
)  # fmt: skip
def mcp(*, path: str, site: str | None) -> int:
    """Answer a language model's questions about the ledger.

    It speaks the Model Context Protocol on standard input and output: a client starts it, not a person. Its tools find
    statements, people and stories, follow a statement back to its source, and read a text or a public address; each
    answer has the exact words and where they stand. Nothing is written to the ledger.
    """
    if find_spec("mcp") is None:
        raise click.UsageError(INSTALL)
    if site is not None and not site.startswith(("http://", "https://")):
        raise click.BadParameter("give an address that begins with http:// or https://", param_hint="--site")
    from onrecord.mcp_server import serve  # noqa: PLC0415 - brings the protocol, which no other command needs

    serve(path, site)
    return 0
