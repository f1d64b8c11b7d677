"""Phrases before a name: "racing driver Olly Crake", "The council's leader, Ada Moss,"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from onrecord.resolve.facts import vocabulary
from onrecord.resolve.facts.phrases import MOST_WORDS, Phrase, is_head, phrase_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.language.tokens import Token
    from onrecord.resolve.facts.page import Mention, Page

CAPITALISED = 0.9
"""Share of longer words with a capital that makes a line a headline in title case, where capitals tell nothing."""
_AFTER_NAME = re.compile(r"\s*(?:[,.;:()\n–—]|-\s|$|and\b|who\b)")
_CALLED = re.compile(r",?\s(?:called|named)\s$")
_MODAL = frozenset(
    ["to", "will", "would", "can", "could", "may", "might", "must", "should", "did", "does", "do", "shall"]
)
_VERBAL = _MODAL | {"and", "who", "they", "we", "i", "you"}


def leads(page: Page, mention: Mention) -> list[Phrase]:
    """Return the phrases before a name: "racing driver Olly Crake", and what stands there behind a comma."""
    if not mention.is_name or _is_modifier(page, mention):
        return []
    left = page.before(mention.start)
    found = page.words(*left)
    at = len(found)
    while at and _is_title(found, at - 1):
        at -= 1
    if _is_honour(found, at):
        at -= 1
    stop = found[at].start if at < len(found) else mention.start
    close = _close_lead(page, found[:at], stop)
    start = close.start if close else stop
    far = _far_lead(page, mention, start)
    return [phrase for phrase in (close, far) if phrase]


def _is_modifier(page: Page, mention: Mention) -> bool:
    """Whether the name only says whose somebody is: "a 31-year-old Sanders volunteer", "Filipino Clinton staffers"."""
    after = page.words(mention.end, min(len(page.text), mention.end + 30))[:1]
    if not after or page.text[mention.end : after[0].start] != " " or not after[0].text.islower():
        return False
    one = after[0].text.removesuffix("s")
    return is_head(one) and one not in vocabulary.roles()["verbal"]


def _is_title(found: Sequence[Token], at: int) -> bool:
    """Whether the word or full stop at ``at`` belongs to a form of address: "Sir", "Lt. Col."."""
    word = found[at - 1] if found[at].text == "." and at else found[at]
    return word.is_name and vocabulary.plain(word.text) in vocabulary.bounds()["title"]


def _is_honour(found: Sequence[Token], at: int) -> bool:
    """Whether the word before ``at`` is a form of address and no role: "Chief Augustine Umeh", but "Fire Chief Ada Moss"."""
    if not at or not found[at - 1].is_name or vocabulary.plain(found[at - 1].text) not in vocabulary.roles()["honour"]:
        return False
    return at == 1 or not found[at - 2].is_name


def _close_lead(page: Page, found: Sequence[Token], stop: int) -> Phrase | None:
    """Return the phrase that runs right up to ``stop``, read backwards from its last noun."""
    if not found or page.text[found[-1].end : stop] != " " or not is_head(found[-1].text):
        return None
    at = len(found) - 1
    title_case = _is_title_case(page, stop)
    while at and len(found) - at < MOST_WORDS:
        body = _body_before(page, found, at)
        if body == at and not _stands_before(page, found, at - 1, title_case=title_case):
            break
        at = min(body, at - 1)
    if at and _is_infinitive(found, at):
        at += 1
    words, before = tuple(found[at:]), found[at - 1] if at else None
    if before is None or page.text[before.end : words[0].start] != " ":
        return Phrase(words[0].start, words[-1].end, words, (), "", None)
    if _is_verb(words, before) or before.lower in vocabulary.bounds()["playing"]:
        return None
    if before.text == "and":
        return _joined(page, found[: at - 1], before, words)
    return _opened(page, before, words)


def _is_infinitive(found: Sequence[Token], at: int) -> bool:
    """Whether the first word may be a verb and no part of the phrase: "to indict Ferguson officer Darren Wilson"."""
    if at + 1 >= len(found) or found[at - 1].lower not in _MODAL or not found[at].text.islower():
        return False
    lists, roles = vocabulary.bounds(), vocabulary.roles()
    if at > 1 and found[at - 2].lower in lists["prepositional"]:
        return False
    known = lists["keep"] | roles["past"] | roles["clear"] | roles["kind"]
    return found[at].lower not in known and not is_head(found[at].text)


def _is_verb(words: Sequence[Token], before: Token) -> bool:
    """Whether the word for a role is rather a verb: "to coach Ada Moss"."""
    return (
        len(words) == 1 and vocabulary.plain(words[0].text) in vocabulary.roles()["verbal"] and before.lower in _VERBAL
    )


def _joined(page: Page, found: Sequence[Token], glue: Token, words: tuple[Token, ...]) -> Phrase:
    """Return "singer and actor" as one phrase; "the mayor and councillor Ada Moss" may be two people, and gives the last."""
    last = Phrase(words[0].start, words[-1].end, words, (), "", None)
    first = _close_lead(page, found, glue.start)
    if first is None or first.article == "the" or first.second:
        return last
    return replace(first, end=last.end, second=replace(last, owner=first.owner))


def _opened(page: Page, before: Token, words: tuple[Token, ...]) -> Phrase:
    """Return the phrase with the article or possessor that stands before its words."""
    lists = vocabulary.bounds()
    if before.lower in lists["article"]:
        return Phrase(before.start, words[-1].end, words, (), before.lower, None)
    if before.lower in lists["possessive"]:
        return Phrase(before.start, words[-1].end, words, (), "", (before.start, before.end))
    bare = before.end - len(before.text) + len(before.lower)
    if bare < before.end:
        owner = page.ending(bare)
        start = owner[0] if owner else before.start
        return Phrase(start, words[-1].end, words, (), "", (start, bare))
    return Phrase(words[0].start, words[-1].end, words, (), "", None)


def _body_before(page: Page, found: Sequence[Token], at: int) -> int:
    """Return the word with which a body or place begins that is named right before the word at ``at``: "U.N. envoy"."""
    ending = page.ending(found[at].start - 1) if page.text[found[at].start - 1 : found[at].start] == " " else None
    if (
        not ending
        or ending[1].kind == "person"
        or page.text[found[at].start - 2] in "’'"
        or len(found[at - 1].text) > len(found[at - 1].lower)
    ):
        return at
    while at and found[at - 1].start >= ending[0]:
        at -= 1
    return at


def _stands_before(page: Page, found: Sequence[Token], at: int, *, title_case: bool) -> bool:
    """Whether the word at ``at`` belongs to the phrase that the next one is already in."""
    word, keep = found[at], vocabulary.bounds()["keep"]
    if not word.is_word or page.text[word.end : found[at + 1].start] != " ":
        return False
    if len(word.lower) < len(word.text):
        return word.text.lower() in keep
    ending = page.ending(word.end)
    if ending and ending[1].kind == "person":
        return not title_case and _opens_body(found, at)
    if title_case and not is_head(word.text):
        return vocabulary.plain(word.text) in keep | vocabulary.roles()["past"]
    return vocabulary.modifies(word.text) or is_head(word.text)


def _opens_body(found: Sequence[Token], at: int) -> bool:
    """Whether what was taken for a person's name is the first word of a body's: "Corbin Asset Management analyst Ada Moss"."""
    behind = takewhile(lambda word: word.is_name, found[at + 1 :])
    bodies = vocabulary.bounds()["body"]
    return any(vocabulary.plain(word.text) in bodies for word in behind)


def _is_title_case(page: Page, offset: int) -> bool:
    start, end = page.sentence(offset)
    long = [word for word in page.words(start, min(end, start + 200)) if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long) > 3 and sum(word.text[0].isupper() for word in long) >= CAPITALISED * len(long)


def _far_lead(page: Page, mention: Mention, stop: int) -> Phrase | None:
    """Return the phrase that ends in a comma before the name: "The council's leader, Ada Moss,"."""
    text = page.text
    called = _CALLED.search(text, max(0, stop - 12), stop)
    if not called and (text[max(0, stop - 2) : stop] != ", " or not _AFTER_NAME.match(text, mention.end)):
        return None
    comma = called.start() if called else stop - 2
    left = page.before(comma)[0]
    lists = vocabulary.bounds()
    found = page.words(max(left, *(text.rfind(mark, left, comma) + 1 for mark in ",;:()")), comma)
    for index, word in enumerate(found):
        opens = word.lower in lists["article"] | lists["possessive"] or not index or _may_open(page, found, index)
        phrase = phrase_at(page, word.start, comma) if opens else None
        if phrase and phrase.end == comma and (phrase.article or phrase.owner or not index):
            before = text[left : phrase.start].rstrip()
            likened = before.rpartition(" ")[2].lower() in vocabulary.bounds()["playing"]
            return None if likened or (before.endswith(",") and _may_be_behind(page, left, phrase)) else phrase
    return None


def _may_be_behind(page: Page, left: int, phrase: Phrase) -> bool:
    """Whether the phrase may rather belong to a name before it, which is not so where that name is its possessor."""
    owners = {entity.id for entity in page.at(*phrase.owner)} if phrase.owner else set()
    relative = phrase.owner and page.text[slice(*phrase.owner)].lower() == "whose"
    return not relative and any(page.names_in(left, phrase.start, but=one) for one in owners or {""})


def _may_open(page: Page, found: Sequence[Token], index: int) -> bool:
    """Whether a possessor may begin here: a name that is not the middle of one."""
    return found[index].is_name and not found[index - 1].is_name and page.text[found[index].start - 1] == " "
