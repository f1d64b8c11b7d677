"""Options that say where the work of an archive is done, and the engine that they stand for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import click

from onrecord.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from onrecord.run.work import Engine, Limits

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")

_ENGINE = click.option(
    "--engine", "engine_name", type=click.Choice(["local", "ray"]), default="local",
    help="Where to work: processes of this machine, or a Ray cluster. Default: local.",
)  # fmt: skip
_ADDRESS = click.option(
    "--address", metavar="ADDRESS", help="The Ray cluster's head. Default: the variable RAY_ADDRESS, else this machine."
)
_WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), metavar="NUMBER", help="Worker processes. Default: one for each processor."
)


def engine_options(command: Command) -> Command:
    """Add ``--engine``, ``--address`` and ``--workers``: ``engine_name``, ``address`` and ``workers`` of ``engine_of``."""
    return _ENGINE(_ADDRESS(_WORKERS(command)))


def engine_of(  # noqa: PLR0913 - the options of both engines
    engine_name: str, address: str | None, workers: int | None, *, archive: str, limits: Limits, device: str = "cpu"
) -> Engine:
    """Return the engine that was chosen, not yet entered; ``archive`` is where its workers write, ``device`` as in ``Settings``.

    Raises UsageError for options that contradict each other, MissingExtraError where a package is not installed.
    """
    if engine_name == "ray":
        from onrecord.run.ray_engine import GPU_SHARE, RayEngine  # noqa: PLC0415 - slow to load, and an extra

        return RayEngine(address, workers, limits, shared=archive, gpus=GPU_SHARE if device == "gpu" else 0.0)
    if address is not None:
        raise UsageError("--address is for --engine ray")
    from onrecord.run.local import LocalEngine  # noqa: PLC0415 - as above

    return LocalEngine(workers or processors(), limits)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
