"""What the tools of the MCP server answer: records of the ledger with, at each point, the exact words, where they stand, and a permalink.

These are models of the answers as they go over the wire, so that a client knows their JSON Schema beforehand; they hold nothing that the
records don't.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onrecord.records import ConflictReason, EntityKind, Mode, Relation, SourceKind, Stance  # noqa: TC001 - pydantic reads them

Kind = Literal["statement", "article", "story", "voice"]
Link = Annotated[
    str, Field(description="Permalink: a page of the ledger's own web server, else a resource of this server to read.")
]


class Quoted(BaseModel):
    """A statement: the exact words, whose word it is, and the article that has it."""

    statement: str = Field(description="Its id: what `trace` takes.")
    words: str = Field(description="The exact words of the article; … stands where the article interrupts them.")
    source: str = Field(description="Whose word it is: a name, what the article calls the source, or 'nobody'.")
    kind: SourceKind = Field(description="What sort of source that is; `none`: the article names nobody.")
    voice: str | None = Field(description="Id of the person or body, where it has a name: what `who` and `said` take.")
    mode: Mode = Field(
        description="Whether the words are the source's own (direct), the article's (indirect), or both."
    )
    commitment: str = Field(
        default="", description="'denies', 'doubts' ... where the source does not plainly assert it."
    )
    via: tuple[str, ...] = Field(
        default=(), description="Channels or outlets through which it came, as the article says."
    )
    day: str | None = Field(description="When it was said, as far as is known, else when it was published; ISO.")
    outlet: str | None
    headline: str | None
    published: str | None
    article: str = Field(description="Id of the article.")
    address: str | None = Field(description="Where the article itself is on the web.")
    story: str | None = Field(description="Id of the story that the article belongs to.")
    permalink: Link | None = Field(description="Permalink of the statement; null for what is not in the ledger.")


class Proof(BaseModel):
    """Words of an article that prove something."""

    words: str
    article: str
    outlet: str | None
    published: str | None
    permalink: Link


class Person(BaseModel):
    """A person or body with a name: a voice."""

    voice: str = Field(description="Id.")
    name: str
    kind: EntityKind
    said: int = Field(description="Statements it made.")
    about: int = Field(description="Statements about it.")
    permalink: Link


class Found(BaseModel):
    """What a search found."""

    statements: tuple[Quoted, ...]
    cursor: str | None = Field(description="Give it to the same call for more; null at the end.")
    note: str = Field(default="", description="Where nothing was found: whether part of what was asked for is there.")


class Who(BaseModel):
    """Who is called so; of the likeliest what it says and what is said of it, the latest first."""

    voices: tuple[Person, ...]
    says: tuple[Quoted, ...]
    is_said_of: tuple[Quoted, ...]
    note: str = ""


class Said(BaseModel):
    """A page of what somebody said, or of what is said of it."""

    voice: Person
    statements: tuple[Quoted, ...]
    cursor: str | None


class Card(BaseModel):
    """A story in a list."""

    story: str
    title: str
    first_day: str | None
    last_day: str | None
    articles: int
    outlets: int
    answer: str = Field(
        description="On how many independent sources its main claim rests; empty where that is not worked out."
    )
    conflicts: int
    permalink: Link


class Cards(BaseModel):
    """A page of stories."""

    stories: tuple[Card, ...]
    cursor: str | None


class Rooted(BaseModel):
    """Where a trail ends: a source behind which nobody else is named."""

    name: str
    kind: str
    via: tuple[str, ...]


class Claimed(BaseModel):
    """A claim of a story: who carries it how, and on whose word it rests."""

    claim: str
    words: str
    rests_on: str = Field(description="How many independent sources, in words.")
    independent: int
    at_least: int
    at_most: int
    roots: tuple[Rooted, ...]
    articles: dict[Stance, int] = Field(description="How many articles are for it, against it, or only report it.")
    evidence: tuple[Quoted, ...] = Field(description="The first of the statements that make the claim.")
    denials: tuple[Quoted, ...]
    statements: int = Field(description="How many statements make it.")


class Member(BaseModel):
    """An article of a story."""

    article: str
    outlet: str | None
    published: str | None
    headline: str | None
    copy_of: str | None = Field(description="Id of the article whose text it copies.")
    copy_share: float = Field(description="Share of its sentences that is copied, 0 to 1.")
    roots: tuple[str, ...]
    own_reporting: bool | None
    permalink: Link


class Hop(BaseModel):
    """A step of a trail: who has it from whom, and the words that prove it."""

    from_: str = Field(alias="from", description="An outlet, or an id of an article in `from_article`'s place.")
    from_article: str | None
    to: str
    to_article: str | None
    relation: Relation | Literal["says"] = Field(
        description="`says`: has it as the word of. `copies`, `rewrites`: takes over text."
    )
    share: float | None = Field(default=None, description="Share of the sentences that is copied.")
    evidence: tuple[Proof, ...]


class Clash(BaseModel):
    """Two passages that can't both be true; of neither is said that it is."""

    reason: ConflictReason
    in_words: str
    a: Proof
    b: Proof
    story: str
    title: str
    permalink: Link


class Told(BaseModel):
    """A story: its claims with their sources, who has it from whom, and what is in conflict."""

    story: str
    title: str
    answer: str
    first_day: str | None
    last_day: str | None
    claims: tuple[Claimed, ...]
    articles: tuple[Member, ...]
    trail: tuple[Hop, ...]
    conflicts: tuple[Clash, ...]
    left_out: dict[str, int] = Field(description="How many more claims, articles, steps and conflicts there are.")
    permalink: Link


class Traced(BaseModel):
    """A statement followed back to where it comes from."""

    statement: Quoted
    steps: tuple[Hop, ...]
    ends_at: str


class Clashes(BaseModel):
    """Conflicts of the ledger or of a story."""

    conflicts: tuple[Clash, ...]
    more: bool
    note: str = ""


class Share(BaseModel):
    """Statements of one group of sources."""

    group: str
    statements: int
    share: float


class Outlet(BaseModel):
    """The sourcing of an outlet."""

    outlet: str | None
    articles: int
    statements: int
    groups: tuple[Share, ...]
    copies: int = Field(description="Articles that copy another's text.")
    copied: float = Field(description="Mean share of copied sentences, of all its articles.")


class Used(BaseModel):
    """A voice as a source."""

    voice: Person
    statements: int
    articles: int


class Audited(BaseModel):
    """A sourcing profile."""

    articles: int
    statements: int
    groups: tuple[Share, ...]
    outlets: tuple[Outlet, ...]
    most_used: tuple[Used, ...]
    note: str = ""


class Trouble(BaseModel):
    """What could not be read or resolved, and what to do."""

    code: str
    message: str


class Read(BaseModel):
    """An article and what is said in it."""

    article: str | None
    address: str | None
    outlet: str | None
    headline: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    text: str | None = Field(description="The whole text as read; null unless it was asked for.")
    statements: tuple[Quoted, ...]
    problems: tuple[Trouble, ...]
    story: str | None
    version: int | None
    permalink: Link | None


class Readings(BaseModel):
    """What was read: one article, or several of a feed."""

    articles: tuple[Read, ...]
