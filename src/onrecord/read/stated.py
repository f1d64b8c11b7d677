"""What a line says outright that it is, by its markup or its own words: believed before the labeller's probability.

Each rule holds on any site: HTML's and schema.org's own meanings, class words that publishing systems share, and the set
phrases of newspapers (data files).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.read.bylines import opens_as_byline, parse_byline, reads_as_person
from onrecord.read.credits import split_credit
from onrecord.read.dates import find, parse_date
from onrecord.read.features import words_of
from onrecord.read.word_lists import alternatives, words
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.read.lines import Line, Node
    from onrecord.records import BlockKind

LONGEST_BYLINE = 200
"""Characters; longer lines that begin with "By" are sentences."""
LONGEST_CONTRIBUTORS = 500
"""Characters of a closing line that says who else reported, wrote and edited."""
LONGEST_DATE = 90
"""Characters of a line that holds only dates, times and their labels."""
HEAD_LINES = 18
"""Lines after the headline among which byline and date stand; share bars and pictures come between."""
HEAD_PARAGRAPHS = 2
"""Paragraphs after which the head of an article is over."""
CAPTION_REACH = 3
"""Elements outward from a line within which a caption's element holds it alone."""
SHORTEST_CAPTION = 3
"""Words; fewer beside a picture are a label or a button."""
SHORTEST_DECK = 20
"""Characters; a shorter line with a deck's class is a label."""
_SIGNATURE = re.compile(r"[—–-]{1,2}\s?[^\n]{1,80}\(@\w{2,30}\)\s+\S")
_EMBEDS = frozenset({"twitter", "tweet", "instagram", "tiktok", "bluesky", "bsky"})
_DECKS = frozenset({"standfirst", "dek", "deck", "subheadline", "subhead", "subtitle", "strapline"})
_CORRECTIONS = frozenset({"correction", "corrections", "clarification", "clarifications", "erratum"})
_CAPTIONS = frozenset({"caption", "captions", "figcaption", "cutline"})
_UNCAPTIONED = frozenset({"furniture", "related", "paragraph", "heading", "deck", "byline"})
_CREDITS = frozenset({"credit", "credits", "photocredit", "imagecredit"})
_MOVABLE = frozenset(
    {"furniture", "related", "paragraph", "heading", "date", "byline", "credit", "caption", "dateline"}
)


@cache
def _related_opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('related_openings')})\s*[:|–—]\s*(?=\S)", re.IGNORECASE)


@cache
def _contributor_openings() -> tuple[str, ...]:
    return tuple(sorted(words("contributor_openings")))


@cache
def _correction_openings() -> tuple[str, ...]:
    return tuple(sorted(words("correction_openings")))


def by_markup(kind: BlockKind, line: Line, *, above_body: bool) -> BlockKind:
    """Return the kind that the markup around ``line`` states, else ``kind``; ``above_body`` tells whether no paragraph came yet."""
    for distance, node in enumerate(islice(line.node.chain(), 8)):
        marks = node.words
        if node.tag == "blockquote":
            if _EMBEDS.intersection(marks):
                return "embed"
            if kind == "paragraph":
                return "quote"
        if distance <= CAPTION_REACH and kind in _UNCAPTIONED and _holds_caption(node, line):
            return "caption" if split_credit(line.text).text else "credit"
        if not marks:
            continue
        if distance <= 1 and _CREDITS.intersection(marks) and kind in _UNCAPTIONED and len(line.text) < LONGEST_DATE:
            return "credit"
        if kind in BODY_KINDS and ("pullquote" in marks or ("pull" in marks and "quote" in marks)):
            return "quote"
        if distance > 2:
            continue
        if (
            _CORRECTIONS.intersection(marks)
            and kind in {"paragraph", "furniture", "quote"}
            and len(line.text) > SHORTEST_DECK
        ):
            return "correction"
        deck = _DECKS.intersection(marks) and node.tag not in {"a", "body", "main", "article"}
        if deck and above_body and kind in {"paragraph", "heading", "furniture"} and len(line.text) > SHORTEST_DECK:
            return "deck"
    return kind


def _holds_caption(node: Node, line: Line) -> bool:
    """Whether ``node`` is where a caption stands, and the line is neither a link to another story nor a label."""
    if node.tag != "figcaption" and not _CAPTIONS.intersection(node.words):
        return False
    return 2 * line.link_characters < len(line.text) and len(words_of(line.text)) >= SHORTEST_CAPTION


def _prints_credit(text: str) -> bool:
    """Whether a line ends in a credit that a label announces: "Picture: Agency", "(Photo by ...)"."""
    split = split_credit(text)
    if not split.text or not split.credit:
        return False
    tail = text[len(split.text) :].lower()
    return any(label in tail for label in ("picture", "photo", "image", "credit", "pic:", "©"))


def by_words(kind: BlockKind, text: str) -> BlockKind:
    """Return the kind that a line's own words state wherever it stands, else ``kind``."""
    lower = text[:60].lower()
    if kind in {"paragraph", "furniture", "caption", "quote"} and lower.startswith(_correction_openings()):
        return "correction"
    if (
        kind in {"furniture", "paragraph"}
        and lower.startswith(_contributor_openings())
        and len(text) < LONGEST_CONTRIBUTORS
    ):
        return "byline" if any(b.role == "contributor" for b in parse_byline(text)) else kind
    if kind in {"furniture", "caption", "paragraph", "heading"}:
        opening = _related_opening().match(text)
        if opening and len(words_of(text[opening.end() :])) > 3 and len(text) < 2 * LONGEST_BYLINE:
            return "related"
    if kind in _UNCAPTIONED and len(text) < 2 * LONGEST_BYLINE and _prints_credit(text):
        return "caption"
    if kind in {"caption", "byline", "paragraph"} and len(text) < LONGEST_BYLINE:
        split = split_credit(text)
        labelled = split.credit is not None and split.credit != text.strip()
        if split.text is None and split.credit and (labelled or kind == "caption"):
            return "credit"
    return kind


def posts(kinds: list[BlockKind], texts: Sequence[str]) -> None:
    """Mark the posts of social networks in plain text, in place: the signature line "— Name (@name) day" and what it signs."""
    for i, text in enumerate(texts):
        if _SIGNATURE.match(text):
            kinds[i] = "embed"
            if i and kinds[i - 1] in BODY_KINDS:
                kinds[i - 1] = "embed"


def head_lines(kinds: list[BlockKind], texts: Sequence[str], authors: Sequence[str]) -> None:
    """Mark bylines and dates in the head of the article, in place: from the headline to the second paragraph.

    ``authors`` are the people whom the page's structured data names. Elsewhere a name and a day are those of other stories.
    """
    known = {" ".join(words_of(a)) for a in authors} - {""}
    for i in _head(kinds):
        if kinds[i] in _MOVABLE and len(texts[i]) <= LONGEST_BYLINE:
            kinds[i] = _head_kind(kinds[i], texts[i], known)


def _head(kinds: Sequence[BlockKind]) -> list[int]:
    """Return the lines of the article's head, without headline and deck."""
    start = kinds.index("headline") + 1 if "headline" in kinds else 0
    out, paragraphs = [], 0
    for i in range(start, min(len(kinds), start + HEAD_LINES)):
        paragraphs += kinds[i] == "paragraph"
        if paragraphs >= HEAD_PARAGRAPHS:
            break
        out.append(i)
    return out


def _head_kind(kind: BlockKind, text: str, known: set[str]) -> BlockKind:
    named = parse_byline(text)
    people = [b for b in named if reads_as_person(b.name) or b.role == "agency" or b.name.isupper()]
    if people and opens_as_byline(text):
        return "byline"
    if named and len(text) <= LONGEST_DATE and any(" ".join(words_of(b.name)) in known for b in named):
        return "byline"
    if any(found.kind == "day" for found in find(text)):
        if people and text.startswith(people[0].name):
            return "byline"
        dates = parse_date(text)
        if (
            kind in {"furniture", "related", "byline", "paragraph"}
            and len(text) <= LONGEST_DATE
            and (dates.published or dates.modified)
        ):
            rest = _without_dates(text)
            return "date" if rest <= 3 else kind
    return kind


def _without_dates(text: str) -> int:
    """Return how many words of a line are no part of a date, a time or its label."""
    covered = bytearray(len(text))
    for found in find(text):
        covered[found.start : found.end] = b"\1" * (found.end - found.start)
    left = "".join(c for c, hidden in zip(text, covered, strict=True) if not hidden)
    return sum(w not in words("date_labels") and not w.isdigit() for w in words_of(left))
