"""What a phrase says of the person it describes: age, role, employer, nationality, residence, kin and partners."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from onrecord.language.tokens import without_possessive
from onrecord.language.word_lists import classes, entries
from onrecord.resolve.facts import bonds, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.language.tokens import Token
    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Mention, Page
    from onrecord.resolve.facts.phrases import Phrase, Tail

Found = tuple[str, "Fact"]
"""Whose fact it is (an entity's id), and the fact."""

_ARTICLE = re.compile(r"[Tt]he\s(?:[a-z-]+\s){0,3}")
"""An article, and what kind of body it is: "the consultancy Nordkurve"."""
_REGION = re.compile(r", (?P<name>[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)*)")
_BASED = re.compile(r"(?P<place>[A-Z].*)[-\u2010\u2011]based")
_BORN = re.compile(r"(?P<place>[A-Z].*)[-\u2010\u2011]born")
_ROLE_TAILS = frozenset({"of", "for", "to", "at"})
"""Prepositions that belong to the name of a role ("mayor of Fennick"); "in" and "from" say where."""


def says(page: Page, mention: Mention, phrase: Phrase) -> Iterator[Found]:
    """Yield the facts that ``phrase``, which describes the bearer of ``mention``, says."""
    if any(vocabulary.plain(word.text) in _unsure(page, phrase) for word in phrase.words):
        return
    one = mention.entity
    if phrase.second:
        yield from says(page, mention, phrase.second)
    yield from ((one.id, fact) for fact in _ages(page, phrase))
    yield from ((one.id, fact) for fact in _nationalities(page, phrase))
    yield from ((one.id, fact) for fact in _residences(page, phrase))
    if bonds.is_bond(page, phrase):
        yield from bonds.bonds_of(page, one, phrase)
        inner = _inner_role(page, phrase)
        if inner:
            yield one.id, _role(page, inner, inner[-1].end)
        return
    if vocabulary.is_role(phrase.head.text):
        yield from ((one.id, fact) for fact in _roles(page, one, phrase))


def _unsure(page: Page, phrase: Phrase) -> frozenset[str]:
    """Return the words that make the phrase nobody's word, or that of a play."""
    lists = vocabulary.bonds()
    return lists["unsure"] | lists["played"] if bonds.is_bond(page, phrase) else lists["unsure"]


def _ages(page: Page, phrase: Phrase) -> Iterator[Fact]:
    for word in phrase.words:
        age = vocabulary.AGE_WORD.fullmatch(word.text)
        if age and vocabulary.is_age(age["age"]):
            yield page.fact("age", age["age"], word.start, word.end, as_of=page.day)


def _nationalities(page: Page, phrase: Phrase) -> Iterator[Fact]:
    head = vocabulary.plain(phrase.head.text)
    if len(phrase.words) > 1 and head in vocabulary.roles()["office"]:
        return
    for start, end in _demonyms(page, phrase.words):
        yield page.fact("nationality", vocabulary.demonyms()[page.text[start:end]], start, end, as_of=page.day)
    for word in phrase.words:
        born = _BORN.fullmatch(word.text)
        if born and born["place"] in vocabulary.demonyms():
            yield page.fact("nationality", word.text, word.start, word.end, as_of=page.day)
        elif born:
            yield page.fact("born", born["place"], word.start, word.start + born.end("place"), as_of=page.day)


def _demonyms(page: Page, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where a word for a nationality stands among ``words``: right before the last nouns, or the last noun itself."""
    at = 0
    while at < len(words):
        for size in (3, 2, 1):
            start, end = words[at].start, words[min(at + size, len(words)) - 1].end
            if page.text[start:end] in vocabulary.demonyms():
                ethnic = at > 0 and vocabulary.plain(words[at - 1].text) in vocabulary.roles()["ethnic"]
                if not ethnic and _is_clear(words[at + size : at + size + 1]):
                    yield start, end
                at += size - 1
                break
        at += 1


def _is_clear(following: Sequence[Token]) -> bool:
    """Whether a nationality is the person's: it stands last, or before a noun for a person; "American football" is none."""
    if not following:
        return True
    word = vocabulary.plain(following[0].text)
    lists = vocabulary.roles()
    plain = word in lists["past"] or word in lists["clear"] or word in lists["folk"]
    return plain or word in lists["head"] or vocabulary.is_role(word) or bonds.is_kin_or_partner(word)


def _residences(page: Page, phrase: Phrase) -> Iterator[Fact]:
    for word in phrase.words:
        based = _BASED.fullmatch(word.text)
        if based:
            yield page.fact("residence", based["place"], word.start, word.start + based.end("place"), as_of=page.day)
    head = vocabulary.plain(phrase.head.text)
    homes = {"from", "of"} if head in {"resident", "villager"} else {"from"}
    for tail in phrase.tails if head not in vocabulary.roles()["seat"] else ():
        if tail.preposition in homes and page.text[tail.start].isupper() and not body_at(page, tail.start, tail.end):
            end = _with_region(page, tail.end)
            yield page.fact("residence", page.text[tail.start : end], tail.start, end, as_of=page.day)


def _with_region(page: Page, end: int) -> int:
    """Return the end of a place with the region that may follow it: "Imperial, Missouri,"."""
    region = _REGION.match(page.text, end)
    if not region:
        return end
    known = region["name"] in entries("regions") or any(one.kind == "place" for one in page.at(*region.span("name")))
    return region.end() if known else end


def body_at(page: Page, start: int, end: int) -> Entity | None:
    """Return the body whose mention fills the words from ``start`` on, an article left out; the longest where several do."""
    opening = _ARTICLE.match(page.text, start, end)
    fits = {start, opening.end() if opening else start}
    found = [(last, entity) for first, last, entity in page.mentions_in(start, end) if first in fits]
    last, entity = max(found, key=lambda one: (one[0], one[1].kind == "organisation", one[1].id), default=(0, None))
    return entity if entity and entity.kind == "organisation" and last else None


def _inner_role(page: Page, phrase: Phrase) -> tuple[Token, ...]:
    """Return the words for a role before a word for a bond: "actor" in "her actor husband"."""
    words = phrase.words[:-1]
    while words and not vocabulary.is_role(words[-1].text):
        words = words[:-1]
    return _proper(page, words)


def _proper(page: Page, words: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the words of a role without the ages, nationalities and places before it."""
    office = bool(words) and vocabulary.plain(words[-1].text) in vocabulary.roles()["office"]
    nations = [] if office else list(_demonyms(page, words))
    while len(words) > 1:
        nation = next((end for start, end in nations if start == words[0].start), None)
        if nation is not None and nation < words[-1].start:
            words = tuple(word for word in words if word.start >= nation)
        elif any(pattern.fullmatch(words[0].text) for pattern in (vocabulary.AGE_WORD, _BASED, _BORN)):
            words = words[1:]
        else:
            break
    return words


def _role(page: Page, words: Sequence[Token], end: int) -> Fact:
    return page.fact("role", page.text[words[0].start : end], words[0].start, end, as_of=page.day)


def _roles(page: Page, one: Entity, phrase: Phrase) -> Iterator[Fact]:
    words = _proper(page, phrase.words)
    head = words[-1].start + len(without_possessive(words[-1].text))
    tails = list(takewhile(lambda tail: tail.preposition in _ROLE_TAILS, phrase.tails))
    end = tails[-1].end if tails else head
    parts = [_unshortened(page, words[0].start, head), *(f"{tail.preposition} {_full(page, tail)}" for tail in tails)]
    owners = [entity for entity in page.owners(*phrase.owner) if entity.id != one.id] if phrase.owner else []
    if owners and not tails and all(owner.kind != "person" or bonds.is_named(owner) for owner in owners):
        parts.append("of " + " and ".join(page.with_article(owner.name) for owner in owners))
    then = any(word.lower.startswith("then-") for word in words)
    yield page.fact("role", " ".join(parts), words[0].start, end, as_of=None if then else page.day)
    gone = any(
        vocabulary.plain(word.text) in vocabulary.roles()["past"] or word.lower.startswith("ex-") for word in words
    )
    body = None if gone else _employer(page, phrase, owners)
    if body and body.id != one.id:
        yield page.fact("employer", body.name, phrase.start, phrase.end, as_of=page.day)


def _unshortened(page: Page, start: int, end: int) -> str:
    """Return the words of a role with the full name of a body for a noun that stands for it: "Department spokesperson"."""
    for first, last, entity in page.mentions_in(start, end):
        if first == start and last < end and entity.kind == "organisation" and _is_generic(page.text[first:last]):
            return entity.name + page.text[last:end]
    return page.text[start:end]


def _is_generic(words: str) -> bool:
    """Whether ``words`` stand for a body without naming it: "the charity", "Department"."""
    kinds = classes("source_words")["organisation"]
    return all(word.islower() or word.lower() in kinds for word in words.split())


def _full(page: Page, tail: Tail) -> str:
    """Return what a preposition governs, with the name of a body for what stands for it: "the charity", "the firm Acme"."""
    printed = page.text[tail.start : tail.end]
    body = body_at(page, tail.start, tail.end)
    if body is None or printed.lower().startswith(("a ", "an ")):
        return printed
    first, last = max((first, last) for first, last, entity in page.mentions_in(tail.start, tail.end) if entity is body)
    opening = _ARTICLE.match(page.text, first, last)
    name = page.text[opening.end() if opening else first : last]
    if _is_generic(name):
        return page.with_article(body.name) + page.text[last : tail.end]
    kind = _ARTICLE.match(printed)
    return printed if kind is None or kind.group().lower() == "the " else page.text[tail.start + kind.end() : tail.end]


def _employer(page: Page, phrase: Phrase, owners: Sequence[Entity]) -> Entity | None:
    """Return the body that the phrase says the person works for: its possessor, a name before the role, or its tails."""
    aside = vocabulary.plain(phrase.head.text) in vocabulary.roles()["aside"]
    bodies = [owner for owner in owners if owner.kind == "organisation"]
    if bodies and not aside:
        return bodies[0]
    for tail in phrase.tails:
        if tail.preposition in {"at", "for"} or (tail.preposition == "of" and not aside):
            body = body_at(page, tail.start, tail.end)
            if body:
                return body
    inside = [entity for _, _, entity in page.mentions_in(phrase.words[0].start, phrase.words[-1].end)]
    return next((entity for entity in inside if entity.kind == "organisation"), None)
