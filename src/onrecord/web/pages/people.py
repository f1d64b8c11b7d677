"""Finding people and bodies by name; without a name, those who are quoted most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - FastAPI reads annotations at run time

from onrecord.store.folding import fold
from onrecord.web.addresses import people_path
from onrecord.web.bounded import Bounded
from onrecord.web.shown import shown

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.store.kept import Voice

router = APIRouter(dependencies=[Bounded])
LISTED, FOUND = 50, 50
"""Voices on a page of the list, and at most of those called so."""
MEANT = 5
"""Names that are proposed for one that nobody has."""
SHORTEST = 3
"""Letters of a word of a name that is looked for by itself when nobody has the whole name."""
DESCRIBING = frozenset({"a", "an", "the", "one", "some", "another", "her", "his", "its", "their", "our", "my"})
"""Words that a description begins with."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a name: a heading, what to make of it, and who."""

    heading: str
    advice: str
    voices: tuple[Voice, ...]
    more: str | None = None


@router.get("/people")
async def people(request: Request, q: str = "", cursor: str | None = None) -> Response:
    """Show those who are called so, or those who are quoted most."""
    name = " ".join(q.split())

    def ask(ledger: Ledger) -> dict[str, Any]:
        with ledger.store.question():
            found = called(ledger, name) if name else _most_quoted(ledger, cursor)
        most = max((one.said for one in found.voices), default=0)
        return {
            "asked": name,
            "found": found,
            "most": max(most, *(one.about for one in found.voices), 1),
            "later": cursor is not None,
        }

    return await shown(request, "people.html", ask, fragment="results")


def called(ledger: Ledger, name: str) -> Found:
    """Return who is called so: all of the name found, a part of it, or nothing in this ledger."""
    voices = ledger.who(name, FOUND)
    key = fold(name)
    whole = tuple(one for one in voices if any(f" {key} " in f" {fold(known)} " for _, known in ledger.names(one.id)))
    if whole:
        words = "" if len(whole) < FOUND else f"The {FOUND} likeliest; a longer name finds fewer."
        heading = (
            "One person or body is called so" if len(whole) == 1 else f"{len(whole)} people or bodies are called so"
        )
        return Found(heading, words, whole)
    if voices:
        return Found("Nobody is called exactly so", "These names contain it as a part.", voices)
    written = ledger.store.names_like(name, MEANT)
    alike = _alike(ledger, name)
    if alike or written:
        both = tuple({one.id: one for one in (*written, *alike)}.values())[:FOUND]
        likest = f"Did you mean {written[0].name}? " if written else ""
        others = "These share a word with it." if alike else "These are written much like it."
        return Found("Nobody in this ledger has this whole name", likest + others, both)
    advice = "Somebody without a name, such as “a friend”, has no page: search what was said for such words."
    return Found("Nobody in this ledger is called so", advice, ())


def _alike(ledger: Ledger, name: str) -> tuple[Voice, ...]:
    """Return voices that share a word with a name: the last word first, since it is the surname of most."""
    words = [word for word in reversed(name.split()) if len(word) >= SHORTEST]
    found = {one.id: one for word in words[:4] for one in ledger.who(word, FOUND // 2)} if len(name.split()) > 1 else {}
    return tuple(found.values())[:FOUND]


def _most_quoted(ledger: Ledger, cursor: str | None) -> Found:
    page = ledger.voices(LISTED, cursor)
    more = people_path(cursor=page.cursor) if page.cursor else None
    return Found("Most quoted", "", tuple(one for one in page.items if not is_description(one.name)), more)


def is_description(name: str) -> bool:
    """Tell whether a name only describes somebody, as "A mother" and "The magazine" do: "The Tern" goes on with a capital."""
    first, _, rest = name.partition(" ")
    return first.lower() in DESCRIBING and rest[:1].islower()
