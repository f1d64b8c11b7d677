"""The words of a source: which is its head, whether it is a pronoun, and what an unnamed source goes by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens, without_possessive
from onrecord.model.mentions import head_of
from onrecord.resolve.clusters import PRONOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.resolver import Mention
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

_ANAPHORIC = frozenset({"definite", "demonstrative"})
LONGEST_DESCRIPTION = 90
"""Characters of a description that serves as a name."""
DESCRIBES = re.compile(r"\s*[,(:;](?!\d)(?! [\w.’' ]{1,30}-based\b)|\s+(?:who|whom|whose|which|that)\b|\s+[—–-]\s")
_CONTRACTED = re.compile(r"[’'](?:m|d|ll|ve|re|s)$")
_WHICH_IS = re.compile(
    r"\s(?:filed|dated|published|released|conducted|obtained|seen|reviewed|issued|posted|written|carried|there)\b"
)
"""Where the words of a description only tell more of it: "an indictment filed last March"."""
LONGEST_BACK = 600
"""Characters back within which the text says of whom a bare "44 percent" is."""
_SHARE = re.compile(r"(?:[Oo]nly |[Jj]ust |[Aa]bout |[Ss]ome )?[\d.]+ ?(?:percent|per cent|%)")
_MANY = r"((?:[\w’'-]+ ){0,3}?[\w’'-]+(?:s|men|women|people))\b"
_OF_WHOM = re.compile(rf"(?:(?:percent|per cent|%) of (?:the |all )?|\b[Aa]mong (?:the |all )?){_MANY}")
"""Of whom shares are: "52 percent of registered voters", "Among likely voters, ..."."""
_TOLD_FURTHER = re.compile(r"(?:,|\s[—–-])\s+(an? )(?=[a-z])")
_ADJECTIVES = frozenset({"close", "familiar"})
_TEAM = re.compile(r"\b(?:team|camp|campaign|operation)\Z")
"""What bodies that go by a candidate's name are called in turn."""
_BLANK = re.compile(r"\s+")


def head_in(text: str, start: int, end: int) -> Range:
    """Return the word at the head of a source: "source" of "a source close to the couple"."""
    found = [token for token in tokens(text, start, end) if token.is_word] or tokens(text, start, end)
    at = head_of([token.lower or token.text for token in found]) if found else 0
    while at and found[at].lower in word_lists.entries("after_heads"):
        at -= 1
    return (found[at].start, found[at].end) if found else (start, end)


def goes_on(text: str, cue: Sequence[Range]) -> bool:
    """Whether the words of a cue tell that whoever spoke last goes on: "added", "went on"."""
    words = {token.lower for part in cue for token in tokens(text, *part)}
    return bool(words & set(word_lists.entries("continuation_cues")))


def is_pronoun(text: str, one: Voiced) -> bool:
    """Tell whether the source is a pronoun alone."""
    return plain(" ".join(text[a:b] for a, b in one.ranges.source)) in pronoun_words()


def plain(spoken: str) -> str:
    """Return the words in lower case, without what is contracted to a pronoun: "I’m" -> "i"."""
    return _CONTRACTED.sub("", _BLANK.sub(" ", spoken).lower().strip())


def pronoun_words() -> frozenset[str]:
    """Return the words that stand for a source named elsewhere."""
    lists = word_lists.classes("pronouns")
    return lists["one"] | lists["body"] | lists["many"] | lists["self"] | lists["relative"]


def is_speaker(text: str, one: Voiced) -> bool:
    """Whether the source is the "I" of another statement’s quotation."""
    return (
        bool(one.outer) and plain(text[slice(*one.ranges.source[0])]) in word_lists.classes("pronouns")["self"]
        if one.ranges.source
        else False
    )


def description_of(text: str, one: Voiced, head: Cluster | None) -> str | None:
    """Return the words that an unnamed source goes by: its own, or the first full description of what they stand for."""
    own = None if is_pronoun(text, one) else _phrase(text, *one.ranges.source[0])
    if own is not None and _SHARE.fullmatch(own):
        return own + (_base_of_share(text, one.ranges.source[0][0]) or "")
    full = [m for m in head.mentions if m.shape not in PRONOUNS] if head is not None else []
    if head is None or not full:
        return own
    first = next((m for m in full if m.shape not in _ANAPHORIC), full[0])
    if own is None or _stands_for(text, one, own, first, _shape_at(head, one)):
        return _phrase(text, first.start, first.end)
    return own


def _stands_for(text: str, one: Voiced, own: str, first: Mention, shape: str) -> bool:
    """Whether the words of a source stand for those of the ``first`` mention, which came before them."""
    start, end = one.ranges.source[0]
    if own[0].isdigit() or first.start >= start:
        return False  # "44 percent" are not the "46 percent" before
    if _TEAM.search(own) and _share_a_name(own, text[first.start : first.end]):
        return True  # "the Moss team" after "the Moss campaign"
    return shape in _ANAPHORIC and _may_be_one(text, first.head, head_in(text, start, end))


def _base_of_share(text: str, start: int) -> str | None:
    """Return " of voters" for a bare "44 percent" at ``start``, of what the last share before it is; None where the text does not say."""
    return max(
        ((match.start(), f" of {match[1]}") for match in _OF_WHOM.finditer(text, max(0, start - LONGEST_BACK), start)),
        default=(0, None),
    )[1]


def apposition_in(text: str, start: int, end: int) -> Range | None:
    """Return the words with which a source that is left unnamed is told further: "a baker" of "another insider, a baker,".

    None for a source whose first words are no noun for an unnamed voice.
    """
    nouns = word_lists.classes("source_words")
    match = _TOLD_FURTHER.search(text, start + 1, end)
    if match is None:
        return None
    first = {token.lower for token in tokens(text, start, match.start())}
    stop = DESCRIBES.search(text, match.end(), end)
    is_voice = first & (nouns["anonymous"] | nouns["unplaced"]) - _ADJECTIVES
    return (match.end() - len(match[1]), stop.start() if stop else end) if is_voice else None


def _may_be_one(text: str, one: Range, other: Range) -> bool:
    """Whether two nouns may describe one source: the same noun, or both of them nouns for persons ("an insider", "the source")."""
    nouns = word_lists.classes("source_words")
    people = nouns["role"] | nouns["anonymous"] | {"person"}
    heads = {text[slice(*one)].lower(), text[slice(*other)].lower()}
    return len(heads) == 1 or heads <= people


def _share_a_name(one: str, other: str) -> bool:
    """Whether two descriptions have a word with a capital in common, the first of a phrase left out where it is an article."""
    capitals = [
        {word for word in map(without_possessive, words.split()) if word[0].isupper()} for words in (one, other)
    ]
    return bool(capitals[0] & capitals[1] - {"The", "A", "An"})


def _shape_at(head: Cluster, one: Voiced) -> str:
    start, end = one.ranges.source[0]
    return next((m.shape for m in head.mentions if start - 1 <= m.start and m.end <= end + 2), "bare")


def _phrase(text: str, start: int, end: int) -> str | None:
    """Return the words of a description up to what only describes it further."""
    limit = min(end, start + LONGEST_DESCRIPTION)
    stop = DESCRIBES.search(text, start + 1, limit) or _WHICH_IS.search(text, start + 1, limit)
    words_of = _BLANK.sub(" ", text[start : stop.start() if stop else min(end, start + LONGEST_DESCRIPTION)]).strip(
        ' ,;:—–"“”'
    )
    return without_possessive(words_of) or None
