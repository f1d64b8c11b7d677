"""The OpenAPI document as a page to read: every operation with its parameters, a request as curl sends it, and an answer."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from onrecord.web.addresses import API
from onrecord.web.api.documented import BEARER
from onrecord.web.api.examples import examples
from onrecord.web.api.problems import KINDS, NOT_IN_LEDGER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.web.api.examples import Example

LONGEST = 2_400
"""Characters of an example answer that are shown; the whole of it stands in the OpenAPI document."""
_CODE = re.compile(r"`([^`]+)`")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_SIGNED = '"Authorization: Bearer $TOKEN"'


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page shows it; ``kind`` says what may stand there."""

    name: str
    place: str
    kind: str
    needed: bool
    told: Markup
    default: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """A status that an operation may answer with."""

    code: str
    told: Markup


@dataclass(frozen=True, slots=True)
class Body:
    """A body that an operation takes: its media type, and its members where it is an object."""

    media: str
    members: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    heading: str
    told: tuple[Markup, ...]
    writes: bool
    parameters: tuple[Parameter, ...]
    bodies: tuple[Body, ...]
    medias: tuple[str, ...]
    statuses: tuple[Status, ...]
    request: str
    answer: str
    cut: bool


def manual_of(document: dict[str, Any], base: str) -> dict[str, Any]:
    """Return what the page of the documentation is filled with; ``base`` is the address of the site, for the requests."""
    shown = examples()
    subjects = [
        (tag["name"], tag["description"], [
            _operation(document, base, (method, path, told), shown.get(told["operationId"]))
            for path, methods in document["paths"].items() for method, told in methods.items() if tag["name"] in told["tags"]
        ]) for tag in document["tags"]
    ]  # fmt: skip
    kinds = sorted([*KINDS.items(), (404, NOT_IN_LEDGER)], key=lambda one: one[0])
    problems = [(status, kind.name, kind.title, _marked(kind.advice)) for status, kind in kinds]
    return {
        "subjects": subjects,
        "told": _paragraphs(document["info"]["description"]),
        "problems": problems,
        "base": base,
        "api": API,
    }


def _operation(
    document: dict[str, Any], base: str, told: tuple[str, str, dict[str, Any]], example: Example | None
) -> Operation:
    method, path, operation = told
    good = operation["responses"].get("200", {})
    answer = _answer(example)
    parameters = [_parameter(one) for one in operation.get("parameters", ())]
    return Operation(
        operation["operationId"], method.upper(), path, operation["summary"], _paragraphs(operation.get("description", "")),
        any(BEARER in one for one in operation.get("security", ())), tuple(parameters), tuple(_bodies(document, operation)),
        tuple(good.get("content", {})), tuple(_statuses(document, operation)), _curl(base, method, example), answer[:LONGEST],
        len(answer) > LONGEST,
    )  # fmt: skip


def _parameter(told: dict[str, Any], *, needed: bool | None = None) -> Parameter:
    schema = told.get("schema", told)
    default = schema.get("default")
    return Parameter(
        told["name"], told.get("in", "body"), _kind(schema), told.get("required", False) if needed is None else needed,
        _marked(told.get("description") or schema.get("description", "")), None if default in (None, "") else json.dumps(default).strip('"'),
    )  # fmt: skip


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in words what a schema takes."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"] if one.get("type") != "null"))
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("format") or schema.get("type", ""))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "integer" and "maximum" in schema:
        return f"{schema.get('minimum', 0):,} to {schema['maximum']:,}"
    return {
        "date": "day, 2025-03-31",
        "string": "text",
        "boolean": "true or false",
        "integer": "number",
        "binary": "file",
    }.get(kind, kind)


def _bodies(document: dict[str, Any], operation: dict[str, Any]) -> list[Body]:
    found = []
    for media, told in operation.get("requestBody", {}).get("content", {}).items():
        schema = told.get("schema", {})
        options = [_resolved(document, one) for one in schema.get("anyOf", [schema])]
        members = next((one for one in options if one.get("properties")), {})
        needed = members.get("required", ())
        shown = [
            _parameter({"name": name, **one}, needed=name in needed)
            for name, one in members.get("properties", {}).items()
        ]
        found.append(Body(media, tuple(shown)))
    return found


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    at: dict[str, Any] = document
    if "$ref" not in schema:
        return schema
    for name in schema["$ref"].removeprefix("#/").split("/"):
        at = at[name]
    return at


def _statuses(document: dict[str, Any], operation: dict[str, Any]) -> list[Status]:
    return [
        Status(status, _marked(_resolved(document, told).get("description", "")))
        for status, told in sorted(operation["responses"].items())
    ]


def _curl(base: str, method: str, example: Example | None) -> str:
    """Return the request of an example as a command for a shell."""
    if example is None:
        return ""
    parameters = dict(example.parameters)
    path = re.sub(r"\{(\w+)\}", lambda found: quote(str(parameters.pop(found[1])), safe=""), example.path)
    address = f"{base}{API}{path}" + (
        f"?{urlencode({name: _asked(value) for name, value in parameters.items()})}" if parameters else ""
    )
    words = ["curl"]
    if method == "delete":
        words.append("-X DELETE")
    if example.body is not None:
        words.append("-H 'Content-Type: application/json'")
    if example.writes:
        words.append(f"-H {_SIGNED}")
    words.append(shlex.quote(address))
    if example.body is not None:
        words.append("-d " + shlex.quote(json.dumps(example.body, ensure_ascii=False)))
    return " \\\n  ".join(_lines(words))


def _asked(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _lines(words: Sequence[str]) -> list[str]:
    """Put the first words of a command on one line where they are short."""
    return [" ".join(words)] if sum(map(len, words)) < 90 else list(words)


def _answer(example: Example | None) -> str:
    """Return the answer of an example, the first of its forms that is JSON or else text."""
    if example is None or not example.answers:
        return ""
    answer = next(iter(example.answers.values()))
    if example.parameters.get("format") == "csv":
        answer = next(text for media, text in example.answers.items() if media.startswith("text/csv"))
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)


def _paragraphs(markdown: str) -> tuple[Markup, ...]:
    """Return paragraphs of the little Markdown that descriptions are written in: code, bold, and tables as they are."""
    return tuple(_table(part) if part.startswith("|") else _marked(part) for part in markdown.strip().split("\n\n"))


def _table(markdown: str) -> Markup:
    rows = [
        [_marked(cell.strip()) for cell in line.strip("|").split("|")]
        for line in markdown.splitlines()
        if "---" not in line
    ]
    head, *others = rows
    heads = Markup().join(Markup('<th scope="col">{}</th>').format(cell) for cell in head)
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in others
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, body)


def _marked(words: str) -> Markup:
    """Return a line of Markdown as HTML: code and bold, everything else escaped."""
    plain = escape(" ".join(words.split()))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", plain)))  # noqa: S704 - escaped the line before
