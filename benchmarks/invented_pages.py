"""Invented articles as files of every sort that an archive is made of: web pages, lines of JSON, WARC records; and the bad ones among them."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from html import escape
from random import Random
from typing import TYPE_CHECKING, Literal

from invented import key_of, site

if TYPE_CHECKING:
    from invented import Told

Bad = Literal["empty", "binary", "not_html", "language", "wall"]
BAD: tuple[Bad, ...] = ("empty", "binary", "not_html", "language", "wall")
STILL_ARTICLES: frozenset[Bad] = frozenset({"language", "wall"})
"""Bad pages of which an article may come, with a problem and without statements."""

_NAV = "".join(
    f'<li><a href="/{word.lower()}">{word}</a></li>'
    for word in ("News", "Business", "Sport", "Culture", "Weather", "Letters")
)
_FOOTER = "".join(
    f"<p>{line}</p>"
    for line in ("About us", "Subscribe to our newsletter", "All rights reserved", "Terms and conditions")
)
_FOREIGN = (
    "Die Brücke über den Fluss bleibt bis Montag geschlossen, teilte der Stadtrat am Abend mit.",
    "„Wir haben die Risse erst am Dienstag gesehen“, sagte die Bürgermeisterin der Zeitung.",
    "Nach Angaben der Polizei wurden in der Nacht drei Menschen leicht verletzt, als ein Bus auf der Umleitung von der Straße abkam.",
    "Die Reparatur soll mehrere Monate dauern und die Kosten werden auf zwei Millionen geschätzt.",
    "Am Freitag will der Rat in einer öffentlichen Sitzung darüber beraten, wie es weitergehen soll.",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages of an outlet are built: three ways that real ones are."""

    json_ld: bool
    lead_class: str
    body_class: str


LAYOUTS = (
    Layout(json_ld=True, lead_class="article__title", body_class="article__body"),
    Layout(json_ld=False, lead_class="headline", body_class="story-body"),
    Layout(json_ld=True, lead_class="entry-title", body_class="entry-content"),
)


def layout_of(outlet: str) -> Layout:
    """Return the layout of an outlet's pages."""
    return LAYOUTS[len(outlet) % len(LAYOUTS)]


def page(told: Told, more: str = "") -> bytes:
    """Return an article as a web page with what real ones have around it; ``more`` is one more paragraph at its end."""
    look = layout_of(told.outlet)
    body = "".join(f"<p>{escape(p.text, quote=False)}</p>\n" for p in told.paragraphs) + (
        f"<p>{escape(more)}</p>\n" if more else ""
    )
    stamp = told.published.isoformat()
    related = "".join(
        f'<li><a href="/{word}">{word.title()} in pictures</a></li>' for word in ("harbour", "winter", "orchard")
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(told.headline)} | {escape(told.outlet)}</title>
<link rel="canonical" href="{told.url}"><meta property="og:site_name" content="{escape(told.outlet)}">
<meta property="article:published_time" content="{stamp}">{_json_ld(told) if look.json_ld else ""}</head>
<body><header><a href="/">{escape(told.outlet)}</a><nav><ul>{_NAV}</ul></nav></header>
<main><article><h1 class="{look.lead_class}">{escape(told.headline)}</h1>
<div class="byline">By {escape(told.author)}</div><time datetime="{stamp}">{told.published:%d %B %Y, %H:%M}</time>
<div class="{look.body_class}">
{body}</div></article>
<aside><h2>Related</h2><ul>{related}</ul></aside></main><footer>{_FOOTER}</footer></body></html>
""".encode()


def _json_ld(told: Told) -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": told.headline, "datePublished": told.published.isoformat(),
        "author": {"@type": "Person", "name": told.author}, "publisher": {"@type": "Organization", "name": told.outlet}, "url": told.url,
    }  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def line(told: Told, more: str = "") -> bytes:
    """Return an article as a line of article JSONL with its text."""
    text = "\n\n".join(
        [told.headline, f"By {told.author}", *(p.text for p in told.paragraphs), *([more] if more else ())]
    )
    record = {
        "id": key_of(told.number), "url": told.url, "outlet": told.outlet, "headline": told.headline,
        "published": told.published.isoformat(), "text": text,
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def bad_page(kind: Bad, told: Told, seed: int) -> bytes:
    """Return what a crawler brought home instead of the article."""
    chance = Random(f"{seed}/bad/{told.number}")  # noqa: S311  # chance that invents articles keeps no secret
    if kind == "empty":
        return b""
    if kind == "binary":
        return b"\x89PNG\r\n\x1a\n" + chance.randbytes(chance.randint(500, 4000))
    if kind == "not_html":
        return b"%PDF-1.7\n" + chance.randbytes(chance.randint(500, 4000))
    if kind == "language":
        texts = "".join(f"<p>{sentence}</p>" for sentence in chance.sample(_FOREIGN, len(_FOREIGN)))
        return f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Brücke bleibt zu</title><link rel="canonical" href="{told.url}"></head><body><article><h1>Brücke bleibt bis Montag geschlossen</h1>{texts}</article></body></html>'.encode()
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in</title><link rel="canonical" href="{told.url}"></head><body><h1>{escape(told.headline)}</h1><p>To continue reading, please log in or subscribe.</p><form action="/login"><input type="password" name="p"><button>Log in</button></form></body></html>'.encode()


def bad_line(kind: Bad, told: Told, seed: int) -> bytes:
    """Return the same as a line of JSONL: what is no text there is a line that is not JSON, or an article without a word."""
    if kind in {"language", "wall"}:
        record = {"id": key_of(told.number), "url": told.url, "html": bad_page(kind, told, seed).decode()}
        return json.dumps(record).encode() + b"\n"
    if kind == "empty":
        return json.dumps({"id": key_of(told.number), "url": told.url, "text": ""}).encode() + b"\n"
    return b'{"id": "' + key_of(told.number).encode() + b'", "text": "cut o\n'


def warc(url: str, body: bytes, when: str) -> bytes:
    """Return a WARC response record, a gzip member of its own, as Common Crawl writes them."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{Random(url).getrandbits(128):032x}>\r\nWARC-Date: {when}\r\n"  # noqa: S311  # no secret
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


def address(told: Told) -> str:
    """Return where a bad page was to be found."""
    return f"https://{site(told.outlet)}/{told.published:%Y/%m}/{key_of(told.number)}"
