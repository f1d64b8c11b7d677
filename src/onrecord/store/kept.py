"""What goes into a store and what comes out of it, beside the records themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.records import Certainty, Count, EntityKind, Mode, Polarity, Reading, Root, SourceKind, Statement

Item = TypeVar("Item")
TraitKind = Literal["key", "band"]
"""``key``: of a sketch, for articles of one event. ``band``: of a signature, for articles that copy."""
JudgementKind = Literal["correct", "merge", "split", "undo"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the matching stages know an article by; opaque to the store, which keeps it and finds articles that share a key or band."""

    sketch: dict[str, Any] = field(default_factory=dict)
    signature: dict[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a reading came to. ``version`` is 1 for a new article; ``changed`` means that ``version - 1`` was what it said before."""

    article: str
    outcome: Literal["added", "unchanged", "changed"]
    version: int


@dataclass(frozen=True, slots=True)
class Version:
    """One text that an article has had. ``id`` is the article id in its reading."""

    number: int
    id: str
    sha256: str
    added_at: str
    current: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as the ledger has it: the reading of one version, the story it belongs to, the caller's ids that it came under."""

    reading: Reading
    version: int
    story: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """One statement, with the article that it stands in."""

    statement: Statement
    stored: Stored


@dataclass(frozen=True, slots=True)
class Voiced:
    """The voices in a statement, each with its id and name: whose word it is, None where that is no voice, and whom it is about."""

    said: tuple[str, str] | None
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement as a list shows it. ``day`` is when it was said, else published; ``marks`` are offsets into ``words``.

    ``name`` is the voice's (``voice`` its id) or, where it is no voice, what the article calls the source. ``certainty``, ``polarity``
    and ``confidence`` (0 to 1) are those of the statement.
    """

    statement: str
    article: str
    headline: str | None
    url: str | None
    outlet: str | None
    published: str | None
    story: str | None
    day: str | None
    kind: SourceKind
    mode: Mode
    name: str | None
    voice: str | None
    words: str
    marks: tuple[tuple[int, int], ...] = ()
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list, and where it goes on: give ``cursor`` to the same call for more; None at the end."""

    items: tuple[Item, ...]
    cursor: str | None


def every(ask: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Yield the items of a whole list; ``ask`` returns the page that begins at a cursor."""
    page = ask(None)
    yield from page.items
    while page.cursor is not None:
        page = ask(page.cursor)
        yield from page.items


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody or something with a name, across articles. ``also`` are the ids of voices that a judgement joined to it."""

    id: str
    kind: EntityKind
    name: str
    said: int
    about: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for: all words must stand in a statement; "quoted words" next to each other; ``resign*`` is a beginning.

    ``by`` and ``about`` are names or ids of voices; ``since`` and ``until`` ISO days, both inclusive.
    """

    words: str = ""
    by: str | None = None
    about: str | None = None
    kind: SourceKind | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Faceted:
    """A search counted: how many of the latest statements match, whether there may be ``more``, and of these by kind of source, outlet, speaker.

    Each facet has the values with the most first; a statement whose outlet or speaker has no name counts in none.
    """

    statements: int
    more: bool
    kinds: tuple[tuple[SourceKind, int], ...]
    outlets: tuple[tuple[str, int], ...]
    speakers: tuple[tuple[Voice, int], ...]


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as the store knows it. A result worked out at this ``revision`` holds for as long as the revision stands."""

    id: str
    revision: int
    articles: int
    first_day: str | None
    last_day: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept beside a story's result, so that lists and counts need not unpack it. ``told_by`` says which stages worked it out.

    ``independent`` and ``roots`` are those of the main claim, None and () where there is none; ``claims`` are the ids of all claims;
    ``copies`` are ids of articles that copy another, each with the share of its sentences that is copied, 0 to 1.
    """

    told_by: str
    title: str
    outlets: int
    independent: Count | None
    roots: tuple[Root, ...]
    conflicts: int
    claims: tuple[str, ...] = ()
    copies: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as a list shows it. ``outlets`` are how many different ones its articles are from, 0 where none is known.

    Where it is not ``told`` (worked out) yet, only what rows know is here: ``title`` is the headline of its first article that has one,
    ``independent`` is None, ``roots`` is empty and ``conflicts`` is 0. Of a told one, ``independent`` is None if it has no claim.
    """

    id: str
    title: str
    first_day: str | None
    last_day: str | None
    articles: int
    outlets: int
    independent: Count | None
    roots: tuple[Root, ...]
    conflicts: int
    told: bool


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as a list shows it: its current version, how many statements that has, its story (id), how many versions there are."""

    id: str
    url: str | None
    outlet: str | None
    published: str | None
    headline: str | None
    statements: int
    story: str | None
    versions: int


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet, by its name as first written, and how many articles of it there are."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a voice says and what is said of it, counted. Months are "2024-03"; None where day or outlet is not known.

    ``by_month``, the earliest first and the unknown last, counts everything: (month, said by it, said about it). The rest, the most
    first, counts the latest ``of_said`` statements by it and the latest ``of_about`` about it, which are all unless there are very many:
    ``by_outlet`` (outlet, said, about), ``speaks_of`` and ``spoken_of_by`` others (voice, statements), ``stories`` (id, statements).
    """

    by_month: tuple[tuple[str | None, int, int], ...]
    by_outlet: tuple[tuple[str | None, int, int], ...]
    speaks_of: tuple[tuple[Voice, int], ...]
    spoken_of_by: tuple[tuple[Voice, int], ...]
    stories: tuple[tuple[str, int], ...]
    of_said: int
    of_about: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided. ``subject`` is the id of a statement (correct), voice (merge, split) or judgement (undo).

    ``change`` for correct: {"kind"?, "name"?, "withdrawn"?}; for merge: {"voices": [ids]} that are the subject;
    for split: {"articles": [ids], "name"?} in which the subject is somebody else.
    """

    kind: JudgementKind
    subject: str
    change: dict[str, Any]
    judge: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement in the log: its id, when (ISO 8601, UTC), which one it supersedes, and whether it is in effect."""

    id: str
    at: str
    judgement: Judgement
    supersedes: str | None
    in_effect: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or, of a dry run, would go. ``scrubbed``: free pages, search index and write-ahead log were rewritten as well."""

    articles: tuple[str, ...]
    rewritten: tuple[str, ...]
    statements: tuple[str, ...]
    voices: tuple[str, ...]
    stories: tuple[str, ...]
    judgements: int
    dry_run: bool
    scrubbed: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of everything found: counts, and a line for each thing that is not as it must be."""

    articles: int
    versions: int
    statements: int
    voices: int
    stories: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sourcing:
    """How many statements of a kind of source an outlet printed in a month ("2024-03"; None: day unknown), in how many articles."""

    outlet: str | None
    month: str | None
    kind: SourceKind
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Used:
    """A voice as a source: how many statements in how many articles."""

    voice: Voice
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Copied:
    """Of an outlet (None: unknown): how many articles, how many are in stories that are worked out, and of these how many copy another.

    ``shares`` is the sum of their copied shares.
    """

    outlet: str | None
    articles: int
    told: int
    copies: int
    shares: float
