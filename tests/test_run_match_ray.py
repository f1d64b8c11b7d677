"""Matching on a Ray cluster of two nodes gives, byte for byte, what it gives on one machine; also where a worker is killed meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from match_archive import archive, tables
from match_news import some_news
from ray_nodes import command, two_nodes

from onrecord.run.local import LocalEngine
from onrecord.run.match import match
from onrecord.run.match_settings import MatchSettings
from onrecord.run.match_tables import MATCH_TABLES
from onrecord.run.place import place_at
from onrecord.run.ray_engine import RayEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.run.work import Event

SMALL = MatchSettings(slice_articles=15, fan_in=4, task_articles=5)
"""Slices so small that both nodes have something to do in every step."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with two_nodes() as made:
        yield made


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that is not matched yet."""
    folder = tmp_path_factory.mktemp("read") / "archive"
    archive(folder, some_news(events=10))
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return what the files hold that matching makes, by their path in the archive."""
    found = {
        str(file.relative_to(folder)): file.read_bytes()
        for table in MATCH_TABLES
        for file in (folder / table).rglob("*")
        if file.is_file()
    }
    assert {name.partition("/")[0] for name in found} == set(MATCH_TABLES)
    return found


def test_match_on_ray_gives_the_files_of_the_local_engine(cluster: Any, read: Path, tmp_path: Path) -> None:
    at_work: set[int] = set()
    killed: list[int] = []

    def seen(event: Event) -> None:
        at_work.add(event.worker)
        if event.kind == "begun" and len(at_work) == 2 and not killed:
            children = [one for one in psutil.Process().children(recursive=True) if "spawn_main" in command(one)]
            killed.extend(one.pid for one in children[:1])
            children[0].kill()

    for engine in (LocalEngine(2), RayEngine(cluster.address, 2, shared=str(tmp_path))):
        shutil.copytree(read, tmp_path / engine.name)
        with engine:
            match(place_at(tmp_path / engine.name), engine, SMALL, watch=seen if engine.name == "ray" else print)
    assert at_work == {0, 1}
    assert killed
    assert tables(place_at(tmp_path / "ray")) == tables(place_at(tmp_path / "local"))
    assert files(tmp_path / "ray") == files(tmp_path / "local")


def test_match_command_on_ray_gives_the_files_of_the_local_engine(cluster: Any, read: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path)}
    for name, more in (("local", ()), ("ray", ("--engine", "ray", "--address", cluster.address))):
        shutil.copytree(read, tmp_path / name)
        given = [sys.executable, "-m", "onrecord", "match", str(tmp_path / name), "--workers", "2", "--quiet", *more]
        done = subprocess.run(given, env=environment, capture_output=True, text=True, timeout=400, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert "articles matched" in done.stdout
    assert files(tmp_path / "ray") == files(tmp_path / "local")
