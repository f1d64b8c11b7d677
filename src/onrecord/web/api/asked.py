"""What a request of the API may ask for: the parameters that many operations share, and what is refused before anything is looked up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from onrecord.errors import LedgerReadOnlyError
from onrecord.records import SourceKind
from onrecord.web.sessions import require_writer
from onrecord.web.shown import site_of

if TYPE_CHECKING:
    from onrecord.web.ledgers import Ledgers

LONGEST = 500
"""Characters of words or a name that are searched for."""
SHOWN, MOST = 20, 100
"""Items of a page of a list, and the most that can be asked for."""


def _day(given: str) -> str:
    date.fromisoformat(given)
    return given


def _plain(given: Any) -> Any:
    """Refuse what a lenient reader would take for a number or a truth value: "1_0", " 5", "yes"."""
    if isinstance(given, str) and not (given.isascii() and given.isdecimal()):
        raise ValueError("give a whole number in digits")
    return given


def _truth(given: Any) -> Any:
    if isinstance(given, bool):
        return given
    if given not in {"true", "false"}:
        raise ValueError("give true or false")
    return given == "true"


Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"}),
]  # fmt: skip
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
_Words = Annotated[str, StringConstraints(max_length=LONGEST)]

Limit = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_plain), Query(description="How many items at most.")]
Cursor = Annotated[
    str | None, Query(max_length=200, description="Where a list goes on: the `cursor` of the page before. Leave it out for the first page."),
]  # fmt: skip
Name = Annotated[_Words, Query(description="A name, or a part of one of three letters or more.")]
Subject = Annotated[
    _Words | None, Query(description="Id of the statement, voice or judgement that judgements are about.")
]
Words = Annotated[
    _Words,
    Query(description='Words that must all stand in a statement; "quoted words" next to each other; `resign*` is how a word begins.'),
]  # fmt: skip
By = Annotated[_Words | None, Query(description="Only what this person or body says: a name, or a voice's id.")]
About = Annotated[
    _Words | None, Query(description="Only what is said about this person or body: a name, or a voice's id.")
]
OfKind = Annotated[SourceKind | None, Query(description="Only statements with this kind of source.")]
Outlet = Annotated[_Words | None, Query(description="Only articles of this outlet, by its name.")]
Since = Annotated[Day | None, Query(alias="from", description="First day, ISO 8601, inclusive.")]
Until = Annotated[Day | None, Query(alias="to", description="Last day, ISO 8601, inclusive.")]
Whole = Annotated[Literal["yes"] | None, Query(description="Count the whole time, however many articles it has.")]
DryRun = Annotated[Truth, Query(description="Say what would go, and erase nothing.")]
_Number = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_plain)]
Version = Annotated[
    _Number | None, Query(description="Number of the version that is meant; the current one unless given.")
]

ArticleId = Annotated[
    str, Path(description="Id of an article, of one of its versions, or the id that it was added under.")
]
StatementId = Annotated[str, Path(description="Id of a statement.")]
VoiceId = Annotated[
    str, Path(description="Id of a person or body; the id of one that was merged into another stands for that other.")
]
StoryId = Annotated[str, Path(description="Id of a story, or of an article in it.")]
ClaimId = Annotated[str, Path(description="Id of a claim.")]
JudgementId = Annotated[str, Path(description="Id of a judgement, such as j3.")]


def ledgers_of(request: Request) -> Ledgers:
    """Return the ledgers of the server that a request came to."""
    return site_of(request).ledgers


async def known_only(request: Request) -> None:
    """Refuse a parameter that the operation does not have: a filter with a slip of the pen would be ignored, and its answer taken for filtered."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = _names(route)
    faults = [
        {"type": "unknown", "loc": ("query", name), "msg": f"there is no such parameter; there is {_listed(known)}", "input": None}
        for name in dict.fromkeys(request.query_params.keys()) if name not in known
    ] + [
        {"type": "twice", "loc": ("query", name), "msg": "is given more than once", "input": None}
        for name in dict.fromkeys(request.query_params.keys()) if name in known and len(request.query_params.getlist(name)) > 1
    ]  # fmt: skip
    if faults:
        raise RequestValidationError(faults)


def _names(route: APIRoute) -> tuple[str, ...]:
    return tuple(
        field.alias for field in route.dependant.query_params
    )  # those of dependencies would be further down; none has any


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


async def writer(request: Request) -> None:
    """Let only those pass who may write, and only where the ledger can be written to."""
    require_writer(request)
    ledgers = ledgers_of(request)
    if not ledgers.writable:
        raise LedgerReadOnlyError(ledgers.path)


Writer = Depends(writer)
KnownOnly = Depends(known_only)
Style = Literal["text", "markdown", "json"]
