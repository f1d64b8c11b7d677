"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.model.mentions import head_of
from onrecord.model.voices import KINDS
from onrecord.resolve.clusters import PRONOUNS

if TYPE_CHECKING:
    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.voiced import Voiced

AGAINST_A_NAME = 2.0
"""What it costs, in log probability, that a source is of another kind than its name: the names' tagger errs in one of five bodies."""
NO_NAME = 3.0
"""What it costs that somebody without a name in the article is an individual and no post, kin or unnamed source."""
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
_ANAPHORIC = frozenset({"definite", "demonstrative", "possessive", "number"})
LONGEST_DESCRIPTION = 90
"""Characters of a description that serves as a name."""

_DESCRIBES = re.compile(r"\s*[,(:;]|\s+(?:who|whom|whose|which|that)\b|\s+[—–-]\s")
_BLANK = re.compile(r"\s+")


Judge = Callable[["Voiced", "Range"], Sequence[float]]
"""Gives the probability of each kind of source for a statement, as if its source were other words."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is. ``cluster`` is the thing meant; ``work`` the words of the document in which a body or person speaks."""

    kind: SourceKind
    name: str | None
    cluster: Cluster | None
    work: Range | None = None


def whose(
    text: str, clusters: Clusters, found: Sequence[Voiced], judge: Judge, *, author: str | None = None
) -> list[Who]:
    """Return whose word each of the statements is, in their order; ``author`` is who the article is by, if one person."""
    heads = [_cluster_of(text, clusters, one) for one in found]
    votes: dict[int, list[np.ndarray]] = defaultdict(list)
    for one, head in zip(found, heads, strict=True):
        if head is not None and not _is_pronoun(text, one):
            votes[id(head)].append(_logs(one.kinds))
    known: dict[int, Who] = {}
    for one, head in zip(found, heads, strict=True):
        scores = votes.get(id(head)) if head is not None else None
        known[id(one)] = _who(_Case(text, clusters, one, head, scores or [], judge, author), known)
    return [known[id(one)] for one in found]


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
    if head is None and given.kind == "person" and given.name and given.name[0].isupper():
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
    """Return the body or person behind a document, as its own words tell: "a survey by Acme"."""
    given = case.one.statement.source
    if given.kind not in {"person", "organisation", "media"} or not given.name or _is_pronoun(case.text, case.one):
        return None
    start, end = case.one.ranges.source[0]
    named = [thing for thing in case.clusters.named_in(start, end) if given.name in thing.forms or given.name == thing.name]
    if not named or not word_lists.classes("source_words")["own_work"] & set(case.text[start:end].lower().split()):
        return None
    stop = _DESCRIBES.search(case.text, named[0].places[0][1] if start <= named[0].places[0][0] < end else start + 1, end)
    work = (start, stop.start() if stop else end)
    return Who(given.kind, named[0].name, case.clusters.of_name(named[0]), work)


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
    persons = [thing for thing in clusters.named_in(start, end) if thing.kind == "person"]
    if one.statement.source.kind == "person" and one.statement.source.name and len(persons) == 1:
        if _same_last(one.statement.source.name, persons[0].name):
            return clusters.of_name(persons[0])  # "Acme’s lawyer, Ada Moss": the description stands before the name
    return clusters.headed(*_head(text, start, stop.start() if stop else end))


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
    if given.kind != "person" or not given.name or text[slice(*one.ranges.source[0])].lower() not in pronouns["one"]:
        return None
    thing = next((thing for thing in clusters.names.things if thing.kind == "person" and given.name in {thing.name, *thing.forms}), None)
    return clusters.of_name(thing) if thing is not None else None


def _same_last(one: str, other: str) -> bool:
    return one.lower().split()[-1:] == other.lower().split()[-1:]


def _listed(clusters: Clusters, one: Voiced) -> list[Cluster]:
    """Return the persons that a source lists: "Ada Moss and Bo Hill"."""
    names = (one.statement.source.name or "").split("; ") if one.statement.source.kind == "person" else []
    if len(names) < 2:
        return []
    found = []
    for start, end in one.ranges.source:
        for thing in clusters.named_in(start, end):
            if thing.kind == "person" and any(_same_last(name, thing.name) for name in names):
                found.append(clusters.of_name(thing))
    return found


def _is_pronoun(text: str, one: Voiced) -> bool:
    return _BLANK.sub(" ", " ".join(text[a:b] for a, b in one.ranges.source)).lower().strip() in _pronouns()


def _pronouns() -> frozenset[str]:
    lists = word_lists.classes("pronouns")
    return lists["one"] | lists["body"] | lists["many"] | lists["self"] | lists["relative"]


def _is_speaker(text: str, one: Voiced) -> bool:
    """Whether the source is the "I" of another statement’s quotation."""
    return bool(one.outer) and text[slice(*one.ranges.source[0])].lower() in word_lists.classes("pronouns")["self"] if one.ranges.source else False


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
    if own is not None and (_shape_at(head, one) not in _ANAPHORIC or first.start >= one.ranges.source[0][0]):
        return own
    return _phrase(text, first.start, first.end)


def _shape_at(head: Cluster, one: Voiced) -> str:
    start, end = one.ranges.source[0]
    return next((m.shape for m in head.mentions if start - 1 <= m.start and m.end <= end + 2), "bare")


def _phrase(text: str, start: int, end: int) -> str | None:
    """Return the words of a description up to what only describes it further."""
    stop = _DESCRIBES.search(text, start + 1, min(end, start + LONGEST_DESCRIPTION))
    words_of = _BLANK.sub(" ", text[start : stop.start() if stop else min(end, start + LONGEST_DESCRIPTION)]).strip(' ,;:—–"“”')
    return words_of or None
