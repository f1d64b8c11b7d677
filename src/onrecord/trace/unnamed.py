"""Which mentions of unnamed sources are of the same one.

They are told apart by the outlet that has them and by the noun that describes them: an outlet's "source" and its "insider" may be one, its
"official" and its "friend of the mayor" are two. What came through no outlet is joined only within an article, or by what describes it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.trace.fits import outlet_fits, parts_of
from onrecord.trace.mentions import bare, trace_words, words_of
from onrecord.trace.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.trace.mentions import Mention

DESCRIBING = 2
"""Words of a description that tell whom it means: "official" alone may be anybody."""
_NAMELESS = frozenset({"anonymous", "none", "media", "document", "role", "group"})
"""Kinds of source that an outlet may have kept unnamed."""


def unnamed_throughout(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with those of a role made unnamed whose description is elsewhere that of somebody who asked not to be named.

    "A senior official at the council" and, below, "the official, who asked not to be named" are one; so is a copy's "senior official".
    """
    full = {
        parts_of(mention.statement.source.name): bare(mention.statement.source.name)
        for mention in mentions
        if mention.kind == "anonymous" and mention.statement is not None and mention.statement.source.name
    }
    found = []
    for mention in mentions:
        called = mention.statement.source.name if mention.statement is not None else None
        name = full.get(parts_of(called)) if called and mention.kind in {"anonymous", "role"} else None
        if name is None or len(parts_of(name)) < DESCRIBING:
            found.append(mention)
        else:
            found.append(replace(mention, kind="anonymous", name=name))
    return found


def take_in_unnamed(unnamed: Sequence[Mention], voices: list[Voice]) -> None:
    """Tell unnamed sources apart by the outlet that has them: its own channel, else the one outlet that its article credits most."""
    outlets = [voice for voice in voices if voice.kind == "media"]
    outlets += [
        Voice("media", name) for name in sorted({mention.through[-1] for mention in unnamed if mention.through})
    ]
    behind: dict[int, list[Mention]] = defaultdict(list)
    known = {id(outlet): outlet for outlet in outlets}
    for mention in unnamed:
        behind[id(_outlet_behind(mention, outlets))].append(mention)
    own = [
        Voice("anonymous", _telling_name(group), group, known.get(outlet))
        for outlet, every in behind.items()
        for group in (_told_apart(every) if outlet in known else _of_nobody(every))
    ]
    for nobodys in [voice for voice in own if voice.body is None]:
        alike = [each for each in own if each.body is not None and overlap(each.name, nobodys.name)]
        if len(alike) == 1:
            alike[0].mentions.extend(nobodys.mentions)
            nobodys.mentions.clear()
    voices.extend(own)


def _of_nobody(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Group unnamed sources that came through no outlet: each article has its own, but for those of one description."""
    groups: list[list[Mention]] = []
    for mention in sorted(mentions, key=_where):
        alike = (group for group in groups if any(_may_be_one(mention, other) for other in group))
        group = next(alike, None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    return groups


def _where(mention: Mention) -> tuple[str, int]:
    return mention.article, mention.span.start


def _may_be_one(one: Mention, other: Mention) -> bool:
    """Whether two unnamed sources without an outlet are one: in one article if no noun sets them apart, else by what describes them."""
    if one.article == other.article:
        heads, others = _heads(one.name), _heads(other.name)
        return not heads or not others or bool(heads & others)
    return min(len(parts_of(one.name)), len(parts_of(other.name))) >= DESCRIBING and overlap(one.name, other.name)


def _told_apart(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Group the unnamed sources of one outlet by the noun that describes them; who is only a "source" is the one most spoken of."""
    groups: list[tuple[set[str], list[Mention]]] = []
    ordered = sorted(mentions, key=_where)
    vague = [mention for mention in ordered if not _heads(mention.name)]
    for mention in ordered:
        heads = _heads(mention.name)
        if heads:
            group = next((group for group in groups if group[0] & heads), None)
            if group is None:
                group = (set(), [])
                groups.append(group)
            group[0].update(heads)
            group[1].append(mention)
    if not groups:
        return [vague]
    max(groups, key=lambda group: len(group[1]))[1].extend(vague)
    return [group for _, group in groups]


def overlap(one: str, other: str) -> bool:
    """Tell whether two descriptions have most of their words in common."""
    words, others = set(parts_of(one)), set(parts_of(other))
    return 2 * len(words & others) > len(words | others)


def _telling_name(mentions: Sequence[Mention]) -> str:
    """Return the description that says most of unnamed sources: that used most of those of three words or with a noun that tells, else the longest."""
    counted = Counter(mention.name for mention in mentions)

    def telling(name: str) -> bool:
        return len(name.split()) > 2 or (len(name.split()) > 1 and bool(_heads(name)))

    return max(counted, key=lambda name: (telling(name), counted[name], len(name.split()), name))


def _heads(name: str) -> frozenset[str]:
    """Return the nouns of a description that tell who somebody is, "official" or "friend", without "source" and "people"."""
    return frozenset(_one_of(word) for word in words_of(name) if word in trace_words("describing"))


def _one_of(word: str) -> str:
    return word.removesuffix("s")


def _outlet_behind(mention: Mention, outlets: Sequence[Voice]) -> Voice | None:
    for through in reversed(mention.through):
        for outlet in outlets:
            forms = {outlet.name, *(each.name for each in outlet.mentions)}
            if any(form == through or outlet_fits(parts_of(through), parts_of(form)) for form in forms):
                return outlet
    here = [outlet for outlet in outlets if _is_relied_on(outlet, mention.article)]
    return max(
        here, key=lambda outlet: (sum(m.article == mention.article for m in outlet.mentions), outlet.name), default=None
    )


def _is_relied_on(outlet: Voice, article: str) -> bool:
    """Whether an article has something from an outlet, more than what somebody named told it."""
    here = [mention for mention in outlet.mentions if mention.article == article]
    told = [m.span for m in here if m.ground == "via" and m.statement and m.statement.source.kind not in _NAMELESS]
    return any(all(span.end <= m.span.start or m.span.end <= span.start for span in told) for m in here)
