"""Atom feeds (RFC 4287), so that one can follow a person, an outlet or a story: the latest statements or articles.

An entry's id is a URN made of the id in the ledger, so that it stays when the ledger moves to another address; its link is the permalink.
Atom wants a moment for each entry (``updated``, RFC 3339). Where only the day is known it is that day at 00:00 UTC, and there is no
``published``; where no day is known it is the moment of the feed. The words of the entry say the day as it is known.

Words of articles come in as text alone: what XML 1.0 forbids (2.2) is replaced, and markup is escaped, in the HTML of a content twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import TYPE_CHECKING, Protocol

from lxml import etree

from onrecord.export.ledger_answer import in_sentence
from onrecord.export.ledger_statements import speaker_of
from onrecord.export.permalinks import permalink, urn
from onrecord.export.printable import printable
from onrecord.export.wording import MODES, kind_name, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.store.kept import Listed

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
LONGEST_TITLE = 120
"""Characters of an entry's title; readers show one line of it."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no Char of XML 1.0: most controls, surrogates, U+FFFE and U+FFFF."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: ``id`` an IRI that never changes, ``address`` the permalink, ``html`` the content, safe to show.

    ``when`` is ISO 8601 as the ledger knows it, a day or a moment, None where not known; ``kind`` is the category.
    """

    id: str
    title: str
    address: str
    when: str | None
    html: str
    kind: str | None = None


class Headed(Protocol):
    """An article as feeds need it: a record of one, a row of a list, or an article of a story."""

    @property
    def id(self) -> str:
        """Its id in the ledger."""

    @property
    def outlet(self) -> str | None:
        """The outlet."""

    @property
    def headline(self) -> str | None:
        """The headline."""

    @property
    def published(self) -> str | None:
        """When it came out, ISO 8601."""


def feed_of(  # noqa: PLR0913 - a feed has as many parts
    title: str, address: str, updated: str, entries: Iterable[FeedEntry], *, page: str | None = None, subtitle: str | None = None
) -> bytes:  # fmt: skip
    """Return a feed as a UTF-8 document.

    ``address`` is its own, which is its id as well; ``updated`` the ISO 8601 moment of the last change; ``page`` the page that shows
    the same.
    """
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    _text(feed, "id", address)
    _text(feed, "title", printable(title))
    if subtitle:
        _text(feed, "subtitle", printable(subtitle))
    last = rfc3339(updated) or _now()
    _text(feed, "updated", last)
    _link(feed, "self", address, MEDIA_TYPE)
    if page:
        _link(feed, "alternate", page, "text/html")
    _text(_under(feed, "author"), "name", "OnRecord")
    _text(feed, "generator", "OnRecord")
    for entry in entries:
        _entry(feed, entry, last)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)  # type: ignore[no-any-return]


def statement_entry(listed: Listed, base: str, commitment: str = "") -> FeedEntry:
    """Return a statement as an entry: titled by whose it is and how it begins, with its words, outlet, headline and days.

    Its moment is when it was published, not when it was said: one follows a feed for what is new in it.

    ``base`` is the address of the page of the ledger ("https://ledger.example"); ``commitment`` what the source does with the words where
    that is not plainly to assert them, as ``wording.committed`` has it: "denies".
    """
    who = speaker_of(listed)
    kind = kind_name(listed.kind)
    words = printable(listed.words)
    where = [in_sentence(listed.outlet) if listed.outlet else "outlet unknown"]
    where += [f"“{printable(listed.headline)}”"] if listed.headline else []
    where.append(moment(listed.published) if listed.published else "day unknown")
    said = f"{who} ({kind})" if kind and kind != "person" else who
    earlier = listed.day and listed.day != (listed.published or "")[:10]
    when = f"said {moment(listed.day)}" if listed.day and earlier else ""
    said = ", ".join(filter(None, [said, MODES[listed.mode], commitment, when]))
    content = f"<blockquote><p>{escape(words)}</p></blockquote>\n<p>{escape(said)}, in {escape(', '.join(where))}</p>"
    address = permalink(base, "statement", listed.statement)
    who = f"{who} {commitment}".rstrip()
    return FeedEntry(
        urn("statement", listed.statement),
        _cut(f"{who}: {words}"),
        address,
        listed.published or listed.day,
        content,
        listed.kind,
    )


def article_entry(article: Headed, base: str, note: str | None = None) -> FeedEntry:
    """Return an article as an entry; ``note`` is a line of its own to put with it, such as "7 statements". ``base`` as for a statement."""
    headline = printable(article.headline or "") or "(no headline)"
    where = printable(article.outlet or "") or "outlet unknown"
    day = moment(article.published) if article.published else "day unknown"
    lines = [f"{where}, {day}", *([printable(note)] if note else [])]
    content = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    address = permalink(base, "article", article.id)
    return FeedEntry(urn("article", article.id), _cut(headline), address, article.published, content)


def rfc3339(stated: str | None) -> str | None:
    """Return an ISO 8601 day or moment as a date-time of RFC 3339; None for anything else.

    A day begins at 00:00 UTC, and so does a month or a year on its first; a time without an offset is taken for UTC.
    """
    if not stated:
        return None
    try:
        if len(stated) <= 10:
            return f"{date.fromisoformat(f'{stated}-01-01'[:10])}T00:00:00Z"
        found = datetime.fromisoformat(stated)
        known = found if found.tzinfo else found.replace(tzinfo=UTC)
        return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, OverflowError):
        return None


def _entry(feed: etree._Element, entry: FeedEntry, last: str) -> None:
    node = _under(feed, "entry")
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _link(node, "alternate", entry.address, "text/html")
    when = rfc3339(entry.when)
    _text(node, "updated", when or last)
    if when and entry.when and len(entry.when) > 10:
        _text(node, "published", when)
    if entry.kind:
        _under(node, "category").set("term", _plain(entry.kind))
    content = _text(node, "content", entry.html)
    content.set("type", "html")


def _under(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _text(parent: etree._Element, name: str, words: str) -> etree._Element:
    node = _under(parent, name)
    node.text = _plain(words)
    return node


def _link(parent: etree._Element, relation: str, address: str, kind: str) -> None:
    node = _under(parent, "link")
    for name, value in (("rel", relation), ("href", address), ("type", kind)):
        node.set(name, _plain(value))


def _plain(words: str) -> str:
    return _FORBIDDEN.sub("\ufffd", words)


def _cut(words: str) -> str:
    if len(words) <= LONGEST_TITLE:
        return words
    return words[:LONGEST_TITLE].rpartition(" ")[0].rstrip(" ,;:–—") + " …"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
