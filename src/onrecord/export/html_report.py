"""The report as a page to look at, in three parts that are written one after the other: opening, a section a reading, end.

What a section says is what the report on a terminal says, in the same order; ``html_statements`` and ``html_sections`` draw it.

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

from onrecord.export.html_sections import figure_list, language_of, people, problem_list, safe, speakers, timeline
from onrecord.export.html_statements import statement_list
from onrecord.export.people import other_problems, own_problems, people_of
from onrecord.export.sourcing import sourcing_of
from onrecord.export.timeline import timeline_of
from onrecord.export.wording import NOBODY_SPEAKS, facts, figures, left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Article, Reading

_WEB_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
"""Printable ASCII alone: an address that looks like what it is. Others are shown, and lead nowhere."""

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
<p>Where a sentence holds several statements, numbers tie the marks to the lines below it. Per cent say how sure OnRecord is.
Channels stand in square brackets: a source [the Bugle] told it to the Bugle. “Denies”, “probable”, “possible”, “not asserted” and the
like say how far the source stands by what is said; without such a word it is plainly asserted.</p>
</section>
</header>
<main id="pages" tabindex="-1">
"""


def section(reading: Reading, number: int) -> str:
    """Return one reading, the ``number``-th of the page, as an ``article`` element with a heading of its own."""
    title = f"page-{number}"
    parts = [f'<article aria-labelledby="{title}">', f'<p class="from"><bdi>{safe(reading.source)}</bdi></p>']
    article = reading.article
    if article:
        parts += [*_head(article, title), *_said(reading, article), *_about(reading, article), *_captions(article)]
        skipped = left_out(article)
        parts += [f'<p class="left-out">{safe(skipped)}.</p>'] if skipped else []
        problems = other_problems(reading.problems)
    else:
        parts.append(f'<h2 id="{title}">Not read: <bdi>{safe(reading.source)}</bdi></h2>')
        problems = reading.problems
    if problems:
        parts += ["<h3>Problem</h3>" if len(problems) == 1 else "<h3>Problems</h3>", problem_list(problems)]
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


def _head(article: Article, title: str) -> list[str]:
    language = language_of(article)
    lines = [f'<h2 id="{title}"{language}>{safe(article.headline or "(no headline)")}</h2>']
    if article.deck:
        lines.append(f'<p class="deck"{language}>{safe(article.deck)}</p>')
    known = [f"<bdi>{escape(fact)}</bdi>" for fact in facts(article)]
    if known:
        lines.append(f'<p class="facts">{" · ".join(known)}</p>')
    if article.url:
        address = safe(article.url)
        leads = _WEB_ADDRESS.fullmatch(article.url)
        shown = f'<a href="{address}" rel="noreferrer noopener">{address}</a>' if leads else f"<bdi>{address}</bdi>"
        lines.append(f'<p class="from">{shown}</p>')
    return lines


def _said(reading: Reading, article: Article) -> Iterator[str]:
    if not reading.statements:
        yield f"<p>{NOBODY_SPEAKS}</p>"
        return
    yield speakers(sourcing_of(reading).speakers)
    yield "<h3>Who says what</h3>"
    yield from statement_list(article, reading.statements)


def _about(reading: Reading, article: Article) -> Iterator[str]:
    """Yield the people with what is wrong in the figures about them, the timeline, and the figures of the sourcing."""
    wrong = own_problems(reading.problems)
    named = people_of(reading)
    if wrong or named:
        yield "<h3>People</h3>"
        yield from [problem_list(wrong)] if wrong else []
        yield from people(named)
    moments = timeline_of(reading)
    if moments:
        yield "<h3>When</h3>"
        yield timeline(moments, language_of(article))
    sourcing = sourcing_of(reading)
    if sourcing.statements or sourcing.credits:
        yield "<h3>Sourcing</h3>"
        yield figure_list(figures(sourcing))


def _captions(article: Article) -> list[str]:
    if not article.captions:
        return []
    language = language_of(article)
    lines = ["<h3>Caption</h3>" if len(article.captions) == 1 else "<h3>Captions</h3>", "<ul>"]
    for caption in article.captions:
        credit = f' <bdi class="detail">{safe(caption.credit)}</bdi>' if caption.credit else ""
        lines.append(f"<li{language}>{safe(caption.text or '(no caption)')}{credit}</li>")
    return [*lines, "</ul>"]
