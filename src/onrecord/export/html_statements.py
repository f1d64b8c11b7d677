"""The statements as HTML: their sentences in order with marks, and below each whose word it is, through whom, when, how sure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from onrecord.export.html_sections import language_of, safe
from onrecord.export.marks import SOURCE_CLASSES, marked_passage, marked_source
from onrecord.export.passages import elsewhere, passages, sentence
from onrecord.export.wording import LOW_CONFIDENCE, MODES, channels, committed, kind_name, printed, said, speaker, sure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.export.passages import Passage
    from onrecord.records import Article, Statement


def statement_list(article: Article, statements: Sequence[Statement]) -> Iterator[str]:
    """Yield each passage of the article that holds statements, with the list of them."""
    return (_passage(article, passage) for passage in passages(article, statements))


def _passage(article: Article, passage: Passage) -> str:
    language = language_of(article)
    lines = ['<div class="passage">', f'<p class="words"{language}>{marked_passage(article.text, passage)}</p>']
    lines.append('<ul class="statements">')
    several = len(passage.statements) > 1
    for number, statement in enumerate(passage.statements, 1):
        lines.append(f"<li>{_statement(article, statement, passage, number if several else 0)}")
        for span in elsewhere(statement, passage):
            words = marked_source(article.text, sentence(article, span), statement, span)
            lines.append(f'<p class="elsewhere">named in: <span{language}>{words}</span></p>')
        reason = statement.source.reason
        if reason:
            lines.append(f'<p class="elsewhere">no name: “<span{language}>{safe(reason.text)}</span>”</p>')
        lines.append("</li>")
    return "\n".join([*lines, "</ul>", "</div>"])


def _statement(article: Article, statement: Statement, passage: Passage, number: int) -> str:
    """Return the line below the sentence: whose word it is, through whom, in which manner, when, and how sure the reader is."""
    kind = statement.source.kind
    counted = f'<span class="number">{number}</span> ' if number else ""
    who = f'{counted}<bdi class="speaker {SOURCE_CLASSES[kind]}">{escape(speaker(statement))}</bdi>'
    through = channels(statement)
    who += f' <bdi class="channels">{safe(through)}</bdi>' if through else ""
    commitment = committed(statement)
    told = [f'<strong class="commitment">{commitment}</strong>'] if commitment else []
    details = [
        printed(statement),
        kind_name(kind),
        MODES[statement.mode],
        said(statement, published=article.published),
    ]
    if passage.block not in {"paragraph", "list_item"}:
        details.append(f"in the {passage.block}")
    told += [f'<bdi class="detail">{safe(detail)}</bdi>' for detail in details if detail]
    low = " low" if statement.confidence < LOW_CONFIDENCE else ""
    told.append(f'<span class="sure{low}">{sure(statement)}<span class="unseen"> confidence</span></span>')
    return " · ".join([who, *told])
