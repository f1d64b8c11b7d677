"""Readings to rows of the archive's tables and back, without loss.

``readings_of`` gives back what ``rows_of`` was given, equal in every field, but for two things: a lone surrogate, which no UTF-8 file can hold,
comes back as U+FFFD (one character for one, so offsets stay valid), and ``Reading.source`` of an article is its ``source.id``, as in JSON.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from onrecord.run.columns import UNKNOWN_MONTH
from onrecord.run.rereading import NEEDED, readings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.records import Article, Entity, Problem, Reading, Span, Statement, Time

__all__ = ["NEEDED", "day_of", "failed_key", "moment_of", "month_of", "readings_of", "rows_of", "whole"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?!\d)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_SURROGATE = re.compile("[\ud800-\udfff]")
APART = " … "
"""Between runs of words that do not stand together, where a column shows them as one text."""


def rows_of(reading: Reading, shard: str = "", position: int = 0) -> Rows:
    """Return the rows of a reading, the document at ``position`` of ``shard``. ``version`` is 1 and ``current`` true until the finish."""
    tail = {"shard": shard, "position": position}
    article = reading.article
    if article is None:
        key = failed_key(reading)
        none = {"document": key, "article": None, "version": 1, "current": True, "outlet": None, "day": None}
        return {"problems": _problems(reading.source, reading.problems or (None,), none, tail)}
    head: Row = {
        "article": article.id, "version": 1, "current": True, "outlet": article.outlet, "day": day_of(article.published),
    }  # fmt: skip
    names = {entity.id: entity.name for entity in reading.entities}
    first = {"document": article.id, **head}
    shown = {**head, "published": article.published, "headline": article.headline}
    return {
        "articles": [_article(article, head["day"], tail)],
        "statements": [_statement(n, one, names, shown, tail) for n, one in enumerate(reading.statements)],
        "entities": [_entity(n, one, head, tail) for n, one in enumerate(reading.entities)],
        "times": [_time(n, one, head, tail) for n, one in enumerate(reading.times)],
        "problems": _problems(article.source.id, reading.problems, first, tail),
    }


def month_of(published: str | None) -> str:
    """Return the month that an article is filed under: of its date as the page gives it, ``unknown`` where that has none."""
    found = _MONTH.match(published or "")
    return found.group() if found else UNKNOWN_MONTH


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO day or moment, as it is written there; None where it has no whole day."""
    found = _DAY.match(published or "")
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def moment_of(published: str | None) -> datetime | None:
    """Return an ISO moment in UTC; None for a day, and for a time of day of an unknown zone."""
    try:
        found = datetime.fromisoformat(published or "")
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def failed_key(reading: Reading) -> str:
    """Return a key for a document that gave no article: the same for the same source with the same problems."""
    told = "\0".join([reading.source, *(f"{one.code}\1{one.message}\1{one.where}" for one in reading.problems)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def whole(value: Any) -> Any:
    """Return text, or whatever holds text, with U+FFFD in place of lone surrogates."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: whole(inner) for name, inner in value.items()}
    return [whole(inner) for inner in value] if isinstance(value, list) else value


def _article(article: Article, day: date | None, tail: Row) -> Row:
    parts, source = article.dateline_parts, article.source
    return {
        "id": article.id, "version": 1, "current": True, "deliveries": 1, "url": article.url, "outlet": article.outlet,
        "language": article.language, "headline": article.headline, "deck": article.deck, "dateline": article.dateline,
        "published": article.published, "published_at": moment_of(article.published), "modified": article.modified,
        "modified_at": moment_of(article.modified), "day": day, "characters": len(article.text), "text": article.text,
        "text_sha256": hashlib.sha256(whole(article.text).encode()).hexdigest(),
        "bylines": [{"name": one.name, "role": one.role} for one in article.bylines],
        "captions": [{"text": one.text, "credit": one.credit} for one in article.captions],
        "related": [{"headline": one.headline, "url": one.url} for one in article.related],
        "blocks": [{"kind": one.kind, "start": one.start, "end": one.end} for one in article.blocks],
        "dateline_parts": {"text": parts.text, "place": parts.place, "agency": parts.agency} if parts else None,
        "source_id": source.id, "source_sha256": source.sha256, "read_at": source.read_at, "reader": source.reader,
        "month": month_of(article.published), **tail,
    }  # fmt: skip


def _statement(ordinal: int, one: Statement, names: Mapping[str, str], head: Row, tail: Row) -> Row:
    source, said = one.source, one.said
    spans = one.content or one.cue or source.spans
    return {
        **head, "id": one.id, "mode": one.mode,
        "source_kind": source.kind, "source_name": source.name, "source_entity": source.entity,
        "source": _joined(source.spans), "cue": _joined(one.cue), "content": _joined(one.content),
        "via": "; ".join(via.name or _joined(via.spans) for via in one.via),
        "said_from": day_of(said.from_) if said else None, "said_to": day_of(said.to) if said else None,
        "said_ground": one.said_ground, "certainty": one.certainty, "polarity": one.polarity, "about": list(one.about),
        "about_names": [names.get(entity, entity) for entity in one.about], "block": one.block, "confidence": one.confidence,
        "start": min((span.start for span in spans), default=0), "stop": max((span.end for span in spans), default=0),
        "ordinal": ordinal, "content_spans": _spans(one.content), "cue_spans": _spans(one.cue),
        "source_spans": _spans(source.spans), "source_reason": _span(source.reason) if source.reason else None,
        "via_spans": [{"spans": _spans(via.spans), "kind": via.kind, "name": via.name} for via in one.via],
        "said": _said(said) if said else None, **tail,
    }  # fmt: skip


def _entity(ordinal: int, one: Entity, head: Row, tail: Row) -> Row:
    return {
        **head, "id": one.id, "kind": one.kind, "name": one.name, "mentioned": len(one.mentions), "ordinal": ordinal,
        "mentions": _spans(one.mentions),
        "facts": [
            {"property": fact.property, "value": fact.value, "span": _span(fact.span), "as_of": fact.as_of}
            for fact in one.facts
        ],
        **tail,
    }  # fmt: skip


def _time(ordinal: int, one: Time, head: Row, tail: Row) -> Row:
    first, last = day_of(one.from_), day_of(one.to)
    odd = (one.from_, one.to) != (_iso(first), _iso(last))
    return {
        **head, "text": one.text, "type": one.type, "value": one.value, "from_day": first, "to_day": last,
        "start": one.start, "stop": one.end, "ordinal": ordinal,
        "odd_days": {"from": one.from_, "to": one.to} if odd else None, **tail,
    }  # fmt: skip


def _problems(source: str, problems: Sequence[Problem | None], first: Row, tail: Row) -> list[Row]:
    return [
        {
            **first, "source": source, "code": one and one.code, "message": one and one.message, "place": one and one.where,
            "ordinal": ordinal, **tail,
        }
        for ordinal, one in enumerate(problems)
    ]  # fmt: skip


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": span.text}


def _spans(spans: Sequence[Span]) -> list[Row]:
    return [{"start": span.start, "end": span.end, "text": span.text} for span in spans]


def _said(time: Time) -> Row:
    return {
        "start": time.start, "end": time.end, "text": time.text, "type": time.type, "value": time.value,
        "from": time.from_, "to": time.to,
    }  # fmt: skip


def _joined(spans: Sequence[Span]) -> str:
    return APART.join(span.text for span in spans)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
