"""A real server for tests: OnRecord's own on a free port, in a thread of this process, on a ledger file."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import httpx
import uvicorn

from onrecord import Ledger
from onrecord.web import WebSettings, application
from onrecord.web.serving import configured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "a token for tests"


@dataclass(frozen=True, slots=True)
class Served:
    """A server: its address, the ledger file behind it, and a client that keeps cookies."""

    address: str
    ledger: Path
    client: httpx.Client

    def sign_in(self) -> None:
        """Sign the client in with the token."""
        answer = self.client.get("/sign-in", params={"token": TOKEN})
        assert answer.status_code in {200, 303}, answer.text


@contextlib.contextmanager
def serving(ledger: Path, settings: WebSettings | None = None) -> Iterator[Served]:
    """Serve a ledger on a free port for as long as the block lasts."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = settings or WebSettings(token=TOKEN)
    server = uvicorn.Server(configured(application(ledger, settings), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            yield Served(address, ledger, client)
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
    assert not thread.is_alive()


def make_demo_ledger(path: Path) -> Path:
    """Make a ledger of the 32 invented articles that ship with OnRecord, all stories told."""
    with as_file(files("onrecord") / "data" / "demo_ledger.jsonl") as articles, Ledger(path) as ledger:
        for _ in ledger.add([str(articles)]):
            pass
        for _ in ledger.all_stories():
            pass
    return path


def copy_of(ledger: Path, folder: Path) -> Path:
    """Return a copy of a ledger that a test may change."""
    target = folder / "copy.ledger"
    shutil.copy(ledger, target)
    return target
