"""The process that reads: it holds the model, takes one input after the other and sends back what it read, page by page.

A process of its own, so that no page, however made, can hold up or bring down the server: whoever waits too long ends it and starts
another. It ends by itself when the server is gone, also in the middle of a page.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.errors import WeightsError
from onrecord.problems import problem
from onrecord.processes import end_with_parent
from onrecord.read.addresses import is_url
from onrecord.read.document import Document
from onrecord.read.inputs import documents, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from onrecord.pipeline import Pipeline
    from onrecord.settings import Settings

READY, OVER = ("ready", ""), ("over", "")
"""What is sent when the model is loaded, and when an input has no more pages."""


def work(line: Connection, settings: Settings, memory: int) -> None:
    """Read what comes along the line until it is closed, in so many bytes of ``memory``.

    The first word back is READY, or why nothing can be read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    limit_memory(memory)
    end_with_parent()
    try:
        pipeline = loaded(settings)
    except WeightsError as error:
        line.send(("broken", str(error)))
        return
    line.send(READY)
    try:
        while True:
            for document in documents_of(line.recv(), settings):
                line.send(pipeline.read(document))
            line.send(OVER)
    except (EOFError, OSError):
        return  # the server has gone, or wants no more


def documents_of(given: Document | str, settings: Settings) -> Iterator[Document]:
    """Yield the pages of an input: of a text, of a file's bytes whatever its format, or of an address; a path is none of them."""
    if isinstance(given, str):
        if is_url(given):
            yield from documents([given], settings)
        else:
            yield Document(given, None, problems=(problem("bad_url", detail="its scheme is missing", where=given),))
    elif given.format is None and isinstance(given.data, bytes):
        told = {
            name: value for name in ("outlet", "headline", "published") if (value := getattr(given, name)) is not None
        }
        for document in inside(given, settings):
            yield replace(document, **told) if told else document
    else:
        yield given


def limit_memory(most: int) -> None:
    """Let this process have no more than so many bytes of address space; where the system knows no such limit there is none."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    with suppress(ValueError, OSError):  # macOS refuses what is less than it has mapped already
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def loaded(settings: Settings) -> Pipeline:
    """Return a pipeline with its model in memory. Raises WeightsError."""
    from onrecord.pipeline import Pipeline  # noqa: PLC0415 - the server imports this module and needs no pipeline

    pipeline = Pipeline(settings)
    pipeline.load()
    return pipeline
