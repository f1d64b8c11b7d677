"""A statement as somebody cites it: the exact words, whose they are, through whom, where they stand, and the permalink.

The words are those of the article. Whether they are the speaker's own ("quoted"), in part, or the article's ("reported") is always said,
and so is that a source denies or leaves open what the words say: without it a citation would turn a denial round.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from onrecord.errors import UsageError
from onrecord.export.embedding import embeddable
from onrecord.export.permalinks import permalink, web_address
from onrecord.export.printable import printable
from onrecord.export.sourcing import channel
from onrecord.export.wording import MODES, committed, kind_name, moment, said, speaker

if TYPE_CHECKING:
    from onrecord.records import Article, SourceKind, Statement
    from onrecord.store.kept import Located

Style = Literal["text", "markdown", "json"]
STYLES: tuple[Style, ...] = ("text", "markdown", "json")

_MARKDOWN = re.compile(r"[\\`*_\[\]<&|~$]|^[-+=#>]")
"""What CommonMark, and the dialects that know tables and formulas, take for markup anywhere or at the start of a line."""
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
"""What begins a list."""
_UNNAMED: dict[SourceKind, str] = {"role": "known by role only"}
_OPENING, _CLOSING = '“"«„', '”"»“'


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
    """Return one line: 'Ada Moss, through The Tern, quoted: “It is open.” (The Post, “The bridge is open”, 6 November 2024) https://...'."""
    where = ", ".join(filter(None, [_outlet(article), _headline(article), _day(article)]))
    address = permalink(base, "statement", statement.id)
    return f"{_who(statement, article)}: {_in_quotation_marks(words_of(statement))} ({where}) {address}"


def _markdown(statement: Statement, article: Article, base: str) -> str:
    """Return a block quotation, and under it whose words they are and where they stand."""
    where = [_escaped(part) for part in (_outlet(article), _headline(article), _day(article)) if part]
    address = permalink(base, "statement", statement.id)
    name, *rest = _parts(statement, article)
    who = ", ".join([f"**{_escaped(name)}**", *map(_escaped, rest)])
    words = _escaped(words_of(statement))
    return f"> {words}\n>\n> — {who}. {', '.join(where)}. [Permalink](<{address}>)\n"


def _fields(statement: Statement, article: Article, base: str) -> dict[str, Any]:
    return {
        "words": [span.text for span in statement.content],
        "mode": statement.mode,
        "speaker": speaker(statement),
        "kind": statement.source.kind,
        "commitment": committed(statement) or None,
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


def _who(statement: Statement, article: Article) -> str:
    return ", ".join(_parts(statement, article))


def _parts(statement: Statement, article: Article) -> list[str]:
    """Return whose words they are, with the kind of source; then through whom, how they are given, what the source does with them, when."""
    kind, name = statement.source.kind, speaker(statement)
    if kind != "person":
        shown = _UNNAMED.get(kind) or kind_name(kind)
        name = name[:1].upper() + name[1:] + (f" ({shown})" if shown else "")
    through = " and ".join(_channels(statement))
    when = said(statement, published=article.published)
    parts = (name, through and f"through {through}", MODES[statement.mode], committed(statement), when)
    return [part for part in parts if part]


def _channels(statement: Statement) -> list[str]:
    return list(dict.fromkeys(filter(None, map(channel, statement.via))))


def _in_quotation_marks(words: str) -> str:
    """Return words between quotation marks, unless all of them stand between the article's own."""
    own = len(words) > 1 and words[0] in _OPENING and words[-1] in _CLOSING
    return words if own else f"“{words}”"


def _outlet(article: Article) -> str:
    return printable(article.outlet or "") or "outlet unknown"


def _headline(article: Article) -> str:
    return f"“{printable(article.headline)}”" if article.headline else ""


def _day(article: Article) -> str:
    return moment(article.published) if article.published else "day unknown"


def _escaped(words: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", words))
