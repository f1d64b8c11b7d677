"""The ledger for many at once: a few threads that read, each with a ledger of its own, and one thread that writes.

A reader never waits for a writer (WAL mode of SQLite), so reading ledgers are opened read-only and keep nothing. What a story comes to
is worked out and kept by a thread of its own, after the reader has its answer, so that nobody who adds or corrects waits for it either.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from onrecord.errors import LedgerBusyError, LedgerError, LedgerReadOnlyError, NotInLedgerError
from onrecord.ledger import Ledger
from onrecord.store.settings import LedgerSettings
from onrecord.web.streams import Stream
from onrecord.web.telling import Teller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from onrecord.records import Story

Answer = TypeVar("Answer")
SMALL = 1
"""Articles of a story that is told in this process: some 30 ms. A larger one has a process of its own, where it holds up no page."""
AT_ONCE, AT_ONCE_A_SECOND = 12, 0.5
"""Articles of stories that lists may have told while somebody waits, some 30 ms each: at most so many together, and on average one in two
seconds, or whoever adds articles would slow all pages down."""

SOON_TOLD = 25
"""Articles of a story that somebody may wait for, a second or two. A larger one that is not told yet is told meanwhile."""
ALONE_SECONDS = 1.0
"""How long somebody waits for a story that another thread is telling: whoever waits longer holds a thread that others could read with."""
COUNT_SECONDS = 60.0
"""How long a question may take that has a thread of its own: a count of a whole ledger, or a step of a long list."""
STREAMS = 3
"""Long lists that are sent at once: each has a thread and a ledger, and reads as fast as its client does."""
CLOSING_SECONDS, AGAIN_SECONDS = 5.0, 0.05
"""How long reading threads are waited for at the end, and how often they are told to stop meanwhile."""


class TooManyStreamsError(LedgerError):
    """As many long lists are being sent as may be at once."""

    def __init__(self, path: Path) -> None:
        """Say what to do."""
        super().__init__(path, f"{STREAMS} long lists are being sent already; ask again when one of them is done")


class BeingToldError(LedgerError):
    """The story has so many ``articles`` that working it out takes a while; it is being done, and somebody who asks again soon finds it."""

    def __init__(self, path: Path, articles: int) -> None:
        """Keep how many."""
        self.articles = articles
        super().__init__(path, f"this story has {articles} articles and is being worked out; ask again in some seconds")


class Ledgers:
    """The ledgers of one file; close them at the end."""

    def __init__(self, path: str | Path, *, readers: int = 4, stories_kept: int = 500, read_only: bool = False, answer_seconds: float | None = 3.0) -> None:  # fmt: skip
        """Open the ledger at ``path``, made if there is none; with ``read_only`` the file is not touched.

        A question to a reader may take ``answer_seconds``. Raises a LedgerError that says what is wrong with it.
        """
        self.path = Path(path)
        self.writable = not read_only
        try:
            Ledger(self.path, read_only=read_only).close()  # makes it, or brings it up to date
        except LedgerReadOnlyError:
            self.writable = False
            Ledger(self.path, read_only=True).close()
        self._here = threading.local()
        self._readers = readers
        self._stories: OrderedDict[tuple[str, int], Story] = OrderedDict()
        self._stories_kept = stories_kept
        self._lock = threading.Lock()
        self._telling: set[str] = set()
        self._again: set[str] = set()
        self._at_work: dict[tuple[str, int], threading.Lock] = {}
        self._closing = False
        self._for_readers = LedgerSettings(answer_seconds=answer_seconds)
        self._for_counts = LedgerSettings(answer_seconds=COUNT_SECONDS)
        self._opened: list[Ledger] = []
        # A deque, whose methods need no lock: a stream may be given back by the collector of garbage, in the middle of anything.
        self._streams = deque(range(STREAMS))
        self._reading = ThreadPoolExecutor(readers, "read")
        self._counting = ThreadPoolExecutor(1, "count")
        self._writing = ThreadPoolExecutor(1, "write")
        self._teller = ThreadPoolExecutor(1, "tell")
        self._elsewhere = Teller(self.path)
        self._at_once = (float(AT_ONCE), time.monotonic())

    async def read(self, ask: Callable[[Ledger], Answer]) -> Answer:
        """Return what ``ask`` gives, called with a ledger in a thread that reads."""
        asked = lambda: ask(self._mine(self._for_readers))  # noqa: E731 - said in a word
        return await asyncio.get_running_loop().run_in_executor(self._reading, asked)

    async def count(self, ask: Callable[[Ledger], Answer]) -> Answer:
        """Return what ``ask`` gives, called in the one thread for what takes long, one call after the other, so that others go on reading."""
        asked = lambda: ask(self._mine(self._for_counts))  # noqa: E731 - said in a word
        return await asyncio.get_running_loop().run_in_executor(self._counting, asked)

    async def write(self, do: Callable[[Ledger], Answer]) -> Answer:
        """Return what ``do`` gives, called with a ledger in the thread that writes, one call after the other.

        Raises LedgerReadOnlyError where the file allows no writing.
        """
        if not self.writable:
            raise LedgerReadOnlyError(self.path)
        return await asyncio.get_running_loop().run_in_executor(self._writing, lambda: do(self._mine()))

    def stream(self, ask: Callable[[Ledger], Iterable[Answer]]) -> AsyncIterator[Answer]:
        """Yield what ``ask`` yields, called with a ledger of its own in a thread of its own, so that a long list holds up nobody.

        Raises TooManyStreamsError where as many are sent already as may be.
        """

        def fetch() -> Iterator[Answer]:
            with Ledger(self.path, read_only=True, ledger_settings=self._for_counts) as ledger:
                yield from ask(ledger)

        try:
            place = self._streams.pop()
        except IndexError:
            raise TooManyStreamsError(self.path) from None
        return aiter(Stream(fetch, lambda: self._streams.append(place)))

    def story(self, ledger: Ledger, key: str) -> Story:
        """Return a story by its id, or that of an article in it, as ``Ledger.story`` does, from memory where it has not changed since.

        Raises BeingToldError for a large one that nobody has worked out yet, and has it worked out; and for one that somebody is working out
        and is not done with soon.
        """
        row = ledger.store.story(ledger.store.story_of([key]).get(key, key))
        kept = (row.id, row.revision)
        found = self._known(kept)
        if found is not None:
            return found
        if row.articles > SOON_TOLD and self.writable and not ledger.story_card(row.id).told:
            self.tell(row.id)
            raise BeingToldError(self.path, row.articles)
        with self._lock:
            alone = self._at_work.setdefault(kept, threading.Lock())
        if not alone.acquire(timeout=ALONE_SECONDS):  # of many who ask at once, one works it out
            raise BeingToldError(self.path, row.articles)
        try:
            return self._known(kept) or self._worked_out(ledger, kept)
        finally:
            alone.release()

    def _worked_out(self, ledger: Ledger, kept: tuple[str, int]) -> Story:
        """Work a story out, keep it in memory, and have it kept in the file."""
        try:
            story = ledger.story(kept[0])
        finally:
            with self._lock:
                self._at_work.pop(kept, None)
        with self._lock:
            self._stories[kept] = story
            while len(self._stories) > self._stories_kept:
                self._stories.popitem(last=False)
        self.tell(kept[0])
        return story

    def story_of_claim(self, ledger: Ledger, claim: str) -> Story:
        """Return the story that has a claim, also where it was told a moment ago and is not kept yet. Raises NotInLedgerError."""
        try:
            return self.story(ledger, ledger.story_of_claim(claim))
        except NotInLedgerError:
            with self._lock:
                told = [story.id for story in self._stories.values() if any(one.id == claim for one in story.claims)]
            if not told:
                raise
        return self.story(ledger, told[-1])

    def _known(self, kept: tuple[str, int]) -> Story | None:
        with self._lock:
            if kept in self._stories:
                self._stories.move_to_end(kept)
            return self._stories.get(kept)

    def has_time(self, articles: int) -> bool:
        """Return whether a story of so many articles may be told while a list waits for it; the time counts as used if so."""
        with self._lock:
            left, since = self._at_once
            now = time.monotonic()
            left = min(AT_ONCE, left + (now - since) * AT_ONCE_A_SECOND)
            enough = articles <= left
            self._at_once = (left - articles if enough else left, now)
            return enough

    def tell(self, story: str) -> None:
        """Have a story worked out and kept, when its turn comes."""
        with self._lock:
            if not self.writable:
                return
            if story in self._telling:
                self._again.add(story)  # it may have changed since that began
                return
            self._telling.add(story)
        # A process that is ending takes no more work; the story is worked out another time.
        with suppress(RuntimeError):
            self._teller.submit(self._tell, story)

    def _tell(self, story: str) -> None:
        try:
            if self._closing:
                return
            # The story may be gone or somebody may be writing: whoever asks next works it out again.
            with suppress(LedgerError, LedgerBusyError):
                ledger = self._mine()
                card = ledger.story_card(story)
                if card.told:
                    return
                row = ledger.store.story(story)
                known = self._known((row.id, row.revision))
                if known is not None:
                    ledger.remember(known, row)
                elif card.articles <= SMALL:
                    ledger.story(story)
                else:
                    self._elsewhere.tell(story)
        finally:
            with self._lock:
                self._telling.discard(story)
                again = story in self._again
                self._again.discard(story)
            if again:
                self.tell(story)

    def _mine(self, reading: LedgerSettings | None = None) -> Ledger:
        """Return this thread's ledger: with settings for reading alone, without for writing."""
        if reading is not None and self._closing:
            raise LedgerError(self.path, "the server is ending")
        ledger: Ledger | None = getattr(self._here, "ledger", None)
        if ledger is None:
            ledger = Ledger(self.path, read_only=reading is not None, ledger_settings=reading)
            self._here.ledger = ledger
            if reading is not None:
                with self._lock:
                    self._opened.append(ledger)
        return ledger

    def close(self) -> None:
        """End the threads and give the file back. Each closes its own ledger: no other thread may.

        What is being written is written first; what is being looked up is stopped. Stories that still wait to be told are told another time.
        """
        self._closing = True
        self._elsewhere.kill()
        self._stop(self._end(self._reading, self._readers) + self._end(self._counting, 1))
        wait(self._end(self._writing, 1) + self._end(self._teller, 1))

    def _end(self, pool: ThreadPoolExecutor, threads: int) -> list[Future[None]]:
        """Let a pool take nothing more; return what is done when each of its threads has closed its ledger."""
        together = threading.Barrier(threads)
        closing = [pool.submit(self._close_mine, together) for _ in range(threads)]
        pool.shutdown(wait=False)
        return closing

    def _stop(self, closing: list[Future[None]]) -> None:
        """Wait for reading threads, and stop what they look up; what can't be stopped ends with the process."""
        end = time.monotonic() + CLOSING_SECONDS
        while wait(closing, AGAIN_SECONDS).not_done and time.monotonic() < end:
            with self._lock:
                opened = tuple(self._opened)
            for ledger in opened:
                ledger.store.interrupt()

    def _close_mine(self, together: threading.Barrier) -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(CLOSING_SECONDS)  # until every thread of the pool is here
        ledger: Ledger | None = getattr(self._here, "ledger", None)
        if ledger is not None:
            ledger.close()
