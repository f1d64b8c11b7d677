"""The desk where pages wait to be read: a queue that says how long it is, one process that reads, and the results for a while.

A thread looks after the process. A page that takes too long or brings the process down costs that page alone: it becomes a reading
that says so, the process is started anew, and the queue goes on.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import secrets
import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from onrecord.errors import OnRecordError
from onrecord.export.ledger_answer import number
from onrecord.problems import problem
from onrecord.records import Reading
from onrecord.web.reading_worker import OVER, READY, work

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from onrecord.ledger import Entry
    from onrecord.read.document import Document
    from onrecord.records import Problem
    from onrecord.settings import Settings
    from onrecord.web.settings import WebSettings
    from onrecord.web.twins import Twin

START_SECONDS = 120.0
"""How long a new process may take to load the model; it counts against no page. It takes two seconds on a desk's computer."""
IDLE_SECONDS = 900.0
"""After how long without work the process is ended: with the model it takes 300 MB."""
State = Literal["waiting", "reading", "done"]

_log = logging.getLogger("onrecord.web")


class QueueFullError(OnRecordError):
    """No more can wait to be read; ``waiting`` is how many requests do."""

    def __init__(self, waiting: int, own: int | None = None) -> None:
        """Keep the number; the message says it and what to do. ``own``: it is those of one address that are too many."""
        self.waiting = waiting
        which = f"{waiting} requests are" if own is None else f"{number(own, 'request')} from your address are"
        super().__init__(f"{which} waiting to be read already, which is as many as may; try again in a minute")


class ReaderBrokeError(Exception):
    """The process that reads has ended; the message says how."""


class NoReaderError(ReaderBrokeError):
    """The process that reads can't be started, for any page; the message says why."""


class TooMuchError(Exception):
    """A request holds more than one may; its arguments say how much that is, and name the limit."""


@dataclass(eq=False, slots=True)
class Job:
    """Pages to read together. ``ahead`` requests are read before it; ``done`` of ``total`` pages are read, more where a file holds many.

    ``readings`` grows while it is read, in the order of what was given. ``kept`` is what was stored of it, by place in ``readings``, and
    ``twins`` what has the same text already; whoever stores and looks puts it there. ``anyone``: it was handed in by somebody who is not
    signed in, and whoever knows its id may look at it. ``client`` is the address that it is counted under, None for who knows the
    token. ``forgotten``: nobody waits for it any more.
    """

    id: str
    inputs: tuple[Document | str, ...]
    ahead: int = 0
    state: State = "waiting"
    readings: list[Reading] = field(default_factory=list)
    kept: dict[int, tuple[Entry, str | None]] = field(default_factory=dict)
    twins: dict[int, Twin | None] = field(default_factory=dict)
    total: int = 0
    anyone: bool = False
    client: str | None = None
    forgotten: bool = False
    finished_at: float = 0.0
    over: Future[None] = field(default_factory=Future)

    @property
    def done(self) -> int:
        """How many pages are read."""
        return len(self.readings)

    @property
    def characters(self) -> int:
        """How much text the result holds."""
        return sum(len(reading.article.text) for reading in self.readings if reading.article)


class ReadingDesk:
    """Reads what is handed in, one request after the other, in a process of its own that starts with the first."""

    def __init__(self, settings: WebSettings, *, work: Callable[[Connection, Settings, int], None] = work) -> None:
        """Take the limits from the settings; nothing is started yet. ``work`` is what the process does."""
        self.settings = settings
        self._lock = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._reading: Job | None = None
        self._results: OrderedDict[str, Job] = OrderedDict()
        self._worker = _Worker(settings, work)
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many requests wait, the one that is being read not counted."""
        return len(self._waiting)

    def submit(self, inputs: tuple[Document | str, ...], *, anyone: bool = False, client: str | None = None) -> Job:
        """Hand in pages to read: texts and files as documents, and addresses. ``client`` is the address of who does not know the token.

        Raises QueueFullError where too many wait already, or too many of theirs.
        """
        with self._lock:
            self._check_room(client)
            ahead = len(self._waiting) + (self._reading is not None)
            job = Job(secrets.token_urlsafe(16), inputs, ahead, total=len(inputs), anyone=anyone, client=client)
            self._waiting.append(job)
            self._results[job.id] = job
            self._forget_old()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
                self._thread.start()
            self._lock.notify()
        return job

    def job(self, name: str) -> Job | None:
        """Return a request by its id, None for one that is not known, or was forgotten after ``kept_seconds``."""
        with self._lock:
            self._forget_old()
            return self._results.get(name)

    async def finished(self, job: Job) -> Job:
        """Wait until a request is read to its end, and return it. Giving up does not stop it; ``forget`` does."""
        await asyncio.shield(asyncio.wrap_future(job.over))
        return job

    def forget(self, job: Job) -> None:
        """Throw a request and its result away; one that still waits is not read, and one that is being read is stopped."""
        with self._lock:
            self._results.pop(job.id, None)
            if job in self._waiting:
                self._waiting.remove(job)
                self._number()
                _finish(job)
            elif job is self._reading:
                job.forgotten = True
                self._worker.stop()

    def close(self) -> None:
        """End the process and the thread. What was not read is done without a reading."""
        with self._lock:
            self._closed = True
            left = [*self._waiting, *([self._reading] if self._reading else [])]
            self._waiting.clear()
            self._lock.notify()
        self._worker.kill()
        if self._thread is not None:
            self._thread.join()
        for job in left:
            _finish(job)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._read(job)
            except Exception as error:  # noqa: BLE001 - whatever it is, the queue goes on, and the request says so
                _log.exception("the desk failed on a request")
                job.readings.append(_failed("request", problem("internal", detail=f"{type(error).__name__}: {error}")))
            with self._lock:
                self._reading = None
                self._number()
                _finish(job)
                self._forget_old()
            if job.forgotten:  # its process may have been told to end, and must not be taken for the next request's
                self._worker.end()
        self._worker.end()

    def _check_room(self, client: str | None) -> None:
        """Raise QueueFullError where nobody more may wait, or nobody of this client, if it is a stranger's."""
        waiting, most = len(self._waiting), self.settings.waiting
        if client is not None:
            most -= min(self.settings.waiting_known, most // 4)
        if waiting >= most or self._closed:
            raise QueueFullError(waiting)
        own = sum(job.client == client for job in self._waiting)
        if client is not None and own >= self.settings.waiting_each:
            raise QueueFullError(waiting, own)

    def _next(self) -> Job | None:
        """Wait for a request and return it; None when there will be no more."""
        with self._lock:
            while not self._waiting and not self._closed:
                if not self._lock.wait(IDLE_SECONDS) and not self._waiting:
                    self._worker.end()
            if self._closed:
                return None
            job = self._reading = self._waiting.popleft()
            job.state, job.ahead = "reading", 0
            self._number()
            return job

    def _read(self, job: Job) -> None:
        """Read the inputs of a request, one after the other, until its time is over, it holds too much, or nobody waits for it any more.

        What ends it is a problem of the input that was being read, and one more of all the others together.
        """
        end: float | None = None
        for index, given in enumerate(job.inputs):
            after = len(job.inputs) - index - 1
            wrong, stop = None, True
            try:
                if end is not None and time.monotonic() >= end:
                    raise TimeoutError  # noqa: TRY301 - as when it is over in the middle of a page
                self._worker.start()
                end = (
                    end or time.monotonic() + self.settings.reading_seconds
                )  # loading the model counts against no page
                self._read_one(job, given, end, after)
            except TimeoutError:
                seconds = f"{self.settings.reading_seconds:g}"
                wrong = problem("reading_timeout", detail=seconds, setting="reading_seconds")
            except TooMuchError as error:
                wrong = problem("too_large", detail=error.args[0], setting=error.args[1])
            except ReaderBrokeError as error:
                wrong, stop = problem("reading_broke", detail=error), isinstance(error, NoReaderError)
            if self._closed or job.forgotten:
                return
            if wrong is not None:
                job.readings.append(_failed(given if isinstance(given, str) else given.source, wrong))
            if wrong is not None and stop and after:
                job.readings.append(_failed(number(after, "further input"), wrong))
                after = 0
            job.total = job.done + after
            if wrong is not None and stop:
                return

    def _read_one(self, job: Job, given: Document | str, end: float, after: int) -> None:
        """Read an input, however many pages it holds. Raises as ``_Worker.read`` does, and TooMuchError."""
        if job.forgotten:
            return
        settings, characters = self.settings, job.characters
        with closing(self._worker.read(given, end)) as found:
            for reading in found:
                characters += len(reading.article.text) if reading.article else 0
                if job.done >= settings.request_pages:
                    raise TooMuchError(f"the {settings.request_pages:,} pages of one request", "request_pages")
                if characters > (most := settings.request_characters):
                    raise TooMuchError(f"the {most:,} characters of one request", "request_characters")
                job.readings.append(reading)
                job.total = job.done + after

    def _number(self) -> None:
        for place, job in enumerate(self._waiting):
            job.ahead = place + (self._reading is not None)

    def _forget_old(self) -> None:
        """Let go of results that nobody fetched: those that are too old, then the oldest where there are too many or they are too large.

        Those of people who are not signed in go first, so that nobody from outside can push an editor's out.
        """
        finished = [job for job in self._results.values() if job.state == "done"]
        number, characters = len(finished), sum(job.characters for job in finished)
        for job in sorted(finished, key=lambda job: (not job.anyone, job.finished_at)):
            old = time.monotonic() - job.finished_at > self.settings.kept_seconds
            large = characters > self.settings.kept_characters and number > 1
            if old or large or number > self.settings.kept_results:
                del self._results[job.id]
                number, characters = number - 1, characters - job.characters


class _Worker:
    """The process that reads, and the line to it. All but ``stop`` and ``kill`` is for one thread alone."""

    def __init__(self, settings: WebSettings, work: Callable[[Connection, Settings, int], None]) -> None:
        self.settings, self.work = settings, work
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._killed = False

    def start(self) -> None:
        """Start the process if there is none and wait for its model. Raises NoReaderError where it can't be had."""
        if self._process is not None and self._process.is_alive():
            return
        self.end()
        # Spawned, since this process has threads, with which forking is not safe.
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        told = (theirs, self.settings.reading, self.settings.reader_bytes)
        process = context.Process(target=self.work, args=told, name="onrecord-reader", daemon=True)
        with self._lock:
            if self._killed:
                raise NoReaderError("the server is ending")
            process.start()
            self._process, self._line = process, mine
        theirs.close()
        try:
            first = self._received(time.monotonic() + START_SECONDS)
        except TimeoutError:
            first = ("broken", f"it did not start in {START_SECONDS:g} seconds")
        except ReaderBrokeError as error:
            first = ("broken", str(error))
        if first != READY:
            self.end()
            raise NoReaderError(first[1])

    def read(self, given: Document | str, end: float) -> Generator[Reading]:
        """Yield the pages of an input as they are read, by the process that was started.

        Raises TimeoutError at ``end``, and ReaderBrokeError. Then, and where not all pages are taken, the process is ended.
        """
        whole = False
        try:
            self._open_line().send(given)
            while (told := self._received(end)) != OVER:
                yield told
            whole = True
        except TimeoutError:
            raise
        except OSError as error:
            raise ReaderBrokeError(self._how()) from error
        finally:
            if not whole:
                self.end()

    def stop(self) -> None:
        """End the process in the middle of what it reads, which breaks off; the next input has a new one."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def kill(self) -> None:
        """End the process, whatever it does, and let none be started any more."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def end(self) -> None:
        """End the process, if there is one, and let go of all that belongs to it."""
        with self._lock:
            process, line = self._process, self._line
            self._process = self._line = None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if line is not None:
            line.close()

    def _received(self, end: float) -> Any:
        line = self._open_line()
        if not line.poll(max(0.0, end - time.monotonic())):
            raise TimeoutError
        try:
            return line.recv()
        except (EOFError, OSError) as error:
            raise ReaderBrokeError(self._how()) from error

    def _open_line(self) -> Connection:
        if self._line is None:
            raise ReaderBrokeError("there is none")
        return self._line

    def _how(self) -> str:
        """Return how the process ended."""
        if self._process is None or self._killed:
            return "the server is ending"
        self._process.join(1)
        code = self._process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _failed(source: str, wrong: Problem) -> Reading:
    return Reading(source, None, problems=(wrong,))


def _finish(job: Job) -> None:
    job.state = "done"
    job.inputs = ()
    job.finished_at = time.monotonic()
    if not job.over.done():
        job.over.set_result(None)
