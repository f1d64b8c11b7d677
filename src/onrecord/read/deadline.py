"""One point in time by which a whole fetch must be over, and HTTP connections that keep to it.

Time limits of sockets count from each packet to the next, so a server that sends a byte a second is never late. Here each
wait is given only what is left of the whole.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence


class Deadline:
    """A point in time, ``seconds`` from when it is made."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, more than 0; raises ``TimeoutError`` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class PinnedConnection(http.client.HTTPConnection):
    """An HTTP connection made to one of the IP addresses given and to no other.

    ``host`` is the name that the request and the certificate are about; it is never resolved again, so a name server
    that answers differently the second time (DNS rebinding) gains nothing. ``tls`` is None for plain http.
    """

    def __init__(
        self, host: str, port: int, ips: Sequence[str], *, tls: ssl.SSLContext | None, deadline: Deadline
    ) -> None:
        super().__init__(host, port)
        self.default_port = 80 if tls is None else 443  # the port that the Host header leaves out
        self._ips = tuple(ips)
        self._tls = tls
        self._deadline = deadline

    def connect(self) -> None:
        """Connect to the first address that answers, giving each its share of the time; raises ``OSError``."""
        refusal: OSError = OSError("no address")
        for index, ip in enumerate(self._ips):
            share = self._deadline.left() / (len(self._ips) - index)
            try:
                plain = socket.create_connection((ip, self.port), timeout=share)
            except OSError as error:
                refusal = error
                continue
            self.sock = _TimedSocket(self._secured(plain), self._deadline)
            return
        raise refusal

    def _secured(self, plain: socket.socket) -> socket.socket:
        if self._tls is None:
            return plain
        try:
            plain.settimeout(self._deadline.left())
            return self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


class _TimedSocket:
    """As much of a socket as ``http.client`` uses, every wait bounded by the deadline."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self._handed_over = False

    def sendall(self, data: bytes) -> None:
        self._inner.settimeout(self._deadline.left())
        self._inner.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._handed_over = True
        return io.BufferedReader(_TimedReader(self._inner, self._deadline))

    def close(self) -> None:
        """Close, unless a response still reads: ``http.client`` lets go of the socket once it has the headers."""
        if not self._handed_over:
            self._inner.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._inner = inner
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        self._inner.settimeout(self._deadline.left())
        return self._inner.recv_into(buffer)

    def close(self) -> None:
        self._inner.close()
        super().close()
