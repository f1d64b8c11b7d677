"""Where an archive lies: a folder of this machine, or an address of an object store, with the few things that are done to its files.

What is read by others is either whole or not there. On a disk a file is written under another name and renamed. An object store renames
nothing, but an object appears only once it is written whole, so it is written in its place.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from onrecord.errors import UsageError
from onrecord.export.printable import printable
from onrecord.run.extras import needed
from onrecord.run.store_errors import GoneError, StoreError, ToldFile, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_UNFINISHED = ".unfinished-"
"""What the name of a file begins with until it is whole; nothing lists such files, and cleaning removes them."""

_WITH_BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "oci", "obs", "cos", "r2"})
"""Stores whose addresses begin with a bucket (or container), which somebody has to make; folders in it need no making."""


class Place(Protocol):
    """A folder, wherever it is. Names are relative to it, with ``/`` between. Can be pickled, and used by several processes."""

    @property
    def address(self) -> str:
        """The path or address of the folder itself."""

    @property
    def renames(self) -> bool:
        """Whether a folder can be put in the place of another in one step."""

    def path(self, name: str) -> str:
        """Return what the file is called outside: a path, or an address with its protocol."""

    def read(self, name: str) -> bytes:
        """Return what a file holds. Raises FileNotFoundError."""

    def write(self, name: str, data: bytes) -> None:
        """Make or replace a file, so that nobody ever sees half of it."""

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open a file that is to be made or replaced; it is there when the block has ended, and not if it raised."""

    def reading(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open a file to read in any order. Raises FileNotFoundError."""

    def names(self, folder: str = "") -> list[str]:
        """Return the names of the files and folders in a folder, sorted; none where there is no such folder."""

    def exists(self, name: str) -> bool:
        """Whether there is such a file or folder."""

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all in it; what is not there is no error."""

    def move(self, name: str, to: str) -> None:
        """Give a file another name, in the place of a file that may be there; on object stores this copies."""

    def check(self) -> None:
        """Raise UsageError where no archive can be made here: a file is in its place, or its bucket is not there. Raises StoreError."""

    def put_in_place(self, staged: str, current: str) -> None:
        """Put a folder in the place of another, which takes its place or, if it was not there, leaves none. Only where ``renames``."""


def place_at(address: str | Path) -> Place:
    """Return the place of a path or of an address that fsspec knows (``s3://``, ``gs://``, ``memory://``).

    Raises MissingExtraError where the package for the address is not installed, UsageError for an address of no known kind.
    """
    words = str(address)
    if words.startswith("file://"):
        words = words.removeprefix("file://")
    if "://" not in words:
        return Folder(str(Path(words).absolute()))
    place = Store(words.rstrip("/"))
    place.filesystem()
    return place


def read_json(place: Place, name: str) -> Any:
    """Return what a file of JSON holds, None where there is no such file. Raises UsageError where it is not JSON."""
    try:
        data = place.read(name)
    except FileNotFoundError:
        return None
    try:
        return json.loads(data)
    except ValueError as error:
        raise UsageError(
            f"{place.path(name)} is damaged ({error}); put it back from a copy, or make the archive anew"
        ) from None


def write_json(place: Place, name: str, value: Any) -> None:
    """Make or replace a file of JSON, one member a line where that is short, so that people can look into it."""
    place.write(name, json.dumps(value, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, or one that all machines see under the same path."""

    address: str
    renames = True

    def path(self, name: str) -> str:
        """Return the path of a file."""
        return str(self._at(name))

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        return self._at(name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Make or replace a file."""
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file under another name, which is renamed once all is on the disk."""
        target = self._at(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f"{_UNFINISHED}{uuid.uuid4().hex[:12]}-{target.name}")
        try:
            with unfinished.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Open a file to read."""
        with self._at(name).open("rb") as file:
            yield file

    def names(self, folder: str = "") -> list[str]:
        """Return the names in a folder."""
        try:
            found = [path.name for path in self._at(folder).iterdir()]
            return sorted(name for name in found if not name.startswith(_UNFINISHED))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def exists(self, name: str) -> bool:
        """Whether there is such a file or folder."""
        return self._at(name).exists()

    def remove(self, name: str) -> None:
        """Remove a file or a folder."""
        path = self._at(name)
        if path.is_dir() and not path.is_symlink():
            with suppress(FileNotFoundError):  # what another removes meanwhile is gone too
                shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def move(self, name: str, to: str) -> None:
        """Rename a file."""
        target = self._at(to)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._at(name).replace(target)

    def put_in_place(self, staged: str, current: str) -> None:
        """Exchange two folders in one step where the system can, else in two, between which the current one is missing."""
        new, old = self._at(staged), self._at(current)
        old.parent.mkdir(parents=True, exist_ok=True)
        if not old.exists():
            new.rename(old)
        elif not _exchange(new, old):
            aside = new.with_name(f"{_UNFINISHED}{uuid.uuid4().hex[:12]}")
            old.rename(aside)
            new.rename(old)
            aside.rename(new)

    def check(self) -> None:
        """Do nothing but refuse a file: folders are made as they are wanted."""
        if Path(self.address).is_file():
            raise UsageError(f"{printable(self.address)} is a file; an archive is a folder")

    def _at(self, name: str) -> Path:
        return Path(self.address, name) if name else Path(self.address)


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of an object store, through fsspec. What the store raises is told as GoneError and StoreError."""

    address: str
    renames = False

    def filesystem(self) -> Any:
        """Return fsspec's file system. Raises as ``place_at``."""
        fsspec = needed("fsspec")
        try:
            with told(self.address):
                return fsspec.core.url_to_fs(self.address)[0]
        except StoreError as error:
            if isinstance(error.__cause__, ImportError):
                raise UsageError(f"{self.address} can't be opened: {error.__cause__}") from None
            if isinstance(error.__cause__, ValueError):
                raise UsageError(
                    f"{self.address} can't be opened ({error.__cause__}); give a folder, or s3://, gs:// and the like"
                ) from None
            raise

    def path(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.address}/{name}" if name else self.address

    def check(self) -> None:
        """Raise UsageError where the bucket is not there: it is never made, since its name may be mistyped. Raises StoreError."""
        if self.address.partition("://")[0].lower() not in _WITH_BUCKETS:
            return
        files = self.filesystem()
        bucket = files._strip_protocol(self.address).strip("/").partition("/")[0]  # noqa: SLF001 - fsspec has no other way
        try:
            with told(self.address):
                files.info(bucket)
        except GoneError:
            raise UsageError(
                f"there is no bucket {bucket} for {self.address}; check how it is written, or make it first"
            ) from None
        except StoreError as error:
            if not isinstance(error.__cause__, PermissionError):  # keys for one folder may not look at the bucket
                raise

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        path = self.path(name)
        with told(path):
            return cast("bytes", self.filesystem().cat_file(path))

    def write(self, name: str, data: bytes) -> None:
        """Make or replace a file."""
        files, path = self.filesystem(), self.path(name)
        with told(path):
            self._make_folder(files, path)
            files.pipe_file(path, data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open an object, which is there once it is closed; what an error leaves is removed."""
        files, path = self.filesystem(), self.path(name)
        with told(path):
            self._make_folder(files, path)
            file = ToldFile(files.open(path, "wb"), path)
        try:
            yield cast("BinaryIO", file)
            file.close()
        except BaseException:
            file.discard()
            with suppress(Exception):  # where the store is gone nothing can be removed either; the first error counts
                files.rm_file(path)
            raise

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Open an object to read."""
        path = self.path(name)
        with told(path):
            inner = self.filesystem().open(path, "rb")
        with ToldFile(inner, path) as file:
            yield cast("BinaryIO", file)

    def names(self, folder: str = "") -> list[str]:
        """Return the names in a folder, as they are now and not as fsspec remembers them."""
        files, path = self.filesystem(), self.path(folder)
        try:
            with told(path):
                files.invalidate_cache()
                found = files.ls(path, detail=False)
        except GoneError:
            return []
        return sorted({name.rstrip("/").rpartition("/")[2] for name in found})

    def exists(self, name: str) -> bool:
        """Whether there is such an object or folder."""
        files, path = self.filesystem(), self.path(name)
        try:
            with told(path):
                files.invalidate_cache()
                files.info(path)  # exists() of several stores takes one that is out of reach for one that is not there
        except GoneError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Remove an object, or all under a name."""
        files, path = self.filesystem(), self.path(name)
        with suppress(GoneError), told(path):
            files.invalidate_cache()
            files.rm(path, recursive=True)

    def move(self, name: str, to: str) -> None:
        """Copy an object and remove it where it was."""
        files, path, target = self.filesystem(), self.path(name), self.path(to)
        with told(path):
            self._make_folder(files, target)
            files.cp_file(path, target)
            files.rm_file(path)

    def put_in_place(self, staged: str, current: str) -> None:
        """Refuse: nothing is renamed here."""
        raise NotImplementedError(f"{self.address} can't exchange {staged} and {current} in one step")

    def _make_folder(self, files: Any, path: str) -> None:
        """Make the folder of a file. Where there are buckets there are no folders, and to make one would make a bucket."""
        if self.address.partition("://")[0].lower() not in _WITH_BUCKETS:
            files.makedirs(path.rpartition("/")[0], exist_ok=True)


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@cache
def _renameat2() -> Any:
    """Return Linux's call that exchanges two names in one step, None where there is none."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system can't, and then nothing is changed. Raises OSError."""
    call = _renameat2()
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number), str(one))
