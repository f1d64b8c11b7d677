"""What a request gives to be read: JSON, ninjs, a page or a text as it is, or files, turned into documents for the reading desk."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from onrecord.export.printable import printable
from onrecord.read import ninjs
from onrecord.read.document import Document
from onrecord.web.api.bodies import Files, Given, Page, schema_of
from onrecord.web.api.problems import ApiError
from onrecord.web.shown import site_of

if TYPE_CHECKING:
    from fastapi import Request

    from onrecord.web.settings import WebSettings

    Inputs = tuple[Document | str, ...]

Body = TypeVar("Body", bound=Given)
PLAIN_TYPES = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html"}
"""Media types of a page or text that is sent as it is, and the format that they are."""
STREAM_TYPES = {
    "application/jsonl": "body.jsonl",
    "application/x-ndjson": "body.jsonl",
    "application/octet-stream": "body",
}
"""Media types of a file that may hold many pages, and the name that tells its format where the content leaves it open."""
FORM, JSON = "multipart/form-data", "application/json"
_NINJS = {
    "type": "object", "title": "ninjs", "description": "An item of ninjs, version 1 to 3 (iptc.org/standards/ninjs).",
    "required": ["uri"], "properties": {"uri": {"type": "string", "minLength": 1}},
    "not": {"anyOf": [{"required": [name]} for name in ("text", "html", "url")]},
}  # fmt: skip


def request_body() -> dict[str, Any]:
    """Return what the OpenAPI document tells of the bodies that can be read."""
    as_json = {
        "anyOf": [schema_of(Page), _NINJS, {"type": "array", "title": "ninjs list", "minItems": 1, "items": _NINJS}]
    }
    told = {JSON: {"schema": as_json}, FORM: {"schema": schema_of(Files)}}
    # Whatever bytes come as one of these are read as they are; OpenAPI 3.1 says so by a schema that asks for nothing (4.8.14.4).
    told |= {media: {"schema": {}} for media in (*PLAIN_TYPES, *STREAM_TYPES)}
    return {
        "required": True, "content": told,
        "description": "A page or text with what is known of it, an item of ninjs or a list of them, files, or a page, text or file as it is.",
    }  # fmt: skip


async def inputs_of(request: Request) -> Inputs:
    """Return what a request gives to be read. Raises ApiError or RequestValidationError for what can't be."""
    header = request.headers.get("content-type", "")
    media = header.partition(";")[0].strip().lower()
    if media == FORM:
        return await _files(request)
    body = await request.body()
    if media in PLAIN_TYPES:
        return (Document("body", _some(body), PLAIN_TYPES[media], encoding=_charset(header)),)
    if media in STREAM_TYPES:
        return (Document(STREAM_TYPES[media], _some(body)),)
    if media != JSON:
        known = ", ".join((JSON, FORM, *PLAIN_TYPES, *STREAM_TYPES))
        raise ApiError(
            415, f"a body of the type {media or 'that is not named'} is not read here", advice=f"Send one of {known}."
        )
    # In a thread: 20 MB of JSON take a second, in which nobody else would be answered.
    return await run_in_threadpool(_of_json, _some(body), site_of(request).settings)


def _of_json(body: bytes, settings: WebSettings) -> Inputs:
    """Return the page, or the items of ninjs, that a body of JSON is. Raises as ``inputs_of`` does."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, f"the body is not valid JSON: {' '.join(str(error).split())[:120]}") from error
    items = given if isinstance(given, list) else [given]
    if items and all(map(_is_item, items)):
        pages, most = tuple(ninjs.items(io.BytesIO(body), "ninjs", settings.reading.limits)), settings.request_pages
        if len(pages) > most:
            raise ApiError(413, f"these are {len(pages):,} pages; {most:,} are read at a time")
        return pages
    return (_of_page(_valid(Page, given)),)


def _is_item(given: Any) -> bool:
    """Tell whether a value is an item of ninjs and no page: they share no name that says so but ``uri``."""
    if not isinstance(given, dict) or any(name in given for name in ("text", "html", "url")):
        return False
    return isinstance(given.get("uri"), str) and given["uri"] != ""


def _of_page(page: Page) -> Document | str:
    text, html = page.text, page.html
    if text is None and html is None:
        return page.url
    known = _known(page, "id", "url", "outlet", "headline", "published")
    return Document(
        known["id"] or known["url"] or "body", text if text is not None else html, "text" if text is not None else "html", url=known["url"],
        outlet=known["outlet"], headline=known["headline"], published=known["published"], own_id=known["id"],
    )  # fmt: skip


def _known(body: Given, *names: str) -> dict[str, Any]:
    """Return what a body says of its pages, each on one line that can be printed."""
    return {name: printable(value) if (value := getattr(body, name)) is not None else None for name in names}


async def _files(request: Request) -> Inputs:
    """Return the files of a form, each with what the form says of all of them."""
    settings = site_of(request).settings
    async with request.form(
        max_files=settings.upload_files, max_fields=len(Files.model_fields), max_part_size=settings.upload_bytes
    ) as form:
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        # What is no file, no text, or given twice is of the wrong type, and refused as such.
        told: dict[str, Any] = {name: values[0] if len(values := form.getlist(name)) == 1 else values for name in form}
        told["file"] = [one.filename or "file" if isinstance(one, UploadFile) else None for one in form.getlist("file")]
        given = _valid(Files, told)
        known = _known(given, "outlet", "headline", "published")
        return tuple(
            [Document(printable(name), await one.read(), **known) for name, one in zip(given.file, files, strict=True)]
        )


def _valid(body: type[Body], given: Any) -> Body:
    """Return a body as it should be. Raises RequestValidationError, as FastAPI would."""
    try:
        return body.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error


def _some(body: bytes) -> bytes:
    if not body:
        raise ApiError(400, "the request has no body", advice="Send a page, a text or files to read.")
    return body


def _charset(header: str) -> str | None:
    """Return the encoding that a Content-Type names, or None."""
    for setting in header.split(";")[1:]:
        name, _, value = setting.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or None
    return None
