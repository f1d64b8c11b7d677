"""The names' tagger made to agree with itself: a name that it saw once is a name wherever the same words stand.

The tagger reads a name by what stands around it, so it misses a name in one sentence that it knows from another, and takes an outlet
for a person in one and for a body in the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.model.reader import Name
from onrecord.resolve.names import KINDS, called

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_FORMS = 2_000
"""Forms looked for in a text at most, so that a list of names cannot make the search slow."""
MOST_PARTS = 4
"""Names that are looked at as parts of one that is known."""
TIMES_SURE = 2
"""How many times oftener than anything else a last name is tagged as a person's, to be one throughout."""


def agreed(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names of a text with those that were missed, each form of one kind, in the order of the text."""
    return _short_bodies(text, _of_one_kind(text, _told(text, _completed(text, names))))


def _told(text: str, names: Sequence[Name]) -> list[Name]:
    """Make a body of a person's name behind which the text says so: "Dwr Hafren, the company that ran it"."""
    bodies = {
        called(text, name.start, name.end)
        for name in names
        if name.kind == "person" and _is_a_body().match(text, name.end)
    }
    return [
        replace(name, kind="organisation")
        if name.kind == "person" and called(text, name.start, name.end) in bodies
        else name
        for name in names
    ]


@cache
def _is_a_body() -> re.Pattern[str]:
    nouns = "|".join(
        sorted(
            word_lists.classes("source_words")["trade"]
            | {"company", "union", "party", "group", "watchdog", "regulator"}
        )
    )
    return re.compile(
        rf", (?:the|a|an) (?:[a-z][\w-]* ){{0,3}}(?:{nouns})\b(?! (?:boss|chief|owner|founder|director|executive|man|woman|worker|leader|member|spokes))"
    )


def _short_bodies(text: str, names: Sequence[Name]) -> list[Name]:
    """Make a body of what is tagged as a person by one word that begins a body's name, where no person of that name has come yet.

    Before the body itself comes, as in a headline, no person may have that name at all.
    """
    parts_of = [called(text, name.start, name.end).split() for name in names]
    begins = {
        parts[0] for name, parts in zip(names, parts_of, strict=True) if name.kind == "organisation" and len(parts) > 1
    }
    anybody = {
        part
        for name, parts in zip(names, parts_of, strict=True)
        if name.kind == "person" and len(parts) > 1
        for part in parts
    }
    come: set[str] = set()
    persons: set[str] = set()
    found = []
    for name, parts in zip(names, parts_of, strict=True):
        if len(parts) > 1 and name.kind in {"organisation", "person"}:
            (come if name.kind == "organisation" else persons).update(
                parts[:1] if name.kind == "organisation" else parts
            )
        short = name.kind == "person" and len(parts) == 1 and parts[0] in begins - persons - (anybody - come)
        titled = _TITLE.search(text, max(0, name.start - 12), name.start)
        found.append(replace(name, kind="organisation") if short and not titled else name)
    return found


_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady)\.? $")


def _forms(text: str, names: Sequence[Name]) -> tuple[dict[str, str], set[str]]:
    """Return the forms that are looked for in a text with their kinds, and the last words of outlets, which "the" makes their names."""
    kinds: dict[str, str] = {}
    shorts: set[str] = set()
    for name in names:
        form = called(text, name.start, name.end)
        parts = form.split()
        if name.kind not in KINDS or not form[:1].isupper() or len(parts) == 1:
            continue
        kinds.setdefault(form, name.kind)
        if name.kind == "organisation" and parts[-1].lower() in word_lists.classes("source_words")["outlet_name"]:
            shorts.add(parts[-1])
        if name.kind == "person" and len(parts[-1]) > 2 and parts[-1][0].isupper():
            kinds.setdefault(parts[-1], "person")
    return kinds, shorts


def _completed(text: str, names: Sequence[Name]) -> list[Name]:
    """Add the places at which a known name of two or more words, a person's last name, or "the Post" of a Fennick Post stands untagged."""
    kinds, shorts = _forms(text, names)
    if not kinds:
        return list(names)
    forms = sorted(kinds, key=len, reverse=True)[:MOST_FORMS]
    called_short = "|".join(map(re.escape, sorted(shorts)))
    short = rf"|(?<=\b[Tt]he )(?:{called_short})" if shorts else ""
    pattern = re.compile(rf"(?<![\w’'@#/.-])(?:{'|'.join(map(re.escape, forms))}{short})(?![\w-])(?!\.\w)")
    taken = sorted((name.start, name.end) for name in names)
    found = list(names)
    pieces: set[tuple[int, int]] = set()
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        inside = [one for one in taken[at : at + MOST_PARTS] if one[0] < end]
        if any(not (start <= one[0] and one[1] <= end) or one == (start, end) for one in inside):
            continue
        if _goes_on(text, start, end):
            continue
        pieces |= set(inside)  # "Fern" and "Sunday" of "The Sunday Fern"
        found.append(Name(start, end, kinds.get(match.group(), "organisation")))
    return sorted((name for name in found if (name.start, name.end) not in pieces), key=lambda name: name.start)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether words with capitals right before or behind make it part of a longer name: "Moss Street"."""
    behind = re.match(r" [A-Z]", text[end : end + 2])
    before = re.search(r"([\w’'-]+) $", text[max(0, start - 25) : start])
    return (
        bool(behind)
        or bool(
            before
            and before.group(1)[0].isupper()
            and before.group(1) != "The"  # of an outlet: "The Fennick Post"
            and not re.search(r"[.!?:\n“\"] *$", text[: start - len(before.group())][-3:] or "\n")
        )
    )


def _of_one_kind(text: str, names: Sequence[Name]) -> list[Name]:
    """Give every name of one form the kind that most of them have, and "Ford" beside "Ford Moss" none but its own.

    A single word that is a body in one place is no person in another who never has a first name or a title. A last name that is far
    oftener a person's is one throughout.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    first, last = set(), set()
    for name in names:
        form = called(text, name.start, name.end)
        if name.kind in KINDS:
            counts[form][name.kind] += 1
        if name.kind == "person" and " " in form:
            first.add(form.split()[0])
            last.add(form.split()[-1])
    best = {
        form: kind
        for form, kinds in counts.items()
        if len(kinds) > 1
        and (kind := _likeliest(form, kinds, is_first=form in first, is_last=form in last)) is not None
    }
    return [
        replace(name, kind=best.get(called(text, name.start, name.end), name.kind)) if name.kind in KINDS else name
        for name in names
    ]


def _likeliest(form: str, kinds: Counter[str], *, is_first: bool, is_last: bool) -> str | None:
    """Return the one kind of all names of a form; None where they may be two things."""
    (kind, times), (_, others) = kinds.most_common(2)
    if is_first or is_last:
        return kind if is_last and not is_first and kind == "person" and times >= TIMES_SURE * others else None
    if " " not in form and kinds["person"] and kinds["organisation"] >= kinds["person"]:
        return "organisation"
    return kind if times > others else None
