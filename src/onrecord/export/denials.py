"""Who denies a claim, and in which articles: a story names its denials by the ids of statements; here they get their names.

Whoever denies a claim is no source of it, so the trail, which leads to sources, does not have them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.sourcing import NAMED, is_description
from onrecord.export.trail_layout import shortened
from onrecord.export.wording import speaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.records import Claim, SourceKind, Statement

LONGEST_NAME = 80
"""Characters of a name within a sentence."""
MOST_TOLD = 3
"""Denials that a sentence tells; the line under the claim has all."""


@dataclass(frozen=True, slots=True)
class Denier:
    """Somebody who denies a claim: the name, the kind of source, and the ids of the articles that print the denial."""

    name: str
    kind: SourceKind
    articles: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether it is a name rather than a description ("A spokesman for Merrin")."""
        return self.kind in NAMED and not (self.kind == "person" and is_description(self.name))


def deniers_of(claim: Claim | None, statements: Mapping[str, Statement]) -> tuple[Denier, ...]:
    """Return who denies a claim, those with names first; ``statements`` by id are those that are known of the story.

    Where each article that describes somebody who denies it names somebody too, it is most often the same one and left out.
    """
    found: dict[str, tuple[str, SourceKind, dict[str, None]]] = {}
    for key in claim.denials if claim else ():
        if key in statements:
            one = statements[key]
            name = shortened(speaker(one), LONGEST_NAME)
            found.setdefault(name.casefold(), (name, one.source.kind, {}))[2][one.article] = None
    made = [Denier(name, kind, tuple(articles)) for name, kind, articles in found.values()]
    names = {article for one in made if one.named for article in one.articles}
    kept = [one for one in made if one.named or not names.issuperset(one.articles)]
    return tuple(sorted(kept, key=lambda one: (not one.named, -len(one.articles))))


def denial_words(deniers: Sequence[Denier]) -> str:
    """Return how many articles carry a denial by whom: "2 carry a denial by Aldo Pryce"; "" for none."""
    by_article: dict[str, list[Denier]] = {}
    for denier in deniers:
        for article in denier.articles:
            by_article.setdefault(article, []).append(denier)
    who: Counter[tuple[str, ...]] = Counter()
    for found in by_article.values():
        named = [one for one in found if one.named]
        who[tuple(one.name for one in named or found[:1])] += 1
    told = [
        f"{count} {'carries' if count == 1 else 'carry'} a denial by {_joined(names)}"
        for names, count in who.most_common(MOST_TOLD)
    ]
    return "; ".join(told)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
