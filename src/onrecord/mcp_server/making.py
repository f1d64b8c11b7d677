"""Makes the answers of the MCP server from what the ledger gives."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from onrecord.export.ledger_answer import answer_of, independent_of, root_name
from onrecord.export.ledger_conflicts import REASONS
from onrecord.export.permalinks import web_address
from onrecord.export.sourcing import NOBODY, THE_ARTICLE, channel
from onrecord.export.wording import COMMITMENTS, speaker
from onrecord.mcp_server.answers import (
    Card,
    Claimed,
    Clash,
    Hop,
    Member,
    Person,
    Proof,
    Quoted,
    Read,
    Rooted,
    Told,
    Trouble,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from onrecord.ledger import Ledger
    from onrecord.mcp_server.answers import Kind
    from onrecord.records import Claim, Conflict, Edge, Reading, Relation, Statement, Story
    from onrecord.records import Passage as Words
    from onrecord.store.kept import Listed, Located, StoryCard, Voice
    from onrecord.trace.steps import Step

BETWEEN = " … "
"""Stands between the parts of a statement that the article interrupts."""
PROOFS = 3
"""Passages that prove an edge and are given: of a copy every copied sentence is one."""


class Maker:
    """Makes answers of what the ledger gives; ``link`` gives the permalink of a thing by its kind and id."""

    def __init__(self, link: Callable[[Kind, str], str]) -> None:
        """Keep how permalinks are made."""
        self.link = link

    def listed(self, one: Listed) -> Quoted:
        """Return a statement of a list."""
        nameless = {"none": NOBODY, "author": THE_ARTICLE}
        return Quoted(
            statement=one.statement, words=one.words, source=nameless.get(one.kind) or one.name or "unknown", kind=one.kind, voice=one.voice,
            mode=one.mode, commitment=COMMITMENTS[one.certainty, one.polarity], day=one.day, outlet=one.outlet, headline=one.headline, published=one.published, article=one.article,
            address=web_address(one.url), story=one.story, permalink=self.link("statement", one.statement),
        )  # fmt: skip

    def quoted(
        self, statement: Statement, reading: Reading, *, voice: str | None = None, story: str | None = None, kept: bool
    ) -> Quoted:
        """Return a statement of a reading; ``kept``: of one that is in the ledger."""
        article = reading.article
        assert article is not None  # noqa: S101 - a statement stands in an article
        said = statement.said.from_ if statement.said else None
        return Quoted(
            statement=statement.id, words=BETWEEN.join(span.text for span in statement.content), source=speaker(statement),
            kind=statement.source.kind, voice=voice, mode=statement.mode, commitment=COMMITMENTS[statement.certainty, statement.polarity],
            via=tuple(dict.fromkeys(filter(None, map(channel, statement.via)))), day=said or (article.published or "")[:10] or None,
            outlet=article.outlet, headline=article.headline, published=article.published, article=article.id, address=web_address(article.url),
            story=story, permalink=self.link("statement", statement.id) if kept else None,
        )  # fmt: skip

    def located(self, found: Located) -> Quoted:
        """Return a statement of the ledger."""
        return self.quoted(found.statement, found.stored.reading, story=found.stored.story, kept=True)

    def person(self, voice: Voice) -> Person:
        """Return a voice."""
        return Person(
            voice=voice.id, name=voice.name, kind=voice.kind, said=voice.said, about=voice.about, permalink=self.link("voice", voice.id)
        )  # fmt: skip

    def card(self, card: StoryCard, answer: str) -> Card:
        """Return a story of a list with its answer."""
        return Card(
            story=card.id, title=card.title, first_day=card.first_day, last_day=card.last_day, articles=card.articles, outlets=card.outlets,
            answer=answer, conflicts=card.conflicts, permalink=self.link("story", card.id),
        )  # fmt: skip

    def read(self, reading: Reading, *, text: bool, story: str | None = None, version: int | None = None) -> Read:
        """Return a reading; with a ``version`` it is one of the ledger."""
        article, kept = reading.article, version is not None
        problems = tuple(Trouble(code=one.code, message=one.message) for one in reading.problems)
        if article is None:
            return Read(
                article=None, address=None, outlet=None, headline=None, bylines=(), published=None, language=None, text=None, statements=(),
                problems=problems, story=None, version=None, permalink=None,
            )  # fmt: skip
        return Read(
            article=article.id, address=web_address(article.url), outlet=article.outlet, headline=article.headline,
            bylines=tuple(byline.name for byline in article.bylines), published=article.published, language=article.language,
            text=article.text if text else None, problems=problems, story=story, version=version,
            statements=tuple(self.quoted(one, reading, story=story, kept=kept) for one in reading.statements),
            permalink=self.link("article", article.id) if kept else None,
        )  # fmt: skip


class StoryMaker:
    """Makes answers about one story, whose articles it knows by id."""

    def __init__(self, maker: Maker, ledger: Ledger, story: Story) -> None:
        """Look the articles up by id."""
        self._maker, self._ledger, self._story = maker, ledger, story
        self._articles = {article.id: article for article in story.articles}

    def told(self, claims: int, articles: int, steps: int, conflicts: int, evidence: int) -> Told:
        """Return the story with so many of each at most."""
        story = self._story
        known = sorted(article.published[:10] for article in story.articles if article.published)
        in_order = sorted(story.claims, key=lambda claim: claim.id != story.main_claim)  # the main claim first
        wanted = {"claims": claims, "articles": articles, "trail": steps, "conflicts": conflicts}
        more = {
            name: len(getattr(story, name)) - most for name, most in wanted.items() if len(getattr(story, name)) > most
        }
        return Told(
            story=story.id, title=story.title, answer=answer_of(story), first_day=known[0] if known else None,
            last_day=known[-1] if known else None, claims=tuple(self._claim(claim, evidence) for claim in in_order[:claims]),
            articles=self._members(articles), trail=tuple(map(self.edge, story.trail[:steps])),
            conflicts=tuple(map(self.clash, story.conflicts[:conflicts])), left_out=more, permalink=self._maker.link("story", story.id),
        )  # fmt: skip

    def _members(self, most: int) -> tuple[Member, ...]:
        return tuple(
            Member(
                article=one.id, outlet=one.outlet, published=one.published, headline=one.headline, copy_of=one.copy_of,
                copy_share=one.copy_share, roots=one.roots, own_reporting=one.own_reporting, permalink=self._maker.link("article", one.id),
            )
            for one in self._story.articles[:most]
        )  # fmt: skip

    def _claim(self, claim: Claim, evidence: int) -> Claimed:
        return Claimed(
            claim=claim.id, words=claim.text, rests_on=independent_of(claim.independent, claim.roots), independent=claim.independent.value,
            at_least=claim.independent.low, at_most=claim.independent.high,
            roots=tuple(Rooted(name=root_name(root), kind=root.kind, via=root.via) for root in claim.roots),
            articles=dict(Counter(claim.stance.values())), evidence=self._statements(claim.statements[:evidence]),
            denials=self._statements(claim.denials[:evidence]), statements=len(claim.statements),
        )  # fmt: skip

    def _statements(self, ids: Iterable[str]) -> tuple[Quoted, ...]:
        return tuple(self._maker.located(self._ledger.statement(one)) for one in ids)

    def edge(self, edge: Edge) -> Hop:
        """Return an edge of the trail."""
        return self._hop(edge.from_, edge.to, edge.relation, edge.share, edge.evidence)

    def step(self, step: Step) -> Hop:
        """Return a step back from a statement."""
        return self._hop(step.from_, step.to, step.relation, None, step.evidence)

    def clash(self, conflict: Conflict) -> Clash:
        """Return a conflict."""
        return Clash(
            reason=conflict.reason, in_words=REASONS[conflict.reason], a=self._proof(conflict.a), b=self._proof(conflict.b),
            story=self._story.id, title=self._story.title, permalink=self._maker.link("story", self._story.id),
        )  # fmt: skip

    def called(self, key: str) -> str:
        """Return what to call an article of the story by its id; any other name as it is."""
        article = self._articles.get(key)
        return key if article is None else article.outlet or article.headline or article.id

    def _hop(
        self, from_: str, to: str, relation: Relation | Literal["says"], share: float | None, evidence: Sequence[Words]
    ) -> Hop:
        own = [passage for passage in evidence if passage.article == from_] or list(evidence)
        shown = own if relation == "says" else own[:PROOFS]
        return Hop.model_validate(
            {
                "from": self.called(from_), "from_article": from_ if from_ in self._articles else None, "to": self.called(to),
                "to_article": to if to in self._articles else None, "relation": relation, "share": share,
                "evidence": tuple(map(self._proof, shown)),
            }
        )  # fmt: skip

    def _proof(self, passage: Words) -> Proof:
        article = self._articles.get(passage.article)
        return Proof(
            words=passage.text, article=passage.article, outlet=article.outlet if article else None,
            published=article.published if article else None, permalink=self._maker.link("article", passage.article),
        )  # fmt: skip
