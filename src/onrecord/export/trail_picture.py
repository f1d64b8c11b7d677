"""What the picture of a trail shows: its articles in rows, the names that they had it from, and who is linked to whom.

Pure: a story in, rows, names and links out; where they stand on paper is ``trail_layout``'s business, how they look ``trail_svg``'s.

Copies stand under their original. What a copy credits and its original credits too is linked once, from the original. In a story of many
articles those that only do the same as others share a row. A link that no article states, and that the roots of the articles imply, is
there as ``inferred``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.export.ledger_answer import main_claim_of
from onrecord.records import Root

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.records import CreditKind, Edge, Relation, Story, StoryArticle

PACK_FROM = 16
"""Articles of a story from which those that do the same share a row: below it every one has its own, with its name."""
PACKED = 3
"""Articles that do the same and are packed into a row, at least."""
ROW_HOLDS = 12
"""Articles in one row at most: as many as fit beside each other between the names and the label."""
MOST_LEVELS = 4
"""Steps from name to name that have a column each. Real trails have one or two."""

_VIA = re.compile(r"\(via ([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A source or an outlet that the trail leads to. ``root`` has its name, kind and the outlet it was seen through.

    ``articles`` are those that go back to it; ``ends`` tells whether the trail ends here, ``counted`` whether it is one of the sources
    that the main claim's independent ones are counted from.
    """

    key: str
    root: Root
    kind: CreditKind | None
    articles: int
    ends: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Who had it from whom, by article id or name; ``edges`` are the numbers of the trail's edges (from 0) that say so."""

    from_: str
    to: str
    relation: Relation | Literal["inferred"]
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Articles that stand in one row, in order of time, and the links that leave them; ``parent`` is the article that they had it from."""

    articles: tuple[StoryArticle, ...]
    links: tuple[Link, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A trail made ready to be laid out.

    ``levels`` has how many steps each name is from where its trail ends, ``ends`` where the trails of each article and name end.
    """

    rows: tuple[Row, ...]
    names: tuple[Name, ...]
    onward: tuple[Link, ...]
    levels: Mapping[str, int]
    numbers: Mapping[str, int]
    ends: Mapping[str, frozenset[str]]


def picture_of(story: Story) -> Picture:
    """Return what the picture of a story's trail shows."""
    articles = {article.id: article for article in story.articles}
    links = _links(story.trail)
    links += _inferred(story, links)
    names = _names(story, links, articles)
    onward = tuple(link for link in links if link.from_ not in articles)
    return Picture(
        _rows(story, links, articles), names, onward, _levels(names, onward),
        {article.id: at for at, article in enumerate(story.articles, 1)}, _ends(links),
    )  # fmt: skip


def _ends(links: Sequence[Link]) -> dict[str, frozenset[str]]:
    """Return where the links from each article and name lead to in the end."""
    ahead: dict[str, list[str]] = defaultdict(list)
    for link in links:
        ahead[link.from_].append(link.to)
    keys = {key for link in links for key in (link.from_, link.to)}
    return {key: frozenset(end for end in [key, *_reached(key, ahead)] if not ahead.get(end)) for key in keys}


def _links(trail: Iterable[Edge]) -> list[Link]:
    """Return a link for each pair; an article that copies another and credits it too only copies it."""
    by_pair: dict[tuple[str, str], list[tuple[int, Edge]]] = {}
    for at, edge in enumerate(trail):
        if edge.from_ != edge.to:
            by_pair.setdefault((edge.from_, edge.to), []).append((at, edge))
    found = []
    for (start, end), edges in by_pair.items():
        first = next((edge for _, edge in edges if edge.relation != "credits"), edges[0][1])
        found.append(Link(start, end, first.relation, tuple(at for at, _ in edges)))
    return found


def _inferred(story: Story, links: Sequence[Link]) -> list[Link]:
    """Return the links that the roots of the articles imply: from names that lead no further, else from the articles themselves.

    "Glimmer reports", where Glimmer has two articles in the story, leads to what Glimmer's articles go back to.
    """
    ahead: dict[str, list[str]] = defaultdict(list)
    for link in links:
        ahead[link.from_].append(link.to)
    ends = {root for article in story.articles for root in article.roots}
    known = ends | {article.id for article in story.articles}
    found: dict[tuple[str, str], Link] = {}
    for article in story.articles:
        reached = _reached(article.id, ahead)
        missing = [root for root in article.roots if root not in reached]
        stuck = [key for key in reached if key not in known and not ahead[key]]
        wanted = missing or (list(article.roots) if len(article.roots) == 1 else [])
        starts = stuck or ([article.id] if missing else [])
        for start in starts:
            for root in wanted:
                found[start, root] = Link(start, root, "inferred")
                ahead[start].append(root)
    return list(found.values())


def _reached(start: str, ahead: Mapping[str, Sequence[str]]) -> list[str]:
    """Return everything that the links from a start lead to, nearest first."""
    found, waiting = dict.fromkeys([start]), [start]
    while waiting:
        for key in ahead.get(waiting.pop(0), ()):
            if key not in found:
                found[key] = None
                waiting.append(key)
    return list(found)[1:]


def _names(story: Story, links: Sequence[Link], articles: Mapping[str, StoryArticle]) -> tuple[Name, ...]:
    main = main_claim_of(story)
    counted = {root.name for root in main.roots} if main else set()
    known = {root.name: root for claim in reversed(story.claims) for root in claim.roots}
    known.update({root.name: root for root in main.roots} if main else {})
    kinds = {credit.name: credit.kind for article in story.articles for credit in article.credits}
    behind = Counter(root for article in story.articles for root in article.roots)
    keys = dict.fromkeys([*behind, *(key for link in links for key in (link.from_, link.to) if key not in articles)])
    onward = {link.from_ for link in links}
    made = []
    for key in keys:
        root = known.get(key) or _root_named(key, kinds.get(key))
        kind = known[key].kind if key in known else kinds.get(key)
        ends = key in behind or key not in onward
        made.append(Name(key, root, kind, behind[key], ends, key in counted))
    return tuple(made)


def _root_named(key: str, kind: CreditKind | None) -> Root:
    """Return a name as a root, with the outlet that its words say it was seen through."""
    through = _VIA.search(key)
    return Root(key, kind or "media", (through[1],) if through else ())


def _levels(names: Sequence[Name], onward: Sequence[Link]) -> dict[str, int]:
    """Return how many steps each name is from the end of its trail, at most ``MOST_LEVELS``, also where it goes round in a circle."""
    levels = {name.key: 0 for name in names}
    steps = [link for link in onward if link.to in levels]
    for _ in range(MOST_LEVELS):
        reached = dict(levels)
        for link in steps:
            levels[link.from_] = max(levels[link.from_], reached[link.to] + 1)
    return {key: min(level, MOST_LEVELS) for key, level in levels.items()}


def _rows(story: Story, links: Sequence[Link], articles: Mapping[str, StoryArticle]) -> tuple[Row, ...]:
    """Return the articles in rows: each with those that had it from it behind it, otherwise in order of time."""
    leaving: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.from_ in articles:
            leaving[link.from_].append(link)
    parents = _parents(story.articles, leaving, articles)
    own = {key: _own_links(leaving, leaving[key], parents.get(key)) for key in articles}
    children: dict[str | None, list[StoryArticle]] = defaultdict(list)
    for article in story.articles:
        children[parents.get(article.id)].append(article)
    rows: list[Row] = []
    waiting: list[tuple[StoryArticle, ...]] = _packed(children[None], own, children, len(articles))[::-1]
    while waiting:
        group = waiting.pop()
        rows.append(_row(group, own, parents.get(group[0].id)))
        waiting += _packed(children[group[0].id], own, children, len(articles))[::-1]
    return tuple(rows)


def _parents(
    told: Sequence[StoryArticle], leaving: Mapping[str, Sequence[Link]], articles: Mapping[str, StoryArticle]
) -> dict[str, str]:
    """Return the article that each was copied from, or else credits first, unless that leads round in a circle."""
    parents: dict[str, str] = {}
    for article in told:
        ahead = sorted(leaving.get(article.id, ()), key=lambda link: link.relation == "credits")
        for link in ahead:
            if link.to in articles and article.id not in _line(link.to, parents):
                parents[article.id] = link.to
                break
    return parents


def _line(key: str, parents: Mapping[str, str]) -> list[str]:
    """Return an article and those that it comes from, back to the first."""
    line = [key]
    while line[-1] in parents:
        line.append(parents[line[-1]])
    return line


def _own_links(leaving: Mapping[str, Sequence[Link]], links: Sequence[Link], parent: str | None) -> tuple[Link, ...]:
    """Return the links of an article without those that came with the words it copied."""
    copied = any(link.to == parent and link.relation != "credits" for link in links)
    taken = {link.to for link in leaving.get(parent or "", ())} if copied else set()
    return tuple(link for link in links if link.to not in taken)


def _packed(
    found: Sequence[StoryArticle], own: Mapping[str, Sequence[Link]], children: Mapping[str | None, Sequence[StoryArticle]], of: int
) -> list[tuple[StoryArticle, ...]]:  # fmt: skip
    """Return articles each by itself, or those that do the same together where the story has many."""
    if of < PACK_FROM:
        return [(article,) for article in found]
    alike: dict[tuple[object, ...], list[StoryArticle]] = {}
    for article in found:
        does = (
            (article.id,) if children.get(article.id) else tuple((link.to, link.relation) for link in own[article.id])
        )
        alike.setdefault(does, []).append(article)
    groups: list[tuple[StoryArticle, ...]] = []
    for together in alike.values():
        size = ROW_HOLDS if len(together) >= PACKED else 1
        groups += [tuple(together[at : at + size]) for at in range(0, len(together), size)]
    return groups


def _row(group: tuple[StoryArticle, ...], own: Mapping[str, Sequence[Link]], parent: str | None) -> Row:
    """Return a row; where several share it, each of its links stands for all of theirs."""
    links = [
        Link(first.from_, first.to, first.relation, tuple(at for one in group for link in own[one.id] if link.to == first.to for at in link.edges))
        for first in own[group[0].id]
    ]  # fmt: skip
    # The broad lines of copies lie over the others along the row.
    links.sort(key=lambda link: link.relation in {"copies", "rewrites"})
    return Row(group, tuple(links), parent)
