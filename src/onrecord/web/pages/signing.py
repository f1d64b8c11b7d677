"""Signing in with the token, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from onrecord.web.sessions import checked_form, sign_in, sign_out, visitor_of
from onrecord.web.shown import shown_plain, site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter()
SEE_OTHER = 303
WRONG = "That is not the token of this server. It is printed where OnRecord was started, and changes with each start unless one was chosen."
ELSEWHERE = "This link was opened from another site. Open it from the address bar, or give the token here."
FORM_BYTES = 10_000
"""Longest field of the form."""


@router.get("/sign-in")
async def form(request: Request) -> Response:
    """Show the form, or sign in with the token of the address, which then leads on, so that it stays in no address bar."""
    given = request.query_params.get("token")
    to = local(request.query_params.get("next"))
    if given is None:
        return await _form(request, to, "")
    if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return await _form(request, to, ELSEWHERE, status=403)  # another page could try tokens in a reader's name
    return await _tried(request, given, to)


@router.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """Sign in with the token of the form."""
    sent = await request.form(max_files=0, max_fields=5, max_part_size=FORM_BYTES)
    return await _tried(request, str(sent.get("token") or "").strip(), local(str(sent.get("next") or "")))


@router.post("/sign-out")
async def signed_out(request: Request) -> Response:
    """Sign out."""
    if visitor_of(request).signed_in:
        await checked_form(request)
    response = RedirectResponse("/", SEE_OTHER, {"Cache-Control": "no-store"})
    sign_out(request, response)
    return response


def local(path: str | None) -> str:
    """Return where to go after signing in: a path of this server, or the front page for whatever else was asked for."""
    wanted = path or "/"
    plain = (
        wanted.isascii() and wanted.isprintable() and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    )
    return wanted if plain and not urlsplit(wanted).netloc and not wanted.startswith("/sign-") else "/"


async def _tried(request: Request, given: str, to: str) -> Response:
    try:
        right = request.app.state.sessions.knows(given, site_of(request).settings.token, request.scope)
    except HTTPException as refused:
        return await _form(request, to, str(refused.detail), status=refused.status_code, headers=refused.headers)
    if not right:
        return await _form(request, to, WRONG, status=401)
    response = RedirectResponse(to, SEE_OTHER, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    sign_in(request, response)
    return response


async def _form(
    request: Request, to: str, problem: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    site = site_of(request)
    context = {
        "problem": problem, "next": to, "possible": site.settings.token is not None, "writes": site.ledgers.writable,
        "reads": site.settings.reading_needs_token,
    }  # fmt: skip
    return await shown_plain(request, "sign_in.html", context, status=status, headers=headers)
