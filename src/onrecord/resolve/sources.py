"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.mentions import head_of
from onrecord.model.voices import KINDS
from onrecord.resolve.clusters import PRONOUNS

if TYPE_CHECKING:
    from onrecord.language.tokens import Token
    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.names import Named
    from onrecord.resolve.voiced import Voiced

AGAINST_A_NAME = 2.0
"""What it costs, in log probability, that a source is of another kind than its name: the names' tagger errs in one of five bodies."""
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
_ANAPHORIC = frozenset({"definite", "demonstrative"})
_LONGEST_POST = 8
"""Words between "by" and the name of who made a document: "a study by Fennick University’s professor of bread Ada Moss"."""
LONGEST_DESCRIPTION = 90
"""Characters of a description that serves as a name."""

_DESCRIBES = re.compile(r"\s*[,(:;]|\s+(?:who|whom|whose|which|that)\b|\s+[—–-]\s")
_CONTRACTED = re.compile(r"[’'](?:m|d|ll|ve|re|s)$")
_WHICH_IS = re.compile(r"\s(?:filed|dated|published|released|conducted|obtained|seen|reviewed|issued|posted|written|carried|there)\b")
"""Where the words of a description only tell more of it: "an indictment filed last March"."""
_LIST = re.compile(r"(?:\s*,)?\s*(?:and|&|or|,)?\s*(?:[a-z]+ ){0,3}")
"""What stands between two names of a list; "and his wife" among it."""
_BLANK = re.compile(r"\s+")


Judge = Callable[["Voiced", "Range"], Sequence[float]]
"""Gives the probability of each kind of source for a statement, as if its source were other words."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is. ``cluster`` is the thing meant; ``work`` the words of the document in which a body or person speaks,
    ``reason`` those with which the article says why it gives no name.
    """

    kind: SourceKind
    name: str | None
    cluster: Cluster | None
    work: Range | None = None
    reason: Range | None = None


def whose(
    text: str, clusters: Clusters, found: Sequence[Voiced], judge: Judge, *,
    sentence_at: Callable[[int], Range], author: str | None = None,
) -> list[Who]:  # fmt: skip
    """Return whose word each of the statements is, in their order; ``author`` is who the article is by, if one person."""
    heads = [_cluster_of(text, clusters, one) for one in found]
    votes: dict[int, list[np.ndarray]] = defaultdict(list)
    for one, head in zip(found, heads, strict=True):
        if head is not None and not _is_pronoun(text, one):
            votes[id(head)].append(_logs(one.kinds))
    known: dict[int, Who] = {}
    described: dict[str, Who] = {}
    withheld = {id(head) for one, head in zip(found, heads, strict=True) if head is not None and _reason(text, one, sentence_at)}
    for one, head in zip(found, heads, strict=True):
        scores = votes.get(id(head)) if head is not None else None
        who = _who(_Case(text, clusters, one, head, scores or [], judge, author), known)
        if who.kind in NAMELESS and who.cluster is head and (head is None or head.named is None):
            reason = _reason(text, one, sentence_at)
            if reason or id(head) in withheld:
                who = replace(who, kind="anonymous", reason=reason)
        known[id(one)] = _as_described(who, described)
    return [known[id(one)] for one in found]


def _reason(text: str, one: Voiced, sentence_at: Callable[[int], Range]) -> Range | None:
    """Return the words with which the source's sentence says why it gives no name: "who was not authorised to speak"."""
    if not one.ranges.source:
        return None
    start, end = sentence_at(one.ranges.source[0][0])
    match = _reasons().search(text, start, min(end, one.ranges.source[0][0] + LONGEST_REASON))
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

    text: str
    clusters: Clusters
    one: Voiced
    head: Cluster | None
    votes: list[np.ndarray]
    judge: Judge
    author: str | None

    def scores(self) -> np.ndarray:
        """Return the log probability of each kind: of this voice's descriptions, else of the description that the pronoun stands for."""
        if self.votes:
            return sum(self.votes) / len(self.votes) + _logs(self.one.kinds) * (0 if _is_pronoun(self.text, self.one) else 0.5)
        full = [m for m in self.head.mentions if m.shape not in PRONOUNS] if self.head is not None else []
        if not full:
            return _logs(self.one.kinds)
        return _logs(self.judge(self.one, (full[0].start, full[0].end)))


def _who(case: _Case, known: dict[int, Who]) -> Who:
    one, head, given = case.one, case.head, case.one.statement.source
    if not one.ranges.source:
        return Who("none", None, None)
    listed = _listed(case.clusters, one)
    if len(listed) > 1:
        return Who("person", "; ".join(thing.named.name for thing in listed if thing.named), listed[0])
    if given.kind == "author":
        return Who("author", case.author, None)
    if _is_speaker(case.text, one):
        outer = next((known[id(outer)] for outer in one.around() if id(outer) in known and outer.ranges.source), None)
        return outer or Who("person", given.name, None)
    maker = _maker(case)
    if maker is not None:
        return maker
    scores = case.scores()
    if head is not None and head.named is not None:
        return Who(_of_name(head.named.kind, scores), head.named.name, head)
    if head is None and given.kind == "person" and given.name and all(part[0].isupper() for part in given.name.split()):
        return Who("person", given.name, None)
    if head is not None or not _is_pronoun(case.text, one):
        scores = scores - NO_NAME * np.array([kind == "person" for kind in KINDS])
    kind = KINDS[int(np.argmax(scores))]
    if kind == "none":
        return Who("none", None, None)
    if kind == "author":
        return Who("author", case.author, None)
    if head is None and _is_pronoun(case.text, one):
        return Who(kind, given.name, None)
    return Who(kind, _description(case.text, one, head) or given.name, head)


def _maker(case: _Case) -> Who | None:
    """Return the body or person behind a document, as its own words tell: "a survey by Acme", "the Bugle poll", "Acme’s report"."""
    start, end = case.one.ranges.source[0]
    stop = _DESCRIBES.search(case.text, start + 1, end)
    found = [token for token in tokens(case.text, start, stop.start() if stop else end) if token.is_word]
    lists = word_lists.classes("source_words")
    noun = next((token for token in found if token.lower in lists["own_work"] | lists["document"]), None)
    if noun is None:
        return None
    own = noun.lower in lists["own_work"]
    makers = [
        thing for thing in case.clusters.named_in(start, stop.start() if stop else end)
        if thing.kind in {"person", "organisation", "facility"} and _made(case.text, thing, start, noun, own=own)
    ]  # fmt: skip
    if not makers:
        return None
    persons = [thing for thing in makers if thing.kind == "person"]
    heads = persons[-1:] or makers
    cluster = case.clusters.of_name(heads[0])
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


def _cluster_of(text: str, clusters: Clusters, one: Voiced) -> Cluster | None:
    """Return what the words of a source stand for, by their head."""
    if not one.ranges.source or _is_speaker(text, one):
        return None
    start, end = one.ranges.source[0]
    spoken_of = _by_rule(text, clusters, one)
    if spoken_of is not None:
        clusters.move(start, end, spoken_of)
        return spoken_of
    stop = _DESCRIBES.search(text, start + 1, end)
    set_beside = _apposition(text, clusters, start, end)
    if set_beside is not None:
        return set_beside
    persons = [thing for thing in clusters.named_in(start, end) if thing.kind == "person"]
    given = one.statement.source
    if given.kind == "person" and given.name and len(persons) == 1 and _same_last(given.name, persons[0].name):
        return clusters.of_name(persons[0])  # "the baker Ada Moss": the description stands before the name
    head = _head(text, start, stop.start() if stop else end)
    return clusters.headed(*head) or _body_of_noun(text, clusters, start, head)


def _apposition(text: str, clusters: Clusters, start: int, end: int) -> Cluster | None:
    """Return whom a source names behind a comma: "Amador’s cousin, Teresa Amador,"; None where the name comes first."""
    comma = text.find(",", start, end)
    things = clusters.named_in(start, end) if comma > 0 else []
    first = text[start:comma].split()[-1:] if comma > 0 else []
    if not things or not first or first[0][0].isupper():
        return None
    for thing in things:
        place = next(place for place in thing.places if place[0] >= start)
        before = text[comma + 1 : place[0]].split()
        if place[0] > comma and len(before) <= 2 and thing.kind in {"person", "organisation"} and text[place[1] : end].strip(" ")[:1] in {"", ","}:
            return clusters.of_name(thing)
    return None


def _body_of_noun(text: str, clusters: Clusters, start: int, head: Range) -> Cluster | None:
    """Return the last body named before with the noun of "the university" in its name, where the links give none."""
    words = text[start : head[1]].split()
    if len(words) != 2 or words[0].lower() != "the" or words[1].lower() not in word_lists.classes("source_words")["organisation"]:
        return None
    noun = words[1].lower()
    named = [
        thing for thing in clusters.names.things
        if thing.kind in {"organisation", "facility"} and thing.places[0][0] < start and noun in thing.name.lower().split()
    ]  # fmt: skip
    return clusters.of_name(max(named, key=lambda thing: max(a for a, _ in thing.places if a < start))) if named else None


def _head(text: str, start: int, end: int) -> Range:
    """Return the word at the head of a source: "source" of "a source close to the couple"."""
    found = [token for token in tokens(text, start, end) if token.is_word] or tokens(text, start, end)
    at = head_of([token.lower or token.text for token in found]) if found else 0
    while at and found[at].lower in word_lists.entries("after_heads"):
        at -= 1
    return (found[at].start, found[at].end) if found else (start, end)


def _by_rule(text: str, clusters: Clusters, one: Voiced) -> Cluster | None:
    """Return the person that the rule of newswriting gives a "he" or "she", who spoke or was named last; None where it gives none.

    It is right in 11 and wrong in no of the cases of PolNeAR's labelled dev articles in which the learned links say otherwise.
    """
    given, pronouns = one.statement.source, word_lists.classes("pronouns")
    spoken = _plain(text[slice(*one.ranges.source[0])])
    is_post = spoken.startswith("the ") and len(spoken.split()) == 2  # "the president" after "President Ada Moss"
    if given.kind != "person" or not given.name or not (spoken in pronouns["one"] or is_post):
        return None
    thing = next((thing for thing in clusters.names.things if thing.kind == "person" and given.name in {thing.name, *thing.forms}), None)
    return clusters.of_name(thing) if thing is not None else None


def _same_last(one: str, other: str) -> bool:
    return one.lower().split()[-1:] == other.lower().split()[-1:]


def _listed(clusters: Clusters, one: Voiced) -> list[Cluster]:
    """Return the persons that a source lists: "the candidates Ada Moss and Bo Hill"."""
    start, end = one.ranges.source[0]
    persons = [thing for thing in clusters.named_in(start, end) if thing.kind == "person"]
    places = [next(place for place in thing.places if place[0] >= start) for thing in persons]
    if len(persons) < 2 or clusters.text[places[-1][1] : end].strip(" ,"):
        return []
    between = [clusters.text[one[1] : other[0]] for one, other in pairwise(places)]
    joined = all(_LIST.fullmatch(words) for words in between)
    return [clusters.of_name(thing) for thing in persons] if joined else []


def _is_pronoun(text: str, one: Voiced) -> bool:
    return _plain(" ".join(text[a:b] for a, b in one.ranges.source)) in _pronouns()


def _plain(spoken: str) -> str:
    """Return the words in lower case, without what is contracted to a pronoun: "I’m" -> "i"."""
    return _CONTRACTED.sub("", _BLANK.sub(" ", spoken).lower().strip())


def _pronouns() -> frozenset[str]:
    lists = word_lists.classes("pronouns")
    return lists["one"] | lists["body"] | lists["many"] | lists["self"] | lists["relative"]


def _is_speaker(text: str, one: Voiced) -> bool:
    """Whether the source is the "I" of another statement’s quotation."""
    return bool(one.outer) and _plain(text[slice(*one.ranges.source[0])]) in word_lists.classes("pronouns")["self"] if one.ranges.source else False


def _of_name(kind: str, scores: np.ndarray) -> SourceKind:
    """Return the kind of a source with a name: what its words and its name's kind make likeliest together."""
    may = NAMED_KINDS[kind]
    total = [score - (0 if one in may else AGAINST_A_NAME) - (0 if one in NAMED else 8) for one, score in zip(KINDS, scores, strict=True)]
    return KINDS[int(np.argmax(total))]


def _description(text: str, one: Voiced, head: Cluster | None) -> str | None:
    """Return the words that an unnamed source goes by: its own, or the first full description of what they stand for."""
    own = None if _is_pronoun(text, one) else _phrase(text, *one.ranges.source[0])
    if head is None:
        return own
    full = [m for m in head.mentions if m.shape not in PRONOUNS]
    if not full:
        return own
    first = next((m for m in full if m.shape not in _ANAPHORIC), full[0])
    if own is None:
        return _phrase(text, first.start, first.end)
    start, end = one.ranges.source[0]
    if not _may_be_one(text, first.head, _head(text, start, end)) or _shape_at(head, one) not in _ANAPHORIC or first.start >= start:
        return own
    return _phrase(text, first.start, first.end)


def _may_be_one(text: str, one: Range, other: Range) -> bool:
    """Whether two nouns may describe one source: the same noun, or both of them nouns for persons ("an insider", "the source")."""
    nouns = word_lists.classes("source_words")
    people = nouns["role"] | nouns["anonymous"] | {"person"}
    heads = {text[slice(*one)].lower(), text[slice(*other)].lower()}
    return len(heads) == 1 or heads <= people


def _shape_at(head: Cluster, one: Voiced) -> str:
    start, end = one.ranges.source[0]
    return next((m.shape for m in head.mentions if start - 1 <= m.start and m.end <= end + 2), "bare")


def _phrase(text: str, start: int, end: int) -> str | None:
    """Return the words of a description up to what only describes it further."""
    limit = min(end, start + LONGEST_DESCRIPTION)
    stop = _DESCRIBES.search(text, start + 1, limit) or _WHICH_IS.search(text, start + 1, limit)
    words_of = _BLANK.sub(" ", text[start : stop.start() if stop else min(end, start + LONGEST_DESCRIPTION)]).strip(' ,;:—–"“”')
    return words_of or None
