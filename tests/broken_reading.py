"""A process that reads, with a reader that breaks when it is told to: the real line, the real process, and no model."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from records_by_hand import article

from onrecord.records import Reading
from onrecord.web import reading_worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from onrecord import Document
    from onrecord.settings import Settings


class Breaking:
    """Does what the text of a page says; its reading has the process's number for a source."""

    def read(self, document: Document) -> Reading:
        if document.data == "exit":
            os._exit(7)
        if document.data == "memory":
            raise MemoryError
        if document.data == "much memory":
            bytearray(1_500_000_000)
        while document.data == "for ever":
            sum(range(10_000))
        if document.data == "slowly":
            time.sleep(0.2)
        found = article("long " * 100) if document.data == "long" else None
        return Reading(str(os.getpid()), found, problems=document.problems)


def work(line: Connection, settings: Settings, memory: int) -> None:
    reading_worker.loaded = lambda _settings: Breaking()  # type: ignore[assignment,return-value]
    reading_worker.work(line, settings, memory)


def work_without_weights(line: Connection, _settings: Settings, _memory: int) -> None:
    line.send(("broken", "the weights are gone"))
