"""The metadata of a page: headline, bylines, dates, outlet, address and language, from all the places where pages state them.

Follows schema.org (JSON-LD and microdata), the Open Graph protocol, Dublin Core, and the meta names of the usual publishing
systems; what readers can see decides where the machine forms are silent or speak to search engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

from onrecord import problems
from onrecord.read import marks as markup
from onrecord.read.authors import authors
from onrecord.read.bylines import bylines_of
from onrecord.read.credits import split_credit
from onrecord.read.dateline import parse_dateline
from onrecord.read.dates import machine_date, moment
from onrecord.read.headline import headline
from onrecord.read.language import declared_code
from onrecord.read.moments import moments
from onrecord.read.outlet import outlet
from onrecord.records import Byline, Caption, Dateline, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.read.document import Document
    from onrecord.read.marks import Marks
    from onrecord.read.page import Page

MOST_EARLY_SECONDS = 86_400
"""How much earlier than its publication a page may claim its last change: time zones are mixed up by up to a day."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself. ``published`` and ``modified`` are ISO 8601; a day stays a day.

    ``url`` is the canonical address, absolute and without fragment. ``language`` is what the page declares, an ISO 639 code;
    check it against the text with ``language.language``. ``article_body`` is the text in JSON-LD, if any.
    """

    headline: str | None = None
    deck: str | None = None
    bylines: tuple[Byline, ...] = ()
    published: str | None = None
    modified: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[Caption, ...] = ()
    article_body: str | None = None
    dateline: Dateline | None = None
    problems: tuple[Problem, ...] = ()


def metadata(page: Page, document: Document | None = None) -> Metadata:
    """Return what the page says of itself; what ``document`` says (its container's word) takes precedence.

    Never raises; dates that contradict each other are kept and give a ``contradictory_dates`` problem.
    """
    found = markup.marks(page)
    name = (document and document.outlet) or outlet(page, found)
    url = _url(page, found, document)
    when = moments(page, found, url)
    published = (document and document.published and machine_date(document.published)) or when.published
    modified = (document and document.modified and machine_date(document.modified)) or when.modified
    body = _article_body(found)
    given = _given_bylines(document, name) if document else ()
    return Metadata(
        headline=(document and document.headline) or headline(page, found, name),
        deck=_deck(page, found),
        bylines=given or authors(page, found, name),
        published=published,
        modified=modified,
        outlet=name,
        url=url,
        language=_declared_language(page, found),
        captions=tuple(_captions(found)),
        article_body=body,
        dateline=parse_dateline(body) if body else None,
        problems=_contradictions(published, modified),
    )


def _given_bylines(document: Document, name: str | None) -> tuple[Byline, ...]:
    """Return whom the container says that the article is by: records as they stand, lines taken apart."""
    stated = tuple(byline for byline in document.bylines if isinstance(byline, Byline))
    return stated or bylines_of([line for line in document.bylines if isinstance(line, str)], outlet=name)


def _contradictions(published: str | None, modified: str | None) -> tuple[Problem, ...]:
    if not published or not modified:
        return ()
    early = (moment(published) - moment(modified)).total_seconds()
    if early <= MOST_EARLY_SECONDS:
        return ()
    detail = f"modified {modified} before it was published {published}"
    return (problems.problem("contradictory_dates", detail=detail),)


def _url(page: Page, found: Marks, document: Document | None) -> str | None:
    """Return the first absolute address; a canonical link that only names the site's front page is passed over."""
    given = (document.url if document else None) or page.url
    candidates = [found.links.get("canonical"), *page.meta.get("og:url", ()), *_addresses(found), given]
    for candidate in candidates:
        address = _absolute(candidate, given)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query):
            return address
    return _absolute(given, None)


def _absolute(address: str | None, base: str | None) -> str | None:
    if not address:
        return None
    try:
        joined = urldefrag(urljoin(base or "", address.strip())).url
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and parts.hostname else None


def _addresses(found: Marks) -> Iterator[str]:
    for node in found.articles + found.pages:
        yield from markup.strings(node.get("url"))
        yield from markup.strings(node.get("mainEntityOfPage"), "@id", "url")


def _declared_language(page: Page, found: Marks) -> str | None:
    root = page.root
    stated = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    for key in ("content-language", "language", "dc.language", "dcterms.language", "og:locale"):
        stated.extend(page.meta.get(key, ()))
    for node in found.articles:
        stated.extend(markup.strings(node.get("inLanguage"), "alternateName", "name"))
    return next(filter(None, map(declared_code, stated)), None)


def _deck(page: Page, found: Marks) -> str | None:
    """Return the summary that the page gives of itself; whether it is printed above the story, only the lines can tell."""
    texts = [text for node in found.articles for text in markup.strings(node.get("description"))]
    for key in ("og:description", "description", "twitter:description"):
        texts.extend(map(markup.clean, page.meta.get(key, ())))
    return next(filter(None, texts), None)


def _article_body(found: Marks) -> str | None:
    bodies = [node["articleBody"] for node in found.articles if isinstance(node.get("articleBody"), str)]
    return max(bodies, key=len, default="").strip() or None


def _captions(found: Marks) -> Iterator[Caption]:
    """Yield the captions that the structured data gives its pictures, each once."""
    seen: set[str] = set()
    for text, credit in _stated_captions(found):
        caption = split_credit(text)
        if text and text not in seen:
            seen.add(text)
            yield Caption(caption.text, credit or caption.credit)


def _stated_captions(found: Marks) -> Iterator[tuple[str, str | None]]:
    for node in found.articles:
        for key in ("image", "associatedMedia", "thumbnail"):
            for image in _objects(node.get(key), found):
                credit = next(markup.strings(image.get("creditText")), None) or next(
                    markup.strings(image.get("creator"), "name"), None
                )
                for text in markup.strings(image.get("caption"), "name"):
                    yield text, credit
    for element in found.itemprop.get("caption", ()):
        yield markup.clean(element.get("content") or markup.text_of(element)), None


def _objects(value: Any, found: Marks) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item if len(item) > 1 else found.nodes_by_id.get(str(item.get("@id")), item)
