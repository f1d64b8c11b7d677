"""RSS and Atom files, by way of feedparser: each entry that carries the article's text is a page.

feedparser is handed bytes, never an address or a name: it would fetch the one and open the other.
"""

from __future__ import annotations

import html
import io
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from onrecord.problems import problem
from onrecord.read.decode import clean
from onrecord.read.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_SUMMARY = 600
"""Characters from which a summary is the article itself: teasers end at 300 to 500, three paragraphs have more."""
_TAIL_BYTES = 2048
"""Where a feed's closing tag must stand; what follows it are a server's comments."""

_CLOSED = re.compile(rb"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]+>")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_RFC822_DAY = re.compile(r"(?:[A-Za-z]{3,},?\s+)?(\d{1,2}\s+[A-Za-z]{3,}\s+\d{4})")
_H1 = re.compile(r"<h1[\s>]", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def entries(data: bytes, source: str, *, url: str | None = None, encoding: str | None = None) -> Iterator[Document]:
    """Yield a Document for each entry of an RSS or Atom feed.

    ``data`` is the whole feed, ``source`` names it; ``url`` is where it was had from, so that relative links work, and
    ``encoding`` what the transport said. An entry's source is its link, else its id, else ``source#N``; its data is a
    small HTML page made of its content (or of a summary so long that it is the article). Dates are ISO 8601 with their
    offset, a bare day stays a day. An entry without text has ``no_content``; a feed that ends too early, or has no
    entry, yields a Document with ``bad_feed`` last. Nothing is raised.
    """
    import feedparser  # noqa: PLC0415 - takes 40 ms to import, which who reads no feed need not wait for

    headers = {"content-type": f"application/xml; charset={encoding}"} if encoding else {}
    if url:
        headers["content-location"] = url
    try:
        feed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    except Exception as error:  # noqa: BLE001 - feedparser promises not to raise, and does on some damaged input
        yield _bad(source, f"{type(error).__name__} in the parser")
        return
    outlet = _plain(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, start=1):
        yield _document(entry, outlet, f"{source}#{number}", dated_once=feed.version.startswith("rss"))
    if not feed.entries:
        reason = feed.get("bozo_exception")
        yield _bad(source, " ".join(str(reason).split())[:120] if reason else "it has no entries")
    elif not _CLOSED.search(data[-_TAIL_BYTES:].replace(b"\0", b"")):
        yield _bad(source, "it ends too early; the entries before were read")


def iso_date(value: str | None) -> str | None:
    """Turn a feed's date, RFC 822 or ISO 8601, into ISO 8601; None if it is neither.

    The offset is kept where there is one and not invented where there is none; a bare day stays a day.
    """
    words = " ".join((value or "").split())
    try:
        if _ISO.match(words):
            return datetime.fromisoformat(words).isoformat()
        if _DAY.fullmatch(words):
            return datetime.fromisoformat(words).date().isoformat()
        day = _RFC822_DAY.fullmatch(words)
        moment = parsedate_to_datetime(f"{day[1]} 00:00:00" if day else words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.date().isoformat() if day else moment.isoformat()


def _document(entry: Any, outlet: str | None, fallback: str, *, dated_once: bool) -> Document:
    headline = _plain(entry.get("title"))
    link = clean(entry.get("link") or "")[0].strip() or None
    source = link or clean(str(entry.get("id") or ""))[0].strip() or fallback
    published, modified = _dates(entry, dated_once=dated_once)
    content = _content(entry)
    return Document(
        source,
        as_page(content, headline) if content else None,
        "html",
        url=link,
        outlet=outlet,
        headline=headline,
        published=published,
        modified=modified,
        bylines=_bylines(entry),
        problems=() if content else (problem("no_content"),),
    )


def _dates(entry: Any, *, dated_once: bool) -> tuple[str | None, str | None]:
    """Return when an entry was published and modified. RSS knows one date only, whichever element it stands in."""
    published = iso_date(entry.get("published"))
    # ``in`` first: asking feedparser for a missing "updated" answers with "published" and a warning.
    modified = iso_date(entry.get("updated")) if "updated" in entry else None
    if published is None and dated_once:
        return modified, None
    return published, modified


def _content(entry: Any) -> str | None:
    """Return the HTML of the article that an entry carries, or None."""
    choices = [*entry.get("content", [])]
    for choice in sorted(choices, key=lambda one: len(one.get("value") or ""), reverse=True):
        if _words(choice):
            return _as_html(choice)
    summary = entry.get("summary_detail")
    return _as_html(summary) if summary and len(_words(summary)) >= _LONG_SUMMARY else None


def _words(detail: Any) -> str:
    return html.unescape(_TAG.sub(" ", detail.get("value") or "")).strip()


def _as_html(detail: Any) -> str:
    value = str(detail.get("value") or "")
    if detail.get("type") == "text/plain" and not _TAG.search(value):
        return "\n".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", value) if part.strip())
    return value


def as_page(content: str, headline: str | None) -> str:
    """Wrap the content of an entry or item, HTML, as a page; a heading that it lacks is put above it."""
    title = html.escape(headline or "")
    heading = f"<h1>{title}</h1>\n" if headline and not _H1.search(content) else ""
    return f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><article>\n{heading}{content}\n</article></body></html>\n"


def _bylines(entry: Any) -> tuple[str, ...]:
    names = [_plain(author.get("name")) for author in entry.get("authors", []) if author]
    return tuple(dict.fromkeys(name for name in names if name))


def _plain(value: Any) -> str | None:
    """Return a title or name without tags, references and superfluous blanks."""
    if not isinstance(value, str):
        return None
    text = _CONTROL.sub(" ", html.unescape(_TAG.sub("", value)))
    return " ".join(text.split()) or None


def _bad(source: str, detail: str) -> Document:
    return Document(source, None, problems=(problem("bad_feed", detail=detail),))
