"""The desk where pages wait to be read: with real processes, that break, hang, and are gone when the server is."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import broken_reading
import pytest

from onrecord import Document
from onrecord.web import WebSettings
from onrecord.web.readings import Job, QueueFullError, ReadingDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.records import Reading

PATIENCE = 60.0
"""Seconds after which a test gives up; what is waited for comes as soon as it can."""


@contextmanager
def desk_of(work: Callable[..., None] = broken_reading.work, **limits: float) -> Iterator[ReadingDesk]:
    desk = ReadingDesk(WebSettings(**limits), work=work)  # type: ignore[arg-type]
    try:
        yield desk
    finally:
        desk.close()


def pages(*texts: str) -> tuple[Document, ...]:
    return tuple(Document(text, text, format="text") for text in texts)


def read(desk: ReadingDesk, *texts: str) -> list[Reading]:
    return asyncio.run(asyncio.wait_for(desk.finished(desk.submit(pages(*texts))), PATIENCE)).readings


def codes(readings: list[Reading]) -> list[str]:
    return [reading.problems[0].code if reading.problems else "read" for reading in readings]


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_desk_starts_no_process_before_the_first_page() -> None:
    before = len(multiprocessing.active_children())
    with desk_of():
        assert len(multiprocessing.active_children()) == before


def test_desk_reads_in_one_process_of_its_own_that_ends_with_it() -> None:
    with desk_of() as desk:
        processes = {reading.source for reading in (*read(desk, "a", "b"), *read(desk, "c"))}
    assert len(processes) == 1
    process = int(processes.pop())
    assert process != os.getpid()
    assert is_gone(process)


@pytest.mark.parametrize(("page", "how"), [("exit", "exit code 7"), ("memory", "exit code 1")])
def test_desk_reports_a_page_that_ends_the_process_and_goes_on(page: str, how: str) -> None:
    with desk_of() as desk:
        readings = read(desk, "a", page, "b")
        assert codes(readings) == ["read", "reading_broke", "read"]
        assert how in readings[1].problems[0].message
        assert readings[0].source != readings[2].source  # another process
        assert codes(read(desk, "c")) == ["read"]


def test_desk_stops_what_takes_too_long_and_reads_the_next_request() -> None:
    with desk_of(reading_seconds=1) as desk:
        readings = read(desk, "a", "for ever", "b")
        assert codes(readings) == ["read", "reading_timeout", "reading_timeout"]
        assert "reading_seconds" in readings[1].problems[0].message
        assert is_gone(int(readings[0].source))
        assert codes(read(desk, "c")) == ["read"]


def test_desk_stops_at_the_first_time_limit_with_one_problem_for_all_the_rest() -> None:
    with desk_of(reading_seconds=1) as desk:
        readings = read(desk, "a", "for ever", *"bcdef")
    assert codes(readings) == ["read", "reading_timeout", "reading_timeout"]
    assert [reading.source for reading in readings[1:]] == ["for ever", "5 further inputs"]


def test_desk_reads_no_more_pages_of_a_request_than_one_may_have() -> None:
    lines = b"".join(b'{"text": "a", "id": "%d"}\n' % number for number in range(1_000))
    with desk_of(request_pages=3) as desk:
        job = desk.submit((*pages("a"), Document("many.jsonl", lines), *pages("b", "c")))
        wait_until(job.over.done)
        assert codes(job.readings) == ["read", "read", "read", "too_large", "too_large"]
        assert [reading.source for reading in job.readings[3:]] == ["many.jsonl", "2 further inputs"]
        assert "request_pages" in job.readings[3].problems[0].message
        assert codes(read(desk, "d")) == ["read"]


def test_desk_reads_no_more_text_of_a_request_than_one_may_have() -> None:
    with desk_of(request_characters=1_000) as desk:
        readings = read(desk, "long", "long", "long", "a")
    assert codes(readings) == ["read", "read", "too_large", "too_large"]
    assert "request_characters" in readings[2].problems[0].message


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such limit")
def test_desk_gives_the_process_that_reads_so_much_memory_and_no_more() -> None:
    with desk_of(reader_bytes=1_000_000_000) as desk:
        readings = read(desk, "a", "much memory", "b")
    assert codes(readings) == ["read", "reading_broke", "read"]


def test_desk_stops_what_nobody_waits_for_any_more_and_goes_on_with_the_next() -> None:
    with desk_of(reading_seconds=100 * PATIENCE) as desk:
        first = desk.submit(pages("a", "for ever"))
        second = desk.submit(pages("b"))
        wait_until(lambda: first.done == 1)
        desk.forget(first)
        wait_until(second.over.done)
        assert first.over.done()
        assert codes(second.readings) == ["read"]
        assert is_gone(int(first.readings[0].source))


def test_desk_lets_no_stranger_wait_more_than_twice() -> None:
    with desk_of(waiting=20) as desk:
        first = desk.submit(pages("for ever"), client="198.51.100.1")
        wait_until(lambda: first.state == "reading")
        for _ in range(2):
            desk.submit(pages("a"), client="198.51.100.1")
        with pytest.raises(QueueFullError, match="2 requests from your address are waiting"):
            desk.submit(pages("a"), client="198.51.100.1")
        desk.submit(pages("a"), client="198.51.100.2")
        for _ in range(3):
            desk.submit(pages("a"))


def test_desk_keeps_places_for_those_who_know_the_token() -> None:
    with desk_of(waiting=8) as desk:
        first = desk.submit(pages("for ever"))
        wait_until(lambda: first.state == "reading")
        for number in range(6):
            desk.submit(pages("a"), client=f"198.51.100.{number}")
        with pytest.raises(QueueFullError, match="6 requests are waiting"):
            desk.submit(pages("a"), client="198.51.100.9")
        assert desk.submit(pages("a")).ahead == 7
        desk.submit(pages("a"))
        with pytest.raises(QueueFullError, match="8 requests are waiting"):
            desk.submit(pages("a"))


def test_desk_says_where_in_the_queue_a_request_is_and_refuses_one_too_many() -> None:
    with desk_of(waiting=2) as desk:
        first = desk.submit(pages("for ever"))
        wait_until(lambda: first.state == "reading")
        second, third = desk.submit(pages("a")), desk.submit(pages("b"))
        assert [job.ahead for job in (first, second, third)] == [0, 1, 2]
        assert desk.waiting == 2
        with pytest.raises(QueueFullError, match="2 requests are waiting") as full:
            desk.submit(pages("c"))
        assert full.value.waiting == 2
        desk.forget(second)
        assert (second.state, third.ahead) == ("done", 1)
        assert desk.submit(pages("d")).ahead == 2


def test_desk_says_how_many_pages_are_read() -> None:
    with desk_of() as desk:
        job = desk.submit(pages("a", "b", "for ever", "c"))
        wait_until(lambda: job.done == 2)
        assert (job.state, job.total) == ("reading", 4)


def test_desk_counts_the_pages_that_a_file_holds() -> None:
    lines = b"".join(b'{"text": "slowly", "id": "%d"}\n' % number for number in range(5))
    with desk_of() as desk:
        job = desk.submit((Document("five.jsonl", lines), *pages("a")))
        wait_until(job.over.done)
    assert (job.total, job.done) == (6, 6)
    assert len(asyncio.run(desk.finished(job)).readings) == 6


def test_desk_reads_no_file_of_the_machine() -> None:
    with desk_of() as desk:
        job = desk.submit(("/etc/hostname", "-", "etc/hostname", "file:///etc/hostname"))
        wait_until(job.over.done)
    assert codes(job.readings) == ["bad_url"] * 4


def test_desk_keeps_results_for_a_while_and_not_too_many() -> None:
    with desk_of(kept_results=2) as desk:
        jobs = [desk.submit(pages(str(number))) for number in range(4)]
        for job in jobs:
            wait_until(job.over.done)
        assert [desk.job(job.id) is not None for job in jobs] == [False, False, True, True]
    with desk_of(kept_seconds=0.0) as desk:
        job = desk.submit(pages("a"))
        wait_until(job.over.done)
        wait_until(lambda: desk.job(job.id) is None)


def test_desk_that_is_closed_leaves_nobody_waiting_and_no_process() -> None:
    with desk_of() as desk:
        job = desk.submit(pages("a", "for ever"))
        later = desk.submit(pages("b"))
        wait_until(lambda: job.done == 1)
    assert (job.state, later.state) == ("done", "done")
    assert job.over.done()
    assert later.over.done()
    assert is_gone(int(job.readings[0].source))
    with pytest.raises(QueueFullError):
        desk.submit(pages("c"))


def test_desk_says_why_nothing_can_be_read() -> None:
    with desk_of(broken_reading.work_without_weights) as desk:
        readings = read(desk, "a")
    assert codes(readings) == ["reading_broke"]
    assert "the weights are gone" in readings[0].problems[0].message


def test_desk_waiting_is_given_up_without_harm() -> None:
    async def impatient(desk: ReadingDesk) -> Job:
        job = desk.submit(pages("slowly", "slowly", "a"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.finished(job), 0.01)
        return await desk.finished(job)

    with desk_of() as desk:
        assert codes(asyncio.run(impatient(desk)).readings) == ["read"] * 3


SERVER = """
import time
import broken_reading
from onrecord import Document
from onrecord.web import WebSettings
from onrecord.web.readings import ReadingDesk

if __name__ == "__main__":
    desk = ReadingDesk(WebSettings(), work=broken_reading.work)
    job = desk.submit((Document("a", "a", format="text"), Document("b", "for ever", format="text")))
    while not job.readings:
        time.sleep(0.01)
    print(job.readings[0].source, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks a process up in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_desk_leaves_no_process_behind_however_the_server_ends(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as server:
        assert server.stdout is not None
        process = int(server.stdout.readline())
        assert not is_gone(process)
        server.send_signal(how)
        server.wait(PATIENCE)
    wait_until(lambda: is_gone(process))
