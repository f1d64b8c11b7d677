"""The trail of a story: who had it from whom, where that ends, and how many independent sources there are.

Pure functions over the readings of one story. ``Trail`` keeps with every step the words that prove it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from onrecord.language.negation import denies_own, is_negative
from onrecord.records import Count, Edge
from onrecord.trace.credits import LIKELY, Credited, credited, label_of
from onrecord.trace.fits import outlet_fits, parts_of
from onrecord.trace.own import Named, own_outlet
from onrecord.trace.roots import Roots, roots_of
from onrecord.trace.weighing import Core, core_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from onrecord.records import Credit, Passage, Reading, Relation, Root, Statement
    from onrecord.trace.mentions import Mention
    from onrecord.trace.voice import Voice

__all__ = ["Copying", "Trail", "trail_of"]


BEARS_ON = 0.3
"""How far a negative statement must bear on what the story is about to be a denial of it, by the words that its articles lead with."""


class Copying(Protocol):
    """What the trail needs to know of a copy: the articles' ids, the share of copied sentences, and the passages side by side."""

    @property
    def copy(self) -> str:
        """Id of the article that copies."""
        ...

    @property
    def original(self) -> str:
        """Id of the article that it is copied from."""
        ...

    @property
    def share(self) -> float:
        """Part of the copy's sentences that are the original's, 0 to 1."""
        ...

    @property
    def relation(self) -> Relation:
        """Whether the words are the same, ``copies``, or only what they say, ``rewrites``."""
        ...

    @property
    def evidence(self) -> tuple[tuple[Passage, Passage], ...]:
        """Passages of the copy, each with that of the original."""
        ...


@dataclass(frozen=True, slots=True)
class Trail:
    """Who had a story from whom.

    ``edges`` run from an article (by id) to the article that it copies, or to whom it credits: an article's id where the outlet's own is in
    the story, else a name; where an outlet hands on somebody's word, a further edge runs from the outlet's name (or article) to that source.
    ``roots`` has the ends of each article's trail, ``independent_roots`` those of the story that are counted, and ``credits`` the
    credits of each article; ``inferred`` are the articles whose roots are not in their own words or a copy's original;
    ``of_statements`` has the ends of every statement with a source, credit or not.
    """

    edges: tuple[Edge, ...]
    roots: Mapping[str, tuple[Root, ...]]
    independent: Count
    credits: Mapping[str, tuple[Credit, ...]]
    independent_roots: tuple[Root, ...]
    inferred: tuple[str, ...] = ()
    of_statements: Mapping[str, tuple[Root, ...]] = field(default_factory=dict)

    def behind(self, statements: Iterable[str], articles: Collection[str]) -> tuple[tuple[Root, ...], Count]:
        """Return the roots of some statements (ids) that stand in ``articles``, and how many these are.

        At most there is one more for each article whose statements show no end.
        """
        roots = {root.name: root for statement in statements for root in self.of_statements.get(statement, ())}
        unnamed = sum(root.kind in {"anonymous", "role"} for root in roots.values())
        without = sum(not self.roots.get(article) for article in articles)
        least = min(len(roots), max(1, len(roots) - max(0, unnamed - 1)))
        return tuple(roots.values()), Count(len(roots), least, len(roots) + without)


def trail_of(  # noqa: PLR0913 - the parts of a story, named at the call
    readings: Sequence[Reading], copies: Sequence[Copying], relevance: Callable[[Statement], bool] | None = None, *,
    said: Collection[str] = (), denied: Collection[str] = (), named: Named | None = None,
) -> Trail:  # fmt: skip
    """Trace a story: its articles' readings, and which of them copy which.

    ``relevance`` tells which statements are about its main claim; ``said`` and ``denied`` are ids of statements that say and that deny it:
    whoever only denies it is no source of it. ``named`` is what has been found in the story before.
    """
    named = named or Named()
    known = [reading for reading in readings if reading.article is not None]
    core = core_of(known)
    weighed = credited(known, relevance, named, core if relevance is None else None)
    voices = {id(each.voice): each.voice for each in weighed}
    denying = {key for key, voice in voices.items() if _only_denies(voice, core, said, denied)}
    deniers = [each for each in weighed if id(each.voice) in denying]
    against = set(map(id, deniers))
    found = [each for each in weighed if each.probability >= LIKELY and id(each) not in against]
    taken = set(map(id, found))
    own = _own_outlets(known, copies, named)
    originals = {copying.copy: copying.original for copying in copies}
    others = [each for each in weighed if id(each) not in taken]
    ends = roots_of(
        [reading.article.id for reading in known if reading.article],
        found,
        originals,
        own,
        others=others,
        deniers=deniers,
    )
    edges = [*_copy_edges(copies), *_credit_edges(found, ends, own)]
    return Trail(
        tuple(edges), ends.by_article, ends.independent, _given(known, found), ends.counted, ends.inferred,
        ends.of_statements,
    )  # fmt: skip


def _given(readings: Iterable[Reading], found: Sequence[Credited]) -> dict[str, tuple[Credit, ...]]:
    """Return the credits of each article, in the order of its text."""
    given: dict[str, list[Credit]] = {reading.article.id: [] for reading in readings if reading.article}
    for each in sorted(found, key=lambda one: one.mentions[0].span.start):
        given[each.article].append(each.credit)
    return {article: tuple(those) for article, those in given.items()}


def _only_denies(voice: Voice, core: Core, said: Collection[str], denied: Collection[str]) -> bool:
    """Whether a voice, or the body that it speaks for, mostly denies the story and nowhere tells it; outlets hand on both."""
    if voice.kind in {"media", "social"} or voice.vague:
        return False
    body = voice.body.mentions if voice.body is not None and voice.body.kind != "media" else []
    found = [(one, one.statement.id) for one in (*voice.mentions, *body) if one.statement is not None]
    bearing = [(one, name) for one, name in found if core.of_mention(one) >= BEARS_ON or name in denied]
    denying = [name for one, name in bearing if one.denies or name in denied or _says_no(one, disputed=bool(denied))]
    told = any(name in said for _, name in found)
    mostly = bool(denying) and 2 * len(denying) >= len(bearing)
    return not told and (mostly or not set(denied).isdisjoint(denying))


def _says_no(mention: Mention, *, disputed: bool) -> bool:
    """Whether somebody says not to have done it, or, in a story that is ``disputed``, that something of it is not so."""
    statement = mention.statement
    if statement is None:
        return False
    text = statement.content[0].text
    return denies_own(text, statement.source.name) or (disputed and is_negative(text))


def _own_outlets(readings: Sequence[Reading], copies: Sequence[Copying], named: Named) -> dict[str, str]:
    """Return the outlet of each article that it is known of; the words that tell it may be copied, so a copy's page must say it."""
    copied = {each.copy for each in copies}
    own: dict[str, str] = {}
    for reading in readings:
        article = reading.article
        if article is None:
            continue
        outlet = article.outlet if article.id in copied else own_outlet(article, named.mentions(reading), named)
        if outlet is not None:
            own[article.id] = outlet
    return own


def _copy_edges(copies: Sequence[Copying]) -> list[Edge]:
    return [
        Edge(
            each.copy,
            each.original,
            each.relation,
            each.share,
            tuple(passage for pair in each.evidence for passage in pair),
        )
        for each in copies
    ]


def _credit_edges(found: Sequence[Credited], ends: Roots, own: Mapping[str, str]) -> list[Edge]:
    """Return the edges of the credits: to the outlet that a source came through where there is one, and on from there to the source."""
    edges: dict[tuple[str, str], Edge] = {}
    nodes = _Nodes(own)
    for each in found:
        here = nodes.of(each.voice.name, each.article) if each.voice.kind == "media" else label_of(each.voice)
        through = ends.through(each)
        if through is not None and outlet_fits(parts_of(through.name), parts_of(own.get(each.article, ""))):
            through = None  # an outlet has what it was told itself from nobody between
        steps = [each.article, here] if through is None else [each.article, nodes.of(through.name, each.article), here]
        for start, end in pairwise(steps):
            known = edges.get((start, end))
            evidence = dict.fromkeys((*(known.evidence if known else ()), each.passage))
            if start != end:
                edges[start, end] = Edge(start, end, "credits", None, _of_its_own(start, evidence))
    return sorted(
        edges.values(),
        key=lambda edge: (edge.evidence[0].article, edge.evidence[0].start, edge.from_ != edge.evidence[0].article),
    )


def _of_its_own(start: str, evidence: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the words that prove what an article credits: its own; those of others, who say so of its outlet, only where it has none."""
    every = tuple(evidence)
    return tuple(passage for passage in every if passage.article == start) or every


class _Nodes:
    """The ends of edges that are outlets; the articles of each are looked for once."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own
        self._fitting: dict[str, list[str]] = {}

    def of(self, outlet: str, besides: str) -> str:
        """Return the id of the story's article of that outlet, one besides that given, else the outlet's name."""
        if outlet not in self._fitting:
            parts = parts_of(outlet)
            self._fitting[outlet] = [
                article for article, name in self._own.items() if outlet_fits(parts, parts_of(name))
            ]
        fitting = [article for article in self._fitting[outlet] if article != besides]
        return fitting[0] if len(fitting) == 1 else outlet
