"""What stores raise, told as errors of ours: whoever uses one has to know three kinds, and not those of every store's package.

fsspec lets through what the package of a store raises, and that differs: botocore's errors are no OSError, other packages have others. Here each
becomes a ``GoneError`` (there is no such object) or a ``StoreError`` (refused, not reached, or failed), which say what to do. Our own errors pass.
"""

from __future__ import annotations

import io
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = 160
"""Characters of a store's own message that are shown."""
_KEYS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    "s3a": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "gcs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_CONNECTION_STRING",
    "abfs": "AZURE_STORAGE_CONNECTION_STRING",
}
"""The variables that give the keys of the usual stores."""


class StoreError(OnRecordError):
    """A store refused access, could not be reached, or failed. What is done stays; the message says what to do."""

    def __init__(self, address: str, reason: str) -> None:
        """Keep both."""
        self.address, self.reason = address, reason
        super().__init__(f"{address} {reason}")

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str]]:
        """Let it be sent from a worker to its driver."""
        return StoreError, (self.address, self.reason)


class GoneError(OnRecordError, FileNotFoundError):
    """An object of an archive is not there. Where it should be, another run may have taken it away: stores can't keep two runs apart."""

    def __init__(self, address: str) -> None:
        """Keep it, and say what to do."""
        self.address = address
        super().__init__(
            f"{address} is gone: perhaps another run is at work on this archive; wait for its end, then give the same command again "
            "(what was read stays)"
        )

    def __reduce__(self) -> tuple[type[GoneError], tuple[str]]:
        """Let it be sent from a worker to its driver."""
        return GoneError, (self.address,)


def in_short(error: BaseException) -> str:
    """Return the message of an error on one line, its type where it has none."""
    return " ".join(str(error).split())[:_WORDS] or type(error).__name__


def lacks_keys(error: BaseException) -> bool:
    """Tell whether a store could not be asked since no keys were given."""
    return "credential" in type(error).__name__.lower()


def keys_of(address: str) -> str:
    """Return in words what the keys of a store are, and how they are given where that is known."""
    protocol = address.partition("://")[0].lower()
    return f"the keys ({_KEYS[protocol]})" if protocol in _KEYS else "the keys"


def why(error: Exception, address: str) -> str:
    """Return what a store's error means and what to do, to be put behind the address."""
    keys = keys_of(address)
    if isinstance(error, PermissionError):
        return f"refuses access ({in_short(error)}); check {keys}, and whether they allow this"
    if lacks_keys(error):
        return f"can't be used without keys ({in_short(error)}); give {keys}"
    return (
        f"could not be reached ({in_short(error)}); check the address and the network, then give the same command again"
    )


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what a store raises into GoneError or StoreError; our own errors, want of memory and Ctrl-C pass."""
    try:
        yield
    except (OnRecordError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise GoneError(address) from error
    except Exception as error:
        raise StoreError(address, why(error, address)) from error


class ToldFile(io.RawIOBase):
    """A file of a store, open for reading or for writing, whose errors are told as ours."""

    def __init__(self, inner: Any, address: str) -> None:
        """Take fsspec's file, which is closed with this one."""
        super().__init__()
        self._inner, self._address = inner, address

    def readable(self) -> bool:
        """Whether it can be read."""
        return bool(self._inner.readable())

    def writable(self) -> bool:
        """Whether it can be written to."""
        return bool(self._inner.writable())

    def seekable(self) -> bool:
        """Whether it can be sought in."""
        return bool(self._inner.seekable())

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place."""
        with told(self._address):
            return int(self._inner.seek(offset, whence))

    def tell(self) -> int:
        """Return the place."""
        return int(self._inner.tell())

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, all that are left where none are said."""
        with told(self._address):
            return bytes(self._inner.read(-1 if size is None else size))

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        """Read into a buffer; return how much."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def write(self, data: Any, /) -> int:
        """Write all of it."""
        with told(self._address):
            return int(self._inner.write(data))

    def flush(self) -> None:
        """Write nothing yet: an object is written when it is closed, or when a block of it is full."""

    def close(self) -> None:
        """Close the file: an object that was written is there from then on."""
        if not self.closed:
            try:
                with told(self._address):
                    self._inner.close()
            finally:
                super().close()

    def discard(self) -> None:
        """Let go of the file without writing what is left of it: nothing of it is to be there."""
        with suppress(Exception):  # what ended the writing is told, not what its end runs into
            super().close()
            self._inner.discard()
        with suppress(Exception):
            self._inner.closed = True  # or fsspec would write it when it is forgotten, loudly where that fails
