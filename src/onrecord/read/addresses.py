"""Addresses: what counts as a URL, how it is split, and which hosts may be fetched from.

A list of addresses given to OnRecord must not become a way to probe the network it runs in (server-side request forgery),
so only addresses that are public on the Internet pass: RFC 6890's registries, and for IPv6 nothing but global unicast,
looked at through the transitional forms that carry an IPv4 address inside.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from onrecord.errors import UnreadableError
from onrecord.problems import problem

if TYPE_CHECKING:
    from onrecord.read.deadline import Deadline

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
"""Ports below this belong to services such as mail and ssh, which must not be talked to by way of a URL. Test servers
and some small papers use ports above."""
_SAFE = "/%:=&?~#+!$,;'@()*[]-._|"
"""Characters of a path or query that go over the wire as they are."""
_HOST = re.compile(r"[A-Za-z0-9._:-]+(?:%[A-Za-z0-9._-]+)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments (RFC 6890)
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays, retired (RFC 7526)
    ipaddress.IPv6Network("2001::/23"),  # protocol assignments, Teredo among them (RFC 2928)
    ipaddress.IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
"""Ranges of the registries that some supported versions of Python take for public."""


@dataclass(frozen=True, slots=True)
class Address:
    """A fetchable URL taken apart: ``host`` in ASCII without brackets, ``target`` the path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port as a URL without path: what robots.txt and caches go by."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole URL, without fragment."""
        return self.origin + self.target


def is_url(text: str) -> bool:
    """Tell whether an input is an address rather than a path: it starts with a scheme and ``://``, whatever the scheme."""
    return _SCHEME.match(text) is not None


def parse_address(url: str, *, any_port: bool = False) -> Address:
    """Take a URL apart; raises ``UnreadableError`` (``bad_url``) for one that can't or should not be fetched.

    Refused are schemes other than http and https, user names and passwords (they would end up in the ledger), control
    characters, and ports below 1024 other than 80 and 443 unless ``any_port``.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, port = parts.scheme.lower(), parts.port
        host = _ascii_host(parts.hostname or "")
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    except ValueError as error:
        raise _bad(url, str(error)) from error
    reason = _objection(url, scheme, host)
    if reason is None and port is not None and port not in {80, 443} and port < _FIRST_FREE_PORT and not any_port:
        reason = f"port {port} is no web server's"
    if reason is None and "@" in parts.netloc:
        reason = "it holds a user name or password"
    if reason:
        raise _bad(url, reason)
    return Address(scheme, host, _DEFAULT_PORTS[scheme] if port is None else port, target)


def is_public(address: IPAddress) -> bool:
    """Tell whether an IP address belongs to the public Internet.

    An IPv6 address that embeds an IPv4 one (mapped, 6to4, NAT64) is as public as what it embeds; Teredo never is.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_IPV6:
            return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int, deadline: Deadline) -> tuple[str, ...]:
    """Resolve a host name to IP addresses in the system's order of preference.

    Numeric hosts in any spelling the system takes (``2130706433``, ``0x7f.1``) come out in the usual form. The system's
    resolver knows no time limit, so it runs in a thread that is left behind when ``deadline`` passes. Raises ``OSError``
    (``TimeoutError`` among them).
    """
    results: list[tuple[str, ...]] = []
    errors: list[Exception] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            results.append(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    thread = threading.Thread(target=look_up, daemon=True, name="onrecord-resolve")
    thread.start()
    thread.join(deadline.left())
    if results:
        return results[0]
    if errors:
        raise OSError(f"the name {host} is not known") from errors[0]
    raise TimeoutError


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _objection(url: str, scheme: str, host: str) -> str | None:
    if scheme not in _DEFAULT_PORTS:
        return f"its scheme is {scheme or 'missing'}"
    if _CONTROL.search(url.strip()):
        return "it holds control characters"
    if not _HOST.fullmatch(host):
        return "it names no host" if not host else "its host is no name"
    return None


def _bad(url: str, detail: str) -> UnreadableError:
    return UnreadableError(url, (problem("bad_url", detail=detail, where=url),))


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.sixtofour
