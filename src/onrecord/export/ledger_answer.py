"""The answer of a story in one line: how many articles, how many outlets, and how many independent sources stand behind them.

The same words on a terminal and on a page to look at. They count and judge nothing: how many sources a claim has does not say
whether it is so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.export.printable import printable
from onrecord.export.wording import NOT_NAMED
from onrecord.store.folding import outlets_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Claim, Count, CreditKind, Root, Stance, Story
    from onrecord.store.kept import StoryCard

UNNAMED: dict[CreditKind, str] = {"anonymous": "anonymous", "role": NOT_NAMED}
"""Kinds of root that nobody can look up, and what to call them."""
STANCES: dict[Stance, tuple[str, str]] = {
    "for": ("state it", "states it"), "against": ("say it is wrong", "says it is wrong"), "observing": ("only report it", "only reports it"),
}  # fmt: skip
"""What articles, and what one, do with a claim."""
WITHOUT_IT = ("do not have it", "does not have it")
NO_SOURCE = "no independent source found"
NO_CLAIM = "no claim to trace"
NOT_TOLD = "sources not counted yet"
"""Of a story that nobody has asked for since it changed."""

_VIA = re.compile(r"\s*\(via [^()]*\)$")


def answer_of(story: Story) -> str:
    """Return the answer of a story: "14 articles, 9 outlets, 1 independent source (anonymous, via the Tern)"."""
    claim = main_claim_of(story)
    behind = independent_of(claim.independent, claim.roots) if claim else NO_CLAIM
    return _answer(len(story.articles), outlets_in(article.outlet for article in story.articles), behind)


def card_answer_of(card: StoryCard) -> str:
    """Return the answer of a story by its card: that of the story, or, where it is not worked out yet, that it is not."""
    behind = independent_of(card.independent, card.roots) if card.independent else NO_CLAIM
    return _answer(card.articles, card.outlets, behind if card.told else NOT_TOLD)


def main_claim_of(story: Story) -> Claim | None:
    """Return the claim that most articles of a story carry, or None."""
    return next((claim for claim in story.claims if claim.id == story.main_claim), None)


def independent_of(count: Count, roots: Sequence[Root]) -> str:
    """Return how many independent sources, how sure that is, and how many of them have no name: "2 independent sources (at least 1, at most 3)"."""
    range_ = [] if count.low == count.high == count.value else [f"at least {count.low}, at most {count.high}"]
    if count.value < 1:
        return f"{NO_SOURCE} ({range_[0]})" if range_ else NO_SOURCE
    details = "; ".join([*range_, *_who(count, roots)])
    return number(count.value, "independent source") + (f" ({details})" if details else "")


def root_name(root: Root) -> str:
    """Return what a root is called, with the outlet that it was seen through where the name alone is nobody's: "a friend, via the Tern"."""
    name = printable(_VIA.sub("", root.name)) or "somebody without a name"
    through = _through(root) if root.kind in UNNAMED else ""
    return f"{name}, {through}" if through else name


def in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: "the Tern" for "The Tern"."""
    plain = printable(name)
    return f"the {plain[4:]}" if plain.startswith("The ") else plain


def number(count: int, noun: str) -> str:
    """Return a count with its noun: "1 article", "1,200 articles"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _answer(articles: int, outlets: int, behind: str) -> str:
    """Return how many articles there are, how many outlets they are from (0: it is not known), and what is behind them."""
    unknown = "outlet unknown" if articles == 1 else "outlets unknown"
    return ", ".join((number(articles, "article"), number(outlets, "outlet") if outlets else unknown, behind))


def _who(count: Count, roots: Sequence[Root]) -> list[str]:
    """Return who the only source is, or how many of several have no name."""
    if count.value == 1 and len(roots) == 1:
        root = roots[0]
        if root.kind not in UNNAMED:
            return [in_sentence(root_name(root))]
        return [", ".join(filter(None, (UNNAMED[root.kind], _through(root))))]
    kinds = [root.kind for root in roots[: count.value]]
    return [f"{kinds.count(kind)} {words}" for kind, words in UNNAMED.items() if kind in kinds]


def _through(root: Root) -> str:
    return f"via {in_sentence(root.via[0])}" if root.via else ""
