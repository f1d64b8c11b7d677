"""The file that the page to look at is written to, reading by reading, and which appears only when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from onrecord.errors import UsageError
from onrecord.export.html_report import closing, opening, section
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from onrecord.records import Reading


class HtmlFile:
    """Writes readings to a temporary file beside ``name`` and puts it in its place at the end of a ``with`` block.

    Whatever stood there stays as it was until then, and for good if the block is left by an exception. Nothing is kept of
    a reading once it is written. Raises UsageError where the file can't be written, on entry where that shows already.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        # The file that a link leads to is replaced, not the link.
        self._target = Path(os.path.realpath(name))
        # Hidden, so that a folder that is being read doesn't yield it.
        self._partial = self._target.parent / f".onrecord-{secrets.token_hex(8)}.part"
        self._pages = 0
        self._statements = 0

    def __enter__(self) -> Self:
        with self._explained():
            self._refuse_what_is_no_file_to_replace()
            self._file = self._partial.open("x", encoding="utf-8", newline="\n")
        try:
            self._put(opening())
        except BaseException:
            self._drop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put(closing(self._pages, self._statements))
                with self._explained():
                    self._finish()
        finally:
            self._drop()

    def write(self, reading: Reading) -> None:
        """Add one reading to the page. Raises UsageError where that fails, as on a full disk."""
        self._pages += 1
        self._statements += len(reading.statements)
        self._put(section(reading, self._pages))

    def _put(self, text: str) -> None:
        with self._explained():
            self._file.write(text)

    def _finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if self._target.exists():
            shutil.copymode(self._target, self._partial)
        self._partial.replace(self._target)

    def _drop(self) -> None:
        """Remove what was written, if it has not become the file; what can't be flushed any more is of no interest."""
        with suppress(OSError):
            self._file.close()
        self._partial.unlink(missing_ok=True)

    def _refuse_what_is_no_file_to_replace(self) -> None:
        if not self._target.exists():
            return
        if not stat.S_ISREG(self._target.stat().st_mode):  # a folder; or a device or a pipe, which must not be replaced
            raise self._error("it is not a file")
        if not os.access(self._target, os.W_OK):  # replacing it would need no leave, but whoever protected it meant it
            raise self._error("it is protected against writing")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._error(error.strerror or str(error)) from error

    def _error(self, reason: str) -> UsageError:
        kept = "; what was there is unchanged" if os.path.lexists(self._target) else ""
        return UsageError(f"{printable(self._name)} can't be written ({reason}){kept}; give another file")
