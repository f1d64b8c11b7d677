"""The same text under another article: found before it is stored a second time, where it would look like a second witness.

Candidates are the articles that share most of the weightiest words, as when an article is put into its story; they are compared by
the runs of words that they have in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.printable import printable
from onrecord.match.sketch import keys_of, sketch_of
from onrecord.web.addresses import article_path

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Article, Reading

CANDIDATES = 5
"""Articles that a text is compared with, those that share most of its weightiest words first: a copy shares them all."""
RUN = 5
"""Words of a run."""
SAME = 0.9
"""Share of the runs of the longer text that are in both, from which they are the same text: a changed headline or byline is less."""
LONGEST = 200
"""Characters of a headline that are shown."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Twin:
    """An article of the ledger with the same text: what to call it, its page, and whether the texts differ at all."""

    name: str
    path: str
    exact: bool


def twin_of(ledger: Ledger, reading: Reading) -> Twin | None:
    """Return an article of the ledger, not an earlier version of this one, that has the same text; None where there is none."""
    article = reading.article
    if article is None:
        return None
    words = _words(article)
    if not words:
        return None
    sketch = sketch_of(reading)
    here = ledger.store.story_of([article.id])
    for other_id, other in ledger.store.readings(
        ledger.store.sharing("key", keys_of(sketch), sketch.day, limit=CANDIDATES)
    ).items():
        if other.article is None or other_id == article.id or article.id in here or _same_page(article, other.article):
            continue
        likeness = _likeness(words, _words(other.article))
        if likeness >= SAME:
            return Twin(_name(other.article), article_path(other_id), likeness == 1)
    return None


def _same_page(one: Article, other: Article) -> bool:
    """Tell whether storing the one would make a version of the other."""
    return one.url is not None and one.url == other.url


def _likeness(one: list[str], other: list[str]) -> float:
    """Return the share of runs of words that two texts have in common, of the longer one's; 1 where they have the same words."""
    if one == other:
        return 1
    runs = [{tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))} for words in (one, other)]
    return min(0.99, len(runs[0] & runs[1]) / max(len(runs[0]), len(runs[1])))


def _words(article: Article) -> list[str]:
    return _WORD.findall(article.body().casefold())


def _name(article: Article) -> str:
    """Return what to call an article: its headline, and where and when it was printed."""
    known = (article.headline or "(no headline)", article.outlet or "outlet unknown", (article.published or "")[:10])
    return ", ".join(printable(one)[:LONGEST] for one in known if one)
