"""What Ray is asked for where workers read on a GPU. Ray shares out the GPUs that it is told of, so none is needed here."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import ray

from onrecord.run.ray_cluster import the_ray
from onrecord.run.ray_engine import GPU_RESERVED_BYTES, GPU_SHARE, RayEngine
from onrecord.run.work import NotReadyError, Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.run.work import At, Do


@dataclass(frozen=True, slots=True)
class WhichGpu:
    """Returns what CUDA is told of the GPUs that are the worker's own."""

    def ready(self) -> Do:
        return _which


def _which(_task: Task, _at: At) -> str:
    return os.environ.get("CUDA_VISIBLE_DEVICES", "")


@pytest.fixture(scope="module")
def with_gpu() -> Iterator[Any]:
    """Ray on this machine with two processors, and told of one GPU."""
    the_ray()
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="ray") as folder:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        ray.init(
            "local",
            num_cpus=2,
            num_gpus=1,
            include_dashboard=False,
            object_store_memory=80_000_000,
            _temp_dir=folder,
            log_to_driver=False,
        )
        yield ray
        ray.shutdown()


def test_ray_workers_that_read_on_a_gpu_ask_for_a_share_and_are_told_which(with_gpu: Any) -> None:
    with RayEngine(gpus=GPU_SHARE) as engine:
        assert engine.workers == 2
        running = engine.run(WhichGpu(), [Task(str(number), None) for number in range(3)])
        assert next(running).value == "0"
        assert with_gpu.available_resources()["GPU"] == pytest.approx(1 - 2 * GPU_SHARE)
        assert [done.value for done in running] == ["0", "0"]


def test_ray_workers_that_do_not_ask_for_none(with_gpu: Any) -> None:
    with RayEngine() as engine:
        running = engine.run(WhichGpu(), [Task(str(number), None) for number in range(3)])
        next(running)
        assert with_gpu.available_resources()["GPU"] == 1
        list(running)


@pytest.mark.usefixtures("with_gpu")
def test_ray_has_no_more_workers_than_gpus_have_shares() -> None:
    with RayEngine(gpus=1.0) as engine:
        assert engine.workers == 1


@pytest.mark.usefixtures("with_gpu")
def test_ray_says_what_a_worker_needs_where_the_cluster_gives_none() -> None:
    with RayEngine(None, 1, gpus=1.0) as holding, RayEngine(None, 1, gpus=0.5, start_seconds=0.5) as waiting:
        holds: Any = holding.run(WhichGpu(), [Task("0", None), Task("1", None)])
        next(holds)
        says = rf"each needs a processor, 1/2 of a GPU and {GPU_RESERVED_BYTES / 1e9:g} GB of memory"
        with pytest.raises(NotReadyError, match=says):
            list(waiting.run(WhichGpu(), [Task("0", None)]))
        holds.close()


def test_ray_that_sees_no_gpu_here_ends_at_once(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("The mill will close, Bo Hill said.", "utf-8")
    words = ["run", "--engine", "ray", "--workers", "1", "--device", "gpu", "--out", "archive", "page.txt"]
    with TemporaryDirectory(prefix="ray") as folder:
        kept = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
        environment = {**kept, "RAY_TMPDIR": folder, "CUDA_VISIBLE_DEVICES": ""}
        done = subprocess.run(
            [sys.executable, "-m", "onrecord", *words],
            capture_output=True,
            check=False,
            timeout=120,
            text=True,
            cwd=tmp_path,
            env=environment,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("onrecord: Ray sees no GPU on this machine")
