"""Who a cue's source is: the noun phrase beside the cue, its kind, and its name, by word lists alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.attribute import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.attribute.sentences import Token
    from onrecord.records import SourceKind

LONGEST_PHRASE = 14
"""Words of a noun phrase walked at most; the longest source of a person or body in 840 articles has 12."""
LONGEST_APPOSITION = 25
"""Tokens between the commas of "Jane Doe, who ..., said"."""

_KIND_ORDER: tuple[SourceKind, ...] = ("anonymous", "role", "document", "media", "organisation", "group")


def _in(class_name: str, word: str) -> bool:
    return word in words.classes("phrase_breaks")[class_name]


def _is_name(token: Token) -> bool:
    return token.kind == "word" and (token.text[0].isupper() or token.text[0] == "@" or token.text[0].isdigit())


def cue_start(tokens: Sequence[Token], verb: int) -> int:
    """Return the index at which the cue of ``verb`` begins: its auxiliaries and adverbs belong to it."""
    start = verb
    while start > 0 and _around_cue(tokens[start - 1]):
        start -= 1
    return start


def _around_cue(token: Token) -> bool:
    word = token.lower
    adverb = word.endswith("ly") and len(word) > 4 and not token.text[0].isupper()
    return token.kind == "word" and (adverb or _in("auxiliary", word))


def before(tokens: Sequence[Token], cue: int) -> tuple[int, int] | None:
    """Return the token range of the noun phrase that ends right before the index ``cue``, or None.

    A phrase in commas after it ("Jane Doe, the chief executive, said") belongs to it.
    """
    last = cue - 1
    if last < 0:
        return None
    if tokens[last].text == ",":
        return _with_apposition(tokens, last)
    return _phrase_ending_at(tokens, last)


def _with_apposition(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    for index in range(comma - 1, max(-1, comma - LONGEST_APPOSITION), -1):
        token = tokens[index]
        if token.kind == "quotation" or token.text in {";", ":"}:
            return None
        if token.text == "," and index:
            head = _phrase_ending_at(tokens, index - 1)
            if head and _heads(tokens[head[1] - 1]):
                return head[0], comma
    return None


def _heads(token: Token) -> bool:
    """Whether the word can end a noun phrase that commas follow: a name, or a noun that stands for a source."""
    return _is_name(token) or any(token.lower in group for group in words.classes("source_words").values())


def _phrase_ending_at(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    start = last + 1
    while start > 0 and last - start < LONGEST_PHRASE and _joins(tokens, start - 1, last):
        start -= 1
    start = _without_opening(tokens, start, last)
    if start > last or not _can_speak(tokens, start, last):
        return None
    return start, last + 1


def _joins(tokens: Sequence[Token], index: int, last: int) -> bool:
    token = tokens[index]
    word = token.lower
    if token.kind != "word":
        return token.text in {"&", "’", "'", ".", "-"} and index < last and index > 0 and _is_name(tokens[index - 1])
    if word == "and":
        return 0 < index < last and (_is_name(tokens[index - 1]) or tokens[index - 1].lower.endswith("s"))
    follows = tokens[index - 1].lower if index else ""
    if index < last and word in words.cues() and not _is_name(token) and not _in("determiner", follows):
        return False
    if word in {"to", "by"} and 0 < index < last:
        return _heads(tokens[index - 1]) and not _is_name(tokens[index - 1])  # "a report to the cabinet"
    if word in {"who", "that", "which"}:
        return False if index < last else word == "who"
    return not _in("break", word)


def _without_opening(tokens: Sequence[Token], start: int, last: int) -> int:
    """Step over "On Monday", "Earlier", "And" in front of the phrase itself."""
    if start <= last and _in("conjunction", tokens[start].lower):
        start += 1
    if start <= last and _in("preposition", tokens[start].lower):
        for index in range(start + 1, last + 1):
            word = tokens[index]
            named_day = word.text in words.classes("name_words")["day"] or word.text[0].isdigit()
            fresh = _in("determiner", word.lower) or _in("pronoun", word.lower) or _is_name(word)
            if fresh and not named_day and index > start + 1:
                return index
        return last + 1 if last == start else last
    return start


def _can_speak(tokens: Sequence[Token], start: int, last: int) -> bool:
    head = tokens[last]
    if _is_name(head) or _in("pronoun", head.lower) or head.lower == "who":
        return not head.text[0].isdigit() and head.text not in words.classes("name_words")["day"]
    known = any(head.lower in group for group in words.classes("source_words").values())
    return known or _in("determiner", tokens[start].lower) or any(_is_name(t) for t in tokens[start + 1 : last + 1])


def after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the token range of the noun phrase that begins at ``index`` ("said Jane Doe, the mayor"), or None."""
    end = _phrase_from(tokens, index)
    if end == index or tokens[index].lower == "that" or not _can_follow(tokens, index, end):
        return None
    if end + 1 < len(tokens) and tokens[end].text == "," and _opens_apposition(tokens[end - 1], tokens[end + 1]):
        end = _apposition_end(tokens, end + 1) or end
    return index, end


def _phrase_from(tokens: Sequence[Token], index: int) -> int:
    end = index
    while end < len(tokens) and end - index < LONGEST_PHRASE:
        token = tokens[end]
        if token.kind != "word" or (_in("break", token.lower) and end > index) or token.lower in words.cues():
            break
        if _in("inside", token.lower) and (end + 1 >= len(tokens) or token.lower in {"on", "in", "at"}):
            break
        if token.lower == "and" and not (end + 1 < len(tokens) and _is_name(tokens[end + 1])):
            break
        if token.text in words.classes("name_words")["day"] or _around_cue(token):
            break
        end += 1
    return end


def _can_follow(tokens: Sequence[Token], start: int, end: int) -> bool:
    first = tokens[start]
    known = any(first.lower in group for group in words.classes("source_words").values())
    return _is_name(first) or known or (end - start > 1 and _in("determiner", first.lower)) or first.lower in {
        "he", "she", "they", "it", "one",
    }  # fmt: skip


def _opens_apposition(last: Token, token: Token) -> bool:
    known = token.lower in words.classes("source_words")["role"] or (_is_name(token) and not _is_name(last))
    return token.lower in {"the", "a", "an", "who", "whose"} or token.text.isdigit() or known


def _apposition_end(tokens: Sequence[Token], start: int) -> int | None:
    for index in range(start, min(len(tokens), start + LONGEST_APPOSITION)):
        if tokens[index].kind == "quotation" or tokens[index].text in {",", ".", ";", ":"}:
            return index
    return None


def kind_and_name(phrase: Sequence[Token]) -> tuple[SourceKind, str | None]:
    """Tell what kind of source the noun phrase is and the name in it, if any.

    A description keeps its words as its name, article included ("a police spokesman"). Pronouns get no name here.
    """
    head = _head(phrase)
    lists = words.classes("source_words")
    if len(head) == 1 and head[0].lower in lists["person"]:
        return "person", None
    named = _name(head)
    if named and not _described(head):
        return _kind_of_name(head, named), " ".join(named)
    if (
        "role" in (kind := _kind_of_description(head))
        and len(head) + 1 < len(phrase)
        and _is_name(phrase[len(head) + 1])
    ):
        named = _name(_head(phrase[len(head) + 1 :]))  # "the firm's lawyer, Jane Doe"
        return "person", " ".join(named)
    return kind, " ".join(token.text for token in head)


def _kind_of_description(head: Sequence[Token]) -> SourceKind:
    lists = words.classes("source_words")
    lowered = {token.lower for token in head}
    kind = next((kind for kind in _KIND_ORDER if lowered & lists[kind]), None)
    return kind or ("group" if head[-1].lower.endswith("s") else "role")


def _head(phrase: Sequence[Token]) -> Sequence[Token]:
    """Return the words in front of the first comma or "who": what follows only describes them."""
    for index, token in enumerate(phrase):
        if index and (token.text in {",", "("} or token.lower == "who"):
            return phrase[:index]
    return phrase


def _described(head: Sequence[Token]) -> bool:
    """Whether the phrase is a description with a name in it: "a spokesman for Acme", "Acme officials"."""
    inside = next((i for i, t in enumerate(head) if i and _in("inside", t.lower)), len(head))
    core = head[:inside]
    last = core[-1]
    if len(core) == 1 and any(last.lower in group for group in words.classes("source_words").values()):
        return True  # "Critics", capitalised only because the sentence begins
    return not _is_name(last) and last.kind == "word"


def _name(head: Sequence[Token]) -> list[str]:
    titles = words.classes("name_words")["title"]
    roles = words.classes("source_words")["role"]
    run: list[str] = []
    for token in head:
        if run and token.lower in roles and token is not head[-1] and not token.text[0].isupper():
            run = []  # "Opposition leader Jane Doe"
            continue
        named = _is_name(token) and not _in("determiner", token.lower)
        if named or (run and token.lower in {"of", "de", "van", "von", "al", "bin", "and", "for", "&", ".", "’", "'"}):
            run.append(token.text)
        elif any(word[0].isupper() for word in run):
            break
    while run and ((not run[-1][0].isalnum() and run[-1][0] != "@") or run[-1].islower()):
        run.pop()
    organisation = words.classes("name_words")["organisation"] | words.classes("name_words")["media"]
    if organisation & set(run):
        return run
    last = max((index for index, word in enumerate(run[:-1]) if word in titles), default=-1)
    return run[last + 1 :]


def _kind_of_name(head: Sequence[Token], name: list[str]) -> SourceKind:
    lists = words.classes("name_words")
    documents = words.classes("source_words")["document"]
    if lists["organisation"] & set(name):
        return "organisation"
    if lists["media"] & set(name) and (head[0].lower == "the" or name[-1] in lists["media"]):
        return "media"
    if {word.lower() for word in name} & documents:
        return "document"
    acronym = len(name) == 1 and len(name[0]) > 1 and name[0].isupper()
    return "organisation" if acronym or head[0].lower == "the" else "person"
