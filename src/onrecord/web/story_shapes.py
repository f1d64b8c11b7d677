"""The shapes of what the page of a story shows: plain words, looks and addresses, as ``story_parts`` makes them ready for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Place:
    """An article as a link within a sentence; ``short`` is its number alone, for the later ones of a long list."""

    label: str
    path: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many articles take a stance to a claim: in words, a count, a part of all (0 to 100), and which."""

    stance: str
    look: str
    count: int
    part: int
    articles: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a line: its words, whose they are, and where."""

    words: str
    path: str
    name: str
    kind: str
    look: str
    place: Place


@dataclass(frozen=True, slots=True)
class End:
    """A source behind a claim."""

    name: str
    kind: str
    look: str


@dataclass(frozen=True, slots=True)
class DeniedBy:
    """Somebody who denies a claim, and the articles that print it."""

    name: str
    kind: str
    look: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim: its words, how many independent sources it has and who they are, and who says and who denies it.

    ``saying`` and ``denying`` are how many statements do, of which those in ``said`` and ``denied`` are shown.
    """

    id: str
    words: str
    behind: str
    ends: tuple[End, ...]
    bars: tuple[Bar, ...]
    denied_by: tuple[DeniedBy, ...]
    said: tuple[Said, ...]
    denied: tuple[Said, ...]
    saying: int
    denying: int
    left_out: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the trail in words; ``to`` is a link where it is an article of the story."""

    id: str
    relation: str
    to: str
    to_path: str | None
    proof: str
    proof_path: str | None
    start: str = ""


@dataclass(frozen=True, slots=True)
class ArticleSteps:
    """The steps that leave an article."""

    number: int
    heading: str
    path: str
    steps: tuple[StepShown, ...]
    alone: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two quotations that conflict; ``who`` says it, and ``look`` is of that source, empty for the article itself."""

    outlet: str
    who: str
    look: str
    day: str
    words: str
    headline: str
    path: str


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """Two passages beside each other, and why."""

    reason: str
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the story: the articles that came out, and what was said then; without a ``when`` it stands for ``more`` days left out."""

    when: str
    came: tuple[Place, ...]
    said: int
    by: tuple[Place, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """An article of the story that has changed since it came."""

    place: Place
    headline: str
    versions: int
    path: str


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article as a row of a table."""

    number: int
    place: Place
    day: str
    headline: str
    stance: str
    does: str
    ends: str


@dataclass(frozen=True, slots=True)
class StoryShown:
    """Everything that the page of a story shows beside its title and its answer."""

    main: ClaimShown | None
    others: tuple[ClaimShown, ...]
    more_claims: tuple[ClaimShown, ...]
    picture: Markup
    key: tuple[tuple[Markup, str], ...]
    summary: str
    steps: tuple[ArticleSteps, ...]
    onward: tuple[StepShown, ...]
    steps_open: bool
    conflicts: tuple[ConflictShown, ...]
    more_conflicts: int
    developments: tuple[ConflictShown, ...]
    more_developments: int
    days: tuple[Day, ...]
    changed: tuple[Changed, ...]
    articles: tuple[ArticleShown, ...]
