"""The ledger for many at once: a few threads that read, each with a ledger of its own, and one thread that writes.

A reader never waits for a writer (WAL mode of SQLite), so reading ledgers are opened read-only and keep nothing. What a story comes to
is worked out and kept by a thread of its own, after the reader has its answer, so that nobody who adds or corrects waits for it either.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from onrecord.errors import LedgerBusyError, LedgerError, LedgerReadOnlyError, NotInLedgerError
from onrecord.ledger import Ledger
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


class BeingToldError(LedgerError):
    """The story has so many ``articles`` that working it out takes a while; it is being done, and somebody who asks again soon finds it."""

    def __init__(self, path: Path, articles: int) -> None:
        """Keep how many."""
        self.articles = articles
        super().__init__(path, f"this story has {articles} articles and is being worked out; ask again in some seconds")


class Ledgers:
    """The ledgers of one file; close them at the end."""

    def __init__(self, path: str | Path, *, readers: int = 4, stories_kept: int = 500, read_only: bool = False) -> None:
        """Open the ledger at ``path``, made if there is none; with ``read_only`` the file is not touched.

        Raises a LedgerError that says what is wrong with it.
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
        self._reading = ThreadPoolExecutor(readers, "read")
        self._writing = ThreadPoolExecutor(1, "write")
        self._teller = ThreadPoolExecutor(1, "tell")
        self._elsewhere = Teller(self.path)
        self._at_once = (float(AT_ONCE), time.monotonic())

    async def read(self, ask: Callable[[Ledger], Answer]) -> Answer:
        """Return what ``ask`` gives, called with a ledger in a thread that reads."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, lambda: ask(self._mine(read_only=True)))

    async def write(self, do: Callable[[Ledger], Answer]) -> Answer:
        """Return what ``do`` gives, called with a ledger in the thread that writes, one call after the other.

        Raises LedgerReadOnlyError where the file allows no writing.
        """
        if not self.writable:
            raise LedgerReadOnlyError(self.path)
        return await asyncio.get_running_loop().run_in_executor(self._writing, lambda: do(self._mine(read_only=False)))

    def stream(self, ask: Callable[[Ledger], Iterable[Answer]]) -> AsyncIterator[Answer]:
        """Yield what ``ask`` yields, called with a ledger of its own in a thread of its own, so that a long list holds up nobody."""

        def fetch() -> Iterator[Answer]:
            with Ledger(self.path, read_only=True) as ledger:
                yield from ask(ledger)

        return aiter(Stream(fetch))

    def story(self, ledger: Ledger, key: str) -> Story:
        """Return a story by its id, or that of an article in it, as ``Ledger.story`` does, from memory where it has not changed since.

        Raises BeingToldError for a large one that nobody has worked out yet, and has it worked out.
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
        with alone:  # of many who ask at once, one works it out
            found = self._known(kept)
            if found is not None:
                return found
            try:
                story = ledger.story(row.id)
            finally:
                with self._lock:
                    self._at_work.pop(kept, None)
            with self._lock:
                self._stories[kept] = story
                while len(self._stories) > self._stories_kept:
                    self._stories.popitem(last=False)
        self.tell(row.id)
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
                ledger = self._mine(read_only=False)
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

    def _mine(self, *, read_only: bool) -> Ledger:
        """Return this thread's ledger."""
        ledger: Ledger | None = getattr(self._here, "ledger", None)
        if ledger is None:
            ledger = Ledger(self.path, read_only=read_only)
            self._here.ledger = ledger
        return ledger

    def close(self) -> None:
        """End the threads, what they have begun first, and give the file back. Each closes its own ledger: no other thread may.

        Stories that still wait to be told are told another time.
        """
        self._closing = True
        self._elsewhere.kill()
        for pool, threads in ((self._reading, self._readers), (self._writing, 1), (self._teller, 1)):
            together = threading.Barrier(threads)
            for _ in range(threads):
                pool.submit(self._close_mine, together)
            pool.shutdown()

    def _close_mine(self, together: threading.Barrier) -> None:
        together.wait()  # until every thread of the pool is here
        ledger: Ledger | None = getattr(self._here, "ledger", None)
        if ledger is not None:
            ledger.close()
