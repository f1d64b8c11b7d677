"""An article as ninjs, the IPTC's news in JSON, version 3.2 (iptc.org/standards/ninjs); ``onrecord.read.ninjs`` reads it back.

Only properties that versions 3.0 to 3.3 share are written. Of an item's two bodies ``main`` is the journalism alone; ``asRead`` is the
text as OnRecord read it, furniture included, in which the offsets of statements count. ninjs dates need a time and an offset: a date
without them is no ``firstCreated`` with an invented midnight but a description with the role ``published`` or ``modified``.
ninjs has no place for statements; the Web Annotations of an article have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.export.embedding import without_surrogates
from onrecord.export.permalinks import urn, web_address
from onrecord.export.printable import printable
from onrecord.export.sourcing import NAMED, sourcing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Article, Byline, Caption, EntityKind, Reading

MEDIA_TYPE = "application/json"
STANDARD = {"name": "ninjs", "version": "3.2", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#"}
AS_READ, PUBLISHED, MODIFIED, PUBLISHER = "asRead", "published", "modified", "publisher"
"""Roles of OnRecord's own; ``onrecord.read.ninjs`` knows the same ones."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""A date-time of RFC 3339, as JSON Schema means it."""
_LISTS: dict[EntityKind, str] = {"person": "people", "organisation": "organisations", "place": "places"}


def ninjs_of(reading: Reading) -> dict[str, Any]:
    """Return the article of a reading as a ninjs item. Raises ValueError for a reading without an article."""
    article = reading.article
    if article is None:
        raise ValueError(f"{reading.source} has no article")
    uri = urn("article", article.id)
    item: dict[str, Any] = {
        "uri": uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "language": article.language,
        **_dates(article),
        "headlines": _valued("main", article.headline and printable(article.headline)),
        "by": _printed(article),
        "located": article.dateline and printable(article.dateline),
        "descriptions": list(_descriptions(article)),
        "bodies": _bodies(article),
        **_concepts(reading),
        "infoSources": list(_sources(reading)),
        "renditions": _page(article),
        "associations": [_picture(uri, number, each) for number, each in enumerate(article.captions, 1)],
    }
    return without_surrogates({name: value for name, value in item.items() if value not in (None, [], "")})  # type: ignore[no-any-return]


def _valued(role: str, value: str | None) -> list[dict[str, str]]:
    return [{"role": role, "value": value}] if value else []


def _dates(article: Article) -> dict[str, str]:
    """Return when the article was first published and last changed, where that is known to the time and offset."""
    first = _moment(article.published)
    # Whoever finds a last change alone takes it for the publication.
    last = (_moment(article.modified) or first) if article.published else None
    return {name: value for name, value in (("firstCreated", first), ("versionCreated", last)) if value}


def _moment(stated: str | None) -> str | None:
    return stated if stated and _MOMENT.fullmatch(stated) else None


def _descriptions(article: Article) -> Iterator[dict[str, str]]:
    yield from _valued("deck", article.deck)
    for role, stated in ((PUBLISHED, article.published), (MODIFIED, article.modified)):
        if stated and not (_moment(stated) and article.published):
            yield {"role": role, "contentType": "text/plain", "value": stated}


def _printed(article: Article) -> str | None:
    """Return the line that says whom the article is by."""
    names = [printable(byline.name) for byline in article.bylines]
    if not names:
        return None
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _bodies(article: Article) -> list[dict[str, Any]]:
    """Return the journalism, with its length, and the text as it was read."""
    main, whole = article.body(), article.text
    counted = {"charCount": len(main), "wordCount": len(main.split()), "value": main}
    bodies: list[dict[str, Any]] = [
        {"role": "main", "contentType": "text/plain", **counted},
        {"role": AS_READ, "contentType": "text/plain", "value": whole},
    ]
    return [body for body in bodies if str(body["value"]).strip()]


def _concepts(reading: Reading) -> dict[str, list[dict[str, str]]]:
    """Return the people, bodies and places: first those whom the article is by, with how, then those that it mentions."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in _LISTS.values()}
    for byline in reading.article.bylines if reading.article else ():
        found["organisations" if byline.role == "agency" else "people"].append(_by(byline))
    for entity in reading.entities:
        name = printable(entity.name)
        if entity.kind in _LISTS and name:
            found[_LISTS[entity.kind]].append({"name": name, "rel": "mentions"})
    return found


def _by(byline: Byline) -> dict[str, str]:
    return {"name": byline.name, "rel": byline.role}


def _sources(reading: Reading) -> Iterator[dict[str, str]]:
    """Yield the outlet, then who has a name and provided information: those with a statement."""
    if reading.article and reading.article.outlet:
        yield {"name": reading.article.outlet, "role": PUBLISHER}
    for speaker in sourcing_of(reading).speakers:
        if speaker.kind in NAMED:
            yield {"name": speaker.name, "role": "source"}


def _page(article: Article) -> list[dict[str, str]]:
    address = web_address(article.url)
    return [{"name": "web", "href": address, "contentType": "text/html"}] if address else []


def _picture(uri: str, number: int, caption: Caption) -> dict[str, Any]:
    """Return a picture of the article: its caption and credit are all that is known of it."""
    item: dict[str, Any] = {"name": f"picture {number}", "uri": f"{uri}:picture:{number}", "type": "picture"}
    item["descriptions"] = _valued("caption", caption.text)
    item["by"] = caption.credit
    return {name: value for name, value in item.items() if value}
