"""Fetch a page from the web the way a careful guest does.

Built on the standard library's ``http.client`` and not on a larger client: it resolves no names, follows no redirects,
keeps no cookies and reads no proxy settings from the environment of its own accord, so that every hop passes the checks
here, and the connection can be pinned to the very IP address that was checked. The price is HTTP/1.1 only and no proxy.

robots.txt follows RFC 9309: missing (4xx) means allowed, failing (5xx) means refused.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import certifi

from onrecord.errors import UnreadableError
from onrecord.problems import problem
from onrecord.read.addresses import IPAddress, is_public, parse_address, resolve
from onrecord.read.compressed import expand_content, read_page
from onrecord.read.deadline import Deadline, PinnedConnection
from onrecord.read.decode import decode
from onrecord.read.document import Document
from onrecord.read.robots import READ_BYTES, Robots, parse_robots

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

    from onrecord.read.addresses import Address
    from onrecord.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_KEPT = 256
"""Hosts whose robots.txt is remembered: enough for a list sorted by site, and at most some 100 MB if each were huge."""
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server sent: where from in the end, the status, the headers, and the body still as encoded."""

    address: Address
    status: int
    headers: Message
    body: bytes


@dataclass
class Fetcher:
    """Fetches pages one after the other, remembering each host's robots.txt for as long as it lives.

    ``permitted`` decides which IP addresses may be connected to and ``resolver`` turns a host into them; they are fields
    so that a deployment can be stricter (a list of allowed networks) without touching the rest. ``settings.allow_private``
    skips ``permitted``.
    """

    settings: Settings
    permitted: Callable[[IPAddress], bool] = is_public
    resolver: Callable[[str, int, Deadline], tuple[str, ...]] = resolve
    _robots: OrderedDict[str, Robots | UnreadableError] = field(default_factory=OrderedDict)

    def fetch(self, url: str) -> Document:
        """Fetch one page; never raises.

        Returns a Document whose ``source`` is ``url`` as given, ``url`` the address that answered in the end, ``data``
        the bytes with their content coding undone, and ``encoding`` the charset of the Content-Type. A page that could
        not be had has ``data`` None, and the problem says why; its ``where`` is the hop at which it happened.
        """
        deadline = Deadline(self.settings.limits.fetch_seconds)
        try:
            answer = self._follow(url, deadline, robots=True)
            if answer.status != http.HTTPStatus.OK:
                raise _failure(answer.address.url, "http_status", _status_words(answer.status))
            limits = self.settings.limits
            data = expand_content(answer.body, answer.headers.get("Content-Encoding"), url, limits)
        except UnreadableError as error:
            return Document(url, None, url=None, problems=error.problems)
        encoding = answer.headers.get_content_charset()
        problems = () if data.strip() else (problem("empty"),)
        return Document(
            url, data if data.strip() else None, encoding=encoding, url=answer.address.url, problems=problems
        )

    def _follow(self, url: str, deadline: Deadline, *, robots: bool) -> _Answer:
        """Take redirects by hand, checking each hop as if it had been given."""
        current = url
        most = self.settings.limits.fetch_redirects
        for _ in range(most + 1):
            address = parse_address(current, any_port=self.settings.allow_private)
            if robots and not self._robots_of(address, deadline).allow(address.url):
                raise _failure(address.url, "robots_refused")
            answer = self._ask(address, deadline, READ_BYTES if not robots else None)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            current = urljoin(address.url, _as_sent(location))
        raise _failure(url, "too_many_redirects", most)

    def _robots_of(self, address: Address, deadline: Deadline) -> Robots:
        """Return the host's rules, asking for them once; raises if they can't be had, which RFC 9309 takes for a no."""
        if address.origin not in self._robots:
            self._robots[address.origin] = self._ask_for_robots(address, deadline)
            if len(self._robots) > _ROBOTS_KEPT:
                self._robots.popitem(last=False)
        known = self._robots[address.origin]
        if isinstance(known, UnreadableError):
            raise known
        return known

    def _ask_for_robots(self, address: Address, deadline: Deadline) -> Robots | UnreadableError:
        place = f"{address.origin}/robots.txt"
        try:
            answer = self._follow(place, deadline, robots=False)
        except UnreadableError as error:
            if error.problems[0].code == "too_many_redirects":
                return Robots()  # RFC 9309, 2.3.1.2: as if there were none
            raise
        if answer.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            return _failure(place, "robots_unavailable", _status_words(answer.status))
        if answer.status != http.HTTPStatus.OK:
            return Robots()
        body = expand_content(answer.body, answer.headers.get("Content-Encoding"), place, self.settings.limits)
        return parse_robots(decode(body[:READ_BYTES], "utf-8")[0], self.settings.user_agent)

    def _ask(self, address: Address, deadline: Deadline, enough: int | None) -> _Answer:
        """Make one request; every way in which a network can fail becomes a problem. ``enough`` bytes are all wanted."""
        try:
            connection = self.connection(address, deadline)
            try:
                return self._exchange(connection, address, enough)
            finally:
                connection.close()
        except TimeoutError as error:
            detail = f"{self.settings.limits.fetch_seconds:g}"
            raise _failure(address.url, "fetch_timeout", detail, "fetch_seconds") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _failure(address.url, "fetch_failed", _words(error)) from error

    def connection(self, address: Address, deadline: Deadline) -> PinnedConnection:
        """Return a connection, not yet made, to a host all of whose addresses may be connected to.

        Raises UnreadableError (``not_public``) where one may not, OSError where the name is not known or the deadline has passed.
        """
        ips = self._checked(address, deadline)
        tls = self._tls if address.scheme == "https" else None
        return PinnedConnection(address.host, address.port, ips, tls=tls, deadline=deadline)

    def _checked(self, address: Address, deadline: Deadline) -> tuple[str, ...]:
        """Resolve the host once and check every address it has; one that is not public spoils them all."""
        ips = self.resolver(address.host, address.port, deadline)
        for ip in () if self.settings.allow_private else ips:
            if not self.permitted(ipaddress.ip_address(ip)):
                raise _failure(address.url, "not_public", ip if ip == address.host else f"{address.host} ({ip})")
        return ips

    def _exchange(self, connection: PinnedConnection, address: Address, enough: int | None) -> _Answer:
        headers = {"User-Agent": self.settings.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        connection.request("GET", address.target, headers={**headers, "Connection": "close"})
        with connection.getresponse() as response:
            body = b""
            if enough is not None:
                body = response.read(enough)
            elif response.status == http.HTTPStatus.OK:
                body = read_page(response, address.url, self.settings.limits)
                if response.length:  # read() in pieces does not complain of a body that ends too early
                    raise http.client.IncompleteRead(body, response.length)
            return _Answer(address, response.status, response.headers, body)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The system's authorities, or certifi's where the system has none (Python from python.org on a Mac)."""
        context = ssl.create_default_context()
        paths = ssl.get_default_verify_paths()
        if paths.cafile is None and paths.capath is None:
            context.load_verify_locations(certifi.where())
        return context


def fetch(url: str, settings: Settings) -> Document:
    """Fetch one page; never raises. See ``Fetcher.fetch``, which is the one to use for several pages."""
    return Fetcher(settings).fetch(url)


def _as_sent(location: str) -> str:
    """Undo ``http.client``'s reading of headers as Latin-1 where a server sent Location in UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return location.strip()


def _status_words(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _words(error: Exception) -> str:
    """Say in a few words what went wrong below HTTP."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate can't be trusted: {error.verify_message}"
    if isinstance(error, http.client.IncompleteRead):
        return "the answer ended too early"
    if isinstance(error, http.client.HTTPException):
        return "the server does not speak HTTP as it should"
    return (getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__)[:160]


def _failure(where: str, code: str, detail: object = "", setting: str = "") -> UnreadableError:
    return UnreadableError(where, (problem(code, where=where, detail=detail, setting=setting),))
