"""Asking an archive in SQL: what is answered, how it is shown, and that a query can do nothing but read the archive."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import click
import pytest
from archive_by_hand import archive
from records_by_hand import article, mill, reading_of, statement

from onrecord.cli import cli
from onrecord.errors import UsageError
from onrecord.problems import problem
from onrecord.records import Reading
from onrecord.run.archive import open_archive
from onrecord.run.extras import needed
from onrecord.run.match_tables import MATCH_TABLES
from onrecord.run.query import QueryError, QueryLimits, Questions, held_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
HEADLINE = '=HYPERLINK("x") \x1b[31mWeir\x1b[0m to stay'
WEIR = "Weir to stay\n\nBy Cy Orr\n\nThe weir will stay, Una Pell said."


def weir() -> Reading:
    page = article(
        WEIR, id="b2", outlet="The Lantern", headline=HEADLINE, published="2025-01-09T10:00:00+01:00", language=None
    )
    return reading_of(page, statement(page, "The weir will stay", "said", "Una Pell"))


def readings() -> list[Reading]:
    return [mill(), weir(), Reading("gone.html", None, problems=(problem("empty"),))]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "archive"
    archive(folder, readings())
    return folder


@pytest.fixture(scope="module")
def questions(place: Path) -> Iterator[Questions]:
    with Questions(open_archive(place), QueryLimits(seconds=60, memory_bytes=200_000_000, threads=2)) as opened:
        yield opened


def rows(questions: Questions, sql: str) -> list[tuple[Any, ...]]:
    return list(questions.ask(sql).rows())


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is answered


def test_query_tables_hold_what_was_read(questions: Questions) -> None:
    assert rows(questions, "SELECT id, outlet, month FROM articles ORDER BY id") == [
        ("a1", "The Bugle", "2024-11"),
        ("b2", "The Lantern", "2025-01"),
    ]
    assert rows(questions, "FROM statements SELECT source_name, content ORDER BY day, start") == [
        ("Bo Hill", "The mill will close"), ("Bo Hill", "“I am sorry,”"), ("Critics", "“a crime”"), ("Una Pell", "The weir will stay"),
    ]  # fmt: skip
    assert rows(questions, "SELECT source, code, article, month FROM problems") == [
        ("gone.html", "empty", None, "unknown")
    ]


def test_query_names_and_types_of_columns_are_known_before_any_row(questions: Questions) -> None:
    answer = questions.ask("SELECT day, confidence, about, 'x' AS day FROM statements WHERE false")
    assert [(column.name, column.type) for column in answer.columns] == [
        ("day", "DATE"), ("confidence", "DOUBLE"), ("about", "VARCHAR[]"), ("day_1", "VARCHAR"),
    ] or [column.name for column in answer.columns] == ["day", "confidence", "about", "day"]  # fmt: skip
    assert list(answer.rows()) == []


def test_query_a_table_without_a_row_has_its_columns(questions: Questions) -> None:
    assert rows(questions, "SELECT count(*), max(from_day), max(month) FROM times") == [(0, None, None)]


@pytest.mark.parametrize(
    "sql",
    [
        "SHOW TABLES",
        "DESCRIBE statements",
        "SUMMARIZE articles",
        "WITH a AS (SELECT 1) FROM a",
        "VALUES (1)",
        "TABLE times",
    ],
)
def test_query_takes_every_way_of_reading(questions: Questions, sql: str) -> None:
    answer = questions.ask(sql)
    assert answer.columns
    assert bool(list(answer.rows())) is (sql != "TABLE times")


def test_query_moments_are_of_utc(questions: Questions) -> None:
    [(moment,)] = rows(questions, "SELECT published_at FROM articles WHERE id = 'b2'")
    assert moment.isoformat() == "2025-01-09T09:00:00+00:00"


def test_query_another_question_ends_the_answer_before(questions: Questions) -> None:
    first = questions.ask("SELECT range FROM range(1000000)").rows()
    assert next(first) == (0,)
    assert rows(questions, "SELECT 1") == [(1,)]
    with pytest.raises(QueryError):
        list(first)


def test_query_answers_row_by_row_without_holding_them_all(questions: Questions) -> None:
    answer = questions.ask("SELECT range, repeat('x', 1000) FROM range(1000000000)").rows()
    assert [next(answer)[0] for _ in range(5000)] == list(range(5000))


def test_query_sees_the_tables_of_a_matching(tmp_path: Path) -> None:
    archive(tmp_path / "archive", readings())
    before = open_archive(tmp_path / "archive")
    with (
        Questions(before) as opened,
        pytest.raises(QueryError, match=r"tables: articles, statements, entities, times, problems$"),
    ):
        opened.ask("SELECT * FROM stories")
    schema = MATCH_TABLES["stories"].schema
    folder = tmp_path / "archive" / "stories" / "month=2024-11"
    folder.mkdir(parents=True)
    pq.write_table(
        pa.Table.from_pylist([{"id": "s1", "title": "Mill to close", "articles": 1}], schema=schema),
        folder / "part-0.parquet",
    )
    with Questions(before) as opened:
        assert rows(opened, "SELECT id, articles, month FROM stories") == [("s1", 1, "2024-11")]


def test_query_files_of_earlier_versions_may_lack_a_column(tmp_path: Path) -> None:
    archive(tmp_path / "archive", [mill()])
    archive(tmp_path / "archive", [weir()])
    for month, decks in (("2024-11", [None, "After ninety years"]), ("2025-01", None)):
        [file] = (tmp_path / "archive" / "articles" / f"month={month}").glob("*.parquet")
        pq.write_table(pq.read_table(file, partitioning=None).drop_columns(["deck"]), file)
        with Questions(open_archive(tmp_path / "archive")) as opened:
            if decks is not None:
                assert rows(opened, "SELECT deck FROM articles ORDER BY id") == [(deck,) for deck in decks]
                continue
            with pytest.raises(QueryError, match=r'"deck" not found'):  # no file has it any more
                rows(opened, "SELECT deck FROM articles")


@pytest.mark.parametrize("name", ["it's [1]*? é, x", "it's [1]*? \\ é", "1"])
def test_query_paths_may_hold_any_sign(tmp_path: Path, name: str) -> None:
    archive(tmp_path / "it's 1x", [])  # what the signs would stand for
    archive(tmp_path / "plain", readings())
    folder = (tmp_path / "plain").rename(tmp_path / name)
    with Questions(open_archive(folder)) as opened:
        assert rows(opened, "SELECT count(*), max(month) FROM statements") == [(4, "2025-01")]


def test_query_archives_may_lie_in_a_store() -> None:
    archive("memory://query-archive", readings())
    with Questions(open_archive("memory://query-archive")) as opened:
        assert rows(opened, "SELECT count(*) FROM statements WHERE month = '2024-11'") == [(3,)]
        with pytest.raises(QueryError, match="nothing else"):
            opened.ask("SELECT content FROM read_text('memory://query-archive/archive.json')")


# What is refused

REFUSED = (
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY articles TO '{archive}/articles/out.parquet'",
    "COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{archive}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/new.db'",
    "ATTACH '{archive}/new.db' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "FORCE INSTALL spatial FROM community",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "SET GLOBAL allowed_directories = ['/']",
    "PRAGMA enable_profiling",
    "PRAGMA database_list",
    "CALL enable_logging(storage = 'file', storage_path = '{folder}/log')",
    "CREATE TABLE mine AS SELECT * FROM articles",
    "CREATE OR REPLACE VIEW statements AS SELECT 1 AS a",
    "CREATE MACRO f(x) AS x",
    "CREATE SECRET s (TYPE http)",
    "DROP VIEW articles",
    "INSERT INTO articles SELECT * FROM articles",
    "DELETE FROM statements",
    "UPDATE articles SET id = 'x'",
    "PREPARE p AS SELECT 1",
    "BEGIN",
    "CHECKPOINT",
    "VACUUM",
    "USE memory",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/out.csv'",
    "",
    "-- nothing",
    "SELEC 1",
)


@pytest.mark.parametrize("sql", REFUSED)
def test_query_changes_nothing_and_writes_no_file(questions: Questions, place: Path, sql: str) -> None:
    before = files(place.parent)
    [file] = (place / "articles" / "month=2024-11").glob("*.parquet")
    with pytest.raises(QueryError) as raised:
        list(questions.ask(sql.format(folder=place.parent, archive=place, file=file)).rows())
    assert raised.value.wrong
    assert "\n" not in str(raised.value)
    assert files(place.parent) == before
    assert rows(questions, "SELECT count(*) FROM statements") == [(4,)]


@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (INSERT INTO articles SELECT * FROM articles RETURNING id) SELECT * FROM a",
        "SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/out.csv''')",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = '{folder}/log')",
        "SELECT * FROM enable_logging('QueryLog')",
        "SELECT * FROM query_table('{folder}/secret.csv')",
    ],
)
def test_query_what_looks_like_reading_changes_nothing_either(questions: Questions, place: Path, sql: str) -> None:
    before = files(place.parent)
    with pytest.raises(QueryError):
        rows(questions, sql.format(folder=place.parent))
    assert files(place.parent) == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{path}')",
        "SELECT * FROM read_blob('{path}')",
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM read_csv('{path}', auto_detect = false, columns = {{'a': 'VARCHAR'}})",
        "SELECT * FROM read_json('{path}')",
        "SELECT * FROM read_parquet('{path}')",
        "SELECT * FROM parquet_scan(['{path}'])",
        "SELECT * FROM parquet_metadata('{path}')",
        "SELECT * FROM sniff_csv('{path}')",
        "SELECT * FROM read_duckdb('{path}')",
        "SELECT * FROM glob('{path}')",
        "SELECT * FROM glob('{path}*')",
        "SELECT * FROM '{path}'",
        "SELECT (SELECT content FROM read_text('{path}'))",
        "SELECT * FROM articles, read_text('{path}')",
        "SELECT * FROM query('FROM read_text(''{path}'')')",
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        "/etc/passwd",
        "{outside}",
        "file:{outside}",
        "{archive}/../secret.csv",
        "{archive}/link.csv",
        "{archive}/archive.json",
        "{archive}/*/*/*",
    ],
)
def test_query_reads_no_other_file(questions: Questions, place: Path, sql: str, where: str) -> None:
    outside = place.parent / "secret.csv"
    outside.write_text("word\nxyzzy\n", "utf-8")
    if not (place / "link.csv").exists():
        (place / "link.csv").symlink_to(outside)
    path = where.format(outside=outside, archive=place)
    with pytest.raises(QueryError) as raised:
        rows(questions, sql.format(path=path))
    assert "xyzzy" not in str(raised.value)


def test_query_uses_no_network(questions: Questions) -> None:
    with listening() as (port, asked):
        for name in ("read_csv", "read_parquet", "read_text", "read_json", "glob"):
            with pytest.raises(QueryError):
                rows(questions, f"SELECT * FROM {name}('http://127.0.0.1:{port}/page.csv')")  # noqa: S608 - our own words
        with pytest.raises(QueryError):
            rows(questions, f"SELECT * FROM 'http://127.0.0.1:{port}/page.parquet'")  # noqa: S608 - the same
        assert asked == []
        urllib.request.urlopen(f"http://127.0.0.1:{port}/page.csv").close()
        assert asked == ["/page.csv"]  # the server would have noticed


def test_query_sees_no_variable_of_python(questions: Questions) -> None:
    secret = pa.table({"word": ["xyzzy"]})
    with pytest.raises(QueryError, match="Table with name secret does not exist"):
        rows(questions, "SELECT * FROM secret")
    assert secret.num_rows == 1


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/archive/out.csv'",
        "COPY (SELECT 1) TO '{folder}/archive/articles/month=2024-11/part-9.parquet'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/new.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_paths = ['/etc/passwd']",
        "SET python_enable_replacements = true",
        "SET temp_directory = '{folder}'",
        "SET memory_limit = '1TB'",
    ],
)
def test_query_duckdb_itself_refuses_even_what_would_get_past_us(questions: Questions, place: Path, sql: str) -> None:
    before = files(place.parent)
    with pytest.raises(Exception, match=r"disabled|locked|Permission"):
        questions._connection.execute(sql.format(folder=place.parent))  # noqa: SLF001 - the second wall alone
    assert files(place.parent) == before


# Limits


def test_query_ends_when_its_time_is_over_and_the_next_one_works(place: Path) -> None:
    with Questions(open_archive(place), QueryLimits(seconds=0.2)) as opened:
        for sql in ("SELECT count(*) FROM range(10000000000000)", "SELECT * FROM range(10000000000000)"):
            with pytest.raises(
                QueryError, match=r"took longer than 0\.2 seconds; ask for less, or give it more time"
            ) as raised:
                for _ in opened.ask(sql).rows():
                    pass
            assert not raised.value.wrong
        assert rows(opened, "SELECT 1") == [(1,)]


def test_query_ends_when_it_needs_more_memory_and_disk_than_it_may_have(place: Path) -> None:
    limits = QueryLimits(memory_bytes=50_000_000, disk_bytes=1_000_000, threads=1)
    with Questions(open_archive(place), limits) as opened:
        with pytest.raises(QueryError, match=r"needs more memory than 0\.05 GB"):
            rows(opened, "SELECT * FROM range(20000000) ORDER BY hash(range)")
        assert rows(opened, "SELECT 1") == [(1,)]


def test_query_sorts_on_disk_what_does_not_fit_and_leaves_nothing_there(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Questions(open_archive(place), QueryLimits(memory_bytes=100_000_000, threads=1)) as opened:
        answer = opened.ask("SELECT range, repeat('x', 50) FROM range(2000000) ORDER BY hash(range)").rows()
        next(answer)
        assert list(tmp_path.rglob("*.tmp"))
        assert sum(1 for _ in answer) == 1_999_999
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds what a process holds")
def test_query_one_row_that_would_fill_the_memory_ends_the_query(place: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "onrecord",
        "query",
        "SELECT list_sum(range(2000000000))",
        str(place),
        "--memory",
        "0.2",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "onrecord: the query needs more memory than 0.2 GB; ask for less, or give it more\n"


def test_query_a_command_that_does_not_stop_by_itself_is_ended() -> None:
    over = threading.Event()
    with held_in(QueryLimits(seconds=0.05), over.set, grace=0.05):
        assert over.wait(30)
    over.clear()
    with held_in(QueryLimits(seconds=0.05), over.set, grace=0.05):
        pass
    assert not over.wait(0.5)


def test_query_limits_out_of_range_are_refused() -> None:
    for wrong in ({"seconds": 0}, {"memory_bytes": -1}, {"disk_bytes": 0}):
        with pytest.raises(UsageError, match="must be greater than 0"):
            QueryLimits(**wrong)


def test_query_ctrl_c_stops_it(place: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "query", "SELECT count(*) FROM range(10000000000000)", str(place)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)}
    ) as query:
        while not list(tmp_path.glob("onrecord-query-*")):
            assert query.poll() is None
            time.sleep(0.05)
        time.sleep(0.5)
        query.send_signal(signal.SIGINT)
        assert query.communicate(timeout=60) == (b"", b"onrecord: stopped\n")
        assert query.returncode == 130
    assert not list(tmp_path.iterdir())


# What is said of errors


def test_query_an_unknown_column_is_told_with_those_there_are(questions: Questions) -> None:
    with pytest.raises(QueryError) as raised:
        questions.ask("SELECT outlt FROM problems")
    told = str(raised.value)
    assert 'column "outlt" not found' in told
    assert "problems has: document, article, version, current, outlet, day, source, code, message, place" in told
    assert "statements has" not in told


def test_query_an_error_in_the_middle_of_the_rows_is_told(questions: Questions) -> None:
    with pytest.raises(QueryError, match="Could not convert string 'x' to INT32") as raised:
        rows(questions, "SELECT CAST(CASE WHEN range = 50000 THEN 'x' ELSE '1' END AS INT) FROM range(100000)")
    assert "\n" not in str(raised.value)


def test_query_a_value_that_no_calendar_has_is_told(questions: Questions) -> None:
    with pytest.raises(QueryError, match="turn it into text, as in x::VARCHAR"):
        rows(questions, "SELECT 'infinity'::DATE")


def test_query_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    archive(tmp_path / "archive", readings())
    with Questions(open_archive(tmp_path / "archive")) as opened:
        for file in (tmp_path / "archive" / "statements").rglob("*.parquet"):
            file.unlink()
        with pytest.raises(QueryError, match=r"could not be read .* ask again"):
            rows(opened, "SELECT content FROM statements")


def test_query_no_archive_or_none_that_is_finished_is_told(tmp_path: Path, asked: Asked) -> None:
    for folder in ("nothing", "empty"):
        done = asked(tmp_path / folder, "SELECT 1")
        assert done.code == 2
        assert "onrecord run" in done.err


# What is printed


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


Asked = Callable[..., Done]


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run the command in this process, at 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def ask(place: Path, sql: str, *options: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            code = cli.main(["query", sql, str(place), *options], "onrecord", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return ask


def test_query_prints_a_table_for_people(place: Path, asked: Asked) -> None:
    done = asked(
        place,
        "SELECT source_name AS who, count(*) AS n, any_value(said_from) AS day FROM statements GROUP BY ALL ORDER BY n DESC, who LIMIT 2",
    )
    assert done.err == ""
    assert done.out == "who      n  day\nBo Hill  2  null\nCritics  1  null\n2 rows\n"


def test_query_prints_wide_rows_as_lists_and_says_that_there_are_more(place: Path, asked: Asked) -> None:
    done = asked(place, "SELECT * FROM statements ORDER BY day, start DESC", "--limit", "1")
    lines = done.out.splitlines()
    assert lines[0] == "article        a1"
    assert any(
        line.startswith('content_spans  [{"start": ') and line.endswith('"text": "“a crime”"}]') for line in lines
    )
    assert lines[-1] == "1 row; there are more: --limit 10 shows them, --csv writes all"


def test_query_what_pages_say_can_not_move_the_cursor_or_become_a_formula(place: Path, asked: Asked) -> None:
    sql = "SELECT headline FROM articles WHERE id = 'b2'"
    assert "\x1b" not in asked(place, sql).out
    assert asked(place, sql, "--csv").out == 'headline\r\n"\'=HYPERLINK(""x"") \x1b[31mWeir\x1b[0m to stay"\r\n'


def test_query_prints_json_and_csv_for_programs(place: Path, asked: Asked) -> None:
    sql = "SELECT statements.id, statements.day, about, confidence, cue_spans AS spans, published_at, 1.50::DECIMAL(4,2) AS d, sum(1) OVER () AS n, 'nan'::DOUBLE AS nan FROM statements JOIN articles ON articles.id = article WHERE statements.id LIKE '%mill%'"
    [line] = asked(place, sql, "--json").out.splitlines()
    told = json.loads(line)
    assert told == {
        "id": "s-The mill will close", "day": "2024-11-06", "about": [], "confidence": 0.9, "published_at": None, "d": 1.5, "n": 1, "nan": None,
        "spans": [{"start": 57, "end": 61, "text": "said"}],
    }  # fmt: skip
    assert asked(place, "SELECT true AS a, NULL AS b, [1, 2] AS c, -1 AS d, {'x': 'y'} AS e", "--csv").out == (
        'a,b,c,d,e\r\ntrue,,"[1, 2]",-1,"{""x"": ""y""}"\r\n'
    )
    assert len(asked(place, "FROM range(300)", "--json").out.splitlines()) == 300
    assert len(asked(place, "FROM range(300)", "--csv", "--limit", "7").out.splitlines()) == 8
    assert json.loads(asked(place, "SELECT 1 AS a, 2 AS a", "--json").out) in (
        {"a": 1, "a_1": 2},
        {"a": 1, "a_2": 2},
    )


def test_query_takes_its_words_from_standard_input(place: Path, asked: Asked) -> None:
    assert asked(place, "-", stdin="SELECT 7 AS n\n").out == "n\n7\n1 row\n"


def test_query_wrong_use_is_2_and_says_what_to_do(place: Path, asked: Asked) -> None:
    wrong = asked(place, str(place))
    assert (wrong.code, "first the query, then the folder" in wrong.err) == (2, True)
    both = asked(place, "SELECT 1", "--json", "--csv")
    assert (both.code, "give either --json or --csv" in both.err) == (2, True)
    unknown = asked(place, "SELECT x FROM articles")
    assert (unknown.code, unknown.out) == (2, "")
    assert unknown.err.startswith("onrecord: ")
    assert unknown.err.count("\n") == 1


def test_query_without_the_extra_says_what_to_install(place: Path) -> None:
    script = "import sys; sys.modules['duckdb'] = None; from onrecord.cli import main; main()"
    command = [sys.executable, "-c", script, "query", "SELECT 1", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.endswith("pip install 'onrecord[archive]'\n")


class _Heard(BaseHTTPRequestHandler):
    def __init__(self, asked: list[str], *rest: Any) -> None:
        self.asked = asked
        super().__init__(*rest)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"word\nxyzzy\n")

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *_: Any) -> None:
        return None


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Heard, asked)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()
            thread.join()
