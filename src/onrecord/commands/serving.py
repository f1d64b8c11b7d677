"""The command that opens the ledger in a browser."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from onrecord.commands.options import LedgerCommand, ledger_option

if TYPE_CHECKING:
    from onrecord.web.settings import WebSettings


@click.command(cls=LedgerCommand)
@ledger_option
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Address to listen on. Default: 127.0.0.1, this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8420, metavar="NUMBER", help="Port; 0 takes a free one. Default: 8420.")
@click.option(
    "--token", metavar="WORDS", envvar="ONRECORD_TOKEN",
    help="What whoever adds or corrects has to know. Default: the variable ONRECORD_TOKEN, else a new one at each start.",
)
@click.option("--read-only", is_flag=True, help="Let nobody add or correct.")
@click.option("--open-to-all", is_flag=True, help="Beyond this machine, let anybody read without the token.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A further name under which the server is called; can be given again.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
def serve(  # noqa: PLR0913 - click hands each option over as an argument
    *, path: str, host: str, port: int, token: str | None, read_only: bool, open_to_all: bool, hosts: tuple[str, ...], open_browser: bool
) -> int:  # fmt: skip
    """Open the ledger in a browser, with an HTTP API beside it.

    Pages and API are for this machine alone, unless --host names an address that others reach; then readers have to
    know the token, or --open-to-all lets them in. Adding and correcting always needs the token: the address printed at
    the start signs you in. Stop it with Ctrl-C.
    """
    from onrecord.web.settings import WebSettings  # noqa: PLC0415 - `--help` need not wait for it

    settings = WebSettings(
        host=host, port=port, token=None if read_only else token or secrets.token_urlsafe(24), open_to_all=open_to_all, hosts=frozenset(hosts),
    )  # fmt: skip
    return run(path, settings, open_browser=open_browser)


def run(path: str, settings: WebSettings, *, open_browser: bool = False) -> int:
    """Serve a ledger until Ctrl-C; print where it is found once it can be opened."""
    from onrecord.web.serving import serve_until_stopped  # noqa: PLC0415 - brings the web server, which no other command needs

    return serve_until_stopped(path, settings, open_browser=open_browser)
