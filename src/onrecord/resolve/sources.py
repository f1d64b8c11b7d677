"""Whose word a statement is: its source's kind and name, after pronouns and descriptions are resolved.

The kind comes from the learned head, over all statements of one voice, and from the kind of its name. Where the words stand for
somebody named elsewhere, the name is the fullest that the article gives; an unnamed source keeps its first full description.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.resolve.cited import cited, quoted
from onrecord.resolve.following import as_before, as_described, inside, is_same_voice, varies
from onrecord.resolve.meant import cluster_of
from onrecord.resolve.names import called
from onrecord.resolve.one_source import who_of
from onrecord.resolve.reasons import further_words, reason_of, told_further
from onrecord.resolve.varied import is_variation
from onrecord.resolve.who import NAMELESS, Case, Who, logs
from onrecord.resolve.wording import is_pronoun

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from onrecord.records import SourceKind
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

__all__ = ["Who", "whose"]
MOSTLY = 2
"""How many times oftener a body is the source as an outlet than as a body, to be an outlet throughout."""


def whose(scene: Scene, found: Sequence[Voiced]) -> list[Who]:
    """Return whose word each of the statements is, in their order."""
    heads = [cluster_of(scene, one) for one in found]
    votes: dict[int, list[np.ndarray]] = defaultdict(list)
    for one, head in zip(found, heads, strict=True):
        if head is not None and not is_pronoun(scene.text, one):
            votes[id(head)].append(logs(one.kinds))
    reasons = [reason_of(scene, one) for one in found]
    withheld = {id(head) for head, reason in zip(heads, reasons, strict=True) if head is not None and reason}
    withheld |= {id(one) for one in (told_further(scene, one) for one in found) if one is not None}
    known: dict[int, Who] = {}
    described: dict[str, Who] = {}
    stood: dict[str, Who] = {}
    before: tuple[Voiced, Who] | None = None
    for one, head, reason in zip(found, heads, reasons, strict=True):
        case = Case(scene, one, head, votes.get(id(head), []) if head is not None else [])
        who = _settled(case, who_of(case, known), reason, withheld)
        if before is not None and is_same_voice(scene, one, before) and before[1].kind != "none":
            who = before[1]
            if who.cluster is not None:
                scene.clusters.move(*one.ranges.source[0], who.cluster)
        may_vary = who.kind == "person" or (who.kind in NAMELESS and is_variation(scene, one))
        if before is not None and may_vary and varies(scene, one, who, before):
            who = replace(before[1], work=None, reason=None, words=None, through=None)
            if who.cluster is not None:
                scene.clusters.move(*one.ranges.source[0], who.cluster)
        who = as_before(scene, one, who, stood)
        if one.outer is not None and (speaker := known.get(id(one.outer))) is not None:
            who = inside(scene, one, who, speaker)
        known[id(one)] = as_described(who, described)
        if one.outer is None and one.ranges.source:
            before = (one, known[id(one)])
    return _alike([known[id(one)] for one in found])


def _settled(case: Case, who: Who, reason: Range | None, withheld: set[int]) -> Who:
    """Return the source as what stands around it settles it: named nowhere on purpose, told further, cited by an outlet.

    ``reason`` is why its sentence gives no name; ``withheld`` are the id() of the clusters whose names the article withholds.
    """
    scene, one, head = case.scene, case.one, case.head
    nameless = who.kind in NAMELESS and who.cluster is head and (head is None or head.named is None)
    if nameless and (reason or id(head) in withheld):
        who = replace(who, kind="anonymous", reason=reason)
    if who.kind == "anonymous" and who.cluster is head and (further := further_words(scene, one)) is not None:
        who = replace(who, name=scene.text[slice(*further)].strip(" ,;:—–-"), cluster=told_further(scene, one))
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


def _behind(scene: Scene, behind: Voiced, one: Voiced, outlet: Who) -> Who:
    """Return the source that an ``outlet`` cites for the statement ``one``; the outlet itself where the cited words are nobody."""
    who = who_of(Case(scene, behind, cluster_of(scene, behind), []), {})
    if who.kind in {"none", "author"}:
        return outlet
    return replace(who, words=behind.ranges.source[0], through=(one.ranges.source[0], _called(scene, one, outlet)))


def _called(scene: Scene, one: Voiced, outlet: Who) -> str | None:
    """Return what an outlet is called as a channel: without its article."""
    named = outlet.cluster is not None and outlet.cluster.named is not None
    return outlet.name if named else called(scene.text, *one.ranges.source[0])
