"""Readings put together again from Arrow rows, column by column: an archive is read whole several times, and rows as dicts take thrice as long."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Any

from onrecord.records import (
    Article,
    Block,
    Byline,
    Caption,
    Dateline,
    Entity,
    Fact,
    Problem,
    Reading,
    Related,
    Source,
    Span,
    Statement,
    StatementSource,
    Time,
    Via,
)
from onrecord.run.columns import TABLES
from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

pa, pc = needed("pyarrow"), needed("pyarrow.compute")

_KEYS = ("day", "version", "shard", "position")
NEEDED: dict[str, list[str]] = {
    "articles": [
        name for name in TABLES["articles"].schema.names
        if name not in {"deliveries", "published_at", "modified_at", "characters", "text_sha256", "current"}
    ],
    "statements": [
        "article", "id", "mode", "source_kind", "source_name", "source_entity", "said_ground", "certainty", "polarity", "about",
        "block", "confidence", "ordinal", "content_spans", "cue_spans", "source_spans", "source_reason", "via_spans", "said", "start", *_KEYS,
    ],
    "entities": ["article", "id", "kind", "name", "ordinal", "mentions", "facts", *_KEYS],
    "times": ["article", "text", "type", "value", "from_day", "to_day", "start", "stop", "ordinal", "odd_days", *_KEYS],
    "problems": ["document", "article", "source", "code", "message", "place", "ordinal", *_KEYS],
}  # fmt: skip
"""The columns that a reading is put together from; the others repeat what these say."""
OTHERS = ("statements", "entities", "times", "problems")
"""The tables beside ``articles``, in the order of a reading's fields."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A row of ``problems`` of a document that gave no article: the document's key and its source; no problem in the one odd case."""

    document: str
    source: str
    problem: Problem | None


def readings_of(tables: Mapping[str, Any]) -> Iterator[Reading]:
    """Yield the readings that Arrow tables hold, articles in the order of their rows, then documents without one; all are held at once.

    ``tables`` are ``pyarrow.Table`` by name; a missing one is empty. For a whole archive see ``onrecord.run.archive``.
    """
    found: dict[str, dict[tuple[str, int], list[tuple[int, Any]]]] = {}
    for name in OTHERS:
        by_key = found.setdefault(name, {})
        if name in tables:
            table = tables[name]
            keys = zip(_list(table, "shard"), _list(table, "position"), strict=True)
            for key, ordinal, record in zip(keys, _list(table, "ordinal"), records_in(name, table), strict=True):
                by_key.setdefault(key, []).append((ordinal, record))
    if "articles" in tables:
        articles = tables["articles"]
        keys = zip(_list(articles, "shard"), _list(articles, "position"), strict=True)
        for key, article in zip(keys, records_in("articles", articles), strict=True):
            yield reading_from(article, *(found[name].pop(key, []) for name in OTHERS))
    for rows in found["problems"].values():
        if isinstance(rows[0][1], Failed):
            yield failed_from(rows)


def reading_from(article: Article, *others: Sequence[tuple[int, Any]]) -> Reading:
    """Return the reading of an article and of the records beside it, each with its ordinal, in the order of ``OTHERS``."""
    return Reading(article.source.id, article, *map(_in_order, others))


def failed_from(rows: Sequence[tuple[int, Failed]]) -> Reading:
    """Return the reading of a document that gave no article, from its rows of ``problems``, of which there is at least one."""
    problems = tuple(row.problem for row in _in_order(rows) if row.problem is not None)
    return Reading(rows[0][1].source, None, problems=problems)


def _in_order(rows: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    return tuple([record for _, record in sorted(rows, key=_first)])


def _first(row: tuple[int, Any]) -> int:
    return row[0]


def records_in(name: str, table: Any) -> list[Any]:
    """Return the record of each row of an Arrow table or batch that has the columns of ``NEEDED``.

    For ``problems`` that is a Problem, or a Failed where the document gave no article.
    """
    return _MAKERS[name](table)


def _articles(table: Any) -> list[Article]:
    sources = map(Source, *(_list(table, column) for column in ("source_id", "source_sha256", "read_at", "reader")))
    bylines, captions = _records(table, "bylines", Byline), _records(table, "captions", Caption)
    parts = [
        Dateline(one["text"], one["place"], one["agency"]) if one else None for one in _list(table, "dateline_parts")
    ]
    columns = (_list(table, name) for name in ("id", "url", "outlet", "language", "headline", "deck", "dateline"))
    published, modified = _list(table, "published"), _list(table, "modified")
    related, blocks = _records(table, "related", Related), _records(table, "blocks", Block)
    return list(
        map(Article, *columns, bylines, published, modified, captions, related, _list(table, "text"), blocks, sources, parts)
    )  # fmt: skip


def _statements(table: Any) -> list[Statement]:
    columns = (_list(table, name) for name in ("id", "article", "mode"))
    sources = map(
        StatementSource, _records(table, "source_spans", Span), _list(table, "source_kind"), _list(table, "source_name"),
        _list(table, "source_entity"), [_span(one) for one in _list(table, "source_reason")],
    )  # fmt: skip
    via = [tuple([_via(one) for one in several or ()]) for several in _list(table, "via_spans")]
    about = [tuple(several or ()) for several in _list(table, "about")]
    return list(map(
        Statement, *columns, _records(table, "content_spans", Span), _records(table, "cue_spans", Span), sources, via,
        [_said(one) for one in _list(table, "said")], _list(table, "certainty"), _list(table, "polarity"), about,
        _list(table, "block"), _list(table, "confidence"), _list(table, "said_ground"),
    ))  # fmt: skip


def _entities(table: Any) -> list[Entity]:
    facts = [tuple([_fact(one) for one in several or ()]) for several in _list(table, "facts")]
    columns = (_list(table, name) for name in ("id", "kind", "name"))
    return list(map(Entity, *columns, _records(table, "mentions", Span), facts))


def _times(table: Any) -> list[Time]:
    odd = _list(table, "odd_days")
    first = [given["from"] if given else _iso(day) for given, day in zip(odd, _list(table, "from_day"), strict=True)]
    last = [given["to"] if given else _iso(day) for given, day in zip(odd, _list(table, "to_day"), strict=True)]
    return list(map(Time, *(_list(table, name) for name in ("start", "stop", "text", "type", "value")), first, last))


def _problems(table: Any) -> list[Problem | Failed]:
    columns = (_list(table, name) for name in ("document", "article", "source", "code", "message", "place"))
    return list(starmap(_problem, zip(*columns, strict=True)))


def _problem(document: str, article: str | None, source: str, code: str | None, *words: str) -> Problem | Failed:
    problem = Problem(code, *words) if code is not None else None
    return problem if article is not None and problem is not None else Failed(document, source, problem)


_MAKERS: dict[str, Callable[[Any], list[Any]]] = {
    "articles": _articles, "statements": _statements, "entities": _entities, "times": _times, "problems": _problems,
}  # fmt: skip


def _list(table: Any, name: str) -> list[Any]:
    found: list[Any] = table.column(name).to_pylist()
    return found


def _records(table: Any, name: str, kind: Callable[..., Any]) -> list[tuple[Any, ...]]:
    """Return for each row the records in a column of lists of structs; the fields of the one are those of the other, in order."""
    column = table.column(name)
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):  # of no chunk, in older releases
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    inside = list(map(kind, *(each.to_pylist() for each in whole.flatten().flatten())))
    ends = pc.fill_null(pc.list_value_length(whole), 0).to_pylist()
    for place in range(1, len(ends)):
        ends[place] += ends[place - 1]
    return [tuple(inside[begin:end]) for begin, end in pairwise([0, *ends])]


def _span(one: Mapping[str, Any] | None) -> Span | None:
    return Span(one["start"], one["end"], one["text"]) if one else None


def _via(one: Mapping[str, Any]) -> Via:
    return Via(
        tuple([Span(each["start"], each["end"], each["text"]) for each in one["spans"]]), one["kind"], one["name"]
    )


def _fact(one: Mapping[str, Any]) -> Fact:
    span = one["span"]
    return Fact(one["property"], one["value"], Span(span["start"], span["end"], span["text"]), one["as_of"])


def _said(one: Mapping[str, Any] | None) -> Time | None:
    if one is None:
        return None
    return Time(one["start"], one["end"], one["text"], one["type"], one["value"], one["from"], one["to"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
