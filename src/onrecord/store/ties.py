"""Which articles are alike, so that adding one means to group those around it again and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

Ties = dict[tuple[str, str], float]


def put(db: sqlite3.Connection, number: int, ties: Mapping[int, float]) -> None:
    """Tie an article to others, in the place of the ties that it had."""
    db.execute("DELETE FROM tie WHERE other = ?", (number,))
    db.execute("DELETE FROM tie WHERE article = ?", (number,))
    both = [(a, b, tie) for other, tie in ties.items() for a, b in ((number, other), (other, number))]
    db.executemany("INSERT INTO tie (article, other, strength) VALUES (?, ?, ?)", both)


def around(db: sqlite3.Connection, number: int, most: int) -> tuple[tuple[str, ...], Ties]:
    """Return the ids of the articles that hang together with one, at most so many, those nearest by steps first; and the ties between them."""
    found: dict[int, dict[int, float]] = {}
    waiting = [number]
    while waiting and len(found) < most:
        ahead: list[int] = []
        for here in waiting:
            if here not in found and len(found) < most:
                found[here] = dict(
                    db.execute("SELECT other, strength FROM tie WHERE article = ? ORDER BY other", (here,))
                )
                ahead += found[here]
        waiting = [other for other in dict.fromkeys(ahead) if other not in found]
    ids = {one: str(db.execute("SELECT id FROM article WHERE number = ?", (one,)).fetchone()[0]) for one in found}
    between = {
        (ids[one], ids[other]): strength
        for one, ties in found.items()
        for other, strength in ties.items()
        if one < other and other in ids
    }
    return tuple(ids.values()), between
