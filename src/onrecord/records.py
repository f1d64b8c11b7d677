"""The records: what OnRecord knows, under the field's own names.

Every stage, the store, the exports and the API use these definitions and no others. All are frozen, slotted
dataclasses; the Python names are the JSON names, except ``Time.from_``, which JSON calls ``from`` (a Python keyword).

Terms follow the literature: an *attribution* is a (source, cue, content) relation (PARC 3.0, Pareti 2016; PolNeAR,
Newell et al. 2018), times are TIMEX3 (TimeML, Pustejovsky et al. 2003), block kinds follow schema.org and IPTC.

Offsets are code points into ``Article.text``, end exclusive, and ``article.text[span.start:span.end] == span.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Sequence

BlockKind = Literal[
    "headline",
    "deck",
    "byline",
    "date",
    "dateline",
    "paragraph",
    "heading",
    "list_item",
    "quote",
    "caption",
    "credit",
    "related",
    "furniture",
    "embed",
    "correction",
]
"""What a block of a page is. ``furniture`` is everything that is not the journalism."""

Mode = Literal["direct", "indirect", "mixed"]
SourceKind = Literal["person", "organisation", "media", "document", "role", "anonymous", "group", "author", "none"]
ViaKind = Literal["media", "social", "document", "event"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["positive", "negative"]
EntityKind = Literal["person", "organisation", "place", "work", "event", "other"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
SaidGround = Literal["stated", "inherited", "present", "past"]
"""How it is known when a statement was made: words of its own sentence say so, or those of an adjoining one of the same occasion; or
the cue is in the present, or the plain past, of a report with a date."""
BylineRole = Literal["author", "agency", "contributor", "entry"]

BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
BODY_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "list_item", "quote"})
"""The kinds that make up the body of an article."""
SPEAKING_KINDS: frozenset[BlockKind] = frozenset(
    {"headline", "deck", "paragraph", "heading", "list_item", "quote", "caption", "embed", "correction"}
)
"""The kinds in which somebody's statement can stand. Furniture and related links never yield one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article: code-point offsets into its text, end exclusive, and the words themselves."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of an article's text that does one job on the page."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Byline:
    """Somebody the article is by. ``role``: ``author`` (a person), ``agency``, ``contributor``, ``entry`` (live blogs)."""

    name: str
    role: BylineRole = "author"


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a picture, and whom the picture is credited to; either may be missing."""

    text: str | None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a story was filed from and by which agency: ``LONDON (Reuters) —``; ``text`` is as printed."""

    text: str
    place: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A link on the page to another story."""

    headline: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article was read from.

    ``id`` is the caller's own id, or the path or URL given; ``sha256`` is the hash of the bytes read; ``read_at`` is
    ISO 8601 in UTC; ``reader`` names the version that read it.
    """

    id: str
    sha256: str
    read_at: str
    reader: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page as read. ``blocks`` cover every line of ``text`` in order and never overlap; nothing is deleted."""

    id: str
    url: str | None
    outlet: str | None
    language: str | None
    headline: str | None
    deck: str | None
    dateline: str | None
    bylines: tuple[Byline, ...]
    published: str | None
    modified: str | None
    captions: tuple[Caption, ...]
    related: tuple[Related, ...]
    text: str
    blocks: tuple[Block, ...]
    source: Source
    dateline_parts: Dateline | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the words from ``start`` to ``end`` (code points, end exclusive) of this article."""
        return Span(start, end, self.text[start:end])

    def block_at(self, offset: int) -> Block | None:
        """Return the block that the code point at ``offset`` stands in, or None between blocks."""
        return next((block for block in self.blocks if block.start <= offset < block.end), None)

    def body(self) -> str:
        """Return the paragraphs, headings, list items and quotes in reading order, joined by blank lines."""
        return "\n\n".join(self.text[b.start : b.end] for b in self.blocks if b.kind in BODY_KINDS)


@dataclass(frozen=True, slots=True)
class StatementSource:
    """Whose word it is: the words that name the source, its kind, and the name they resolve to.

    ``entity`` is the id of the person or body with that name; ``reason`` the words with which the article says why it has none.
    """

    spans: tuple[Span, ...]
    kind: SourceKind
    name: str | None = None
    entity: str | None = None
    reason: Span | None = None


@dataclass(frozen=True, slots=True)
class Via:
    """The channel or intermediary a statement came through: "told the Mail", "in a statement"."""

    spans: tuple[Span, ...]
    kind: ViaKind
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression (TIMEX3), and the days that its value stands for, ISO, both inclusive; null where unknown."""

    start: int
    end: int
    text: str
    type: TimeType
    value: str | None
    from_: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: who is said to have said what, through which channel, when, and how sure the reader is.

    ``said_ground`` tells how ``said`` is known; with a tense as its ground, ``said`` has the words of the cue.
    """

    id: str
    article: str
    mode: Mode
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: StatementSource
    via: tuple[Via, ...]
    said: Time | None
    certainty: Certainty
    polarity: Polarity
    about: tuple[str, ...]
    block: BlockKind
    confidence: float
    said_ground: SaidGround | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the article says of an entity in passing, with the words that say so."""

    property: str
    value: str
    span: Span
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, body, place, work or event of the article, with every mention of it."""

    id: str
    kind: EntityKind
    name: str
    mentions: tuple[Span, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read or resolved. ``message`` says what to do next; ``where`` names the place, if any."""

    code: str
    message: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one input: the article and all that was found in it, or, with ``article`` None, why not."""

    source: str
    article: Article | None
    statements: tuple[Statement, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    problems: tuple[Problem, ...] = ()


Stance = Literal["for", "against", "observing"]
"""What an article does with a claim: asserts it, says that it is wrong, or reports it as somebody's word."""
Relation = Literal["credits", "copies", "rewrites"]
ConflictReason = Literal["denial", "number", "date", "state"]
CreditKind = Literal["media", "person", "organisation", "role", "anonymous", "document", "social"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one of several articles: a span with the id of the article that it counts in."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom an article names as the origin of its story, or as what it got it through, and the words that say so."""

    name: str
    kind: CreditKind
    span: Span


@dataclass(frozen=True, slots=True)
class Root:
    """Where a trail ends: a source behind which nobody else is named. ``via`` are the outlets that it was seen through, first first."""

    name: str
    kind: CreditKind
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many, with the least and the most that the words allow."""

    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of a trail: ``from_`` had it from ``to`` (each an article's id, else the name of an outlet or source), by the words of ``evidence``.

    ``share`` is the part of the article's sentences that is copied; null for credits.
    """

    from_: str
    to: str
    relation: Relation
    share: float | None
    evidence: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Statements of a story that say the same thing or deny it; ``stance`` has the articles that carry it, by id."""

    id: str
    text: str
    statements: tuple[str, ...]
    denials: tuple[str, ...]
    stance: dict[str, Stance]
    independent: Count
    roots: tuple[Root, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two passages that cannot both be true, and why. A later change of the same thing is a development and not in conflict."""

    reason: ConflictReason
    a: Passage
    b: Passage


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was reported or said (ISO day), in which article, by which statement."""

    when: str
    article: str
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article as part of a story. ``source_id`` is the caller's own id; ``roots`` are names."""

    id: str
    source_id: str
    outlet: str | None
    published: str | None
    headline: str | None
    credits: tuple[Credit, ...]
    copy_of: str | None
    copy_share: float
    roots: tuple[str, ...]
    own_reporting: bool | None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about the same event, what they claim, and who had it from whom. ``main_claim`` is the claim that most articles carry."""

    id: str
    title: str
    first_published: str | None
    main_claim: str | None
    articles: tuple[StoryArticle, ...]
    claims: tuple[Claim, ...]
    trail: tuple[Edge, ...]
    conflicts: tuple[Conflict, ...]
    developments: tuple[Conflict, ...]
    timeline: tuple[Moment, ...]


def as_json(record: object) -> Any:
    """Turn a record, or a container of records, into what ``json.dumps`` takes, under the names of the contract.

    A Reading without an article becomes ``{"source", "problems"}``; with one it becomes
    ``{"article", "statements", "entities", "times", "problems"}``.
    """
    if isinstance(record, Reading):
        names = ("source", "problems") if record.article is None else _READING_FIELDS
        return {name: as_json(getattr(record, name)) for name in names}
    if is_dataclass(record):
        return {f.name.rstrip("_"): as_json(getattr(record, f.name)) for f in fields(record)}
    if isinstance(record, tuple | list):
        return [as_json(item) for item in record]
    if isinstance(record, dict):
        return {name: as_json(value) for name, value in record.items()}
    return record


def reading_of(data: dict[str, Any]) -> Reading:
    """Turn back into a Reading what ``as_json`` made of one. Raises KeyError or TypeError on anything else."""
    if "article" not in data:
        return Reading(data["source"], None, problems=_records(Problem, data["problems"]))
    article = record_of(Article, data["article"])
    return Reading(
        article.source.id, article, _records(Statement, data["statements"]), _records(Entity, data["entities"]),
        _records(Time, data["times"]), _records(Problem, data["problems"]),
    )  # fmt: skip


def _records(kind: Any, items: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(record_of(kind, item) for item in items)


def record_of(kind: Any, data: Any) -> Any:
    """Turn back into a record of this ``kind`` what ``as_json`` made of one; None stays None. Raises TypeError on anything else."""
    if data is None:
        return None
    values = {}
    for name, json_name, inner, many in _shape(kind):
        value = data.get(json_name)
        if inner is not None:
            value = _records(inner, value) if many else record_of(inner, value)
        elif many:
            value = tuple(value)
        values[name] = value
    return kind(**values)


@cache
def _shape(kind: Any) -> tuple[tuple[str, str, Any, bool], ...]:
    """Return the name, the JSON name, the record inside, and whether there are many, of each field."""
    out = []
    for field_name, annotation in get_type_hints(kind).items():
        many = get_origin(annotation) is tuple
        inside = [part for part in (get_args(annotation) or (annotation,)) if is_dataclass(part)]
        out.append((field_name, field_name.rstrip("_"), inside[0] if inside else None, many))
    return tuple(out)


_READING_FIELDS = ("article", "statements", "entities", "times", "problems")
