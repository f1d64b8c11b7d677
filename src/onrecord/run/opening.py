"""Files of sources, wherever they lie: on the disk, behind http(s), or in a store that fsspec knows (``s3://``, ``gs://`` and others).

Addresses of http and https are read by our own client, not by fsspec's, so that they obey the rules of ``onrecord read``: none leads into a
private network unless that is allowed, and none is followed there by a redirect.
"""

from __future__ import annotations

import io
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from onrecord.errors import OnRecordError, UnreadableError
from onrecord.export.ledger_files import MissingExtraError
from onrecord.problems import problem
from onrecord.read.addresses import is_url
from onrecord.read.compressed import CHUNK_BYTES
from onrecord.read.inputs import printable, refused
from onrecord.records import Problem
from onrecord.run.extras import needed
from onrecord.run.store_errors import GoneError, StoreError, ToldFile, in_short, keys_of, lacks_keys, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.settings import Settings

_WEB = ("http://", "https://")
_BLOCK_BYTES = 4_194_304
"""How much of a file in a store is asked for at once."""
_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "az": "adlfs",
    "hf": "huggingface_hub",
    "sftp": "paramiko",
}
"""What fsspec needs for the usual stores."""


class AwayError(OnRecordError):
    """A source could not be reached just now, as happens on networks. What was being read is to be tried again."""

    def __init__(self, source: str, reason: str) -> None:
        """Keep both."""
        self.source, self.reason = source, reason
        super().__init__(f"{source} could not be reached ({reason}); give the same command again to go on from there")

    def __reduce__(self) -> tuple[type[AwayError], tuple[str, str]]:
        """Let it be sent from a worker to its driver."""
        return AwayError, (self.source, self.reason)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that holds articles: its absolute path or address, its bytes where they are known, and what changes when it does.

    ``in_ranges`` tells whether a part of it can be had without the rest.
    """

    name: str
    size: int | None
    version: str = ""
    in_ranges: bool = True


def is_web(name: str) -> bool:
    """Tell whether something is an http or https address."""
    return name.lower().startswith(_WEB)


def is_remote(name: str) -> bool:
    """Tell whether something lies elsewhere than on the disk."""
    return is_url(name)


def look(name: str, settings: Settings) -> SourceFile:
    """Return what is known of a file without opening it. Raises UnreadableError with the reason, AwayError where trying again may help."""
    if is_web(name):
        from onrecord.run.web_files import look_at  # noqa: PLC0415 - only who reads from the web needs it

        return look_at(name, settings)
    if is_remote(name):
        with _told(name):
            store, path = filesystem(name)
            return file_of(name, store.info(path))
    try:
        status = os.stat(name)  # noqa: PTH116 - a plain string, as given
    except (OSError, ValueError) as error:
        raise UnreadableError(printable(name), (refused(error, listed=False),)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(printable(name), (problem("not_a_file"),))
    return file_on_disk(name, status)


def file_on_disk(path: str, status: os.stat_result) -> SourceFile:
    """Return a file of the disk. One that may not be read is marked as that, so that it counts as changed once it may."""
    allowed = os.access(path, os.R_OK)
    return SourceFile(path, status.st_size, str(status.st_mtime_ns) if allowed else "may not be read")


def opened(file: SourceFile, settings: Settings, until: int | None = None) -> io.BufferedReader:
    """Open a file for reading; it can be sought in and is to be closed. Raises as ``look`` does.

    ``until`` says that little will be read beyond so many bytes, so that not much more of a file elsewhere is asked for.
    """
    if is_web(file.name):
        from onrecord.run.web_files import open_at  # noqa: PLC0415 - as above

        return open_at(file, settings, until)
    if is_remote(file.name):
        with _told(file.name):
            store, path = filesystem(file.name)
            return io.BufferedReader(_Told(store.open(path, "rb", block_size=_BLOCK_BYTES), file.name), CHUNK_BYTES)
    try:
        return open(file.name, "rb")  # noqa: PTH123 - a plain string, as given; closed by the caller
    except (OSError, ValueError) as error:
        raise UnreadableError(printable(file.name), (refused(error, listed=True),)) from error


def filesystem(name: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path there. Raises UnreadableError where there is none."""
    protocol = name.partition("://")[0].lower()
    if "::" in name:
        raise UnreadableError(name, (problem("bad_url", detail="addresses inside addresses are not followed"),))
    try:
        core = needed("fsspec.core")
    except MissingExtraError as error:
        raise UnreadableError(name, (problem("no_package", detail="'onrecord[archive]'"),)) from error
    try:
        return cast("tuple[Any, str]", core.url_to_fs(name))
    except ImportError as error:
        package = _PACKAGES.get(protocol) or str(error)
        raise UnreadableError(name, (problem("no_package", detail=package),)) from error
    except ValueError as error:
        raise UnreadableError(name, (problem("bad_url", detail=f"there is no store called {protocol}"),)) from error


def stored_files(name: str) -> Iterator[SourceFile]:
    """Yield the files of a store below an address that ends with ``/`` or holds a pattern (``*``, ``?``, ``[``), in the order of their names.

    Hidden ones are left out, as in folders of the disk. Raises as ``look`` does.
    """
    with _told(name):
        store, path = filesystem(name)
        found = store.glob(path, detail=True) if is_pattern(path) else store.find(path, detail=True)
    given = name.rstrip("/")
    before = (
        given.removesuffix(path) if given.endswith(path) else f"{name.partition('://')[0]}://"
    )  # the host, where there is one
    for inner, about in sorted(found.items()):
        hidden = any(part.startswith(".") for part in inner.removeprefix(path).split("/"))
        if about.get("type") == "file" and (is_pattern(path) or not hidden):
            yield file_of(before + inner, about)


def is_stored_folder(name: str) -> bool:
    """Tell whether an address of a store is a folder there."""
    with _told(name):
        store, path = filesystem(name)
        return bool(store.isdir(path))


def is_pattern(name: str) -> bool:
    """Tell whether a name holds signs that stand for others."""
    return any(sign in name for sign in "*?[")


def file_of(name: str, about: dict[str, Any]) -> SourceFile:
    """Return a file of a store as its listing describes it."""
    size = about.get("size")
    marks = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
    version = next((str(about[mark]) for mark in marks if about.get(mark)), "")
    return SourceFile(name, size if isinstance(size, int) else None, version)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what a store raises into what we say of files."""
    try:
        with told(name):
            yield
    except GoneError as error:
        raise UnreadableError(name, (problem("not_found"),)) from error
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, IsADirectoryError):
            raise UnreadableError(name, (problem("not_a_file"),)) from error
        if isinstance(cause, PermissionError):
            raise UnreadableError(name, (Problem("no_permission", f"the store {error.reason}"),)) from error
        keys = f"; give {keys_of(name)}" if cause is not None and lacks_keys(cause) else ""
        raise AwayError(name, f"{in_short(cause or error)}{keys}") from error


class _Told(ToldFile):
    """A file of a source in a store: its errors are those of sources."""

    def read(self, size: int | None = -1, /) -> bytes:
        with _told(self._address):
            return super().read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        with _told(self._address):
            return super().seek(offset, whence)
