"""A statement as somebody cites it: the exact words, whose they are, through whom, where they stand, and the permalink.

The words are those of the article. Only the speaker's own stand between quotation marks; of others it is said that the article words
them so, and so is that a source denies or leaves open what the words say: without it a citation would turn a denial round.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from onrecord.errors import UsageError
from onrecord.export.embedding import embeddable
from onrecord.export.ledger_answer import in_sentence
from onrecord.export.permalinks import permalink, web_address
from onrecord.export.printable import printable
from onrecord.export.quotation_marks import balanced, quoted
from onrecord.export.sourcing import channel
from onrecord.export.wording import COMMITMENTS, MODES, committed, kind_name, moment, said, speaker

if TYPE_CHECKING:
    from onrecord.records import Article, Statement
    from onrecord.store.kept import Located

Style = Literal["text", "markdown", "json"]
STYLES: tuple[Style, ...] = ("text", "markdown", "json")

_MARKDOWN = re.compile(r"[\\`*_\[\]<&|~$]|^[-+=#>]")
"""What CommonMark, and the dialects that know tables and formulas, take for markup anywhere or at the start of a line."""
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
"""What begins a list."""


def citation_of(located: Located, base: str, style: Style = "text") -> str:
    """Return a statement of the ledger as a citation. ``base`` is the address of the page of the ledger, for the permalink.

    ``text`` is one line; ``markdown`` a block quotation with its source below; ``json`` an object, indented, harmless inside a page.
    Raises UsageError for another style.
    """
    article = located.stored.reading.article
    if article is None:
        raise ValueError(f"{located.statement.id} stands in no article")
    if style == "json":
        return embeddable(_fields(located.statement, article, base), indent=2)
    if style == "markdown":
        return _markdown(located.statement, article, base)
    if style == "text":
        return _text(located.statement, article, base)
    raise UsageError(f"unknown style {style!r}; choose one of {', '.join(STYLES)}")


def _text(statement: Statement, article: Article, base: str) -> str:
    """Return one line: 'Ada Moss, through the Tern, quoted: “It is open.” (The Post, “The bridge is open”, 6 November 2024) https://...'.

    The article's own address comes first where it has one, the permalink after it.
    """
    where = ", ".join(filter(None, [_outlet(article), _headline(article), _day(article)]))
    addresses = [web_address(article.url), permalink(base, "statement", statement.id)]
    who, words = ", ".join(_parts(statement, article)), _given(statement)
    return f"{who}: {words} ({where}) {' '.join(filter(None, addresses))}"


def _markdown(statement: Statement, article: Article, base: str) -> str:
    """Return the words, those of the speaker as a block quotation, and under them whose they are and where they stand."""
    where = ", ".join(_escaped(part) for part in (_outlet(article), _headline(article), _day(article)) if part)
    own, kept = web_address(article.url), permalink(base, "statement", statement.id)
    where = f"[{where}](<{own}>)" if own else where
    name, *rest = _parts(statement, article)
    who = ", ".join([f"**{_escaped(name)}**", *map(_escaped, rest)])
    mark = "> " if statement.mode == "direct" else ""
    return f"{mark}{_escaped(_given(statement))}\n{mark.strip()}\n{mark}— {who}. {where}. [Permalink](<{kept}>)\n"


def _fields(statement: Statement, article: Article, base: str) -> dict[str, Any]:
    return {
        "words": [span.text for span in statement.content],
        "mode": statement.mode,
        "speaker": speaker(statement),
        "kind": statement.source.kind,
        "commitment": COMMITMENTS[statement.certainty, statement.polarity] or None,
        "channels": _channels(statement),
        "said": said(statement, published=None) or None,
        "outlet": article.outlet,
        "headline": article.headline,
        "published": article.published,
        "address": web_address(article.url),
        "statement": statement.id,
        "permalink": permalink(base, "statement", statement.id),
    }


def words_of(statement: Statement) -> str:
    """Return the exact words on one line; where they do not stand together, with an ellipsis in between."""
    return " … ".join(filter(None, (printable(span.text) for span in statement.content or statement.cue)))


def _given(statement: Statement) -> str:
    """Return the words as a citation gives them: only those that are the speaker's own between quotation marks.

    In what is quoted in part those marks are the article's; what is reported is the article's wording and has none round it.
    """
    words = words_of(statement)
    return quoted(words) if statement.mode == "direct" else balanced(words)


def _parts(statement: Statement, article: Article) -> list[str]:
    """Return whose words they are, with the kind of source; then through whom, how they are given, what the source does with them, when."""
    kind, name = statement.source.kind, speaker(statement)
    if kind != "person":
        shown = kind_name(kind)
        name = name[:1].upper() + name[1:] + (f" ({shown})" if shown else "")
    through = " and ".join(_channels(statement))
    given = "" if statement.mode == "indirect" else MODES[statement.mode]
    worded = "" if statement.mode == "direct" else f"as {_worded_by(article)} words it"
    parts = (
        name,
        through and f"through {through}",
        given,
        committed(statement),
        said(statement, published=None),
        worded,
    )
    return [part for part in parts if part]


def _worded_by(article: Article) -> str:
    return in_sentence(article.outlet) if article.outlet else "the article"


def _channels(statement: Statement) -> list[str]:
    return list(dict.fromkeys(filter(None, map(channel, statement.via))))


def _outlet(article: Article) -> str:
    return printable(article.outlet or "") or "outlet unknown"


def _headline(article: Article) -> str:
    return f"“{printable(article.headline)}”" if article.headline else ""


def _day(article: Article) -> str:
    return moment(article.published) if article.published else "day unknown"


def _escaped(words: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", words))
