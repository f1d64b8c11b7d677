"""On whose word the articles of an outlet and a time rest, and how much of them is copied, counted from what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onrecord.records import Story
    from onrecord.store.contract import Store
    from onrecord.store.kept import Sourcing, Used


@dataclass(frozen=True, slots=True)
class Audit:
    """A sourcing profile: counts by outlet, month and kind, the most used sources, and how much of each outlet's text is copied.

    ``articles`` is how many there are, ``by_outlet`` by outlet ("" where none is known). ``copied`` has, by outlet too, how many of
    these are in stories that are worked out, how many copy another, and the mean share of copied sentences of all that are;
    ``untold`` is how many stories are not, and their copies are therefore missing.
    """

    sourcing: tuple[Sourcing, ...]
    most_used: tuple[Used, ...]
    articles: int
    copied: Mapping[str, tuple[int, int, float]] = field(default_factory=dict)
    by_outlet: Mapping[str, int] = field(default_factory=dict)
    untold: int = 0


@dataclass(slots=True)
class _Tally:
    """Of an outlet: articles in stories that are worked out, how many copy another, and the sum of what they copy."""

    articles: int = 0
    copies: int = 0
    shares: float = 0.0


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are meant: of an outlet or of all, published between two ISO days, both inclusive."""

    outlet: str | None
    since: str | None
    until: str | None


def audit_of(store: Store, told_by: str, wanted: Selection, limit: int, tell: Callable[[str], Story] | None) -> Audit:
    """Return the audit of a selection, with ``limit`` most used sources; stories that are not told by ``told_by`` are told by ``tell``, if given."""
    asked = (wanted.outlet, wanted.since, wanted.until)
    rows = store.copied(told_by, *asked)
    tallies = {row.outlet or "": _Tally(row.told, row.copies, row.shares) for row in rows}
    untold = _by_story(store.untold(told_by, *asked))
    for story, outlets in untold.items() if tell is not None else ():
        _count(tell(story), outlets, tallies)  # type: ignore[misc]  # the loop is empty without it
    return Audit(
        store.sourcing(*asked), store.most_used(*asked, limit), sum(row.articles for row in rows),
        {name: (one.articles, one.copies, one.shares / one.articles) for name, one in tallies.items() if one.articles},
        {row.outlet or "": row.articles for row in rows}, 0 if tell is not None else len(untold),
    )  # fmt: skip


def _by_story(rows: tuple[tuple[str, str, str | None], ...]) -> dict[str, dict[str, str]]:
    """Return the articles of each story, by id, with their outlets."""
    stories: dict[str, dict[str, str]] = {}
    for story, article, outlet in rows:
        stories.setdefault(story, {})[article] = outlet or ""
    return stories


def _count(story: Story, outlets: Mapping[str, str], tallies: Mapping[str, _Tally]) -> None:
    """Add what the articles of a story copy to the tallies of their outlets."""
    for article in story.articles:
        if article.id in outlets:
            tally = tallies[outlets[article.id]]
            share = article.copy_share if article.copy_of else 0.0
            tally.articles += 1
            tally.copies += share > 0
            tally.shares += share
