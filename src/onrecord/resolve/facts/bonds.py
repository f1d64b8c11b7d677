"""Kin and partners: "his daughter, Wren Bell", "Ada Moss and her former husband", "is married to"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.resolve.facts import vocabulary
from onrecord.resolve.facts.page import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Mention, Page, Range
    from onrecord.resolve.facts.phrases import Phrase

Found = tuple[str, "Fact"]

_NOW = re.compile(
    r",?\s(?:who\s)?(?:(?:is|has been|are)\s(?:now\s|still\s|also\s)?(?:happily\s)?(?:married|engaged)\sto|is\s(?:now\s)?dating"
    r"|(?:got|became|has got|recently got)\sengaged\sto|has been dating|lives with (?:her|his|their) (?:husband|wife|partner),?)\s"
)
_WED = re.compile(
    r",?\s(?:who\s)?(?:married|wed|got married to)(?:,?\s(?:in|on)\s(?:\d{1,2}\s)?(?:[A-Z][a-z]{2,8}\.?\s)?(?:\d{1,2},\s)?(?:1[89]|20)\d\d,?)?\s"
)
_OVER = re.compile(
    r",?\s(?:who\s)?(?:(?:has\s|had\s|is\s|was\s)?(?:divorced|divorced from|split from|split with|split up with|separated from|estranged from"
    r"|broke up with|dated|once dated|used to date|previously dated|was (?:once|formerly|previously|briefly) (?:married|engaged) to"
    r"|once (?:married|engaged) to|(?:formerly|previously|briefly) (?:married|engaged) to|(?:was\s)?(?:once|earlier|formerly|previously|briefly) in a relationship with))\s"
)
_WAS = re.compile(r",?\s(?:who\s)?(?:was|had been)\s(?:married|engaged|wed)\sto\s")
_UNTIL = re.compile(
    r"(?: (?:until|till|before|between)\b| from (?:\w+ )?\d{4} (?:to|until)\b| for (?:\w+[ -]){1,4}?(?:years?|months?|decades?)\b)"
)
"""What tells of a marriage in the past that it ended: "until 2019"; without it, the one who is described may have died."""
_PAIR_NOW = re.compile(
    r",?\s(?:who\s)?(?:married|got married|wed|are (?:now |still )?(?:married|engaged)|got engaged|have been married|have been dating|are dating)\b(?! to\b)"
)
_PAIR_OVER = re.compile(
    r",?\s(?:who\s)?(?:(?:have|had) (?:now |since |later )?|later )?(?:separated|divorced|split|split up|broke up|parted)(?=[\s,.;])(?! (?:from|with|by|into|the)\b)"
)
_PARTED = re.compile(
    r"\b(?:they|the couple|the pair|the marriage|the two)\s(?:\w+\s)?(?:divorced|separated|split|parted|ended|was dissolved|broke up)\b"
)
"""What ends a marriage later in the sentence that tells of it: "married Bo Hill in 1959; they divorced in 1971"."""
_OF_NUMBER = re.compile(r"(?:mother|father|mum|mom|dad|grandmother|grandfather)-of-(?P<number>[a-z]+|\d+)")
_MARRIAGE = re.compile(
    r"(?:(?:['’]s)?|,? whose) (?:(?:first|second|third|previous|earlier|last|brief) )?marriage,? to\s"
)
_ENDED = re.compile(r",? (?:ended|broke down|collapsed|was dissolved|was annulled|lasted|failed)\b")
_MORE = re.compile(r" (?!(?:in|on|at|and|when|after|before|for|since|but|last|this|until|by|to|with)\b)\w")
_SINGULAR = frozenset({"his", "her", "its", "my", "whose"})
_AND = re.compile(r"(?:, \d{1,3},)?\s+and\s+")
_AGE = re.compile(r", \d{1,3},|\s\(\d{1,3}\)")
_PARENT_GLUE = re.compile(r"['’]s\b|(?:,\s(?:an?|the)\s[^,;.\n]{2,50},)?\s+and\s+(?P<whose>(?:his|her)\b)?")
"""What stands between two parents: "Bo Hill and Ada Moss", "Bo Hill, a baker, and his wife, Ada Moss"."""
_CHILD_OF = re.compile(r"\b(?:son|daughter|child)\sof\s")
_BESIDE = re.compile(r"(?:, \d{1,3},|\s\(\d{1,3}\))?,?\sand\s$")
_GOVERNED = re.compile(r"\s(?:with|from|by|to)\s$")
MOST_BETWEEN = 120
"""Characters between "the daughter of" and the names of both parents."""
_ROLE_BETWEEN = 60
"""Characters between "married to" and the name, for the role before it: "the novelist"."""


def is_bond(page: Page, phrase: Phrase) -> bool:
    """Whether the phrase ends in a word for kin or a partner, and not for one in business."""
    head = vocabulary.plain(phrase.head.text).partition("-of-")[0]
    if not is_kin_or_partner(head):
        return False
    return not (head == "partner" and _is_trade(page, phrase))


def is_kin_or_partner(word: str) -> bool:
    """Whether ``word``, as the lists have it, is one for kin or a partner."""
    return any(word in vocabulary.bonds()[name] for name in ("kin", "partner", "parted"))


def _is_trade(page: Page, phrase: Phrase) -> bool:
    trade = any(vocabulary.plain(word.text) in vocabulary.bonds()["trade"] for word in phrase.words[:-1])
    return (
        trade
        or not phrase.owner
        or page.text[phrase.end : phrase.end + 3] in {" at", " in"}
        or any(tail.preposition in {"at", "in"} for tail in phrase.tails)
    )


def bonds_of(page: Page, one: Entity, phrase: Phrase) -> Iterator[Found]:
    """Yield what a phrase for kin or a partner says of ``one``, whom it describes, and of the one it is measured from."""
    head = vocabulary.plain(phrase.head.text).partition("-of-")[0]
    others = _others(page, phrase)
    if any(other.id == one.id for other in others):
        return
    if head in vocabulary.bonds()["kin"]:
        value = " and ".join(other.name for other in others if is_named(other)) or _stranger(page, phrase)
        if value:
            words = page.text[phrase.words[_first_word(phrase)].start : phrase.head.end].partition("-of-")[0]
            words = " ".join(vocabulary.formal().get(word, word) for word in words.split())
            yield one.id, page.fact("kin", f"{words} of {value}", phrase.start, phrase.end, as_of=page.day)
    elif len(others) == 1 and is_named(one) and is_named(others[0]):
        yield from couple(page, one, others[0], (phrase.start, phrase.end), now=not _is_over(phrase))


def is_named(entity: Entity) -> bool:
    """Whether the article gives a name, and not only a description such as "his father"."""
    first = entity.name.partition(" ")[0]
    return first[:1].isupper() and first.lower() not in vocabulary.bounds()["stop"]


def _first_word(phrase: Phrase) -> int:
    """Return the index of the first word that says which kin it is: "older brother", but not "61-year-old", "actor"."""
    at = len(phrase.words) - 1
    while at and phrase.words[at - 1].text in {
        "older",
        "younger",
        "elder",
        "eldest",
        "youngest",
        "oldest",
        "twin",
        "adopted",
        "adoptive",
        "late",
        "only",
    }:
        at -= 1
    return at


def _is_over(phrase: Phrase) -> bool:
    lists = vocabulary.bonds()
    before = {vocabulary.plain(word.text) for word in phrase.words[:-1]}
    head = vocabulary.plain(phrase.head.text)
    return head in lists["parted"] or head.startswith("ex-") or bool(before & (lists["prefix"] | lists["ordinal"]))


def couple(page: Page, one: Entity, other: Entity, words: Range, *, now: bool) -> Iterator[Found]:
    """Yield the partner that each of two people is to the other, now or formerly."""
    name = "partner" if now else "former_partner"
    yield one.id, page.fact(name, other.name, *words, as_of=page.day)
    yield other.id, page.fact(name, one.name, *words, as_of=page.day)


def persons_at(page: Page, start: int, end: int) -> list[Entity]:
    """Return the persons whose mention stands at ``start`` to ``end``: one, or the two of a "their"."""
    found = {entity.id: entity for entity in page.at(start, end) if entity.kind == "person"}
    return list(found.values())


def _others(page: Page, phrase: Phrase) -> list[Entity]:
    """Return the persons that the phrase is measured from: its possessor's, those after "of", or who stands before a bare noun."""
    if phrase.owner:
        spouse = _spouse_of_parent(page, phrase)
        if spouse:
            return [spouse]
        found = [entity for entity in page.owners(*phrase.owner) if entity.kind == "person"]
        many = page.text[slice(*phrase.owner)].lower() not in _SINGULAR
        return found if len(found) == 1 or (many and len(found) == 2) else []
    tail = next((tail for tail in phrase.tails if tail.preposition == "of"), None)
    if tail is None:
        before = None if phrase.article else _before_bare(page, phrase)
        return [before] if before else []
    found, at = [], tail.start
    while (person := object_of(page, at, at + MOST_BETWEEN)) is not None:
        found.append(person[1])
        glue = _PARENT_GLUE.match(page.text, person[0])
        if not glue or glue.group().strip() in {"'s", "’s"}:
            return [] if glue else found
        if not glue["whose"] and "," in glue.group():  # "the daughter of Ada Moss, a baker, and Bo Hill" left
            return found
        at = glue.start("whose") if glue["whose"] else glue.end()
    return found


def _spouse_of_parent(page: Page, phrase: Phrase) -> Entity | None:
    """Return whose wife the "his wife" is that stands beside a parent: "the daughter of Bo Hill, a baker, and his wife, Ada Moss"."""
    words = page.text[slice(*phrase.owner)].lower() if phrase.owner else ""
    if words not in _SINGULAR or vocabulary.plain(phrase.head.text) in vocabulary.bonds()["kin"]:
        return None
    first = max(page.sentence(phrase.start)[0], phrase.start - MOST_BETWEEN)
    born = next(reversed(list(_CHILD_OF.finditer(page.text, first, phrase.start))), None)
    parent = object_of(page, born.end(), phrase.start) if born else None
    glue = _PARENT_GLUE.match(page.text, parent[0]) if parent else None
    return parent[1] if parent and glue and glue["whose"] and glue.start("whose") == phrase.start else None


def _before_bare(page: Page, phrase: Phrase) -> Entity | None:
    """Return whom a noun without article or possessor is measured from: "Ada Moss and husband Bo Hill", "split from husband Bo Hill".

    It is who stands right before it or, behind a preposition, the one person named before it in the sentence.
    """
    start = max(page.sentence(phrase.start)[0], phrase.start - RIGHT)
    near = max(start, phrase.start - 40)
    glue = _BESIDE.search(page.text, near, phrase.start)
    person = page.ending(glue.start()) if glue else None
    if person and person[1].kind == "person":
        return person[1]
    if not _GOVERNED.search(page.text, near, phrase.start) or page.quoted(phrase.start):
        return None
    before = {
        entity.id: entity
        for first, _, entity in page.mentions_in(start, phrase.start)
        if entity.kind == "person" and not _is_someones(page, start, first)
    }
    return next(iter(before.values())) if len(before) == 1 else None


def _is_someones(page: Page, start: int, first: int) -> bool:
    """Whether a name stands behind a word for kin, so that its bearer is no subject: "shares daughter Cy with husband Bo Hill"."""
    before = page.words(max(start, first - 20), first)[-1:]
    return bool(before) and is_kin_or_partner(vocabulary.plain(before[0].text))


def person_from(page: Page, start: int) -> tuple[int, Entity] | None:
    """Return the end and the entity of the longest mention of a person that begins at ``start``, titles skipped."""
    title = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prof)\.?\s)?").match(page.text, start)
    starts = {start, title.end() if title else start}
    found = {
        (last, entity.id): entity
        for first, last, entity in page.mentions_in(start, start + 90)
        if first in starts and entity.kind == "person"
    }
    longest = max((last for last, _ in found), default=0)
    if page.text[start:longest].lower() in vocabulary.bounds()["possessive"] and _MORE.match(page.text, longest):
        return None
    ones = [entity for (last, _), entity in found.items() if last == longest]
    return (longest, ones[0]) if len(ones) == 1 else None


def _stranger(page: Page, phrase: Phrase) -> str:
    """Return the words for whom the article does not name further: "a net-mender", "Sir Alf Moule"."""
    children = _OF_NUMBER.fullmatch(phrase.head.text)
    if children:
        return children["number"]
    tail = next((tail for tail in phrase.tails if tail.preposition == "of"), None)
    if tail is None or phrase.owner:
        return ""
    words = page.text[tail.start : tail.end]
    if vocabulary.number_of(words) is not None:
        return words
    return words if words.lower().startswith(("a ", "an ", "the ")) or words[:1].isupper() else ""


def clauses(page: Page, mention: Mention, at: int) -> Iterator[Found]:
    """Yield the partners that the clause behind a mention names, whose last word about it ends at ``at``."""
    end = page.after(at, inside=mention.start)[1]
    for pattern, now in ((_NOW, True), (_WED, True), (_OVER, False), (_WAS, False)):
        match = pattern.match(page.text, at, end)
        other = object_of(page, match.end(), end) if match else None
        if pattern is _WAS and other and not _UNTIL.match(page.text, other[0], end):
            return
        if match and other and other[1].id != mention.entity.id and is_named(other[1]) and page.says(mention, match):
            start = match.end() - len(match.group().lstrip(", "))
            still = now and not _PARTED.search(page.text, other[0], end)
            yield from couple(page, mention.entity, other[1], (start, other[0]), now=still)
            return


def marriages(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield the former partner of a marriage that ended: "Her first marriage, to Bo Hill, ended in 2017"."""
    end = page.after(mention.end, inside=mention.start)[1]
    match = _MARRIAGE.match(page.text, mention.end, end)
    other = object_of(page, match.end(), end) if match else None
    over = _ENDED.match(page.text, other[0], end) if other else None
    if match and other and over and other[1].id != mention.entity.id and page.vouched(mention.start):
        yield from couple(page, mention.entity, other[1], (mention.start, over.end()), now=False)


def object_of(page: Page, start: int, end: int) -> tuple[int, Entity] | None:
    """Return the person a verb's object names: a mention right there, or behind a role: "the novelist Isolde Marr", "her husband, Bo Hill"."""
    found = person_from(page, start)
    if found:
        return found if not page.text.startswith(("'s", "’s"), found[0]) else None
    for word in page.words(start, min(end, start + _ROLE_BETWEEN)):
        named = page.named_at(word.start)
        if named:
            return person_from(page, word.start)
        if page.text[word.end : word.end + 1] == "," and is_kin_or_partner(vocabulary.plain(word.text)):
            return person_from(page, word.end + 2)
        if not word.is_word or not (
            vocabulary.modifies(word.text)
            or vocabulary.is_role(word.text)
            or is_kin_or_partner(vocabulary.plain(word.text))
            or word.lower in {"the", "a", "an", "his", "her", "fellow"}
        ):
            return None
    return None


def pairs(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield the partners that a clause about two makes of them: "They separated", "Ada Moss and Bo Hill, 50, divorced"."""
    both = persons_at(page, *mention.outer)
    at = mention.end
    if len(both) == 1:
        glue = _AND.match(page.text, at)
        other = person_from(page, glue.end()) if glue else None
        both, at = ([mention.entity, other[1]], other[0]) if other else ([], at)
    if len(both) != 2 or not all(map(is_named, both)) or both[0].id == both[1].id or page.quoted(mention.start):
        return
    age = _AGE.match(page.text, at)
    at = age.end() if age else at
    end = page.after(at, inside=mention.start)[1]
    for pattern, now in ((_PAIR_OVER, False), (_PAIR_NOW, True)):
        match = pattern.match(page.text, at, end)
        if match and page.says(mention, match):
            yield from couple(page, both[0], both[1], (mention.start, match.end()), now=now)
            return
    if page.text[slice(*mention.outer)].lower() == "the couple":
        yield from couple(page, both[0], both[1], mention.outer, now=True)


def settled(found: Iterable[Found]) -> list[Found]:
    """Leave out the partners who are former ones in the same article: "her husband", where "they separated"."""
    found = list(found)
    over = {(one, fact.value) for one, fact in found if fact.property == "former_partner"}
    return [(one, fact) for one, fact in found if fact.property != "partner" or (one, fact.value) not in over]
