"""The parts of the page to look at that are no statements: who speaks, who they are, when things happened, what is wrong.

Page text only ever enters as ``printable`` words with HTML's special characters escaped.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from onrecord.export.marks import SOURCE_CLASSES
from onrecord.export.printable import printable
from onrecord.export.wording import days, kind_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.export.people import Person
    from onrecord.export.sourcing import Speaker
    from onrecord.export.timeline import Moment, Words
    from onrecord.records import Article, Problem

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def safe(text: str) -> str:
    """Return text of a page as HTML on one line, without controls."""
    return escape(printable(text))


def language_of(article: Article) -> str:
    """Return the attributes for the page's own words: their language, and a direction that they choose themselves."""
    known = article.language and _LANGUAGE.fullmatch(article.language)
    return f' lang="{article.language}" dir="auto"' if known else ' dir="auto"'


def speakers(found: Sequence[Speaker], pages: Mapping[str, str] | None = None) -> str:
    """Return the table of who speaks: how often, of which kind, through which channels.

    ``pages`` has the addresses of those speakers, by name, that have a page of their own to lead to.
    """
    pages = pages or {}
    heads = "".join(f'<th scope="col">{words}</th>' for words in ("Speaker", "Kind", "Statements", "Through"))
    rows = [
        f'<tr><th scope="row">{_name(speaker, pages)}</th>'
        f"<td>{kind_name(speaker.kind)}</td><td>{speaker.statements}</td><td>{_through(speaker)}</td></tr>"
        for speaker in found
    ]
    head = f"<thead><tr>{heads}</tr></thead>"
    return "\n".join(
        [
            '<table class="speakers">',
            "<caption><h3>Who speaks</h3></caption>",
            head,
            "<tbody>",
            *rows,
            "</tbody></table>",
        ]
    )


def people(named: Sequence[Person]) -> Iterator[str]:
    """Yield the people with what the article says of them, and a line with the others."""
    described = [person for person in named if person.phrases]
    if described:
        yield '<dl class="people">'
        for person in described:
            phrases = " · ".join(f"<bdi>{safe(phrase)}</bdi>" for phrase in person.phrases)
            yield f"<div><dt><bdi>{safe(person.name)}</bdi></dt><dd>{phrases}</dd></div>"
        yield "</dl>"
    others = ", ".join(dict.fromkeys(f"<bdi>{safe(person.name)}</bdi>" for person in named if not person.phrases))
    if others:
        yield f'<p class="detail">{"Also" if described else "No more than"} named: {others}</p>'


def timeline(moments: Sequence[Moment], language: str) -> str:
    """Return the days in order, each with the words that the article has for it and who spoke then.

    ``language`` are the attributes for the article's own words.
    """
    lines = ['<ol class="timeline">']
    for moment in moments:
        lines.append(f'<li><p class="when">{_days(moment)}</p><div>')
        lines += ['<p class="detail">published</p>'] if moment.published else []
        lines += [f"<p{language}>{_words(words)}</p>" for words in moment.words]
        if moment.speakers:
            names = ", ".join(f"<bdi>{safe(name)}</bdi>" for name in moment.speakers)
            lines.append(f"<p>said then: {names}</p>")
        lines.append("</div></li>")
    return "\n".join([*lines, "</ol>"])


def figure_list(lines: Sequence[str]) -> str:
    """Return the sourcing figures as a list."""
    return "\n".join(['<ul class="figures">', *(f"<li><bdi>{safe(line)}</bdi></li>" for line in lines), "</ul>"])


def problem_list(problems: Sequence[Problem]) -> str:
    """Return problems as a list, each with what to do and where."""
    lines = ['<ul class="problems">']
    for problem in problems:
        where = f" (<bdi>{safe(problem.where)}</bdi>)" if problem.where else ""
        lines.append(f"<li><bdi>{safe(problem.message)}</bdi>{where}</li>")
    return "\n".join([*lines, "</ul>"])


def _name(speaker: Speaker, pages: Mapping[str, str]) -> str:
    name, page = f'<bdi class="{SOURCE_CLASSES[speaker.kind]}">{safe(speaker.name)}</bdi>', pages.get(speaker.name)
    return f'<a href="{escape(page)}">{name}</a>' if page else name


def _through(speaker: Speaker) -> str:
    named = (f"<bdi>{safe(name)}</bdi>" + (f" ({count})" if count > 1 else "") for name, count in speaker.channels)
    return ", ".join(named)


def _days(moment: Moment) -> str:
    written = escape(days(moment.first, moment.last)) or "day unknown"
    single = moment.first == moment.last and _DAY.fullmatch(moment.first)
    return f'<time datetime="{moment.first}">{written}</time>' if single else written


def _words(words: Words) -> str:
    """Return the words of a time, bold, among those around them; blanks between them stay."""
    before, after = (escape(re.sub(r"\s+", " ", _kept(part))) for part in (words.before, words.after))
    return f"{before}<strong>{safe(words.time)}</strong>{after}"


def _kept(part: str) -> str:
    return f"{' ' if part[:1].isspace() else ''}{printable(part)}{' ' if part[-1:].isspace() else ''}"
