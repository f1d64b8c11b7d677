from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import psutil
import pytest
from hard_work import HardWork, killing, words

from onrecord.errors import UsageError
from onrecord.run.local import LocalEngine
from onrecord.run.supervised import EndedError, Supervised
from onrecord.run.work import Done, Event, FatalError, Limits, NotReadyError, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Found = TypeVar("Found")
LIMITS = Limits(worker_bytes=300_000_000, part_seconds=1.0)


def results(
    folder: Path, tasks: Iterable[Task], *, workers: int = 1, limits: Limits = LIMITS, ready_by: str = ""
) -> dict[str, Done]:
    with LocalEngine(workers, limits) as engine:
        return {done.task.id: done for done in engine.run(HardWork(folder, ready_by), tasks)}


def tries(folder: Path, task: str = "0") -> str:
    return (folder / f"{task}.tries").read_text()


def test_local_every_task_is_done_once_on_any_number_of_workers(tmp_path: Path) -> None:
    given = [f"word{number} other{number}" for number in range(30)]
    for workers in (1, 3):
        folder = tmp_path / str(workers)
        folder.mkdir()
        done = results(folder, words(*given), workers=workers)
        assert {id_: one.value for id_, one in done.items()} == {str(n): text.split() for n, text in enumerate(given)}
        assert all(one.failure is None for one in done.values())
        assert {tries(folder, str(number)) for number in range(30)} == {"x"}


def test_local_without_tasks_starts_nothing(tmp_path: Path) -> None:
    assert results(tmp_path, [], ready_by="fatal") == {}


def test_local_wants_a_worker() -> None:
    with pytest.raises(UsageError, match="workers is 0"):
        LocalEngine(0)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("exit", "crashed"),
        ("segfault", "crashed"),
        ("raise", "crashed"),
        ("memory-error", "memory"),
        ("memory", "memory"),
        ("ever", "time"),
        ("long", "time"),
    ],
)
def test_local_a_part_that_ends_its_worker_twice_is_left_out_with_the_reason(
    tmp_path: Path, order: str, reason: str
) -> None:
    done = results(tmp_path, words(f"one {order} three", "four"))
    assert done["0"].value == ["one", f"skipped:{reason}", "three"]
    assert dict(done["0"].task.skip) == {1: reason}
    assert tries(tmp_path) == "xcc"
    assert done["1"].value == ["four"]


@pytest.mark.parametrize("order", ["exit", "kill", "segfault", "raise", "memory", "ever", "network"])
def test_local_a_part_that_ends_its_worker_once_is_done_after_all(tmp_path: Path, order: str) -> None:
    done = results(tmp_path, words(f"one once:{order} three"))
    assert done["0"].value == ["one", f"once:{order}", "three"]
    assert done["0"].task.skip == {}
    assert tries(tmp_path) == "xc"


def test_local_several_bad_parts_are_each_left_out(tmp_path: Path) -> None:
    done = results(tmp_path, words("exit good segfault raise good exit"))
    assert done["0"].value == [
        "skipped:crashed",
        "good",
        "skipped:crashed",
        "skipped:crashed",
        "good",
        "skipped:crashed",
    ]


def test_local_a_part_that_draws_kills_is_left_out_after_many_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.run.blame.KILLS", 6)
    done = results(tmp_path, words("one kill three"))
    assert done["0"].value == ["one", "skipped:crashed", "three"]
    assert tries(tmp_path) == "x" + "c" * 6


def test_local_a_part_that_somebody_kills_again_and_again_is_done_after_all(tmp_path: Path) -> None:
    """It is killed far more often than a part may end its worker of itself."""
    left = iter(range(9))
    with killing(tmp_path, lambda _: next(left, None) is not None) as killed:
        done = results(tmp_path, words("one seen three", "four"))
    assert len(killed) == 9
    assert (done["0"].value, done["0"].task.skip) == (["one", "seen", "three"], {})


@pytest.mark.parametrize("order", ["exit", "segfault", "raise", "memory-error"])
def test_local_a_task_that_fails_between_its_parts_fails_for_good_after_its_tries(tmp_path: Path, order: str) -> None:
    done = results(tmp_path, words(f"one between:{order}", "two"))
    failure = done["0"].failure
    assert failure
    assert "\n" not in failure
    assert (done["0"].value, done["0"].task.skip) == (None, {})
    assert tries(tmp_path) == "xc"
    assert done["1"].value == ["two"]


def test_local_an_error_of_the_network_is_held_against_no_part(tmp_path: Path) -> None:
    done = results(tmp_path, words("one network three"))
    assert done["0"].failure == "ConnectionResetError: the line was cut"
    assert done["0"].task.skip == {}


def test_local_time_between_parts_is_bounded_more_widely(tmp_path: Path) -> None:
    done = results(
        tmp_path, words("between:long", "between:sleep"), limits=Limits(part_seconds=0.01, quiet_seconds=0.5)
    )
    assert done["0"].failure == "it took longer than 0.5 seconds"
    assert done["1"].value == ["between:sleep"]


@pytest.mark.parametrize(
    ("order", "says"),
    [("full", "no room left on the disk for parts/x; make room"), ("fatal", "nobody can go on; do something")],
)
def test_local_what_concerns_the_whole_run_ends_it(tmp_path: Path, order: str, says: str) -> None:
    with LocalEngine(2, LIMITS) as engine:
        found = engine.run(HardWork(tmp_path), words("one", f"two {order}", *["sleep"] * 1000))
        with pytest.raises(FatalError, match=says):
            list(found)
    assert not _workers()


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ("raise", "ValueError: the word was raise"),
        ("exit", r"ended 4 times before it was ready \(exit code 7\)"),
        ("fatal", "nobody can go on"),
    ],
)
def test_local_work_that_can_not_be_made_ready_ends_the_run(tmp_path: Path, order: str, says: str) -> None:
    with pytest.raises(NotReadyError, match=says):
        results(tmp_path, words("one"), ready_by=order)


def test_local_a_worker_that_ends_once_while_it_makes_ready_is_started_again(tmp_path: Path) -> None:
    assert results(tmp_path, words("one"), ready_by="once:exit")["0"].value == ["one"]


def test_local_tasks_are_taken_as_workers_get_free(tmp_path: Path) -> None:
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task(str(taken), ["word"])

    with LocalEngine(1, LIMITS) as engine:
        found = engine.run(HardWork(tmp_path), endless())
        assert next(found).value == ["word"]
        assert taken < 5
        found.close()
    assert not _workers()


def test_local_an_error_of_the_source_of_tasks_is_raised_and_ends_the_workers(tmp_path: Path) -> None:
    def broken() -> Iterator[Task]:
        yield Task("a", ["long"])
        raise OSError("the list ends here")

    with LocalEngine(1, LIMITS) as engine, pytest.raises(OSError, match="the list ends here"):
        list(engine.run(HardWork(tmp_path), broken()))
    assert not _workers()


def test_local_tells_what_happens(tmp_path: Path) -> None:
    told: list[Event] = []
    with LocalEngine(1, LIMITS) as engine:
        list(engine.run(HardWork(tmp_path), words("one exit three", "four"), told.append))
    lost = [event for event in told if event.kind == "lost"]
    assert [(event.task, event.words) for event in lost] == [("0", "exit: its process ended (exit code 7)")] * 2
    assert [(event.kind, event.task) for event in told if event.kind in {"begun", "done"}] == [
        ("begun", "0"),
        ("done", "0"),
        ("begun", "1"),
        ("done", "1"),
    ]
    # What is counted twice is taken back, so that a display ends with the number of parts.
    assert sum(event.parts * (-1 if event.kind == "lost" else 1) for event in told) == 4
    assert max(event.bytes for event in told if event.kind == "memory") > 5_000_000


def test_local_what_a_worker_prints_is_no_output_of_ours(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    results(tmp_path, words("print"))
    printed = capfd.readouterr()
    assert printed.out == ""
    assert sorted(printed.err.split("\n")) == ["", "noise of a library", "noise of a module"]


def test_local_libraries_of_a_worker_start_one_thread(tmp_path: Path) -> None:
    before = dict(os.environ)
    worker = Supervised(HardWork(tmp_path))
    with worker:
        worker.do(Task("a", ["report"]))
        assert psutil.Process(worker.pid).environ()["OMP_NUM_THREADS"] == "1"
    assert dict(os.environ) == before
    assert worker.pid is None


def test_supervised_end_breaks_a_task_off(tmp_path: Path) -> None:
    with Supervised(HardWork(tmp_path)) as worker:
        worker.do(Task("a", ["report"]))
        threading.Timer(0.3, worker.end).start()
        with pytest.raises(EndedError):
            worker.do(Task("b", ["long"]))
        with pytest.raises(EndedError):
            worker.do(Task("c", ["one"]))


@pytest.mark.parametrize(("counts", "reason"), [((7, 8), "memory"), ((7, 7), None), ((None, None), None)])
def test_supervised_knows_from_the_systems_count_who_ended_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: tuple[int | None, int | None], reason: str | None
) -> None:
    """What a worker holds from its beginning is no sign of want, however little it may hold."""
    with Supervised(HardWork(tmp_path)) as worker:
        worker.do(Task("a", ["one"]))
        little = psutil.Process(worker.pid).memory_info().rss * 13 // 10
    asked = iter(range(1_000))
    # The first two times are before and after it is started.
    monkeypatch.setattr("onrecord.run.supervised.memory_kills", lambda: counts[next(asked) > 1])
    with Supervised(HardWork(tmp_path), Limits(worker_bytes=little)) as worker:
        told: list[Event] = []
        worker.do(Task("a", ["once:kill"]), told.append)
    (words,) = [event.words for event in told if event.kind == "lost"]
    assert ("perhaps since the machine had no memory left" in words) == (reason == "memory")


def test_supervised_a_worn_worker_is_replaced(tmp_path: Path) -> None:
    def processes(most: int) -> list[int]:
        with Supervised(HardWork(tmp_path), Limits(worker_bytes=most)) as worker:
            for name in ("a", "b"):
                worker.do(Task(name, ["report"]))
                held.append(psutil.Process(worker.pid).memory_info().rss if worker.pid else 0)
        return _pids(tmp_path)[-2:]

    held: list[int] = []
    assert len(set(processes(2_000_000_000))) == 1
    assert len(set(processes(held[-1] * 5 // 4))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_supervised_the_system_ends_a_part_that_nobody_looks_after(tmp_path: Path) -> None:
    with Supervised(HardWork(tmp_path)) as worker:
        worker.do(Task("a", ["between:alarm", "alarm", "between:alarm"]))
    assert (tmp_path / "alarms").read_text().split() == ["False", "True", "False"]


_DRIVER = """
import sys
from pathlib import Path
from hard_work import HardWork, killing, words
from onrecord.run.blame import KILLS
from onrecord.run.local import LocalEngine

if __name__ == "__main__":
    with LocalEngine(2) as engine:
        list(engine.run(HardWork(Path(sys.argv[1])), words("report " + sys.argv[2], "report " + sys.argv[2])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("sent", "order"), [(signal.SIGKILL, "long"), (signal.SIGTERM, "long"), (signal.SIGINT, "ever")]
)
def test_local_no_worker_outlives_its_driver(tmp_path: Path, sent: signal.Signals, order: str) -> None:
    script = tmp_path / "driver.py"
    script.write_text(_DRIVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    driver = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path), order], env=environment, stderr=subprocess.PIPE
    )
    try:
        pids = _until(lambda: _pids(tmp_path) if len(_pids(tmp_path)) == 2 else [])
        driver.send_signal(sent)
        _, told = driver.communicate(timeout=60)
        assert _until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
        assert told.count(b"KeyboardInterrupt") == (sent == signal.SIGINT)
    finally:
        driver.kill()
        driver.wait()


def _pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def _until(found: Callable[[], Found]) -> Found:
    """Wait until something is there, and return it."""
    for _ in range(600):
        if there := found():
            return there
        time.sleep(0.1)
    raise AssertionError("it never came")


def _workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
