"""States of the people, bodies and things of a story that exclude each other: alive and dead, married and divorced, real and fake.

A state counts where it is said of a named one right after its mention ("Doe, the singer, is alive"), pronouns that stand for it included.
What may change within a story is no conflict where the days are unknown; where they are known, the later is a development.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.records import Conflict
from onrecord.trace.figures import Change
from onrecord.trace.lines import conflict_words, negates, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import Reading
    from onrecord.trace.lines import Line, Lines

REACH: Final = 6
"""Words from a mention to the state that is said of it."""
SUPPOSED_REACH: Final = 30
"""Characters before a mention that are looked at for a word of believing."""
CHANGING: Final = "changing"
_BE: Final = frozenset({"is", "are", "was", "were", "be", "been", "remains", "remained", "remain", "’s", "'s"})
_BETWEEN: Final = frozenset(
    {*_BE, "has", "have", "had", "still", "already", "very", "much", "now", "actually", "confirmed", "indeed", "reportedly", "allegedly", "really",
     "also", "safe", "and", "well", "in", "fact", "not", "never", "a", "an", "being", "probably"}
)  # fmt: skip
_NOW: Final = frozenset({"is", "are", "remains", "remain", "’s", "'s"})
"""Forms that say that somebody alive is so now: who "was alive" may be dead."""
_BY_VERB: Final = frozenset({"died", "divorced", "wed"})
"""States that are told by a verb of the one who is in them, without "is"."""


@dataclass(frozen=True, slots=True)
class State:
    """What is said of somebody: ``side`` of the ``pair``."""

    name: str
    pair: str
    side: str
    line: Line


def state_changes(readings: Iterable[Reading], lines: Lines) -> list[Change]:
    """Return the states of one and the same that exclude each other, each pair of states of each name once."""
    by_pair: defaultdict[str, list[State]] = defaultdict(list)
    for reading in readings:
        for state in states_of(reading, lines):
            by_pair[state.pair].append(state)
    found: list[tuple[str, str, Change]] = []
    for pair, states in by_pair.items():
        sides: dict[str, list[State]] = {"a": [], "b": []}
        for state in states:
            sides[state.side].append(state)
        for one in sides["a"]:
            for other in sides["b"]:
                known = any(same_name(one.name, name) and pair == which for name, which, _ in found)
                if not known and one.line.article != other.line.article and same_name(one.name, other.name):
                    found.append((one.name, pair, _change(one, other)))
    return [change for _, _, change in found]


def states_of(reading: Reading, every: Lines) -> list[State]:
    """Return what a reading's sentences say of the state of its people, bodies and works."""
    lines = every.of(reading)
    found: list[State] = []
    at = 0
    mentions = sorted(
        (m.start, m.end, e.name) for e in reading.entities if e.kind not in ("place", "event") for m in e.mentions
    )
    for start, end, name in mentions:
        while at < len(lines) and lines[at].end <= start:
            at += 1
        if at < len(lines) and lines[at].start <= start and _any_state().search(lines[at].text.lower()):
            state = _state_after(lines[at], end, name)
            if state and not _open(lines[at]) and not _supposed(lines[at], start):
                found.append(state)
    return found


def _state_after(line: Line, end: int, name: str) -> State | None:
    """Return the state that the words after a mention say its bearer is in."""
    words = _after(line, end)
    seen_be = negative = False
    for place, word in enumerate(words[:REACH]):
        lower = word.lower
        pair = _state(lower) if seen_be or lower in _BY_VERB else None
        if pair and not (
            place + 1 < len(words) and words[place + 1].lower in ("in", "by", "to") and pair[0] in ("truth", "couple")
        ):
            if (pair == ("life", "a") or lower in ("dead", "deceased")) and not {
                word.lower for word in words[:place]
            } & _NOW:
                return None
            if not negative:
                return State(name, *pair, line)
            return State(name, pair[0], "a" if pair[1] == "b" else "b", line) if pair[0] in ("life", "truth") else None
        if lower not in _BETWEEN and not negates(lower):
            return None
        seen_be = seen_be or lower in _BE
        negative = negative or negates(lower)
    return None


def _after(line: Line, end: int) -> Sequence[Token]:
    """Return the words of a sentence after a mention, an insertion between commas left out."""
    rest = line.text[end - line.start :]
    skipped = re.match(r"\s*,[^,]{1,60},", rest)
    return tokens(line.text, end - line.start + (skipped.end() if skipped else 0), len(line.text))


def _supposed(line: Line, start: int) -> bool:
    """Return whether the words right before a mention make what follows somebody's mere belief: "thought he was dead"."""
    before = tokens(line.text, max(0, start - line.start - SUPPOSED_REACH), start - line.start)
    return bool({word.lower for word in before[-2:]} & conflict_words("thought"))


def _open(line: Line) -> bool:
    return "?" in line.text or not line.held.isdisjoint(conflict_words("hedge"))


@cache
def _states() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for label, listed in word_lists.classes("excluding_states").items():
        pair, _, side = label.partition(".")
        found.update({word: (pair, side) for word in listed if side})
    return found


@cache
def _any_state() -> re.Pattern[str]:
    """Return what finds the letters of some state in lower-case words: few sentences have any."""
    return re.compile("|".join(re.escape(word) for word in sorted(_states())))


def _state(word: str) -> tuple[str, str] | None:
    return _states().get(word)


def _change(one: State, other: State) -> Change:
    """Return two states that exclude each other, the earlier first where their days are known and differ."""
    days = (one.line.day, other.line.day)
    if days[0] and days[1] and days[0] != days[1]:
        first, second = sorted((one, other), key=lambda state: state.line.day or "")
        return Change(Conflict("state", first.line.passage(), second.line.passage()), later=True)
    changing = one.pair in word_lists.classes("excluding_states")[CHANGING]
    return Change(Conflict("state", one.line.passage(), other.line.passage()), later=changing)
