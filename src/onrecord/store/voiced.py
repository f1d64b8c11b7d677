"""Which voices speak and are spoken of in the statements of an article, so that its page can lead to theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.store.kept import Voiced

if TYPE_CHECKING:
    import sqlite3


def voiced(db: sqlite3.Connection, article: int) -> dict[str, Voiced]:
    """Return, by the ids of statements of the current version of an article (its row's number), the voices in them.

    Statements without any voice are left out.
    """
    said: dict[str, tuple[str, str]] = {one: (key, name) for one, key, name in db.execute(_SAID, (article,))}
    about: dict[str, list[tuple[str, str]]] = {}
    for one, key, name in db.execute(_ABOUT, (article,)):
        about.setdefault(one, []).append((key, name))
    return {one: Voiced(said.get(one), tuple(dict.fromkeys(about.get(one, ())))) for one in {**said, **about}}


_REAL = "JOIN voice r ON r.number = coalesce(v.same_as, v.number)"
"""Of a voice that was merged into another, the one that it is."""
_SAID = f"SELECT s.id, r.id, r.name FROM statement s JOIN voice v ON v.number = s.voice {_REAL} WHERE s.article = ?"  # noqa: S608  # words of ours
_ABOUT = (
    "SELECT s.id, r.id, r.name FROM statement s JOIN about b ON b.statement = s.number JOIN voice v ON v.number = b.voice "  # noqa: S608  # words of ours
    f"{_REAL} WHERE s.article = ? ORDER BY s.number, r.number"
)
