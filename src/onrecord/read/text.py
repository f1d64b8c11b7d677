"""Scraped plain text to an article: the text is never changed, its blocks are spans of it.

A scraper may give one block a line or everything run on in one line. Lines are kept as they are; a line that holds more
than one block is cut by the boundary tagger (``segments``), then every piece is labelled by the block labeller.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.problems import problem
from onrecord.read import article as assembly
from onrecord.read.article import LabelledLine
from onrecord.read.dates import find, printed_day
from onrecord.read.features import Hints, text_features, words_of
from onrecord.read.kinds import decide_text
from onrecord.read.labeller import labeller
from onrecord.read.language import language
from onrecord.read.paragraphs import ENDS_A_SENTENCE
from onrecord.read.segments import cut
from onrecord.records import BODY_KINDS, SPEAKING_KINDS, Article, Byline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from onrecord.read.document import Document
    from onrecord.records import BlockKind, Dateline, Problem
    from onrecord.settings import Settings

_LINE = re.compile(r"[^\n]+")
_LEADING_DATE = re.compile(
    r"^(?:date\s*:?\s*)?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?=\s+\S)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:published|posted|updated|date)\s*:?\s*(?:(?:on|at)\s+)?)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?",
    re.IGNORECASE,
)
"""What may stand before the day, or the time and the day, with which a text opens."""
_HEADLINE_BEHIND = re.compile(r"[\s|·•,–—-]*(?=[\"'“‘]?[A-Z])(?!\S+[A-Z]{2,}\b[^.\n]{0,30}(?::|[-–—] ))")
"""What stands between that day and a headline; an agency's dateline, with its place in capitals, is none."""
_ONLY_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?),?\s+\d{4}\.?",
    re.IGNORECASE,
)
"""A line that is a day and nothing else."""
FEWEST_BEHIND = 4
"""Words of a headline behind a day in one line."""
FURTHEST_TIME = 4
"""Characters between a day and its time."""
FURTHEST_DAY = 12
"""Characters between a time and the day behind it, a weekday among them."""
LONGEST_DAY = 80
"""Characters in which a day and its time stand."""
RUN_ON_CHARACTERS = 1_200
"""A longer line may hold several blocks. The 99th percentile of single paragraphs of 1,090 news pages is 1,150."""
FEW_LINES = 3
"""Text with no more lines than this is taken for run on when it has sentences enough for several blocks."""
RUN_ON_MINIMUM = 250
"""Characters below which even a lone line is one block."""


def pieces_of(text: str, settings: Settings) -> tuple[list[tuple[int, int]], bool]:
    """Return where the blocks of ``text`` start and end, in order and without white space, and whether a line was too long to cut."""
    limits = settings.limits
    lines = [span for span in map(_trimmed, *_bounds(text)) if span[0] < span[1]] if text else []
    out: list[tuple[int, int]] = []
    too_long = False
    for first, end in lines:
        size = end - first
        run_on = size > RUN_ON_CHARACTERS or (len(lines) <= FEW_LINES and size > RUN_ON_MINIMUM)
        date = _LEADING_DATE.match(text[first : first + 60])
        if date:
            opening = _with_stamps(text, first + date.end(), end)
            start = _skip_space(text, opening, end)
        else:
            opening, start = (first, first) if out else _day_before_a_headline(text, first, end)
        if opening > first:
            out.append((first, opening))
        if run_on and size > limits.line_characters:
            too_long = True
        if start == end:
            continue  # the line is its day and nothing else
        if run_on and size <= limits.line_characters:
            out.extend((start + a, start + b) for a, b in cut(text[start:end], settings.weights))
        else:
            out.append((start, end))
    return out, too_long


def _day_before_a_headline(text: str, first: int, end: int) -> tuple[int, int]:
    """Return where the day ends with which the first line opens, and where the headline behind it begins; ``first`` twice for none."""
    opened = _DATED.match(text, first, end)
    start = opened.end() if opened else first
    days = [day for day in find(text[start : min(end, start + LONGEST_DAY)]) if day.kind in {"day", "time"}]
    if days[:1] and days[0].kind == "time" and days[0].start == 0:
        days = days[1:] if _is_weekday(text[start + days[0].end : start + days[1].start if days[1:] else end]) else []
    elif days[:1] and days[0].start:
        days = []
    if not days or days[0].kind != "day":
        return first, first
    last = days[0]
    for day in days[1:]:  # "14 October 2025, 10:30am"
        last = day if day.start - last.end <= FURTHEST_TIME else last
    stop = start + last.end
    behind = _HEADLINE_BEHIND.match(text, stop, end)
    if behind is None or behind.end() == stop or len(text[behind.end() : end].split()) < FEWEST_BEHIND:
        return first, first
    return stop, behind.end()


def _is_weekday(between: str) -> bool:
    """Whether there is no more than a weekday between a time and its day: "9:14am, 6 February", "09.14 GMT on Thu 6 Feb"."""
    plain = between.strip(" ,|·–—-").removeprefix("on ")
    opened = _DATED.fullmatch(f"{plain} ") if plain else None
    return len(between) <= FURTHEST_DAY and (not plain or plain == "on" or opened is not None)


def _with_stamps(text: str, opening: int, end: int) -> int:
    """Return where the stamps end that follow the day with which a line opens, ``opening`` its end: "2008-10-16 - Updated 10:15 p.m. ET"."""
    stop = at = opening
    labelled = False
    for found in find(text[opening : min(end, opening + LONGEST_DAY)]):
        belongs = found.kind in {"label", "time"} or (found.kind == "day" and labelled)
        if not belongs or any(c.isalnum() for c in text[at : opening + found.start]):
            break
        at, labelled = opening + found.end, found.kind == "label"
        stop = stop if labelled else at
    return stop


def _bounds(text: str) -> tuple[Iterator[str], Iterator[int]]:
    found = [(m.group(), m.start()) for m in _LINE.finditer(text)]
    return iter([f[0] for f in found]), iter([f[1] for f in found])


def _trimmed(line: str, start: int) -> tuple[int, int]:
    left = len(line) - len(line.lstrip())
    return start + left, start + max(left, len(line.rstrip()))


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def read_text(text: str, document: Document, settings: Settings) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read scraped plain text; ``text`` is what the offsets count in and becomes ``article.text`` unchanged.

    Returns the article and what was wrong; the article is None where no character can be seen.
    """
    limits = settings.limits
    pieces, too_long = pieces_of(text, settings)
    problems = (problem("line_too_long", detail=limits.line_characters, setting="line_characters"),) if too_long else ()
    cut_off = len(pieces) > limits.lines
    if cut_off:
        problems = (*problems, problem("too_many_lines", detail=limits.lines, setting="lines"))
        pieces = [*pieces[: limits.lines], (pieces[limits.lines][0], pieces[-1][1])]
    if not any(words_of(text[a : min(b, a + 1000)]) for a, b in pieces):
        return None, (problem("no_article"),)
    given = document.format == "text"  # the caller's word that it is an article's text
    lines = label(text, pieces, document.headline or "", settings.weights, given=given)
    if given and not any(line.kind in SPEAKING_KINDS for line in lines):
        lines = [replace(line, kind="paragraph") for line in lines]
    if cut_off:
        lines[-1] = replace(lines[-1], kind="furniture")
    lines = _merged(lines, text)
    return _assemble(text, lines, document), problems


def label(
    text: str, pieces: Sequence[tuple[int, int]], headline: str, weights: Path | None, *, given: bool = False
) -> list[LabelledLine]:
    """Return the pieces of ``text`` with their kinds; ``headline`` is the container's word for it, may be empty.

    ``given`` is the caller's word that the text is an article's.
    """
    texts = [text[a:b] for a, b in pieces]
    probabilities = labeller("text", weights).probabilities(text_features(texts, Hints(headline=headline)))
    kinds = _dated(decide_text(texts, probabilities, headline, given=given), texts)
    return [LabelledLine(k, t, a, b) for k, t, (a, b) in zip(kinds, texts, pieces, strict=True)]


def _merged(lines: list[LabelledLine], text: str) -> list[LabelledLine]:
    """Join what was cut from one line and is one block: furniture, whose pieces nobody asks for, and a paragraph cut inside a sentence."""
    out: list[LabelledLine] = []
    for line in lines:
        last = out[-1] if out else None
        same = last is not None and last.kind == line.kind and "\n" not in text[last.end : line.start]
        if last is not None and same and _is_one(last, line):
            out[-1] = replace(last, end=line.end, text=text[last.start : line.end])
        else:
            out.append(line)
    return out


def _is_one(last: LabelledLine, line: LabelledLine) -> bool:
    unfinished = line.kind == "paragraph" and not ENDS_A_SENTENCE.search(last.text)
    return line.kind == "furniture" or unfinished


def _printed(lines: Sequence[LabelledLine], dateline: Dateline | None) -> str | None:
    """Return the day that a date line or else the dateline prints, as archives of newspapers have it; None where neither does."""
    stated = [line.text for line in lines if line.kind == "date"] + ([dateline.text] if dateline else [])
    return next(filter(None, map(printed_day, stated)), None)


def _dated(kinds: Sequence[BlockKind], texts: Sequence[str]) -> list[BlockKind]:
    """Return the kinds of lines, with those for dates that are nothing but a day above the first paragraph."""
    head = next((at for at, kind in enumerate(kinds) if kind == "paragraph"), 0)
    return [
        "date" if at < head and _ONLY_DAY.fullmatch(text.strip()) and printed_day(text) else kind
        for at, (kind, text) in enumerate(zip(kinds, texts, strict=True))
    ]


def _assemble(text: str, lines: Sequence[LabelledLine], document: Document) -> Article:
    dateline = assembly.dateline_of(lines)
    headline = document.headline or next((line.text for line in lines if line.kind == "headline"), None)
    published, modified = assembly.dates_of(lines)
    if published is None:
        published = _printed(lines if modified is None else (), dateline)
    body = "\n".join(line.text for line in lines if line.kind in BODY_KINDS)
    return Article(
        id=assembly.article_id(document, document.url, text),
        url=document.url,
        outlet=document.outlet,
        language=language(body or text[:5000], None),
        headline=headline,
        deck=assembly.deck_of(lines),
        dateline=dateline.place if dateline else None,
        bylines=tuple(b if isinstance(b, Byline) else Byline(b) for b in document.bylines)
        or assembly.bylines_of(lines),
        published=document.published or published,
        modified=document.modified or modified,
        captions=assembly.captions_of(lines),
        related=assembly.related_of(lines, url=document.url, headline=headline),
        text=text,
        blocks=assembly.blocks_of(lines),
        source=assembly.source_of(document.source, document.data if document.data is not None else text),
        dateline_parts=dateline,
    )
