"""The page that says what is measured, what the words mean, and how often OnRecord is wrong. It asks the ledger nothing."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.export.wording import LOW_CONFIDENCE
from onrecord.web.shown import shown

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Measured:
    """How well something is done: what, how often it is right, on what, and in which table of the README the figure stands."""

    what: str
    figure: str
    on: str
    table: str


STATEMENTS, WHO, STORIES = "Statements", "Who, through whom, when, how sure", "Stories and where they come from"
FIGURES = (
    Measured("a statement is found, with its words and its source", "79.6 F1", "US politics (PolNeAR)", STATEMENTS),
    Measured("the same", "74.8 F1", "rumours on the web and in tabloids", STATEMENTS),
    Measured("who speaks has the right name, where the statement was found", "90.3 %", "US politics", WHO),
    Measured("the same", "78.3 %", "rumours", WHO),
    Measured("the number of independent sources is exact", "80 %", "ten stories that the rules were tuned on", STORIES),
    Measured("the same, on stories nobody had looked at", "0 of 5", "five stories, 3 of them within one", STORIES),
    Measured("what an article does with the claim", "21 of 28", "articles of the same five stories", STORIES),
    Measured("a conflict that is shown is one", "30 of 39", "stories not seen before", STORIES),
)  # fmt: skip
"""The figures that matter most to whoever reads a page, those of news that the rules have not seen among them; a test keeps them to the README."""


@router.get("/method")
async def method(request: Request) -> Response:
    """Say how it is measured."""
    context = {"figures": FIGURES, "low": f"{LOW_CONFIDENCE:.0%}"}
    return await shown(request, "method.html", lambda _ledger: context)
