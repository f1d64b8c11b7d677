"""Names of one thing: short forms, initials and acronyms, as newswriting uses them (AP Stylebook, "names", "abbreviations").

The full name comes first and the short one after it. Two persons of one last name stay two: a bare last name is then his or hers who
was named last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.language import word_lists
from onrecord.language.bodies import is_a_bodys, is_firms
from onrecord.language.titles import without_titles
from onrecord.language.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

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

_MONEY = re.compile(r"[A-Z]{1,3}[\d.,]+ ?(?:k|m|bn|tn|million|billion|trillion)")
"""Sums as papers print them whose currency is a letter: "N60m"."""
_NEXT = re.compile(r"[.!?][\"”’)]*\s+")
_NICKNAME = re.compile(r"[\"“‘'(]([^\W\d_][\w-]+)[\"”’')]")
_ACRONYM = re.compile(r"\s?\((?:the )?[\"“]?([A-Z][A-Za-z&.-]{1,9})[\"”]?\)")
_ALIAS = re.compile(r"\s?\((?:the )?[\"“‘']([A-Z][\w&.’'-]*(?: [A-Z][\w&.’'-]*)*)[\"”’']\)")
_ENDINGS = frozenset(
    {
        "inc",
        "inc.",
        "plc",
        "ltd",
        "ltd.",
        "llc",
        "co",
        "co.",
        "corp",
        "corp.",
        "corporation",
        "limited",
        "group",
        "ag",
        "sa",
        "nv",
    }
)


@dataclass(slots=True, eq=False)
class Named:
    """A thing with a name: its ``kind``, the forms of its name in the order they came, and where they stand."""

    kind: str
    forms: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """The genders that titles and nouns beside the name tell, without what the first name lets guess."""
    expected: int = 0
    trades: bool = False
    """Whether a body has "&" in its name, or the words of business beside one of one word: "Halvard shares", "the brewer Halvard"."""

    @property
    def name(self) -> str:
        """The fullest form: that with most words, not in capitals where another has as many, the longest of these."""
        return max(self.forms, key=lambda form: (len(form.split()), not form.isupper(), len(form)))


class Names:
    """Joins the names of a text; ``of`` tells which thing the name at an offset names."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        """Join ``names``, the reader's, in the order of ``text``."""
        self._text = text
        self.things: list[Named] = []
        self._at: dict[int, Named] = {}
        self.shared: dict[int, tuple[Named, ...]] = {}
        """Where a name stands that several may mean, and who these are."""
        names = [
            name
            for name in names
            if any(letter.isalnum() for letter in without_possessive(text[name.start : name.end]))
            and not _MONEY.fullmatch(text, name.start, name.end)
        ]
        persons = [name for name in names if name.kind == "person"]
        bodies = [name for name in names if name.kind != "person" and name.kind in KINDS]
        self._join_persons(persons)
        self._join_bodies(bodies)
        self.things.sort(key=lambda thing: thing.places[0])
        for thing in self.things:
            thing.trades = thing.kind == "organisation" and any(
                is_firms(form) or (" " not in form and is_a_bodys(text, start, form))
                for (start, _), form in zip(thing.places, thing.forms, strict=True)
            )

    def of(self, start: int) -> Named | None:
        """Return what the name that begins at ``start`` names."""
        return self._at.get(start)

    def give(self, start: int, thing: Named) -> None:
        """Give the name that begins at ``start`` to another of those who bear it."""
        old = self._at[start]
        if old is thing:
            return
        at = next(index for index, place in enumerate(old.places) if place[0] == start)
        place, form = old.places.pop(at), old.forms.pop(at)
        index = bisect_left(thing.places, place)
        thing.places.insert(index, place)
        thing.forms.insert(index, form)
        self._at[start] = thing

    def _add(self, thing: Named, name: Name, form: str) -> None:
        if not thing.places:
            self.things.append(thing)
        thing.forms.append(form)
        thing.places.append((name.start, name.end))
        self._at[name.start] = thing

    # Persons

    def _join_persons(self, persons: Sequence[Name]) -> None:
        forms = [_Form.of(self._text, name) for name in persons]
        bearers = _bearers(forms)
        owners = _owners(forms, bearers)
        for name, form in zip(persons, forms, strict=True):
            thing = self._whose(form, bearers, name.start)
            owner = owners.get(form.key) if self.shared.get(name.start) and not form.titled else None
            if owner is not None and not self._is_named_right_before(owner, name.start):
                thing = owner
            if form.gender:
                thing.genders.add(form.gender)
                thing.told.add(form.gender)
            self._add(thing, name, form.printed)

    def _whose(self, form: _Form, bearers: dict[str, list[Named]], start: int) -> Named:
        """Return the person whose name it is: of those who bear it and may be meant, the one named most often, or last."""
        may = [one for one in bearers[form.key] if not form.gender or not one.genders or form.gender in one.genders]
        if len(may) == 1:
            return may[0]
        if len(form.parts) == 1:
            self.shared[start] = tuple(may)
        last = {id(one): one.places[-1][0] for one in may if one.places and start - one.places[-1][0] <= NEAR}
        return max(may or bearers[form.key], key=lambda one: (one.expected, last.get(id(one), -1)))

    def _is_named_right_before(self, owner: Named, start: int) -> bool:
        """Whether the sentence that a last name begins comes right after one that ends with another bearer: "said Bo Moss. Moss ..."."""
        ends = [one.places[-1][1] for one in self.shared[start] if one is not owner and one.places]
        return any(_NEXT.fullmatch(self._text, end, start) for end in ends)

    # Bodies, places, works

    def _join_bodies(self, names: Sequence[Name]) -> None:
        printed = [(name, form) for name in names if (form := called(self._text, name.start, name.end))]
        by_form: dict[str, Named] = {}
        for name, form in sorted(
            printed, key=lambda pair: -len(pair[1].split())
        ):  # a short form may come before the full one
            key = _key(form)
            if key not in by_form:
                by_form[key] = by_form.get(_short(by_form, key, name.kind)) or Named(name.kind)
            for alias in self._aliases(name, form):
                by_form.setdefault(_key(alias), by_form[key])
        for name, form in printed:
            self._add(by_form[_key(form)], name, form)

    def _aliases(self, name: Name, form: str) -> list[str]:
        """Return what stands in brackets behind a name for short: its initials, or any name in quotation marks."""
        acronym, alias = _ACRONYM.match(self._text, name.end), _ALIAS.match(self._text, name.end)
        found = [acronym.group(1)] if acronym and _is_acronym(acronym.group(1), form) else []
        return found + ([alias.group(1)] if alias else [])


@dataclass(frozen=True, slots=True)
class _Form:
    """A person's name as printed: without titles, by its parts, with the gender that its words tell."""

    printed: str
    parts: tuple[str, ...]
    nicknames: tuple[str, ...]
    gender: Gender | None
    titled: bool

    @classmethod
    def of(cls, text: str, name: Name) -> _Form:
        printed = without_possessive(" ".join(text[name.start : name.end].split()))
        nicknames = tuple(match.group(1) for match in _NICKNAME.finditer(printed))
        bare = without_titles(_NICKNAME.sub(" ", printed)) or printed
        parts = tuple(part for part in bare.replace(",", " ").split() if part[0].isalnum()) or (bare,)
        before = re.findall(r"[\w.’'-]+", text[max(0, name.start - 25) : name.start])[-1:]
        titled = bare != printed or bool(before and before[0] in word_lists.classes("name_words")["title"])
        return cls(" ".join(parts), parts, nicknames, gender_of(text, name.start, printed), titled)

    @property
    def is_last(self) -> bool:
        """Whether it begins as a last name of several words does: "De la Rue"."""
        return len(self.parts) > 1 and self.parts[0].lower() in word_lists.words("name_particles")

    @property
    def key(self) -> str:
        """The name in lower case, middle names left out; a last name of several words whole."""
        if self.is_last:
            return self.printed.lower()
        return f"{self.parts[0]} {self.parts[-1]}".lower() if len(self.parts) > 1 else self.parts[0].lower()


def _bearers(forms: Sequence[_Form]) -> dict[str, list[Named]]:
    """Return the persons by every form that may mean them: full names first, then titled last names that fit none of these."""
    found: dict[str, list[Named]] = defaultdict(list)
    full: dict[str, Named] = {}
    ends = {" ".join(form.parts[at:]).lower() for form in forms for at in range(1, len(form.parts))}
    for form in sorted(forms, key=lambda form: len(form.parts[0].rstrip(".")) == 1):  # "J. Moss" after "John Moss"
        if not 1 < len(form.parts) <= LONGEST_NAME or (form.is_last and form.printed.lower() in ends):
            continue
        thing = full.get(form.key) or _initialled(found, form)
        if thing is None:
            thing = Named("person", genders=set(_given_to(form.parts[0])))
        full[form.key] = thing
        thing.genders |= {form.gender} - {None}  # type: ignore[arg-type]
        thing.expected += 1
        suffixes = {" ".join(form.parts[at:]).lower() for at in range(1, len(form.parts))}
        nicknames = {one.lower() for nick in form.nicknames for one in (nick, f"{nick} {form.parts[-1]}")}
        for key in {*suffixes, *nicknames, form.parts[0].lower(), form.key, form.printed.lower()}:
            if thing not in found[key]:
                found[key].append(thing)
    for form in sorted(forms, key=lambda form: not form.titled):
        if len(form.parts) > 1 and form.key in full:
            continue
        may = [one for one in found[form.key] if not form.gender or not one.genders or form.gender in one.genders]
        if not may:
            thing = Named("person", genders={form.gender} - {None})  # type: ignore[arg-type]
            found[form.key].append(thing)
            may = [thing]
        if len(may) == 1:
            may[0].expected += 1
    return found


def _owners(forms: Sequence[_Form], bearers: dict[str, list[Named]]) -> dict[str, Named]:
    """Return whose a last name of several is, by it: his or hers who is called by it alone before another bearer comes.

    Newswriting then gives the others their first names throughout.
    """
    met: dict[str, list[Named]] = defaultdict(list)
    found: dict[str, Named] = {}
    for form in forms:
        if len(form.parts) == 1:
            alone = met[form.key]
            told = [one for one in bearers[form.key] if form.gender in one.genders] if form.gender else []
            if len(told) == 1 and told[0] not in alone:
                alone.append(told[0])  # "Mr Moss", where the only full name is Ada Moss
            if len(alone) == 1 and len(bearers[form.key]) > 1:
                found.setdefault(form.key, alone[0])
            continue
        last = form.parts[-1].lower()
        full = [one for one in bearers[form.key] if one in bearers[last]]
        if len(full) == 1 and full[0] not in met[last]:
            met[last].append(full[0])
    return found


def _initialled(found: dict[str, list[Named]], form: _Form) -> Named | None:
    """Return the only person of this last name whose first name has the same first letter, where one of the two is an initial."""
    letter = form.parts[0].rstrip(".")
    may = [
        one for one in found.get(form.parts[-1].lower(), [])
        if one.forms == [] and len(letter) == 1 and any(key.split()[0].startswith(letter.lower()) for key in _keys(found, one))
    ]  # fmt: skip
    return may[0] if len(may) == 1 else None


def _keys(found: dict[str, list[Named]], thing: Named) -> list[str]:
    return [key for key, things in found.items() if thing in things and " " in key]


def _given_to(first: str) -> set[str]:
    """Return the gender that a first name is given to alone, if so."""
    return {one for one in ("female", "male") if first in word_lists.classes("first_names")[one]}


def gender_of(text: str, start: int, printed: str) -> Gender | None:
    """Tell the gender that the words of a name, or the title right before it, tell: "Mrs Moss", "spokeswoman Ada Moss"."""
    before = re.findall(r"[\w.’'-]+", text[max(0, start - 30) : start])[-1:] if text[start - 1 : start] == " " else []
    spoken = {*printed.split()[:2], *before, *(word.lower() for word in before)}
    lists = word_lists.classes("pronouns")
    genders: tuple[Gender, ...] = ("female", "male")
    spoken -= lists["one"]
    return next((one for one in genders if spoken & lists[one]), None)


def gender_of_words(words: str) -> Gender | None:
    """Tell the gender that the words of a description tell: "the 34-year-old mother of three"."""
    spoken, lists = set(words.lower().split()), word_lists.classes("pronouns")
    genders: tuple[Gender, ...] = ("female", "male")
    return next((one for one in genders if spoken & (lists[one] - lists["one"])), None)


def called(text: str, start: int, end: int) -> str:
    """Return a name as printed, without its article and a possessive ending, blanks evened out."""
    form = without_possessive(" ".join(text[start:end].split())).strip("\"“”‘'’,;:()")
    return form[4:] if form.lower().startswith("the ") else form


def is_outlet(name: str) -> bool:
    """Tell whether a name is one as outlets have it: an agency's, by its last word, or as a site's address: "Fennick Post", "fennick.example"."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    known = (
        "news agency" in name.lower()
        or last.lower() in word_lists.classes("source_words")["outlet_name"]
        or name in word_lists.entries("agencies")
    )
    return known or bool(_ADDRESS.fullmatch(last.lower()) or _STATION.fullmatch(last))


def is_agency(name: str) -> bool:
    """Tell whether a name is that of a news agency, whatever the tagger takes it for."""
    return name in word_lists.entries("agencies") and (" " in name or not name.isupper())


_STATION = re.compile(r"[A-Z]{1,4}TV")
"""How stations are called, by their letters."""
_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|tv|co|uk|news|info|example|[a-z]{2})")


def is_company(thing: Named) -> bool:
    """Tell whether a thing is no person and its name ends as those of bodies do."""
    return thing.kind != "person" and ends_as_a_body(thing.name)


def ends_as_a_body(name: str) -> bool:
    """Tell whether a name ends as those of bodies do: "Halvard Foods Inc", "Fennick Council"."""
    last = name.rsplit(maxsplit=1)[-1]
    lists = word_lists.classes("name_words")
    return last.lower().strip(",") in _ENDINGS or last in lists["organisation"]


def _is_acronym(letters: str, form: str) -> bool:
    """Whether the letters in brackets behind a name may stand for it: each begins a word of it, in order."""
    initials = "".join(word[0] for word in form.split()).lower()
    wanted = iter(initials)
    plain = letters.replace(".", "").replace("&", "").lower()
    return sum(letter.isupper() for letter in letters) > 1 and all(letter in wanted for letter in plain)


def _key(form: str) -> str:
    parts = form.lower().replace("’", "'").split()
    while len(parts) > 1 and parts[-1].strip(",") in _ENDINGS:
        parts.pop()
    return " ".join(part.strip(",") for part in parts)


_BODIES = frozenset({"organisation", "facility", "other"})


def _short(known: dict[str, Named], key: str, kind: str) -> str:
    """Return the known longer form that ``key`` is short for: its first words, or its initials; empty if there is none or several."""
    if kind not in _BODIES:
        return ""
    letters = key.replace(".", "")
    longer: dict[int, str] = {}
    for form, thing in known.items():
        initials = "".join(word[0] for word in form.split() if word not in {"of", "the", "and", "for", "in"})
        begins = (form.startswith(f"{key} ") or form.endswith(f" {key}")) and thing.kind in _BODIES
        if begins or (2 <= len(letters) == len(initials) and letters == initials):
            longer[id(thing)] = form
    return next(iter(longer.values())) if len(longer) == 1 else ""
