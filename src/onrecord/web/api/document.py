"""The OpenAPI document: made from the routes, with the problems, the security scheme and real examples put in."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from onrecord.web.addresses import API
from onrecord.web.api.documented import BEARER, PROBLEM, refusal
from onrecord.web.api.examples import examples, problem_example
from onrecord.web.api.problems import KINDS, MEDIA_TYPE, ProblemDetails
from onrecord.web.api.schemas import components, model_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from onrecord.web.api.examples import Example

TITLE = "OnRecord"
SUMMARY = "Who said what in the news, about whom, when, and on whose word."
DESCRIPTION = """\
The ledger behind this server, as records: articles as they were read, the statements in them with their exact words, the people and
bodies who speak and are spoken of, and the stories that articles tell, with who had it from whom. OnRecord reports who said it; it never
says what is true.

**Offsets** are code points into the text of an article, end exclusive: `text[start:end]` are the words.

**Lists** come a page at a time, `{"items": [...], "cursor": ...}`. Give the cursor to the same request for more; it is null at the end,
and a header `Link` with `rel="next"` says the same. Cursors are opaque.

**ETags**: every GET but the export has one. Send it as `If-None-Match`, and the answer is 304 while nothing changed. HEAD works wherever
GET does.

**Problems** are `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`, and `next`, which says what to do.
A parameter that an operation does not have is a problem too: a filter with a slip of the pen is never ignored.

**Writing** needs the token that the server was started with, as `Authorization: Bearer TOKEN`; so does reading where the server can be
reached from other machines, unless it is open to all. Reading never waits for a writer.
"""
TAGS = (
    ("reading", "Pages in, records out; nothing is stored."),
    ("search", "One search for a search box."),
    ("statements", "Who is said to have said what, by which words."),
    ("articles", "Articles as they were read, and their other forms."),
    ("people", "People and bodies across articles."),
    ("stories", "Claims, trails and conflicts of articles about the same event."),
    ("auditing", "On whose word outlets report."),
    ("judgements", "What people decided, and how it is taken back."),
    ("export", "The whole ledger as a file."),
    ("feeds", "Atom feeds to follow."),
)
METHODS = ("get", "post", "delete")


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the API, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=TITLE, version=version("onrecord"), summary=SUMMARY, description=DESCRIPTION, routes=app.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            servers=[{"url": API, "description": "This server."}], tags=[{"name": name, "description": told} for name, told in TAGS],
        )  # fmt: skip
        _complete(made)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(made: dict[str, Any]) -> None:
    """Put in what the routes alone do not tell."""
    parts = made.setdefault("components", {})
    parts.setdefault("schemas", {}).update(components([model_of(ProblemDetails)]))
    # Members of a problem that have nothing to say are left out.
    optional = {"errors", "waiting"}
    schema = parts["schemas"][PROBLEM]
    schema["required"] = [name for name in schema["required"] if name not in optional]
    parts["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "description": "The token that the server was started with."}
    }
    parts["responses"] = {_name(status): _shown(status) for status in KINDS if status != 405}
    shown = examples()
    for operation in operations(made):
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _sendable(parameter["schema"])
        _share_refusals(operation)
        if example := shown.get(operation["operationId"]):
            _exemplify(operation, example)


def operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the operations of a document."""
    for methods in made["paths"].values():
        yield from (operation for method, operation in methods.items() if method in METHODS)


def _sendable(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter without what no address can hold: a parameter is left out, and never null."""
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kept = {name: value for name, value in schema.items() if name not in {"anyOf", "title", "description"}}
    return {**kept, **{name: value for name, value in options[0].items() if name not in {"title", "description"}}}


def _name(status: int) -> str:
    return "".join(word.capitalize() for word in KINDS[status].name.split("-"))


def _shown(status: int) -> dict[str, Any]:
    told = refusal(status)
    told["content"][MEDIA_TYPE]["example"] = problem_example(status)
    return told


def _share_refusals(operation: dict[str, Any]) -> None:
    """Let refusals, which are the same everywhere, stand in the document once."""
    for status in operation["responses"]:
        if int(status) in KINDS:
            operation["responses"][status] = {"$ref": f"#/components/responses/{_name(int(status))}"}


def _exemplify(operation: dict[str, Any], example: Example) -> None:
    """Put an example into an operation: its parameters, its body and its answer."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    for media, body in example.bodies.items():
        operation["requestBody"]["content"][media]["example"] = body
    for media, answer in example.answers.items():
        for status in ("200", "201"):
            if media in operation["responses"].get(status, {}).get("content", {}):
                operation["responses"][status]["content"][media]["example"] = answer
