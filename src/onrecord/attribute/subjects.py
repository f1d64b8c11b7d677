"""Who a sentence without a statement is about: its subject when that is a person, whom it asks, whom it points back to.

Written for the line beside a paragraph that is only a quotation. The subject of a sentence comes before its verb, and what
stands before the subject is a connective or an adverbial with a comma after it (Quirk et al., A Comprehensive Grammar of the
English Language, 2.13 and 8.1). Where a sentence is built in another way, it names nobody: a wrong speaker is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.attribute.page import Page, Range
    from onrecord.attribute.people import People
    from onrecord.language.tokens import Token
    from onrecord.model.reader import Name

LONGEST_SENTENCE = 600
"""Characters of a sentence that are looked at; 99 of 100 sentences of news are shorter."""
MOST_BEFORE_NAME = 8
"""Words of a subject before the name in it: "Her cousin, Gwen Orr", "The former head of the Fennick mill Bo Hill"."""
MOST_OPENINGS = 3
"""Commas after which a subject is looked for: "But on Friday, after the vote, Bo Hill left."."""
LONGEST_APPOSITION = 25
"""Words and marks between a name and its verb: "Bo Hill, 61, a baker of Fennick, left"."""
SHORTEST_ED = 4
"""Letters of a regular past form: "used", not "bed"."""
LONGEST_POINTER = 40
"""Words and marks of a sentence that only says who spoke the words before it."""

PERSON = frozenset({"person"})
SPEAKING = frozenset({"person", "organisation"})


def subject_of(page: Page, sentence: Range, people: People, kinds: frozenset[str] = PERSON) -> Range | None:
    """Return the words for the subject of a sentence: the name of a person or a pronoun for one, else None.

    None too where something is done to the subject or it dies, since then somebody else tells of it.
    """
    found = tokens(page.text, sentence[0], min(sentence[1], sentence[0] + LONGEST_SENTENCE))
    for at in _clauses(found):
        subject = _subject_at(page, found[at:], people, kinds)
        if subject:
            return subject
    return None


def last_subject_of(page: Page, sentence: Range, people: People) -> Range | None:
    """Return the subject of the last clause of a sentence that has one, a person or a body."""
    found = tokens(page.text, max(sentence[0], sentence[1] - LONGEST_SENTENCE), sentence[1])
    starts = [0, *(at for at, token in enumerate(found, 1) if token.text in {",", ";", "—", "–", "-"})]
    for at in reversed(starts):
        subject = None if _is_adverbial(found[at:]) else _subject_at(page, found[at:], people, SPEAKING)
        if subject:
            return subject
    return None


def asked_in(page: Page, sentence: Range, people: People) -> Range | None:
    """Return the person whom somebody asks in a sentence: "I ask Ada Moss", "The court asked Bo Hill whether he knew"."""
    found = [token for token in tokens(page.text, *sentence) if page.quotation_at(token.start) is None]
    for before, word, after in zip(found, found[1:], found[2:], strict=False):
        adjacent = page.quotation_at(word.start - 1) is None and page.quotation_at(word.start - 2) is None
        if word.lower in word_lists.classes("clause_words")["asking"] and before.is_word and adjacent:
            named = next((name for name in people.names_in(after.start, after.end) if name.kind == "person"), None)
            if named and not page.text[named.start : named.end].endswith(("’s", "'s")):
                return named.start, named.end
    return None


def pointed_back_to(page: Page, sentence: Range, people: People) -> Range | None:
    """Return the person whose words a sentence says the ones before it were: "So said Ada Moss", ", said Bo Hill"."""
    lists, saying = word_lists.classes("clause_words"), word_lists.entries("saying_words")
    found = [token for token in tokens(page.text, *sentence) if token.is_word]
    named = [name for name in people.names_in(*sentence) if name.kind == "person"]
    distinct = {page.text[name.start : name.end] for name in named}
    if len(found) < 2 or len(found) > LONGEST_POINTER or len(distinct) != 1:
        return None
    first, second = found[0], found[1]
    pointing = first.lower in lists["pointer"]
    verb = first if not pointing else second
    inverted = verb.lower in saying and verb.text.islower() and page.text[verb.end : verb.end + 1] == " "
    says = inverted and (first.text.islower() or pointing) and _stands_next(page, verb.end, named[0].start)
    sums_up = pointing and second.lower in {*lists["passive"], "is"} and any(
        token.lower in lists["telling"] for token in found[2:]
    )  # fmt: skip
    return (named[0].start, named[0].end) if says or sums_up else None


def _stands_next(page: Page, start: int, end: int) -> bool:
    """Whether only a description stands between a verb and a name: "said the florist, Bo Hill"."""
    between = [token for token in tokens(page.text, start, end) if token.is_word]
    return len(between) <= MOST_BEFORE_NAME and not any(_is_break(token) for token in between)


def _clauses(found: Sequence[Token]) -> Iterator[int]:
    """Yield where the main clause of a sentence can begin: at its start, or after the commas of an adverbial."""
    if not found:
        return
    at = _opened(found, 0)
    if not _is_adverbial(found[at:]):
        yield at
        return
    commas = [index for index, token in enumerate(found, 1) if token.text == "," and index > at]
    yield from (_opened(found, index) for index in commas[:MOST_OPENINGS])
    if found[at].lower in word_lists.classes("phrase_breaks")["preposition"]:
        size = next((index for index, token in enumerate(found[at + 1 :], at + 1) if token.is_name), len(found))
        yield from (size,) if size < len(found) and found[size - 1].text == "," else ()


def _opened(found: Sequence[Token], at: int) -> int:
    """Pass over connectives and adverbs before a clause: "But", "Meanwhile,"."""
    lists = word_lists.classes("clause_words")
    while at < len(found) - 1 and (found[at].lower in lists["opening"] or found[at].text == ","):
        at += 1
    return at


def _is_adverbial(found: Sequence[Token]) -> bool:
    """Whether a clause begins with what is no subject: "When", "In", "Standing", "Asked"."""
    first = next((token for token in found if token.is_word), None)
    if first is None:
        return False
    participle = first.lower.endswith("ing") and len(first.text) > SHORTEST_ED and found[1:2] and not found[1].is_name
    return _is_break(first) or bool(participle) or first.lower in word_lists.classes("clause_words")["asking"]


def _is_break(token: Token) -> bool:
    breaks = word_lists.classes("phrase_breaks")
    return token.lower in breaks["break"] or token.lower in breaks["preposition"]


def _subject_at(page: Page, found: Sequence[Token], people: People, kinds: frozenset[str]) -> Range | None:
    """Return the subject with which a clause begins, when a verb in the active follows it."""
    found = found[_opened(found, 0) :] if found else found
    if not found or page.quotation_at(found[0].start) is not None:
        return None
    if found[0].lower in {"he", "she"}:
        return (found[0].start, found[0].end) if _acts(found[1:]) else None
    named = next((name for name in people.names_in(found[0].start, found[-1].end) if name.kind in kinds), None)
    if named is None or page.text[named.start : named.end].endswith(("’s", "'s")):
        return None
    before = [token for token in found if token.end <= named.start]
    after = [token for token in found if token.start >= named.end]
    if not after or page.text[named.end : named.end + 2] in {"’s", "'s"} or not _describes(before):
        return None
    verb = _verb_after(after)
    if verb is None or _named_between(people, named, after[verb].start) or not _acts(after[verb:]):
        return None
    return named.start, named.end


def _describes(before: Sequence[Token]) -> bool:
    """Whether the words before a name belong to it: "Taxi operator", "Her cousin,", "The head of the mill,"."""
    breaks = word_lists.classes("phrase_breaks")
    apposed = bool(before) and before[-1].text == ","
    noun = before[:-1] if apposed else before
    if len(before) > MOST_BEFORE_NAME or (apposed and not _can_be_apposed(noun)):
        return False
    for index, token in enumerate(noun):
        links = token.lower in breaks["inside"] and (apposed or any(later.is_name for later in noun[index + 1 :]))
        adjective = index == 0 or noun[index - 1].lower in breaks["determiner"]
        acts = token.text.islower() and not adjective and (_is_past(token) or token.lower in breaks["conjunction"])
        mark = not token.is_word and token.text not in {".", "-", "&"}
        if mark or acts or (_is_break(token) and not links):
            return False
    return True


def _can_be_apposed(noun: Sequence[Token]) -> bool:
    """Whether a name after a comma can be that of the noun before it: "Her cousin", "Acme’s lawyer", not "Residents"."""
    if len(noun) < 2:
        return False
    determined = noun[0].lower in word_lists.classes("phrase_breaks")["determiner"] or noun[0].text.endswith(
        ("’s", "'s")
    )
    return determined and not _is_many(noun)


def _is_many(noun: Sequence[Token]) -> bool:
    """Whether the noun before "of" is a plural: "His friends at the mill"."""
    inside = word_lists.classes("phrase_breaks")["inside"]
    head = next((noun[index - 1] for index, token in enumerate(noun) if index and token.lower in inside), noun[-1])
    return head.lower.endswith("s") and not head.lower.endswith("ss")


def _verb_after(after: Sequence[Token]) -> int | None:
    """Return where the verb of a name stands: right after it, or after the comma that ends what describes it."""
    at = _past_adverbs(after, 0)
    if at < len(after) and _is_verb(after[at]):
        return at
    if after[0].text not in {",", "("}:
        return None
    for index, token in enumerate(after[:LONGEST_APPOSITION]):
        at = _past_adverbs(after, index + 1)
        if token.text in {",", ")"} and at < len(after) and _is_verb(after[at]):
            return at
    return None


def _past_adverbs(found: Sequence[Token], at: int) -> int:
    while at < len(found) and (
        found[at].lower in word_lists.classes("clause_words")["adverb"] or found[at].text.endswith("ly")
    ):
        at += 1
    return at


def _is_verb(token: Token) -> bool:
    present = token.text.endswith("s") and not token.text.endswith("ss")
    return token.text.islower() and (
        present or _is_past(token) or token.lower in word_lists.classes("clause_words")["auxiliary"]
    )


def _is_past(token: Token) -> bool:
    regular = token.text.endswith("ed") and len(token.text) >= SHORTEST_ED
    return regular or token.lower in word_lists.classes("clause_words")["past"]


def _acts(found: Sequence[Token]) -> bool:
    """Whether a clause goes on with a verb of which the subject is the doer: "was arrested" and "died" are not."""
    lists = word_lists.classes("clause_words")
    at = _past_adverbs(found, 0)
    if at >= len(found) or not _is_verb(found[at]) or found[at].lower in lists["death"]:
        return False
    while at + 1 < len(found) and found[at].lower in lists["auxiliary"] and found[at].lower not in lists["passive"]:
        at = _past_adverbs(found, at + 1)
    if at < len(found) and found[at].lower in lists["passive"]:
        after = _past_adverbs(found, at + 1)
        while after < len(found) and found[after].lower in {"been", "being"}:
            after = _past_adverbs(found, after + 1)
        done = after < len(found) and _is_past(found[after])
        return not done or found[after].lower in lists["asking"]
    return at >= len(found) or found[at].lower not in lists["death"]


def _named_between(people: People, named: Name, end: int) -> bool:
    """Whether another person's name stands between a name and its verb, so that they are several or it is the other's."""
    return any(name.kind == "person" for name in people.names_in(named.end, end))
