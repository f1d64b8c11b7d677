"""The command that opens the ledger in a browser."""

from __future__ import annotations

import secrets
from typing import Any

import click

from onrecord.commands.options import LedgerCommand, ledger_option
from onrecord.settings import Settings

PORT = 8420
TOKEN_BYTES = 24


@click.command(cls=LedgerCommand)
@ledger_option
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="Address to listen on. Default: 127.0.0.1, this machine alone.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    metavar="NUMBER",
    help=f"Port; 0 takes a free one. Default: {PORT}.",
)
@click.option(
    "--token",
    metavar="WORDS",
    envvar="ONRECORD_TOKEN",
    help="What whoever adds or corrects has to know. Default: the variable ONRECORD_TOKEN, else a new one at each start.",
)
@click.option("--read-only", is_flag=True, help="Let nobody add or correct.")
@click.option("--open-to-all", is_flag=True, help="Beyond this machine, let anybody read without the token.")
@click.option(
    "--private", is_flag=True, help="Let nobody read without the token, on this machine either: for use behind a proxy."
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A further name under which the server is called; can be given again.",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Believe a proxy on this machine who asks and how (X-Forwarded-For, X-Forwarded-Proto).",
)
@click.option(
    "--allow-private", is_flag=True, help="Allow whoever adds to name addresses of private networks, such as localhost."
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
def serve(  # noqa: PLR0913 - click hands each option over as an argument
    *, path: str, host: str, port: int, token: str | None, read_only: bool, open_to_all: bool, private: bool, behind_proxy: bool, hosts: tuple[str, ...], allow_private: bool, open_browser: bool
) -> int:  # fmt: skip
    """Open the ledger in a browser, with an HTTP API beside it.

    Pages and API are for this machine alone, unless --host names an address that others reach; then readers have to
    know the token, or --open-to-all lets them in. Adding and correcting always needs the token: the address printed at
    the start signs you in. Stop it with Ctrl-C.
    """
    return serve_ledger(
        path, open_browser=open_browser, host=host, port=port, token=token or new_token(), read_only=read_only, open_to_all=open_to_all,
        private=private, behind_proxy=behind_proxy, hosts=frozenset(hosts), reading=Settings(allow_private=allow_private),
    )  # fmt: skip


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def serve_ledger(path: str, *, open_browser: bool = False, **chosen: Any) -> int:
    """Serve a ledger until Ctrl-C and return the exit code; ``chosen`` are fields of ``WebSettings``.

    Raises UsageError for settings that can't be, and a LedgerError where the file is no ledger.
    """
    from onrecord.web.serving import serve_until_stopped  # noqa: PLC0415 - brings the web server, which no other command needs
    from onrecord.web.settings import WebSettings  # noqa: PLC0415 - as above

    return serve_until_stopped(path, WebSettings(**chosen), open_browser=open_browser)
