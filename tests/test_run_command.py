"""``onrecord run`` as a user runs it: the real reader, real processes, files, signals and exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from faulty_reading import rows

from onrecord.run.extras import needed

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("articles", "statements", "entities", "times", "problems")
EACH = 5
NOISE = f"<script>{'var noise = 1; ' * 4000}</script>"
"""So that a file of a few pages is large enough for a shard of its own."""


def page(number: int, outlet: str) -> str:
    return (
        f"<html><head><title>Bridge {number} closes</title><meta property='og:site_name' content='{outlet}'>"
        f"<meta property='article:published_time' content='2024-0{number % 3 + 1}-11T10:00:00Z'>{NOISE}</head><body><article>"
        f"<h1>Bridge {number} of {outlet} closes</h1><p>By Ada Moss</p>"
        f"<p>The bridge number {number} at Fennick will close on Monday, the council said. It opened in 19{number % 90 + 10}.</p>"
        f"<p>“We have no choice,” said Bo Hill, the mayor of Fennick. “The road is broken in {number} places.”</p>"
        "<p>Residents of the town had asked for the works for many years, and most of them were glad.</p></article></body></html>"
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return a folder of pages, a WARC and a file of JSONL, each a shard of its own; one page of the folder is no article."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "pages").mkdir()
    for number in range(EACH):
        (folder / "pages" / f"{number}.html").write_text(page(number, "Fennick Post"))
    (folder / "pages" / "empty.html").write_text("")
    with (folder / "crawl.warc").open("wb") as warc:
        for number in range(EACH):
            body = page(number, "The Gazette").encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{number}>\r\nWARC-Target-URI: https://gazette.example/{number}\r\n"
            told = f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            warc.write(head.encode() + told.encode() + http + b"\r\n\r\n")
    lines = [json.dumps({"id": f"line-{number}", "html": page(number, "Evening Lamp")}) for number in range(EACH)]
    (folder / "lines.jsonl").write_text("\n".join(lines))
    return [str(folder / name) for name in ("pages", "crawl.warc", "lines.jsonl")]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "onrecord", "run", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, check=False, timeout=300, text=True)


@pytest.fixture(scope="module")
def by_one(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return an archive that one worker made, and what the run said."""
    out = tmp_path_factory.mktemp("one") / "archive"
    done = run(*sources, "--out", str(out), "--workers", "1", "--json")
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_run_command_says_what_came_of_it(by_one: tuple[Path, dict[str, Any]]) -> None:
    told = by_one[1]
    assert (told["documents"], told["articles"], told["without_article"]) == (3 * EACH + 1, 3 * EACH, 1)
    assert told["shards"] >= 3
    assert told["problems"] == {"empty": 1}
    assert (told["failed_shards"], told["missing_sources"], told["mishaps"], told["earlier"]) == ([], [], 0, 0)
    assert told["statements"] == told["holds"]["rows"]["statements"] > 3 * EACH
    assert all(re.fullmatch("[a-z_]+", key) for key in (*told, *told["holds"], *told["holds"]["rows"]))


def test_run_command_gives_the_same_rows_with_two_workers_and_goes_on_from_there(
    sources: list[str], by_one: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "archive"
    first = run(sources[0], "--out", str(out), "--workers", "2")
    assert first.returncode == 0, first.stderr
    assert f"{EACH + 1} pages read" in first.stdout
    assert f"{out} holds {EACH} articles" in first.stdout
    assert f"onrecord match {out}" in first.stdout
    second = run(*sources, "--out", str(out), "--workers", "2")
    assert re.search(r"\(\d shards? done before\)", second.stdout)
    for table in TABLES:
        assert rows(out, table) == rows(by_one[0], table), table
    third = run(*sources, "--out", str(out))
    assert third.stdout.startswith("nothing new: all of it was read before\n")
    assert (third.returncode, third.stderr) == (0, "")


def test_run_command_reads_what_read_reads(sources: list[str], by_one: tuple[Path, dict[str, Any]]) -> None:
    plain = subprocess.run(
        [sys.executable, "-m", "onrecord", "read", sources[0], "--json"], capture_output=True, check=False, timeout=120
    )
    read = [json.loads(line) for line in plain.stdout.splitlines()]
    wanted = {statement["id"] for reading in read for statement in reading.get("statements", ())}
    assert wanted
    assert {row["id"] for row in rows(by_one[0], "statements") if row["outlet"] == "Fennick Post"} == wanted


def test_run_command_leaves_out_a_page_that_takes_too_long(tmp_path: Path) -> None:
    source = tmp_path / "pages"
    source.mkdir()
    long = " ".join(f"“It is number {number},” said Bo Hill of Fennick." for number in range(30_000))
    (source / "long.txt").write_text(f"The long page\n\nBy Ada Moss\n\n{long}\n")
    (source / "short.txt").write_text(
        "The short page\n\nBy Ada Moss\n\nThe mill will close, said Bo Hill, the mayor of Fennick, on Monday.\n"
    )
    done = run(str(source), "--out", str(tmp_path / "out"), "--page-seconds", "5", "--workers", "1", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["articles"], told["without_article"], told["mishaps"]) == (1, 1, 2)
    assert told["problems"].keys() >= {"worker_time"}
    assert f"{source}/long.txt: it took longer than 5 seconds" in done.stderr


def test_run_command_names_sources_that_are_not_there(tmp_path: Path) -> None:
    done = run(str(tmp_path / "typo"), "--out", str(tmp_path / "out"), "--workers", "1", "--json")
    assert done.returncode == 1
    assert done.stderr == f"onrecord: {tmp_path}/typo: there is no such file; check the path\n"
    told = json.loads(done.stdout)
    assert told["missing_sources"][0]["name"] == f"{tmp_path}/typo"
    assert (told["documents"], told["without_article"], told["problems"]) == (0, 0, {"not_found": 1})


def test_run_command_leads_on_only_where_there_is_something(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "empty.html").write_text("")
    done = run(str(tmp_path / "pages"), "--out", str(tmp_path / "out"), "--workers", "1")
    assert "1 page read" in done.stdout
    assert "Next:" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x"], "Missing option '--out'"),
        (["x", "--out", "o", "--address", "auto"], "--address is for --engine ray"),
        (["x", "--out", "o", "--sample", "2"], "sample is 2.0"),
        (["x", "--out", "o", "--sample", "few"], "few is no share; give it as 0.01 or 1%"),
        (["x", "--out", "o", "--memory", "lots"], "lots is no amount of memory; give it as 1500MB or 2GB"),
        (["x", "--out", "o", "--memory", "100MB"], "100MB is too little"),
        (["x", "--out", "o", "--column", "html"], "give a role and a column, as in html=page"),
        (["-", "--out", "o"], "a run can't read standard input"),
        ([".", "--out", "o"], "--out lies in ., which is to be read"),
    ],
)
def test_run_command_wrong_use_ends_with_2(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, check=False, timeout=120, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())


def test_run_command_keeps_off_what_is_no_archive_and_one_made_otherwise(
    by_one: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    done = run("x", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "holds diary.txt and is no archive" in done.stderr
    done = run("x", "--out", str(by_one[0]), "--min-confidence", "0.5")
    assert done.returncode == 2
    assert "was made with reading.min_confidence 0.0, not 0.5" in " ".join(done.stderr.split())
    done = run("x", "--out", str(by_one[0]), "--sample", "1%")
    assert done.returncode == 2
    assert "with sample 1.0, not 0.01" in " ".join(done.stderr.split())
    assert "a sample is an archive of its own: give another --out" in " ".join(done.stderr.split())


def test_run_command_says_when_it_may_not_write(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder would have to be")
    done = run("x", "--out", str(tmp_path / "taken" / "out"))
    assert (done.returncode, done.stderr) == (
        1,
        f"onrecord: {tmp_path}/taken/out can't be written to (Not a directory)\n",
    )
    done = run("x", "--out", str(tmp_path / "taken"))
    assert done.returncode == 2
    assert "taken is a file; an archive is a folder" in " ".join(done.stderr.split())


def test_run_command_lets_columns_be_named_while_no_article_was_read(tmp_path: Path) -> None:
    pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
    words = "The weir\n\nBy Cy Orr\n\nThe weir will stay, said Una Pell, the mayor of Orle, on Monday."
    pq.write_table(pa.table({"wording": [f"{words} She said so {n} times." for n in range(3)]}), tmp_path / "t.parquet")
    arguments = [str(tmp_path / "t.parquet"), "--out", str(tmp_path / "out"), "--workers", "1"]
    done = run(*arguments)
    assert (done.returncode, "no column of the table holds articles" in done.stderr) == (1, True)
    assert [row["code"] for row in rows(tmp_path / "out", "problems")] == ["no_columns"]
    done = run(*arguments, "--column", "text=wording")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path / "out", "articles")) == 3
    assert "no_columns" not in {row["code"] for row in rows(tmp_path / "out", "problems")}
    done = run(*arguments, "--column", "text=words")
    assert done.returncode == 2
    assert "in other columns go into an archive of their own: give another --out" in " ".join(done.stderr.split())


def test_run_command_ctrl_c_says_how_to_go_on_and_leaves_no_process(sources: list[str], tmp_path: Path) -> None:
    out = tmp_path / "archive"
    arguments = [sources[0], "--out", str(out), "--workers", "2"]
    driver = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    workers = _workers(driver)
    os.killpg(driver.pid, signal.SIGINT)  # as a terminal does: to everybody in the foreground
    _, told = driver.communicate(timeout=60)
    assert driver.returncode == 130
    assert (
        told
        == f"onrecord: stopped: nothing was done yet; go on with the same command: onrecord run {sources[0]} --out {out} --workers 2\n"
    )
    assert "Traceback" not in told
    assert not [one for one in workers if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert run(*arguments).returncode == 0
    assert len(rows(out, "articles")) == EACH


def test_run_command_shows_what_happens_on_a_terminal(sources: list[str], tmp_path: Path) -> None:
    shown = _on_terminal(*command(sources[0], "--out", str(tmp_path / "out"), "--workers", "2"))
    assert re.search(r"reading .*0:00:0\d", shown)
    assert re.search(r"0 of \d shards, \d pages?", shown)
    assert re.search(r"2 workers with \d+ MB, the largest \d+ MB", shown)
    assert re.search(r"putting into months: \d of 4", shown)
    assert "in shards that are done: 5 articles, " in shown
    assert "problems: empty 1" in shown


def _workers(driver: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the workers once they are there and read."""
    while driver.poll() is None:
        found = [child for child in psutil.Process(driver.pid).children() if "spawn_main" in " ".join(child.cmdline())]
        if found and found[0].memory_info().rss > 100_000_000:
            return found
        time.sleep(0.1)
    raise AssertionError("it ended too early")


def _on_terminal(*arguments: str) -> str:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    driver = subprocess.Popen(arguments, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so where others return nothing
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert driver.wait(60) == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
