"""Archives in a store that refuses, is out of reach or goes away: one line says so, nothing is lost, and no bucket is made by mistake.

The store is a folder that fsspec takes for S3 in this process and in all that it starts. What stands in its file ``fault`` is raised at every
request, as s3fs and botocore do: errors of their own that are no OSError, and PermissionError.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from archive_by_hand import Here
from records_by_hand import mill

from onrecord.records import Problem, Reading
from onrecord.run.archive import open_archive
from onrecord.run.finish import finish
from onrecord.run.parts import PartWriter, marker_of
from onrecord.run.place import Folder, Store, place_at
from onrecord.run.shelf import manifest_of
from onrecord.run.store_errors import GoneError, StoreError, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.run.place import Place

STORE = """
import os, pathlib
import fsspec
from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

ROOT = os.environ["SHAKY_STORE"]

class EndpointConnectionError(Exception): pass
class NoCredentialsError(Exception): pass

RAISED = {
    "down": EndpointConnectionError("Could not connect to the endpoint"),
    "keys": NoCredentialsError("Unable to locate credentials"),
    "refused": PermissionError("Forbidden"),
}

class Shaky(DirFileSystem):
    protocol = "s3"

    def __init__(self, **_):
        super().__init__(path=f"{ROOT}/store", fs=LocalFileSystem(auto_mkdir=True), skip_instance_cache=True)

    @classmethod
    def _strip_protocol(cls, path):
        return path.removeprefix("s3://").rstrip("/")

    def _join(self, path):
        fault = pathlib.Path(ROOT, "fault")
        if fault.exists():
            raise RAISED[fault.read_text()]
        return super()._join([self._strip_protocol(p) for p in path] if isinstance(path, list) else self._strip_protocol(path))

fsspec.register_implementation("s3", Shaky, clobber=True)
"""
WORDS = {
    "down": "could not be reached (Could not connect",
    "keys": "can't be used without keys",
    "refused": "refuses access (Forbidden)",
}


class Shaky:
    """The store, and commands that use it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "store" / "bucket").mkdir(parents=True)
        (root / "site").mkdir()
        (root / "site" / "sitecustomize.py").write_text(STORE)
        paths = os.pathsep.join([str(root / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.environment = {**os.environ, "PYTHONPATH": paths, "SHAKY_STORE": str(root)}

    def fails(self, how: str | None) -> None:
        """Let every request fail from now on, or none."""
        (self.root / "fault").unlink(missing_ok=True)
        if how is not None:
            (self.root / "new").write_text(how)
            (self.root / "new").replace(self.root / "fault")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "onrecord", *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.root,
        )  # fmt: skip

    def does(self, *arguments: str) -> tuple[int, str, str]:
        command = self.start(*arguments)
        out, errors = command.communicate(timeout=300)
        return command.returncode, out, errors


@pytest.fixture
def shaky(tmp_path: Path) -> Shaky:
    return Shaky(tmp_path)


def pages(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        words = f"Weir {number} to stay\n\nBy Cy Orr\n\nThe weir will stay, said Una Pell, the mayor of Orle. It has {number} gates.\n"
        (folder / f"{number:02}.txt").write_text(words)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "pages", "--out", "s3://bucket/archive"],
        ["query", "SELECT 1", "s3://bucket/archive"],
        ["match", "s3://bucket/archive"],
        ["import", "s3://bucket/archive", "--ledger", "a.ledger"],
    ],
)
@pytest.mark.parametrize("fault", ["down", "keys", "refused"])
def test_a_store_that_fails_ends_a_command_with_one_line(shaky: Shaky, arguments: list[str], fault: str) -> None:
    shaky.fails(fault)
    code, out, errors = shaky.does(*arguments)
    assert (code, out) == (1, "")
    assert len(errors.splitlines()) == 1
    assert errors.startswith("onrecord: s3://bucket/archive")
    assert WORDS[fault] in errors
    assert ("AWS_ACCESS_KEY_ID" in errors) == (fault != "down")


def test_a_bucket_that_is_not_there_is_refused_and_not_made(shaky: Shaky) -> None:
    pages(shaky.root / "pages", 1)
    code, _, errors = shaky.does("run", "pages", "--out", "s3://buckit/archive")
    assert (code, "there is no bucket buckit for s3://buckit/archive" in errors) == (2, True)
    assert [path.name for path in (shaky.root / "store").iterdir()] == ["bucket"]


def test_a_store_that_goes_away_during_a_run_ends_it_and_the_same_command_goes_on(shaky: Shaky) -> None:
    arguments = ["run", str(pages(shaky.root / "pages", 60)), "--out", "s3://bucket/archive", "--workers", "1"]
    driver = shaky.start(*arguments)
    markers = shaky.root / "store" / "bucket" / "archive" / "shards"
    while not (markers.is_dir() and list(markers.iterdir())):
        assert driver.poll() is None
        time.sleep(0.02)
    shaky.fails("down")
    _, errors = driver.communicate(timeout=200)
    assert driver.returncode == 1
    assert "Traceback" not in errors
    assert WORDS["down"] in errors.splitlines()[-2]
    assert "stay so; go on with the same command" in errors or "stays so; go on with the same command" in errors
    shaky.fails(None)
    code, out, errors = shaky.does(*arguments)
    assert (code, errors) == (0, "")
    assert "s3://bucket/archive holds 60 articles" in out
    archive = Folder(str(shaky.root / "store" / "bucket" / "archive"))
    ids = [reading.article.id for reading in open_archive(archive.address).readings() if reading.article]
    assert (len(ids), len(set(ids))) == (60, 60)


def test_a_source_in_a_store_that_is_out_of_reach_is_told_once(shaky: Shaky) -> None:
    shaky.fails("down")
    code, _, errors = shaky.does("run", "s3://bucket/news/", "--out", "archive", "--workers", "1")
    assert code == 1
    assert [line.startswith("onrecord: s3://bucket/news/: could not be reached") for line in errors.splitlines()] == [
        True,
        False,
    ]
    assert "1 part of the sources could not be read; the same command tries again" in errors
    shaky.fails("refused")
    code, _, errors = shaky.does("run", "s3://bucket/news/", "--out", "archive", "--workers", "1")
    assert code == 1
    assert "the store refuses access (Forbidden); check the keys (AWS_ACCESS_KEY_ID" in errors
    assert "owner" not in errors


@pytest.fixture
def memory(request: pytest.FixtureRequest) -> Iterator[Place]:
    place = place_at(f"memory://{request.node.name.partition('[')[0]}")
    yield place
    place.remove("")


def shard(place: Place, name: str, reading: Reading) -> None:
    with PartWriter(place, name) as writer:
        writer.add(0, reading)
        writer.done()


def test_what_another_run_took_away_is_told_as_that(memory: Place) -> None:
    shard(memory, "a", mill())
    marker = marker_of(memory, "a")
    assert marker is not None
    memory.remove(marker.files["articles"])
    with pytest.raises(GoneError, match="perhaps another run is at work on this archive; wait for its end"):
        finish(memory, Here())


@pytest.mark.parametrize("kind", ["folder", "store"])
def test_what_is_so_no_longer_leaves_the_tables(tmp_path: Path, memory: Place, kind: str) -> None:
    place = Folder(str(tmp_path)) if kind == "folder" else memory
    shard(place, "missing-1-2", Reading("news", None, problems=(Problem("not_found", "there is no such file"),)))
    shard(place, "a", mill())
    assert finish(place, Here()).totals["failed"] == 1
    done = finish(place, Here(), gone={"missing-1-2", "never-there"})
    assert (done.totals["failed"], done.totals["articles"]) == (0, 1)
    assert manifest_of(place).shards.keys() == {"a"}
    assert place.names("shards") == ["a.json"]
    assert finish(place, Here()).months == 0


def test_errors_of_stores_can_be_sent_from_process_to_process() -> None:
    for error in (GoneError("s3://b/x"), StoreError("s3://b/x", "could not be reached")):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


def test_what_is_ours_passes_through_a_store_untold() -> None:
    for error in (MemoryError(), KeyboardInterrupt(), StoreError("s3://b/x", "failed")):
        with pytest.raises(type(error)) as raised, told("s3://b/y"):
            raise error
        assert raised.value is error


def test_half_an_object_is_never_there(memory: Place) -> None:
    assert isinstance(memory, Store)
    with pytest.raises(ZeroDivisionError), memory.writing("a/b") as file:
        file.writelines(b"half" if number else b"%d" % (1 // number) for number in (1, 0))
    assert not memory.exists("a/b")
    with memory.writing("a/b") as file:
        file.write(b"whole")
    assert memory.read("a/b") == b"whole"
