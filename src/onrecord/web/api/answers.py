"""What the API answers with beside the records themselves: small records that put some of them together for a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.errors import NotInLedgerError

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.records import Claim, Conflict, Problem, SourceKind, Statement, Story
    from onrecord.store.kept import Judged, Listed, Located, Page, Profile, StoryCard, Used, Voice, Voiced


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be read, by the id, path or address that it came under, and why not."""

    source: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """Where a statement stands: its article without the text."""

    id: str
    url: str | None
    outlet: str | None
    headline: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class VoiceName:
    """A person or body across articles: its id, as `/people/{voice}` takes it, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StatementInFull:
    """A statement with where it stands, and what was decided of it.

    ``said_by`` is the voice whose word it is, null where that is none with a name; ``spoken_of`` are those whom it is about.
    """

    statement: Statement
    article: ArticleHead
    version: int
    story: str | None
    said_by: VoiceName | None
    spoken_of: tuple[VoiceName, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class ClaimInStory:
    """A claim and the story (id) that it is made in."""

    story: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class ConflictInStory:
    """A conflict, and the story (id and title) whose articles contradict each other."""

    story: str
    title: str
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many statements by somebody and about them in a month ("2024-03"); null where the day is unknown."""

    month: str | None
    said: int
    about: int


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many statements by somebody and about them an outlet printed; null where no outlet is known."""

    outlet: str | None
    said: int
    about: int


@dataclass(frozen=True, slots=True)
class VoiceCount:
    """A voice, and in how many statements it occurs."""

    voice: Voice
    statements: int


@dataclass(frozen=True, slots=True)
class StoryCount:
    """A story (id), and how many statements of it are meant."""

    story: str
    statements: int


@dataclass(frozen=True, slots=True)
class Profiled:
    """What a voice says and what is said of it, counted: ``by_month`` from all statements, the rest from the latest ``of_said`` and ``of_about``."""

    voice: Voice
    by_month: tuple[MonthCount, ...]
    by_outlet: tuple[OutletCount, ...]
    speaks_of: tuple[VoiceCount, ...]
    spoken_of_by: tuple[VoiceCount, ...]
    stories: tuple[StoryCount, ...]
    of_said: int
    of_about: int


@dataclass(frozen=True, slots=True)
class MonthSourcing:
    """How many statements of a kind of source were printed in a month ("2024-03"; null: day unknown), in how many articles."""

    month: str | None
    kind: SourceKind
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class OutletSourcing:
    """An outlet (null: unknown): its articles, its statements by kind of source, and what it copies.

    ``told`` articles are in stories that are worked out; ``copies`` of them copy another, and ``copied_share`` is the mean share of copied
    sentences of all of them, null where none is told.
    """

    outlet: str | None
    articles: int
    statements: dict[str, int]
    told: int
    copies: int
    copied_share: float | None


@dataclass(frozen=True, slots=True)
class SourcingProfile:
    """On whose word articles rest: by month, by outlet (those with the most articles), and the voices with the most statements.

    ``untold`` is how many stories of the selection are not worked out, so that copies among their articles are not counted.
    ``since`` and ``until`` are the days that were counted, null where there is no such bound.
    """

    articles: int
    untold: int
    by_month: tuple[MonthSourcing, ...]
    by_outlet: tuple[OutletSourcing, ...]
    most_used: tuple[Used, ...]
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search box shows: statements that have the words, people and bodies called so, and the stories that the statements stand in."""

    statements: Page[Listed]
    people: tuple[Voice, ...]
    stories: tuple[StoryCard, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue before the reader: how many requests wait or are being read, and how many may."""

    waiting: int
    most: int


def profiled(voice: Voice, profile: Profile) -> Profiled:
    """Return a profile with names for its counts."""
    return Profiled(
        voice,
        tuple(MonthCount(*one) for one in profile.by_month),
        tuple(OutletCount(*one) for one in profile.by_outlet),
        tuple(VoiceCount(*one) for one in profile.speaks_of),
        tuple(VoiceCount(*one) for one in profile.spoken_of_by),
        tuple(StoryCount(*one) for one in profile.stories),
        profile.of_said, profile.of_about,
    )  # fmt: skip


def in_full(located: Located, voiced: Voiced | None, judged: tuple[Judged, ...]) -> StatementInFull:
    """Return a statement with where it stands, without the whole article. Raises ValueError for a reading without one."""
    statement, article = located.statement, located.stored.reading.article
    if article is None:
        raise ValueError(f"{statement.id} stands in no article")
    return StatementInFull(
        statement, ArticleHead(article.id, article.url, article.outlet, article.headline, article.published), located.stored.version,
        located.stored.story, VoiceName(*voiced.said) if voiced and voiced.said else None,
        tuple(VoiceName(*one) for one in voiced.about) if voiced else (), judged,
    )  # fmt: skip


def claim_in(story: Story, key: str, path: Path) -> ClaimInStory:
    """Return a claim of a story. Raises NotInLedgerError where the story, told anew meanwhile, makes it no more."""
    for claim in story.claims:
        if claim.id == key:
            return ClaimInStory(story.id, claim)
    raise NotInLedgerError(path, "claim", key)
