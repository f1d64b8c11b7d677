"""How often somebody may ask: a bucket of tokens for each client address, in bounded memory.

A token bucket (RFC 2697's meter, without colours) lets a burst through and holds the average after it.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

MOST_CLIENTS = 10_000
"""Addresses that are remembered, about 2 MB. The one that was quiet for longest is forgotten first, which is the one whose bucket
is nearest to full."""


@dataclass(slots=True)
class Rates:
    """A bucket for each client, which fills by ``a_second`` up to ``burst``."""

    a_second: float
    burst: float
    most_clients: int = MOST_CLIENTS
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, client: str) -> int:
        """Take one token of a client's; return 0, or, where there is none, the whole seconds until there will be one."""
        left, now = self._left(client)
        if left < 1:
            return self._seconds(left)
        self._buckets[client] = (left - 1, now)
        self._buckets.move_to_end(client)
        while len(self._buckets) > self.most_clients:
            self._buckets.popitem(last=False)
        return 0

    def wait(self, client: str) -> int:
        """Return the whole seconds until a client has a token, 0 if there is one, and take none."""
        left, _ = self._left(client)
        return 0 if left >= 1 else self._seconds(left)

    @property
    def clients(self) -> int:
        """How many clients are remembered."""
        return len(self._buckets)

    def _left(self, client: str) -> tuple[float, float]:
        now = self.clock()
        left, since = self._buckets.get(client, (self.burst, now))
        return min(self.burst, left + (now - since) * self.a_second), now

    def _seconds(self, left: float) -> int:
        return max(1, math.ceil((1 - left) / self.a_second))


def client_of(scope: Scope) -> str:
    """Return what a request's sender is counted under: the address, of IPv6 the network of 64 bits that one customer has."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return (
            "no address"  # all of them together: a name that a sender may choose would be a bucket of its own each time
        )
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address)
