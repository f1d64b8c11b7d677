"""One run at a time on an archive. The system lets go of it when the process ends, however it ends."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.run.place import Place

LOCK = ".onrecord-lock"


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Keep other runs off the archive meanwhile. Raises UsageError where one is under way.

    On object stores and on Windows nobody is kept off: they have no such locks. What two runs read at the same time is the same; but one can take
    away what the other is about to put into months, and that one then ends with a GoneError, which says so. Raises UsageError and
    StoreError too where no archive can be at the place.
    """
    place.check()
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    if "://" in place.address:
        yield
        return
    folder = Path(place.address)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another run is under way on {place.address}; wait for its end, or stop it") from None
        except OSError:
            pass  # a network drive without locks is as an object store
        yield
