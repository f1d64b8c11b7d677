"""A web page to an article: parse once, flatten to lines, label each line, and put the article together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.problems import problem
from onrecord.read import article as assembly
from onrecord.read.article import LabelledLine
from onrecord.read.body import extracted
from onrecord.read.features import Hints, html_features
from onrecord.read.kinds import decide
from onrecord.read.labeller import labeller
from onrecord.read.language import language
from onrecord.read.lines import flatten
from onrecord.read.metadata import metadata
from onrecord.read.page import parse
from onrecord.records import BODY_KINDS, Article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.read.document import Document
    from onrecord.read.lines import Line
    from onrecord.read.metadata import Metadata
    from onrecord.read.page import Page
    from onrecord.records import BlockKind, Problem
    from onrecord.settings import Limits, Settings

_CREDIT_WORDS = frozenset({"credit", "credits", "copyright", "attribution", "photographer", "source"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page made ready for labelling: parsed, flattened, and with what it says of itself."""

    page: Page
    lines: list[Line]
    hints: Hints
    metadata: Metadata
    problems: tuple[Problem, ...]
    cut: bool = False
    """Whether the last line holds all that came after the most lines that are labelled."""

    @property
    def url(self) -> str | None:
        """The page's canonical address."""
        return self.metadata.url


def prepare(text: str, document: Document, limits: Limits) -> Prepared | None:
    """Parse and flatten a decoded page; None where there is no element or no visible line in it."""
    page = parse(text, url=document.url)
    if page is None:
        return None
    lines, too_deep, cut = flatten(page.root, depth_limit=limits.tree_depth, line_limit=limits.lines)
    if not lines:
        return None
    facts = metadata(page, document)
    problems = [*page.problems, *facts.problems]
    if too_deep:
        problems.append(problem("too_deep", detail=limits.tree_depth, setting="tree_depth"))
    if cut:
        problems.append(problem("too_many_lines", detail=limits.lines, setting="lines"))
    odd = cut or any(found.code == "too_deep" for found in page.problems)
    body = "" if odd else extracted(page.root)  # trafilatura takes minutes for pages so long or deep
    return Prepared(page, lines, _hints(facts, body), facts, tuple(problems), cut)


def _hints(facts: Metadata, extracted_body: str) -> Hints:
    captions = tuple(c.text for c in facts.captions if c.text)
    body = facts.article_body or ""
    authors = tuple(b.name for b in facts.bylines)
    return Hints(facts.headline or "", facts.deck or "", authors, facts.outlet or "", captions, body, extracted_body)


def read_html(text: str, document: Document, settings: Settings) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read the decoded ``text`` of a web page.

    Returns the article, its text the page's lines in reading order joined by a blank line, and what was wrong with the page.
    The article is None when the page holds no line that could be labelled.
    """
    prepared = prepare(text, document, settings.limits)
    if prepared is None:
        return None, (problem("no_article"),)
    probabilities = labeller("html", settings.weights).probabilities(html_features(prepared.lines, prepared.hints))
    kinds = decide(prepared.lines, probabilities, prepared.hints)
    if prepared.cut:
        kinds[-1] = "furniture"
    return _assemble(prepared, kinds, document), prepared.problems


def _assemble(prepared: Prepared, kinds: Sequence[BlockKind], document: Document) -> Article:
    lines = labelled_lines(prepared.lines, kinds)
    facts = prepared.metadata
    text = "\n\n".join(line.text for line in lines)
    body = "\n".join(line.text for line in lines if line.kind in BODY_KINDS)
    dateline = assembly.dateline_of(lines) or facts.dateline
    # Where the page's own data is silent, the lines that a reader would look at answer.
    published, modified = assembly.dates_of(lines) if facts.published is None else (facts.published, facts.modified)
    headline = facts.headline or next((line.text for line in lines if line.kind == "headline"), None)
    return Article(
        id=assembly.article_id(document, facts.url, text),
        url=facts.url,
        outlet=facts.outlet,
        language=language(body, facts.language),
        headline=headline,
        deck=assembly.deck_of(lines),
        dateline=dateline.place if dateline else None,
        bylines=facts.bylines or assembly.bylines_of(lines),
        published=published,
        modified=facts.modified or modified,
        captions=assembly.captions_of(lines),
        related=assembly.related_of(lines, url=facts.url, headline=headline),
        text=text,
        blocks=assembly.blocks_of(lines),
        source=assembly.source_of(document.source, document.data or b""),
        dateline_parts=dateline,
    )


def labelled_lines(lines: Sequence[Line], kinds: Sequence[BlockKind]) -> list[LabelledLine]:
    """Place the lines in the article's text, two line ends apart, each with its kind."""
    out, position = [], 0
    for line, kind in zip(lines, kinds, strict=True):
        end = position + len(line.text)
        own = kind in {"caption", "credit"}
        out.append(
            LabelledLine(
                kind,
                line.text,
                position,
                end,
                parts=tuple(text for text, _ in line.parts) if len(line.parts) > 1 else (),
                credit=_credit_part(line) if own else None,
                href=line.href,
                figure=_figure(line) if own else None,
                linked=line.link_characters > len(line.text) / 2,
            )
        )
        position = end + 2
    return out


def _credit_part(line: Line) -> str | None:
    """Return the part of a caption that its own markup calls a credit."""
    found = []
    for text, node in line.parts:
        below = node
        while below is not line.node and below.parent is not None:
            if _CREDIT_WORDS.intersection(below.words):
                found.append(text)
                break
            below = below.parent
    joined = " ".join(" ".join(found).split())
    return joined if joined and joined in line.text else None


def _figure(line: Line) -> int | None:
    """Return which picture the line stands under, as a number that lines of one picture share, or None."""
    nearby = list(islice(line.node.chain(), 8))
    figure = next((node for node in nearby if node.tag == "figure"), None)
    if figure is None:
        figure = next((node.parent for node in nearby if node.tag == "figcaption"), None)
    return None if figure is None else id(figure)
