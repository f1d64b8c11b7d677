"""What an editor decides about people and bodies: who is the same, who is somebody else, and what is taken back.

Each can be looked at first: it is really done, in a transaction that is then dropped, so what is shown is what would happen.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.export.wording import moment
from onrecord.store.packing import opaque_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Judged

Kind = Literal["merge", "split", "undo"]
SOMEBODY = "an editor"
"""Who decides where no name is given: whoever runs the server need not be the one at the browser."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to decide. ``subject`` is a voice (merge, split) or a judgement (undo); ``chosen`` are the other voices, or the articles."""

    kind: Kind
    subject: str
    chosen: tuple[str, ...] = ()
    name: str | None = None
    why: str | None = None
    judge: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A voice before and after a decision. Of each: None where it is not there, else (statements by it, about it, the id of the one that it is)."""

    id: str
    name: str
    before: tuple[int, int, str] | None
    after: tuple[int, int, str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A judgement in the log of a voice: ``others`` are the voices it joined, by id and name, ``articles`` those of a split."""

    judged: Judged
    when: str
    subject: str
    others: tuple[tuple[str, str], ...]
    articles: tuple[str, ...]
    made: str | None


class _EnoughError(Exception):
    """Ends a transaction that was only looked at."""


def carry_out(ledger: Ledger, decision: Decision) -> Judged:
    """Put a decision into the log and into effect. Raises UsageError with the ledger's reason where it can't be, NotInLedgerError."""
    judge = decision.judge or SOMEBODY
    if decision.kind == "merge":
        return ledger.merge(decision.subject, decision.chosen, why=decision.why, judge=judge)
    if decision.kind == "split":
        name = decision.name or None
        return ledger.split(decision.subject, decision.chosen, name=name, why=decision.why, judge=judge)
    return ledger.undo(decision.subject, why=decision.why, judge=judge)


def looked_at(ledger: Ledger, decision: Decision) -> tuple[Standing, ...]:
    """Return the voices that a decision would change, before and after; nothing is changed. Raises what carrying it out would raise."""
    named = _affected(ledger, decision)
    before = {one: _standing(ledger, one) for one in named}
    after: dict[str, tuple[str, tuple[int, int, str]] | None] = {}
    with suppress(_EnoughError), ledger.store.writing():
        judged = carry_out(ledger, decision)
        if decision.kind == "split":
            named = (*named, made_by(judged))
        after = {one: _standing(ledger, one) for one in named}
        raise _EnoughError
    found = []
    for one in named:
        was, is_ = before.get(one), after.get(one)
        known = was or is_
        if known is not None and (was is None or is_ is None or was[1] != is_[1]):
            found.append(Standing(one, known[0], was[1] if was else None, is_[1] if is_ else None))
    return tuple(found)


def log_of(ledger: Ledger, voice: str) -> tuple[Line, ...]:
    """Return the judgements that made a voice what it is, or took that back, the latest first."""
    ids = {one for one, _ in ledger.names(voice)}
    whole = [judged for judged in ledger.judgements() if judged.judgement.kind != "correct"]
    lines: list[Line] = []
    known: set[str] = set()
    for judged in whole:
        judgement = judged.judgement
        voices = judgement.change.get("voices", ())
        made = made_by(judged) if judgement.kind == "split" else None
        concerned = {judgement.subject, *voices, *filter(None, (made,))}
        if ids & concerned or (judgement.kind == "undo" and judgement.subject in known):
            known.add(judged.id)
            others = tuple((one, name_of(ledger, one)) for one in voices)
            subject = judgement.subject if judgement.kind == "undo" else name_of(ledger, judgement.subject)
            lines.append(
                Line(judged, moment(judged.at), subject, others, tuple(judgement.change.get("articles", ())), made)
            )
    return tuple(reversed(lines))


def decided(ledger: Ledger, judgement: str) -> Judged:
    """Return the merge or split that a judgement, perhaps an undo of an undo, is about. Raises UsageError for any other."""
    by_id = {judged.id: judged for judged in ledger.judgements()}
    judged = by_id.get(judgement)
    while judged is not None and judged.judgement.kind == "undo":
        judged = by_id.get(judged.judgement.subject)
    if judged is None:
        raise UsageError(f"there is no judgement {judgement!r} in this ledger")
    if judged.judgement.kind not in {"merge", "split"}:
        raise UsageError(f"{judgement} is no merge or split of a person or body")
    return judged


def made_by(judged: Judged) -> str:
    """Return the id of the voice that a split makes."""
    return opaque_id("split", judged.judgement.subject, judged.id)


def _affected(ledger: Ledger, decision: Decision) -> tuple[str, ...]:
    if decision.kind == "merge":
        return tuple(dict.fromkeys((decision.subject, *decision.chosen)))
    if decision.kind == "split":
        return (decision.subject,)
    judged = decided(ledger, decision.subject)
    more: Sequence[str] = judged.judgement.change.get("voices", ())
    return tuple(
        dict.fromkeys(
            (judged.judgement.subject, *more, *((made_by(judged),) if judged.judgement.kind == "split" else ()))
        )
    )


def _standing(ledger: Ledger, voice: str) -> tuple[str, tuple[int, int, str]] | None:
    """Return the name of a voice and how it stands, or None where it is not there."""
    try:
        head = ledger.voice(voice)
    except NotInLedgerError:
        return None
    return _own_name(ledger.names(voice), voice, head.name), (head.said, head.about, head.id)


def name_of(ledger: Ledger, voice: str) -> str:
    """Return the own name of a voice; its id where it is gone."""
    try:
        return _own_name(ledger.names(voice), voice, voice)
    except NotInLedgerError:
        return voice


def _own_name(names: Iterable[tuple[str, str]], voice: str, otherwise: str) -> str:
    return dict(names).get(voice, otherwise)
