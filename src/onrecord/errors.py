"""Everything OnRecord raises, made for the caller to catch.

    OnRecordError
    ├── UsageError        the call itself is wrong: an unknown format, a setting out of range
    ├── UnreadableError   one page could not be read; ``problems`` says why
    └── WeightsError      the reader's weights are missing or damaged: install OnRecord again

A bad page inside a batch is never an exception: it is a ``Reading`` whose ``problems`` say why. ``UnreadableError`` is
only raised by the calls that promise a single article, such as ``onrecord.read``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.records import Problem


class OnRecordError(Exception):
    """The base of all errors that OnRecord raises on purpose."""


class UsageError(OnRecordError):
    """The call is wrong; the message names the choices."""


class UnreadableError(OnRecordError):
    """A page could not be read.

    ``source`` is the id, path or URL of the page; ``problems`` are the reasons, the gravest first.
    """

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        """Keep the keys; the message is that of the first problem."""
        self.source = source
        self.problems = problems
        reason = problems[0].message if problems else "no reason was given"
        super().__init__(f"{source}: {reason}")


class WeightsError(OnRecordError):
    """The weights in ``folder`` are missing, damaged, or not the ones they say they are; ``reason`` says which."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Keep both, and say what to do."""
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"the reader's weights in {folder} can't be used ({reason}); install OnRecord again: "
            "pip install --force-reinstall onrecord"
        )
