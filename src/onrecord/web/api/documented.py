"""What the OpenAPI document tells of an operation beside its parameters: the answers that it can give, every status among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from onrecord.web.api.asked import KnownOnly, Writer
from onrecord.web.api.problems import KINDS, MEDIA_TYPE

if TYPE_CHECKING:
    from pydantic import BaseModel

ANY = (400, 401, 421, 422, 429, 500, 503)
"""What every operation may be refused with."""
WRITING = (403, 413, 507)
"""What an operation that writes may be refused with beside these."""
BEARER = "bearer"
PROBLEM = "ProblemDetails"
_TAG = {
    "description": "Stands for what is answered: send it as If-None-Match to be told 304 while nothing changed.",
    "schema": {"type": "string"},
}
_NEXT = {
    "description": 'The next page of the list, `rel="next"` (RFC 8288); missing on the last.',
    "schema": {"type": "string"},
}
_AGAIN = {"description": "After how many seconds to come again.", "schema": {"type": "integer"}}


class Bare(Response):
    """An answer that is bytes already; its media type is named by whoever makes it."""


def subject(tag: str) -> APIRouter:
    """Return the router of a subject of the API, whose operations refuse parameters that they do not have."""
    return APIRouter(tags=[tag], dependencies=[KnownOnly], default_response_class=Bare)


def told(  # noqa: PLR0913 - what can be told of an operation, named at the call
    operation: str, what: str, model: type[BaseModel] | None = None, *, other: tuple[str, ...] = (), errors: tuple[int, ...] = (),
    writes: bool = False, kept: bool = True, pages: bool = False, created: bool = False,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what a route's decorator is given. ``operation`` is the operation's id, ``what`` says in a sentence what is answered.

    ``model`` documents the answer in JSON, ``other`` are media types of which it is text or JSON of another standard; ``errors`` are further
    statuses that it may be refused with. ``writes``: it needs the token. ``kept``: it has an ETag. ``pages``: it is a page of a list.
    ``created``: it may answer 201. ``body`` tells of a body that FastAPI does not know of.
    """
    good: dict[str, Any] = {"description": what}
    if model is not None:
        good["model"] = model
    if other:
        good["content"] = {media: {"schema": _schema_of(media)} for media in other}
    told_headers = {**({"ETag": _TAG} if kept and not writes else {}), **({"Link": _NEXT} if pages else {})}
    if told_headers:
        good["headers"] = told_headers
    responses: dict[int | str, dict[str, Any]] = {200: good}
    if created:
        responses[201] = {
            **good,
            "description": "As with 200; something was added, and `Location` leads to it where it is one.",
        }
    if kept and not writes:
        responses[304] = {"description": "Nothing changed since the answer whose ETag was sent as If-None-Match."}
    for status in sorted({*ANY, *errors, *(WRITING if writes else ())}):
        responses[status] = refusal(status)
    return {
        "operation_id": operation, "summary": heading(operation), "responses": responses, "response_class": Bare, "dependencies": [Writer] if writes else [],
        "openapi_extra": {**({"security": [{BEARER: []}]} if writes else {}), **({"requestBody": body} if body else {})},
    }  # fmt: skip


def heading(operation: str) -> str:
    """Return an operation's id as words: "listSpokenOf" as "List spoken of"."""
    words = re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", operation)
    return (words[0].upper() + words[1:]).replace(" json ld", " JSON-LD")


def refusal(status: int) -> dict[str, Any]:
    """Return what the document tells of a refusal."""
    kind = KINDS[status]
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    made: dict[str, Any] = {"description": f"{kind.title}. {kind.advice}", "content": {MEDIA_TYPE: {"schema": schema}}}
    if status in {429, 503}:
        made["headers"] = {"Retry-After": _AGAIN}
    return made


def _schema_of(media: str) -> dict[str, Any]:
    kind = media.partition(";")[0]
    if kind.endswith(("/json", "+json")):
        return {"type": "object"}
    return {"type": "string", "format": "binary"} if kind.startswith("application/vnd") else {"type": "string"}
