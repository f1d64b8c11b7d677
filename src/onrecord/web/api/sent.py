"""How the API answers: records as JSON, with an ETag, and lists a page at a time with a cursor that tells nothing."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from onrecord.export.json_lines import json_line
from onrecord.store.kept import Page
from onrecord.web.api.asked import ledgers_of
from onrecord.web.api.problems import ApiError
from onrecord.web.shown import conditional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import Request
    from fastapi.responses import Response

    from onrecord.ledger import Ledger

JSON = "application/json"
_PLACES = re.compile(r"-?\d{1,19}(?::-?\d{1,19})*")
_LARGEST = 1 << 63
"""What SQLite can count to; a cursor that somebody made up must not go beyond."""
_FURTHEST = 1 << 31
"""Items that a list in memory has at most: what comes after is nothing, however far a made-up cursor goes."""


def json_bytes(record: object) -> bytes:
    """Return a record, or a container of records, as JSON in UTF-8."""
    return json_line(record)  # type: ignore[arg-type]  # it takes whatever as_json does


async def answered(
    request: Request, ask: Callable[[Ledger], object], *, headers: Mapping[str, str] | None = None, vary: str | None = None, slowly: bool = False
) -> Response:  # fmt: skip
    """Return what ``ask`` finds in the ledger, as JSON; 304 to whoever has it already. Raises what ``ask`` raises.

    With ``slowly`` it is a count that takes long and waits for its turn.
    """
    read = ledgers_of(request).count if slowly else ledgers_of(request).read
    body = await read(lambda ledger: json_bytes(ask(ledger)))
    return conditional(request, body, JSON, headers=headers, vary=vary)


async def listed(
    request: Request, name: str, cursor: str | None, ask: Callable[[Ledger, str | None], Page[Any]]
) -> Response:
    """Return a page of a list: ``ask`` is given a ledger and the store's cursor. ``name`` is that of the list, whose cursors hold for no other.

    Where the list goes on, a header Link says so too (RFC 8288).
    """
    inner = opened(name, cursor)

    def made(ledger: Ledger) -> tuple[bytes, str | None]:
        page = ask(ledger, inner)
        shown = replace(page, cursor=closed(name, page.cursor))
        return json_bytes(shown), shown.cursor

    body, more = await ledgers_of(request).read(made)
    return conditional(request, body, JSON, headers=next_link(request, more))


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the header that leads to the next page of a list, if there is one."""
    if cursor is None:
        return {}
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return {"Link": f'<{quote(request.scope["path"], safe="/")}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'}


def closed(name: str, inner: str | None) -> str | None:
    """Return the cursor of a list as it is given out: nobody should read it, or make one up."""
    return None if inner is None else base64.urlsafe_b64encode(f"{name} {inner}".encode()).decode().rstrip("=")


def opened(name: str, cursor: str | None) -> str | None:
    """Return the store's cursor. Raises ApiError 400 for one that this list has never given out."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        list_, _, inner = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(" ")
    except (ValueError, binascii.Error):
        list_, inner = "", ""
    if list_ != name or not _PLACES.fullmatch(inner) or any(abs(int(one)) >= _LARGEST for one in inner.split(":")):
        raise ApiError(
            400,
            "this is no cursor of this list",
            advice="Give the `cursor` that a page of this list came with, or none.",
        )
    return inner


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list that is all in memory: from ``start`` on, ``limit`` items."""

    start: int
    limit: int

    def of(self, items: Sequence[Any]) -> Page[Any]:
        """Return this part of a list as a page."""
        end = self.start + self.limit
        return Page(tuple(items[self.start : end]), str(end) if end < len(items) else None)


def part(inner: str | None, limit: int) -> Part:
    """Return the part of a list in memory that a store's cursor stands for."""
    return Part(min(max(0, int((inner or "0").split(":")[0])), _FURTHEST), limit)


def base_of(request: Request) -> str:
    """Return the address of the site, as permalinks begin with it: without the path of the API."""
    return f"{request.url.scheme}://{request.url.netloc}"
