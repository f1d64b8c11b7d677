"""What the page of a story shows, made ready for its template: plain words and addresses, nothing to work out any more.

The words are those of the terminal (``export.ledger_story``). Everything here is text to be escaped, but for ``picture`` and ``key``,
which ``export.trail_svg`` has escaped.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from onrecord.export.denials import deniers_of
from onrecord.export.ledger_answer import STANCES, WITHOUT_IT, in_sentence, independent_of, main_claim_of, root_name
from onrecord.export.ledger_conflicts import CHANGES, LONGEST_SIDE, REASONS
from onrecord.export.ledger_story import MOST_CONFLICTS, MOST_DAYS
from onrecord.export.ledger_trail import LONGEST_EVIDENCE, day_of, does_words, relation_words, shortened, unlinked
from onrecord.export.ledger_trail import article_name as called
from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.passages import without_nested
from onrecord.export.quotation_marks import quoted
from onrecord.export.trail_layout import shortened as cut_at
from onrecord.export.trail_picture import picture_of
from onrecord.export.trail_svg import step_id, trail_key, trail_svg
from onrecord.export.trail_words import cut, heading_of, kind_of_root, look_of, trail_summary
from onrecord.export.wording import kind_name
from onrecord.web.addresses import article_path, changes_path, in_article_path, statement_path
from onrecord.web.listing import name_called
from onrecord.web.marking import kind_called
from onrecord.web.story_shapes import (
    ArticleShown,
    ArticleSteps,
    Bar,
    Changed,
    ClaimShown,
    ConflictShown,
    Day,
    DeniedBy,
    End,
    Place,
    Said,
    Side,
    StepShown,
    StoryShown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.export.denials import Denier
    from onrecord.ledger import Ledger
    from onrecord.records import (
        Claim,
        Conflict,
        ConflictReason,
        Edge,
        Moment,
        Passage,
        Reading,
        Stance,
        Statement,
        Story,
        StoryArticle,
    )

MOST_READ = 80
"""Articles whose statements are looked up for a page: half a millisecond each. Of a larger story the later ones are named without."""
CLAIMS_OPEN, STATEMENTS_SHOWN = 6, 30
"""Other claims that stand open on the page, the rest behind a line to open; statements listed of one claim."""
STEPS_OPEN = 20
"""Articles of a story up to which the list of steps stands open under the picture."""
WORDS_SOUGHT = 8
"""Words of a passage that a browser is told to look for where no statement marks the place."""
ITS_OWN_WORDS = "in its own words"
"""Who says a passage that is nobody's statement."""


def story_shown(story: Story, ledger: Ledger) -> StoryShown:
    """Return what the page of a story shows; the ledger is asked for the words of its statements and for its articles' versions."""
    readings = ledger.store.readings([article.id for article in story.articles[:MOST_READ]])
    parts = Parts(story, readings)
    main = main_claim_of(story)
    others = tuple(parts.claim(claim) for claim in story.claims if claim is not main)
    deniers = parts.deniers(main)
    picture = trail_svg(story, article_path, deniers)
    return StoryShown(
        main=parts.claim(main) if main else None, others=others[:CLAIMS_OPEN], more_claims=others[CLAIMS_OPEN:],
        picture=Markup(picture), key=tuple((Markup(drawing), words) for drawing, words in trail_key(story, deniers)),  # noqa: S704 - escaped there
        summary=trail_summary(story, deniers), steps=tuple(parts.steps()), onward=tuple(parts.onward()), steps_open=len(story.articles) <= STEPS_OPEN,
        conflicts=parts.conflicts(story.conflicts[:MOST_CONFLICTS]), more_conflicts=max(0, len(story.conflicts) - MOST_CONFLICTS),
        developments=parts.conflicts(story.developments[:MOST_CONFLICTS], CHANGES),
        more_developments=max(0, len(story.developments) - MOST_CONFLICTS),
        days=tuple(parts.days()), changed=tuple(parts.changed(ledger)), articles=tuple(parts.table(main)),
    )  # fmt: skip


def conflicts_shown(story: Story, ledger: Ledger, most: int = MOST_CONFLICTS) -> tuple[ConflictShown, ...]:
    """Return the first conflicts of a story; the ledger is asked for the articles that they stand in."""
    found = story.conflicts[:most]
    articles = list(dict.fromkeys(side.article for conflict in found for side in (conflict.a, conflict.b)))
    return Parts(story, ledger.store.readings(articles)).conflicts(found)


class Parts:
    """Makes the parts of one story's page; ``readings`` has those of its articles whose statements are to be shown."""

    def __init__(self, story: Story, readings: Mapping[str, Reading]) -> None:
        """Number the articles as the trail does, and find each statement by its id."""
        self._story = story
        self._readings = readings
        self._articles = {article.id: (at, article) for at, article in enumerate(story.articles, 1)}
        self._names = {name.key: cut(root_name(name.root)) for name in picture_of(story).names}
        self._statements: dict[str, Statement] = {
            one.id: one for reading in readings.values() for one in reading.statements
        }

    # Claims

    def claim(self, claim: Claim) -> ClaimShown:
        """Return a claim with its bars and its statements."""
        counts = Counter(claim.stance.values())
        denials = set(claim.denials)
        said = [self._statements[one] for one in claim.statements if one in self._statements]
        saying = without_nested([one for one in said if one.id not in denials])
        denying = without_nested([self._statements[one] for one in claim.denials if one in self._statements])
        unread = [
            len({one for one in ids if one not in self._statements}) for ids in ({*claim.statements} - denials, denials)
        ]
        told = len(saying) + unread[0], len(denying) + unread[1]
        ends = tuple(End(cut(root_name(root)), kind_of_root(root.kind), look_of(root.kind)) for root in claim.roots)
        return ClaimShown(
            claim.id, quoted(shortened(claim.text, LONGEST_SIDE)), cut_at(independent_of(claim.independent, claim.roots), LONGEST_SIDE), ends,
            tuple(self._bars(claim, counts)), tuple(map(self._denied_by, self.deniers(claim))),
            tuple(map(self._said, saying[:STATEMENTS_SHOWN])), tuple(map(self._said, denying[:STATEMENTS_SHOWN])),
            *told, max(0, sum(told) - len(saying[:STATEMENTS_SHOWN]) - len(denying[:STATEMENTS_SHOWN])),
        )  # fmt: skip

    def deniers(self, claim: Claim | None) -> tuple[Denier, ...]:
        """Return who denies a claim."""
        return deniers_of(claim, self._statements)

    def _denied_by(self, denier: Denier) -> DeniedBy:
        places = sorted((self._articles[key][0], key) for key in denier.articles if key in self._articles)
        return DeniedBy(
            denier.name,
            kind_called(denier.kind),
            SOURCE_CLASSES[denier.kind],
            tuple(self._place(key) for _, key in places),
        )

    def _bars(self, claim: Claim, counts: Mapping[Stance, int]) -> Iterator[Bar]:
        of = max(1, len(self._articles))
        for stance in STANCES:
            places = tuple(self._place(key) for key in self._articles if claim.stance.get(key) == stance)
            yield Bar(STANCES[stance][0], stance, counts.get(stance, 0), -(-100 * counts.get(stance, 0) // of), places)
        without = [key for key in self._articles if key not in claim.stance]
        if without:
            yield Bar(
                WITHOUT_IT[0],
                "out",
                len(without),
                -(-100 * len(without) // of),
                tuple(map(self._place, without)),
            )

    def _said(self, statement: Statement) -> Said:
        words = " … ".join(span.text for span in statement.content)
        return Said(
            quoted(shortened(words, LONGEST_SIDE)), statement_path(statement.id), cut(name_called(statement)), kind_name(statement.source.kind),
            SOURCE_CLASSES[statement.source.kind], self._place(statement.article),
        )  # fmt: skip

    def _place(self, key: str) -> Place:
        """Return an article as "the Tern [1]", with its page."""
        at, article = self._articles[key]
        return Place(f"{cut(called(article))} [{at}]", article_path(key), f"[{at}]")

    # The trail

    def steps(self) -> Iterator[ArticleSteps]:
        """Yield the articles with the steps that leave each."""
        leaving: dict[str, list[StepShown]] = {}
        for at, edge in enumerate(self._story.trail):
            leaving.setdefault(edge.from_, []).append(self._step(at, edge))
        for key, (at, article) in self._articles.items():
            alone = "" if key in leaving else cut_at(unlinked(article), LONGEST_SIDE)
            yield ArticleSteps(at, heading_of(article), article_path(key), tuple(leaving.get(key, ())), alone)

    def onward(self) -> Iterator[StepShown]:
        """Yield the steps that leave outlets and others who are only named."""
        for at, edge in enumerate(self._story.trail):
            if edge.from_ not in self._articles:
                yield self._step(at, edge)

    def _step(self, at: int, edge: Edge) -> StepShown:
        own = [passage for passage in edge.evidence if passage.article == edge.from_] or list(edge.evidence)
        proof = quoted(shortened(own[0].text, LONGEST_EVIDENCE)) if own else ""
        to = self._place(edge.to) if edge.to in self._articles else None
        return StepShown(
            step_id(at), relation_words(edge.relation, edge.share), to.label if to else self._name(edge.to), to.path if to else None,
            proof, self._passage_path(own[0]) if own else None, self._name(edge.from_) if edge.from_ not in self._articles else "",
        )  # fmt: skip

    def _statement_at(self, passage: Passage) -> Statement | None:
        """Return the statement that a passage tells: of those with much of its words, or with their source in it, one that denies, else the first."""
        reading = self._readings.get(passage.article)
        denials = {one for claim in self._story.claims for one in claim.denials}
        told = [one for one in (reading.statements if reading else ()) if _tells(passage, one)]
        return min(told, key=lambda one: (one.id not in denials, min(span.start for span in one.content)), default=None)

    def _passage_path(self, passage: Passage) -> str:
        """Return the address of a passage: the statement that it stands in, else its article, with words for the browser to look for."""
        reading = self._readings.get(passage.article)
        for statement in reading.statements if reading else ():
            spans = (*statement.content, *statement.cue, *statement.source.spans)
            if any(span.start < passage.end and passage.start < span.end for span in spans):
                return in_article_path(passage.article, statement.id)
        sought = " ".join(passage.text.split()[:WORDS_SOUGHT])
        return f"{article_path(passage.article)}#:~:text={quote(sought.encode('utf-8', 'replace'), safe='').replace('-', '%2D')}"

    def _name(self, key: str) -> str:
        """Return a source or an outlet as it stands within a sentence."""
        return in_sentence(self._names.get(key) or cut(key))

    # Conflicts

    def conflicts(
        self, found: Sequence[Conflict], reasons: Mapping[ConflictReason, str] = REASONS
    ) -> tuple[ConflictShown, ...]:
        """Return conflicts, or developments with the words for these, as pairs of quotations."""
        return tuple(ConflictShown(reasons[one.reason], (self._side(one.a), self._side(one.b))) for one in found)

    def _side(self, passage: Passage) -> Side:
        _, article = self._articles.get(passage.article, (0, None))
        outlet = cut(article.outlet or article.source_id) if article else passage.article
        day = day_of(article.published) if article and article.published else ""
        headline = cut(article.headline or "") if article else ""
        statement = self._statement_at(passage)
        who = cut(name_called(statement)) if statement else ITS_OWN_WORDS
        look = SOURCE_CLASSES[statement.source.kind] if statement else ""
        return Side(
            outlet, who, look, day, quoted(shortened(passage.text, LONGEST_SIDE)), headline, self._passage_path(passage)
        )

    # Time

    def days(self) -> Iterator[Day]:
        """Yield the days in order; of very many the first and the last."""
        dated = [(day, list(moments)) for day, moments in groupby(self._story.timeline, key=lambda one: one.when[:10])]
        cut = len(dated) - MOST_DAYS
        for at, (day, moments) in enumerate(dated):
            if cut <= 0 or at < MOST_DAYS // 2 or at >= len(dated) - MOST_DAYS // 2:
                yield self._day(day, moments)
            elif at == MOST_DAYS // 2:
                yield Day("", (), 0, (), cut)

    def _day(self, day: str, moments: Sequence[Moment]) -> Day:
        came = [one.article for one in moments if one.statement is None and one.article in self._articles]
        said = Counter(one.article for one in moments if one.statement is not None)
        by = sorted((key for key in said if key in self._articles), key=lambda key: self._articles[key][0])
        return Day(day_of(day), tuple(map(self._place, came)), sum(said.values()), tuple(map(self._place, by)))

    # Articles

    def changed(self, ledger: Ledger) -> Iterator[Changed]:
        """Yield the articles that have more versions than one."""
        for key, (_, article) in self._articles.items():
            versions = ledger.versions(key)
            if len(versions) > 1:
                yield Changed(self._place(key), cut(article.headline or ""), len(versions), changes_path(key))

    def table(self, main: Claim | None) -> Iterator[ArticleShown]:
        """Yield the articles as rows of a table."""
        for key, (at, article) in self._articles.items():
            place = Place(cut(article.outlet or article.source_id), article_path(key))
            stance = (STANCES[main.stance[key]] if key in main.stance else WITHOUT_IT)[1] if main else ""
            yield ArticleShown(
                at, place, day_of(article.published) if article.published else "", cut(article.headline or ""), stance,
                self._does(article), "; ".join(map(self._name, article.roots)),
            )  # fmt: skip

    def _does(self, article: StoryArticle) -> str:
        """Return what an article does with its sources, in short: "copies 83% from Longwave News [2]"."""
        if article.copy_of in self._articles:
            return f"{article.copy_share:.0%} of its sentences are those of {self._place(article.copy_of or '').label}"
        to = [edge.to for edge in self._story.trail if edge.from_ == article.id]
        outlets = {credit.name for credit in article.credits if credit.kind in {"media", "social"}}
        called_ = [self._place(key).label if key in self._articles else self._name(key) for key in to]
        return does_words(article, called_, outlets=any(key in self._articles or key in outlets for key in to))


def _tells(passage: Passage, statement: Statement) -> bool:
    """Whether a passage has half of a statement's words or more, and these are half of it, or the words that name whose they are stand there."""
    said = sum(span.end - span.start for span in statement.content)
    shared = sum(max(0, min(span.end, passage.end) - max(span.start, passage.start)) for span in statement.content)
    named = any(passage.start <= span.start and span.end <= passage.end for span in statement.source.spans)
    return 2 * shared >= said > 0 and (named or 2 * shared >= passage.end - passage.start)
