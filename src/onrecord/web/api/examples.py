"""Examples for the OpenAPI document: requests and answers of a real server on three short invented articles.

They stand in ``examples.json``; ``python tests/api_examples.py`` asks the server again and writes it, and a test holds the two together,
so that no example says what the API does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from onrecord.web.api.problems import NOT_IN_LEDGER, Fault, details

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Example:
    """An operation as somebody uses it: its parameters by name, its bodies and its answers by media type (JSON decoded, else text)."""

    method: str
    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    bodies: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    writes: bool = False

    @property
    def body(self) -> Any:
        """What it sends as JSON, None for nothing."""
        return self.bodies.get("application/json")


@cache
def examples() -> Mapping[str, Example]:
    """Return an example of each operation by its id; none for those that answer with no text."""
    told = json.loads((files("onrecord.web.api") / "examples.json").read_text(encoding="utf-8"))
    return {operation: Example(**one) for operation, one in told.items()}


def problem_example(status: int) -> dict[str, Any]:
    """Return a problem as it may be answered with a status."""
    if status == 422:
        fault = Fault("query: limit", "Input should be less than or equal to 100")
        return details(422, f"{fault.where}: {fault.message}", errors=[fault])
    if status == 404:
        return details(404, "there is no article '0f3c'", kind=NOT_IN_LEDGER)
    waiting = 20 if status == 503 else None
    return details(status, _DETAILS[status], waiting=waiting)


_DETAILS = {
    400: "this is no cursor of this list",
    401: "Writing needs the token: send it as Authorization: Bearer, or sign in.",
    403: "this ledger can't be written to: the file or its folder allows no writing; nothing was changed",
    413: "That is more than is taken at once here: 20 MB. Send less at a time.",
    415: "a body of the type application/pdf is not read here",
    421: "This server is not called so. Whoever runs it can allow the name with --allow-host.",
    429: "More requests came from your address than are answered. Try again in 2 seconds.",
    500: "KeyError while answering",
    501: "writing Parquet needs the package pyarrow, which is not installed",
    503: "20 requests are waiting to be read already, which is as many as may; try again in a minute",
    507: "no room left on the disk; what was stored before is whole, and nothing was added",
}
