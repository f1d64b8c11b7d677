"""From labelled lines to an article: the fields that a reader asks for, put together from the lines that carry them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from onrecord.read.bylines import is_agency, parse_byline, reads_as_person
from onrecord.read.credits import split_credit
from onrecord.read.dateline import parse_dateline, parse_dateline_line
from onrecord.read.dates import parse_date
from onrecord.read.features import words_of
from onrecord.records import BODY_KINDS, Block, BlockKind, Byline, Caption, Dateline, Related, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.read.document import Document

FIRST_PARAGRAPHS = 4
"""How many paragraphs may open with a dateline; some sites put a summary or two before the wire's first paragraph."""
RELATED_AFTER = 45
"""Lines after the body's last within which a link to another story is listed as related; further down is the site's own index,
the same under every story. On 23 hand-labelled pages 99 % of the related links stand within."""
RELATED_BEFORE = 11
"""Lines before the headline within which such a link is listed: a ticker right above it, not the menu."""
SAME_CAPTION = 0.9
"""Share of words that two captions have in common when they are one caption printed twice (with and without credit)."""
_BYLINE_PLACE = re.compile(
    r"(?P<name>(?:By )?[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}) in (?P<place>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})"
    r"(?:,? and (?:news )?agenc(?:y|ies))?"
)
_RELATED_PREFIX = re.compile(
    r"^(?:(?:read (?:more|also|next)|also read|more|related(?: (?:article|story|stories|news))?|see also|recommended|watch|don't miss|up next|live)\s*[:|–—-]?\s+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of what was read, with its kind and what reading it needs.

    ``start`` and ``end`` are code points into the article's text. ``parts`` are the pieces of text of its inline elements (HTML
    only); ``credit`` is the piece that the markup calls a credit; ``href`` its first link; ``figure`` tells which lines
    stand under one picture; ``linked`` whether most of it is a link (always False in plain text).
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    credit: str | None = None
    href: str | None = None
    figure: int | None = None
    linked: bool = False


def blocks_of(lines: Iterable[LabelledLine]) -> tuple[Block, ...]:
    """Return a block for each line, in order."""
    return tuple(Block(line.kind, line.start, line.end) for line in lines)


def deck_of(lines: Sequence[LabelledLine]) -> str | None:
    """Return the deck: all its lines joined by a space, or None."""
    return " ".join(line.text for line in lines if line.kind == "deck") or None


def dateline_of(lines: Sequence[LabelledLine]) -> Dateline | None:
    """Return where the story was filed from: a line of its own, or the opening of one of the first paragraphs."""
    own = next((line for line in lines if line.kind == "dateline"), None)
    if own is not None:
        return parse_dateline_line(own.text) or parse_dateline(own.text) or Dateline(own.text, own.text.strip(" —–-"))
    paragraphs = [line.text for line in lines if line.kind == "paragraph"][:FIRST_PARAGRAPHS]
    found = next(filter(None, map(parse_dateline, paragraphs)), None)
    return found or next(filter(None, (_filed_from(line.text) for line in lines if line.kind == "byline")), None)


def _filed_from(byline: str) -> Dateline | None:
    """Return the place that a byline is filed from: "Associated Press in Valencia", "Ada Moss in Fennick"."""
    match = _BYLINE_PLACE.fullmatch(byline.strip())
    if match is None:
        return None
    name = match["name"].removeprefix("By ").strip()
    return Dateline(byline, match["place"], name if is_agency(name) else None)


def _caption_of(line: LabelledLine) -> Caption:
    if line.credit and line.credit != line.text:
        rest = re.sub(r"\s+", " ", line.text.replace(line.credit, " ", 1)).strip()
        named = split_credit(f"({line.credit.strip(' ()[]')})") if "(" not in line.credit else split_credit(line.credit)
        return Caption(rest or None, (named.credit or line.credit).strip(" ()[]"))
    return split_credit(line.text)


def _credit_text(line: LabelledLine) -> str:
    """Return the credit that a line of its own names, without brackets and label."""
    split = split_credit(line.text)
    return (split.credit or line.text).strip().strip("()[]").strip()


def captions_of(lines: Sequence[LabelledLine]) -> tuple[Caption, ...]:
    """Return the captions in order with their credits, each once.

    A credit on its own line belongs to the caption of the same picture, else to the caption right beside it; a credit without a
    caption stands alone, its text None.
    """
    marked = [(i, line) for i, line in enumerate(lines) if line.kind in {"caption", "credit"}]
    printed = {i: _credit_text(line) for i, line in marked if line.kind == "credit"}
    out: list[tuple[int, Caption]] = []
    for i, line in marked:
        if line.kind != "caption":
            continue
        caption = _caption_of(line)
        if caption.credit is None:
            near = [j for j in printed if line.figure is not None and lines[j].figure == line.figure] or [
                j for j in (i + 1, i - 1, i + 2) if j in printed and (lines[j].figure is None or line.figure is None)
            ]
            if near:
                caption = replace(caption, credit=printed.pop(near[0]))
        out.append((i, caption))
    out += [(i, Caption(None, text)) for i, text in printed.items() if words_of(text)]
    return _each_once([caption for _, caption in sorted(out, key=lambda pair: pair[0])])


def _each_once(captions: Iterable[Caption]) -> tuple[Caption, ...]:
    """Merge captions that are printed twice, keeping the credit that either has."""
    kept: list[Caption] = []
    for caption in captions:
        words = set(words_of(caption.text or ""))
        for k, other in enumerate(kept):
            theirs = set(words_of(other.text or ""))
            same_text = (
                2 * len(words & theirs) >= SAME_CAPTION * 2 * max(len(words), len(theirs)) if words or theirs else True
            )
            if same_text and (words or caption.credit == other.credit):
                if other.credit is None and caption.credit is not None:
                    kept[k] = replace(other, credit=caption.credit)
                break
        else:
            if caption.text or caption.credit:
                kept.append(caption)
    return tuple(kept)


def _related_headline(line: LabelledLine) -> str:
    longest = max(line.parts, key=len, default="").strip()
    text = longest if len(longest) >= len(line.text) / 3 else line.text
    return _RELATED_PREFIX.sub("", text).strip() or line.text


def related_of(lines: Sequence[LabelledLine], *, url: str | None, headline: str | None) -> tuple[Related, ...]:
    """Return the links to other stories, each once; a card's summary and a link back to this page are none."""
    out: dict[str, Related] = {}
    addresses: set[str] = set()
    own = " ".join(words_of(headline or ""))
    tree = any(line.href for line in lines)
    first, last = _zone(lines)
    for line in lines[first:last]:
        if line.kind != "related" or (tree and line.href is None):
            continue
        address = _absolute(line.href, url)
        title = _related_headline(line)
        key = " ".join(words_of(title))
        if not key or key == own or key in out or (address is not None and address in addresses):
            continue
        if address is not None:
            addresses.add(address)
        out[key] = Related(title, address)
    return tuple(out.values())


def _zone(lines: Sequence[LabelledLine]) -> tuple[int, int]:
    """Return between which lines a link counts as shown with the article."""
    headline = next((i for i, line in enumerate(lines) if line.kind == "headline"), 0)
    body = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].kind == "paragraph"), len(lines))
    return max(0, headline - RELATED_BEFORE), body + RELATED_AFTER + 1


def _absolute(href: str | None, base: str | None) -> str | None:
    if not href or href.startswith(("#", "javascript:", "data:", "mailto:")):
        return None
    try:
        return urljoin(base or "", href).partition("#")[0] or None
    except ValueError:  # a malformed IPv6 host in a link of the page
        return None


def article_id(document: Document, url: str | None, text: str) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of the canonical URL; of the text where there is no URL.

    One text that its container gives under two ids of its own, or to two outlets, is two articles: a copy and its original.
    """
    given = [value for value in (document.own_id, document.outlet, document.published) if value]
    key = url or "\0".join((text, *given))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def _reader() -> str:
    """Return which version reads; found once, since it is asked of the files of the installation."""
    return f"onrecord {version('onrecord')}"


def source_of(identifier: str, data: bytes | str) -> Source:
    """Return the record of where an article came from, stamped with the time now in UTC."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Source(identifier, hashlib.sha256(raw).hexdigest(), now, _reader())


def has_body(lines: Iterable[LabelledLine]) -> bool:
    """Tell whether any line is body other than a heading: a page without is no article."""
    return any(line.kind in BODY_KINDS and line.kind != "heading" for line in lines)


def dates_of(lines: Sequence[LabelledLine]) -> tuple[str | None, str | None]:
    """Return the first day of publication and of modification that date lines, then bylines, print."""
    found = [parse_date(line.text) for kind in ("date", "byline") for line in lines if line.kind == kind]
    published = next((f.published for f in found if f.published), None)
    return published, next((f.modified for f in found if f.modified), None)


def bylines_of(lines: Sequence[LabelledLine]) -> tuple[Byline, ...]:
    """Return the people and agencies of the byline block, the first run of byline lines, each once."""
    out: dict[str, Byline] = {}
    seen_body = below = False
    for line in lines:
        below = below or line.kind == "paragraph"
        seen_body = seen_body or (line.kind == "paragraph" and bool(out))
        if line.kind == "byline" and not seen_body:
            for byline in parse_byline(_signed(line.text) if below else line.text):
                out.setdefault(byline.name.casefold(), byline)
    return tuple(out.values())


def _signed(text: str) -> str:
    """Return the name of a signature below the body, without the place that letters give behind a comma: "Ada Moss, Port Amara"."""
    name = text.partition(",")[0]
    return name if reads_as_person(name) else text
