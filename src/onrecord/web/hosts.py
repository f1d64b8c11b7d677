"""By which names a server may be called. A page of somebody else's that lets its own name lead here (DNS rebinding) uses another."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.web.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.web.settings import WebSettings


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names of a server. ``any_address``: it listens everywhere, so any IP address will do, which no name can pretend to be."""

    names: frozenset[str]
    any_address: bool

    @classmethod
    def of(cls, settings: WebSettings) -> Hosts:
        """Return the names that the settings allow: the address listened on, this machine's own, and those allowed beside."""
        given = {_plain(name) for name in (settings.host, *settings.hosts, *LOOPBACK)}
        address = _address(_plain(settings.host))
        return cls(frozenset(given), address is not None and address.is_unspecified)

    def is_ours(self, headers: Sequence[str]) -> bool:
        """Tell whether the Host headers of a request, which must be one, name this server. The port does not matter."""
        name = _name(headers[0]) if len(headers) == 1 else None
        if not name:
            return False
        return name in self.names or name.endswith(".localhost") or (self.any_address and _address(name) is not None)


def _name(header: str) -> str | None:
    """Return the name in a Host header, None for what is none."""
    if not header.isascii() or any(sign in header for sign in "/?#@\\ \t,"):
        return None
    try:
        parts = urlsplit(f"//{header}")
        return None if parts.port == 0 else _plain(parts.hostname or "")  # a port that is no number raises ValueError
    except ValueError:
        return None


def _plain(name: str) -> str:
    """Return a name in lower case, without the brackets of an IPv6 address and the dot at the end."""
    return name.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
