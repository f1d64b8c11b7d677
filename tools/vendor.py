"""Fetch what the page runs in a browser: the named files of npm packages, at the named versions, into the package of OnRecord.

    python tools/vendor.py            fetch everything again and write the lock
    python tools/vendor.py --check    compare the files on disk with the lock; needs no network

A tarball is used only if it has the integrity (SHA-512) that the registry states, and, where the lock knows the version already, the one
that the lock states: a version that has changed at the registry since is refused. Files are kept byte for byte as published, with the
texts of their licences, also those of what is bundled inside them.
"""

# a script that prints what it does

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import sys
import tarfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGISTRY = "https://registry.npmjs.org"
VENDOR = Path(__file__).parent.parent / "src" / "onrecord" / "web" / "static" / "vendor"
LOCK = "vendor.json"
LARGEST = 50_000_000
"""Bytes of a tarball at most; vega's has 5 MB."""
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package at a version, the licence that it must state, and which of its files go where (names of a flat folder)."""

    package: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...]


WANTED = (
    Wanted("htmx.org", "2.0.11", "0BSD", (("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "htmx.LICENSE.txt"))),
    Wanted("vega", "6.4.0", "BSD-3-Clause", (("build/vega.min.js", "vega.min.js"), ("LICENSE", "vega.LICENSE.txt"))),
    Wanted(
        "vega-lite", "6.5.0", "BSD-3-Clause",
        (("build/vega-lite.min.js", "vega-lite.min.js"), ("LICENSE", "vega-lite.LICENSE.txt")),
    ),
    # Its build has vega-interpreter inside, which works expressions out without `eval`; that package alone ships for bundlers only.
    Wanted(
        "vega-embed", "7.3.0", "BSD-3-Clause",
        (("build/vega-embed.min.js", "vega-embed.min.js"), ("LICENSE", "vega-embed.LICENSE.txt")),
    ),
    # Inside the builds of Vega; only their licences are needed.
    Wanted("vega-interpreter", "2.3.2", "BSD-3-Clause", (("LICENSE", "vega-interpreter.LICENSE.txt"),)),
    Wanted("d3", "7.9.0", "ISC", (("LICENSE", "d3.LICENSE.txt"),)),
    Wanted("topojson-client", "3.1.0", "ISC", (("LICENSE", "topojson-client.LICENSE.txt"),)),
    Wanted("delaunator", "5.0.1", "ISC", (("LICENSE", "delaunator.LICENSE.txt"),)),
    Wanted("fast-json-patch", "3.1.1", "MIT", (("LICENSE.txt", "fast-json-patch.LICENSE.txt"),)),
    Wanted("semver", "7.7.2", "ISC", (("LICENSE", "semver.LICENSE.txt"),)),
)  # fmt: skip
"""What is vendored. To renew one, change its version here, run the script, and look at every chart."""


class VendorError(Exception):
    """What was fetched, or what lies on disk, is not what it must be; the message says which."""


def integrity_of(data: bytes) -> str:
    """Return the integrity of bytes as npm writes it: ``sha512-`` and the digest in base 64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def extracted(tarball: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return files of an npm tarball by their names inside ``package/``. Raises VendorError where one is missing or no plain file."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as packed:
        for member in packed:
            _, _, name = member.name.partition("/")
            if name in names and member.isfile() and (file := packed.extractfile(member)) is not None:
                found[name] = file.read()
    missing = sorted(set(names) - set(found))
    if missing:
        raise VendorError(f"the tarball has no {', '.join(missing)}")
    return found


def problems(folder: Path) -> tuple[str, ...]:
    """Return what is not as the lock and ``WANTED`` say, a line each; nothing where all is well. Reads only files."""
    try:
        lock = _lock(folder)
    except (OSError, ValueError) as error:
        return (f"{LOCK}: {error}",)
    found = [*_unlike_wanted(lock)]
    known = {LOCK}
    for entry in lock.values():
        for file in entry["files"]:
            known.add(file["file"])
            path = folder / file["file"]
            if not path.is_file():
                found.append(f"{file['file']} is missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                found.append(f"{file['file']} is not as it was fetched: {entry['package']} {entry['version']}")
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return (*found, *(f"{name} is not in the lock" for name in strangers))


def _unlike_wanted(lock: dict[str, Any]) -> list[str]:
    found = [f"{package} is in the lock and not wanted" for package in lock.keys() - {one.package for one in WANTED}]
    for one in WANTED:
        entry = lock.get(one.package)
        files = {(file["from"], file["file"]) for file in entry["files"]} if entry else set()
        if not entry or (entry["version"], entry["licence"], files) != (one.version, one.licence, set(one.files)):
            found.append(f"{one.package} {one.version} is not what the lock has: run tools/vendor.py")
        elif not _whole(entry["integrity"]):
            found.append(f"{one.package}: {entry['integrity']!r} is no SHA-512")
    return found


def _whole(integrity: str) -> bool:
    kind, _, digest = integrity.partition("-")
    try:
        return kind == "sha512" and len(base64.b64decode(digest, validate=True)) == 64
    except binascii.Error:
        return False


def _lock(folder: Path) -> dict[str, Any]:
    """Return the entries of the lock by package."""
    return {entry["package"]: entry for entry in json.loads((folder / LOCK).read_text())["packages"]}


def fetch(folder: Path) -> None:
    """Fetch everything that is wanted into the folder and write the lock. Raises VendorError, with nothing written, if anything is amiss."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _lock(folder) if (folder / LOCK).is_file() else {}
    entries: list[dict[str, Any]] = []
    contents: dict[str, bytes] = {}
    for one in WANTED:
        entry, files = _fetched(one, before.get(one.package))
        entries.append(entry)
        contents |= files
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    (folder / LOCK).write_text(json.dumps({"packages": entries}, indent=1) + "\n")


def _fetched(one: Wanted, before: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the lock's entry of a package and its files by the names that they get."""
    about = json.loads(_get(f"{REGISTRY}/{one.package}/{one.version}"))
    stated, address = about["dist"]["integrity"], about["dist"]["tarball"]
    if about.get("license") != one.licence:
        raise VendorError(f"{one.package} is under {about.get('license')!r}, not {one.licence!r}")
    if before and before["version"] == one.version and before["integrity"] != stated:
        raise VendorError(f"{one.package} {one.version} is not the one that was locked: {stated}")
    if not address.startswith(f"{REGISTRY}/"):
        raise VendorError(f"{one.package} is at {address}, which is not the registry")
    tarball = _get(address)
    if integrity_of(tarball) != stated:
        raise VendorError(f"{address} does not have the integrity {stated}")
    inside = extracted(tarball, tuple(name for name, _ in one.files))
    files = {to: inside[name] for name, to in one.files}
    print(f"{one.package} {one.version}: {', '.join(files)}")
    return {
        "package": one.package, "version": one.version, "licence": one.licence, "tarball": address, "integrity": stated,
        "files": [
            {"from": name, "file": to, "sha256": hashlib.sha256(inside[name]).hexdigest()} for name, to in one.files
        ],
    }, files  # fmt: skip


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  # https, by REGISTRY
        data: bytes = answer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise VendorError(f"{address} has more than {LARGEST} bytes")
    return data


def main() -> int:
    """Fetch, or check; 1 where something is amiss."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="compare the files on disk with the lock, without the network"
    )
    if parser.parse_args().check:
        found = problems(VENDOR)
        print("\n".join(found) if found else f"{len(WANTED)} packages are as the lock has them")
        return int(bool(found))
    try:
        fetch(VENDOR)
    except (VendorError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
