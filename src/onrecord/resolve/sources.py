"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onrecord.attribute import words
from onrecord.model.voices import KINDS
from onrecord.resolve.clusters import PERSONAL, PRONOUNS
from onrecord.resolve.names import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.resolver import Mention
    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.voiced import Voiced

PRONOUN_WEIGHT = 0.3
"""What the head's word on a pronoun counts beside its word on a description of the same voice."""
UNNAMED: frozenset[str] = frozenset({"role", "anonymous", "group"})
NAMED_KINDS: dict[str, frozenset[SourceKind]] = {
    "person": frozenset({"person"}),
    "organisation": frozenset({"organisation", "media", "document"}),
    "facility": frozenset({"organisation", "media", "document"}),
    "place": frozenset({"organisation"}),
    "product": frozenset({"organisation", "media", "document"}),
    "other": frozenset({"document", "media", "organisation", "group"}),
}
"""Kinds of source that a thing with a name of this kind can be."""
_ANAPHORIC = frozenset({"definite", "demonstrative", "possessive", "number"})
LONGEST_DESCRIPTION = 90
"""Characters of a description that serves as a name."""

_DESCRIBES = re.compile(r"\s*[,(:;]|\s+(?:who|whom|whose|which|that)\b|\s+[—–-]\s")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Who:
    """Whose word it is. ``cluster`` is the thing meant, ``words`` where the source stands alone in the text."""

    kind: SourceKind
    name: str | None
    cluster: Cluster | None


def whose(text: str, clusters: Clusters, found: Sequence[Voiced]) -> list[Who]:
    """Return whose word each of the statements is, in their order."""
    heads = [_cluster_of(text, clusters, one) for one in found]
    votes: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(len(KINDS)))
    for one, head in zip(found, heads, strict=True):
        if head is not None:
            weight = PRONOUN_WEIGHT if _is_pronoun(text, one) else 1.0
            votes[id(head)] += weight * np.log(np.maximum(one.kinds, 1e-4))
    known: dict[int, Who] = {}
    for one, head in zip(found, heads, strict=True):
        known[id(one)] = _who(text, clusters, one, head, votes, known)
    return [known[id(one)] for one in found]


def _who(
    text: str, clusters: Clusters, one: Voiced, head: Cluster | None, votes: dict[int, np.ndarray], known: dict[int, Who]
) -> Who:
    given = one.statement.source
    if not one.ranges.source:
        return Who("none", None, None)
    listed = _listed(clusters, one)
    if len(listed) > 1:
        return Who("person", "; ".join(thing.named.name for thing in listed if thing.named), listed[0])
    if _is_speaker(text, one):
        outer = next((outer for outer in one.around() if outer.ranges.source), None)
        if outer is not None:
            return known.get(id(outer)) or _who(text, clusters, outer, _cluster_of(text, clusters, outer), votes, known)
    if head is not None and head.named is not None:
        kind = _of_name(head, votes.get(id(head)), one)
        return Who(kind, head.named.name, head)
    scores = votes[id(head)] if head is not None and id(head) in votes else np.log(np.maximum(one.kinds, 1e-4))
    kind = KINDS[int(np.argmax(scores))]
    if kind == "none":
        return Who("none", None, None)
    if kind == "author":
        return Who("author", given.name if given.kind == "author" else None, None)
    if _is_pronoun(text, one) and head is None:
        return Who(kind, given.name, None)
    return Who(kind, _description(text, clusters, one, head, kind) or given.name, head)


def _cluster_of(text: str, clusters: Clusters, one: Voiced) -> Cluster | None:
    """Return what the words of a source stand for, by their head."""
    if not one.ranges.source or _is_speaker(text, one):
        return None
    start, end = one.ranges.source[0]
    stop = _DESCRIBES.search(text, start + 1, end)
    persons = [thing for thing in clusters.named_in(start, end) if thing.kind == "person"]
    if one.statement.source.kind == "person" and one.statement.source.name and len(persons) == 1:
        if _same_last(one.statement.source.name, persons[0].name):
            return clusters.of_name(persons[0])  # "Acme’s lawyer, Ada Moss": the description stands before the name
    return clusters.at(start, stop.start() if stop else end) or clusters.at(start, end)


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
    lists = words.classes("pronouns")
    return lists["one"] | lists["body"] | lists["many"] | lists["self"] | lists["relative"]


def _is_speaker(text: str, one: Voiced) -> bool:
    """Whether the source is the "I" of another statement’s quotation."""
    return bool(one.outer) and text[slice(*one.ranges.source[0])].lower() in words.classes("pronouns")["self"] if one.ranges.source else False


def _of_name(head: Cluster, scores: np.ndarray | None, one: Voiced) -> SourceKind:
    may: frozenset[SourceKind] = NAMED_KINDS[head.named.kind] if head.named else frozenset()
    logs = scores if scores is not None else np.log(np.maximum(one.kinds, 1e-4))
    best: SourceKind = KINDS[int(np.argmax(logs))]
    if best in may or (best in {"author", "media"} and "media" in may):
        return best
    if head.named is not None and head.named.kind != "person" and best == "person" and one.kinds[0] > 0.9:
        return "person"
    return max(may, key=lambda kind: logs[KINDS.index(kind)]) if may else best


def _description(text: str, clusters: Clusters, one: Voiced, head: Cluster | None, kind: SourceKind) -> str | None:
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
    words_of = _BLANK.sub(" ", text[start : stop.start() if stop else min(end, start + LONGEST_DESCRIPTION)]).strip(" ,;:—–\"“”")
    return words_of or None
