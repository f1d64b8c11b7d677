"""The API's own pages: where one begins, the OpenAPI document, and the same as a page to read."""

from __future__ import annotations

import json

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads annotations at run time
from fastapi.responses import RedirectResponse

from onrecord.web.addresses import api_path
from onrecord.web.api.document import document
from onrecord.web.api.documented import subject
from onrecord.web.api.manual import manual_of
from onrecord.web.api.sent import JSON, base_of
from onrecord.web.shown import conditional, shown

router = subject("documentation")


@router.get("/", include_in_schema=False)
async def begin(_request: Request) -> Response:
    """Lead to the documentation."""
    return RedirectResponse(api_path("docs"), 302)


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Return the OpenAPI document, version 3.1."""
    return conditional(request, json.dumps(document(request.app), ensure_ascii=False).encode(), JSON)


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response:
    """Show the document as a page to read."""
    base = base_of(request)
    return await shown(request, "api_docs.html", lambda _: manual_of(document(request.app), base))
