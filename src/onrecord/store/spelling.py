"""What somebody may have meant by a word that nothing has: words of statements and names that differ from it by a letter.

Words are looked for by every way to write them with one letter more, less, another, or two in the other order (Norvig 2007, "How to
Write a Spelling Corrector"), all in one question to the index, so that it costs the same in a ledger of any size. Names are looked for
by the half of the word that one wrong letter leaves as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from onrecord.store import voices
from onrecord.store.folding import fold
from onrecord.store.voices import SHORTEST_PART

if TYPE_CHECKING:
    import sqlite3

    from onrecord.store.kept import Voice

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST, LONGEST = 4, 24
"""Letters of a word that is looked for: shorter ones are one letter away from everything, longer ones are no words."""
LOOKED_AT = 100
"""Latest statements that have any of the ways to write a word; their own spelling is what is proposed."""
NAMES = 400
"""Names that hold a half of the word and are compared with it, of each half."""
ALIKE = 0.8
"""Similarity (difflib's ratio) from which a word may be what was meant: one letter in five."""
_WORD = re.compile(r"[^\W\d_]+")


def has_word(db: sqlite3.Connection, word: str) -> bool:
    """Return whether any statement has a word."""
    return db.execute(_FIND, (f'words : "{_quoted(word)}"', 1)).fetchone() is not None


def words_like(db: sqlite3.Connection, word: str, limit: int) -> tuple[str, ...]:
    """Return words of statements that differ from this one by a letter, as they are written there, the commonest first."""
    key = fold(word)
    if not (SHORTEST <= len(key) <= LONGEST and key.isalpha()):
        return ()
    ways = _ways(key)
    expression = "words : (" + " OR ".join(f'"{one}"' for one in sorted(ways)) + ")"
    found: Counter[str] = Counter()
    for (number,) in db.execute(_FIND, (expression, LOOKED_AT)).fetchall():
        words = db.execute("SELECT words FROM statement WHERE number = ?", (number,)).fetchone()
        # The index finds a word by its stem, and so other words than were asked for: only those that are really alike are meant.
        found.update({one.lower() for one in _WORD.findall(words[0] if words else "") if _meant(key, fold(one), ways)})
    return tuple(sorted(found, key=lambda one: (-found[one], -_ratio(key, fold(one)), one))[:limit])


def names_like(db: sqlite3.Connection, name: str, limit: int) -> tuple[Voice, ...]:
    """Return voices with a name that differs from this one by a letter or two, the most alike first, then the most quoted."""
    key = fold(name)
    asked = [word for word in key.split() if SHORTEST <= len(word) <= LONGEST and word.isalpha()]
    ways = {word: _ways(word) for word in asked[:3]}
    halves = dict.fromkeys(half for word in ways for half in _halves(word))
    found: dict[int, tuple[float, int]] = {}
    for half in halves:
        for number, other, said in db.execute(_NAMED, (f'"{half}"', NAMES)):
            nearness = _nearness(ways, other.split())
            if nearness >= ALIKE:
                found[number] = max(found.get(number, (0.0, 0)), (nearness, said))
    best = sorted(found, key=lambda number: (-found[number][0], -found[number][1], number))
    return voices.by_numbers(db, best[:limit])


def _nearness(asked: dict[str, set[str]], words: list[str]) -> float:
    """Return how alike the words of a name are to those asked for: of each asked word the likest, and of these the least."""
    return min(
        (max((_likeness(one, word, ways) for word in words), default=0.0) for one, ways in asked.items()), default=0.0
    )


def _likeness(one: str, other: str, ways: set[str]) -> float:
    """Return how alike two words are; of short ones a single slip is much."""
    return max(_ratio(one, other), ALIKE) if other in ways else _ratio(one, other)


def _meant(key: str, other: str, ways: set[str]) -> bool:
    """Tell whether a word may be what was meant by another: one slip away, or another form of such a word."""
    return other in ways or (other != key and other[:1] == key[:1] and _ratio(key, other) >= ALIKE)


def _halves(word: str) -> tuple[str, ...]:
    """Return the beginning and the end of a word, at least one of which a single slip leaves as it is."""
    middle = max(SHORTEST_PART, (len(word) - 1) // 2)  # without the middle pair, which may have changed places
    return word[:middle], word[-middle:]


def _ways(word: str) -> set[str]:
    """Return every way to write a word with one letter changed."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    ways = {before + after[1:] for before, after in parts if after}
    ways |= {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    ways |= {before + letter + after[1:] for before, after in parts if after for letter in LETTERS}
    return (ways | {before + letter + after for before, after in parts for letter in LETTERS}) - {word}


def _ratio(one: str, other: str) -> float:
    """Return how alike two words are, 0 where a glance tells that they are not."""
    compared = SequenceMatcher(None, one, other, autojunk=False)
    alike = compared.real_quick_ratio() >= ALIKE and compared.quick_ratio() >= ALIKE
    return compared.ratio() if alike else 0.0


def _quoted(word: str) -> str:
    return word.replace("\0", " ").replace('"', '""')


_FIND = "SELECT rowid FROM statement_index WHERE statement_index MATCH ? ORDER BY rowid DESC LIMIT ?"
_NAMED = """
SELECT r.number, v.key, r.said FROM voice v JOIN voice r ON r.number = coalesce(v.same_as, v.number)
WHERE v.number IN (SELECT rowid FROM name_index WHERE name_index MATCH ? LIMIT ?) AND r.said + r.about > 0
"""
