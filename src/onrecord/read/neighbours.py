"""What the lines around a line of plain text say that it is: where no markup speaks, the order of a page does.

Each rule holds for newspapers in general (a standfirst stands above the byline; a live blog's post is a time, a title, the
text and a name) and moves only lines that the labeller is not sure of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.read.bylines import reads_as_person
from onrecord.read.credits import split_credit
from onrecord.read.dates import find
from onrecord.read.features import words_of
from onrecord.read.stated import words_beside_dates
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import BlockKind


@dataclass(frozen=True, slots=True)
class Doubt:
    """When a line is unsure enough to be moved, and what it must look like."""

    body: float = 0.1
    """Probability of body from which a sentence among paragraphs is one of them."""
    heading: float = 0.3
    """Probability of body from which a short line above a list is its heading."""
    sentence_words: int = 6
    """Words from which a line with a full stop is a sentence and no label."""
    after: int = 3
    """Lines behind the last sure paragraph that may still belong to the body."""
    title: int = 100
    """Characters; the title of a post or of a list is no longer."""
    shortest_deck: int = 30
    """Characters; shorter lines above the byline are labels."""
    date_words: int = 3
    """Words beside a date up to which a line is a date line."""
    place_words: int = 4
    """Words of a place below a signature at most: "Port Amara, North Vale"."""
    caption_words: int = 4
    """Words from which two lines that say the same are a caption printed twice, and no button."""
    questions: int = 2
    """Lines with a question, each followed by an answer, from which a page is an interview."""


_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_QUESTION = re.compile(r"\?[\"'”’»)\]]*$")
_ASKED = re.compile(r"(?:Q|A|Question|Answer)\s?[:.]\s+\S")
_MOVABLE = frozenset({"furniture", "related", "headline", "paragraph", "heading"})
_ITEM = re.compile(r"[•▪◦‣⁃●■►▶*–-]\s+\w")
_QUESTIONING = frozenset({"what", "how", "why", "who", "where", "when", "which"})
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]yself)\b")
_STAMP = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE)


def reads_on(text: str, doubt: Doubt = Doubt()) -> bool:
    """Whether ``text`` reads as prose, not as a label: it ends a sentence, or is longer than a title."""
    return _SENTENCE.search(text) is not None or len(text) > doubt.title


def announces_speech(text: str) -> bool:
    """Whether ``text`` says who speaks in the lines behind it, as no title does: "She writes:", but not "What she says:"."""
    words = text.split()
    if not text.endswith(":") or len(words) < 2 or words[0].lower() in _QUESTIONING:
        return False
    return words[-1].rstrip(":").lower() in word_lists.words("saying_words")


def sentences_among_paragraphs(
    kinds: list[BlockKind], texts: Sequence[str], body: Sequence[float], doubt: Doubt = Doubt()
) -> None:
    """Call whole sentences within the body paragraphs, in place, where they were taken for furniture or links without being so surely.

    ``body`` is each line's probability of being body. A statement lost is worse than a notice kept.
    """
    paragraphs = [i for i, kind in enumerate(kinds) if kind == "paragraph"]
    if not paragraphs:
        return
    for i in range(paragraphs[0], min(len(kinds), paragraphs[-1] + doubt.after + 1)):
        whole = _SENTENCE.search(texts[i]) and len(words_of(texts[i])) >= doubt.sentence_words
        if kinds[i] in {"furniture", "related"} and whole and body[i] >= doubt.body:
            kinds[i] = "paragraph"


def sentences_alone(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Call all sentences paragraphs, in place, where no line was taken for body: a few short lines give the labeller little to go by."""
    if any(kind in BODY_KINDS and kind != "heading" for kind in kinds):
        return
    for i, text in enumerate(texts):
        if kinds[i] in _MOVABLE and _SENTENCE.search(text) and len(words_of(text)) >= doubt.sentence_words:
            kinds[i] = "paragraph"


def questions(
    kinds: list[BlockKind], texts: Sequence[str], headings: Sequence[bool] = (), doubt: Doubt = Doubt()
) -> None:
    """Call an interview's questions paragraphs, in place: they are what the interviewer said, not titles.

    ``headings`` tells which lines the markup calls a heading; those stay.
    """
    for i, text in enumerate(texts):
        if _ASKED.match(text) and kinds[i] in {"heading", "furniture", "related", "list_item"}:
            kinds[i] = "paragraph"
    asked = [
        i
        for i in range(len(kinds) - 1)
        if kinds[i] == "heading"
        and _QUESTION.search(texts[i])
        and kinds[i + 1] == "paragraph"
        and not (headings and headings[i])
    ]
    if len(asked) >= doubt.questions:
        for i in asked:
            kinds[i] = "paragraph"


def standfirst(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Call what stands between headline and byline the deck, in place, where it reads like one."""
    if "headline" not in kinds:
        return
    head = kinds.index("headline")
    byline = next((i for i in range(head + 1, min(len(kinds), head + 5)) if kinds[i] == "byline"), None)
    for i in range(head + 1, byline or head):
        if kinds[i] in {"paragraph", "related", "heading"} and len(texts[i]) >= doubt.shortest_deck:
            kinds[i] = "deck"


def dated_sentences(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Call a whole sentence that mentions a day a paragraph, in place, where it was taken for the page's date, which it doesn't say it is."""
    for i, text in enumerate(texts):
        whole = kinds[i] == "date" and _SENTENCE.search(text) and len(words_of(text)) >= doubt.sentence_words
        if whole and words_beside_dates(text) > doubt.date_words and all(found.kind != "label" for found in find(text)):
            kinds[i] = "paragraph"


def signature(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Call the name below a letter its byline, in place: the last line or, with a place below it, the last but one.

    It is signed where the writer says "I", no line above says who it is by, and the text doesn't mention who bears the name: names
    below a report are what it is about.
    """
    if "byline" in kinds:
        return
    for i in (len(kinds) - 2, len(kinds) - 1):
        if i < 1 or kinds[i] not in _MOVABLE or not reads_on(texts[i - 1]):
            continue
        name, _, place = texts[i].partition(", ")
        below = [line for line in (place, *texts[i + 1 :]) if line]
        if not reads_as_person(name) or not all(_could_be_place(line, doubt) for line in below):
            continue
        own = [_QUOTED.sub("", text) for text in texts[:i] if reads_on(text)]
        if any(map(_FIRST_PERSON.search, own)) and not set(words_of(name)) & {
            w for text in own for w in words_of(text)
        }:
            kinds[i] = "byline"
            kinds[i + 1 :] = ["furniture"] * (len(kinds) - i - 1)
            return


def _could_be_place(text: str, doubt: Doubt) -> bool:
    """Whether a line below a signature can be where its writer lives: a few words with capitals, no sentence."""
    words = text.split()
    return len(words) <= doubt.place_words and all(word[:1].isupper() for word in words) and not reads_on(text)


def list_headings(kinds: list[BlockKind], texts: Sequence[str], body: Sequence[float], doubt: Doubt = Doubt()) -> None:
    """Call a short line right above a list its heading, in place."""
    for i in range(len(kinds) - 1):
        short = len(texts[i]) <= doubt.title and not _SENTENCE.search(texts[i])
        if kinds[i] == "furniture" and kinds[i + 1] == "list_item" and short and body[i] >= doubt.heading:
            kinds[i] = "heading"


def announced_lists(kinds: list[BlockKind], texts: Sequence[str]) -> None:
    """Call the lines behind bullets that a paragraph with a colon announces the items of its list, in place."""
    announced = False
    for i, text in enumerate(texts):
        if announced and _ITEM.match(text) and kinds[i] in _MOVABLE:
            kinds[i] = "list_item"
        else:
            announced = kinds[i] == "paragraph" and text.rstrip().endswith(":")


def live_posts(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Label the posts of a live blog, in place: a line that is only a time, a title, the text, and who wrote it."""
    stamps = [i for i, text in enumerate(texts) if _STAMP.fullmatch(text)]
    if len(stamps) < 2:
        return
    for at, until in zip(stamps, [*stamps[1:], len(kinds)], strict=True):
        kinds[at] = "date"
        for i in range(at + 1, until):
            if announces_speech(texts[i]):  # a post's, or a reader's comment below: "Bo says:"
                long = kinds[i] in _MOVABLE and len(words_of(texts[i])) >= doubt.sentence_words
                kinds[i] = "paragraph" if long else kinds[i]
                continue
            beside = "paragraph" in kinds[i - 1 : i] or "paragraph" in kinds[i + 1 : min(i + 2, until)]
            if not beside or kinds[i] not in _MOVABLE or reads_on(texts[i]):
                continue
            if reads_as_person(texts[i]):
                kinds[i] = "byline"
            elif i == at + 1:
                kinds[i] = "heading"


def printed_twice(kinds: list[BlockKind], texts: Sequence[str], doubt: Doubt = Doubt()) -> None:
    """Call both copies of a caption that is printed twice captions, in place: scrapers take it from the picture and from below it.

    The copies stand next to each other, one of them a caption, its credit left out, or both between the headline and the body.
    """
    captions = [split_credit(text).text if kind == "caption" else None for kind, text in zip(kinds, texts, strict=True)]
    head = kinds.index("headline") if "headline" in kinds else None
    body = next((i for i, kind in enumerate(kinds) if kind == "paragraph" and reads_on(texts[i])), len(kinds))
    for i in range(len(kinds) - 1):
        words = words_of(captions[i] or texts[i])
        if len(words) < doubt.caption_words or words != words_of(captions[i + 1] or texts[i + 1]):
            continue
        within = head is not None and head < i and i + 1 < body
        if within or "caption" in kinds[i : i + 2]:
            kinds[i] = kinds[i + 1] = "caption"
