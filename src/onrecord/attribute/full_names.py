"""Persons' names made whole, where the names' tagger leaves out a part: "Moss" of "Ada Moss", "Ada" and "Moss" as two.

A first name is told by the list of those that are given to girls or to boys alone, so that a body or a street with a last name in it
("Camden Moss") is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.bodies import is_firms
from onrecord.language.tokens import without_possessive
from onrecord.model.reader import Name

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_FIRST = 20
"""Letters of a first name before a last one."""
MOST_OF_A_PERSON = 4
"""Words of a person's name behind a title."""
_BEFORE = re.compile(r"(?<![\w’'-])([A-Z][\w’-]+) (?:[A-Z]\. )?$")
_FIRM = re.compile(r"\b(?:[A-Z][\w.’'-]*(?:,? [A-Z][\w.’'-]*){0,2}) & (?:[A-Z][\w’'-]*[\w](?: [A-Z][\w’-]*){0,2})")
"""A name with "&" in it."""
_INITIALS = re.compile(r"[\w)] ((?:[A-Z]\. ?){1,3})$")
_CAPITALS = re.compile(r"(?<![\w’'.-])(?P<first>[A-Z][a-z’'-]+) (?:[A-Z][a-z’'-]+ ){0,3}$")
LONGEST_BODY = 60
"""Characters of a body's name before its last word."""
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
        name = printed
        for changed in (
            _with_country,
            _without_suffix,
            _without_owner,
            _without_job,
            _with_trade,
            _with_initials,
            _with_words_before,
            _rightly,
        ):
            name = changed(text, name)
        if found and name.start < found[-1].end:
            continue  # it is in the name before already
        if found and _goes_on_in_brackets(text, found[-1], name):
            found.append(replace(found.pop(), end=name.end))
            continue
        whole = _with_first(text, name, found) if name.kind == "person" else name
        after = ordered[index + 1].start if index + 1 < len(ordered) else len(text)
        found.append(_with_last(text, whole, last, after) if name.kind == "person" else whole)
    return found


def with_firms(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names with those that an "&" joins made one body's: "Lambert & Hughes"; a couple by their first names stays two."""
    firms = [match.span() for match in _FIRM.finditer(text) if is_firms(match.group())]
    out = [
        Name(start, end, "organisation")
        for start, end in firms
        if all(start <= name.start and name.end <= end for name in names if name.start < end and start < name.end)
    ]
    kept = [name for name in names if not any(one.start < name.end and name.start < one.end for one in out)]
    return sorted([*kept, *out], key=lambda name: name.start)


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


def _goes_on_in_brackets(text: str, before: Name, name: Name) -> bool:
    """Whether a name is cut at the bracket of a name by birth: "Ada (Shaw) Moss"."""
    inside = text[name.start : name.end]
    persons = before.kind == "person" and name.kind == "person"
    return persons and text[before.end : name.start] in {" (", " (née ", " (nee "} and ") " in inside


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


def _without_suffix(text: str, name: Name) -> Name:
    """Return the name alone of "Austin, Texas-based" and "Moss-era", which name nobody themselves."""
    match = _SUFFIX.search(text, name.start, name.end)
    if match is None:
        return name
    return replace(name, end=match.start(), kind="place" if match[1] in {"based", "born"} else name.kind)


def _with_trade(text: str, name: Name) -> Name:
    """End a name of one word behind the word for a body that follows it: "Moss" of "Moss Motors"."""
    match = _AFTER.match(text, name.end)
    bodies = word_lists.classes("name_words")["organisation"]
    if match is None or match.group(1) not in bodies or " " in text[name.start : name.end] or name.kind != "person":
        return name
    return replace(name, end=match.end(), kind="organisation")


def _with_initials(text: str, name: Name) -> Name:
    """Begin a person's last name at the initials before it: "Superintendent A. K. Moss"."""
    match = _INITIALS.search(text, max(0, name.start - LONGEST_FIRST), name.start) if name.kind == "person" else None
    return replace(name, start=match.start(1)) if match and " " not in text[name.start : name.end] else name


def _with_words_before(text: str, name: Name) -> Name:
    """Begin a body's name of one common word at the words before it: "United" of "Kelby Parents United"."""
    words = text[name.start : name.end]
    if name.kind != "organisation" or words not in word_lists.classes("name_words")["organisation"]:
        return name
    match = _CAPITALS.search(text, max(0, name.start - LONGEST_BODY), name.start)
    if match is None or _is_first(match["first"]) or match["first"].lower() in word_lists.words("not_name_words"):
        return name
    return replace(name, start=match.start("first"))


def _without_job(text: str, name: Name) -> Name:
    """Begin a person's name behind the job that begins the sentence: "Deckhand Ada Moss", "Baker-turned-poet Bo Hill"."""
    words = text[name.start : name.end].split()
    if name.kind != "person" or len(words) < SHORTEST_WITH_JOB or words[1].endswith("."):
        return name
    job = words[0].lower()
    lists = word_lists.classes("fact_roles")
    nouns = lists["head"] | word_lists.classes("source_words")["role"]
    before = text[: name.start].rstrip(" “\"‘'")
    opens = not before or before[-1] in ".!?\n:”"
    is_job = "-turned-" in job or (opens and job in nouns and not _is_first(words[0]))
    return (
        replace(name, start=name.start + len(words[0]) + 1)
        if is_job and text[name.start + len(words[0])] == " "
        else name
    )


def _with_country(text: str, name: Name) -> Name:
    """Return a body that goes by what it does and its country whole: "Police Scotland"."""
    match = _BODY_BEFORE.search(text, max(0, name.start - LONGEST_FIRST), name.start)
    country = text[name.start : name.end] in word_lists.classes("name_words")["country"]
    return replace(name, start=match.start(), kind="organisation") if match and country else name


_BODY_BEFORE = re.compile(
    r"\b(?:Police|Transport|Sport|NHS|Historic|Creative|Health|Universities|Highways|Natural|Shelter) $"
)
_SUFFIX = re.compile(r"-(based|born|era|led|backed|linked|owned|style|run)$")
SHORTEST_WITH_JOB = 3
"""Words of a name that has a job before it; "Baker Moss" may be a first and a last name."""
_OWNER = re.compile(r"[A-Z][\w&-]+(?:[’']s|s[’']) (?=[A-Z])")
