"""Statements as Web Annotations (W3C Recommendations of 23 February 2017: Data Model, Vocabulary).

Each statement is an Annotation: its target is the words of what is said, its body says whose they are. A target has two selectors of
the same words. A ``TextPositionSelector`` counts code points, as the standard asks (Data Model, 4.2.4 and 4.2.5), from 0, the end left out,
in what the standard calls the normalised text, without tags and references: here that is ``article.text``, the text as OnRecord read it.
Another program normalises the page otherwise, so whoever does not hold that text goes by the ``TextQuoteSelector``: the exact words,
and what stands around them. A ``TimeState`` says of when the page is, as the standard recommends beside positions.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onrecord.export.embedding import without_surrogates
from onrecord.export.permalinks import permalink, urn, web_address
from onrecord.export.printable import printable
from onrecord.export.sourcing import channel
from onrecord.export.wording import COMMITMENTS, speaker
from onrecord.records import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.records import Article, Reading, Span, Statement

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
"""What annotations are served as (Web Annotation Protocol, 4.1)."""
CONTEXT: tuple[str | dict[str, Any], ...] = (
    "http://www.w3.org/ns/anno.jsonld",
    {"onrecord": "urn:onrecord:", "onrecord:statement": {"@type": "@json"}},
)
"""The standard's context, and the names that it lacks. The record is a JSON literal: its ``id``, ``source`` and ``via`` are not
the standard's."""
AROUND = 32
"""Characters before and after quoted words in an annotation: enough to tell two places apart, as annotation tools write them."""


def annotations_of(reading: Reading, base: str) -> dict[str, Any]:
    """Return the statements of an article as an AnnotationCollection with one AnnotationPage, in the order of the text.

    ``base`` is the address of the page of the ledger, for permalinks; empty for URNs. Raises ValueError for a reading without an article.
    """
    article = reading.article
    if article is None:
        raise ValueError(f"{reading.source} has no article")
    key = urn("annotations", article.id)
    collection: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": key,
        "type": "AnnotationCollection",
        "label": f"Statements in “{printable(article.headline or article.id)}”",
        "generator": _generator(article),
        "total": len(reading.statements),
    }
    if reading.statements:
        names = names_in(reading)
        items = [annotation(article, statement, names, base) for statement in reading.statements]
        for item in items:
            del item["@context"]  # that of the collection holds for all that stands in it
        page = {"id": f"{key}:1", "type": "AnnotationPage", "partOf": key, "startIndex": 0, "items": items}
        collection["first"] = page
        collection["last"] = f"{key}:1"
    return without_surrogates(collection)  # type: ignore[no-any-return]  # a dictionary comes back as one


def annotation(article: Article, statement: Statement, names: Mapping[str, str], base: str = "") -> dict[str, Any]:
    """Return a statement as a Web Annotation: the target is its words, the body says whose they are, as text and as the record.

    ``names`` has the names of the article's entities by id, see ``names_in``; ``base`` is as for ``annotations_of``.
    """
    about = [names[one] for one in statement.about if one in names]
    bodies: list[dict[str, Any]] = [_speaking(statement)]
    bodies += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in (statement.source.kind, *about)]
    spans = statement.content or statement.cue or statement.source.spans
    targets: list[Any] = [_target(article, span) for span in spans] or [_source(article)]
    made = {
        "@context": list(CONTEXT),
        "id": permalink(base, "statement", statement.id),
        "type": "Annotation",
        "motivation": "describing",
        "created": _moment(article.source.read_at),
        "generator": _generator(article),
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
        "onrecord:statement": as_json(statement),
    }
    return {name: value for name, value in made.items() if value is not None}


def names_in(reading: Reading) -> dict[str, str]:
    """Return the names of a reading's entities by their ids."""
    return {entity.id: entity.name for entity in reading.entities}


def _speaking(statement: Statement) -> dict[str, Any]:
    """Return the body that says whose word it is, in a line and as properties of OnRecord's own."""
    body: dict[str, Any] = {
        "type": "TextualBody",
        "purpose": "describing",
        "format": "text/plain",
        "value": _described(statement),
        "onrecord:speaker": speaker(statement),
        "onrecord:kind": statement.source.kind,
        "onrecord:mode": statement.mode,
    }
    through = list(dict.fromkeys(filter(None, map(channel, statement.via))))
    if through:
        body["onrecord:via"] = through
    if commitment := COMMITMENTS[statement.certainty, statement.polarity]:
        body["onrecord:commitment"] = commitment
    return body


def _described(statement: Statement) -> str:
    """Return whose word it is in a line: "Bo Hill: said"."""
    source = statement.source
    name = (
        source.name or _joined(source.spans) or {"none": "nobody", "author": "the article"}.get(source.kind, "unknown")
    )
    cue = _joined(statement.cue)
    return f"{name}: {cue}" if cue else name


def _target(article: Article, span: Span) -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "exact": span.text}
    quote["prefix"] = article.text[max(0, span.start - AROUND) : span.start]
    quote["suffix"] = article.text[span.end : span.end + AROUND]
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    target: dict[str, Any] = {"type": "SpecificResource", "source": _source(article), "selector": [quote, position]}
    read = _moment(article.source.read_at)
    if read:
        target["state"] = {"type": "TimeState", "sourceDate": read}
    return target


def _source(article: Article) -> str:
    return web_address(article.url) or urn("article", article.id)


def _generator(article: Article) -> dict[str, str]:
    return {"type": "Software", "name": article.source.reader or "onrecord"}


def _moment(stated: str) -> str | None:
    """Return a moment in UTC with Z, the form that the standard asks for (Data Model, 3.3.1); None where it is no moment."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else None


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(span.text for span in spans)
