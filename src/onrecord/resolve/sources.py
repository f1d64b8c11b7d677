"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.voices import KINDS
from onrecord.resolve.clusters import PRONOUNS
from onrecord.resolve.meant import cluster_of, listed
from onrecord.resolve.wording import DESCRIBES, description_of, head_in, is_pronoun, is_speaker, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.names import Named
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

AGAINST_A_NAME = 2.0
"""What it costs, in log probability, that a source is of another kind than its name: the names' tagger errs in one of five bodies."""
OWN_WORDS = 0.5
"""What the head's word on a description counts beside its word on all of the same voice."""
NO_NAME = 3.0
"""What it costs that somebody without a name in the article is an individual and no post, kin or unnamed source."""
UNNAMED = frozenset({"role", "anonymous", "group"})
NAMELESS = UNNAMED | {"person"}
"""Kinds of a source that an article may withhold the name of."""
LONGEST_REASON = 400
"""Characters from a source within which its sentence says why it has no name."""
NAMED = frozenset({"person", "organisation", "media", "document", "author"})
"""Kinds of sources that have a name."""
NAMED_KINDS: dict[str, frozenset[SourceKind]] = {
    "person": frozenset({"person"}),
    "organisation": frozenset({"organisation", "media", "document"}),
    "facility": frozenset({"organisation", "media", "document"}),
    "place": frozenset({"organisation"}),
    "product": frozenset({"organisation", "media", "document"}),
    "other": frozenset({"document", "media", "organisation", "group"}),
}
"""Kinds of source that a thing with a name of this kind can be."""
Range = tuple[int, int]
_LONGEST_POST = 8
"""Words between "by" and the name of who made a document: "a study by Fennick University’s professor of bread Ada Moss"."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is.

    ``cluster`` is the thing meant; ``work`` the words of the document in which a body or person speaks, ``reason`` those with which
    the article says why it gives no name.
    """

    kind: SourceKind
    name: str | None
    cluster: Cluster | None
    work: Range | None = None
    reason: Range | None = None


def whose(scene: Scene, found: Sequence[Voiced]) -> list[Who]:
    """Return whose word each of the statements is, in their order."""
    heads = [cluster_of(scene, one) for one in found]
    votes: dict[int, list[np.ndarray]] = defaultdict(list)
    for one, head in zip(found, heads, strict=True):
        if head is not None and not is_pronoun(scene.text, one):
            votes[id(head)].append(_logs(one.kinds))
    withheld = {id(head) for one, head in zip(found, heads, strict=True) if head is not None and _reason(scene, one)}
    known: dict[int, Who] = {}
    described: dict[str, Who] = {}
    before: tuple[Voiced, Who] | None = None
    for one, head in zip(found, heads, strict=True):
        case = _Case(scene, one, head, votes.get(id(head), []) if head is not None else [])
        who = _who(case, known)
        if who.kind in NAMELESS and who.cluster is head and (head is None or head.named is None):
            reason = _reason(scene, one)
            if reason or id(head) in withheld:
                who = replace(who, kind="anonymous", reason=reason)
        if before is not None and _goes_on(scene, one, before[0]) and before[1].kind != "none":
            who = before[1]
        known[id(one)] = _as_described(who, described)
        if one.outer is None and one.ranges.source:
            before = (one, known[id(one)])
    return [known[id(one)] for one in found]


def _goes_on(scene: Scene, one: Voiced, before: Voiced) -> bool:
    """Whether whoever made the statement ``before`` goes on, as "they": "They added that ...", in the same or the next paragraph."""
    if one.outer is not None or plain(scene.text[slice(*one.ranges.source[0])] if one.ranges.source else "") != "they":
        return False
    cue = {word.lower() for part in one.ranges.cue for word in scene.text[slice(*part)].split()}
    words, earlier = scene.table.run(*one.ranges.source[0]), scene.table.run(*before.ranges.source[0])
    if words is None or earlier is None or not cue & set(word_lists.entries("continuation_cues")):
        return False
    return bool(scene.table.paragraphs[words[0]] - scene.table.paragraphs[earlier[0]] <= 1)


def _reason(scene: Scene, one: Voiced) -> Range | None:
    """Return the words with which the source's sentence says why it gives no name: "who was not authorised to speak"."""
    if not one.ranges.source:
        return None
    start, end = scene.sentence_at(one.ranges.source[0][0])
    match = _reasons().search(scene.text, start, min(end, one.ranges.source[0][0] + LONGEST_REASON))
    return match.span() if match else None


@cache
def _reasons() -> re.Pattern[str]:
    """Return the pattern of the words that say why a source has no name, to the end of their clause."""
    return re.compile(rf"(?:{'|'.join(word_lists.entries('anonymity_reasons'))})[^.,;:!?\"“”]{{0,120}}", re.IGNORECASE)


def _as_described(who: Who, described: dict[str, Who]) -> Who:
    """Give "the source" the words of "a source close to the couple" before it; ``described`` keeps the last of each description."""
    if who.kind not in UNNAMED or who.name is None:
        return who
    pointed = _POINTS_BACK.fullmatch(who.name.lower())
    key = (pointed["noun"] or pointed["of"] or "").rstrip("s") if pointed else who.name.lower()
    earlier = described.get(key) or (described.get("") if pointed and pointed["them"] else None)
    if earlier is not None:
        kind: SourceKind = "anonymous" if earlier.kind == "anonymous" else who.kind
        return replace(who, kind=kind, name=earlier.name)
    described[_noun(who.name.lower().split())] = described[who.name.lower()] = who
    if who.name.lower().split()[0] not in {"a", "an", "the", "his", "her"}:
        described[""] = who
    return who


_POINTS_BACK = re.compile(
    r"(?:the|this|that|one)(?: same)? (?P<noun>\w+)|one of (?:the|these|those) (?P<of>\w+)|(?:one|some|several|many|most) of (?P<them>them)"
)
"""Descriptions that stand for one given before: "the same source", "one of the people"."""


def _noun(spoken: Sequence[str]) -> str:
    """Return the noun at the head of a description without the ending of the plural: by the lists of nouns for sources, else its last word."""
    nouns = word_lists.classes("source_words")
    known = nouns["role"] | nouns["anonymous"] | nouns["group"]
    return next((word for word in spoken if word in known), spoken[-1]).rstrip("s")


def _logs(probabilities: Sequence[float]) -> np.ndarray:
    found: np.ndarray = np.log(np.maximum(probabilities, 1e-4))
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """A statement with what its source's words stand for, and what the head says of the kind of that voice."""

    scene: Scene
    one: Voiced
    head: Cluster | None
    votes: list[np.ndarray]

    @property
    def is_short(self) -> bool:
        """Whether the source is a pronoun."""
        return is_pronoun(self.scene.text, self.one)

    def scores(self) -> np.ndarray:
        """Return the log probability of each kind: of this voice's descriptions, else of the one that the pronoun stands for."""
        own = _logs(self.one.kinds)
        if self.votes:
            mean: np.ndarray = sum(self.votes[1:], self.votes[0]) / len(self.votes)
            return mean if self.is_short else mean + OWN_WORDS * own
        full = [m for m in self.head.mentions if m.shape not in PRONOUNS] if self.head is not None else []
        if not full:
            return own
        as_if = replace(self.one.ranges, source=[(full[0].start, full[0].end)])
        return _logs(self.scene.resolver.kinds(self.scene.text, self.scene.table, [as_if])[0].tolist())


def _who(case: _Case, known: dict[int, Who]) -> Who:
    """Return whose word a statement is: by what its words are, a list, the speaker of a quotation, a name, else a description."""
    one, given = case.one, case.one.statement.source
    if not one.ranges.source:
        return Who("none", None, None)
    several = listed(case.scene.clusters, one)
    if len(several) > 1:
        return Who("person", "; ".join(thing.named.name for thing in several if thing.named), None)
    if given.kind == "author":
        return Who("author", case.scene.author, None)
    if is_speaker(case.scene.text, one):
        outer = next((known[id(outer)] for outer in one.around() if id(outer) in known and outer.ranges.source), None)
        return outer or Who("person", given.name, None)
    return _named(case) or _unnamed(case)


def _named(case: _Case) -> Who | None:
    """Return a source with a name: the maker of a document, what its words stand for, or the name in them."""
    maker = _maker(case)
    if maker is not None:
        return maker
    if case.head is not None and case.head.named is not None:
        return Who(_of_name(case.head.named.kind, case.scores()), case.head.named.name, case.head)
    given = case.one.statement.source
    if (
        case.head is None
        and given.kind == "person"
        and given.name
        and all(part[0].isupper() for part in given.name.split())
    ):
        return Who("person", given.name, None)
    return None


def _unnamed(case: _Case) -> Who:
    """Return a source without a name: a post, a voice that stays unnamed, a group, or nobody."""
    given, scores = case.one.statement.source, case.scores()
    if case.head is not None or not case.is_short:
        scores = scores - NO_NAME * np.array([kind == "person" for kind in KINDS])
    kind = KINDS[int(np.argmax(scores))]
    if kind in {"none", "author"}:
        return Who(kind, case.scene.author if kind == "author" else None, None)
    if case.head is None and case.is_short:
        return Who(kind, given.name, None)
    if kind in NAMELESS and _is_unnamed_voice(case):
        kind = "anonymous"
    return Who(kind, description_of(case.scene.text, case.one, case.head) or given.name, case.head)


def _is_unnamed_voice(case: _Case) -> bool:
    """Whether the noun of a description is one for a voice that is left unnamed on purpose: "friends of the couple", "an insider"."""
    head = head_in(case.scene.text, *case.one.ranges.source[0])
    return case.scene.text[slice(*head)].lower() in word_lists.classes("source_words")["anonymous"]


def _maker(case: _Case) -> Who | None:
    """Return the body or person behind a document, as its own words tell: "a survey by Acme", "the Bugle poll", "Acme’s report"."""
    start, end = case.one.ranges.source[0]
    stop = DESCRIBES.search(case.scene.text, start + 1, end)
    found = [token for token in tokens(case.scene.text, start, stop.start() if stop else end) if token.is_word]
    lists = word_lists.classes("source_words")
    noun = next((token for token in found if token.lower in lists["own_work"] | lists["document"]), None)
    if noun is None:
        return None
    own = noun.lower in lists["own_work"]
    makers = [
        thing for thing in case.scene.clusters.named_in(start, stop.start() if stop else end)
        if thing.kind in {"person", "organisation", "facility"} and _made(case.scene.text, thing, start, noun, own=own)
    ]  # fmt: skip
    if not makers:
        return None
    persons = [thing for thing in makers if thing.kind == "person"]
    heads = persons[-1:] or makers
    cluster = case.scene.clusters.of_name(heads[0])
    kind = "person" if persons else _of_name(heads[0].kind, case.scores())
    if kind == "document":
        kind = "organisation"
    return Who(kind, "; ".join(thing.name for thing in heads), cluster, (start, stop.start() if stop else end))


def _made(text: str, thing: Named, start: int, noun: Token, *, own: bool) -> bool:
    """Whether the thing is named as the maker of a document: before its noun, or after "by"."""
    place = next((place for place in thing.places if place[0] >= start), None)
    if place is None or place[0] == noun.start:
        return False
    if place[1] <= noun.start:
        possessive = text[place[0] : place[1] + 2].rstrip().endswith(("’s", "'s", "s’", "s'"))
        return (own and thing.kind != "person") or possessive
    between = text[noun.end : place[0]].lower().split()
    return own and bool({"by", "from"} & set(between[-_LONGEST_POST:]))


def _of_name(kind: str, scores: np.ndarray) -> SourceKind:
    """Return the kind of a source with a name: what its words and its name's kind make likeliest together."""
    may = NAMED_KINDS[kind]
    total = [
        score - (0 if one in may else AGAINST_A_NAME) - (0 if one in NAMED else 8)
        for one, score in zip(KINDS, scores, strict=True)
    ]
    return KINDS[int(np.argmax(total))]
