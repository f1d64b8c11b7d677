"""What the text says against two mentions standing for one thing: gender, number, overlap, and what a noun is told apart by."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from onrecord.language.tokens import without_possessive
from onrecord.model.mentions import FORMS
from onrecord.resolve.names import KINDS

if TYPE_CHECKING:
    from onrecord.model.resolver import Mention
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.names import Named

HUMAN = frozenset({"female", "male"})
MOST_BEFORE = 24
"""Mentions of a cluster that a description is compared with, the last ones, so that a long text costs no more for each."""

_LISTED = re.compile(r"(?:[’']s?)?(?:, and|,| and| or| &)(?: the| [a-z][\w-]*){0,3} ")
"""What stands between two names of a list: ", the singer ", " and "."""
_TELLING = frozenset(
    {
        "first", "second", "third", "fourth", "fifth", "last", "next", "previous", "other", "another", "new", "old", "former", "early", "late",
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "male", "female", "left", "right", "upper", "lower",
        "north", "south", "east", "west", "northern", "southern", "eastern", "western",
    }
)  # fmt: skip
"""Words before a noun that say which one of several it is; so do names and figures. Other adjectives say what it is like."""


_COUNTS = frozenset(
    {
        "all", "both", "many", "several", "most", "few", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens",
        "hundreds",
    }
)  # fmt: skip
"""How the words for several begin."""
_ONE = re.compile(r"(?:one|another) of\b", re.IGNORECASE)


def is_list(text: str, end: int, start: int) -> bool:
    """Tell whether two names stand in one list, the first up to ``end`` and the next from ``start``: "Norland, Sutria"."""
    return _LISTED.fullmatch(text, end, start) is not None


def told_apart(text: str, mention: Mention, cluster: Cluster) -> bool:
    """Tell whether a description is of another one than those in a cluster with its noun: "the second half" after "the first half".

    A description that tells less fits each: "the half".
    """
    if mention.shape in FORMS:
        return False
    noun, telling = _described(text, mention)
    for other in cluster.mentions[-MOST_BEFORE:] if telling else ():
        if other.shape not in FORMS:
            its_noun, its = _described(text, other)
            if its_noun == noun and its and not (telling <= its or its <= telling):
                return True
    return False


def _described(text: str, mention: Mention) -> tuple[str, frozenset[str]]:
    """Return the noun of a description, and of the words before it those that tell which one it is."""
    before = text[mention.start : mention.head[0]].replace("-", " ").split()
    opening = {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my", "your"}
    words = [word for at, word in enumerate(before) if at or word.lower() not in opening]
    telling = (word for word in words if word[0].isupper() or word[0].isdigit() or word.lower() in _TELLING)
    return without_possessive(text[slice(*mention.head)]).lower(), frozenset(
        without_possessive(word).lower() for word in telling
    )


def genders_differ(genders: set[str | None] | set[str], cluster: Cluster) -> bool:
    """Tell whether one is a woman and the other a man, or one a person and the other a thing."""
    kind = KINDS.get(cluster.named.kind) if cluster.named else None
    if genders & HUMAN and cluster.genders & HUMAN and not genders & cluster.genders:
        return True
    if "neuter" in genders:
        return kind == "person" or bool(cluster.genders & HUMAN)
    return bool(genders & HUMAN) and (kind not in {None, "person"} or "neuter" in cluster.genders)


def is_many(text: str, mention: Mention) -> bool | None:
    """Tell whether a mention is of several, as its words end or count: "all three of the sources", "one of the sources"; None for either."""
    if _ONE.match(text, mention.start):
        return False
    first = text[mention.start : mention.end].split(maxsplit=1)[0].lower()
    return True if first in _COUNTS and mention.shape == "number" else mention.plural


def numbers_differ(text: str, mention: Mention, cluster: Cluster) -> bool:
    """Tell whether the mention is of several and the cluster of one person, or the other way round."""
    one = mention.shape in {"he", "she"} or _ONE.match(text, mention.start) is not None
    if one and cluster.named is None and cluster.plural == {True}:
        return True
    if mention.shape == "they":  # who is "he" or "Mr" in the text is no "they" in it
        return bool(cluster.shapes & {"he", "she"} or (cluster.named and cluster.named.told))
    several = mention.plural is True and mention.shape != "we"
    is_person = cluster.named is not None and KINDS.get(cluster.named.kind) == "person"
    return several and (is_person or bool(cluster.shapes & {"he", "she", "i"}))


_SPOKE_WITH = re.compile(
    r"\b(?i:interviews?|conversations?|meetings?|calls?|talks?|chats?|lunch|dinner|exchange|letters?|emails?|messages?|statements?|interviewed|speaking|"
    r"talking|spoke|chatting) (?:with|to|by) (?:the |[A-Z][\w.]* ){0,2}\Z"
)
"""What stands before the name of whom somebody speaks with."""
_THEN = re.compile(
    r"(?:[’']s? [\w “”\"'’]{1,40})?(?:, an? [^,.;]{1,40})?(?:,? (?:in|on|last|this|earlier|late|published|aired|that)\b[^,.;“\"]{0,40})?, \Z"
)
"""What stands between that name and the pronoun that speaks."""
_ASKED_BY = re.compile(
    r"\b(?:asked|pressed|questioned|quizzed|challenged|interviewed|prompted)(?: \w+)? by (?:the |an? )?(?:[\w’'-]+ ){0,4}\Z",
    re.IGNORECASE,
)
"""What stands before the name of whom somebody is asked by."""
_SAME_SENTENCE = re.compile(r"[^.!?\"“”]*\Z")
_TELLS = re.compile(r" (?:told|tells|telling|asked|asks|assured|informed|reminded) (?:the )?\Z")
LONGEST_OPENING = 140
"""Characters of the words that tell with whom somebody speaks."""


def is_hearer(text: str, start: int, end: int, named: Named) -> bool:
    """Tell whether a thing with a name is whom the "he" or "she" at ``start`` to ``end`` speaks to or is asked by.

    "In an interview with Moss, she said", "Asked by Moss when, she said", "he told Moss": who speaks and who is spoken to in one clause are two
    (principle B of Chomsky, Lectures on Government and Binding, 1981).
    """
    near = bisect_left(named.places, (start - LONGEST_OPENING - LONGEST_PHRASE, 0))
    for first, last in named.places[near:]:
        if first > end + LONGEST_NEXT:
            return False
        if first >= end and _TELLS.fullmatch(text, end, first):
            return True
        if not last <= start <= last + LONGEST_OPENING:
            continue
        if _SPOKE_WITH.search(text, max(0, first - LONGEST_PHRASE), first) and _THEN.match(text, last, start):
            return True
        if _ASKED_BY.search(text, max(0, first - LONGEST_PHRASE), first) and _SAME_SENTENCE.match(text, last, start):
            return True
    return False


LONGEST_PHRASE = 60
"""Characters before a name of the words that tell that somebody speaks with whom it names; and of a name."""
LONGEST_NEXT = 20
"""Characters from a pronoun to whom it is told to."""


def overlap(one: Mention, other: Mention) -> bool:
    """Tell whether a mention stands in the other: "his wife" is not "his"."""
    return one.start < other.end and other.start < one.end
