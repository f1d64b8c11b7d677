"""Whether two names are of the same outlet, person, body or note, and the kinds of bodies that words stand for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SMALL = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "at",
        "for",
        "on",
        "to",
        "com",
        "org",
        "net",
        "uk",
        "co",
        "ca",
        "www",
        "mr",
        "mrs",
        "ms",
    }
)
"""Words and ends of addresses that do not tell names apart."""
LONG_NAME = 12
"""Characters of a name from which a letter more or less does not make it another one's."""
ALIKE = 0.91
"""Likeness of the letters of two such names from which they are one."""
OUTLET_TAIL = frozenset({"newspaper", "magazine", "website", "site", "news", "online", "tv"})
"""Words that an outlet's name may have or lack."""
NAMES_KEPT = 20_000
"""Names, and pairs of them, whose outcome is kept: the names of a story are compared again and again, a story of 90 articles half a million times."""
SOCIAL_OWNER = re.compile(r"’s \w+ on ")


@lru_cache(NAMES_KEPT)
def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others, in lower case, hyphens and addresses taken apart."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(mark))
    words = re.findall(r"\w+", re.sub(r"['’]s\b", "", plain))
    return tuple(word for word in words if word not in SMALL) or tuple(words)


def initials(parts: Sequence[str]) -> str:
    """Return the first letters of the words."""
    return "".join(part[0] for part in parts)


@lru_cache(NAMES_KEPT)
def outlet_fits(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether one outlet's name, in its words, is a short form, the initials or another form of the other."""
    if "".join(short) == "".join(full) or misspelt(short, full):
        return True
    if len(short) == 1 and len(short[0]) > 2 and short[0] in {initials(full), "n" + "y" + initials(full[2:]) + "n"}:
        return True
    if set(short) <= set(full):
        return True
    core = tuple(part for part in short if part not in OUTLET_TAIL)
    return bool(core) and core == tuple(part for part in full if part not in OUTLET_TAIL)


@lru_cache(NAMES_KEPT)
def person_fits(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether one person's name, in its words, can be the other's."""
    if not short or not full:
        return False
    if set(short) <= set(full) or (set(full) <= set(short) and len(full) > 1):
        return True
    if misspelt(short, full):
        return True
    return short[-1] == full[-1] and len(short) > 1 and len(full) > 1 and short[0] == full[0]


def misspelt(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two long names of as many words differ by a letter or two, as names put into other letters do."""
    if len(one) != len(other) or len(one) < 2 or min(map(len, (" ".join(one), " ".join(other)))) < LONG_NAME:
        return False
    first, second = " ".join(one), " ".join(other)
    length = len(first) + len(second)
    # No more letters can be matched than both have, and each letter only as often: dearer to count than the first, far cheaper than to match.
    if (
        2 * min(len(first), len(second)) < ALIKE * length
        or 2 * (_letters(first) & _letters(second)).total() < ALIKE * length
    ):
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


@lru_cache(NAMES_KEPT)
def _letters(name: str) -> Counter[str]:
    return Counter(name)


def body_fits(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether one body's name, in its words, is a short form, the initials or a common noun of the other."""
    if set(short) <= set(full) or (len(short) == 1 and len(short[0]) > 2 and short[0] == initials(full)):
        return True
    body = body_of(short)
    return body is not None and body == body_of(full) and (len(short) == 1 or body in {"police", "hospital"})


def note_fits(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Two writings on one network are one, unless two of them have writers of their own with other names."""
    if short[-1] != full[-1]:
        return False
    one, other = set(short[:-2]), set(full[:-2])
    same_noun = short[-2:] == full[-2:] and short[-2] in {"note", "letter"}
    return not one or bool(one & other) or same_noun


def body_of(words: Iterable[str]) -> str | None:
    """Return the kind of body that the words name or stand for, by the list ``trace_bodies``."""
    listed = set(words)
    return next((body for body, nouns in word_lists.classes("trace_bodies").items() if nouns & listed), None)


def wrote(person: str, note: str) -> bool:
    """Whether the person of that name is whose note it is, by the note's name."""
    owner = SOCIAL_OWNER.split(note)
    return len(owner) > 1 and person_fits(parts_of(owner[0]), parts_of(person))
