"""The words of a trail that the picture, the list beside it and who listens to it have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.export.denials import denial_words
from onrecord.export.ledger_answer import UNNAMED, in_sentence, number, root_name
from onrecord.export.ledger_trail import LONGEST_EVIDENCE, article_name, day_of, relation_words, shortened
from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.quotation_marks import quoted
from onrecord.export.trail_layout import shortened as cut_at
from onrecord.export.trail_picture import picture_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.export.denials import Denier
    from onrecord.export.trail_picture import Name
    from onrecord.records import CreditKind, Edge, Story, StoryArticle

KINDS: dict[CreditKind, str] = {**UNNAMED, "media": "outlet", "social": "social media"}
"""What to call a kind of source; the others go by their own names."""
LONGEST_NAME = 160
"""Characters of a name, an outlet or a headline: nobody reads more of one, and a page made to harm has a million."""
_NAMED_FIRST = 3
"""Sources that the summary of a trail names, those that most articles go back to."""


def kind_of_root(kind: CreditKind | None) -> str:
    """Return in words what kind of source a root is: "anonymous", "described, not named", "person", "outlet"; of an unknown kind are outlets."""
    return KINDS.get(kind, kind) if kind else "outlet"


def look_of(kind: CreditKind | None) -> str:
    """Return the look of a kind of source, as in ``marks.SOURCE_CLASSES``."""
    return "body" if kind is None or kind == "social" else SOURCE_CLASSES[kind]


def edge_words(edge: Edge, story: Story) -> str:
    """Return an edge in words with what proves it: "Dunmarrow Gazette [3] credits the Tern: “The Tern newspaper reported”"."""
    numbers = {article.id: (at, article) for at, article in enumerate(story.articles, 1)}

    def called(key: str) -> str:
        return f"{cut(article_name(numbers[key][1]))} [{numbers[key][0]}]" if key in numbers else cut(in_sentence(key))

    own = [passage for passage in edge.evidence if passage.article == edge.from_] or list(edge.evidence)
    proof = f": {quoted(shortened(own[0].text, LONGEST_EVIDENCE))}" if own else ""
    return f"{called(edge.from_)} {relation_words(edge.relation, edge.share)} {called(edge.to)}{proof}"


def cut(name: str) -> str:
    """Return a name, an outlet or a headline, printable and not too long."""
    return cut_at(name, LONGEST_NAME)


def heading_of(article: StoryArticle) -> str:
    """Return an article in a line: outlet, day, headline."""
    day = day_of(article.published) if article.published else ""
    return ", ".join(filter(None, [cut(article.outlet or article.source_id), day, cut(article.headline or "")]))


def day_words(day: str, year: str) -> str:
    """Return an ISO day with its month cut short, without its year where that is ``year``."""
    written = day_of(day) if day else "no day"
    return written.removesuffix(f" {year}") if year and day.startswith(year) else written


def trail_summary(story: Story, deniers: Sequence[Denier] = ()) -> str:
    """Return in a sentence where most of a story goes back to, and who denies it; "" for nowhere and nobody.

    "14 of 14 articles go back to a friend, via the Tern (anonymous); 2 carry a denial by Aldo Pryce."
    """
    denied = denial_words(deniers)
    names = sorted(
        (name for name in picture_of(story).names if name.ends and name.articles), key=lambda name: -name.articles
    )
    if not names:
        return f"{denied}." if denied else ""
    of = len(story.articles)
    first, *others = names[:_NAMED_FIRST]
    told = [
        f"{first.articles} of {number(of, 'article')} go back to {_with_kind(first)}"
        if of > 1
        else f"It goes back to {_with_kind(first)}"
    ]
    told += [f"{name.articles} to {_with_kind(name)}" for name in others]
    if more := len(names) - len(told):
        told.append(f"and to {more} more")
    return "; ".join(filter(None, [*told, denied])) + "."


def _with_kind(name: Name) -> str:
    return f"{cut(root_name(name.root))} ({kind_of_root(name.kind)})"
