"""What the page runs in a browser is what was fetched from npm, byte for byte, with its licences; nothing else lies beside it."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tools" / "vendor.py"


@pytest.fixture(scope="module")
def vendor() -> Any:
    spec = importlib.util.spec_from_file_location("vendor", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copied(vendor: Any, tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendor.VENDOR, tmp_path / "vendor"))


def test_what_is_vendored_is_as_it_was_fetched() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "10 packages are as the lock has them\n")


def test_every_package_brings_its_licence(vendor: Any) -> None:
    for one in vendor.WANTED:
        texts = [to for name, to in one.files if name.upper().startswith("LICENSE")]
        assert len(texts) == 1
        words = (vendor.VENDOR / texts[0]).read_text()
        assert "Permission" in words or "permission" in words or "Redistribution" in words


def test_a_changed_file_is_found(vendor: Any, copied: Path) -> None:
    with (copied / "vega.min.js").open("ab") as file:
        file.write(b" ")
    assert vendor.problems(copied) == ("vega.min.js is not as it was fetched: vega 6.4.0",)


def test_a_missing_file_and_a_stranger_are_found(vendor: Any, copied: Path) -> None:
    (copied / "htmx.min.js").unlink()
    (copied / "left-pad.js").touch()
    assert vendor.problems(copied) == ("htmx.min.js is missing", "left-pad.js is not in the lock")


def test_a_lock_of_other_versions_is_found(vendor: Any, copied: Path) -> None:
    lock = json.loads((copied / "vendor.json").read_text())
    lock["packages"][1]["version"] = "6.3.9"
    (copied / "vendor.json").write_text(json.dumps(lock))
    assert vendor.problems(copied) == ("vega 6.4.0 is not what the lock has: run tools/vendor.py",)


def test_a_lost_lock_is_found(vendor: Any, copied: Path) -> None:
    (copied / "vendor.json").unlink()
    assert len(vendor.problems(copied)) == 1


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tarball:
        for name, data in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            tarball.addfile(info, io.BytesIO(data))
    return made.getvalue()


def answered(vendor: Any, monkeypatch: pytest.MonkeyPatch, tarball: bytes, integrity: str, licence: str = "MIT") -> Any:
    """Stand in for the registry: a package "small" at version 1 that holds one file."""
    about = {"license": licence, "dist": {"integrity": integrity, "tarball": f"{vendor.REGISTRY}/small.tgz"}}
    monkeypatch.setattr(
        vendor, "_get", lambda address: tarball if address.endswith(".tgz") else json.dumps(about).encode()
    )
    monkeypatch.setattr(vendor, "WANTED", (vendor.Wanted("small", "1", "MIT", (("small.js", "small.js"),)),))


def test_a_package_is_fetched_and_locked(vendor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tarball = packed(**{"small.js": b"1", "other.js": b"2"})
    answered(vendor, monkeypatch, tarball, vendor.integrity_of(tarball))
    vendor.fetch(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.js", "vendor.json"]
    assert vendor.problems(tmp_path) == ()


def test_a_tarball_that_is_not_what_the_registry_states_is_refused(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answered(vendor, monkeypatch, packed(**{"small.js": b"evil"}), vendor.integrity_of(b"good"))
    with pytest.raises(vendor.VendorError, match="does not have the integrity"):
        vendor.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_changed_since_it_was_locked_is_refused(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for data, refused in ((b"first", False), (b"second", True)):
        tarball = packed(**{"small.js": data})
        answered(vendor, monkeypatch, tarball, vendor.integrity_of(tarball))
        if refused:
            with pytest.raises(vendor.VendorError, match="not the one that was locked"):
                vendor.fetch(tmp_path)
        else:
            vendor.fetch(tmp_path)
    assert (tmp_path / "small.js").read_bytes() == b"first"


def test_another_licence_or_a_missing_file_is_refused(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tarball = packed(**{"small.js": b"1"})
    answered(vendor, monkeypatch, tarball, vendor.integrity_of(tarball), licence="UNLICENSED")
    with pytest.raises(vendor.VendorError, match="is under 'UNLICENSED'"):
        vendor.fetch(tmp_path)
    with pytest.raises(vendor.VendorError, match=r"has no gone\.js"):
        vendor.extracted(tarball, ("gone.js",))
