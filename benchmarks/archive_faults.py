"""Gives a run of `onrecord` what machines do: worker processes that are killed at random moments, and a driver that is killed and started again."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PAUSE = (10.0, 60.0)
"""Seconds between two faults: so many that a shard can be done between some of them, on a quiet machine."""
DRIVER_SHARE = 0.25
"""Of faults that hit the driver, as long as any are left."""
FINISHED = (0, 1)
"""Exit codes of a run that came to its end, the second where it could not do all or go on."""
GIVEN_AGAIN = 5
"""How often a command that ended with 1 is given again, as it asks."""


@dataclass(slots=True)
class Faults:
    """What was done to a run, and how it ended."""

    workers_killed: int = 0
    drivers_killed: int = 0
    seconds: float = 0.0
    given_again: int = 0
    code: int | None = None


def run_with_faults(arguments: Sequence[str], log: Path, seed: int, *, drivers: int = 5, workers: int = 40) -> Faults:
    """Give a command of onrecord again and again until it ends by itself, at most ``drivers`` and ``workers`` kills in all.

    What it prints goes to ``log``. Raises RuntimeError where it ends with another code than 0 or 1 without having been killed.
    """
    chance = Random(seed)  # noqa: S311  # chance that kills processes keeps no secret
    faults, begun = Faults(), time.monotonic()
    command = [sys.executable, "-m", "onrecord", *arguments]
    with log.open("ab") as out:
        while faults.code is None:
            driver = psutil.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
            try:
                _hit(driver, chance, faults, drivers, workers)
            finally:
                _end(driver)
            if faults.code == 1 and faults.given_again < GIVEN_AGAIN:
                faults.given_again += 1
                faults.code = None
    faults.seconds = time.monotonic() - begun
    if faults.code not in FINISHED:
        raise RuntimeError(f"the command ended with {faults.code}; see {log}")
    return faults


def _hit(driver: psutil.Popen, chance: Random, faults: Faults, drivers: int, workers: int) -> None:
    """Kill workers of a driver at random moments until it ends, or is killed itself."""
    while True:
        try:
            faults.code = driver.wait(chance.uniform(*PAUSE))
        except psutil.TimeoutExpired:
            pass
        else:
            return
        if faults.drivers_killed < drivers and chance.random() < DRIVER_SHARE:
            faults.drivers_killed += 1
            return
        victims = workers_of(driver)
        if victims and faults.workers_killed < workers:
            _kill(chance.choice(victims))
            faults.workers_killed += 1


def workers_of(driver: psutil.Process) -> list[psutil.Process]:
    """Return the processes below a driver that do its work: Python's own children, and Ray's actors.

    Not Ray's agents: with one of them Ray's own process ends, and with that, on a Ray of one machine, the driver.
    """
    try:
        below = driver.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [process for process in below if _works(process)]


def _works(process: psutil.Process) -> bool:
    try:
        command = " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return "spawn_main" in command or (command.startswith("ray::") and "Agent" not in command)


def _end(driver: psutil.Popen) -> None:
    """Kill a driver, and what it leaves behind if that does not end by itself."""
    try:
        left = driver.children(recursive=True)
    except psutil.NoSuchProcess:
        left = []
    _kill(driver)
    driver.wait()
    _, alive = psutil.wait_procs(left, timeout=20)
    for process in alive:
        _kill(process)


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
