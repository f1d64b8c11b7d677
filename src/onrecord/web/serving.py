"""The server run by uvicorn: it says where it is found as soon as the port is open, and ends cleanly with Ctrl-C."""

from __future__ import annotations

import contextlib
import gc
import socket
import sys
import webbrowser
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
import uvicorn

from onrecord.errors import UsageError
from onrecord.web.application import application

if TYPE_CHECKING:
    from fastapi import FastAPI

    from onrecord.web.settings import WebSettings

BACKLOG = 2048
CONNECTIONS = 800
"""Connections at once; more are told to come again. A process may have 1,024 files open on most systems."""
TURN = 0.001
"""Seconds that a thread computes while others wait for their turn. A page asks the ledger some ten questions and waits for its turn after
each: with Python's own 5 ms, one thread that computes makes a page of 10 ms one of 60."""
MADE = 10_000
"""Objects made before Python looks for those that only refer to each other: a page makes some thousands and leaves few such behind."""
GRACE = 3
"""Seconds that requests under way have to end when the server is stopped."""


def serve_until_stopped(path: str, settings: WebSettings, *, open_browser: bool = False) -> int:
    """Serve the ledger at ``path`` until the process is interrupted; return the exit code.

    Raises UsageError where the address can't be listened on, and a LedgerError where the file is no ledger.
    """
    listening = _listening(settings)
    app = application(path, settings)
    address = _address(settings, listening.getsockname()[1])
    click.echo(f"OnRecord is at {address}")
    if settings.token and app.state.site.ledgers.writable:
        click.echo(f"To add and correct, open {_sign_in(address, settings.token)}")
    else:
        if settings.token and settings.reading_needs_token:
            click.echo(f"To read, open {_sign_in(address, settings.token)}")
        click.echo("Nobody can add or correct here.")
    click.echo(f"The API is at {address}/api/v1/docs. Stop with Ctrl-C.")
    if open_browser:
        webbrowser.open(address)
    sys.setswitchinterval(TURN)
    gc.freeze()  # what was imported stays: it need not be looked through again and again while pages are made
    gc.set_threshold(MADE)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(configured(app, settings)).run(sockets=[listening])
    return 0


def configured(app: FastAPI, settings: WebSettings) -> uvicorn.Config:
    """Return how uvicorn runs a server with these settings."""
    return uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE, backlog=BACKLOG,
        proxy_headers=settings.behind_proxy, limit_concurrency=CONNECTIONS,
    )  # fmt: skip


def _listening(settings: WebSettings) -> socket.socket:
    """Return an open port, so that it is known before anything is printed and a browser may come at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # TCP by name: only then does asyncio send at once, and not wait 40 ms for more (Nagle) where head and body go out apart.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise UsageError(
            f"can't listen on {settings.host} port {settings.port} ({error.strerror or error}); --port 0 takes a free one"
        ) from error
    return listening


def _sign_in(address: str, token: str) -> str:
    return f"{address}/sign-in?token={quote(token, safe='')}"


def _address(settings: WebSettings, port: int) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}"
