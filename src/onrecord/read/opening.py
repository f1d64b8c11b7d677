"""How plain text opens, as people paste it: the newspaper's name, a section, a date, the headline, a deck, who wrote it, from where.

The labeller has learnt from whole pages, on which menus, share bars and boxes stand around a headline; above a text that was pasted there
is hardly anything, and what it gives there is close to a guess. Here the words of the lines above the first sentence say what each is,
and the order that newspapers print them in says the rest. A page with more than a few lines there is left to the labeller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.read.bylines import is_post, names_writers, reads_as_person, tells_of_writing
from onrecord.read.credits import split_credit
from onrecord.read.dateline import parse_dateline, parse_dateline_line
from onrecord.read.dates import find
from onrecord.read.features import TOPICAL, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import BlockKind


@dataclass(frozen=True, slots=True)
class Opening:
    """How much may stand above the first sentence, and what the lines there must look like."""

    lines: int = 15
    """Lines above the first sentence up to which a text counts as pasted; with more of them there are menus among them."""
    sentence_words: int = 6
    """Words from which a line with a full stop is a sentence of the body."""
    headline_words: int = 4
    """Words from which a line is rather the headline than a section above it ("Local politics")."""
    longest_headline: int = 130
    """Characters of a headline; a longer line without a full stop is a point of a summary, or a sentence that lost it."""
    shortest_headline: int = 3
    """Words of a headline where nothing else can be it."""
    nameplate_words: int = 7
    """Words of a newspaper's name as it stands above its stories, with an edition's."""
    story_lines: int = 5
    """Lines from the first sentence on with which a headline shares words."""
    site_words: int = 5
    """Words up to which a first line that has none of the story's may be the site's name."""
    shared_words: int = 2
    """Words that the headline shares with them, so that it isn't another story's."""
    deck_words: int = 5
    """Words from which a line between headline and byline is a deck and no label."""
    filed_words: int = 3
    """Words behind a dateline from which it opens a sentence."""
    sure: float = 0.5
    """The labeller's probability from which its headline further down, or its furniture above, is believed."""
    prose: float = 0.8
    """The labeller's probability of body from which a line without a full stop is a sentence that lost it."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The labeller's probabilities by line: of being the headline, of being body, of being furniture."""

    headline: Sequence[float]
    body: Sequence[float]
    furniture: Sequence[float]


_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_STOPPED = re.compile(r"(?<![.\s][A-Z])[.…:,;][\"'”’»)\]]*$")
_BROKEN = re.compile(r"(?:\b(?:an?|the|of|to|and|or|in|on|at|for|with|by|has|have|is|was|his|her|that)|-)$")
"""How a line ends that a scraper broke inside a sentence."""
_ASIDE = re.compile(r"\W*[(\[].*[)\]]\W*")
_LABELLED = re.compile(r"[A-Z][\w ]{1,30}:\s")
_BULLET = re.compile(r"[•▪◦‣⁃●■►▶*–-]\s")
_TRAIL = re.compile(r"\s(?:[>›»/|•·]|::)\s")
_SITE = re.compile(
    r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|co|uk|in|ie|au|ca|za|ng|ke)\b/?\S*",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|&)\s+|,\s+")
_BODIES = frozenset({"paragraph", "quote", "list_item"})
_RIGID = frozenset({"correction", "embed"})


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{word_lists.alternatives('opening_labels')})(?!\w)", re.IGNORECASE)


@cache
def _first_names() -> frozenset[str]:
    names = word_lists.classes("first_names")
    return names["female"] | names["male"]


def opening(
    kinds: list[BlockKind],
    texts: Sequence[str],
    likely: Likely,
    *,
    given: bool = False,
    limits: Opening = Opening(),
) -> None:
    """Say of the lines above the first sentence what they are, in place.

    ``given`` tells that the container has named the headline.
    """
    _filed(kinds, texts, limits)
    end = _first_sentence(kinds, texts, limits)
    if end is None or not 0 < end <= limits.lines:
        return
    candidates = [
        i
        for i in range(end)
        if _could_be_headline(kinds[i], texts[i], limits)
        and not (kinds[i] == "paragraph" and likely.body[i] >= limits.prose)
        and not texts[i + 1][:1].islower()
    ]
    plates = [i for i in candidates[:1] if is_nameplate(texts[i], limits) and len(candidates) > 1]
    candidates = [i for i in candidates if i not in plates]
    for i in plates:
        kinds[i] = "furniture"
    if not given:
        _headline(kinds, _Lines(texts, likely, candidates, end), limits)
    head = kinds.index("headline") if "headline" in kinds[:end] else None
    if head is not None:
        for i in range(head):
            if kinds[i] == "byline" and not (names_writers(texts[i]) or reads_as_person(texts[i])):
                kinds[i] = "furniture"  # a site's name above the headline
        _writers(kinds, texts, range(head + 1, end), words_of(texts[head]))
        if head + 1 < end and likely.furniture[head + 1] < limits.sure:
            _deck(kinds, texts, head + 1, limits)


def _filed(kinds: list[BlockKind], texts: Sequence[str], limits: Opening) -> None:
    """Call a sentence behind a dateline a paragraph, in place, where it is the first or another one follows."""
    for i, text in enumerate(texts):
        if kinds[i] == "paragraph":
            return
        found = parse_dateline(text) if kinds[i] not in _RIGID else None
        if found is None or (found.place is None and kinds[i] == "furniture"):
            continue
        rest = text[len(found.text) :]
        if len(words_of(rest)) >= limits.filed_words and _SENTENCE.search(rest):
            kinds[i] = "paragraph"
            return


def _first_sentence(kinds: Sequence[BlockKind], texts: Sequence[str], limits: Opening) -> int | None:
    """Return the line with which the body begins: a sentence, or one that a dateline opens."""
    for i, (kind, text) in enumerate(zip(kinds, texts, strict=True)):
        if kind in _BODIES and (
            (_SENTENCE.search(text) and len(words_of(text)) >= limits.sentence_words)
            or len(text) > 2 * limits.longest_headline
            or parse_dateline(text) is not None
        ):
            return i
    return None


def _could_be_headline(kind: BlockKind, text: str, limits: Opening) -> bool:
    """Whether a line can be the headline: no sentence, and nothing that its words say is something else."""
    words = text.split()
    if kind in _RIGID or len(words) < 2 or len(text) > limits.longest_headline or _STOPPED.search(text):
        return False
    if _BROKEN.search(text) or text[:1].islower():
        return False
    if _is_something_else(text) or _BULLET.match(text) or _ASIDE.fullmatch(text) or parse_dateline(text):
        return False
    dated = kind in {"date", "byline"} or len(words) < 2 * limits.headline_words or _LABELLED.match(text) is not None
    if dated and any(found.kind in {"day", "yearless", "time"} for found in find(text)):
        return False
    split = split_credit(text)
    return not (kind in {"caption", "credit"} and split.credit and (split.text or split.credit != text.strip()))


def _is_something_else(text: str) -> bool:
    """Whether a line says of itself that it is a label, who wrote the story or whence it was filed."""
    return is_label(text) or names_writers(text) or is_post(text) or parse_dateline_line(text) is not None


def is_label(text: str) -> bool:
    """Tell whether a line is a button, a trail of sections or an address: nothing of the story."""
    few = len(words_of(text)) <= Opening().nameplate_words
    return _SITE.fullmatch(text) is not None or (few and (_label().match(text) or _TRAIL.search(text)) is not None)


def is_nameplate(text: str, limits: Opening = Opening()) -> bool:
    """Tell whether a line reads as a newspaper's name: a few words with capitals, the first or last what papers call themselves."""
    words = text.split()
    small = word_lists.words("name_particles") | {"on", "&"}
    shaped = all(word[:1].isupper() or word.lower() in small for word in words)
    if not shaped or not 2 <= len(words) <= limits.nameplate_words or _SENTENCE.search(text):
        return False
    plain = [word.strip(",.|").lower() for word in words if word.lower() != "the"]
    return bool(plain) and bool({plain[0], plain[-1]} & word_lists.words("nameplate_words"))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text, which of them can be the headline, and with which, ``end``, the body begins."""

    texts: Sequence[str]
    likely: Likely
    candidates: Sequence[int]
    end: int


def _headline(kinds: list[BlockKind], lines: _Lines, limits: Opening) -> None:
    """Call one of the candidates the headline, in place, unless the labeller's can be it."""
    texts, end = lines.texts, lines.end
    marked = kinds.index("headline") if "headline" in kinds else None
    if marked is not None:
        above = not _is_something_else(texts[marked])
        believed = above if marked < end else lines.likely.headline[marked] >= limits.sure
        rather = _rather(lines, marked, limits) if believed else []
        if rather:
            kinds[marked] = "deck" if marked == rather[0] + 1 else "furniture"
            kinds[rather[0]] = "headline"
        if believed:
            return
    long = [i for i in lines.candidates if len(texts[i].split()) >= limits.headline_words]
    chosen = long or [i for i in lines.candidates if len(texts[i].split()) >= limits.shortest_headline]
    if chosen:
        if marked is not None:
            kinds[marked] = "furniture" if marked < end else "paragraph"
        kinds[chosen[0]] = "headline"


def _rather(lines: _Lines, marked: int, limits: Opening) -> list[int]:
    """Return the lines that are the headline rather than the labeller's, which it isn't sure of or which tells nothing of the story.

    Above a deck stands the headline, and a site's name above that.
    """
    texts, end = lines.texts, lines.end
    story = {word for text in texts[end : end + limits.story_lines] for word in words_of(text)}
    shared = {i: len({w for w in words_of(texts[i]) if len(w) >= TOPICAL} & story) for i in {*lines.candidates, marked}}
    name = marked == 0 and not shared[marked] and len(texts[marked].split()) <= limits.site_words
    unsure = marked < end and lines.likely.headline[marked] < limits.sure
    long = [
        i
        for i in lines.candidates
        if shared[i] >= limits.shared_words and len(texts[i].split()) >= limits.headline_words
    ]
    return [i for i in long if (i < marked and unsure) or (i > marked and name)]


def _writers(kinds: list[BlockKind], texts: Sequence[str], lines: range, headline: Sequence[str]) -> None:
    """Call the lines between headline and body that name who wrote it bylines, in place; ``headline`` has the headline's words.

    A bare name is a writer's beside a date or a post, and beside a button too, where the headline isn't about its bearer.
    """
    for i in lines:
        beside = [texts[k] for k in (i - 1, i + 1) if k in lines]
        named = _AND.split(texts[i])
        bare = all(map(reads_as_person, named)) and (
            len(named) > 1
            or any(map(tells_of_writing, beside))
            or texts[i].split()[0] in _first_names()
            or (any(map(is_label, beside)) and not set(words_of(texts[i])) & set(headline))
        )
        post = is_post(texts[i]) and kinds[i - 1] == "byline"
        if kinds[i] not in _RIGID and (names_writers(texts[i]) or bare or post):
            kinds[i] = "byline"


def _deck(kinds: list[BlockKind], texts: Sequence[str], below: int, limits: Opening) -> None:
    """Call the line right below the headline its deck, in place, where it is one's length and nothing else."""
    movable = kinds[below] in {"furniture", "related", "paragraph", "caption", "credit"}
    long = len(texts[below].split()) >= limits.deck_words
    if movable and long and _could_be_headline(kinds[below], texts[below], limits):
        kinds[below] = "deck"
