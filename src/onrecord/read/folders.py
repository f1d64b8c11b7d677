"""The files of a folder, one at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def files(folder: str) -> Iterator[str | tuple[str, OSError]]:
    """Walk a folder and the folders in it, in sorted order.

    Yields the path of everything that is not a folder, and for each folder that can't be listed its path with the error.
    Hidden entries are skipped, and a folder is entered once however many links lead to it, so that loops end. Only the
    names of the folders on the way are held.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[Iterator[os.DirEntry[str]]] = []

    def enter(path: str) -> OSError | None:
        try:
            status = os.stat(path)  # noqa: PTH116 - a plain string, as given
            if (status.st_dev, status.st_ino) in seen:
                return None
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            return error
        waiting.append(iter(sorted(visible, key=lambda entry: entry.name)))
        return None

    error = enter(folder)
    if error:
        yield folder, error
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif not _is_folder(entry):
            yield entry.path
        elif error := enter(entry.path):
            yield entry.path, error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link into a folder that may not be entered
        return False
