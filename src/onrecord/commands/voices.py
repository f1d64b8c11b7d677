"""Which voice of a ledger somebody means who types a name or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.store.kept import Voice

MOST_LISTED = 5
"""Voices that are named where a name could mean several."""


def voice_meant(ledger: Ledger, key: str) -> tuple[Voice, ...]:
    """Return the voice with this id, else those with this name, the likeliest first; none if nobody is called so."""
    try:
        return (ledger.voice(key),)
    except NotInLedgerError:
        return ledger.who(key)


def the_voice(ledger: Ledger, key: str) -> str:
    """Return the id of the one voice that an id or a whole name stands for. Raises UsageError where it could be several."""
    found = voice_meant(ledger, key)
    if len(found) > 1:
        found = tuple(voice for voice in found if same_name(voice.name, key)) or found
    if not found:
        return ledger.voice(key).id  # there is none: it raises what says so
    if len(found) > 1 or not (same_name(found[0].name, key) or key in {found[0].id, *found[0].also}):
        choices = ", ".join(f"{voice.id} ({printable(voice.name)}, {voice.kind})" for voice in found[:MOST_LISTED])
        raise UsageError(f"{printable(key)} could be any of {choices}; give the id")
    return found[0].id


def same_name(name: str, typed: str) -> bool:
    """Whether two names are the same but for capitals and blanks."""
    return " ".join(name.split()).casefold() == " ".join(typed.split()).casefold()
