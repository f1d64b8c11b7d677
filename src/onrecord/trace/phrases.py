"""Credits that stand outside of any statement: "first reported by", "via", wire lines, notes on a network, "according to reports"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.titles import without_titles
from onrecord.trace.lines import may_have
from onrecord.trace.mentions import Mention, bare, masthead, trace_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.records import Article, Reading

NAME = (
    r"(?<!\w)(?:[Tt]he (?:\w{1,60} (?:web)?site )?)?(?P<name>[A-Z0-9][\w&’'-]{0,60}(?:\.(?:com|org|net|co\.uk|ca))?"
    r"(?:[ ](?:of |the |X\. )?[A-Z0-9][\w&’'-]{0,60}){0,5}|\w{1,60}\.(?:com|org|net|ca))"
)
"""Words of a name as a phrase of ``trace_phrases`` has it. It begins where a word does and has no endless ones:
else a word of a page that is made of a hundred thousand capitals would be tried from each of its letters to its end."""
_WIRE = re.compile(r"\((?P<one>[A-Z][\w .&]{1,30}?)\s?/\s?(?P<two>[A-Z][\w .&]{1,30})\)\s*[—–-]")
"""A wire line that has another outlet's name beside the page's own."""
NOTE_REACH = 90
"""Characters between what was written and the network that it stands on."""
LABEL = re.compile(
    r"[\[(]?\s*(?:via|source|sources|h/t|hat tip|hat-tip|(?:first|originally) (?:appeared|published|reported|posted))\b",
    re.IGNORECASE,
)
"""A label at the head of a line after which any name is whom the text is from."""
_CREDITS_PICTURE = re.compile(
    r"\b(?:image|photo|picture|photograph|video)s?(?:\s+(?:via|source|credit|by))?\s*:?\s*$", re.IGNORECASE
)


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = (entry.partition("\t") for entry in word_lists.entries("trace_phrases"))
    return tuple((kind, re.compile(pattern.replace("NAME", NAME), re.MULTILINE)) for kind, _, pattern in listed)


def is_label(mentions: Iterable[Mention]) -> bool:
    """Whether the mentions are only labels, "via" or "source" with a name, that do not say what the text has from there."""
    return all(mention.ground == "phrase" and LABEL.match(mention.described) for mention in mentions)


def in_phrases(reading: Reading) -> list[Mention]:
    """Return what the closed phrases credit, in the order of the text."""
    article = reading.article
    if article is None:
        return []
    found = [*_named(reading, article), *_wire(article), *_hearsay(article), *_notes(reading, article)]
    return sorted(found, key=lambda mention: mention.span.start)


def _named(reading: Reading, article: Article) -> Iterator[Mention]:
    persons = {entity.name: entity for entity in reading.entities if entity.kind == "person"}
    others = {entity.name for entity in reading.entities if entity.kind != "person"}
    for kind, pattern in _phrases():
        for match in pattern.finditer(article.text):
            name = bare(match["name"])
            if _CREDITS_PICTURE.search(article.text[max(0, match.start() - 20) : match.start("name")]) or _is_no_name(
                name
            ):
                continue
            span = article.span(match.start() + len(match[0]) - len(match[0].lstrip()), match.end())
            person = next(
                (each for each in persons if name.endswith(each) or (each.endswith(name) and len(name) > 3)), None
            )
            if person and not masthead(name):
                if kind == "maker":
                    yield Mention(article.id, without_titles(person), "person", span, "phrase", span.text)
            elif kind == "outlet" and re.search(r"[^\W\d_]", name):
                sure = (match["name"] != match[0] and bool(LABEL.match(span.text))) or _may_be_outlet(
                    name, others, reading
                )
                yield Mention(article.id, name, "media", span, "phrase", span.text, spelled=sure)


def _is_no_name(name: str) -> bool:
    """Whether it is a date, or a word of hearsay at the head of a sentence: "Several reports"."""
    words = set(words_of(name))
    no_names = trace_words("vague") | trace_words("hearsay") | trace_words("unclear") | trace_words("common")
    return bool(words & trace_words("calendar")) or words <= no_names


def _may_be_outlet(name: str, others: set[str], reading: Reading) -> bool:
    """Whether a name in an outlet's place is one: by its noun or address, or as the reader takes it elsewhere."""
    if masthead(name) or name in word_lists.entries("agencies"):
        return True
    seen = {statement.source.name for statement in reading.statements if statement.source.kind == "media"}
    seen |= {via.name for statement in reading.statements for via in statement.via if via.kind == "media"}
    return name in seen or (name not in others and bool(re.search(r"[a-z][A-Z]|\d", name)))


def _wire(article: Article) -> Iterator[Mention]:
    match = _WIRE.search(article.text[:200])
    if match and match["two"] in word_lists.entries("agencies"):
        yield Mention(
            article.id, match["two"], "media", article.span(match.start(), match.end("two") + 1), "phrase", match[0]
        )


@cache
def _hearsay_pattern() -> re.Pattern[str]:
    vague, nouns = "|".join(trace_words("vague")), "|".join(trace_words("hearsay") - {"speculation"})
    verbs = (
        "indicate|indicated|suggest|suggested|say|said|claim|claimed|predict|that|have|had|surfaced|emerged|are|were|of"
    )
    before = r"according to|amid|on|with|citing|heard|denied|by"
    return re.compile(
        rf"\b(?:(?:{before})\s+(?:the\s+)?(?P<a>(?:(?:{vague})\s+){{0,3}}(?:{nouns}))\b(?!\s+(?:by|from|of|in)\b)|"
        rf"(?P<b>(?:(?:{vague})\s+){{0,3}}(?:{nouns}))\s+(?:{verbs})\b|(?P<c>(?:local|news)\s+(?:media|news accounts|news reports|outlets)))\b",
        re.IGNORECASE,
    )


def _hearsay(article: Article) -> Iterator[Mention]:
    for match in _hearsay_pattern().finditer(article.text):
        group = next(name for name in "abc" if match[name])
        name = " ".join(match[group].lower().split())
        kind = "media" if group == "c" else "anonymous"
        yield Mention(article.id, name, kind, article.span(*match.span()), "hearsay", match[0])  # type: ignore[arg-type]


@cache
def _networks() -> tuple[str, ...]:
    return tuple(sorted(network.casefold() for network in trace_words("net")))


@cache
def _note_pattern() -> re.Pattern[str]:
    notes, networks = "|".join(trace_words("note")), "|".join(trace_words("net"))
    return re.compile(
        rf"\b(?P<before>(?:\w+\s)?(?:{notes}))\b(?P<gap>[^.!?\n]{{0,{NOTE_REACH}}}?)\b(?P<net>{networks})\b|"
        rf"\b(?P<net2>{networks})\s+(?P<after>{notes})\b",
        re.IGNORECASE,
    )


def _notes(reading: Reading, article: Article) -> Iterator[Mention]:
    """What somebody wrote on a network: "a note that she left on Tumblr", "a Facebook exchange"."""
    if not may_have(article.text, _networks()):
        return
    for match in _note_pattern().finditer(article.text):
        noun = words_of(match["before"] or match["after"])[-1]
        network = match["net"] or match["net2"]
        if network[0].islower() and network not in {"tumblr", "facebook", "twitter", "reddit"}:
            continue
        owner = _owner(reading, match.start())
        name = f"{noun} on {network.capitalize() if network.islower() else network}"
        yield Mention(
            article.id,
            f"{owner}’s {name}" if owner else name,
            "social",
            article.span(*match.span()),
            "note",
            f"{owner or ''} {match[0]}",
        )


def _owner(reading: Reading, at: int) -> str | None:
    """Return the person named or meant last before the note, in its sentence or the one before."""
    near = [
        (span.start, entity.name)
        for entity in reading.entities if entity.kind == "person" for span in entity.mentions
        if at - 200 <= span.start <= at + 40 and (span.text[:1].isupper() or span.start >= at - 120)
    ]  # fmt: skip
    return without_titles(max(near)[1]) if near else None
