"""Persons' names made whole, where the names' tagger leaves out a part: "Moss" of "Ada Moss", "Ada" and "Moss" as two.

A first name is told by the list of those that are given to girls or to boys alone, so that a body or a street with a last name in it
("Camden Moss") is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.reader import Name

LONGEST_FIRST = 20
"""Letters of a first name before a last one."""
MOST_OF_A_PERSON = 4
"""Words of a person's name behind a title."""
_BEFORE = re.compile(r"(?<![\w’'-])([A-Z][\w’-]+) (?:[A-Z]\. )?$")
_AFTER = re.compile(r" ([A-Z][\w-]+)(?![\w-])")


def full_names(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names of a text, a person's with the first name before it and the last name after it, in order."""
    last = {
        without_possessive(text[name.start : name.end]).split()[-1]
        for name in names
        if name.kind == "person" and text[name.start : name.end].strip()
    }
    found: list[Name] = []
    ordered = sorted(names, key=lambda name: name.start)
    for index, printed in enumerate(ordered):
        name = _rightly(text, _without_owner(text, printed))
        if found and name.start < found[-1].end:
            continue  # it is in the name before already
        whole = _with_first(text, name, found) if name.kind == "person" else name
        after = ordered[index + 1].start if index + 1 < len(ordered) else len(text)
        found.append(_with_last(text, whole, last, after) if name.kind == "person" else whole)
    return found


def _is_first(word: str) -> bool:
    lists = word_lists.classes("first_names")
    return word in lists["female"] | lists["male"]


def _with_first(text: str, name: Name, found: list[Name]) -> Name:
    """Begin a name at the first name right before it, taking that from the names ``found`` where it is one of its own."""
    match = _BEFORE.search(text, max(0, name.start - LONGEST_FIRST), name.start)
    first = text[name.start : name.end].split()[:1]
    if match is None or not _is_first(match.group(1)) or (first and _is_first(first[0])):
        return name
    if found and found[-1].end > match.start():
        if found[-1].kind != "person" or found[-1].start != match.start():
            return name
        found.pop()
    return replace(name, start=match.start())


def _with_last(text: str, name: Name, last: set[str], after: int) -> Name:
    """End a bare first name at the last name behind it, one that the text gives to somebody."""
    match = _AFTER.match(text, name.end)
    if match is None or not _is_first(text[name.start : name.end]) or match.end() > after:
        return name
    return replace(name, end=match.end()) if match.group(1) in last else name


def _rightly(text: str, name: Name) -> Name:
    """Return a body that the reader took for a person as a body ("Fennick Council"), and a person that it took for one ("Judge Ada Moss")."""
    words = without_possessive(text[name.start : name.end]).split()
    lists = word_lists.classes("name_words")
    is_body = any(word in lists["organisation"] | lists["media"] for word in words[-1:])
    if name.kind == "person":
        return replace(name, kind="organisation") if is_body else name
    before = (
        text[max(0, name.start - LONGEST_FIRST) : name.start].split()[-1:]
        if text[name.start - 1 : name.start] == " "
        else []
    )
    titled = any(word in lists["personal"] for word in before) and name.kind in {"organisation", "facility"}
    return replace(name, kind="person") if titled and not is_body and len(words) <= MOST_OF_A_PERSON else name


def _without_owner(text: str, name: Name) -> Name:
    """Begin a person's name behind the body that the person is of: "the Greens' Ada Moss"."""
    owner = _OWNER.match(text, name.start, name.end) if name.kind == "person" else None
    return replace(name, start=owner.end()) if owner else name


_OWNER = re.compile(r"[A-Z][\w&-]+(?:[’']s|s[’']) (?=[A-Z])")
