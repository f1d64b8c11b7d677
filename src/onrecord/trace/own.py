"""Whether an article did its own reporting, and which outlet it is from where its own words give that away.

"Told the Bell" in the Bell's own article is its own reporting; in another paper's it is a credit. An article whose page names its outlet is
known by it; otherwise "documents obtained by the Bell" or "did not return the Bell's request" tell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.trace.fits import OUTLET_TAIL, outlet_fits, parts_of
from onrecord.trace.mentions import tellers, told_by
from onrecord.trace.phrases import NAME, in_phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.records import Article, Reading, Statement
    from onrecord.trace.mentions import Mention

_QUOTED = re.compile(r"[“\"«][^”\"»]{0,1500}[”\"»]")


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    listed = (entry.partition("\t") for entry in word_lists.entries("trace_own"))
    return tuple(re.compile(pattern.replace("NAME", NAME)) for label, _, pattern in listed if label == kind)


class Named:
    """What a story's articles name. It is asked for again and again, and found for each article once."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._phrases: dict[str, list[Mention]] = {}
        self._tellers: dict[str, list[tuple[Statement, Mention | None]]] = {}
        self._mentions: dict[tuple[str, tuple[str, ...]], list[Mention]] = {}
        self._own: dict[str, tuple[str, ...]] = {}

    def mentions(self, reading: Reading, outlets: Sequence[str] = ()) -> list[Mention]:
        """Return every source and outlet that the article names, in the order of the text; ``outlets`` are names known to be outlets'."""
        article = reading.article
        if article is None:
            return []
        key = article.id, tuple(outlets)
        if article.id not in self._phrases:
            self._phrases[article.id] = in_phrases(reading)
            self._tellers[article.id] = tellers(reading)
        if key not in self._mentions:
            self._mentions[key] = sorted(
                [*told_by(reading, outlets, self._tellers[article.id]), *self._phrases[article.id]],
                key=lambda mention: (mention.span.start, mention.span.end),
            )
        return self._mentions[key]

    def own_names(self, article: Article) -> tuple[str, ...]:
        """Return the names in an article's words that may be about its own work, those first that tell it most plainly."""
        if article.id not in self._own:
            found = (match["name"] for pattern in _patterns("outlet") for match in pattern.finditer(article.text))
            self._own[article.id] = tuple(found)
        return self._own[article.id]


def candidates(reading: Reading, outlets: Sequence[str], named: Named) -> list[Mention]:
    """Return whoever the article may credit, in the order of the text, its own outlet left out.

    ``outlets`` are names known to be outlets', from the pages of the story: a mention of one is of an outlet, whatever it was taken for.
    """
    article = reading.article
    if article is None:
        return []
    known = {parts_of(name): name for name in outlets}
    mentions = [_as_outlet(mention, known) for mention in named.mentions(reading, outlets)]
    own = own_outlet(article, mentions, named)
    if own is None:
        return mentions
    return [
        replace(mention, through=(own,))
        if mention.kind == "anonymous" and mention.ground == "source" and not mention.through
        else mention
        for mention in mentions
        if mention.kind != "media" or not outlet_fits(parts_of(mention.name), parts_of(own))
    ]


def _as_outlet(mention: Mention, known: Mapping[tuple[str, ...], str]) -> Mention:
    """Return the mention as one of the outlet with just that name, if its name is known to be an outlet's."""
    if mention.kind not in {"person", "organisation", "document", "media"} or not mention.name:
        return mention
    parts = parts_of(mention.name)
    name = known.get(parts) or known.get(parts[:-1] if parts[-1:] and parts[-1] in OUTLET_TAIL else parts)
    if name is None and mention.kind in {"organisation", "media"}:
        fitting = [full for full in known if outlet_fits(parts, full)]
        name = known[fitting[0]] if len(fitting) == 1 else None
    return mention if name is None else replace(mention, kind="media", name=name)


def own_outlet(article: Article, mentions: list[Mention], named: Named) -> str | None:
    """Return the outlet that the article is from: as the page says, else by its own words about its own work."""
    if article.outlet:
        return article.outlet
    outlets = {parts_of(mention.name) for mention in mentions if mention.kind == "media"}
    cited = {parts_of(mention.name) for mention in mentions if mention.kind == "media" and mention.ground == "source"}
    for name in named.own_names(article):
        parts = parts_of(name)
        if any(outlet_fits(parts, outlet) or outlet_fits(outlet, parts) for outlet in cited):
            continue  # what another outlet got
        known = any(outlet_fits(parts, outlet) for outlet in outlets)
        if known or re.search(r"[a-z][A-Z]|\d", name) or "UK" in name.split():
            return name
    return None


def own_reporting(reading: Reading, named: Named | None = None) -> bool | None:
    """Return whether the article got something itself (True), has everything from others or from what is public (False), or does not say (None).

    ``named`` is what has been found in its story before.
    """
    article = reading.article
    if article is None:
        return None
    named = named or Named()
    mentions = named.mentions(reading)
    own = own_outlet(article, mentions, named)
    told = own is not None and any(
        mention.kind == "media"
        and mention.ground in {"via", "phrase"}
        and outlet_fits(parts_of(mention.name), parts_of(own))
        for mention in mentions
    )
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), article.text)
    if told or any(pattern.search(plain) for pattern in _patterns("own")):
        return True
    if any(pattern.search(plain) for pattern in _patterns("asked")):
        return None
    others = [mention for mention in mentions if mention.kind in {"media", "social"} or mention.ground == "hearsay"]
    return False if others else None
