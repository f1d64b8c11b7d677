"""What goes into a store and what comes out of it, beside the records themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from onrecord.records import EntityKind, Mode, Reading, SourceKind, Statement

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
class Listed:
    """A statement as a list shows it. ``day`` is when it was said, else published; ``marks`` are offsets into ``words``.

    ``name`` is the voice's (``voice`` its id) or, where it is no voice, what the article calls the source.
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


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list, and where it goes on: give ``cursor`` to the same call for more; None at the end."""

    items: tuple[Item, ...]
    cursor: str | None


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
class StoryRow:
    """A story as the store knows it. A result worked out at this ``revision`` holds for as long as the revision stands."""

    id: str
    revision: int
    articles: int
    first_day: str | None
    last_day: str | None


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
