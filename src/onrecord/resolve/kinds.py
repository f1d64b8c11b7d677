"""What kind of source the words of a statement name: by the name's kind and the head, and by what nouns and headlines tell for sure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.model.voices import KINDS
from onrecord.resolve.names import is_outlet
from onrecord.resolve.scene import bare
from onrecord.resolve.wording import DESCRIBES, head_in

if TYPE_CHECKING:
    from onrecord.records import SourceKind
    from onrecord.resolve.voiced import Voiced
    from onrecord.resolve.who import Case

AGAINST_A_NAME = 2.0
"""What it costs, in log probability, that a source is of another kind than its name: the names' tagger errs in one of five bodies."""
NEVER = 8.0
"""What it costs to be of a kind that has no name, or a person with a company's."""
AN_OUTLETS_NAME = 1.5
"""What it counts, in log probability, that a name is one as outlets have it."""
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
MOST_BARE = 3
"""Words of a source in a headline that are looked at as a bare noun."""
_HEARINGS = frozenset({"inquest", "inquiry", "enquiry", "court", "jury", "tribunal", "hearing", "trial", "panel"})
"""Where evidence is given: a court that has heard something has not said it."""
_ITSELF = re.compile(
    r"can (?:now )?(?:exclusively )?(?:reveal|disclose)|(?:could|was|were|has|have) (?:not|unable)(?: been able)?(?: to)?(?: immediately| independently)* (?:verify|confirm|reach|contact)"
)
_STUDIED = re.compile(
    r"\bpreprint\b|\bpeer[- ]reviewed\b|\bin the journal [A-Z]|\bstudy (?:published|led) (?:on \w+ )?(?:in|by)\b"
)
"""What tells that "the paper" is a scientific one."""
_OWNERS = frozenset({"his", "her", "their", "my", "our"})


def kind_of_name(
    kind: str, scores: np.ndarray, *, outlet: bool = False, company: bool = False, trades: bool = False
) -> SourceKind:
    """Return the kind of a source with a name: what its words and its name's kind make likeliest together."""
    may = NAMED_KINDS[kind]
    total = [
        score
        - (0 if one in may or (outlet and one == "media") else AGAINST_A_NAME)
        - (
            (NEVER if trades else AGAINST_A_NAME if company else 0)
            if one in {"media", "document"} and not outlet
            else 0
        )
        - (0 if one in NAMED and not (one == "person" and (company or trades)) else NEVER)
        - (NEVER if kind == "place" and one == "person" else 0)
        - (AGAINST_A_NAME if kind == "place" and one in {"media", "document"} and not outlet else 0)
        + (AN_OUTLETS_NAME if outlet and one == "media" else 0)
        for one, score in zip(KINDS, scores, strict=True)
    ]
    return KINDS[int(np.argmax(total))]


def is_told(case: Case) -> bool:
    """Tell whether the source is only where something was said, by nobody in particular: "an inquest has heard", "jury told"."""
    text, cue = case.scene.text, case.one.ranges.cue
    start, end = case.one.ranges.source[0]
    spoken = " ".join(text[a:b] for a, b in cue).lower().split()
    noun = text[slice(*head_in(text, start, end))].lower()
    passive = spoken[-1:] == ["told"] and bool({"was", "were", "is", "been"} & set(spoken))
    heard = bool({"heard", "hears"} & set(spoken)) or passive or spoken == ["told"]
    behind = text[cue[-1][1] : cue[-1][1] + 3].lstrip("\"'”’")[:1] if cue else ""
    return heard and noun in _HEARINGS and (spoken != ["told"] or behind in {"", "\n", ".", ","})


def is_labelled(text: str, one: Voiced | None) -> bool:
    """Tell whether a statement is that of a name and a colon, "Ada Moss: I never left", or an answer printed without marks."""
    if one is None or not one.ranges.source:
        return False
    told = [text[a:b].strip() for a, b in one.ranges.cue]
    return told == [":"] or (not told and text[one.ranges.content[0][0]] not in "\"“‘'")


def is_own(case: Case, name: str) -> bool:
    """Tell whether a name is that of the outlet itself, by the page or by what only the outlet says of itself: "can reveal"."""
    if bare(name) in case.scene.nameplates:
        return True
    cue = case.one.ranges.cue
    return bool(cue) and _ITSELF.match(case.scene.text, cue[0][0]) is not None and is_outlet(name)


def is_bare_in_headline(case: Case) -> bool:
    """Tell whether the source is a common noun without an article in a headline: "says union", "says finance minister"."""
    words, kind = case.scene.text[slice(*case.one.ranges.source[0])], case.one.statement.source.kind
    known = words.split()[-1] in word_lists.classes("source_words").get(kind, frozenset())
    return case.one.statement.block == "headline" and words.islower() and known and words.count(" ") < MOST_BARE


def is_written(case: Case) -> bool:
    """Tell whether the noun of a description is one for a text alone: "a study", "the paper" where a study is what the article is about."""
    noun, nouns = _noun(case), word_lists.classes("source_words")
    if noun == "paper":
        return _STUDIED.search(case.scene.text, 0, case.one.ranges.source[0][0]) is not None
    return noun in nouns["document"] - nouns["outlet"] - nouns["media"] - nouns["hearsay"]


def is_kin(case: Case) -> bool:
    """Tell whether a description names somebody by kin alone: "Moss’s mother"."""
    start, end = case.one.ranges.source[0]
    head = head_in(case.scene.text, start, end)
    bonds = word_lists.classes("fact_bonds")
    before = case.scene.text[start : head[0]].lower().split()
    owned = bool(before) and (before[0] in _OWNERS or any(word.endswith(("’s", "'s", "s’", "s'")) for word in before))
    return owned and case.scene.text[slice(*head)].lower() in bonds["kin"] | bonds["partner"]


def is_of_a_body(case: Case) -> bool:
    """Tell whether the noun of a description is one for a body: "the fire brigade"."""
    return _noun(case) in word_lists.classes("source_words")["organisation"]


def is_of_people(case: Case) -> bool:
    """Tell whether the noun of a description is one for several people: "economists polled by an agency"."""
    noun = _noun(case)
    return noun.endswith("s") and noun in word_lists.classes("source_words")["group"]


def of_several(case: Case) -> SourceKind | None:
    """Return the kind of several who are told by a post or by what they know: "representatives for the prince", "people with knowledge of the talks"."""
    text, (start, end) = case.scene.text, case.one.ranges.source[0]
    if _KNOWING.match(text, start, end):
        return "anonymous"
    if _POSTED.match(text, start, end):
        return "role"
    return None


_KNOWING = re.compile(
    r"(?:(?:the|two|three|four|several|some|other|multiple|many) )*(?:people|persons|individuals|those|person) (?:who (?:are|were|is|was) )?"
    r"(?:familiar with|briefed on|with (?:direct |first-hand |firsthand |intimate )?knowledge of|close to|privy to|involved in the (?:talks|negotiations|discussions|matter))\b",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"(?:(?:the|two|three|four|several|some|other) )*(?:representatives|reps|spokespeople|spokesmen|lawyers|attorneys|aides|officials|spokespersons) (?:for|of|at) ",
    re.IGNORECASE,
)
_SOME_OF = re.compile(
    r"(?:at least |about |only )?(?:one|two|three|four|five|six|several|some|many|most|both|all|another|a few|a number|dozens) of ",
    re.IGNORECASE,
)


def _noun(case: Case) -> str:
    """Return the noun of a description in lower case: "friends" of "two of the firefighters’ friends", "figures" of "its figures, published on Monday"."""
    text, (start, end) = case.scene.text, case.one.ranges.source[0]
    stop = DESCRIBES.search(text, start + 1, end)
    end = stop.start() if stop else end
    some = _SOME_OF.match(text, start, end)
    return text[slice(*head_in(text, some.end() if some else start, end))].lower()


def is_unnamed_voice(case: Case, *, unnamed: bool) -> bool:
    """Tell whether the noun of a description is one for a voice that is left unnamed on purpose: "friends of the couple", "an insider"."""
    nouns = word_lists.classes("source_words")
    return _noun(case) in nouns["anonymous"] | (nouns["unplaced"] if unnamed else frozenset())
