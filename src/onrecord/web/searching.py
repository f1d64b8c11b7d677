"""A search in the words of a page: what was asked for, how filters would narrow it, and what was perhaps meant where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, get_args

from onrecord.export.ledger_answer import number
from onrecord.export.printable import printable
from onrecord.records import SourceKind
from onrecord.store.kept import Query
from onrecord.store.search import BEGINNING, short_beginnings
from onrecord.web.addresses import api_path, search_path, voice_path
from onrecord.web.marking import kind_called

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from onrecord.ledger import Ledger
    from onrecord.store.kept import Faceted, Voice

KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
CHOICES = 8
"""Values of a facet that are listed."""
MOST_WORDS = 6
"""Words of a search that found nothing that are looked for one by one."""
MEANT = 3
"""Words, and names, that are proposed for one that is not there."""
_SMALL = (
    "a about an and are as at be been by did do does for from had has have he her his how i in is it its not of on or our she so that "
    "the their them they this to was we were what when where which who whom whose why will with would you"
)
SMALL = frozenset(_SMALL.split())
"""Words that a question is made of and that say nothing of what it is about."""
JOINING = frozenset({"AND", "OR", "NOT"})
"""What other searches join words by; here all have to be there, and these would be looked for as words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search's address asks for, and what of it could not be understood, in words."""

    query: Query
    problems: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether it asks for anything."""
        return self.query != Query()


@dataclass(frozen=True, slots=True)
class Near:
    """A search that finds something where the one that was asked finds nothing: how much, what is left out of it, and its path."""

    told: str
    path: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow a search, or to widen it: its name, how many statements are left (empty where that is not counted), its path."""

    words: str
    counted: str
    path: str


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind."""

    heading: str
    choices: tuple[Choice, ...]


def asked_of(given: QueryParams) -> Asked:
    """Return what the form of a search asks for; what is no kind and no day is left out, and said."""
    by, about, outlet = (" ".join(given.get(name, "").split()) or None for name in ("by", "about", "outlet"))
    kind = next((kind for kind in KINDS if kind == given.get("kind")), None)
    problems = []
    if given.get("kind", "").strip() and kind is None:
        problems.append(f"“{printable(given['kind'])}” is no kind of source; any kind was looked for.")
    found: dict[str, str | None] = {}
    for field in ("from", "to"):
        day = given.get(field, "").strip()
        try:
            found[field] = date.fromisoformat(day).isoformat() if day else None
        except ValueError:
            found[field] = None
            problems.append(f"“{printable(day)}” is no day and was left out; write it as 2025-03-01.")
    since, until = found["from"], found["to"]
    if since and until and since > until:
        problems.append("“From” is after “To”, so no day lies between them.")
    problems += [
        f"“{printable(beginning)}” is too short for a beginning and was looked for as a word; give {BEGINNING} letters."
        for beginning in short_beginnings(given.get("q", ""))
    ]
    return Asked(Query(given.get("q", "").strip(), by, about, kind, since, until, outlet), tuple(problems))


def path_of(query: Query, cursor: str | None = None) -> str:
    """Return the page of a search."""
    return search_path(
        query.words, by=query.by, about=query.about, kind=query.kind, outlet=query.outlet, since=query.since, until=query.until, cursor=cursor
    )  # fmt: skip


def data_paths(query: Query) -> dict[str, str]:
    """Return where the same search is found as JSON and as CSV, its filters kept."""
    asked = path_of(query).removeprefix("/search")
    return {"JSON": f"{api_path('search')}{asked}", "CSV": f"/search.csv{asked}"}


def facets(found: Faceted, query: Query) -> tuple[tuple[Facet, ...], str]:
    """Return how filters would narrow a search, and, where only the latest matches are counted for that, a note that says so."""
    kinds = tuple(
        Choice(kind_called(kind), f"{many:,}", path_of(replace(query, kind=kind))) for kind, many in found.kinds
    )
    outlets = tuple(Choice(name, f"{many:,}", path_of(replace(query, outlet=name))) for name, many in found.outlets)
    speakers = tuple(
        Choice(one.name, f"{many:,}", path_of(replace(query, by=one.name))) for one, many in found.speakers
    )
    made = [
        Facet("Kind of source", () if query.kind else kinds),
        Facet("Outlet", () if query.outlet else outlets),
        Facet("Said by", () if query.by else speakers),
    ]
    note = f"Counted in the latest {found.statements:,} statements that match." if found.more else ""
    return tuple(one for one in made if one.choices), note


def chosen(query: Query) -> tuple[Choice, ...]:
    """Return the filters of a search, each with the path of the search without it."""
    return tuple(Choice(one.words, "", path_of(one.without(query))) for one in _filters(query))


def near(ledger: Ledger, query: Query) -> tuple[Near, ...]:
    """Return what a search that found nothing would find with less asked: without one of its filters, without all, with one of its words.

    Where no single filter is to blame, each is counted alone; what finds nothing even so has no path.
    """
    filters = _filters(query)
    tried = [(f"without the {one.name}", one.without(query)) for one in filters]
    found = _counted(ledger, tried)
    if len(filters) > 1 and query.words:
        if not found:
            alone = [(f"with “{one.words}” as the only filter", one.alone(query)) for one in filters]
            found = _counted(ledger, alone, nothing=True)
        found += _counted(ledger, [("without any filter", Query(query.words))])
    words = query.words.split()
    telling = [word for word in words if word not in JOINING and word.lower() not in SMALL]
    if telling and len(telling) < len(words):
        left_out = ", ".join(f"“{word}”" for word in dict.fromkeys(words) if word not in telling)
        found += _counted(ledger, [(f"without {left_out}", replace(query, words=" ".join(telling)))])
    if len(telling) > 1:
        each = [(f"with “{word}” alone", replace(query, words=word)) for word in dict.fromkeys(telling[:MOST_WORDS])]
        found += _counted(ledger, each)
    return tuple(found) if any(one.path for one in found) else ()


def _counted(ledger: Ledger, tried: list[tuple[str, Query]], *, nothing: bool = False) -> list[Near]:
    """Return searches that find something with how much that is; with ``nothing`` the others as well, without a path."""
    counted = [(printable(told), query, ledger.store.faceted(query, 1)) for told, query in tried]
    return [
        Near(
            f"{_many(found)} {told}" if found.statements else f"nothing {told}",
            path_of(query) if found.statements else "",
        )
        for told, query, found in counted
        if found.statements or nothing
    ]


def meant(ledger: Ledger, query: Query) -> tuple[Choice, ...]:
    """Return what was perhaps meant by words that no statement has: the search with other words, and people and bodies of a like name."""
    found: dict[str, Choice] = {}
    strange = [word for word in dict.fromkeys(_plain(query.words)) if not ledger.store.has_word(word)][:MOST_WORDS]
    for word in strange:
        for other in ledger.store.words_like(word, MEANT):
            written = other.capitalize() if word[:1].isupper() else other
            asked = replace(query, words=query.words.replace(word, written))
            if ledger.store.search(asked, 1).items:
                found.setdefault(other, Choice(asked.words, "", path_of(asked)))
    names = [" ".join(_plain(query.words)) if strange else "", query.by or "", query.about or ""]
    for name in filter(None, names):
        for voice in ledger.store.names_like(name, MEANT) or _like_each(ledger, name):
            found.setdefault(voice.id, Choice(voice.name, "", voice_path(voice.id)))
    return tuple(found.values())[: 2 * MEANT]


def _like_each(ledger: Ledger, name: str) -> list[Voice]:
    words = [word for word in name.split() if not ledger.store.has_word(word)]
    return (
        [voice for word in words[:MEANT] for voice in ledger.store.names_like(word, 1)] if len(name.split()) > 1 else []
    )


@dataclass(frozen=True, slots=True)
class _Filter:
    """A filter of a search: what it is called, its words, and the fields of the query that it is."""

    name: str
    words: str
    fields: tuple[str, ...]

    def without(self, query: Query) -> Query:
        """Return the search without it."""
        return replace(query, **dict.fromkeys(self.fields))  # type: ignore[arg-type]  # fields that may be None

    def alone(self, query: Query) -> Query:
        """Return the search with its words and this filter alone."""
        return replace(Query(query.words), **{name: getattr(query, name) for name in self.fields})


def _filters(query: Query) -> list[_Filter]:
    """Return the filters of a search."""
    period = " ".join(f"{word} {day}" for word, day in (("from", query.since), ("to", query.until)) if day)
    known = [
        _Filter("speaker", f"said by {query.by}" if query.by else "", ("by",)),
        _Filter("filter “about”", f"about {query.about}" if query.about else "", ("about",)),
        _Filter("kind of source", kind_called(query.kind) if query.kind else "", ("kind",)),
        _Filter("outlet filter", f"in {query.outlet}" if query.outlet else "", ("outlet",)),
        _Filter("days", period, ("since", "until")),
    ]
    return [one for one in known if one.words]


def _many(found: Faceted) -> str:
    return f"{number(found.statements, 'statement')}{' or more' if found.more else ''}"


def _plain(words: str) -> list[str]:
    """Return the words of a search without its marks; a beginning ("resign*") is none that can be misspelt."""
    return [word.strip('"“”.,;:!?()') for word in words.split() if not word.endswith("*") and word not in JOINING]
