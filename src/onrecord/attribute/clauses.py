"""What one sentence attributes, as token ranges: each cue with its source beside it and its content around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.attribute import sources, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.attribute.sentences import Token

Range = tuple[int, int]

MOST_CUES = 12
"""Cues taken from one sentence. Real ones have up to 7; more is a list of words, and each cue may copy the sentence."""


@dataclass(slots=True)
class Clause:
    """One attribution of a sentence; all ranges count in code points of the article's text.

    ``source`` are the tokens of the noun phrase, empty for nobody. ``addressee`` are those told, ``channel`` the words
    between cue and content ("in a statement"). ``content`` may be
    empty: then it stands in a sentence or paragraph beside this one.
    """

    cue: list[Range]
    source: Sequence[Token]
    content: list[Range] = field(default_factory=list)
    addressee: Sequence[Token] = ()
    channel: Sequence[Token] = ()
    first: int = 0
    """Index of the token at which the source and cue begin."""


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Find what the sentence attributes, in the order of the cues; quotations are single tokens."""
    found: list[Clause] = []
    built = words.cues()
    for index, token in enumerate(tokens):
        if len(found) >= MOST_CUES:
            break
        if token.kind != "word" or (found and token.start < found[-1].cue[-1][1]):
            continue
        clause = None
        if token.lower in built and not _is_noun(tokens, index):
            clause = _with_verb(tokens, index, built[token.lower], found)
        elif token.lower == "according" and index + 2 < len(tokens) and tokens[index + 1].lower == "to":
            clause = _according_to(tokens, index)
        elif token.lower in words.nobody():
            clause = _of_nobody(tokens, index)
        if clause:
            _end_at_next(found, clause, tokens)
            found.append(clause)
    return found


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether the form is a noun or an adjective here: "the report", "his claims", "to say"."""
    previous = tokens[index - 1].lower if index else ""
    determiner = previous in words.classes("phrase_breaks")["determiner"]
    return tokens[index].text[0].isupper() or (determiner and previous not in {"all", "both", "those", "most", "many"}) or (
        previous in {"of", "with", "by", "for", "to", "’s", "'s"} or previous.endswith(("’s", "'s"))
    )  # fmt: skip


def _with_verb(tokens: Sequence[Token], verb: int, build: str, found: Sequence[Clause]) -> Clause | None:
    start = sources.cue_start(tokens, verb)
    rest = verb + 1
    if _is_passive(tokens, start, verb) or (rest < len(tokens) and _is_phrasal(tokens[verb], tokens[rest])):
        return None
    if rest < len(tokens) and tokens[rest].lower == "out":  # "pointed out", "found out"
        verb, rest = rest, rest + 1
    subject = sources.before(tokens, start)
    participle = tokens[verb].lower.endswith("ing")
    if not subject and build in {"say", "tell"} and not participle and _after_content(tokens, start):
        inverted = sources.after(tokens, rest)
        if inverted:
            return _inverted(tokens, start, verb, inverted)
    if not subject:
        return _participle(tokens, verb, build, found)
    clause = Clause([(tokens[start].start, tokens[verb].end)], tokens[slice(*subject)], first=subject[0])
    if build == "tell":
        clause.addressee, rest = _addressee(tokens, rest)
    if build in {"say", "tell"} and _follows_content(tokens, subject[0], rest):
        _content_before(clause, tokens, subject[0], found)
        _content_resumed(clause, tokens, rest)
    else:
        clause.channel, rest = _channel(tokens, rest)
        _content_after(clause, tokens, rest, build)
    return clause if clause.content or _awaits(tokens, rest, build) else None


def _is_passive(tokens: Sequence[Token], start: int, verb: int) -> bool:
    """Whether the subject is the one spoken of or to: "was told", "has been promised"."""
    forms = words.classes("phrase_breaks")["be"]
    return not tokens[verb].lower.endswith("ing") and any(token.lower in forms for token in tokens[start:verb])


def _is_phrasal(verb: Token, following: Token) -> bool:
    """Whether a particle makes another verb of it: "called off", "added up"."""
    particle = following.lower in words.classes("phrase_breaks")["particle"]
    return particle or (following.lower == "out" and verb.lower.startswith("call"))


def _after_content(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and (tokens[index - 1].text == "," or tokens[index - 1].kind == "quotation")


def _inverted(tokens: Sequence[Token], start: int, verb: int, subject: Range) -> Clause:
    clause = Clause([(tokens[start].start, tokens[verb].end)], tokens[slice(*subject)], first=start)
    _content_before(clause, tokens, start, ())
    _content_resumed(clause, tokens, subject[1])
    return clause


def _participle(tokens: Sequence[Token], verb: int, build: str, found: Sequence[Clause]) -> Clause | None:
    """Take "..., adding that ..." as said by the source of the clause before it."""
    if not (tokens[verb].lower.endswith("ing") and found and verb and tokens[verb - 1].text in {",", "and"}):
        return None
    clause = Clause([(tokens[verb].start, tokens[verb].end)], found[-1].source, first=verb - 1)
    rest = verb + 1
    if build == "tell":
        clause.addressee, rest = _addressee(tokens, rest)
    _content_after(clause, tokens, rest, build)
    return clause if clause.content else None


def _follows_content(tokens: Sequence[Token], first: int, rest: int) -> bool:
    """Whether the content stands before the source: "..., X said" and not "In May, X said ..."."""
    if not _after_content(tokens, first):
        return False
    if rest >= len(tokens):
        return True
    following = tokens[rest]
    if tokens[first - 1].kind == "quotation":
        return following.lower != "that"
    if tokens[0].lower in words.classes("phrase_breaks")["subordinator"] or first < 3:
        return False
    inside = words.classes("phrase_breaks")["preposition"] | {"when", "as", "while"}
    day = following.text in words.classes("name_words")["day"]
    return (following.kind == "mark" and following.text != ":") or following.lower in inside or day


def _content_before(clause: Clause, tokens: Sequence[Token], first: int, found: Sequence[Clause]) -> None:
    start = 0
    if found:
        start = next((i for i, token in enumerate(tokens) if token.start >= found[-1].cue[-1][1]), 0)
    while start < first and (tokens[start].kind == "mark" or tokens[start].lower in {"and", "but"}):
        start += 1
    end = first
    while end > start and tokens[end - 1].kind == "mark":
        end -= 1
    clause.content += _spans(tokens, start, end)


def _content_resumed(clause: Clause, tokens: Sequence[Token], rest: int) -> None:
    """Add the second half of a split quotation: '"...," she said, "..."'."""
    for index in range(rest, len(tokens)):
        if tokens[index].kind == "quotation" and tokens[index - 1].text in {",", ":", ".", "–", "—"}:
            end = len(tokens)
            while end > index and tokens[end - 1].kind == "mark":
                end -= 1
            clause.content += _spans(tokens, index, end)
            return
        if tokens[index].lower in words.cues():
            return


def _content_after(clause: Clause, tokens: Sequence[Token], rest: int, build: str) -> None:
    while rest < len(tokens) and tokens[rest].text in {":", ",", "—", "–"}:
        rest += 1
    end = len(tokens)
    while end > rest and tokens[end - 1].kind == "mark":
        end -= 1
    if rest >= end or (build == "think" and not _opens_clause(tokens[rest])):
        return
    if tokens[rest].kind == "quotation" and rest + 1 < end and tokens[rest + 1].text == ",":
        end = rest + 1
    clause.content += _spans(tokens, rest, end)


def _opens_clause(token: Token) -> bool:
    lists = words.classes("phrase_breaks")
    opens = token.lower in lists["determiner"] | lists["pronoun"] | {"that", "whether", "what", "how", "why", "there"}
    return token.kind == "quotation" or opens or token.text[0].isupper()


def _awaits(tokens: Sequence[Token], rest: int, build: str) -> bool:
    """Whether the content must stand elsewhere: "She continued:" or a lone "Jane Doe said."."""
    return build in {"say", "tell"} and all(token.kind == "mark" for token in tokens[rest:])


def _addressee(tokens: Sequence[Token], rest: int) -> tuple[Sequence[Token], int]:
    """Return who was told and the index after them, a day ("on Monday") stepped over."""
    lists = words.classes("phrase_breaks")
    end = rest
    capital = False
    while end < len(tokens) and end - rest < sources.LONGEST_PHRASE and tokens[end].kind == "word":
        token = tokens[end]
        name = token.text[0].isupper()
        fresh = token.lower in lists["determiner"] or token.lower in lists["pronoun"] or (capital and not name)
        if token.lower in lists["break"] or (end > rest and fresh):
            break
        capital = capital or name
        end += 1
    told = tokens[rest:end]
    if end + 1 < len(tokens) and tokens[end].lower in {"on", "in"} and tokens[end + 1].text[0].isupper():
        end += 2
    return told, end


def _channel(tokens: Sequence[Token], rest: int) -> tuple[Sequence[Token], int]:
    """Step over "in a statement", "on Friday" in front of the content; return those words and where it begins."""
    if rest >= len(tokens) or tokens[rest].lower not in words.classes("phrase_breaks")["preposition"] | {
        "by",
        "to",
        "of",
    }:
        return (), rest
    for index in range(rest + 1, min(len(tokens), rest + sources.LONGEST_PHRASE)):
        token = tokens[index]
        opens = token.lower == "that" or (token.text in {":", ","} and tokens[-1].start > token.start)
        if token.kind == "quotation" and index - rest < 3:
            return (), rest
        if opens or token.kind == "quotation":
            return tokens[rest:index], index
    return (), rest


def _according_to(tokens: Sequence[Token], index: int) -> Clause | None:
    end = index + 2
    while end < len(tokens) and tokens[end].text not in {",", ".", ";", ":"} and tokens[end].kind != "quotation":
        end += 1
    if end + 1 < len(tokens) and tokens[end].text == "," and not tokens[end - 1].text[0].isupper():
        named = sources.after(tokens, index + 2) if tokens[end + 1].text[0].isupper() else None
        end = max(end, named[1] if named else 0)  # "according to her publisher, Tern & Daughters, ..."
    source = tokens[index + 2 : min(end, index + 2 + sources.LONGEST_APPOSITION)]
    clause = Clause([(tokens[index].start, tokens[index + 1].end)], source, first=index)
    if index > 1:
        _content_before(clause, tokens, index, ())
    else:
        _content_after(clause, tokens, end, "say")
    return clause if clause.content and source else None


def _of_nobody(tokens: Sequence[Token], index: int) -> Clause | None:
    for phrase in words.nobody()[tokens[index].lower]:
        if tuple(token.lower for token in tokens[index : index + len(phrase)]) == phrase:
            end = index + len(phrase)
            clause = Clause([(tokens[index].start, tokens[end - 1].end)], (), first=index)
            clause.content += _spans(tokens, 0, index)
            _content_after(clause, tokens, end, "say")
            return clause if clause.content else None
    return None


def _end_at_next(found: Sequence[Clause], clause: Clause, tokens: Sequence[Token]) -> None:
    """End the content of the clause before where this one's source begins after ", and", ", but" or a comma."""
    if not found or not clause.first:
        return
    joint = tokens[clause.first - 1]
    if joint.text != "," and joint.lower not in words.classes("phrase_breaks")["conjunction"]:
        return
    end = joint.start
    earlier = found[-1]
    if earlier.content and earlier.content[-1][0] < end < earlier.content[-1][1]:
        start = earlier.content[-1][0]
        text_end = max((t.end for t in tokens if t.end <= end and t.kind != "mark"), default=end)
        if text_end > start:
            earlier.content[-1] = (start, text_end)


def _spans(tokens: Sequence[Token], start: int, end: int) -> list[Range]:
    """Join the tokens into one span; a row of quotations with nothing between them gives a span each."""
    if start >= end:
        return []
    if all(token.kind != "word" for token in tokens[start:end]):
        return [(token.start, token.end) for token in tokens[start:end] if token.kind == "quotation"]
    return [(tokens[start].start, tokens[end - 1].end)]


def lone_quotations(tokens: Sequence[Token]) -> Iterator[Range]:
    """Yield the quotations of a sentence that is nothing else."""
    if all(token.kind != "word" for token in tokens):
        yield from ((token.start, token.end) for token in tokens if token.kind == "quotation")
