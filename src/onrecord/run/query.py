"""Answers SQL over an archive's tables with DuckDB, in this process, on nothing but the archive.

A query may come from a web page or a language model, so it is kept in on three levels: only one statement is taken, and only one that reads; DuckDB may
open the archive's own files and no others, load no extension, see no variable of Python, and its configuration is locked; and it has limits of time,
memory and disk. ``docs/archive.md`` tells users of them.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from onrecord.errors import OnRecordError, UsageError
from onrecord.export.printable import printable
from onrecord.run.duck_paths import listed, literal
from onrecord.run.extras import needed
from onrecord.run.query_tables import QueryTable, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from onrecord.run.archive import Archive
    from onrecord.run.place import Place

FETCHED = 1_000
"""Rows that are taken from DuckDB at a time."""
_READS = "a query only reads: begin with SELECT, WITH or FROM, or with DESCRIBE, SHOW or SUMMARIZE"
_DETAIL = re.compile(r"\n\s*\n|\nLINE \d+:")
"""Where DuckDB's messages go on with a picture of the query, or with advice about settings that are locked here."""
_GENERATION = re.compile(r"-([0-9a-f]{10})\.parquet$")
"""The end of a file's name, which is that of the finish that wrote it."""
_HEADROOM = 500_000_000
"""Bytes beyond DuckDB's limit that a process may hold: lists and strings inside one row are not counted by DuckDB."""


class QueryError(OnRecordError):
    """A query could not be answered; the message says why and what to do. ``wrong`` tells whether the query itself is at fault."""

    def __init__(self, message: str, *, wrong: bool = False) -> None:
        """Keep both."""
        self.wrong = wrong
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How much one query may cost. Raises UsageError where a number is out of its range."""

    seconds: float = 300.0
    """For the whole answer. A pass over the statements of ten million articles takes a minute on two cores."""
    memory_bytes: int = 2_000_000_000
    """What sorting and joining may hold before they go to the disk, or fail."""
    disk_bytes: int = 20_000_000_000
    """What they may put into the folder for temporary files, where it is removed at the end."""
    threads: int | None = None
    """All cores where none are given."""

    def __post_init__(self) -> None:
        """Refuse what would answer nothing."""
        for name in ("seconds", "memory_bytes", "disk_bytes"):
            if getattr(self, name) <= 0:
                raise UsageError(f"{name} is {getattr(self, name)}; it must be greater than 0")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer, with its type as DuckDB calls it."""

    name: str
    type: str


class Answer:
    """The rows of one query, taken as they are wanted; ``columns`` are known at once."""

    def __init__(self, questions: Questions, columns: tuple[Column, ...], batches: Any) -> None:
        """Keep where the rows come from: a reader of Arrow batches, since DuckDB's own rows need one more package for moments."""
        self.columns = columns
        self._questions, self._batches = questions, batches

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, holding a few thousand at a time. Raises QueryError where the limits end it."""
        while (rows := self._questions.taken(self._next)) is not None:
            yield from rows

    def close(self) -> None:
        """Take no more; another question does this as well."""
        self._batches.close()

    def _next(self) -> list[tuple[Any, ...]] | None:
        try:
            batch = self._batches.read_next_batch()
        except StopIteration:
            return None
        return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


class Questions:
    """An archive that can be asked, one question after the other. A context manager; the time limit begins anew with each question."""

    def __init__(self, archive: Archive, limits: QueryLimits = QueryLimits()) -> None:
        """Open the tables of an archive. Raises MissingExtraError without DuckDB, QueryError where a file of it can't be read."""
        self._duckdb = needed("duckdb")
        self.limits = limits
        self.tables = tables_of(archive)
        self._spilled = TemporaryDirectory(prefix="onrecord-query-")
        try:
            self._connection = self._opened(archive.place)
        except BaseException:
            self._spilled.cleanup()
            raise
        self._thread = ThreadPoolExecutor(1, "onrecord-query")
        self._last: Answer | None = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, with whatever is still under way."""
        self._stop_clock()
        with suppress(self._duckdb.Error):
            self._connection.interrupt()
        self._thread.shutdown()
        self._connection.close()
        self._spilled.cleanup()

    def ask(self, sql: str) -> Answer:
        """Return the answer to one statement that reads. Raises QueryError for anything else, and where DuckDB refuses it."""
        self._only_reads(sql)
        if self._last is not None:
            self._last.close()
        self._start_clock()
        relation = self.taken(lambda: self._connection.sql(sql), sql)
        if relation is None:
            raise QueryError(f"this gives no rows; {_READS}", wrong=True)
        columns = tuple(map(Column, relation.columns, map(str, relation.types)))
        batches = (
            getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
        )  # its name in earlier versions
        self._last = Answer(self, columns, self.taken(lambda: batches(FETCHED), sql))
        return self._last

    def taken(self, take: Callable[[], Any], sql: str = "") -> Any:
        """Do something with DuckDB, and turn what it raises into a QueryError. Ctrl-C stops it."""
        try:
            return self._beside(take)
        except (self._duckdb.Error, OSError) as error:
            raise self._told(error, sql) from None
        except MemoryError:
            raise QueryError(self._too_large()) from None
        except (ValueError, OverflowError) as error:
            reason = printable(str(error))
            raise QueryError(
                f"a value can't be shown ({reason}); turn it into text, as in x::VARCHAR", wrong=True
            ) from None

    def _beside(self, take: Callable[[], Any]) -> Any:
        """Do something in the other thread, so that this one still hears Ctrl-C: DuckDB does not look for it while it makes Arrow."""
        work = self._thread.submit(take)
        try:
            return work.result()
        except KeyboardInterrupt:
            self._connection.interrupt()
            raise

    def _opened(self, place: Place) -> Any:
        connection = self._duckdb.connect(
            config={
                "python_enable_replacements": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "allow_persistent_secrets": "false",
                "memory_limit": f"{self.limits.memory_bytes}B",
                "temp_directory": self._spilled.name,
                "max_temp_directory_size": f"{self.limits.disk_bytes}B",
                **({"threads": str(self.limits.threads)} if self.limits.threads else {}),
            }
        )
        try:
            self._show(connection, place)
        except self._duckdb.Error as error:
            connection.close()
            raise self._told(error, "") from None
        return connection

    def _show(self, connection: Any, place: Place) -> None:
        """Make a view of each table, and then lock all doors."""
        if not place.renames:
            connection.register_filesystem(needed("fsspec").core.url_to_fs(place.address)[0])
        files = [path for table in self.tables for path in table.files]
        connection.execute(f"SET allowed_paths = {listed([*files, *map(literal, files)])}")
        for table in self.tables:
            if table.files:
                connection.execute(_view(table, connection))
            else:
                connection.register(table.name, table.empty)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

    def _only_reads(self, sql: str) -> None:
        try:
            statements = self._duckdb.extract_statements(sql)
        except self._duckdb.Error as error:
            raise self._told(error, sql) from None
        if len(statements) != 1:
            raise QueryError("give one query at a time" if statements else f"this is no query; {_READS}", wrong=True)
        kind = statements[0].type.name
        if kind != "SELECT":
            raise QueryError(f"{kind} is refused; {_READS}", wrong=True)

    def _start_clock(self) -> None:
        self._stop_clock()
        self._timer = threading.Timer(self.limits.seconds, self._out_of_time)
        self._timer.daemon = True
        self._timer.start()

    def _stop_clock(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _out_of_time(self) -> None:
        with suppress(self._duckdb.Error):
            self._connection.interrupt()

    def _told(self, error: Exception, sql: str) -> QueryError:
        """Return what DuckDB raised, or Arrow in its name, in one line that says what to do."""
        kind, _, detail = str(error).partition(" Error: ")
        if str(error).startswith("Traceback"):  # what a store's own package raised, under DuckDB
            kind, detail = "IO", str(error).strip().splitlines()[-1]
        words = printable(_DETAIL.split(detail or kind, maxsplit=1)[0])
        if kind == "INTERRUPT":
            return QueryError(
                f"the query took longer than {self.limits.seconds:g} seconds; ask for less, or give it more time"
            )
        if kind == "Out of Memory":
            return QueryError(self._too_large())
        if kind == "Permission" and not any(path in words for table in self.tables for path in table.files):
            return QueryError(f"a query reads the tables of the archive and nothing else ({words})", wrong=True)
        if kind == "Catalog" and words.startswith("Table with name"):
            return QueryError(
                f"{words.split('!')[0]}; tables: {', '.join(table.name for table in self.tables)}", wrong=True
            )
        if kind in {"IO", "Permission"}:
            return QueryError(
                f"the archive could not be read ({words}); if a run or a match is under way there, ask again"
            )
        return QueryError(f"{words}{self._columns_in(sql)}", wrong=True)

    def _columns_in(self, sql: str) -> str:
        """Return the columns of the tables that a query names, for whoever wrote one that is not there."""
        named = [table for table in self.tables if re.search(rf"\b{table.name}\b", sql, re.IGNORECASE)]
        return "".join(f"; {table.name} has: {', '.join(self._columns_of(table))}" for table in named)

    def _columns_of(self, table: QueryTable) -> list[str]:
        found = self._connection.execute(f"DESCRIBE {_name(table.name)}").fetchall()
        return [row[0] for row in found]

    def _too_large(self) -> str:
        return f"the query needs more memory than {self.limits.memory_bytes / 1e9:g} GB; ask for less, or give it more"


@contextmanager
def held_in(limits: QueryLimits, out_of_time: Callable[[], None], grace: float = 10.0) -> Iterator[None]:
    """Bound this process for the time of a query, beyond what DuckDB keeps to by itself: for a command, whose process is its own.

    DuckDB counts neither what one row holds nor stops inside it: ``range(1e9)`` takes 8 GB and a minute. The system refuses memory beyond the limit
    (on Linux), and ``out_of_time`` is called in a thread of its own when ``grace`` seconds have gone by after the limit of time.
    """
    watchdog = threading.Timer(limits.seconds + grace, out_of_time)
    watchdog.daemon = True
    watchdog.start()
    before = _bounded(limits.memory_bytes + _HEADROOM)
    try:
        yield
    finally:
        watchdog.cancel()
        if before is not None:
            import resource  # noqa: PLC0415 - not on every platform

            resource.setrlimit(resource.RLIMIT_DATA, before)


def _bounded(more: int) -> tuple[int, int] | None:
    """Let this process hold so many bytes more than now, where the system can; return what it might before."""
    try:
        import resource  # noqa: PLC0415 - not on every platform

        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no path of ours
            now = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:"))
        before = resource.getrlimit(resource.RLIMIT_DATA)
        most = now + more if before[1] == resource.RLIM_INFINITY else min(now + more, before[1])
        resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    except (ImportError, OSError, StopIteration, ValueError):
        return None
    return before


def _view(table: QueryTable, connection: Any) -> str:
    """Return what makes the view of a table.

    To look into every file for its columns takes minutes where there are ten thousand, so it is done only where files of several versions lie side
    by side: all that one finish, or one match, wrote have the same ones.
    """
    one_of_each = {_finish_of(path): path for path in table.files}
    shapes = {tuple(connection.execute(f"DESCRIBE {_source([path])}").fetchall()) for path in one_of_each.values()}
    return f"CREATE VIEW {_name(table.name)} AS {_source(table.files, mixed=len(shapes) > 1)}"


def _finish_of(path: str) -> str:
    found = _GENERATION.search(path)
    return found[1] if found else ""


def _source(files: Iterable[str], *, mixed: bool = False) -> str:
    how = f"hive_partitioning = true, hive_types_autocast = false, union_by_name = {str(mixed).lower()}"
    return f"SELECT * FROM read_parquet({listed(map(literal, files))}, {how})"  # noqa: S608 - paths of ours, quoted


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
