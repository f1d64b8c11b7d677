"""A real web server for files: ranges, HEAD, marks of change, redirects, and ways to fail as servers do."""

from __future__ import annotations

import contextlib
import http.server
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class FileSite:
    """What the server has and how it behaves. ``asked`` is what it was asked, ``sent`` the bytes of bodies that it sent."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    failing: dict[str, list[int]] = field(default_factory=dict)
    """Statuses to answer by path, one a request, before it answers as it should; 0 hangs up in the middle of the body."""
    ranges: bool = True
    heads: bool = True
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    sent: int = 0


@contextlib.contextmanager
def serving_files() -> Iterator[FileSite]:
    """Serve files from this process for as long as the block lasts."""
    site = FileSite()

    class Handler(_Handler):
        it = site

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    it: FileSite

    def do_HEAD(self) -> None:
        if not self.it.heads:
            self._end(405)
        else:
            self._answer(body=False)

    def do_GET(self) -> None:
        with contextlib.suppress(OSError):
            self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        site, path = self.it, self.path.partition("?")[0]
        site.asked.append((self.command, path, self.headers.get("Range")))
        status = site.failing[path].pop(0) if site.failing.get(path) else None
        if status:
            self._end(status)
        elif path in site.moved:
            self._end(302, Location=site.moved[path])
        elif path not in site.files:
            self._end(404)
        else:
            self._send(site.files[path], path, body=body, cut=status == 0)

    def _send(self, data: bytes, path: str, *, body: bool, cut: bool) -> None:
        span = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "") if self.it.ranges else None
        headers = {"ETag": self.it.marks.get(path, '"1"')}
        part = data
        if span:
            start, end = int(span[1]), min(int(span[2]) + 1, len(data))
            if start >= len(data):
                self._end(416)
                return
            part = data[start:end]
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
        self.send_response(206 if span else 200)
        for name, value in {**headers, "Content-Length": str(len(part))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(part[: len(part) // 2] if cut else part)
            self.it.sent += len(part)

    def _end(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
