"""Through what a statement came: the outlet that was told, the statement, network or occasion that it was made in.

Looked for between the source, the cue and the content, and in the rest of their sentence; never inside the content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.attribute import words
from onrecord.attribute.page import merged, overlaps
from onrecord.attribute.tokens import tokens, without_possessive
from onrecord.records import Via

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.attribute.page import Draft, Page
    from onrecord.attribute.people import People, Who
    from onrecord.attribute.tokens import Token
    from onrecord.model.reader import Name
    from onrecord.records import SourceKind, Span, ViaKind

LONGEST_SENTENCE = 1_500
"""Characters of a sentence that are searched, around the cue; longer ones are no prose."""
LONGEST_CHANNEL = 9
"""Words of a channel: "in a letter to the editor of the Bugle"."""

_OF_SOURCE: dict[SourceKind, ViaKind] = {"media": "media", "organisation": "media", "document": "document"}
"""What the source of the statement around this one is as a channel; a body that passes words on acts as a medium."""


def channels(
    page: Page, drafts: Sequence[Draft], people: People, span: Callable[[int, int], Span]
) -> list[tuple[Via, ...]]:
    """Return the channels of each of ``drafts``, which are in the order of the text; ``span`` makes spans of offsets.

    That of the statement around a statement comes first. Who goes on speaking in the paragraph without a channel of his
    own speaks through the one before.
    """
    found: list[tuple[Via, ...]] = []
    before: tuple[int | None, Who] | None = None
    for draft in drafts:
        own = _own(page, draft, people, span)
        occasion = (page.paragraph_at(draft.content[0][0]), people.who(draft))
        if not own and occasion == before and occasion[1][1] is not None:
            own = found[-1]
        before = occasion
        found.append(own)
    return found


def _own(page: Page, draft: Draft, people: People, span: Callable[[int, int], Span]) -> tuple[Via, ...]:
    found = [_outer(draft, people, span)]
    for start, end, kind in _in_sentence(page, draft, people):
        found.append(Via((span(start, end),), kind, _name(page, start, end)))
    source = people.who(draft)
    if source[0] == "document" or _made_document(page, draft, source):
        found += _in_source(page, draft, people, span)
    unique: dict[tuple[Span, ...], Via] = {via.spans: via for via in found if via}
    return tuple(unique.values())


def _outer(draft: Draft, people: People, span: Callable[[int, int], Span]) -> Via | None:
    if draft.inside is None or not draft.inside.source:
        return None
    kind, name = people.who(draft.inside)
    spans = tuple(span(*part) for part in draft.inside.source)
    return Via(spans, _OF_SOURCE[kind], name) if kind in _OF_SOURCE else None


def _in_sentence(page: Page, draft: Draft, people: People) -> list[tuple[int, int, ViaKind]]:
    anchors = draft.cue or draft.source
    if not anchors:
        return []
    anchor = anchors[0][0]
    start, end = page.sentence_at(anchor)
    start, end = max(start, anchor - LONGEST_SENTENCE), min(end, anchor + LONGEST_SENTENCE)
    said = merged([*draft.content, *draft.source])
    spoken = [token for token in tokens(page.text, start, end) if not overlaps(said, token.start, token.end)]
    names = people.names_in(start, end)
    found: list[tuple[int, int, ViaKind]] = []
    lists = words.classes("channel_words")
    index = 0
    while index < len(spoken):
        token = spoken[index]
        in_cue = overlaps(draft.cue, token.start, token.end)
        phrase: Sequence[Token] = ()
        if in_cue and token.lower in lists["tell"]:
            phrase = _phrase(spoken, index + 1)
            kind = _kind(phrase, names, told=True)
        elif token.lower in lists["opening"]:
            phrase = _phrase(spoken, index + 1)
            kind = _kind(phrase, names, told=False)
        else:
            kind = next((kind for kind in _SHOWN if in_cue and token.lower in lists[f"show-{kind}"]), None)
            phrase = [token] if kind else ()
        if kind and phrase:
            outlet = _outlet_after(spoken, index + 1 + len(phrase), names) if kind == "media" else None
            phrase = outlet or phrase
            found.append((phrase[0].start, phrase[-1].end, kind))
            index = next((i for i in range(index, len(spoken)) if spoken[i].start >= phrase[-1].end), len(spoken))
        else:
            index += 1
    return found


_SHOWN: tuple[ViaKind, ...] = ("social", "event", "document")


def _phrase(spoken: Sequence[Token], start: int) -> Sequence[Token]:
    """Return the noun phrase that begins at ``start``, without what its prepositions bring."""
    breaks = words.classes("phrase_breaks")
    days = words.classes("name_words")["day"]
    while start < len(spoken) and spoken[start].text in _MARKS:
        start += 1
    end = start
    while end < len(spoken) and end - start < LONGEST_CHANNEL:
        token = spoken[end]
        if token.text in _MARKS and end > start and spoken[end - 1].end == token.end - 1:
            break
        apart = end > start and spoken[end - 1].end + 1 < token.start
        stops = (
            token.lower in breaks["break"] or token.lower in breaks["preposition"] or token.lower in breaks["pronoun"]
        )
        if not token.is_word or apart or stops or token.text in days or token.lower in breaks["conjunction"]:
            break
        end += 1
    return spoken[start:end]


_MARKS = frozenset("\"“‘'")
"""Marks passed over between a preposition and the name of a programme or an event."""


def _kind(phrase: Sequence[Token], names: Sequence[Name], *, told: bool) -> ViaKind | None:
    """Tell which kind of channel the noun phrase is, by its last word or by the name in it; None for none."""
    if not phrase:
        return None
    lists = words.classes("channel_words")
    last = without_possessive(phrase[-1].text)
    kinds: tuple[ViaKind, ...] = ("social", "media", "event", "document")
    for kind in kinds:
        if last in lists[kind] or (kind != "social" and last.lower() in lists[kind]):
            return None if told and kind == "document" else kind
    if _is_outlet(phrase, names, told=told):
        return "media"
    return None


def _is_outlet(phrase: Sequence[Token], names: Sequence[Name], *, told: bool) -> bool:
    """Whether the phrase is an outlet's name: a body that was told and is no council, or words that outlets are called."""
    own = {without_possessive(token.text) for token in phrase if token.is_name}
    named = words.classes("name_words")
    if not own or own & named["organisation"]:
        return False
    bodies = [name for name in names if name.start < phrase[-1].end and phrase[0].start < name.end]
    if any(name.kind == "person" for name in bodies):
        return False
    body = any(name.kind == "organisation" for name in bodies)
    return (told and body) or (bool(own & named["media"]) and phrase[-1].is_name)


def _outlet_after(spoken: Sequence[Token], index: int, names: Sequence[Name]) -> Sequence[Token] | None:
    """Return the outlet that an interview was given to: "in an interview with the Bugle"."""
    if index < len(spoken) and spoken[index].lower in {"with", "for", "on", "in", "to", "by"}:
        phrase = _phrase(spoken, index + 1)
        if phrase and _is_outlet(phrase, names, told=True):
            return phrase
    return None


def _name(page: Page, start: int, end: int) -> str:
    """Return the channel's name: its words without their article."""
    found = tokens(page.text, start, end)
    articles = {"the", "a", "an"}
    first = found[1] if len(found) > 1 and found[0].lower in articles else found[0]
    return without_possessive(" ".join(page.text[first.start : end].split()))


def _made_document(page: Page, draft: Draft, source: Who) -> bool:
    """Whether the source is a body named by its document: "a survey by Acme"."""
    nouns = {token.lower for part in draft.source for token in tokens(page.text, *part)}
    return source[0] in {"organisation", "media"} and bool(nouns & words.classes("source_words")["own_work"])


def _in_source(page: Page, draft: Draft, people: People, span: Callable[[int, int], Span]) -> list[Via]:
    """Return what a source brings with it: the outlet of "a report in the Bugle", the survey of "a survey by Acme"."""
    found: list[Via] = []
    for start, end in draft.source:
        if people.who(draft)[0] != "document":
            comma = page.text.find(",", start, end)
            last = comma if comma > start else end
            found.append(Via((span(start, last),), "document", _name(page, start, last)))
            continue
        phrase = tokens(page.text, start, end)
        for index, token in enumerate(phrase):
            if token.lower in words.classes("channel_words")["opening"] | {"by"}:
                inner = _phrase(phrase, index + 1)
                if inner and _is_outlet(inner, people.names_in(start, end), told=False):
                    first, last = inner[0].start, inner[-1].end
                    found.append(Via((span(first, last),), "media", _name(page, first, last)))
                    break
    return found
