"""The report as a page to look at, in three parts that are written one after the other: opening, a section a reading, end.

The page needs nothing but itself: no script, no picture, no font, no address is loaded, and its content security policy
(W3C CSP Level 3) forbids whatever else could come to be in it; its one style sheet is allowed by its hash. Page text only
ever enters as ``printable`` or ``masked`` words with HTML's special characters escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from onrecord.export.marks import SOURCE_CLASSES, marked_passage, marked_source
from onrecord.export.passages import elsewhere, passages, sentence
from onrecord.export.printable import printable
from onrecord.export.wording import LOW_CONFIDENCE, NOBODY_SPEAKS, channel, facts, left_out, moment, speaker, sure

if TYPE_CHECKING:
    from onrecord.export.passages import Passage
    from onrecord.records import Article, Mode, Problem, Reading, Statement

_MODES: dict[Mode, str] = {"direct": "quoted", "indirect": "reported", "mixed": "quoted in part"}
_WEB_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
"""Printable ASCII alone: an address that looks like what it is. Others are shown, and lead nowhere."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

_LEGEND = (
    ("content", "what is said"),
    ("cue", "cue"),
    ("source person", "a named person"),
    ("source body", "a body, outlet, document, post or the author"),
    ("source unnamed", "unnamed people"),
    ("source nobody", "nobody"),
    ("via", "channel"),
)


def opening() -> str:
    """Return the page up to where the readings go: head, title and legend."""
    style = _style()
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    marks = "".join(f'<li><mark class="{look}">{words}</mark></li>\n' for look, words in _LEGEND)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="onrecord">
<title>OnRecord: who says what</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#pages">Skip to the pages</a>
<header>
<h1>OnRecord: who says what</h1>
<section class="legend" aria-labelledby="legend">
<h2 id="legend">How to read the marks</h2>
<ul>
{marks}<li><mark class="content">said by one, <mark class="content">within it by another</mark></mark></li>
<li><span class="sure low">unsure, 40%</span> more likely wrong than right</li>
</ul>
<p>Where a sentence holds several statements, numbers tie the marks to the lines below it. Per cent say how sure OnRecord is.</p>
</section>
</header>
<main id="pages" tabindex="-1">
"""


def section(reading: Reading, number: int) -> str:
    """Return one reading, the ``number``-th of the page, as an ``article`` element with a heading of its own."""
    title = f"page-{number}"
    parts = [f'<article aria-labelledby="{title}">', f'<p class="from"><bdi>{_safe(reading.source)}</bdi></p>']
    article = reading.article
    if article:
        parts += _head(article, title)
        parts += _statements(article, reading.statements)
        parts += _captions(article)
        skipped = left_out(article)
        parts += [f'<p class="left-out">{_safe(skipped)}.</p>'] if skipped else []
    else:
        parts.append(f'<h2 id="{title}">Not read: <bdi>{_safe(reading.source)}</bdi></h2>')
    parts += _problems(reading.problems)
    return "\n".join([*parts, "</article>", ""])


def closing(pages: int, statements: int) -> str:
    """Return the end of the page, with how much stands on it."""
    counted = (
        f"{pages} {'page' if pages == 1 else 'pages'}, {statements} {'statement' if statements == 1 else 'statements'}"
    )
    return f"</main>\n<footer><p>{counted}. Written by OnRecord.</p></footer>\n</body>\n</html>\n"


@cache
def _style() -> str:
    return (files("onrecord.export") / "page.css").read_text("utf-8")


def _safe(text: str) -> str:
    return escape(printable(text))


def _language(article: Article) -> str:
    """Return the attributes for the page's own words: their language, and a direction that they choose themselves."""
    known = article.language and _LANGUAGE.fullmatch(article.language)
    return f' lang="{article.language}" dir="auto"' if known else ' dir="auto"'


def _head(article: Article, title: str) -> list[str]:
    language = _language(article)
    lines = [f'<h2 id="{title}"{language}>{_safe(article.headline or "(no headline)")}</h2>']
    if article.deck:
        lines.append(f'<p class="deck"{language}>{_safe(article.deck)}</p>')
    known = [f"<bdi>{escape(fact)}</bdi>" for fact in facts(article)]
    if known:
        lines.append(f'<p class="facts">{" · ".join(known)}</p>')
    if article.url:
        address = _safe(article.url)
        leads = _WEB_ADDRESS.fullmatch(article.url)
        shown = f'<a href="{address}" rel="noreferrer noopener">{address}</a>' if leads else f"<bdi>{address}</bdi>"
        lines.append(f'<p class="from">{shown}</p>')
    return lines


def _statements(article: Article, statements: tuple[Statement, ...]) -> list[str]:
    if not statements:
        return [f"<p>{NOBODY_SPEAKS}</p>"]
    return ["<h3>Who says what</h3>", *(_passage(article, passage) for passage in passages(article, statements))]


def _passage(article: Article, passage: Passage) -> str:
    language = _language(article)
    lines = ['<div class="passage">', f'<p class="words"{language}>{marked_passage(article.text, passage)}</p>']
    lines.append('<ul class="statements">')
    several = len(passage.statements) > 1
    for number, statement in enumerate(passage.statements, 1):
        lines.append(f"<li>{_statement(statement, passage, number if several else 0)}")
        for span in elsewhere(statement, passage):
            words = marked_source(article.text, sentence(article, span), statement, span)
            lines.append(f'<p class="elsewhere">named in: <span{language}>{words}</span></p>')
        lines.append("</li>")
    return "\n".join([*lines, "</ul>", "</div>"])


def _statement(statement: Statement, passage: Passage, number: int) -> str:
    """Return the line below the sentence: whose word it is, in which manner, through whom, and how sure the reader is."""
    kind = statement.source.kind
    counted = f'<span class="number">{number}</span> ' if number else ""
    who = f'{counted}<bdi class="speaker {SOURCE_CLASSES[kind]}">{escape(speaker(statement))}</bdi>'
    details: list[str] = [] if kind == "none" else [kind]
    details += [_MODES[statement.mode], *(channel(via) for via in statement.via)]
    if statement.polarity == "negative":
        details.append("denied")
    if statement.certainty in {"probable", "possible"}:
        details.append(statement.certainty)
    if statement.said:
        details.append(f"said {moment(statement.said.value or statement.said.text)}")
    if passage.block not in {"paragraph", "list_item"}:
        details.append(f"in the {passage.block}")
    told = " · ".join(f'<bdi class="detail">{_safe(detail)}</bdi>' for detail in details)
    low = " low" if statement.confidence < LOW_CONFIDENCE else ""
    return f'{who} · {told} · <span class="sure{low}">{sure(statement)}<span class="unseen"> confidence</span></span>'


def _captions(article: Article) -> list[str]:
    if not article.captions:
        return []
    language = _language(article)
    lines = ["<h3>Caption</h3>" if len(article.captions) == 1 else "<h3>Captions</h3>", "<ul>"]
    for caption in article.captions:
        credit = f' <bdi class="detail">{_safe(caption.credit)}</bdi>' if caption.credit else ""
        lines.append(f"<li{language}>{_safe(caption.text or '(no caption)')}{credit}</li>")
    return [*lines, "</ul>"]


def _problems(problems: tuple[Problem, ...]) -> list[str]:
    if not problems:
        return []
    lines = ["<h3>Problem</h3>" if len(problems) == 1 else "<h3>Problems</h3>", '<ul class="problems">']
    for problem in problems:
        where = f" (<bdi>{_safe(problem.where)}</bdi>)" if problem.where else ""
        lines.append(f"<li><bdi>{_safe(problem.message)}</bdi>{where}</li>")
    return [*lines, "</ul>"]
