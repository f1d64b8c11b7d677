"""Names of one thing: short forms, initials and acronyms, as newswriting uses them (AP Stylebook, "names", "abbreviations").

The full name comes first and the short one after it. Two persons of one last name stay two: a bare last name is then his or hers who
was named last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.attribute import words
from onrecord.attribute.sources import without_titles
from onrecord.attribute.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.model.reader import Name
    from onrecord.records import EntityKind

Gender = Literal["female", "male"]

KINDS: dict[str, EntityKind] = {
    "person": "person", "organisation": "organisation", "place": "place", "facility": "place", "product": "other", "other": "work",
}  # fmt: skip
"""What a kind of name (``heads.NAMES``) is as an entity; peoples, dates and sums of money are none."""
LONGEST_NAME = 8
"""Words of a person's name; longer ones are lists."""
NEAR = 1_200
"""Characters back within which a bare last name is taken for that one of its two bearers who was named last."""

_NICKNAME = re.compile(r"[\"“‘'(]([^\W\d_][\w-]+)[\"”’')]")
_ACRONYM = re.compile(r"\s?\((?:the )?[\"“]?([A-Z][A-Za-z&.-]{1,9})[\"”]?\)")
_ENDINGS = frozenset({"inc", "inc.", "plc", "ltd", "ltd.", "llc", "co", "co.", "corp", "corp.", "corporation", "limited", "group", "ag", "sa", "nv"})


@dataclass(slots=True, eq=False)
class Named:
    """A thing with a name: its ``kind``, the forms of its name in the order they came, and where they stand."""

    kind: str
    forms: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The fullest form: for persons the one with most words, for bodies and places the longest that came first."""
        most = max(len(form.split()) for form in self.forms)
        return max((form for form in self.forms if len(form.split()) == most), key=len)


class Names:
    """Joins the names of a text; ``of`` tells which thing the name at an offset names."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        """Join ``names``, the reader's, in the order of ``text``."""
        self._text = text
        self.things: list[Named] = []
        self._at: dict[int, Named] = {}
        persons = [name for name in names if name.kind == "person"]
        bodies = [name for name in names if name.kind != "person" and name.kind in KINDS]
        self._join_persons(persons)
        self._join_bodies(bodies)
        self.things.sort(key=lambda thing: thing.places[0])

    def of(self, start: int) -> Named | None:
        """Return what the name that begins at ``start`` names."""
        return self._at.get(start)

    def _add(self, thing: Named, name: Name, form: str) -> None:
        if not thing.places:
            self.things.append(thing)
        thing.forms.append(form)
        thing.places.append((name.start, name.end))
        self._at[name.start] = thing

    # Persons

    def _join_persons(self, persons: Sequence[Name]) -> None:
        full = self._full_names(persons)
        alone: dict[tuple[str, str | None], Named] = {}
        for name in persons:
            printed = without_possessive(" ".join(self._text[name.start : name.end].split()))
            form = without_titles(_NICKNAME.sub(r"\1", printed)) or printed
            parts = _parts(form)
            gender = gender_of(self._text, name.start, printed)
            bearers = self._bearers(full, parts, gender)
            thing = self._nearest(bearers, name.start)
            if thing is None:
                key = (" ".join(parts).lower(), gender if len(parts) == 1 else None)
                thing = alone.setdefault(key, alone.get((key[0], None)) or Named("person"))
                if gender is None or len(parts) > 1:
                    alone.setdefault((key[0], None), thing)
            if gender:
                thing.genders.add(gender)
            self._add(thing, name, form)

    def _full_names(self, persons: Sequence[Name]) -> dict[str, list[Named]]:
        """Return the persons that are named in full by every part of their names, in lower case."""
        found: dict[tuple[str, str], Named] = {}
        by_part: dict[str, list[Named]] = defaultdict(list)
        for name in persons:
            printed = without_possessive(" ".join(self._text[name.start : name.end].split()))
            nicknames = [match.group(1) for match in _NICKNAME.finditer(printed)]
            parts = _parts(without_titles(_NICKNAME.sub(" ", printed)))
            if not 1 < len(parts) <= LONGEST_NAME:
                continue
            key = (parts[0].lower(), parts[-1].lower())
            thing = found.get(key)
            if thing is None:
                thing = found[key] = Named("person")
            suffixes = {" ".join(parts[at:]).lower() for at in range(1, len(parts))}
            for part in {*suffixes, parts[0].lower(), " ".join((parts[0], parts[-1])).lower(), " ".join(parts).lower()} | {
                form for nick in nicknames for form in (nick.lower(), f"{nick} {parts[-1]}".lower())
            }:
                if thing not in by_part[part]:
                    by_part[part].append(thing)
        return by_part

    def _bearers(self, full: dict[str, list[Named]], parts: Sequence[str], gender: str | None) -> list[Named]:
        key = " ".join(parts).lower()
        bearers = full.get(key, [])
        if not bearers and len(parts) > 1:
            bearers = full.get(f"{parts[0]} {parts[-1]}".lower(), [])
            if not bearers and len(parts[0].rstrip(".")) == 1:  # "J. Moss"
                bearers = [one for one in full.get(parts[-1].lower(), []) if one.forms and one.forms[0].lower().startswith(parts[0][0].lower())]
        if gender and len(bearers) > 1:
            bearers = [one for one in bearers if gender in _known(one)] or bearers
        return [one for one in bearers if not gender or not _known(one) or gender in _known(one)]

    def _nearest(self, bearers: Sequence[Named], start: int) -> Named | None:
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        before = [(one.places[-1][0], index) for index, one in enumerate(bearers) if one.places and start - one.places[-1][0] <= NEAR]
        if before:
            return bearers[max(before)[1]]
        return None

    # Bodies, places, works

    def _join_bodies(self, names: Sequence[Name]) -> None:
        by_form: dict[str, Named] = {}
        for name in names:
            form = called(self._text, name.start, name.end)
            if not form:
                continue
            key = _key(form)
            thing = by_form.get(key)
            if thing is None:
                thing = by_form.get(_short(by_form, key, name.kind)) or Named(name.kind)
                by_form[key] = thing
            acronym = _ACRONYM.match(self._text, name.end)
            if acronym:
                by_form.setdefault(_key(acronym.group(1)), thing)
            self._add(thing, name, form)


def _parts(form: str) -> list[str]:
    return [part for part in form.replace(",", " ").split() if part[0].isalnum()] or [form]


def _known(thing: Named) -> set[str]:
    """Return the genders that are known of a person: by titles, else by a first name that is given to one alone."""
    first = thing.forms[0].split()[0] if thing.forms else ""
    return thing.genders or {one for one in ("female", "male") if first in words.classes("first_names")[one]}


def gender_of(text: str, start: int, printed: str) -> Gender | None:
    """Tell the gender that the words of a name, or the title right before it, tell: "Mrs Moss", "spokeswoman Ada Moss"."""
    before = re.findall(r"[\w.’'-]+", text[max(0, start - 30) : start])[-1:] if text[start - 1 : start] == " " else []
    spoken = {*printed.split()[:2], *before, *(word.lower() for word in before)}
    lists = words.classes("pronouns")
    genders: tuple[Gender, ...] = ("female", "male")
    spoken -= lists["one"]
    return next((one for one in genders if spoken & lists[one]), None)


def called(text: str, start: int, end: int) -> str:
    """Return a name as printed, without its article and a possessive ending, blanks evened out."""
    form = without_possessive(" ".join(text[start:end].split())).strip("\"“”‘'’,;:()")
    return form[4:] if form.lower().startswith("the ") else form


def _key(form: str) -> str:
    parts = form.lower().replace("’", "'").split()
    while len(parts) > 1 and parts[-1].strip(",") in _ENDINGS:
        parts.pop()
    return " ".join(part.strip(",") for part in parts)


def _short(known: dict[str, Named], key: str, kind: str) -> str:
    """Return the known longer form that ``key`` is short for: its first words, or its initials; empty if there is none or several."""
    if kind not in {"organisation", "facility"}:
        return ""
    letters = key.replace(".", "")
    longer: dict[int, str] = {}
    for form, thing in known.items():
        initials = "".join(word[0] for word in form.split() if word not in {"of", "the", "and", "for", "in"})
        begins = form.startswith(f"{key} ") and thing.kind in {"organisation", "facility"}
        if begins or (2 <= len(letters) == len(initials) and letters == initials):
            longer[id(thing)] = form
    return next(iter(longer.values())) if len(longer) == 1 else ""


def any_gender(things: Iterable[Named]) -> set[str]:
    """Return the genders known of the ``things``."""
    return {gender for thing in things for gender in _known(thing)}
