"""The way into a Ray cluster, or to Ray on this machine; and what its nodes see of a folder."""

from __future__ import annotations

import logging
import os
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from onrecord.errors import UsageError
from onrecord.run.extras import needed
from onrecord.run.ray_worker import sees
from onrecord.run.work import NotReadyError

if TYPE_CHECKING:
    from collections.abc import Iterator

REACH_SECONDS = 5.0
"""How long the cluster's head may take to answer the first time. Ray itself would try for two minutes, then end this process."""
TRIES = 2
"""How often Ray is started on this machine where one of its own processes ends meanwhile; it takes it half a minute to notice."""
STORE_BYTES = 80_000_000
"""Shared memory of a node that we start ourselves: the least that Ray takes; results are small."""
EARLY_WORKERS = "RAY_prestart_worker_first_driver"
"""The variable that tells Ray whether to start workers before any is asked for."""
LAST_WORDS = (
    "onrecord: this process was ended, by Ray where its own process on this machine or the cluster's head is gone; what is done is kept: "
    "give the same command again"
)
"""What is said where Ray leaves no time to say anything."""


def the_ray() -> Any:
    """Return Ray, set up to send nothing to anyone. Raises MissingExtraError where it is not installed."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Else Ray warns of a change to come in how it shares out GPUs.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    return needed("ray", "ray")


def connect(address: str | None, workers: int) -> None:
    """Connect to the cluster at an address, or start Ray on this machine (no address, or ``local``) for so many workers, 0 for all processors.

    Raises UsageError where there is no cluster to connect to, NotReadyError where Ray can't be started, or ends meanwhile.
    """
    ray = the_ray()
    # What Ray remarks on the way (that it made a token, which address it takes) is no business of a command's reader.
    logging.getLogger("ray").setLevel(logging.ERROR)
    quiet = {"log_to_driver": False, "configure_logging": False}
    try:
        if address in {None, "local"}:
            _start_here(workers, quiet)
        else:
            _reach(address or "")
            with ray_in_words():
                ray.init(address, **quiet)
    except (OSError, RuntimeError, ValueError) as error:
        where = address or "this machine"
        raise UsageError(
            f"no Ray cluster can be used at {where} ({error}); `ray status` on its head says whether it is up"
        ) from error
    _silence()


def _start_here(workers: int, quiet: dict[str, bool]) -> None:
    """Start Ray on this machine. Raises NotReadyError where that fails more than once."""
    ray = the_ray()
    here = {"num_cpus": workers or None, "include_dashboard": False, "object_store_memory": STORE_BYTES}
    for left in reversed(range(TRIES)):
        try:
            with _no_early_workers():
                ray.init("local", **here, **quiet)
        except Exception as error:  # whatever ended while it started; Ray has no class of its own for that
            with suppress(Exception):
                ray.shutdown()
            if not left:
                raise NotReadyError(
                    f"Ray could not be started on this machine ({last_line(error)}); `--engine local` does the same without it"
                ) from error
        else:
            return


@contextmanager
def _no_early_workers() -> Iterator[None]:
    """Let Ray start no processes before they are asked for: where one of these ends too early, it waits for it for ever and then ends us."""
    before = os.environ.get(EARLY_WORKERS)
    os.environ[EARLY_WORKERS] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[EARLY_WORKERS]
        else:
            os.environ[EARLY_WORKERS] = before


@contextmanager
def ray_in_words() -> Iterator[None]:
    """Turn what Ray raises into a NotReadyError: its own process on this machine has ended, or nobody answers for the cluster any more."""
    ray = the_ray()
    try:
        yield
    except ray.exceptions.RayError as error:
        raise NotReadyError(
            f"Ray can't be used any more ({type(error).__name__}: {last_line(error)}); `ray status` says whether the cluster is up"
        ) from error


def last_line(error: Exception) -> str:
    """Return the end of what Ray says, which is where the cause stands."""
    return next((line.strip() for line in reversed(str(error).splitlines()) if line.strip()), type(error).__name__)


def see_together(folder: str) -> None:
    """Make sure that a folder is the same on all machines of the cluster; make it where it is missing.

    Raises UsageError where it is not the same (whatever a worker writes there would be lost), OSError where it can't be written to here.
    """
    path = Path(os.path.abspath(folder))  # noqa: PTH100 - links are to be followed over there, not here
    path.mkdir(parents=True, exist_ok=True)
    mark = path / f".onrecord-seen-{uuid4().hex}"
    mark.touch()
    try:
        blind = _blind(str(mark))
    finally:
        mark.unlink()
    if blind:
        raise UsageError(
            f"{folder} is not the same folder on all machines of the cluster (not on {', '.join(blind)}); give one on a disk that all of "
            "them share, or an object store, such as s3://bucket/archive"
        )


def _blind(path: str) -> tuple[str, ...]:
    """Return the addresses of the nodes on which there is no file ``path``."""
    ray = the_ray()
    on = needed("ray.util.scheduling_strategies", "ray").NodeAffinitySchedulingStrategy
    answers = [
        (
            node["NodeManagerAddress"],
            ray.remote(sees).options(num_cpus=0, scheduling_strategy=on(node["NodeID"], soft=False)).remote(path),
        )
        for node in ray.nodes()
        if node["Alive"]
    ]
    return tuple(sorted({node for node, answer in answers if not ray.get(answer)}))


def _reach(address: str) -> None:
    """Raise OSError where nobody answers at the address, and UsageError for a kind of address that a long run should not depend on."""
    if address.startswith("ray://"):
        raise UsageError(
            "ray:// ends a run with its connection; give the command on a machine of the cluster, with --address auto"
        )
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS).close()


def _silence() -> None:
    """Keep Ray from printing what it thinks of lost machines between a command's output; they reach us as errors."""
    worker = needed("ray._private.worker", "ray")  # Ray has no public switch
    if hasattr(worker, "_worker_logs_enabled"):
        worker._worker_logs_enabled = False  # noqa: SLF001 - as above
