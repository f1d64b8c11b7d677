"""A Ray cluster of two nodes with a processor each, both on this machine, and what of it is running."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from ray.cluster_utils import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
QUICK_TO_MISS = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 300,
    "health_check_timeout_ms": 1000,
    "health_check_failure_threshold": 3,
}


@contextmanager
def two_nodes() -> Iterator[Any]:
    """Start the cluster and yield it; at the end nothing of it is left."""
    # Its processes take both over. No folder of pytest's: paths of sockets have 107 bytes at most.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "RAY_USAGE_STATS_ENABLED": "0"}
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="ray") as folder:
        for name, value in environment.items():
            patch.setenv(name, value)
        made: Any = Cluster(
            initialize_head=True, head_node_args={**NODE, "temp_dir": folder, "_system_config": QUICK_TO_MISS}
        )
        made.add_node(**NODE)
        yield made
        made.shutdown()
        # Nodes of this cluster were killed on purpose, and their helpers may not notice: that OnRecord itself leaves no process of Ray is
        # tested where it has started one.
        for process in ray_processes():
            with suppress(psutil.Error):
                process.kill()


def workers() -> list[psutil.Process]:
    """Return all processes that are at work for us: Ray's actors, and the children in which they work."""
    return [
        process for process in processes() if "spawn_main" in command(process) or "ray::RayWorker" in command(process)
    ]


def ray_processes() -> list[psutil.Process]:
    """Return all processes of Ray below this one."""
    return [process for process in processes() if "/ray/" in command(process) or "ray::" in command(process)]


def processes() -> list[psutil.Process]:
    """Return all processes below this one."""
    found: list[psutil.Process] = psutil.Process().children(recursive=True)
    return found


def command(process: psutil.Process) -> str:
    """Return a process's command, nothing where it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
