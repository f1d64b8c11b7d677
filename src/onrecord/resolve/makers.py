"""Who speaks in a document: the body or person that made it, as the document's own words tell.

"A survey by Acme", "the Bugle poll", "Acme’s report": by the guidelines for sources the body is the source and the document the channel.
Where the body only holds the text ("Acme records") the document speaks for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.language import word_lists
from onrecord.language.tokens import tokens
from onrecord.resolve.names import called
from onrecord.resolve.wording import DESCRIBES

if TYPE_CHECKING:
    from onrecord.language.tokens import Token
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.names import Named

Range = tuple[int, int]

_LONGEST_POST = 8
"""Words between "by" and the name of who made a document: "a study by Fennick University’s professor of bread Ada Moss"."""
_POSSESSIVE = ("’s", "'s", "s’", "s'")
_PRINTED = re.compile(
    r"(?:(?!obtained|seen|reviewed|received|viewed|held|shared|leaked|examined|cited|quoted)\w+ )?(?:published|written|issued|released|posted|produced|compiled|put out|run)? ?(?:by|from)(?: the)?"
)
"""What stands between a text and its maker: "an article published by", "a letter from"."""
_IN_OUTLET = re.compile(
    r"(?:on|in)(?: the)? (?:\w+ )?(?:website|site|newspaper|paper|magazine|blog|tabloid|daily|weekly|outlet)"
)
"""What stands between a text and the outlet that has it: "a story on the website"."""
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w.&’'-]*(?: (?:of|and|for|the|&) (?=[A-Z])| |-(?=[A-Z])))+$")
"""Words with capitals right before a noun: "Fennick Post-BNC " of "a Fennick Post-BNC poll"."""
_DETERMINER = re.compile(
    r"^(?:The|A|An|This|That|Its|Their|Our|My|His|Her|Another|One|Each|No|Some|New|Recent|National) "
)


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a document. ``kind`` is that of the name or that of an outlet, None where the tagger sees none; ``words`` are the document's."""

    kind: Literal["person", "organisation", "facility", "media"] | None
    name: str
    cluster: Cluster | None
    words: Range


def maker_of(text: str, clusters: Clusters, source: Range) -> Maker | None:
    """Return who speaks in the document that the words of a ``source`` name; None where it is no document, or nobody's."""
    start, end = source
    stop = DESCRIBES.search(text, start + 1, end)
    end = stop.start() if stop else end
    lists = word_lists.classes("source_words")
    found = [token for token in tokens(text, start, end) if token.is_word]
    noun = next(
        (token for token in found if token.lower in lists["own_work"] | lists["document"] | lists["site"]), None
    )
    if noun is None:
        return None
    own = noun.lower in lists["own_work"]
    makers = [
        thing for thing in clusters.named_in(start, end)
        if thing.kind in {"person", "organisation", "facility"} and _made(text, thing, start, noun, own=own)
    ]  # fmt: skip
    if not makers:
        name = _untagged(text, start, noun) if own else None
        return Maker(None, name, None, (start, end)) if name else None
    persons = [thing for thing in makers if thing.kind == "person"]
    heads = persons[-1:] or makers
    kind = "person" if persons else "media" if _is_outlets(text, heads[0], start, noun) else heads[0].kind
    return Maker(kind, "; ".join(thing.name for thing in heads), clusters.of_name(heads[0]), (start, end))  # type: ignore[arg-type]


def _is_outlets(text: str, thing: Named, start: int, noun: Token) -> bool:
    """Whether the words between a document and a name tell that the name is an outlet's: "a story on the website"."""
    place = _place(thing, start)
    return place is not None and _IN_OUTLET.fullmatch(text[noun.end : place[0]].lower().strip()) is not None


def _place(thing: Named, start: int) -> Range | None:
    return next((place for place in thing.places if place[0] >= start), None)


def _made(text: str, thing: Named, start: int, noun: Token, *, own: bool) -> bool:
    """Whether the thing is named as the maker of a document: before its noun, or after "by" or "on the website"."""
    place = _place(thing, start)
    if place is None or place[0] == noun.start:
        return False
    if place[1] <= noun.start:
        possessive = text[place[0] : place[1] + 2].rstrip().endswith(_POSSESSIVE)
        return (own and thing.kind != "person") or possessive
    between = text[noun.end : place[0]].lower()
    if own and {"by", "from"} & set(between.split()[-_LONGEST_POST:]):
        return True
    return bool(_PRINTED.fullmatch(between.strip())) or _is_outlets(text, thing, start, noun)


def _untagged(text: str, start: int, noun: Token) -> str | None:
    """Return the name right before the noun of a document where the names' tagger sees none: "a Fennick Post-BNC poll"."""
    before = re.sub(r"(?:\b[a-z][\w-]* )+$", "", text[start : noun.start])
    match = _NAME_BEFORE.search(before)
    bare = _DETERMINER.sub("", match.group()) if match else ""
    parts = [called(part, 0, len(part)) for part in re.split(r"-(?=[A-Z])", bare.strip())]
    return "; ".join(part for part in parts if part) or None
