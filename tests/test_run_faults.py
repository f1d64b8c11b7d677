from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from faulty_reading import LIMITS, TRACES, make_pages, rows, run
from hard_work import killing

from onrecord.errors import UsageError
from onrecord.run.local import LocalEngine
from onrecord.run.progress import Tally
from onrecord.run.work import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLES = ("articles", "statements", "problems")
PAGES = 40


@pytest.fixture(autouse=True)
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "traces"
    folder.mkdir()
    monkeypatch.setenv(TRACES, str(folder))
    return folder


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return pages that take a moment each, and tell in the traces that they are being read."""
    return make_pages(tmp_path_factory.mktemp("pages") / "pages", PAGES, dict.fromkeys(range(PAGES), "seen"))


@pytest.fixture(scope="module")
def undisturbed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """Return the rows of a run over these pages that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TRACES, str(folder))
        run([pages], folder / "out", LocalEngine(1, LIMITS))
    found = {table: rows(folder / "out", table) for table in TABLES}
    assert (len(found["articles"]), len(found["statements"]), len(found["problems"])) == (PAGES, PAGES, 0)
    return found


def test_run_gives_the_same_rows_on_any_number_of_workers(
    tmp_path: Path, pages: Path, undisturbed: dict[str, list[dict[str, object]]]
) -> None:
    run([pages], tmp_path / "out", LocalEngine(3, LIMITS))
    assert {table: rows(tmp_path / "out", table) for table in TABLES} == undisturbed


def test_run_again_changes_nothing_and_reads_nothing(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 8, {3: "report"})
    out = tmp_path / "out"
    run([source], out, LocalEngine(2, LIMITS))
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    tally = Tally()
    came = run([source], out, LocalEngine(2, LIMITS), tally=tally)
    assert (came.finished.shards, tally.shards, tally.done) == (0, 0, 0)
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before
    assert len((tmp_path / "traces" / "pids").read_text().split()) == 1


def test_run_reads_what_is_new_only(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 12, {3: "report"})
    run([source], tmp_path / "out", LocalEngine(1, LIMITS))
    make_pages(tmp_path / "more", 5)
    tally = Tally()
    run([source, tmp_path / "more"], tmp_path / "out", LocalEngine(1, LIMITS), tally=tally)
    assert tally.earlier > 0
    assert 5 <= tally.documents < 12
    assert len(rows(tmp_path / "out", "articles")) == 17


def test_run_what_is_delivered_twice_is_kept_once(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 12)
    run([source, source, f"{source}/*.txt"], tmp_path / "out", LocalEngine(2, LIMITS))
    assert len({row["id"] for row in rows(tmp_path / "out", "articles")}) == 12
    assert len(rows(tmp_path / "out", "articles")) == len(rows(tmp_path / "out", "statements")) == 12


def test_run_survives_workers_killed_at_random_moments(
    tmp_path: Path, traces: Path, pages: Path, undisturbed: dict[str, list[dict[str, object]]]
) -> None:
    chance = random.Random(7)  # noqa: S311 - keeps no secret
    tally = Tally()
    with _killing(chance, times=8, traces=traces):
        came = run([pages], tmp_path / "out", LocalEngine(2, LIMITS), tally=tally)
    assert came.failed == ()
    assert tally.lost >= 3
    assert {table: rows(tmp_path / "out", table) for table in TABLES} == undisturbed


def test_run_no_kill_from_outside_costs_a_good_page(tmp_path: Path) -> None:
    """Many kills, all while a page is under way, most of them at the same two: what they hit is read all the same, what ends its worker is not."""
    chance = random.Random(5)  # noqa: S311 - keeps no secret
    bad = {4: "exit", 9: "segfault"}
    orders = dict.fromkeys(range(16), "seen") | bad
    source = make_pages(tmp_path / "pages", 16, orders)
    victims: list[str] = []
    hits: Counter[str] = Counter()

    def wanted(name: str) -> bool:
        if name not in victims and len(victims) < 2:
            victims.append(name)
        hits[name] += 1
        return hits[name] <= 6 if name in victims else hits[name] == 1 and chance.random() < 0.5

    with killing(tmp_path / "traces", wanted) as killed:
        came = run([source], tmp_path / "out", LocalEngine(2, LIMITS))
    assert min(killed.count(victim) for victim in victims) > 4
    assert len(set(killed)) > 3
    assert came.failed == ()
    told = sorted((row["source"].rsplit("/", 1)[1], row["code"]) for row in rows(tmp_path / "out", "problems"))
    assert told == [(f"{place:03}.txt", "worker_crashed") for place in bad]
    read = sorted(row["source_id"].rsplit("/", 1)[1] for row in rows(tmp_path / "out", "articles"))
    assert read == [f"{place:03}.txt" for place in range(16) if place not in bad]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_run_goes_on_after_its_driver_was_killed_at_random_moments(
    tmp_path: Path, traces: Path, pages: Path, undisturbed: dict[str, list[dict[str, object]]]
) -> None:
    chance = random.Random(11)  # noqa: S311 - keeps no secret
    out = tmp_path / "out"
    for _ in range(5):  # each time after a few of the 40 pages, however fast the machine is
        driver = _driver(pages, out)
        _wait_for_pages(driver, traces, chance.randint(1, 3))
        time.sleep(chance.uniform(0, 0.2))
        driver.kill()
        assert driver.wait() == -signal.SIGKILL
    assert _driver(pages, out).wait(120) == 0
    assert {table: rows(out, table) for table in TABLES} == undisturbed
    assert not list(out.glob("parts/*"))


def test_run_removes_what_killed_workers_left(tmp_path: Path) -> None:
    left = tmp_path / "out" / "parts" / "0123" / ".unfinished-4567-articles.parquet"
    source = make_pages(tmp_path / "pages", 3, {1: "network"})
    run([source], tmp_path / "out", LocalEngine(1, LIMITS))
    left.parent.mkdir(parents=True)
    left.touch()
    run([source], tmp_path / "out", LocalEngine(1, LIMITS))
    assert not left.parent.exists()


def test_run_isolates_pages_that_end_their_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.run.blame.KILLS", 5)
    orders = {2: "exit", 5: "segfault", 7: "memory", 11: "ever", 12: "once:exit", 13: "kill"}
    source = make_pages(tmp_path / "pages", 16, orders)
    tally = Tally()
    came = run([source], tmp_path / "out", LocalEngine(2, LIMITS), tally=tally)
    assert came.failed == ()
    told = {(row["source"].rsplit("/", 1)[1], row["code"]) for row in rows(tmp_path / "out", "problems")}
    assert told == {
        ("002.txt", "worker_crashed"),
        ("005.txt", "worker_crashed"),
        ("007.txt", "worker_memory"),
        ("011.txt", "worker_time"),
        ("013.txt", "worker_crashed"),
    }
    assert len(rows(tmp_path / "out", "problems")) == 5
    assert len(rows(tmp_path / "out", "articles")) == 11
    assert (tally.documents, tally.articles, tally.bad) == (16, 11, 5)
    assert tally.problems == {"worker_crashed": 3, "worker_memory": 1, "worker_time": 1}


def test_run_a_page_that_trips_a_bug_of_ours_costs_itself_only(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 6, {2: "raise"})
    came = run([source], tmp_path / "out", LocalEngine(1, LIMITS))
    assert came.failed == ()
    assert len(rows(tmp_path / "out", "articles")) == 5
    assert [row["code"] for row in rows(tmp_path / "out", "problems")] == ["worker_crashed"]


def test_run_a_shard_that_can_not_be_read_fails_alone_and_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 20, {4: "network"})
    came = run([source], tmp_path / "out", LocalEngine(2, LIMITS))
    assert [one.reason for one in came.failed] == ["ConnectionResetError: the line was cut"]
    kept = len(rows(tmp_path / "out", "articles"))
    assert 8 <= kept < 20
    again = tmp_path / "pages" / "004.txt"
    times = again.stat()
    again.write_text(again.read_text().replace("ORDER network", "ORDER sleep  "))
    os.utime(again, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run([source], tmp_path / "out", LocalEngine(2, LIMITS)).failed == ()
    assert len(rows(tmp_path / "out", "articles")) == 20


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_run_goes_on_once_there_is_room_on_the_disk(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 30)
    for page in source.iterdir():
        noise = " ".join(hashlib.sha256(f"{page.name}{n}".encode()).hexdigest() for n in range(400))
        page.write_text(f"{page.read_text()}\n{noise}\n")
    run([source], tmp_path / "roomy", LocalEngine(1, LIMITS))
    disk = tmp_path / "disk"
    disk.mkdir()
    with _mounted(disk, "size=400k"):
        with pytest.raises(FatalError, match=r"no room left on the disk.*make room"):
            run([source], disk / "out", LocalEngine(2, LIMITS))
        subprocess.run([shutil.which("mount") or "", "-o", "remount,size=20m", str(disk)], check=True)
        tally = Tally()
        assert run([source], disk / "out", LocalEngine(2, LIMITS), tally=tally).failed == ()
        assert tally.earlier > 0
        for table in TABLES:
            assert rows(disk / "out", table) == rows(tmp_path / "roomy", table)


def test_run_only_one_at_a_time_writes_to_an_archive(tmp_path: Path) -> None:
    source = make_pages(tmp_path / "pages", 4)
    out = tmp_path / "out"
    engine = LocalEngine(1, LIMITS)
    refused: list[str] = []

    def second(_event: object) -> None:
        with pytest.raises(UsageError) as error:
            run([source], out, LocalEngine(1, LIMITS))
        refused.append(str(error.value))

    run([source], out, engine, watch=second)
    assert set(refused) == {f"another run is under way on {out}; wait for its end, or stop it"}


@contextmanager
def _killing(chance: random.Random, times: int, traces: Path) -> Iterator[None]:
    """Kill one of this process's workers after the other, meanwhile: each time a moment after some more pages are under way."""
    over, file = threading.Event(), traces / "under_way"

    def kill() -> None:
        seen = 0
        for _ in range(times):
            seen += chance.randint(1, 4)
            while not (file.exists() and file.read_text("ascii").count("\n") >= seen):
                if over.wait(0.01):
                    return
            over.wait(chance.uniform(0, 0.3))
            if workers := [child for child in psutil.Process().children() if _is_worker(child)]:
                with suppress(psutil.NoSuchProcess):
                    chance.choice(workers).kill()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _is_worker(process: psutil.Process) -> bool:
    """Whether a process is a worker; one that has ended, which other tests may have left, is none."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def _wait_for_pages(driver: subprocess.Popen[bytes], traces: Path, pages: int) -> None:
    """Wait until so many more pages are being read."""
    file = traces / "under_way"
    wanted = pages + (file.read_text("ascii").count("\n") if file.exists() else 0)
    while driver.poll() is None and not (file.exists() and file.read_text("ascii").count("\n") >= wanted):
        time.sleep(0.01)


def _driver(source: Path, out: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    code = "import faulty_reading; faulty_reading.drive()"
    return subprocess.Popen([sys.executable, "-c", code, str(source), str(out), "2"], env=environment)


@contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    mount = shutil.which("mount") or pytest.skip("there is no mount")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=False, capture_output=True)
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run([shutil.which("umount") or "", "-l", str(folder)], check=True)
