"""Everything that editors decided, in one list: corrections of statements, who is who, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.errors import NotInLedgerError
from onrecord.export.ledger_trail import shortened
from onrecord.export.wording import moment
from onrecord.web.addresses import article_path, decisions_path, statement_path, voice_path
from onrecord.web.deciding import made_by, name_of
from onrecord.web.marking import kind_called
from onrecord.web.shown import shown

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.store.kept import Judged

router = APIRouter()
LISTED = 50
"""Decisions on a page."""
WORDS = 120
"""Characters of a statement's words that are shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line, with where they lead, if anywhere."""

    words: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of the log: what was decided in parts, when and by whom, why, and whether it is in effect."""

    id: str
    parts: tuple[Part, ...]
    when: str
    at: str
    judge: str
    why: str | None
    in_effect: bool


@router.get("/decisions")
async def decisions(request: Request, before: str | None = None) -> Response:
    """Show the log of judgements, the latest first."""

    def ask(ledger: Ledger) -> dict[str, Any]:
        everything = ledger.judgements()[::-1]
        start = next((at + 1 for at, one in enumerate(everything) if one.id == before), 0)
        page = everything[start : start + LISTED]
        more = decisions_path(page[-1].id) if start + LISTED < len(everything) else None
        return {
            "decided": tuple(_decided(ledger, one) for one in page),
            "more": more,
            "many": len(everything),
            "later": start > 0,
        }

    return await shown(request, "decisions.html", ask)


def _decided(ledger: Ledger, judged: Judged) -> Decided:
    judgement = judged.judgement
    parts = {"correct": _corrected, "merge": _merged, "split": _split}.get(judgement.kind, _undone)(ledger, judged)
    return Decided(judged.id, parts, moment(judged.at), judged.at, judgement.judge, judgement.why, judged.in_effect)


def _corrected(ledger: Ledger, judged: Judged) -> tuple[Part, ...]:
    key, change = judged.judgement.subject, judged.judgement.change
    told = [
        "is no statement" if change.get("withdrawn") else "",
        f"is the word of {change['name']}" if "name" in change else "",
        f"has a source of the kind: {kind_called(change['kind'])}" if "kind" in change else "",
    ]
    return (Part(_words(ledger, key), statement_path(key)), Part(" and ".join(filter(None, told))))


def _merged(ledger: Ledger, judged: Judged) -> tuple[Part, ...]:
    subject, others = judged.judgement.subject, judged.judgement.change.get("voices", ())
    return (_voice(ledger, subject), Part("is also"), *(_voice(ledger, one) for one in others))


def _split(ledger: Ledger, judged: Judged) -> tuple[Part, ...]:
    subject, change = judged.judgement.subject, judged.judgement.change
    articles = change.get("articles", ())
    parts = [
        Part("this article" if len(articles) == 1 else f"article {at}", article_path(one))
        for at, one in enumerate(articles, 1)
    ]
    other = Part(
        change.get("name") or name_of(ledger, subject), voice_path(made_by(judged)) if judged.in_effect else None
    )
    return (_voice(ledger, subject), Part("is somebody else,"), other, Part("in"), *parts)


def _undone(_: Ledger, judged: Judged) -> tuple[Part, ...]:
    subject = judged.judgement.subject
    return (Part(subject, f"{decisions_path()}#{subject}"), Part("is taken back"))


def _voice(ledger: Ledger, voice: str) -> Part:
    try:
        ledger.voice(voice)
    except NotInLedgerError:
        return Part(f"somebody who is gone ({voice})")
    return Part(name_of(ledger, voice), voice_path(voice))


def _words(ledger: Ledger, statement: str) -> str:
    """Return the words of a statement; of one that is withdrawn or gone what stands for them."""
    try:
        found = ledger.statement(statement).statement
    except NotInLedgerError:
        return f"Statement {statement}"
    return f"“{shortened(' … '.join(span.text for span in found.content or found.cue), WORDS)}”"
