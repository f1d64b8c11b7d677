"""The vocabulary of facts: the word lists ``fact_*.txt`` and the few patterns that are made of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive

NUMBER = r"(?:\d{1,3}|(?:[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty)(?:-[a-z]+)?|[A-Za-z]+)"
"""What may stand for a number of years; ``number_of`` decides."""
AGE_WORD = re.compile(r"(?P<age>\d{1,3})[-\u2010\u2011 ]years?[-\u2010\u2011 ]old", re.IGNORECASE)
MOST_KEPT = 8192
"""Words whose answer is kept, since the same ones come again and again: about the vocabulary of a few hundred articles."""
OLDEST = 122
"""Years: the longest life on record (Jeanne Calment); a larger number is no age."""


@cache
def roles() -> dict[str, frozenset[str]]:
    """Return the classes of ``fact_roles.txt``."""
    return word_lists.classes("fact_roles")


@cache
def bonds() -> dict[str, frozenset[str]]:
    """Return the classes of ``bonds.txt``."""
    return word_lists.classes("fact_bonds")


@cache
def bounds() -> dict[str, frozenset[str]]:
    """Return the classes of ``words.txt``, those of ``clause_words.txt`` and ``name_words.txt`` added to ``stop`` and ``body``."""
    found = dict(word_lists.classes("fact_words"))
    clause = word_lists.classes("clause_words")
    found["body"] |= frozenset(map(str.lower, word_lists.classes("name_words")["organisation"]))
    found["stop"] |= (
        clause["auxiliary"] | clause["past"] | clause["adverb"] | frozenset(word_lists.entries("saying_words"))
    )
    return found


@cache
def demonyms() -> dict[str, str]:
    """Return the adjective of nationality for each adjective and noun of ``fact_demonyms.txt``."""
    found = {}
    for line in word_lists.entries("fact_demonyms"):
        names = [name.strip() for name in line.partition(":")[2].split(",")]
        found.update({name: names[0] if " " not in names[0] or name == names[0] else name for name in names})
    return found


@cache
def formal() -> dict[str, str]:
    """Return the word for kin that each informal one stands for: "mum" is "mother"."""
    return dict(pair.split("=") for pair in bonds()["formal"])


@cache
def numbers() -> dict[str, int]:
    """Return what the words for numbers up to 99 stand for; the list gives them in order."""
    listed = {"number": list[str](), "tens": list[str]()}
    for line in word_lists.entries("fact_words"):
        label, _, names = line.partition(":")
        if label in listed:
            listed[label] += names.split()
    found = {word: value for value, word in enumerate(listed["number"], 1)}
    for ten, word in enumerate(listed["tens"], 2):
        found[word] = 10 * ten
        found.update({f"{word}-{unit}": 10 * ten + value for value, unit in enumerate(listed["number"][:9], 1)})
    return found


def number_of(text: str) -> int | None:
    """Return the number that ``text`` stands for: "61", "ten", "twenty-five"; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() else numbers().get(text.lower())


def is_age(text: str) -> bool:
    """Whether the digits of ``text`` can be somebody's age in years."""
    return text.isascii() and text.isdigit() and 0 < int(text) <= OLDEST


def plain(word: str) -> str:
    """Return ``word`` as the lists have it: in lower case, with straight marks, without possessive and full stop."""
    return without_possessive(word).lower().replace("’", "'").rstrip(".")


_ADDRESS = frozenset({"mr", "mrs", "ms", "miss", "mx"})
"""Forms of address, which say nothing of what somebody does."""


@lru_cache(maxsize=MOST_KEPT)
def is_role(word: str) -> bool:
    """Whether ``word`` ends a phrase that names an occupation or an office."""
    lists, word = roles(), plain(word)
    last = word.rpartition("-")[2]
    if word in lists["bare"] or word in lists["folk"] or word in _ADDRESS:
        return False
    return word in lists["head"] or last in lists["head"] or _has_role_ending(word)


def _has_role_ending(word: str) -> bool:
    endings = roles()["ending"]
    return any(word[cut:] in endings for cut in range(1, len(word) - 2))


@lru_cache(maxsize=MOST_KEPT)
def modifies(word: str) -> bool:
    """Whether ``word`` may stand before the last word of a phrase that says what somebody is: "retired", "racing"."""
    lists, lower = bounds(), plain(word)
    if lower in lists["keep"] or lower.replace("'", "’") in lists["keep"]:
        return True
    if lower in lists["stop"] or word.isdigit():
        return False
    return (
        not word.islower()
        or not lower.endswith(("ed", "ing", "s", "ly"))
        or lower.endswith(("ss", "us", "is", "-based", "-born"))
        or len(lower) < 4
    )
