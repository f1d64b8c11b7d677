"""What two archives have that the other has not, row by row, and whether an archive has what must come of its input."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb
from archive_input import ADDED

from onrecord.run.archive import open_archive
from onrecord.run.query_tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIFFERS = "read_at"
"""The one column that differs between two runs."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows of a table each archive has, and how many the other has not."""

    table: str
    rows: tuple[int, int]
    only: tuple[int, int]

    @property
    def same(self) -> bool:
        """Whether both have the same rows, as often."""
        return not any(self.only)


def compared(one: Path, other: Path) -> Iterator[Difference]:
    """Yield how the tables of two archives differ, every column but ``read_at`` compared; a table that only one has differs in all rows."""
    with duckdb.connect() as db:
        names: dict[str, None] = {}
        for side, folder in (("a", one), ("b", other)):
            db.execute(f"CREATE SCHEMA {side}")
            for table in tables_of(open_archive(folder)):
                names[table.name] = None
                db.execute(f"CREATE VIEW {side}.{table.name} AS {_rows(db, table)}")
        for name in names:
            yield Difference(
                name,
                (_count(db, f"a.{name}"), _count(db, f"b.{name}")),
                (_missing(db, name, "a", "b"), _missing(db, name, "b", "a")),
            )


def _rows(db: Any, table: Any) -> str:
    if not table.files:
        return "SELECT 1 AS nothing WHERE false"
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in table.files)
    source = f"read_parquet([{files}], hive_partitioning = true, hive_types_autocast = false)"
    names = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]  # noqa: S608 - our own paths
    columns = ", ".join(_quoted(name) for name in sorted(names) if name != DIFFERS)
    return f"SELECT {columns} FROM {source}"  # noqa: S608 - the same


def _quoted(name: str) -> str:
    return f'"{name}"'


def _count(db: Any, view: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {view}").fetchone()[0])  # noqa: S608 - our own names


def _missing(db: Any, name: str, there: str, here: str) -> int:
    missing = f"SELECT * FROM {there}.{name} EXCEPT ALL SELECT * FROM {here}.{name}"  # noqa: S608 - our own names
    return int(db.execute(f"SELECT count(*) FROM ({missing})").fetchone()[0])  # noqa: S608 - the same


@dataclass(slots=True)
class Report:
    """What was looked at, by kind, and what was not as it must be."""

    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def say(self) -> str:
        """Return it in words."""
        told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.seen.items()))
        some = "".join(f"\n  {one}" for one in self.wrong[:SHOWN])
        return f"{told}: {len(self.wrong):,} not as they must be{some}"


def checked(archive: Path, expected: Path) -> Report:
    """Check that every good article is there exactly once, every bad document reported once, and every repeated one counted."""
    rows = [json.loads(line) for line in expected.open(encoding="utf-8")]
    held = _Held(archive)
    report = Report()
    deliveries = Counter(row["url"] for row in rows if row["kind"] in {"good", "again"})
    for row in rows:
        kind = row.get("bad") or row["kind"]
        report.seen[kind] += 1
        wrong = held.wrong_with(row, deliveries)
        if wrong:
            report.wrong.append(f"{row['name']} ({kind}): {wrong}")
    return report


class _Held:
    """What an archive holds, by what the list of expected documents knows of them."""

    def __init__(self, folder: Path) -> None:
        found = {table.name: list(table.files) for table in tables_of(open_archive(folder))}
        self.articles: dict[str, list[tuple[bool, int]]] = defaultdict(list)
        self.sources: Counter[str] = Counter()
        self.reported: dict[str, Counter[str]] = defaultdict(Counter)
        with duckdb.connect() as db:
            listed = "SELECT url, contains(text, ?), deliveries, source_id FROM read_parquet(?)"
            for url, later, deliveries, source in db.execute(listed, [ADDED, found["articles"]]).fetchall():
                self.articles[url].append((later, deliveries))
                self.sources[_end(source)] += 1
            if found["problems"]:
                problems = "SELECT source, code, count(*) FROM read_parquet(?) GROUP BY ALL"
                for source, code, count in db.execute(problems, [found["problems"]]).fetchall():
                    self.reported[_end(source)][code] += count

    def wrong_with(self, row: dict[str, Any], deliveries: Counter[str]) -> str:
        """Return what is not as it must be with one document, nothing where all is."""
        articles = sum(self.sources[end] for end in row["ends"])
        reported = sum((self.reported[end] for end in row["ends"]), Counter[str]())
        if row["kind"] == "real":
            return "" if articles or reported else "neither an article nor a problem came of it"
        if row["kind"] == "bad":
            if not reported or max(reported.values()) > 1:
                return f"reported as {dict(reported)}"
            return "" if row["may_be_article"] or not articles else "an article came of it"
        later = row["kind"] == "later"
        texts = [count for was_later, count in self.articles[row["url"]] if was_later is later]
        wanted = 1 if later else deliveries[row["url"]]
        if texts == [wanted]:
            return ""
        told = f", reported as {dict(reported)}" if reported else ""
        return f"there {len(texts)} times, delivered {sum(texts)} times and not {wanted}{told}"


def _end(source: str) -> str:
    """Return the end of a source's name: all of an address, the last part of a path."""
    return source if source.startswith("https://") else source.rpartition("/")[2]
