"""The tables of an archive, column by column: what each holds, its type in Arrow, and how its rows are sorted.

Every table has flat columns, made to be asked by SQL, and nested ones with all spans, so that a reading can be put together from its rows
without loss. ``start`` and ``stop`` are code points in the article's text, end exclusive; inside nested columns the names are those of the
records. docs/archive-format.md is written from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Mapping

pa = needed("pyarrow")

FORMAT = 1
"""Goes up whenever a column is renamed, dropped, or means something else. New columns leave it as it is."""

SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
SPANS = pa.list_(SPAN)
TIME = pa.struct([
    ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()), ("type", pa.string()), ("value", pa.string()),
    ("from", pa.string()), ("to", pa.string()),
])  # fmt: skip
MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Arrow type, and in words what it holds; ``plain`` ones are sought by, so files tell their range."""

    name: str
    type: Any
    meaning: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table: what a row is, its columns, the columns that its rows are sorted by, and how many rows stand in a row group."""

    name: str
    row: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    group: int
    key: str = "article"
    """The column with the article's id."""

    @property
    def schema(self) -> Any:
        """The Arrow schema of the finished table."""
        return _schema(self)

    @property
    def plain(self) -> list[str]:
        """The columns for which files keep their least and greatest values."""
        return [column.name for column in self.columns if column.plain]


@cache
def _schema(shape: TableShape) -> Any:
    return pa.schema([(column.name, column.type) for column in shape.columns])


def _head(*, key: bool = True) -> tuple[Column, ...]:
    """Return the columns that every table but ``articles`` begins with."""
    first = (Column("article", pa.string(), "id of the article", plain=True),) if key else ()
    return (
        *first,
        Column("version", pa.int32(), "version of the article, from 1; see `articles`"),
        Column(
            "current",
            pa.bool_(),
            "whether this is the article's last version; ask for `WHERE current` to count nothing twice",
        ),
        Column("outlet", pa.string(), "publication", plain=True),
        Column("day", pa.date32(), "day of publication, as the page gives it; null where unknown", plain=True),
    )


_TAIL = (
    Column("shard", pa.string(), "shard of the run that read the article (`shards/<id>.json`)"),
    Column(
        "position", pa.int32(), "place of the document in that shard, from 0; with `shard` it is the key of a reading"
    ),
)
_ORDINAL = Column("ordinal", pa.int32(), "place in the reading, from 0")

ARTICLES = TableShape(
    "articles", "one version of one article",
    (
        Column("id", pa.string(), "id of the article: 16 hexadecimal digits made of its address, else of its text", plain=True),
        Column("version", pa.int32(), "number of this text among those that came under the same id, from 1, in order of their dates"),
        Column("current", pa.bool_(), "whether this is the last version"),
        Column("deliveries", pa.int32(), "how often the sources gave this text under this id; the first by date, source and place is kept"),
        Column("url", pa.string(), "address"),
        Column("outlet", pa.string(), "publication", plain=True),
        Column("language", pa.string(), "language, ISO 639-1"),
        Column("headline", pa.string(), "headline"),
        Column("deck", pa.string(), "line under the headline"),
        Column("dateline", pa.string(), "where it was filed from, as printed"),
        Column("published", pa.string(), "when it was published, ISO 8601 as the page gives it: a day or a moment"),
        Column("published_at", MOMENT, "the same as a moment; null where the page gives a day or nothing"),
        Column("modified", pa.string(), "when it was last changed, as the page gives it"),
        Column("modified_at", MOMENT, "the same as a moment"),
        Column("day", pa.date32(), "day of publication, as the page gives it; null where unknown", plain=True),
        Column("characters", pa.int32(), "code points of `text`"),
        Column("text", pa.string(), "the text that all offsets count in"),
        Column("text_sha256", pa.string(), "SHA-256 of the text in UTF-8"),
        Column("bylines", pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())])), "whom it is by"),
        Column("captions", pa.list_(pa.struct([("text", pa.string()), ("credit", pa.string())])), "words under pictures"),
        Column("related", pa.list_(pa.struct([("headline", pa.string()), ("url", pa.string())])), "links to other stories"),
        Column(
            "blocks", pa.list_(pa.struct([("kind", pa.string()), ("start", pa.int32()), ("end", pa.int32())])),
            "what each run of the text is",
        ),
        Column(
            "dateline_parts", pa.struct([("text", pa.string()), ("place", pa.string()), ("agency", pa.string())]),
            "the dateline taken apart",
        ),
        Column("source_id", pa.string(), "the caller's own id, or the path or address that it was read from"),
        Column("source_sha256", pa.string(), "SHA-256 of the bytes read"),
        Column("read_at", pa.string(), "when it was read, ISO 8601 in UTC; the one column that differs between two runs"),
        Column("reader", pa.string(), "which version read it"),
        *_TAIL,
    ),
    ("day", "id", "version"), 1_000, "id",
)  # fmt: skip

STATEMENTS = TableShape(
    "statements", "one statement: who is said to have said what",
    (
        *_head(),
        Column("published", pa.string(), "when the article was published, as the page gives it"),
        Column("headline", pa.string(), "headline of the article"),
        Column("id", pa.string(), "id of the statement"),
        Column("mode", pa.string(), "`direct`, `indirect` or `mixed`", plain=True),
        Column("source_kind", pa.string(), "kind of source: `person organisation media document role anonymous group author none`", plain=True),
        Column("source_name", pa.string(), "name that the source resolves to", plain=True),
        Column("source_entity", pa.string(), "id of the source among the article's `entities`"),
        Column("source", pa.string(), "words that name the source; runs that stand apart are joined by ` … `"),
        Column("cue", pa.string(), "words that attribute: said, according to"),
        Column("content", pa.string(), "what is said"),
        Column("via", pa.string(), "what it came through, names joined by `; `; empty for none"),
        Column("said_from", pa.date32(), "first day on which it may have been said"),
        Column("said_to", pa.date32(), "last day"),
        Column("said_ground", pa.string(), "how that is known: `stated inherited present past`"),
        Column("certainty", pa.string(), "the source's own commitment: `certain probable possible unknown`"),
        Column("polarity", pa.string(), "`positive` or `negative`"),
        Column("about", pa.list_(pa.string()), "ids of the entities that the content mentions"),
        Column("about_names", pa.list_(pa.string()), "their names"),
        Column("block", pa.string(), "kind of block that it stands in"),
        Column("confidence", pa.float64(), "how sure the reader is, 0 to 1"),
        Column("start", pa.int32(), "where its content (else cue, else source) begins"),
        Column("stop", pa.int32(), "where that ends"),
        _ORDINAL,
        Column("content_spans", SPANS, "what is said, span by span"),
        Column("cue_spans", SPANS, "words that attribute, span by span"),
        Column("source_spans", SPANS, "words that name the source, span by span"),
        Column("source_reason", SPAN, "words with which the article says why the source has no name"),
        Column("via_spans", pa.list_(pa.struct([("spans", SPANS), ("kind", pa.string()), ("name", pa.string())])), "what it came through"),
        Column("said", TIME, "when it was said, as the article has it"),
        *_TAIL,
    ),
    ("day", "article", "version", "start", "ordinal"), 8_000,
)  # fmt: skip

ENTITIES = TableShape(
    "entities", "one person, body, place, work or event of one article",
    (
        *_head(),
        Column("id", pa.string(), "id of the entity, in its article"),
        Column("kind", pa.string(), "`person organisation place work event other`", plain=True),
        Column("name", pa.string(), "fullest name in the article", plain=True),
        Column("mentioned", pa.int32(), "how often it is mentioned, pronouns included"),
        _ORDINAL,
        Column("mentions", SPANS, "every mention"),
        Column(
            "facts",
            pa.list_(pa.struct([("property", pa.string()), ("value", pa.string()), ("span", SPAN), ("as_of", pa.string())])),
            "what the article says of it in passing",
        ),
        *_TAIL,
    ),
    ("day", "article", "version", "ordinal"), 8_000,
)  # fmt: skip

TIMES = TableShape(
    "times", "one time expression (TIMEX3) of one article",
    (
        *_head(),
        Column("text", pa.string(), "its words"),
        Column("type", pa.string(), "`DATE TIME DURATION SET`", plain=True),
        Column("value", pa.string(), "its TIMEX3 value"),
        Column("from_day", pa.date32(), "first day that the value stands for", plain=True),
        Column("to_day", pa.date32(), "last day", plain=True),
        Column("start", pa.int32(), "where it begins"),
        Column("stop", pa.int32(), "where it ends"),
        _ORDINAL,
        Column("odd_days", pa.struct([("from", pa.string()), ("to", pa.string())]), "first and last day as read, where one is no whole day; else null"),
        *_TAIL,
    ),
    ("day", "article", "version", "start", "ordinal"), 16_000,
)  # fmt: skip

PROBLEMS = TableShape(
    "problems", "one thing that could not be read or resolved, in an article, or in a document that gave none",
    (
        Column("document", pa.string(), "id of the article; for a document without one a hash of its source and problems", plain=True),
        Column("article", pa.string(), "id of the article; null where the document gave none"),
        *_head(key=False),
        Column("source", pa.string(), "the caller's own id, or the path or address that it was read from"),
        Column("code", pa.string(), "code of the problem; null in the one case of a document with neither article nor problem", plain=True),
        Column("message", pa.string(), "what it is and what to do next"),
        Column("place", pa.string(), "where, if anywhere in particular"),
        _ORDINAL,
        *_TAIL,
    ),
    ("day", "document", "version", "ordinal"), 16_000, "document",
)  # fmt: skip

TABLES: dict[str, TableShape] = {shape.name: shape for shape in (ARTICLES, STATEMENTS, ENTITIES, TIMES, PROBLEMS)}
"""The tables that a run makes, by name."""

UNKNOWN_MONTH = "unknown"
"""The month of what has no date."""


def part_schema(table: str) -> Any:
    """Return the schema of a table as a shard leaves it: that of the finished table; articles have their month besides."""
    schema = TABLES[table].schema
    return schema.append(pa.field("month", pa.string())) if table == "articles" else schema


def described(shapes: Mapping[str, TableShape] = TABLES) -> str:
    """Return all tables in Markdown, column by column."""
    pieces = []
    for shape in shapes.values():
        order = f" Sorted by {', '.join(f'`{name}`' for name in shape.order)}." if shape.order else ""
        pieces += [f"### {shape.name}\n", f"A row is {shape.row}.{order}\n"]
        pieces += ["| column | type | |", "|---|---|---|"]
        pieces += [
            f"| `{column.name}`{' ↕' if column.plain else ''} | {_type_name(column.type)} | {column.meaning} |"
            for column in shape.columns
        ]
        pieces.append("")
    return "\n".join(pieces)


def _type_name(kind: Any) -> str:
    """Return an Arrow type in few words: ``list of (start, end, text)``."""
    if pa.types.is_list(kind):
        return f"list of {_type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return f"({', '.join(_field_name(kind.field(at)) for at in range(kind.num_fields))})"
    return {"date32[day]": "date", "timestamp[us, tz=UTC]": "timestamp, UTC"}.get(str(kind), str(kind))


def _field_name(field: Any) -> str:
    inner = field.type.value_type if pa.types.is_list(field.type) else field.type
    return f"{field.name}: {_type_name(field.type)}" if pa.types.is_struct(inner) else str(field.name)
