"""What a line says outright that it is, by its markup or its own words: believed before the labeller's probability.

Each rule holds on any site: HTML's and schema.org's own meanings, class words that publishing systems share, and the set
phrases of newspapers (data files).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.language.word_lists import alternatives, words
from onrecord.read.bylines import opens_as_byline, parse_byline, reads_as_person
from onrecord.read.credits import split_credit
from onrecord.read.dateline import parse_dateline, parse_dateline_line
from onrecord.read.dates import find, parse_date
from onrecord.read.features import words_of
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
REACH = 3
"""Elements outward from a line within which a class speaks of the line alone."""
SHORTEST_CAPTION = 3
"""Words; fewer beside a picture are a label or a button."""
SHORTEST_DECK = 20
"""Characters; a shorter line with a deck's class is a label."""
MOST_BESIDE = 3
"""Words beside the dates and labels of a date line: "Tue at Port Amara"."""
SENTENCE_WORDS = 8
"""Words from which a line with a full stop is a sentence, whatever name and day it begins with."""
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_STAMP = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s(?:[A-Z]{2,4}))?", re.IGNORECASE)
_SIGNATURE = re.compile(r"[—–-]{1,2}\s?[^\n]{1,80}\(@\w{2,30}\)\s+\S")
LONGEST_COPYRIGHT = 400
"""Characters; copyright lines with the terms of use in them run to 300."""
_COPYRIGHT = re.compile(r"(?i:©|\(c\)|copyright)[\s:©]*(?:\(c\)\s*)?(?:19|20)\d\d\b|©\s*(?=.{60})")
"""A sign with a year, or one with more behind it than a picture's credit has."""
LONGEST_LIFE = 200
"""Characters of the line that closes an obituary."""
_LIFE = re.compile(r"[A-Z][^\n;]{2,120}?[,;] (?:was )?born (?:on |in )?[\w., ]{0,20}\b(?:1[89]|20)\d\d\b")
_LIFELIKE = frozenset({"furniture", "related", "heading", "date", "byline", "caption", "credit"})
_BULLET = re.compile(r"[•▪◦‣⁃●■►▶]\s*\w")
_CAPTION = re.compile(r"(?:Image|Photo|Media) caption\s*[,:]\s*(?=\S)", re.IGNORECASE)
"""What some broadcasters' pages read out before a caption."""
_EMBEDS = frozenset({"twitter", "tweet", "instagram", "tiktok", "bluesky", "bsky"})
_DECKS = frozenset({"standfirst", "dek", "deck", "subheadline", "subhead", "subtitle", "strapline"})
_CORRECTIONS = frozenset({"correction", "corrections", "clarification", "clarifications", "erratum"})
_CAPTIONS = frozenset({"caption", "captions", "figcaption", "cutline"})
_UNCAPTIONED = frozenset({"furniture", "related", "paragraph", "heading", "deck", "byline"})
_CREDITS = frozenset({"credit", "credits", "photocredit", "imagecredit"})
_REGIONS = frozenset({"a", "body", "main", "article"})
_MOVABLE = frozenset(
    {"furniture", "related", "paragraph", "heading", "date", "byline", "credit", "caption", "dateline"}
)
_CREDIT_LABELS = ("picture", "photo", "image", "credit", "pic:")
_CREDIT_SIGNS = (*_CREDIT_LABELS, "©")


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
    """Return the kind that the markup around ``line`` states, else ``kind``.

    ``above_body`` tells whether no paragraph came yet, which is where decks stand.
    """
    for distance, node in enumerate(islice(line.node.chain(), 8)):
        stated = _around(kind, node) or (_close_by(kind, line, node, distance) if distance <= REACH else None)
        if stated == "deck" and not above_body:
            continue
        if stated is not None:
            return stated
    return kind


def _around(kind: BlockKind, node: Node) -> BlockKind | None:
    """Return what an element says of all that it holds, however deep: a post, a quotation."""
    if node.tag == "blockquote" and _EMBEDS.intersection(node.words):
        return "embed"
    pulled = "pullquote" in node.words or ("pull" in node.words and "quote" in node.words)
    if (node.tag == "blockquote" and kind == "paragraph") or (pulled and kind in BODY_KINDS):
        return "quote"
    return None


def _close_by(kind: BlockKind, line: Line, node: Node, distance: int) -> BlockKind | None:
    """Return what an element close around the line says: caption, credit, correction, deck; further out a class names a region."""
    marks, long = node.words, len(line.text) > SHORTEST_DECK
    if kind in _UNCAPTIONED and _holds_caption(node, line):
        return "caption" if split_credit(line.text).text else "credit"
    if distance <= 1 and _CREDITS.intersection(marks) and kind in _UNCAPTIONED and len(line.text) < LONGEST_DATE:
        return "credit"
    if _CORRECTIONS.intersection(marks) and kind in {"paragraph", "furniture", "quote", "deck"} and long:
        return "correction"
    if (
        _DECKS.intersection(marks)
        and node.tag not in _REGIONS
        and kind in {"paragraph", "heading", "furniture"}
        and long
    ):
        return "deck"
    return None


def _holds_caption(node: Node, line: Line) -> bool:
    """Whether ``node`` is where a caption stands, and the line is neither a link to another story nor a label."""
    if node.tag != "figcaption" and not _CAPTIONS.intersection(node.words):
        return False
    return 2 * line.link_characters < len(line.text) and len(words_of(line.text)) >= SHORTEST_CAPTION


def _prints_credit(text: str) -> bool:
    """Whether a line ends in a credit that a label announces: "Picture: Agency", "(Photo by ...)"."""
    lower = text.lower()
    if not any(label in lower for label in _CREDIT_SIGNS):
        return False  # most lines of a page; splitting is dear, and would find nothing
    split = split_credit(text)
    if not split.text or not split.credit:
        return False
    tail = text[len(split.text) :].lower()
    return any(label in tail for label in _CREDIT_SIGNS)


def by_words(kind: BlockKind, text: str) -> BlockKind:
    """Return the kind that a line's own words state wherever it stands, else ``kind``."""
    for rule in (_note, _life, _apart, _pointer, _picture):
        stated = rule(kind, text)
        if stated is not None:
            return stated
    return kind


def _note(kind: BlockKind, text: str) -> BlockKind | None:
    """Recognise corrections, and lines that name who helped."""
    lower = text[:60].lower()
    if kind in {"paragraph", "furniture", "caption", "quote", "deck"} and lower.startswith(_correction_openings()):
        return "correction"
    named = kind in {"furniture", "paragraph", "related", "heading", "list_item"} and lower.startswith(
        _contributor_openings()
    )
    if named and len(text) < LONGEST_CONTRIBUTORS:
        bare = len(text) > LONGEST_BYLINE // 2 and not lower.startswith(
            tuple(o for o in _contributor_openings() if " " in o.strip())
        )
        helped = not bare and any(b.role == "contributor" for b in parse_byline(text))
        return "byline" if helped else kind  # "With 50 days to go, the party's leaders ..." is a sentence
    return None


def _life(kind: BlockKind, text: str) -> BlockKind | None:
    """Recognise the line that closes an obituary: "Ada Moss, judge, born 2 May 1936; died 5 January 2025"."""
    if kind not in _LIFELIKE or len(text) > LONGEST_LIFE:
        return None
    return "paragraph" if _LIFE.match(text) else None


def _apart(kind: BlockKind, text: str) -> BlockKind | None:
    """Recognise copyright lines, datelines on lines of their own, and what stands behind a bullet in the body."""
    if kind == "paragraph" and _BULLET.match(text):
        return "list_item"
    if kind in BODY_KINDS and len(text) < LONGEST_COPYRIGHT and _COPYRIGHT.match(text):
        return "furniture"
    if kind in {"paragraph", "heading", "furniture", "byline"} and len(text) < LONGEST_DATE and _is_dateline(text):
        return "dateline"
    return None


def _pointer(kind: BlockKind, text: str) -> BlockKind | None:
    """Recognise "Read more: headline of another story"."""
    if kind not in {"furniture", "caption", "paragraph", "heading"}:
        return None
    opening = _related_opening().match(text)
    said = opening is not None and len(words_of(text[opening.end() :])) > 3
    return "related" if said and len(text) < 2 * LONGEST_BYLINE else None


def _picture(kind: BlockKind, text: str) -> BlockKind | None:
    """Recognise captions by a credit behind a label, and lines that are a credit and nothing else."""
    if kind in _UNCAPTIONED and len(text) < 2 * LONGEST_BYLINE and (_prints_credit(text) or _CAPTION.match(text)):
        return "caption"
    if kind == "credit" and _prints_credit(text):
        return "caption" if len(words_of(split_credit(text).text or "")) >= SHORTEST_CAPTION else None
    announced = kind == "furniture" and any(label in text.lower() for label in _CREDIT_LABELS)
    if (announced or kind in {"caption", "byline", "paragraph"}) and len(text) < LONGEST_BYLINE:
        split = split_credit(text)
        labelled = split.credit is not None and split.credit != text.strip()
        if split.text is None and split.credit and (labelled or kind == "caption"):
            return "credit"
    return None


def _is_dateline(text: str) -> bool:
    """Whether a line is a dateline and nothing else: one that ends in its dash, or is all place and agency."""
    return parse_dateline_line(text) is not None


def posts(kinds: list[BlockKind], texts: Sequence[str]) -> None:
    """Mark the posts of social networks in plain text, in place: the signature line "— Name (@name) day" and what it signs."""
    for i, text in enumerate(texts):
        if _SIGNATURE.match(text):
            kinds[i] = "embed"
            if i and kinds[i - 1] in BODY_KINDS:
                kinds[i - 1] = "embed"


def names_and_stamps(kinds: list[BlockKind], texts: Sequence[str], authors: Sequence[str], outlet: str) -> None:
    """Mark, in place, what the body holds that is not body: an author's name, the outlet's name, a live blog's time stamp.

    Each must be the whole line; ``authors`` and ``outlet`` are what the page's structured data says.
    """
    known = {" ".join(words_of(a)) for a in authors} - {""}
    publication = " ".join(words_of(outlet))
    body = [i for i, kind in enumerate(kinds) if kind == "paragraph"]
    for i in range(body[0], body[-1] + 1) if body else ():
        if len(texts[i]) > LONGEST_DATE or kinds[i] not in _MOVABLE:
            continue
        key = " ".join(words_of(texts[i]))
        if key in known and kinds[i] in BODY_KINDS:
            kinds[i] = "byline"
        elif key and key == publication and kinds[i] in BODY_KINDS:
            kinds[i] = "furniture"
        elif _STAMP.fullmatch(texts[i]):
            kinds[i] = "date"


def head_lines(kinds: list[BlockKind], texts: Sequence[str], authors: Sequence[str]) -> None:
    """Mark bylines and dates in the head of the article, in place: from the headline to the second paragraph.

    ``authors`` are the people whom the page's structured data names. Elsewhere a name and a day are those of other stories.
    """
    known = {" ".join(words_of(a)) for a in authors} - {""}
    start = kinds.index("headline") + 1 if "headline" in kinds else 0
    paragraphs = 0
    for i in range(start, min(len(kinds), start + HEAD_LINES)):
        if kinds[i] in _MOVABLE and len(texts[i]) <= LONGEST_BYLINE:
            kinds[i] = _head_kind(kinds[i], texts[i], known)
        paragraphs += kinds[i] == "paragraph"  # counted as corrected: a date that was taken for one ends no head
        if paragraphs >= HEAD_PARAGRAPHS:
            break


def _is_sentence(kind: BlockKind, text: str) -> bool:
    """Whether a line is the story's first sentence: taken for a paragraph, with a full stop, or with a dateline before it."""
    whole = _SENTENCE.search(text) is not None and len(words_of(text)) >= SENTENCE_WORDS
    return kind == "paragraph" and (whole or parse_dateline(text) is not None)


def _head_kind(kind: BlockKind, text: str, known: set[str]) -> BlockKind:
    named = parse_byline(text)
    people = [b for b in named if reads_as_person(b.name) or b.role == "agency" or b.name.isupper()]
    if people and opens_as_byline(text):
        return "byline"
    if named and len(text) <= LONGEST_DATE and any(" ".join(words_of(b.name)) in known for b in named):
        return "byline"
    if any(found.kind == "day" for found in find(text)):
        if people and text.startswith(people[0].name) and not _is_sentence(kind, text):
            return "byline"
        dates = parse_date(text)
        if (
            kind in {"furniture", "related", "byline", "paragraph"}
            and len(text) <= LONGEST_DATE
            and (dates.published or dates.modified)
        ):
            beside = words_beside_dates(text)
            sentence = beside == MOST_BESIDE and _SENTENCE.search(text) is not None  # "She left on 3 May 2024."
            return "date" if beside <= MOST_BESIDE and not sentence else kind
    return kind


def words_beside_dates(text: str) -> int:
    """Return how many words of a line are no part of a date, a time or its label; of its first 400 characters."""
    covered = bytearray(len(text))
    for found in find(text):
        covered[found.start : found.end] = b"\1" * (found.end - found.start)
    left = "".join(c for c, hidden in zip(text, covered, strict=True) if not hidden)
    return sum(w not in words("date_labels") and not w.isdigit() for w in words_of(left))
