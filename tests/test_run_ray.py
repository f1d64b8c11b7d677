from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import psutil
import pytest
import ray
from faulty_reading import rows
from hard_work import HardWork, words
from ray_nodes import NODE, command, ray_processes, two_nodes, workers
from ray_work import JournalWork

from onrecord.errors import UsageError
from onrecord.run.archive_run import Wanted, run_archive
from onrecord.run.local import LocalEngine
from onrecord.run.place import place_at
from onrecord.run.ray_cluster import EARLY_WORKERS
from onrecord.run.ray_engine import RayEngine
from onrecord.run.settings import Cuts, RunSettings
from onrecord.run.work import Done, Event, FatalError, Limits, NotReadyError, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from onrecord.run.work import Engine

LIMITS = Limits(worker_bytes=300_000_000, part_seconds=1.0)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Ray cluster of two nodes with a processor each, both on this machine."""
    with two_nodes() as made:
        yield made


@pytest.fixture
def engine(cluster: Any) -> Iterator[RayEngine]:
    with RayEngine(cluster.address, 2, LIMITS) as made:
        yield made
    assert until(lambda: not workers())


def test_ray_does_the_same_as_the_local_engine(engine: RayEngine, tmp_path: Path) -> None:
    given = ["one two", "one exit three", "once:kill four", "ever", "between:raise", ""]

    def results(on: Engine, folder: Path) -> dict[str, Done]:
        folder.mkdir()
        return {done.task.id: done for done in on.run(HardWork(folder), words(*given))}

    ray = results(engine, tmp_path / "ray")
    with LocalEngine(2, LIMITS) as one_machine:
        local = results(one_machine, tmp_path / "local")
    assert ray == local
    assert [ray[str(number)].value for number in (1, 3)] == [["one", "skipped:crashed", "three"], ["skipped:time"]]
    tries = [file.read_text() for file in sorted((tmp_path / "ray").glob("*.tries"))]
    assert tries == [file.read_text() for file in sorted((tmp_path / "local").glob("*.tries"))]


def test_ray_makes_the_archive_that_is_made_on_one_machine(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for number in range(3):
        told = f"Bridge {number} closes\n\n“We have no choice,” said Bo Hill, the mayor of Fennick. It opened in 19{number}7."
        (tmp_path / "pages" / f"{number}.txt").write_text(told, encoding="utf-8")
    (tmp_path / "pages" / "empty.txt").touch()
    settings = RunSettings(cuts=Cuts(files=1))
    engines = LocalEngine(1), RayEngine(cluster.address, 2, shared=str(tmp_path / "ray"))
    for engine in engines:
        with engine:
            came = run_archive(Wanted((str(tmp_path / "pages"),), place_at(tmp_path / engine.name), settings), engine)
        assert (came.failed, came.missing) == ((), ())
    for table in ("articles", "statements", "entities", "times", "problems"):
        assert rows(tmp_path / "ray", table) == rows(tmp_path / "local", table), table
    assert len(rows(tmp_path / "ray", "articles")) == 3
    assert len(rows(tmp_path / "ray", "statements")) >= 3


def test_ray_a_lost_node_costs_what_it_had_in_hand(cluster: Any, engine: RayEngine, tmp_path: Path) -> None:
    given: list[Task] = []
    told: list[Event] = []
    done: list[Done] = []

    def begun() -> set[int]:
        return {event.worker for event in told if event.kind == "begun"}

    def enough() -> Iterator[Task]:
        """Give tasks until both workers are at one and the node is gone, and some more."""
        while cluster.worker_nodes or len(given) % 6:
            given.append(Task(str(len(given)), ["some", "more", "words"]))
            yield given[-1]

    for one in engine.run(JournalWork(tmp_path), enough(), told.append):
        done.append(one)
        if len(begun()) == 2 and cluster.worker_nodes:
            lose(cluster, next(iter(cluster.worker_nodes)))
    cluster.add_node(**NODE)
    assert_whole(tmp_path, given, done)
    (lost,) = [event for event in told if event.kind == "lost"]
    assert lost.words.startswith(f"on node {os.uname().nodename}: ")
    assert lost.task
    assert sum(event.parts * (-1 if event.kind == "lost" else 1) for event in told) == 3 * len(given)
    assert sorted(event.task for event in told if event.kind == "done") == sorted(task.id for task in given)
    assert max(event.bytes for event in told) > 5_000_000


def test_ray_workers_killed_at_random_moments_cost_nothing(engine: RayEngine, tmp_path: Path) -> None:
    chance = random.Random()  # noqa: S311 - it keeps no secret
    given = tasks(24, 6)
    told: list[Event] = []
    begun = tmp_path / "begun"

    def kill_some() -> None:
        for seen in (1, 5, 9, 13):
            until(lambda seen=seen: begun.exists() and len(begun.read_text().splitlines()) > seen)  # type: ignore[misc]
            time.sleep(chance.random() / 2)
            child, actor, _ = begun.read_text().splitlines()[-1].split()
            kill(int(actor if seen in {1, 9} else child))

    killing = threading.Thread(target=kill_some)
    killing.start()
    done = list(engine.run(JournalWork(tmp_path, 0.02), given, told.append))
    killing.join()
    assert_whole(tmp_path, given, done)
    assert any(event.kind == "lost" for event in told)


def test_ray_a_task_that_always_loses_its_worker_fails(
    engine: RayEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.run.ray_engine.LOSSES", 2)
    done = {one.task.id: one for one in engine.run(JournalWork(tmp_path), [Task("0", ["orphan"]), *tasks(3, 2)[1:]])}
    failure = done["0"].failure
    assert failure
    assert failure.startswith("it lost its worker 2 times")
    assert [done[str(number)].value for number in (1, 2)] == [2, 2]
    assert (tmp_path / "begun").read_text().count(" 0\n") == 2


DRIVER = """
import sys
from pathlib import Path
from ray_work import JournalWork
from onrecord.run.ray_cluster import EARLY_WORKERS
from onrecord.run.ray_engine import RayEngine
from onrecord.run.work import Task

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    given = (Task(str(number), ["some", "words"] * 3) for number in range(12))
    left = [task for task in given if not (folder / f"{task.id}.out").exists()]
    with RayEngine(sys.argv[2] or None, 2) as engine:
        for done in engine.run(JournalWork(folder, float(sys.argv[3])), left):
            print(done.task.id, done.value, flush=True)
"""


def driver(folder: Path, address: str, seconds: float, **more: str) -> subprocess.Popen[str]:
    script = folder / "driver.py"
    script.write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(folder), **more}
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), address, str(seconds)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_ray_a_driver_that_was_ended_goes_on_where_it_was(cluster: Any, tmp_path: Path) -> None:
    def outputs() -> set[str]:
        return {file.stem for file in tmp_path.glob("*.out")}

    for sent in (signal.SIGKILL, signal.SIGINT):
        before = outputs()
        with driver(tmp_path, cluster.address, 0.1) as broken_off:
            try:
                assert broken_off.stdout
                broken_off.stdout.readline()
                broken_off.send_signal(sent)
                broken_off.wait(60)
            finally:
                broken_off.kill()
        assert until(lambda: not workers())
        assert before < outputs()
    finished = outputs()
    assert len(finished) < 12
    # Of the last one's calls to its workers some do not arrive, and of some the answer does not.
    broken_lines = {"num_failures": 4, "req_failure_prob": 20, "resp_failure_prob": 20}
    lines = json.dumps({"CoreWorkerService.grpc_client.PushTask": broken_lines})
    with driver(tmp_path, cluster.address, 0, RAY_testing_rpc_failure=lines) as last:
        told, problems = last.communicate(timeout=100)
    # Ray says that it breaks the lines, and nothing else.
    assert (last.returncode, [line for line in problems.splitlines() if "rpc_chaos" not in line]) == (0, [])
    assert {line.split()[0] for line in told.splitlines()} == {str(number) for number in range(12)} - finished
    assert_whole(tmp_path, [Task(str(number), ["some", "words"] * 3) for number in range(12)])


def test_ray_is_started_and_stopped_where_there_is_no_cluster(tmp_path: Path) -> None:
    before = {process.pid for process in ray_processes()}
    with TemporaryDirectory(prefix="ray") as folder, driver(tmp_path, "", 0, RAY_TMPDIR=folder) as alone:
        told, problems = alone.communicate(timeout=100)
    assert (alone.returncode, problems) == (0, "")
    assert sorted(told.splitlines()) == sorted(f"{number} 6" for number in range(12))
    assert until(lambda: {process.pid for process in ray_processes()} <= before)


def kill_first(above: subprocess.Popen[str], is_it: Callable[[str], bool]) -> None:
    """Kill the first process of its kind below another one, as soon as it is there."""

    def killed() -> bool:
        for process in psutil.Process(above.pid).children(recursive=True):
            if is_it(command(process)):
                process.kill()
                return True
        return False

    for _ in range(6000):
        if killed():
            return
        time.sleep(0.005)
    raise AssertionError("it never came")


def test_ray_a_worker_that_is_killed_while_it_starts_costs_nothing(tmp_path: Path) -> None:
    with TemporaryDirectory(prefix="ray") as folder, driver(tmp_path, "", 0, RAY_TMPDIR=folder) as alone:
        kill_first(alone, lambda words: "/default_worker.py" in words and "/raylet/raylet" not in words)
        told, problems = alone.communicate(timeout=200)
    assert (alone.returncode, problems) == (0, "")
    assert sorted(told.splitlines()) == sorted(f"{number} 6" for number in range(12))


def test_ray_says_what_to_do_where_ray_itself_ends(tmp_path: Path) -> None:
    """Its core ends the driver without a word when its own process is gone; so somebody else has to say it."""

    def is_worker(words: str) -> bool:
        return "/default_worker.py" in words and "/raylet/raylet" not in words

    with TemporaryDirectory(prefix="ray") as folder, driver(tmp_path, "", 0.5, RAY_TMPDIR=folder) as alone:
        below = psutil.Process(alone.pid)
        assert until(lambda: any(is_worker(command(one)) for one in below.children(recursive=True)))
        kill_first(alone, lambda words: "/raylet/raylet" in words.partition(" ")[0])
        _, problems = alone.communicate(timeout=200)
    assert alone.returncode == 1
    last = problems.splitlines()[-1]
    assert "give the same command again" in last or "NotReadyError: Ray can't be used any more" in last


@pytest.mark.parametrize(
    "error", [RuntimeError("one of Ray's processes ended\nno raylet"), ray.exceptions.LocalRayletDiedError()]
)
def test_ray_is_started_once_more_where_it_ends_meanwhile(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str | None] = []

    def init(*_: object, **__: object) -> None:
        begun.append(os.environ.get(EARLY_WORKERS))
        raise error

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "shutdown", lambda: None)
    with pytest.raises(
        NotReadyError, match=r"Ray could not be started on this machine \(.*raylet.*\); `--engine local`"
    ):
        RayEngine(None, 2).__enter__()
    assert begun == ["0", "0"]
    assert EARLY_WORKERS not in os.environ


def test_ray_what_concerns_the_whole_run_ends_it(engine: RayEngine, tmp_path: Path) -> None:
    with pytest.raises(FatalError, match=f"on node {os.uname().nodename}: there is no room .* parts/x; make room"):
        list(engine.run(HardWork(tmp_path), words("one", "two full", *["sleep"] * 1000)))


def test_ray_work_that_can_not_be_made_ready_ends_the_run(engine: RayEngine, tmp_path: Path) -> None:
    with pytest.raises(FatalError, match="no worker can be started: ValueError: the word was raise"):
        list(engine.run(HardWork(tmp_path, "raise"), words("one")))


def test_ray_tasks_are_taken_as_workers_get_free(engine: RayEngine, tmp_path: Path) -> None:
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task(str(taken), ["word"])

    found = cast("Generator[Done]", engine.run(HardWork(tmp_path), endless()))
    assert next(found).value == ["word"]
    assert taken < 7
    found.close()
    assert until(lambda: not workers())
    assert list(engine.run(HardWork(tmp_path), [])) == []


def test_ray_says_what_to_do_where_the_cluster_gives_no_worker(cluster: Any, engine: RayEngine, tmp_path: Path) -> None:
    with RayEngine(cluster.address, 2, start_seconds=0.5) as waiting:
        holding = cast("Generator[Done]", engine.run(HardWork(tmp_path), words("one", "long", "long")))
        next(holding)
        with pytest.raises(NotReadyError, match=r"no worker in 0.5 seconds; each needs a processor .* `ray status`"):
            list(waiting.run(HardWork(tmp_path), words("one")))
        holding.close()


def test_ray_a_node_with_another_onrecord_is_refused(
    engine: RayEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.run.ray_engine.version", lambda _: "99.1")
    with pytest.raises(NotReadyError, match=r"this machine 99.1; install the same on all: pip install .*==99.1"):
        list(engine.run(HardWork(tmp_path), words("one")))


def test_ray_refuses_a_folder_that_is_another_one_elsewhere(
    cluster: Any, engine: RayEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with RayEngine(cluster.address, shared="made/here"):
        assert list((tmp_path / "made" / "here").iterdir()) == []
    # Each process has another one of this name.
    with pytest.raises(
        UsageError, match=r"/proc/self/cwd is not the same folder .* give one on a disk that all of them share"
    ):
        RayEngine(cluster.address, shared="/proc/self/cwd").__enter__()
    with RayEngine(cluster.address, shared="s3://bucket/archive") as every:
        assert every.workers == 2
    # It was connected before these, and still is.
    assert next(iter(engine.run(JournalWork(Path()), tasks(1, 1)))).value == 1
    assert (tmp_path / "0.out").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("127.0.0.1:1", r"no Ray cluster can be used at 127.0.0.1:1 \(.*refused.*`ray status`"),
        ("nonsense", "no Ray cluster can be used at nonsense"),
        ("ray://127.0.0.1:10001", "give the command on a machine of the cluster, with --address auto"),
    ],
)
def test_ray_says_what_to_do_where_there_is_no_cluster(address: str, says: str) -> None:
    with pytest.raises(UsageError, match=says), RayEngine(address):
        pass


def test_ray_wants_a_worker() -> None:
    with pytest.raises(UsageError, match="workers is 0"):
        RayEngine(workers=0)


def tasks(number: int, parts: int) -> list[Task]:
    return [Task(str(task), [f"word{task}.{part}" for part in range(parts)]) for task in range(number)]


def assert_whole(folder: Path, given: list[Task], done: list[Done] | None = None) -> None:
    """Every task is done once, by one process at a time, with its whole output."""
    if done is not None:
        assert sorted((one.task.id, one.value, one.failure) for one in done) == sorted(
            (task.id, len(task.payload), None) for task in given
        )
    for journal in folder.glob("*.journal"):
        at_it = [process for process, _ in groupby(journal.read_text().split())]
        assert len(at_it) == len(set(at_it)), f"two processes were at task {journal.stem} at once"
    written = {file.stem: file.read_text() for file in folder.glob("*.out")}
    assert written == {task.id: " ".join(word[::-1] for word in task.payload) for task in given}


def lose(cluster: Any, node: Any) -> None:
    """End all processes of a node at once, as when its machine loses power."""
    raylet = psutil.Process(node.all_processes["raylet"][0].process.pid)
    for process in [raylet, *raylet.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    cluster.remove_node(node, allow_graceful=False)


def kill(pid: int) -> None:
    if psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)


def until(found: Callable[[], bool]) -> bool:
    for _ in range(1200):
        if found():
            return True
        time.sleep(0.1)
    return False
