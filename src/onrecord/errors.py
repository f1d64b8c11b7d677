"""Everything OnRecord raises, made for the caller to catch.

    OnRecordError
    ├── UsageError        the call itself is wrong: an unknown format, a setting out of range
    ├── UnreadableError   one page could not be read; ``problems`` says why
    ├── WeightsError      the reader's weights are missing or damaged: install OnRecord again
    ├── DeviceError       the GPU that was asked for can't be used: a package, a driver or its memory is missing
    └── LedgerError       the ledger at ``path`` could not do what was asked; what it held before is unharmed
        ├── NoLedgerError        there is no file at ``path``
        ├── NotALedgerError      the file is something else
        ├── OldLedgerError       an earlier OnRecord made it, and it was opened for reading only
        ├── NewerLedgerError     a later OnRecord made it
        ├── LedgerBusyError      another process is writing and did not finish in ``seconds``
        ├── LedgerReadOnlyError  the file, its folder or the way it was opened allows no writing
        ├── LedgerFullError      no room on the disk
        ├── LedgerDamagedError   the file is not as SQLite left it
        ├── TooMuchAskedError    a question took longer than the settings allow
        └── NotInLedgerError     nothing there is called ``key``

A bad page inside a batch is never an exception: it is a ``Reading`` whose ``problems`` say why. ``UnreadableError`` is
only raised by the calls that promise a single article, such as ``onrecord.read``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


class DeviceError(OnRecordError):
    """The GPU that was asked for can't be used, or failed; the message says why and what to do. Nothing is read on the processor instead."""


class LedgerError(OnRecordError):
    """A ledger could not do what was asked. ``path`` is its file; whatever was acknowledged before is still there."""

    def __init__(self, path: Path | str, reason: str) -> None:
        """Keep both; the message is the path and the reason."""
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class NoLedgerError(LedgerError):
    """There is no such file."""

    def __init__(self, path: Path | str) -> None:
        """Say how a ledger is made."""
        super().__init__(path, "there is no ledger here; `onrecord add` makes one")


class NotALedgerError(LedgerError):
    """The file is there and is no ledger; it was not touched."""

    def __init__(self, path: Path | str, found: str) -> None:
        """Say what was found instead."""
        super().__init__(path, f"this is not a ledger of OnRecord ({found}); it was left as it is")


class OldLedgerError(LedgerError):
    """The ledger is of an earlier schema ``version`` and was opened for reading only, so it can't be brought up to date."""

    def __init__(self, path: Path | str, version: int, known: int) -> None:
        """Keep the versions, and say what to do."""
        self.version, self.known = version, known
        super().__init__(
            path,
            f"an earlier OnRecord made this ledger (version {version}; this one writes {known}); open it for writing "
            "once, as `onrecord check` does, and it is brought up to date",
        )


class NewerLedgerError(LedgerError):
    """The ledger is of a later schema ``version`` than this OnRecord knows; it was not touched."""

    def __init__(self, path: Path | str, version: int, known: int) -> None:
        """Keep the versions, and say what to do."""
        self.version, self.known = version, known
        super().__init__(
            path,
            f"a later OnRecord made this ledger (version {version}; this one knows up to {known}): "
            "pip install --upgrade onrecord",
        )


class LedgerBusyError(LedgerError):
    """Another process kept the ledger for longer than ``seconds``, the time that the settings allow to wait."""

    def __init__(self, path: Path | str, seconds: float) -> None:
        """Keep the time waited."""
        self.seconds = seconds
        super().__init__(
            path,
            f"another process is writing to this ledger; waited {seconds:g} seconds and changed nothing: try again",
        )


class LedgerReadOnlyError(LedgerError):
    """The ledger can be read and not written."""

    def __init__(self, path: Path | str, why: str = "the file or its folder allows no writing") -> None:
        """Say why."""
        super().__init__(path, f"this ledger can't be written to: {why}; nothing was changed")


class LedgerFullError(LedgerError):
    """There is no room left where the ledger is."""

    def __init__(self, path: Path | str) -> None:
        """Say that what was there is safe."""
        super().__init__(path, "no room left on the disk; what was stored before is whole, and nothing was added")


class LedgerDamagedError(LedgerError):
    """The file is not as SQLite left it; ``found`` is what SQLite says."""

    def __init__(self, path: Path | str, found: str) -> None:
        """Keep what was found, and say what to do."""
        self.found = found
        super().__init__(
            path, f"the ledger is damaged ({found}); put back a backup, `onrecord check` says what is hurt"
        )


class TooMuchAskedError(LedgerError):
    """A question took longer than ``LedgerSettings.answer_seconds``, or the ledger was closed meanwhile."""

    def __init__(self, path: Path | str) -> None:
        """Say what to do."""
        super().__init__(path, "this asks for too much; ask for less")


class NotInLedgerError(LedgerError):
    """The ledger has no ``kind`` (article, statement, story, voice, judgement) called ``key``."""

    def __init__(self, path: Path | str, kind: str, key: str) -> None:
        """Keep both."""
        self.kind, self.key = kind, key
        super().__init__(path, f"there is no {kind} {key!r}")
