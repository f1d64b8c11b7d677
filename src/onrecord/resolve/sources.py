"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.model.voices import KINDS
from onrecord.resolve.cited import cited, quoted
from onrecord.resolve.clusters import PRONOUNS
from onrecord.resolve.makers import maker_of
from onrecord.resolve.meant import cluster_of, listed
from onrecord.resolve.names import called, gender_of_words, is_company, is_outlet
from onrecord.resolve.signed import signer
from onrecord.resolve.standing_for import aged, fuller, is_aged, pair, stand_in
from onrecord.resolve.wording import (
    DESCRIBES,
    apposition_in,
    description_of,
    goes_on,
    head_in,
    is_pronoun,
    is_speaker,
    plain,
    pronoun_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

AGAINST_A_NAME = 2.0
"""What it costs, in log probability, that a source is of another kind than its name: the names' tagger errs in one of five bodies."""
NEVER = 8.0
"""What it costs to be of a kind that has no name, or a person with a company's."""
AN_OUTLETS_NAME = 1.5
"""What it counts, in log probability, that a name is one as outlets have it."""
SURELY_MEDIA = -0.7
"""Log probability from which the maker of a document is an outlet, whose name does not tell: above 1 in 2."""
OWN_WORDS = 0.5
"""What the head's word on a description counts beside its word on all of the same voice."""
NO_NAME = 3.0
"""What it costs that somebody without a name in the article is an individual and no post, kin or unnamed source."""
MOSTLY = 2
"""How many times oftener a body is the source as an outlet than as a body, to be an outlet throughout."""
MOST_NOBODY = 0.2
"""Probability that a pronoun is nobody's ("it is unclear") up to which it stands for the source before it."""
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


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is.

    ``cluster`` is the thing meant; ``work`` the words of the document in which a body or person speaks, ``reason`` those with which
    the article says why it gives no name; ``words`` those of the source where the reader took the outlet that cites it, ``through``,
    for it.
    """

    kind: SourceKind
    name: str | None
    cluster: Cluster | None
    work: Range | None = None
    reason: Range | None = None
    words: Range | None = None
    through: tuple[Range, str | None] | None = None


def whose(scene: Scene, found: Sequence[Voiced]) -> list[Who]:
    """Return whose word each of the statements is, in their order."""
    heads = [cluster_of(scene, one) for one in found]
    votes: dict[int, list[np.ndarray]] = defaultdict(list)
    for one, head in zip(found, heads, strict=True):
        if head is not None and not is_pronoun(scene.text, one):
            votes[id(head)].append(_logs(one.kinds))
    withheld = {id(head) for one, head in zip(found, heads, strict=True) if head is not None and _reason(scene, one)}
    withheld |= {id(one) for one in (_told_further(scene, one) for one in found) if one is not None}
    known: dict[int, Who] = {}
    described: dict[str, Who] = {}
    stood: dict[str, Who] = {}
    before: tuple[Voiced, Who] | None = None
    for one, head in zip(found, heads, strict=True):
        case = _Case(scene, one, head, votes.get(id(head), []) if head is not None else [])
        who = _settled(case, _who(case, known), withheld)
        if before is not None and _goes_on(scene, one, before) and before[1].kind != "none":
            who = before[1]
            if who.cluster is not None:
                scene.clusters.move(*one.ranges.source[0], who.cluster)
        if before is not None and who.kind == "person" and _varies(scene, one, who, before):
            who = replace(before[1], work=None, reason=None, words=None, through=None)
        who = _as_before(scene, one, who, stood)
        known[id(one)] = _as_described(who, described)
        if one.outer is None and one.ranges.source:
            before = (one, known[id(one)])
    return _alike([known[id(one)] for one in found])


def _settled(case: _Case, who: Who, withheld: set[int]) -> Who:
    """Return the source as what stands around it settles it: named nowhere on purpose, told further, cited by an outlet.

    ``withheld`` are the id() of the clusters whose names the article withholds.
    """
    scene, one, head = case.scene, case.one, case.head
    if who.kind in NAMELESS and who.cluster is head and (head is None or head.named is None):
        reason = _reason(scene, one)
        if reason or id(head) in withheld:
            who = replace(who, kind="anonymous", reason=reason)
    if who.kind == "anonymous" and who.cluster is head and (further := _further(scene, one)) is not None:
        who = replace(who, name=scene.text[slice(*further)].strip(" ,;:—–-"), cluster=_told_further(scene, one))
    if (behind := (cited(scene, one) if who.kind == "media" else None) or quoted(scene, one)) is not None:
        return _behind(scene, behind, one, who)
    return who


def _alike(found: list[Who]) -> list[Who]:
    """Make a body an outlet throughout where it is one in most of its statements."""
    kinds: dict[int, Counter[SourceKind]] = defaultdict(Counter)
    for who in found:
        if who.cluster is not None and who.cluster.named is not None and who.kind in {"media", "organisation"}:
            kinds[id(who.cluster)][who.kind] += 1
    outlets = {key for key, times in kinds.items() if times["media"] >= MOSTLY * times["organisation"]}
    return [
        replace(who, kind="media") if who.kind == "organisation" and id(who.cluster) in outlets else who
        for who in found
    ]


def _as_before(scene: Scene, one: Voiced, who: Who, stood: dict[str, Who]) -> Who:
    """Give a pronoun whom the description that it follows stands for; ``stood`` keeps that by the words of each description."""
    words = one.statement.source.name
    if not words or not one.ranges.source:
        return who
    if not is_pronoun(scene.text, one):
        stood[words] = who
        return who
    earlier = stood.get(words)
    named = who.cluster is not None and who.cluster.named is not None
    if earlier is None or named or who.name not in {None, words} or one.kinds[KINDS.index("none")] > MOST_NOBODY:
        return who
    return replace(earlier, work=None, reason=None, words=None, through=None)


def _goes_on(scene: Scene, one: Voiced, before: tuple[Voiced, Who]) -> bool:
    """Whether whoever made the statement ``before`` goes on, as a pronoun: "They added that ...", in the same or the next paragraph."""
    spoken = plain(scene.text[slice(*one.ranges.source[0])] if one.ranges.source else "")
    if one.outer is not None or spoken not in {"they", "he", "she"} or not goes_on(scene.text, one.ranges.cue):
        return False
    words, earlier = scene.table.run(*one.ranges.source[0]), scene.table.run(*before[0].ranges.source[0])
    if words is None or earlier is None:
        return False
    apart = scene.table.paragraphs[words[0]] - scene.table.paragraphs[earlier[0]]
    return bool(apart <= 1) and (spoken == "they" or _may_be_one_person(scene, one, before, spoken))


def _may_be_one_person(scene: Scene, one: Voiced, before: tuple[Voiced, Who], spoken: str) -> bool:
    """Whether a "he" or "she" may be who spoke before, and nobody else is named in between."""
    speaker = before[1].cluster
    if one.kinds[KINDS.index("none")] > MOST_NOBODY:
        return False
    if before[1].kind not in NAMELESS or (speaker is not None and _OTHER[spoken] in speaker.genders):
        return False
    end = max(end for part in (before[0].ranges.content, before[0].ranges.source) for _, end in part)
    between = scene.clusters.persons_in(min(end, one.ranges.source[0][0]), one.ranges.source[0][0])
    return all(person is speaker for person in between)


_OTHER = {"he": "female", "she": "male"}


def _behind(scene: Scene, behind: Voiced, one: Voiced, outlet: Who) -> Who:
    """Return the source that an ``outlet`` cites for the statement ``one``; the outlet itself where the cited words are nobody."""
    who = _who(_Case(scene, behind, cluster_of(scene, behind), []), {})
    if who.kind in {"none", "author"}:
        return outlet
    return replace(who, words=behind.ranges.source[0], through=(one.ranges.source[0], _called(scene, one, outlet)))


def _called(scene: Scene, one: Voiced, outlet: Who) -> str | None:
    """Return what an outlet is called as a channel: without its article."""
    named = outlet.cluster is not None and outlet.cluster.named is not None
    return outlet.name if named else called(scene.text, *one.ranges.source[0])


def _varies(scene: Scene, one: Voiced, who: Who, before: tuple[Voiced, Who]) -> bool:
    """Whether a description without a name varies the name of who spoke right before: "the 34-year-old mother of three replied"."""
    speaker = before[1].cluster
    if before[1].kind != "person" or speaker is None or speaker.named is None or not one.ranges.source:
        return False
    start, end = one.ranges.source[0]
    named = who.cluster is not None and who.cluster.named is not None
    if named or scene.clusters.named_in(start, end) or not _VARIATION.match(scene.text, start, end):
        return False
    words, earlier = scene.table.run(start, end), scene.table.run(*before[0].ranges.source[0])
    near = (
        words is not None
        and earlier is not None
        and scene.table.paragraphs[words[0]] - scene.table.paragraphs[earlier[0]] <= 1
    )
    gender = gender_of_words(scene.text[start:end])
    return near and not (gender and speaker.genders and gender not in speaker.genders)


_VARIATION = re.compile(r"the (?!\w+s\b)[\w-]+", re.IGNORECASE)
"""A description that is definite and, by its first word, not of several."""


def _further(scene: Scene, one: Voiced) -> Range | None:
    """Return the words that tell an unnamed source further: "a baker" of "another insider, a baker,"."""
    return apposition_in(scene.text, *one.ranges.source[0]) if one.ranges.source else None


def _told_further(scene: Scene, one: Voiced) -> Cluster | None:
    """Return what these words stand for, if it has no name."""
    further = _further(scene, one)
    cluster = scene.clusters.headed(*head_in(scene.text, *further)) if further else None
    return cluster if cluster is None or cluster.named is None else None


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
    if who.kind not in UNNAMED or who.name is None or who.name[0].isdigit():
        return who  # "44 percent" are not the "46 percent" before
    pointed = _POINTS_BACK.fullmatch(who.name.lower())
    key = (pointed["noun"] or pointed["of"] or pointed["bare"] or "").rstrip("s") if pointed else who.name.lower()
    earlier = described.get(key) or (described.get("") if pointed and (pointed["them"] or pointed["bare"]) else None)
    if earlier is not None:
        kind: SourceKind = "anonymous" if earlier.kind == "anonymous" else who.kind
        return replace(who, kind=kind, name=earlier.name)
    described[_noun(who.name.lower().split())] = described[who.name.lower()] = who
    if who.name.lower().split()[0] not in {"a", "an", "the", "his", "her"}:
        described[""] = who
    return who


_POINTS_BACK = re.compile(
    r"(?:the|this|that|one)(?: same)? (?P<noun>\w+)|one of (?:the|these|those) (?P<of>\w+)|(?:one|some|several|many|most) of (?P<them>them)|(?P<bare>one|another|a second|a third)"
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
        return Who("author", _author(case), None)
    if is_speaker(case.scene.text, one):
        outer = next((known[id(outer)] for outer in one.around() if id(outer) in known and outer.ranges.source), None)
        return outer or Who("person", given.name, None)
    return _named(case) or _unnamed(case, known)


def _author(case: _Case) -> str | None:
    """Return whose the words outside quotation marks are: the article's author, or who signs the letter."""
    return case.scene.author or signer(case.scene, case.one.anchor)


def _named(case: _Case) -> Who | None:
    """Return a source with a name: the maker of a document, what its words stand for, or the name in them."""
    if (made := _of_maker(case)) is not None:
        return made
    given = case.one.statement.source
    if case.head is not None and case.head.named is not None:
        thing = case.head.named
        if (
            thing.kind == "person"
            and given.kind == "person"
            and given.name == thing.name
            and " " in thing.name
            and not is_outlet(thing.name)
        ):
            return Who("person", thing.name, case.head)
        return Who(
            _of_name(thing.kind, case.scores(), outlet=is_outlet(thing.name), company=is_company(thing)),
            thing.name,
            case.head,
        )
    if (
        case.head is None
        and given.kind == "person"
        and given.name
        and all(part[0].isupper() for part in given.name.split())
        and plain(given.name) not in pronoun_words()  # "I’d"
    ):
        return Who("person", given.name, None)
    return _untagged(case)


def _untagged(case: _Case) -> Who | None:
    """Return the persons named behind a description where the names' tagger sees none: "candidates Ada Moss and Bo Hill"."""
    start, end = case.one.ranges.source[0]
    stop = DESCRIBES.search(case.scene.text, start + 1, end)
    match = _NAMES_LAST.search(case.scene.text[start : stop.start() if stop else end])
    if match is None or KINDS[int(np.argmax(case.scores()))] != "person":
        return None
    return Who("person", "; ".join(name for name in match.groups() if name), None)


_A_NAME = r"([A-Z][\w’'-]+(?: [A-Z][\w.’'-]*)* [A-Z][\w’'-]+)"
_NAMES_LAST = re.compile(
    rf"\b(?!(?:at|of|for|in|from|with|to|by|on|near|the|and)\b)[a-z][\w-]* {_A_NAME}(?: and {_A_NAME})?$"
)
"""One name or two at the end of a description, of two words or more each; behind "at" or "of" stands whom somebody belongs to."""


def _of_maker(case: _Case) -> Who | None:
    """Return the body or person that speaks in a document, with its words as ``work``."""
    maker = maker_of(case.scene.text, case.scene.clusters, case.one.ranges.source[0])
    if maker is None:
        return None
    scores = case.scores()
    known = maker.kind is not None or is_outlet(maker.name)
    if not known and KINDS[int(np.argmax(scores))] not in {"media", "organisation"}:
        return None
    kind = (
        maker.kind
        if maker.kind == "person"
        else _of_name(maker.kind or "organisation", scores, outlet=is_outlet(maker.name))
    )
    if kind == "media" and not is_outlet(maker.name) and scores[KINDS.index("media")] < SURELY_MEDIA:
        kind = "organisation"  # a report is a body's rather than an outlet's
    return Who("organisation" if kind == "document" else kind, maker.name, maker.cluster, maker.words)


def _unnamed(case: _Case, known: dict[int, Who]) -> Who:
    """Return a source without a name: a post, a voice that stays unnamed, a group, or nobody."""
    given, scores = case.one.statement.source, case.scores()
    several = pair(case.scene, case.one)
    if len(several) > 1:
        return Who("person", "; ".join(one.named.name for one in several if one.named), None)
    person = aged(case.scene, case.one)
    if person is not None and person.named is not None:
        return Who("person", person.named.name, person)
    if (case.head is not None or not case.is_short) and not is_aged(case.scene.text, case.one):
        scores = scores - NO_NAME * np.array([kind == "person" for kind in KINDS])
    kind = KINDS[int(np.argmax(scores))]
    if kind in {"none", "author"}:
        return Who(kind, _author(case) if kind == "author" else None, None)
    if case.head is None and case.is_short:
        described = kind in NAMELESS and given.kind in UNNAMED and given.name
        return Who(given.kind if described else kind, given.name, None)
    if kind in NAMELESS and _is_unnamed_voice(case, unnamed=kind in UNNAMED):
        kind = "anonymous"
    if kind == "person" and _is_kin(case):
        kind = "role"
    stands_for = stand_in(case.scene, case.one, kind, [who.cluster for who in known.values() if who.kind == "media"])
    if stands_for is not None and stands_for.named is not None:
        return Who("person" if kind == "person" else "media", stands_for.named.name, stands_for)
    words = fuller(case.scene, case.one) or description_of(case.scene.text, case.one, case.head)
    return Who(kind, words or given.name, case.head)


_OWNERS = frozenset({"his", "her", "their", "my", "our"})


def _is_kin(case: _Case) -> bool:
    """Whether a description names somebody by kin alone: "Moss’s mother"."""
    start, end = case.one.ranges.source[0]
    head = head_in(case.scene.text, start, end)
    bonds = word_lists.classes("fact_bonds")
    before = case.scene.text[start : head[0]].lower().split()
    owned = bool(before) and (before[0] in _OWNERS or any(word.endswith(("’s", "'s", "s’", "s'")) for word in before))
    return owned and case.scene.text[slice(*head)].lower() in bonds["kin"] | bonds["partner"]


def _is_unnamed_voice(case: _Case, *, unnamed: bool) -> bool:
    """Whether the noun of a description is one for a voice that is left unnamed on purpose: "friends of the couple", "an insider"."""
    head = head_in(case.scene.text, *case.one.ranges.source[0])
    nouns = word_lists.classes("source_words")
    return case.scene.text[slice(*head)].lower() in nouns["anonymous"] | (nouns["unplaced"] if unnamed else frozenset())


def _of_name(kind: str, scores: np.ndarray, *, outlet: bool = False, company: bool = False) -> SourceKind:
    """Return the kind of a source with a name: what its words and its name's kind make likeliest together."""
    may = NAMED_KINDS[kind]
    total = [
        score
        - (0 if one in may or (outlet and one == "media") else AGAINST_A_NAME)
        - (0 if one in NAMED and not (one == "person" and company) else NEVER)
        + (AN_OUTLETS_NAME if outlet and one == "media" else 0)
        for one, score in zip(KINDS, scores, strict=True)
    ]
    return KINDS[int(np.argmax(total))]
