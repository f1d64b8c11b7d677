"""A page made of a template and of what the ledger says, in a thread that reads; and the answers to whoever has it already.

Everything that a template prints is escaped; words of articles go through ``plain`` as well, so that no control character of a
stranger's page can turn the line around.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.responses import Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from onrecord.export.ledger_answer import in_sentence, number
from onrecord.export.printable import printable
from onrecord.export.wording import days, kind_name
from onrecord.web.addresses import PATHS
from onrecord.web.sessions import Visitor, visitor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import Request

    from onrecord.ledger import Ledger
    from onrecord.web.ledgers import Ledgers
    from onrecord.web.settings import WebSettings

HTML = "text/html; charset=utf-8"


def environment() -> Environment:
    """Return where the templates are, with the filters and functions that they use."""
    made = Environment(
        loader=PackageLoader("onrecord.web", "templates"), autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,  # templates come with the package: whoever edits one starts the server again
    )  # fmt: skip
    made.filters["plain"] = lambda words: printable(words or "")
    made.filters["in_sentence"] = lambda name: in_sentence(name or "")
    made.filters["kind_name"] = kind_name
    made.globals.update(PATHS)
    made.globals["number"] = number
    made.globals["days"] = days
    return made


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of one server shares; ``application`` puts it into the app's state."""

    ledgers: Ledgers
    settings: WebSettings
    templates: Environment


def site_of(request: Request) -> Site:
    """Return what the pages of this server share."""
    return request.app.state.site  # type: ignore[no-any-return]  # Starlette's state has no types


async def shown(  # noqa: PLR0913 - what a page has
    request: Request, template: str, ask: Callable[[Ledger], Mapping[str, Any]], *, fragment: str | None = None, status: int = 200,
    slowly: bool = False,
) -> Response:  # fmt: skip
    """Return a page: ``ask`` is called with a ledger and gives what the template is filled with.

    With ``fragment`` the block of that name alone goes to a page that asks through htmx; with ``slowly`` it is a count that takes long
    and waits for its turn. Raises what ``ask`` raises:
    NotInLedgerError becomes the page that says so, elsewhere.
    """
    site = site_of(request)
    visitor = visitor_of(request)
    block = fragment if request.headers.get("hx-request") == "true" else None

    def made(ledger: Ledger) -> bytes:
        return rendered(site, template, _around(request, visitor) | dict(ask(ledger)), block)

    page = await (site.ledgers.count(made) if slowly else site.ledgers.read(made))
    return conditional(request, page, HTML, status=status, vary="Cookie, HX-Request")


async def shown_plain(
    request: Request, template: str, context: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    """Return a page that needs no ledger; never kept by the browser."""
    body = rendered(site_of(request), template, _around(request, visitor_of(request)) | dict(context), None)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=HTML)


def rendered(site: Site, template: str, context: Mapping[str, Any], block: str | None) -> bytes:
    """Return a template filled in, or one block of it. Lone surrogates, which no encoding has, become question marks."""
    found = site.templates.get_template(template)
    if block is None:
        return found.render(context).encode("utf-8", "replace")
    inside = found.new_context(dict(context))
    return "".join(found.blocks[block](inside)).encode("utf-8", "replace")


def conditional(  # noqa: PLR0913 - what a response has
    request: Request, body: bytes, media_type: str, *, status: int = 200, vary: str | None = None, headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return a response with an ETag (RFC 9110), or 304 without a body to whoever has the same already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "private, no-cache", **({"Vary": vary} if vary else {}), **(headers or {})}
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and (tag in asked or "*" in asked):
        return Response(status_code=304, headers=told)
    return Response(body, status, told, media_type=media_type)


def _around(request: Request, visitor: Visitor) -> dict[str, Any]:
    """Return what the frame of every page knows."""
    site = site_of(request)
    return {
        "here": request.url.path,
        "base": str(request.base_url).rstrip("/"),
        "visitor": visitor,
        "can_write": site.ledgers.writable and site.settings.token is not None,
        "ledger_name": site.ledgers.path.name,
    }
